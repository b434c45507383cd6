package ratelimit

import (
	"context"
	"log/slog"
	"slices"
	"time"

	"github.com/relais-go/relais/social"
)

// Done implements [social.Grant]. Calls after the first do nothing.
func (g *grant) Done(u social.Usage) { g.end(context.Background(), u) }

// giveBack ends a call that was not made. It works after ctx has ended.
func (g *grant) giveBack(ctx context.Context) {
	g.end(context.WithoutCancel(ctx), social.Usage{NotSent: true})
}

func (g *grant) end(ctx context.Context, u social.Usage) {
	if g.ended.Swap(true) {
		return
	}
	l := g.l
	names := g.concerned(&u)
	if l.shared {
		var cancel context.CancelFunc
		ctx, cancel = context.WithTimeout(ctx, storeTimeout)
		defer cancel()
	}
	if err := g.tell(ctx, names, &u); err != nil {
		kept := l.late.add(ending{g, names, u})
		l.opts.Logger.Warn("rate budgets not settled: the units stay reserved until the store answers again",
			slog.String("network", g.call.Network), slog.String("op", g.call.Op), slog.Bool("kept", kept), slog.Any("error", err))
	}
	if u.Refused {
		l.opts.Logger.Info("call refused for its rate", slog.String("network", g.call.Network),
			slog.String("op", g.call.Op), slog.Any("budgets", names), slog.Duration("retry_after", u.RetryAfter))
	}
	l.queue.wake()
}

// tell settles the call in the store.
func (g *grant) tell(ctx context.Context, names []string, u *social.Usage) error {
	start := time.Now()
	return g.l.opts.Store.Update(ctx, names, func(now time.Time, states []*State) bool {
		now = now.Round(0)
		g.l.compare(start, now)
		for i, s := range states {
			g.settle(now, names[i], i, s, u)
		}
		return true
	})
}

// concerned lists the budgets of the call and then any other that u speaks of.
func (g *grant) concerned(u *social.Usage) []string {
	names := g.names
	add := func(name string) {
		if !slices.Contains(names, name) {
			names = append(slices.Clip(names), name)
		}
	}
	if !u.NotSent {
		for i := range u.Windows {
			add(u.Windows[i].Budget)
		}
		for i := range u.Charges {
			add(u.Charges[i].Budget)
		}
	}
	return names
}

// settle ends the call in one budget; i is its place among the parts of the call, if it is one of them.
func (g *grant) settle(now time.Time, name string, i int, s *State, u *social.Usage) {
	var id uint64
	var local *budget
	reserved := i < len(g.parts)
	if reserved {
		id, local = g.parts[i].flight, g.parts[i].local
	} else {
		local = g.l.budget(name)
	}
	r := local.rules.Load()
	s.advance(now, r)
	told := false
	if !u.NotSent {
		told = g.hear(now, id, name, s, u)
	}
	var spent int64
	flight := s.find(id)
	if flight >= 0 {
		spent = s.drop(flight)
	}
	switch actual, ok := actual(u, name); {
	case u.NotSent:
		spent = 0
	case ok && (flight >= 0 || !reserved):
		spent = actual
	case u.Refused:
		spent = 0
	}
	s.spend(now, spent, r)
	if reserved && !u.NotSent {
		g.gate(now, id, name, s, u, r, told)
	}
	s.settled()
	v := s.check(now, &need{}, r)
	local.note(now, &v)
}

// hear takes in what the answer says of the budget. It reports whether some of it holds now.
func (g *grant) hear(now time.Time, id uint64, name string, s *State, u *social.Usage) bool {
	told := false
	for j := range u.Windows {
		if u.Windows[j].Budget != name {
			continue
		}
		w := u.Windows[j]
		if !w.Reset.IsZero() {
			w.Reset = w.Reset.Round(0).Add(-g.l.shift())
		}
		told = s.learn(now, id, &w, u.Refused) || told
	}
	return told
}

// actual is what the answer says the call cost of a budget; false if it does not.
func actual(u *social.Usage, name string) (int64, bool) {
	var sum int64
	found := false
	for _, c := range u.Charges {
		if c.Budget == name {
			sum += max(c.Units, 0)
			found = true
		}
	}
	return sum, found
}

// gate opens or closes the budget by how the call ended. A refusal closes the budgets that the answer says
// are exhausted; if it names none, all that the call drew on but those of money.
func (g *grant) gate(now time.Time, id uint64, name string, s *State, u *social.Usage, r *rules, told bool) {
	if !u.Refused {
		s.d.Gate.answered(now, id, told)
		return
	}
	named, here, known := false, false, false
	for i := range u.Windows {
		w := &u.Windows[i]
		if w.Remaining > 0 || w.Remaining < 0 && w.Reset.IsZero() {
			continue
		}
		named = true
		if w.Budget == name {
			here = true
			known = known || w.Reset.Add(-g.l.shift()).After(now)
		}
	}
	money := r.paid() && len(s.d.Slots) == 0
	if here || !named && !money {
		s.d.Gate.refused(now, id, s.d.Seq, u.RetryAfter, known, &g.l.opts)
	}
}

// settled ends the hearing of one answer.
func (s *State) settled() {
	for i := range s.d.Slots {
		s.d.Slots[i].told = false
	}
}

// compare notes what the store's clock told some time since start. A busy machine or store may take seconds for that,
// which must not be taken for a difference of the clocks.
func (l *Limiter) compare(start, now time.Time) {
	if l.shared {
		l.clock.observe(time.Until(now), now.Sub(start))
	}
}

// shift is what to add to a time of the store's clock to have it on the local one.
func (l *Limiter) shift() time.Duration { return l.clock.behind() }
