package socialtest

import (
	"context"
	"errors"
	"time"

	"github.com/relais-go/relais/social"
)

// call is one call of a method, prepared so that it would succeed.
type call func(ctx context.Context, client any) error

// prepare sets the scene through the ordinary client and returns the call to try.
type prepare func(ctx context.Context, r *run) call

// writeCases are the promises that every write keeps.
func writeCases(p prepare) []testCase {
	return join(callCases(p), []testCase{
		{
			name:        "dry-run",
			explanation: "with Options.DryRun every write is refused with ErrDryRun, and none is sent",
			run: func(ctx context.Context, r *run) {
				do := p(ctx, r)
				client := r.fresh(func(o *social.Options) { o.DryRun = true })
				before := r.snapshot()
				r.wantError(do(ctx, client), social.ErrDryRun)
				r.wantSilence(before)
			},
		},
		{
			name:        "wrong-account",
			explanation: "with Options.ExpectAccount every write of another account is refused with ErrWrongAccount, and none is sent",
			run: func(ctx context.Context, r *run) {
				do := p(ctx, r)
				client := r.fresh(func(o *social.Options) { o.ExpectAccount = "socialtest-somebody-else" })
				before := r.snapshot()
				r.wantError(do(ctx, client), social.ErrWrongAccount)
				r.wantSilence(before)
			},
		},
		{
			name:        "right-account",
			explanation: "with Options.ExpectAccount the account's own ID or handle lets writes pass",
			run: func(ctx context.Context, r *run) {
				r.need("Account", r.Account.Ref.ID != "" && r.Account.Handle != "")
				do := p(ctx, r)
				client := r.fresh(func(o *social.Options) { o.ExpectAccount = r.Account.Ref.ID })
				r.noError(do(ctx, client), "writing with the account's ID expected")
				do = p(ctx, r)
				client = r.fresh(func(o *social.Options) { o.ExpectAccount = r.Account.Handle })
				r.noError(do(ctx, client), "writing with the account's handle expected")
			},
		},
	})
}

// callCases are the promises that every call to the network keeps.
func callCases(p prepare) []testCase {
	return []testCase{
		{
			name:        "cancelled",
			explanation: "a call whose context has ended returns the context's error and changes nothing",
			run: func(ctx context.Context, r *run) {
				do := p(ctx, r)
				before := r.snapshot()
				ended, cancel := context.WithCancel(ctx)
				cancel()
				r.wantContext(do(ended, r.Client), context.Canceled)
				r.wantSilence(before)
			},
		},
		{
			name:        "revoked",
			explanation: "a token that the network no longer takes is ErrAuth, and nothing is changed",
			run:         refusedCase(p, FaultAuth, social.ErrAuth),
		},
		{
			name: "down",
			explanation: "a network that is down is ErrUnavailable, or ErrUncertain for a write that may have " +
				"been executed",
			run: refusedCase(p, FaultDown, social.ErrUnavailable, social.ErrUncertain),
		},
		{
			name: "rate-limited",
			explanation: "a pause that the context does not leave time for is ErrRateLimited or ErrQuota, " +
				"at once and with RetryAfter",
			run: func(ctx context.Context, r *run) {
				do := p(ctx, r)
				defer r.breakWith(FaultRate)()
				before := r.snapshot()
				began := time.Now()
				err := do(ctx, r.Client)
				if e := r.problem(err, social.ErrRateLimited, social.ErrQuota); e.RetryAfter <= 0 {
					r.errorf("error %q has no RetryAfter", err)
				}
				if took := time.Since(began); took > min(atOnce, r.Patience/2) {
					r.errorf("took %v to say so", took)
				}
				r.wantUnchanged(before)
			},
		},
	}
}

// atOnce is how long a call may take that has nothing to wait for, on a machine that has other things to do.
const atOnce = 10 * time.Second

// refusedCase breaks the network and wants one of the kinds.
func refusedCase(p prepare, f Fault, kinds ...error) func(ctx context.Context, r *run) {
	return func(ctx context.Context, r *run) {
		do := p(ctx, r)
		mend := r.breakWith(f)
		before := r.snapshot()
		r.wantError(do(ctx, r.Client), kinds...)
		mend()
		r.wantUnchanged(before)
	}
}

// refCall is one call that is given a reference.
type refCall func(ctx context.Context, r *run, client any, ref social.Ref) error

// refCases are the promises about references that lead nowhere.
func refCases(kind social.RefKind, do refCall) []testCase {
	wrong := func(ref social.Ref) func(context.Context, *run) {
		return func(ctx context.Context, r *run) {
			before := r.snapshot()
			r.wantField(do(ctx, r, r.Client, ref), "", social.ErrInvalid)
			r.wantSilence(before)
		}
	}
	return []testCase{
		{
			name:        "foreign-ref",
			explanation: "a reference of another network is ErrInvalid with the field's name, and nothing is sent",
			run:         wrong(social.Ref{Network: elsewhere, Kind: kind, ID: "1"}),
		},
		{
			name:        "zero-ref",
			explanation: "an empty reference is ErrInvalid with the field's name, and nothing is sent",
			run:         wrong(social.Ref{}),
		},
		{
			name:        "missing-ref",
			explanation: "a reference to something that does not exist is ErrNotFound",
			run: func(ctx context.Context, r *run) {
				r.need("Missing", r.Missing != nil)
				before := r.snapshot()
				r.wantError(do(ctx, r, r.Client, r.Missing(kind)), social.ErrNotFound)
				r.wantUnchanged(before)
			},
		},
	}
}

// effectCases are the promises of writes that may be repeated safely when their answer was lost. done says
// whether the effect of the call that prepare returned holds now.
func effectCases(p func(ctx context.Context, r *run) (do call, done func() bool)) []testCase {
	lost := func(f Fault) func(context.Context, *run) {
		return func(ctx context.Context, r *run) {
			do, done := p(ctx, r)
			mend := r.breakWith(f)
			r.noError(do(ctx, r.Client), "a call whose answer was lost")
			mend()
			if !done() {
				r.errorf("the call returned nil, but has no effect")
			}
		}
	}
	return []testCase{
		{
			name:        "lost-after",
			explanation: "when the answer was lost after the call took effect, the call succeeds",
			run:         lost(FaultLostAfter),
		},
		{
			name:        "lost-before",
			explanation: "when the request was lost before it took effect, it is sent again",
			run:         lost(FaultLostBefore),
		},
		{
			name:        "uncertain-is-no-success",
			explanation: "a call that could not be made fails",
			run: func(ctx context.Context, r *run) {
				do, done := p(ctx, r)
				mend := r.breakWith(FaultBlindBefore)
				err := do(ctx, r.Client)
				mend()
				r.wantError(err, social.ErrUnavailable, social.ErrUncertain)
				if done() && !errors.Is(err, social.ErrUncertain) {
					r.errorf("the call failed with %q, but has taken effect", err)
				}
			},
		},
	}
}
