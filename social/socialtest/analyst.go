package socialtest

import (
	"context"
	"errors"
	"maps"
	"slices"
	"testing"
	"time"

	"github.com/relais-go/relais/social"
)

// TestAnalyst tests a [social.Analyst].
func TestAnalyst(t *testing.T, newHarness func(t *testing.T) *Harness) {
	t.Helper()
	analystSuite().test(t, newHarness)
}

func analystSuite() suite {
	return suite{name: "Analyst", cases: join(
		postMetricsCases(), badRefMetricsCases(),
		accountMetricsCases(),
		callCases(func(ctx context.Context, r *run) call {
			ref := r.publish(ctx, nil).Ref
			return func(ctx context.Context, client any) error {
				reports, err := as[social.Analyst](r, client).PostMetrics(ctx, ref)
				for _, p := range reports {
					if p != nil && p.Err != nil {
						err = errors.Join(err, p.Err)
					}
				}
				return err
			}
		}),
	)}
}

func postMetricsCases() []testCase {
	return []testCase{
		{
			name:        "in-order",
			explanation: "there is one report for each reference, in the order asked, over several batches too",
			run: func(ctx context.Context, r *run) {
				var refs []social.Ref
				for range 4 {
					refs = append(refs, r.publish(ctx, nil).Ref)
				}
				slices.Reverse(refs)
				for range 5 { // 128 in all, with repeats
					refs = append(refs, refs...)
				}
				frozen := r.frozen("the references", refs)
				reports := r.postMetrics(ctx, refs...)
				frozen()
				for i, p := range reports {
					r.noError(p.Err, "measuring")
					if p.At.IsZero() {
						r.errorf("report %d does not say when it was read", i)
					}
				}
			},
		},
		{
			name:        "values",
			explanation: "metrics are what the network says, zeros included; what it does not say is absent, never 0",
			run: func(ctx context.Context, r *run) {
				r.need("Server.Metrics", r.Server.Metrics != nil)
				liked, fresh := r.publish(ctx, nil).Ref, r.publish(ctx, nil).Ref
				if r.Audience.React != nil {
					r.Audience.React(liked, social.ReactionLike)
					r.Audience.React(liked, social.ReactionLike)
				}
				for i, p := range r.postMetrics(ctx, liked, fresh) {
					r.noError(p.Err, "measuring")
					if want := r.Server.Metrics([]social.Ref{liked, fresh}[i]); !maps.Equal(p.Metrics, want) {
						r.errorf("got %v, want %v", p.Metrics, want)
					}
				}
			},
		},
	}
}

// badRefMetricsCases are the promises about references that cannot be measured.
func badRefMetricsCases() []testCase {
	return []testCase{
		{
			name:        "missing-post",
			explanation: "a post that does not exist has ErrNotFound in its report; the others are not concerned",
			run: func(ctx context.Context, r *run) {
				r.need("Missing", r.Missing != nil)
				ref := r.publish(ctx, nil).Ref
				reports := r.postMetrics(ctx, r.Missing(social.RefPost), ref)
				r.wantError(reports[0].Err, social.ErrNotFound)
				if len(reports[0].Metrics) != 0 {
					r.errorf("a post that does not exist has metrics %v", reports[0].Metrics)
				}
				r.noError(reports[1].Err, "measuring the post that exists")
			},
		},
		{
			name:        "foreign-ref",
			explanation: "a reference of another network has ErrInvalid in its report; the others are not concerned",
			run: func(ctx context.Context, r *run) {
				ref := r.publish(ctx, nil).Ref
				reports := r.postMetrics(ctx, social.Ref{Network: elsewhere, ID: "1"}, ref)
				r.wantError(reports[0].Err, social.ErrInvalid)
				r.noError(reports[1].Err, "measuring the post that exists")
			},
		},
		{
			name:        "no-refs",
			explanation: "for no references there are no reports and no requests",
			run: func(ctx context.Context, r *run) {
				var before, after int
				if r.Server.Traffic != nil {
					before, _ = r.Server.Traffic()
				}
				r.postMetrics(ctx)
				if r.Server.Traffic != nil {
					after, _ = r.Server.Traffic()
				}
				if after != before {
					r.errorf("%d requests were sent", after-before)
				}
			},
		},
	}
}

func accountMetricsCases() []testCase {
	const unheardOf = social.Metric("socialtest-unheard-of")
	return []testCase{
		{
			name:        "account",
			explanation: "without a query the account's totals are reported, with whose they are",
			run: func(ctx context.Context, r *run) {
				report := r.accountMetrics(ctx, nil)
				if r.Account.Ref.ID != "" && report.Account.ID != r.Account.Ref.ID {
					r.errorf("the report is on %+v, want %+v", report.Account, r.Account.Ref)
				}
				if len(report.Metrics) == 0 {
					r.errorf("the report has no metrics")
				}
			},
		},
		{
			name:        "chosen-metrics",
			explanation: "Metrics limits the report; what was asked for by name and is not there is in Missing with the reason, and not 0",
			run: func(ctx context.Context, r *run) {
				names := r.accountMetrics(ctx, nil).Metrics.Names()
				if len(names) == 0 {
					r.skipf("the account has no metrics")
				}
				q := &social.MetricsQuery{Metrics: []social.Metric{names[0], unheardOf}}
				frozen := r.frozen("the query", q)
				report := r.accountMetrics(ctx, q)
				frozen()
				if got := report.Metrics.Names(); !slices.Equal(got, names[:1]) {
					r.errorf("got metrics %q, want %q", got, names[:1])
				}
				if report.Missing[unheardOf] == nil {
					r.errorf("Missing is %v, want a reason for %q", report.Missing, unheardOf)
				}
			},
		},
		{
			name:        "period",
			explanation: "a period is reported as asked, or is ErrUnsupported with a field",
			run: func(ctx context.Context, r *run) {
				to := r.now().Truncate(24 * time.Hour)
				q := &social.MetricsQuery{From: to.AddDate(0, 0, -7), To: to, ByDay: true}
				report, err := as[social.Analyst](r, r.Client).AccountMetrics(ctx, q)
				if err != nil {
					r.wantField(err, "", errors.ErrUnsupported)
					return
				}
				if !report.From.Equal(q.From) || !report.To.Equal(q.To) {
					r.errorf("the report is from %v to %v, want %v to %v", report.From, report.To, q.From, q.To)
				}
				if !slices.IsSortedFunc(report.Days, func(a, b social.DayReport) int { return a.Day.Compare(b.Day) }) {
					r.errorf("the days are not oldest first: %v", report.Days)
				}
			},
		},
	}
}

// postMetrics measures, and wants one report for each reference.
func (r *run) postMetrics(ctx context.Context, refs ...social.Ref) []*social.PostReport {
	reports, err := as[social.Analyst](r, r.Client).PostMetrics(ctx, refs...)
	r.noError(err, "measuring")
	if len(reports) != len(refs) {
		r.fatalf("got %d reports for %d references", len(reports), len(refs))
	}
	for i, p := range reports {
		if p == nil {
			r.fatalf("report %d is nil", i)
		}
		if !p.Ref.Same(refs[i]) {
			r.errorf("report %d is on %+v, want %+v", i, p.Ref, refs[i])
		}
	}
	return reports
}

func (r *run) accountMetrics(ctx context.Context, q *social.MetricsQuery) *social.AccountReport {
	report, err := as[social.Analyst](r, r.Client).AccountMetrics(ctx, q)
	r.noError(err, "measuring the account")
	if report == nil {
		r.fatalf("got a nil report and no error")
	}
	return report
}
