package youtubetest_test

import (
	"crypto/sha256"
	"encoding/base64"
	"maps"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/relais-go/relais/youtube/youtubetest"
)

const redirect = "http://127.0.0.1/callback"

func (s *site) authorize(app youtubetest.App, more url.Values) url.Values {
	s.t.Helper()
	q := url.Values{
		"client_id": {app.ID}, "redirect_uri": {redirect}, "response_type": {"code"}, "scope": {youtubetest.ScopeForceSSL},
		"state": {"xyz"}, "access_type": {"offline"},
	}
	maps.Copy(q, more)
	r := s.do("", get, "/o/oauth2/v2/auth?"+q.Encode(), nil)
	require.Equal(s.t, http.StatusFound, r.status, r.text)
	target, err := url.Parse(r.header.Get("Location"))
	require.NoError(s.t, err)
	return target.Query()
}

func (s *site) exchange(app youtubetest.App, form url.Values) reply {
	s.t.Helper()
	form.Set("client_id", app.ID)
	form.Set("client_secret", app.Secret)
	form.Set("redirect_uri", redirect)
	return s.do("", post, "/token", form)
}

func TestOAuth(t *testing.T) {
	t.Parallel()
	s := start(t, youtubetest.Options{RefreshTTL: 7 * 24 * time.Hour})
	app := s.RegisterApp(youtubetest.App{Name: "Test", RedirectURIs: []string{redirect}, Project: "p"})
	assert.Equal(t, "access_denied", s.authorize(app, nil).Get("error"), "nobody is logged in")
	s.Consent(s.acme)
	challenge := sha256.Sum256([]byte("verifier"))
	pkce := url.Values{"code_challenge": {base64.RawURLEncoding.EncodeToString(challenge[:])}, "code_challenge_method": {"S256"}}
	back := s.authorize(app, pkce)
	assert.Equal(t, "xyz", back.Get("state"))
	wrong := s.exchange(app, url.Values{"grant_type": {"authorization_code"}, "code": {back.Get("code")}, "code_verifier": {"other"}})
	assert.Equal(t, "invalid_grant", wrong.dig("error"))
	first := s.exchange(app, url.Values{"grant_type": {"authorization_code"}, "code": {back.Get("code")}, "code_verifier": {"verifier"}})
	require.Equal(t, http.StatusOK, first.status, first.text)
	assert.EqualValues(t, 3600, first.dig("expires_in"))
	assert.Equal(t, "Bearer", first.dig("token_type"))
	refresh, _ := first.dig("refresh_token").(string)
	require.NotEmpty(t, refresh)

	later := s.exchange(app, url.Values{"grant_type": {"authorization_code"}, "code": {s.authorize(app, nil).Get("code")}})
	assert.Nil(t, later.dig("refresh_token"), "consent was given before")
	anew := s.exchange(app, url.Values{"grant_type": {"authorization_code"}, "code": {s.authorize(app, url.Values{"prompt": {"consent"}}).Get("code")}})
	assert.NotNil(t, anew.dig("refresh_token"))

	access, _ := first.dig("access_token").(string)
	me := func(token string) reply { return s.do(token, get, "/youtube/v3/channels?part=id&mine=true", nil) }
	assert.Equal(t, []string{s.acme}, me(access).ids())
	assert.Equal(t, 1, s.Quota("p").Pool, "of the app's project")
	assert.Equal(t, 0, s.Quota("").Pool)
	s.clock.Advance(time.Hour)
	expired := me(access)
	assert.Equal(t, http.StatusUnauthorized, expired.status)
	assert.Equal(t, "authError UNAUTHENTICATED", expired.reason()+" "+expired.dig("error", "status").(string))
	renew := func() reply {
		return s.exchange(app, url.Values{"grant_type": {"refresh_token"}, "refresh_token": {refresh}})
	}
	renewed := renew()
	require.Equal(t, http.StatusOK, renewed.status, renewed.text)
	assert.Nil(t, renewed.dig("refresh_token"), "the old one stays")
	access, _ = renewed.dig("access_token").(string)
	assert.Equal(t, http.StatusOK, me(access).status)
	s.clock.Advance(7*24*time.Hour - time.Hour)
	dead := renew()
	assert.Equal(t, http.StatusBadRequest, dead.status)
	assert.Equal(t, "invalid_grant", dead.dig("error"), "a week in the state Testing")
	s.DenyConsent()
	assert.Equal(t, "access_denied", s.authorize(app, nil).Get("error"))
}

