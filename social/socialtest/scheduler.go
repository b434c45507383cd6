package socialtest

import (
	"context"
	"iter"
	"slices"
	"testing"
	"time"

	"github.com/relais-go/relais/social"
)

// TestScheduler tests a [social.Scheduler] that is also a [social.Publisher].
func TestScheduler(t *testing.T, newHarness func(t *testing.T) *Harness) {
	t.Helper()
	schedulerSuite().test(t, newHarness)
}

func schedulerSuite() suite {
	list := sequence[social.Post]{
		open: func(ctx context.Context, _ *run, client any) iter.Seq2[*social.Post, error] {
			return social.Scheduled(ctx, client)
		},
		fill: func(ctx context.Context, r *run, n int) {
			if n >= manyPages {
				r.skipf("networks let few posts wait")
			}
			for range n {
				r.schedule(ctx, 3*time.Hour)
			}
		},
		id: func(p *social.Post) string { return p.Ref.ID },
	}
	move := func(ctx context.Context, r *run, client any, ref social.Ref) error {
		_, err := as[social.Scheduler](r, client).Reschedule(ctx, ref, r.later(4*time.Hour))
		return err
	}
	cancel := func(ctx context.Context, r *run, client any, ref social.Ref) error {
		return as[social.Scheduler](r, client).Unschedule(ctx, ref)
	}
	onScheduled := func(do refCall) prepare {
		return func(ctx context.Context, r *run) call {
			p := r.schedule(ctx, 3*time.Hour)
			return func(ctx context.Context, client any) error { return do(ctx, r, client, p.Ref) }
		}
	}
	return suite{name: "Scheduler", cases: join(
		scheduleCases(), unscheduleCases(),
		named("list-", list.cases()),
		named("reschedule-", refCases(social.RefScheduled, move)),
		named("reschedule-", writeCases(onScheduled(move))),
		named("unschedule-", refCases(social.RefScheduled, cancel)),
		named("unschedule-", writeCases(onScheduled(cancel))),
		named("unschedule-", effectCases(func(ctx context.Context, r *run) (call, func() bool) {
			p := r.schedule(ctx, 3*time.Hour)
			do := func(ctx context.Context, client any) error { return cancel(ctx, r, client, p.Ref) }
			return do, func() bool { return len(r.standing(p.Text)) == 0 }
		})),
	)}
}

func scheduleCases() []testCase {
	return []testCase{
		{
			name:        "soonest-first",
			explanation: "what waits is listed soonest first, as scheduled, and nothing else",
			run: func(ctx context.Context, r *run) {
				r.publish(ctx, nil)
				last, first := r.schedule(ctx, 5*time.Hour), r.schedule(ctx, 3*time.Hour)
				got := r.scheduled(ctx)
				if ids, want := postIDs(got), []string{first.Ref.ID, last.Ref.ID}; !slices.Equal(ids, want) {
					r.fatalf("got %q, want %q", ids, want)
				}
				for _, p := range got {
					if p.State != social.StateScheduled || p.Ref.Kind != social.RefScheduled {
						r.errorf("post %s has state %q and kind %q", p.Ref.ID, p.State, p.Ref.Kind)
					}
				}
				if !got[0].Time.Equal(first.Time) || got[0].Text != first.Text {
					r.errorf("got %q at %v, want %q at %v", got[0].Text, got[0].Time, first.Text, first.Time)
				}
			},
		},
		{
			name:        "reschedule",
			explanation: "Reschedule moves a waiting post and changes nothing else",
			run: func(ctx context.Context, r *run) {
				p := r.schedule(ctx, 3*time.Hour)
				at := r.later(6 * time.Hour)
				moved, err := as[social.Scheduler](r, r.Client).Reschedule(ctx, p.Ref, at)
				r.noError(err, "rescheduling")
				r.wantOnce(moved, p.Text)
				if !moved.Time.Equal(at) || moved.State != social.StateScheduled {
					r.errorf("the post is %q for %v, want it scheduled for %v", moved.State, moved.Time, at)
				}
				if got := r.scheduled(ctx); len(got) != 1 || !got[0].Time.Equal(at) {
					r.errorf("the list does not show the one post at %v: %v", at, got)
				}
			},
		},
	}
}

// unscheduleCases are the promises about what is not moved, or no longer waits.
func unscheduleCases() []testCase {
	return []testCase{
		{
			name:        "reschedule-into-the-past",
			explanation: "a time that has passed is ErrInvalid with the field's name, and the post stays where it is",
			run: func(ctx context.Context, r *run) {
				p := r.schedule(ctx, 3*time.Hour)
				before := r.snapshot()
				_, err := as[social.Scheduler](r, r.Client).Reschedule(ctx, p.Ref, r.now().Add(-time.Hour))
				r.wantField(err, "", social.ErrInvalid)
				r.wantSilence(before)
				if got := r.scheduled(ctx); len(got) != 1 || !got[0].Time.Equal(p.Time) {
					r.errorf("the post has moved")
				}
			},
		},
		{
			name:        "unschedule",
			explanation: "what is unscheduled waits no longer, and never appears; a second time it is ErrNotFound",
			run: func(ctx context.Context, r *run) {
				kept, gone := r.schedule(ctx, 3*time.Hour), r.schedule(ctx, 3*time.Hour)
				s := as[social.Scheduler](r, r.Client)
				r.noError(s.Unschedule(ctx, gone.Ref), "unscheduling")
				if ids := postIDs(r.scheduled(ctx)); !slices.Equal(ids, []string{kept.Ref.ID}) {
					r.errorf("what waits is %q, want %q", ids, kept.Ref.ID)
				}
				if len(r.standing(gone.Text)) != 0 {
					r.errorf("the unscheduled post stands")
				}
				r.wantError(s.Unschedule(ctx, gone.Ref), social.ErrNotFound)
			},
		},
	}
}

// named puts a prefix before the names of cases.
func named(prefix string, cases []testCase) []testCase {
	for i := range cases {
		cases[i].name = prefix + cases[i].name
	}
	return cases
}

// later is a full minute that lies ahead, since networks store no more.
func (r *run) later(ahead time.Duration) time.Time { return r.now().Add(ahead).Truncate(time.Minute) }

// schedule publishes a draft that waits.
func (r *run) schedule(ctx context.Context, ahead time.Duration) *social.Post {
	d := r.Draft()
	d.At = r.later(ahead)
	p, err := publish(r)(ctx, r.Client, d)
	r.noError(err, "scheduling")
	r.wantPost(p, d.Text)
	return p
}

// scheduled lists what waits.
func (r *run) scheduled(ctx context.Context) []*social.Post {
	var all []*social.Post
	for p, err := range as[social.Scheduler](r, r.Client).Scheduled(ctx) {
		r.noError(err, "listing what waits")
		all = append(all, p)
	}
	return all
}
