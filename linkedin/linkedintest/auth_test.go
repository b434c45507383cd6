package linkedintest_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/relais-go/relais/linkedin/linkedintest"
)

const callback = "http://127.0.0.1/callback"

// authorize goes through the page and returns what the redirect carries.
func (s *site) authorize(app linkedintest.App, scope string) url.Values {
	s.t.Helper()
	q := url.Values{"response_type": {"code"}, "client_id": {app.ClientID}, "redirect_uri": {callback}, "state": {"xyz"}, "scope": {scope}}
	r := s.do("", http.MethodGet, s.WebURL()+"/oauth/v2/authorization?"+q.Encode(), nil)
	require.Equal(s.t, http.StatusSeeOther, r.status, r.text)
	location, err := url.Parse(r.header.Get("Location"))
	require.NoError(s.t, err)
	assert.Equal(s.t, "xyz", location.Query().Get("state"))
	assert.True(s.t, strings.HasPrefix(location.String(), callback+"?"))
	return location.Query()
}

func (s *site) tokenCall(app linkedintest.App, endpoint string, form url.Values) reply {
	s.t.Helper()
	form.Set("client_id", app.ClientID)
	form.Set("client_secret", app.ClientSecret)
	return s.do("", http.MethodPost, s.WebURL()+"/oauth/v2/"+endpoint, form.Encode(), with("Content-Type", "application/x-www-form-urlencoded"))
}

func (s *site) exchange(app linkedintest.App, code string) reply {
	s.t.Helper()
	return s.tokenCall(app, "accessToken", url.Values{"grant_type": {"authorization_code"}, "code": {code}, "redirect_uri": {callback}})
}

func TestLogin(t *testing.T) {
	t.Parallel()
	s := start(t, linkedintest.Options{})
	s.Consent(s.bob)
	code := s.authorize(s.ShareApp(), "openid profile email w_member_social").Get("code")
	r := s.exchange(s.ShareApp(), code)
	require.Equal(t, 200, r.status, r.text)
	assert.Equal(t, "openid,profile,email,w_member_social", r.body["scope"])
	assert.InDelta(t, 5184000, r.body["expires_in"], 0)
	assert.NotContains(t, r.body, "refresh_token", "partners only")

	info := s.do(r.body["access_token"].(string), http.MethodGet, "/v2/userinfo", nil)
	require.Equal(t, 200, info.status, info.text)
	assert.Equal(t, linkedintest.ID(s.bob), info.body["sub"])
	assert.Equal(t, "Bob Ray", info.body["name"])
	assert.Equal(t, "bob.ray@example.org", info.body["email"])

	again := s.exchange(s.ShareApp(), code)
	assert.Equal(t, 401, again.status, "a code works once")
	assert.Equal(t, "invalid_request", again.body["error"])
}

func TestCodesExpire(t *testing.T) {
	t.Parallel()
	s := start(t, linkedintest.Options{})
	code := s.authorize(s.App(), "r_basicprofile").Get("code")
	s.clock.Advance(31 * time.Minute)
	r := s.exchange(s.App(), code)
	assert.Equal(t, 400, r.status)
	assert.Equal(t, "invalid_redirect_uri", r.body["error"])
}

func TestAuthorizationPageErrors(t *testing.T) {
	t.Parallel()
	s := start(t, linkedintest.Options{})
	assert.Equal(t, "unauthorized_scope_error", s.authorize(s.ShareApp(), "w_organization_social").Get("error"))
	s.RefuseConsent(false)
	assert.Equal(t, "user_cancelled_authorize", s.authorize(s.App(), "r_basicprofile").Get("error"))
	s.RefuseConsent(true)
	assert.Equal(t, "user_cancelled_login", s.authorize(s.App(), "r_basicprofile").Get("error"))
	q := url.Values{"response_type": {"code"}, "client_id": {s.App().ClientID}, "redirect_uri": {"http://127.0.0.1/other"}}
	assert.Equal(t, 401, s.do("", http.MethodGet, "/oauth/v2/authorization?"+q.Encode(), nil).status, "no redirect to a stranger")
}

