package inbox

import (
	"slices"
	"strconv"
	"strings"

	"github.com/relais-go/relais/social"
)

// Bounds of a cursor.
const (
	maxDone    = 64
	maxLate    = 16
	maxPushed  = 32
	maxSources = 64
	maxCursor  = 128 << 10
)

// dealt is an event that was dealt with.
type dealt struct {
	key key
	at  int64 // its time, in milliseconds since 1970
}

// position is how far a source was dealt with: everything before base, and of the rest what is in done. Above base is
// what may still come to show between what shows already.
type position struct {
	base int64   // milliseconds since 1970; 0 is the start
	done []dealt // in no order
	late []key   // from before base, the newest last
}

// advance notes that everything before a time was dealt with.
func (p *position) advance(to int64) {
	if to <= p.base {
		return
	}
	p.base = to
	p.done = slices.DeleteFunc(p.done, func(d dealt) bool { return d.at < to })
	if len(p.done) == 0 {
		p.done = nil
	}
}

// note remembers an event that was dealt with; late ones too if they may be given again.
func (p *position) note(d dealt, late bool) {
	switch {
	case p.has(d.key):
	case d.at >= p.base:
		p.done = append(p.done, d)
		if len(p.done) > maxDone {
			oldest := 0
			for i, o := range p.done {
				if o.at < p.done[oldest].at {
					oldest = i
				}
			}
			p.done = slices.Delete(p.done, oldest, oldest+1)
		}
	case late:
		p.late = remember(p.late, d.key, maxLate)
	}
}

func (p *position) has(k key) bool {
	return slices.Contains(p.late, k) || slices.ContainsFunc(p.done, func(d dealt) bool { return d.key == k })
}

// remember adds a key to the last few.
func remember(keys []key, k key, most int) []key {
	if len(keys) >= most {
		keys = slices.Delete(keys, 0, len(keys)-most+1)
	}
	return append(keys, k)
}

// bookmark is what a cursor says. Its text is
//
//	network "1:" at { "~" key } { ";" name "=" base { "." key time } { "~" key } }
//
// with times in milliseconds to the base of 36, in done relative to base, and keys of ten letters. A source that
// stands at at, with nothing above it, is left out.
type bookmark struct {
	at      int64 // of the event: sources that are not there begin here
	pushed  []key // the last that no source shows
	sources []*mark
}

// mark is the position of one source.
type mark struct {
	name string
	position
}

// find is the position of a source.
func (b *bookmark) find(name string) position {
	for _, m := range b.sources {
		if m.name == name {
			return m.position
		}
	}
	return position{base: b.at}
}

// put adds a source where its name belongs.
func (b *bookmark) put(m *mark) {
	at, _ := slices.BinarySearchFunc(b.sources, m.name, func(m *mark, name string) int { return strings.Compare(m.name, name) })
	b.sources = slices.Insert(b.sources, at, m)
}

// bare reports that it was made by Cursor, and stands behind no event.
func (b *bookmark) bare() bool { return len(b.sources) == 0 && len(b.pushed) == 0 }

func prefix(network string) string { return network + "1:" }

func (b *bookmark) encode(network string) string {
	at := max(b.at, 1)
	out := make([]byte, 0, 128)
	out = append(out, prefix(network)...)
	out = strconv.AppendInt(out, at, 36)
	for _, k := range b.pushed {
		out = k.append(append(out, '~'))
	}
	for _, m := range b.sources {
		if m.base == at && len(m.done) == 0 && len(m.late) == 0 {
			continue
		}
		out = append(append(append(out, ';'), m.name...), '=')
		out = strconv.AppendInt(out, m.base, 36)
		for _, d := range m.done {
			out = d.key.append(append(out, '.'))
			out = strconv.AppendInt(out, d.at-m.base, 36)
		}
		for _, k := range m.late {
			out = k.append(append(out, '~'))
		}
	}
	return string(out)
}

const (
	letters    = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
	keyLetters = 10
)

func (k key) append(out []byte) []byte {
	for shift := 6 * (keyLetters - 1); shift >= 0; shift -= 6 {
		out = append(out, letters[k>>shift&63])
	}
	return out
}

func parseBookmark(network, s string) (*bookmark, error) {
	text, ok := strings.CutPrefix(s, prefix(network))
	b := &bookmark{}
	if ok && len(s) <= maxCursor {
		ok = b.parse(text)
	}
	if !ok || len(s) > maxCursor {
		return nil, social.Invalid(network, "After", "is no cursor of this network")
	}
	return b, nil
}

func (b *bookmark) parse(text string) bool {
	head, rest, more := strings.Cut(text, ";")
	at, keys, some := strings.Cut(head, "~")
	var ok bool
	if b.at, ok = parseTime(at); !ok || b.at == 0 {
		return false
	}
	if b.pushed, ok = parseKeys(keys, some, maxPushed); !ok {
		return false
	}
	for more {
		var section string
		section, rest, more = strings.Cut(rest, ";")
		m, ok := parseMark(section)
		if n := len(b.sources); !ok || n == maxSources || n > 0 && b.sources[n-1].name >= m.name {
			return false
		}
		b.sources = append(b.sources, m)
	}
	return true
}

func parseMark(s string) (*mark, bool) {
	m := &mark{}
	name, rest, ok := strings.Cut(s, "=")
	if !ok || !isName(name) {
		return m, false
	}
	m.name = name
	rest, keys, some := strings.Cut(rest, "~")
	if m.late, ok = parseKeys(keys, some, maxLate); !ok {
		return m, false
	}
	base, rest, more := strings.Cut(rest, ".")
	if m.base, ok = parseTime(base); !ok {
		return m, false
	}
	for more {
		var entry string
		entry, rest, more = strings.Cut(rest, ".")
		if len(entry) <= keyLetters || len(m.done) == maxDone {
			return m, false
		}
		k, whole := parseKey(entry[:keyLetters])
		delta, plain := parseTime(entry[keyLetters:])
		if !whole || !plain {
			return m, false
		}
		m.done = append(m.done, dealt{key: k, at: m.base + delta})
	}
	return m, true
}

// parseTime reads milliseconds: less than 48 bits, which is enough for 8,900 years.
func parseTime(s string) (int64, bool) {
	n, err := strconv.ParseUint(s, 36, 48)
	return int64(n), err == nil
}

func parseKeys(s string, some bool, most int) ([]key, bool) {
	var keys []key
	for some {
		var text string
		text, s, some = strings.Cut(s, "~")
		k, ok := parseKey(text)
		if !ok || len(keys) == most {
			return nil, false
		}
		keys = append(keys, k)
	}
	return keys, true
}

func parseKey(s string) (key, bool) {
	if len(s) != keyLetters {
		return 0, false
	}
	var k key
	for i := range len(s) {
		n := strings.IndexByte(letters, s[i])
		if n < 0 {
			return 0, false
		}
		k = k<<6 | key(n)
	}
	return k, true
}
