package inbox

import (
	"cmp"
	"slices"
	"strings"

	"github.com/relais-go/relais/social"
)

// item is an event on its way to the consumer.
type item struct {
	event  *social.Event
	source *source // nil: none shows it
	at     int64   // its time, in milliseconds since 1970
}

// sortItems puts items into the order of time, and those of one time into order, or leaves them as they are if they are
// in order already.
func sortItems(items []item, ordered bool) {
	slices.SortStableFunc(items, func(a, b item) int {
		c := cmp.Compare(a.at, b.at)
		if c == 0 && !ordered {
			c = inOrder(a.event, b.event)
		}
		return c
	})
}

// inOrder compares events of one time by their IDs. Those of edits and deletions that only name what was changed, after
// their kind, say nothing of when: an edit comes after what it may have changed, and a deletion in the end.
func inOrder(a, b *social.Event) int {
	return cmp.Or(cmp.Compare(stage(a), stage(b)), compare(a.ID, b.ID))
}

func stage(e *social.Event) int {
	switch {
	case !strings.HasPrefix(e.ID, string(e.Kind)+":"):
		return 0
	case e.Kind == social.EventEdited:
		return 1
	case e.Kind == social.EventDeleted:
		return 2
	default:
		return 0
	}
}

// compare orders IDs, numbers in them by their value: networks count, and "10" comes after "9".
func compare(a, b string) int {
	x, y := a, b
	for x != "" && y != "" {
		m, n := digits(x), digits(y)
		if m > 0 && n > 0 {
			p, q := strings.TrimLeft(x[:m], "0"), strings.TrimLeft(y[:n], "0")
			if c := cmp.Or(cmp.Compare(len(p), len(q)), cmp.Compare(p, q)); c != 0 {
				return c
			}
			x, y = x[m:], y[n:]
			continue
		}
		if x[0] != y[0] {
			return cmp.Compare(x[0], y[0])
		}
		x, y = x[1:], y[1:]
	}
	return cmp.Or(cmp.Compare(len(x), len(y)), cmp.Compare(a, b))
}

// digits is how many digits s begins with.
func digits(s string) int {
	n := 0
	for n < len(s) && s[n] >= '0' && s[n] <= '9' {
		n++
	}
	return n
}
