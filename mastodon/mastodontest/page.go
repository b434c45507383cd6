package mastodontest

import (
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
)

// A cursor is the part of a list that a request asks for.
type cursor struct {
	maxID, minID, sinceID string
	limit                 int
}

// cursor reads the paging parameters. The limit is clamped to twice the default, as on Mastodon.
func (c *call) cursor(def int) cursor {
	return cursor{
		maxID: c.params.str("max_id"), minID: c.params.str("min_id"), sinceID: c.params.str("since_id"),
		limit: c.limit(def),
	}
}

func (c *call) limit(def int) int {
	n, ok := c.params.number("limit")
	if !ok || n == 0 {
		return def
	}
	if n < 0 {
		n = -n
	}
	return min(n, 2*def)
}

func (c *call) offset() (int, error) {
	n, ok := c.params.number("offset")
	if ok && n < 0 {
		return 0, fail(http.StatusBadRequest, "Invalid offset")
	}
	return n, nil
}

// page picks from rows, which are sorted from old to new, those that the cursor asks for and keep lets
// pass. The result is newest first. With min_id it is the page next above that id, with since_id the
// newest page above it.
func page[T any](rows []T, id func(T) string, c cursor, keep func(T) bool) []T {
	from, to := 0, len(rows)
	if c.maxID != "" {
		to = searchID(rows, id, c.maxID)
	}
	if floor := orElse(c.minID, c.sinceID); floor != "" {
		from = searchID(rows, id, floor)
		if from < len(rows) && id(rows[from]) == floor {
			from++
		}
	}
	var out []T
	if c.minID != "" {
		for i := from; i < to && len(out) < c.limit; i++ {
			if keep == nil || keep(rows[i]) {
				out = append(out, rows[i])
			}
		}
		slices.Reverse(out)
		return out
	}
	for i := to - 1; i >= from && len(out) < c.limit; i-- {
		if keep == nil || keep(rows[i]) {
			out = append(out, rows[i])
		}
	}
	return out
}

func orElse(a, b string) string {
	if a != "" {
		return a
	}
	return b
}

// A linkStyle says which links a list's answer carries.
type linkStyle struct {
	newer        string // parameter of the link to newer items: min_id or since_id
	nextOnlyFull bool   // link to older items only if the page is full
}

// link writes the Link header of a page. Parameters other than the cursor are echoed.
func link[T any](c *call, items []T, id func(T) string, limit int, style linkStyle) {
	if len(items) == 0 {
		return
	}
	var links []string
	if !style.nextOnlyFull || len(items) == limit {
		links = append(links, c.linkTo("next", "max_id", id(items[len(items)-1])))
	}
	links = append(links, c.linkTo("prev", orElse(style.newer, "min_id"), id(items[0])))
	c.header.Set("Link", strings.Join(links, ", "))
}

// linkOffset writes the Link header of a list that is paged by offset.
func linkOffset(c *call, got, limit, offset int) {
	var links []string
	if got == limit {
		links = append(links, c.linkTo("next", "offset", strconv.Itoa(offset+limit)))
	}
	if offset > 0 {
		links = append(links, c.linkTo("prev", "offset", strconv.Itoa(max(0, offset-limit))))
	}
	if len(links) > 0 {
		c.header.Set("Link", strings.Join(links, ", "))
	}
}

func (c *call) linkTo(rel, name, value string) string {
	q := url.Values{}
	for k, v := range c.r.URL.Query() {
		switch k {
		case "max_id", "min_id", "since_id", "offset", "access_token":
		default:
			q[k] = v
		}
	}
	q.Set(name, value)
	return fmt.Sprintf("<%s%s?%s>; rel=%q", c.srv.linkBase(c.r), c.r.URL.EscapedPath(), q.Encode(), rel)
}

// window cuts a page out of a list that is paged by offset.
func window[T any](items []T, offset, limit int) []T {
	if offset >= len(items) {
		return nil
	}
	return items[offset:min(len(items), offset+limit)]
}

// mapTo renders rows.
func mapTo[T any](rows []T, render func(T) object) []object {
	out := make([]object, 0, len(rows))
	for _, row := range rows {
		out = append(out, render(row))
	}
	return out
}
