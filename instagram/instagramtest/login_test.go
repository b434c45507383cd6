package instagramtest_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/relais-go/relais/instagram/instagramtest"
)

// dialog sends somebody through the login dialog and returns the code.
func (s *site) dialog(api instagramtest.API, path, scope string) url.Values {
	s.t.Helper()
	id, _ := s.Host(api).App()
	q := url.Values{"client_id": {id}, "redirect_uri": {"https://app.example/back"}, "response_type": {"code"}, "scope": {scope}, "state": {"xyz"}}
	r, err := s.send(http.MethodGet, s.Host(api).URL()+path+"?"+q.Encode(), http.Header{}, http.NoBody)
	require.NoError(s.t, err)
	require.Equal(s.t, http.StatusFound, r.status, r.text)
	location := r.header.Get("Location")
	if api == il {
		require.True(s.t, strings.HasSuffix(location, "#_"), location)
	}
	back, err := url.Parse(location)
	require.NoError(s.t, err)
	assert.Equal(s.t, "xyz", back.Query().Get("state"))
	return back.Query()
}

func (s *site) redeem(code string) reply {
	s.t.Helper()
	id, secret := s.Host(il).App()
	form := url.Values{
		"client_id": {id}, "client_secret": {secret}, "grant_type": {"authorization_code"}, "redirect_uri": {"https://app.example/back"}, "code": {code},
	}
	r, err := s.send(http.MethodPost, s.Host(il).URL()+"/oauth/access_token",
		http.Header{"Content-Type": {"application/x-www-form-urlencoded"}}, strings.NewReader(form.Encode()))
	require.NoError(s.t, err)
	return r
}

func (s *site) renew(path string, q url.Values) reply {
	s.t.Helper()
	r, err := s.send(http.MethodGet, s.Host(il).URL()+path+"?"+q.Encode(), http.Header{}, http.NoBody)
	require.NoError(s.t, err)
	return r
}

const ilScopes = "instagram_business_basic,instagram_business_manage_comments"

func TestInstagramLogin(t *testing.T) {
	t.Parallel()
	s := start(t, instagramtest.Options{})
	assert.Equal(t, "access_denied", s.dialog(il, "/oauth/authorize", ilScopes).Get("error"), "nobody is there")
	s.Host(il).Consent(s.acme)
	code := s.dialog(il, "/oauth/authorize", ilScopes).Get("code")
	r := s.redeem(code)
	require.Equal(t, http.StatusOK, r.status, r.text)
	assert.Contains(t, r.text, `"user_id":`+s.ScopedID(s.acme))
	assert.Equal(t, ilScopes, r.body["permissions"])
	assert.NotContains(t, r.body, "expires_in")
	again := s.redeem(code)
	assert.Equal(t, object{"error_type": "OAuthException", "code": 400.0, "error_message": "Matching code was not found or was already used"}, again.body)

	short := r.body["access_token"].(string)
	me := s.get(il, short, "/me?fields=id,user_id,username,account_type,name,followers_count").body
	assert.Equal(t, object{
		"id": s.ScopedID(s.acme), "user_id": s.acme, "username": "acme", "account_type": "BUSINESS", "name": "ACME", "followers_count": 500.0,
	}, me)
	_, secret := s.Host(il).App()
	assert.Equal(t, 400, s.renew("/refresh_access_token", url.Values{"grant_type": {"ig_refresh_token"}, "access_token": {short}}).status)
	long := s.renew("/access_token", url.Values{"grant_type": {"ig_exchange_token"}, "client_secret": {secret}, "access_token": {short}})
	assert.Equal(t, []any{"bearer", 5184000.0}, []any{long.body["token_type"], long.body["expires_in"]}, long.text)
	wrong := s.renew("/access_token", url.Values{"grant_type": {"ig_exchange_token"}, "client_secret": {"guess"}, "access_token": {short}})
	assert.Equal(t, 400, wrong.status)

	s.clock.Advance(time.Hour)
	assert.Equal(t, []int{401, 190, 463}, func() []int { r := s.get(il, short, "/me"); return []int{r.status, r.code(), r.subcode()} }(), "an hour")
	token := long.body["access_token"].(string)
	refresh := url.Values{"grant_type": {"ig_refresh_token"}, "access_token": {token}}
	assert.Equal(t, 400, s.renew("/refresh_access_token", refresh).status, "not a day old")
	s.clock.Advance(23 * time.Hour)
	r = s.renew("/refresh_access_token", refresh)
	require.Equal(t, 200, r.status, r.text)
	assert.Equal(t, ilScopes, r.body["permissions"])
	s.clock.Advance(59 * 24 * time.Hour)
	assert.Equal(t, 190, s.renew("/refresh_access_token", refresh).code(), "the old one has ended")
	assert.Equal(t, 200, s.get(il, r.body["access_token"].(string), "/me").status)
	s.clock.Advance(24 * time.Hour)
	assert.Equal(t, 190, s.get(il, r.body["access_token"].(string), "/me").code())
}

