package social

import (
	"sort"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/clipperhouse/uax29/v2/graphemes"
	"github.com/clipperhouse/uax29/v2/sentences"
	wordbreak "github.com/clipperhouse/uax29/v2/words"
)

// grade says how good a place for a cut is.
type grade int

const (
	gradeWord      grade = iota // between the words of a script without spaces
	gradeSpace                  // between words
	gradeSentence               // behind a sentence or line
	gradeParagraph              // at an empty line
)

// cut is a place where a text may be cut.
type cut struct {
	at    int
	grade grade
}

// cutter cuts one text into stretches. fits tells whether a stretch fits as the i-th; last says that it is the last
// one of the text.
type cutter struct {
	text string
	fits func(i int, stretch string, last bool) bool

	whole []string // what belongs together besides entities
	spans []span   // entities
	cuts  []cut    // in order, without the end of the text
	ready bool
}

// stretches cuts the text into at most most stretches; rest is what is left then. It reports false if not even one
// character fits into one of them.
func (c *cutter) stretches(most int) (list []string, rest string, ok bool) {
	pos := 0
	for i := 0; pos < len(c.text); i++ {
		tail := c.text[pos:]
		inner := strings.TrimLeftFunc(tail, unicode.IsSpace)
		switch {
		case inner == "" && i == 0:
			return []string{tail}, "", true
		case inner == "":
			list[i-1] += tail
			return list, "", true
		case i == most:
			return list, tail, true
		}
		start := len(c.text) - len(inner)
		end := c.end(i, start)
		if end <= start {
			return list, tail, false
		}
		list = append(list, c.text[pos:end])
		pos = end
	}
	return list, "", true
}

// maxWord is how long a word or link can be that is tried as a whole, in bytes. No network takes longer ones for links.
const maxWord = 16 << 10

// end finds where the i-th stretch, which begins at pos, ends best: pos if nowhere. It looks no further ahead than a
// piece or two, so that the time for all of them grows with the text alone.
func (c *cutter) end(i, pos int) int {
	if !c.ready {
		c.spans = united(entities(c.text), c.text, c.whole)
		c.cuts = cuts(c.text, c.spans)
		c.ready = true
	}
	first := sort.Search(len(c.cuts), func(k int) bool { return c.cuts[k].at > pos })
	ahead := c.cuts[first:]
	at := func(k int) int {
		if k < len(ahead) {
			return ahead[k].at
		}
		return len(c.text)
	}
	fits := func(k int, last bool) bool {
		from := pos
		if k > 0 {
			from = at(k - 1)
		}
		return at(k)-from <= maxWord && c.fits(i, c.text[pos:at(k)], last)
	}
	n := longest(len(ahead), func(k int) bool { return fits(k, false) })
	left := len(ahead) + 1 - n
	switch {
	case longest(left, func(k int) bool { return fits(n+k, true) }) == left:
		return len(c.text)
	case n == 0:
		return c.within(i, pos, at(0))
	default:
		return best(ahead[:n], pos, func(k int) bool { return fits(k, false) })
	}
}

// best chooses among the places up to the last one, which fits. A better one must not leave too much room unused.
func best(ahead []cut, pos int, fits func(k int) bool) int {
	last := ahead[len(ahead)-1].at
	for _, want := range []struct {
		grade grade
		fill  int // of what would fit, in percent
	}{{gradeParagraph, 60}, {gradeSentence, 50}, {gradeSpace, 50}, {gradeWord, 50}, {gradeSpace, 0}} {
		for k := len(ahead) - 1; k >= 0 && (ahead[k].at-pos)*100 >= (last-pos)*want.fill; k-- {
			if ahead[k].grade >= want.grade && (ahead[k].at == last || fits(k)) {
				return ahead[k].at
			}
		}
	}
	return last
}

// within cuts between characters what is too long and has no better place up to end. Entities are cut only if there
// is nothing else.
func (c *cutter) within(i, pos, end int) int {
	var ends []int
	g := graphemes.FromString(c.text[pos:end])
	n := longest(end-pos, func(k int) bool {
		for len(ends) <= k && g.Next() {
			ends = append(ends, pos+g.End())
		}
		return k < len(ends) && c.fits(i, c.text[pos:ends[k]], false)
	})
	if n == 0 {
		return pos
	}
	for k := n - 1; k >= 0; k-- {
		if !inside(c.spans, ends[k]) {
			return ends[k]
		}
	}
	return ends[n-1]
}

