package instagram_test

import (
	"errors"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"golang.org/x/oauth2"

	"github.com/relais-go/relais/instagram"
	"github.com/relais-go/relais/instagram/instagramtest"
	"github.com/relais-go/relais/social"
)

const callback = "https://acme.example/back"

func (w *world) auth() *instagram.Auth {
	w.t.Helper()
	id, secret := w.host.App()
	a, err := instagram.NewAuth(instagram.App{ID: id, Secret: secret}, w.login, w.options())
	require.NoError(w.t, err)
	return a
}

// browse logs somebody in as a browser would, and returns where they come back to.
func (w *world) browse(address string) *url.URL {
	w.t.Helper()
	req, err := http.NewRequestWithContext(w.t.Context(), http.MethodGet, address, http.NoBody)
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
	return back
}

// dialog goes through the dialog and returns the code.
func (w *world) dialog(a *instagram.Auth) (*instagram.Login, string) {
	w.t.Helper()
	login, err := a.StartLogin(&instagram.LoginParams{RedirectURI: callback, Scopes: instagram.ManagerScopes(w.login)})
	require.NoError(w.t, err)
	code, err := login.Code(w.browse(login.URL).Query())
	require.NoError(w.t, err)
	return login, code
}

// TestInstagramLogin logs an account in, and lets the token live on.
func TestInstagramLogin(t *testing.T) {
	t.Parallel()
	for name, wrapped := range map[string]bool{"flat": false, "wrapped": true} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			clock := instagramtest.NewManualClock(time.Now())
			w := newSite(t, &instagramtest.Options{
				Clock: clock.Now, Tokens: instagramtest.TokenOptions{Wrapped: wrapped}, Traps: instagramtest.Traps{ScopedIDRefused: true},
			}).as(il)
			w.host.Consent(w.user)
			a := w.auth()
			login, code := w.dialog(a)
			assert.Equal(t, "_", w.browse(login.URL).Fragment, "Instagram puts this behind the address")
			token, user, err := a.Login(t.Context(), login, code+"#_")
			require.NoError(t, err)
			assert.Equal(t, w.user, string(user), "the ID of paths, not the one for this program")
			assert.InDelta(t, (60 * 24 * time.Hour).Seconds(), time.Until(token.Expiry).Seconds(), 60)

			_, _, err = a.Login(t.Context(), login, code)
			require.ErrorIs(t, err, social.ErrAuth, "a code works once")
			assert.NotContains(t, err.Error(), code)

			c, err := instagram.NewLogin(string(user), oauth2.StaticTokenSource(token), w.options())
			require.NoError(t, err)
			_, err = c.Publish(t.Context(), &social.Draft{Text: "In", Media: []*social.Media{w.photo()}})
			require.NoError(t, err)

			_, err = a.Refresh(t.Context(), token)
			require.Error(t, err, "it is not a day old")
			clock.Advance(25 * time.Hour)
			next, err := a.Refresh(t.Context(), token)
			require.NoError(t, err)
			clock.Advance(59*24*time.Hour + time.Hour)
			_, err = a.Refresh(t.Context(), token)
			require.ErrorIs(t, err, social.ErrAuth, "the first one has ended")
			later, err := instagram.NewLogin(string(user), oauth2.StaticTokenSource(next), w.options())
			require.NoError(t, err)
			_, err = later.Profile(t.Context())
			require.NoError(t, err)
			w.secretless(token.AccessToken, next.AccessToken, code)
		})
	}
}

// secretless demands that nothing secret stood in an address, but for the endpoints that Instagram has no other way for.
func (w *world) secretless(secrets ...string) {
	w.t.Helper()
	_, secret := w.host.App()
	for _, e := range w.host.Requests().All() {
		for name := range e.Query {
			if strings.HasSuffix(e.Path, "access_token") && e.Method == http.MethodGet {
				continue // that they are asked like this only after a POST was refused is tested with Confide
			}
			assert.NotContains(w.t, []string{"access_token", "client_secret", "code", "input_token"}, name, e.Path)
		}
		for _, s := range append(secrets, secret) {
			assert.NotContains(w.t, e.Query.Encode(), s)
		}
	}
}

