package facebook

import (
	"strings"

	"github.com/relais-go/relais/internal/graph"
	"github.com/relais-go/relais/social"
)

// Events have the same IDs whether they were read or pushed. Comments and posts are known by the number behind the
// last underscore, since the same one is met below its post, its photo and alone.
func key(id ID) string { return string(id)[strings.LastIndexByte(string(id), '_')+1:] }

// event is a comment below something of the Page. root is the post that it belongs to.
func (k *Comment) event(root ID) *social.Event {
	out := k.portable()
	e := &social.Event{
		Kind: social.EventComment, ID: "comment:" + key(k.ID), Ref: out.Ref, Author: out.Author, Text: out.Text, Media: out.Media,
		Time: out.Time, Parent: out.ReplyTo, Root: postRef(root), Private: value(k.Private), Filtered: value(k.Hidden), Raw: k,
	}
	if e.Parent.IsZero() || e.Parent.Kind == social.RefPost {
		e.Parent = e.Root
	} else {
		e.Kind = social.EventReply
	}
	return e
}

// event is a post by somebody else, on the Page or with a tag of it.
func (p *Post) event() *social.Event {
	out := p.portable()
	return &social.Event{
		Kind: social.EventMention, ID: "post:" + key(p.ID), Ref: out.Ref, Author: out.Author, Text: out.Text, Media: out.Media,
		Time: out.Time, Filtered: value(p.Hidden), Raw: p,
	}
}

// event is a recommendation. One that was changed is another: Facebook keeps one of each person.
func (r *Rating) event() *social.Event {
	story, who := ID(""), value(r.Reviewer)
	if r.Story != nil {
		story = r.Story.ID
	}
	e := reviewEvent(story, who, r.Recommendation, r.Text)
	e.Time, e.Raw = r.CreatedTime.Time, r
	if r.Rating != nil {
		setStars(e, *r.Rating)
	}
	return e
}

func reviewEvent(story ID, who From, r Recommendation, text string) *social.Event {
	id := story
	if id == "" {
		id = who.ID
	}
	e := &social.Event{
		Kind: social.EventReview, ID: "review:" + key(id) + ":" + graph.Digest(string(r.normal()), text), Text: text,
		Ref: social.Ref{Network: network, Kind: social.RefReview, ID: string(id)},
	}
	if who.ID != "" {
		e.Author = who.portable()
	}
	return e
}

// setStars notes the stars of an old review.
func setStars(e *social.Event, stars int64) {
	if stars > 0 {
		n := float64(stars)
		e.Rating = &n
	}
}

// event is a private message.
func (m *Message) event(conversation ID) *social.Event {
	out := m.portable()
	return &social.Event{
		Kind: social.EventMessage, ID: "message:" + string(m.ID), Ref: out.Ref, Author: out.Author, Text: out.Text, Media: out.Media,
		Time: out.Time, Root: conversationRef(conversation), Private: true, Raw: m,
	}
}
