package facebooktest_test

import (
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/relais-go/relais/facebook/facebooktest"
	"github.com/relais-go/relais/internal/simulator/meta"
)

const docs = "https://developers.facebook.com/docs/"

// newer is what Meta documents elsewhere than in its machine-readable lists, with the page that does. Keys
// are type, edge, method and name as problems have them.
func newer() map[string]string {
	return map[string]string{
		"PagePost insights GET breakdown": docs + "graph-api/reference/insights/",
	}
}

func loadSpec(t *testing.T) *meta.Spec {
	t.Helper()
	dir := os.Getenv("SPECS_DIR")
	if dir == "" {
		t.Skip("SPECS_DIR is not set")
	}
	spec, err := meta.Load(filepath.Join(dir, "meta"))
	require.NoError(t, err)
	return spec
}

// listName is the name of a type in Meta's lists.
func listName(kind string) string {
	if kind == "Video" {
		return "AdVideo"
	}
	return kind
}

func key(p meta.Problem) string { return strings.Join([]string{p.Node, p.Edge, p.Method, p.Name}, " ") }

// Every operation, parameter and field that the server has is described.
func TestTablesFitTheDescription(t *testing.T) {
	t.Parallel()
	spec := loadSpec(t)
	srv := facebooktest.New(nil)
	known, needed := newer(), map[string]bool{}
	judge := func(problems []meta.Problem) {
		for _, p := range meta.Deviations(problems) {
			if !strings.HasPrefix(p.Reason, "not described") && !strings.HasPrefix(p.Reason, "neither") {
				continue // values and what is required are not the question here
			}
			if known[key(p)] == "" {
				t.Errorf("%s", p)
			}
			needed[key(p)] = true
		}
	}
	for _, r := range srv.Routes() {
		params := meta.Params{}
		for _, name := range r.Params {
			params[name] = "1"
		}
		judge(spec.Check(listName(r.Type), r.Edge, r.Method, params))
	}
	for kind, fields := range srv.Fields() {
		judge(spec.CheckFields(listName(kind), strings.Join(fields, ",")))
	}
	for what := range known {
		assert.True(t, needed[what], "nothing needs the allowance for %s", what)
	}
}

// Answers with all fields fit the description, member by member.
func TestAnswersFitTheDescription(t *testing.T) {
	t.Parallel()
	spec := loadSpec(t)
	s := start(t, facebooktest.Options{Video: facebooktest.VideoOptions{Polls: -1}})
	ann := s.CreatePerson("Ann Lee")
	s.SetProfile(s.page, map[string]any{"about": "Tools", "emails": []any{"a@example.com"}, "hours": map[string]any{"mon_1_open": "09:00"}})
	photo := s.file(s.page+"/photos", "source", "a.png", png(), "caption", "Look Acme Tools")
	video := s.file(s.page+"/videos", "source", "a.mp4", []byte("film"), "title", "T", "description", "D", "content_tags", "a,b")
	post := s.ok(s.page+"/feed", "message", "Hello Acme Tools", "link", "https://a.example.com", "place", "12").id()
	later := s.ok(s.page+"/feed", "message", "Later", "published", "false", "scheduled_publish_time", s.in(time.Hour)).id()
	comment := s.Comment(ann, post, "Hi")
	reply := s.ok(comment+"/comments", "message", "Hi Ann").id()
	s.React(ann, post, "LOVE")
	s.Share(ann, post)
	s.Message(ann, s.page, "Hi")
	thread := s.Conversation(s.page, ann)
	fields := map[string]string{}
	for kind, names := range s.Fields() {
		fields[kind] = strings.Join(names, ",")
	}
	for _, c := range []struct{ kind, edge, of, id string }{
		{"Page", "", "Page", s.page}, {"PagePost", "", "PagePost", post}, {"PagePost", "", "PagePost", later},
		{"Photo", "", "Photo", photo.id()}, {"Video", "", "Video", video.id()}, {"Comment", "", "Comment", comment}, {"Comment", "", "Comment", reply},
		{"UnifiedThread", "", "UnifiedThread", thread}, {"Page", "feed", "PagePost", s.page}, {"Page", "albums", "Album", s.page},
		{"PagePost", "comments", "Comment", post}, {"Page", "conversations", "UnifiedThread", s.page}, {"Page", "videos", "Video", s.page},
	} {
		path := c.id
		if c.edge != "" {
			path += "/" + c.edge
		}
		r := s.get(path + "?fields=" + fields[c.of])
		require.Equal(t, http.StatusOK, r.status, r.text)
		problems := spec.CheckAnswer(listName(c.kind), c.edge, http.MethodGet, meta.Params{"fields": fields[c.of]}, []byte(r.text))
		for _, p := range meta.Deviations(problems) {
			if newer()[key(p)] == "" {
				t.Errorf("%s: %s", path, p)
			}
		}
	}
}
