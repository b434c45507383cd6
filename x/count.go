package x

import (
	"cmp"
	"iter"
	"strings"
	"unicode/utf8"

	"github.com/clipperhouse/uax29/v2/graphemes"
	"golang.org/x/text/unicode/norm"
)

// urlLength is what X counts for a link, however long it is.
const urlLength = 23

// A Counter counts characters as X does: letters of most alphabets as one, those of Chinese, Japanese and
// Korean and most symbols as two, an emoji of however many parts as two, a link as 23. Mentions, hashtags
// and cashtags count as they are written; the mention that X puts before a reply by itself is not counted.
// The zero Counter is ready for use.
//
// It follows version 3 of twitter-text to the letter, with two additions that are younger than its last
// release: emoji up to version 17 of Unicode, and top-level domains up to today. Where its editions for
// several languages differ, it is the one for JavaScript, which programs that write posts use.
// See https://docs.x.com/fundamentals/counting-characters and https://github.com/twitter/twitter-text.
type Counter struct {
	URLLength int // of a link; 0 means 23
}

// Count is the length of the text of a post. A post of an account without Premium may have 280.
func (c Counter) Count(text string) int {
	text = norm.NFC.String(text)
	total, pos := 0, 0
	for u := range links(text) {
		total += plainWidth(text[pos:u.start]) + cmp.Or(c.URLLength, urlLength)
		pos = u.end
	}
	return total + plainWidth(text[pos:])
}

// HasURL reports whether X finds a link in the text, which makes a post cost more. A domain is a link
// without "https://", too.
func (Counter) HasURL(text string) bool {
	for range links(norm.NFC.String(text)) {
		return true
	}
	return false
}

// Valid reports whether the text has any character, and none that X refuses: byte order marks and U+FFFF.
// Its length is another matter.
func (Counter) Valid(text string) bool {
	return text != "" && !strings.ContainsFunc(text, isRefused)
}

// A Segment is a piece of a text that must not be cut.
type Segment struct {
	Text   string
	Width  int
	Entity bool // a link, counted at its fixed width
}

// Segments cuts a text into the pieces that [Counter.Count] adds up: one per link and per other character
// as people see it. The sum of their widths is the length of the text. Joined they are the text in Unicode
// Normalization Form C, in which X stores it. Cutting a text can change what counts as a link: count the
// parts again.
func (c Counter) Segments(text string) iter.Seq[Segment] {
	return func(yield func(Segment) bool) {
		text, pos := norm.NFC.String(text), 0
		for u := range links(text) {
			if !yieldPlain(text[pos:u.start], yield) ||
				!yield(Segment{Text: text[u.start:u.end], Width: cmp.Or(c.URLLength, urlLength), Entity: true}) {
				return
			}
			pos = u.end
		}
		yieldPlain(text[pos:], yield)
	}
}

// yieldPlain yields the grapheme clusters of a text without links. X counts smaller units, except in flags:
// two letters that are no flag together can share one with their neighbours. Such clusters stay together.
func yieldPlain(s string, yield func(Segment) bool) bool {
	clusters := graphemes.FromString(s)
	start, pos, width := 0, 0, 0
	for clusters.Next() {
		for pos < clusters.End() {
			end, w := unit(s, pos)
			pos, width = end, width+w
		}
		if pos == clusters.End() {
			if !yield(Segment{Text: s[start:pos], Width: width}) {
				return false
			}
			start, width = pos, 0
		}
	}
	return true
}

// plainWidth counts a text without links.
func plainWidth(s string) int {
	width := 0
	for pos := 0; pos < len(s); {
		end, w := unit(s, pos)
		pos, width = end, width+w
	}
	return width
}

// unit reads the emoji or character at s[pos] and counts it.
func unit(s string, pos int) (end, width int) {
	if b := s[pos]; b < utf8.RuneSelf && (pos+1 == len(s) || s[pos+1] < utf8.RuneSelf) {
		return pos + 1, 1 // also what could begin a keycap, but does not
	}
	if end := emojiEnd(s, pos); end > pos {
		return end, 2
	}
	r, size := utf8.DecodeRuneInString(s[pos:])
	if isLight(r) {
		return pos + size, 1
	}
	return pos + size, 2
}

// isLight reports whether a character counts as one.
// See https://github.com/twitter/twitter-text/blob/master/config/v3.json.
func isLight(r rune) bool {
	return r <= 4351 || r >= 8192 && r <= 8205 || r >= 8208 && r <= 8223 || r >= 8242 && r <= 8247
}

// isRefused reports characters that no post may hold.
func isRefused(r rune) bool { return r == '\uFEFF' || r == '\uFFFE' || r == '\uFFFF' }
