package socialtest

import (
	"context"
	"errors"
	"testing"

	"github.com/relais-go/relais/social"
)

// TestResumer tests a [social.Resumer] that is also a [social.Publisher].
func TestResumer(t *testing.T, newHarness func(t *testing.T) *Harness) {
	t.Helper()
	resumerSuite().test(t, newHarness)
}

func resumerSuite() suite {
	return suite{name: "Resumer", cases: join(resumeOnceCases(), resumeGuardCases())}
}

// resumeOnceCases are the promises about what stands after Resume.
func resumeOnceCases() []testCase {
	return []testCase{
		{
			name:        "stood-already",
			explanation: "Resume in another process finds the post when it stands already, and never publishes it twice",
			run:         func(ctx context.Context, r *run) { resume(ctx, r, FaultBlindAfter) },
		},
		{
			name: "never-stood",
			explanation: "Resume in another process publishes exactly once what certainly does not stand, or " +
				"returns ErrUncertain again",
			run: func(ctx context.Context, r *run) { resume(ctx, r, FaultBlindBefore) },
		},
		{
			name:        "twice",
			explanation: "resuming twice gives the same post; one stands",
			run: func(ctx context.Context, r *run) {
				p, text := interrupted(ctx, r, FaultBlindAfter)
				first, err := as[social.Resumer](r, r.fresh(nil)).Resume(ctx, p)
				r.noError(err, "resuming")
				r.wantOnce(first, text)
				second, err := as[social.Resumer](r, r.fresh(nil)).Resume(ctx, p)
				r.noError(err, "resuming again")
				r.wantOnce(second, text)
			},
		},
		{
			name:        "pending-unchanged",
			explanation: "arguments are never changed",
			run: func(ctx context.Context, r *run) {
				p, _ := interrupted(ctx, r, FaultBlindAfter)
				check := r.frozen("the Pending", p)
				_, err := as[social.Resumer](r, r.Client).Resume(ctx, p)
				r.noError(err, "resuming")
				check()
			},
		},
	}
}

// resumeGuardCases are the promises about a Resume that must fail.
func resumeGuardCases() []testCase {
	return []testCase{
		{
			name:        "foreign-pending",
			explanation: "a Pending of another network is ErrInvalid, and nothing is sent",
			run: func(ctx context.Context, r *run) {
				p, _ := interrupted(ctx, r, FaultBlindAfter)
				p.Network = elsewhere
				before := r.snapshot()
				_, err := as[social.Resumer](r, r.fresh(nil)).Resume(ctx, p)
				r.wantError(err, social.ErrInvalid)
				r.wantSilence(before)
			},
		},
		{
			name:        "still-down",
			explanation: "a Resume that fails carries a Pending again",
			run: func(ctx context.Context, r *run) {
				p, text := interrupted(ctx, r, FaultBlindBefore)
				mend := r.breakWith(FaultDown)
				_, err := as[social.Resumer](r, r.fresh(nil)).Resume(ctx, p)
				mend()
				r.wantError(err, social.ErrUncertain, social.ErrUnavailable)
				r.wantPending(err)
				if n := len(r.standing(text)); n != 0 {
					r.errorf("%d posts stand, want none", n)
				}
			},
		},
		{
			name:        "cancelled",
			explanation: "a Resume whose context has ended returns the context's error and changes nothing",
			run: func(ctx context.Context, r *run) {
				p, _ := interrupted(ctx, r, FaultBlindBefore)
				before := r.snapshot()
				ended, cancel := context.WithCancel(ctx)
				cancel()
				_, err := as[social.Resumer](r, r.fresh(nil)).Resume(ended, p)
				r.wantContext(err, context.Canceled)
				r.wantSilence(before)
			},
		},
		{
			name:        "dry-run",
			explanation: "with Options.DryRun nothing is published, neither anew nor by Resume",
			run: func(ctx context.Context, r *run) {
				p, _ := interrupted(ctx, r, FaultBlindBefore)
				client := r.fresh(func(o *social.Options) { o.DryRun = true })
				before := r.snapshot()
				_, err := as[social.Resumer](r, client).Resume(ctx, p)
				r.wantError(err, social.ErrDryRun)
				r.wantSilence(before)
			},
		},
	}
}

// interrupted publishes into a network that fails so that the outcome stays open, and returns the Pending
// as another process would read it.
func interrupted(ctx context.Context, r *run, f Fault) (p *social.Pending, text string) {
	d := r.Draft()
	mend := r.breakWith(f)
	_, err := publish(r)(ctx, r.Client, d)
	mend()
	return r.wantUncertain(err), d.Text
}

func resume(ctx context.Context, r *run, f Fault) {
	p, text := interrupted(ctx, r, f)
	post, err := as[social.Resumer](r, r.fresh(nil)).Resume(ctx, p)
	if f == FaultBlindBefore && errors.Is(err, social.ErrUncertain) {
		r.wantUncertain(err)
		if n := len(r.standing(text)); n != 0 {
			r.errorf("%d posts stand, want none", n)
		}
		return
	}
	r.noError(err, "resuming")
	r.wantOnce(post, text)
}
