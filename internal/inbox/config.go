package inbox

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"log/slog"
	"strings"
	"time"

	"github.com/relais-go/relais/social"
)

// Config is what a network listens to, for one account and one call of [Listen] or [Cursor]. The functions run on
// the goroutine that ranges over the sequence, one at a time.
type Config struct {
	// Network is its name, as in [social.Ref].
	Network string

	// Sources are what can be read. Those of whose kinds none is asked for are left alone.
	Sources []Source

	// Push is what comes by webhook; nil: nothing does.
	Push *Push

	// Now is the time by the network's clock; of what it may be, the earliest. It may ask the network: see [Clock].
	// A run asks before each read, a [Cursor] once.
	Now func(ctx context.Context) (time.Time, error)

	// Prepare, if not nil, runs before anything else, and again after faults that pass: to learn who the account
	// is, say. [Cursor] does not run it.
	Prepare func(ctx context.Context) error

	// Own reports whether an event is of the account's own doing, and so none to tell; nil: none is.
	Own func(e *social.Event) bool

	// Gap makes the network's own error of a gap; nil: the error is g itself. What it returns comes wrapped in a
	// [social.Error] of kind [social.ErrNotFound].
	Gap func(g *GapError) error

	// NewestFirst says that sources give the newest first, also of what happened at the same time, and that IDs do not
	// tell the order: what ties then comes in the reverse of the order in which it was given.
	NewestFirst bool

	// Tick is how exact the times of events are: 0 means a second.
	Tick time.Duration

	// RetryWait and RetryWaitMax bound the pauses after a source has failed: 0 means 1 second, and 5 minutes.
	RetryWait, RetryWaitMax time.Duration

	// Log hears of faults. nil means silence.
	Log *slog.Logger
}

// Reader reads what happened at or after a time, everything that there is if the time is zero; round it down where the
// network is less exact, since what is older does no harm. An error comes last;
// one that is a [*GapError] says that the network does not let all of it be read, everything else voids the read. ctx has
// a deadline, so that a budget that is used up is known at once; a read that takes longer gets more time when it is
// repeated.
type Reader func(ctx context.Context, since time.Time) iter.Seq2[*social.Event, error]

// Source is one list, or several that belong together, that a network lets read.
type Source struct {
	// Name is 1 to 24 of a-z, 0-9 and '-', and stays the same for ever: cursors name it.
	Name string

	// Kinds are those that its events may have; nil: any.
	Kinds []social.EventKind

	// Read is described above. Every is the time between two reads, 0 means 2 minutes.
	Read  Reader
	Every time.Duration

	// Peek is a quick look that may overlook what Read finds; nil: there is none. PeekEvery is the time between
	// two; it must be shorter than Every.
	Peek      Reader
	PeekEvery time.Duration

	// Safety is the time between two reads while pushes for the source come, in case one is lost; there are no
	// peeks then. 0: pushes make no difference.
	Safety time.Duration

	// Margin is how late something may show, and some seconds for clocks that differ: 0 means a minute. Every
	// read goes back that far behind the one before.
	Margin time.Duration

	// Depth is how far back the network lets read: 0 means as far as anything goes. It is not for bounds in
	// numbers: there the source yields a [*GapError] when it finds no end.
	Depth time.Duration

	// Late says that the source gives events from before since on purpose, because they have only now come to
	// be, such as a comment that was approved. Otherwise they are left out.
	Late bool

	// Optional says that the others go on if the account lacks the permission for this one, or the network does
	// not offer it to the account, unless one of Kinds is asked for by name.
	Optional bool
}

// sourceNameMax bounds names, which are in every cursor.
const sourceNameMax = 24

// check finds mistakes of the network's author.
func (c *Config) check() error {
	if c.Network == "" || c.Now == nil {
		return errors.New("inbox: Config.Network or Config.Now is missing")
	}
	if len(c.Sources) > maxSources {
		return errors.New("inbox: too many sources")
	}
	names := map[string]bool{}
	for i := range c.Sources {
		s := &c.Sources[i]
		switch {
		case !isName(s.Name) || names[s.Name]:
			return fmt.Errorf("inbox: source name %q is not one, or is there twice", s.Name)
		case s.Read == nil:
			return fmt.Errorf("inbox: source %q cannot be read", s.Name)
		case s.Peek != nil && (s.PeekEvery <= 0 || s.PeekEvery >= orDefault(s.Every, defaultEvery)):
			return fmt.Errorf("inbox: source %q: PeekEvery must be shorter than Every", s.Name)
		}
		names[s.Name] = true
	}
	return nil
}

func isName(s string) bool {
	odd := func(r rune) bool { return (r < 'a' || r > 'z') && (r < '0' || r > '9') && r != '-' }
	return s != "" && len(s) <= sourceNameMax && !strings.ContainsFunc(s, odd)
}

// Defaults.
const (
	defaultEvery        = 2 * time.Minute
	defaultMargin       = time.Minute
	defaultTick         = time.Second
	defaultRetryWait    = time.Second
	defaultRetryWaitMax = 5 * time.Minute
)

func orDefault(d, otherwise time.Duration) time.Duration {
	if d <= 0 {
		return otherwise
	}
	return d
}

func (c *Config) log() *slog.Logger {
	if c.Log == nil {
		return slog.New(slog.DiscardHandler)
	}
	return c.Log
}
