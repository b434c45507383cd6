package youtube_test

import (
	"errors"
	"net/http"
	"net/url"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"golang.org/x/oauth2"

	"github.com/relais-go/relais/social"
	"github.com/relais-go/relais/social/socialtest"
	"github.com/relais-go/relais/youtube"
	"github.com/relais-go/relais/youtube/youtubetest"
)

const callback = "http://127.0.0.1/callback"

// auth registers a program.
func (w *world) auth() *youtube.Auth {
	w.t.Helper()
	app := w.srv.RegisterApp(youtubetest.App{Name: "desk", RedirectURIs: []string{callback}})
	a, err := youtube.NewAuth(youtube.Application{ClientID: app.ID, ClientSecret: app.Secret, RedirectURIs: []string{callback}}, w.options())
	require.NoError(w.t, err)
	return a
}

// consent goes to the page of a login and returns the query with which a person comes back.
func (w *world) consent(l *youtube.Login) url.Values {
	w.t.Helper()
	client := &http.Client{
		Transport:     w.options().HTTPClient.Transport,
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}
	req, err := http.NewRequestWithContext(w.t.Context(), http.MethodGet, l.URL, nil)
	require.NoError(w.t, err)
	resp, err := client.Do(req)
	require.NoError(w.t, err)
	defer func() { _ = resp.Body.Close() }()
	back, err := url.Parse(resp.Header.Get("Location"))
	require.NoError(w.t, err)
	return back.Query()
}

func (w *world) login(a *youtube.Auth, p *youtube.LoginParams) *oauth2.Token {
	w.t.Helper()
	l, err := a.StartLogin(p)
	require.NoError(w.t, err)
	code, err := l.Code(w.consent(l))
	require.NoError(w.t, err)
	token, err := a.Exchange(w.t.Context(), l, code)
	require.NoError(w.t, err)
	return token
}

func TestLogin(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	a := w.auth()
	w.srv.Consent(w.brand)
	l, err := a.StartLogin(&youtube.LoginParams{Hint: "desk@acme.example"})
	require.NoError(t, err)
	u, err := url.Parse(l.URL)
	require.NoError(t, err)
	q := u.Query()
	assert.Equal(t, "offline", q.Get("access_type"))
	assert.Equal(t, "consent", q.Get("prompt"))
	assert.Equal(t, "S256", q.Get("code_challenge_method"))
	assert.Equal(t, "desk@acme.example", q.Get("login_hint"))
	back := w.consent(l)
	_, err = (&youtube.Login{State: "other"}).Code(back)
	requireField(t, err, social.ErrInvalid, "state")
	code, err := l.Code(back)
	require.NoError(t, err)
	token, err := a.Exchange(t.Context(), l, code)
	require.NoError(t, err)
	assert.NotEmpty(t, token.RefreshToken)
	assert.WithinDuration(t, time.Now().Add(time.Hour), token.Expiry, time.Minute)
	_, err = a.Exchange(t.Context(), l, code)
	require.ErrorIs(t, err, social.ErrAuth, "a code works once")
	assert.NotContains(t, err.Error(), code)

	again := w.login(a, nil)
	assert.NotEmpty(t, again.RefreshToken, "consent is asked for, so that a refresh token comes again")
	bare := w.login(a, &youtube.LoginParams{Prompt: "none"})
	assert.Empty(t, bare.RefreshToken)

	w.srv.DenyConsent()
	l, err = a.StartLogin(nil)
	require.NoError(t, err)
	_, err = l.Code(w.consent(l))
	require.ErrorIs(t, err, social.ErrPermission)
}

