package community

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/clipperhouse/uax29/v2/words"
	"golang.org/x/text/cases"
	"golang.org/x/text/unicode/norm"
)

// maxText is how many bytes of a stranger's text are looked at.
const maxText = 64 << 10

// word is one word of a text, in a form in which equal words are equal.
type word struct {
	text string
	mark byte // '#' of a hashtag, '@' of a mention, else 0
}

// split takes text apart into words by the word boundaries of Unicode (UAX #29), and further at apostrophes and full
// stops, so that "l'eau" holds "eau". Emoji are words; punctuation is not. Words are folded as in caseless matching
// (NFKC and full case folding), characters without a width are left out, and with plain also accents of Latin, Greek
// and Cyrillic.
func split(text string, plain bool) []word {
	var out []word
	var mark byte
	tokens := words.FromString(normal(text, plain))
	for tokens.Next() {
		token := tokens.Value()
		if token == "#" || token == "@" {
			mark = token[0]
			continue
		}
		if mark == '@' { // handles have full stops inside
			if name := strings.TrimLeftFunc(strings.TrimFunc(token, notInWord), unicode.IsMark); name != "" {
				out, token = append(out, word{name, mark}), ""
			}
		}
		for _, part := range strings.FieldsFunc(token, notInWord) {
			if part = strings.TrimLeftFunc(part, unicode.IsMark); part == "" { // a mark without a letter is none
				continue
			}
			out = append(out, word{part, mark})
			mark = 0
		}
		mark = 0
	}
	return out
}

// notInWord reports whether the character separates words, or parts of them.
func notInWord(r rune) bool {
	return r != '_' && !unicode.In(r, unicode.Letter, unicode.Number, unicode.Mark, unicode.So, unicode.Sk)
}

// normal brings text into the form in which it is compared.
func normal(text string, plain bool) string {
	if len(text) > maxText {
		text = text[:maxText]
		for len(text) > 0 && !utf8.RuneStart(text[len(text)-1]) {
			text = text[:len(text)-1]
		}
	}
	text = strings.Map(visible, strings.ToValidUTF8(text, " "))
	text = norm.NFKC.String(cases.Fold().String(norm.NFKC.String(text)))
	if plain {
		text = norm.NFC.String(strings.Map(func(r rune) rune {
			if r >= 0x0300 && r <= 0x036f {
				return -1
			}
			return r
		}, norm.NFD.String(text)))
	}
	return text
}

// visible drops characters by which a word looks the same and is another: soft hyphens, joiners, marks of direction,
// variants of emoji.
func visible(r rune) rune {
	switch {
	case r == 0x00ad, r == 0x180e, r == 0xfeff, r >= 0x200b && r <= 0x200f, r >= 0x202a && r <= 0x202e,
		r >= 0x2060 && r <= 0x2069, r >= 0xfe00 && r <= 0xfe0f:
		return -1
	default:
		return r
	}
}

// term is a word or phrase to find.
type term struct {
	name   string // as it was written
	words  []word
	prefix bool // the last word may go on
}

// newTerm reads a word or phrase. ok is false if it holds no word.
func newTerm(s string, plain bool) (t term, ok bool) {
	t = term{name: s, words: split(s, plain), prefix: strings.HasSuffix(s, "*")}
	return t, len(t.words) > 0
}

// at reports whether the term stands at place i of a text.
func (t *term) at(text []word, i int) bool {
	if i+len(t.words) > len(text) {
		return false
	}
	for j, want := range t.words {
		got := text[i+j]
		if want.mark != 0 && want.mark != got.mark {
			return false
		}
		if got.text != want.text && (!t.prefix || j < len(t.words)-1 || !strings.HasPrefix(got.text, want.text)) {
			return false
		}
	}
	return true
}

// in reports whether the term stands anywhere in the text.
func (t *term) in(text []word) bool {
	for i := range text {
		if t.at(text, i) {
			return true
		}
	}
	return false
}

// terms reads all of list; bad calls back for those without a word.
func terms(list []string, plain bool, bad func(i int)) []term {
	out := make([]term, 0, len(list))
	for i, s := range list {
		if t, ok := newTerm(s, plain); ok {
			out = append(out, t)
		} else {
			bad(i)
		}
	}
	return out
}
