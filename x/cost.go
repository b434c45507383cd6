package x

import (
	"context"
	"errors"
	"math"
	"reflect"
	"sync"
	"time"

	"github.com/relais-go/relais/social"
)

// MoneyBudget is the budget that every billed call draws on, in millionths of a dollar. X bills the program, not
// the account, so clients that share a limiter share it. Cap it with
// [github.com/relais-go/relais/ratelimit.Limiter.Cap]:
//
//	limiter := ratelimit.New(nil)
//	limiter.Cap(x.MoneyBudget, 5_000_000, 24*time.Hour) // five dollars in any 24 hours
//	client, err := x.New(tokens, &social.Options{Limiter: limiter})
//
// A call beyond the cap fails with [social.ErrQuota] before anything is sent. What a call can cost at most is
// reserved before, what it did cost is settled from its answer; what X bills once a day is counted once by each
// client. What streams and webhooks bring is counted as it comes: beyond the cap a [Listener] closes its stream until
// there is room again; what a webhook takes in cannot be refused. See https://docs.x.com/x-api/getting-started/pricing.
const MoneyBudget = network + "/money"

// cost is what a call takes at most.
type cost struct {
	Billed Billed // of each thing in the answer, or of the call itself
	Most   int    // things; 0: the call is free
	Call   bool   // the call is billed, whatever its answer holds
	Users  int    // accounts that come along
	Posts  int    // posts that come along
}

// declareMoney tells a limiter that the budget is one of money, without bounding it: one of which nothing is known
// would be felt out call by call.
func declareMoney(l social.Limiter) {
	if capper, ok := l.(interface {
		Cap(budget string, units int64, period time.Duration)
	}); ok {
		capper.Cap(MoneyBudget, math.MaxInt64/4, time.Nanosecond)
	}
}

// reserve takes what a call can cost out of the budget; the grant is nil if the call is free.
func (c *Client) reserve(ctx context.Context, r *request) (social.Grant, error) {
	most := c.price(r.Cost.Billed, r.Cost.Most) + c.price(BilledUser, r.Cost.Users) + c.price(BilledPost, r.Cost.Posts)
	if most <= 0 {
		return nil, nil //nolint:nilnil // nothing to settle is no failure
	}
	g, err := c.rest().Options().Limiter.Acquire(ctx, social.Call{
		Network: network, Op: r.Op, Priority: r.Priority, Charges: []social.Charge{{Budget: MoneyBudget, Units: most}},
	})
	if err == nil {
		return g, nil
	}
	own, ok := errors.AsType[*social.Error](err)
	if !ok {
		return nil, &social.Error{Network: network, Op: r.Op, Err: err}
	}
	e := *own
	e.Network, e.Op = network, r.Op
	return nil, &e
}

func (c *Client) price(r Billed, n int) int64 { return c.cfg.Prices[r] * int64(n) }

// settle puts right what was reserved. X does not bill failures; of a write whose answer was lost nothing is known.
func (c *Client) settle(g social.Grant, r *request, out any, err error) {
	if g == nil {
		return
	}
	if errors.Is(err, social.ErrUncertain) {
		g.Done(social.Usage{})
		return
	}
	var real int64
	switch {
	case err != nil:
	case r.Cost.Call:
		real = c.price(r.Cost.Billed, r.Cost.Most)
	default:
		real = c.priceOf(r, out)
	}
	g.Done(social.Usage{Charges: []social.Charge{{Budget: MoneyBudget, Units: real}}})
}

// priceOf counts what an answer holds.
func (c *Client) priceOf(r *request, out any) int64 {
	a, ok := out.(billable)
	if !ok {
		return c.price(r.Cost.Billed, r.Cost.Most)
	}
	data, in := a.parts()
	total := c.price(r.Cost.Billed, c.bills.fresh(r.Cost.Billed, data))
	users, posts := make([]any, len(in.Users)), make([]any, len(in.Posts))
	for i, u := range in.Users {
		users[i] = u
	}
	for i, p := range in.Posts {
		posts[i] = p
	}
	return total + c.price(BilledUser, c.bills.fresh(BilledUser, users)) + c.price(BilledPost, c.bills.fresh(BilledPost, posts))
}

// billable is an answer whose things can be counted.
type billable interface {
	parts() (data []any, in *Includes)
}

// parts lists the things in an answer.
func (a *Answer[T]) parts() (data []any, in *Includes) {
	v := reflect.ValueOf(&a.Data).Elem()
	switch v.Kind() {
	case reflect.Slice:
		for i := range v.Len() {
			data = append(data, v.Index(i).Interface())
		}
	case reflect.Pointer:
		if !v.IsNil() {
			data = append(data, v.Interface())
		}
	default:
		data = append(data, a.Data)
	}
	return data, &a.Includes
}

// bills remembers what was paid for on one day (UTC).
type bills struct {
	mu   sync.Mutex
	day  string
	seen map[string]struct{}
}

// maxBills bounds the memory: beyond it things are counted again, so that more is counted than billed.
const maxBills = 1 << 16

// fresh counts the things that were not paid for today.
func (b *bills) fresh(r Billed, things []any) int {
	b.mu.Lock()
	defer b.mu.Unlock()
	if day := time.Now().UTC().Format(time.DateOnly); day != b.day || len(b.seen) > maxBills {
		b.day, b.seen = day, map[string]struct{}{}
	}
	n := 0
	for _, v := range things {
		id := idOf(v)
		if id == "" {
			n++
			continue
		}
		key := string(r) + "\x00" + string(id)
		if _, paid := b.seen[key]; !paid {
			b.seen[key] = struct{}{}
			n++
		}
	}
	return n
}

// idOf names what X bills once a day; "" for what it bills each time.
func idOf(v any) ID {
	switch v := v.(type) {
	case *Post:
		return v.ID
	case *User:
		return v.ID
	case *DMEvent:
		return v.ID
	default:
		return ""
	}
}
