package x_test

import (
	"context"
	"net/http"
	"net/url"
	"os"
	"os/exec"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"golang.org/x/oauth2"

	"github.com/relais-go/relais/social"
	"github.com/relais-go/relais/x"
	"github.com/relais-go/relais/x/xtest"
)

func (w *world) auth(app xtest.App) *x.Auth {
	w.t.Helper()
	a, err := x.NewAuth(x.Application{
		ClientID: app.ClientID, ClientSecret: app.ClientSecret, APIKey: app.APIKey, APISecret: app.APISecret,
		RedirectURIs: app.RedirectURIs,
	}, w.options())
	require.NoError(w.t, err)
	return a
}

// browse logs a person in as a browser would, and returns the query with which they come back.
func (w *world) browse(address string) url.Values {
	w.t.Helper()
	req, err := http.NewRequestWithContext(w.t.Context(), http.MethodGet, address, nil)
	require.NoError(w.t, err)
	h := &http.Client{
		Transport:     w.options().HTTPClient.Transport,
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}
	resp, err := h.Do(req)
	require.NoError(w.t, err)
	require.NoError(w.t, resp.Body.Close())
	back, err := url.Parse(resp.Header.Get("Location"))
	require.NoError(w.t, err)
	return back.Query()
}

func TestLogin(t *testing.T) {
	t.Parallel()
	for _, public := range []bool{false, true} {
		w := newWorld(t, nil)
		app := w.srv.App()
		if public {
			app = w.srv.RegisterApp(xtest.App{Name: "native", Public: true, RedirectURIs: []string{"http://127.0.0.1/callback"}})
		}
		a := w.auth(app)
		w.srv.Consent(w.brand)
		login, err := a.StartLogin(nil)
		require.NoError(t, err)
		assert.NotContains(t, login.URL, login.Verifier)
		code, err := login.Code(w.browse(login.URL))
		require.NoError(t, err)
		token, err := a.Exchange(t.Context(), login, code)
		require.NoError(t, err)
		assert.NotEmpty(t, token.RefreshToken)
		assert.InDelta(t, 2*time.Hour.Seconds(), time.Until(token.Expiry).Seconds(), 60)

		_, err = a.Exchange(t.Context(), login, code)
		require.ErrorIs(t, err, social.ErrAuth, "a code works once")
		assert.NotContains(t, err.Error(), code)

		c, err := x.New(oauth2.StaticTokenSource(token), w.options())
		require.NoError(t, err)
		me, err := c.Me(t.Context())
		require.NoError(t, err)
		assert.Equal(t, w.brand, string(me.ID))

		require.NoError(t, a.Revoke(t.Context(), token))
		_, err = c.ReadMe(t.Context(), nil)
		require.ErrorIs(t, err, social.ErrAuth)
	}
}

func TestLoginRefused(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	a := w.auth(w.srv.App())
	w.srv.RefuseConsent()
	login, err := a.StartLogin(nil)
	require.NoError(t, err)
	_, err = login.Code(w.browse(login.URL))
	require.ErrorIs(t, err, social.ErrPermission)
	_, err = login.Code(url.Values{"code": {"stolen"}, "state": {"forged"}})
	requireField(t, err, social.ErrInvalid, "state")
}

// TestRefreshRotates renews one login from many goroutines of two sources that share a store: each refresh token is
// used once, and the login survives.
func TestRefreshRotates(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	a := w.auth(w.srv.App())
	dir := t.TempDir()
	store := social.NewFileTokens(dir)
	granted := w.srv.Grant(w.srv.App().ClientID, w.brand)
	save := func(access, refresh string) {
		require.NoError(t, store.SaveToken(t.Context(), "x/acme", &oauth2.Token{
			AccessToken: access, RefreshToken: refresh, Expiry: time.Now().Add(time.Second), // due
		}))
	}
	save(granted.Access, granted.Refresh)
	var wg sync.WaitGroup
	for range 2 {
		tokens := social.StoredTokens(t.Context(), social.NewFileTokens(dir), "x/acme", a.Renewal())
		c, err := x.New(tokens, w.options())
		require.NoError(t, err)
		for range 8 {
			wg.Go(func() {
				_, err := c.ReadMe(t.Context(), nil)
				assert.NoError(t, err)
			})
		}
	}
	wg.Wait()
	assert.Equal(t, 1, w.srv.Requests().Count("POST /2/oauth2/token"), "one renewal for all")
	stored, err := store.LoadToken(t.Context(), "x/acme")
	require.NoError(t, err)
	assert.NotEqual(t, granted.Refresh, stored.RefreshToken, "the successor is saved")

	// The next renewal works with what was saved, so nothing was lost.
	save(stored.AccessToken, stored.RefreshToken)
	c, err := x.New(social.StoredTokens(t.Context(), store, "x/acme", a.Renewal()), w.options())
	require.NoError(t, err)
	_, err = c.ReadMe(t.Context(), nil)
	require.NoError(t, err)
}

