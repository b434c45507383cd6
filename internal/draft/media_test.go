package draft_test

import (
	"errors"
	"io"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/relais-go/relais/internal/draft"
	"github.com/relais-go/relais/internal/probe"
	"github.com/relais-go/relais/internal/probe/probetest"
	"github.com/relais-go/relais/social"
)

func TestSize(t *testing.T) {
	t.Parallel()
	open := func() (io.ReadCloser, error) { return nil, io.EOF }
	for name, c := range map[string]struct {
		media social.Media
		most  int64
		wrong bool
	}{
		"fits":       {social.Media{Size: 10}, 10, false},
		"too big":    {social.Media{Size: 11}, 10, true},
		"no limit":   {social.Media{Size: 11}, 0, false},
		"empty":      {social.Media{Open: open}, 10, true},
		"not known":  {social.Media{Size: -1, Open: open}, 10, false},
		"an address": {social.Media{URL: "https://example.org/a.jpg"}, 10, false},
	} {
		f := draft.For("x")
		f.Size("Media[0]", &c.media, c.most)
		if !c.wrong {
			require.NoError(t, f.Err(), name)
			continue
		}
		require.ErrorIs(t, f.Err(), social.ErrInvalid, name)
		assert.Equal(t, "Media[0].Size", social.Problems(f.Err())[0].Field)
	}
}

func TestFilm(t *testing.T) {
	t.Parallel()
	limit := draft.Film{MinDuration: 3 * time.Second, MaxDuration: 10 * time.Second, MinRate: 24, MaxRate: 60}
	for name, c := range map[string]struct {
		runs  time.Duration
		rate  float64
		limit draft.Film
		wrong bool
	}{
		"fits":             {5 * time.Second, 30, limit, false},
		"a little short":   {2960 * time.Millisecond, 30, limit, false},
		"too short":        {2 * time.Second, 30, limit, true},
		"a little long":    {10900 * time.Millisecond, 30, limit, false},
		"too long":         {12 * time.Second, 30, limit, true},
		"nearly 24":        {5 * time.Second, 23.976, limit, false},
		"too few pictures": {5 * time.Second, 20, limit, true},
		"too many":         {5 * time.Second, 90, limit, true},
		"no limits":        {time.Hour, 90, draft.Film{}, false},
	} {
		f := draft.For("x")
		movie := probetest.Movie{Duration: c.runs, FrameRate: c.rate, Width: 100, Height: 100}
		f.Probe(t.Context(), []*social.Media{movie.Media("a.mp4")}, func(field string, _ *social.Media, info *probe.Info) {
			f.Film(field, info, c.limit)
		})
		if !c.wrong {
			require.NoError(t, f.Err(), name)
			continue
		}
		require.ErrorIs(t, f.Err(), social.ErrInvalid, name)
		assert.Len(t, social.Problems(f.Err()), 1, name)
		assert.Equal(t, "Media[0]", social.Problems(f.Err())[0].Field)
	}
}

func TestProbe(t *testing.T) {
	t.Parallel()
	good := probetest.Movie{Duration: time.Second, Width: 100, Height: 100}
	media := []*social.Media{
		nil, {URL: "https://example.org/a.jpg"}, good.Media("a.mp4"),
		{Open: func() (io.ReadCloser, error) { return nil, errors.New("gone") }},
	}
	f := draft.For("x")
	var seen []string
	f.Probe(t.Context(), media, func(field string, m *social.Media, info *probe.Info) {
		assert.Same(t, media[2], m)
		assert.True(t, info.IsVideo())
		seen = append(seen, field)
	})
	assert.Equal(t, []string{"Media[2]"}, seen)
	problems := social.Problems(f.Err())
	require.Len(t, problems, 1)
	assert.Equal(t, "Media[3]", problems[0].Field)
	assert.Contains(t, problems[0].Message, "gone")
}