func TestRefreshNeverExtendsTheYear(t *testing.T) {
	t.Parallel()
	s := start(t, linkedintest.Options{})
	first := s.exchange(s.App(), s.authorize(s.App(), "r_basicprofile").Get("code"))
	require.Equal(t, 200, first.status, first.text)
	day := 24 * time.Hour
	assert.InDelta(t, (365 * day).Seconds(), first.body["refresh_token_expires_in"], 0)
	s.clock.Advance(59 * day)
	renew := func() reply {
		return s.tokenCall(s.App(), "accessToken", url.Values{"grant_type": {"refresh_token"}, "refresh_token": {first.body["refresh_token"].(string)}})
	}
	second := renew()
	require.Equal(t, 200, second.status, second.text)
	assert.Equal(t, first.body["refresh_token"], second.body["refresh_token"])
	assert.InDelta(t, (306 * day).Seconds(), second.body["refresh_token_expires_in"], 0)
	assert.InDelta(t, (60 * day).Seconds(), second.body["expires_in"], 0)
	s.clock.Advance(2 * day)
	assert.Equal(t, "EXPIRED_ACCESS_TOKEN", s.do(first.body["access_token"].(string), http.MethodGet, "/v2/me", nil).code())
	assert.Equal(t, 200, s.do(second.body["access_token"].(string), http.MethodGet, "/v2/me", nil).status)
	s.clock.Advance(310 * day)
	r := renew()
	assert.Equal(t, 400, r.status)
	assert.Equal(t, "invalid_grant", r.body["error"])
}

func TestOtherScopesInvalidateEarlierTokens(t *testing.T) {
	t.Parallel()
	s := start(t, linkedintest.Options{})
	grant := func(scope string) string {
		return s.exchange(s.App(), s.authorize(s.App(), scope).Get("code")).body["access_token"].(string)
	}
	first := grant("r_basicprofile r_organization_social")
	grant("r_organization_social r_basicprofile")
	assert.Equal(t, 200, s.do(first, http.MethodGet, "/v2/me", nil).status, "the same scopes")
	grant("r_basicprofile")
	r := s.do(first, http.MethodGet, "/v2/me", nil)
	assert.Equal(t, 401, r.status)
	assert.Equal(t, "REVOKED_ACCESS_TOKEN", r.code())
}

func TestIntrospectionAndRevocation(t *testing.T) {
	t.Parallel()
	s := start(t, linkedintest.Options{})
	granted := s.Grant(s.App().ClientID, s.ann, "r_basicprofile", "w_member_social")
	look := func(token string) object {
		return s.tokenCall(s.App(), "introspectToken", url.Values{"token": {token}}).body
	}
	info := look(granted.Access)
	assert.Equal(t, true, info["active"])
	assert.Equal(t, "r_basicprofile,w_member_social", info["scope"])
	assert.InDelta(t, granted.Expires.Unix(), info["expires_at"], 0)
	assert.Equal(t, false, look("token-unknown")["active"])
	s.ExpireToken(granted.Access)
	assert.Equal(t, "expired", look(granted.Access)["status"])

	other := s.Grant(s.App().ClientID, s.ann)
	require.Equal(t, 200, s.tokenCall(s.App(), "revoke", url.Values{"token": {other.Access}}).status)
	assert.Equal(t, "revoked", look(other.Access)["status"])
	assert.Equal(t, "revoked", look(other.Refresh)["status"])
	wrong := s.App()
	wrong.ClientSecret = "secret-123"
	assert.Equal(t, 401, s.tokenCall(wrong, "revoke", url.Values{"token": {other.Access}}).status)
	assert.Equal(t, "invalid_client", s.tokenCall(wrong, "accessToken", url.Values{"grant_type": {"refresh_token"}}).body["error"])
}

func TestTokenErrors(t *testing.T) {
	t.Parallel()
	s := start(t, linkedintest.Options{})
	cases := []struct {
		token   string
		service float64
		code    string
	}{
		{"", 65604, "EMPTY_ACCESS_TOKEN"},
		{"token-123", 65600, "INVALID_ACCESS_TOKEN"},
		{s.token, 65601, "REVOKED_ACCESS_TOKEN"},
	}
	s.RevokeAccess(s.token)
	for _, c := range cases {
		r := s.do(c.token, http.MethodGet, "/rest/me", nil)
		assert.Equal(t, 401, r.status)
		assert.Equal(t, c.code, r.code())
		assert.InDelta(t, c.service, r.body["serviceErrorCode"], 0)
	}
}

