package social

import (
	"context"
	"iter"
	"time"
)

// Scheduler manages what waits on the network to be published. A post is scheduled by publishing a
// [Draft] with At set.
type Scheduler interface {
	// Scheduled iterates over what waits, soonest first where the network can tell. Each range starts anew.
	Scheduled(ctx context.Context) iter.Seq2[*Post, error]

	// Reschedule moves a waiting post.
	Reschedule(ctx context.Context, ref Ref, at time.Time) (*Post, error)

	// Unschedule cancels a waiting post: it will never be published.
	Unschedule(ctx context.Context, ref Ref) error
}

// Scheduled lists what waits with c if it is a [Scheduler].
func Scheduled(ctx context.Context, c any) iter.Seq2[*Post, error] {
	if s, ok := c.(Scheduler); ok {
		return s.Scheduled(ctx)
	}
	return fail[Post](lacks[Scheduler](c))
}

// fail is the sequence that yields one error.
func fail[T any](err error) iter.Seq2[*T, error] {
	return func(yield func(*T, error) bool) { yield(nil, err) }
}

// Reschedule moves a waiting post with c if it is a [Scheduler].
func Reschedule(ctx context.Context, c any, ref Ref, at time.Time) (*Post, error) {
	if s, ok := c.(Scheduler); ok {
		return s.Reschedule(ctx, ref, at)
	}
	return nil, lacks[Scheduler](c)
}

// Unschedule cancels a waiting post with c if it is a [Scheduler].
func Unschedule(ctx context.Context, c any, ref Ref) error {
	if s, ok := c.(Scheduler); ok {
		return s.Unschedule(ctx, ref)
	}
	return lacks[Scheduler](c)
}
