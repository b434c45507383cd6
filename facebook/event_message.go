package facebook

import (
	"strconv"
	"strings"
	"time"

	"github.com/relais-go/relais/internal/graph"
	"github.com/relais-go/relais/internal/inbox"
	"github.com/relais-go/relais/social"
)

// pushedMessage is something of a private conversation. Times are cut to seconds, as where messages are read.
func (l *hearing) pushedMessage(u *WebhookUpdate) []inbox.Pushed {
	m := u.Message
	e := &social.Event{
		Author: (&From{ID: m.Sender.ID}).portable(), Time: at(m.Timestamp, u).Truncate(time.Second), Private: true, Raw: u,
	}
	switch {
	case m.Message != nil && bool(m.Message.IsDeleted):
		e.Kind, e.ID, e.Ref = social.EventDeleted, "deleted:message:"+string(m.Message.ID), messageRef(m.Message.ID)
		return one(e, "")
	case m.Message != nil:
		return one(l.message(e, m.Message), sourceMessages)
	case m.Edit != nil:
		e.Kind, e.Ref, e.Text = social.EventEdited, messageRef(m.Edit.ID), m.Edit.Text
		e.ID = "edited:message:" + string(m.Edit.ID) + ":" + strconv.FormatInt(int64(m.Edit.Count), 10)
		return one(e, "")
	case m.Reaction != nil && m.Reaction.Action != "unreact":
		e.Kind, e.Ref, e.Reaction, e.Text = social.EventReaction, messageRef(m.Reaction.MessageID), messageReaction(m.Reaction), m.Reaction.Emoji
		e.ID = strings.Join([]string{"reaction:message", string(m.Reaction.MessageID), string(m.Sender.ID), m.Reaction.Emoji, unix(e.Time)}, ":")
		return one(e, "")
	case m.Postback != nil:
		e.Kind, e.Text, e.ID, e.Ref = social.EventMessage, m.Postback.Title, "message:"+string(m.Postback.ID), messageRef(m.Postback.ID)
		if m.Postback.ID == "" {
			e.ID, e.Ref = "postback:"+digest(string(m.Raw)), e.Author.Ref
		}
		return one(e, sourceMessages)
	default:
		out := other(u)
		out.Author, out.Private = e.Author, true
		return one(out, "")
	}
}

// message is a private message that was pushed. The Page's own come back as echoes: their author is the Page.
func (l *hearing) message(e *social.Event, m *graph.Message) *social.Event {
	e.Kind, e.ID, e.Ref, e.Text, e.Media = social.EventMessage, "message:"+string(m.ID), messageRef(m.ID), m.Text, pushedMedia(m.Attachments)
	if m.ReplyTo != nil && m.ReplyTo.ID != "" {
		e.Parent = messageRef(m.ReplyTo.ID)
	}
	if m.IsEcho {
		e.Author = social.Account{Ref: accountRef(l.c.cfg.Page)}
	}
	return e
}

// messageReaction is a reaction to a message.
func messageReaction(r *graph.Reaction) social.Reaction {
	switch kind := strings.ToLower(r.Kind); kind {
	case "", "other":
		return social.Reaction(r.Emoji)
	default:
		return reactionOf(kind)
	}
}
