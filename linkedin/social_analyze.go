package linkedin

import (
	"context"
	"errors"
	"maps"
	"time"

	"github.com/relais-go/relais/internal/draft"
	"github.com/relais-go/relais/social"
)

// measurement is a post or comment whose numbers are asked for, perhaps several times.
type measurement struct {
	urn     URN
	comment bool
	reports []*social.PostReport
	post    *Post
}

// PostMetrics reads the numbers of posts and comments. It implements [social.Analyst].
//
// For a Page: reactions and comments as they are now, and impressions, reach, clicks and shares of the last twelve months,
// a hundred posts by four calls; two more for each video, whose views are kept for six months. LinkedIn leaves out
// posts with which nobody did anything: those of the Page that are younger have 0 then, and of older ones it is not known.
// Without [ScopeAdmin] and the role ADMINISTRATOR there are reactions and comments only, and without [ScopeRead] and
// [ScopeReadFeed] only the others, of posts with which somebody did something; Err says why.
//
// For a member: eight calls for each post, as LinkedIn tells one number at a time, or five before version 202604. It needs
// [ScopePostAnalytics]; comments cannot be measured.
//
// An error that is not about one post ends the reading: it is returned with the reports made so far, and is in those that
// could not be made.
func (c *Client) PostMetrics(ctx context.Context, refs ...social.Ref) ([]*social.PostReport, error) {
	reports := make([]*social.PostReport, len(refs))
	byURN := map[URN]*measurement{}
	var all []*measurement
	for i, ref := range refs {
		reports[i] = &social.PostReport{Ref: ref}
		u, err := measurable(ref)
		if err != nil {
			reports[i].Err, reports[i].At = err, time.Now()
			continue
		}
		m := byURN[u]
		if m == nil {
			m = &measurement{urn: u, comment: ref.Kind == social.RefComment}
			byURN[u] = m
			all = append(all, m)
		}
		m.reports = append(m.reports, reports[i])
	}
	if len(all) == 0 {
		return reports, nil
	}
	author, err := c.Author(ctx)
	if err == nil && author.Kind() == KindPerson {
		err = c.measureMember(ctx, all)
	} else if err == nil {
		err = c.measurePage(ctx, author, all)
	}
	if err != nil {
		for _, r := range reports {
			if r.Err == nil && r.Metrics == nil {
				r.Err, r.At = err, time.Now()
			}
		}
	}
	return reports, err
}

// measurable is the URN of what a reference names.
func measurable(ref social.Ref) (URN, error) {
	if err := draft.CheckRef(network, "refs", ref, social.RefPost, social.RefComment); err != nil {
		return "", err
	}
	u := URN(ref.ID)
	switch {
	case ref.Kind == social.RefComment:
		if _, _, ok := u.Comment(); !ok {
			return "", social.Invalid(network, "refs", "is not the URN of a comment")
		}
	case !u.IsPost():
		return "", social.Invalid(network, "refs", "is not the URN of a share or ugcPost")
	}
	return u, nil
}

// measurePage reads what LinkedIn counts of a Page's posts.
func (c *Client) measurePage(ctx context.Context, page URN, all []*measurement) error {
	posts := make([]*measurement, 0, len(all))
	for _, m := range all {
		if !m.comment {
			posts = append(posts, m)
		}
	}
	denied, err := c.measureShares(ctx, page, posts)
	if err == nil {
		err = c.measureVideos(ctx, posts)
	}
	if err == nil {
		err = c.measureFeedback(ctx, all)
	}
	for _, m := range posts {
		if denied != nil && m.reports[0].Err == nil {
			m.fail(denied)
		}
	}
	return err
}

// urnsOf are the keys of a batch.
func urnsOf(all []*measurement) []string {
	out := make([]string, len(all))
	for i, m := range all {
		out[i] = string(m.urn)
	}
	return out
}

// measureShares reads the posts, to know whose they are and how old, and then their statistics. denied is why there are no
// statistics.
func (c *Client) measureShares(ctx context.Context, page URN, posts []*measurement) (denied, err error) {
	many := &multiple[Post]{op: "posts", path: resourcePosts, keys: urnsOf(posts), more: authorView(), priority: social.PriorityBackfill}
	many.single = func(ctx context.Context, urn string) (*Post, error) { return c.Post(ctx, URN(urn)) }
	found, failed, err := many.read(ctx, c)
	if err != nil {
		return nil, err
	}
	var own []URN
	for _, m := range posts {
		why := failed[string(m.urn)]
		if why != nil {
			m.fail(why)
		} else {
			m.post = found[string(m.urn)]
		}
		if m.post != nil && m.post.Author.is(page) || errors.Is(why, social.ErrPermission) { // which may be the Page's all the same
			own = append(own, m.urn)
		}
	}
	if len(own) == 0 {
		return nil, nil
	}
	rows, err := c.PostStatistics(ctx, page, own...)
	if errors.Is(err, social.ErrPermission) {
		return err, nil
	}
	if err != nil {
		return nil, err
	}
	horizon := c.now().AddDate(-1, 0, 1)
	for _, m := range posts {
		switch row := rows[m.urn]; {
		case row != nil:
			m.fail(nil) // it can be measured, whether or not it can be read
			m.count(row.Counts.metrics(), row)
		case m.post == nil || !m.post.Author.is(page):
		case m.post.CreatedAt.After(horizon): // and so nothing happened
			m.count(social.Metrics{
				social.MetricImpressions: 0, social.MetricReach: 0, social.MetricClicks: 0, social.MetricReactions: 0,
				social.MetricComments: 0, social.MetricShares: 0,
			}, nil)
		}
	}
	return nil, nil
}

