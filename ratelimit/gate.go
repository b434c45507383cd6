package ratelimit

import (
	"math/rand/v2"
	"time"
)

// gate lets calls of a budget out one by one while it is not known whether they are welcome: at the very
// beginning, after a refusal, and where a window has just begun.
type gate struct {
	Pause   time.Time `json:"pause,omitzero"`   // nothing goes out before
	Since   uint64    `json:"since,omitempty"`  // flights after this one are probes
	Width   int       `json:"width,omitempty"`  // how many probes may be out at once, 0 for any number
	Soft    bool      `json:"soft,omitempty"`   // opens by itself shortly after the first probe
	Opens   time.Time `json:"opens,omitzero"`   // when a soft gate opens
	Strikes int       `json:"strikes,omitzero"` // refusals in a row
	Answers int       `json:"answers,omitzero"` // answers that said nothing of windows
	Seen    time.Time `json:"seen,omitzero"`    // the last answer
}

const (
	// probeWait is for how long a probe holds the others back: a probe may be an upload that takes hours.
	probeWait = 5 * time.Second
	// softWait is the same where there is little doubt: after the known end of a window.
	softWait = time.Second
	// openAfter is the number of answers without a word about windows after which a budget counts as
	// unlimited. The probes at once double with each.
	openAfter = 6
)

func (g *gate) advance(now time.Time) {
	if g.Soft && !g.Opens.IsZero() && !now.Before(g.Opens) {
		g.open()
	}
}

// open ends all doubt.
func (g *gate) open() {
	g.Width, g.Soft, g.Opens = 0, false, time.Time{}
}

// confirm has the first call after the end of a window go ahead of the others. The window is full by its
// own account, but the end is known by the Date header's whole seconds at best: where the server's clock is
// a little late, this costs one refusal and not a herd of them.
func (g *gate) confirm(seq uint64) {
	if g.Width == 0 {
		g.Width, g.Soft, g.Since, g.Opens = 1, true, seq, time.Time{}
	}
}

// took notes a call that was let out.
func (g *gate) took(now time.Time) {
	if g.Soft && g.Opens.IsZero() {
		g.Opens = now.Add(softWait)
	}
}

// check reports the block that the gate puts in a call's way. Known tells whether any window of the budget is.
func (g *gate) check(now time.Time, known bool, flights []flight, v *verdict) {
	if now.Before(g.Pause) {
		v.block(verdict{at: g.Pause, why: "the network refused an earlier call"})
		return
	}
	width, since := g.Width, g.Since
	if width == 0 && !known && g.Answers < openAfter {
		width, since = 1<<g.Answers, 0
	}
	if width == 0 {
		return
	}
	probes, at := 0, time.Time{}
	for i := range flights {
		end := flights[i].At.Add(probeWait)
		if g.Soft {
			end = g.Opens
		}
		if flights[i].ID <= since || !now.Before(end) {
			continue
		}
		if probes++; at.IsZero() {
			at = end
		}
	}
	if probes >= width {
		v.block(verdict{soon: true, at: at, why: "another call is finding out what is left"})
	}
}

// answered notes that call id was not refused. Told: its answer spoke of the windows that hold now.
func (g *gate) answered(now time.Time, id uint64, told bool) {
	g.Seen = now
	probe := id > g.Since
	switch {
	case told && (g.Soft || probe):
		g.open()
		g.Strikes = 0
	case probe && !told:
		g.Strikes = 0
		if g.Width *= 2; g.Width > 1<<(openAfter-1) {
			g.open()
		}
	}
	if !told && g.Answers < openAfter {
		g.Answers++
	}
}

// refused notes that the network refused call id for its rate, when seq was the last to have gone out. Known: the answer
// told of an exhausted window, which says itself when to come back.
func (g *gate) refused(now time.Time, id, seq uint64, after time.Duration, known bool, o *Options) {
	same := id <= g.Since && !g.Soft // went out before the pause that another refusal has begun
	g.Width, g.Soft, g.Opens, g.Seen = 1, false, time.Time{}, now
	if !same {
		g.Since = seq
		g.Strikes++
	}
	switch {
	case after > 0:
		g.extend(now.Add(after + jitter(min(after/20, time.Second))))
	case known || same:
	default:
		wait := o.MaxBackoff
		if n := g.Strikes - 1; n < 20 {
			wait = min(wait, o.Backoff<<n)
		}
		g.extend(now.Add(wait + jitter(wait/2)))
	}
}

func (g *gate) extend(t time.Time) {
	if t.After(g.Pause) {
		g.Pause = t
	}
}

// jitter is a random duration below d, so that many processes do not come back as one.
func jitter(d time.Duration) time.Duration {
	if d <= 0 {
		return 0
	}
	return rand.N(d) //nolint:gosec // spreads load; nobody gains from guessing it
}
