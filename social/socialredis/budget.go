package socialredis

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"strconv"
	"sync/atomic"
	"time"

	"github.com/relais-go/relais/ratelimit"
)

const (
	opBudget = "rate budget"
	// grace is for how long a state is kept beyond its use.
	grace = time.Minute
	// longest is the life of a state that is of use for ever; it begins anew whenever the state changes.
	longest = 100 * 365 * 24 * time.Hour
	// Pauses of one that other processes were faster than: the longest at first, and later.
	contendedWait    = time.Millisecond
	contendedWaitMax = 16 * time.Millisecond
)

// Update implements [ratelimit.Store]. The states are read, changed in this process, and saved if no other process was
// faster; otherwise they are changed anew as the other has left them. That takes two round trips, and one more for each
// process that was faster. Now is the clock of Redis, so the clocks of the processes may differ.
//
// While Redis is away no call is let out: see the package's documentation.
func (s *Store) Update(ctx context.Context, budgets []string, f func(now time.Time, states []*ratelimit.State) bool) error {
	if err := ctx.Err(); err != nil {
		return fmt.Errorf("socialredis: %s: %w", opBudget, err)
	}
	keys := make([]string, len(budgets))
	for i, name := range budgets {
		keys[i] = s.key(kindBudget, name)
	}
	return s.within(ctx, opBudget, s.opts.Wait, func(ctx context.Context) error {
		leave, err := s.queues.enter(ctx, budgets)
		if err != nil {
			return errNoAnswer // to those ahead
		}
		defer leave()
		return s.update(ctx, keys, f)
	})
}

func (s *Store) update(ctx context.Context, keys []string, f func(now time.Time, states []*ratelimit.State) bool) error {
	reply, err := s.ask(ctx, s.scripts.loadBudgets, keys)
	for pause := contendedWait; ; pause = min(2*pause, contendedWaitMax) {
		if err != nil {
			return err
		}
		now, stored, err := parseStates(reply, len(keys))
		if err != nil {
			return err
		}
		now = s.clock.steady(now)
		states, err := decode(stored)
		if err != nil {
			return err
		}
		if !f(now, states) {
			return nil
		}
		args, err := encode(now, stored, states)
		if err != nil {
			return err
		}
		if reply, err = s.ask(ctx, s.scripts.saveBudgets, keys, args...); err != nil {
			return err
		}
		if reply == any(int64(1)) {
			return nil
		}
		if rest(ctx, rand.N(pause)) != nil { //nolint:gosec // spreads load; nobody gains from guessing it
			return errNoAnswer
		}
	}
}

// errReply is a reply that none of our scripts gives: something else answers.
var errReply = errors.New("socialredis: unexpected reply")

// parseStates reads what the script states returns.
func parseStates(reply any, n int) (now time.Time, stored []string, err error) {
	list, ok := reply.([]any)
	if !ok || len(list) != n+2 {
		return now, nil, errReply
	}
	stored = make([]string, len(list))
	for i, v := range list {
		if stored[i], ok = v.(string); !ok {
			return now, nil, errReply
		}
	}
	seconds, err := strconv.ParseInt(stored[0], 10, 64)
	if err != nil {
		return now, nil, errReply
	}
	micros, err := strconv.ParseInt(stored[1], 10, 64)
	if err != nil {
		return now, nil, errReply
	}
	return time.Unix(seconds, micros*1000), stored[2:], nil
}

// A stored budget is the stamp of whoever wrote it last and the state.
func decode(stored []string) ([]*ratelimit.State, error) {
	states := make([]*ratelimit.State, len(stored))
	for i, v := range stored {
		states[i] = &ratelimit.State{}
		if v == "" {
			continue
		}
		if len(v) < stampSize {
			return nil, errReply
		}
		if err := states[i].UnmarshalBinary([]byte(v[stampSize:])); err != nil {
			return nil, err
		}
	}
	return states, nil
}

// encode makes the arguments of the script that saves.
func encode(now time.Time, stored []string, states []*ratelimit.State) ([]any, error) {
	mark := stamp()
	args := make([]any, 1, 1+3*len(states))
	args[0] = mark
	for i, st := range states {
		b, err := st.MarshalBinary()
		if err != nil {
			return nil, err
		}
		life := min(max(st.Expires().Sub(now), 0), longest) + grace
		args = append(args, stored[i][:min(len(stored[i]), stampSize)], mark+string(b), life.Milliseconds())
	}
	return args, nil
}

// clock keeps the time that Redis tells from going back, as it may when another server takes over.
type clock struct{ last atomic.Int64 } // microseconds since 1970

// maxBack is how far back the clock of Redis may go before that is believed: somebody has set it right.
const maxBack = 10 * time.Second

// steady returns the later of now and what it returned last.
func (c *clock) steady(now time.Time) time.Time {
	micros := now.UnixMicro()
	for {
		last := c.last.Load()
		if back := time.Duration(last-micros) * time.Microsecond; back > 0 && back < maxBack {
			return time.UnixMicro(last)
		}
		if c.last.CompareAndSwap(last, micros) {
			return now
		}
	}
}
