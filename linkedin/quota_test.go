package linkedin_test

import (
	"context"
	"errors"
	"io"
	"net/http"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/relais-go/relais/linkedin"
	"github.com/relais-go/relais/linkedin/linkedintest"
	"github.com/relais-go/relais/ratelimit"
	"github.com/relais-go/relais/social"
)

// untilMidnight is how long LinkedIn's day lasts.
func untilMidnight() time.Duration { return time.Until(today().AddDate(0, 0, 1)) }

func retryAfter(err error) time.Duration {
	e, _ := errors.AsType[*social.Error](err)
	if e == nil {
		return 0
	}
	return e.RetryAfter
}

// TestAllowanceIsUsedUpAndNotExceeded: what is declared is counted by endpoint; with many goroutines the last call goes
// out, and LinkedIn refuses none.
func TestAllowanceIsUsedUpAndNotExceeded(t *testing.T) {
	t.Parallel()
	w := newWorld(t, &linkedintest.Options{Limits: linkedintest.Limits{MemberDay: 20}})
	c := w.configured(linkedin.Config{
		Tokens: static(w.srv.Token(w.ann)), Allowances: &linkedin.Allowances{Daily: map[string]linkedin.Allowance{"": {Member: 20}, "people.get": {Member: 1}}},
	})
	ctx, cancel := context.WithTimeout(t.Context(), 30*time.Second)
	defer cancel()
	var wg sync.WaitGroup
	var done, refused atomic.Int64
	for range 40 {
		wg.Go(func() {
			_, err := c.Me(ctx)
			if err == nil {
				done.Add(1)
				return
			}
			assert.ErrorIs(t, err, social.ErrQuota)
			assert.InDelta(t, untilMidnight(), retryAfter(err), float64(30*time.Second))
			refused.Add(1)
		})
	}
	wg.Wait()
	assert.Equal(t, int64(20), done.Load())
	assert.Equal(t, int64(20), refused.Load())
	assert.Equal(t, 20, w.srv.Requests().Count("GET /rest/me"), "nothing that LinkedIn would refuse is sent")
	left, ok := c.Left("me.get")
	assert.True(t, ok)
	assert.Zero(t, left)

	_, err := c.MemberProfile(ctx, linkedin.URN(w.ann))
	require.NoError(t, err, "each endpoint has its own")
	_, err = c.MemberProfile(ctx, linkedin.URN(w.ann))
	require.ErrorIs(t, err, social.ErrQuota, "which can be declared")
	assert.Equal(t, 1, w.srv.Requests().Count("GET /rest/people/*"))
}

// TestDevelopmentTier: its figures are those of the simulator, which has them from the documentation.
func TestDevelopmentTier(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	app := w.srv.RegisterApp(linkedintest.App{Products: []linkedintest.Product{linkedintest.CommunityManagement}, Tier: linkedintest.Development})
	cfg := linkedin.Config{Tokens: static(w.srv.Grant(app.ClientID, w.ann).Access), App: &linkedin.App{ID: app.ClientID}, Allowances: linkedin.DevelopmentAllowances()}
	c := w.configured(cfg)
	ctx, cancel := context.WithTimeout(t.Context(), 30*time.Second)
	defer cancel()
	for range 100 {
		_, err := c.Me(ctx)
		require.NoError(t, err)
	}
	_, err := c.Me(ctx)
	require.ErrorIs(t, err, social.ErrQuota)
	assert.Equal(t, 100, w.srv.Requests().Count("GET /rest/me"))
	assert.Equal(t, linkedin.Allowance{App: 100_000, Member: 150}, linkedin.SelfServeAllowances().Daily[""])
}

