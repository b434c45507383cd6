package linkedin_test

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"net/http"
	"os"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/relais-go/relais/linkedin"
	"github.com/relais-go/relais/linkedin/linkedintest"
	"github.com/relais-go/relais/social"
)

// roughRoad loses, repeats and swaps what is pushed on its way to a handler.
type roughRoad struct {
	http.Handler
	mu   sync.Mutex
	n    int
	held *http.Request
}

// ServeHTTP drops every fifth request, though it says that it took it, and lets every fourth come after the next.
func (r *roughRoad) ServeHTTP(w http.ResponseWriter, req *http.Request) {
	if req.Method != http.MethodPost {
		r.Handler.ServeHTTP(w, req)
		return
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	switch r.n++; {
	case r.n%5 == 0:
		return
	case r.n%4 == 0 && r.held == nil:
		var err error
		if r.held, err = copied(req); err == nil {
			return
		}
	}
	r.Handler.ServeHTTP(w, req)
	if r.held != nil {
		r.Handler.ServeHTTP(&discard{}, r.held)
		r.held = nil
	}
}

// TestListenLossless lets 2,000 things happen, of all kinds, while pushes are lost, repeated and swapped, a tenth of the
// reads is cut or refused, and the listener and its webhook are replaced by another process six times, which goes on from
// the last cursor. Each thing is told, and once in a run.
func TestListenLossless(t *testing.T) {
	t.Parallel()
	total, lives := 2_000, 6
	if testing.Short() { // with the race detector it takes long
		total, lives = 500, 3
	}
	patience := 5 * time.Minute
	if os.Getenv("RELAIS_LONG") != "" {
		total, lives, patience = 20_000, 40, 20*time.Minute
	}
	w := newWorld(t, &linkedintest.Options{Seed: 5, Webhook: linkedintest.WebhookOptions{Duplicate: 3, Reverse: true}})
	ctx, cancel := context.WithTimeout(t.Context(), patience)
	defer cancel()
	isRead := func(r *http.Request) bool {
		return r.Method == http.MethodGet && strings.HasPrefix(r.URL.Path, "/rest/")
	}
	for _, f := range []linkedintest.Fault{{Kind: linkedintest.CutBefore}, {Kind: linkedintest.CutBody}, {Kind: linkedintest.FailBefore}} {
		f.Where, f.Probability, f.Times = isRead, 0.04, linkedintest.Forever
		w.srv.Faults().Add(f)
	}
	began := time.Now()
	ahead := make(chan struct{}, 200) // what was not told yet
	var produced sync.WaitGroup
	told, repeats, late, replies := map[linkedin.ID]int{}, 0, 0, 0
	cursor := social.FromStart
	for life := range lives {
		c := w.client(func(o *social.Options) { o.Retries = 2 })
		h := newHandler(t, linkedin.WebhookOptions{Secrets: []string{w.srv.App().ClientSecret}})
		w.mount(w.client(), &roughRoad{Handler: h})
		if life == 0 {
			produced.Go(func() { w.produce(ctx, total, ahead) })
		}
		timing := linkedin.Timing{
			Poll: 100 * time.Millisecond, Safety: 200 * time.Millisecond, Margin: time.Second, RetryWait: time.Millisecond, RetryMost: 5 * time.Millisecond,
		}
		run := map[linkedin.ID]bool{}
		var newest time.Time
		for e, err := range c.ListenerWith(timing, &linkedin.ListenOptions{Webhook: h}).Listen(ctx, &social.ListenQuery{After: cursor}) {
			require.NoError(t, err)
			n := e.Raw.(*linkedin.Notification)
			require.False(t, run[n.ID], "%s comes twice in a run", n.ID)
			run[n.ID], cursor = true, e.Cursor
			if e.Time.Before(newest) {
				late++
			} else {
				newest = e.Time
			}
			if e.Kind == social.EventReply {
				replies++
			}
			if told[n.ID]++; told[n.ID] == 1 {
				<-ahead
			} else {
				repeats++
			}
			if len(told) >= total*(life+1)/lives {
				break
			}
		}
		require.NoError(t, ctx.Err(), "told %d of %d", len(told), total)
	}
	took := time.Since(began)
	produced.Wait()
	all := w.srv.Notifications(w.acme)
	require.Len(t, all, total)
	for _, n := range all {
		assert.Positive(t, told[linkedin.ID(fmt.Sprint(n.ID))], "%s %d was not told", n.Action, n.ID)
	}
	assert.Len(t, told, total)
	assert.Positive(t, replies)
	t.Logf("%d things, %d lives: all told in %v, %d late; %d again after a restart; %d requests, of which %d read notifications and %d comments; %d deliveries",
		total, lives, took.Round(time.Millisecond), late, repeats, w.srv.Requests().Total(),
		w.asked("organizationalEntityNotifications"), w.asked("/comments"), len(w.srv.Deliveries()))
}

// produce lets things happen.
func (w *world) produce(ctx context.Context, total int, ahead chan<- struct{}) {
	var posts, people []string
	for i := range 10 {
		posts = append(posts, w.srv.Post(w.acme, fmt.Sprint("Post ", i), nil))
		people = append(people, w.srv.CreateMember(fmt.Sprint("Reader", i), "Ray"))
	}
	last := ""
	for i := range total {
		select {
		case ahead <- struct{}{}:
		case <-ctx.Done():
			return
		}
		who, post := people[i%len(people)], posts[i*7%len(posts)]
		switch i % 20 {
		case 3:
			w.srv.Mention(who, w.acme, fmt.Sprint("Hello ", i))
		case 7:
			w.srv.React(w.srv.CreateMember(fmt.Sprint("Fan", i), "Ray"), post, linkedintest.Love)
		case 11:
			w.srv.Reshare(who, post, fmt.Sprint("Look ", i))
		case 13:
			w.srv.EditComment(last, fmt.Sprint("Better ", i))
		case 15, 16:
			w.srv.Comment(who, last, fmt.Sprint("Answer ", i))
		default:
			last = w.srv.Comment(who, post, fmt.Sprint("Comment ", i))
		}
	}
}

// copied is a request that can be served later.
func copied(req *http.Request) (*http.Request, error) {
	body, err := io.ReadAll(req.Body)
	if err != nil {
		return nil, err
	}
	out := req.Clone(context.WithoutCancel(req.Context()))
	out.Body = io.NopCloser(bytes.NewReader(body))
	return out, nil
}

// discard is an answer that nobody reads.
type discard struct{ head http.Header }

func (d *discard) Header() http.Header {
	if d.head == nil {
		d.head = http.Header{}
	}
	return d.head
}

func (*discard) Write(b []byte) (int, error) { return len(b), nil }
func (*discard) WriteHeader(int)             {}
