package community

import "time"

// At is at, for tests.
func At(d Date, c TimeOfDay, loc *time.Location) (time.Time, bool) { return at(d, c, loc) }

// Handles is handles, for tests.
func Handles(text string, limit int) []string { return handles(text, limit) }

// Words is split, for tests: each word with its mark.
func Words(text string, plain bool) []string {
	var out []string
	for _, w := range split(text, plain) {
		s := w.text
		if w.mark != 0 {
			s = string(w.mark) + s
		}
		out = append(out, s)
	}
	return out
}

// TermIn reports whether the term holds a word, and whether it is in the text.
func TermIn(s, text string, plain bool) (ok, in bool) {
	t, ok := newTerm(s, plain)
	return ok, ok && t.in(split(text, plain))
}

// Surplus is surplus, for tests.
func Surplus(count int, shape, weight float64) float64 { return surplus(count, shape, weight) }

// Harmless is harmless, for tests.
func Harmless(s string) string { return harmless(s) }
