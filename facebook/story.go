package facebook

import (
	"context"
	"iter"
	"net/url"
	"time"

	"github.com/relais-go/relais/internal/graph"
)

// StoriesParams says which stories to read. nil means all; archived ones only if the Page's archive is on.
type StoriesParams struct {
	Status StoryStatus
	Since  time.Time
	Until  time.Time
}

// Stories iterates over the Page's stories, newest first. p may be nil.
// See https://developers.facebook.com/docs/page-stories-api/#get-stories.
func (c *Client) Stories(ctx context.Context, p *StoriesParams) iter.Seq2[*Story, error] {
	own := value(p)
	v := url.Values{}
	if own.Status != "" {
		v.Set("status", string(own.Status))
	}
	graph.SetTime(v, "since", own.Since)
	graph.SetTime(v, "until", own.Until)
	return graph.List[Story](ctx, c.graph, &graph.Request{
		Op: "stories.list", Path: c.pagePath("stories"), Params: v,
		Fields: graph.Fields("post_id", "status", "creation_time", "media_type", "media_id", "url"),
	})
}

// findStory looks for the story that shows a photo or video; nil if there is none.
func (c *Client) findStory(ctx context.Context, a *videoAttempt, since time.Time) (*Story, error) {
	oldest := since.Add(-findMargin)
	for s, err := range c.Stories(ctx, nil) {
		if err != nil {
			return nil, err
		}
		if s.MediaID == a.ID {
			return s, nil
		}
		if !s.Created.IsZero() && s.Created.Before(oldest) {
			return nil, nil
		}
	}
	return nil, nil
}

// awaitStory tells what became of a story. It stands whether or not it can be read.
func (c *Client) awaitStory(ctx context.Context, a *videoAttempt) (*Post, error) {
	a.settled = true
	post := &Post{ID: a.PostID, CreatedTime: Time{Time: c.now().UTC()}, Published: new(true)}
	if a.Surface == SurfaceVideoStory {
		if _, err := c.awaitVideo(ctx, a); err != nil {
			return nil, err
		}
	}
	s, err := c.findStory(ctx, a, time.Now().Add(-24*time.Hour))
	if err != nil {
		c.graph.Rest().Log().WarnContext(ctx, "the story stands, but cannot be read", "network", network, "id", string(a.ID), "error", err)
	}
	if s != nil {
		post.ID, post.Permalink, post.CreatedTime = s.PostID, s.URL, s.Created
	}
	if post.ID == "" {
		post.ID = a.ID
	}
	kind := "photo"
	if a.Surface == SurfaceVideoStory {
		kind = "video"
	}
	shown := &Attachment{MediaType: kind}
	shown.Target = &struct {
		ID  ID     `json:"id"`
		URL string `json:"url"`
	}{ID: a.ID}
	shown.Media = &struct {
		Image  *Picture `json:"image"`
		Source string   `json:"source"`
	}{}
	post.Attachments = &graph.Edge[Attachment]{Data: []*Attachment{shown}}
	return post, nil
}
