package rest

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync/atomic"

	"github.com/relais-go/relais/social"
)

// guard checks once whom the token belongs to, before the first write.
type guard struct {
	turn    chan struct{} // one check at a time; a channel, so that waiting ends with ctx
	verdict atomic.Pointer[verdict]
}

// verdict is the outcome of the check; err is nil for the right account.
type verdict struct{ err error }

// checkAccount refuses writes when the token belongs to another account than expected.
func (c *Client) checkAccount(ctx context.Context) error {
	want := c.cfg.Options.ExpectAccount
	if want == "" || c.cfg.WhoAmI == nil {
		return nil
	}
	if v := c.guard.verdict.Load(); v != nil {
		return v.err
	}
	select {
	case c.guard.turn <- struct{}{}:
		defer func() { <-c.guard.turn }()
	case <-ctx.Done():
		return ctx.Err()
	}
	if v := c.guard.verdict.Load(); v != nil {
		return v.err
	}
	names, err := c.cfg.WhoAmI(ctx)
	if err != nil {
		return guardFailure(err) // not remembered: the next write asks again
	}
	v := &verdict{}
	same := func(name string) bool { return strings.EqualFold(name, strings.TrimPrefix(want, "@")) }
	if !slices.ContainsFunc(names, same) {
		v.err = &social.Error{
			Network: c.cfg.Network, Op: "guard", Kind: social.ErrWrongAccount, Field: "Options.ExpectAccount",
			Message: fmt.Sprintf("the token belongs to %s, expected %s", strings.Join(names, " or "), want),
		}
	}
	c.guard.verdict.Store(v)
	return v.err
}

// guardFailure says that it was the check that failed, not the write.
func guardFailure(err error) error {
	e := &social.Error{Kind: social.ErrUnavailable}
	if own, ok := errors.AsType[*social.Error](err); ok {
		*e = *own
	}
	e.Message, e.Err = "checking the account before writing: "+err.Error(), err
	return e
}