func TestWrappedTokensAndDeclinedPermissions(t *testing.T) {
	t.Parallel()
	s := start(t, instagramtest.Options{Tokens: instagramtest.TokenOptions{Wrapped: true, Code: time.Minute}})
	s.Host(il).Consent(s.acme, "instagram_business_manage_comments")
	code := s.dialog(il, "/oauth/authorize", ilScopes).Get("code")
	data := s.redeem(code).data()
	require.Len(t, data, 1)
	assert.Equal(t, "instagram_business_basic", data[0]["permissions"])
	token := data[0]["access_token"].(string)
	post := s.Post(s.acme, instagramtest.Post{})
	assert.Equal(t, 200, s.get(il, token, "/"+post).status)
	assert.Equal(t, 10, s.get(il, token, "/"+post+"/comments").code())
	code = s.dialog(il, "/oauth/authorize", ilScopes).Get("code")
	s.clock.Advance(time.Minute)
	assert.Equal(t, 400, s.redeem(code).status, "the code has ended")
}

func TestPathsTakeTheIDOfTheAccount(t *testing.T) {
	t.Parallel()
	s := start(t, instagramtest.Options{Traps: instagramtest.Traps{ScopedIDRefused: true}})
	r := s.get(il, s.token, "/"+s.ScopedID(s.acme)+"/media")
	assert.Equal(t, object{"message": "Unsupported request - method type: get", "type": "IGApiException", "code": 100.0}, without(r.err(), "fbtrace_id"))
	assert.Equal(t, 200, s.get(il, s.token, "/"+s.acme+"/media").status)
	assert.Equal(t, 200, s.get(il, s.token, "/me/media").status)
	assert.Equal(t, 200, s.get(il, s.token, "/"+s.acme+"?fields=username").status)
}

func without(o object, names ...string) object {
	for _, name := range names {
		delete(o, name)
	}
	return o
}

func TestFacebookLogin(t *testing.T) {
	t.Parallel()
	s := start(t, instagramtest.Options{})
	s.CreatePage("no Instagram", "")
	s.Host(fl).Consent(s.facebook.User)
	code := s.dialog(fl, "/v26.0/dialog/oauth", strings.Join(s.Host(fl).Scopes(), ",")).Get("code")
	id, secret := s.Host(fl).App()
	q := url.Values{"client_id": {id}, "client_secret": {secret}, "redirect_uri": {"https://app.example/back"}, "code": {code}}
	r := s.get(fl, "", "/oauth/access_token?"+q.Encode())
	token, _ := r.body["access_token"].(string)
	require.NotEmpty(t, token, r.text)
	accounts := s.get(fl, token, "/me/accounts?fields=id,name,access_token,instagram_business_account{id,username}").data()
	require.Len(t, accounts, 1)
	assert.Equal(t, s.facebook.Page, accounts[0]["id"])
	assert.Equal(t, object{"id": s.acme, "username": "acme"}, accounts[0]["instagram_business_account"])
	page := accounts[0]["access_token"].(string)
	for _, token := range []string{token, page} {
		got := s.get(fl, token, "/"+s.acme+"?fields=id,ig_id,username,name,biography,website,media_count,has_profile_pic,is_published")
		assert.Equal(t, "We make things.", got.body["biography"], got.text)
		assert.NotContains(t, got.body, "website", "what is not set is absent")
	}
	assert.Equal(t, 401, s.get(fl, s.token, "/"+s.acme).status, "tokens of the other login are nothing here")

	s.SetTasks(s.facebook.User, s.facebook.Page, "ANALYZE")
	assert.Equal(t, 200, s.get(fl, token, "/"+s.acme+"/media").status)
	assert.Equal(t, 403, s.container(fl, token, url.Values{"image_url": {s.files + "/square.jpg"}}).status, "the task is missing")
	s.EndToken(token, 460)
	assert.Equal(t, 460, s.get(fl, token, "/me").subcode())
	unlinked := s.CreateAccount("unlinked", nil)
	assert.Equal(t, 403, s.get(fl, s.user, "/"+unlinked+"/media").status)
}
