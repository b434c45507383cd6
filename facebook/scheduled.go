package facebook

import (
	"context"
	"errors"
	"iter"
	"slices"
	"time"

	"github.com/relais-go/relais/internal/draft"
	"github.com/relais-go/relais/internal/graph"
	"github.com/relais-go/relais/social"
)

// ScheduledPosts iterates over the posts that wait for their hour. Scheduled videos are among them once they are
// processed. See https://developers.facebook.com/docs/graph-api/reference/page/scheduled_posts/.
func (c *Client) ScheduledPosts(ctx context.Context) iter.Seq2[*Post, error] {
	return graph.List[Post](ctx, c.graph, &graph.Request{
		Op: "scheduled.list", Path: c.pagePath("scheduled_posts"), Fields: graph.Fields(postFields()...), Params: limitParam(100),
	})
}

// Scheduled implements [social.Scheduler], soonest first.
func (c *Client) Scheduled(ctx context.Context) iter.Seq2[*social.Post, error] {
	return func(yield func(*social.Post, error) bool) {
		var waiting []*social.Post
		for p, err := range c.ScheduledPosts(ctx) {
			if err != nil {
				yield(nil, err)
				return
			}
			waiting = append(waiting, p.portable())
		}
		slices.SortStableFunc(waiting, func(a, b *social.Post) int { return a.Time.Compare(b.Time) })
		for _, p := range waiting {
			if !yield(p, nil) {
				return
			}
		}
	}
}

// Reschedule implements [social.Scheduler]. The windows are those of [Limits].MaxAhead.
func (c *Client) Reschedule(ctx context.Context, ref social.Ref, at time.Time) (*social.Post, error) {
	if err := draft.CheckRef(network, "Ref", ref, social.RefScheduled, social.RefPost); err != nil {
		return nil, err
	}
	id := ID(ref.ID)
	surface := SurfaceFeed
	if isNumber(id) {
		surface = SurfaceVideo
	}
	if err := c.limits.inWindow(surface, "At", at, time.Now()); err != nil {
		return nil, err
	}
	if err := c.waits(ctx, id); err != nil {
		return nil, err
	}
	if isNumber(id) {
		if err := c.UpdateVideo(ctx, id, &VideoUpdate{ScheduledAt: at}); err != nil {
			return nil, err
		}
		v, err := c.Video(ctx, id)
		if err != nil {
			return nil, err
		}
		return v.portable(), nil
	}
	if err := c.UpdatePost(ctx, id, &PostUpdate{ScheduledAt: at}); err != nil {
		return nil, err
	}
	p, err := c.readPost(ctx, id, false, postFields()...)
	if err != nil {
		return nil, err
	}
	return c.published(p, at), nil
}

// Unschedule implements [social.Scheduler]. A post that is out already is left alone: [social.ErrNotFound].
func (c *Client) Unschedule(ctx context.Context, ref social.Ref) error {
	if err := draft.CheckRef(network, "Ref", ref, social.RefScheduled, social.RefPost); err != nil {
		return err
	}
	if err := c.waits(ctx, ID(ref.ID)); err != nil {
		return err
	}
	return c.DeletePost(ctx, ID(ref.ID))
}

// waits makes sure that something was not published yet.
func (c *Client) waits(ctx context.Context, id ID) error {
	published := false
	if isNumber(id) {
		v, err := c.Video(ctx, id)
		if err != nil {
			return err
		}
		published = value(v.Published)
	} else {
		p, err := c.readPost(ctx, id, false, "id", "is_published")
		if err != nil {
			return err
		}
		published = value(p.Published)
	}
	if published {
		return &social.Error{
			Network: network, Op: "scheduled", Kind: social.ErrNotFound, Field: "Ref", Message: "is published already: delete it instead",
			Err: errors.New("not scheduled"),
		}
	}
	return nil
}
