package facebook_test

import (
	"testing"

	"github.com/relais-go/relais/facebook"
	"github.com/relais-go/relais/social"
	"github.com/relais-go/relais/social/socialtest"
)

// TestConformanceMeasuring runs the suites of numbers and of the profile.
func TestConformanceMeasuring(t *testing.T) {
	t.Parallel()
	for suite, run := range map[string]func(*testing.T, func(*testing.T) *socialtest.Harness){
		"Analyst": socialtest.TestAnalyst, "Profiler": socialtest.TestProfiler,
	} {
		t.Run(suite, func(t *testing.T) {
			t.Parallel()
			run(t, func(t *testing.T) *socialtest.Harness {
				t.Helper()
				a, h := harnessOf(t, &facebook.Config{Direct: true})
				h.Account.Handle = "acme"
				h.Server.Metrics = a.metrics
				h.Audience.React = func(on social.Ref, _ social.Reaction) { a.w.srv.React(a.w.person(""), on.ID, "LIKE") }
				return h
			})
		})
	}
}

// metrics are the numbers of a post that nobody looked at.
func (a *audience) metrics(ref social.Ref) social.Metrics {
	p, ok := a.w.srv.FindPost(ref.ID)
	if !ok {
		return nil
	}
	all := 0
	for _, n := range p.Reactions {
		all += n
	}
	return social.Metrics{
		social.MetricReactions: float64(all), social.MetricLikes: float64(p.Reactions["LIKE"]),
		social.MetricComments: float64(p.Comments), social.MetricShares: float64(p.Shares),
		social.MetricViews: 0, social.MetricReach: 0, social.MetricClicks: 0,
	}
}
