package graphtest_test

import (
	"fmt"
	"net/http"
	"net/url"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/relais-go/relais/internal/graph/graphtest"
)

// login goes through the dialog and returns a short-lived token.
func (s *site) login(scope string) reply {
	s.t.Helper()
	back := "https://app.example.com/back?x=1"
	dialog := url.Values{"client_id": {s.app.ID}, "redirect_uri": {back}, "state": {"s1"}, "scope": {scope}, "response_type": {"code"}}
	r := s.get("", "/v26.0/dialog/oauth?"+dialog.Encode())
	require.Equal(s.t, http.StatusFound, r.status, r.text)
	target, err := url.Parse(r.header.Get("Location"))
	require.NoError(s.t, err)
	assert.Equal(s.t, "s1", target.Query().Get("state"))
	assert.Equal(s.t, "1", target.Query().Get("x"))
	if target.Query().Get("error") != "" {
		return r
	}
	exchange := url.Values{"client_id": {s.app.ID}, "client_secret": {s.app.Secret}, "redirect_uri": {back}, "code": {target.Query().Get("code")}}
	wrong := url.Values{"client_id": {s.app.ID}, "client_secret": {s.app.Secret}, "redirect_uri": {back + "/"}, "code": {target.Query().Get("code")}}
	assert.Equal(s.t, 36008, s.get("", "/v26.0/oauth/access_token?"+wrong.Encode()).subcode())
	answer := s.get("", "/v26.0/oauth/access_token?"+exchange.Encode())
	assert.Equal(s.t, 36009, s.get("", "/v26.0/oauth/access_token?"+exchange.Encode()).subcode(), "a code works once")
	return answer
}

func TestLogin(t *testing.T) {
	t.Parallel()
	s := start(t, graphtest.Options{})
	s.Lock()
	s.OnConsent(func(string, string) (*graphtest.Grant, bool) {
		return &graphtest.Grant{Person: s.owner.ID, Declined: []string{"pages_messaging"}, Targets: []string{s.board.ID}}, true
	})
	s.Unlock()
	short := s.login("pages_show_list,pages_read_engagement,pages_messaging")
	token := short.body["access_token"].(string)
	assert.InDelta(t, 5400, short.body["expires_in"], 0)

	r := s.get(token, "/v26.0/me/permissions")
	assert.Contains(t, r.text, `{"permission":"pages_messaging","status":"declined"}`)
	assert.Contains(t, r.text, `{"permission":"pages_show_list","status":"granted"}`)

	swap := url.Values{"grant_type": {"fb_exchange_token"}, "client_id": {s.app.ID}, "client_secret": {s.app.Secret}, "fb_exchange_token": {token}}
	long := s.get("", "/v26.0/oauth/access_token?"+swap.Encode())
	longToken := long.body["access_token"].(string)
	assert.InDelta(t, 60*24*3600, long.body["expires_in"], 0)

	accounts := s.get(longToken, "/v26.0/me/accounts").data()
	require.Len(t, accounts, 1)
	assert.Equal(t, s.board.ID, accounts[0]["id"])
	assert.Equal(t, []any{"CREATE_CONTENT", "MANAGE"}, accounts[0]["tasks"])
	page := accounts[0]["access_token"].(string)
	assert.Equal(t, page, s.get(longToken, "/v26.0/"+s.board.ID+"?fields=access_token").body["access_token"])

	debug := s.get(s.appToken(), "/v26.0/debug_token?input_token="+page).body["data"].(object)
	assert.Equal(t, "PAGE", debug["type"])
	assert.InDelta(t, 0, debug["expires_at"], 0, "a page token of a long-lived one has no end")
	assert.Equal(t, s.board.ID, debug["profile_id"])
	assert.Equal(t, true, debug["is_valid"])
	assert.Contains(t, fmt.Sprint(debug["granular_scopes"]), s.board.ID)

	s.clock.Advance(2 * time.Hour)
	assert.Equal(t, 463, s.get(token, "/v26.0/me").subcode())
	assert.Equal(t, 190, s.get("", "/v26.0/oauth/access_token?"+swap.Encode()).code(), "an expired token cannot be exchanged")
	debug = s.get(s.appToken(), "/v26.0/debug_token?input_token="+token).body["data"].(object)
	assert.Equal(t, false, debug["is_valid"])
	debug = s.get(s.appToken(), "/v26.0/debug_token?input_token=nonsense").body["data"].(object)
	assert.Equal(t, false, debug["is_valid"])
}

func TestLoginRefused(t *testing.T) {
	t.Parallel()
	s := start(t, graphtest.Options{})
	assert.Contains(t, s.login("pages_show_list").header.Get("Location"), "error=access_denied")
}

