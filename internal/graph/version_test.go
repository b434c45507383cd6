package graph_test

import (
	"bytes"
	"io"
	"log/slog"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/relais-go/relais/internal/graph"
	"github.com/relais-go/relais/social"
)

func TestVersionsAreWatched(t *testing.T) {
	t.Parallel()
	day := func(s string) time.Time {
		at, err := time.Parse(time.DateOnly, s)
		require.NoError(t, err)
		return at
	}
	for _, c := range []struct{ asked, today, answered, warning string }{
		{"v26.0", "2026-11-21", "v26.0", ""},
		{"v26.0", "2035-01-01", "v26.0", ""},
		{"v25.0", "2028-04-01", "v25.0", ""},
		{"v25.0", "2028-06-01", "v25.0", "ends soon"},
		{"v25.0", "2028-07-29", "v25.0", "has ended"},
		{"v20.0", "2026-11-21", "v21.0", "has ended"},
		{"v18.0", "2026-11-21", "v21.0", "has ended"},
		{"v26.0", "2026-11-21", "v25.0", "another version"},
		{"v26.0", "2026-11-21", "nonsense", ""},
		{"v26.0", "2026-11-21", "", ""},
	} {
		s := serveHTTP(t, func(w http.ResponseWriter, _ int, _ *seen) {
			if c.answered != "" {
				w.Header().Set("Facebook-Api-Version", c.answered)
			}
			_, _ = io.WriteString(w, `{}`)
		})
		var log bytes.Buffer
		client := s.client(t, func(cfg *graph.Config, o *social.Options) {
			cfg.Version, cfg.Now = c.asked, func() time.Time { return day(c.today) }
			o.Logger = slog.New(slog.NewTextHandler(&log, nil))
		})
		for range 3 {
			_, err := client.Do(t.Context(), get(), nil)
			require.NoError(t, err)
		}
		if c.warning == "" {
			assert.Empty(t, log.String(), "%+v", c)
			continue
		}
		assert.Equal(t, 1, strings.Count(log.String(), c.warning), "%+v: once", c)
		assert.Equal(t, "/"+c.asked+"/1001", s.last(t).Path)
	}
}

func TestSunsets(t *testing.T) {
	t.Parallel()
	_, known := graph.SunsetOf(graph.DefaultVersion)
	assert.False(t, known, "the newest has no known end")
	var before time.Time
	for _, v := range []string{"v19.0", "v20.0", "v21.0", "v22.0", "v23.0", "v24.0", "v25.0"} {
		end, known := graph.SunsetOf(v)
		require.True(t, known, v)
		assert.True(t, end.After(before), v)
		before = end
	}
	for _, v := range []string{"", "v", "x1.0", "v99999999.0", "v27.0"} {
		_, known := graph.SunsetOf(v)
		assert.False(t, known, v)
	}
}