// TestRefreshAcrossProcesses lets two other processes renew the same login at the same time.
func TestRefreshAcrossProcesses(t *testing.T) {
	t.Parallel()
	if os.Getenv("XTEST_BASE") != "" {
		refreshHere(t)
		return
	}
	w := newWorld(t, nil)
	dir := t.TempDir()
	granted := w.srv.Grant(w.srv.App().ClientID, w.brand)
	require.NoError(t, social.NewFileTokens(dir).SaveToken(t.Context(), "x/acme", &oauth2.Token{
		AccessToken: granted.Access, RefreshToken: granted.Refresh, Expiry: time.Now().Add(time.Second),
	}))
	var wg sync.WaitGroup
	for range 2 {
		wg.Go(func() {
			cmd := exec.CommandContext(t.Context(), os.Args[0], "-test.run=^TestRefreshAcrossProcesses$")
			cmd.Env = append(os.Environ(), "XTEST_BASE="+w.base, "XTEST_DIR="+dir,
				"XTEST_ID="+w.srv.App().ClientID, "XTEST_KEY="+w.srv.App().ClientSecret)
			out, err := cmd.CombinedOutput()
			assert.NoError(t, err, string(out))
		})
	}
	wg.Wait()
	assert.Equal(t, 1, w.srv.Requests().Count("POST /2/oauth2/token"), "one renewal for both")
	assert.Equal(t, 2, w.srv.Requests().Count("GET /2/users/me"))
}

func refreshHere(t *testing.T) {
	t.Helper()
	opts := &social.Options{BaseURL: os.Getenv("XTEST_BASE"), HTTPClient: &http.Client{Transport: &http.Transport{DisableKeepAlives: true}}}
	a, err := x.NewAuth(x.Application{ClientID: os.Getenv("XTEST_ID"), ClientSecret: os.Getenv("XTEST_KEY")}, opts)
	require.NoError(t, err)
	tokens := social.StoredTokens(t.Context(), social.NewFileTokens(os.Getenv("XTEST_DIR")), "x/acme", a.Renewal())
	c, err := x.New(tokens, opts)
	require.NoError(t, err)
	_, err = c.ReadMe(t.Context(), nil)
	require.NoError(t, err)
}

func TestBearer(t *testing.T) {
	t.Parallel()
	w := newWorld(t, &xtest.Options{AppTokenLimit: 2})
	a := w.auth(w.srv.App())
	tokens := a.BearerTokens(context.WithoutCancel(t.Context()))
	c, err := x.NewApp(tokens, w.options())
	require.NoError(t, err)
	id := w.srv.Post(w.brand, "In public", nil)
	for range 3 {
		p, err := c.Post(t.Context(), x.ID(id), nil)
		require.NoError(t, err)
		assert.Equal(t, "In public", p.Text)
	}
	assert.Equal(t, 1, w.srv.Requests().Count("POST /oauth2/token"))
	_, err = c.Publish(t.Context(), &social.Draft{Text: "By nobody"})
	require.ErrorIs(t, err, social.ErrAuth, "a program has no voice of its own")

	old, err := tokens.Token()
	require.NoError(t, err)
	require.NoError(t, a.InvalidateBearer(t.Context(), old))
	_, err = c.Post(t.Context(), x.ID(id), &x.PostSelection{})
	require.NoError(t, err, "the refused token is dropped and another fetched")
	_, err = a.Bearer(t.Context())
	require.ErrorIs(t, err, social.ErrAuth)
	require.ErrorContains(t, err, "asked for too often")
	n := w.srv.Requests().Count("POST /oauth2/token")
	app := w.srv.App()
	app.APISecret = "wrong"
	_, err = w.auth(app).Bearer(t.Context())
	require.ErrorIs(t, err, social.ErrAuth, "X answers the same to wrong keys")
	assert.Equal(t, n+1, w.srv.Requests().Count("POST /oauth2/token"), "which no repeat would mend")
}

func TestOAuth1(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	o := w.srv.OAuth1(w.brand)
	c, err := x.NewOAuth1(x.OAuth1{
		ConsumerKey: o.ConsumerKey, ConsumerSecret: o.ConsumerSecret, Token: o.Token, TokenSecret: o.TokenSecret,
	}, w.options())
	require.NoError(t, err)
	m := social.MediaBytes("a b.png", png("signed"))
	m.AltText = "Two  spaces & a sign"
	post, err := c.Publish(t.Context(), &social.Draft{Text: "Signed,  twice spaced & ünïcode ✓ (100%)", Media: []*social.Media{m}})
	require.NoError(t, err)
	assert.Equal(t, []string{post.Text}, w.written())
	n := 0
	for _, err := range c.SearchRecent(t.Context(), `"twice spaced"  -is:reply`, nil, nil, nil) {
		require.NoError(t, err, "queries are part of the signature")
		n++
	}
	assert.Equal(t, 1, n)

	_, err = x.NewOAuth1(x.OAuth1{ConsumerKey: "key"}, nil)
	requireField(t, err, social.ErrInvalid, "OAuth1.ConsumerSecret")
	o.TokenSecret = strings.Repeat("0", 8)
	c, err = x.NewOAuth1(x.OAuth1(o), w.options())
	require.NoError(t, err)
	_, err = c.Me(t.Context())
	require.ErrorIs(t, err, social.ErrAuth)
	assert.NotContains(t, err.Error(), o.TokenSecret)
}
