package x_test

import (
	"errors"
	"net/http"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/relais-go/relais/social"
	"github.com/relais-go/relais/x"
	"github.com/relais-go/relais/x/xtest"
)

// TestPacing lets 16 goroutines read until the window is used up: none is refused, none too few goes out, and what
// does not fit fails at once with the time to come back.
func TestPacing(t *testing.T) {
	t.Parallel()
	const limit = 40
	w := newWorld(t, &xtest.Options{RateLimits: xtest.RateLimits{
		{Endpoint: "GET /2/tweets/{id}", User: limit, App: 7},
	}})
	c := w.client()
	id := x.ID(w.srv.Post(w.brand, "Popular", nil))
	_, err := c.Post(t.Context(), id, nil)
	require.NoError(t, err)
	var wg sync.WaitGroup
	var mu sync.Mutex
	done, refused := 1, 0
	for range 16 {
		wg.Go(func() {
			for range 4 {
				ctx, cancel := waiting(t)
				_, err := c.Post(ctx, id, nil)
				cancel()
				mu.Lock()
				if err == nil {
					done++
				} else if assert.ErrorIs(t, err, social.ErrRateLimited) {
					refused++
					e, _ := errors.AsType[*social.Error](err)
					assert.Greater(t, e.RetryAfter, 5*time.Minute)
				}
				mu.Unlock()
			}
		})
	}
	wg.Wait()
	t.Logf("%d went out of %d that fit, %d were held back", done, limit, refused)
	assert.Equal(t, limit, done)
	for _, e := range w.srv.Requests().Find("GET /2/tweets/*") {
		assert.Equal(t, http.StatusOK, e.Status, "no request was refused")
	}
}

// TestDayWindows heeds the windows of 24 hours, which X states for account and program.
func TestDayWindows(t *testing.T) {
	t.Parallel()
	for name, limit := range map[string]xtest.RateLimit{
		"account": {Endpoint: "POST /2/tweets", User: 100, UserDay: 2, AppDay: 10_000},
		"program": {Endpoint: "POST /2/tweets", User: 100, UserDay: 1000, AppDay: 2},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t, &xtest.Options{RateLimits: xtest.RateLimits{limit}})
			c := w.client()
			for _, text := range []string{"One", "Two"} {
				_, err := c.Publish(t.Context(), &social.Draft{Text: text})
				require.NoError(t, err)
			}
			ctx, cancel := waiting(t)
			defer cancel()
			_, err := c.Publish(ctx, &social.Draft{Text: "Three"})
			require.ErrorIs(t, err, social.ErrQuota, "the allowance of a day")
			assert.Equal(t, 2, w.srv.Requests().Count("POST /2/tweets"), "not sent")
		})
	}
}

func TestMeaninglessLimit(t *testing.T) {
	t.Parallel()
	w := newWorld(t, &xtest.Options{OddLimits: []string{"GET /2/tweets/*"}})
	var left []int64
	c := w.client(func(o *social.Options) { o.Observer = func(o social.Observation) { left = append(left, o.Remaining) } })
	_, err := c.Post(t.Context(), x.ID(w.srv.Post(w.brand, "x", nil)), nil)
	require.NoError(t, err)
	assert.Equal(t, []int64{-1}, left, "40000 says nothing")
}

func TestRefusedForRate(t *testing.T) {
	t.Parallel()
	for _, legacy := range []bool{false, true} {
		w := newWorld(t, &xtest.Options{
			RateLimits: xtest.RateLimits{{Endpoint: "GET /2/tweets/{id}", User: 1}}, LegacyRateLimitBody: legacy,
		})
		id := x.ID(w.srv.Post(w.brand, "x", nil))
		_, err := w.client().Post(t.Context(), id, nil)
		require.NoError(t, err)
		ctx, cancel := waiting(t)
		_, err = w.client().Post(ctx, id, nil) // a client that knows nothing of the first
		cancel()
		require.ErrorIs(t, err, social.ErrRateLimited)
		e, _ := errors.AsType[*social.Error](err)
		assert.InDelta(t, (15 * time.Minute).Seconds(), e.RetryAfter.Seconds(), 901, "until the window ends")
		assert.Positive(t, e.RetryAfter)
	}
}
