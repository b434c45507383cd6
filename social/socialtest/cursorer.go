package socialtest

import (
	"context"
	"testing"

	"github.com/relais-go/relais/social"
)

// TestCursorer tests a [social.Cursorer] that is also a [social.Listener].
func TestCursorer(t *testing.T, newHarness func(t *testing.T) *Harness) {
	t.Helper()
	cursorerSuite().test(t, newHarness)
}

func cursorerSuite() suite {
	return suite{name: "Cursorer", cases: join(
		[]testCase{
			{
				name:        "before-anything",
				explanation: "the cursor of an account to which nothing has happened yet is good: what happens next comes after it",
				run: func(ctx context.Context, r *run) {
					cursor := r.cursor(ctx)
					r.wantRefs(r.catchUp(ctx, r.fresh(nil), cursor), nil)
					want := r.mentions(2)
					r.wantRefs(r.catchUp(ctx, r.fresh(nil), cursor), want)
				},
			},
			{
				name:        "now",
				explanation: "what had happened before the call is not delivered after its cursor, all that happens from then on is",
				run: func(ctx context.Context, r *run) {
					r.mentions(3)
					cursor := r.cursor(ctx)
					want := r.mentions(3)
					r.wantRefs(r.catchUp(ctx, r.Client, cursor), want)
					r.wantRefs(r.live(ctx, r.fresh(nil), cursor, want, 5, r.mention))
				},
			},
		},
		callCases(func(_ context.Context, r *run) call {
			return func(ctx context.Context, client any) error {
				_, err := as[social.Cursorer](r, client).Cursor(ctx)
				return err
			}
		}),
	)}
}

// cursor asks for the cursor of now.
func (r *run) cursor(ctx context.Context) string {
	cursor, err := as[social.Cursorer](r, r.Client).Cursor(ctx)
	r.noError(err, "asking for the cursor of now")
	if cursor == "" || cursor == social.FromStart {
		r.fatalf("got cursor %q", cursor)
	}
	return cursor
}
