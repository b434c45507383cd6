package community_test

import (
	"strings"
	"testing"

	"github.com/relais-go/relais/social/community"
	"github.com/stretchr/testify/assert"
)

func TestTerms(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		why, term, text string
		want            bool
	}{
		{"a word", "acme", "I love Acme!", true},
		{"not inside another word", "acme", "acmeist pharmacme", false},
		{"possessive", "acme", "Acme's and Acme’s", true},
		{"elision", "acme", "l'Acme", true},
		{"phrase across punctuation", "bad service", "Bad, service", true},
		{"phrase across words", "bad service", "bad old service", false},
		{"phrase over a line end", "bad service", "bad\nservice", true},
		{"full case folding", "straße", "STRASSE", true},
		{"Greek sigma", "ΟΔΟΣ", "οδος", true},
		{"composed and decomposed", "élève", "e\u0301le\u0300ve", true},
		{"full width", "acme", "ＡＣＭＥ", true},
		{"hidden characters", "acme", "ac\u200bm\u00ade", true},
		{"word in hashtag", "acme", "#Acme", true},
		{"hashtag only", "#acme", "acme", false},
		{"hashtag", "#acme", "so #ACME.", true},
		{"longer hashtag", "#acme", "#acmesale", false},
		{"hashtag with a full stop behind", "#acme", "#acme.yes", true},
		{"mention only", "@acme", "acme", false},
		{"mention", "@acme", "hi @Acme!", true},
		{"mention of another", "@acme", "hi @acme.shop", false},
		{"mention with full stop", "@acme.shop", "hi @acme.shop.", true},
		{"underline is part of a name", "acme", "@acme_fans", false},
		{"beginning of words", "clos*", "they were closing", true},
		{"beginning of words, not within", "clos*", "enclosed", false},
		{"beginning, last word of a phrase only", "bad serv*", "bad services", true},
		{"beginning is no rule for the words before", "bad serv*", "badly services", false},
		{"domain", "acme.com", "see https://acme.com/shop", true},
		{"emoji", "😡", "so slow😡😡", true},
		{"emoji with a variant", "❤️", "I ❤ you", true},
		{"Chinese", "服务", "服务很差", true},
		{"Thai is not split without spaces, Han is", "差", "服务很差", true},
		{"number", "24", "open 24/7", true},
		{"apostrophe", "don't buy", "DON’T BUY", true},
	} {
		ok, in := community.TermIn(c.term, c.text, false)
		assert.True(t, ok, c.why)
		assert.Equal(t, c.want, in, c.why)
	}
	_, with := community.TermIn("élève", "ELEVE", false)
	_, without := community.TermIn("élève", "ELEVE", true)
	assert.Equal(t, []bool{false, true}, []bool{with, without}, "accents")
	_, hindi := community.TermIn("कि", "क", true)
	assert.False(t, hindi, "vowel signs are no accents")
	for _, none := range []string{"", " ", "*", "#", "...", "\u200b"} {
		ok, _ := community.TermIn(none, "a", false)
		assert.False(t, ok, "%q", none)
	}
	assert.Equal(t, []string{"@ada", "@example.org", "l", "eau", "#vert"}, community.Words("@Ada@example.org: l’eau #Vert", false))
	assert.Less(t, len(community.Words(strings.Repeat("a ", 1<<20), false)), 40000, "of long texts the beginning is looked at")
}

// FuzzTerms: whatever strangers write, a text's own words are found in it, in any case, and splitting again changes
// nothing.
func FuzzTerms(f *testing.F) {
	for _, s := range []string{"I love Acme's #Sale @ada.l", "l’eau", "服务很差😡", "a\xff\u200d", "ﬁ ǆ İ ς", "1.2,3 #️⃣ @@x ##"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		for _, plain := range []bool{false, true} {
			words := community.Words(text, plain)
			for _, w := range words[:min(len(words), 50)] {
				ok, in := community.TermIn(w, text, plain)
				assert.True(t, ok && in, "%q in %q", w, text)
			}
		}
	})
}
