package graph_test

import (
	"context"
	"net/http"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"golang.org/x/oauth2"

	"github.com/relais-go/relais/internal/graph"
	"github.com/relais-go/relais/ratelimit"
	"github.com/relais-go/relais/social"
)

// usage is a network in a bubble of time, whose answers have these headers.
type usage struct {
	asked         atomic.Int64
	business, app atomic.Value
	status        atomic.Int64
	body          string
}

func (u *usage) RoundTrip(r *http.Request) (*http.Response, error) {
	u.asked.Add(1)
	status, body := 200, `{"id":"1"}`
	if s := int(u.status.Load()); s != 0 {
		status, body = s, u.body
	}
	resp := canned(r, status, body)
	if v, ok := u.business.Load().(string); ok && v != "" {
		resp.Header.Set("X-Business-Use-Case-Usage", v)
	}
	if v, ok := u.app.Load().(string); ok && v != "" {
		resp.Header.Set("X-App-Usage", v)
	}
	return resp, nil
}

func (u *usage) client(t *testing.T, b graph.Budgets) (*graph.Client, *ratelimit.Limiter) {
	t.Helper()
	l := ratelimit.New(nil)
	c, err := graph.New(&graph.Config{
		Network: "facebook", Tokens: oauth2.StaticTokenSource(&oauth2.Token{AccessToken: fakeToken()}), Budgets: b,
	}, &social.Options{HTTPClient: &http.Client{Transport: u}, Limiter: l})
	require.NoError(t, err)
	return c, l
}

func TestBusinessUsageStopsCalls(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		u := &usage{}
		c, _ := u.client(t, graph.Budgets{App: "55", Account: "1001", UseCase: graph.UsePages})
		// Two entries for one ID, of which the tighter counts, and one for another page.
		u.business.Store(`{"1001":[{"type":"pages","call_count":20,"total_cputime":1,"total_time":1,"estimated_time_to_regain_access":0},
			{"type":"pages","call_count":100,"total_cputime":9,"total_time":9,"estimated_time_to_regain_access":19}],
			"2002":[{"type":"pages","call_count":100,"estimated_time_to_regain_access":600}]}`)
		_, err := c.Do(t.Context(), get(), nil)
		require.NoError(t, err)

		ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
		defer cancel()
		_, err = c.Do(ctx, get(), nil)
		e := socialError(t, err)
		assert.Equal(t, social.ErrRateLimited, e.Kind)
		assert.InDelta(t, (19 * time.Minute).Seconds(), e.RetryAfter.Seconds(), 2)
		assert.Equal(t, int64(1), u.asked.Load())

		u.business.Store("")
		began := time.Now()
		_, err = c.Do(t.Context(), get(), nil)
		require.NoError(t, err)
		assert.InDelta(t, (19 * time.Minute).Seconds(), time.Since(began).Seconds(), 5, "minutes, and no longer")

		r := get()
		r.UseCase = graph.UsePlatform
		began = time.Now()
		_, err = c.Do(t.Context(), r, nil)
		require.NoError(t, err)
		assert.Less(t, time.Since(began), time.Second, "another allowance")
	})
}

func TestUsageOfABusiness(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		u := &usage{}
		c, l := u.client(t, graph.Budgets{App: "55", Account: "1001", UseCase: graph.UsePages})
		u.business.Store(`{"9009":[{"type":"pages","call_count":100,"estimated_time_to_regain_access":3},{"type":"ads_insights","call_count":100}]}`)
		_, err := c.Do(t.Context(), get(), nil)
		require.NoError(t, err)
		at, err := l.When(t.Context(), social.Call{Charges: []social.Charge{{Budget: c.Budget(graph.UsePages)}}})
		require.NoError(t, err)
		assert.InDelta(t, 180, time.Until(at).Seconds(), 2, "an entry under the ID of a business is that of the account")
	})
}

func TestAppUsage(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		u := &usage{}
		c, l := u.client(t, graph.Budgets{App: "55"})
		assert.Equal(t, "meta/app/55", c.Budget(graph.UseDefault))
		u.app.Store(`{"call_count":28,"total_time":100,"total_cputime":25}`)
		_, err := c.Do(t.Context(), get(), nil)
		require.NoError(t, err)
		at, err := l.When(t.Context(), social.Call{Charges: []social.Charge{{Budget: "meta/app/55"}}})
		require.NoError(t, err)
		assert.Greater(t, time.Until(at), time.Minute, "100 percent of any of the three")
	})
}

