package bench_test

import (
	"net/http"
	"net/http/httptest"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	mast "github.com/mattn/go-mastodon"
	"github.com/stretchr/testify/require"

	"github.com/relais-go/relais/mastodon"
	"github.com/relais-go/relais/mastodon/mastodontest"
)

const (
	hurriedCalls = 700
	callers      = 4
)

// server answers in memory, which lets the clock of a synctest bubble move, and counts what it refuses.
type server struct {
	*mastodontest.Server
	token   string
	refused atomic.Int64
}

func (s *server) RoundTrip(r *http.Request) (*http.Response, error) {
	r = r.Clone(r.Context())
	r.Header.Set("Authorization", "Bearer "+s.token)
	w := httptest.NewRecorder()
	s.ServeHTTP(w, r)
	if w.Code == http.StatusTooManyRequests {
		s.refused.Add(1)
	}
	return w.Result(), nil
}

// hurry makes many reads with several goroutines against the usual limits, 300 calls in 5 minutes, and tells how many
// were refused and how long all took on the bubble's clock.
func hurry(t *testing.T, client func(t *testing.T, rt http.RoundTripper) func() error) (refused int64, took time.Duration) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		srv := &server{Server: mastodontest.New(nil)}
		srv.token = srv.Token(srv.CreateAccount("acme"))
		call := client(t, srv)
		begun := time.Now()
		var left atomic.Int64
		left.Store(hurriedCalls)
		var wg sync.WaitGroup
		for range callers {
			wg.Go(func() {
				for left.Add(-1) >= 0 {
					require.NoError(t, call())
				}
			})
		}
		wg.Wait()
		refused, took = srv.refused.Load(), time.Since(begun)
	})
	return refused, took
}

// limiting adds what becomes of a program in a hurry.
func limiting(t *testing.T, out *table) {
	t.Helper()
	mine, took := hurry(t, func(t *testing.T, rt http.RoundTripper) func() error {
		t.Helper()
		c := ours(t, address, rt)
		return func() error {
			_, err := c.HomeTimelinePage(t.Context(), &mastodon.PageParams{Limit: 40})
			return err
		}
	})
	others, theirTook := hurry(t, func(t *testing.T, rt http.RoundTripper) func() error {
		t.Helper()
		c := theirs(address, rt)
		return func() error {
			_, err := c.GetTimelineHome(t.Context(), &mast.Pagination{Limit: 40})
			return err
		}
	})
	out.atMost("700 calls at 300 in 5 minutes: refused", float64(mine), float64(others), 0, count)
	out.plain("700 calls at 300 in 5 minutes: done after", took.Round(time.Second).String(), theirTook.Round(time.Second).String(), theirTook.Seconds()/took.Seconds())
	require.Zero(t, mine, "no call is refused for its pace")
	require.Positive(t, others, "the limits are in force")
}