// longest is how many of n stretches, each longer than the one before, fit. The time that it takes depends on the
// answer rather than on n. Few counts are not quite monotonous (a word more can make a link of the one before), so
// that what it returns always fits, and is not always the longest.
func longest(n int, fits func(k int) bool) int {
	low, high := 0, 1 // all below low fit
	for high <= n && fits(high-1) {
		low, high = high, high*2
	}
	high = min(high, n+1)
	for high-low > 1 {
		if mid := (low + high) / 2; fits(mid - 1) {
			low = mid
		} else {
			high = mid
		}
	}
	return low
}

// inside reports whether a place lies within one of the spans.
func inside(spans []span, at int) bool {
	k := sort.Search(len(spans), func(k int) bool { return spans[k].end > at })
	return k < len(spans) && spans[k].start < at
}

// cuts finds the places where a text may be cut without hurting a word or an entity. White space stands before them.
func cuts(text string, spans []span) []cut {
	var found []cut
	sentence := sentences.FromString(text)
	more := sentence.Next()
	cluster := graphemes.FromString(text)
	whole := cluster.Next()
	lines := 0 // line breaks in the white space just read
	for w := wordbreak.FromString(text); w.Next(); {
		at := w.End()
		if at == len(text) {
			break
		}
		if token := w.Value(); isBreakable(token) {
			lines += strings.Count(token, "\n")
		} else {
			lines = 0
		}
		if next, _ := utf8.DecodeRuneInString(text[at:]); isBreakingSpace(next) {
			continue
		}
		for more && sentence.End() < at {
			more = sentence.Next()
		}
		for whole && cluster.End() < at {
			whole = cluster.Next()
		}
		g, ok := gradeAt(text, at, lines, more && sentence.End() == at)
		if ok && whole && cluster.End() == at && !inside(spans, at) {
			found = append(found, cut{at, g})
		}
	}
	return found
}

// gradeAt tells how good a place is, and whether a text may be cut there at all.
func gradeAt(text string, at, lines int, sentence bool) (grade, bool) {
	before, _ := utf8.DecodeLastRuneInString(text[:at])
	after, _ := utf8.DecodeRuneInString(text[at:])
	switch {
	case lines > 1:
		return gradeParagraph, true
	case lines == 1, sentence && !endsInAbbreviation(text[:at]) && (isBreakingSpace(before) || isDense(after)):
		return gradeSentence, true
	case isBreakingSpace(before):
		return gradeSpace, true
	default:
		return gradeWord, mayPart(before, after)
	}
}

// mayPart reports whether a line may end between two characters without white space: beside those of scripts that
// have none, but not before closing punctuation or behind opening one.
func mayPart(before, after rune) bool {
	if !isDense(before) && !isDense(after) {
		return false
	}
	const small, signs = "ぁぃぅぇぉっゃゅょァィゥェォッャュョー々", "#@＃＠"
	closes := unicode.In(after, unicode.Pe, unicode.Pf, unicode.Po, unicode.Lm, unicode.Mn, unicode.Mc) && !strings.ContainsRune(signs, after)
	opens := unicode.In(before, unicode.Ps, unicode.Pi) || strings.ContainsRune(signs, before)
	return !closes && !opens && !strings.ContainsRune(small, after)
}

// isDense reports characters of scripts that put no spaces between words, and their punctuation.
func isDense(r rune) bool {
	return r >= 0x0E00 && unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana, unicode.Thai, unicode.Lao, unicode.Khmer, unicode.Myanmar, unicode.Bopomofo, unicode.Yi) ||
		r >= 0x3000 && r <= 0x303F || r >= 0xFF00 && r <= 0xFF65
}

// isBreakingSpace reports white space at which a line may end.
func isBreakingSpace(r rune) bool {
	return unicode.IsSpace(r) && r != '\u00A0' && r != '\u202F' && r != '\u2007'
}

func isBreakable(s string) bool { return strings.TrimFunc(s, isBreakingSpace) == "" }

// endsInAbbreviation reports whether what looks like the end of a sentence is one of the dots that titles and
// initials have.
func endsInAbbreviation(text string) bool {
	text = strings.TrimRightFunc(text, unicode.IsSpace)
	word, ok := strings.CutSuffix(text, ".")
	if !ok {
		return false
	}
	word = word[strings.LastIndexFunc(word, func(r rune) bool { return !unicode.IsLetter(r) })+1:]
	if utf8.RuneCountInString(word) == 1 {
		return true
	}
	switch strings.ToLower(word) {
	case "dr", "mr", "mrs", "ms", "prof", "st", "sr", "jr", "vs", "nr", "hr", "fr", "bzw", "ca", "inkl", "evtl", "mme", "mlle", "env":
		return true
	default:
		return false
	}
}
