package xtest

import (
	"strconv"
	"strings"
)

// nfcTable is what normalisation form C needs to know, see https://unicode.org/reports/tr15/.
type nfcTable struct {
	decompose map[rune][]rune
	compose   map[[2]rune]rune
	class     map[rune]int
}

func hexRune(s string) rune {
	n, _ := strconv.ParseInt(s, 16, 32) // the tables are constants
	return rune(n)
}

func newNFCTable() *nfcTable {
	t := &nfcTable{decompose: map[rune][]rune{}, compose: map[[2]rune]rune{}, class: map[rune]int{}}
	for entry := range strings.FieldsSeq(decompositions) {
		at := strings.IndexAny(entry, "=>")
		whole := hexRune(entry[:at])
		var parts []rune
		for part := range strings.SplitSeq(entry[at+1:], ".") {
			parts = append(parts, hexRune(part))
		}
		t.decompose[whole] = parts
		if entry[at] == '=' && len(parts) == 2 {
			t.compose[[2]rune{parts[0], parts[1]}] = whole
		}
	}
	for entry := range strings.FieldsSeq(combiningClasses) {
		span, class, _ := strings.Cut(entry, ":")
		first, last, isRange := strings.Cut(span, "-")
		if !isRange {
			last = first
		}
		n, _ := strconv.Atoi(class)
		for r := hexRune(first); r <= hexRune(last); r++ {
			t.class[r] = n
		}
	}
	return t
}

// The syllables of Hangul are composed by arithmetic.
const (
	hangulS, hangulL, hangulV, hangulT = 0xAC00, 0x1100, 0x1161, 0x11A7
	hangulLs, hangulVs, hangulTs       = 19, 21, 28
)

// nfc normalises a text to form C.
func (s *Server) nfc(text string) string {
	if !strings.ContainsFunc(text, func(r rune) bool { return r >= 0x300 }) {
		return text // nothing below U+0300 changes
	}
	t := s.nfcData()
	var runes []rune
	for _, r := range text {
		runes = t.split(runes, r)
	}
	t.order(runes)
	return string(t.join(runes))
}

// split appends the full decomposition of r.
func (t *nfcTable) split(out []rune, r rune) []rune {
	if i := r - hangulS; i >= 0 && i < hangulLs*hangulVs*hangulTs {
		out = append(out, hangulL+i/(hangulVs*hangulTs), hangulV+i%(hangulVs*hangulTs)/hangulTs)
		if i%hangulTs != 0 {
			out = append(out, hangulT+i%hangulTs)
		}
		return out
	}
	parts, ok := t.decompose[r]
	if !ok {
		return append(out, r)
	}
	for _, p := range parts {
		out = t.split(out, p)
	}
	return out
}

// order sorts runs of combining marks by their class.
func (t *nfcTable) order(runes []rune) {
	for i := 1; i < len(runes); i++ {
		class := t.class[runes[i]]
		for j := i; class > 0 && j > 0 && t.class[runes[j-1]] > class; j-- {
			runes[j], runes[j-1] = runes[j-1], runes[j]
		}
	}
}

func (t *nfcTable) join(runes []rune) []rune {
	var out []rune
	starter, last := -1, 0 // index of the last starter in out, class of the rune before
	for _, r := range runes {
		class := t.class[r]
		if starter >= 0 && (last < class || last == 0 && starter == len(out)-1) {
			if whole, ok := t.pair(out[starter], r); ok {
				out[starter] = whole
				continue
			}
		}
		if class == 0 {
			starter = len(out)
		}
		last = class
		out = append(out, r)
	}
	return out
}

func (t *nfcTable) pair(a, b rune) (rune, bool) {
	if l, v := a-hangulL, b-hangulV; l >= 0 && l < hangulLs && v >= 0 && v < hangulVs {
		return hangulS + (l*hangulVs+v)*hangulTs, true
	}
	if i, x := a-hangulS, b-hangulT; i >= 0 && i < hangulLs*hangulVs*hangulTs && i%hangulTs == 0 && x > 0 && x < hangulTs {
		return a + x, true
	}
	whole, ok := t.compose[[2]rune{a, b}]
	return whole, ok
}
