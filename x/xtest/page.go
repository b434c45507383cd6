package xtest

import (
	"fmt"
	"sort"
	"strconv"
	"strings"
)

// A cursor is a position in a list whose newest elements come first.
type cursor struct {
	back bool // towards newer elements
	seq  uint64
}

func (c cursor) String() string {
	direction := "n"
	if c.back {
		direction = "p"
	}
	return fmt.Sprintf("7140%s%020d", direction, c.seq)
}

func parseCursor(token string) (cursor, bool) {
	rest, ok := strings.CutPrefix(token, "7140")
	if !ok || len(rest) != 21 {
		return cursor{}, false
	}
	seq, err := strconv.ParseUint(rest[1:], 10, 64)
	return cursor{back: rest[0] == 'p', seq: seq}, err == nil && (rest[0] == 'p' || rest[0] == 'n')
}

// paging is what a request says about pages.
type paging struct {
	limit  int
	at     cursor
	given  bool
	search bool // no previous_token
}

// paging reads max_results and the token. Search and counts take next_token too, but never both.
func (c *call) paging(low, high, standard int, names ...string) (paging, error) {
	p := paging{}
	var err error
	if p.limit, err = c.number("max_results", low, high, standard); err != nil {
		return p, err
	}
	if len(names) == 0 {
		names = []string{"pagination_token"}
	}
	for _, name := range names {
		token := c.query.Get(name)
		if token == "" {
			continue
		}
		at, ok := parseCursor(token)
		if !ok {
			return p, badParameter(name, token, "The `"+name+"` query parameter value ["+token+"] is not valid")
		}
		if p.given {
			return p, badParameter(name, token, "The `next_token` and `pagination_token` query parameters can not be used together")
		}
		p.at, p.given = at, true
	}
	return p, nil
}

// paginate cuts one page out of a list whose newest elements come first, and makes its meta.
func paginate[T any](s *Server, p paging, list []T, seq func(T) uint64) ([]T, object) {
	from, to := 0, min(p.limit, len(list))
	if p.given && !p.at.back {
		from = sort.Search(len(list), func(i int) bool { return seq(list[i]) < p.at.seq })
		to = min(from+p.limit, len(list))
	}
	if p.given && p.at.back {
		to = sort.Search(len(list), func(i int) bool { return seq(list[i]) <= p.at.seq })
		from = max(0, to-p.limit)
	}
	page := list[from:to]
	meta := object{}
	s.pages++
	if n := s.opts.Traps.EmptyPages; n > 0 && s.pages%n == 0 && len(page) > 0 {
		at := seq(page[0]) + 1
		meta["result_count"], meta["next_token"] = 0, cursor{seq: at}.String()
		return nil, meta
	}
	meta["result_count"] = len(page)
	if len(page) > 0 && to < len(list) {
		meta["next_token"] = cursor{seq: seq(page[len(page)-1])}.String()
	}
	if len(page) > 0 && p.given && !p.search {
		meta["previous_token"] = cursor{back: true, seq: seq(page[0])}.String()
	}
	return page, meta
}
