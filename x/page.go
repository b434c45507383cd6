package x

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"net/url"
	"strconv"

	"github.com/relais-go/relais/internal/rest"
	"github.com/relais-go/relais/internal/webhook"
	"github.com/relais-go/relais/social"
)

// Page is one page of a list, for callers who keep cursors themselves. Next and Prev are opaque and good for the
// same list only; "" means that there is no such page. A page may be short, or empty, and have a next one.
type Page[T any] struct {
	social.Page[T]
	Includes Includes // what the items refer to; joined to them already
	Meta     Meta

	// Problems is what X could not give although it answered: a quoted post that was deleted, a metric that
	// this token may not see. nil if nothing is missing. It is a [*PartialError].
	Problems error
}

// PartialError is the error for an answer that X gave in part. What it gave is returned beside it.
// See https://docs.x.com/x-api/fundamentals/response-codes-and-errors#partial-errors.
type PartialError struct {
	Op       string
	Problems []Problem
}

// Error counts the problems and quotes the first.
func (p *PartialError) Error() string {
	if len(p.Problems) == 0 {
		return network + ": " + p.Op + ": parts are missing"
	}
	return fmt.Sprintf("%s: %s: %d parts are missing: %s", network, p.Op, len(p.Problems), p.Problems[0].Error())
}

// Unwrap gives a [*social.Error] for each problem, so that [errors.Is] finds their kinds.
func (p *PartialError) Unwrap() []error {
	errs := make([]error, len(p.Problems))
	for i := range p.Problems {
		errs[i] = p.Problems[i].social(p.Op)
	}
	return errs
}

// social is the problem in the form of an error that all networks share.
func (p *Problem) social(op string) *social.Error {
	e := &social.Error{Network: network, Op: op, Kind: social.ErrNotFound, Message: p.Error(), Err: p}
	if p.Status != 0 {
		if kind := rest.KindOf(int(p.Status)); kind != nil {
			e.Kind = kind
		}
	}
	p.explain(int(p.Status), e)
	return e
}

// partial is nil if nothing is missing.
func partial(op string, problems []Problem) error {
	if len(problems) == 0 {
		return nil
	}
	return &PartialError{Op: op, Problems: problems}
}

// missing is the error for the one thing that was asked for and is not there.
func missing(op string, problems []Problem) error {
	if len(problems) > 0 {
		return problems[0].social(op)
	}
	return &social.Error{Network: network, Op: op, Kind: social.ErrNotFound, Message: "the answer holds nothing"}
}

// PageParams picks a page of a list. nil means the first one, of the largest size.
type PageParams struct {
	Cursor string // Next or Prev of an earlier page
	Limit  int    // items a page; raised or cut to what the list allows. 0: as many as it gives

	// Problems, if set, is told what X could not give on the pages of an iteration. Otherwise the log hears
	// of it only.
	Problems func(*PartialError)
}

// list is a list as X has it.
type list struct {
	request
	least, most int    // items a page
	cursor      string // parameter of the page token; "": pagination_token
	bill        func(items int) cost
}

// at is the request for a page.
func (l *list) at(p *PageParams) (*request, error) {
	own := value(p)
	if own.Limit < 0 {
		return nil, social.Invalid(network, "Limit", "is negative")
	}
	size := own.Limit
	if size == 0 {
		size = l.most
	}
	size = max(l.least, min(size, l.most))
	q := with(l.Query, url.Values{"max_results": {strconv.Itoa(size)}})
	if own.Cursor != "" {
		name := l.cursor
		if name == "" {
			name = "pagination_token"
		}
		q.Set(name, own.Cursor)
	}
	r := l.request
	r.Query = q
	if l.bill != nil {
		r.Cost = l.bill(size)
	}
	return &r, nil
}

// pageOf reads one page. join hangs on the items what came along with them.
func pageOf[T any](ctx context.Context, c *Client, l *list, p *PageParams, join func(*Includes, []*T)) (*Page[T], error) {
	r, err := l.at(p)
	if err != nil {
		return nil, err
	}
	a, err := ask[[]*T](ctx, c, r)
	if err != nil {
		return nil, err
	}
	out := &Page[T]{Includes: a.Includes, Meta: a.Meta, Problems: partial(r.Op, a.Errors)}
	out.Items = present(a.Data)
	out.Next, out.Prev = a.Meta.NextToken, a.Meta.PreviousToken
	if join != nil {
		join(&out.Includes, out.Items)
	}
	return out, nil
}

// stallPages is after how many pages in a row without anything new an iteration ends: some lists hand out a fresh
// token for the same items for ever.
const stallPages = 5

// seenItems is how many items an iteration remembers to tell repeats, which stand on pages near each other.
const seenItems = 10_000

// paged iterates over a list by its page method, without repeats.
func paged[T any](ctx context.Context, c *Client, p *PageParams, id func(*T) ID, read func(context.Context, *PageParams) (*Page[T], error)) iter.Seq2[*T, error] {
	return func(yield func(*T, error) bool) {
		own := value(p)
		seen, idle := webhook.NewSeen(seenItems), 0
		fetch := func(ctx context.Context, cursor string) (*social.Page[T], error) {
			at := own
			if cursor != "" {
				at.Cursor = cursor
			}
			page, err := read(ctx, &at)
			if err != nil {
				return nil, err
			}
			c.tell(page.Problems, own.Problems)
			out := &social.Page[T]{Next: page.Next}
			for _, v := range page.Items {
				if seen.Add(string(id(v))) {
					out.Items = append(out.Items, v)
				}
			}
			if idle++; len(out.Items) > 0 {
				idle = 0
			}
			if idle >= stallPages {
				out.Next = ""
			}
			return out, nil
		}
		rest.Pages(ctx, own.Cursor, fetch)(yield)
	}
}

// tell passes on what is missing on a page of an iteration.
func (c *Client) tell(problems error, hook func(*PartialError)) {
	p, ok := errors.AsType[*PartialError](problems)
	if !ok {
		return
	}
	if hook != nil {
		hook(p)
		return
	}
	c.rest().Log().Debug("parts of a page are missing", "network", network, "op", p.Op, "problems", len(p.Problems), "first", p.Problems[0].Error())
}
