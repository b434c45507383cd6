package linkedin

import (
	"context"
	"iter"
	"net/url"
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
	most   int             // items a page
	tokens bool            // pages are named by tokens instead of being counted
	id     func(*T) string // names an item, so that one that comes twice is left out; nil: no item does
}

// pageOf reads one page.
func pageOf[T any](ctx context.Context, c *Client, l *listing[T], p *PageParams) (*Page[T], error) {
	var own PageParams
	if p != nil {
		own = *p
	}
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
	if l.tokens {
		r.Query.number("pageSize", size)
		r.Query.text("pageToken", own.Cursor)
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
	if out.Next = a.Metadata.NextPageToken; !l.tokens {
		out.Next = a.next(start, size)
	}
	return out, nil
}

// next is where the next page starts. Elements may have been taken out of a page, so a link says more than their number;
// some lists have no links at all.
func (a *elements[T]) next(start, size int) string {
	for _, l := range a.Paging.Links {
		if l == nil || l.Rel != "next" {
			continue
		}
		if n := linkStart(l.Href); n > start {
			return strconv.Itoa(n)
		}
		return strconv.Itoa(start + size)
	}
	if a.Paging.Links == nil && len(a.Elements) >= size {
		return strconv.Itoa(start + size)
	}
	return ""
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

// paged iterates over a list.
func paged[T any](ctx context.Context, c *Client, l *listing[T], p *PageParams) iter.Seq2[*T, error] {
	return func(yield func(*T, error) bool) {
		var own PageParams
		if p != nil {
			own = *p
		}
		seen := map[string]struct{}{}
		for v, err := range rest.Pages(ctx, own.Cursor, func(ctx context.Context, cursor string) (*social.Page[T], error) {
			page, err := pageOf(ctx, c, l, &PageParams{Cursor: cursor, Limit: own.Limit})
			if err != nil {
				return nil, err
			}
			return &page.Page, nil
		}) {
			if err == nil && l.id != nil {
				id := l.id(v)
				if _, again := seen[id]; again && id != "" {
					continue
				}
				seen[id] = struct{}{}
			}
			if !yield(v, err) {
				return
			}
		}
	}
}
