package x

import (
	"context"
	"html"
	"iter"
	"slices"
	"strings"

	"github.com/relais-go/relais/internal/draft"
	"github.com/relais-go/relais/internal/rest"
	"github.com/relais-go/relais/social"
)

// Conversations implements [social.Messenger]: it iterates over the private conversations of the last 30 days, the
// most recently active first. X has no list of them: the messages are read, 100 a request and 15 requests in 15
// minutes, and each is billed. Of the others only those are known by more than their ID who wrote lately; X does
// not say what was read.
func (c *Client) Conversations(ctx context.Context) iter.Seq2[*social.Conversation, error] {
	return func(yield func(*social.Conversation, error) bool) {
		me, err := c.myID(ctx)
		if err != nil {
			yield(nil, err)
			return
		}
		seen := map[string]bool{}
		for e, err := range c.DMEvents(ctx, &DMParams{Types: []DMEventType{DMMessage}}, nil) {
			if err != nil {
				yield(nil, err)
				return
			}
			if seen[e.ConversationID] {
				continue
			}
			seen[e.ConversationID] = true
			if !yield(e.conversation(me), nil) {
				return
			}
		}
	}
}

// Messages implements [social.Messenger]: it iterates over the messages of a conversation, newest first. A message
// or the other person do as well as the conversation itself.
func (c *Client) Messages(ctx context.Context, conversation social.Ref) iter.Seq2[*social.Post, error] {
	return func(yield func(*social.Post, error) bool) {
		events, err := c.exchange(ctx, conversation)
		if err != nil {
			yield(nil, err)
			return
		}
		rest.Map(events, (*DMEvent).portable)(yield)
	}
}

// exchange finds the messages that a reference stands for.
func (c *Client) exchange(ctx context.Context, ref social.Ref) (iter.Seq2[*DMEvent, error], error) {
	if err := draft.CheckRef(network, "conversation", ref, social.RefConversation, social.RefMessage, social.RefAccount); err != nil {
		return nil, err
	}
	d := &DMParams{Types: []DMEventType{DMMessage}}
	switch ref.Kind {
	case social.RefAccount:
		return c.DMEventsWith(ctx, ID(ref.ID), d, nil), nil
	case social.RefMessage:
		e, err := c.DMEvent(ctx, ID(ref.ID), nil)
		if err != nil {
			return nil, err
		}
		return c.DMEventsIn(ctx, e.ConversationID, d, nil), nil
	default:
		return c.DMEventsIn(ctx, ref.ID, d, nil), nil
	}
}

// conversation is what a message tells of its conversation, as seen by the account me.
func (e *DMEvent) conversation(me ID) *social.Conversation {
	out := &social.Conversation{
		Ref: conversationRef(e.ConversationID), Last: e.portable(), Time: e.time(), Raw: e,
	}
	others := strings.Split(e.ConversationID, "-")
	if len(others) != 2 || !slices.Contains(others, string(me)) { // a group: its members are not said
		others = nil
		if e.SenderID != me && e.SenderID != "" {
			others = []string{string(e.SenderID)}
		}
	}
	for _, id := range others {
		switch {
		case id == string(me):
		case e.Sender != nil && string(e.Sender.ID) == id:
			out.With = append(out.With, *e.Sender.portable())
		default:
			out.With = append(out.With, social.Account{Ref: accountRef(ID(id))})
		}
	}
	return out
}

// portable turns a message into the form that all networks share.
func (e *DMEvent) portable() *social.Post {
	return &social.Post{
		Ref: messageRef(e.ID), State: social.StatePublished, Author: *e.author(), Text: e.plain(), Time: e.time(),
		Visibility: social.VisibilityDirect, Media: attachments(e.Media), Raw: e,
	}
}

func (e *DMEvent) author() *social.Account {
	if e.Sender != nil {
		return e.Sender.portable()
	}
	return &social.Account{Ref: accountRef(e.SenderID)}
}

// plain is the text as people read it: the links of attachments are X's own.
func (e *DMEvent) plain() string {
	text := e.Text
	for _, u := range e.Entities.URLs {
		switch {
		case u.MediaKey != "" || len(e.Attachments.MediaKeys) > 0 && strings.Contains(u.ExpandedURL, "/messages/media/"):
			text = strings.TrimSpace(strings.Replace(text, u.URL, "", 1))
		case u.ExpandedURL != "":
			text = strings.Replace(text, u.URL, u.ExpandedURL, 1)
		}
	}
	return html.UnescapeString(text)
}

func messageRef(id ID) social.Ref {
	return social.Ref{Network: network, Kind: social.RefMessage, ID: string(id)}
}

func conversationRef(id string) social.Ref {
	return social.Ref{Network: network, Kind: social.RefConversation, ID: id}
}
