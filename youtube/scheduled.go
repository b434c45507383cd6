package youtube

import (
	"context"
	"iter"
	"slices"
	"time"

	"github.com/relais-go/relais/internal/draft"
	"github.com/relais-go/relais/social"
)

// Scheduled implements [social.Scheduler]. YouTube has no list of scheduled videos, so all uploads of the channel are
// looked at: two units for every fifty videos.
func (c *Client) Scheduled(ctx context.Context) iter.Seq2[*social.Post, error] {
	return func(yield func(*social.Post, error) bool) {
		waiting, err := c.waiting(ctx)
		if err != nil {
			yield(nil, err)
			return
		}
		slices.SortStableFunc(waiting, func(a, b *social.Post) int { return a.Time.Compare(b.Time) })
		for _, p := range waiting {
			if !yield(p, nil) {
				return
			}
		}
	}
}

// waiting lists the videos that wait, in no order.
func (c *Client) waiting(ctx context.Context) ([]*social.Post, error) {
	list, err := c.uploadsList(ctx)
	if err != nil {
		return nil, err
	}
	var out []*social.Post
	l := playlistItems(&PlaylistItemsParams{PlaylistID: list, Parts: []PlaylistItemPart{PlaylistItemPartContent, PlaylistItemPartStatus}})
	seen := map[string]bool{}
	for cursor := ""; !seen[cursor]; {
		seen[cursor] = true
		page, err := pageOf[PlaylistItem](ctx, c, l, &PageParams{Cursor: cursor})
		if err != nil {
			return nil, err
		}
		var ids []ID
		for _, i := range page.Items {
			if i.Status == nil || i.Status.Privacy == PrivacyPrivate || i.Status.Privacy == "" {
				ids = append(ids, i.Video())
			}
		}
		videos, err := c.Videos(ctx, ids)
		if err != nil {
			return nil, err
		}
		for _, v := range videos {
			if v.scheduled() {
				out = append(out, v.portable())
			}
		}
		if cursor = page.Next; cursor == "" {
			break
		}
	}
	return out, nil
}

// Reschedule implements [social.Scheduler].
func (c *Client) Reschedule(ctx context.Context, ref social.Ref, at time.Time) (*social.Post, error) {
	if err := draft.CheckRef(network, "Ref", ref, social.RefScheduled); err != nil {
		return nil, err
	}
	f := draft.For(network)
	new(DefaultLimits()).checkAt(f, at, time.Now())
	if err := f.Err(); err != nil {
		return nil, err
	}
	if err := c.revisePlan(ctx, ID(ref.ID), at); err != nil {
		return nil, err
	}
	v, err := c.Video(ctx, ID(ref.ID))
	if err != nil {
		return nil, err
	}
	return v.portable(), nil
}

// Unschedule implements [social.Scheduler]. The video stays, private, so that the upload is not lost; [Client.Delete]
// removes it.
func (c *Client) Unschedule(ctx context.Context, ref social.Ref) error {
	if err := draft.CheckRef(network, "Ref", ref, social.RefScheduled); err != nil {
		return err
	}
	return c.revisePlan(ctx, ID(ref.ID), time.Time{})
}

// revisePlan changes when a video becomes public, never if at is zero. One that does not wait is
// [social.ErrNotFound].
func (c *Client) revisePlan(ctx context.Context, id ID, at time.Time) error {
	p := &VideoParams{PublishAt: new(at)}
	_, err := revise[Video](ctx, c, &revision{
		kind: "videos", id: id, set: p.fields(), readOnly: readOnly,
		check: func(parts map[string]object) error {
			var planned Time
			if err := planned.UnmarshalJSON(parts["status"]["publishAt"]); err != nil || !planned.After(time.Now()) {
				return missing("videos.update")
			}
			return nil
		},
	})
	return err
}
