package instagram

import (
	"github.com/relais-go/relais/social"
)

// Events have the same IDs whether they were read or pushed.

func commentEventID(id ID) string { return "comment:" + string(id) }

func mediaEventID(id ID) string { return "media:" + string(id) }

func messageEventID(id ID) string { return "message:" + string(id) }

// event is a comment below a media of the account.
func (k *Comment) event(media ID) *social.Event {
	e := commentEvent(k.ID, k.ParentID, media)
	e.Author, e.Text, e.Time, e.Filtered, e.Raw = k.author().portable(), k.Text, k.Timestamp.Time, value(k.Hidden), k
	return e
}

// commentEvent is a comment below a media, or the answer to one if it has a parent.
func commentEvent(id, parent, media ID) *social.Event {
	e := &social.Event{Kind: social.EventComment, ID: commentEventID(id), Ref: commentRef(id)}
	if media != "" {
		e.Root = postRef(media)
		e.Parent = e.Root
	}
	if parent != "" {
		e.Kind, e.Parent = social.EventReply, commentRef(parent)
	}
	return e
}

// mention is a media by somebody else that names or tags the account.
func (m *Media) mention() *social.Event {
	out := m.portable("")
	return &social.Event{
		Kind: social.EventMention, ID: mediaEventID(m.ID), Ref: out.Ref, Author: out.Author, Text: out.Text, Media: out.Media, Time: out.Time, Raw: m,
	}
}

// mention is a comment elsewhere that names the account.
func (k *Comment) mention(media ID) *social.Event {
	e := k.event(media)
	e.Kind = social.EventMention
	return e
}

// event is a private message.
func (m *Message) event(conversation ID) *social.Event {
	out := m.portable()
	return &social.Event{
		Kind: social.EventMessage, ID: messageEventID(m.ID), Ref: out.Ref, Author: out.Author, Text: out.Text, Media: out.Media,
		Time: out.Time, Parent: out.ReplyTo, Root: conversationRef(conversation), Private: true, Raw: m,
	}
}