func TestSelfServeCanPostAndLittleElse(t *testing.T) {
	t.Parallel()
	s := start(t, linkedintest.Options{})
	r := s.do(s.share, http.MethodPost, "/rest/posts", draft(s.ann, "hello", nil))
	require.Equal(t, 201, r.status, r.text)
	urn := r.id()
	refused := map[string]reply{
		"partnerApiPostsExternal.GET": s.do(s.share, http.MethodGet, "/rest/posts/"+enc(urn), nil),
		"partnerApiSocialActions.CREATE": s.do(s.share, http.MethodPost, "/rest/socialActions/"+enc(urn)+"/comments",
			object{"actor": s.ann, "object": urn, "message": object{"text": "first"}}),
		"partnerApiReactions.CREATE":            s.do(s.share, http.MethodPost, "/rest/reactions?actor="+enc(s.ann), object{"root": urn, "reactionType": "LIKE"}),
		"partnerApiPostsExternal.FINDER-author": s.do(s.share, http.MethodGet, "/rest/posts?q=author&author="+enc(s.ann), nil),
		"organizationAcls.FINDER-roleAssignee":  s.do(s.share, http.MethodGet, "/rest/organizationAcls?q=roleAssignee", nil),
	}
	for name, r := range refused {
		assert.Equal(t, 403, r.status, name)
		assert.Equal(t, "ACCESS_DENIED", r.code(), name)
		assert.InDelta(t, 100, r.body["serviceErrorCode"], 0, name)
		assert.Equal(t, "Not enough permissions to access: "+name+".20260901", r.message())
	}
	assert.Equal(t, "Not enough permissions to access: me.GET.NO_VERSION", s.do(s.share, http.MethodGet, "/v2/me", nil).message())
	assert.Equal(t, 204, s.do(s.share, http.MethodDelete, "/rest/posts/"+enc(urn), nil).status)
	assert.Empty(t, s.Posts(s.ann))
}

func TestPageNeedsScopeAndRole(t *testing.T) {
	t.Parallel()
	s := start(t, linkedintest.Options{})
	r := s.do(s.share, http.MethodPost, "/rest/posts", draft(s.acme, "hello", nil))
	assert.Equal(t, 400, r.status)
	assert.Equal(t, "Organization permissions must be used when using organization as author", r.message())
	r = s.do(s.Token(s.bob), http.MethodPost, "/rest/posts", draft(s.acme, "hello", nil))
	assert.Equal(t, 403, r.status)
	assert.Contains(t, r.message(), "Unpermitted fields present in REQUEST_BODY")
	assert.Contains(t, r.message(), "[/author]")
	r = s.post("/rest/posts", draft(s.bob, "hello", nil))
	assert.Equal(t, 403, r.status, "somebody else")
	s.Assign(s.acme, s.bob, linkedintest.ContentAdministrator)
	assert.Equal(t, 201, s.do(s.Token(s.bob), http.MethodPost, "/rest/posts", draft(s.acme, "hello", nil)).status)
	statistics := "/rest/organizationalEntityShareStatistics?q=organizationalEntity&organizationalEntity=" + enc(s.acme)
	assert.Equal(t, 403, s.do(s.Token(s.bob), http.MethodGet, statistics, nil).status, "administrators only")
	s.Dismiss(s.acme, s.ann)
	assert.Equal(t, 403, s.get(statistics).status)
}

func TestDevelopmentTier(t *testing.T) {
	t.Parallel()
	s := start(t, linkedintest.Options{})
	app := s.RegisterApp(linkedintest.App{Products: []linkedintest.Product{linkedintest.CommunityManagement}, Tier: linkedintest.Development})
	token := s.Grant(app.ClientID, s.ann).Access
	assert.Equal(t, 403, s.do(token, http.MethodGet, "/rest/organizationsLookup?ids=List("+linkedintest.ID(s.acme)+")", nil).status, "no batch reads")
	for range 100 {
		require.Equal(t, 200, s.do(token, http.MethodGet, "/rest/me", nil).status)
	}
	r := s.do(token, http.MethodGet, "/rest/me", nil)
	assert.Equal(t, 429, r.status)
	assert.Equal(t, "Resource level throttle MEMBER DAY limit for calls to this resource is reached.", r.message())
	assert.Panics(t, func() {
		s.RegisterApp(linkedintest.App{Products: []linkedintest.Product{linkedintest.CommunityManagement, linkedintest.SignIn}})
	})
}
