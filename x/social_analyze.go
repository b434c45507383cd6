package x

import (
	"context"
	"errors"
	"slices"
	"time"

	"github.com/relais-go/relais/internal/draft"
	"github.com/relais-go/relais/social"
)

// privateAge is for how long X gives the private numbers of a post.
const privateAge = 30 * 24 * time.Hour

// PostMetrics reads the counters of posts, 100 a request. Those of own posts of the last 30 days hold clicks and
// visits of the profile, too, which X gives to nobody else. It implements [social.Analyst]. An error that is not
// about one post ends the reading: it is returned with the reports made so far, and is in those that could not be
// made.
func (c *Client) PostMetrics(ctx context.Context, refs ...social.Ref) ([]*social.PostReport, error) {
	reports := make([]*social.PostReport, len(refs))
	wanted := map[ID][]*social.PostReport{}
	var young, old []ID
	for i, ref := range refs {
		reports[i] = &social.PostReport{Ref: ref}
		if err := draft.CheckRef(network, "refs", ref, social.RefPost, social.RefComment); err != nil {
			reports[i].Err = err
			continue
		}
		id := ID(ref.ID)
		if wanted[id] == nil {
			if c.user != nil && time.Since(id.Time()) < privateAge {
				young = append(young, id)
			} else {
				old = append(old, id)
			}
		}
		wanted[id] = append(wanted[id], reports[i])
	}
	err := c.measure(ctx, young, true, wanted)
	if err == nil {
		err = c.measure(ctx, old, false, wanted)
	}
	if err != nil {
		for _, r := range reports {
			if r.Err == nil && r.Metrics == nil {
				r.Err = err
			}
		}
	}
	return reports, err
}

// measure reads posts, with private numbers if private is set: of posts of others X leaves them out.
func (c *Client) measure(ctx context.Context, ids []ID, private bool, wanted map[ID][]*social.PostReport) error {
	s := PostSelection{
		Post:       []PostField{PostFieldPublicMetrics, PostFieldCreatedAt, PostFieldAuthor, PostFieldAttachments},
		Media:      []MediaField{MediaFieldPublicMetrics, MediaFieldType},
		Poll:       []PollField{PollFieldOptions},
		Expansions: []PostExpansion{ExpandMedia, ExpandPolls},
	}
	if private {
		s.Post = append(s.Post, PostFieldNonPublicMetrics, PostFieldOrganicMetrics)
	}
	posts, err := c.PostsByID(ctx, ids, &s)
	gaps, isPartial := errors.AsType[*PartialError](err)
	if err != nil && !isPartial {
		return err
	}
	for _, p := range posts {
		report(wanted[p.ID], p, nil)
	}
	for _, id := range ids {
		if r := wanted[id][0]; r.At.IsZero() {
			report(wanted[id], nil, gaps.about(id))
		}
	}
	return nil
}

// about is why one thing is not there.
func (p *PartialError) about(id ID) error {
	if p != nil {
		for i := range p.Problems {
			if v := &p.Problems[i]; (v.ResourceID == id || v.Value == id) && v.Field == "" {
				return v.social(p.Op)
			}
		}
	}
	return &social.Error{Network: network, Op: "tweets.index", Kind: social.ErrNotFound, Message: "no such post"}
}

// report fills in what was asked about one post, perhaps several times.
func report(reports []*social.PostReport, p *Post, err error) {
	for _, r := range reports {
		r.At = time.Now()
		if r.Err = err; p != nil {
			r.Raw, r.Metrics = p, p.metrics()
		}
	}
}

// AccountMetrics reads the totals of the own account: followers, following and posts. X keeps no history of them: a
// period and ByDay are [errors.ErrUnsupported]; store totals as time goes by, and read the posts' own history with
// [Client.PostAnalytics]. It implements [social.Analyst].
func (c *Client) AccountMetrics(ctx context.Context, q *social.MetricsQuery) (*social.AccountReport, error) {
	own := value(q)
	const why = "X keeps no history of accounts: read the totals regularly and store them"
	switch {
	case !own.From.IsZero():
		return nil, social.Unsupported(network, "From", why)
	case !own.To.IsZero():
		return nil, social.Unsupported(network, "To", why)
	case own.ByDay:
		return nil, social.Unsupported(network, "ByDay", why)
	}
	me, err := c.ReadMe(ctx, nil)
	if err != nil {
		return nil, err
	}
	c.me.Put(me)
	out := &social.AccountReport{Account: me.portable().Ref, Metrics: me.metrics(), Raw: me}
	if own.Metrics == nil {
		return out, nil
	}
	all := out.Metrics
	out.Metrics = social.Metrics{}
	for _, m := range slices.Compact(slices.Sorted(slices.Values(own.Metrics))) {
		if v, ok := all[m]; ok {
			out.Metrics[m] = v
			continue
		}
		if out.Missing == nil {
			out.Missing = map[social.Metric]error{}
		}
		out.Missing[m] = social.Unsupported(network, "Metrics", "X does not count "+string(m)+" of an account")
	}
	return out, nil
}
