package inbox

import (
	"context"
	"iter"
	"time"

	"github.com/relais-go/relais/ratelimit"
	"github.com/relais-go/relais/social"
)

// Newest cuts a list that comes newest first at since: what is older is not asked for. A nil event, of something
// that is none, is passed over; one without a time is not older.
func Newest(since time.Time, list iter.Seq2[*social.Event, error]) iter.Seq2[*social.Event, error] {
	return func(yield func(*social.Event, error) bool) {
		for e, err := range list {
			switch {
			case err != nil:
				yield(nil, err)
				return
			case e == nil:
			case Older(e.Time, since):
				return
			case !yield(e, nil):
				return
			}
		}
	}
}

// Older reports whether something happened before since. Of what has no time that is not known.
func Older(at, since time.Time) bool { return !at.IsZero() && at.Before(since) }

// Clock is a [Config].Now by what skew has learned of the network's clock. The local clock is taken to be right while
// that is possible. ask makes any request that shows skew an answer, if there was none yet; nil: it is not asked.
func Clock(skew *ratelimit.Skew, ask func(ctx context.Context) error) func(ctx context.Context) (time.Time, error) {
	return func(ctx context.Context) (time.Time, error) {
		if _, _, known := skew.Bounds(); !known && ask != nil {
			if err := ask(ctx); err != nil {
				return time.Time{}, err
			}
		}
		lo, hi, known := skew.Bounds()
		if !known || lo <= 0 && hi > 0 {
			return time.Now(), nil
		}
		return time.Now().Add(lo), nil
	}
}
