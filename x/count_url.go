package x

import (
	"iter"
	"strings"
	"unicode/utf8"

	"github.com/relais-go/relais/internal/link"
)

// span is a stretch of a text.
type span struct{ start, end int }

const (
	maxURLLength   = 4096 // in UTF-16 units, the scheme counted once more
	maxLabelLength = 63   // of a part of a domain, in ASCII
	maxSlugLength  = 40   // of X's own short links
	defaultScheme  = "https://"
)

// links finds what X makes links of: addresses with http or https, and domains that end in a known
// top-level domain, with what follows them.
func links(text string) iter.Seq[span] {
	return func(yield func(span) bool) {
		if !strings.Contains(text, ".") {
			return
		}
		f := finder{text: text, tails: map[int]tail{}}
		for m, ok := f.next(0); ok; m, ok = f.next(m.end) {
			for _, u := range f.accepted(m) {
				if !yield(u) {
					return
				}
			}
		}
	}
}

// match is what looks like a link.
type match struct {
	before rune // the character before it, 0 at the start of the text
	start  int
	host   span
	scheme string // with "://", "" if there is none
	path   bool
	end    int
}

// finder looks for links in a text.
type finder struct {
	text  string
	label span         // the label that was read last
	tails map[int]tail // by the position of the dot before them
}

// next finds the next match that does not begin before from. The character before it must not be part of
// the last match either.
func (f *finder) next(from int) (match, bool) {
	for i := from; i < len(f.text); {
		r, size := utf8.DecodeRuneInString(f.text[i:])
		if r > 0xFFFF { // two units in twitter-text: the second one may begin a domain after the first one
			if m, ok := f.at(i, r); ok {
				return m, true
			}
		}
		if precedesURL(r) {
			if m, ok := f.at(i+size, r); ok {
				return m, true
			}
		}
		if i == 0 {
			if m, ok := f.at(0, 0); ok {
				return m, true
			}
		}
		i += size
	}
	return match{}, false
}

// precedesURL reports whether a link may start after r.
func precedesURL(r rune) bool {
	if r < utf8.RuneSelf {
		return !link.IsAlnum(r) && r != '@' && r != '$' && r != '#'
	}
	return r != '＠' && r != '＃' && !isRefused(r)
}

// at reads a match at a position.
func (f *finder) at(start int, before rune) (match, bool) {
	m := match{before: before, start: start}
	if rest := f.text[start:]; len(rest) > 4 && strings.EqualFold(rest[:4], "http") {
		for _, scheme := range [...]string{"https://", "http://"} {
			if len(rest) > len(scheme) && strings.EqualFold(rest[:len(scheme)], scheme) {
				m.scheme = rest[:len(scheme)]
			}
		}
	}
	m.host.start = start + len(m.scheme)
	end, ok := f.hostEnd(m.host.start)
	if !ok {
		return m, false
	}
	m.host.end = end
	end = link.PortEnd(f.text, end)
	if p := pathEnd(f.text, end); p > end {
		m.path, end = true, p
	}
	m.end = link.QueryEnd(f.text, end)
	return m, true
}

// accepted are the links in a match. X refuses hosts that cannot be resolved, and reads only what is ASCII
// of a domain without a scheme. Where more of such a domain follows behind the ASCII part, the path counts
// as it is written: twitter-text loses count there, and its result would be smaller.
func (f *finder) accepted(m match) []span {
	host, whole := f.text[m.host.start:m.host.end], span{m.start, m.end}
	scheme := len(m.scheme)
	if scheme == 0 {
		scheme = len(defaultScheme)
	}
	if !isResolvable(host) || scheme+utf16Length(f.text[m.start:m.end]) > maxURLLength {
		return nil
	}
	if m.scheme != "" {
		end, ok := shortLinkEnd(f.text[whole.start:whole.end])
		if !ok {
			return nil
		}
		if end > 0 {
			whole.end = whole.start + end
		}
		return []span{whole}
	}
	if strings.ContainsRune("-_./", m.before) && m.before != 0 {
		return nil
	}
	found := asciiHosts(host)
	for i := range found {
		found[i].start += m.host.start
		found[i].end += m.host.start
	}
	if n := len(found); n > 0 && m.path && found[n-1].end == m.host.end {
		found[n-1].end = m.end
	}
	return found
}

// shortLinkEnd reads one of X's own links, of which nothing but a query belongs to what follows its name.
// 0 means that it is another link; it reports false for one with an impossible name.
func shortLinkEnd(url string) (end int, ok bool) {
	_, rest, _ := strings.Cut(url, "://")
	const host = "t.co/"
	if len(rest) < len(host) || !strings.EqualFold(rest[:len(host)], host) {
		return 0, true
	}
	start := len(url) - len(rest) + len(host)
	end = start
	for end < len(url) && link.IsAlnum(url[end]) {
		end++
	}
	if end == start {
		return 0, true
	}
	return link.QueryEnd(url, end), end-start <= maxSlugLength
}

// pathEnd reads the path and fragment of a link, if there is a slash at text[p]. Closing punctuation stays
// outside, balanced parentheses inside unless punctuation stands before them.
func pathEnd(text string, p int) int {
	if p >= len(text) || text[p] != '/' {
		return p
	}
	p++
	end := p
	for p < len(text) {
		r, size := utf8.DecodeRuneInString(text[p:])
		switch {
		case r == '(':
			group := link.GroupEnd(text, p, isPathRune)
			if group == p {
				return end
			}
			if end == p {
				end = group
			}
			p = group
			continue
		case !isPathRune(r):
			return end
		}
		p += size
		if endsPath(r) {
			end = p
		}
	}
	return end
}

// isPathRune reports whether r may stand in the path of a link.
func isPathRune(r rune) bool {
	if r < utf8.RuneSelf {
		return link.IsPath(r)
	}
	return r == '–' || isCyrillic(r) || isLatin(r)
}

// endsPath reports whether a path rune may be the last one of a link.
func endsPath(r rune) bool {
	if r < utf8.RuneSelf {
		return link.EndsPath(r)
	}
	return r != '–'
}

func isCyrillic(r rune) bool { return r >= 0x400 && r <= 0x4FF }

// isLatin reports letters with accents, and the accents themselves.
func isLatin(r rune) bool {
	switch {
	case r >= 0xC0 && r <= 0x24F:
		return r != '×' && r != '÷'
	case r >= 0x300 && r <= 0x36F, r >= 0x1E00 && r <= 0x1EFF:
		return true
	}
	return strings.ContainsRune("ɓɔɖɗəɛɣɨɯɲʉʋʻ", r)
}
