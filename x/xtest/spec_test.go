package xtest_test

import (
	"encoding/json"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/relais-go/relais/internal/simulator/openapi"
	"github.com/relais-go/relais/x/xtest"
)

// spec is the network's own description of its API, https://api.x.com/2/openapi.json.
type spec struct {
	root object
	doc  *openapi.Document
}

func loadSpec(t *testing.T) *spec {
	t.Helper()
	dir := os.Getenv("SPECS_DIR")
	if dir == "" {
		t.Skip("SPECS_DIR is not set")
	}
	raw, err := os.ReadFile(filepath.Join(dir, "x-openapi.json"))
	require.NoError(t, err)
	d := new(spec)
	require.NoError(t, json.Unmarshal(raw, &d.root))
	d.doc, err = openapi.Load(filepath.Join(dir, "x-openapi.json"))
	require.NoError(t, err)
	return d
}

func (d *spec) check(t *testing.T, method, path string, got reply) {
	t.Helper()
	target, query, _ := strings.Cut(path, "?")
	values, err := url.ParseQuery(query)
	require.NoError(t, err)
	assert.Empty(t, d.doc.CheckAnswer(&openapi.Request{Method: method, Path: target, Query: values}, got.status, []byte(got.text)),
		"%s %s: %s", method, path, got.text)
}

// Answers of the post.* dialect fit the description, member by member.
func TestAnswersFitTheDescription(t *testing.T) {
	t.Parallel()
	d := loadSpec(t)
	s := start(t, xtest.Options{NewDialect: true, Plan: xtest.Enterprise, RateLimits: xtest.NoLimits()})
	acme, fan := s.CreateUser("acme"), s.CreateUser("fan")
	for _, u := range []string{acme, fan} {
		s.SetProfile(u, func(p *xtest.Profile) {
			p.URL, p.Location, p.Banner, p.Subscription = "https://a.example.com", "Lyon", "b", "Premium"
		})
	}
	user, bearer := s.Token(acme), s.AppToken()
	picture, film := s.Upload(acme, "image/png", 9), s.Upload(acme, "video/mp4", 9)
	root := s.Post(acme, "Hi @fan #x $ABC https://a.example.com "+strings.Repeat("long ", 80), &xtest.PostOptions{Media: []string{picture}, Place: "p1"})
	s.Reply(fan, root, "Hello", nil)
	s.Quote(fan, root, "Look @acme", &xtest.PostOptions{Media: []string{s.Upload(fan, "image/gif", 9)}})
	s.Repost(fan, root)
	s.Like(fan, root)
	s.Follow(fan, acme)
	vote := s.Post(acme, "Vote", &xtest.PostOptions{PollOptions: []string{"a", "b"}})
	s.DM(fan, acme, "Psst https://x.com/acme/status/"+vote)
	s.PinPost(root)
	s.Post(acme, "Film", &xtest.PostOptions{Media: []string{film}})

	me := "/2/users/" + acme
	for _, c := range []struct{ token, method, path string }{
		{user, http.MethodGet, "/2/users/me"},
		{user, http.MethodGet, "/2/users/" + fan},
		{bearer, http.MethodGet, "/2/users?ids=" + acme + ",5"},
		{bearer, http.MethodGet, "/2/users/by?usernames=acme,nobody"},
		{user, http.MethodGet, "/2/users/search?query=acme"},
		{user, http.MethodGet, "/2/tweets?ids=" + root + "," + vote + ",5"},
		{user, http.MethodGet, "/2/tweets/" + root},
		{user, http.MethodGet, me + "/tweets"},
		{user, http.MethodGet, me + "/mentions"},
		{bearer, http.MethodGet, "/2/tweets/search/recent?query=hi"},
		{bearer, http.MethodGet, "/2/tweets/counts/recent?query=hi"},
		{user, http.MethodGet, "/2/tweets/" + root + "/liking_users"},
		{user, http.MethodGet, "/2/tweets/" + root + "/retweeted_by"},
		{user, http.MethodGet, "/2/tweets/" + root + "/retweets"},
		{user, http.MethodGet, "/2/tweets/" + root + "/quote_tweets"},
		{user, http.MethodGet, me + "/followers"},
		{user, http.MethodGet, "/2/dm_events"},
		{user, http.MethodGet, "/2/media/upload?command=STATUS&media_id=" + film},
		{bearer, http.MethodGet, "/2/usage/tweets"},
		{bearer, http.MethodGet, "/2/connections"},
		{bearer, http.MethodGet, "/2/tweets/search/stream/rules/counts"},
		{user, http.MethodGet, "/2/tweets/analytics?start_time=2026-08-01T00:00:00Z&end_time=2026-08-30T00:00:00Z&granularity=weekly&ids=" + root},
	} {
		separator := "?"
		if strings.Contains(c.path, "?") {
			separator = "&"
		}
		d.check(t, c.method, c.path, s.do(c.token, c.method, c.path+separator+d.everything(c.method, c.path), nil))
	}
	s.checkWrites(d, acme, fan, vote, picture)
}

// checkWrites checks the answers of writes.
func (s *site) checkWrites(d *spec, acme, fan, vote, picture string) {
	s.t.Helper()
	user, bearer, me := s.Token(acme), s.AppToken(), "/2/users/"+acme
	for _, c := range []struct {
		token, method, path string
		body                object
	}{
		{user, http.MethodPost, me + "/likes", object{"tweet_id": vote}},
		{user, http.MethodPost, me + "/retweets", object{"tweet_id": vote}},
		{user, http.MethodPost, me + "/muting", object{"target_user_id": fan}},
		{user, http.MethodPost, me + "/following", object{"target_user_id": fan}},
		{user, http.MethodPost, "/2/lists", object{"name": "L"}},
		{user, http.MethodPost, "/2/media/upload/initialize", object{"media_type": "image/png", "total_bytes": 3}},
		{user, http.MethodPost, "/2/media/metadata", object{"id": picture, "metadata": object{"alt_text": object{"text": "A"}}}},
		{user, http.MethodPost, "/2/dm_conversations/with/" + fan + "/messages", object{"text": "x"}},
		{user, http.MethodDelete, "/2/tweets/" + vote, nil},
		{bearer, http.MethodPost, "/2/tweets/search/stream/rules", object{"add": []object{{"value": "a"}}}},
		{bearer, http.MethodGet, "/2/tweets/search/stream/rules", nil},
	} {
		d.check(s.t, c.method, c.path, s.do(c.token, c.method, c.path, c.body))
	}
}

// everything asks for all fields and expansions that an operation has.
func (d *spec) everything(method, path string) string {
	target, _, _ := strings.Cut(path, "?")
	call, _ := d.doc.Call(method, target)
	_, template, _ := strings.Cut(call, " ")
	operation, _ := d.root["paths"].(object)[template].(object)[strings.ToLower(method)].(object)
	parameters, _ := operation["parameters"].([]any)
	var out []string
	for _, p := range parameters {
		parameter := p.(object)
		if ref, ok := parameter["$ref"].(string); ok {
			parameter = d.root["components"].(object)["parameters"].(object)[ref[strings.LastIndexByte(ref, '/')+1:]].(object)
		}
		name := parameter["name"].(string)
		items, ok := parameter["schema"].(object)["items"].(object)
		if !ok || name != "expansions" && !strings.HasSuffix(name, ".fields") {
			continue
		}
		var values []string
		for _, v := range items["enum"].([]any) {
			if !slices.Contains(values, v.(string)) { // the description has some twice
				values = append(values, v.(string))
			}
		}
		out = append(out, name+"="+strings.Join(values, ","))
	}
	return strings.Join(out, "&")
}
