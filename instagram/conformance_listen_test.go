package instagram_test

import (
	"context"
	"iter"
	"net/http/httptest"
	"testing"
	"time"

	"github.com/relais-go/relais/instagram"
	"github.com/relais-go/relais/instagram/instagramtest"
	"github.com/relais-go/relais/social"
	"github.com/relais-go/relais/social/socialtest"
)

// listening is a client that listens with a listener of its own.
type listening struct {
	*instagram.Client
	listener *instagram.Listener
}

func (l listening) Listen(ctx context.Context, q *social.ListenQuery) iter.Seq2[*social.Event, error] {
	return l.listener.Listen(ctx, q)
}

func (l listening) Cursor(ctx context.Context) (string, error) { return l.listener.Cursor(ctx) }

// hasty makes a listener notice within milliseconds what takes it minutes otherwise. Times are whole seconds, so the
// margin cannot be less than one.
func hasty() instagram.Timing {
	return instagram.Timing{
		Poll: 5 * time.Millisecond, Older: 20 * time.Millisecond, Safety: time.Hour, Margin: time.Second, Mention: 10 * time.Millisecond,
		RetryWait: time.Millisecond, RetryMost: 5 * time.Millisecond,
	}
}

// patient is a listener that hears of everything by push, and reads for safety only. Tags are not pushed.
func patient() instagram.Timing {
	t := hasty()
	t.Poll, t.Safety = 20*time.Millisecond, 400*time.Millisecond
	return t
}

// TestConformanceListening runs the suites of listening with both logins: by reading alone, and with webhooks.
func TestConformanceListening(t *testing.T) {
	t.Parallel()
	for login, api := range logins() {
		for kind, push := range map[string]bool{"Reading": false, "Webhook": true} {
			for name, s := range map[string]suite{"Listener": socialtest.TestListener, "Cursorer": socialtest.TestCursorer} {
				t.Run(login+"/"+kind+name, func(t *testing.T) {
					t.Parallel()
					s(t, func(t *testing.T) *socialtest.Harness {
						t.Helper()
						return newListening(t, api, push)
					})
				})
			}
		}
	}
}

func newListening(t *testing.T, api instagramtest.API, push bool) *socialtest.Harness {
	t.Helper()
	w, h := harnessOf(t, api, nil)
	timing, o := hasty(), &instagram.ListenOptions{}
	if push {
		timing, o.Webhook = patient(), w.webhook()
	}
	wrap := func(client any) any {
		c := client.(*instagram.Client)
		return listening{c, c.ListenerWith(timing, o)}
	}
	fresh := h.Fresh
	h.Client = wrap(h.Client)
	h.Fresh = func(change func(*social.Options)) any { return wrap(fresh(change)) }
	return h
}

// webhook mounts a handler, and has Instagram send to it what happens to the account.
func (w *world) webhook() *instagram.WebhookHandler {
	w.t.Helper()
	h := handler(w.t, instagram.WebhookOptions{Secrets: []string{w.secret()}})
	front := httptest.NewServer(h)
	w.t.Cleanup(front.Close)
	w.host.Subscribe(w.user, front.URL)
	return h
}
