package mastodon_test

import (
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"golang.org/x/oauth2"

	"github.com/relais-go/relais/mastodon"
	"github.com/relais-go/relais/mastodon/mastodontest"
	"github.com/relais-go/relais/social"
	"github.com/relais-go/relais/social/socialtest"
)

const callback = "https://desk.example/callback"

// agree opens the login page as a person who agrees, and returns with what the redirect brings along.
func agree(t *testing.T, l *mastodon.Login) url.Values {
	t.Helper()
	browser := &http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, l.URL, nil)
	require.NoError(t, err)
	req.Header.Set("User-Agent", "browser")
	resp, err := browser.Do(req)
	require.NoError(t, err)
	require.NoError(t, resp.Body.Close())
	require.Equal(t, http.StatusFound, resp.StatusCode)
	back, err := resp.Location()
	require.NoError(t, err)
	require.True(t, strings.HasPrefix(back.String(), callback), back)
	return back.Query()
}

func (w *world) anonymous() *mastodon.Client {
	w.t.Helper()
	c, err := mastodon.New(w.base, nil, &social.Options{RetryWait: time.Millisecond})
	require.NoError(w.t, err)
	return c
}

func TestLogin(t *testing.T) {
	t.Parallel()
	for name, flavour := range map[string]mastodontest.Flavour{
		"Mastodon": mastodontest.Mastodon, "OldMastodon": mastodontest.OldMastodon, "GoToSocial": mastodontest.GoToSocial,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t, &mastodontest.Options{Flavour: flavour})
			ctx, c := t.Context(), w.client() // its token must stay out of the registration
			app, err := c.RegisterApp(ctx, &mastodon.AppParams{Name: "Desk", RedirectURIs: []string{callback, mastodon.OutOfBand}, Website: "https://desk.example"})
			require.NoError(t, err)
			assert.NotEmpty(t, app.ClientSecret)
			assert.Equal(t, []string{callback, mastodon.OutOfBand}, app.RedirectURIs)
			assert.Equal(t, mastodon.ManagerScopes(), app.Scopes)

			login, err := c.StartLogin(app, &mastodon.LoginParams{Scopes: []string{"read:accounts", "write:statuses"}, ForceLogin: true, Language: "de"})
			require.NoError(t, err)
			asked, err := url.Parse(login.URL)
			require.NoError(t, err)
			assert.Equal(t, "S256", asked.Query().Get("code_challenge_method"))
			assert.Equal(t, "true", asked.Query().Get("force_login"))
			assert.NotContains(t, login.URL, login.Verifier)
			code, err := login.Code(agree(t, login))
			require.NoError(t, err)

			tok, err := c.Exchange(ctx, app, login, " "+code+"\n")
			require.NoError(t, err)
			assert.Equal(t, "read:accounts write:statuses", tok.Extra("scope"))
			assert.True(t, tok.Expiry.IsZero())
			mine, err := mastodon.New(w.base, oauth2.StaticTokenSource(tok), nil)
			require.NoError(t, err)
			me, err := mine.Me(ctx)
			require.NoError(t, err)
			assert.Equal(t, w.brand.ID, string(me.ID))
			_, err = all(mine.Blocks(ctx, nil))
			require.ErrorIs(t, err, social.ErrPermission, "the token has only the scopes that were asked for")

			_, err = c.Exchange(ctx, app, login, code)
			require.ErrorIs(t, err, social.ErrAuth, "a code works once")
			require.NoError(t, c.RevokeToken(ctx, app, tok))
			_, err = mine.VerifyCredentials(ctx)
			require.ErrorIs(t, err, social.ErrAuth)
			require.NoError(t, c.RevokeToken(ctx, app, tok), "a second time")
		})
	}
}

func TestLoginKeepsForgeriesOut(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	c := w.anonymous()
	app, err := c.RegisterApp(t.Context(), &mastodon.AppParams{Name: "Desk", RedirectURIs: []string{callback}})
	require.NoError(t, err)
	login, err := c.StartLogin(app, nil)
	require.NoError(t, err)
	other, err := c.StartLogin(app, nil)
	require.NoError(t, err)
	back := agree(t, other)

	_, err = login.Code(back)
	requireField(t, err, social.ErrInvalid, "state")
	_, err = (&mastodon.Login{}).Code(url.Values{"code": {"x"}})
	requireField(t, err, social.ErrInvalid, "state")
	code, err := other.Code(back)
	require.NoError(t, err)
	_, err = c.Exchange(t.Context(), app, login, code)
	require.ErrorIs(t, err, social.ErrAuth, "the verifier is another login's")

	w.srv.ConsentAs(nil)
	_, err = login.Code(agree(t, login))
	require.ErrorIs(t, err, social.ErrPermission)
	_, err = login.Code(url.Values{"state": {login.State}})
	requireField(t, err, social.ErrInvalid, "code")
	_, err = c.StartLogin(&mastodon.Application{ClientID: "x"}, nil)
	requireField(t, err, social.ErrInvalid, "RedirectURI")
	_, err = c.RegisterApp(t.Context(), nil)
	requireField(t, err, social.ErrInvalid, "Name")
}

