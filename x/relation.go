package x

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"net/http"
	"strings"

	"github.com/relais-go/relais/internal/rest"
	"github.com/relais-go/relais/social"
)

// minePath is an address below the own account: X wants its ID there, which is read once an hour.
func (c *Client) minePath(ctx context.Context, elems ...string) (string, error) {
	me, err := c.myID(ctx)
	if err != nil {
		return "", err
	}
	return path(append([]string{"users", string(me)}, elems...)...), nil
}

// relate changes how the account stands to something, which may be repeated: it asks for elems below the account
// to become what body says. member is the part of the answer that must be want.
func (c *Client) relate(ctx context.Context, r request, member string, want bool, elems ...string) error {
	at, err := c.minePath(ctx, elems...)
	if err != nil {
		return err
	}
	r.Path = at
	return c.become(ctx, &r, member, want)
}

// become makes a write that sets a state and may be repeated. X answers 200 also when it could not do it, so the
// state in the answer counts: member must be want. An answer without any is believed.
func (c *Client) become(ctx context.Context, r *request, member string, want bool) error {
	state, err := c.change(ctx, r)
	if already(err) {
		return nil
	}
	if err != nil {
		return err
	}
	return confirmed(r.Op, state, member, want)
}

// confirmed is the error for a state that is not what it was to become.
func confirmed(op string, state map[string]any, member string, want bool) error {
	is, told := state[member].(bool)
	if !told || is == want {
		return nil
	}
	return &social.Error{Network: network, Op: op, Kind: social.ErrUnavailable, Message: fmt.Sprintf("X did not do it: %s is %t", member, is)}
}

// change makes a write that may be repeated and returns the state that X tells.
func (c *Client) change(ctx context.Context, r *request) (map[string]any, error) {
	r.Class, r.Gone = rest.Idempotent, r.Method == http.MethodDelete
	if r.Cost.Billed != "" {
		r.Cost.Most, r.Cost.Call = 1, true
	}
	a, err := ask[map[string]any](ctx, c, r)
	if err != nil {
		return nil, err
	}
	if len(a.Data) == 0 && len(a.Errors) > 0 {
		return nil, missing(r.Op, a.Errors)
	}
	return a.Data, nil
}

// already reports whether X refused only because the state was there already, as it does for some writes some of the
// time, also after an attempt whose answer was lost.
func already(err error) bool {
	e, ok := errors.AsType[*social.Error](err)
	if !ok || e.Status == 0 {
		return false
	}
	text := strings.ToLower(e.Message)
	return strings.Contains(text, "you have already") || strings.Contains(text, "you've already")
}

// lacking explains a refusal of what self-serve plans do not have; what begins the sentence.
func (c *Client) lacking(err error, what string) error {
	if err == nil || c.cfg.Plan == PlanEnterprise {
		return err
	}
	return onPlan(err, what)
}

// billedAs is what an object of a list about user is billed as: less if it is the account's own and the account owns
// the program.
func (c *Client) billedAs(otherwise Billed, user ID) Billed {
	return c.owned(cost{Billed: otherwise}, c.isMe(user)).Billed
}

// accountList is a list of accounts as X has it.
type accountList struct {
	op, path string
	most     int // accounts a page
	billed   Billed
}

func (c *Client) accountPage(ctx context.Context, l accountList, s *UserSelection, p *PageParams) (*Page[User], error) {
	q, err := c.users(s)
	if err != nil {
		return nil, err
	}
	own := &list{
		request: request{Op: l.op, Path: l.path, Query: q}, least: 1, most: l.most,
		bill: func(n int) cost {
			k := userCost(s, n)
			k.Billed = l.billed
			return k
		},
	}
	return pageOf(ctx, c, own, p, func(in *Includes, users []*User) { in.JoinUsers(users...) })
}

// accounts iterates over accounts by a page method.
func (c *Client) accounts(ctx context.Context, p *PageParams, read func(context.Context, *PageParams) (*Page[User], error)) iter.Seq2[*User, error] {
	return paged(ctx, c, p, func(u *User) ID { return u.ID }, read)
}
