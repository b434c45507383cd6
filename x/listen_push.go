package x

import (
	"context"
	"time"

	"github.com/relais-go/relais/social"
)

// signal is what a stream tells the listening.
type signal struct {
	kind    signalKind
	channel *channel
	item    any       // of signalPush: *ActivityEvent or *StreamMessage
	since   time.Time // of signalUp: from when on nothing was pushed, zero if nothing is missing
	err     error     // of signalEnd
}

type signalKind int

const (
	signalUp   signalKind = iota // a connection stands: read what came before it
	signalDown                   // it does not any more
	signalPush
	signalEnd // there will be none
)

// take deals with what a stream says.
func (l *listening) take(ctx context.Context, s signal) error {
	g := s.channel
	switch s.kind {
	case signalUp:
		g.up++
		g.upSince, g.settled = time.Now(), false
		if g == l.account && !s.since.IsZero() {
			g.held = append(g.held, pushGap(s.since, time.Now()))
		}
		g.soon(g.upSince.Add(g.settle))
	case signalDown:
		g.up--
		g.settled = false
		g.soon(time.Now().Add(l.t.poll))
	case signalEnd:
		return s.err
	case signalPush:
		return l.push(ctx, g, s.item)
	}
	return nil
}

// push delivers what was pushed, or puts it aside until what came before it was read.
func (l *listening) push(ctx context.Context, g *channel, pushed any) error {
	if _, ok := pushed.(*StreamMessage); ok { // webhooks bring both
		g = l.found
	}
	if g.holds() {
		g.held = append(g.held, pushed)
		return nil
	}
	for _, it := range l.pushedItems(pushed) {
		g.unverified++
		if g.covered && it.read { // X pushes all there is, and in order but for the margin
			g.advance(before(timeOf(it.key).Add(-g.margin)))
		}
		if err := l.deliver(ctx, g, it); err != nil {
			return err
		}
	}
	return nil
}

// pushedItems turns what was pushed into events.
func (l *listening) pushedItems(pushed any) []*item {
	switch v := pushed.(type) {
	case *ActivityEvent:
		return l.activityItems(v, l.c.serverTime())
	case *StreamMessage:
		return []*item{foundItem(v)}
	case *item:
		return []*item{v}
	default:
		return nil
	}
}

// pushGap says that what is only pushed may be missing.
func pushGap(from, until time.Time) *item {
	id := "gap:" + idOfNumber(idAt(from)) + "-" + idOfNumber(idAt(until))
	return &item{key: idAt(until), event: &social.Event{
		Kind: social.EventOther, ID: id, Ref: social.Ref{Network: network, Kind: social.RefEvent, ID: id}, Time: until,
		Raw: &PushGap{From: from, Until: until},
	}}
}
