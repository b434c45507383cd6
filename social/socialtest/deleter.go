package socialtest

import (
	"context"
	"testing"
	"time"

	"github.com/relais-go/relais/social"
)

// TestDeleter tests a [social.Deleter].
func TestDeleter(t *testing.T, newHarness func(t *testing.T) *Harness) {
	t.Helper()
	deleterSuite().test(t, newHarness)
}

func deleterSuite() suite {
	return suite{name: "Deleter", cases: join(
		[]testCase{
			{
				name:        "deletes",
				explanation: "what is deleted is gone; a second time it is ErrNotFound",
				run: func(ctx context.Context, r *run) {
					kept, gone := r.publish(ctx, nil), r.publish(ctx, nil)
					deletes(ctx, r, gone)
					if len(r.standing(kept.Text)) != 1 {
						r.errorf("another post is gone too")
					}
				},
			},
			{
				name:        "scheduled",
				explanation: "a scheduled post can be deleted too",
				run: func(ctx context.Context, r *run) {
					d := r.Draft()
					d.At = r.now().Add(3 * time.Hour)
					p, err := publish(r)(ctx, r.Client, d)
					r.offered(err, "At")
					r.noError(err, "scheduling")
					deletes(ctx, r, p)
				},
			},
			{
				name:        "answer",
				explanation: "an answer of the account's own can be deleted too",
				run: func(ctx context.Context, r *run) {
					replier, ok := r.Client.(social.Replier)
					if !ok {
						r.skipf("%T does not reply", r.Client)
					}
					d := &social.Draft{Text: r.text("an answer")}
					p, err := replier.Reply(ctx, r.publish(ctx, nil).Ref, d)
					r.noError(err, "replying")
					deletes(ctx, r, p)
				},
			},
			{
				name:        "of-others",
				explanation: "what others wrote cannot be deleted: ErrPermission or ErrNotFound",
				run: func(ctx context.Context, r *run) {
					r.need("Audience.Post", r.Audience.Post != nil)
					ref := r.Audience.Post(r.text("of somebody else"))
					r.wantError(remove(ctx, r, r.Client, ref), social.ErrPermission, social.ErrNotFound)
				},
			},
		},
		refCases(social.RefPost, remove),
		writeCases(func(ctx context.Context, r *run) call {
			do, _ := deletion(ctx, r)
			return do
		}),
		effectCases(deletion),
	)}
}

// remove is Delete of whichever client it is given.
func remove(ctx context.Context, r *run, client any, ref social.Ref) error {
	return as[social.Deleter](r, client).Delete(ctx, ref)
}

// deletion publishes something and returns the call that deletes it.
func deletion(ctx context.Context, r *run) (do call, done func() bool) {
	p := r.publish(ctx, nil)
	do = func(ctx context.Context, client any) error { return remove(ctx, r, client, p.Ref) }
	return do, func() bool { return len(r.standing(p.Text)) == 0 }
}

// deletes removes a post and wants it gone for good.
func deletes(ctx context.Context, r *run, p *social.Post) {
	r.noError(remove(ctx, r, r.Client, p.Ref), "deleting")
	if len(r.standing(p.Text)) != 0 {
		r.errorf("Delete returned nil, but the post stands")
	}
	r.wantError(remove(ctx, r, r.Client, p.Ref), social.ErrNotFound)
}
