package linkedin

import (
	"context"
	"errors"
	"maps"
	"slices"
	"time"

	"github.com/relais-go/relais/social"
)

// AccountMetrics reads the numbers of the Page or the member. It implements [social.Analyst].
//
// Of a Page, without a period: followers and visits up to now. With one, for the days of UTC that begin within it, of
// the last twelve months: impressions, reach, clicks, reactions, comments and shares of all posts, visits, and followers
// won less those lost, in which the last two days are missing until LinkedIn has counted them. How many different
// people were reached is told for one day or a whole month, and cannot be added up. It needs [ScopeAdmin] and the role
// ADMINISTRATOR.
//
// Of a member: followers, impressions, reach, reactions, comments, shares, saves, clicks on links and visits that posts led
// to, each by a call of its own, of all time or of the period. It needs [ScopePostAnalytics] and [ScopeMemberAnalytics].
func (c *Client) AccountMetrics(ctx context.Context, q *social.MetricsQuery) (*social.AccountReport, error) {
	own := deref(q)
	switch {
	case own.From.IsZero() && !own.To.IsZero():
		return nil, social.Unsupported(network, "From", "is missing: LinkedIn keeps no totals of the past")
	case own.From.IsZero() && own.ByDay:
		return nil, social.Unsupported(network, "ByDay", "goes with a period: set From")
	}
	author, err := c.Author(ctx)
	if err != nil {
		return nil, err
	}
	g := &gathering{
		asked: own.Metrics, byDay: own.ByDay, days: map[time.Time]social.Metrics{}, why: map[social.Metric]error{},
		out: &social.AccountReport{Account: accountRef(author), From: own.From, To: own.To, Metrics: social.Metrics{}},
	}
	if !own.From.IsZero() {
		if g.out.To.IsZero() {
			g.out.To = c.now()
		}
		if !own.From.Before(g.out.To) {
			return nil, social.Invalid(network, "To", "is not after From")
		}
		g.from, g.to = dayAfter(own.From), dayAfter(g.out.To)
	}
	switch {
	case author.Kind() == KindPerson:
		err = c.gatherMember(ctx, g)
	case own.From.IsZero():
		err = c.gatherTotals(ctx, author, g)
	case own.From.Before(c.now().AddDate(-1, 0, -1)):
		return nil, social.Unsupported(network, "From", "is more than twelve months ago, which is as far as LinkedIn looks back")
	default:
		err = c.gatherPeriod(ctx, author, g)
	}
	if err != nil {
		return nil, err
	}
	return g.report()
}

// gathering is a report in the making.
type gathering struct {
	out      *social.AccountReport
	asked    []social.Metric // nil: all
	byDay    bool
	from, to time.Time // midnights; zero: no period
	days     map[time.Time]social.Metrics
	why      map[social.Metric]error // metrics are not there
	denied   error                   // why the first of them is not
}

// wants reports whether one of some metrics is asked for.
func (g *gathering) wants(metrics ...social.Metric) bool {
	return g.asked == nil || slices.ContainsFunc(metrics, func(m social.Metric) bool { return slices.Contains(g.asked, m) })
}

// lacks notes that LinkedIn does not tell some metrics. Errors that are not about them are given back.
func (g *gathering) lacks(err error, metrics ...social.Metric) error {
	if !errors.Is(err, social.ErrPermission) && !errors.Is(err, errors.ErrUnsupported) && !errors.Is(err, social.ErrNotFound) {
		return err
	}
	if g.denied == nil && !errors.Is(err, errors.ErrUnsupported) {
		g.denied = err
	}
	for _, m := range metrics {
		g.why[m] = err
	}
	return nil
}

// add adds numbers that can be added up, and keeps those of the day if there are to be days.
func (g *gathering) add(day time.Time, found social.Metrics) {
	for m, n := range found {
		g.out.Metrics[m] += n
	}
	g.note(day, found)
}

func (g *gathering) note(day time.Time, found social.Metrics) {
	if !g.byDay {
		return
	}
	if g.days[day] == nil {
		g.days[day] = social.Metrics{}
	}
	maps.Copy(g.days[day], found)
}

