package youtube

import (
	"context"
	"errors"
	"strings"
	"time"

	"github.com/relais-go/relais/internal/rest"
	"github.com/relais-go/relais/social"
)

// errProcessing is the cause when YouTube takes longer than Options.MediaWait.
var errProcessing = errors.New("the video is still being processed")

// WaitVideo waits until a video is processed, for Options.MediaWait at most: then the error wraps
// [social.ErrUnavailable]. Each look costs a unit; YouTube's own estimate decides when the next is due.
//
// Errors: [social.ErrMedia] when YouTube could not use the film, [social.ErrDuplicate] when the channel has it
// already, [social.ErrPermission] when it was rejected for another reason.
// See https://developers.google.com/youtube/v3/docs/videos#processingDetails.
func (c *Client) WaitVideo(ctx context.Context, id ID) (*Video, error) {
	whole := c.rest.Options().MediaWait
	end := time.Now().Add(whole)
	for try := 0; ; try++ {
		v, err := c.lookAt(ctx, id)
		if err != nil {
			return nil, err
		}
		if done, err := v.processed(); done || err != nil {
			return v, c.explain(ctx, v, err)
		}
		pause := v.nextLook(whole, try)
		if time.Now().Add(pause).After(end) {
			return v, &social.Error{Network: network, Op: "videos.wait", Kind: social.ErrUnavailable, Err: errProcessing, RetryAfter: pause}
		}
		if err := rest.Sleep(ctx, pause); err != nil {
			return v, &social.Error{Network: network, Op: "videos.wait", Err: err}
		}
	}
}

// lookAt reads how far a video is.
func (c *Client) lookAt(ctx context.Context, id ID) (*Video, error) {
	if err := needID("id", id); err != nil {
		return nil, err
	}
	q := videoQuery([]VideoPart{VideoPartSnippet, VideoPartStatus, VideoPartProcessing})
	q.Set("id", string(id))
	return one[Video](ctx, c, &request{Op: "videos.list", Path: data("videos"), Query: q})
}

// Bounds of the pauses between looks, for the usual MediaWait of ten minutes.
const (
	firstLook = 3 * time.Second
	lastLook  = time.Minute
)

// nextLook is when to look again: when YouTube thinks to be ready, but neither at once nor late. A caller who waits for
// a short time only looks more often.
func (v *Video) nextLook(whole time.Duration, try int) time.Duration {
	least, most := min(firstLook, whole/200), min(lastLook, whole/10)
	pause := min(least<<min(try, 6), most)
	if v.Processing != nil && v.Processing.Progress != nil && v.Processing.Progress.LeftMillis > 0 {
		pause = min(max(time.Duration(v.Processing.Progress.LeftMillis)*time.Millisecond, least), most)
	}
	return max(pause, time.Millisecond)
}

// processed reports whether a video is ready, and the error of one that will never be.
func (v *Video) processed() (bool, error) {
	if v.Status == nil {
		return true, nil
	}
	switch v.Status.Upload {
	case UploadFailed:
		return false, v.failure(social.ErrMedia, string(v.Status.Failure), "YouTube could not use the film")
	case UploadRejected:
		return false, v.rejection()
	case UploadDeleted:
		return false, missing("videos.wait")
	case UploadUploaded:
		if p := v.Processing; p != nil && p.Status == ProcessingFailed {
			return false, v.failure(social.ErrMedia, string(p.Failure), "YouTube could not process the film")
		}
		return v.Processing != nil && v.Processing.Status == ProcessingSucceeded, nil
	default:
		return true, nil
	}
}

func (v *Video) failure(kind error, code, message string) error {
	return &social.Error{
		Network: network, Op: "videos.wait", Kind: kind, Code: code, Field: "Media[0]", Message: message + "; the video " + string(v.ID) + " stands all the same",
	}
}

// rejection says why a video was taken down.
func (v *Video) rejection() error {
	const message = "YouTube rejected the video"
	code := string(v.Status.Rejection)
	switch v.Status.Rejection {
	case RejectionDuplicate:
		return v.failure(social.ErrDuplicate, code, "the channel has this film already")
	case RejectionLength:
		return v.failure(social.ErrMedia, code, "the film is longer than the channel may upload")
	default:
		return v.failure(social.ErrPermission, code, message)
	}
}

// explain adds to the error of a film what YouTube found in it.
func (c *Client) explain(ctx context.Context, v *Video, err error) error {
	e, ok := errors.AsType[*social.Error](err)
	if !ok || !errors.Is(e.Kind, social.ErrMedia) {
		return err
	}
	found, suggestErr := c.Video(ctx, v.ID, VideoPartSuggestions)
	if suggestErr != nil || found.Suggestions == nil || len(found.Suggestions.Errors) == 0 {
		return err // the failure itself says enough
	}
	e.Message += ": " + rest.Clip(strings.Join(found.Suggestions.Errors, ", "))
	return err
}
