package facebook

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"time"

	"github.com/relais-go/relais/internal/draft"
	"github.com/relais-go/relais/internal/graph"
	"github.com/relais-go/relais/internal/rest"
	"github.com/relais-go/relais/social"
)

// isOut reports whether a video, reel or story was published, scheduled, or is being published.
func (c *Client) isOut(ctx context.Context, a *videoAttempt, since time.Time) (bool, error) {
	if a.Surface == SurfacePhotoStory || a.Surface == SurfaceVideoStory {
		s, err := c.findStory(ctx, a, since)
		if s != nil || err != nil || a.Surface == SurfacePhotoStory {
			return s != nil, err
		}
	}
	v, err := c.readVideo(ctx, a.ID, a.fresh(), stateFields()...)
	if err != nil {
		return false, err
	}
	if a.Params.Unpublished {
		return v.Status != nil && (v.Status.State == VideoProcessing || v.Status.State == VideoReady), nil
	}
	return v.out(a.App != ""), nil
}

// out reports whether a video shows, is scheduled, or will show once it is processed. quiet says that it was made
// unpublished, so that its processing proves nothing.
func (v *Video) out(quiet bool) bool {
	if value(v.Published) || !v.ScheduledFor.IsZero() || v.PostID != "" && !quiet {
		return true
	}
	if v.Status == nil {
		return false
	}
	switch p := v.Status.Publishing; p.PublishStatus {
	case "published", "scheduled":
		return true
	case "draft", "not_published":
		return false
	default:
		return !quiet && (p.Complete() || p.Status == "in_progress")
	}
}

// complete adds what a video gets once it stands. What is there is not added again when it goes on later.
func (c *Client) complete(ctx context.Context, a *videoAttempt, m *social.Media) error {
	var errs []error
	var left []ID
	for i, id := range a.Collaborators {
		if err := c.AddCollaborator(ctx, a.ID, id); err != nil {
			errs, left = append(errs, draft.InField(err, fmt.Sprintf("Extras.Collaborators[%d]", i))), append(left, id)
		}
	}
	a.Collaborators = left
	if m == nil {
		return errors.Join(errs...)
	}
	if m.Thumbnail != nil && !a.Previewed {
		err := c.setThumbnail(ctx, a.ID, m.Thumbnail, "Media[0].Thumbnail")
		errs, a.Previewed = append(errs, err), err == nil
	}
	for i := a.Subtitled; i < len(m.Captions); i++ {
		if err := c.addSubtitles(ctx, a.ID, m.Captions[i], captionField("Media[0]", i)); err != nil {
			errs = append(errs, err)
			break
		}
		a.Subtitled++
	}
	return errors.Join(errs...)
}

// AddCollaborator invites a Page to be named as a maker of a reel.
// See https://developers.facebook.com/docs/video-api/guides/reels-publishing.
func (c *Client) AddCollaborator(ctx context.Context, reel, page ID) error {
	return c.order(ctx, &graph.Request{
		Op: "videos.collaborators", Method: http.MethodPost, Path: rest.Path(string(reel), "collaborators"),
		Params: url.Values{"target_id": {string(page)}},
	})
}
