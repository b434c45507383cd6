package community

import (
	"cmp"
	"fmt"
	"iter"
	"slices"

	"github.com/relais-go/relais/social"
)

// Voice is how much is said of one subject.
type Voice struct {
	Subject string  `json:"subject"`
	Events  int     `json:"events"` // that one of its rules matches
	People  int     `json:"people"` // different authors of these
	Share   float64 `json:"share"`  // of the events of all subjects, 0 to 1; 0 if there are none
}

// ShareOfVoice counts how much is said of the brand and of its competitors: events that rules match, by Subject. Rules of
// one subject count an event once; an event that names two subjects counts for both. Only what rules say of words, kinds,
// networks and authors matters here, not when they raise alerts. Subjects are listed with the most events first.
//
// An error of events is returned with what was counted before it. Rules that mean nothing, or lack a Subject, are
// [social.ErrInvalid].
func ShareOfVoice(events iter.Seq2[*social.Event, error], rules []Rule) ([]Voice, error) {
	matchers, err := newMatchers(rules)
	if err != nil {
		return nil, err
	}
	bySubject := map[string]*voice{}
	for i, m := range matchers {
		if m.rule.Subject == "" {
			return nil, social.Invalid("", fmt.Sprintf("Rules[%d].Subject", i), "is empty")
		}
		bySubject[m.rule.Subject] = &voice{people: map[person]bool{}}
	}
	var failed error
	again := newRepeats(remembered)
	for e, err := range events {
		if err != nil {
			failed = fmt.Errorf("community: share of voice: %w", err)
			break
		}
		if again.again(e) {
			continue
		}
		said := map[string]bool{}
		text := &texts{raw: e.Text}
		for _, m := range matchers {
			if subject := m.rule.Subject; !said[subject] {
				if _, ok := m.match(e, text); ok {
					said[subject] = true
					bySubject[subject].add(e)
				}
			}
		}
	}
	return voices(bySubject), failed
}

// voice is one subject while it is counted.
type voice struct {
	events int
	people map[person]bool
}

func (v *voice) add(e *social.Event) {
	v.events++
	if who, ok := personOf(&e.Author); ok {
		v.people[who] = true
	}
}

func voices(bySubject map[string]*voice) []Voice {
	all := 0
	out := make([]Voice, 0, len(bySubject))
	for subject, v := range bySubject {
		all += v.events
		out = append(out, Voice{Subject: subject, Events: v.events, People: len(v.people)})
	}
	for i := range out {
		if all > 0 {
			out[i].Share = float64(out[i].Events) / float64(all)
		}
	}
	slices.SortFunc(out, func(a, b Voice) int {
		return cmp.Or(cmp.Compare(b.Events, a.Events), cmp.Compare(a.Subject, b.Subject))
	})
	return out
}
