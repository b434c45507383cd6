package simulator_test

import (
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/relais-go/relais/internal/simulator"
)

const callback = "http://127.0.0.1/callback"

type oauthRig struct {
	*simulator.OAuth
	app   *simulator.App
	clock *simulator.ManualClock
}

func newOAuth(opts simulator.OAuthOptions) *oauthRig {
	clock := simulator.NewManualClock(time.Date(2026, 3, 1, 10, 0, 0, 0, time.UTC))
	opts.Clock = clock.Now
	opts.Consent = func(*http.Request) (string, bool) { return "alice", true }
	o := simulator.NewOAuth(opts)
	app := o.Register(simulator.App{RedirectURIs: []string{callback}, Scopes: []string{"read", "write"}})
	return &oauthRig{o, app, clock}
}

func (o *oauthRig) authorize(t *testing.T, scope, challenge string) url.Values {
	t.Helper()
	q := url.Values{
		"response_type": {"code"}, "client_id": {o.app.ID}, "redirect_uri": {callback},
		"scope": {scope}, "state": {"s1"},
	}
	if challenge != "" {
		q.Set("code_challenge", challenge)
		q.Set("code_challenge_method", "S256")
	}
	w := httptest.NewRecorder()
	o.ServeAuthorize(w, httptest.NewRequestWithContext(t.Context(), http.MethodGet, "/oauth/authorize?"+q.Encode(), nil))
	require.Equal(t, http.StatusFound, w.Code)
	target, err := url.Parse(w.Header().Get("Location"))
	require.NoError(t, err)
	assert.Equal(t, "s1", target.Query().Get("state"))
	return target.Query()
}

func (o *oauthRig) token(t *testing.T, form url.Values) (int, map[string]any) {
	t.Helper()
	form.Set("client_id", o.app.ID)
	form.Set("client_secret", o.app.Secret)
	req := httptest.NewRequestWithContext(t.Context(), http.MethodPost, "/oauth/token", strings.NewReader(form.Encode()))
	req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	w := httptest.NewRecorder()
	o.ServeToken(w, req)
	var body map[string]any
	require.NoError(t, json.Unmarshal(w.Body.Bytes(), &body))
	return w.Code, body
}

func TestOAuthCodeWithPKCE(t *testing.T) {
	t.Parallel()
	o := newOAuth(simulator.OAuthOptions{})
	sum := sha256.Sum256([]byte("verifier"))
	code := o.authorize(t, "write:statuses", base64.RawURLEncoding.EncodeToString(sum[:])).Get("code")
	form := url.Values{"grant_type": {"authorization_code"}, "code": {code}, "redirect_uri": {callback}}

	form.Set("code_verifier", "another")
	status, body := o.token(t, form)
	assert.Equal(t, http.StatusBadRequest, status)
	assert.Equal(t, "invalid_grant", body["error"])

	form.Set("code_verifier", "verifier")
	status, body = o.token(t, form)
	require.Equal(t, http.StatusOK, status, body)
	got, ok := o.Lookup(body["access_token"].(string))
	require.True(t, ok)
	assert.Equal(t, "alice", got.Subject)
	assert.True(t, got.Allows("write:statuses"))
	assert.False(t, got.Allows("write:media", "read"))

	status, _ = o.token(t, form)
	assert.Equal(t, http.StatusBadRequest, status, "a code works once")

	o.Withdraw(got.Value)
	_, ok = o.Lookup(got.Value)
	assert.False(t, ok)
}

func TestOAuthRefusals(t *testing.T) {
	t.Parallel()
	o := newOAuth(simulator.OAuthOptions{})
	assert.Equal(t, "invalid_scope", o.authorize(t, "admin:read", "").Get("error"))

	code := o.authorize(t, "read", "").Get("code")
	o.clock.Advance(11 * time.Minute)
	_, body := o.token(t, url.Values{"grant_type": {"authorization_code"}, "code": {code}, "redirect_uri": {callback}})
	assert.Equal(t, "invalid_grant", body["error"])

	o.app.Secret = "wrong"
	status, body := o.token(t, url.Values{"grant_type": {"client_credentials"}})
	assert.Equal(t, http.StatusUnauthorized, status)
	assert.Equal(t, "invalid_client", body["error"])
}

func TestOAuthRotatingRefresh(t *testing.T) {
	t.Parallel()
	o := newOAuth(simulator.OAuthOptions{TokenTTL: time.Hour, Refresh: simulator.RefreshRotate})
	code := o.authorize(t, "read", "").Get("code")
	_, first := o.token(t, url.Values{"grant_type": {"authorization_code"}, "code": {code}, "redirect_uri": {callback}})
	assert.EqualValues(t, 3600, first["expires_in"])
	o.clock.Advance(2 * time.Hour)
	_, ok := o.Lookup(first["access_token"].(string))
	assert.False(t, ok, "expired")

	renew := url.Values{"grant_type": {"refresh_token"}, "refresh_token": {first["refresh_token"].(string)}}
	status, second := o.token(t, renew)
	require.Equal(t, http.StatusOK, status)
	_, ok = o.Lookup(second["access_token"].(string))
	assert.True(t, ok)
	status, _ = o.token(t, renew)
	assert.Equal(t, http.StatusBadRequest, status, "a rotated refresh token works once")
}
