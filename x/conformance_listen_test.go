package x_test

import (
	"context"
	"iter"
	"testing"
	"time"

	"github.com/relais-go/relais/social"
	"github.com/relais-go/relais/social/socialtest"
	"github.com/relais-go/relais/x"
	"github.com/relais-go/relais/x/xtest"
)

// hearing is a client that listens with a listener of its own.
type hearing struct {
	*x.Client
	listener *x.Listener
}

func (h hearing) Listen(ctx context.Context, q *social.ListenQuery) iter.Seq2[*social.Event, error] {
	return h.listener.Listen(ctx, q)
}

func (h hearing) Cursor(ctx context.Context) (string, error) { return h.listener.Cursor(ctx) }

// TestConformanceListening runs the suites of listening, by reading alone and with the activity stream, and that of
// private messages.
func TestConformanceListening(t *testing.T) {
	t.Parallel()
	reading := hasty()
	reading.Poll = 5 * time.Millisecond
	for name, kind := range map[string]struct {
		timing  x.Timing
		options *x.ListenOptions
	}{
		"Reading":  {reading, nil},
		"Activity": {hasty(), &x.ListenOptions{Activity: true}},
	} {
		harness := func(t *testing.T) *socialtest.Harness {
			t.Helper()
			return newHearing(t, kind.timing, kind.options)
		}
		for suite, run := range map[string]func(*testing.T, func(*testing.T) *socialtest.Harness){
			"Listener": socialtest.TestListener, "Cursorer": socialtest.TestCursorer,
		} {
			t.Run(name+suite, func(t *testing.T) {
				t.Parallel()
				run(t, harness)
			})
		}
	}
	t.Run("Messenger", func(t *testing.T) {
		t.Parallel()
		socialtest.TestMessenger(t, func(t *testing.T) *socialtest.Harness {
			t.Helper()
			return newHarness(t, &xtest.Options{Plan: xtest.Enterprise}, x.Config{Plan: x.PlanEnterprise})
		})
	})
}

func newHearing(t *testing.T, timing x.Timing, o *x.ListenOptions) *socialtest.Harness {
	t.Helper()
	opts := beating()
	opts.Plan = xtest.Enterprise
	h := newHarness(t, opts, x.Config{Plan: x.PlanEnterprise})
	wrap := func(client any) any {
		c := client.(*x.Client)
		return hearing{c, c.ListenerWith(timing, o)}
	}
	fresh := h.Fresh
	h.Client = wrap(h.Client)
	h.Fresh = func(change func(*social.Options)) any { return wrap(fresh(change)) }
	h.Audience.React, h.Audience.Follow = nil, nil // X pushes them only
	if o != nil {
		_, err := fresh(nil).(*x.Client).SyncSubscriptions(t.Context(), "", x.ManagerActivities()...)
		if err != nil {
			t.Fatal(err)
		}
	}
	return h
}
