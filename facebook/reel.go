package facebook

import (
	"context"
	"iter"
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"github.com/relais-go/relais/internal/graph"
	"github.com/relais-go/relais/internal/rest"
	"github.com/relais-go/relais/social"
)

// Reels iterates over the Page's reels, newest first.
// See https://developers.facebook.com/docs/video-api/guides/reels-publishing.
func (c *Client) Reels(ctx context.Context) iter.Seq2[*Video, error] {
	return graph.List[Video](ctx, c.graph, &graph.Request{
		Op: "reels.list", Path: c.pagePath("video_reels"), Fields: graph.Fields(videoFields()...), Params: limitParam(50),
	})
}

// reelForm is what is told of a reel when it is finished.
func (p *VideoParams) reelForm(video ID) (url.Values, error) {
	v := url.Values{"upload_phase": {"finish"}, "video_id": {string(video)}, "video_state": {"PUBLISHED"}}
	switch {
	case !p.ScheduledAt.IsZero():
		v.Set("video_state", "SCHEDULED")
		graph.SetTime(v, "scheduled_publish_time", p.ScheduledAt)
	case p.Unpublished:
		v.Set("video_state", "DRAFT")
	}
	graph.SetText(v, "title", p.Title)
	graph.SetText(v, "description", p.Description)
	graph.SetText(v, "place", string(p.Place))
	return v, setObjects(v, map[string]any{"targeting": p.Targeting, "feed_targeting": p.FeedTargeting})
}

// uploadWhole sends a reel or the video of a story in one stream, which goes on where it broke off. A file that has
// only a public address is fetched by Facebook from there.
func (c *Client) uploadWhole(ctx context.Context, a *videoAttempt, m *social.Media, field string) error {
	edge, op := "video_reels", "reels"
	if a.Surface == SurfaceVideoStory {
		edge, op = "video_stories", "stories"
	}
	if a.ID == "" || a.URL == "" {
		got, err := ask[struct {
			ID  ID     `json:"video_id"`
			URL string `json:"upload_url"`
		}](ctx, c, &graph.Request{
			Op: op + ".start", Method: http.MethodPost, Path: c.pagePath(edge), Class: rest.Idempotent,
			Params: url.Values{"upload_phase": {"start"}},
		})
		if err != nil {
			return err
		}
		if got.ID == "" || got.URL == "" {
			return &social.Error{Network: network, Op: op + ".start", Kind: social.ErrUnavailable, Message: "the answer names no upload"}
		}
		a.ID, a.URL, a.Next = got.ID, got.URL, 0
	}
	if m.Open == nil {
		if err := c.graph.Pull(ctx, op+".pull", a.URL, m.URL); err != nil {
			return err
		}
		a.Uploaded = true
		return nil
	}
	size, err := c.graph.Rest().Measure(ctx, c.file(m, field))
	if err != nil {
		return err
	}
	own := *m
	own.Size = size
	arrived := func(ctx context.Context) (int64, error) {
		return c.graph.Arrived(ctx, op+".status", string(a.ID), "status")
	}
	if a.Size > 0 { // an earlier process began
		if a.Next, err = arrived(ctx); err != nil {
			return err
		}
	}
	a.Size = size
	if a.Next < size {
		if err := c.graph.Upload(ctx, &graph.Upload{Op: op + ".upload", URL: a.URL, Media: &own, Field: field, From: a.Next, Arrived: arrived}); err != nil {
			return err
		}
	}
	a.Next, a.Uploaded = size, true
	return nil
}

// uploadHandle sends a video to the app, by the Resumable Upload API, and makes an unpublished video of it.
// See https://developers.facebook.com/docs/graph-api/guides/upload.
func (c *Client) uploadHandle(ctx context.Context, a *videoAttempt, m *social.Media, field string) error {
	if c.person == nil {
		return &social.Error{Network: network, Op: "uploads.start", Kind: social.ErrAuth, Field: "Config.UserTokens", Message: "the Resumable Upload API takes the token of a person"}
	}
	size, err := c.graph.Rest().Measure(ctx, c.file(m, field))
	if err != nil {
		return err
	}
	if a.Handle == "" {
		if a.Handle, err = c.sendHandle(ctx, a, m, size, field); err != nil {
			return err
		}
	}
	if a.ID == "" {
		id, err := c.graph.Create(ctx, &graph.Request{
			Op: "videos.create", Method: http.MethodPost, Host: graph.HostVideo, Path: c.pagePath("videos"), Class: rest.Idempotent,
			Params: url.Values{"published": {"false"}, "fbuploader_video_file_chunk": {a.Handle}},
		})
		if err != nil {
			return unseen(err)
		}
		a.ID = id
	}
	a.Uploaded = true
	return nil
}

// sendHandle sends the bytes, from where the app has them, and returns the name of the file.
func (c *Client) sendHandle(ctx context.Context, a *videoAttempt, m *social.Media, size int64, field string) (string, error) {
	offset := int64(0)
	if a.Session == "" {
		got, err := graph.Ask[created](ctx, c.person, &graph.Request{
			Op: "uploads.start", Method: http.MethodPost, Path: rest.Path(string(a.App), "uploads"), Class: rest.Idempotent,
			Params: url.Values{"file_name": {m.Name}, "file_length": {strconv.FormatInt(size, 10)}, "file_type": {m.Type()}},
		})
		if err != nil {
			return "", err
		}
		if !strings.HasPrefix(string(got.ID), "upload:") {
			return "", &social.Error{Network: network, Op: "uploads.start", Kind: social.ErrUnavailable, Message: "the answer names no upload"}
		}
		a.Session, a.Size = string(got.ID), size
	} else {
		at, err := c.person.SessionOffset(ctx, a.Session)
		if err != nil {
			return "", err
		}
		offset = at
	}
	own := *m
	own.Size = size
	return c.person.SendSession(ctx, a.Session, &own, offset, field)
}

// publishUnpublished shows a video that was made unpublished. It can be repeated.
func (c *Client) publishUnpublished(ctx context.Context, a *videoAttempt) error {
	u := &VideoUpdate{Title: &a.Params.Title, Description: &a.Params.Description, Embeddable: a.Params.Embeddable, ContentTags: a.Params.ContentTags}
	if a.Params.ScheduledAt.IsZero() {
		u.Published = new(true)
	} else {
		u.ScheduledAt = a.Params.ScheduledAt
	}
	return doubtful(c.UpdateVideo(ctx, a.ID, u))
}
