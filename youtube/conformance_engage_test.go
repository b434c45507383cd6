package youtube_test

import (
	"slices"
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/relais-go/relais/social"
	"github.com/relais-go/relais/social/socialtest"
	"github.com/relais-go/relais/youtube/youtubetest"
)

// TestConformanceEngaging runs the suites of all that is neither publishing nor listening.
func TestConformanceEngaging(t *testing.T) {
	t.Parallel()
	for name, opts := range map[string]youtubetest.Options{
		"Usual": {},
		"Odd":   {Traps: youtubetest.Traps{EmptyPages: 3, OldestRepliesFirst: true}},
	} {
		for suite, run := range map[string]func(*testing.T, func(*testing.T) *socialtest.Harness){
			"Moderator": socialtest.TestModerator, "Reactor": socialtest.TestReactor, "Follower": socialtest.TestFollower,
			"Searcher": socialtest.TestSearcher, "Analyst": socialtest.TestAnalyst, "Profiler": socialtest.TestProfiler,
			"Timeline": socialtest.TestTimeline,
		} {
			t.Run(name+suite, func(t *testing.T) {
				t.Parallel()
				run(t, func(t *testing.T) *socialtest.Harness {
					t.Helper()
					return newEngaging(t, &opts)
				})
			})
		}
	}
}

func newEngaging(t *testing.T, opts *youtubetest.Options) *socialtest.Harness {
	t.Helper()
	w := newWorld(t, opts)
	h := w.harness()
	h.Exempt = map[string]string{
		"Moderator/argument-unchanged": "YouTube takes reports of videos, not of people",
		"Moderator/missing-ref":        "people are banned by a comment of theirs",
	}
	h.Server.Reacted = func(on social.Ref, r social.Reaction) bool { return w.srv.Rating(w.brand, on.ID) == string(r) }
	h.Server.Follows = func(account social.Ref) bool { return slices.Contains(w.srv.Subscribers(account.ID), w.brand) }
	h.Server.Moderated = func(ref social.Ref, a social.Action) bool {
		m, ok := w.srv.FindComment(ref.ID)
		switch a {
		case social.ActionHold:
			return ok && m.Status == youtubetest.HeldForReview
		case social.ActionReject:
			return ok && m.Status == youtubetest.Rejected
		default:
			return false
		}
	}
	h.Server.Metrics = func(ref social.Ref) social.Metrics {
		v, ok := w.srv.FindVideo(ref.ID)
		assert.True(t, ok)
		return social.Metrics{
			social.MetricViews: float64(v.Views), social.MetricLikes: float64(v.Likes), social.MetricDislikes: float64(v.Dislikes),
			social.MetricComments: float64(v.CommentCount),
		}
	}
	return h
}
