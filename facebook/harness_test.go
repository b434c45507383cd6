package facebook_test

import (
	"bytes"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"golang.org/x/oauth2"

	"github.com/relais-go/relais/facebook"
	"github.com/relais-go/relais/facebook/facebooktest"
	"github.com/relais-go/relais/social"
)

// world is a simulated Facebook with the Page that the client under test acts for.
type world struct {
	t     *testing.T
	srv   *facebooktest.Server
	base  string
	page  string // id
	token string
	count atomic.Int64
}

// newWorld starts a server. opts may be nil.
func newWorld(t *testing.T, opts *facebooktest.Options) *world {
	t.Helper()
	w := &world{t: t, srv: facebooktest.New(opts)}
	agreed().Watch(w.srv)
	base, err := w.srv.Start()
	require.NoError(t, err)
	t.Cleanup(w.srv.Close)
	w.base = base
	w.page = w.srv.CreatePage("Acme")
	w.token = w.srv.Token(w.page)
	return w
}

// person makes somebody; "" makes up a name.
func (w *world) person(name string) string {
	if name == "" {
		name = fmt.Sprintf("Reader %d", w.count.Add(1))
	}
	return w.srv.CreatePerson(name)
}

// options are those of a client with short pauses.
func (w *world) options(change ...func(*social.Options)) *social.Options {
	transport := &http.Transport{MaxIdleConnsPerHost: 64}
	w.t.Cleanup(transport.CloseIdleConnections)
	opts := &social.Options{
		HTTPClient: &http.Client{Transport: transport}, BaseURL: w.base,
		RetryWait: time.Millisecond, RetryWaitMax: 10 * time.Millisecond, Settle: 60 * time.Millisecond,
	}
	for _, f := range change {
		if f != nil {
			f(opts)
		}
	}
	return opts
}

// client acts for the Page.
func (w *world) client(change ...func(*social.Options)) *facebook.Client {
	w.t.Helper()
	return w.configured(facebook.Config{}, change...)
}

// configured is a client with a configuration of which Page, tokens and app are filled in.
func (w *world) configured(cfg facebook.Config, change ...func(*social.Options)) *facebook.Client {
	w.t.Helper()
	cfg.Page = facebook.ID(w.page)
	if cfg.Tokens == nil {
		cfg.Tokens = static(w.token)
	}
	if cfg.App.ID == "" {
		cfg.App.ID = w.srv.App().ID
	}
	c, err := facebook.NewClient(&cfg, w.options(change...))
	require.NoError(w.t, err)
	return c
}

func static(token string) oauth2.TokenSource {
	return oauth2.StaticTokenSource(&oauth2.Token{AccessToken: token})
}

func postRef(id string) social.Ref { return social.Ref{Network: "facebook", ID: id} }

func commentRef(id string) social.Ref {
	return social.Ref{Network: "facebook", Kind: social.RefComment, ID: id}
}

func accountRef(id string) social.Ref {
	return social.Ref{Network: "facebook", Kind: social.RefAccount, ID: id}
}

// newFileServer serves a file to whoever asks.
func newFileServer(t *testing.T, m *social.Media) string {
	t.Helper()
	srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		file, err := m.Open()
		if err != nil {
			w.WriteHeader(http.StatusInternalServerError)
			return
		}
		defer func() { _ = file.Close() }()
		data, err := io.ReadAll(file)
		if err != nil {
			w.WriteHeader(http.StatusInternalServerError)
			return
		}
		http.ServeContent(w, r, m.Name, time.Time{}, bytes.NewReader(data))
	}))
	t.Cleanup(srv.Close)
	return srv.URL
}
