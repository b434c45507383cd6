package instagramtest_test

import (
	"maps"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/relais-go/relais/instagram/instagramtest"
	"github.com/relais-go/relais/internal/graph/graphtest"
	"github.com/relais-go/relais/internal/simulator/meta"
)

const (
	userDoc      = "https://developers.facebook.com/docs/instagram-platform/instagram-graph-api/reference/ig-user"
	mediaDoc     = "https://developers.facebook.com/docs/instagram-platform/reference/instagram-media"
	containerDoc = userDoc + "/media"
	changelog    = "https://developers.facebook.com/docs/instagram-platform/changelog"
	loginDoc     = "https://developers.facebook.com/docs/instagram-platform/instagram-api-with-instagram-login"
)

// newer is what the simulator serves and Meta's lists of April 2026 do not have, with its documentation.
func newer() map[string]string {
	out := map[string]string{
		"IGUser/likes POST":             userDoc + "/user-likes",
		"IGUser/likes DELETE":           userDoc + "/user-likes",
		"IGUser/conversations GET":      loginDoc + "/conversations-api",
		"IGUser/messages POST":          loginDoc + "/messaging-api",
		"IGUser/subscribed_apps GET":    "https://developers.facebook.com/docs/instagram-platform/webhooks",
		"IGUser/subscribed_apps POST":   "https://developers.facebook.com/docs/instagram-platform/webhooks",
		"IGUser/subscribed_apps DELETE": "https://developers.facebook.com/docs/instagram-platform/webhooks",
		"IGUser GET user_id":            loginDoc + "/get-started",
		"IGUser GET account_type":       loginDoc + "/get-started",
	}
	out["IGUser/media POST audio_configuration"] = changelog
	for _, name := range []string{
		"is_ai_generated", "is_paid_partnership", "branded_content_sponsor_ids",
	} {
		out["IGUser/media POST "+name] = containerDoc
	}
	for _, name := range []string{
		"is_ai_generated", "media_audio_type", "reposts_count", "saved_count", "shares_count", "total_like_count", "total_comments_count",
		"total_views_count",
	} {
		out["IGMedia GET "+name] = mediaDoc
	}
	return out
}

func specs(t *testing.T) *meta.Spec {
	t.Helper()
	dir := os.Getenv("SPECS_DIR")
	if dir == "" {
		t.Skip("SPECS_DIR names no folder with the networks' machine-readable descriptions")
	}
	spec, err := meta.Load(filepath.Join(dir, "meta"))
	require.NoError(t, err)
	return spec
}

// served collects what the tables hold and the lists do not.
type served struct {
	t       *testing.T
	spec    *meta.Spec
	unknown map[string]bool
	judged  int
}

func (s *served) check(node, edge, method string, params meta.Params) {
	if s.spec.Knows(node) {
		s.judged++
		s.collect(s.spec.Check(node, edge, method, params))
	}
}

func (s *served) collect(problems []meta.Problem) {
	for _, p := range meta.Deviations(problems) {
		if strings.Contains(p.Reason, "missing") || strings.Contains(p.Reason, "is not of the type") {
			continue // the values are not at issue
		}
		at := p.Node
		if p.Edge != "" {
			at += "/" + p.Edge
		}
		s.unknown[strings.TrimSpace(at+" "+p.Method+" "+p.Name)] = true
	}
}

func (s *served) table(table *graphtest.Type) {
	for name := range table.Fields {
		s.check(table.Name, "", http.MethodGet, meta.Params{"fields": name})
	}
	op := func(edge, method string, op *graphtest.Op) {
		if op == nil {
			return
		}
		s.check(table.Name, edge, method, meta.Params{})
		for _, name := range op.Params {
			s.check(table.Name, edge, method, meta.Params{name: ""})
		}
	}
	op("", http.MethodPost, table.Post)
	op("", http.MethodDelete, table.Delete)
	for name, edge := range table.Edges {
		op(name, http.MethodGet, edge.Get)
		op(name, http.MethodPost, edge.Post)
		op(name, http.MethodDelete, edge.Delete)
	}
}