// within reports whether a row is about a day of the period.
func (g *gathering) within(r *TimeRange) bool {
	return r != nil && !r.Start.Before(g.from) && r.Start.Before(g.to)
}

// report completes the report: what was not asked for goes, and what was and is not there is explained.
func (g *gathering) report() (*social.AccountReport, error) {
	if len(g.out.Metrics) == 0 && g.denied != nil && g.asked == nil {
		return nil, g.denied
	}
	keep := func(all social.Metrics) {
		for m := range all {
			if !g.wants(m) {
				delete(all, m)
			}
		}
	}
	keep(g.out.Metrics)
	for day, found := range g.days {
		if keep(found); len(found) > 0 {
			g.out.Days = append(g.out.Days, social.DayReport{Day: day, Metrics: found})
		}
	}
	slices.SortFunc(g.out.Days, func(a, b social.DayReport) int { return a.Day.Compare(b.Day) })
	for _, m := range g.asked {
		if _, there := g.out.Metrics[m]; there {
			continue
		}
		if g.out.Missing == nil {
			g.out.Missing = map[social.Metric]error{}
		}
		why := g.why[m]
		if why == nil {
			why = social.Unsupported(network, "Metrics", "LinkedIn does not tell "+string(m)+" of such an account and time")
		}
		g.out.Missing[m] = why
	}
	return g.out, nil
}

// gatherTotals reads the totals of a Page.
func (c *Client) gatherTotals(ctx context.Context, page URN, g *gathering) error {
	if g.wants(social.MetricFollowers) {
		n, err := c.Followers(ctx, page)
		if err == nil {
			g.out.Metrics[social.MetricFollowers] = float64(n)
		} else if err = g.lacks(err, social.MetricFollowers); err != nil {
			return err
		}
	}
	if !g.wants(social.MetricProfileVisits) {
		return nil
	}
	rows, err := c.PageStatistics(ctx, &StatisticsParams{Page: page})
	if err != nil {
		return g.lacks(err, social.MetricProfileVisits)
	}
	for _, row := range rows {
		social.Set(g.out.Metrics, social.MetricProfileVisits, row.Views[allViews].Views)
	}
	g.out.Raw = rows
	return nil
}

// shareMetrics are those that can be added up.
func shareMetrics() []social.Metric {
	return []social.Metric{
		social.MetricImpressions, social.MetricClicks, social.MetricReactions, social.MetricComments, social.MetricShares,
	}
}

// gatherPeriod reads the days of a Page.
func (c *Client) gatherPeriod(ctx context.Context, page URN, g *gathering) error {
	if !g.from.Before(g.to) {
		for _, m := range g.asked {
			g.why[m] = social.Unsupported(network, "From", "no day of UTC begins in the period")
		}
		return nil
	}
	p := &StatisticsParams{Page: page, From: g.from, To: g.to}
	if err := c.gatherShares(ctx, p, g); err != nil {
		return err
	}
	if g.wants(social.MetricProfileVisits) {
		rows, err := c.PageStatistics(ctx, p)
		if err != nil {
			err = g.lacks(err, social.MetricProfileVisits)
		}
		if err != nil {
			return err
		}
		for _, row := range rows {
			if n := row.Views[allViews].Views; n != nil && g.within(row.Range) {
				g.add(row.Range.Start, social.Metrics{social.MetricProfileVisits: float64(*n)})
			}
		}
	}
	if !g.wants(social.MetricFollowersWon) {
		return nil
	}
	rows, err := c.FollowerGains(ctx, p)
	if err != nil {
		return g.lacks(err, social.MetricFollowersWon)
	}
	g.why[social.MetricFollowersWon] = errNotCounted
	for _, row := range rows {
		if g.within(row.Range) && (row.Gains.Organic != nil || row.Gains.Paid != nil) {
			g.add(row.Range.Start, social.Metrics{social.MetricFollowersWon: float64(deref(row.Gains.Organic) + deref(row.Gains.Paid))})
		}
	}
	return nil
}

// errNotCounted is why a metric that LinkedIn knows has no values.
var errNotCounted = errors.New("linkedin: the followers of the last two days are not counted yet")

