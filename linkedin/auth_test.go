package linkedin_test

import (
	"encoding/json"
	"errors"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"golang.org/x/oauth2"

	"github.com/relais-go/relais/linkedin"
	"github.com/relais-go/relais/linkedin/linkedintest"
	"github.com/relais-go/relais/social"
	"github.com/relais-go/relais/social/socialtest"
)

const callback = "http://127.0.0.1/callback"

// auth prepares the logins of an application.
func (w *world) auth(app linkedintest.App) *linkedin.Auth {
	w.t.Helper()
	a, err := linkedin.NewAuth(linkedin.App{ID: app.ClientID, Secret: app.ClientSecret}, w.options(func(o *social.Options) { o.BaseURL = w.srv.WebURL() }))
	require.NoError(w.t, err)
	return a
}

// consent goes to the page of a login and returns the query with which the member comes back.
func (w *world) consent(l *linkedin.Login) url.Values {
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

func (w *world) login(a *linkedin.Auth, scopes ...string) *oauth2.Token {
	w.t.Helper()
	l, err := a.StartLogin(&linkedin.LoginParams{RedirectURI: callback, Scopes: scopes})
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
	a := w.auth(w.srv.App())
	w.srv.Consent(w.ann)
	l, err := a.StartLogin(&linkedin.LoginParams{RedirectURI: callback, Scopes: linkedin.ManagerScopes()})
	require.NoError(t, err)
	assert.NotContains(t, l.URL, "+", "scopes are separated by %20")
	saved, err := json.Marshal(l)
	require.NoError(t, err)
	l = new(linkedin.Login)
	require.NoError(t, json.Unmarshal(saved, l), "it can wait in another process")

	back := w.consent(l)
	_, err = (&linkedin.Login{State: "other"}).Code(back)
	require.ErrorIs(t, err, social.ErrInvalid, "a forged request")
	code, err := l.Code(back)
	require.NoError(t, err)
	token, err := a.Exchange(t.Context(), l, code)
	require.NoError(t, err)
	assert.Equal(t, linkedin.ManagerScopes(), linkedin.Scopes(token), "which LinkedIn separates by commas")
	assert.WithinDuration(t, time.Now().AddDate(0, 0, 60), token.Expiry, 2*time.Hour)
	end, ok := linkedin.ConsentEnds(token)
	assert.True(t, ok)
	assert.WithinDuration(t, time.Now().AddDate(0, 0, 365), end, 2*time.Hour)

	_, err = a.Exchange(t.Context(), l, code)
	require.ErrorIs(t, err, social.ErrAuth, "a code works once")
	assert.NotContains(t, err.Error(), code)
}

// TestLoginOfSelfServe: a self-serve application gets no refresh token, and no scope of Community Management.
func TestLoginOfSelfServe(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	a := w.auth(w.srv.ShareApp())
	w.srv.Consent(w.ann)
	token := w.login(a, linkedin.SelfServeScopes()...)
	assert.Empty(t, token.RefreshToken)
	end, ok := linkedin.ConsentEnds(token)
	assert.True(t, ok)
	assert.Equal(t, token.Expiry, end, "then the member has to come again")

	l, err := a.StartLogin(&linkedin.LoginParams{RedirectURI: callback, Scopes: linkedin.ManagerScopes()})
	require.NoError(t, err)
	_, err = l.Code(w.consent(l))
	require.ErrorIs(t, err, social.ErrPermission)
	e, _ := errors.AsType[*social.Error](err)
	assert.Equal(t, "Scopes", e.Field)
	assert.Contains(t, e.Message, "product")
}

func TestRefusedLogin(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	a := w.auth(w.srv.App())
	for _, login := range []bool{true, false} {
		w.srv.RefuseConsent(login)
		l, err := a.StartLogin(&linkedin.LoginParams{RedirectURI: callback, Scopes: []string{linkedin.ScopeAdmin}})
		require.NoError(t, err)
		_, err = l.Code(w.consent(l))
		require.ErrorIs(t, err, social.ErrPermission)
	}
	_, err := a.StartLogin(nil)
	require.ErrorIs(t, err, social.ErrInvalid)
	_, err = a.StartLogin(&linkedin.LoginParams{RedirectURI: callback})
	require.ErrorIs(t, err, social.ErrInvalid)
	_, err = linkedin.NewAuth(linkedin.App{ID: "1"}, nil)
	require.ErrorIs(t, err, social.ErrInvalid)
}

// TestRenewal: a stored token is renewed by its refresh token, which stays.
func TestRenewal(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	a := w.auth(w.srv.App())
	w.srv.Consent(w.ann)
	token := w.login(a, linkedin.ScopeBasicProfile)
	store := socialtest.NewTokens()
	old := *token
	old.Expiry = time.Now().Add(time.Hour)
	require.NoError(t, store.SaveToken(t.Context(), "linkedin/ann", &old))
	tokens := social.StoredTokens(t.Context(), store, "linkedin/ann", a.Renewal())
	me, err := w.configured(linkedin.Config{Tokens: tokens}).Me(t.Context())
	require.NoError(t, err)
	assert.Equal(t, linkedin.URN(w.ann), me.URN())
	saved, err := store.LoadToken(t.Context(), "linkedin/ann")
	require.NoError(t, err)
	assert.NotEqual(t, token.AccessToken, saved.AccessToken)
	assert.Equal(t, token.RefreshToken, saved.RefreshToken)

	w.srv.RevokeAccess(saved.AccessToken)
	saved.Expiry = time.Now().Add(-time.Minute)
	require.NoError(t, store.SaveToken(t.Context(), "linkedin/ann", saved))
	_, err = social.StoredTokens(t.Context(), store, "linkedin/ann", a.Renewal()).Token()
	require.ErrorIs(t, err, social.ErrAuth)
	due, ok := errors.AsType[*linkedin.ConsentError](err)
	require.True(t, ok)
	assert.True(t, due.Refused)
	wire, ok := errors.AsType[*linkedin.Error](err)
	require.True(t, ok)
	assert.Equal(t, "invalid_grant", wire.OAuth)
}

// TestAskAgain: without a refresh token the token is used to its end, and then the error says when that was and what
// to do.
func TestAskAgain(t *testing.T) {
	t.Parallel()
	a, err := linkedin.NewAuth(linkedin.App{ID: "1", Secret: "secret-1"}, nil)
	require.NoError(t, err)
	synctest.Test(t, func(t *testing.T) {
		store := socialtest.NewTokens()
		ends := time.Now().Add(2 * time.Hour)
		require.NoError(t, store.SaveToken(t.Context(), "k", &oauth2.Token{AccessToken: "a", Expiry: ends}))
		tokens := social.StoredTokens(t.Context(), store, "k", a.Renewal())
		got, err := tokens.Token()
		require.NoError(t, err, "it lives")
		assert.Equal(t, "a", got.AccessToken)

		_, err = a.Renewal().Refresh(t.Context(), got)
		require.ErrorIs(t, err, social.ErrUnavailable)
		assert.Contains(t, err.Error(), "before the token ends on "+ends.UTC().Format("2006-01-02"))

		time.Sleep(2*time.Hour + time.Second)
		_, err = tokens.Token()
		require.ErrorIs(t, err, social.ErrAuth)
		due, ok := errors.AsType[*linkedin.ConsentError](err)
		require.True(t, ok)
		assert.True(t, due.Ends.Equal(ends))
		assert.False(t, due.Refused)
		assert.Contains(t, err.Error(), "StartLogin")
		assert.Contains(t, err.Error(), "ended on "+ends.UTC().Format("2006-01-02"))
	})
}

// tokenServer answers every renewal with a token that lasts so long.
func tokenServer(t *testing.T, lasts func() time.Duration) (a *linkedin.Auth, asked *int) {
	t.Helper()
	asked = new(int)
	srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		*asked++
		_ = json.NewEncoder(w).Encode(map[string]any{
			"access_token": "next" + strings.Repeat("x", *asked), "expires_in": int(lasts().Seconds()), "refresh_token_expires_in": int(lasts().Seconds()),
		})
	}))
	t.Cleanup(srv.Close)
	a, err := linkedin.NewAuth(linkedin.App{ID: "1", Secret: "secret-1"}, &social.Options{BaseURL: srv.URL})
	require.NoError(t, err)
	return a, asked
}