func TestRefusalWithoutHeaders(t *testing.T) {
	t.Parallel()
	for code, least := range map[int]time.Duration{4: time.Minute, 80001: time.Minute, 613: 0} {
		synctest.Test(t, func(t *testing.T) {
			u := &usage{body: failure(code, 0)}
			u.status.Store(400)
			c, _ := u.client(t, graph.Budgets{App: "55", Account: "1001", UseCase: graph.UsePages})
			ctx, cancel := context.WithTimeout(t.Context(), 500*time.Millisecond)
			defer cancel()
			_, err := c.Do(ctx, get(), nil)
			require.ErrorIs(t, err, social.ErrRateLimited)
			assert.GreaterOrEqual(t, socialError(t, err).RetryAfter, least)

			u.status.Store(0)
			began := time.Now()
			_, err = c.Do(t.Context(), post(), nil)
			require.NoError(t, err)
			assert.GreaterOrEqual(t, time.Since(began), least-500*time.Millisecond, "calls while throttled would lengthen the block")
		})
	}
}

func TestRefusalWithHeaders(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		u := &usage{body: failure(80001, 0)}
		u.status.Store(400)
		u.business.Store(`{"1001":[{"type":"pages","call_count":100,"estimated_time_to_regain_access":19}]}`)
		c, _ := u.client(t, graph.Budgets{App: "55", Account: "1001", UseCase: graph.UsePages})
		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		_, err := c.Do(ctx, get(), nil)
		require.ErrorIs(t, err, social.ErrRateLimited)
		assert.InDelta(t, (19 * time.Minute).Seconds(), socialError(t, err).RetryAfter.Seconds(), 2, "the header knows better")
		assert.Equal(t, int64(1), u.asked.Load())
	})
}

func TestBudgetNames(t *testing.T) {
	t.Parallel()
	u := &usage{}
	c, _ := u.client(t, graph.Budgets{App: "55", Account: "1001", UseCase: graph.UsePages})
	assert.Equal(t, "meta/1001/pages", c.Budget(graph.UseDefault))
	assert.Equal(t, "meta/1001/messenger", c.Budget(graph.UseMessenger))
	assert.Equal(t, "meta/app/55", c.Budget(graph.UsePlatform))
	assert.Empty(t, c.Budget(graph.UseNothing))

	c, _ = u.client(t, graph.Budgets{UseCase: graph.UseInstagram})
	got := c.Budget(graph.UseDefault)
	assert.Regexp(t, `^meta/[0-9a-f]{12}/instagram$`, got, "a digest where no ID is known")
	assert.NotContains(t, got, fakeToken())
	assert.Equal(t, got, c.Budget(graph.UseInstagram))

	none, err := graph.New(&graph.Config{Network: "facebook"}, nil)
	require.NoError(t, err)
	assert.Equal(t, "meta/anonymous/platform", none.Budget(graph.UseDefault))
}

func TestBatchIsChargedByItem(t *testing.T) {
	t.Parallel()
	charged := &charges{Limiter: ratelimit.New(nil)}
	s := serve(t, always(200, `[{"code":200,"body":"{}"},{"code":200,"body":"{}"},{"code":200,"body":"{}"}]`))
	c := s.client(t, func(_ *graph.Config, o *social.Options) { o.Limiter = charged })
	_, err := c.Batch(t.Context(), &graph.Batch{Op: "b", Items: []*graph.BatchItem{{Path: "/1"}, {Path: "/2"}, {Path: "/3"}}})
	require.NoError(t, err)
	assert.Equal(t, []social.Charge{{Budget: "meta/1001/pages", Units: 3}}, charged.last)

	r := get()
	r.Charges = []social.Charge{{Budget: "conversations"}}
	r.UseCase = graph.UseMessenger
	_, err = c.Do(t.Context(), r, nil)
	require.NoError(t, err)
	assert.Equal(t, []social.Charge{{Budget: "meta/1001/messenger"}, {Budget: "conversations"}}, charged.last)
	assert.Len(t, r.Charges, 1, "the caller's list is left alone")
}

// charges notes what calls draw on.
type charges struct {
	*ratelimit.Limiter

	last []social.Charge
}

func (c *charges) Acquire(ctx context.Context, call social.Call) (social.Grant, error) {
	c.last = call.Charges
	return c.Limiter.Acquire(ctx, call)
}
