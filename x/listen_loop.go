package x

import (
	"context"
	"errors"
	"log/slog"
	"math/rand/v2"
	"slices"
	"time"

	"github.com/relais-go/relais/internal/rest"
	"github.com/relais-go/relais/internal/webhook"
	"github.com/relais-go/relais/social"
)

// seenSize is how many events are remembered to tell repeats: all that can be read twice.
const seenSize = 4 * maxUnverified

// listening is one run of Listen. It belongs to the consumer's goroutine.
type listening struct {
	l     *Listener
	c     *Client
	t     timing
	query *social.ListenQuery
	yield func(*social.Event, error) bool

	me      *User
	own     *ownPosts
	account *channel // mentions, answers, messages and what is pushed about the account
	found   *channel // what searches and rules find
	seen    *webhook.Seen
	signals chan signal
	read    bool // something could be read
}

func newListening(l *Listener, q *social.ListenQuery) *listening {
	return &listening{
		l: l, c: l.c, t: l.timing, query: q, seen: webhook.NewSeen(seenSize), signals: make(chan signal, 256),
		own: &ownPosts{},
	}
}

func (l *listening) channels() []*channel { return []*channel{l.account, l.found} }

func (l *listening) run(ctx context.Context) error {
	account, found, err := l.begin()
	if err != nil {
		return err
	}
	began := time.Now()
	l.account, l.found = newChannel(l.t, account), newChannel(l.t, found)
	if err := l.patiently(ctx, l.prepare); err != nil {
		return err
	}
	if l.query.After == "" { // by X's clock, which may be known only now
		now, err := l.c.present(ctx, time.Since(began))
		if err != nil {
			return err
		}
		for _, g := range l.channels() {
			g.pos.base, g.polled, g.start = now, now, now
		}
	}
	if l.query.CatchUp {
		return l.catchUp(ctx)
	}
	ctx, cancel := context.WithCancel(ctx)
	wait := l.startPumps(ctx)
	defer wait()
	defer cancel()
	return l.loop(ctx)
}

// begin finds out where to start.
func (l *listening) begin() (account, found position, err error) {
	switch l.query.After {
	case "", social.FromStart:
		return position{}, position{}, nil
	default:
		return parseCursor(l.query.After)
	}
}

// catchUp reads all channels once.
func (l *listening) catchUp(ctx context.Context) error {
	if l.query.After == "" {
		return nil
	}
	for _, g := range l.channels() {
		if err := l.patiently(ctx, func(ctx context.Context) error { return l.pass(ctx, g) }); err != nil {
			return err
		}
	}
	return nil
}

// patiently repeats f until it succeeds or fails for good.
func (l *listening) patiently(ctx context.Context, f func(context.Context) error) error {
	for {
		err := f(ctx)
		if err == nil || l.final(err) || ctx.Err() != nil {
			return err
		}
		if err := rest.Sleep(ctx, l.postpone(l.account, err)); err != nil {
			return err
		}
	}
}

// final reports an error that waiting will not mend. Before anything could be read, an answer that makes no sense
// means that the cursor or a query is wrong; later it means that X has a problem.
func (l *listening) final(err error) bool {
	var e *social.Error
	switch {
	case errors.Is(err, errStopped), errors.Is(err, social.ErrAuth), errors.Is(err, social.ErrPermission):
		return true
	case errors.As(err, new(*GapError)):
		return true
	case errors.Is(err, social.ErrQuota): // a window that opens again by itself is worth waiting for
		return l.query.CatchUp || !errors.As(err, &e) || e.RetryAfter == 0
	case errors.Is(err, social.ErrInvalid), errors.Is(err, social.ErrNotFound), errors.Is(err, errors.ErrUnsupported):
		return !l.read
	default:
		return false
	}
}

// postpone logs a failure and says how long to wait.
func (l *listening) postpone(g *channel, err error) time.Duration {
	pause := g.backoff.Next()
	if e, ok := errors.AsType[*social.Error](err); ok {
		pause = max(pause, e.RetryAfter)
	}
	l.c.rest().Log().Warn("listening: cannot read, trying again",
		slog.String("network", network), slog.Duration("pause", pause), slog.Any("error", err))
	return pause
}

// loop reads whenever there is a reason to, and delivers what is pushed, until ctx ends or an error is final.
func (l *listening) loop(ctx context.Context) error {
	for _, g := range l.channels() {
		g.due = time.Now()
		if l.query.After == "" { // there is nothing to read yet
			g.due = g.due.Add(l.t.poll)
		}
	}
	timer := time.NewTimer(0)
	defer timer.Stop()
	for {
		g := l.next()
		timer.Reset(time.Until(g.due))
		from := l.signals
		if len(l.account.held) >= maxHeld || len(l.found.held) >= maxHeld {
			from = nil
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case s := <-from:
			if err := l.take(ctx, s); err != nil {
				return err
			}
			continue
		case <-timer.C:
		}
		err := l.pass(ctx, g)
		if err != nil && (l.final(err) || ctx.Err() != nil) {
			return err
		}
		if err != nil {
			g.due = time.Now().Add(l.postpone(g, err))
			g.notBefore = g.due
			continue
		}
		l.schedule(g)
	}
}