// TestTheYearEnds: refreshing never extends the 365 days. A token that a renewal would not outlast is used to its end,
// and LinkedIn is not asked again and again.
func TestTheYearEnds(t *testing.T) {
	t.Parallel()
	const left = 5 * time.Hour
	a, asked := tokenServer(t, func() time.Duration { return left })
	store := socialtest.NewTokens()
	old := &oauth2.Token{AccessToken: "a", RefreshToken: "r", Expiry: time.Now().Add(left)}
	require.NoError(t, store.SaveToken(t.Context(), "k", old))
	for range 3 {
		got, err := social.StoredTokens(t.Context(), store, "k", a.Renewal()).Token()
		require.NoError(t, err)
		assert.Equal(t, "a", got.AccessToken)
	}
	assert.Equal(t, 1, *asked)

	b, _ := tokenServer(t, func() time.Duration { return 60 * 24 * time.Hour })
	next, err := b.Renewal().Refresh(t.Context(), old)
	require.NoError(t, err)
	assert.Equal(t, "r", next.RefreshToken, "it is not repeated, and not lost")
	end, ok := linkedin.ConsentEnds(next)
	assert.True(t, ok)
	assert.WithinDuration(t, time.Now().AddDate(0, 0, 60), end, 2*time.Hour)
}

