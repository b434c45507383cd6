package x

import (
	"errors"
	"math/rand/v2"
	"net/http"
	"time"

	"github.com/relais-go/relais/social"
)

// timing holds the durations of streaming and listening, so that tests need not wait for them.
type timing struct {
	connect time.Duration // longest wait for a connection
	silence time.Duration // longest silence: X sends a sign of life every 20 s

	stable                time.Duration // how long a connection must have held to count as good
	tcpStep, tcpMax       time.Duration // pauses after cuts grow by this much, up to that
	httpFirst, httpMax    time.Duration // pauses after refusals double from this, up to that
	limitFirst, limitMax  time.Duration // the same for 420 and 429
	readFirst, readMax    time.Duration // the same for reads that fail
	poll                  time.Duration // between reads while nothing is pushed
	safety                time.Duration // between reads while something is
	searchDelay, lagDelay time.Duration // how late search, and everything else, shows a post
	margin                time.Duration // by how much pushed posts may be out of order
}

func defaultTiming() timing {
	return timing{
		connect: 45 * time.Second, silence: 25 * time.Second,
		stable:  30 * time.Second,
		tcpStep: 250 * time.Millisecond, tcpMax: 16 * time.Second,
		httpFirst: 5 * time.Second, httpMax: 320 * time.Second,
		limitFirst: time.Minute, limitMax: 16 * time.Minute,
		readFirst: time.Second, readMax: 5 * time.Minute,
		poll: time.Minute, safety: time.Hour,
		searchDelay: 30 * time.Second, lagDelay: 2 * time.Second, margin: 10 * time.Second,
	}
}

// streamBackoff says how long to stay away from a stream, as X wants it: after a cut not at all and then a little
// longer each time; after a refusal for seconds, and twice as long each time; after a refusal for the rate for
// minutes. A connection that held makes it forget.
// See https://docs.x.com/x-api/fundamentals/handling-disconnections.
type streamBackoff struct {
	timing            timing
	cuts, http, limit int // in a row
	up                time.Time
}

// connected notes that there is a connection now.
func (b *streamBackoff) connected() { b.up = time.Now() }

// next is the pause after err, which ended a connection or kept it from being made.
func (b *streamBackoff) next(err error) time.Duration {
	held := !b.up.IsZero()
	if held && time.Since(b.up) >= b.timing.stable {
		b.cuts, b.http, b.limit = 0, 0, 0
	}
	b.up = time.Time{}
	var e *social.Error
	if !errors.As(err, &e) {
		e = &social.Error{}
	}
	switch {
	case e.Status == http.StatusTooManyRequests || e.Status == 420 || errors.Is(err, social.ErrRateLimited):
		b.limit++
		return jitter(max(doubled(b.timing.limitFirst, b.timing.limitMax, b.limit-1), e.RetryAfter))
	case renewable(err):
		return jitter(e.RetryAfter)
	case held && DisconnectType(e.Code) != DisconnectForced, !held && e.Status == 0:
		b.cuts++
		return jitter(min(time.Duration(b.cuts-1)*b.timing.tcpStep, b.timing.tcpMax))
	default:
		b.http++
		return jitter(max(doubled(b.timing.httpFirst, b.timing.httpMax, b.http-1), e.RetryAfter))
	}
}

func doubled(first, most time.Duration, times int) time.Duration {
	return min(first<<min(times, 16), most)
}

// jitter adds up to a tenth, so that the clients of a server that comes back do not arrive at once.
func jitter(d time.Duration) time.Duration {
	return d + rand.N(d/10+1) //nolint:gosec // jitter is no secret
}

// renewable reports that an allowance is used up which opens again by itself, as a cap of the caller's does.
func renewable(err error) bool {
	e, ok := errors.AsType[*social.Error](err)
	return ok && errors.Is(e.Kind, social.ErrQuota) && e.RetryAfter > 0
}

// isStreamFinal reports that coming back would not change X's mind.
func isStreamFinal(err error) bool {
	for _, kind := range []error{social.ErrAuth, social.ErrPermission, social.ErrInvalid, social.ErrQuota, errors.ErrUnsupported} {
		if errors.Is(err, kind) {
			return true
		}
	}
	return false
}
