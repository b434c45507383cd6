package instagram

import (
	"context"
	"iter"
	"net/http"
	"net/url"
	"strconv"
	"time"

	"github.com/relais-go/relais/internal/graph"
	"github.com/relais-go/relais/internal/rest"
	"github.com/relais-go/relais/social"
)

// mediaFields is what is read of a media with the login.
func (c *Client) mediaFields() []graph.Field {
	fields := []graph.Field{
		"id", "caption", "alt_text", "media_type", "media_product_type", "media_url", "thumbnail_url", "permalink", "shortcode", "timestamp",
		"username", "like_count", "comments_count", "is_comment_enabled", "is_shared_to_feed", graph.Expand("owner").Select("id"),
		graph.Expand("children").Select("id", "media_type", "media_url", "thumbnail_url"),
	}
	if c.cfg.Login == FacebookLogin {
		fields = append(fields, "reposts_count", "saved_count", "shares_count")
	}
	return fields
}

// Media reads a media. See https://developers.facebook.com/docs/instagram-platform/reference/instagram-media.
func (c *Client) Media(ctx context.Context, id ID) (*Media, error) {
	return c.readMedia(ctx, id, false)
}

func (c *Client) readMedia(ctx context.Context, id ID, fresh bool) (*Media, error) {
	r := &graph.Request{Op: "media.get", Path: rest.Path(string(id)), Fields: graph.Fields(c.mediaFields()...)}
	if fresh {
		return askFresh[Media](ctx, c, r)
	}
	return ask[Media](ctx, c, r)
}

// DeleteMedia removes a post, carousel, reel or story. Facebook Login only.
// See https://developers.facebook.com/docs/instagram-platform/reference/instagram-media#deleting.
func (c *Client) DeleteMedia(ctx context.Context, id ID) error {
	if err := c.needsFacebook("Delete"); err != nil {
		return err
	}
	return c.order(ctx, &graph.Request{Op: "media.delete", Method: http.MethodDelete, Path: rest.Path(string(id))})
}

// MediaParams says which media to read. nil means all.
type MediaParams struct {
	Since, Until time.Time
	Limit        int // of a page, 0: Instagram's
}

// MediaList iterates over what the account published, newest first: the newest 10,000, without stories.
// See https://developers.facebook.com/docs/instagram-platform/instagram-graph-api/reference/ig-user/media#reading.
func (c *Client) MediaList(ctx context.Context, p *MediaParams) iter.Seq2[*Media, error] {
	return c.mediaAt(ctx, "media.list", "media", p)
}

// Stories iterates over the account's stories of the last day.
// See https://developers.facebook.com/docs/instagram-platform/instagram-graph-api/reference/ig-user/stories.
func (c *Client) Stories(ctx context.Context) iter.Seq2[*Media, error] {
	return c.mediaAt(ctx, "stories.list", "stories", nil)
}

// Tags iterates over media of others in which the account is tagged. It ends with the first page that is empty:
// Instagram names a place to go on for each, and no next page.
// See https://developers.facebook.com/docs/instagram-platform/instagram-graph-api/reference/ig-user/tags.
func (c *Client) Tags(ctx context.Context) iter.Seq2[*Media, error] {
	return c.tagged(ctx, social.PriorityAnswer)
}

func (c *Client) tagged(ctx context.Context, p social.Priority) iter.Seq2[*Media, error] {
	r := &graph.Request{
		Op: "tags.list", Path: c.userPath("tags"), Params: url.Values{"limit": {"50"}}, Priority: p,
		Fields: graph.Fields("id", "caption", "media_type", "media_product_type", "media_url", "permalink", "timestamp", "username", "like_count", "comments_count"),
	}
	return rest.Pages(ctx, "", func(ctx context.Context, cursor string) (*social.Page[Media], error) {
		e, err := graph.EdgeOf[Media](ctx, c.graph, r, cursor)
		if err != nil {
			return nil, err
		}
		page := e.Page()
		if page.Next == "" && e.Paging.After != "" && len(e.Data) > 0 {
			page.Next = url.Values{"after": {e.Paging.After}}.Encode()
		}
		return page, nil
	})
}

func (c *Client) mediaAt(ctx context.Context, op, edge string, p *MediaParams) iter.Seq2[*Media, error] {
	own := value(p)
	v := url.Values{}
	graph.SetTime(v, "since", own.Since)
	graph.SetTime(v, "until", own.Until)
	if own.Limit > 0 {
		v.Set("limit", strconv.Itoa(own.Limit))
	}
	return graph.List[Media](ctx, c.graph, &graph.Request{Op: op, Path: c.userPath(edge), Fields: graph.Fields(c.mediaFields()...), Params: v})
}

// Posts implements [social.Timeline]. The account's comments stand in no list: with Replies it is
// [errors.ErrUnsupported]; so it is with Shares, as reposts are not in the API.
func (c *Client) Posts(ctx context.Context, q *social.PostsQuery) iter.Seq2[*social.Post, error] {
	own := value(q)
	return func(yield func(*social.Post, error) bool) {
		switch {
		case own.Replies:
			yield(nil, social.Unsupported(network, "Replies", "comments of the account stand in no list"))
			return
		case own.Shares:
			yield(nil, social.Unsupported(network, "Shares", "reposts stand in no list"))
			return
		}
		p := &MediaParams{Since: own.Since, Limit: 50}
		if own.Limit > 0 {
			p.Limit = min(own.Limit, 50)
		}
		n := 0
		for m, err := range c.MediaList(ctx, p) {
			if err != nil {
				yield(nil, err)
				return
			}
			if !own.Since.IsZero() && m.Timestamp.Before(own.Since) {
				continue
			}
			if !yield(m.portable(c.cfg.User), nil) {
				return
			}
			if n++; n == own.Limit {
				return
			}
		}
	}
}