// A code is used up by the first request, so a lost answer must not be repeated, nor shown in logs and errors.
func TestExchangeLost(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	c := w.anonymous()
	app, err := c.RegisterApp(t.Context(), &mastodon.AppParams{Name: "Desk", RedirectURIs: []string{callback}})
	require.NoError(t, err)
	login, err := c.StartLogin(app, nil)
	require.NoError(t, err)
	code, err := login.Code(agree(t, login))
	require.NoError(t, err)
	w.srv.Faults().Add(mastodontest.Fault{Kind: mastodontest.CutAfter, Match: "POST /oauth/token"})
	_, err = c.Exchange(t.Context(), app, login, code)
	require.ErrorIs(t, err, social.ErrUncertain)
	assert.Len(t, w.srv.Requests().Find("POST /oauth/token"), 1)
	for _, secret := range []string{code, app.ClientSecret, login.Verifier} {
		assert.NotContains(t, err.Error(), secret)
	}
}

func TestAppToken(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	app, err := w.anonymous().RegisterApp(t.Context(), &mastodon.AppParams{Name: "Desk", Scopes: []string{"read"}})
	require.NoError(t, err)
	tok, err := w.anonymous().AppToken(t.Context(), app, nil)
	require.NoError(t, err)
	c, err := mastodon.New(w.base, oauth2.StaticTokenSource(tok), nil)
	require.NoError(t, err)
	seen, err := c.VerifyApp(t.Context())
	require.NoError(t, err)
	assert.Equal(t, "Desk", seen.Name)
	_, err = c.VerifyCredentials(t.Context())
	require.ErrorIs(t, err, social.ErrInvalid, "a program has no account")
	_, err = w.anonymous().AppToken(t.Context(), app, []string{"write"})
	requireField(t, err, social.ErrInvalid, "Scopes")

	g := newWorld(t, &mastodontest.Options{Flavour: mastodontest.GoToSocial})
	app, err = g.anonymous().RegisterApp(t.Context(), &mastodon.AppParams{Name: "Desk"})
	require.NoError(t, err)
	_, err = g.anonymous().AppToken(t.Context(), app, nil)
	require.NoError(t, err)
	_, err = g.client().VerifyApp(t.Context())
	require.ErrorIs(t, err, errors.ErrUnsupported)
}

func TestOAuthMetadata(t *testing.T) {
	t.Parallel()
	now := newWorld(t, nil)
	m, err := now.anonymous().OAuthMetadata(t.Context())
	require.NoError(t, err)
	assert.Equal(t, []string{"S256"}, m.CodeChallengeMethodsSupported)
	assert.Subset(t, m.ScopesSupported, mastodon.ManagerScopes())
	old := newWorld(t, &mastodontest.Options{Flavour: mastodontest.OldMastodon})
	m, err = old.anonymous().OAuthMetadata(t.Context())
	require.NoError(t, err)
	assert.Empty(t, m.CodeChallengeMethodsSupported)
	assert.Equal(t, old.base+"/oauth/token", m.TokenEndpoint)
}

func TestUserinfo(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	w.token = w.srv.Token(w.brand, "profile")
	info, err := w.client().Userinfo(t.Context())
	require.NoError(t, err)
	assert.Equal(t, w.brand.Username, info.PreferredUsername)
	old := newWorld(t, &mastodontest.Options{Flavour: mastodontest.OldMastodon})
	_, err = old.client().Userinfo(t.Context())
	require.ErrorIs(t, err, errors.ErrUnsupported)
}

func TestScopes(t *testing.T) {
	t.Parallel()
	assert.Equal(t, []string{
		"read:accounts", "read:follows", "read:notifications", "read:search", "read:statuses",
		"write:accounts", "write:blocks", "write:bookmarks", "write:conversations", "write:favourites", "write:follows",
		"write:media", "write:mutes", "write:notifications", "write:reports", "write:statuses",
	}, mastodon.ManagerScopes())
	assert.Equal(t, []string{"push", "read:accounts"}, mastodon.ScopesFor(mastodon.TaskPush))
	assert.Empty(t, mastodon.ScopesFor())
}