// gatherShares reads the numbers of all posts of a Page.
func (c *Client) gatherShares(ctx context.Context, p *StatisticsParams, g *gathering) error {
	if !g.wants(append(shareMetrics(), social.MetricReach)...) {
		return nil
	}
	rows, err := c.ShareStatistics(ctx, p)
	if err != nil {
		return g.lacks(err, append(shareMetrics(), social.MetricReach)...)
	}
	g.out.Raw = rows
	for _, row := range rows {
		if !g.within(row.Range) {
			continue
		}
		found := row.Counts.metrics()
		reach, told := found[social.MetricReach]
		delete(found, social.MetricReach)
		g.add(row.Range.Start, found)
		if told {
			g.note(row.Range.Start, social.Metrics{social.MetricReach: reach})
		}
		if told && g.to.Sub(g.from) == 24*time.Hour {
			g.out.Metrics[social.MetricReach] = reach
		}
	}
	return c.gatherReach(ctx, p, g)
}

// gatherReach reads how many different people a month's posts reached.
func (c *Client) gatherReach(ctx context.Context, p *StatisticsParams, g *gathering) error {
	if _, there := g.out.Metrics[social.MetricReach]; there || !g.wants(social.MetricReach) {
		return nil
	}
	if g.from.Day() != 1 || !g.to.Equal(g.from.AddDate(0, 1, 0)) {
		g.why[social.MetricReach] = social.Unsupported(network, "Metrics", "LinkedIn tells how many people were reached for one day or a whole month")
		return nil
	}
	month := *p
	month.By = ByMonth
	rows, err := c.ShareStatistics(ctx, &month)
	if err != nil {
		return g.lacks(err, social.MetricReach)
	}
	for _, row := range rows {
		if g.within(row.Range) {
			social.Set(g.out.Metrics, social.MetricReach, row.Counts.UniqueImpressions)
		}
	}
	return nil
}

// gatherMember reads the numbers of a member.
func (c *Client) gatherMember(ctx context.Context, g *gathering) error {
	if !g.from.IsZero() && !g.from.Before(g.to) {
		for _, m := range g.asked {
			g.why[m] = social.Unsupported(network, "From", "no day of UTC begins in the period")
		}
		return nil
	}
	if err := c.gatherMemberFollowers(ctx, g); err != nil {
		return err
	}
	for _, s := range memberMetrics() {
		if !g.wants(s.metric) {
			continue
		}
		p := MemberStatisticsParams{Metric: s.source, From: g.from, To: g.to}
		rows, err := c.MemberStatistics(ctx, &p)
		if err != nil {
			if err = g.lacks(err, s.metric); err != nil {
				return err
			}
			continue
		}
		for _, row := range rows {
			if row.Count >= 0 {
				g.out.Metrics[s.metric] = float64(row.Count)
			}
		}
		if !g.byDay || !s.source.daily(false) {
			continue
		}
		p.Daily = true
		if rows, err = c.MemberStatistics(ctx, &p); err != nil {
			return err
		}
		for _, row := range rows {
			if row.Count >= 0 && g.within(row.Range) {
				g.note(row.Range.Start, social.Metrics{s.metric: float64(row.Count)})
			}
		}
	}
	return nil
}

// gatherMemberFollowers reads followers: how many there are, or how many were won.
func (c *Client) gatherMemberFollowers(ctx context.Context, g *gathering) error {
	if g.from.IsZero() {
		if !g.wants(social.MetricFollowers) {
			return nil
		}
		n, err := c.MemberFollowers(ctx)
		if err != nil {
			return g.lacks(err, social.MetricFollowers)
		}
		g.out.Metrics[social.MetricFollowers] = float64(n)
		return nil
	}
	if !g.wants(social.MetricFollowersWon) {
		return nil
	}
	gains, err := c.MemberFollowerGains(ctx, g.from, g.to)
	if err != nil {
		return g.lacks(err, social.MetricFollowersWon)
	}
	for _, row := range gains {
		if g.within(&TimeRange{Start: row.Day}) {
			g.add(row.Day, social.Metrics{social.MetricFollowersWon: float64(row.Gain)})
		}
	}
	return nil
}
