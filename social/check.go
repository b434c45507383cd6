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

// ReplyLimiter is implemented by checkers of networks on which an answer may hold less than a post, depending on what
// it answers: on Mastodon it mentions whom it answers.
type ReplyLimiter interface {
	// ReplyLimits returns what an answer to that post or comment may hold.
	ReplyLimits(ctx context.Context, to Ref) (*Limits, error)
}

// Limits is what a network accepts for one account. Zero means "no limit known".
type Limits struct {
	Text     int                   // length of Text as Count counts it, 0 if not known
	Count    func(text string) int // the network's own way of counting
	Title    int                   // length of Title, as CountPlain counts it
	AltText  int                   // length of Media.AltText, as CountPlain counts it
	Tags     int                   // number of hashtags, those in the text included
	Links    int                   // number of addresses in the text
	Mentions int                   // number of mentions in the text
	Media    []MediaLimit          // what may be attached; the first that fits a file's type counts
	Items    int                   // number of media in one post
	Poll     PollLimit             // zero if the network has no polls
	Schedule ScheduleLimit         // zero if the network does not schedule

	// Compose is the text as the network gets it: that of the draft with what there is no field for, as the link and
	// the hashtags that it does not hold yet. It is this text that the limits are about. nil: Text as it is. The
	// draft must be for this network alone: see [Draft.For].
	Compose func(d *Draft) string

	// CountPlain is how Title and AltText are counted. nil: in characters of Unicode.
	CountPlain func(text string) int

	// Whole lists what belongs together in the text of a draft besides links, mentions and hashtags of one word, as a
	// mention of several words. nil: nothing.
	Whole func(d *Draft) []string

	// Reserved is how much of the length of Text a draft takes besides the text, as by its content warning. nil: none.
	Reserved func(d *Draft) int

	// Keywords is the length of all Tags together as CountKeywords counts them, where they are keywords beside the
	// text rather than hashtags in it.
	Keywords      int
	CountKeywords func(tags []string) int

	// Comment is what an answer may hold where answers are comments, which have text and little else; in it, no Items
	// means that comments have no media. nil: an answer is a post like any other.
	Comment *Limits
}

// Length is how much of Text a draft takes, in the network's own way of counting: with the link and the hashtags that
// come with it, and whatever else shares that limit. The draft must be for this network alone: see [Draft.For].
func (l *Limits) Length(d *Draft) int {
	n := 0
	if l.Count != nil {
		n = l.Count(l.compose(d))
	}
	if l.Reserved != nil {
		n += l.Reserved(d)
	}
	return n
}

func (l *Limits) compose(d *Draft) string {
	if l.Compose == nil {
		return d.Text
	}
	return l.Compose(d)
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
