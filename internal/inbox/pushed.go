package inbox

import (
	"context"
	"time"

	"github.com/relais-go/relais/social"
)

// Push joins what is pushed to a listening. Make it with [NewPush], and set the fields before use.
type Push struct {
	// Kinds are those that may be pushed; nil: any.
	Kinds []social.EventKind

	// Gap makes the Raw of the event of kind [social.EventOther] that says, when a listening goes on from a cursor,
	// that what is only pushed may be missing between two times. nil, or a nil result: no such event. It does not
	// come if no kind is asked for that is only pushed.
	Gap func(from, until time.Time) any

	more    <-chan struct{}
	take    func() (any, bool)
	convert func(ctx context.Context, item any) ([]Pushed, error)
	back    func(items []any)
}

// Pushed is one thing that a push means.
type Pushed struct {
	// Event is delivered at once, if it was not delivered before; nil: there is none, only Source to be read again.
	Event *social.Event

	// Source names the source that shows Event too, or that has more than was pushed. "" for an event that no
	// source shows.
	Source string
}

// Tell is an event that was pushed, and the source that shows it too, "" if none does.
func Tell(e *social.Event, source string) []Pushed { return []Pushed{{Event: e, Source: source}} }

// Nudge has sources read again, since what was pushed says less than they do.
func Nudge(sources ...string) []Pushed {
	out := make([]Pushed, len(sources))
	for i, s := range sources {
		out[i].Source = s
	}
	return out
}

// NewPush takes from q and makes events of it with convert, which may ask the network. An error of kind
// [social.ErrAuth] or [social.ErrPermission] ends the sequence; with [social.ErrNotFound], [social.ErrInvalid] or
// [errors.ErrUnsupported] the item is dropped; all others make it come again after a pause, or after the error's
// RetryAfter. Return a nudge, which is a Pushed without Event, for each source that should be read again. What
// belongs to a source that is not read, since its kinds were not asked for, is dealt with by its kind.
func NewPush[T any](q *Queue[T], convert func(ctx context.Context, item T) ([]Pushed, error)) *Push {
	return &Push{
		more: q.more,
		take: func() (any, bool) { return q.take() },
		convert: func(ctx context.Context, item any) ([]Pushed, error) {
			typed, _ := item.(T)
			return convert(ctx, typed)
		},
		back: func(items []any) {
			typed := make([]T, len(items))
			for i, item := range items {
				typed[i], _ = item.(T)
			}
			q.back(typed)
		},
	}
}