// TestQuotaIsLearned: nothing is declared. Once LinkedIn says that the day's calls are spent, this endpoint is left alone
// until midnight UTC, for the member or for the whole application, and others are not.
func TestQuotaIsLearned(t *testing.T) {
	t.Parallel()
	for name, whole := range map[string]bool{"Member": false, "Application": true} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t, nil)
			bob := w.srv.CreateMember("Bob", "Ray")
			exhausted := w.ann
			if whole {
				exhausted = ""
			}
			w.srv.ExhaustDay("me.GET", exhausted)
			limiter := ratelimit.New(nil)
			share := func(o *social.Options) { o.Limiter = limiter }
			app := &linkedin.App{ID: w.srv.App().ClientID}
			ann := w.configured(linkedin.Config{Tokens: static(w.srv.Token(w.ann)), App: app}, share)
			other := w.configured(linkedin.Config{Tokens: static(w.srv.Token(bob)), App: app}, share)
			ctx, cancel := context.WithTimeout(t.Context(), 30*time.Second)
			defer cancel()
			for range 3 {
				_, err := ann.Me(ctx)
				require.ErrorIs(t, err, social.ErrQuota)
				assert.InDelta(t, untilMidnight(), retryAfter(err), float64(30*time.Second))
			}
			assert.Equal(t, 1, w.srv.Requests().Count("GET /rest/me"), "asked once")
			_, err := other.Me(ctx)
			if whole {
				require.ErrorIs(t, err, social.ErrQuota)
				assert.Equal(t, 1, w.srv.Requests().Count("GET /rest/me"), "nor for others")
			} else {
				require.NoError(t, err, "another member has another allowance")
			}
			_, err = ann.MemberProfile(ctx, linkedin.URN(w.ann))
			require.NoError(t, err, "so has another endpoint")
		})
	}
}

// TestDoIsCountedWithTheRest: a call by hand draws on the allowance of its endpoint, and on no other.
func TestDoIsCountedWithTheRest(t *testing.T) {
	t.Parallel()
	for want, call := range map[string][3]string{
		"posts.create":            {"CREATE", "/rest/posts", ""},
		"posts.get":               {"GET", "/rest/posts/urn%3Ali%3Ashare%3A1", "viewContext=AUTHOR"},
		"posts.finder-author":     {"FINDER", "/rest/posts", "q=author&author=urn"},
		"posts.update":            {"PARTIAL_UPDATE", "/rest/posts/urn%3Ali%3Ashare%3A1", ""},
		"comments.list":           {"GET_ALL", "/rest/socialActions/urn%3Ali%3Ashare%3A1/comments", ""},
		"comments.delete":         {"DELETE", "/rest/socialActions/urn%3Ali%3Ashare%3A1/comments/2", "actor=urn"},
		"videos.finalizeUpload":   {"ACTION", "/rest/videos", "action=finalizeUpload"},
		"reactions.batchGet":      {"BATCH_GET", "/rest/reactions", "ids=List()"},
		"userinfo.get":            {"", "/v2/userinfo", ""},
		"do":                      {"GET", "/", ""},
		"reactions.finder-entity": {"FINDER", "/rest/reactions/(entity:urn%3A)", "q=entity"},
	} {
		assert.Equal(t, want, linkedin.Endpoint(linkedin.Method(call[0]), call[1], call[2]))
	}
	assert.Equal(t, "do", linkedin.Endpoint("GET", "/rest/token-123", ""))
	assert.Equal(t, "do", linkedin.Endpoint("GET", "", ""))
	w := newWorld(t, nil)
	c := w.configured(linkedin.Config{Tokens: static(w.srv.Token(w.ann)), Allowances: &linkedin.Allowances{Daily: map[string]linkedin.Allowance{"me.get": {Member: 1}}}})
	ctx, cancel := context.WithTimeout(t.Context(), 30*time.Second)
	defer cancel()
	_, err := c.Do(ctx, linkedin.MethodGet, "/rest/me", "", nil, nil)
	require.NoError(t, err)
	_, err = c.Me(ctx)
	require.ErrorIs(t, err, social.ErrQuota)
	_, err = c.Do(ctx, linkedin.MethodGet, "/rest/people/(id:"+linkedintest.ID(w.ann)+")", "", nil, nil)
	require.NoError(t, err)
}

