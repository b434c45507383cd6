package socialtest

import (
	"context"
	"errors"
	"log/slog"
	"slices"
	"time"

	"github.com/relais-go/relais/social"
)

// Client acts for one account of a [Network]. It implements every interface of package social and is safe
// for concurrent use.
type Client struct {
	n    *Network
	me   *account
	opts social.Options
}

var (
	_ social.Publisher = (*Client)(nil)
	_ social.Resumer   = (*Client)(nil)
	_ social.Checker   = (*Client)(nil)
	_ social.Editor    = (*Client)(nil)
	_ social.Deleter   = (*Client)(nil)
	_ social.Scheduler = (*Client)(nil)
	_ social.Replier   = (*Client)(nil)
	_ social.Messenger = (*Client)(nil)
	_ social.Reactor   = (*Client)(nil)
	_ social.Follower  = (*Client)(nil)
	_ social.Moderator = (*Client)(nil)
	_ social.Searcher  = (*Client)(nil)
	_ social.Timeline  = (*Client)(nil)
	_ social.Listener  = (*Client)(nil)
	_ social.Cursorer  = (*Client)(nil)
	_ social.Analyst   = (*Client)(nil)
	_ social.Profiler  = (*Client)(nil)
	_ social.Named     = (*Client)(nil)
)

// Network implements [social.Named].
func (c *Client) Network() string { return c.n.name }

// Account returns the account that the client acts for.
func (c *Client) Account() social.Account {
	c.n.mu.Lock()
	defer c.n.mu.Unlock()
	return c.n.show(c.me)
}

// fail builds an error.
func (c *Client) fail(kind error, field, message string) *social.Error {
	return &social.Error{Network: c.n.name, Kind: kind, Field: field, Message: message}
}

// complete fills in what an error of the network leaves out.
func (c *Client) complete(op string, err error) error {
	var e *social.Error
	switch {
	case err == nil:
		return nil
	case errors.As(err, &e):
		e.Network = c.n.name
		if e.Op == "" {
			e.Op = op
		}
		return err
	case errors.Is(err, errLost):
		return &social.Error{Network: c.n.name, Op: op, Kind: social.ErrUnavailable, Err: err}
	default:
		return err
	}
}

// retries is how often a request may be repeated.
func (c *Client) retries() int {
	if c.opts.Retries == 0 {
		return 4
	}
	return max(0, c.opts.Retries)
}

// pause waits before a repeat. It returns false when ctx ended.
func (c *Client) pause(ctx context.Context) bool {
	wait := c.opts.RetryWait
	if wait <= 0 {
		wait = time.Millisecond
	}
	t := time.NewTimer(wait)
	defer t.Stop()
	select {
	case <-ctx.Done():
		return false
	case <-t.C:
		return true
	}
}

// passes reports whether a repeat may help.
func passes(err error) bool {
	return errors.Is(err, errLost) || errors.Is(err, social.ErrUnavailable)
}

// read runs f under the network's lock, and again when the network is away for a moment.
func (c *Client) read(ctx context.Context, op string, f func() error) error {
	var err error
	for range c.retries() + 1 {
		if err := ctx.Err(); err != nil {
			return err
		}
		if err = c.readOnce(f); !passes(err) || !c.pause(ctx) {
			break
		}
	}
	if ctx.Err() != nil {
		return ctx.Err()
	}
	return c.complete(op, err)
}

func (c *Client) readOnce(f func() error) error {
	c.n.mu.Lock()
	defer c.n.mu.Unlock()
	c.n.reads++
	if err := c.n.refusal(false); err != nil {
		return err
	}
	c.n.settle()
	return f()
}

// writeOnce runs f under the network's lock. errLost means that nobody knows whether it ran.
func (c *Client) writeOnce(ctx context.Context, f func() error) error {
	c.n.mu.Lock()
	defer c.n.mu.Unlock()
	c.n.writes++
	if err := c.n.refusal(true); err != nil {
		return err
	}
	c.n.settle()
	return c.n.execute(ctx, f)
}

// guard refuses writes that must not go out.
func (c *Client) guard(ctx context.Context, op string) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	if want := c.opts.ExpectAccount; want != "" {
		var me social.Account
		if err := c.read(ctx, op, func() error { me = c.n.show(c.me); return nil }); err != nil {
			return err
		}
		if want != me.Ref.ID && want != me.Handle {
			return c.complete(op, c.fail(social.ErrWrongAccount, "", "the token belongs to "+me.Handle+", not to "+want))
		}
	}
	if c.opts.DryRun {
		if c.opts.Logger != nil {
			c.opts.Logger.LogAttrs(ctx, slog.LevelInfo, "dry run: not sent", slog.String("op", op))
		}
		return c.complete(op, c.fail(social.ErrDryRun, "", ""))
	}
	return nil
}

// apply makes a change that may safely be made twice. repeated tells f that it may have run before.
func (c *Client) apply(ctx context.Context, op string, f func(repeated bool) error) error {
	if err := c.guard(ctx, op); err != nil {
		return err
	}
	var err error
	for i := range c.retries() + 1 {
		err = c.writeOnce(ctx, func() error { return f(i > 0) })
		if !passes(err) || !c.pause(ctx) {
			break
		}
	}
	switch {
	case ctx.Err() != nil:
		return ctx.Err()
	case errors.Is(err, errLost):
		return &social.Error{Network: c.n.name, Op: op, Kind: social.ErrUncertain, Err: err}
	default:
		return c.complete(op, err)
	}
}

// known validates a reference before anything is sent.
func (c *Client) known(ref social.Ref, field string, kinds ...social.RefKind) error {
	switch {
	case ref.Network != c.n.name:
		return c.complete("check", c.fail(social.ErrInvalid, field, "is not of this network"))
	case ref.ID == "":
		return c.complete("check", c.fail(social.ErrInvalid, field, "has no ID"))
	}
	if slices.Contains(kinds, ref.Kind) {
		return nil
	}
	return c.complete("check", c.fail(errors.ErrUnsupported, field, "is a "+string(ref.Kind)))
}

// seen finds what a reference names, if the account may see it. The lock is held.
func (c *Client) seen(ref social.Ref) (*item, error) {
	it := c.n.find(ref)
	if it == nil || !c.n.visible(it, c.me) {
		return nil, c.fail(social.ErrNotFound, "", ref.ID+" does not exist")
	}
	return it, nil
}

// person finds an account. The lock is held.
func (c *Client) person(ref social.Ref) (*account, error) {
	a := c.n.accountOf(ref)
	if a == nil {
		return nil, c.fail(social.ErrNotFound, "", ref.ID+" does not exist")
	}
	return a, nil
}
