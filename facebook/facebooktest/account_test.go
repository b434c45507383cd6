package facebooktest_test

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"net/http"
	"net/url"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/relais-go/relais/facebook/facebooktest"
)

func TestFromTheDialogToThePage(t *testing.T) {
	t.Parallel()
	s := start(t, facebooktest.Options{})
	s.CreatePage("Not mine")
	owner := s.Owner(s.page)
	s.SetConsent(facebooktest.Consent{User: owner, Declined: []string{"pages_messaging"}})
	back := "https://app.example.com/back"
	dialog := form("client_id", s.App().ID, "redirect_uri", back, "state", "x", "scope", "pages_show_list,pages_read_engagement,pages_manage_posts,pages_messaging")
	r, err := s.send("", http.MethodGet, "/v26.0/dialog/oauth?"+dialog.Encode(), http.Header{}, http.NoBody)
	require.NoError(t, err)
	target, err := url.Parse(r.header.Get("Location"))
	require.NoError(t, err)
	code := target.Query().Get("code")
	r = s.do("", http.MethodGet, "oauth/access_token?"+form("client_id", s.App().ID, "client_secret", s.App().Secret, "redirect_uri", back, "code", code).Encode(), nil)
	token := r.body["access_token"].(string)
	accounts := s.do(token, http.MethodGet, "me/accounts", nil).list()
	require.Len(t, accounts, 1)
	assert.Equal(t, []any{s.page, "Acme Tools", "Company"}, []any{accounts[0]["id"], accounts[0]["name"], accounts[0]["category"]})
	page := accounts[0]["access_token"].(string)
	assert.Equal(t, 200, s.do(page, http.MethodPost, s.page+"/feed", form("message", "Hi")).status)
	assert.Equal(t, "200", s.do(page, http.MethodPost, s.page+"/messages", form("recipient", `{"id":"1"}`)).code())
}

func TestTasksAndPermissions(t *testing.T) {
	t.Parallel()
	s := start(t, facebooktest.Options{})
	editor := s.CreateUser("Eve Editor")
	s.SetTasks(editor, s.page, "ANALYZE")
	token := s.PageToken(editor, s.page)
	r := s.do(token, http.MethodPost, s.page+"/feed", form("message", "x"))
	assert.Equal(t, []any{403, "200"}, []any{r.status, r.code()})
	s.SetTasks(editor, s.page, "CREATE_CONTENT")
	assert.Equal(t, 200, s.do(token, http.MethodPost, s.page+"/feed", form("message", "x")).status)
	other := s.CreatePage("Other")
	assert.Equal(t, "200", s.do(s.Token(other), http.MethodPost, s.page+"/feed", form("message", "y")).code())
	s.SetTasks(editor, other, facebooktest.Tasks()...)
	both := s.PageToken(editor, other)
	assert.Equal(t, "200", s.do(both, http.MethodPost, s.page+"/feed", form("message", "y")).code(), "a token is of one page")
	assert.Equal(t, "10", s.do(s.Token(s.page, "pages_show_list"), http.MethodGet, s.page+"/feed", nil).code())
	robot := s.CreateSystemUser("Robot")
	s.SetTasks(robot, s.page, facebooktest.Tasks()...)
	assert.Len(t, s.do(s.UserToken(robot), http.MethodGet, "me/accounts", nil).list(), 1)
	s.EndTokens(editor, 458)
	assert.Equal(t, "190/458", s.do(token, http.MethodGet, "me", nil).code())
	short := s.ShortToken(editor)
	s.clock.Advance(2 * time.Hour)
	assert.Equal(t, "190/463", s.do(short, http.MethodGet, "me", nil).code())
	s.EndToken(s.token, 460)
	assert.Equal(t, "190/460", s.get("me").code())
}

func TestProof(t *testing.T) {
	t.Parallel()
	s := start(t, facebooktest.Options{})
	s.RequireProof(true)
	assert.Equal(t, "100", s.get("me").code())
	mac := hmac.New(sha256.New, []byte(s.App().Secret))
	mac.Write([]byte(s.token))
	assert.Equal(t, 200, s.get("me?appsecret_proof="+hex.EncodeToString(mac.Sum(nil))).status)
}

