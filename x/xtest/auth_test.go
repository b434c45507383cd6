package xtest_test

import (
	"crypto/sha256"
	"encoding/base64"
	"net/http"
	"net/url"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/relais-go/relais/x/xtest"
)

func basic(id, secret string) string {
	return "Basic " + base64.StdEncoding.EncodeToString([]byte(url.QueryEscape(id)+":"+url.QueryEscape(secret)))
}

// code walks through the authorization page.
func (s *site) code(app xtest.App, verifier, scope string) string {
	s.t.Helper()
	sum := sha256.Sum256([]byte(verifier))
	q := url.Values{
		"response_type": {"code"}, "client_id": {app.ClientID}, "redirect_uri": {app.RedirectURIs[0]}, "scope": {scope},
		"state": {"s"}, "code_challenge_method": {"S256"}, "code_challenge": {base64.RawURLEncoding.EncodeToString(sum[:])},
	}
	r := s.do("", http.MethodGet, "/i/oauth2/authorize?"+q.Encode(), nil)
	require.Equal(s.t, http.StatusFound, r.status, r.text)
	target, err := url.Parse(r.header.Get("Location"))
	require.NoError(s.t, err)
	assert.Equal(s.t, "s", target.Query().Get("state"))
	return target.Query().Get("code")
}

func (s *site) token(credentials string, form url.Values) reply {
	s.t.Helper()
	return s.do(credentials, http.MethodPost, "/2/oauth2/token", form)
}

func TestOAuth2(t *testing.T) {
	t.Parallel()
	s := start(t, xtest.Options{})
	s.CreateUser("acme")
	app := s.App()
	credentials := basic(app.ClientID, app.ClientSecret)
	grant := func(code string) url.Values {
		return url.Values{"grant_type": {"authorization_code"}, "code": {code}, "redirect_uri": {app.RedirectURIs[0]}, "code_verifier": {"verifier"}}
	}
	value := s.code(app, "verifier", "tweet.read users.read offline.access")
	body := grant(value)
	body.Set("client_id", app.ClientID)
	undetected := s.token("", body)
	assert.Equal(t, "unauthorized_client", undetected.body["error"])
	assert.Equal(t, "Missing valid authorization header", undetected.body["error_description"])

	got := s.token(credentials, grant(value))
	require.Equal(t, http.StatusOK, got.status, got.text)
	assert.EqualValues(t, 7200, got.body["expires_in"])
	access, refresh := got.body["access_token"].(string), got.body["refresh_token"].(string)
	assert.Equal(t, http.StatusOK, s.do(access, http.MethodGet, "/2/users/me", nil).status)
	assert.Equal(t, http.StatusForbidden, s.tweet(access, "no scope").status)
	assert.Equal(t, http.StatusBadRequest, s.token(credentials, grant(value)).status, "a code works once")

	late := s.code(app, "verifier", "tweet.read")
	s.clock.Advance(30 * time.Second)
	assert.Equal(t, http.StatusBadRequest, s.token(credentials, grant(late)).status)
	wrong := grant(s.code(app, "verifier", "tweet.read"))
	wrong.Set("code_verifier", "another")
	assert.Equal(t, http.StatusBadRequest, s.token(credentials, wrong).status)

	s.clock.Advance(2 * time.Hour)
	assert.Equal(t, http.StatusUnauthorized, s.do(access, http.MethodGet, "/2/users/me", nil).status)
	renew := func(token string) reply {
		return s.token(credentials, url.Values{"grant_type": {"refresh_token"}, "refresh_token": {token}})
	}
	renewed := renew(refresh)
	require.Equal(t, http.StatusOK, renewed.status)
	fresh := renewed.body["access_token"].(string)
	assert.Equal(t, http.StatusOK, s.do(fresh, http.MethodGet, "/2/users/me", nil).status)

	again := renew(refresh)
	assert.Equal(t, http.StatusBadRequest, again.status)
	assert.Equal(t, "Value passed for the token was invalid.", again.body["error_description"])
	assert.Equal(t, http.StatusUnauthorized, s.do(fresh, http.MethodGet, "/2/users/me", nil).status, "reuse ends the grant")
	assert.Equal(t, http.StatusBadRequest, renew(renewed.body["refresh_token"].(string)).status)
}

