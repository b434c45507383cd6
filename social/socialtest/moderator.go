package socialtest

import (
	"context"
	"errors"
	"slices"
	"strings"
	"testing"

	"github.com/relais-go/relais/social"
)

// TestModerator tests a [social.Moderator].
func TestModerator(t *testing.T, newHarness func(t *testing.T) *Harness) {
	t.Helper()
	moderatorSuite().test(t, newHarness)
}

func moderatorSuite() suite {
	first := func(ctx context.Context, r *run) (call, func() bool) {
		a, ref := r.measure(ctx)
		do := func(ctx context.Context, client any) error {
			return as[social.Moderator](r, client).Moderate(ctx, ref, a, nil)
		}
		return do, func() bool { return r.moderated(ref, a) }
	}
	return suite{name: "Moderator", cases: join(
		actionCases(),
		measureCases(),
		refCases(social.RefAccount, func(ctx context.Context, r *run, client any, ref social.Ref) error {
			return as[social.Moderator](r, client).Moderate(ctx, ref, r.accountAction(), nil)
		}),
		writeCases(func(ctx context.Context, r *run) call {
			do, _ := first(ctx, r)
			return do
		}),
		effectCases(first),
	)}
}

func actionCases() []testCase {
	return []testCase{
		{
			name:        "actions",
			explanation: "Actions lists what can be done, each once, and callers may keep and change the list",
			run: func(_ context.Context, r *run) {
				m := as[social.Moderator](r, r.Client)
				list := m.Actions()
				if len(list) == 0 {
					r.fatalf("a moderator that can do nothing")
				}
				sorted := slices.Sorted(slices.Values(list))
				if n := len(slices.Compact(sorted)); n != len(list) {
					r.errorf("%q has repeats", list)
				}
				kept := list[0]
				list[0] = "socialtest-changed"
				if again := m.Actions(); again[0] != kept {
					r.errorf("the list was changed through a caller's copy")
				}
			},
		},
		{
			name:        "unheard-of",
			explanation: "an action that the network lacks is ErrUnsupported, and nothing is sent",
			run: func(ctx context.Context, r *run) {
				_, ref := r.measure(ctx)
				before := r.snapshot()
				err := as[social.Moderator](r, r.Client).Moderate(ctx, ref, "socialtest-unheard-of", nil)
				r.wantError(err, errors.ErrUnsupported)
				r.wantSilence(before)
			},
		},
		{
			name:        "argument-unchanged",
			explanation: "arguments are never changed",
			run: func(ctx context.Context, r *run) {
				m := as[social.Moderator](r, r.Client)
				if !slices.Contains(m.Actions(), social.ActionReport) {
					r.skipf("the network has no %q", social.ActionReport)
				}
				about := &social.Moderation{Reason: "unfriendly"}
				frozen := r.frozen("the moderation", about)
				r.noError(m.Moderate(ctx, r.somebody(), social.ActionReport, about), "reporting")
				frozen()
			},
		},
	}
}

// measureCases try each action that is listed on what it is meant for. Repeating it is no error.
func measureCases() []testCase {
	on := map[social.Action]func(ctx context.Context, r *run) social.Ref{}
	for _, a := range []social.Action{social.ActionHide, social.ActionDelete, social.ActionHold} {
		on[a] = func(ctx context.Context, r *run) social.Ref { return r.comment(ctx) }
	}
	for _, a := range []social.Action{social.ActionMute, social.ActionBan, social.ActionRemove} {
		on[a] = func(_ context.Context, r *run) social.Ref { return r.follower() }
	}
	on[social.ActionClose] = func(ctx context.Context, r *run) social.Ref { return r.publish(ctx, nil).Ref }
	back := map[social.Action]social.Action{
		social.ActionHide: social.ActionUnhide, social.ActionMute: social.ActionUnmute,
		social.ActionBan: social.ActionUnban, social.ActionClose: social.ActionReopen,
	}
	var cases []testCase
	for a, target := range on {
		cases = append(cases, testCase{
			name: string(a),
			explanation: "an action that is listed takes effect, can be repeated, and can be taken back where that is " +
				"listed; one that is not listed is ErrUnsupported, and nothing is sent",
			run: func(ctx context.Context, r *run) { actAndBack(ctx, r, target(ctx, r), a, back[a]) },
		})
	}
	slices.SortFunc(cases, func(a, b testCase) int { return strings.Compare(a.name, b.name) })
	return cases
}

func actAndBack(ctx context.Context, r *run, ref social.Ref, a, back social.Action) {
	m := as[social.Moderator](r, r.Client)
	before := r.snapshot()
	err := m.Moderate(ctx, ref, a, nil)
	if !slices.Contains(m.Actions(), a) {
		r.wantError(err, errors.ErrUnsupported)
		r.wantSilence(before)
		return
	}
	if errors.Is(err, errors.ErrUnsupported) {
		r.skipf("%q is not for things of kind %q: %v", a, ref.Kind, err)
	}
	r.noError(err, "moderating")
	if !r.moderated(ref, a) {
		r.errorf("Moderate returned nil, but %q has no effect", a)
	}
	if a != social.ActionDelete { // what is gone cannot be found again
		r.noError(m.Moderate(ctx, ref, a, nil), "moderating again")
	}
	if !slices.Contains(m.Actions(), back) {
		return
	}
	r.noError(m.Moderate(ctx, ref, back, nil), "taking it back")
	if r.moderated(ref, a) {
		r.errorf("%q returned nil, but %q is still in effect", back, a)
	}
}

// measure returns an action that the client has and something to take it on.
func (r *run) measure(ctx context.Context) (social.Action, social.Ref) {
	actions := as[social.Moderator](r, r.Client).Actions()
	for _, a := range []social.Action{social.ActionHide, social.ActionDelete, social.ActionHold} {
		if slices.Contains(actions, a) && r.Audience.Comment != nil {
			return a, r.comment(ctx)
		}
	}
	return r.accountAction(), r.somebody()
}

// accountAction is one that the client can take on people, if any.
func (r *run) accountAction() social.Action {
	actions := as[social.Moderator](r, r.Client).Actions()
	for _, a := range []social.Action{social.ActionMute, social.ActionBan} {
		if slices.Contains(actions, a) {
			return a
		}
	}
	r.skipf("nothing can be done about people, only %q", actions)
	return ""
}

// comment lets somebody comment on a post of the account.
func (r *run) comment(ctx context.Context) social.Ref {
	r.need("Audience.Comment", r.Audience.Comment != nil)
	return r.Audience.Comment(r.publish(ctx, nil).Ref, r.text("unfriendly words"))
}

// follower lets somebody follow the account.
func (r *run) follower() social.Ref {
	if r.Audience.Follow != nil {
		return r.Audience.Follow()
	}
	return r.somebody()
}

func (r *run) moderated(ref social.Ref, a social.Action) bool {
	r.need("Server.Moderated", r.Server.Moderated != nil)
	return r.Server.Moderated(ref, a)
}
