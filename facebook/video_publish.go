package facebook

import (
	"context"
	"time"

	"github.com/relais-go/relais/social"
)

// PublishVideo uploads a video in chunks and publishes it as p says, which may be nil, once. It returns its ID, by
// which [Client.Video] tells how far Facebook is with it, without waiting for that. An upload that breaks off goes on;
// one whose caller gave up does not, other than that of [Client.Publish].
// See https://developers.facebook.com/docs/graph-api/reference/page/videos/#publish.
func (c *Client) PublishVideo(ctx context.Context, m *social.Media, p *VideoParams) (ID, error) {
	a := &videoAttempt{Surface: SurfaceVideo, Params: new(value(p))}
	err := c.sendVideo(ctx, a, m, c.now())
	return a.ID, err
}

// PublishReel uploads a reel and publishes it as p says, which may be nil, once; with Unpublished it is a draft. It
// returns the ID of its video, without waiting for Facebook to process it. Of the parameters reels have title,
// description, schedule, targeting and place.
// See https://developers.facebook.com/docs/video-api/guides/reels-publishing.
func (c *Client) PublishReel(ctx context.Context, m *social.Media, p *VideoParams) (ID, error) {
	a := &videoAttempt{Surface: SurfaceReel, Params: new(value(p))}
	err := c.sendVideo(ctx, a, m, c.now())
	return a.ID, err
}

// PublishPhotoStory shows a photo for a day, once, and returns the ID of the story's post.
// See https://developers.facebook.com/docs/page-stories-api/.
func (c *Client) PublishPhotoStory(ctx context.Context, m *social.Media) (ID, error) {
	return c.publishStory(ctx, m, SurfacePhotoStory)
}

// PublishVideoStory shows a video for a day, once, and returns the ID of the story's post, without waiting for
// Facebook to process it. See https://developers.facebook.com/docs/page-stories-api/.
func (c *Client) PublishVideoStory(ctx context.Context, m *social.Media) (ID, error) {
	return c.publishStory(ctx, m, SurfaceVideoStory)
}

func (c *Client) publishStory(ctx context.Context, m *social.Media, s Surface) (ID, error) {
	a := &videoAttempt{Surface: s, Params: &VideoParams{}}
	began := c.now()
	if err := c.sendVideo(ctx, a, m, began); err != nil {
		return "", err
	}
	if a.PostID == "" { // the answer was lost, and the story found
		if found, err := c.findStory(ctx, a, began.Add(-time.Hour)); err == nil && found != nil {
			a.PostID = found.PostID
		}
	}
	return a.PostID, nil
}
