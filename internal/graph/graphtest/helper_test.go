package graphtest_test

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/relais-go/relais/internal/graph/graphtest"
	"github.com/relais-go/relais/internal/simulator"
)

type object = map[string]any

func noon() time.Time { return time.Date(2026, 8, 20, 12, 0, 0, 0, time.UTC) }

// board is a page of a small network: it has notes.
type board struct {
	name  string
	notes []*graphtest.Node
}

type note struct {
	text    string
	created time.Time
	board   *graphtest.Node
}

type site struct {
	*graphtest.Server
	t     *testing.T
	clock *simulator.ManualClock
	base  string

	app    *graphtest.App
	owner  *graphtest.Person
	board  *graphtest.Node
	upload *graphtest.Upload
	note   *graphtest.Type
}

func start(t *testing.T, opts graphtest.Options) *site {
	t.Helper()
	s := &site{t: t, clock: simulator.NewManualClock(noon())}
	opts.Clock = s.clock.Now
	s.Server = graphtest.New(&opts)
	running, err := s.Simulator().Start()
	require.NoError(t, err)
	t.Cleanup(func() { running.Close(); s.Close() })
	s.base = running.URL
	s.MountLogin()
	s.Lock()
	defer s.Unlock()
	s.app = s.Register(graphtest.App{Name: "Relais"})
	s.owner = s.AddPerson("Anna Owner", false)
	s.types()
	s.SetRole(s.owner.ID, s.board.ID, "CREATE_CONTENT", "MANAGE")
	return s
}

func (s *site) types() {
	author := graphtest.Shape("Author", "name", "id")
	s.note = &graphtest.Type{
		Name: "Note", Default: []string{"text"}, Lags: true,
		Owner: func(n *graphtest.Node) string { return n.Data.(*note).board.ID },
		Fields: graphtest.Fields{
			"text":    graphtest.Get(func(n *note) any { return n.text }),
			"created": graphtest.Get(func(n *note) any { return n.created }),
			"board":   graphtest.Get(func(n *note) any { return n.board }),
			"author":  graphtest.Get(func(*note) any { return author.New(object{"name": "Anna", "id": "7"}) }),
			"gone":    graphtest.Get(func(*note) any { return nil }),
		},
	}
	notes := func(_ *graphtest.Call, b *board) (any, error) {
		l := graphtest.Nodes(b.notes, func(n *graphtest.Node) time.Time { return n.Data.(*note).created }).Reversed()
		l.Summary = object{"total_count": len(b.notes), "order": "reverse"}
		return l, nil
	}
	boards := &graphtest.Type{
		Name: "Board", Default: []string{"name"}, Owner: func(n *graphtest.Node) string { return n.ID },
		Fields: graphtest.Fields{"name": graphtest.Get(func(b *board) any { return b.name }), "access_token": s.AccessTokenField, "category": graphtest.Get(func(*board) any { return nil }), "category_list": graphtest.Get(func(*board) any { return nil })},
		Edges: graphtest.Edges{
			"notes": {
				Get:  &graphtest.Op{Needs: graphtest.Needs{Scopes: []string{"pages_read_engagement"}}, MaxLimit: 10, Handle: graphtest.On(notes)},
				Post: &graphtest.Op{Needs: graphtest.Needs{Kinds: graphtest.PageToken, Scopes: []string{"pages_manage_posts"}, Tasks: []string{"CREATE_CONTENT"}}, Fetch: []string{"url"}, Handle: s.addNote},
			},
			"subscribed_apps": s.InstallEdge(graphtest.Needs{Kinds: graphtest.PageToken}, "notes", "messages"),
			"files":           {Post: &graphtest.Op{Handle: s.addFile}},
		},
	}
	s.board = s.Put(boards, s.NewID(), &board{name: "Board"})
}

func (s *site) addNote(c *graphtest.Call, n *graphtest.Node) (any, error) {
	text := c.Params.Text("text")
	if text == "" {
		return nil, graphtest.BadParam("text is required")
	}
	if f, asked := c.Fetched["url"]; asked {
		text += fmt.Sprintf(" %v", f != nil)
	}
	for _, f := range c.Files {
		text += fmt.Sprintf(" %s:%d:%s", f.Field, f.Size, f.Sniffed)
	}
	return s.put(n, text), nil
}

func (s *site) put(n *graphtest.Node, text string) *graphtest.Node {
	b := n.Data.(*board)
	added := s.Put(s.note, n.ID+"_"+s.NewID(), &note{text: text, created: s.Now(), board: n})
	b.notes = append(b.notes, added)
	s.Notify(graphtest.Event{Object: "page", ID: n.ID, Field: "notes", Value: object{"text": text}})
	return added
}

func (s *site) addFile(c *graphtest.Call, n *graphtest.Node) (any, error) {
	s.upload = s.NewUpload("video-upload", s.NewID(), n.ID, nil)
	return object{"video_id": s.upload.ID, "upload_url": c.UploadURL(s.upload)}, nil
}

// notes puts n notes on the board, one a minute.
func (s *site) notes(n int) []string {
	s.Lock()
	defer s.Unlock()
	var ids []string
	for i := range n {
		ids = append(ids, s.put(s.board, fmt.Sprintf("note %d", i)).ID)
		s.clock.Advance(time.Minute)
	}
	return ids
}

func (s *site) user(scopes ...string) string {
	s.Lock()
	defer s.Unlock()
	return s.Issue(graphtest.UserToken, s.app.ID, s.owner.ID, true, scopes...).Value
}

func (s *site) page(scopes ...string) string {
	user := s.user(scopes...)
	s.Lock()
	defer s.Unlock()
	return s.PageToken(s.Token(user), s.board.ID).Value
}

func (s *site) all() string { return s.page("pages_read_engagement", "pages_manage_posts") }

func (s *site) appToken() string { return s.app.ID + "|" + s.app.Secret }

type reply struct {
	status int
	body   object
	text   string
	header http.Header
}

func (r reply) code() int {
	e, _ := r.body["error"].(object)
	code, _ := e["code"].(float64)
	return int(code)
}

func (r reply) subcode() int {
	e, _ := r.body["error"].(object)
	code, _ := e["error_subcode"].(float64)
	return int(code)
}

func (r reply) data() []object {
	items, _ := r.body["data"].([]any)
	var out []object
	for _, item := range items {
		out = append(out, item.(object))
	}
	return out
}

func (r reply) paging() object {
	o, _ := r.body["paging"].(object)
	return o
}

func (r reply) after() string {
	cursors, _ := r.paging()["cursors"].(object)
	after, _ := cursors["after"].(string)
	return after
}

func (s *site) get(token, path string) reply { return s.do(token, http.MethodGet, path, nil) }

func (s *site) post(token, path string, form url.Values) reply {
	return s.do(token, http.MethodPost, path, form)
}

func (s *site) do(token, method, path string, form url.Values) reply {
	s.t.Helper()
	header := http.Header{}
	if token != "" {
		header.Set("Authorization", "Bearer "+token)
	}
	if form != nil {
		header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	r, err := s.send(method, path, header, strings.NewReader(form.Encode()))
	require.NoError(s.t, err)
	return r
}

func (s *site) send(method, path string, header http.Header, body io.Reader) (reply, error) {
	s.t.Helper()
	if !strings.HasPrefix(path, "http") {
		path = s.base + path
	}
	req, err := http.NewRequestWithContext(s.t.Context(), method, path, body)
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
