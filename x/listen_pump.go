package x

import (
	"context"
	"errors"
	"log/slog"
	"sync"
	"time"

	"github.com/relais-go/relais/internal/rest"
	"github.com/relais-go/relais/social"
)

// pump keeps a stream open and passes on what comes.
type pump struct {
	l       *listening
	channel *channel
	backoff streamBackoff
	open    func(p *StreamParams) (*request, error)
	read    func(line []byte) (any, error)
	alive   time.Time // when something was heard last, zero if never
}

// startPumps runs all that push until ctx ends. The function it returns waits for their end.
func (l *listening) startPumps(ctx context.Context) func() {
	var running sync.WaitGroup
	o := &l.l.o
	if l.account.pumps > 0 && o.Activity {
		p := &pump{l: l, channel: l.account, open: (*StreamParams).activity, alive: l.resumedAt()}
		p.read = func(line []byte) (any, error) { return readActivity(line) }
		running.Go(func() { p.run(ctx) })
	}
	if l.account.pumps > 0 && o.Webhook != nil {
		since := l.resumedAt() // here: the position moves on as soon as anything is delivered
		running.Go(func() { l.receive(ctx, o.Webhook, since) })
	}
	if l.found.pumps > 0 {
		p := &pump{l: l, channel: l.found, alive: l.resumedAt()}
		p.open = func(s *StreamParams) (*request, error) {
			s.Select = l.selection()
			return s.filtered()
		}
		p.read = func(line []byte) (any, error) { return readStreamMessage(line) }
		running.Go(func() { p.run(ctx) })
	}
	return running.Wait
}

// resumedAt is since when nothing was heard, zero if there was nothing to hear.
func (l *listening) resumedAt() time.Time {
	if base := l.account.pos.base; base > 0 && l.query.After != "" {
		return timeOf(base)
	}
	return time.Time{}
}

func (p *pump) run(ctx context.Context) {
	p.backoff.timing = p.l.t
	for ctx.Err() == nil {
		err := p.connect(ctx)
		if ctx.Err() != nil {
			return
		}
		if isStreamFinal(err) && !renewable(err) {
			p.send(ctx, signal{kind: signalEnd, channel: p.channel, err: err})
			return
		}
		pause := p.backoff.next(err)
		p.l.c.rest().Log().Warn("listening: no stream, connecting again",
			slog.String("network", network), slog.Duration("pause", pause), slog.Any("error", err))
		if rest.Sleep(ctx, pause) != nil {
			return
		}
	}
}

// connect passes on what one connection brings. It returns why there is none any more.
func (p *pump) connect(ctx context.Context) error {
	params, since := p.missed()
	conn, err := dial(ctx, p.l.c, p.l.t, func() (*request, error) { return p.open(params) })
	if err != nil {
		return err
	}
	defer conn.close()
	p.backoff.connected()
	p.alive = time.Now()
	conn.alive = func() { p.alive = time.Now() }
	p.l.c.rest().Log().Debug("listening: connected", slog.String("network", network))
	p.send(ctx, signal{kind: signalUp, channel: p.channel, since: since})
	defer p.send(ctx, signal{kind: signalDown, channel: p.channel})
	for {
		line, err := conn.next()
		if err != nil {
			return err
		}
		v, err := p.read(line)
		if err != nil {
			return err
		}
		err = p.l.c.pay(ctx, v)
		p.send(ctx, signal{kind: signalPush, channel: p.channel, item: v}) // X has billed it in any case
		if err != nil {
			return err
		}
	}
}

// missed says since when nothing was heard, and has X send it again where the plan lets it.
func (p *pump) missed() (*StreamParams, time.Time) {
	params := &StreamParams{}
	if p.alive.IsZero() {
		return params, time.Time{}
	}
	minutes := int(time.Since(p.alive)/time.Minute) + 1
	if p.l.c.cfg.Plan == PlanEnterprise && minutes <= 5 {
		params.BackfillMinutes = minutes
		return params, time.Time{}
	}
	return params, p.alive
}

// send waits for the consumer, and no longer than ctx.
func (p *pump) send(ctx context.Context, s signal) {
	select {
	case p.l.signals <- s:
	case <-ctx.Done():
	}
}

// receive passes on what a webhook takes in. since is from when on nobody listened, zero if never before.
func (l *listening) receive(ctx context.Context, h *WebhookHandler, since time.Time) {
	p := &pump{l: l, channel: l.account}
	if !since.IsZero() && l.replay(ctx, since) {
		since = time.Time{}
	}
	missed := h.missed.Load()
	p.send(ctx, signal{kind: signalUp, channel: l.account, since: since})
	for d := range h.Deliveries(ctx) {
		switch {
		case d.Activity != nil:
			l.count(ctx, d.Activity)
			p.send(ctx, signal{kind: signalPush, channel: l.account, item: d.Activity})
		case d.Stream != nil:
			l.count(ctx, d.Stream)
			p.send(ctx, signal{kind: signalPush, channel: l.found, item: d.Stream})
		}
		if n := h.missed.Load(); n != missed { // there was no room: read what can be read
			missed = n
			p.send(ctx, signal{kind: signalDown, channel: l.account})
			p.send(ctx, signal{kind: signalUp, channel: l.account, since: d.Received})
		}
	}
}

// count counts what X bills of something that a webhook took in, as far as the cap has room: it cannot be refused.
func (l *listening) count(ctx context.Context, pushed any) {
	if err := l.c.pay(ctx, pushed); err != nil && ctx.Err() == nil {
		l.c.rest().Log().Warn("listening: X bills more than the cap on money", slog.String("network", network), slog.Any("error", err))
	}
}

// replay has X send again what was not delivered since a time. It reports whether X will.
func (l *listening) replay(ctx context.Context, since time.Time) bool {
	id, now := l.l.o.WebhookID, time.Now()
	if id == "" || now.Sub(since) > replayDepth {
		return false
	}
	_, err := l.c.ReplayWebhook(ctx, id, since.Add(-time.Minute), now.Add(time.Minute))
	if err != nil && ctx.Err() == nil {
		l.c.rest().Log().Warn("listening: no replay", slog.String("network", network), slog.Any("error", err))
	}
	return err == nil
}

// pay counts what X bills of something that it pushed.
func (c *Client) pay(ctx context.Context, pushed any) error {
	var price int64
	switch v := pushed.(type) {
	case *StreamMessage:
		price = c.priceOf(&request{Cost: cost{Billed: BilledPost, Most: 1}}, &Answer[*Post]{Data: v.Post, Includes: v.Includes})
	case *ActivityEvent:
		price = c.price(v.Type.Billed(), 1)
	}
	if price <= 0 {
		return nil
	}
	r := &request{Op: "stream", Priority: social.PriorityPoll}
	g, err := c.rest().Options().Limiter.Acquire(ctx, social.Call{
		Network: network, Op: r.Op, Priority: r.Priority, Charges: []social.Charge{{Budget: MoneyBudget, Units: price}},
	})
	if err != nil {
		e := &social.Error{Network: network, Op: r.Op, Kind: social.ErrQuota, Message: "the cap on money is reached", Err: err}
		if own, ok := errors.AsType[*social.Error](err); ok {
			e.RetryAfter = own.RetryAfter
		}
		return e
	}
	g.Done(social.Usage{})
	return nil
}
