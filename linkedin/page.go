package linkedin

import (
	"context"
	"iter"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/relais-go/relais/internal/rest"
	"github.com/relais-go/relais/social"
)

// PageParams picks a page of a list. nil means the first one, of the largest size.
type PageParams struct {
	Cursor string // Next of an earlier page
	Limit  int    // items a page; cut to what the list allows. 0: as many as it gives
}

// Page is one page of a list, for callers who keep cursors themselves. Next is opaque and good for the same list only;
// "" means that there is no more. LinkedIn counts from the beginning of the list: while new items come, those at the
// border of two pages are on both. A page may be empty and have a next one.
type Page[T any] struct {
	social.Page[T]
	Total int // items of the whole list, 0 if LinkedIn does not say

	guessed bool // LinkedIn does not say that there is a next one
}

// elements is a list as LinkedIn writes it.
// See https://learn.microsoft.com/en-us/linkedin/shared/api-guide/concepts/pagination.
type elements[T any] struct {
	Elements []*T `json:"elements"`
	Paging   struct {
		Start int     `json:"start"`
		Count int     `json:"count"`
		Total int     `json:"total"`
		Links []*link `json:"links"`
	} `json:"paging"`
	Metadata struct {
		NextPageToken string `json:"nextPageToken"`
	} `json:"metadata"`
}

type link struct {
	Rel  string `json:"rel"`
	Href string `json:"href"`
}

// listing is a list of the API.
type listing[T any] struct {
	request
	most int             // items a page
	id   func(*T) string // names an item, so that one that comes twice is left out; nil: no item does
	all  int             // how many items there can be; 0: not known
}

// pageOf reads one page.
func pageOf[T any](ctx context.Context, c *Client, l *listing[T], p *PageParams) (*Page[T], error) {
	own := deref(p)
	if own.Limit < 0 {
		return nil, social.Invalid(network, "Limit", "is negative")
	}
	size := l.most
	if own.Limit > 0 {
		size = min(own.Limit, l.most)
	}
	r := l.request
	if r.Method == "" {
		r.Method = MethodFinder
	}
	r.Query = append(params(nil), l.Query...)
	start := 0
	if token, ok := strings.CutPrefix(own.Cursor, tokenCursor); ok {
		r.Query.number("pageSize", size)
		r.Query.text("pageToken", token)
	} else {
		if own.Cursor != "" {
			var err error
			if start, err = strconv.Atoi(own.Cursor); err != nil || start < 0 {
				return nil, social.Invalid(network, "Cursor", "is not from this list")
			}
		}
		r.Query.number("start", start)
		r.Query.number("count", size)
	}
	a, err := get[elements[T]](ctx, c, &r)
	if err != nil {
		return nil, err
	}
	out := &Page[T]{Total: a.Paging.Total}
	for _, v := range a.Elements {
		if v != nil {
			out.Items = append(out.Items, v)
		}
	}
	switch token := a.Metadata.NextPageToken; {
	case token != "":
		out.Next = tokenCursor + token
	case !strings.HasPrefix(own.Cursor, tokenCursor):
		out.Next, out.guessed = a.next(start, size)
	}
	return out, nil
}

// tokenCursor begins the cursors of lists whose pages have names: newer ones hand these out instead of counting.
const tokenCursor = "token:"

// next is where the next page starts. Elements may have been taken out of a page, so a link says more than their number.
// Without a link a page that is as long as it can be may have a next one all the same: by the documentation a list ends
// with fewer elements than were asked for.
func (a *elements[T]) next(start, size int) (cursor string, guessed bool) {
	p := &a.Paging
	if p.Count > 0 && p.Count < size { // it gives no more at once
		size = p.Count
	}
	after := strconv.Itoa(start + size)
	for _, l := range p.Links {
		if l == nil || l.Rel != "next" {
			continue
		}
		if n := linkStart(l.Href); n > start {
			return strconv.Itoa(n), false
		}
		return after, false
	}
	switch n := len(a.Elements); {
	case n == 0:
		return "", false
	case p.Total > start+size: // what is missing was taken out
		return after, true
	case n != size, p.Total > 0 && p.Links != nil: // it does not come in pages, or both say that it ends here
		return "", false
	default:
		return after, true
	}
}

// linkStart reads where the page of a link starts. The address itself is not followed: it could lead to another host.
func linkStart(href string) int {
	u, err := url.Parse(href)
	if err != nil {
		return 0
	}
	for pair := range strings.SplitSeq(u.RawQuery, "&") {
		if v, ok := strings.CutPrefix(pair, "start="); ok {
			n, _ := strconv.Atoi(v)
			return n
		}
	}
	return 0
}

// paged iterates over a list. Where LinkedIn does not say that there is a next page, one that holds nothing new ends it:
// a list that does not come in pages would begin anew each time.
func paged[T any](ctx context.Context, c *Client, l *listing[T], p *PageParams) iter.Seq2[*T, error] {
	return func(yield func(*T, error) bool) {
		own := deref(p)
		seen := map[string]struct{}{}
		for v, err := range rest.Pages(ctx, own.Cursor, func(ctx context.Context, cursor string) (*social.Page[T], error) {
			page, err := pageOf(ctx, c, l, &PageParams{Cursor: cursor, Limit: own.Limit})
			if err != nil {
				return nil, err
			}
			if page.Items = l.fresh(page.Items, seen); len(page.Items) == 0 && page.guessed {
				page.Next = ""
			}
			return &page.Page, nil
		}) {
			if !yield(v, err) {
				return
			}
		}
	}
}

// fresh are the items that did not come before.
func (l *listing[T]) fresh(items []*T, seen map[string]struct{}) []*T {
	if l.id == nil {
		return items
	}
	return slices.DeleteFunc(items, func(v *T) bool {
		id := l.id(v)
		_, again := seen[id]
		seen[id] = struct{}{}
		return again && id != ""
	})
}
