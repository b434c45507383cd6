package instagramtest_test

import (
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/relais-go/relais/instagram/instagramtest"
)

type object = map[string]any

const (
	fl = instagramtest.FacebookLogin
	il = instagramtest.InstagramLogin
)

func noon() time.Time { return time.Date(2026, 8, 20, 12, 0, 0, 0, time.UTC) }

// site is a running server with a clock that stands still, an account, and a shelf of files.
type site struct {
	*instagramtest.Server
	t     *testing.T
	clock *instagramtest.ManualClock
	files string // base address

	acme, ann         string // ids of an account and of a person
	page, user, token string // tokens of the account
	facebook          instagramtest.FacebookAccount
}

func start(t *testing.T, opts instagramtest.Options) *site {
	t.Helper()
	s := &site{t: t, clock: instagramtest.NewManualClock(noon())}
	if opts.Clock == nil {
		opts.Clock = s.clock.Now
	}
	s.Server = instagramtest.New(&opts)
	agreed().Watch(s.Host(fl))
	agreed().Watch(s.Host(il))
	require.NoError(t, s.Start())
	t.Cleanup(s.Close)
	s.acme = s.CreateAccount("acme", &instagramtest.Profile{Name: "ACME", Biography: "We make things.", Followers: 500})
	s.ann = s.CreatePerson("ann")
	s.facebook = s.Connect(s.acme)
	s.page, s.user, s.token = s.facebook.PageToken, s.facebook.UserToken, s.Token(s.acme)
	shelf := httptest.NewServer(http.HandlerFunc(shelve))
	t.Cleanup(shelf.Close)
	s.files = shelf.URL
	return s
}

// shelve serves a file of each kind.
func shelve(w http.ResponseWriter, r *http.Request) {
	var body io.Reader
	film := func(v instagramtest.Video) io.Reader { f, _ := v.Open(); return f }
	switch strings.TrimPrefix(r.URL.Path, "/") {
	case "square.jpg":
		body = strings.NewReader(string(instagramtest.JPEG(1080, 1080)))
	case "wide.jpg":
		body = strings.NewReader(string(instagramtest.JPEG(1000, 400)))
	case "tall.jpg":
		body = strings.NewReader(string(instagramtest.JPEG(540, 960)))
	case "huge.jpg":
		body = io.MultiReader(strings.NewReader(string(instagramtest.JPEG(1080, 1080))), strings.NewReader(strings.Repeat("\x00", 9<<20)))
	case "square.png":
		body = strings.NewReader("\x89PNG\r\n\x1a\n and so on")
	case "text.jpg":
		body = strings.NewReader("this is no image")
	case "film.mp4":
		body = film(instagramtest.Video{Size: 1 << 20})
	case "minute.mp4":
		body = film(instagramtest.Video{Duration: 70 * time.Second})
	case "late.mp4":
		body = film(instagramtest.Video{Size: 1 << 20, MoovLast: true})
	case "edited.mp4":
		body = film(instagramtest.Video{EditList: true})
	case "short.mp4":
		body = film(instagramtest.Video{Duration: time.Second})
	case "wide.mp4":
		body = film(instagramtest.Video{Width: 3840, Height: 2160})
	default:
		http.NotFound(w, r)
		return
	}
	_, _ = io.Copy(w, body)
}

func unix(t time.Time) string { return strconv.FormatInt(t.Unix(), 10) }

type reply struct {
	status int
	body   object
	text   string
	header http.Header
}

func (r reply) id() string { id, _ := r.body["id"].(string); return id }

func (r reply) err() object { e, _ := r.body["error"].(object); return e }

func (r reply) code() int {
	code, _ := r.err()["code"].(float64)
	return int(code)
}

func (r reply) subcode() int {
	code, _ := r.err()["error_subcode"].(float64)
	return int(code)
}

func (r reply) message() string { m, _ := r.err()["message"].(string); return m }

