package mastodontest_test

import (
	"crypto/sha256"
	"encoding/base64"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go.uber.org/goleak"

	"github.com/relais-go/relais/mastodon/mastodontest"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m, goleak.Cleanup(finish)) }

func TestFaultsSayWhetherThePostExists(t *testing.T) {
	t.Parallel()
	cases := []struct {
		kind   mastodontest.Fault
		exists int
	}{
		{mastodontest.Fault{Kind: mastodontest.CutBefore}, 0},
		{mastodontest.Fault{Kind: mastodontest.CutAfter}, 1},
		{mastodontest.Fault{Kind: mastodontest.CutBody}, 1},
		{mastodontest.Fault{Kind: mastodontest.FailBefore}, 0},
		{mastodontest.Fault{Kind: mastodontest.FailAfter}, 1},
		{mastodontest.Fault{Kind: mastodontest.Malformed}, 1},
		{mastodontest.Fault{Kind: mastodontest.Unauthorized}, 0},
	}
	for _, c := range cases {
		r := newRig(t, nil)
		c.kind.Match = "POST /api/v1/statuses"
		r.Faults().Add(c.kind)
		r.send(t.Context(), http.MethodPost, "/api/v1/statuses", "status=hello")
		assert.Len(t, r.Statuses(r.alice), c.exists, c.kind.Kind)
		last, ok := r.Requests().Last("POST /api/v1/statuses")
		require.True(t, ok)
		assert.Equal(t, "alice", last.Label)
	}
}

func TestRateLimits(t *testing.T) {
	t.Parallel()
	r := newRig(t, nil)
	var a answer
	for range 299 {
		a = r.get(t, "/api/v1/accounts/verify_credentials")
		require.Equal(t, 200, a.status)
	}
	assert.Equal(t, "300", a.header.Get("X-Ratelimit-Limit"))
	assert.Equal(t, "1", a.header.Get("X-Ratelimit-Remaining"))
	assert.Equal(t, "2026-03-01T10:05:00.000000Z", a.header.Get("X-Ratelimit-Reset"), "windows are aligned to the clock")
	assert.Equal(t, 200, r.get(t, "/api/v1/accounts/verify_credentials").status)
	a = r.post(t, "/api/v1/statuses", "status=refused")
	assert.Equal(t, 429, a.status)
	assert.Equal(t, "Too many requests", a.object(t)["error"])
	assert.Empty(t, a.header.Get("Retry-After"))
	assert.Empty(t, r.Statuses(r.alice))
	other := r.as(r.alice)
	assert.Equal(t, 200, other.get(t, "/api/v1/accounts/verify_credentials").status, "another token has its own window")
	r.clock.Advance(3 * time.Minute)
	assert.Equal(t, 200, r.post(t, "/api/v1/statuses", "status=fine").status)
	assert.Equal(t, "298", r.post(t, "/api/v1/tags/go/follow", nil).header.Get("X-Ratelimit-Remaining"))

	uploads := newRig(t, nil)
	a = uploads.upload(t, "a.png", "image/png", zeros(3), nil)
	assert.Equal(t, "30", a.header.Get("X-Ratelimit-Limit"), "the window that is closest to its end is shown")

	free := newRig(t, &mastodontest.Options{RateLimits: mastodontest.NoLimits()})
	assert.Empty(t, free.get(t, "/api/v1/accounts/verify_credentials").header.Get("X-Ratelimit-Limit"))
}

func TestOAuthFlow(t *testing.T) {
	t.Parallel()
	r := newRig(t, nil)
	r.token = ""
	app := r.post(t, "/api/v1/apps", object{
		"client_name": "relais", "redirect_uris": []string{"http://127.0.0.1/cb"}, "scopes": "read write",
	}).object(t)
	meta := r.get(t, "/.well-known/oauth-authorization-server").object(t)
	assert.Equal(t, r.base+"/oauth/token", meta["token_endpoint"])
	sum := sha256.Sum256([]byte("verifier"))
	query := url.Values{
		"response_type": {"code"}, "client_id": {app["client_id"].(string)}, "redirect_uri": {"http://127.0.0.1/cb"},
		"scope": {"read write:statuses"}, "code_challenge_method": {"S256"},
		"code_challenge": {base64.RawURLEncoding.EncodeToString(sum[:])},
	}
	r.http.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	location, err := url.Parse(r.get(t, "/oauth/authorize?"+query.Encode()).header.Get("Location"))
	require.NoError(t, err)
	form := url.Values{
		"grant_type": {"authorization_code"}, "client_id": query["client_id"], "client_secret": {app["client_secret"].(string)},
		"redirect_uri": query["redirect_uri"], "code": {location.Query().Get("code")}, "code_verifier": {"verifier"},
	}
	token := r.post(t, "/oauth/token", form.Encode()).object(t)
	assert.NotContains(t, token, "expires_in")
	assert.NotContains(t, token, "refresh_token")
	r.token = token["access_token"].(string)
	assert.Equal(t, "alice", r.get(t, "/api/v1/accounts/verify_credentials").object(t)["username"])
	posted := r.post(t, "/api/v1/statuses", "status=x").object(t)
	assert.Equal(t, "relais", posted["application"].(object)["name"])

	form = url.Values{"client_id": query["client_id"], "client_secret": form["client_secret"], "token": {r.token}}
	assert.Equal(t, 200, r.post(t, "/oauth/revoke", form.Encode()).status)
	assert.Equal(t, 401, r.get(t, "/api/v1/accounts/verify_credentials").status)
}

