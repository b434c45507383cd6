package gomastodon_test

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	mast "github.com/mattn/go-mastodon"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/relais-go/relais/mastodon/mastodontest"
)

func TestErrors(t *testing.T) {
	t.Parallel()
	p := newPlace(t, nil)
	ctx := t.Context()
	stranger := mast.NewClient(&mast.Config{Server: p.base, AccessToken: "token-123"})
	_, err := stranger.GetAccountCurrentUser(ctx)
	refused(t, err, http.StatusUnauthorized, "The access token is invalid")
	expired := p.client(p.acme)
	p.ExpireToken(expired.Config.AccessToken)
	_, err = expired.GetTimelineHome(ctx, nil)
	refused(t, err, http.StatusUnauthorized, "The access token expired")
	_, err = p.client(p.acme, "read").PostStatus(ctx, &mast.Toot{Status: "x"})
	refused(t, err, http.StatusForbidden, "This action is outside the authorized scopes")
	_, err = p.c.GetStatus(ctx, "123456789")
	refused(t, err, http.StatusNotFound, "Record not found")
	_, err = p.c.GetAccount(ctx, "nobody")
	refused(t, err, http.StatusNotFound, "Record not found")
	_, err = p.c.PostStatus(ctx, &mast.Toot{})
	refused(t, err, http.StatusUnprocessableEntity, "Validation failed: Text can't be blank")
	_, err = p.c.PostStatus(ctx, &mast.Toot{Status: strings.Repeat("x", 501)})
	refused(t, err, http.StatusUnprocessableEntity, "Validation failed: Text character limit of 500 exceeded")
	_, err = p.c.UploadMediaFromBytes(ctx, []byte("no picture"))
	refused(t, err, http.StatusUnprocessableEntity, "Validation failed: File content type is invalid, File is invalid")
	other := p.Post(p.CreateAccount("ann"), "hers", nil)
	refused(t, p.c.DeleteStatus(ctx, mast.ID(other.ID)), http.StatusNotFound, "Record not found")
	_, err = p.c.GetAdminAccounts(ctx, nil)
	refused(t, err, http.StatusForbidden, "This action is outside the authorized scopes")
	_, err = p.client(p.acme, "admin:read").GetAdminAccounts(ctx, nil)
	refused(t, err, http.StatusForbidden, "This action is not allowed")
}

func TestOutage(t *testing.T) {
	t.Parallel()
	p := newPlace(t, nil)
	p.Faults().Add(mastodontest.Fault{Kind: mastodontest.FailBefore})
	_, err := p.c.GetTimelineHome(t.Context(), nil)
	refused(t, err, http.StatusServiceUnavailable, "")
	p.Faults().Add(mastodontest.Fault{Kind: mastodontest.CutAfter, Match: "POST /api/v1/statuses"})
	_, err = p.c.PostStatus(t.Context(), &mast.Toot{Status: "once"})
	require.Error(t, err)
	assert.Len(t, p.Statuses(p.acme), 1)
}

// direct hands requests to a server without a network, so that the clock of a synctest bubble can move.
type direct struct {
	http.Handler
	refused int
}

func (d *direct) RoundTrip(r *http.Request) (*http.Response, error) {
	w := httptest.NewRecorder()
	d.ServeHTTP(w, r)
	if w.Code == http.StatusTooManyRequests {
		d.refused++
	}
	return w.Result(), nil
}

// TestRateLimit: this client tries again until the window is over, with growing pauses and without a look at the headers.
func TestRateLimit(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		srv := mastodontest.New(&mastodontest.Options{RateLimits: &mastodontest.RateLimits{Token: mastodontest.RateLimit{Limit: 3, Period: 5 * time.Minute}}})
		acme := srv.CreateAccount("acme")
		d := &direct{Handler: srv}
		c := mast.NewClient(&mast.Config{Server: "https://" + "mastodon.example", AccessToken: srv.Token(acme)})
		c.Transport = d
		begun := time.Now()
		for range 3 {
			must(c.GetTimelineHome(t.Context(), nil))(t)
		}
		assert.Zero(t, d.refused)
		must(c.PostStatus(t.Context(), &mast.Toot{Status: "after a while"}))(t)
		assert.Greater(t, d.refused, 5)
		assert.GreaterOrEqual(t, time.Since(begun), 5*time.Minute)
		assert.Len(t, srv.Statuses(acme), 1)
	})
}