func TestInspect(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	a := w.auth(w.srv.App())
	granted := w.srv.Grant(w.srv.App().ClientID, w.ann, linkedin.ScopeAdmin, linkedin.ScopePost)
	info, err := a.Inspect(t.Context(), granted.Access)
	require.NoError(t, err)
	require.NoError(t, info.Err())
	assert.Equal(t, []string{linkedin.ScopeAdmin, linkedin.ScopePost}, info.Scopes)
	assert.WithinDuration(t, granted.Expires, info.Expires, time.Second)
	assert.True(t, info.Allows(linkedin.TaskProfile))
	assert.False(t, info.Allows(linkedin.TaskMeasure))
	assert.Equal(t, []string{linkedin.ScopeRead, linkedin.ScopeReadFeed}, linkedin.MissingScopes(info.Scopes, linkedin.TaskMeasure))

	w.srv.ExpireToken(granted.Access)
	info, err = a.Inspect(t.Context(), granted.Access)
	require.NoError(t, err)
	require.ErrorIs(t, info.Err(), social.ErrAuth)
	_, ok := errors.AsType[*linkedin.ConsentError](info.Err())
	assert.True(t, ok)
	assert.False(t, info.Allows(linkedin.TaskProfile))

	w.srv.RevokeAccess(granted.Access)
	info, err = a.Inspect(t.Context(), granted.Refresh)
	require.NoError(t, err)
	assert.ErrorContains(t, info.Err(), "revoked")
	info, err = a.Inspect(t.Context(), "token-unknown")
	require.NoError(t, err)
	require.ErrorIs(t, info.Err(), social.ErrAuth)

	wrong, err := linkedin.NewAuth(linkedin.App{ID: w.srv.App().ClientID, Secret: "secret-1"}, w.options(func(o *social.Options) { o.BaseURL = w.srv.WebURL() }))
	require.NoError(t, err)
	_, err = wrong.Inspect(t.Context(), granted.Access)
	require.ErrorIs(t, err, social.ErrAuth)
	e, _ := errors.AsType[*social.Error](err)
	assert.Equal(t, "App", e.Field)
}

func TestScopes(t *testing.T) {
	t.Parallel()
	assert.Equal(t, []linkedin.Task{linkedin.TaskShare}, linkedin.TasksOf(linkedin.SelfServeScopes()...))
	assert.NotContains(t, linkedin.ManagerScopes(), linkedin.ScopeOpenID, "which belongs to another application")
	assert.Subset(t, linkedin.TasksOf(linkedin.ManagerScopes()...), []linkedin.Task{
		linkedin.TaskPublish, linkedin.TaskRead, linkedin.TaskListen, linkedin.TaskReply, linkedin.TaskMeasure, linkedin.TaskProfile,
	})
	assert.Empty(t, linkedin.Scopes(nil))
	assert.Equal(t, []string{"a", "b", "c"}, linkedin.Scopes((&oauth2.Token{}).WithExtra(map[string]any{"scope": "a,b c"})))
	w := newWorld(t, nil)
	for _, scope := range linkedin.ManagerScopes() {
		assert.Contains(t, w.srv.App().Scopes(), scope)
	}
	for _, scope := range linkedin.SelfServeScopes() {
		assert.Contains(t, w.srv.ShareApp().Scopes(), scope)
	}
}

// TestAskAgainThroughClient: whoever calls the API learns it, too.
func TestAskAgainThroughClient(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	store := socialtest.NewTokens()
	ended := time.Now().Add(-time.Hour)
	require.NoError(t, store.SaveToken(t.Context(), "k", &oauth2.Token{AccessToken: "a", Expiry: ended}))
	_, err := w.configured(linkedin.Config{Tokens: social.StoredTokens(t.Context(), store, "k", w.auth(w.srv.ShareApp()).Renewal())}).UserInfo(t.Context())
	require.ErrorIs(t, err, social.ErrAuth)
	assert.Contains(t, err.Error(), "ended on "+ended.UTC().Format("2006-01-02"))
	assert.Contains(t, err.Error(), "StartLogin")
	assert.Empty(t, w.srv.Requests().All())
}
