package social

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// span is a stretch of a text, in bytes.
type span struct{ start, end int }

// entities finds what must not be cut in a text: links, mentions, hashtags and what LinkedIn writes for the last two.
// What only looks like one of them is taken for one: that costs nothing but a cut at another place.
func entities(text string) []span {
	var found []span
	prev, from := ' ', 0 // the rune before i; where the next one may begin
	for i := 0; i < len(text); {
		r, size := utf8.DecodeRuneInString(text[i:])
		s := span{i, i}
		switch r {
		case ':':
			s = linkAround(text, from, i)
		case 'w', 'W':
			if len(text)-i > 4 && strings.EqualFold(text[i:i+4], "www.") && !isWord(prev) {
				s.end = linkEnd(text, i)
			}
		case '@', '＠':
			if !isWord(prev) {
				s.end = mentionEnd(text, i, i+size)
			}
		case '#', '＃':
			if opensTag(prev) {
				s.end = tagEnd(text, i, i+size)
			}
		case '{':
			if strings.HasPrefix(text[i:], "{hashtag|") {
				s.end = i + strings.IndexByte(near(text[i:]), '}') + 1
			}
		}
		if s.end > s.start {
			found = append(found, s)
			i, from = s.end, s.end
			prev, _ = utf8.DecodeLastRuneInString(text[:i])
			continue
		}
		prev, i = r, i+size
	}
	return found
}

// united adds the places of words to spans, and joins those that overlap.
func united(spans []span, text string, words []string) []span {
	if len(words) == 0 {
		return spans
	}
	for _, w := range words {
		for at := 0; w != ""; {
			i := strings.Index(text[at:], w)
			if i < 0 {
				break
			}
			spans = append(spans, span{at + i, at + i + len(w)})
			at += i + len(w)
		}
	}
	slices.SortFunc(spans, func(a, b span) int { return a.start - b.start })
	out := spans[:0]
	for _, s := range spans {
		if n := len(out); n > 0 && s.start < out[n-1].end {
			out[n-1].end = max(out[n-1].end, s.end)
			continue
		}
		out = append(out, s)
	}
	return out
}

// linkAround reads the address whose "://" begins at text[i], and whose scheme does not begin before from.
func linkAround(text string, from, i int) span {
	if !strings.HasPrefix(text[i:], "://") {
		return span{i, i}
	}
	start := i
	for start > from && isScheme(text[start-1]) {
		start--
	}
	if start == i {
		return span{i, i}
	}
	return span{start, linkEnd(text, i+len("://"))}
}

func isScheme(b byte) bool {
	return b|0x20 >= 'a' && b|0x20 <= 'z' || b >= '0' && b <= '9' || b == '+' || b == '-' || b == '.'
}

// linkEnd reads to where no network sees the rest of an address any more: to white space, quotes or the punctuation
// of other scripts.
func linkEnd(text string, i int) int {
	n := strings.IndexFunc(text[i:], func(r rune) bool {
		return unicode.IsSpace(r) || strings.ContainsRune("\"<>|“”„‟«»‹›…", r) || r >= 0x3000 && unicode.IsPunct(r)
	})
	if n < 0 {
		return len(text)
	}
	return i + n
}

// mentionEnd reads the mention whose sign ends at p: a name, or a name and a domain, or "[Name](urn)". Without one it
// returns start.
func mentionEnd(text string, start, p int) int {
	if strings.HasPrefix(text[p:], "[") {
		return bracketEnd(text, start, p)
	}
	end := nameEnd(text, p)
	if end == p {
		return start
	}
	if end < len(text) && text[end] == '@' {
		if domain := nameEnd(text, end+1); domain > end+1 {
			return domain
		}
	}
	return end
}

// bracketEnd reads "[Name](urn)" or "[ID]" at text[p]. Without it it returns start.
func bracketEnd(text string, start, p int) int {
	rest := near(text[p:])
	i := strings.IndexAny(rest, "]\n")
	if i < 2 || rest[i] != ']' {
		return start
	}
	if strings.HasPrefix(rest[i:], "](") {
		if j := strings.IndexAny(rest[i:], ")\n"); j > 0 && rest[i+j] == ')' {
			return p + i + j + 1
		}
	}
	return p + i + 1
}

// near is the beginning of a text, as far as one looks for an end that may be missing.
func near(text string) string { return text[:min(len(text), 400)] }

// nameEnd reads a name: letters, digits and "_", and between them dots and hyphens. A name that begins in ASCII ends
// with it, since scripts without spaces go on right behind it.
func nameEnd(text string, p int) int {
	end, ascii := p, p < len(text) && text[p] < utf8.RuneSelf
	for i := p; i < len(text); {
		r, size := utf8.DecodeRuneInString(text[i:])
		i += size
		switch {
		case (r == '.' || r == '-') && end > p:
		case isWord(r) && (!ascii || r < utf8.RuneSelf):
			end = i
		default:
			return end
		}
	}
	return end
}

// tagEnd reads the hashtag whose sign ends at p. Without one it returns start.
func tagEnd(text string, start, p int) int {
	if r, _ := utf8.DecodeRuneInString(text[p:]); p >= len(text) || !inTag(r) {
		return start
	}
	n := strings.IndexFunc(text[p:], func(r rune) bool {
		return !isWord(r) && r != '·' && r != '・' && r != '\u200c' && r != '\u200d'
	})
	if n < 0 {
		return len(text)
	}
	return p + n
}

func isWord(r rune) bool {
	return r == '_' || unicode.IsLetter(r) || unicode.IsDigit(r) || unicode.IsMark(r) || unicode.IsNumber(r)
}

// inTag reports what a hashtag begins with, and opensTag what it can stand behind.
func inTag(r rune) bool { return r == '_' || unicode.IsLetter(r) || unicode.IsNumber(r) }

func opensTag(prev rune) bool { return !inTag(prev) && prev != '&' && prev != '/' }

// countTags, countMentions and countLinks count what networks limit the number of, as broadly as the strictest of
// them does.
func countTags(text string) int {
	return countSigns(text, "#＃", opensTag, inTag)
}

func countMentions(text string) int {
	return countSigns(text, "@", func(prev rune) bool { return !inTag(prev) && prev != '.' }, func(r rune) bool {
		return r == '.' || r < utf8.RuneSelf && isWord(r)
	})
}

func countSigns(text, signs string, opens, follows func(rune) bool) int {
	n, prev := 0, ' '
	for i, r := range text {
		if strings.ContainsRune(signs, r) && opens(prev) {
			if next, size := utf8.DecodeRuneInString(text[i+utf8.RuneLen(r):]); size > 0 && follows(next) {
				n++
			}
		}
		prev = r
	}
	return n
}

func countLinks(text string) int {
	n := 0
	for i := range len(text) {
		switch {
		case i > 0 && text[i-1] < utf8.RuneSelf && isWord(rune(text[i-1])):
		case text[i]|0x20 == 'h' && hasAnyPrefix(text[i:], "http://", "https://"), text[i]|0x20 == 'w' && hasAnyPrefix(text[i:], "www."):
			n++
		}
	}
	return n
}

func hasAnyPrefix(s string, prefixes ...string) bool {
	for _, p := range prefixes {
		if len(s) >= len(p) && strings.EqualFold(s[:len(p)], p) {
			return true
		}
	}
	return false
}