func (r reply) data() []object { return objects(r.body["data"]) }

func (r reply) ids() []string {
	var out []string
	for _, o := range r.data() {
		out = append(out, o["id"].(string))
	}
	return out
}

func objects(v any) []object {
	items, _ := v.([]any)
	var out []object
	for _, item := range items {
		out = append(out, item.(object))
	}
	return out
}

func member(o object, path ...string) any {
	var v any = o
	for _, name := range path {
		inner, _ := v.(object)
		v = inner[name]
	}
	return v
}

func (r reply) after() string {
	after, _ := member(r.body, "paging", "cursors", "after").(string)
	return after
}

func (s *site) get(api instagramtest.API, token, path string) reply {
	s.t.Helper()
	return s.do(api, token, http.MethodGet, path, nil)
}

func (s *site) post(api instagramtest.API, token, path string, form url.Values) reply {
	s.t.Helper()
	if form == nil {
		form = url.Values{}
	}
	return s.do(api, token, http.MethodPost, path, form)
}

func (s *site) do(api instagramtest.API, token, method, path string, form url.Values) reply {
	s.t.Helper()
	header := http.Header{}
	if token != "" {
		header.Set("Authorization", "Bearer "+token)
	}
	if form != nil {
		header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	r, err := s.send(method, s.Host(api).URL()+"/v26.0"+path, header, strings.NewReader(form.Encode()))
	require.NoError(s.t, err)
	return r
}

func (s *site) send(method, address string, header http.Header, body io.Reader) (reply, error) {
	s.t.Helper()
	req, err := http.NewRequestWithContext(s.t.Context(), method, address, body)
	require.NoError(s.t, err)
	req.Header = header
	client := &http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	resp, err := client.Do(req)
	if err != nil {
		return reply{}, err
	}
	defer func() { _ = resp.Body.Close() }()
	data, err := io.ReadAll(resp.Body)
	if err != nil {
		return reply{}, err
	}
	r := reply{status: resp.StatusCode, text: string(data), header: resp.Header}
	_ = json.Unmarshal(data, &r.body)
	return r, nil
}

// both runs a test with each API: its token and the id of the account's path.
func both(t *testing.T, opts instagramtest.Options, test func(t *testing.T, s *site, api instagramtest.API, token string)) {
	t.Helper()
	for _, api := range []instagramtest.API{fl, il} {
		t.Run(api.String(), func(t *testing.T) {
			t.Parallel()
			s := start(t, opts)
			token := s.user
			if api == il {
				token = s.token
			}
			test(t, s, api, token)
		})
	}
}

func (s *site) container(api instagramtest.API, token string, form url.Values) reply {
	s.t.Helper()
	return s.post(api, token, "/"+s.acme+"/media", form)
}

func (s *site) publish(api instagramtest.API, token, container string) reply {
	s.t.Helper()
	return s.post(api, token, "/"+s.acme+"/media_publish", url.Values{"creation_id": {container}})
}

// photo publishes a photo and returns its id.
func (s *site) photo(api instagramtest.API, token, caption string) string {
	s.t.Helper()
	k := s.container(api, token, url.Values{"image_url": {s.files + "/square.jpg"}, "caption": {caption}})
	require.NotEmpty(s.t, k.id(), k.text)
	r := s.publish(api, token, k.id())
	require.NotEmpty(s.t, r.id(), r.text)
	return r.id()
}

func (s *site) status(api instagramtest.API, token, container string) reply {
	s.t.Helper()
	return s.get(api, token, "/"+container+"?fields=status_code,status")
}

func newRecorder() *httptest.ResponseRecorder { return httptest.NewRecorder() }

func httptestRequest(t *testing.T, token string) *http.Request {
	t.Helper()
	req := httptest.NewRequestWithContext(t.Context(), http.MethodGet, "/v26.0/me", http.NoBody)
	req.Header.Set("Authorization", "Bearer "+token)
	return req
}
