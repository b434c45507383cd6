package youtube

import (
	"context"
	"iter"
	"maps"
	"net/url"
	"slices"
	"strconv"

	"github.com/relais-go/relais/internal/rest"
	"github.com/relais-go/relais/social"
)

// PageParams picks a page of a list. nil means the first one, of the largest size.
type PageParams struct {
	Cursor string // Next or Prev of an earlier page
	Limit  int    // items a page; cut to what the list allows. 0: as many as it gives
}

// Page is one page of a list, for callers who keep cursors themselves. Next and Prev are opaque and good for the same
// list only; "" means that there is no such page. A page may be empty and have a next one.
type Page[T any] struct {
	social.Page[T]
	Total int // items of the whole list, as YouTube estimates it
}

// listing is a list as YouTube has it.
type listing struct {
	request
	most int // items a page
}

// Largest pages of lists. See https://developers.google.com/youtube/v3/guides/implementation/pagination.
const (
	pageUsual    = 50
	pageComments = 100
)

// at is the request for a page.
func (l *listing) at(p *PageParams) (*request, error) {
	own := value(p)
	if own.Limit < 0 {
		return nil, social.Invalid(network, "Limit", "is negative")
	}
	size := l.most
	if own.Limit > 0 {
		size = min(own.Limit, l.most)
	}
	r := l.request
	r.Query = with(l.Query, url.Values{"maxResults": {strconv.Itoa(size)}})
	setText(r.Query, "pageToken", own.Cursor)
	return &r, nil
}

// pageOf reads one page.
func pageOf[T any](ctx context.Context, c *Client, l *listing, p *PageParams) (*Page[T], error) {
	r, err := l.at(p)
	if err != nil {
		return nil, err
	}
	a, err := get[List[T]](ctx, c, r)
	if err != nil {
		return nil, err
	}
	return &Page[T]{Page: social.Page[T]{Items: present(a.Items), Next: a.Next, Prev: a.Prev}, Total: int(a.Info.Total)}, nil
}

// paged iterates over a list.
func paged[T any](ctx context.Context, c *Client, l *listing, p *PageParams) iter.Seq2[*T, error] {
	return func(yield func(*T, error) bool) {
		own := value(p)
		rest.Pages(ctx, own.Cursor, func(ctx context.Context, cursor string) (*social.Page[T], error) {
			page, err := pageOf[T](ctx, c, l, &PageParams{Cursor: cursor, Limit: own.Limit})
			if err != nil {
				return nil, err
			}
			return &page.Page, nil
		})(yield)
	}
}

// maxIDs is how many IDs one request may name.
const maxIDs = 50

// byID reads things that are asked for by ID, in the order asked; what is not there is left out.
func byID[T any](ctx context.Context, c *Client, r *request, ids []ID, id func(*T) ID) ([]*T, error) {
	found := map[ID]*T{}
	wanted := slices.Clone(ids)
	slices.Sort(wanted)
	wanted = slices.DeleteFunc(slices.Compact(wanted), func(id ID) bool { return id == "" })
	for part := range slices.Chunk(wanted, maxIDs) {
		own := *r
		own.Query = with(r.Query, nil)
		setList(own.Query, "id", part)
		a, err := get[List[T]](ctx, c, &own)
		if err != nil {
			return inOrder(ids, found), err
		}
		for _, v := range present(a.Items) {
			found[id(v)] = v
		}
	}
	return inOrder(ids, found), nil
}

func inOrder[T any](ids []ID, found map[ID]*T) []*T {
	var out []*T
	for _, id := range ids {
		if v := found[id]; v != nil {
			out = append(out, v)
		}
	}
	return out
}

// present drops what is null. Nothing at all is nil.
func present[T any](list []*T) []*T {
	list = slices.DeleteFunc(list, func(v *T) bool { return v == nil })
	if len(list) == 0 {
		return nil
	}
	return list
}

// with adds the parameters of b to a.
func with(a, b url.Values) url.Values {
	out := url.Values{}
	maps.Copy(out, a)
	maps.Copy(out, b)
	return out
}
