package htmltext

import (
	"strconv"
	"strings"
)

// maxIndent bounds how deep lists and quotes are shown, so that nesting cannot multiply the text.
const maxIndent = 6

// A writer collects text. Line breaks wait until there is text to separate, so that neither the
// beginning nor the end of the result has any.
type writer struct {
	buf    []byte
	breaks int    // line breaks owed before the next text
	quotes int    // open quoted blocks
	marker string // of the list item that the next text begins
	start  int    // where the marked text begins, -1 if none of it was written yet
}

// lineBreak asks for at least n line breaks before the next text.
func (w *writer) lineBreak(n int) { w.breaks = max(w.breaks, n) }

// item asks for a list marker before the next text; number 0 means a bullet.
func (w *writer) item(indent, number int) {
	mark := "- "
	if number > 0 {
		mark = strconv.Itoa(number) + ". "
	}
	w.marker = strings.Repeat("  ", min(indent, maxIndent)) + mark
}

// mark begins a text that replace can take back.
func (w *writer) mark() { w.start = -1 }

// marked is what was written since mark.
func (w *writer) marked() string {
	if w.start < 0 || w.start > len(w.buf) {
		return ""
	}
	return string(w.buf[w.start:])
}

// replace puts s in the place of what was written since mark.
func (w *writer) replace(s string) { w.buf = append(w.buf[:w.start], s...) }

// text writes s. Line breaks in the source are only spaces, unless keep is set; other spaces stay as
// they are, since social networks show them.
func (w *writer) text(s string, keep bool) {
	if keep {
		for i, line := range strings.Split(strings.ReplaceAll(s, "\r\n", "\n"), "\n") {
			if i > 0 {
				w.breaks++
			}
			w.line(line)
		}
		return
	}
	if strings.ContainsAny(s, "\n\r\f") {
		s = joinLines(s)
	}
	if w.atLineStart() {
		s = strings.TrimLeft(s, " \t")
	}
	w.line(s)
}

// line writes a text without line breaks, after what is owed before it.
func (w *writer) line(s string) {
	if s == "" {
		return
	}
	fresh := w.atLineStart()
	if w.breaks > 0 && len(w.buf) > 0 {
		w.buf = trimRight(w.buf)
		if w.start >= len(w.buf) { // nothing is left of what is marked
			w.start = -1
		}
		for range w.breaks {
			if len(w.buf) > 0 { // there was nothing but space before
				w.buf = append(w.buf, '\n')
			}
		}
	}
	w.breaks = 0
	if fresh {
		w.buf = append(w.buf, strings.Repeat("> ", min(w.quotes, maxIndent))...)
		w.buf = append(w.buf, w.marker...)
		w.marker = ""
	}
	if w.start < 0 {
		w.start = len(w.buf)
	}
	w.buf = append(w.buf, s...)
}

func (w *writer) atLineStart() bool { return len(w.buf) == 0 || w.breaks > 0 }

// joinLines makes one space of every run of spaces that holds a line break.
func joinLines(s string) string {
	var b strings.Builder
	b.Grow(len(s))
	for len(s) > 0 {
		n := len(s) - len(strings.TrimLeft(s, " \t\n\r\f"))
		switch run := s[:n]; {
		case strings.ContainsAny(run, "\n\r\f"):
			b.WriteByte(' ')
		default:
			b.WriteString(run)
		}
		s = s[n:]
		n = strings.IndexAny(s, " \t\n\r\f")
		if n < 0 {
			n = len(s)
		}
		b.WriteString(s[:n])
		s = s[n:]
	}
	return b.String()
}

func trimRight(b []byte) []byte {
	for len(b) > 0 && (b[len(b)-1] == ' ' || b[len(b)-1] == '\t') {
		b = b[:len(b)-1]
	}
	return b
}