func TestInstance(t *testing.T) {
	t.Parallel()
	r := newRig(t, nil)
	v2 := r.get(t, "/api/v2/instance").object(t)
	assert.EqualValues(t, 11, v2["api_versions"].(object)["mastodon"])
	config := v2["configuration"].(object)
	assert.Equal(t, strings.Replace(r.base, "http", "ws", 1), config["urls"].(object)["streaming"])
	assert.EqualValues(t, 500, config["statuses"].(object)["max_characters"])
	assert.Equal(t, "@1668384000", r.get(t, "/api/v1/instance").header.Get("Deprecation"))

	old := newRig(t, &mastodontest.Options{Flavour: mastodontest.OldMastodon})
	assert.Equal(t, 404, old.get(t, "/api/v2/instance").status)
	assert.Equal(t, 404, old.get(t, "/.well-known/oauth-authorization-server").status)
	assert.Equal(t, 200, old.get(t, "/api/v1/instance").status)
	st := old.post(t, "/api/v1/statuses", "status=x").object(t)
	assert.NotContains(t, st, "quote")
}

func TestGoToSocial(t *testing.T) {
	t.Parallel()
	r := newRig(t, &mastodontest.Options{Flavour: mastodontest.GoToSocial})
	v2 := r.get(t, "/api/v2/instance").object(t)
	assert.NotContains(t, v2, "api_versions")
	assert.True(t, strings.HasPrefix(v2["configuration"].(object)["urls"].(object)["streaming"].(string), "wss://"))
	var ids []string
	for range 2 {
		ids = append(ids, r.post(t, "/api/v1/statuses", "status=x", "Idempotency-Key", "k").object(t)["id"].(string))
	}
	assert.Len(t, ids[0], 26)
	assert.Less(t, ids[0], ids[1], "two posts: the key is ignored")
	assert.Equal(t, 400, r.post(t, "/api/v1/statuses", object{"status": strings.Repeat("x", 5001)}).status)
	assert.Equal(t, 404, r.get(t, "/api/v1/streaming/user").status)
	assert.Equal(t, 404, r.get(t, "/api/v2/notifications").status)
	assert.Equal(t, 200, r.upload(t, "a.mp4", "video/mp4", zeros(9), nil).status)
	assert.Equal(t, 418, r.send(t.Context(), http.MethodGet, "/api/v1/instance", nil, "User-Agent", "").status)
	past := r.clock.Now().Add(-24 * time.Hour).Format(time.RFC3339)
	old := r.post(t, "/api/v1/statuses", object{"status": "long ago", "scheduled_at": past}).object(t)
	assert.Less(t, old["id"].(string), ids[0], "a past time backdates the post")

	bob := r.CreateAccount("bob")
	conn := r.dial(t, "?stream=user:notification")
	r.Notify(r.alice, "follow", bob, "")
	assert.Equal(t, "notification", frame(t, conn)["event"])
}

func TestSwitches(t *testing.T) {
	t.Parallel()
	r := newRig(t, &mastodontest.Options{AdvertiseWSS: true, NoTranslation: true, NoSSE: true, Domain: "social.example"})
	v2 := r.get(t, "/api/v2/instance").object(t)
	assert.Equal(t, "wss://social.example", v2["configuration"].(object)["urls"].(object)["streaming"])
	st := r.Post(r.alice, "hello", nil)
	next := r.get(t, "/api/v1/timelines/public?local=true").link("next")
	assert.Equal(t, "https://social.example/api/v1/timelines/public?local=true&max_id="+st.ID, next, "another host than the one that was asked")
	assert.Equal(t, 404, r.post(t, "/api/v1/statuses/"+st.ID+"/translate", "lang=fr").status)
	assert.Equal(t, 404, r.get(t, "/api/v1/streaming/user").status)

	closed := newRig(t, &mastodontest.Options{WhitelistMode: true})
	assert.Equal(t, 200, closed.get(t, "/api/v2/instance").status)
	closed.token = ""
	assert.Equal(t, 401, closed.get(t, "/api/v2/instance").status)
	assert.Equal(t, 401, closed.get(t, "/api/v1/timelines/public").status)
}

// Requests from many sides at once, for the race detector.
func TestConcurrentUse(t *testing.T) {
	t.Parallel()
	r := newRig(t, &mastodontest.Options{RateLimits: mastodontest.NoLimits()})
	bob := r.CreateAccount("bob")
	s := r.listen(t, "user")
	var wg sync.WaitGroup
	for range 8 {
		wg.Go(func() {
			for range 10 {
				a := r.send(t.Context(), http.MethodPost, "/api/v1/statuses", "status=hello", "Idempotency-Key", "same")
				assert.Equal(t, 200, a.status)
				r.Notify(r.alice, "mention", bob, "")
				r.Statuses(r.alice)
			}
		})
	}
	wg.Wait()
	assert.Len(t, r.Statuses(r.alice), 1, "one key, one post")
	for range 81 {
		s.event(t)
	}
}
