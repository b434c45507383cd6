package facebook

import (
	"context"

	"github.com/relais-go/relais/internal/draft"
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
	post := c.stands(ctx, id, &PostParams{Message: a.Photo.Caption, ScheduledAt: a.Photo.ScheduledAt})
	if photo != "" && len(post.Media) == 0 {
		post.Media = []social.Attachment{{ID: string(photo), ContentType: "image", AltText: m.AltText}}
	}
	return post, nil
}
