package instagram_test

import (
	"context"
	"fmt"
	"net/http"
	"os"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/relais-go/relais/instagram"
	"github.com/relais-go/relais/instagram/instagramtest"
	"github.com/relais-go/relais/internal/inbox/inboxtest"
	"github.com/relais-go/relais/social"
)

// TestListenLossless lets 10,000 things happen, of all kinds that can be read, while pushes are lost, repeated,
// disordered and late, a tenth of the reads is cut or refused, and the listener and its webhook are replaced by another
// process ten times, which goes on from the last cursor. Each thing is told, and once in a run. Five of the processes read
// only once and hear the rest by push: see [inboxtest.Trial].
func TestListenLossless(t *testing.T) {
	t.Parallel()
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
			w := newWorld(t, api, &instagramtest.Options{
				Seed: 5, Webhook: instagramtest.WebhookOptions{Shape: instagramtest.ShapeFlat, Wrapped: true},
			})
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
	trial := &inboxtest.Trial{
		Total: total, Lives: lives, Hold: w.host.PauseWebhooks, Release: w.host.ResumeWebhooks, Happen: w.happenings(total),
		Name: func(e *social.Event) string { return nameOf(e.Kind, e.Ref.ID) },
		Open: func(_ int, deaf bool) social.Listener {
			timing := instagram.Timing{
				Poll: 50 * time.Millisecond, Older: 250 * time.Millisecond, Safety: 250 * time.Millisecond, Margin: time.Second,
				RetryWait: time.Millisecond, RetryMost: 5 * time.Millisecond,
			}
			if deaf {
				timing.Poll, timing.Older = time.Hour, 2*time.Hour
			}
			l := w.client(func(o *social.Options) { o.Retries = 2 })
			return l.ListenerWith(timing, &instagram.ListenOptions{Webhook: w.webhook(), Recent: 60})
		},
		Pushed: func(e *social.Event) bool {
			switch e.Raw.(type) {
			case *instagram.CommentChange, *instagram.WebhookUpdate:
				return true
			}
			return false
		},
	}
	r, err := trial.Run(ctx)
	require.NoError(t, err)
	assert.Greater(t, r.Pushed, total/10, "the webhook must have had a part in it")
	assert.Less(t, r.Pushed, total*9/10, "and so must the reads")
	seen := map[int]int{}
	for _, d := range w.host.Deliveries() {
		seen[d.Status]++
	}
	t.Logf("%d things, %d lives: all told in %v, %d by push, %d late; %d again after a restart; %d requests, deliveries by status: %v",
		total, lives, r.Took.Round(time.Millisecond), r.Pushed, r.Late, r.Again, w.host.Requests().Total(), seen)
}

func nameOf(kind social.EventKind, id string) string { return string(kind) + " " + id }

// happenings lets things happen, each in its turn.
func (w *world) happenings(total int) func(i int) string {
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
	return func(i int) string {
		if i%50 == 49 { // a comment that comes while another goes changes no count
			defer w.srv.DeleteComment(own[i/50])
		}
		who := people[i%len(people)]
		switch {
		case i%20 == 7:
			post := w.srv.Post(who, instagramtest.Post{Caption: "At theirs", Tags: []string{w.user}})
			return nameOf(social.EventMention, post)
		case i%20 == 11 || i%20 == 12:
			return nameOf(social.EventMessage, w.srv.DM(w.person(""), w.user, fmt.Sprint("Psst ", i)))
		case i%4 == 1 && len(comments) > 0: // below comments old and new
			return nameOf(social.EventReply, w.srv.Reply(who, comments[i*13%len(comments)], fmt.Sprint("Answer ", i)))
		default:
			comments = append(comments, w.srv.Comment(who, posts[i*7%len(posts)], fmt.Sprint("Comment ", i)))
			return nameOf(social.EventComment, comments[len(comments)-1])
		}
	}
}
