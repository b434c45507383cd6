// Package draft holds what every network does with a [social.Draft] before anything is sent: collect what is wrong
// with it, name its fields, put link and tags into its text. It checks references and moderations, too.
package draft

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/relais-go/relais/social"
)

// Findings collects what is wrong with a draft, so that a user hears of everything at once. Make it with [For].
type Findings struct {
	network string
	list    []*social.Error
}

// For starts the findings of one network.
func For(network string) *Findings { return &Findings{network: network} }

// Invalid notes a field that cannot be sent as it is.
func (f *Findings) Invalid(field, format string, args ...any) {
	f.list = append(f.list, social.Invalid(f.network, field, fmt.Sprintf(format, args...)))
}

// Lacks notes a field that the network has nothing for.
func (f *Findings) Lacks(field, why string) {
	f.list = append(f.list, social.Unsupported(f.network, field, why))
}

// Add notes the problems that err holds, if any.
func (f *Findings) Add(err error) { f.list = append(f.list, social.Problems(err)...) }

// Err is nil if nothing is wrong, one problem as it is, and several of them joined.
func (f *Findings) Err() error {
	switch len(f.list) {
	case 0:
		return nil
	case 1:
		return f.list[0]
	default:
		errs := make([]error, len(f.list))
		for i, p := range f.list {
			errs[i] = p
		}
		return errors.Join(errs...)
	}
}

// Key checks an idempotency key.
func (f *Findings) Key(key string) {
	if len(key) > 64 || strings.ContainsFunc(key, func(r rune) bool { return r <= ' ' || r > '~' }) {
		f.Invalid("Key", "must be at most 64 printable ASCII characters")
	}
}

// Tags checks that hashtags are words.
func (f *Findings) Tags(tags []string) {
	for i, tag := range tags {
		if tag == "" || strings.ContainsAny(tag, "# \t\n") {
			f.Invalid(fmt.Sprintf("Tags[%d]", i), "must be a word without #")
		}
	}
}

// Ref checks a reference of a draft, unless it is left out. See [CheckRef].
func (f *Findings) Ref(field string, r social.Ref, kinds ...social.RefKind) {
	if r != (social.Ref{}) {
		f.Add(CheckRef(f.network, field, r, kinds...))
	}
}

// Poll checks a poll, if there is one, against limits of which 0 means none; count measures an option. What a
// network lacks of Question, Multiple and HideTotals is its own to say.
func (f *Findings) Poll(p *social.Poll, l social.PollLimit, count func(string) int) {
	if p == nil {
		return
	}
	const fewest = 2
	switch n := len(p.Options); {
	case l.Options > 0 && (n < fewest || n > l.Options):
		f.Invalid("Poll.Options", "has %d answers, from %d to %d fit", n, fewest, l.Options)
	case n < fewest:
		f.Invalid("Poll.Options", "has %d answers, %d are the fewest", n, fewest)
	}
	for i, o := range p.Options {
		field := fmt.Sprintf("Poll.Options[%d]", i)
		switch n := count(o); {
		case strings.TrimSpace(o) == "":
			f.Invalid(field, "is empty")
		case l.OptionText > 0 && n > l.OptionText:
			f.Invalid(field, "has %d characters, %d fit", n, l.OptionText)
		case slices.Contains(p.Options[:i], o):
			f.Invalid(field, "is there twice")
		}
	}
	f.pollDuration(p.Duration, l)
}

func (f *Findings) pollDuration(d time.Duration, l social.PollLimit) {
	switch {
	case d >= l.MinDuration && (l.MaxDuration <= 0 || d <= l.MaxDuration):
	case l.MaxDuration <= 0:
		f.Invalid("Poll.Duration", "is %v, %v is the shortest", d, l.MinDuration)
	default:
		f.Invalid("Poll.Duration", "is %v, from %v to %v fit", d, l.MinDuration, l.MaxDuration)
	}
}

// CheckRef refuses a reference that does not belong to the network, names nothing, or is of none of the kinds.
func CheckRef(network, field string, r social.Ref, kinds ...social.RefKind) error {
	switch {
	case r.Network != "" && r.Network != network:
		return social.Invalid(network, field, "belongs to "+r.Network)
	case r.ID == "":
		return social.Invalid(network, field, "has no ID")
	case slices.Contains(kinds, r.Kind):
		return nil
	case r.Kind == social.RefPost:
		return social.Unsupported(network, field, "is of kind post")
	default:
		return social.Unsupported(network, field, "is of kind "+string(r.Kind))
	}
}
