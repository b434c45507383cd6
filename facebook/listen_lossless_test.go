package facebook_test

import (
	"context"
	"fmt"
	"net/http"
	"os"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/relais-go/relais/facebook"
	"github.com/relais-go/relais/facebook/facebooktest"
	"github.com/relais-go/relais/internal/inbox/inboxtest"
	"github.com/relais-go/relais/social"
)

// TestListenLossless lets 10,000 things happen, of all kinds that can be read, while pushes are lost, repeated,
// disordered and late, a tenth of the reads is cut or refused, and the listener and its webhook are replaced by another
// process ten times, which goes on from the last cursor. Each thing is told, and once in a run. Five of the processes read
// only once and hear the rest by push: see [inboxtest.Trial].
func TestListenLossless(t *testing.T) {
	t.Parallel()
	total, lives := 10_000, 10
	if testing.Short() { // with the race detector it takes minutes
		total, lives = 1_000, 4
	}
	if os.Getenv("RELAIS_LONG") != "" {
		total, lives = 50_000, 50
	}
	w := newWorld(t, &facebooktest.Options{Seed: 5, Webhook: facebooktest.WebhookOptions{Batch: 20, Timeout: time.Minute}})
	ctx, cancel := context.WithTimeout(t.Context(), 5*time.Minute)
	defer cancel()
	w.srv.SetWebhookFaults(facebooktest.WebhookFaults{DropEvery: 5, DuplicateEvery: 3, SwapEvery: 4})
	isRead := func(r *http.Request) bool { return r.Method == http.MethodGet }
	for _, f := range []facebooktest.Fault{{Kind: facebooktest.CutBefore}, {Kind: facebooktest.CutBody}, {Kind: facebooktest.FailBefore}} {
		f.Where, f.Probability, f.Times = isRead, 0.04, facebooktest.Forever
		w.srv.Faults().Add(f)
	}
	var posts, people []string
	for i := range 20 {
		posts, people = append(posts, w.srv.PublishInApp(w.page, fmt.Sprint("Post ", i))), append(people, w.person(""))
	}
	trial := &inboxtest.Trial{
		Total: total, Lives: lives, Hold: w.srv.PauseWebhooks, Release: w.srv.ResumeWebhooks,
		Happen: func(i int) string { return w.happening(i, posts, people[i%len(people)]) },
		Name:   func(e *social.Event) string { return nameOf(e.Kind, e.Ref.ID) },
		Open: func(_ int, deaf bool) social.Listener {
			timing := facebook.Timing{
				Poll: 150 * time.Millisecond, Older: 300 * time.Millisecond, Safety: 300 * time.Millisecond, Margin: time.Second,
				RetryWait: time.Millisecond, RetryMost: 5 * time.Millisecond,
			}
			if deaf {
				timing.Poll, timing.Older = time.Hour, 2*time.Hour
			}
			return w.client(func(o *social.Options) { o.Retries = 2 }).ListenerWith(timing, &facebook.ListenOptions{Webhook: w.webhook(nil)})
		},
		Pushed: func(e *social.Event) bool {
			switch e.Raw.(type) {
			case *facebook.FeedChange, *facebook.WebhookUpdate, *facebook.RatingChange:
				return true
			}
			return false
		},
	}
	r, err := trial.Run(ctx)
	require.NoError(t, err)
	assert.Greater(t, r.Pushed, total/10, "the webhook must have had a part in it")
	assert.Less(t, r.Pushed, total*9/10, "and so must the reads")
	t.Logf("%d things, %d lives: all told in %v, %d by push, %d late; %d again after a restart; %d requests, %d deliveries",
		total, lives, r.Took.Round(time.Millisecond), r.Pushed, r.Late, r.Again, w.srv.Requests().Total(), len(w.srv.Deliveries()))
}

// nameOf is a thing that was told, "" for what is only told of by the way.
func nameOf(kind social.EventKind, id string) string {
	if kind == social.EventOther {
		return ""
	}
	return string(kind) + " " + id
}

// happening lets something happen, the i-th, by somebody.
func (w *world) happening(i int, posts []string, who string) string {
	switch i % 20 {
	case 3:
		post := w.srv.VisitorPost(who, w.page, "Hello")
		posts[i/20%10] = post // comments move on to it
		return nameOf(social.EventMention, post)
	case 7:
		return nameOf(social.EventMention, w.srv.Tag(who, w.page, "is great"))
	case 11, 12:
		return nameOf(social.EventMessage, w.srv.Message(w.person(""), w.page, fmt.Sprint("Psst ", i)))
	case 15:
		return nameOf(social.EventReview, w.srv.Review(w.person(""), w.page, i%3 == 0, fmt.Sprint("Opinion ", i)))
	default:
		return nameOf(social.EventComment, w.srv.Comment(who, posts[i*7%len(posts)], fmt.Sprint("Comment ", i)))
	}
}
