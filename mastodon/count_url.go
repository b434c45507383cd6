package mastodon

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/relais-go/relais/internal/link"
)

// urlEnd reads the rest of a link, whose host starts at text[p].
func urlEnd(text string, p int) (end int, ok bool) {
	end, ok = hostEnd(text, p)
	if !ok {
		return 0, false
	}
	end = link.PortEnd(text, end)
	if end < len(text) && text[end] == '/' {
		end = pathEnd(text, end+1)
	}
	return link.QueryEnd(text, end), true
}

// hostEnd reads a host name that ends in a top-level domain: the longest that does, since a text may go
// on with a dot and more letters.
func hostEnd(text string, p int) (end int, ok bool) {
	underscore := false // in the label just read; allowed in subdomains only
	for {
		label := p
		var first, last rune
		hasUnderscore := false
		for p < len(text) {
			r, size := utf8.DecodeRuneInString(text[p:])
			if !isHostRune(r, size) && r != '-' && r != '_' {
				break
			}
			if p == label {
				first = r
			}
			last = r
			hasUnderscore = hasUnderscore || r == '_'
			p += size
		}
		if label > 0 && text[label-1] == '.' && !underscore {
			if tld := tldEnd(text, label); tld > 0 {
				end, ok = tld, true
			}
		}
		if p == label || p >= len(text) || text[p] != '.' || strings.ContainsRune("-_", first) || strings.ContainsRune("-_", last) {
			return end, ok
		}
		underscore = hasUnderscore
		p++
	}
}

// tldEnd reads a top-level domain at text[p]; 0 means that there is none.
func tldEnd(text string, p int) int {
	end := p
	for end < len(text) && link.IsAlnum(text[end]) {
		end++
	}
	if ascii := text[p:end]; ascii != "" {
		if strings.EqualFold(ascii, "xn") && strings.HasPrefix(text[end:], "--") {
			return punycodeEnd(text, end+len("--"))
		}
		if !link.ContinuesHost(text, end) && link.IsTLD(ascii) {
			return end
		}
		return 0
	}
	letters := 0
	for end < len(text) {
		r, size := utf8.DecodeRuneInString(text[end:])
		if r < utf8.RuneSelf || !unicode.IsLetter(r) && !unicode.IsMark(r) {
			break
		}
		letters++
		end += size
	}
	// No table of names in other scripts: text that only looks like one is rarer than it would be worth.
	if letters < 2 || link.ContinuesHost(text, end) {
		return 0
	}
	return end
}

func punycodeEnd(text string, p int) int {
	end := p
	for end < len(text) && link.IsAlnum(text[end]) {
		end++
	}
	if end == p {
		return 0
	}
	return end
}

// pathEnd reads the path and fragment of a link, whose slash stands before text[p]. Closing punctuation
// stays outside, balanced parentheses inside.
func pathEnd(text string, p int) int {
	end := p
	for p < len(text) {
		r, size := utf8.DecodeRuneInString(text[p:])
		switch {
		case r == '(':
			group := link.GroupEnd(text, p, isPathRune)
			if group == p {
				return end
			}
			p, end = group, group
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

// endsPath reports whether a path rune may be the last one of a link.
func endsPath(r rune) bool {
	if r < utf8.RuneSelf {
		return link.EndsPath(r)
	}
	return !unicode.Is(unicode.Pd, r)
}

// isHostRune reports whether r, read from size bytes, may stand anywhere in a label of a host name.
func isHostRune(r rune, size int) bool {
	switch {
	case r < utf8.RuneSelf:
		return link.IsAlnum(r)
	case r == utf8.RuneError && size == 1, r == '\u180E', r == '\uFEFF', r == '\uFFFE', r == '\uFFFF':
		return false
	}
	return !unicode.IsSpace(r) && !unicode.Is(unicode.Bidi_Control, r)
}

// isPathRune reports whether r may stand in the path of a link: ASCII without brackets and quotes,
// dashes, accented Latin letters and Cyrillic.
func isPathRune(r rune) bool {
	if r < utf8.RuneSelf {
		return link.IsPath(r)
	}
	switch {
	case r >= 0xC0 && r <= 0x24F:
		return r != '×' && r != '÷'
	case r >= 0x300 && r <= 0x36F, r >= 0x400 && r <= 0x4FF, r >= 0x1E00 && r <= 0x1EFF:
		return true
	}
	return unicode.Is(unicode.Pd, r) || strings.ContainsRune("ɓɔɖɗəɛɣɨɯɲʉʻ", r)
}
