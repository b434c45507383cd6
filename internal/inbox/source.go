package inbox

import (
	"context"
	"errors"
	"slices"
	"time"

	"github.com/relais-go/relais/internal/stream"
	"github.com/relais-go/relais/social"
)

const (
	trustFor    = 24 * time.Hour   // pushes are relied upon for so long after one
	doubtFor    = 6 * time.Hour    // and not for so long after one was missing
	pushLag     = 30 * time.Second // how long a push may take
	nudgePause  = 10 * time.Second // between two reads for nudges, at most
	refusedWait = 24 * time.Hour   // between tries of a source that the account may not read

	patience     = 2 * time.Minute // what a read may take
	patienceLong = 30 * time.Minute
	patienceMax  = 24 * time.Hour
)

// source is a Source in one run.
type source struct {
	*Source
	mark
	floor int64 // where it began: what is pushed from before is known

	due       time.Time // of the next read
	peekAt    time.Time // of the next peek, zero if there is none
	notBefore time.Time // after a failure
	again     time.Time // after a nudge: when what it spoke of must show
	lastRead  time.Time // read or peeked at
	backoff   stream.Backoff
	patience  time.Duration

	read    bool // could be read in this run
	refused bool // by the network, and left out
	nudged  bool // by a push, and what that spoke of may not have shown yet

	heard      time.Time // the last push for it
	doubtUntil time.Time // a push was missing
}

func newSource(cfg *Config, def *Source) *source {
	return &source{
		Source:  def,
		mark:    mark{name: def.Name},
		backoff: stream.Backoff{First: orDefault(cfg.RetryWait, defaultRetryWait), Max: orDefault(cfg.RetryWaitMax, defaultRetryWaitMax)},
	}
}

func (s *source) every() time.Duration  { return orDefault(s.Every, defaultEvery) }
func (s *source) margin() time.Duration { return orDefault(s.Margin, defaultMargin) }

// trusts reports whether pushes tell enough for reads to be rare.
func (s *source) trusts() bool {
	return s.Safety > 0 && !s.heard.IsZero() && time.Since(s.heard) < trustFor && !time.Now().Before(s.doubtUntil)
}

// next is when it wants attention.
func (s *source) next() time.Time {
	if !s.peekAt.IsZero() && s.peekAt.Before(s.due) {
		return s.peekAt
	}
	return s.due
}

// schedule sets the times of the next reads after one that succeeded. stretch above 1 spreads the load of many.
func (s *source) schedule(now time.Time, whole bool, stretch float64) {
	s.backoff.Reset()
	s.lastRead, s.notBefore, s.nudged = now, time.Time{}, s.again.After(now)
	after := func(d time.Duration) time.Time { return now.Add(time.Duration(float64(d) * stretch)) }
	if whole {
		s.due = after(s.every())
		if s.trusts() {
			s.due = after(s.Safety)
		}
	}
	s.peekAt = time.Time{}
	if s.Peek != nil && !s.trusts() {
		s.peekAt = after(s.PeekEvery)
	}
	if s.again.After(now) {
		s.soon(s.again)
	}
}

// soon brings the next look forward.
func (s *source) soon(at time.Time) {
	if at.Before(s.notBefore) {
		at = s.notBefore
	}
	switch {
	case s.Peek == nil:
		s.due = earlier(s.due, at)
	case s.peekAt.IsZero():
		s.peekAt = at
	default:
		s.peekAt = earlier(s.peekAt, at)
	}
}

// nudge has it read because of a push: now, and once more when what it spoke of must show.
func (s *source) nudge(now time.Time) {
	s.nudged = true
	s.again = now.Add(s.margin())
	pause := s.every() / 20
	if s.Peek != nil {
		pause = s.PeekEvery / 20
	}
	if rested := s.lastRead.Add(min(pause, nudgePause)); now.Before(rested) {
		now = rested
	}
	s.soon(now)
}

// relieve has it read when the cursor is about to run out of room for what was pushed.
func (s *source) relieve() {
	if len(s.done) >= maxDone*3/4 {
		at := s.lastRead.Add(s.every())
		if at.Before(s.notBefore) {
			at = s.notBefore
		}
		s.due = earlier(s.due, at)
	}
}

func earlier(a, b time.Time) time.Time {
	if b.Before(a) {
		return b
	}
	return a
}

// gather reads everything at or after the source's base. A gap is reported beside what could be read.
func (s *source) gather(ctx context.Context, k look, now int64, long bool) ([]item, *GapError, error) {
	read := s.Read
	if !k.whole {
		read = s.Peek
	}
	var since time.Time
	var gap *GapError
	if s.base > 0 {
		since = fromMillis(s.base)
		if oldest := fromMillis(now).Add(-s.Depth); s.Depth > 0 && since.Before(oldest) {
			gap = &GapError{Source: s.Name, From: since, Until: oldest}
			since = oldest
		}
	}
	limit := max(s.patience, patience)
	if long || since.IsZero() || fromMillis(now).Sub(since) > 24*time.Hour {
		limit = max(limit, patienceLong)
	}
	began := time.Now()
	ctx, cancel := context.WithTimeout(ctx, limit)
	defer cancel()
	items, hole, err := s.collect(ctx, read, since, now)
	if err != nil {
		if time.Since(began) > limit/2 {
			s.patience = min(2*limit, patienceMax)
		}
		return nil, nil, err
	}
	s.patience = 0
	if hole != nil && s.base > 0 {
		gap = &GapError{Source: s.Name, From: fromMillis(s.base), Until: hole.Until}
	}
	if gap != nil && !gap.Until.After(gap.From) {
		gap = nil
	}
	return items, gap, nil
}

func (s *source) collect(ctx context.Context, read Reader, since time.Time, now int64) (items []item, hole *GapError, err error) {
	for e, err := range read(ctx, since) {
		switch {
		case err != nil && errors.As(err, &hole):
			return items, hole, ctx.Err()
		case err != nil:
			return nil, nil, err
		case e == nil:
			continue
		}
		it := item{event: e, source: s, at: now}
		if !e.Time.IsZero() {
			it.at = millis(e.Time)
		}
		if it.at >= s.base || s.Late {
			items = append(items, it)
		}
	}
	return items, nil, ctx.Err() // a source that ends because ctx does has not read all
}

// wanted reports whether any of its kinds was asked for.
func (s *Source) wanted(kinds []social.EventKind) bool {
	return kinds == nil || s.named(kinds) || s.Kinds == nil && len(kinds) > 0
}

// named reports whether one of its kinds is among these.
func (s *Source) named(kinds []social.EventKind) bool {
	return slices.ContainsFunc(s.Kinds, func(k social.EventKind) bool { return slices.Contains(kinds, k) })
}

// millis is a time in milliseconds since 1970, and after it.
func millis(t time.Time) int64 { return max(t.UnixMilli(), 1) }

func fromMillis(ms int64) time.Time { return time.UnixMilli(ms).UTC() }