func TestRevocation(t *testing.T) {
	t.Parallel()
	s := start(t, youtubetest.Options{})
	grant := s.Grant(s.acme, youtubetest.ScopeReadonly)
	app := s.RegisterApp(youtubetest.App{RedirectURIs: []string{redirect}})
	second := s.exchange(app, url.Values{"grant_type": {"refresh_token"}, "refresh_token": {grant.Refresh}})
	require.Equal(t, http.StatusOK, second.status, second.text)
	r := s.do("", post, "/revoke", url.Values{"token": {grant.Refresh}})
	assert.Equal(t, http.StatusOK, r.status, r.text)
	for _, token := range []string{grant.Access, second.dig("access_token").(string)} {
		assert.Equal(t, http.StatusUnauthorized, s.do(token, get, "/youtube/v3/channels?part=id&mine=true", nil).status)
	}
	assert.Equal(t, "invalid_token", s.do("", post, "/revoke", url.Values{"token": {grant.Refresh}}).dig("error"))
	assert.False(t, s.RevokeGrant("unknown"))
	assert.Equal(t, "invalid_client", s.exchange(youtubetest.App{ID: "x"}, url.Values{"grant_type": {"refresh_token"}}).dig("error"))
}

func TestCredentials(t *testing.T) {
	t.Parallel()
	s := start(t, youtubetest.Options{})
	id := s.Publish(s.acme, youtubetest.Video{})
	path := "/youtube/v3/videos?part=id&id=" + id
	assert.Equal(t, "The request is missing a valid API key.", s.do("", get, path, nil).dig("error", "message"))
	bad := s.do("", get, path+"&key=wrong", nil)
	assert.Equal(t, "API_KEY_INVALID", bad.dig("error", "details", 0, "reason"))
	write := s.do("", del, "/youtube/v3/videos?id="+id+"&key="+s.APIKey(""), nil)
	assert.Equal(t, http.StatusUnauthorized, write.status)
	assert.Equal(t, "required", write.reason())
	upload := s.do(s.Token(s.acme, youtubetest.ScopeUpload), del, "/youtube/v3/videos?id="+id, nil)
	assert.Equal(t, http.StatusForbidden, upload.status, "youtube.upload is for uploads alone")
	assert.Equal(t, "ACCESS_TOKEN_SCOPE_INSUFFICIENT", upload.dig("error", "details", 0, "reason"))
	for _, e := range s.Requests().All() {
		assert.NotContains(t, e.Query.Encode(), "wrong", "no secret is on record")
	}
	assert.Equal(t, "acme", last(s).Label)
	assert.Equal(t, http.StatusNotFound, s.do(s.token, get, "/youtube/v3/nonsense", nil).status)
	assert.Equal(t, http.StatusNotFound, s.do(s.token, http.MethodPatch, "/upload/youtube/v3/videos", nil).status)
}

func last(s *site) (e struct{ Label string }) {
	entry, _ := s.Requests().Last("")
	e.Label = entry.Label
	return e
}

func TestQuota(t *testing.T) {
	t.Parallel()
	s := start(t, youtubetest.Options{Quota: youtubetest.QuotaLimits{Pool: 52, Uploads: 1, Searches: 1}})
	assert.Equal(t, http.StatusOK, s.api(get, "channels?part=id&mine=true", nil).status)
	assert.Equal(t, http.StatusOK, s.upload(titled("A")).status)
	spent := s.upload(titled("B"))
	assert.Equal(t, http.StatusTooManyRequests, spent.status)
	assert.Equal(t, "rateLimitExceeded global RESOURCE_EXHAUSTED", strings.Join([]string{
		spent.reason(), spent.dig("error", "errors", 0, "domain").(string), spent.dig("error", "status").(string),
	}, " "))
	assert.Contains(t, spent.dig("error", "message"), "Quota exceeded for quota metric 'Video Uploads' and limit 'Video Uploads per day'")
	s.api(get, "search?part=id", nil)
	search := s.api(get, "search?part=id", nil)
	assert.Equal(t, "defaultSearchListPerDayPerProject", search.dig("error", "details", 0, "metadata", "quota_limit"))
	assert.Equal(t, http.StatusOK, s.api(get, "channels?part=id&mine=true", nil).status, "the pool is another")
	assert.Equal(t, http.StatusNotFound, s.api(del, "videos?id=x", nil).status, "costs 50 even so")
	empty := s.api(get, "channels?part=id&mine=true", nil)
	assert.Equal(t, http.StatusForbidden, empty.status)
	assert.Equal(t, "quotaExceeded youtube.quota", empty.reason()+" "+empty.dig("error", "errors", 0, "domain").(string))
	q := s.Quota("")
	assert.Equal(t, "2026-11-11T08:00:00Z", q.Reset.UTC().Format(time.RFC3339), "midnight in Los Angeles")
	assert.Equal(t, []int{52, 1, 1}, []int{q.Pool, q.Uploads, q.Searches})
	s.clock.Set(q.Reset.Add(-time.Second)) // another day in UTC
	assert.Equal(t, q.Reset, s.Quota("").Reset)
	s.token = s.Token(s.acme)
	assert.Equal(t, http.StatusForbidden, s.api(get, "channels?part=id&mine=true", nil).status)
	s.clock.Set(q.Reset)
	assert.Equal(t, http.StatusOK, s.api(get, "channels?part=id&mine=true", nil).status)
	s.SetQuota("", youtubetest.Quota{Pool: 52})
	assert.Equal(t, http.StatusForbidden, s.api(get, "channels?part=id&mine=true", nil).status)
}

