package youtube

import (
	"context"
	"errors"
	"iter"
	"time"

	"github.com/relais-go/relais/internal/rest"
	"github.com/relais-go/relais/social"
)

// Posts implements [social.Timeline]: the channel's videos, private ones included, newest first by when they were
// uploaded. Those that are scheduled are left to [Client.Scheduled]. Each 50 take two units. The channel's comments stand
// in no list: Replies is [errors.ErrUnsupported]. Nothing is shared on YouTube, so Shares means nothing.
func (c *Client) Posts(ctx context.Context, q *social.PostsQuery) iter.Seq2[*social.Post, error] {
	own := value(q)
	if own.Replies {
		return func(yield func(*social.Post, error) bool) {
			yield(nil, social.Unsupported(network, "Replies", "the channel's own comments stand in no list"))
		}
	}
	published := rest.Map(c.uploadsOf(ctx, ""), func(v *Video) *social.Post {
		if v.scheduled() {
			return nil
		}
		return v.portable()
	})
	return limited(between(published, own.Since, time.Time{}), own.Limit)
}

// uploadsOf iterates over what a channel uploaded, newest first; "" is the channel that the tokens belong to.
func (c *Client) uploadsOf(ctx context.Context, channel ID) iter.Seq2[*Video, error] {
	return func(yield func(*Video, error) bool) {
		list, err := c.uploadsListOf(ctx, channel)
		if err != nil {
			yield(nil, err)
			return
		}
		p := &PlaylistItemsParams{PlaylistID: list, Parts: []PlaylistItemPart{PlaylistItemPartContent}}
		rest.Pages(ctx, "", func(ctx context.Context, cursor string) (*social.Page[Video], error) {
			page, err := c.PlaylistItemsPage(ctx, p, &PageParams{Cursor: cursor})
			if errors.Is(err, social.ErrNotFound) { // there is no list before the first video
				return &social.Page[Video]{}, nil
			}
			if err != nil {
				return nil, err
			}
			return videosOf(ctx, c, &page.Page, (*PlaylistItem).Video)
		})(yield)
	}
}

// uploadsListOf is the playlist of a channel's uploads.
func (c *Client) uploadsListOf(ctx context.Context, channel ID) (ID, error) {
	if channel == "" {
		return c.uploadsList(ctx)
	}
	ch, err := c.Channel(ctx, channel, ChannelPartContent)
	if err != nil {
		return "", err
	}
	if ch.ContentDetails == nil || ch.ContentDetails.Playlists.Uploads == "" {
		return "", missing("channels.list")
	}
	return ch.ContentDetails.Playlists.Uploads, nil
}

// videosOf reads the videos that a page of another list names.
func videosOf[T any](ctx context.Context, c *Client, page *social.Page[T], id func(*T) ID) (*social.Page[Video], error) {
	ids := make([]ID, len(page.Items))
	for i, v := range page.Items {
		ids[i] = id(v)
	}
	videos, err := c.Videos(ctx, ids)
	if err != nil {
		return nil, err
	}
	return &social.Page[Video]{Items: videos, Next: page.Next, Prev: page.Prev}, nil
}

// between drops what was not published between two times, and nil. Lists are in the order of uploading, which may be long
// before publication: so one ends after a page of what is too old.
func between(posts iter.Seq2[*social.Post, error], since, until time.Time) iter.Seq2[*social.Post, error] {
	return func(yield func(*social.Post, error) bool) {
		old := 0
		for p, err := range posts {
			if err == nil {
				if p == nil || !until.IsZero() && p.Time.After(until) {
					continue
				}
				if p.Time.Before(since.Truncate(time.Second)) {
					if old++; old >= pageUsual {
						return
					}
					continue
				}
				old = 0
			}
			if !yield(p, err) {
				return
			}
		}
	}
}

// limited ends a sequence after so many; 0 means never.
func limited(posts iter.Seq2[*social.Post, error], limit int) iter.Seq2[*social.Post, error] {
	return func(yield func(*social.Post, error) bool) {
		given := 0
		for p, err := range posts {
			if !yield(p, err) || err != nil {
				return
			}
			if given++; limit > 0 && given >= limit {
				return
			}
		}
	}
}
