package graph

import (
	"strconv"
	"strings"
	"time"

	"github.com/relais-go/relais/internal/inbox"
	"github.com/relais-go/relais/social"
)

// Mailbox makes events of what is pushed of the private conversations of a page or account.
type Mailbox struct {
	Network string
	Own     ID
	Source  string // of the listener, that shows messages

	// Buttons says that Source shows buttons that were pressed, too.
	Buttons bool

	Person   func(id ID) social.Account
	Reaction func(*Reaction) social.Reaction
}

func (b *Mailbox) message(id ID) social.Ref {
	return social.Ref{Network: b.Network, Kind: social.RefMessage, ID: string(id)}
}

// Understand is what an update with a Message means. Times are cut to seconds, as where messages are read. A message
// without a name has the source read.
func (b *Mailbox) Understand(u *Update) []inbox.Pushed {
	m := u.Message
	e := &social.Event{Author: b.Person(m.Sender.ID), Time: u.At(m.Timestamp).Truncate(time.Second), Private: true, Raw: u}
	switch {
	case m.Message != nil && m.Message.ID == "":
		return inbox.Nudge(b.Source)
	case m.Message != nil && bool(m.Message.IsDeleted):
		e.Kind, e.ID, e.Ref = social.EventDeleted, "deleted:message:"+string(m.Message.ID), b.message(m.Message.ID)
		return inbox.Tell(e, "")
	case m.Message != nil:
		return inbox.Tell(b.said(e, m.Message), b.Source)
	case m.Edit != nil:
		e.Kind, e.Ref, e.Text = social.EventEdited, b.message(m.Edit.ID), m.Edit.Text
		e.ID = "edited:message:" + string(m.Edit.ID) + ":" + strconv.FormatInt(int64(m.Edit.Count), 10)
		return inbox.Tell(e, "")
	case m.Reaction != nil && m.Reaction.Action != "unreact":
		e.Kind, e.Ref, e.Reaction, e.Text = social.EventReaction, b.message(m.Reaction.MessageID), b.Reaction(m.Reaction), m.Reaction.Emoji
		e.ID = strings.Join([]string{
			"reaction:message", string(m.Reaction.MessageID), string(m.Sender.ID), m.Reaction.Emoji, strconv.FormatInt(e.Time.Unix(), 10),
		}, ":")
		return inbox.Tell(e, "")
	case m.Postback != nil:
		return b.pressed(e, m)
	default:
		out := u.Other(b.Network)
		out.Author, out.Private = e.Author, true
		return inbox.Tell(out, "")
	}
}

// pressed is a button.
func (b *Mailbox) pressed(e *social.Event, m *Messaging) []inbox.Pushed {
	e.Kind, e.Text, e.ID, e.Ref = social.EventMessage, m.Postback.Title, "message:"+string(m.Postback.ID), b.message(m.Postback.ID)
	if m.Postback.ID == "" {
		e.ID, e.Ref = "postback:"+Digest(string(m.Raw)), e.Author.Ref
	}
	if b.Buttons {
		return inbox.Tell(e, b.Source)
	}
	return inbox.Tell(e, "")
}

// said is a private message. Those of the page or account itself come back as echoes.
func (b *Mailbox) said(e *social.Event, m *Message) *social.Event {
	e.Kind, e.ID, e.Ref, e.Text = social.EventMessage, "message:"+string(m.ID), b.message(m.ID), m.Text
	for _, a := range m.Attachments {
		e.Media = append(e.Media, social.Attachment{ContentType: a.Type, URL: a.Payload.URL})
	}
	switch {
	case m.ReplyTo == nil:
	case m.ReplyTo.ID != "":
		e.Parent = b.message(m.ReplyTo.ID)
	case m.ReplyTo.Story != nil && m.ReplyTo.Story.ID != "":
		e.Parent = social.Ref{Network: b.Network, ID: string(m.ReplyTo.Story.ID)}
	}
	if m.IsEcho || m.IsSelf {
		e.Author = social.Account{Ref: social.Ref{Network: b.Network, Kind: social.RefAccount, ID: string(b.Own)}}
	}
	return e
}
