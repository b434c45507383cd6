package ratelimit_test

import (
	"context"
	"maps"
	"net/http"
	"strconv"
	"sync"
	"time"

	"github.com/relais-go/relais/ratelimit"
	"github.com/relais-go/relais/social"
)

const budget = "x/1234/tweets"

// server is a network with one clock-aligned window, in process.
type server struct {
	limit  int64
	period time.Duration
	skew   time.Duration // its clock is ahead by this
	iso    bool          // reset in the form of Mastodon instead of that of X
	bare   bool          // no Date header

	mu      sync.Mutex
	window  time.Time
	used    int64
	served  int64
	refused []refusal
}

type refusal struct{ at, reset time.Time } // by the local clock

func (s *server) ServeHTTP(w http.ResponseWriter, _ *http.Request) {
	h, status := s.answer()
	maps.Copy(w.Header(), h)
	w.WriteHeader(status)
}

// answer counts a call.
func (s *server) answer() (http.Header, int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	local := time.Now()
	now := local.Add(s.skew)
	if start := aligned(now, s.period); !start.Equal(s.window) {
		s.window, s.used = start, 0
	}
	reset := s.window.Add(s.period)
	status := http.StatusOK
	if s.used >= s.limit {
		status = http.StatusTooManyRequests
		s.refused = append(s.refused, refusal{local, reset.Add(-s.skew)})
	} else {
		s.used++
		s.served++
	}
	h := http.Header{}
	h.Set("X-Rate-Limit-Limit", strconv.FormatInt(s.limit, 10))
	h.Set("X-Rate-Limit-Remaining", strconv.FormatInt(s.limit-s.used, 10))
	h.Set("X-Rate-Limit-Reset", strconv.FormatInt(reset.Unix(), 10))
	if s.iso {
		h.Set("X-Rate-Limit-Reset", reset.UTC().Format("2006-01-02T15:04:05.000000Z07:00"))
	}
	if !s.bare {
		h.Set("Date", now.UTC().Format(http.TimeFormat))
	}
	return h, status
}

func aligned(t time.Time, period time.Duration) time.Time {
	return time.Unix(0, t.UnixNano()-t.UnixNano()%int64(period))
}

// headers are those of server.
func headers() *ratelimit.Headers {
	return &ratelimit.Headers{Limit: "X-Rate-Limit-Limit", Remaining: "X-Rate-Limit-Remaining", Reset: "X-Rate-Limit-Reset"}
}

// transport sends one call. A nil header is a lost answer.
type transport func(ctx context.Context) (http.Header, int)

// caller makes calls through a limiter as a client does.
type caller struct {
	limiter *ratelimit.Limiter
	send    transport
	skew    ratelimit.Skew
}

// call makes one call and repeats it while it is refused.
func (c *caller) call(ctx context.Context, p social.Priority) error {
	for {
		g, err := c.limiter.Acquire(ctx, social.Call{Network: "x", Op: "read", Priority: p, Charges: []social.Charge{{Budget: budget}}})
		if err != nil {
			return err
		}
		sent := time.Now()
		h, status := c.send(ctx)
		u := social.Usage{Refused: status == http.StatusTooManyRequests}
		if h != nil {
			if w, ok := headers().Window(budget, h, sent, time.Now(), &c.skew); ok {
				u.Windows = []social.Window{w}
			}
		}
		g.Done(u)
		if !u.Refused {
			return nil
		}
	}
}

// run makes n calls from so many goroutines, call i with priority prio(i).
func (c *caller) run(ctx context.Context, goroutines, n int, prio func(int) social.Priority) error {
	jobs := make(chan int)
	errs := make(chan error, goroutines)
	for range goroutines {
		go func() {
			var failed error
			for i := range jobs {
				if err := c.call(ctx, prio(i)); err != nil && failed == nil {
					failed = err
				}
			}
			errs <- failed
		}()
	}
	for i := range n {
		jobs <- i
	}
	close(jobs)
	var failed error
	for range goroutines {
		if err := <-errs; err != nil {
			failed = err
		}
	}
	return failed
}

// ideal is the time from start until the windows allow call n, the windows being full at the start.
func (s *server) ideal(start time.Time, n int64) time.Duration {
	windows := (n - 1) / s.limit
	if windows == 0 {
		return 0
	}
	first := aligned(start.Add(s.skew), s.period).Add(s.period).Add(-s.skew).Sub(start)
	return first + s.period*time.Duration(windows-1)
}

func answers(int) social.Priority { return social.PriorityAnswer }

// sleep lets time pass in a synctest bubble.
func sleep(ctx context.Context, d time.Duration) {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-t.C:
	case <-ctx.Done():
	}
}
