package graph_test

import (
	"bytes"
	"context"
	"io"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"golang.org/x/oauth2"

	"github.com/relais-go/relais/internal/graph"
	"github.com/relais-go/relais/internal/graph/graphtest"
	"github.com/relais-go/relais/internal/rest"
	"github.com/relais-go/relais/internal/simulator"
	"github.com/relais-go/relais/social"
)

// site is a small network on the skeleton of the simulators: a page with notes, and films.
type site struct {
	*graphtest.Server
	t      *testing.T
	url    string
	app    *graphtest.App
	owner  *graphtest.Person
	page   *graphtest.Node
	notes  []*graphtest.Node
	upload *graphtest.Upload
	film   bytes.Buffer
}

func newSite(t *testing.T, opts *graphtest.Options) *site {
	t.Helper()
	s := &site{t: t, Server: graphtest.New(opts)}
	s.MountLogin()
	run, err := s.Simulator().Start()
	require.NoError(t, err)
	t.Cleanup(func() { run.Close(); s.Close() })
	s.url = run.URL
	s.Lock()
	defer s.Unlock()
	s.app = s.Register(graphtest.App{Name: "Desk", RedirectURIs: []string{callback}, RequireProof: true})
	s.owner = s.AddPerson("Anna Owner", false)
	note := &graphtest.Type{
		Name: "Note", Default: []string{"text"}, Lags: true, Owner: func(*graphtest.Node) string { return s.page.ID },
		Fields: graphtest.Fields{"text": graphtest.Get(func(text string) any { return text })},
	}
	film := &graphtest.Type{Name: "Film", Fields: graphtest.Fields{"status": graphtest.Get(func(*site) any {
		return graphtest.Object{"uploading_phase": graphtest.Object{"status": "in_progress", "bytes_transferred": s.upload.Received}}
	})}}
	page := &graphtest.Type{
		Name: "Page", Default: []string{"name"}, Owner: func(n *graphtest.Node) string { return n.ID },
		Fields: graphtest.Fields{
			"name": graphtest.Get(func(name string) any { return name }), "access_token": s.AccessTokenField,
			"category": graphtest.Get(func(string) any { return nil }), "category_list": graphtest.Get(func(string) any { return nil }),
			"instagram_business_account": graphtest.Get(func(string) any { return nil }), "username": graphtest.Get(func(string) any { return nil }),
		},
		Edges: graphtest.Edges{
			"notes": {
				Get: &graphtest.Op{Handle: func(*graphtest.Call, *graphtest.Node) (any, error) { return graphtest.Nodes(s.notes, nil), nil }},
				Post: &graphtest.Op{Params: []string{"text"}, Handle: func(c *graphtest.Call, _ *graphtest.Node) (any, error) {
					n := s.Put(note, s.NewID(), c.Params.Text("text"))
					s.notes = append(s.notes, n)
					return n, nil
				}},
			},
			"films": {Post: &graphtest.Op{Handle: func(c *graphtest.Call, n *graphtest.Node) (any, error) {
				made := s.Put(film, s.NewID(), s)
				s.upload = s.NewUpload("video-upload", made.ID, n.ID, nil)
				s.upload.Also = &s.film
				return graphtest.Object{"video_id": made.ID, "upload_url": c.UploadURL(s.upload)}, nil
			}}},
		},
	}
	s.page = s.Put(page, s.NewID(), "Acme")
	s.SetRole(s.owner.ID, s.page.ID, "MANAGE", "CREATE_CONTENT")
	s.OnConsent(func(string, string) (*graphtest.Grant, bool) { return &graphtest.Grant{Person: s.owner.ID}, true })
	return s
}

func (s *site) options() *social.Options {
	tr := &http.Transport{MaxIdleConnsPerHost: 8}
	s.t.Cleanup(tr.CloseIdleConnections)
	return &social.Options{
		HTTPClient: &http.Client{Transport: tr}, BaseURL: s.url, RetryWait: time.Microsecond, RetryWaitMax: time.Millisecond, Settle: 10 * time.Millisecond,
	}
}

