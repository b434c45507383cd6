package facebook

import (
	"context"
	"time"

	"github.com/relais-go/relais/internal/draft"
	"github.com/relais-go/relais/internal/graph"
	"github.com/relais-go/relais/internal/rest"
	"github.com/relais-go/relais/social"
)

// finishPhoto publishes a photo by itself.
func (c *Client) finishPhoto(ctx context.Context, a *attempt, m *social.Media) (*social.Post, error) {
	photo := ID("")
	id, err := c.once(ctx, a, &onceWrite{
		twin: "photo\x00" + a.Photo.Caption, name: "photo\x00" + a.Photo.Caption + "\x00" + string(a.Photo.Album), find: c.findPhoto(a),
		send: func(ctx context.Context) (ID, error) {
			made, err := c.sendPhoto(ctx, m, a.Photo, rest.Lookup, draft.MediaField(0))
			if err != nil {
				return "", err
			}
			photo = made.ID
			if made.PostID == "" {
				return made.ID, nil // it shows in the album only
			}
			return made.PostID, nil
		},
	})
	if err != nil {
		return nil, err
	}
	post := c.photoStands(ctx, id, a.Photo)
	if photo != "" && len(post.Media) == 0 {
		post.Media = []social.Attachment{{ID: string(photo), ContentType: "image", AltText: m.AltText}}
	}
	return post, nil
}

// photoStands reads what was published: the post of a photo, or the photo itself if it has none.
func (c *Client) photoStands(ctx context.Context, id ID, p *PhotoParams) *social.Post {
	params := &PostParams{Message: p.Caption, ScheduledAt: p.ScheduledAt}
	if !isNumber(id) {
		return c.stands(ctx, id, params)
	}
	got, err := ask[Photo](ctx, c, &graph.Request{Op: "photos.get", Path: rest.Path(string(id)), Fields: photoFields(), Fresh: true})
	if err != nil {
		return c.unread(ctx, id, params, err)
	}
	out := c.published(got.post(), time.Time{})
	out.Raw = got
	return out
}
