package graph_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"strconv"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"golang.org/x/oauth2"

	"github.com/relais-go/relais/internal/graph"
	"github.com/relais-go/relais/internal/rest"
	"github.com/relais-go/relais/social"
	"github.com/relais-go/relais/social/socialtest"
)

const callback = "https://desk.example/callback?x=1"

func TestLoginDialog(t *testing.T) {
	t.Parallel()
	a, err := graph.NewAuth(&graph.AuthConfig{Network: "facebook", App: graph.App{ID: "55", Secret: fakeSecret()}}, nil)
	require.NoError(t, err)
	l, err := a.StartLogin(&graph.LoginParams{
		RedirectURI: callback, Scopes: []string{"pages_show_list", "pages_manage_posts"}, AuthType: graph.Rerequest, Extra: url.Values{"display": {"popup"}},
	})
	require.NoError(t, err)
	u, err := url.Parse(l.URL)
	require.NoError(t, err)
	assert.Equal(t, "https://www.facebook.com/v26.0/dialog/oauth", u.Scheme+"://"+u.Host+u.Path)
	assert.Equal(t, url.Values{
		"client_id": {"55"}, "redirect_uri": {callback}, "response_type": {"code"}, "scope": {"pages_show_list,pages_manage_posts"},
		"auth_type": {"rerequest"}, "display": {"popup"}, "state": {l.State},
	}, u.Query())
	assert.GreaterOrEqual(t, len(l.State), 20)
	assert.NotContains(t, l.URL, fakeSecret())

	l, err = a.StartLogin(&graph.LoginParams{RedirectURI: callback, ConfigID: "77", State: "mine"})
	require.NoError(t, err)
	u, err = url.Parse(l.URL)
	require.NoError(t, err)
	assert.Equal(t, "77", u.Query().Get("config_id"))
	assert.False(t, u.Query().Has("scope"))
	assert.Equal(t, "mine", l.State)
	_, err = a.StartLogin(nil)
	require.ErrorIs(t, err, social.ErrInvalid)

	ig, err := graph.NewAuth(&graph.AuthConfig{Network: "instagram", Host: graph.HostInstagram, App: graph.App{ID: "66", Secret: "s"}}, nil)
	require.NoError(t, err)
	l, err = ig.StartLogin(&graph.LoginParams{RedirectURI: callback})
	require.NoError(t, err)
	assert.Regexp(t, `^https://www\.instagram\.com/oauth/authorize\?`, l.URL)
}

func TestLoginComesBack(t *testing.T) {
	t.Parallel()
	l := &graph.Login{Network: "facebook", State: "state-1"}
	code, err := l.Code(url.Values{"state": {"state-1"}, "code": {"code-9#_"}})
	require.NoError(t, err)
	assert.Equal(t, "code-9", code)
	for query, kind := range map[string]error{
		"state=other&code=c": social.ErrInvalid,
		"code=c":             social.ErrInvalid,
		"state=state-1":      social.ErrInvalid,
		"state=state-1&error=access_denied&error_reason=user_denied&error_description=no": social.ErrPermission,
		"state=state-1&error_code=1349126&error_message=App+not+set+up":                   social.ErrInvalid,
	} {
		q, err := url.ParseQuery(query)
		require.NoError(t, err)
		_, err = l.Code(q)
		require.ErrorIs(t, err, kind, query)
	}
	_, err = (&graph.Login{}).Code(url.Values{"state": {""}, "code": {"c"}})
	require.ErrorIs(t, err, social.ErrInvalid, "a login without a state proves nothing")
}

