package community

import (
	"cmp"
	"fmt"
	"iter"
	"slices"
	"strings"

	"github.com/relais-go/relais/social"
)

// Repeat is a post that says what a draft says.
type Repeat struct {
	Post *social.Post

	// Similarity is 1 if both hold the same words in the same order, whatever their case, punctuation and links, and 0 if
	// they have nothing in common: the part of all runs of three words in either that both have.
	Similarity float64
}

// Repeats finds what a text would say again, among posts that were published or wait, as those of [social.Posts] and
// [social.Scheduled]: networks refuse or hide repeats, and readers mind them. Give the text as it goes to the network, as
// of [social.Draft.For], and look before publishing. Links are left out, since networks shorten them.
//
// Posts whose similarity is at least the given one are listed, the most similar first; 0.6 finds a text with some words
// changed. It is more than 0 and at most 1, or else [social.ErrInvalid]. A text without words repeats nothing. An error
// of posts is returned with what was found before it.
func Repeats(text string, posts iter.Seq2[*social.Post, error], atLeast float64) ([]Repeat, error) {
	if !(atLeast > 0 && atLeast <= 1) {
		return nil, social.Invalid("", "atLeast", "must be more than 0 and at most 1")
	}
	mine := runs(text)
	var out []Repeat
	var failed error
	for p, err := range posts {
		if err != nil {
			failed = fmt.Errorf("community: repeats: %w", err)
			break
		}
		if s := similarity(mine, runs(p.Text)); s >= atLeast {
			out = append(out, Repeat{Post: p, Similarity: s})
		}
	}
	slices.SortStableFunc(out, func(a, b Repeat) int { return cmp.Compare(b.Similarity, a.Similarity) })
	return out, failed
}

// run is three words in a row; of a text with fewer, all.
type run [3]string

// runs lists the different runs of a text without its links.
func runs(text string) map[run]bool {
	var words []string
	for field := range strings.FieldsSeq(text[:min(len(text), maxText)]) {
		if !strings.Contains(field, "://") && !strings.HasPrefix(field, "www.") {
			for _, w := range split(field, false) {
				words = append(words, w.text)
			}
		}
	}
	out := map[run]bool{}
	for i := 0; i < len(words); i++ {
		var r run
		copy(r[:], words[i:])
		if i == 0 || r[2] != "" {
			out[r] = true
		}
	}
	return out
}

// similarity is the part of all runs that both have.
func similarity(a, b map[run]bool) float64 {
	both := 0
	for r := range a {
		if b[r] {
			both++
		}
	}
	if all := len(a) + len(b) - both; all > 0 {
		return float64(both) / float64(all)
	}
	return 0
}