// TestFacebookLogin logs a person in and finds the accounts that are linked to their Pages.
func TestFacebookLogin(t *testing.T) {
	t.Parallel()
	w := newSite(t, nil)
	w.srv.CreatePage("Without Instagram", "")
	w.host.Consent(w.page.User)
	a := w.auth()
	login, code := w.dialog(a)
	short, err := a.Exchange(t.Context(), login, code)
	require.NoError(t, err)
	token, err := a.Extend(t.Context(), short)
	require.NoError(t, err)
	var found []*instagram.Linked
	for p, err := range a.Accounts(t.Context(), token) {
		require.NoError(t, err)
		found = append(found, p)
	}
	require.Len(t, found, 1)
	require.NotNil(t, found[0].Instagram)
	assert.Equal(t, w.user, string(found[0].Instagram.ID))
	c, err := instagram.NewClient(&instagram.Config{
		User: found[0].Instagram.ID, Page: found[0].ID, Tokens: static(string(found[0].AccessToken)), UserTokens: oauth2.StaticTokenSource(token),
		App: instagram.App{ID: a.AppToken().AccessToken[:5]},
	}, w.options())
	require.NoError(t, err)
	me, err := c.Me(t.Context())
	require.NoError(t, err)
	assert.Equal(t, "acme", me.Username)
	w.secretless(token.AccessToken, string(found[0].AccessToken))

	_, _, err = a.Login(t.Context(), login, code)
	requireField(t, err, errors.ErrUnsupported, "Login")
	_, err = a.Refresh(t.Context(), token)
	requireField(t, err, errors.ErrUnsupported, "Refresh")
}

func TestLoginRefused(t *testing.T) {
	t.Parallel()
	for login, api := range logins() {
		t.Run(login, func(t *testing.T) {
			t.Parallel()
			w := newSite(t, nil).as(api)
			w.host.Consent("")
			login, err := w.auth().StartLogin(&instagram.LoginParams{RedirectURI: callback, Scopes: []string{"x"}})
			require.NoError(t, err)
			_, err = login.Code(w.browse(login.URL).Query())
			require.ErrorIs(t, err, social.ErrPermission)
			_, err = login.Code(url.Values{"code": {"stolen"}, "state": {"forged"}})
			requireField(t, err, social.ErrInvalid, "state")
		})
	}
	a := newSite(t, nil).as(il).auth()
	_, _, err := a.Login(t.Context(), nil, "code")
	requireField(t, err, social.ErrInvalid, "code")
	_, err = a.Refresh(t.Context(), nil)
	requireField(t, err, social.ErrInvalid, "token")
}

// TestRenewal refreshes a token in time, and stores what came.
func TestRenewal(t *testing.T) {
	t.Parallel()
	clock := instagramtest.NewManualClock(time.Now())
	w := newSite(t, &instagramtest.Options{Clock: clock.Now}).as(il)
	a := w.auth()
	store := social.NewFileTokens(t.TempDir())
	first := &oauth2.Token{AccessToken: w.token, Expiry: time.Now().Add(9 * 24 * time.Hour)}
	clock.Advance(51 * 24 * time.Hour)
	require.NoError(t, store.SaveToken(t.Context(), "instagram/acme", first))
	c, err := instagram.NewLogin(w.user, social.StoredTokens(t.Context(), store, "instagram/acme", a.Renewal()), w.options())
	require.NoError(t, err)
	_, err = c.Me(t.Context())
	require.NoError(t, err)
	kept, err := store.LoadToken(t.Context(), "instagram/acme")
	require.NoError(t, err)
	assert.True(t, kept.Expiry.After(first.Expiry.Add(24*time.Hour)), "%v", kept.Expiry)
}

// TestWrongAccount refuses to write with a token of somebody else.
func TestWrongAccount(t *testing.T) {
	t.Parallel()
	w := newSite(t, nil)
	other := w.srv.CreateAccount("other", nil)
	for api, token := range map[instagramtest.API]string{fl: w.srv.Connect(other).PageToken, il: w.srv.Token(other)} {
		c := w.as(api).configured(instagram.Config{Tokens: static(token)})
		_, err := c.Publish(t.Context(), &social.Draft{Text: "x", Media: []*social.Media{w.photo()}})
		require.Error(t, err)
		assert.True(t, errors.Is(err, social.ErrWrongAccount) || errors.Is(err, social.ErrPermission), "%v", err)
		assert.Empty(t, w.srv.Containers(w.user))
		assert.Empty(t, w.srv.Containers(other))
	}
}

func TestScopes(t *testing.T) {
	t.Parallel()
	assert.Equal(t, []string{instagram.ScopeLoginBasic}, instagram.ScopesFor(instagram.InstagramLogin))
	assert.Equal(t, []string{instagram.ScopeLoginBasic, instagram.ScopeLoginInsights}, instagram.ScopesFor(instagram.InstagramLogin, instagram.TaskMeasure, instagram.TaskDelete, instagram.TaskReact))
	assert.Equal(t,
		[]string{instagram.ScopeBasic, instagram.ScopeManageContents, instagram.ScopeManageInsights, instagram.ScopePagesEngagement, instagram.ScopePagesShowList},
		instagram.ScopesFor(instagram.FacebookLogin, instagram.TaskMeasure, instagram.TaskDelete))
	for login, api := range logins() {
		t.Run(login, func(t *testing.T) {
			t.Parallel()
			w := newSite(t, nil).as(api)
			assert.Subset(t, append(w.host.Scopes(), "pages_show_list", "pages_read_engagement", "pages_manage_metadata"), instagram.ManagerScopes(w.login))
		})
	}
}