func TestTokensThatDie(t *testing.T) {
	t.Parallel()
	s := start(t, graphtest.Options{})
	for _, subcode := range []int{458, 460, 463, 492} {
		token := s.all()
		s.Lock()
		s.End(subcode, func(tok *graphtest.Token) bool { return tok.Value == token })
		s.Unlock()
		r := s.get(token, "/v26.0/me")
		assert.Equal(t, []int{401, 190, subcode}, []int{r.status, r.code(), r.subcode()})
		assert.Contains(t, r.header.Get("WWW-Authenticate"), "invalid_token")
	}
	assert.Equal(t, 190, s.get("nonsense", "/v26.0/me").code())
	assert.Equal(t, 104, s.get("", "/v26.0/me").code())
}

func TestPermissions(t *testing.T) {
	t.Parallel()
	s := start(t, graphtest.Options{})
	path := "/v26.0/" + s.board.ID + "/notes"
	assert.Equal(t, 10, s.get(s.page(), path).code())
	assert.Equal(t, 200, s.post(s.page("pages_read_engagement"), path, url.Values{"text": {"x"}}).code())
	assert.Equal(t, 210, s.post(s.user("pages_manage_posts"), path, url.Values{"text": {"x"}}).code())
	assert.Equal(t, 15, s.get(s.all(), "/v26.0/"+s.app.ID+"/subscriptions").code())
	token := s.all()
	s.Lock()
	s.SetRole(s.owner.ID, s.board.ID, "ANALYZE")
	s.Unlock()
	r := s.post(token, path, url.Values{"text": {"x"}})
	assert.Equal(t, []int{403, 200}, []int{r.status, r.code()})
	assert.Equal(t, 200, s.get(token, path).status)
	s.Lock()
	s.SetRole(s.owner.ID, s.board.ID)
	s.Unlock()
	assert.Equal(t, 10, s.get(token, path).code())
}

func TestProofs(t *testing.T) {
	t.Parallel()
	s := start(t, graphtest.Options{})
	token := s.all()
	s.Lock()
	s.app.RequireProof = true
	s.Unlock()
	assert.Contains(t, s.get(token, "/v26.0/me").text, "require an appsecret_proof")
	assert.Equal(t, 200, s.get(token, "/v26.0/me?appsecret_proof="+graphtest.Sign(s.app.Secret, []byte(token))).status)
	assert.Contains(t, s.get(token, "/v26.0/me?appsecret_proof=00").text, "Invalid appsecret_proof")
	batch := "/v26.0/?batch=" + url.QueryEscape(`[{"relative_url":"me"}]`) + "&appsecret_proof=" + graphtest.Sign(s.app.Secret, []byte(token))
	assert.Contains(t, s.post(token, batch, nil).text, `"code":200`, "the proof of a batch is that of its parts")
	at := fmt.Sprint(s.clock.Now().Unix())
	timed := "/v26.0/me?appsecret_time=" + at + "&appsecret_proof=" + graphtest.Sign(s.app.Secret, []byte(token+"|"+at))
	assert.Equal(t, 200, s.get(token, timed).status)
	s.clock.Advance(6 * time.Minute)
	assert.Equal(t, 100, s.get(token, timed).code())
}

func TestUsageAndThrottles(t *testing.T) {
	t.Parallel()
	s := start(t, graphtest.Options{Limits: graphtest.Limits{Asset: graphtest.Allowance{Calls: 4, Per: time.Hour}}})
	token, user := s.all(), s.user()
	for want := 25; want <= 100; want += 25 {
		r := s.get(token, "/v26.0/me")
		assert.Equal(t, 200, r.status)
		assert.Contains(t, r.header.Get("X-Business-Use-Case-Usage"), fmt.Sprintf(`{"%s":[{"call_count":%d,`, s.board.ID, want))
	}
	r := s.get(token, "/v26.0/me")
	assert.Equal(t, []int{400, 80001}, []int{r.status, r.code()})
	assert.Contains(t, r.header.Get("X-Business-Use-Case-Usage"), `"estimated_time_to_regain_access":60`)
	assert.Equal(t, 200, s.get(user, "/v26.0/me").status, "the app has its own account")
	s.clock.Advance(time.Hour)
	assert.Equal(t, 200, s.get(token, "/v26.0/me").status)

	s.Lock()
	s.SetUsage(s.app.ID, graphtest.Usage{CallCount: 97, TotalTime: 3})
	s.Throttle(s.app.ID, 4, 5*time.Minute)
	s.Unlock()
	r = s.get(user, "/v26.0/me")
	assert.Equal(t, []int{403, 4}, []int{r.status, r.code()})
	assert.Contains(t, r.header.Get("X-App-Usage"), `"call_count":100`)
	s.clock.Advance(5 * time.Minute)
	assert.Contains(t, s.get(user, "/v26.0/me").header.Get("X-App-Usage"), `"call_count":97`)
}
