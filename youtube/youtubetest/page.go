package youtubetest

import (
	"encoding/base64"
	"encoding/binary"
	"sort"
)

// The last byte of a page token.
const (
	pageNext   = 0
	pageBack   = 1
	pageHollow = 2 // the page before was empty, so that this one is not
)

// pageAt is the token of the page that begins at an offset, in the network's own form: a message with the
// offset and the direction. "CAUQAA" is the second page of five.
func pageAt(offset int, direction byte) string {
	data := binary.AppendUvarint([]byte{0x08}, uint64(max(0, offset)))
	return base64.RawURLEncoding.EncodeToString(append(data, 0x10, direction))
}

func parsePage(token string) (offset int, direction byte, ok bool) {
	data, err := base64.RawURLEncoding.DecodeString(token)
	if err != nil || len(data) < 4 || data[0] != 0x08 {
		return 0, 0, false
	}
	value, n := binary.Uvarint(data[1:])
	rest := data[1+max(0, n):]
	if n <= 0 || len(rest) != 2 || rest[0] != 0x10 || rest[1] > pageHollow || value > 1<<30 {
		return 0, 0, false
	}
	return int(value), rest[1], true
}

func badPage() *apiError {
	return parameterError("invalidPageToken", "The request specifies an invalid page token.", "pageToken")
}

// pageInfo describes a list.
func pageInfo(total, perPage int) object {
	return object{"totalResults": total, "resultsPerPage": perPage}
}

// hollow reports whether the page that is being made must be empty though more follows.
func (s *Server) hollow() bool {
	s.pages++
	n := s.opts.Traps.EmptyPages
	return n > 0 && s.pages%n == 0
}

// listPage answers one page of a list. As on the network, pages are counted from the beginning of the list:
// what is added or removed between two requests moves everything behind it.
func listPage[T any](c *call, kind string, list []T, show func(T) object) (object, error) {
	from, size, direction := 0, c.size(), byte(pageNext)
	if token := c.text("pageToken"); token != "" {
		var ok bool
		if from, direction, ok = parsePage(token); !ok {
			return nil, badPage()
		}
	}
	from = min(from, len(list))
	to := min(from+size, len(list))
	out := object{"kind": "youtube#" + kind, "pageInfo": pageInfo(len(list), size)}
	if to < len(list) && to > from {
		if direction != pageHollow && c.srv.hollow() {
			to, direction = from, pageHollow
		} else {
			direction = pageNext
		}
		out["nextPageToken"] = pageAt(to, direction)
	}
	if from > 0 {
		out["prevPageToken"] = pageAt(max(0, from-size), pageBack)
	}
	items := []object{}
	for _, item := range list[from:to] {
		items = append(items, show(item))
	}
	out["items"] = items
	out["etag"] = etagOf(out)
	return out, nil
}

// forward is a list that can be read in one direction only.
func forward(page object, err error) (any, error) {
	if err != nil {
		return nil, err
	}
	return without(page, "prevPageToken"), nil
}

// fullList answers a list that is not cut into pages.
func fullList(kind string, items []object) object {
	if items == nil {
		items = []object{}
	}
	out := object{"kind": "youtube#" + kind, "items": items, "pageInfo": pageInfo(len(items), len(items))}
	out["etag"] = etagOf(out)
	return out
}

// without removes members of an answer and renews its etag.
func without(body object, names ...string) object {
	for _, name := range append(names, "etag") {
		delete(body, name)
	}
	body["etag"] = etagOf(body)
	return body
}

// seqPage answers one page of a list whose newest elements come first and that is cut at elements instead
// of offsets, as comments are: what is added between two requests moves nothing.
func seqPage[T any](c *call, kind string, list []T, seq func(T) int, show func(T) object) (object, error) {
	from, size, direction := 0, c.size(), byte(pageNext)
	if token := c.text("pageToken"); token != "" {
		last, d, ok := parseSeq(token)
		if !ok {
			return nil, badPage()
		}
		from, direction = sort.Search(len(list), func(i int) bool { return seq(list[i]) < last }), d
	}
	to := min(from+size, len(list))
	out := object{"kind": "youtube#" + kind}
	switch {
	case to == len(list):
	case direction != pageHollow && c.srv.hollow():
		out["nextPageToken"], to = seqToken(seq(list[from])+1, pageHollow), from
	default:
		out["nextPageToken"] = seqToken(seq(list[to-1]), pageNext)
	}
	items := []object{}
	for _, item := range list[from:to] {
		items = append(items, show(item))
	}
	out["items"] = items
	out["pageInfo"] = pageInfo(len(items), size)
	out["etag"] = etagOf(out)
	return out, nil
}

const seqMagic = "QURTX2k"

func seqToken(seq int, direction byte) string {
	data := binary.BigEndian.AppendUint64([]byte{direction}, uint64(max(0, seq)))
	return seqMagic + base64.RawURLEncoding.EncodeToString(data)
}

func parseSeq(token string) (seq int, direction byte, ok bool) {
	if len(token) <= len(seqMagic) || token[:len(seqMagic)] != seqMagic {
		return 0, 0, false
	}
	data, err := base64.RawURLEncoding.DecodeString(token[len(seqMagic):])
	if err != nil || len(data) != 9 || data[0] > pageHollow {
		return 0, 0, false
	}
	return int(binary.BigEndian.Uint64(data[1:])), data[0], true //nolint:gosec // made by seqToken
}
