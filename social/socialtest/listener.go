package socialtest

import (
	"context"
	"fmt"
	"iter"
	"testing"

	"github.com/relais-go/relais/social"
)

// TestListener tests a [social.Listener].
func TestListener(t *testing.T, newHarness func(t *testing.T) *Harness) {
	t.Helper()
	listenerSuite().test(t, newHarness)
}

func listenerSuite() suite {
	return suite{name: "Listener", cases: join(
		catchUpCases(), resumeCases(), liveCases(), endCases(), gapCases(), finalCases(), eventCases(), quietEventCases(),
	)}
}

func catchUpCases() []testCase {
	return []testCase{
		{
			name:        "from-start",
			explanation: "FromStart delivers everything that the network still has, in the order in which it happened; CatchUp ends then",
			run: func(ctx context.Context, r *run) {
				want := r.mentions(5)
				got := r.catchUp(ctx, r.Client, social.FromStart)
				r.wantRefs(got, want)
				for _, e := range got {
					r.wantEvent(e)
				}
			},
		},
		{
			name:        "many",
			explanation: "everything is delivered, in order and without repeats, also when it fills several pages",
			run: func(ctx context.Context, r *run) {
				want := r.mentions(manyPages)
				r.wantRefs(r.catchUp(ctx, r.Client, social.FromStart), want)
			},
		},
		{
			name:        "nothing-new",
			explanation: "CatchUp without After delivers nothing, since it starts with what happens from now on, and ends at once",
			run: func(ctx context.Context, r *run) {
				r.mentions(2)
				r.wantRefs(r.catchUp(ctx, r.Client, ""), nil)
			},
		},
	}
}

// resumeCases are the promises about cursors and queries.
func resumeCases() []testCase {
	return []testCase{
		{
			name:        "resume",
			explanation: "from each event's Cursor another process goes on right behind it: nothing is missing, nothing comes again",
			run: func(ctx context.Context, r *run) {
				want := r.mentions(5)
				got := r.catchUp(ctx, r.Client, social.FromStart)
				r.wantRefs(got, want)
				for i, e := range got {
					r.wantRefs(r.catchUp(ctx, r.fresh(nil), e.Cursor), want[i+1:])
				}
			},
		},
		{
			name:        "resume-later",
			explanation: "what happened while nobody listened comes first, and comes",
			run: func(ctx context.Context, r *run) {
				first := r.mentions(2)
				got := r.catchUp(ctx, r.Client, social.FromStart)
				r.wantRefs(got, first)
				later := r.mentions(3)
				r.wantRefs(r.catchUp(ctx, r.fresh(nil), got[len(got)-1].Cursor), later)
			},
		},
		{
			name:        "kinds",
			explanation: "Kinds limits the events; the cursors are good for any choice of kinds",
			run:         kindsCase,
		},
		{
			name:        "query-unchanged",
			explanation: "arguments are never changed",
			run: func(ctx context.Context, r *run) {
				r.mentions(1)
				q := &social.ListenQuery{After: social.FromStart, CatchUp: true}
				frozen := r.frozen("the query", q)
				r.collect(r.listen(ctx, r.Client, q))
				frozen()
			},
		},
	}
}

func kindsCase(ctx context.Context, r *run) {
	r.need("Audience.Follow", r.Audience.Follow != nil)
	first := r.mentions(1)
	r.Audience.Follow()
	second := r.mentions(1)
	q := &social.ListenQuery{After: social.FromStart, CatchUp: true, Kinds: []social.EventKind{social.EventFollow}}
	var follows []*social.Event
	for e, err := range r.listen(ctx, r.Client, q) {
		r.noError(err, "listening")
		if e.Kind != social.EventFollow {
			r.errorf("got an event of kind %q, want only %q", e.Kind, social.EventFollow)
		}
		follows = append(follows, e)
	}
	if len(follows) != 1 {
		r.fatalf("got %d follows, want 1", len(follows))
	}
	r.wantRefs(r.catchUp(ctx, r.fresh(nil), follows[0].Cursor), second)

	q = &social.ListenQuery{After: social.FromStart, CatchUp: true, Kinds: []social.EventKind{social.EventMention}}
	r.wantRefs(r.collect(r.listen(ctx, r.Client, q)), append(first, second...))
}

// listen opens a sequence of events.
func (r *run) listen(ctx context.Context, client any, q *social.ListenQuery) iter.Seq2[*social.Event, error] {
	return as[social.Listener](r, client).Listen(ctx, q)
}

// catchUp collects what a job that runs now and then would see.
func (r *run) catchUp(ctx context.Context, client any, after string) []*social.Event {
	got := r.collect(r.listen(ctx, client, &social.ListenQuery{After: after, CatchUp: true}))
	if ctx.Err() != nil {
		r.fatalf("the sequence delivered %d events and did not end by itself", len(got))
	}
	return got
}

// collect ranges to the end.
func (r *run) collect(seq iter.Seq2[*social.Event, error]) []*social.Event {
	var all []*social.Event
	for e, err := range seq {
		r.noError(err, fmt.Sprintf("listening, after %d events", len(all)))
		if e == nil {
			r.fatalf("a nil event came without an error")
		}
		all = append(all, e)
	}
	return all
}

// mentions makes n people name the account, one after the other.
func (r *run) mentions(n int) []social.Ref {
	r.need("Audience.Mention", r.Audience.Mention != nil)
	refs := make([]social.Ref, n)
	for i := range refs {
		refs[i] = r.Audience.Mention(r.text("hello"))
	}
	return refs
}

// wantRefs demands exactly these events, in this order.
func (r *run) wantRefs(events []*social.Event, want []social.Ref) {
	got := make([]string, len(events))
	for i, e := range events {
		got[i] = e.Ref.ID
	}
	ids := make([]string, len(want))
	for i, ref := range want {
		ids[i] = ref.ID
	}
	if d := difference(got, ids); d != "" {
		r.fatalf("got %d events, want %d: %s", len(got), len(ids), d)
	}
}

// difference says where two lists part, "" if nowhere.
func difference(got, want []string) string {
	for i := range max(len(got), len(want)) {
		switch {
		case i >= len(got):
			return fmt.Sprintf("event %d, on %s, is missing", i, want[i])
		case i >= len(want):
			return fmt.Sprintf("event %d, on %s, is too much", i, got[i])
		case got[i] != want[i]:
			return fmt.Sprintf("event %d is on %s, want it on %s", i, got[i], want[i])
		}
	}
	return ""
}

// wantEvent demands that an event is complete.
func (r *run) wantEvent(e *social.Event) {
	if e.Kind == "" || e.ID == "" || e.Cursor == "" || e.Time.IsZero() {
		r.errorf("event on %s has kind %q, ID %q, cursor %q, time %v: want all", e.Ref.ID, e.Kind, e.ID, e.Cursor, e.Time)
	}
	if e.Ref.Network != r.network() || e.Ref.ID == "" {
		r.errorf("event has Ref %+v, want network %q and an ID", e.Ref, r.network())
	}
	if e.Author.Ref.ID == "" {
		r.errorf("event on %s has no author", e.Ref.ID)
	}
	if e.Author.Ref.ID == r.Account.Ref.ID {
		r.errorf("event on %s is of the account's own doing", e.Ref.ID)
	}
}
