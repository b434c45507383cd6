package facebook_test

import (
	"bytes"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/relais-go/relais/facebook"
	"github.com/relais-go/relais/internal/simulator/meta"
	"github.com/relais-go/relais/social"
)

const reference = "https://developers.facebook.com/docs/"

// newer is what Meta documents elsewhere than in its machine-readable lists of edges, parameters and fields.
func newer() []meta.Allowance {
	return []meta.Allowance{
		{Node: "Page", Edge: "photos", Method: "POST", Name: "source", Source: reference + "graph-api/reference/page/photos/"},
		{Node: "Page", Edge: "messages", Method: "POST", Name: "filedata", Source: reference + "messenger-platform/reference/send-api/"},
		{Node: "Page", Edge: "picture", Method: "POST", Name: "source", Source: "the part that holds a file, named as for photos: " + reference + "graph-api/reference/page/photos/"},
	}
}

// judge sends on what a client sends, and has it checked.
type judge struct {
	next    http.RoundTripper
	checker *meta.Checker

	mu       sync.Mutex
	problems map[string]bool
	asked    int
}

func (j *judge) RoundTrip(r *http.Request) (*http.Response, error) {
	var body []byte
	if r.Body != nil {
		var err error
		if body, err = io.ReadAll(r.Body); err != nil {
			return nil, err
		}
		if err := r.Body.Close(); err != nil {
			return nil, err
		}
		r = r.Clone(r.Context())
		r.Body = io.NopCloser(bytes.NewReader(body))
	}
	if err := j.check(r, body); err != nil {
		return nil, err
	}
	return j.next.RoundTrip(r)
}

func (j *judge) check(r *http.Request, body []byte) error {
	if strings.HasPrefix(r.URL.Path, "/video-upload/") || strings.Contains(r.URL.Path, "/upload:") || strings.HasSuffix(r.URL.Path, "/oauth/access_token") {
		return nil // bytes, and the token endpoints, which no list describes
	}
	req, err := meta.ReadRequest(r, bytes.NewReader(body))
	if err != nil {
		return err
	}
	j.mu.Lock()
	defer j.mu.Unlock()
	j.asked++
	for _, p := range meta.Deviations(j.checker.Request(req)) {
		j.problems[p.String()] = true
	}
	return nil
}

// kindOf is the type, in Meta's lists, of what an ID names in the simulated world.
func (w *world) kindOf(id string) string {
	switch {
	case id == w.page, strings.HasPrefix(id, "acme"), strings.HasPrefix(id, "rival"):
		return "Page"
	case id == "me":
		return "" // of a Page or person, as the token is
	case id == w.srv.App().ID:
		return "Application"
	case strings.HasPrefix(id, "t_"):
		return "UnifiedThread"
	}
	if p, ok := w.srv.FindPost(id); ok {
		if p.Story {
			return "" // there is no list of stories
		}
		return "PagePost"
	}
	for _, v := range w.srv.Videos(w.page) {
		if v.ID == id {
			return "AdVideo"
		}
	}
	for _, p := range w.srv.Photos(w.page) {
		if p.ID == id {
			return "Photo"
		}
	}
	for _, p := range w.srv.Posts(w.page) {
		if p.Story {
			continue
		}
		for _, k := range w.srv.Comments(p.ID) {
			if k.ID == id {
				return "Comment"
			}
		}
	}
	return ""
}

// TestRequestsFitTheDescription makes every call that the package has against Meta's own lists: each edge, parameter
// and field that is sent exists there, or is listed above with its source.
func TestRequestsFitTheDescription(t *testing.T) {
	t.Parallel()
	dir := os.Getenv("SPECS_DIR")
	if dir == "" {
		t.Skip("SPECS_DIR is not set")
	}
	spec, err := meta.Load(filepath.Join(dir, "meta"))
	require.NoError(t, err)
	w := newWorld(t, prompt())
	checker, err := meta.NewChecker(spec, w.kindOf, newer()...)
	require.NoError(t, err)
	j := &judge{checker: checker, problems: map[string]bool{}}
	opts := func(o *social.Options) {
		j.next = o.HTTPClient.Transport
		o.HTTPClient = &http.Client{Transport: j}
	}
	driveAll(t, w, opts)
	for p := range j.problems {
		t.Errorf("%s", p)
	}
	for _, p := range checker.Unused() {
		t.Errorf("nothing needs the allowance for %s", p)
	}
	t.Logf("%d requests were checked", j.asked)
	assert.Greater(t, j.asked, 100)
}

// covered fails if the client has a method that was not called.
func covered(t *testing.T, called map[string]bool) {
	t.Helper()
	silent := []string{"Check", "Limits", "Network", "PageID", "Actions", "Listener", "ListenerWith", "Do"}
	for m := range reflect.TypeFor[*facebook.Client]().Methods() {
		assert.True(t, called[m.Name] || slices.Contains(silent, m.Name), "%s is not called", m.Name)
	}
}
