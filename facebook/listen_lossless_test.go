package facebook_test

import (
	"context"
	"fmt"
	"net/http"
	"os"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/relais-go/relais/facebook"
	"github.com/relais-go/relais/facebook/facebooktest"
	"github.com/relais-go/relais/social"
)

// TestListenLossless lets 10,000 things happen, of all kinds that can be read, while pushes are lost, repeated,
// disordered and late, a tenth of the reads is cut or refused, and the listener and its webhook are replaced by another
// process ten times, which goes on from the last cursor. Each thing is told, and once in a run.
func TestListenLossless(t *testing.T) {
	t.Parallel()
	total, lives := 10_000, 10
	if testing.Short() { // with the race detector it takes minutes
		total, lives = 1_000, 4
	}
	if os.Getenv("RELAIS_LONG") != "" {
		total, lives = 50_000, 50
	}
	w := newWorld(t, &facebooktest.Options{Seed: 5, Webhook: facebooktest.WebhookOptions{Batch: 20}})
	ctx, cancel := context.WithTimeout(t.Context(), 5*time.Minute)
	defer cancel()
	w.srv.SetWebhookFaults(facebooktest.WebhookFaults{DropEvery: 5, DuplicateEvery: 3, SwapEvery: 4})
	isRead := func(r *http.Request) bool { return r.Method == http.MethodGet }
	for _, f := range []facebooktest.Fault{{Kind: facebooktest.CutBefore}, {Kind: facebooktest.CutBody}, {Kind: facebooktest.FailBefore}} {
		f.Where, f.Probability, f.Times = isRead, 0.04, facebooktest.Forever
		w.srv.Faults().Add(f)
	}
	began := time.Now()
	ahead := make(chan struct{}, 400) // what was not told yet
	var want []string
	var produced sync.WaitGroup

	told, repeats, pushed, late := map[string]int{}, 0, 0, 0
	cursor := social.FromStart
	for life := range lives {
		h := w.webhook(nil)
		if life == 0 {
			produced.Go(func() { want = w.produce(ctx, total, ahead) })
		}
		timing := facebook.Timing{
			Poll: 150 * time.Millisecond, Older: 300 * time.Millisecond, Safety: 300 * time.Millisecond, Margin: time.Second,
			RetryWait: time.Millisecond, RetryMost: 5 * time.Millisecond,
		}
		l := w.client(func(o *social.Options) { o.Retries = 2 }).ListenerWith(timing, &facebook.ListenOptions{Webhook: h})
		run := map[string]bool{}
		var newest time.Time
		for e, err := range l.Listen(ctx, &social.ListenQuery{After: cursor}) {
			require.NoError(t, err)
			if e.Kind == social.EventOther {
				continue
			}
			id := string(e.Kind) + " " + e.Ref.ID
			require.False(t, run[id], "%s comes twice in a run", id)
			run[id], cursor = true, e.Cursor
			if e.Time.Before(newest) {
				late++
			} else {
				newest = e.Time
			}
			switch e.Raw.(type) {
			case *facebook.FeedChange, *facebook.WebhookUpdate, *facebook.RatingChange:
				pushed++
			}
			if told[id]++; told[id] == 1 {
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
	require.Len(t, want, total)
	for _, id := range want {
		assert.Positive(t, told[id], "%s was not told", id)
	}
	assert.Len(t, told, total)
	if !testing.Short() { // a short run may be over before anything is pushed
		assert.Greater(t, pushed, total/10, "the webhook must have had a part in it")
		assert.Less(t, pushed, total*9/10, "and so must the reads")
	}
	t.Logf("%d things, %d lives: all told in %v, %d by push, %d late; %d again after a restart; %d requests, %d deliveries",
		total, lives, took.Round(time.Millisecond), pushed, late, repeats, w.srv.Requests().Total(), len(w.srv.Deliveries()))
}

// produce lets things happen, and returns what they are.
func (w *world) produce(ctx context.Context, total int, ahead chan<- struct{}) []string {
	var posts, people []string
	for i := range 20 {
		posts, people = append(posts, w.srv.PublishInApp(w.page, fmt.Sprint("Post ", i))), append(people, w.person(""))
	}
	var done []string
	for i := range total {
		switch i % 500 { // pushes are held back now and then
		case 200:
			w.srv.PauseWebhooks()
		case 300:
			w.srv.ResumeWebhooks()
		}
		select {
		case ahead <- struct{}{}:
		case <-ctx.Done():
			return done
		}
		who := people[i%len(people)]
		var id string
		kind := social.EventComment
		switch i % 20 {
		case 3:
			kind, id = social.EventMention, w.srv.VisitorPost(who, w.page, "Hello")
			posts[i/20%10] = id // comments move on to it
		case 7:
			kind, id = social.EventMention, w.srv.Tag(who, w.page, "is great")
		case 11, 12:
			kind, id = social.EventMessage, w.srv.Message(w.person(""), w.page, fmt.Sprint("Psst ", i))
		case 15:
			kind, id = social.EventReview, w.srv.Review(w.person(""), w.page, i%3 == 0, fmt.Sprint("Opinion ", i))
		default:
			id = w.srv.Comment(who, posts[i*7%len(posts)], fmt.Sprint("Comment ", i))
		}
		done = append(done, string(kind)+" "+id)
	}
	w.srv.ResumeWebhooks()
	return done
}
