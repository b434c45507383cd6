package socialtest

import (
	"context"
	"testing"

	"github.com/relais-go/relais/social"
)

// TestFollower tests a [social.Follower].
func TestFollower(t *testing.T, newHarness func(t *testing.T) *Harness) {
	t.Helper()
	followerSuite().test(t, newHarness)
}

func followerSuite() suite {
	follow := func(ctx context.Context, r *run, client any, ref social.Ref) error {
		return as[social.Follower](r, client).Follow(ctx, ref)
	}
	unfollow := func(ctx context.Context, r *run, client any, ref social.Ref) error {
		return as[social.Follower](r, client).Unfollow(ctx, ref)
	}
	following := func(_ context.Context, r *run) (call, func() bool) {
		ref := r.somebody()
		do := func(ctx context.Context, client any) error { return follow(ctx, r, client, ref) }
		return do, func() bool { return r.follows(ref) }
	}
	return suite{name: "Follower", cases: join(
		[]testCase{{
			name:        "follow-and-back",
			explanation: "an account is followed and no longer followed, both as often as one likes",
			run: func(ctx context.Context, r *run) {
				ref, other := r.somebody(), r.somebody()
				r.noError(follow(ctx, r, r.Client, ref), "following")
				r.noError(follow(ctx, r, r.Client, ref), "following again")
				if !r.follows(ref) {
					r.errorf("Follow returned nil, but the account is not followed")
				}
				if r.follows(other) {
					r.errorf("another account is followed too")
				}
				r.noError(unfollow(ctx, r, r.Client, ref), "unfollowing")
				r.noError(unfollow(ctx, r, r.Client, ref), "unfollowing again")
				if r.follows(ref) {
					r.errorf("Unfollow returned nil, but the account is still followed")
				}
			},
		}},
		refCases(social.RefAccount, follow),
		named("unfollow-", refCases(social.RefAccount, unfollow)),
		writeCases(func(ctx context.Context, r *run) call {
			do, _ := following(ctx, r)
			return do
		}),
		effectCases(following),
	)}
}

// somebody returns an account of somebody else.
func (r *run) somebody() social.Ref {
	r.need("Audience.Account", r.Audience.Account != nil)
	return r.Audience.Account().Ref
}

func (r *run) follows(ref social.Ref) bool {
	r.need("Server.Follows", r.Server.Follows != nil)
	return r.Server.Follows(ref)
}
