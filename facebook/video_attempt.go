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

// videoAttempt is a video, reel or story on its way. It has an ID before anybody sees it, by which to find out what
// became of it. It is part of the State of a [social.Pending].
type videoAttempt struct {
	Surface       Surface      `json:"surface"`
	Params        *VideoParams `json:"params"`
	Collaborators []ID         `json:"collaborators,omitempty"`
	App           ID           `json:"app,omitempty"`     // uploads by the Resumable Upload API of the app
	ID            ID           `json:"id,omitempty"`      // of the video, or of a story's photo
	Session       string       `json:"session,omitempty"` // of the upload
	URL           string       `json:"url,omitempty"`     // where the bytes go
	Handle        string       `json:"handle,omitempty"`  // of a file that was uploaded to the app
	Next          int64        `json:"next,omitempty"`    // first byte that Facebook waits for
	End           int64        `json:"end,omitempty"`
	Size          int64        `json:"size,omitempty"`
	Began         time.Time    `json:"began,omitzero"`
	Uploaded      bool         `json:"uploaded,omitempty"`
	Sent          bool         `json:"sent,omitempty"`     // finished, and the answer was lost
	Finished      bool         `json:"finished,omitempty"` // finished, and answered
	PostID        ID           `json:"post,omitempty"`     // of the story
	Previewed     bool         `json:"previewed,omitempty"`
	Subtitled     int          `json:"subtitled,omitempty"` // so many of its subtitle files are there

	settled bool // it is where it was to go, and no longer being processed
}

// uploadLife is for how long an upload that was begun can be counted on.
const uploadLife = 23 * time.Hour

func newVideoAttempt(d *social.Draft, s Surface) *videoAttempt {
	a := &videoAttempt{Surface: s, Params: videoParams(d)}
	if e := social.ExtraOf[*Extra](d); e != nil {
		a.Collaborators, a.App = e.Collaborators, e.UploadApp
	}
	return a
}

func (a *videoAttempt) scheduledAt() time.Time { return a.Params.ScheduledAt }

// needsMedia reports whether the file has to be read once more.
func (a *videoAttempt) needsMedia() bool { return !a.Uploaded && !a.Sent && !a.Finished }

func (a *videoAttempt) stage() social.Stage {
	switch {
	case a.Sent, a.Finished:
		return social.StageConfirm
	case a.Uploaded:
		return social.StageCommit
	default:
		return social.StageUpload
	}
}

// forget begins anew where Facebook has dropped an upload that nobody has seen.
func (a *videoAttempt) forget(now time.Time) {
	if a.Began.IsZero() || a.Sent || a.Finished || now.Sub(a.Began) < uploadLife {
		return
	}
	a.restart()
}

// fresh reports whether the video was begun so shortly ago that not all of Facebook's servers may know it.
func (a *videoAttempt) fresh() bool { return time.Since(a.Began) < time.Minute }

// restart begins anew.
func (a *videoAttempt) restart() {
	*a = videoAttempt{Surface: a.Surface, Params: a.Params, Collaborators: a.Collaborators, App: a.App}
}

// runVideo takes a video from wherever it stands to its end. With an error, a post that stands is returned as well.
func (c *Client) runVideo(ctx context.Context, a *videoAttempt, m *social.Media, since time.Time) (*Post, error) {
	a.forget(time.Now())
	err := c.sendVideo(ctx, a, m, since)
	if sessionGone(err) && !a.Sent && !a.Finished { // nobody has seen it
		c.graph.Rest().Log().InfoContext(ctx, "the upload is gone, beginning anew", "network", network, "error", err)
		a.restart()
		err = c.sendVideo(ctx, a, m, since)
	}
	if err != nil {
		return nil, err
	}
	if a.Surface == SurfacePhotoStory || a.Surface == SurfaceVideoStory {
		return c.awaitStory(ctx, a)
	}
	post, err := c.awaitVideo(ctx, a)
	if err != nil {
		return nil, err
	}
	return post, c.complete(ctx, a, m)
}

// sendVideo uploads a video and publishes it.
func (c *Client) sendVideo(ctx context.Context, a *videoAttempt, m *social.Media, since time.Time) error {
	if a.needsMedia() {
		if err := m.Validate(network, draft.MediaField(0)); err != nil { // that of a Pending may lack Open
			return err
		}
		if a.Began.IsZero() {
			a.Began = time.Now().UTC()
		}
		if err := c.uploadVideo(ctx, a, m); err != nil {
			return draft.InField(err, draft.MediaField(0))
		}
	}
	if a.Finished {
		return nil
	}
	return c.explainLimit(c.finishOnce(ctx, a, since), a)
}

// sessionGone reports whether Facebook does not know an upload (any more).
func sessionGone(err error) bool {
	e, ok := errors.AsType[*Error](err)
	return ok && (e.Subcode == noSession || e.Type == "ResourceNotFoundError" || e.Code == 100 && e.Subcode == 33)
}