func TestWhatIsServedStandsInMetasLists(t *testing.T) {
	t.Parallel()
	s := &served{t: t, spec: specs(t), unknown: map[string]bool{}}
	srv := instagramtest.New(nil)
	defer srv.Close()
	for _, api := range []instagramtest.API{fl, il} {
		for _, table := range srv.Host(api).Tables() {
			s.table(table)
		}
	}
	assert.Greater(t, s.judged, 100)
	assert.Equal(t, slices.Sorted(maps.Keys(newer())), slices.Sorted(maps.Keys(s.unknown)))
}

func TestAnswersFitMetasLists(t *testing.T) {
	t.Parallel()
	spec := specs(t)
	s := start(t, instagramtest.Options{})
	reel := s.Post(s.acme, instagramtest.Post{Product: "REELS", Caption: "@acme", Tags: []string{s.ann}})
	album := s.Post(s.acme, instagramtest.Post{Type: "CAROUSEL_ALBUM"})
	comment := s.Comment(s.ann, reel, "nice")
	s.Reply(s.ann, comment, "very")
	mention := s.Post(s.ann, instagramtest.Post{Caption: "@acme #sun", Tags: []string{s.acme}})
	s.DM(s.ann, s.acme, "hi")
	s.AddAccountInsights(s.acme, insight{Metric: "reach", Value: 1, By: by("follow_type", "FOLLOWER")})
	tables := map[string]*graphtest.Type{}
	for _, table := range s.Host(fl).Tables() {
		if tables[table.Name] == nil {
			tables[table.Name] = table
		}
	}
	fields := func(kind string, but ...string) string {
		names := slices.Sorted(maps.Keys(tables[kind].Fields))
		return "fields=" + strings.Join(slices.DeleteFunc(names, func(n string) bool { return slices.Contains(but, n) }), ",")
	}
	tag := s.get(fl, s.user, "/ig_hashtag_search?user_id="+s.acme+"&q=sun").ids()[0]
	for _, c := range []struct{ node, edge, id, query string }{
		{"IGUser", "", s.acme, fields("IGUser", "business_discovery", "mentioned_media", "mentioned_comment")},
		{"IGUser", "", s.acme, "fields=mentioned_media.media_id(" + mention + "){caption,comments{text}}"},
		{"IGUser", "media", s.acme, fields("IGMedia")},
		{"IGUser", "tags", s.acme, "fields=id,username"},
		{"IGUser", "content_publishing_limit", s.acme, "fields=quota_usage,config"},
		{"IGUser", "insights", s.acme, "metric=reach&period=day&metric_type=total_value&breakdown=follow_type"},
		{"IGMedia", "", reel, fields("IGMedia")},
		{"IGMedia", "children", album, "fields=id,media_type"},
		{"IGMedia", "comments", reel, fields("IGComment") + ",replies{text}"},
		{"IGMedia", "insights", reel, "metric=likes"},
		{"IGComment", "replies", comment, "fields=id,text"},
		{"ShadowIGHashtag", "recent_media", tag, "fields=id,caption,timestamp&user_id=" + s.acme},
	} {
		path := "/" + c.id
		if c.edge != "" {
			path += "/" + c.edge
		}
		r := s.get(fl, s.user, path+"?"+c.query)
		require.Equal(t, http.StatusOK, r.status, r.text)
		values, err := url.ParseQuery(c.query)
		require.NoError(t, err)
		params := meta.Params{}
		for name := range values {
			params[name] = values.Get(name)
		}
		for _, p := range meta.Deviations(spec.CheckAnswer(c.node, c.edge, http.MethodGet, params, []byte(r.text))) {
			assert.Contains(t, newer(), p.Node+" GET "+p.Name, "%s in %s", p, r.text)
		}
	}
}