func TestProfile(t *testing.T) {
	t.Parallel()
	s := start(t, facebooktest.Options{})
	s.SetProfile(s.page, map[string]any{"phone": "+33 1 00 00 00 00", "username": "acme"})
	s.Follow(s.CreatePerson("Ann"), s.page)
	got := s.get("acme?fields=id,name,username,phone,about,followers_count,fan_count,is_published,picture{url},link").body
	assert.Equal(t, []any{s.page, "acme", "+33 1 00 00 00 00", 1001.0, true}, []any{got["id"], got["username"], got["phone"], got["followers_count"], got["is_published"]})
	assert.NotContains(t, got, "about", "what is not set is absent")
	assert.NotEmpty(t, got["picture"].(object)["data"].(object)["url"])

	cover := s.photo("published", "false")
	r := s.json(s.page, object{"about": "Tools since 1950", "emails": []string{"a@example.com"}, "hours": object{"mon_1_open": "09:00"}, "cover": cover, "is_published": false})
	assert.Equal(t, object{"success": true}, r.body, r.text)
	got = s.get("me?fields=about,emails,hours,cover,is_published").body
	assert.Equal(t, []any{"Tools since 1950", []any{"a@example.com"}, "09:00", false}, []any{got["about"], got["emails"], got["hours"].(object)["mon_1_open"], got["is_published"]})
	assert.Equal(t, cover, got["cover"].(object)["id"])
	before := s.Profile(s.page)["picture"]
	s.file(s.page+"/picture", "source", "a.png", png())
	assert.NotEqual(t, before, s.Profile(s.page)["picture"])
	assert.Equal(t, "200", s.do(s.Token(s.page, "pages_read_engagement"), http.MethodPost, s.page, form("about", "x")).code())
	assert.Len(t, s.get(s.page+"/roles").list(), 1)
	assert.Equal(t, "100", s.get(s.page+"/settings").code(), "gone with version 26")
	old, err := s.send(s.token, http.MethodGet, "/v25.0/"+s.page+"/settings", http.Header{}, http.NoBody)
	require.NoError(t, err)
	assert.Len(t, old.list(), 2)
}

func TestThrottling(t *testing.T) {
	t.Parallel()
	s := start(t, facebooktest.Options{Limits: facebooktest.Limits{PageCalls: 3, Window: time.Hour, Lengthen: time.Minute}})
	var last reply
	for range 3 {
		last = s.get("me")
	}
	assert.Contains(t, last.header.Get("X-Business-Use-Case-Usage"), fmt.Sprintf(`{"%s":[{"call_count":100,`, s.page))
	assert.Equal(t, "80001", s.get("me").code())
	s.clock.Advance(time.Hour)
	assert.Equal(t, "80001", s.get("me").code(), "calls while refused lengthen the time")
	s.Unthrottle()
	assert.Equal(t, 200, s.get("me").status)
	s.Throttle("", 613, time.Minute)
	assert.Equal(t, "613", s.get("me").code())
	s.clock.Advance(time.Minute + time.Minute)
	s.SetPageUsage(s.page, facebooktest.Usage{CallCount: 91})
	assert.Contains(t, s.get("me").header.Get("X-Business-Use-Case-Usage"), `"call_count":91`)
}

func TestRequestsAreOnRecord(t *testing.T) {
	t.Parallel()
	s := start(t, facebooktest.Options{})
	s.get("me?access_token=secret")
	e, ok := s.Requests().Last("GET /v26.0/me")
	require.True(t, ok)
	assert.Equal(t, s.page, e.Label)
	assert.Equal(t, "redacted", e.Query.Get("access_token"))
	s.Obscure(s.page, 1)
	assert.Equal(t, "100/33", s.get("me").code())
	assert.Equal(t, 200, s.get("me").status)
}
