package social

import (
	"maps"
	"slices"
	"strconv"
	"strings"
)

// SplitCursor takes the cursor of a [Merge] apart: the cursor of each listener by its name, "" for one whose place was not
// known yet. Anything else is [ErrInvalid].
func SplitCursor(cursor string) (map[string]string, error) {
	names, cursors, ok := parsePlaces(cursor)
	if !ok {
		return nil, mergeError("", "After", "is no cursor of a merge")
	}
	out := make(map[string]string, len(names))
	for i, name := range names {
		out[name] = cursors[i]
	}
	return out, nil
}

// JoinCursors makes the cursor of a [Merge] of those of its listeners, by their names: to go on together with what was
// heard apart, or to say where a new listener begins.
func JoinCursors(cursors map[string]string) string {
	var p places
	for _, name := range slices.Sorted(maps.Keys(cursors)) {
		p.add(name, cursors[name])
	}
	p.rewrite()
	return p.text.String()
}

// places are where all listeners are, and the cursor that says so. Its text is
//
//	"merge1:" count ";" count × { name cursor } { index "=" cursor }
//
// with names and cursors as "length:text". The last part holds what has changed since the first was written, so
// that a cursor is made of the one before by appending; all of them share memory. It is written anew when it has
// become a quarter longer.
type places struct {
	names, cursors []string
	text           strings.Builder
	limit          int // to its length
}

const (
	placesPrefix = "merge1:"
	smallCursor  = 1 << 10 // shorter ones are always written anew
)

// add adds a listener.
func (p *places) add(name, cursor string) {
	p.names, p.cursors = append(p.names, name), append(p.cursors, cursor)
	p.text.Reset()
}

// put moves a listener and returns the cursor.
func (p *places) put(i int, cursor string) string {
	p.cursors[i] = cursor
	change := strconv.Itoa(i) + "=" + strconv.Itoa(len(cursor)) + ":"
	if p.text.Len() == 0 || p.text.Len()+len(change)+len(cursor) > p.limit {
		p.rewrite()
	} else {
		p.text.WriteString(change)
		p.text.WriteString(cursor)
	}
	return p.text.String()
}

// rewrite writes the first part, into new memory since cursors look at the old.
func (p *places) rewrite() {
	count := strconv.Itoa(len(p.names))
	size := len(placesPrefix) + len(count) + 1
	for i := range p.names {
		size += textLength(p.names[i]) + textLength(p.cursors[i])
	}
	if size > smallCursor {
		size += size / 4
	}
	p.text.Reset()
	p.text.Grow(size)
	p.limit = size
	p.text.WriteString(placesPrefix)
	p.text.WriteString(count)
	p.text.WriteByte(';')
	for i := range p.names {
		for _, s := range [2]string{p.names[i], p.cursors[i]} {
			p.text.WriteString(strconv.Itoa(len(s)))
			p.text.WriteByte(':')
			p.text.WriteString(s)
		}
	}
}

// textLength is the length of a text in a cursor.
func textLength(s string) int {
	n := len(s) + 2
	for left := len(s); left > 9; left /= 10 {
		n++
	}
	return n
}

// parsePlaces reads a cursor. One that was cut off is either none, or an earlier one.
func parsePlaces(s string) (names, cursors []string, ok bool) {
	s, ok = strings.CutPrefix(s, placesPrefix)
	count, s, valid := cutNumber(s, ';')
	if !ok || !valid || count > len(s)/5 {
		return nil, nil, false
	}
	known := make(map[string]bool, count)
	for range count {
		var name, cursor string
		if name, s, ok = cutText(s); !ok || name == "" || known[name] {
			return nil, nil, false
		}
		if cursor, s, ok = cutText(s); !ok {
			return nil, nil, false
		}
		known[name] = true
		names, cursors = append(names, name), append(cursors, cursor)
	}
	for s != "" {
		var i int
		if i, s, ok = cutNumber(s, '='); !ok || i >= count {
			return nil, nil, false
		}
		if cursors[i], s, ok = cutText(s); !ok {
			return nil, nil, false
		}
	}
	return names, cursors, true
}

// cutNumber reads digits and the sign that ends them.
func cutNumber(s string, end byte) (n int, rest string, ok bool) {
	at := strings.IndexByte(s[:min(len(s), 10)], end)
	if at < 1 {
		return 0, "", false
	}
	v, err := strconv.ParseUint(s[:at], 10, 31)
	return int(v), s[at+1:], err == nil
}

// cutText reads a text and its length.
func cutText(s string) (text, rest string, ok bool) {
	n, s, ok := cutNumber(s, ':')
	if !ok || n > len(s) {
		return "", "", false
	}
	return s[:n], s[n:], true
}
