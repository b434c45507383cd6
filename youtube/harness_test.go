package youtube_test

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"golang.org/x/oauth2"

	"github.com/relais-go/relais/social"
	"github.com/relais-go/relais/youtube"
	"github.com/relais-go/relais/youtube/youtubetest"
)

// world is a simulated YouTube with the channel that the client under test acts for.
type world struct {
	t     *testing.T
	srv   *youtubetest.Server
	base  string
	brand string // id
	token string
	count atomic.Int64

	mu     sync.Mutex
	people []string // ids
}

// newWorld starts a server whose quota is enough for tests that are not about it.
func newWorld(t *testing.T, opts *youtubetest.Options) *world {
	t.Helper()
	own := youtubetest.Options{}
	if opts != nil {
		own = *opts
	}
	if own.Quota == (youtubetest.QuotaLimits{}) {
		own.Quota = youtubetest.QuotaLimits{Pool: 1e9, Uploads: 1e9, Searches: 1e9}
	}
	w := &world{t: t, srv: youtubetest.New(&own)}
	agreed().Watch(w.srv)
	base, err := w.srv.Start()
	require.NoError(t, err)
	t.Cleanup(w.srv.Close)
	w.base = base
	w.brand = w.srv.CreateChannel("acme")
	w.token = w.srv.Token(w.brand)
	return w
}

// person makes a channel; "" makes up a handle.
func (w *world) person(handle string) string {
	if handle == "" {
		handle = fmt.Sprintf("viewer%d", w.count.Add(1))
	}
	id := w.srv.CreateChannel(handle)
	w.mu.Lock()
	defer w.mu.Unlock()
	w.people = append(w.people, id)
	return id
}

// options are those of a client with short pauses.
func (w *world) options(change ...func(*social.Options)) *social.Options {
	transport := &http.Transport{MaxIdleConnsPerHost: 64}
	w.t.Cleanup(transport.CloseIdleConnections)
	opts := &social.Options{
		HTTPClient: &http.Client{Transport: transport}, BaseURL: w.base, MediaWait: 5 * time.Second,
		RetryWait: time.Millisecond, RetryWaitMax: 10 * time.Millisecond, Settle: 60 * time.Millisecond,
	}
	for _, f := range change {
		if f != nil {
			f(opts)
		}
	}
	return opts
}

// boundless is a quota that no test meets by chance.
func boundless() youtube.Quota {
	return youtube.Quota{Daily: map[youtube.Bucket]int64{
		youtube.BucketUnits: -1, youtube.BucketUploads: -1, youtube.BucketSearches: -1,
	}}
}

// client makes a client for the brand.
func (w *world) client(change ...func(*social.Options)) *youtube.Client {
	w.t.Helper()
	return w.configured(youtube.Config{Tokens: static(w.token), Quota: boundless()}, change...)
}

func (w *world) configured(cfg youtube.Config, change ...func(*social.Options)) *youtube.Client {
	w.t.Helper()
	c, err := youtube.NewClient(&cfg, w.options(change...))
	require.NoError(w.t, err)
	return c
}

func static(token string) oauth2.TokenSource {
	return oauth2.StaticTokenSource(&oauth2.Token{AccessToken: token})
}

// film is a file of its own for each text.
func film(text string) *social.Media {
	return social.MediaBytes("film.mp4", []byte("film of "+text))
}

// draftOf is a small video.
func draftOf(title string) *social.Draft {
	return &social.Draft{Title: title, Text: "About " + title, Media: []*social.Media{film(title)}}
}

// isSession tells requests to an upload session that carry a piece of the file.
func isSession(r *http.Request) bool {
	return r.Method == http.MethodPut && strings.HasPrefix(r.URL.Path, "/upload/") && !strings.Contains(r.Header.Get("Content-Range"), "*/")
}

// isWrite tells what publishes, edits, deletes, reacts or moderates: of an upload the pieces of the file, since the
// last of them makes the video.
func isWrite(r *http.Request) bool {
	p := r.URL.Path
	switch {
	case r.Method == http.MethodGet, strings.HasPrefix(p, "/token"), strings.HasPrefix(p, "/revoke"):
		return false
	case strings.HasPrefix(p, "/upload/"):
		return isSession(r)
	default:
		return true
	}
}

// traffic counts the requests. Asking a session how far it is reads.
func (w *world) traffic() (reads, writes int) {
	for _, e := range w.srv.Requests().All() {
		switch {
		case strings.HasPrefix(e.Path, "/token"):
		case e.Method == http.MethodGet, e.Method == http.MethodPut && strings.HasPrefix(e.Path, "/upload/") && e.Size == 0:
			reads++
		default:
			writes++
		}
	}
	return reads, writes
}

// titles are those of the brand's videos, oldest first.
func (w *world) titles() []string {
	var out []string
	for _, v := range w.srv.Videos(w.brand) {
		out = append(out, v.Title)
	}
	return out
}

func videoRef(id string) social.Ref { return social.Ref{Network: "youtube", ID: id} }

func scheduledRef(id string) social.Ref {
	return social.Ref{Network: "youtube", Kind: social.RefScheduled, ID: id}
}

func commentRef(id string) social.Ref {
	return social.Ref{Network: "youtube", Kind: social.RefComment, ID: id}
}

func channelRef(id string) social.Ref {
	return social.Ref{Network: "youtube", Kind: social.RefAccount, ID: id}
}

// requireField asserts that err names a field and is of a kind.
func requireField(t *testing.T, err error, kind error, field string) {
	t.Helper()
	require.ErrorIs(t, err, kind)
	var fields []string
	for _, p := range social.Problems(err) {
		fields = append(fields, p.Field)
		assert.Equal(t, "youtube", p.Network)
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
	for i, m := range out.Media {
		if m.Open == nil && i < len(p.Media) {
			m.Open = p.Media[i].Open
		}
	}
	return out
}

func withTimeout(t *testing.T, d time.Duration) (context.Context, context.CancelFunc) {
	t.Helper()
	return context.WithTimeout(t.Context(), d)
}
