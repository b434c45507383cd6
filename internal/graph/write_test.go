package graph_test

import (
	"net/http"
	"net/url"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/relais-go/relais/internal/graph"
	"github.com/relais-go/relais/internal/rest"
	"github.com/relais-go/relais/social"
)

func TestCreate(t *testing.T) {
	t.Parallel()
	body := `{"id":"7"}`
	s := serve(t, func(int, *seen) (int, string) { return 200, body })
	c := s.client(t)
	id, err := c.Create(t.Context(), post())
	require.NoError(t, err)
	assert.Equal(t, graph.ID("7"), id)
	body = `{}`
	_, err = c.Create(t.Context(), post())
	require.ErrorIs(t, err, social.ErrUncertain)
	require.ErrorContains(t, err, "names no ID")
	s = serve(t, always(400, failure(100, 0)))
	_, err = s.client(t).Create(t.Context(), post())
	require.ErrorIs(t, err, social.ErrInvalid)
}

// TestCall: a read is repeated, a write with a lost answer is not.
func TestCall(t *testing.T) {
	t.Parallel()
	for method, want := range map[string]int{"": 2, http.MethodGet: 2, http.MethodPost: 1, http.MethodDelete: 1} {
		s := serveHTTP(t, func(w http.ResponseWriter, n int, _ *seen) {
			if n == 1 {
				panic(http.ErrAbortHandler)
			}
			_, _ = w.Write([]byte(`{"Text":"x","text":"y"}`))
		})
		var out struct {
			Text string `json:"text"`
		}
		err := s.client(t).Call(t.Context(), method, "/1", url.Values{"a": {"b"}}, nil, &out)
		assert.Len(t, s.all(), want, method)
		if want == 1 {
			require.ErrorIs(t, err, social.ErrUncertain, method)
			continue
		}
		require.NoError(t, err, method)
		assert.Equal(t, "y", out.Text)
	}
}

// TestClock: an object is asked for once, unless another answer has told the time before.
func TestClock(t *testing.T) {
	t.Parallel()
	const ahead = time.Hour
	s := serveHTTP(t, func(w http.ResponseWriter, _ int, _ *seen) {
		w.Header().Set("Date", time.Now().Add(ahead).UTC().Format(http.TimeFormat))
		_, _ = w.Write([]byte(`{"id":"1"}`))
	})
	c := s.client(t)
	began := time.Now()
	assert.False(t, c.Now().Before(began) || c.Now().After(time.Now()), "nothing is known yet")
	for range 2 {
		now, err := c.Clock("1")(t.Context())
		require.NoError(t, err)
		assert.WithinDuration(t, time.Now().Add(ahead), now, 3*time.Second+time.Since(began))
	}
	assert.Len(t, s.all(), 1)
	assert.WithinDuration(t, time.Now().Add(ahead), c.Now(), 3*time.Second+time.Since(began))

	c = s.client(t)
	_, err := graph.Ask[struct{}](t.Context(), c, &graph.Request{Op: "any", Path: rest.Path("1")})
	require.NoError(t, err)
	_, err = c.Clock("1")(t.Context())
	require.NoError(t, err)
	assert.Len(t, s.all(), 2, "the time was known")

	refused := serve(t, always(400, failure(100, 33)))
	_, err = refused.client(t).Clock("1")(t.Context())
	require.ErrorIs(t, err, social.ErrNotFound)
}
