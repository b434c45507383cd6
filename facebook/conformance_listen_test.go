package facebook_test

import (
	"context"
	"iter"
	"net/http/httptest"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/relais-go/relais/facebook"
	"github.com/relais-go/relais/social"
	"github.com/relais-go/relais/social/socialtest"
)

// listening is a client that listens with a listener of its own.
type listening struct {
	*facebook.Client
	listener *facebook.Listener
}

func (l listening) Listen(ctx context.Context, q *social.ListenQuery) iter.Seq2[*social.Event, error] {
	return l.listener.Listen(ctx, q)
}

func (l listening) Cursor(ctx context.Context) (string, error) { return l.listener.Cursor(ctx) }

// hasty makes a listener notice within milliseconds what takes it minutes otherwise. Times are whole seconds, so the
// margin cannot be less than one.
func hasty() facebook.Timing {
	return facebook.Timing{
		Poll: 5 * time.Millisecond, Older: 20 * time.Millisecond, Safety: time.Hour, Margin: time.Second,
		RetryWait: time.Millisecond, RetryMost: 5 * time.Millisecond,
	}
}

// patient is a listener that hears of everything by push, and reads for safety only.
func patient() facebook.Timing {
	t := hasty()
	t.Poll, t.Older, t.Safety = 400*time.Millisecond, 400*time.Millisecond, 400*time.Millisecond
	return t
}

// TestConformanceListening runs the suites of listening: by reading alone, and with webhooks.
func TestConformanceListening(t *testing.T) {
	t.Parallel()
	for name, kind := range map[string]struct {
		timing facebook.Timing
		push   bool
	}{
		"Reading": {hasty(), false},
		"Webhook": {patient(), true},
	} {
		for suite, run := range map[string]func(*testing.T, func(*testing.T) *socialtest.Harness){
			"Listener": socialtest.TestListener, "Cursorer": socialtest.TestCursorer,
		} {
			t.Run(name+suite, func(t *testing.T) {
				t.Parallel()
				run(t, func(t *testing.T) *socialtest.Harness {
					t.Helper()
					return newListening(t, kind.timing, kind.push)
				})
			})
		}
	}
}

func newListening(t *testing.T, timing facebook.Timing, push bool) *socialtest.Harness {
	t.Helper()
	a, h := harnessOf(t, &facebook.Config{Direct: true})
	o := &facebook.ListenOptions{}
	if push {
		o.Webhook = a.w.webhook(nil)
		h.Audience.React = func(on social.Ref, _ social.Reaction) {
			a.w.srv.React(a.w.person(""), on.ID, "LIKE")
			require.NoError(t, a.w.srv.WaitDeliveries(t.Context()))
		}
	}
	wrap := func(client any) any {
		c := client.(*facebook.Client)
		return listening{c, c.ListenerWith(timing, o)}
	}
	fresh := h.Fresh
	h.Client = wrap(h.Client)
	h.Fresh = func(change func(*social.Options)) any { return wrap(fresh(change)) }
	return h
}

// webhook mounts a handler, and has Facebook send to it what happens to the Page.
func (w *world) webhook(o *facebook.WebhookOptions, fields ...string) *facebook.WebhookHandler {
	w.t.Helper()
	own := facebook.WebhookOptions{VerifyToken: "verify-1"}
	if o != nil {
		own = *o
	}
	own.Secrets = append(own.Secrets, w.srv.App().Secret)
	h, err := facebook.NewWebhookHandler(own)
	require.NoError(w.t, err)
	front := httptest.NewServer(h)
	w.t.Cleanup(front.Close)
	w.srv.SubscribeWebhook(w.page, front.URL, fields...)
	return h
}
