package x_test

import (
	"net/url"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/relais-go/relais/social"
	"github.com/relais-go/relais/social/socialtest"
	"github.com/relais-go/relais/x"
	"github.com/relais-go/relais/x/xtest"
)

// TestConformanceSelfServe runs the suite of moderating where nobody can be banned. A self-serve plan has no likes
// and no follows, which the suites of reacting and following begin with.
func TestConformanceSelfServe(t *testing.T) {
	t.Parallel()
	socialtest.TestModerator(t, func(t *testing.T) *socialtest.Harness {
		t.Helper()
		return newHarness(t, &xtest.Options{}, x.Config{})
	})
}

// mine are the things in a list of the account's.
func (w *world) mine(what string) []string {
	w.t.Helper()
	var a struct {
		Data []struct{ ID string }
	}
	w.get(w.brand, "/2/users/"+w.brand+"/"+what, url.Values{"max_results": {"100"}}, &a)
	ids := []string{}
	for _, item := range a.Data {
		ids = append(ids, item.ID)
	}
	return ids
}

// reacted reports whether the account's reaction is on a post.
func (w *world) reacted(on social.Ref, r social.Reaction) bool {
	w.t.Helper()
	switch r {
	case social.ReactionLike:
		return slices.Contains(w.mine("liked_tweets"), on.ID)
	case social.ReactionShare:
		return slices.ContainsFunc(w.srv.Posts(w.brand), func(p xtest.Post) bool { return p.RepostOf == on.ID })
	default:
		return slices.Contains(w.mine("bookmarks"), on.ID)
	}
}

// follows reports whether the account follows another.
func (w *world) follows(account social.Ref) bool {
	return slices.Contains(w.srv.Following(w.brand), account.ID)
}

// moderated reports whether a measure of the account is in effect.
func (w *world) moderated(ref social.Ref, a social.Action) bool {
	w.t.Helper()
	switch a {
	case social.ActionHide:
		p, ok := w.srv.FindPost(ref.ID)
		require.True(w.t, ok)
		return p.Hidden
	case social.ActionMute:
		return slices.Contains(w.srv.Muting(w.brand), ref.ID)
	default:
		return slices.Contains(w.mine("blocking"), ref.ID)
	}
}
