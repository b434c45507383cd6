package x_test

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"golang.org/x/oauth2"

	"github.com/relais-go/relais/social"
	"github.com/relais-go/relais/x"
	"github.com/relais-go/relais/x/xtest"
)

// world is a simulated X with the account that the client under test acts for.
type world struct {
	t     *testing.T
	srv   *xtest.Server
	base  string
	brand string // id
	token string
	count atomic.Int64
}

// newWorld starts a server. Limits are off unless opts set them, so that tests are not paced.
func newWorld(t *testing.T, opts *xtest.Options) *world {
	t.Helper()
	own := xtest.Options{}
	if opts != nil {
		own = *opts
	}
	if own.RateLimits == nil {
		own.RateLimits = xtest.NoLimits()
	}
	w := &world{t: t, srv: xtest.New(&own)}
	agreed().Watch(w.srv)
	base, err := w.srv.Start()
	require.NoError(t, err)
	t.Cleanup(w.srv.Close)
	w.base = base
	w.brand = w.srv.CreateUser("acme")
	w.token = w.srv.Token(w.brand)
	return w
}

// person makes an account; "" makes up a name.
func (w *world) person(name string) string {
	if name == "" {
		name = fmt.Sprintf("reader%d", w.count.Add(1))
	}
	return w.srv.CreateUser(name)
}

// premium gives the brand a subscription.
func (w *world) premium() {
	w.srv.SetProfile(w.brand, func(p *xtest.Profile) { p.Subscription = "Premium" })
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

// client makes a client for the brand, which knows the program's token, too.
func (w *world) client(change ...func(*social.Options)) *x.Client {
	w.t.Helper()
	return w.configured(x.Config{Tokens: static(w.token), App: static(w.srv.AppToken())}, change...)
}

func (w *world) configured(cfg x.Config, change ...func(*social.Options)) *x.Client {
	w.t.Helper()
	c, err := x.NewClient(&cfg, w.options(change...))
	require.NoError(w.t, err)
	return c
}

func static(token string) oauth2.TokenSource {
	return oauth2.StaticTokenSource(&oauth2.Token{AccessToken: token})
}

// isWrite tells what publishes, edits, deletes, reacts, follows or moderates.
func isWrite(r *http.Request) bool {
	p := r.URL.Path
	return r.Method != http.MethodGet && !strings.Contains(p, "oauth") && !strings.HasPrefix(p, "/2/media/")
}

// written is the texts of the posts that stand, oldest first.
func (w *world) written() []string {
	var texts []string
	for _, p := range w.srv.Posts(w.brand) {
		if p.RepostOf == "" {
			texts = append(texts, p.Text)
		}
	}
	return texts
}

// writes counts the requests that can change something.
func (w *world) writes() int {
	n := 0
	for _, e := range w.srv.Requests().All() {
		if e.Method != http.MethodGet {
			n++
		}
	}
	return n
}

func postRef(id string) social.Ref { return social.Ref{Network: "x", ID: id} }

func accountRef(id string) social.Ref {
	return social.Ref{Network: "x", Kind: social.RefAccount, ID: id}
}

// requireField asserts that err names a field and is of a kind.
func requireField(t *testing.T, err error, kind error, field string) {
	t.Helper()
	require.ErrorIs(t, err, kind)
	var fields []string
	for _, p := range social.Problems(err) {
		fields = append(fields, p.Field)
		assert.Equal(t, "x", p.Network)
	}
	require.True(t, slices.Contains(fields, field), "fields %q, want %q: %v", fields, field, err)
}

// reload sends a Pending through JSON, as another process would get it.
func reload(t *testing.T, p *social.Pending) *social.Pending {
	t.Helper()
	data, err := json.Marshal(p)
	require.NoError(t, err)
	out := new(social.Pending)
	require.NoError(t, json.Unmarshal(data, out))
	return out
}

// png is a picture of its own for each text.
func png(text string) []byte { return []byte("\x89PNG\r\n\x1a\n" + text) }

// patience is how long tests wait for what will happen, on however slow a machine: the end of it is a failure.
const patience = 4 * time.Minute

// until waits for something that nothing tells of, and no longer than ctx.
func until(ctx context.Context, is func() bool) {
	tick := time.NewTicker(time.Millisecond)
	defer tick.Stop()
	for !is() && ctx.Err() == nil {
		<-tick.C
	}
}

// waiting is a context for what will happen.
func waiting(t *testing.T) (context.Context, context.CancelFunc) {
	t.Helper()
	return context.WithTimeout(t.Context(), patience)
}
