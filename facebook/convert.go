package facebook

import (
	"strings"
	"time"

	"github.com/relais-go/relais/internal/graph"
	"github.com/relais-go/relais/social"
)

func postRef(id ID) social.Ref { return social.Ref{Network: network, ID: string(id)} }

func commentRef(id ID) social.Ref {
	return social.Ref{Network: network, Kind: social.RefComment, ID: string(id)}
}

func accountRef(id ID) social.Ref {
	return social.Ref{Network: network, Kind: social.RefAccount, ID: string(id)}
}

// address completes the paths that Facebook gives in places where other objects have whole addresses.
func address(s string) string {
	if strings.HasPrefix(s, "/") {
		return "https://www.facebook.com" + s
	}
	return s
}

// portable is who did something; the zero value if the token may not see it.
func (f *From) portable() social.Account {
	if f == nil {
		return social.Account{}
	}
	return social.Account{Ref: accountRef(f.ID), Name: f.Name, Raw: f}
}

// portable turns a post into the form that all networks share.
func (p *Post) portable() *social.Post {
	out := &social.Post{
		Ref: postRef(p.ID), State: social.StatePublished, Author: p.From.portable(), Text: p.Message, Time: p.CreatedTime.Time,
		Visibility: social.VisibilityPublic, Media: p.media(), Metrics: p.metrics(), Raw: p,
	}
	out.Ref.URL = address(p.Permalink)
	if out.Text == "" {
		out.Text = p.Story
	}
	if !p.ScheduledFor.IsZero() && (p.Published == nil || !*p.Published) {
		out.State, out.Time, out.Ref.Kind = social.StateScheduled, p.ScheduledFor.Time, social.RefScheduled
	}
	return out
}

// published is a post that was just made.
func (c *Client) published(p *Post, at time.Time) *social.Post {
	if p.From == nil {
		p.From = &From{ID: c.cfg.Page}
	}
	if !at.IsZero() && p.ScheduledFor.IsZero() && !value(p.Published) {
		p.ScheduledFor = Time{Time: at.UTC()}
	}
	return p.portable()
}

// metrics are the counters of a post that came along.
func (p *Post) metrics() social.Metrics {
	m := social.Metrics{}
	social.Set(m, social.MetricReactions, p.Reactions.total())
	social.Set(m, social.MetricLikes, p.Like.total())
	social.Set(m, social.MetricComments, p.Comments.total())
	if p.Shares != nil {
		social.Set(m, social.MetricShares, p.Shares.Count)
	} else if p.Reactions.total() != nil { // the counters were asked for: Facebook leaves out none but this at 0
		m[social.MetricShares] = 0
	}
	return m
}

// portable turns a comment into the form that all networks share.
func (k *Comment) portable() *social.Post {
	out := &social.Post{
		Ref: commentRef(k.ID), State: social.StatePublished, Author: k.From.portable(), Text: k.Message, Time: k.CreatedTime.Time,
		Visibility: social.VisibilityPublic, Metrics: social.Metrics{}, Raw: k,
	}
	out.Ref.URL = address(k.Permalink)
	social.Set(out.Metrics, social.MetricLikes, k.LikeCount)
	social.Set(out.Metrics, social.MetricComments, k.CommentCount)
	switch {
	case k.Parent != nil && k.Parent.ID != "":
		out.ReplyTo = commentRef(k.Parent.ID)
	case k.Object != nil:
		out.ReplyTo = postRef(k.Object.ID)
	}
	if k.Attachment != nil {
		holder := Post{Attachments: &graph.Edge[Attachment]{Data: []*Attachment{k.Attachment}}}
		out.Media = holder.media()
	}
	return out
}

// reactionKind is a kind of reaction with the name that its counter has in a [Post].
type reactionKind struct{ counter, kind string }

// reactionKinds are the kinds of reactions.
// See https://developers.facebook.com/docs/graph-api/reference/object/reactions.
func reactionKinds() []reactionKind {
	return []reactionKind{
		{"like", "LIKE"}, {"love", "LOVE"}, {"wow", "WOW"}, {"haha", "HAHA"}, {"sad", "SAD"}, {"angry", "ANGRY"}, {"care", "CARE"},
	}
}
