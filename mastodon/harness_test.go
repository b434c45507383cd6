package mastodon_test

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"golang.org/x/oauth2"

	"github.com/relais-go/relais/mastodon"
	"github.com/relais-go/relais/mastodon/mastodontest"
	"github.com/relais-go/relais/social"
)

// world is a simulated server with the account that the client under test acts for.
type world struct {
	t     *testing.T
	srv   *mastodontest.Server
	base  string
	brand *mastodontest.Account
	token string

	mu     sync.Mutex
	people map[string]*mastodontest.Account // by ID
	count  atomic.Int64
}

// newWorld starts a server. Limits are off unless opts set them, so that tests are not paced.
func newWorld(t *testing.T, opts *mastodontest.Options) *world {
	t.Helper()
	own := mastodontest.Options{}
	if opts != nil {
		own = *opts
	}
	if own.RateLimits == nil {
		own.RateLimits = mastodontest.NoLimits()
	}
	w := &world{t: t, srv: mastodontest.New(&own), people: map[string]*mastodontest.Account{}}
	if own.Flavour == mastodontest.Mastodon {
		agreed().Watch(w.srv)
	}
	base, err := w.srv.Start()
	require.NoError(t, err)
	t.Cleanup(w.srv.Close)
	w.base = base
	w.brand = w.person("acme")
	w.token = w.srv.Token(w.brand, "read", "write", "follow", "push")
	return w
}

// person makes an account; "" makes up a name.
func (w *world) person(name string) *mastodontest.Account {
	if name == "" {
		name = fmt.Sprintf("reader%d", w.count.Add(1))
	}
	a := w.srv.CreateAccount(name)
	w.mu.Lock()
	defer w.mu.Unlock()
	w.people[a.ID] = a
	return a
}

// client makes a client for the brand, with short pauses.
func (w *world) client(change ...func(*social.Options)) *mastodon.Client {
	w.t.Helper()
	transport := &http.Transport{MaxIdleConnsPerHost: 64}
	w.t.Cleanup(transport.CloseIdleConnections)
	opts := social.Options{
		HTTPClient: &http.Client{Transport: transport},
		RetryWait:  time.Millisecond, RetryWaitMax: 10 * time.Millisecond, Settle: 60 * time.Millisecond,
	}
	for _, f := range change {
		if f != nil {
			f(&opts)
		}
	}
	c, err := mastodon.New(w.base, oauth2.StaticTokenSource(&oauth2.Token{AccessToken: w.token}), &opts)
	require.NoError(w.t, err)
	return c
}

// get reads from the server past the client.
func (w *world) get(path string, query url.Values, out any) {
	w.t.Helper()
	req, err := http.NewRequestWithContext(w.t.Context(), http.MethodGet, w.base+path+"?"+query.Encode(), nil)
	require.NoError(w.t, err)
	req.Header.Set("Authorization", "Bearer "+w.token)
	resp, err := http.DefaultClient.Do(req)
	require.NoError(w.t, err)
	defer func() { _ = resp.Body.Close() }()
	data, err := io.ReadAll(resp.Body)
	require.NoError(w.t, err)
	require.Equal(w.t, http.StatusOK, resp.StatusCode, string(data))
	require.NoError(w.t, json.Unmarshal(data, out))
}

// isWrite tells what publishes, edits, deletes, reacts, follows or moderates.
func isWrite(r *http.Request) bool {
	p := r.URL.Path
	return r.Method != http.MethodGet && !strings.HasPrefix(p, "/oauth") && !strings.HasSuffix(p, "/media") && !strings.HasSuffix(p, "/apps")
}

// written is the texts of the posts that stand, in no order.
func (w *world) written() []string {
	var texts []string
	for _, s := range w.srv.Statuses(w.brand) {
		if s.BoostOf == "" {
			texts = append(texts, s.Text)
		}
	}
	return texts
}

func postRef(id string) social.Ref { return social.Ref{Network: "mastodon", ID: id} }

func accountRef(a *mastodontest.Account) social.Ref {
	return social.Ref{Network: "mastodon", Kind: social.RefAccount, ID: a.ID, URL: a.URL}
}

// requireField asserts that err names a field and is of a kind.
func requireField(t *testing.T, err error, kind error, field string) {
	t.Helper()
	require.ErrorIs(t, err, kind)
	var fields []string
	for _, p := range social.Problems(err) {
		fields = append(fields, p.Field)
		assert.Equal(t, "mastodon", p.Network)
	}
	require.True(t, slices.Contains(fields, field), "fields %q, want %q: %v", fields, field, err)
}

// requests counts requests past the first n that a pattern matches.
func (w *world) writes() int {
	n := 0
	for _, e := range w.srv.Requests().All() {
		if e.Method != http.MethodGet {
			n++
		}
	}
	return n
}