// TestScopesSuffice does what a task is for with its scopes and no others.
func TestScopesSuffice(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	someone := w.person("someone")
	theirs := w.srv.Post(someone, "hello #cats", nil)
	calls := map[mastodon.Task]func(*mastodon.Client) error{
		mastodon.TaskRead:   func(c *mastodon.Client) error { _, err := all(c.Posts(t.Context(), nil)); return err },
		mastodon.TaskReact:  func(c *mastodon.Client) error { return c.React(t.Context(), postRef(theirs.ID), social.ReactionShare) },
		mastodon.TaskFollow: func(c *mastodon.Client) error { return c.Follow(t.Context(), accountRef(someone)) },
		mastodon.TaskModerate: func(c *mastodon.Client) error {
			return c.Moderate(t.Context(), postRef(theirs.ID), social.ActionReport, nil)
		},
		mastodon.TaskSearch: func(c *mastodon.Client) error {
			_, err := all(c.Search(t.Context(), &social.SearchQuery{Text: "hello"}))
			return err
		},
		mastodon.TaskProfile: func(c *mastodon.Client) error {
			name := "Acme"
			_, err := c.UpdateProfile(t.Context(), &social.ProfileChange{Name: &name})
			return err
		},
	}
	for task, call := range calls {
		w.token = w.srv.Token(w.brand, mastodon.ScopesFor(task)...)
		require.NoError(t, call(w.client()), task)
		w.token = w.srv.Token(w.brand, "read:bookmarks")
		require.ErrorIs(t, call(w.client()), social.ErrPermission, task)
	}
}

func TestAccountGuard(t *testing.T) {
	t.Parallel()
	for name, opts := range map[string]*mastodontest.Options{"Mastodon": {Domain: "m.example"}, "GoToSocial": {Domain: "m.example", Flavour: mastodontest.GoToSocial}} {
		w := newWorld(t, opts)
		them := accountRef(w.person("someone"))
		for _, expect := range []string{w.brand.ID, "acme", "@acme", "Acme@m.example", "@acme@m.example"} {
			c := w.client(func(o *social.Options) { o.ExpectAccount = expect })
			require.NoError(t, c.Follow(t.Context(), them), "%s: %s", name, expect)
		}
		w.srv.Requests().Reset()
		for _, expect := range []string{"rival", "acme@other.example", them.ID} {
			c := w.client(func(o *social.Options) { o.ExpectAccount = expect })
			require.ErrorIs(t, c.Unfollow(t.Context(), them), social.ErrWrongAccount, expect)
		}
		assert.Zero(t, w.writes(), name)
	}
}

// The domain of handles may differ from the server's own.
func TestAccountGuardKnowsTheAccountDomain(t *testing.T) {
	t.Parallel()
	answers := map[string]string{
		"/api/v2/instance":                    `{"domain":"social.acme.example","account_domain":"acme.example"}`,
		"/api/v1/accounts/verify_credentials": `{"id":"1","acct":"press","url":"https://social.acme.example/@press"}`,
		"/api/v1/accounts/2/follow":           `{"id":"2"}`,
	}
	srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		fmt.Fprint(w, answers[r.URL.Path])
	}))
	t.Cleanup(srv.Close)
	for expect, want := range map[string]error{"@press@acme.example": nil, "press@social.acme.example": social.ErrWrongAccount} {
		c, err := mastodon.New(srv.URL, oauth2.StaticTokenSource(&oauth2.Token{AccessToken: "token"}), &social.Options{ExpectAccount: expect})
		require.NoError(t, err)
		err = c.Follow(t.Context(), social.Ref{Network: "mastodon", Kind: social.RefAccount, ID: "2"})
		require.ErrorIs(t, err, want, expect)
	}
}

// Akkoma's tokens end and are renewed, by their refresh token, which is replaced each time.
func TestRenewal(t *testing.T) {
	t.Parallel()
	count := 0
	c := stubClient(t, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		if err := r.ParseForm(); err != nil || r.Form.Get("refresh_token") != fmt.Sprintf("refresh-%d", count) || r.Header.Get("Authorization") != "" {
			w.WriteHeader(http.StatusBadRequest)
			fmt.Fprint(w, `{"error":"invalid_grant","error_description":"used up"}`)
			return
		}
		count++
		fmt.Fprintf(w, `{"access_token":"access-%d","refresh_token":"refresh-%d","token_type":"Bearer","expires_in":600}`, count, count)
	}))
	app := &mastodon.Application{ClientID: "id", ClientSecret: "secret"}
	store := socialtest.NewTokens()
	require.NoError(t, store.SaveToken(t.Context(), "k", &oauth2.Token{AccessToken: "access-0", RefreshToken: "refresh-0", Expiry: time.Now().Add(-time.Hour)}))
	got, err := social.StoredTokens(t.Context(), store, "k", c.Renewal(app)).Token()
	require.NoError(t, err)
	assert.Equal(t, "access-1", got.AccessToken)
	assert.WithinDuration(t, time.Now().Add(10*time.Minute), got.Expiry, time.Minute)
	saved, err := store.LoadToken(t.Context(), "k")
	require.NoError(t, err)
	assert.Equal(t, "refresh-1", saved.RefreshToken)

	_, err = c.Renewal(app).Refresh(t.Context(), &oauth2.Token{AccessToken: "x", RefreshToken: "refresh-0"})
	require.ErrorIs(t, err, social.ErrAuth)
	_, err = c.Renewal(app).Refresh(t.Context(), &oauth2.Token{AccessToken: "x"})
	require.ErrorIs(t, err, social.ErrAuth)
	assert.Equal(t, 1, count)
}