func TestExchangeAndExtend(t *testing.T) {
	t.Parallel()
	s := serve(t, func(int, *seen) (int, string) {
		return 200, `{"access_token":"` + fakeToken() + `","token_type":"bearer","expires_in":5183944}`
	})
	a := s.auth(t)
	l := &graph.Login{RedirectURI: callback}
	token, err := a.Exchange(t.Context(), l, " code-9 ")
	require.NoError(t, err)
	assert.Equal(t, fakeToken(), token.AccessToken)
	assert.WithinDuration(t, time.Now().Add(5183944*time.Second), token.Expiry, time.Minute)
	got := s.last(t)
	assert.Equal(t, "POST /v26.0/oauth/access_token", got.Method+" "+got.Path)
	assert.Empty(t, got.Query)
	assert.Empty(t, got.Header.Get("Authorization"))
	assert.Equal(t, url.Values{"client_id": {"55"}, "client_secret": {fakeSecret()}, "redirect_uri": {callback}, "code": {"code-9"}}, got.Form)

	_, err = a.Extend(t.Context(), token)
	require.NoError(t, err)
	assert.Equal(t, url.Values{
		"client_id": {"55"}, "client_secret": {fakeSecret()}, "grant_type": {"fb_exchange_token"}, "fb_exchange_token": {fakeToken()},
	}, s.last(t).Form)

	for _, nothing := range []*oauth2.Token{nil, {}} {
		_, err = a.Extend(t.Context(), nothing)
		require.ErrorIs(t, err, social.ErrInvalid)
	}
	_, err = a.Exchange(t.Context(), nil, "c")
	require.ErrorIs(t, err, social.ErrInvalid)
	_, err = a.Exchange(t.Context(), l, " ")
	require.ErrorIs(t, err, social.ErrInvalid)
}

func TestExchangeFailures(t *testing.T) {
	t.Parallel()
	for body, kind := range map[string]error{
		failure(100, 36007): social.ErrAuth, failure(100, 36008): social.ErrInvalid, `{}`: social.ErrAuth, failure(2, 0): social.ErrUncertain,
	} {
		status := 400
		if body == `{}` {
			status = 200
		}
		s := serve(t, always(status, body))
		_, err := s.auth(t).Exchange(t.Context(), &graph.Login{RedirectURI: callback}, "code-9")
		require.ErrorIs(t, err, kind, body)
		assert.Len(t, s.all(), 1, "a code works once")
	}
}

// Where Meta does not say how long a token lasts, it is asked.
func TestTokenWithoutAnEnd(t *testing.T) {
	t.Parallel()
	info := `{"data":{"is_valid":true,"expires_at":1900000000}}`
	s := serve(t, func(_ int, r *seen) (int, string) {
		if r.Path == "/v26.0/debug_token" {
			return 200, info
		}
		return 200, `{"access_token":"` + fakeToken() + `"}`
	})
	a := s.auth(t)
	token, err := a.Extend(t.Context(), &oauth2.Token{AccessToken: "old-1"})
	require.NoError(t, err)
	assert.Equal(t, int64(1900000000), token.Expiry.Unix())
	info = `{"data":{"is_valid":true,"expires_at":0}}`
	token, err = a.Extend(t.Context(), &oauth2.Token{AccessToken: "old-1"})
	require.NoError(t, err)
	assert.True(t, token.Expiry.IsZero(), "never")
}

func TestTokenAnswers(t *testing.T) {
	t.Parallel()
	for _, body := range []string{
		`{"access_token":"t-1234","user_id":17841400000000001,"permissions":["a","b"]}`,
		`{"data":[{"access_token":"t-1234","user_id":"17841400000000001","permissions":"a,b"}]}`,
	} {
		var a graph.TokenAnswer
		require.NoError(t, json.Unmarshal([]byte(body), &a))
		assert.Equal(t, "t-1234", string(a.AccessToken))
		assert.Equal(t, graph.ID("17841400000000001"), a.UserID)
		assert.Equal(t, []string{"a", "b"}, a.Permissions)
		for _, text := range []string{fmt.Sprintf("%v %+v %#v %s", a, a, a, a.AccessToken), string(must(json.Marshal(a.AccessToken)))} {
			assert.NotContains(t, text, "t-1234")
			assert.Contains(t, text, "[redacted]")
		}
		assert.Equal(t, "t-1234", a.Portable(time.Now()).AccessToken)
	}
}

func must(b []byte, err error) []byte {
	if err != nil {
		panic(err)
	}
	return b
}

