package linkedintest_test

import (
	"bytes"
	"encoding/json"
	"io"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/relais-go/relais/linkedin/linkedintest"
)

type object = map[string]any

func noon() time.Time { return time.Date(2026, 9, 20, 12, 0, 0, 0, time.UTC) }

// site is a running server with a clock that stands still, a Page, its administrator and a visitor.
type site struct {
	*linkedintest.Server
	t     *testing.T
	clock *linkedintest.ManualClock

	acme, ann, bob string // URNs
	token          string // of ann, with everything that Community Management has
	share          string // of ann, for sharing only
}

func start(t *testing.T, opts linkedintest.Options) *site {
	t.Helper()
	s := &site{t: t, clock: linkedintest.NewManualClock(noon())}
	opts.Clock = s.clock.Now
	s.Server = linkedintest.New(&opts)
	require.NoError(t, s.Start())
	t.Cleanup(s.Close)
	s.ann, s.bob = s.CreateMember("Ann", "Lee"), s.CreateMember("Bob", "Ray")
	s.acme = s.CreateOrganization("ACME Tools", s.ann)
	s.token, s.share = s.Token(s.ann), s.ShareToken(s.ann)
	return s
}

type reply struct {
	status int
	header http.Header
	body   object
	text   string
}

func (r reply) code() string { code, _ := r.body["code"].(string); return code }

func (r reply) message() string { m, _ := r.body["message"].(string); return m }

// id is the id of what has been created.
func (r reply) id() string { return r.header.Get("X-Restli-Id") }

func (r reply) elements() []object { return objects(r.body["elements"]) }

func objects(v any) []object {
	items, _ := v.([]any)
	var out []object
	for _, item := range items {
		out = append(out, item.(object))
	}
	return out
}

// in follows a path of members.
func in(o object, path ...string) any {
	var v any = o
	for _, name := range path {
		inner, _ := v.(object)
		v = inner[name]
	}
	return v
}

func links(r reply) map[string]string {
	out := map[string]string{}
	for _, l := range objects(in(r.body, "paging", "links")) {
		out[l["rel"].(string)] = l["href"].(string)
	}
	return out
}

// enc encodes a value of a key or parameter.
func enc(s string) string {
	return strings.NewReplacer("(", "%28", ")", "%29", ",", "%2C", "'", "%27", "+", "%20").Replace(url.QueryEscape(s))
}

type change func(*http.Request)

func with(name, value string) change {
	return func(r *http.Request) {
		if value == "" {
			r.Header.Del(name)
			return
		}
		r.Header.Set(name, value)
	}
}

func (s *site) do(token, method, path string, body any, changes ...change) reply {
	s.t.Helper()
	var content []byte
	switch b := body.(type) {
	case nil:
	case string:
		content = []byte(b)
	case []byte:
		content = b
	default:
		var err error
		content, err = json.Marshal(b)
		require.NoError(s.t, err)
	}
	address := path
	if !strings.HasPrefix(path, "http") {
		address = s.URL() + path
	}
	req, err := http.NewRequestWithContext(s.t.Context(), method, address, bytes.NewReader(content))
	require.NoError(s.t, err)
	if token != "" {
		req.Header.Set("Authorization", "Bearer "+token)
	}
	req.Header.Set("Linkedin-Version", "202609")
	req.Header.Set("X-Restli-Protocol-Version", "2.0.0")
	if body != nil {
		req.Header.Set("Content-Type", "application/json")
	}
	for _, c := range changes {
		c(req)
	}
	client := &http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	resp, err := client.Do(req)
	require.NoError(s.t, err)
	defer func() { _ = resp.Body.Close() }()
	data, err := io.ReadAll(resp.Body)
	require.NoError(s.t, err)
	r := reply{status: resp.StatusCode, header: resp.Header, text: string(data)}
	_ = json.Unmarshal(data, &r.body)
	return r
}

func (s *site) get(path string, changes ...change) reply {
	s.t.Helper()
	return s.do(s.token, http.MethodGet, path, nil, changes...)
}

func (s *site) post(path string, body any, changes ...change) reply {
	s.t.Helper()
	return s.do(s.token, http.MethodPost, path, body, changes...)
}

func (s *site) patch(path string, body any) reply {
	s.t.Helper()
	return s.post(path, object{"patch": body}, with("X-Restli-Method", "PARTIAL_UPDATE"))
}

func (s *site) remove(path string) reply {
	s.t.Helper()
	return s.do(s.token, http.MethodDelete, path, nil)
}

// draft is the body of a post, with further members.
func draft(author, commentary string, more object) object {
	out := object{
		"author": author, "commentary": commentary, "visibility": "PUBLIC", "lifecycleState": "PUBLISHED",
		"distribution": object{"feedDistribution": "MAIN_FEED", "targetEntities": []any{}, "thirdPartyDistributionChannels": []any{}},
	}
	for name, value := range more {
		out[name] = value
		if value == "omit" {
			delete(out, name)
		}
	}
	return out
}

// publish posts for the Page and returns the URN.
func (s *site) publish(commentary string, more object) string {
	s.t.Helper()
	r := s.post("/rest/posts", draft(s.acme, commentary, more))
	require.Equal(s.t, http.StatusCreated, r.status, r.text)
	return r.id()
}

// image uploads an image of an owner and returns its URN.
func (s *site) image(owner string) string {
	s.t.Helper()
	r := s.post("/rest/images?action=initializeUpload", object{"initializeUploadRequest": object{"owner": owner}})
	require.Equal(s.t, http.StatusOK, r.status, r.text)
	up := s.do(s.token, http.MethodPut, in(r.body, "value", "uploadUrl").(string), linkedintest.JPEG(40, 30))
	require.Equal(s.t, http.StatusCreated, up.status, up.text)
	return in(r.body, "value", "image").(string)
}
