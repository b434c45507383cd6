package meta_test

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/relais-go/relais/internal/simulator/meta"
)

func TestLoad(t *testing.T) {
	t.Parallel()
	spec := shop(t)
	assert.True(t, spec.Knows("Shop"))
	assert.False(t, spec.Knows("Person"))

	_, err := meta.Load(t.TempDir())
	require.ErrorContains(t, err, "no lists of node types")
	dir := t.TempDir()
	require.NoError(t, os.WriteFile(filepath.Join(dir, "A.json"), []byte("{"), 0o600))
	_, err = meta.Load(dir)
	require.ErrorContains(t, err, "A.json")
}

func TestCheck(t *testing.T) {
	t.Parallel()
	spec := shop(t)
	for name, c := range map[string]struct {
		node, edge, method string
		params             meta.Params
		want               []string
	}{
		"as described":      {"Shop", "notes", "POST", meta.Params{"text": "Hi", "pinned": "true"}, nil},
		"node itself":       {"Shop", "", "POST", meta.Params{"title": "Hi"}, nil},
		"unknown parameter": {"Shop", "", "POST", meta.Params{"colour": "red"}, []string{"POST Shop: colour: not described"}},
		"missing":           {"Shop", "notes", "POST", nil, []string{"POST Shop/notes: text: required, but missing"}},
		"unknown edge":      {"Shop", "doors", "GET", nil, []string{"GET Shop/doors: not described"}},
		"unknown method":    {"Shop", "notes", "DELETE", nil, []string{"DELETE Shop/notes: not described"}},
		"unknown type":      {"Person", "", "GET", nil, []string{"GET Person: unjudged: there is no list for this type"}},
		"paging of an edge": {"Shop", "notes", "GET", meta.Params{"limit": "5", "after": "x", "fields": "id"}, nil},
		"paging of a node":  {"Shop", "", "GET", meta.Params{"limit": "5"}, []string{"GET Shop: limit: not described"}},
		"paging of a write": {"Shop", "notes", "POST", meta.Params{"text": "a", "after": "x"}, []string{"POST Shop/notes: after: not described"}},
		"removed by Meta":   {"Shop", "notes", "GET", meta.Params{"date_format": "U"}, []string{"GET Shop/notes: date_format: not described"}},
		"fields of the edge's type": {
			"Shop", "notes", "GET", meta.Params{"fields": "text,title"},
			[]string{"GET Note: title: neither a field nor an edge that can be read"},
		},
		"fields read back after a write": {"Shop", "notes", "POST", meta.Params{"text": "a", "fields": "id,text"}, nil},
		"fields of a deletion": {
			"Shop", "", "DELETE", meta.Params{"fields": "id"}, []string{"GET Object: unjudged: fields of a type without a list"},
		},
		"fields as a list": {"Shop", "", "GET", meta.Params{"fields": []any{"id", "title"}}, nil},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			assert.Equal(t, c.want, texts(spec.Check(c.node, c.edge, c.method, c.params)))
		})
	}
}

func TestTypesOfParameters(t *testing.T) {
	t.Parallel()
	spec := shop(t)
	file := meta.FilePart{Name: "a.png"}
	for name, values := range map[string]struct{ right, wrong []any }{
		"text":    {[]any{"a", "", json.Number("5"), file, []string{"a"}}, []any{[]any{"a"}, nil, []string{"a", "b"}}},
		"pinned":  {[]any{true, false, "true", "0", json.Number("1")}, []any{"yes", "", json.Number("2")}},
		"weight":  {[]any{"-3", json.Number("3"), 3}, []any{"3.5", "many", true}},
		"rank":    {[]any{"3", json.Number("3")}, []any{"-3", json.Number("-3")}},
		"ratio":   {[]any{"3.5", json.Number("3")}, []any{"wide"}},
		"at":      {[]any{"2026-01-02T03:04:05+0000", json.Number("5")}, []any{"", file, map[string]any{}}},
		"picture": {[]any{file}, []any{"https://a.example/a.png"}},
		"labels":  {[]any{"a,b", `["a","b"]`, []any{"a"}, []string{"a", "b"}}, []any{`["a"`, []any{[]any{}}, true, file}},
		"numbers": {[]any{"1,2", []any{json.Number("1")}, "[1,2]"}, []any{"1,b", []any{"b"}}},
		"things":  {[]any{"[]", []any{map[string]any{}}}, []any{json.Number("1")}},
		"options": {[]any{`{"a":1}`, map[string]any{}}, []any{"a", "[]", []any{}}},
		"target":  {[]any{"a", map[string]any{}, []any{}}, nil},
	} {
		check := func(value any) []string {
			params := meta.Params{"text": "a", name: value}
			return texts(spec.Check("Shop", "notes", "POST", params))
		}
		for _, value := range values.right {
			assert.Empty(t, check(value), "%s: %v", name, value)
		}
		for _, value := range values.wrong {
			if got := check(value); assert.Len(t, got, 1, "%s: %v", name, value) {
				assert.Contains(t, got[0], " is not of the type ", "%s: %v", name, value)
			}
		}
	}
	long := texts(spec.Check("Shop", "notes", "POST", meta.Params{"text": "a", "rank": strings.Repeat("é", 500)}))
	assert.Less(t, len(long[0]), 150, "values are cut in messages")
}

func TestRealLists(t *testing.T) {
	t.Parallel()
	spec := metas(t)
	for _, c := range []struct {
		node, edge, method string
		params             meta.Params
	}{
		{"Page", "feed", "POST", meta.Params{"message": "Hi", "published": "false", "scheduled_publish_time": "1800000000", "attached_media": `[{"media_fbid":"1"}]`}},
		{"Page", "photos", "POST", meta.Params{"caption": "Hi", "url": "https://a.example/a.png", "published": false}},
		{"Page", "published_posts", "GET", meta.Params{"limit": "25", "fields": "id,message,created_time,comments.order(chronological).limit(0).summary(true){id,from,message}"}},
		{"Page", "feed", "GET", meta.Params{"fields": "id,reactions.type(LOVE).limit(0).summary(total_count).as(love),insights.metric(post_clicks)"}},
		{"Comment", "comments", "POST", meta.Params{"message": "Hi"}},
		{"Comment", "", "POST", meta.Params{"is_hidden": "true"}},
		{"IGUser", "media", "POST", meta.Params{"image_url": "https://a.example/a.jpg", "caption": "Hi", "children": "1,2"}},
		{"IGUser", "media", "GET", meta.Params{"fields": "id,caption,media_type,permalink,owner{username},children{id}"}},
		{"IGMedia", "", "DELETE", nil},
	} {
		assert.Empty(t, texts(meta.Deviations(spec.Check(c.node, c.edge, c.method, c.params))), "%s %s/%s", c.method, c.node, c.edge)
	}
	assert.NotEmpty(t, meta.Deviations(spec.Check("Page", "feed", "POST", meta.Params{"mesage": "Hi"})))
	assert.NotEmpty(t, meta.Deviations(spec.Check("Page", "messages", "POST", nil)), "the recipient is required")
	assert.NotEmpty(t, meta.Deviations(spec.CheckFields("PagePost", "comments{mesage}")))
	assert.NotEmpty(t, meta.Deviations(spec.CheckFields("IGUser", "username{name}")))
}