func TestInspect(t *testing.T) {
	t.Parallel()
	body := `{"data":{"app_id":"55","type":"PAGE","application":"Desk","profile_id":"1001","is_valid":true,"issued_at":1558110244,"expires_at":0,
		"data_access_expires_at":1900000000,"scopes":["pages_show_list"],"granular_scopes":[{"scope":"pages_show_list","target_ids":[1001]}]}}`
	s := serve(t, func(int, *seen) (int, string) { return 200, body })
	a := s.auth(t)
	info, err := a.Inspect(t.Context(), fakeToken())
	require.NoError(t, err)
	require.NoError(t, info.Err("facebook"))
	assert.True(t, info.ExpiresAt.IsZero())
	assert.Equal(t, graph.ID("1001"), info.ProfileID)
	assert.Equal(t, []graph.GrantedScope{{Scope: "pages_show_list", TargetIDs: []graph.ID{"1001"}}}, info.Granular)
	got := s.last(t)
	assert.Equal(t, url.Values{"input_token": {fakeToken()}, "method": {"GET"}}, got.Form)
	assert.Empty(t, got.Query)
	assert.Equal(t, "Bearer 55|"+fakeSecret(), got.Header.Get("Authorization"))

	body = `{"data":{"is_valid":false,"error":{"code":190,"subcode":460,"message":"changed"}}}`
	info, err = a.Inspect(t.Context(), fakeToken())
	require.NoError(t, err, "HTTP 200")
	e := socialError(t, info.Err("facebook"))
	assert.Equal(t, []any{social.ErrAuth, "190/460", "facebook"}, []any{e.Kind, e.Code, e.Network})
	assert.Contains(t, e.Message, "password")
	body = `{"data":{"is_valid":false}}`
	info, err = a.Inspect(t.Context(), fakeToken())
	require.NoError(t, err)
	require.ErrorIs(t, info.Err("facebook"), social.ErrAuth)
	body = `{}`
	_, err = a.Inspect(t.Context(), fakeToken())
	require.ErrorIs(t, err, social.ErrUnavailable)
	_, err = a.Inspect(t.Context(), "")
	require.ErrorIs(t, err, social.ErrInvalid)
}

// renewals is Meta's token endpoint in a bubble of time; life is how long its tokens last.
type renewals struct {
	asked atomic.Int64
	life  atomic.Int64 // seconds
}

func (n *renewals) RoundTrip(r *http.Request) (*http.Response, error) {
	k := n.asked.Add(1)
	return canned(r, 200, `{"access_token":"user-`+strconv.FormatInt(k, 10)+`","expires_in":`+strconv.FormatInt(n.life.Load(), 10)+`}`), nil
}

func TestRenewalOfAPersonsToken(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		n := &renewals{}
		n.life.Store(60 * 86400)
		a, err := graph.NewAuth(&graph.AuthConfig{Network: "facebook", App: graph.App{ID: "55", Secret: fakeSecret()}},
			&social.Options{HTTPClient: &http.Client{Transport: n}})
		require.NoError(t, err)
		store := socialtest.NewTokens()
		const key = "facebook/anna"
		require.NoError(t, store.SaveToken(t.Context(), key, &oauth2.Token{AccessToken: "user-0", Expiry: time.Now().Add(60 * 24 * time.Hour)}))
		source := social.StoredTokens(t.Context(), store, key, a.Renewal())
		use := func() string {
			token, err := source.Token()
			require.NoError(t, err)
			return token.AccessToken
		}
		time.Sleep(49 * 24 * time.Hour)
		assert.Equal(t, "user-0", use())
		time.Sleep(2 * 24 * time.Hour)
		assert.Equal(t, "user-1", use(), "ten days ahead, as one that has ended cannot be extended")

		// Meta gives one that lasts no longer: the old one is used, and Meta is not asked for every call.
		time.Sleep(55 * 24 * time.Hour)
		n.life.Store(5 * 86400)
		for range 100 {
			assert.Equal(t, "user-1", use())
			time.Sleep(time.Minute)
		}
		assert.Equal(t, int64(2), n.asked.Load())
		n.life.Store(60 * 86400)
		time.Sleep(24 * time.Hour)
		assert.Equal(t, "user-3", use(), "the next day it is tried again")
		_, err = a.Renewal().Refresh(t.Context(), nil)
		require.ErrorIs(t, err, social.ErrAuth)
	})
}