func TestBursts(t *testing.T) {
	t.Parallel()
	s := start(t, youtubetest.Options{QueriesPerMinute: 2})
	var r reply
	for range 3 {
		r = s.api(get, "channels?part=id&mine=true", nil)
	}
	assert.Equal(t, http.StatusTooManyRequests, r.status)
	assert.Contains(t, r.text, "per minute per user")
	assert.Equal(t, 2, s.Quota("").Pool)
	s.clock.Advance(time.Minute)
	assert.Equal(t, http.StatusOK, s.api(get, "channels?part=id&mine=true", nil).status)

	old := start(t, youtubetest.Options{Quota: youtubetest.QuotaLimits{Uploads: -1}, QueriesPerMinute: 1, Traps: youtubetest.Traps{BucketsAnswer403: true, BurstAnswers403: true}})
	assert.Equal(t, "quotaExceeded", old.upload(titled("A")).reason())
	assert.Equal(t, http.StatusForbidden, old.upload(titled("A")).status)
}

func TestFaultsInTheNetworksWords(t *testing.T) {
	t.Parallel()
	s := start(t, youtubetest.Options{})
	const path = "channels?part=id&mine=true"
	s.Faults().Add(youtubetest.BackendError("GET /youtube/v3/channels"))
	assert.Equal(t, "backendError", s.api(get, path, nil).reason())
	s.Faults().Add(youtubetest.RateLimited("", 9*time.Second))
	limited := s.api(get, path, nil)
	assert.Equal(t, "rateLimitExceeded 9", limited.reason()+" "+limited.header.Get("Retry-After"))
	s.Faults().Add(youtubetest.Refusal("", http.StatusForbidden, "youtube.common", "accountDelegationForbidden", "No"))
	assert.Equal(t, "accountDelegationForbidden", s.api(get, path, nil).reason())
	s.Faults().Add(youtubetest.Fault{Kind: youtubetest.Unauthorized})
	assert.Equal(t, "authError", s.api(get, path, nil).reason())
	assert.Equal(t, 0, s.Quota("").Pool)
	plain := start(t, youtubetest.Options{Traps: youtubetest.Traps{PlainErrors: true}})
	assert.Equal(t, "Invalid Credentials", plain.do("x", get, "/youtube/v3/"+path, nil).text)
}

func TestFields(t *testing.T) {
	t.Parallel()
	s := start(t, youtubetest.Options{})
	id := s.Publish(s.acme, youtubetest.Video{Title: "A"})
	for fields, want := range map[string]string{
		"items(id,snippet/title)": `{"items":[{"id":"` + id + `","snippet":{"title":"A"}}]}`,
		"items/id":                `{"items":[{"id":"` + id + `"}]}`,
		"pageInfo,items(snippet(title,categoryId))":       `{"items":[{"snippet":{"categoryId":"22","title":"A"}}],"pageInfo":{"resultsPerPage":1,"totalResults":1}}`,
		"items/snippet/thumbnails/default/width,items/id": `{"items":[{"id":"` + id + `","snippet":{"thumbnails":{"default":{"width":120}}}}]}`,
	} {
		r := s.api(get, "videos?part=snippet&prettyPrint=false&id="+id+"&fields="+url.QueryEscape(fields), nil)
		assert.Equal(t, want+"\n", r.text, fields)
	}
	for _, fields := range []string{"items(id", "items)", "/", "a,,b"} {
		assert.Equal(t, http.StatusBadRequest, s.api(get, "videos?part=id&id=x&fields="+url.QueryEscape(fields), nil).status, fields)
	}
}
