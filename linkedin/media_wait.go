package linkedin

import (
	"context"
	"errors"
	"time"

	"github.com/relais-go/relais/internal/draft"
	"github.com/relais-go/relais/internal/rest"
	"github.com/relais-go/relais/social"
)

// errProcessing is the cause when LinkedIn takes longer than Options.MediaWait.
var errProcessing = errors.New("LinkedIn is still processing the file")

// await waits until a file can be posted.
func (c *Client) await(ctx context.Context, u *upload, field string) error {
	pace := c.pace(u.Kind)
	for !u.Ready {
		a, err := c.asset(ctx, u.URN)
		switch {
		case errors.Is(err, social.ErrPermission): // such a token may write what it may not read
			u.Ready = true
			return pace.once(ctx)
		case err != nil && !errors.Is(err, social.ErrNotFound): // which a new file may be for a moment
			return err
		case err == nil && a.Status == AssetFailed:
			return unusable(a, field)
		case err == nil && a.Status == AssetAvailable:
			u.Ready = true
			return nil
		}
		if err := pace.next(ctx); err != nil {
			return draft.InField(err, field)
		}
	}
	return nil
}

func unusable(a *Asset, field string) error {
	message := "LinkedIn could not process the file"
	if a.Reason != "" {
		message += ": " + rest.Clip(a.Reason)
	}
	return &social.Error{Network: network, Op: resourceOf(a.ID.Kind()) + ".wait", Kind: social.ErrMedia, Field: field, Message: message}
}

// pace says when to look again.
type pace struct {
	end         time.Time
	pause, most time.Duration
}

// pace begins to wait for a file: images take seconds, videos minutes. A caller who waits for a short time only looks
// more often.
func (c *Client) pace(kind string) *pace {
	whole := c.rest.Options().MediaWait
	first, most := 5*time.Second, 30*time.Second
	if kind == KindImage {
		first, most = time.Second, 5*time.Second
	}
	return &pace{
		end: time.Now().Add(whole), pause: max(min(first, whole/120), time.Millisecond), most: max(min(most, whole/20), time.Millisecond),
	}
}

// next waits until the next look; [social.ErrUnavailable] when the time is over.
func (p *pace) next(ctx context.Context) error {
	if time.Now().Add(p.pause).After(p.end) {
		return &social.Error{Network: network, Op: "media.wait", Kind: social.ErrUnavailable, Err: errProcessing, RetryAfter: p.pause}
	}
	return p.once(ctx)
}

// once waits for one pause.
func (p *pace) once(ctx context.Context) error {
	if err := rest.Sleep(ctx, p.pause); err != nil {
		return &social.Error{Network: network, Op: "media.wait", Err: err}
	}
	p.pause = min(2*p.pause, p.most)
	return nil
}