func TestPublicClientAndRevocation(t *testing.T) {
	t.Parallel()
	s := start(t, xtest.Options{})
	s.CreateUser("acme")
	app := s.RegisterApp(xtest.App{Public: true, RedirectURIs: []string{"http://127.0.0.1/cb"}})
	got := s.token("", url.Values{
		"grant_type": {"authorization_code"}, "code": {s.code(app, "v", "tweet.read users.read")},
		"redirect_uri": {"http://127.0.0.1/cb"}, "code_verifier": {"v"}, "client_id": {app.ClientID},
	})
	require.Equal(t, http.StatusOK, got.status, got.text)
	assert.NotContains(t, got.body, "refresh_token")
	access := got.body["access_token"].(string)
	revoked := s.do("", http.MethodPost, "/2/oauth2/revoke", url.Values{"token": {access}, "client_id": {app.ClientID}})
	assert.Equal(t, http.StatusOK, revoked.status)
	assert.Equal(t, http.StatusUnauthorized, s.do(access, http.MethodGet, "/2/users/me", nil).status)
}

func TestAppBearer(t *testing.T) {
	t.Parallel()
	s := start(t, xtest.Options{AppTokenLimit: 2})
	app := s.App()
	ask := func() reply {
		return s.do(basic(app.APIKey, app.APISecret), http.MethodPost, "/oauth2/token", url.Values{"grant_type": {"client_credentials"}})
	}
	first := ask()
	assert.Equal(t, first.body["access_token"], ask().body["access_token"])
	assert.Contains(t, ask().text, `"code":99`)
	bearer := first.body["access_token"].(string)
	assert.Equal(t, s.AppToken(), bearer)
	wrong := s.do(bearer, http.MethodGet, "/2/users/me", nil)
	assert.Equal(t, http.StatusForbidden, wrong.status)
	assert.Equal(t, "https://api.x.com/2/problems/unsupported-authentication", wrong.body["type"])
	user := s.Token(s.CreateUser("acme"))
	assert.Equal(t, http.StatusForbidden, s.do(user, http.MethodGet, "/2/usage/tweets", nil).status)
}

// The vector is the one of https://docs.x.com/fundamentals/authentication/oauth-1-0a/creating-a-signature,
// on the host api.x.com.
func TestOAuth1Vector(t *testing.T) {
	t.Parallel()
	header := map[string]string{
		"oauth_consumer_key": "xvz1evFS4wEEPTGEFPHBog", "oauth_nonce": "kYjzVBB8Y0ZFabxSWbWovY3uYSQ2pTgmZeNu2VS4cg",
		"oauth_signature_method": "HMAC-SHA1", "oauth_timestamp": "1318622958",
		"oauth_token": "370773112-GmHxMAgYyLbNEtIK" + "ZeRNFsMKPR9EyMZeS9weJAEb", "oauth_version": "1.0",
	}
	got := xtest.OAuth1Signature("POST", "https://api.x.com/1.1/statuses/update.json", header, []url.Values{
		{"include_entities": {"true"}, "status": {"Hello Ladies + Gentlemen, a signed OAuth request!"}},
	}, "kAcSOqF21Fu85e7zjz7Z"+"N2U4ZRhfV3WpwPAoE3Z7kBw", "LswwdoUaIvS8ltyTt5jk"+"Rh4J50vUPVVHtR2YPi5kE")
	assert.Equal(t, "Ls93hJiZbQ3akF3HF3x1Bz8/zU4=", got)
}

func TestOAuth1Request(t *testing.T) {
	t.Parallel()
	s := start(t, xtest.Options{})
	acme := s.CreateUser("acme")
	set := s.OAuth1(acme)
	sign := func(nonce, path string, query url.Values) string {
		header := map[string]string{
			"oauth_consumer_key": set.ConsumerKey, "oauth_nonce": nonce, "oauth_signature_method": "HMAC-SHA1",
			"oauth_timestamp": "1", "oauth_token": set.Token, "oauth_version": "1.0",
		}
		header["oauth_signature"] = xtest.OAuth1Signature("GET", s.base+path, header, []url.Values{query}, set.ConsumerSecret, set.TokenSecret)
		line := "OAuth "
		for name, v := range header {
			line += name + `="` + url.QueryEscape(v) + `", `
		}
		return line[:len(line)-2]
	}
	query := url.Values{"user.fields": {"id,name"}, "x": {"two  spaces"}}
	path := "/2/users/me?" + query.Encode()
	line := sign("n1", "/2/users/me", query)
	assert.Equal(t, http.StatusOK, s.do(line, http.MethodGet, path, nil).status)
	assert.Equal(t, http.StatusUnauthorized, s.do(line, http.MethodGet, path, nil).status, "a nonce works once")
	forged := s.do(sign("n2", "/2/users/me", query), http.MethodGet, path+"&more=1", nil)
	assert.Equal(t, http.StatusUnauthorized, forged.status)
}
