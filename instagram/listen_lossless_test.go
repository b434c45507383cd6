package instagram_test

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

	"github.com/relais-go/relais/instagram"
	"github.com/relais-go/relais/instagram/instagramtest"
	"github.com/relais-go/relais/social"
)

// TestListenLossless lets 10,000 things happen, of all kinds that can be read, while pushes are lost, repeated,
// disordered and late, a tenth of the reads is cut or refused, and the listener and its webhook are replaced by another
// process ten times, which goes on from the last cursor. Each thing is told, and once in a run. It has the machine to
// itself, so that pushes and reads both get their share.
func TestListenLossless(t *testing.T) {
	total := map[instagramtest.API]int{instagramtest.FacebookLogin: 8000, instagramtest.InstagramLogin: 2000}
	if testing.Short() { // with the race detector it takes minutes
		total = map[instagramtest.API]int{instagramtest.FacebookLogin: 1000, instagramtest.InstagramLogin: 500}
	}
	if os.Getenv("RELAIS_LONG") != "" {
		total = map[instagramtest.API]int{instagramtest.FacebookLogin: 30_000, instagramtest.InstagramLogin: 30_000}
	}
	for login, api := range logins() {
		t.Run(login, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t, api, &instagramtest.Options{Seed: 5, Webhook: instagramtest.WebhookOptions{Shape: instagramtest.ShapeFlat, Wrapped: true}})
			w.lossless(total[api], 10)
		})
	}
}

func (w *world) lossless(total, lives int) {
	t := w.t
	ctx, cancel := context.WithTimeout(t.Context(), 5*time.Minute)
	defer cancel()
	w.host.SetWebhookFaults(instagramtest.WebhookFaults{DropEvery: 5, DuplicateEvery: 3, SwapEvery: 4})
	isRead := func(r *http.Request) bool { return r.Method == http.MethodGet }
	for _, f := range []instagramtest.Fault{{Kind: instagramtest.CutBefore}, {Kind: instagramtest.CutBody}, {Kind: instagramtest.FailBefore}} {
		f.Where, f.Probability, f.Times = isRead, 0.04, instagramtest.Forever
		w.host.Faults().Add(f)
	}
	began := time.Now()
	ahead := make(chan struct{}, total/lives/3) // what was not told yet
	var want []string
	var produced sync.WaitGroup

	told, repeats, pushed, late := map[string]int{}, 0, 0, 0
	cursor := social.FromStart
	for life := range lives {
		h := w.webhook()
		if life == 0 {
			produced.Go(func() { want = w.produce(ctx, total, ahead) })
		}
		timing := instagram.Timing{
			Poll: 50 * time.Millisecond, Older: 250 * time.Millisecond, Safety: 250 * time.Millisecond, Margin: time.Second,
			RetryWait: time.Millisecond, RetryMost: 5 * time.Millisecond,
		}
		l := w.client(func(o *social.Options) { o.Retries = 2 }).ListenerWith(timing, &instagram.ListenOptions{Webhook: h, Recent: 60})
		run := map[string]bool{}
		var newest time.Time
		for e, err := range l.Listen(ctx, &social.ListenQuery{After: cursor}) {
			require.NoError(t, err)
			require.NotEqual(t, social.EventOther, e.Kind)
			id := string(e.Kind) + " " + e.Ref.ID
			require.False(t, run[id], "%s comes twice in a run", id)
			run[id], cursor = true, e.Cursor
			if e.Time.Before(newest) {
				late++
			} else {
				newest = e.Time
			}
			switch e.Raw.(type) {
			case *instagram.CommentChange, *instagram.WebhookUpdate:
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
	assert.Greater(t, pushed, total/50, "the webhook must have had a part in it")
	assert.Less(t, pushed, total*9/10, "and so must the reads")
	seen := map[int]int{}
	for _, d := range w.host.Deliveries() {
		seen[d.Status]++
	}
	t.Logf("%d things, %d lives: all told in %v, %d by push, %d late; %d again after a restart; %d requests, deliveries by status: %v",
		total, lives, took.Round(time.Millisecond), pushed, late, repeats, w.host.Requests().Total(), seen)
}

// produce lets things happen, and returns what they are.
func (w *world) produce(ctx context.Context, total int, ahead chan<- struct{}) []string {
	var posts, people, comments, own []string
	for i := range 60 {
		posts = append(posts, w.srv.Post(w.user, instagramtest.Post{Caption: fmt.Sprint("Post ", i)}))
	}
	for range 20 {
		people = append(people, w.person(""))
	}
	for i := range total/50 + 1 {
		own = append(own, w.srv.Comment(w.user, posts[i%len(posts)], "From us"))
	}
	var done []string
	for i := range total {
		switch i % 500 { // pushes are held back now and then
		case 200:
			w.host.PauseWebhooks()
		case 300:
			w.host.ResumeWebhooks()
		}
		select {
		case ahead <- struct{}{}:
		case <-ctx.Done():
			return done
		}
		who := people[i%len(people)]
		var id string
		kind := social.EventComment
		switch {
		case i%20 == 7:
			kind, id = social.EventMention, w.srv.Post(who, instagramtest.Post{Caption: "At theirs", Tags: []string{w.user}})
		case i%20 == 11 || i%20 == 12:
			kind, id = social.EventMessage, w.srv.DM(w.person(""), w.user, fmt.Sprint("Psst ", i))
		case i%4 == 1 && len(comments) > 0: // below comments old and new
			kind, id = social.EventReply, w.srv.Reply(who, comments[i*13%len(comments)], fmt.Sprint("Answer ", i))
		default:
			id = w.srv.Comment(who, posts[i*7%len(posts)], fmt.Sprint("Comment ", i))
			comments = append(comments, id)
		}
		if i%50 == 49 { // a comment that comes while another goes changes no count
			w.srv.DeleteComment(own[len(own)-1])
			own = own[:len(own)-1]
		}
		done = append(done, string(kind)+" "+id)
	}
	w.host.ResumeWebhooks()
	return done
}