// measureVideos reads views and watch time of videos.
func (c *Client) measureVideos(ctx context.Context, posts []*measurement) error {
	for _, m := range posts {
		if m.post == nil || m.post.Content == nil || m.post.Content.Media == nil || m.post.Content.Media.ID.Kind() != KindVideo {
			continue
		}
		for _, metric := range []VideoMetric{VideoViews, VideoWatchTime} {
			rows, err := c.VideoStatistics(ctx, &VideoStatisticsParams{Post: m.urn, Metric: metric})
			if errors.Is(err, social.ErrPermission) || errors.Is(err, social.ErrNotFound) {
				break // there are none, or they are not for this member
			}
			if err != nil {
				return err
			}
			for _, row := range rows {
				if row.Value != nil {
					m.count(metric.metrics(*row.Value), nil)
				}
			}
		}
	}
	return nil
}

// metrics is a number of a video under its portable name.
func (v VideoMetric) metrics(n int64) social.Metrics {
	if v == VideoWatchTime {
		return social.Metrics{social.MetricWatchTime: (time.Duration(n) * time.Millisecond).Seconds()}
	}
	return social.Metrics{social.MetricViews: float64(n)}
}

// measureFeedback counts reactions and comments as they are now.
func (c *Client) measureFeedback(ctx context.Context, all []*measurement) error {
	var there []*measurement
	for _, m := range all {
		if m.comment || m.post != nil || m.reports[0].Metrics != nil {
			there = append(there, m)
		}
	}
	many := &multiple[SocialMetadata]{op: "socialMetadata", path: resourceMetadata, keys: urnsOf(there), priority: social.PriorityBackfill}
	many.single = func(ctx context.Context, urn string) (*SocialMetadata, error) { return c.Metadata(ctx, URN(urn)) }
	found, failed, err := many.read(ctx, c)
	if err != nil {
		return err
	}
	for _, m := range there {
		if why := failed[string(m.urn)]; why != nil {
			m.fail(why)
			continue
		}
		data := found[string(m.urn)]
		m.count(data.metrics(), data)
	}
	return nil
}

// metrics are the numbers under their portable names, as far as they are there.
func (m *SocialMetadata) metrics() social.Metrics {
	out := social.Metrics{}
	if m.Summaries != nil {
		out[social.MetricReactions], out[social.MetricLikes] = float64(m.AllReactions()), float64(m.Reactions[Like])
	}
	if m.counted {
		out[social.MetricComments] = float64(max(m.Comments.All, m.Comments.Top))
	}
	return out
}

// count adds numbers to all reports on a post; what comes later is newer. The first object is kept as Raw.
func (m *measurement) count(found social.Metrics, raw any) {
	for _, r := range m.reports {
		r.At = time.Now()
		if r.Metrics == nil {
			r.Metrics = social.Metrics{}
		}
		maps.Copy(r.Metrics, found)
		if r.Raw == nil {
			r.Raw = raw
		}
	}
}

func (m *measurement) fail(err error) {
	for _, r := range m.reports {
		r.At, r.Err = time.Now(), err
	}
}

// memberMetric is where a portable metric of a member's posts comes from.
type memberMetric struct {
	metric social.Metric
	source MemberMetric
}

// memberMetrics are the numbers of a member's posts, those of all versions first.
func memberMetrics() []memberMetric {
	return []memberMetric{
		{social.MetricImpressions, MemberImpressions}, {social.MetricReach, MemberReach}, {social.MetricReactions, MemberReactions},
		{social.MetricComments, MemberComments}, {social.MetricShares, MemberReshares}, {social.MetricSaves, MemberSaves},
		{social.MetricLinkClicks, MemberLinkClicks}, {social.MetricProfileVisits, MemberProfileVisits},
	}
}

// measureMember reads what LinkedIn counts of the member's own posts.
func (c *Client) measureMember(ctx context.Context, all []*measurement) error {
	for _, m := range all {
		if m.comment {
			m.fail(social.Unsupported(network, "refs", "LinkedIn does not measure comments of members"))
			continue
		}
		if err := c.measureMemberPost(ctx, m); err != nil {
			return err
		}
	}
	return nil
}

func (c *Client) measureMemberPost(ctx context.Context, m *measurement) error {
	for _, s := range memberMetrics() {
		rows, err := c.MemberStatistics(ctx, &MemberStatisticsParams{Metric: s.source, Post: m.urn})
		switch {
		case errors.Is(err, errors.ErrUnsupported): // by the version
			continue
		case errors.Is(err, social.ErrPermission), errors.Is(err, social.ErrNotFound), errors.Is(err, social.ErrInvalid):
			m.fail(err)
			return nil
		case err != nil:
			return err
		}
		found := social.Metrics{}
		for _, row := range rows {
			if row.Count >= 0 {
				found[s.metric] = float64(row.Count)
			}
		}
		m.count(found, rows)
	}
	return nil
}
