package graph

import (
	"context"
	"errors"
	"iter"
	"strings"
	"time"

	"github.com/relais-go/relais/internal/draft"
	"github.com/relais-go/relais/internal/rest"
	"github.com/relais-go/relais/social"
)

// Recipient is whom a private message goes to: one of its fields is set.
type Recipient struct {
	ID        ID `json:"id,omitempty"`         // a person, as messages and webhooks of the page or account name them
	CommentID ID `json:"comment_id,omitempty"` // whoever wrote the comment: a private reply
	PostID    ID `json:"post_id,omitempty"`    // whoever wrote the post on the page: a private reply
}

// SentMessage is what Meta says of a message that was sent.
type SentMessage struct {
	RecipientID ID `json:"recipient_id"` // the person, as the page or account sees them
	MessageID   ID `json:"message_id"`
}

// Mail is how a network finds conversations of type V, people, and messages of type M.
type Mail[V, M any] struct {
	Network string
	Name    string           // of the network, as people write it
	Own     ID               // the page or account
	Targets []social.RefKind // what a message can go to

	// Conversation and Message read one; Page reads some messages of a conversation, All iterates over them, newest first.
	Conversation func(ctx context.Context, id ID) (*V, error)
	Message      func(ctx context.Context, id ID) (*M, error)
	Page         func(ctx context.Context, conversation ID, cursor string) (*social.Page[M], error)
	All          func(ctx context.Context, conversation ID) iter.Seq2[*M, error]

	// Author is who wrote the comment or post that a recipient names, and the conversation in which it was answered in
	// private: either may be "".
	Author func(ctx context.Context, to *Recipient) (person, conversation ID, err error)

	// With is the conversation with a person, "" if there is none.
	With func(ctx context.Context, person ID) (ID, error)

	// Partner is the other one of a conversation, "" if the network does not say; Head says of a message who sent it to
	// whom, and when.
	Partner func(v *V) ID
	Head    func(m *M) Head
}

// Head says which message it is.
type Head struct {
	ID    ID
	From  ID // "" if the network does not say
	Other ID // who is not the page or account
	At    time.Time
}

func (m *Mail[V, M]) hidden(op, message string) error {
	return &social.Error{Network: m.Network, Op: op, Kind: social.ErrPermission, Message: m.Name + " does not say " + message}
}

// Address finds out whom a message goes to, and which message it quotes, "" if none.
func (m *Mail[V, M]) Address(ctx context.Context, to social.Ref) (r Recipient, quoted ID, err error) {
	id := ID(to.ID)
	switch to.Kind {
	case social.RefComment:
		r.CommentID = id
	case social.RefPost:
		r.PostID = id
	case social.RefConversation:
		var v *V
		if v, err = m.Conversation(ctx, id); err == nil {
			r.ID = m.Partner(v)
		}
	case social.RefMessage:
		var message *M
		if message, err = m.Message(ctx, id); err == nil {
			r.ID, quoted = m.Head(message).Other, id
		}
	default:
		r.ID = id
	}
	if err == nil && r == (Recipient{}) {
		err = m.hidden("messages.send", "who the other is")
	}
	return r, quoted, err
}

// ConversationOf is the conversation that a reference stands for, "" if there is none yet.
func (m *Mail[V, M]) ConversationOf(ctx context.Context, ref social.Ref) (ID, error) {
	if err := draft.CheckRef(m.Network, "conversation", ref, m.Targets...); err != nil {
		return "", err
	}
	if ref.Kind == social.RefConversation {
		return ID(ref.ID), nil
	}
	to, _, err := m.Address(ctx, ref)
	if err != nil {
		return "", err
	}
	return m.exchange(ctx, &to)
}

// exchange finds the conversation that a message to somebody goes into, "" if there is none yet.
func (m *Mail[V, M]) exchange(ctx context.Context, to *Recipient) (ID, error) {
	person := to.ID
	if person == "" {
		var conversation ID
		var err error
		if person, conversation, err = m.Author(ctx, to); err != nil || conversation != "" {
			return conversation, err
		}
	}
	if person == "" {
		return "", m.hidden("messages.find", "who it was")
	}
	return m.With(ctx, person)
}

// Messages iterates over those of the conversation that a reference stands for, none if there is none yet.
func (m *Mail[V, M]) Messages(ctx context.Context, ref social.Ref, portable func(*M) *social.Post) iter.Seq2[*social.Post, error] {
	return func(yield func(*social.Post, error) bool) {
		id, err := m.ConversationOf(ctx, ref)
		if err != nil {
			yield(nil, err)
			return
		}
		if id != "" {
			rest.Map(m.All(ctx, id), portable)(yield)
		}
	}
}

// Letter is a message that is sent once.
type Letter[M any] struct {
	To   Recipient
	Text string
	Send func(ctx context.Context) (*SentMessage, error) // makes one attempt
	Made func(m *M) bool                                 // reports whether a message is what Send would have made
}

// FindMargin is how much earlier than its first attempt something may have been made that is looked for: Meta's times are
// cut to seconds, and clocks drift.
const FindMargin = time.Minute

// Post sends a message once, or goes on with it: when the answer is lost, or is an error that Meta gives for messages
// that were sent, the newest messages of the conversation are searched before anything is sent again.
func (m *Mail[V, M]) Post(ctx context.Context, c *Client, a *Attempt, l *Letter[M]) (*SentMessage, error) {
	twin := strings.Join([]string{"message", string(l.To.ID), string(l.To.CommentID), string(l.To.PostID), l.Text}, "\x00")
	tries := 0
	return Once(ctx, c, a, &rest.Write[*SentMessage]{
		Twin: twin, ID: func(s *SentMessage) string { return string(s.MessageID) },
		Send: func(ctx context.Context) (*SentMessage, error) {
			tries++
			sent, err := l.Send(ctx)
			if errors.Is(err, social.ErrDuplicate) && (tries > 1 || a.Sent) { // by the earlier try
				if found, ok, lookup := m.find(ctx, a, l, func(string) bool { return false }); ok && lookup == nil {
					return found, nil
				}
			}
			return sent, err
		},
		Find: func(ctx context.Context, taken func(string) bool) (*SentMessage, bool, error) {
			return m.find(ctx, a, l, taken)
		},
	})
}

// find looks for a message among the newest of its conversation.
func (m *Mail[V, M]) find(ctx context.Context, a *Attempt, l *Letter[M], taken func(string) bool) (*SentMessage, bool, error) {
	conversation, err := m.exchange(ctx, &l.To)
	if err != nil || conversation == "" {
		return nil, false, err
	}
	newest, err := m.Page(ctx, conversation, "")
	if err != nil {
		return nil, false, err
	}
	oldest := a.Since.Add(-FindMargin)
	for _, message := range newest.Items {
		if message == nil {
			continue
		}
		h := m.Head(message)
		if h.From == m.Own && !h.At.Before(oldest) && !taken(string(h.ID)) && l.Made(message) {
			return &SentMessage{RecipientID: h.Other, MessageID: h.ID}, true, nil
		}
	}
	return nil, false, nil
}