// TestShortWindow: a refusal that does not speak of a day is over in about a minute.
func TestShortWindow(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	w.srv.Faults().Add(linkedintest.Answer("GET /rest/me", linkedintest.Error{Status: 429, Code: "TOO_MANY_REQUESTS", Message: "Slow down"}, false))
	ctx, cancel := context.WithTimeout(t.Context(), 30*time.Second)
	defer cancel()
	_, err := w.client().Me(ctx)
	require.ErrorIs(t, err, social.ErrRateLimited)
	require.NotErrorIs(t, err, social.ErrQuota)
	assert.InDelta(t, time.Minute, retryAfter(err), float64(30*time.Second))
	assert.Equal(t, 1, w.srv.Requests().Count("GET /rest/me"), "it waits for no minute that does not fit")
}

// TestTheDayBeginsAtMidnightUTC: a call that has time waits for it, and not for a day in California.
func TestTheDayBeginsAtMidnightUTC(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		time.Sleep(20 * time.Hour)
		calls := 0
		answer := roundTrip(func(r *http.Request) (*http.Response, error) {
			calls++
			return &http.Response{StatusCode: http.StatusOK, Header: http.Header{}, Body: io.NopCloser(strings.NewReader(`{"id":"a"}`)), Request: r}, nil
		})
		c, err := linkedin.NewClient(&linkedin.Config{
			Tokens: static("token-123"), Allowances: &linkedin.Allowances{Daily: map[string]linkedin.Allowance{"me.get": {Member: 2}}},
		}, &social.Options{HTTPClient: &http.Client{Transport: answer}, BaseURL: "http://linkedin.invalid"})
		require.NoError(t, err)
		ctx, cancel := context.WithTimeout(t.Context(), time.Hour)
		defer cancel()
		for range 2 {
			_, err = c.Me(ctx)
			require.NoError(t, err)
		}
		_, err = c.Me(ctx)
		require.ErrorIs(t, err, social.ErrQuota)
		assert.Equal(t, 2, calls)
		_, err = c.Me(t.Context())
		require.NoError(t, err)
		assert.WithinDuration(t, time.Date(2000, 1, 2, 0, 0, 0, 0, time.UTC), time.Now(), time.Minute)
	})
}

type roundTrip func(*http.Request) (*http.Response, error)

func (f roundTrip) RoundTrip(r *http.Request) (*http.Response, error) { return f(r) }

// TestQuotaOfMemberInApplication: an allowance that a member has in an application is not that of the application.
func TestQuotaOfMemberInApplication(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	w.srv.Faults().Add(linkedintest.Answer("GET /rest/me", linkedintest.Error{
		Status: http.StatusTooManyRequests, Message: "Resource level throttle APPLICATION_AND_MEMBER DAY limit for calls to this resource is reached.",
	}, false))
	limiter := ratelimit.New(nil)
	share := func(o *social.Options) { o.Limiter = limiter }
	app := &linkedin.App{ID: w.srv.App().ClientID}
	ann := w.configured(linkedin.Config{Tokens: static(w.srv.Token(w.ann)), App: app}, share)
	other := w.configured(linkedin.Config{Tokens: static(w.srv.Token(w.srv.CreateMember("Bob", "Ray"))), App: app}, share)
	ctx, cancel := context.WithTimeout(t.Context(), 30*time.Second) // not until tomorrow
	defer cancel()
	for range 2 {
		_, err := ann.Me(ctx)
		require.ErrorIs(t, err, social.ErrQuota)
	}
	_, err := other.Me(ctx)
	require.NoError(t, err)
	assert.Equal(t, 2, w.srv.Requests().Count("GET /rest/me"))
}

// TestRestliHeaders: the protocol's headers go with every call of the API, the version with those that have versions.
func TestRestliHeaders(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	_, err := w.client().Do(t.Context(), linkedin.MethodGet, "/v2/me", "", nil, nil)
	require.NoError(t, err)
	_, err = w.client().Me(t.Context())
	require.NoError(t, err)
	for i, version := range []string{"", linkedin.DefaultVersion} {
		h := w.srv.Requests().All()[i].Header
		assert.Equal(t, "2.0.0", h.Get("X-Restli-Protocol-Version"))
		assert.Equal(t, "GET", h.Get("X-Restli-Method"))
		assert.Equal(t, version, h.Get("Linkedin-Version"))
	}
}
