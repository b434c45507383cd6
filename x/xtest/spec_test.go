package xtest_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/relais-go/relais/x/xtest"
)

// spec is the network's own description of its API, https://api.x.com/2/openapi.json.
type spec struct{ root object }

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
	return d
}

func (d *spec) resolve(schema object) object {
	for schema["$ref"] != nil {
		node := d.root
		for name := range strings.SplitSeq(strings.TrimPrefix(schema["$ref"].(string), "#/"), "/") {
			node = node[name].(object)
		}
		schema = node
	}
	return schema
}

// violations are the differences between a value and its schema. Answers may not have members that the
// description does not know.
func (d *spec) violations(path string, value any, schema object) []string {
	schema = d.resolve(schema)
	for _, name := range []string{"oneOf", "anyOf"} {
		variants, ok := schema[name].([]any)
		if !ok {
			continue
		}
		var first []string
		for i, v := range variants {
			found := d.violations(path, value, v.(object))
			if len(found) == 0 {
				return nil
			}
			if i == 0 {
				first = found
			}
		}
		return first
	}
	switch v := value.(type) {
	case object:
		return d.objectViolations(path, v, schema)
	case []any:
		items, ok := schema["items"].(object)
		if !ok {
			return []string{path + " is a list"}
		}
		var out []string
		for i, item := range v {
			out = append(out, d.violations(fmt.Sprintf("%s[%d]", path, i), item, items)...)
		}
		return out
	}
	kind := map[string]string{"string": "string", "float64": "integer number", "bool": "boolean"}[fmt.Sprintf("%T", value)]
	want, _ := schema["type"].(string)
	if want != "" && !slices.Contains(strings.Fields(kind), want) {
		return []string{fmt.Sprintf("%s is %v, not %s", path, value, want)}
	}
	if enum, ok := schema["enum"].([]any); ok && !slices.Contains(enum, value) {
		return []string{fmt.Sprintf("%s: %v is none of %v", path, value, enum)}
	}
	return nil
}

func (d *spec) objectViolations(path string, v, schema object) []string {
	members, ok := schema["properties"].(object)
	if !ok {
		return nil
	}
	var out []string
	for name, member := range v {
		if members[name] == nil {
			out = append(out, path+"."+name+" is unknown")
			continue
		}
		out = append(out, d.violations(path+"."+name, member, members[name].(object))...)
	}
	required, _ := schema["required"].([]any)
	for _, name := range required {
		if _, given := v[name.(string)]; !given {
			out = append(out, path+"."+name.(string)+" is missing")
		}
	}
	return out
}

func (d *spec) check(t *testing.T, method, pattern string, got reply) {
	t.Helper()
	operation := d.root["paths"].(object)[pattern].(object)[strings.ToLower(method)].(object)
	answer, ok := operation["responses"].(object)[fmt.Sprint(got.status)].(object)
	if !assert.True(t, ok, "%s %s answered %d: %s", method, pattern, got.status, got.text) {
		return
	}
	schema := d.resolve(answer)["content"].(object)["application/json"].(object)["schema"].(object)
	assert.Empty(t, d.violations("", got.body, schema), "%s %s: %s", method, pattern, got.text)
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

	all := d.everything()
	me := "/2/users/" + acme
	for _, c := range []struct{ token, method, pattern, path string }{
		{user, http.MethodGet, "/2/users/me", "/2/users/me"},
		{user, http.MethodGet, "/2/users/{id}", "/2/users/" + fan},
		{bearer, http.MethodGet, "/2/users", "/2/users?ids=" + acme + ",5"},
		{bearer, http.MethodGet, "/2/users/by", "/2/users/by?usernames=acme,nobody"},
		{user, http.MethodGet, "/2/users/search", "/2/users/search?query=acme"},
		{user, http.MethodGet, "/2/tweets", "/2/tweets?ids=" + root + "," + vote + ",5"},
		{user, http.MethodGet, "/2/tweets/{id}", "/2/tweets/" + root},
		{user, http.MethodGet, "/2/users/{id}/tweets", me + "/tweets"},
		{user, http.MethodGet, "/2/users/{id}/mentions", me + "/mentions"},
		{bearer, http.MethodGet, "/2/tweets/search/recent", "/2/tweets/search/recent?query=hi"},
		{bearer, http.MethodGet, "/2/tweets/counts/recent", "/2/tweets/counts/recent?query=hi"},
		{user, http.MethodGet, "/2/tweets/{id}/liking_users", "/2/tweets/" + root + "/liking_users"},
		{user, http.MethodGet, "/2/tweets/{id}/retweeted_by", "/2/tweets/" + root + "/retweeted_by"},
		{user, http.MethodGet, "/2/tweets/{id}/retweets", "/2/tweets/" + root + "/retweets"},
		{user, http.MethodGet, "/2/tweets/{id}/quote_tweets", "/2/tweets/" + root + "/quote_tweets"},
		{user, http.MethodGet, "/2/users/{id}/followers", me + "/followers"},
		{user, http.MethodGet, "/2/dm_events", "/2/dm_events"},
		{user, http.MethodGet, "/2/media/upload", "/2/media/upload?command=STATUS&media_id=" + film},
		{bearer, http.MethodGet, "/2/usage/tweets", "/2/usage/tweets"},
		{bearer, http.MethodGet, "/2/connections", "/2/connections"},
		{bearer, http.MethodGet, "/2/tweets/search/stream/rules/counts", "/2/tweets/search/stream/rules/counts"},
		{user, http.MethodGet, "/2/tweets/analytics", "/2/tweets/analytics?start_time=2026-08-01T00:00:00Z&end_time=2026-08-30T00:00:00Z&granularity=weekly&ids=" + root},
	} {
		separator := "?"
		if strings.Contains(c.path, "?") {
			separator = "&"
		}
		d.check(t, c.method, c.pattern, s.do(c.token, c.method, c.path+separator+all, nil))
	}
	s.checkWrites(d, acme, fan, vote, picture)
}

