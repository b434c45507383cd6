package community

import (
	"fmt"
	"iter"
	"slices"
	"time"

	"github.com/relais-go/relais/social"
)

// Unanswered lists what people wrote and nobody has answered, the longest wait first: mentions, comments, replies and
// reviews that concern the account in public, and private messages. answers are the account's own posts, as
// [social.Posts] with Replies gives them; what they answer, is answered, whichever event tells of it. A private message is
// answered if handled says so, since private answers are no posts.
//
// handled reports what was dealt with in another way, such as a message that was answered, spam, or a thank-you that needs
// no answer; nil: nothing. What was deleted since, and what the network set aside as unwanted, is left out. Of what comes
// again, and of what was edited, the newest event counts, with the time of the first.
//
// It keeps in memory what is unanswered. Errors of events and answers are returned alone: part of the answers would make
// answered questions look unanswered.
func Unanswered(
	events iter.Seq2[*social.Event, error], answers iter.Seq2[*social.Post, error], handled func(*social.Event) bool,
) ([]*social.Event, error) {
	answered := map[person]bool{}
	for p, err := range answers {
		if err != nil {
			return nil, fmt.Errorf("community: answers: %w", err)
		}
		if p.ReplyTo.ID != "" {
			answered[thing(p.ReplyTo)] = true
		}
	}
	open, since := map[person]*social.Event{}, map[person]time.Time{}
	for e, err := range events {
		if err != nil {
			return nil, fmt.Errorf("community: events: %w", err)
		}
		key := thing(e.Ref)
		_, known := open[key]
		switch {
		case e.Kind == social.EventDeleted:
			delete(open, key)
		case answered[key] || e.Kind == social.EventEdited && !known || e.Kind != social.EventEdited && !wantsAnswer(e):
		case handled != nil && handled(e):
			delete(open, key)
		default:
			if !known || e.Time.Before(since[key]) {
				since[key] = e.Time
			}
			open[key] = e
		}
	}
	out := make([]*social.Event, 0, len(open))
	for _, e := range open {
		out = append(out, e)
	}
	slices.SortFunc(out, func(a, b *social.Event) int {
		if c := since[thing(a.Ref)].Compare(since[thing(b.Ref)]); c != 0 {
			return c
		}
		return (&Participant{Network: a.Ref.Network, ID: a.Ref.ID}).compare(&Participant{Network: b.Ref.Network, ID: b.Ref.ID})
	})
	return out, nil
}

// wantsAnswer reports whether somebody may wait for an answer.
func wantsAnswer(e *social.Event) bool {
	return !e.Filtered && e.Ref.ID != "" && (e.Kind == social.EventMessage || asks(e) || e.Private && e.Kind == social.EventMention)
}