// client has the token of the page, from a login in all its steps.
func (s *site) client() *graph.Client {
	s.t.Helper()
	auth, err := graph.NewAuth(&graph.AuthConfig{Network: "facebook", App: graph.App{ID: s.app.ID, Secret: s.app.Secret}}, s.options())
	require.NoError(s.t, err)
	login, err := auth.StartLogin(&graph.LoginParams{RedirectURI: callback, Scopes: []string{"pages_show_list", "pages_manage_posts"}})
	require.NoError(s.t, err)
	browser := &http.Client{Transport: s.options().HTTPClient.Transport, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	resp, err := browser.Get(login.URL)
	require.NoError(s.t, err)
	_, _ = io.Copy(io.Discard, resp.Body)
	require.NoError(s.t, resp.Body.Close())
	back, err := resp.Location()
	require.NoError(s.t, err)
	code, err := login.Code(back.Query())
	require.NoError(s.t, err)
	short, err := auth.Exchange(s.t.Context(), login, code)
	require.NoError(s.t, err)
	_, err = auth.Exchange(s.t.Context(), login, code)
	require.ErrorIs(s.t, err, social.ErrAuth, "a code works once")
	long, err := auth.Extend(s.t.Context(), short)
	require.NoError(s.t, err)
	assert.Greater(s.t, long.Expiry, short.Expiry)

	info, err := auth.Inspect(s.t.Context(), long.AccessToken)
	require.NoError(s.t, err)
	require.NoError(s.t, info.Err("facebook"))
	assert.Equal(s.t, graph.ID(s.owner.ID), info.UserID)
	person, err := auth.As(oauth2.StaticTokenSource(long))
	require.NoError(s.t, err)
	have, err := person.Permissions(s.t.Context())
	require.NoError(s.t, err)
	assert.Empty(s.t, graph.Granted(have, "pages_show_list", "pages_manage_posts"))
	var token *oauth2.Token
	for p, err := range person.Accounts(s.t.Context()) {
		require.NoError(s.t, err)
		assert.Equal(s.t, graph.ID(s.page.ID), p.ID)
		token = p.AccessToken.Token()
	}
	require.NotNil(s.t, token)
	c, err := graph.New(&graph.Config{
		Network: "facebook", Tokens: oauth2.StaticTokenSource(token), AppSecret: s.app.Secret, TimedProof: true,
		Budgets: graph.Budgets{App: s.app.ID, Account: s.page.ID, UseCase: graph.UsePages},
	}, s.options())
	require.NoError(s.t, err)
	return c
}

func (s *site) write(c *graph.Client, text string) (graph.ID, error) {
	n, err := graph.Ask[thing](s.t.Context(), c, &graph.Request{
		Op: "notes.create", Method: http.MethodPost, Path: rest.Path(s.page.ID, "notes"), Params: url.Values{"text": {text}}, Class: rest.Lookup,
	})
	if err != nil {
		return "", err
	}
	return n.ID, nil
}

func TestAgainstTheNetwork(t *testing.T) {
	t.Parallel()
	s := newSite(t, &graphtest.Options{Traps: graphtest.Traps{EmptyPages: 3, ShortPages: 2, NoNestedNext: true}})
	c := s.client()
	var ids []graph.ID
	items := make([]*graph.BatchItem, 0, 60)
	for i := range 60 {
		id, err := s.write(c, "note "+strconv.Itoa(i))
		require.NoError(t, err)
		ids = append(ids, id)
		items = append(items, &graph.BatchItem{Path: rest.Path(string(id)), Fields: graph.Fields("id", "text"), Out: new(thing)})
	}
	r := &graph.Request{Op: "notes.list", Path: rest.Path(s.page.ID, "notes"), Params: url.Values{"limit": {"7"}}}
	listed, err := collect(t, c, r)
	require.NoError(t, err)
	assert.Equal(t, ids, listed, "through short and empty pages")

	page, err := graph.Ask[struct {
		Notes graph.Edge[thing] `json:"notes"`
	}](t.Context(), c, &graph.Request{Op: "page", Path: rest.Path(s.page.ID), Fields: graph.Fields("id", graph.Expand("notes").Limit(5).Select("id"))})
	require.NoError(t, err)
	listed = nil
	for n, err := range graph.Expanded(t.Context(), c, &page.Notes, r, -1) {
		require.NoError(t, err)
		listed = append(listed, n.ID)
	}
	assert.Equal(t, ids, listed, "from within an object on")

	s.Lock()
	s.SetBatchNulls(graphtest.BatchNulls{From: 20})
	s.app.RequireProof = false // the proof of a batch is that of its items, at Meta
	s.Unlock()
	results, err := c.Batch(t.Context(), &graph.Batch{Op: "notes.batch", Items: items})
	require.NoError(t, err)
	for i, res := range results {
		require.NoError(t, res.Err)
		assert.Equal(t, ids[i], items[i].Out.(*thing).ID)
	}
	for _, e := range s.Simulator().Log().All() {
		if !strings.HasSuffix(e.Path, "access_token") { // where a code was tried twice
			assert.NotEqual(t, http.StatusBadRequest, e.Status, e.Path)
		}
		assert.Empty(t, e.Query.Get("access_token"))
	}
}

func TestUploadToTheNetwork(t *testing.T) {
	t.Parallel()
	s := newSite(t, &graphtest.Options{})
	c := s.client()
	made, err := graph.Ask[struct {
		ID  string `json:"video_id"`
		URL string `json:"upload_url"`
	}](t.Context(), c, &graph.Request{Op: "films.start", Method: http.MethodPost, Path: rest.Path(s.page.ID, "films"), Class: rest.Idempotent})
	require.NoError(t, err)
	s.Lock()
	s.CutUploads(100_000, 2)
	s.Unlock()
	data := film(400_000)
	require.NoError(t, c.Upload(t.Context(), &graph.Upload{
		Op: "films.upload", URL: made.URL, Media: social.MediaBytes("a.mp4", data), Field: "Media[0]",
		Arrived: func(ctx context.Context) (int64, error) { return c.Arrived(ctx, "films.status", made.ID, "status") },
	}))
	s.Lock()
	defer s.Unlock()
	assert.True(t, s.upload.Complete())
	assert.True(t, bytes.Equal(data, s.film.Bytes()), "each byte once, and in order")
}

func TestShrugsOfTheNetwork(t *testing.T) {
	t.Parallel()
	s := newSite(t, &graphtest.Options{Misses: 1})
	c := s.client()
	s.Simulator().Faults().Add(graphtest.ErrorFault("POST /*/*/notes", graphtest.Unavailable(), true))
	_, err := s.write(c, "Hello")
	require.ErrorIs(t, err, social.ErrUncertain)
	s.Lock()
	require.Len(t, s.notes, 1, "it was executed, and not repeated")
	id := s.notes[0].ID
	s.Unlock()
	r := &graph.Request{Op: "notes.get", Path: rest.Path(id)}
	_, err = c.Do(t.Context(), r, nil)
	require.ErrorIs(t, err, social.ErrNotFound, "reads lag")
	s.Lock()
	s.Obscure(id, 1)
	s.Unlock()
	r.Fresh = true
	_, err = c.Do(t.Context(), r, nil)
	require.NoError(t, err)

	s.Simulator().Faults().Add(simulator.Fault{Kind: simulator.FailAfter, Match: "DELETE /**"})
	r = &graph.Request{Op: "x", Path: rest.Path("me"), Fields: "nonsense"}
	_, err = c.Do(t.Context(), r, nil)
	require.ErrorIs(t, err, social.ErrInvalid)
	s.Lock()
	s.End(460, func(*graphtest.Token) bool { return true })
	s.Unlock()
	_, err = s.write(c, "Again")
	require.ErrorIs(t, err, social.ErrAuth)
	assert.ErrorContains(t, err, "password")
}
