package mastodon

import (
	"context"
	"iter"
	"maps"
	"net/url"
	"strconv"

	"github.com/relais-go/relais/internal/rest"
	"github.com/relais-go/relais/social"
)

// PageParams picks a page of a list. nil means the first one, of the server's default size.
//
// Lists of statuses, notifications and accounts are bounded by IDs: MaxID gives older items, MinID the items
// right after an ID (use it to catch up), SinceID the newest items above an ID (there may be a gap). Lists of
// relations (followers, blocks, favourites, …) have cursors of their own: use Cursor.
// See https://docs.joinmastodon.org/api/guidelines/#pagination.
type PageParams struct {
	Cursor  string // Next or Prev of an earlier page; the other fields but Limit are ignored then
	Limit   int    // items a page; servers cap it, mostly at 40 or 80
	MaxID   ID
	MinID   ID
	SinceID ID
}

// query adds the parameters to those of the list itself.
func (p *PageParams) query(q url.Values) (url.Values, error) {
	out := url.Values{}
	maps.Copy(out, q)
	if p == nil {
		return out, nil
	}
	if p.Limit < 0 {
		return nil, social.Invalid(network, "Limit", "is negative")
	}
	if p.Limit > 0 {
		out.Set("limit", strconv.Itoa(p.Limit))
	}
	if p.Cursor == "" {
		setID(out, "max_id", p.MaxID)
		setID(out, "min_id", p.MinID)
		setID(out, "since_id", p.SinceID)
		return out, nil
	}
	cursor, err := url.ParseQuery(p.Cursor)
	if err != nil {
		return nil, social.Invalid(network, "Cursor", "is not one of this list's")
	}
	for k := range cursor {
		if !isCursorKey(k) {
			return nil, social.Invalid(network, "Cursor", "is not one of this list's")
		}
		out[k] = cursor[k]
	}
	return out, nil
}

// at is p with the page at cursor.
func (p *PageParams) at(cursor string) *PageParams {
	if cursor == "" {
		return p
	}
	next := PageParams{Cursor: cursor}
	if p != nil {
		next.Limit = p.Limit
	}
	return &next
}

func setID(q url.Values, key string, id ID) {
	if id != "" {
		q.Set(key, string(id))
	}
}

func isCursorKey(k string) bool {
	switch k {
	case "max_id", "min_id", "since_id", "offset":
		return true
	default:
		return false
	}
}

// page reads one page of a list.
func page[T any](ctx context.Context, c *Client, op, path string, query url.Values, p *PageParams) (*social.Page[T], error) {
	return pageOf[T](ctx, c, &rest.Request{Op: op, Path: path, Query: query}, p)
}

// pageOf reads one page with a request made by the caller.
func pageOf[T any](ctx context.Context, c *Client, r *rest.Request, p *PageParams) (*social.Page[T], error) {
	q, err := p.query(r.Query)
	if err != nil {
		return nil, err
	}
	own := *r
	own.Query = q
	out := &social.Page[T]{}
	a, err := c.do(ctx, familyAll, &own, &out.Items)
	if err != nil {
		return nil, err
	}
	if len(out.Items) > 0 { // an empty page is the end, whatever its links say
		out.Next, out.Prev = cursorOf(a, "next"), cursorOf(a, "prev")
	}
	return out, nil
}

// cursorOf keeps only the paging parameters of a link: its host and its echo of our own are not ours to use.
func cursorOf(a *rest.Answer, rel string) string {
	link := rest.LinkQuery(a.Header, rel)
	keep := url.Values{}
	for k, v := range link {
		if isCursorKey(k) && len(v) > 0 && v[0] != "" {
			keep.Set(k, v[0])
		}
	}
	return keep.Encode()
}

// pages iterates over a whole list.
func pages[T any](ctx context.Context, c *Client, op, path string, query url.Values, p *PageParams) iter.Seq2[*T, error] {
	return rest.Pages(ctx, "", func(ctx context.Context, cursor string) (*social.Page[T], error) {
		return page[T](ctx, c, op, path, query, p.at(cursor))
	})
}