// noSession is Facebook's subcode for an upload that has ended.
const noSession = 1363041

// reelsUsedUp is the code with which Facebook refuses a reel for their number; it is not documented.
const reelsUsedUp = 613

// explainLimit says which allowance is used up when a reel is refused for their number.
func (c *Client) explainLimit(err error, a *videoAttempt) error {
	e, ok := errors.AsType[*social.Error](err)
	if a.Surface != SurfaceReel || !ok || !graph.Is(err, reelsUsedUp) && !errors.Is(err, social.ErrQuota) {
		return err
	}
	own := *e
	own.Kind, own.Field = social.ErrQuota, "Format"
	own.Message = fmt.Sprintf("Facebook takes %d reels of a Page by the API in any 24 hours: %s", c.limits.ReelsPerDay, e.Message)
	return &own
}

// uploadVideo brings the file to Facebook, by the way of the surface.
func (c *Client) uploadVideo(ctx context.Context, a *videoAttempt, m *social.Media) error {
	const field = "Media[0]"
	switch {
	case a.Surface == SurfacePhotoStory:
		made, err := c.sendPhoto(ctx, m, &PhotoParams{Unpublished: true}, rest.Idempotent, field)
		if err != nil {
			return err
		}
		a.ID, a.Uploaded = made.ID, true
		return nil
	case a.Surface == SurfaceVideo && a.App != "":
		return c.uploadHandle(ctx, a, m, field)
	case a.Surface == SurfaceVideo:
		return c.uploadChunks(ctx, a, m, field)
	default:
		return c.uploadWhole(ctx, a, m, field)
	}
}

// finishOnce publishes what is uploaded, once. The call names the video, so one that is repeated makes no second
// post; all the same it is looked for first.
func (c *Client) finishOnce(ctx context.Context, a *videoAttempt, since time.Time) error {
	_, err := rest.WriteOnce(ctx, c.graph.Rest().Once(), &rest.Write[ID]{
		Twin: "video\x00" + string(a.ID), ID: func(id ID) string { return string(id) }, Keyed: true, Sent: a.Sent,
		Send: func(ctx context.Context) (ID, error) { return a.ID, c.finishVideo(ctx, a) },
		Find: func(ctx context.Context, _ func(string) bool) (ID, bool, error) {
			done, err := c.isOut(ctx, a, since)
			return a.ID, done, err
		},
	})
	a.Sent = errors.Is(err, social.ErrUncertain)
	a.Finished = err == nil
	return err
}

// finishVideo makes the call that publishes.
func (c *Client) finishVideo(ctx context.Context, a *videoAttempt) error {
	r := &graph.Request{Method: http.MethodPost, Class: rest.Lookup, Priority: social.PriorityAnswer}
	var err error
	switch a.Surface {
	case SurfacePhotoStory:
		r.Op, r.Path, r.Params = "stories.photo", c.pagePath("photo_stories"), url.Values{"photo_id": {string(a.ID)}}
	case SurfaceVideoStory:
		r.Op, r.Path = "stories.finish", c.pagePath("video_stories")
		r.Params = url.Values{"upload_phase": {"finish"}, "video_id": {string(a.ID)}}
	case SurfaceReel:
		r.Op, r.Path, r.Single = "reels.finish", c.pagePath("video_reels"), true // not to wait for tomorrow's allowance
		r.Params, err = a.Params.reelForm(a.ID)
	case SurfaceVideo:
		if a.App != "" {
			return c.publishUnpublished(ctx, a)
		}
		r.Op, r.Host, r.Path = "videos.finish", graph.HostVideo, c.pagePath("videos")
		if r.Params, err = a.Params.form(); err == nil {
			r.Params.Set("upload_phase", "finish")
			r.Params.Set("upload_session_id", a.Session)
		}
	case SurfaceFeed, SurfacePhoto:
		err = errors.New("no video")
	}
	if err != nil {
		return err
	}
	return c.sendFinish(ctx, r, a)
}

// finished is the answer to the call that publishes.
type finished struct {
	Success *graph.Bool `json:"success"`
	PostID  ID          `json:"post_id"`
}

func (c *Client) sendFinish(ctx context.Context, r *graph.Request, a *videoAttempt) error {
	got, err := ask[finished](ctx, c, r)
	if r.Single && errors.Is(err, social.ErrRateLimited) && !graph.Is(err, reelsUsedUp) {
		r.Single = false // it is about calls, and passes
		got, err = ask[finished](ctx, c, r)
	}
	if err != nil {
		return err
	}
	if got.Success != nil && !bool(*got.Success) {
		return &social.Error{Network: network, Op: r.Op, Kind: social.ErrMedia, Status: http.StatusOK, Message: "Facebook answered that it did not succeed, and does not say why"}
	}
	if got.PostID != "" {
		a.PostID = got.PostID
	}
	return nil
}
