package mastodon_test

import (
	"context"
	"fmt"
	"math/rand/v2"
	"net"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"os"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/relais-go/relais/social"
)

// cutter stands between the client and a real server and breaks connections.
type cutter struct {
	*httptest.Server
	forward *httputil.ReverseProxy
	cut     func(*http.Request) (before, after bool)
	cuts    atomic.Int64
}

func newCutter(t *testing.T, cut func(*http.Request) (before, after bool)) *cutter {
	t.Helper()
	server := os.Getenv("MASTODON_SERVER")
	if server == "" {
		t.Skip("set MASTODON_SERVER, MASTODON_TOKEN (and MASTODON_TOKEN_2 to listen) to run against a real server")
	}
	if !strings.Contains(server, "://") {
		server = "https://" + server
	}
	target, err := url.Parse(server)
	require.NoError(t, err)
	c := &cutter{cut: cut}
	transport := &http.Transport{}
	t.Cleanup(transport.CloseIdleConnections)
	c.forward = &httputil.ReverseProxy{Transport: transport, FlushInterval: -1, Rewrite: func(r *httputil.ProxyRequest) {
		r.SetURL(target)
		r.Out.Host = target.Host
	}}
	c.Server = httptest.NewServer(c)
	t.Cleanup(c.Close)
	return c
}

// ServeHTTP implements http.Handler.
func (c *cutter) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	before, after := c.cut(r)
	if !before && !after {
		c.forward.ServeHTTP(w, r)
		return
	}
	c.cuts.Add(1)
	if after {
		c.forward.ServeHTTP(httptest.NewRecorder(), r)
	}
	conn, _, err := http.NewResponseController(w).Hijack()
	if err != nil {
		panic(http.ErrAbortHandler)
	}
	if tcp, ok := conn.(*net.TCPConn); ok {
		_ = tcp.SetLinger(0)
	}
	_ = conn.Close()
}

// TestLiveOnce publishes through a proxy that cuts connections before and after the server executed the request.
func TestLiveOnce(t *testing.T) {
	direct := live(t, "MASTODON_TOKEN", nil)
	random := rand.New(rand.NewPCG(3, 5))
	proxy := newCutter(t, func(r *http.Request) (before, after bool) {
		if r.Method != http.MethodPost || r.URL.Path != "/api/v1/statuses" {
			return false, false
		}
		roll := random.Float64()
		return roll < 0.25, roll >= 0.25 && roll < 0.55
	})
	c := live(t, "MASTODON_TOKEN", func(o *social.Options) { o.BaseURL = proxy.URL; o.Settle = 2 * time.Second })
	const n = 12
	run := unique("Once")
	for i := range n {
		p, err := c.Publish(t.Context(), &social.Draft{Text: fmt.Sprintf("%s %d.", run, i), Visibility: social.VisibilityUnlisted})
		require.NoError(t, err)
		erase(t.Context(), t, direct, p.Ref)
	}
	stand := map[string]int{}
	for p, err := range direct.Posts(t.Context(), &social.PostsQuery{Limit: 3 * n}) {
		require.NoError(t, err)
		if strings.HasPrefix(p.Text, run) {
			stand[p.Text]++
		}
	}
	t.Logf("%d publishes, %d connections cut, %d texts stand", n, proxy.cuts.Load(), len(stand))
	assert.Len(t, stand, n, "no loss")
	for text, times := range stand {
		assert.Equal(t, 1, times, text)
	}
	assert.Positive(t, proxy.cuts.Load())
}

// TestLiveListen lets the first account mention the second, which listens through a proxy whose connections break.
func TestLiveListen(t *testing.T) {
	speaker := live(t, "MASTODON_TOKEN", nil)
	proxy := newCutter(t, func(*http.Request) (before, after bool) { return false, false })
	listener := live(t, "MASTODON_TOKEN_2", func(o *social.Options) { o.BaseURL = proxy.URL })
	ctx, cancel := context.WithTimeout(t.Context(), 3*time.Minute)
	defer cancel()
	me, err := listener.Profile(ctx)
	require.NoError(t, err)
	start, err := listener.Cursor(ctx)
	require.NoError(t, err)

	const n = 12
	run := unique("Listen")
	go func() {
		for i := range n {
			p, err := speaker.Publish(ctx, &social.Draft{Text: fmt.Sprintf("@%s %s %d.", me.Account.Handle, run, i), Visibility: social.VisibilityUnlisted})
			if !assert.NoError(t, err) {
				return
			}
			erase(ctx, t, speaker, p.Ref)
			if i%3 == 1 {
				proxy.CloseClientConnections()
				proxy.cuts.Add(1)
			}
		}
	}()
	hear := func(after string, want int) (texts []string, cursors []string) {
		for e, err := range listener.Listen(ctx, &social.ListenQuery{After: after}) {
			require.NoError(t, err)
			if strings.Contains(e.Text, run) {
				texts, cursors = append(texts, e.Text), append(cursors, e.Cursor)
			}
			if len(texts) == want {
				break
			}
		}
		return texts, cursors
	}
	texts, cursors := hear(start, n)
	require.Len(t, texts, n, "none is lost")
	var listed []string // a server may notify in another order than the posts were made
	for n, err := range listener.Notifications(ctx, nil) {
		require.NoError(t, err)
		if n.Status != nil && strings.Contains(n.Status.Content, run) {
			listed = append(listed, n.Status.Content)
		}
		if len(listed) == len(texts) {
			break
		}
	}
	slices.Reverse(listed)
	require.Len(t, listed, len(texts))
	for i, text := range texts {
		_, number, _ := strings.Cut(text, run)
		assert.Contains(t, listed[i], run+number, "in the server's order")
	}
	again, _ := hear(cursors[n/2], n-n/2-1)
	assert.Equal(t, texts[n/2+1:], again, "another process goes on behind the stored cursor")
	t.Logf("%d mentions heard in order over %d disconnects", n, proxy.cuts.Load())
}
