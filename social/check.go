package social

import (
	"context"
	"time"
)

// Checker knows what a network accepts.
type Checker interface {
	// Limits returns what the account may send, read from the network where it says so and cached.
	Limits(ctx context.Context) (*Limits, error)

	// Check validates a draft as Publish would, without any write. It reports every problem at once,
	// joined; [Problems] takes them apart. Each wraps [ErrInvalid] or [errors.ErrUnsupported] and names
	// its field.
	Check(ctx context.Context, d *Draft) error
}

// Check validates a draft with c if it is a [Checker].
func Check(ctx context.Context, c any, d *Draft) error {
	if p, ok := c.(Checker); ok {
		return p.Check(ctx, d)
	}
	return lacks[Checker](c)
}

// Limits is what a network accepts for one account. Zero means "no limit known".
type Limits struct {
	Text     int                   // length of Text as Count counts it, 0 if not known
	Count    func(text string) int // the network's own way of counting
	Title    int                   // length of Title, in the network's units
	AltText  int                   // length of Media.AltText
	Tags     int                   // number of hashtags
	Media    []MediaLimit          // what may be attached; the first that fits a file's type counts
	Items    int                   // number of media in one post
	Poll     PollLimit             // zero if the network has no polls
	Schedule ScheduleLimit         // zero if the network does not schedule
}

// MediaLimit bounds one class of media.
type MediaLimit struct {
	Types       []string // MIME types, or "image/*"
	Bytes       int64    // size of one file
	Items       int      // number of such files in one post
	Pixels      int64    // width × height
	MinDuration time.Duration
	MaxDuration time.Duration
	FrameRate   float64 // frames a second
}

// PollLimit bounds polls.
type PollLimit struct {
	Options     int // how many answers
	OptionText  int // length of each, as Count counts it
	MinDuration time.Duration
	MaxDuration time.Duration
}

// ScheduleLimit bounds [Draft.At].
type ScheduleLimit struct {
	MinAhead time.Duration // how far ahead at least
	MaxAhead time.Duration // how far ahead at most, 0 if not limited
	Total    int           // posts waiting at once
	PerDay   int           // posts per calendar day
}

// LimitsFor returns what the account may send with c if it is a [Checker].
func LimitsFor(ctx context.Context, c any) (*Limits, error) {
	if p, ok := c.(Checker); ok {
		return p.Limits(ctx)
	}
	return nil, lacks[Checker](c)
}
