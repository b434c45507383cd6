package mastodon

import (
	"iter"
	"strings"
	"unicode/utf8"

	"github.com/clipperhouse/uax29/v2/graphemes"
)

// A CountMethod is a server's way of counting the characters of a status.
type CountMethod int

// Ways of counting.
const (
	CountMastodon  CountMethod = iota // graphemes; links have a fixed length, the domains of mentions are free
	CountGraphemes                    // graphemes as written, as Akkoma and Pleroma
	CountRunes                        // Unicode code points as written, as GoToSocial
)

// defaultURLLength is what Mastodon counts for a link, however long it is.
const defaultURLLength = 23

// A Counter counts characters as a server does. The zero Counter counts as Mastodon's defaults. Where
// Mastodon's server and its own composer disagree about the extent of a link or mention, the larger
// count is taken, so that a text that fits here is not refused there.
// See https://docs.joinmastodon.org/user/posting/#text.
type Counter struct {
	Method    CountMethod
	URLLength int // of a link, for CountMastodon; 0 means 23
}

// Count is the length of the text of a status.
func (c Counter) Count(text string) int {
	if c.Method != CountMastodon {
		return c.CountPlain(text)
	}
	total, pos, before := 0, 0, false
	for pos < len(text) {
		e, found := c.nextEntity(text, pos)
		total += plainWidth(text[pos:e.start], before, found) + e.width
		pos, before = e.end, found
	}
	return total
}

// CountPlain is the length of a text in which nothing is discounted: a content warning, a poll option,
// the description of a file, a field of a profile.
func (c Counter) CountPlain(s string) int {
	if c.Method == CountRunes {
		return utf8.RuneCountInString(s)
	}
	return plainWidth(s, false, false)
}

// CountPost is the length of a status with a content warning, which share one limit.
func (c Counter) CountPost(warning, text string) int {
	return c.CountPlain(warning) + c.Count(text)
}

// A Segment is a piece of a text that must not be cut.
type Segment struct {
	Text   string
	Width  int  // in characters; 0 for a mark that combines with the segment before it
	Entity bool // a link or a mention with a domain, counted at its fixed width
}

// Segments cuts a text into the pieces that [Counter.Count] adds up: one per link, per mention and per
// other character. Their texts joined are the text, and the sum of their widths is its length. Cutting
// a text can change what counts as a link: count the parts again.
func (c Counter) Segments(text string) iter.Seq[Segment] {
	return func(yield func(Segment) bool) {
		if c.Method == CountRunes {
			yieldRunes(text, yield)
			return
		}
		pos, before := 0, false
		for pos < len(text) {
			e, found := entity{start: len(text), end: len(text)}, false
			if c.Method == CountMastodon {
				e, found = c.nextEntity(text, pos)
			}
			if !yieldClusters(text[pos:e.start], before, found, yield) {
				return
			}
			if found && !yield(Segment{Text: text[e.start:e.end], Width: e.width, Entity: true}) {
				return
			}
			pos, before = e.end, found
		}
	}
}

func yieldRunes(text string, yield func(Segment) bool) {
	for len(text) > 0 {
		_, size := utf8.DecodeRuneInString(text)
		if !yield(Segment{Text: text[:size], Width: 1}) {
			return
		}
		text = text[size:]
	}
}

// yieldClusters yields the grapheme clusters of a text between entities; see plainWidth.
func yieldClusters(s string, before, after bool, yield func(Segment) bool) bool {
	clusters := graphemes.FromString(s)
	for first := true; clusters.Next(); first = false {
		g := clusters.Value()
		width := 1
		if (first && before && joins("x"+g)) || (after && clusters.End() == len(s) && joins(g+"x")) {
			width = 0
		}
		if !yield(Segment{Text: g, Width: width}) {
			return false
		}
	}
	return true
}

// plainWidth counts the grapheme clusters of a text that stands before or after entities. The server
// counts after it has replaced the entities by plain letters, so a combining mark right behind a link
// melts into the link and counts nothing.
func plainWidth(s string, before, after bool) int {
	if n, ok := asciiWidth(s); ok {
		return n
	}
	n, last := 0, ""
	clusters := graphemes.FromString(s)
	for clusters.Next() {
		n, last = n+1, clusters.Value()
	}
	melted := 0
	if before && joins("x"+clusters.First()) {
		melted++
	}
	if after && melted < n && joins(last+"x") {
		melted++
	}
	return n - melted
}

// asciiWidth counts a text of ASCII characters, where only a carriage return and a line feed make one.
func asciiWidth(s string) (int, bool) {
	for i := range len(s) {
		if s[i] >= utf8.RuneSelf {
			return 0, false
		}
	}
	return len(s) - strings.Count(s, "\r\n"), true
}

// joins reports whether s is a single grapheme cluster.
func joins(s string) bool {
	clusters := graphemes.FromString(s)
	return clusters.Next() && clusters.End() == len(s)
}
