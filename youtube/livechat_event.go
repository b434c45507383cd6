package youtube

import (
	"time"

	"github.com/relais-go/relais/social"
)

func (m *ChatMessage) kind() ChatType {
	if m.Snippet == nil {
		return ""
	}
	return m.Snippet.Type
}

func (m *ChatMessage) time() time.Time {
	if m.Snippet == nil {
		return time.Time{}
	}
	return m.Snippet.PublishedAt.Time
}

// event is what happened in a chat.
func (m *ChatMessage) event(video ID) *social.Event {
	e := &social.Event{
		Kind: social.EventOther, ID: "chat:" + string(m.ID), Ref: social.Ref{Network: network, Kind: social.RefMessage, ID: string(m.ID)},
		Time: m.time(), Raw: m,
	}
	if video != "" {
		e.Root = videoRef(video)
		e.Parent = e.Root
	}
	switch m.kind() {
	case ChatText, ChatSuperChat, ChatSuperSticker, ChatFanFunding:
		e.Kind = social.EventComment
	case ChatTombstone:
		e.Kind, e.ID = social.EventDeleted, "chatdeleted:"+string(m.ID)
	default:
	}
	if a := m.Author; a != nil {
		e.Author = channelAccount(a.ChannelID, a.Name)
		e.Author.Avatar, e.Author.Handle = a.Image, handleOf(a.Name)
	} else if m.Snippet != nil && m.Snippet.AuthorID != "" {
		e.Author = channelAccount(m.Snippet.AuthorID, "")
	}
	if m.Snippet != nil {
		e.Text = m.Snippet.Display
	}
	return e
}
