package inbox

import (
	"context"
	"errors"
	"slices"
	"time"

	"github.com/relais-go/relais/social"
)

// pass takes looks at sources, and delivers what they have in the order of time.
func (l *listening) pass(ctx context.Context, looks []look) error {
	if err := l.tell(ctx); err != nil {
		if l.final(err, nil) || ctx.Err() != nil {
			return err
		}
		l.postpone(err, looks...)
		return nil
	}
	b := &batch{now: l.reading}
	for _, k := range looks {
		items, gap, err := k.source.gather(ctx, k, b.now, l.query.CatchUp)
		if err != nil {
			if err := l.fail(ctx, k, err); err != nil {
				return err
			}
			continue
		}
		if l.cfg.NewestFirst {
			slices.Reverse(items)
		}
		l.succeeded(k.source)
		b.add(k, items, gap)
	}
	done := time.Now()
	if err := l.deliverAll(ctx, b); err != nil {
		return err
	}
	if len(b.gaps) > 0 {
		return l.tellGaps(b)
	}
	spread := stretch()
	for _, k := range b.looks {
		k.source.schedule(done, k.whole, spread)
	}
	l.seen.age(l.readAll())
	return nil
}

// batch is what several looks found.
type batch struct {
	now   int64 // the network's time before the first of them
	items []item
	looks []look
	read  []*source // whole, and without a gap
	gaps  []*GapError
}

func (b *batch) add(k look, items []item, gap *GapError) {
	b.items = append(b.items, items...)
	b.looks = append(b.looks, k)
	switch {
	case !k.whole: // a gap shows in a whole read
	case gap != nil:
		b.gaps = append(b.gaps, gap)
	default:
		b.read = append(b.read, k.source)
	}
}

// sure is the time before which a source shows everything if it was read at now.
func (l *listening) sure(s *source, now int64) int64 {
	return fromMillis(now).Add(-s.margin()).Truncate(l.cfg.tick()).UnixMilli()
}

// deliverAll delivers what was read. The cursors move with it, of those sources that were read without a gap.
func (l *listening) deliverAll(ctx context.Context, b *batch) error {
	sortItems(b.items, l.cfg.NewestFirst)
	for _, s := range b.read { // there is nothing before its first
		first := l.sure(s, b.now)
		if i := slices.IndexFunc(b.items, func(it item) bool { return it.source == s }); i >= 0 {
			first = min(first, b.items[i].at)
		}
		s.advance(first)
	}
	for _, it := range b.items {
		for _, s := range b.read {
			s.advance(min(it.at, l.sure(s, b.now)))
		}
		fresh, err := l.deliver(ctx, &it)
		if err != nil {
			return err
		}
		if s := it.source; fresh && !s.nudged && it.at < b.now-pushLag.Milliseconds() && s.trusts() {
			s.doubtUntil = time.Now().Add(doubtFor)
		}
	}
	for _, s := range b.read {
		s.advance(l.sure(s, b.now))
	}
	return nil
}

// deliver yields an event that was not dealt with yet, if its kind is wanted. It reports whether it was new.
func (l *listening) deliver(ctx context.Context, it *item) (fresh bool, err error) {
	if err := ctx.Err(); err != nil {
		return false, err
	}
	e, s := it.event, it.source
	if l.cfg.Own != nil && l.cfg.Own(e) {
		return false, nil
	}
	if e.ID != "" {
		k := keyOf(e.ID)
		fresh = l.seen.add(k)
		switch {
		case s == nil && fresh:
			l.here.pushed = remember(l.here.pushed, k, maxPushed)
		case s != nil:
			fresh = fresh && !s.has(k)
			s.note(dealt{key: k, at: it.at}, s.Late)
		}
		if !fresh {
			return false, nil
		}
	}
	if !l.wants(e.Kind) {
		return true, nil
	}
	l.here.at = max(l.here.at, min(it.at, l.clock()))
	for _, m := range l.idle {
		m.advance(l.here.at)
	}
	e.Cursor = l.cursor()
	if !l.yield(e, nil) {
		return true, errStopped
	}
	return true, nil
}

// tellGaps ends the sequence, with a cursor behind what cannot be read.
func (l *listening) tellGaps(b *batch) error {
	for _, g := range b.gaps {
		s := l.byName(g.Source)
		s.advance(l.sure(s, b.now))
	}
	var all []error
	for _, g := range b.gaps {
		g.Network, g.Cursor = l.cfg.Network, l.cursor()
		all = append(all, l.cfg.gapError(g))
	}
	if len(all) == 1 {
		return all[0]
	}
	return errors.Join(all...)
}

// readAll is the time before which everything was read for good.
func (l *listening) readAll() time.Time {
	oldest := time.Now()
	for _, s := range l.sources {
		if !s.refused {
			oldest = earlier(oldest, fromMillis(s.base))
		}
	}
	return oldest
}

// succeeded notes that a source could be read.
func (l *listening) succeeded(s *source) {
	if s.refused {
		s.refused = false
		l.cfg.log().Info("listening: a source can be read again", l.attrs(s)...)
	}
	s.read, l.read = true, true
}

// byName is the source of that name, nil if none is read.
func (l *listening) byName(name string) *source {
	for _, s := range l.sources {
		if s.Name == name {
			return s
		}
	}
	return nil
}

// pushedOnly reports whether a kind was asked for that no source shows.
func (l *listening) pushedOnly() bool {
	if l.query.Kinds == nil {
		return true
	}
	return slices.ContainsFunc(l.query.Kinds, func(k social.EventKind) bool {
		pushed := l.cfg.Push.Kinds == nil || slices.Contains(l.cfg.Push.Kinds, k)
		return pushed && !slices.ContainsFunc(l.sources, func(s *source) bool { return s.Kinds == nil || slices.Contains(s.Kinds, k) })
	})
}
