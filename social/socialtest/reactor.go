package socialtest

import (
	"context"
	"errors"
	"testing"

	"github.com/relais-go/relais/social"
)

// TestReactor tests a [social.Reactor].
func TestReactor(t *testing.T, newHarness func(t *testing.T) *Harness) {
	t.Helper()
	reactorSuite().test(t, newHarness)
}

func reactorSuite() suite {
	var each []testCase
	for _, kind := range []social.Reaction{
		social.ReactionLike, social.ReactionShare, social.ReactionBookmark, social.ReactionDislike,
	} {
		each = append(each, testCase{
			name: string(kind),
			explanation: "a reaction is set and taken back, both as often as one likes; one that the network lacks is " +
				"ErrUnsupported, and nothing is sent",
			run: func(ctx context.Context, r *run) { reactAndBack(ctx, r, kind) },
		})
	}
	react := func(ctx context.Context, r *run, client any, ref social.Ref) error {
		return as[social.Reactor](r, client).React(ctx, ref, r.reaction())
	}
	unreact := func(ctx context.Context, r *run, client any, ref social.Ref) error {
		return as[social.Reactor](r, client).Unreact(ctx, ref, r.reaction())
	}
	reaction := func(ctx context.Context, r *run) (call, func() bool) {
		ref := r.stranger(ctx)
		do := func(ctx context.Context, client any) error { return react(ctx, r, client, ref) }
		return do, func() bool { return r.reacted(ref, r.reaction()) }
	}
	return suite{name: "Reactor", cases: join(
		each,
		[]testCase{{
			name:        "unheard-of",
			explanation: "a reaction that the network lacks is ErrUnsupported, and nothing is sent",
			run: func(ctx context.Context, r *run) {
				ref := r.stranger(ctx)
				before := r.snapshot()
				err := as[social.Reactor](r, r.Client).React(ctx, ref, "socialtest-unheard-of")
				r.wantError(err, errors.ErrUnsupported)
				r.wantSilence(before)
			},
		}},
		refCases(social.RefPost, react),
		named("unreact-", refCases(social.RefPost, unreact)),
		writeCases(func(ctx context.Context, r *run) call {
			do, _ := reaction(ctx, r)
			return do
		}),
		effectCases(reaction),
	)}
}

func reactAndBack(ctx context.Context, r *run, kind social.Reaction) {
	ref := r.stranger(ctx)
	c := as[social.Reactor](r, r.Client)
	before := r.snapshot()
	err := c.React(ctx, ref, kind)
	if errors.Is(err, errors.ErrUnsupported) {
		r.wantError(err, errors.ErrUnsupported)
		r.wantSilence(before)
		return
	}
	r.noError(err, "reacting")
	r.noError(c.React(ctx, ref, kind), "reacting again")
	if !r.reacted(ref, kind) {
		r.errorf("React returned nil, but there is no %q", kind)
	}
	r.noError(c.Unreact(ctx, ref, kind), "taking the reaction back")
	r.noError(c.Unreact(ctx, ref, kind), "taking back what is not there")
	if r.reacted(ref, kind) {
		r.errorf("Unreact returned nil, but the %q is still there", kind)
	}
}

// reaction is one that nearly every network has.
func (*run) reaction() social.Reaction { return social.ReactionLike }

func (r *run) reacted(ref social.Ref, kind social.Reaction) bool {
	r.need("Server.Reacted", r.Server.Reacted != nil)
	return r.Server.Reacted(ref, kind)
}

// stranger returns a post of somebody else, or of the account if there is nobody else.
func (r *run) stranger(ctx context.Context) social.Ref {
	if r.Audience.Post != nil {
		return r.Audience.Post(r.text("something"))
	}
	return r.publish(ctx, nil).Ref
}
