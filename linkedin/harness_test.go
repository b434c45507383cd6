package linkedin_test

import (
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"golang.org/x/oauth2"

	"github.com/relais-go/relais/linkedin"
	"github.com/relais-go/relais/linkedin/linkedintest"
	"github.com/relais-go/relais/social"
)

// world is a simulated LinkedIn with a member and the Page that she runs.
type world struct {
	t    *testing.T
	srv  *linkedintest.Server
	ann  string // URN of the member
	acme string // URN of the Page

	once  sync.Once
	other string // see bob
}

func newWorld(t *testing.T, opts *linkedintest.Options) *world {
	t.Helper()
	w := &world{t: t, srv: linkedintest.New(opts)}
	require.NoError(t, w.srv.Start())
	t.Cleanup(func() {
		w.srv.Close()
		for _, r := range w.srv.Requests().All() {
			if strings.HasPrefix(r.Path, "/rest/") && r.Header.Get("X-Restli-Protocol-Version") != "2.0.0" {
				t.Errorf("%s %s lacks the protocol's version", r.Method, r.Path)
			}
		}
	})
	w.ann = w.srv.CreateMember("Ann", "Lee")
	w.acme = w.srv.CreateOrganization("ACME", w.ann)
	return w
}

// options are those of a client with short pauses.
func (w *world) options(change ...func(*social.Options)) *social.Options {
	transport := &http.Transport{MaxIdleConnsPerHost: 64}
	w.t.Cleanup(transport.CloseIdleConnections)
	opts := &social.Options{
		HTTPClient: &http.Client{Transport: transport}, BaseURL: w.srv.URL(), MediaWait: 20 * time.Second,
		RetryWait: time.Millisecond, RetryWaitMax: 10 * time.Millisecond, Settle: 60 * time.Millisecond,
	}
	for _, f := range change {
		if f != nil {
			f(opts)
		}
	}
	return opts
}

// client makes a client for the Page.
func (w *world) client(change ...func(*social.Options)) *linkedin.Client {
	w.t.Helper()
	return w.configured(linkedin.Config{Author: linkedin.URN(w.acme), Tokens: static(w.srv.Token(w.ann))}, change...)
}

// sharer makes a client for the member with the token of a self-serve application, with which one can post and do
// little else.
func (w *world) sharer(change ...func(*social.Options)) *linkedin.Client {
	w.t.Helper()
	return w.configured(linkedin.Config{Tokens: static(w.srv.ShareToken(w.ann))}, change...)
}

func (w *world) configured(cfg linkedin.Config, change ...func(*social.Options)) *linkedin.Client {
	w.t.Helper()
	cfg.WebURL = w.srv.WebURL()
	c, err := linkedin.NewClient(&cfg, w.options(change...))
	require.NoError(w.t, err)
	return c
}

func static(token string) oauth2.TokenSource {
	return oauth2.StaticTokenSource(&oauth2.Token{AccessToken: token})
}
