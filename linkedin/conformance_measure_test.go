package linkedin_test

import (
	"testing"

	"github.com/relais-go/relais/linkedin"
	"github.com/relais-go/relais/linkedin/linkedintest"
	"github.com/relais-go/relais/social"
	"github.com/relais-go/relais/social/socialtest"
)

// TestConformanceMeasure runs the suites of numbers and profiles for a Page, on a network with and without oddities, and
// for a member whose application has Community Management.
func TestConformanceMeasure(t *testing.T) {
	t.Parallel()
	harnesses := map[string]func(*testing.T) *socialtest.Harness{
		"Page": func(t *testing.T) *socialtest.Harness {
			t.Helper()
			return newWorld(t, nil).measuredPage()
		},
		"Odd": func(t *testing.T) *socialtest.Harness {
			t.Helper()
			return newWorld(t, &linkedintest.Options{PostURNs: linkedintest.UGCURNs, Traps: linkedintest.Traps{
				NoErrorCodes: true, PlainKeys: true, StrictMethods: true, UniqueImpressionsCounts: true,
			}}).measuredPage()
		},
		"Member": func(t *testing.T) *socialtest.Harness {
			t.Helper()
			return newWorld(t, nil).measuredMember()
		},
	}
	for name, harness := range harnesses {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			t.Run("Analyst", func(t *testing.T) {
				t.Parallel()
				socialtest.TestAnalyst(t, harness)
			})
			t.Run("Profiler", func(t *testing.T) {
				t.Parallel()
				socialtest.TestProfiler(t, harness)
			})
		})
	}
}

func (w *world) measuredPage() *socialtest.Harness {
	h := w.harness()
	w.reacting(h)
	h.Server.Metrics = func(ref social.Ref) social.Metrics {
		likes := float64(len(w.srv.Reactions(ref.ID)))
		return social.Metrics{
			social.MetricImpressions: 0, social.MetricReach: 0, social.MetricClicks: 0, social.MetricShares: 0,
			social.MetricReactions: likes, social.MetricLikes: likes, social.MetricComments: float64(len(w.srv.Comments(ref.ID))),
		}
	}
	return h
}

func (w *world) measuredMember() *socialtest.Harness {
	fresh := func(change func(*social.Options)) any {
		return w.configured(linkedin.Config{Tokens: static(w.srv.Token(w.ann))}, change)
	}
	h := w.around(w.ann, "ann-lee", fresh, nil)
	w.reacting(h)
	h.Server.Metrics = func(ref social.Ref) social.Metrics {
		return social.Metrics{
			social.MetricImpressions: 0, social.MetricReach: 0, social.MetricShares: 0, social.MetricSaves: 0, social.MetricLinkClicks: 0,
			social.MetricProfileVisits: 0, social.MetricReactions: float64(len(w.srv.Reactions(ref.ID))), social.MetricComments: float64(len(w.srv.Comments(ref.ID))),
		}
	}
	return h
}

// reacting lets the audience like something, and passes over what needs a change of the profile.
func (w *world) reacting(h *socialtest.Harness) {
	own := map[string]string{}
	for _, name := range []string{
		"cancelled", "revoked", "down", "rate-limited", "dry-run", "wrong-account", "right-account", "lost-after", "lost-before", "uncertain-is-no-success",
	} {
		own["Profiler/"+name] = "LinkedIn describes no change of profiles, so nothing is ever sent"
	}
	h.Exempt = own
	h.Audience.React = func(on social.Ref, _ social.Reaction) {
		w.srv.React(w.srv.CreateMember("Fan", "Fox"), on.ID, linkedintest.Like)
	}
}