func TestPagesOfAPerson(t *testing.T) {
	t.Parallel()
	account := func(id int) string {
		return `{"id":"` + strconv.Itoa(id) + `","name":"P","tasks":["MANAGE"],"access_token":"page-` + strconv.Itoa(id) + `","instagram_business_account":{"id":"178","username":"p"}}`
	}
	s := serve(t, func(_ int, r *seen) (int, string) {
		switch r.Path + r.Query.Get("after") {
		case "/v26.0/me/accounts":
			return 200, `{"data":[` + account(1) + `],"paging":{"cursors":{"after":"B"},"next":"https://graph.facebook.com/x"}}`
		case "/v26.0/me/accountsB":
			return 200, `{"data":[` + account(2) + `],"paging":{"cursors":{"after":"C"}}}`
		case "/v26.0/me/businesses":
			return 200, `{"data":[{"id":"9","name":"Acme"}]}`
		case "/v26.0/9/owned_pages":
			return 200, `{"data":[` + account(3) + `]}`
		case "/v26.0/9/client_pages":
			return 200, `{"data":[` + account(3) + `,` + account(4) + `]}`
		case "/v26.0/me/permissions":
			return 200, `{"data":[{"permission":"pages_show_list","status":"granted"},{"permission":"pages_messaging","status":"declined"},null]}`
		case "/v26.0/1":
			return 200, account(1)
		case "/v26.0/2":
			return 200, `{"id":"2"}`
		}
		return 400, failure(100, 33)
	})
	c, err := s.auth(t).As(oauth2.StaticTokenSource(&oauth2.Token{AccessToken: fakeToken()}))
	require.NoError(t, err)
	var ids []graph.ID
	for p, err := range c.Accounts(t.Context()) {
		require.NoError(t, err)
		ids = append(ids, p.ID)
		assert.Equal(t, "page-"+string(p.ID), string(p.AccessToken))
		assert.Equal(t, "p", p.Instagram.Username)
		assert.NotContains(t, fmt.Sprintf("%+v", p), "page-")
	}
	assert.Equal(t, []graph.ID{"1", "2"}, ids)
	assert.NotEmpty(t, s.last(t).Query.Get("appsecret_proof"))

	for b, err := range c.Businesses(t.Context()) {
		require.NoError(t, err)
		ids = nil
		for p, err := range c.BusinessPages(t.Context(), string(b.ID)) {
			require.NoError(t, err)
			ids = append(ids, p.ID)
		}
	}
	assert.Equal(t, []graph.ID{"3", "4"}, ids, "each once")

	have, err := c.Permissions(t.Context())
	require.NoError(t, err)
	assert.Equal(t, []string{"pages_messaging", "other"}, graph.Granted(have, "pages_show_list", "pages_messaging", "other"))

	_, err = c.PageToken(t.Context(), "2")
	require.ErrorIs(t, err, social.ErrPermission)
	before := len(s.all())
	source := c.PageTokens(t.Context(), "1")
	for range 3 {
		token, err := source.Token()
		require.NoError(t, err)
		assert.Equal(t, "page-1", token.AccessToken)
		assert.True(t, token.Expiry.IsZero())
	}
	assert.Len(t, s.all(), before+1)
	forget := source.(social.TokenForgetter).ForgetToken
	forget("another")
	_, err = source.Token()
	require.NoError(t, err)
	assert.Len(t, s.all(), before+1, "it was another that Meta refused")
	forget("page-1")
	_, err = source.Token()
	require.NoError(t, err)
	assert.Len(t, s.all(), before+2)
}

func TestAccountGuard(t *testing.T) {
	t.Parallel()
	s := serve(t, func(_ int, r *seen) (int, string) {
		if r.Path == "/v26.0/me" {
			return 200, `{"id":"1001","name":"Acme"}`
		}
		return 200, `{"id":"1"}`
	})
	for account, kind := range map[string]error{"1001": nil, "acme": nil, "2002": social.ErrWrongAccount} {
		c := s.client(t, func(_ *graph.Config, o *social.Options) { o.ExpectAccount = account })
		_, err := c.Do(t.Context(), post(), nil)
		require.ErrorIs(t, err, kind, account)
	}
	c := s.client(t, func(_ *graph.Config, o *social.Options) { o.DryRun = true })
	before := len(s.all())
	_, err := c.Do(t.Context(), post(), nil)
	require.ErrorIs(t, err, social.ErrDryRun)
	require.ErrorIs(t, c.Upload(t.Context(), &graph.Upload{Op: "u", URL: s.URL + "/video-upload/1", Media: social.MediaBytes("a.mp4", []byte("abc"))}), social.ErrDryRun)
	assert.Len(t, s.all(), before)
	_, err = c.Do(t.Context(), &graph.Request{Op: "x", Path: rest.Path("1")}, nil)
	require.NoError(t, err, "reads go out")
}
