package facebook

import (
	"context"
	"errors"
	"strings"
	"time"

	"github.com/relais-go/relais/internal/rest"
	"github.com/relais-go/relais/social"
)

// How often and for how long a video that is being processed is looked at. Facebook publishes it by itself when it
// is ready.
const (
	firstLook = 2 * time.Second
	maxLook   = 30 * time.Second
)

// awaitVideo waits until a video shows or is scheduled, as long as the configuration says. One that is still being
// processed then stands all the same; one that Facebook cannot use is [social.ErrMedia].
func (c *Client) awaitVideo(ctx context.Context, a *videoAttempt) (*Post, error) {
	end := time.Now().Add(c.cfg.waitVideo())
	for pause := min(firstLook, c.cfg.waitVideo()/8); ; pause = min(2*pause, maxLook) {
		v, err := c.readVideo(ctx, a.ID, a.fresh(), stateFields()...)
		switch {
		case err == nil:
			if fail := v.failed(); fail != nil {
				return nil, fail
			}
			a.settled = v.settled(a.Params.ScheduledAt)
			if a.settled || !time.Now().Add(pause).Before(end) {
				return v.post(c.cfg.Page), nil
			}
		case errors.Is(err, social.ErrAuth), errors.Is(err, social.ErrPermission):
			return (&Video{ID: a.ID, Description: a.Params.Description}).post(c.cfg.Page), nil // it stands, and cannot be read
		case !time.Now().Add(pause).Before(end):
			return (&Video{ID: a.ID, Description: a.Params.Description}).post(c.cfg.Page), nil
		}
		if err := rest.Sleep(ctx, pause); err != nil {
			return nil, &social.Error{Network: network, Op: "videos.wait", Err: err}
		}
	}
}

// waitVideo is how long to wait for a video.
func (c *Config) waitVideo() time.Duration {
	switch {
	case c.WaitVideo > 0:
		return c.WaitVideo
	case c.WaitVideo < 0:
		return 0
	default:
		return 10 * time.Minute
	}
}

// settled reports whether a video is where it was to go.
func (v *Video) settled(scheduled time.Time) bool {
	if !scheduled.IsZero() {
		return v.out(false)
	}
	ready := v.Status == nil || v.Status.State == VideoReady || v.Status.Publishing.PublishStatus == "published"
	return value(v.Published) && ready
}

// failed is why Facebook cannot use a video, nil if it can.
func (v *Video) failed() error {
	if v.Status == nil {
		return nil
	}
	var reasons []string
	bad := v.Status.State == VideoError || v.Status.State == VideoUploadFailed || v.Status.State == VideoExpired
	for _, p := range []VideoPhase{v.Status.Uploading, v.Status.Processing, v.Status.Publishing} {
		bad = bad || p.Status == "error" || p.PublishStatus == "error"
		for _, e := range p.Errors {
			reasons = append(reasons, e.Message)
		}
	}
	if !bad {
		return nil
	}
	if len(reasons) == 0 {
		reasons = []string{"its state is " + v.Status.State}
	}
	return &social.Error{
		Network: network, Op: "videos.process", Kind: social.ErrMedia, Field: "Media[0]", Message: rest.Clip(strings.Join(reasons, "; ")),
	}
}