// checkWrites checks the answers of writes.
func (s *site) checkWrites(d *spec, acme, fan, vote, picture string) {
	s.t.Helper()
	user, bearer, me := s.Token(acme), s.AppToken(), "/2/users/"+acme
	for _, c := range []struct {
		token, method, pattern, path string
		body                         object
	}{
		{user, http.MethodPost, "/2/users/{id}/likes", me + "/likes", object{"tweet_id": vote}},
		{user, http.MethodPost, "/2/users/{id}/retweets", me + "/retweets", object{"tweet_id": vote}},
		{user, http.MethodPost, "/2/users/{id}/muting", me + "/muting", object{"target_user_id": fan}},
		{user, http.MethodPost, "/2/users/{id}/following", me + "/following", object{"target_user_id": fan}},
		{user, http.MethodPost, "/2/lists", "/2/lists", object{"name": "L"}},
		{user, http.MethodPost, "/2/media/upload/initialize", "/2/media/upload/initialize", object{"media_type": "image/png", "total_bytes": 3}},
		{user, http.MethodPost, "/2/media/metadata", "/2/media/metadata", object{"id": picture, "metadata": object{"alt_text": object{"text": "A"}}}},
		{user, http.MethodPost, "/2/dm_conversations/with/{participant_id}/messages", "/2/dm_conversations/with/" + fan + "/messages", object{"text": "x"}},
		{user, http.MethodDelete, "/2/tweets/{id}", "/2/tweets/" + vote, nil},
		{bearer, http.MethodPost, "/2/tweets/search/stream/rules", "/2/tweets/search/stream/rules", object{"add": []object{{"value": "a"}}}},
		{bearer, http.MethodGet, "/2/tweets/search/stream/rules", "/2/tweets/search/stream/rules", nil},
	} {
		d.check(s.t, c.method, c.pattern, s.do(c.token, c.method, c.path, c.body))
	}
}

// everything asks for all fields and expansions that the description knows.
func (d *spec) everything() string {
	var out []string
	parameters := d.root["components"].(object)["parameters"].(object)
	expansions := []string{}
	for name, p := range parameters {
		kind := p.(object)["name"].(string)
		var values []string
		for _, v := range p.(object)["schema"].(object)["items"].(object)["enum"].([]any) {
			values = append(values, v.(string))
		}
		switch {
		case kind == "expansions" && slices.Contains([]string{"PostExpansionsParameter", "UserExpansionsParameter", "DmEventExpansionsParameter"}, name):
			expansions = append(expansions, values...)
		case kind != "expansions":
			out = append(out, kind+"="+strings.Join(values, ","))
		}
	}
	return strings.Join(out, "&") + "&expansions=" + strings.Join(expansions, ",")
}