// TestRenewal: an access token lasts an hour, the refresh token stays.
func TestRenewal(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	a := w.auth()
	w.srv.Consent(w.brand)
	token := w.login(a, nil)
	store := socialtest.NewTokens()
	old := *token
	old.Expiry = time.Now().Add(-time.Minute)
	require.NoError(t, store.SaveToken(t.Context(), "youtube/acme", &old))
	tokens := social.StoredTokens(t.Context(), store, "youtube/acme", a.Renewal())
	c := w.configured(youtube.Config{Tokens: tokens, Quota: boundless()})
	_, err := c.MyChannel(t.Context())
	require.NoError(t, err)
	saved, err := store.LoadToken(t.Context(), "youtube/acme")
	require.NoError(t, err)
	assert.NotEqual(t, token.AccessToken, saved.AccessToken)
	assert.Equal(t, token.RefreshToken, saved.RefreshToken, "it is not repeated, and not lost")

	w.srv.RevokeGrant(token.RefreshToken)
	saved.Expiry = time.Now().Add(-time.Minute)
	require.NoError(t, store.SaveToken(t.Context(), "youtube/acme", saved))
	_, err = social.StoredTokens(t.Context(), store, "youtube/acme", a.Renewal()).Token()
	require.ErrorIs(t, err, social.ErrAuth)
	e, ok := errors.AsType[*youtube.Error](err)
	require.True(t, ok)
	assert.Equal(t, "invalid_grant", e.OAuth)
	_, err = a.Renewal().Refresh(t.Context(), &oauth2.Token{AccessToken: "a"})
	require.ErrorIs(t, err, social.ErrAuth)
	assert.Contains(t, err.Error(), "no refresh token")
}

func TestRevoke(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	a := w.auth()
	w.srv.Consent(w.brand)
	token := w.login(a, nil)
	require.NoError(t, a.Revoke(t.Context(), token))
	require.NoError(t, a.Revoke(t.Context(), token), "ending it twice is no error")
	_, err := w.configured(youtube.Config{Tokens: static(token.AccessToken), Quota: boundless()}).Me(t.Context())
	require.ErrorIs(t, err, social.ErrAuth)
	require.ErrorIs(t, a.Revoke(t.Context(), nil), social.ErrInvalid)
}

// TestLoginWithoutState: a login that has no state, as one that was never begun, takes no code from anybody.
func TestLoginWithoutState(t *testing.T) {
	t.Parallel()
	for _, q := range []url.Values{{"code": {"code-123"}}, {"code": {"code-123"}, "state": {""}}} {
		_, err := new(youtube.Login).Code(q)
		requireField(t, err, social.ErrInvalid, "state")
	}
}

func TestScopes(t *testing.T) {
	t.Parallel()
	assert.Equal(t, []string{youtube.ScopeUpload}, youtube.ScopesFor(youtube.TaskUpload))
	assert.Equal(t, []string{youtube.ScopeForceSSL, youtube.ScopeAnalytics}, youtube.ManagerScopes())
	assert.Equal(t, []string{youtube.ScopeForceSSL}, youtube.ScopesFor(youtube.TaskUpload, youtube.TaskPublish), "which allows the upload, too")
	assert.Equal(t, []string{youtube.ScopeMembers}, youtube.ScopesFor(youtube.TaskMembers))
}

func TestConfiguration(t *testing.T) {
	t.Parallel()
	_, err := youtube.New(nil, nil)
	requireField(t, err, social.ErrInvalid, "tokens")
	_, err = youtube.NewKey("", nil)
	requireField(t, err, social.ErrInvalid, "apiKey")
	_, err = youtube.NewClient(&youtube.Config{}, nil)
	requireField(t, err, social.ErrInvalid, "Config")
	_, err = youtube.NewKey("a b", nil)
	requireField(t, err, social.ErrInvalid, "Config.APIKey")
	_, err = youtube.New(static("t"), &social.Options{BaseURL: "ftp://x"})
	requireField(t, err, social.ErrInvalid, "BaseURL")
	_, err = youtube.NewAuth(youtube.Application{}, nil)
	requireField(t, err, social.ErrInvalid, "Application.ClientID")
	c, err := youtube.New(static("t"), nil)
	require.NoError(t, err)
	assert.Equal(t, "youtube", c.Network())
}
