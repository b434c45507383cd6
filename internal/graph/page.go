package graph

import (
	"context"
	"encoding/json"
	"iter"
	"net/url"
	"strconv"

	"github.com/relais-go/relais/internal/rest"
	"github.com/relais-go/relais/social"
)

// Edge is one page of a list, on its own or as a field of an object.
// See https://developers.facebook.com/docs/graph-api/results.
type Edge[T any] struct {
	Data    []*T     `json:"data"`
	Paging  Paging   `json:"paging"`
	Summary *Summary `json:"summary"` // nil if it was not asked for
}

// Summary counts a whole list. A nil number means that Meta does not say.
type Summary struct {
	TotalCount *Int   `json:"total_count"`
	Order      string `json:"order"`
	CanComment *Bool  `json:"can_comment"`
	CanLike    *Bool  `json:"can_like"`
	HasLiked   *Bool  `json:"has_liked"`
}

// Paging says where a list goes on. Of the addresses that Meta gives only the cursors are kept: they may hold the
// token, and lead elsewhere. Cursors are good for minutes; do not store them.
type Paging struct {
	Before string // "" if there is none
	After  string
	next   url.Values // nil: this is the last page, unless it was a field of an object
	prev   url.Values
}

// cursorParams are the parameters of a paging address that say where to go on.
func cursorParams() []string {
	return []string{"after", "before", "since", "until", "offset", "__paging_token", "page_token"}
}

// UnmarshalJSON reads cursors and addresses, and forgets the latter.
func (p *Paging) UnmarshalJSON(b []byte) error {
	var form struct {
		Cursors struct {
			Before ID `json:"before"`
			After  ID `json:"after"`
		} `json:"cursors"`
		Next     string `json:"next"`
		Previous string `json:"previous"`
	}
	_ = rest.Decode(b, &form) // what cannot be read is not there
	p.Before, p.After = string(form.Cursors.Before), string(form.Cursors.After)
	p.next = cursorOf(form.Next, "after", p.After)
	p.prev = cursorOf(form.Previous, "before", p.Before)
	return nil
}

// cursorOf is how to reach the page at an address: by the cursor if there is one, else by what the address says.
// nil if there is no such page.
func cursorOf(address, name, cursor string) url.Values {
	if address == "" {
		return nil
	}
	if cursor != "" {
		return url.Values{name: {cursor}}
	}
	out := url.Values{}
	if u, err := url.Parse(address); err == nil {
		q := u.Query()
		for _, p := range cursorParams() {
			if v := q.Get(p); v != "" {
				out.Set(p, v)
			}
		}
	}
	return out
}

// Page is the portable form. A page that may be short or empty has a Next all the same if Meta names a next page.
func (e *Edge[T]) Page() *social.Page[T] {
	return &social.Page[T]{Items: e.Data, Next: e.Paging.next.Encode(), Prev: e.Paging.prev.Encode()}
}

// standardLimit is how many objects Meta gives a page unless it is asked for another number.
const standardLimit = 25

// Continues reports whether a list that was a field of an object goes on beyond it. Such lists have cursors, but
// often name no next page: then a full one goes on, and one of which the summary counts more. asked is the limit of
// the expansion, 0 for none. Less than 0 makes each go on that is not empty: it costs a call for each list, and
// loses nothing where Meta left out what it would not show.
func (e *Edge[T]) Continues(asked int) bool {
	if asked == 0 {
		asked = standardLimit
	}
	switch n := len(e.Data); {
	case e.Paging.next != nil:
		return true
	case n == 0 || e.Paging.After == "":
		return false
	case n >= asked:
		return true
	default:
		return e.Summary != nil && e.Summary.TotalCount != nil && int64(*e.Summary.TotalCount) > int64(n)
	}
}

// EdgeOf reads one page of a list: the first for an empty cursor, else that of the [social.Page]'s Next or Prev.
// Where Meta says that a page would be too much data it is asked for fewer objects.
func EdgeOf[T any](ctx context.Context, c *Client, r *Request, cursor string) (*Edge[T], error) {
	own := *r
	own.Params = copyValues(r.Params)
	at, err := url.ParseQuery(cursor)
	if err != nil {
		return nil, social.Invalid(c.cfg.Network, "cursor", "is none of this list")
	}
	for _, p := range cursorParams() {
		if v := at.Get(p); v != "" {
			own.Params.Set(p, v)
		}
	}
	for {
		e, err := Ask[Edge[T]](ctx, c, &own)
		if !isTooMuch(err) || !halve(own.Params) {
			return e, err
		}
	}
}

// isTooMuch reports that Meta could not gather as many objects as it was asked for.
func isTooMuch(err error) bool {
	e, ok := err.(*social.Error) //nolint:errorlint // this very request failed
	return ok && e.Field == "limit" && Is(err, 1)
}

// halve asks for half as many objects; false if that is none.
func halve(params url.Values) bool {
	n, err := strconv.Atoi(params.Get("limit"))
	if err != nil || n <= 0 {
		n = standardLimit
	}
	params.Set("limit", strconv.Itoa(n/2))
	return n > 1
}

// List iterates over a list, in Meta's order. Pages may be short, and empty: it ends where Meta names no next one.
// Nothing is fetched before ranging and each range starts anew; an error comes once, and last.
func List[T any](ctx context.Context, c *Client, r *Request) iter.Seq2[*T, error] {
	return listFrom[T](ctx, c, r, "")
}

// All reads a list to its end.
func All[T any](ctx context.Context, c *Client, r *Request) ([]*T, error) {
	var all []*T
	for item, err := range List[T](ctx, c, r) {
		if err != nil {
			return nil, err
		}
		all = append(all, item)
	}
	return all, nil
}

func listFrom[T any](ctx context.Context, c *Client, r *Request, cursor string) iter.Seq2[*T, error] {
	return rest.Pages(ctx, cursor, func(ctx context.Context, cursor string) (*social.Page[T], error) {
		e, err := EdgeOf[T](ctx, c, r, cursor)
		if err != nil {
			return nil, err
		}
		if e.Paging.next != nil && len(e.Paging.next) == 0 {
			return nil, &social.Error{
				Network: c.cfg.Network, Op: r.Op, Kind: social.ErrUnavailable, Message: "Meta names a next page, but not which",
			}
		}
		return e.Page(), nil
	})
}

// Expanded iterates over a list that came as a field of an object: what is there, then, if it goes on, what the edge
// itself gives behind it. r is the request for the edge; asked is that of Continues.
func Expanded[T any](ctx context.Context, c *Client, e *Edge[T], r *Request, asked int) iter.Seq2[*T, error] {
	return func(yield func(*T, error) bool) {
		for _, item := range e.Data {
			if item != nil && !yield(item, nil) {
				return
			}
		}
		if !e.Continues(asked) {
			return
		}
		next := e.Paging.next
		if len(next) == 0 {
			next = url.Values{"after": {e.Paging.After}}
		}
		for item, err := range listFrom[T](ctx, c, r, next.Encode()) {
			if !yield(item, err) {
				return
			}
		}
	}
}

// MarshalJSON writes the cursors, and no address.
func (p Paging) MarshalJSON() ([]byte, error) {
	return json.Marshal(map[string]map[string]string{"cursors": {"before": p.Before, "after": p.After}})
}