// next is the channel whose read is due first.
func (l *listening) next() *channel {
	switch {
	case !l.found.active():
		return l.account
	case !l.account.active() || l.found.due.Before(l.account.due):
		return l.found
	default:
		return l.account
	}
}

// forever is longer than anybody listens.
const forever = 10 * 365 * 24 * time.Hour

// schedule sets the time of the next read after one that succeeded.
func (l *listening) schedule(g *channel) {
	g.backoff.Reset()
	g.notBefore = time.Time{}
	now := time.Now()
	wait := l.t.poll
	switch {
	case len(g.readers) == 0:
		wait = forever
	case g.settled && g.covered:
		if wait = l.t.safety; wait < 0 {
			wait = forever
		}
	}
	wait += rand.N(wait/10 + 1) //nolint:gosec // spreads the load of many clients
	g.due = now.Add(wait)
	if g.stands() && !g.settled {
		g.soon(g.upSince.Add(g.settle))
	}
	if late := g.upSince.Add(g.margin); g.again && g.covered && g.stands() && now.Before(late) {
		g.soon(late)
	}
}

// pass delivers what the sources of a channel have above the last place, and what has waited for that.
func (l *listening) pass(ctx context.Context, g *channel) error {
	began, clock := time.Now(), l.c.serverTime()
	from := g.pos.base
	if g.pumps == 0 || g.settled && g.unverified <= maxUnverified { // a cursor holds less of what came last than is kept here
		from = min(from, g.polled)
	}
	var below uint64
	if g.covered && g.stands() && !g.settled { // what came after the connection is pushed, and need not be paid twice
		below = idAt(clock.Add(-time.Since(g.upSince) + l.t.lagDelay))
	}
	var items []*item
	var gap *GapError
	for _, read := range g.readers {
		got, hole, err := read(ctx, from, below)
		if err != nil {
			return err
		}
		items = append(items, got...)
		if hole != nil {
			gap = hole
		}
	}
	l.read = l.read || len(g.readers) > 0
	for _, pushed := range g.held { // now that it is known which posts are the account's own
		items = append(items, l.pushedItems(pushed)...)
	}
	g.held = nil
	sortItems(items)
	sure := before(clock.Add(-g.margin))
	if below > 0 {
		sure = min(sure, below-1)
	}
	g.frozen = gap != nil
	for _, it := range items {
		if it.read {
			g.advance(min(it.key, sure))
		}
		if err := l.deliver(ctx, g, it); err != nil {
			return err
		}
	}
	g.frozen = false
	g.advance(sure)
	g.polled, g.unverified = max(g.polled, sure), 0
	g.settled = g.stands() && !began.Before(g.upSince.Add(g.settle))
	if gap != nil {
		gap.Cursor = l.cursor()
		return &social.Error{Network: network, Op: "listen", Kind: social.ErrNotFound, Err: gap}
	}
	return nil
}

// deliver yields an event that was not dealt with yet, if its kind is wanted.
func (l *listening) deliver(ctx context.Context, g *channel, it *item) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	if it.key != 0 && it.key <= g.start || !l.seen.Add(it.event.ID) { // pushed once more, or read once more
		return nil
	}
	if it.read {
		if _, again := g.resumed[it.key]; again {
			return nil
		}
		g.note(it.key)
	}
	if !l.concerns(it.event) {
		return nil
	}
	it.event.Cursor = l.cursor()
	if !l.yield(it.event, nil) {
		return errStopped
	}
	return nil
}

// concerns reports whether an event was asked for. What the account does itself is not, unless a search found it.
func (l *listening) concerns(e *social.Event) bool {
	if l.me != nil && e.Author.Ref.ID == string(l.me.ID) && e.Kind != social.EventFound {
		return false
	}
	if _, gap := e.Raw.(*PushGap); gap {
		return l.wantsPushed()
	}
	return l.wants(e.Kind)
}

// wants reports whether one of the kinds was asked for.
func (l *listening) wants(kinds ...social.EventKind) bool {
	return l.query.Kinds == nil || slices.ContainsFunc(kinds, func(k social.EventKind) bool { return slices.Contains(l.query.Kinds, k) })
}

func (l *listening) cursor() string { return encodeCursor(l.account.pos, l.found.pos) }
