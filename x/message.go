package x

import (
	"context"
	"errors"
	"net/http"
	"strings"
	"time"

	"github.com/relais-go/relais/internal/draft"
	"github.com/relais-go/relais/internal/rest"
	"github.com/relais-go/relais/social"
)

// MessageParams is a new private message: a text of up to 10,000 characters, one file, or both.
// See https://docs.x.com/x-api/direct-messages/manage/introduction.
type MessageParams struct {
	Text        string              `json:"text,omitempty"`
	Attachments []MessageAttachment `json:"attachments,omitempty"` // one at most
}

// MessageAttachment names a file that was uploaded in a category of messages.
type MessageAttachment struct {
	MediaID ID `json:"media_id"`
}

// SendMessage writes to a person, once: when the answer is lost, the newest messages are searched before anything is
// sent again. See https://docs.x.com/x-api/direct-messages/create-dm-message-by-participant-id.
func (c *Client) SendMessage(ctx context.Context, person ID, p *MessageParams) (*DMSent, error) {
	return c.messageOnce(ctx, &attempt{Message: &message{Person: person, Body: value(p)}})
}

// SendToConversation writes into a conversation, once.
// See https://docs.x.com/x-api/direct-messages/create-dm-message-by-conversation-id.
func (c *Client) SendToConversation(ctx context.Context, conversation string, p *MessageParams) (*DMSent, error) {
	return c.messageOnce(ctx, &attempt{Message: &message{Conversation: conversation, Body: value(p)}})
}

// StartGroup begins a conversation with 2 to 49 others. A repeat would begin another: when the answer is lost, the
// error is [social.ErrUncertain]. See https://docs.x.com/x-api/direct-messages/create-dm-conversation.
func (c *Client) StartGroup(ctx context.Context, people []ID, p *MessageParams) (*DMSent, error) {
	a, err := one[DMSent](ctx, c, &request{
		Op: "dm_conversations.create", Method: http.MethodPost, Path: path("dm_conversations"), Class: rest.Unsafe,
		Body: map[string]any{"conversation_type": "Group", "participant_ids": people, "message": value(p)},
		Cost: cost{Billed: BilledCreateDM, Most: 1, Call: true},
	})
	if err != nil {
		return nil, err
	}
	return a.Data, nil
}

// DeleteMessage deletes a message for the account only; [social.ErrNotFound] if there is none.
// See https://docs.x.com/x-api/direct-messages/delete-dm-event.
func (c *Client) DeleteMessage(ctx context.Context, id ID) error {
	return c.remove(ctx, &request{
		Op: "dm_events.delete", Path: path("dm_events", string(id)), Cost: cost{Billed: BilledUninteract, Most: 1, Call: true},
	}, "no such message")
}

// message is a private message under way: to a person or into a conversation.
type message struct {
	Person       ID            `json:"person,omitempty"`
	Conversation string        `json:"conversation,omitempty"`
	Body         MessageParams `json:"body"`
}

// Message implements the writing half of [social.Messenger]: to an account, into a conversation, or in answer to a
// message. It takes a text, one file, or both; what else a draft holds is [errors.ErrUnsupported]. Whoever does not
// take messages of strangers is [social.ErrPermission].
func (c *Client) Message(ctx context.Context, to social.Ref, d *social.Draft) (*social.Post, error) {
	if err := draft.CheckRef(network, "To", to, social.RefAccount, social.RefConversation, social.RefMessage); err != nil {
		return nil, err
	}
	own := d.For(network)
	f := checkMessage(own)
	if err := f.Err(); err != nil {
		return nil, err
	}
	limits, err := c.limits(ctx)
	if err != nil {
		return nil, err
	}
	limits.checkFiles(f, own.Media, true)
	limits.look(ctx, f, own.Media, true)
	if err := f.Err(); err != nil {
		return nil, err
	}
	m := &message{Body: MessageParams{Text: compose(own)}}
	switch to.Kind {
	case social.RefAccount:
		m.Person = ID(to.ID)
	case social.RefConversation:
		m.Conversation = to.ID
	default:
		id, err := c.conversationOf(ctx, ID(to.ID))
		if err != nil {
			return nil, err
		}
		m.Conversation = id
	}
	a := &attempt{Params: &PostParams{Text: m.Body.Text}, Message: m, Sensitive: value(own.Sensitive)}
	a.Key, a.Named = draft.Key(own)
	for _, file := range own.Media {
		a.Uploads = append(a.Uploads, newUpload(file, "", true))
	}
	return c.run(ctx, a, own.Media, nil)
}

// conversationOf finds where a message stands.
func (c *Client) conversationOf(ctx context.Context, id ID) (string, error) {
	s := DMSelection{Event: []DMField{DMFieldConversation}}
	q, err := s.Query(c.cfg.Dialect)
	if err != nil {
		return "", err
	}
	a, err := one[DMEvent](ctx, c, &request{
		Op: "dm_events.get", Path: path("dm_events", string(id)), Query: q, Cost: cost{Billed: BilledDM, Most: 1},
	})
	if err != nil {
		return "", err
	}
	if a.Data.ConversationID == "" {
		return "", missing("dm_events.get", a.Errors)
	}
	return a.Data.ConversationID, nil
}

// commitMessage sends the message whose file is uploaded.
func (c *Client) commitMessage(ctx context.Context, a *attempt, me *User) (*social.Post, error) {
	a.Message.Body.Attachments = nil
	for _, u := range a.Uploads {
		a.Message.Body.Attachments = append(a.Message.Body.Attachments, MessageAttachment{MediaID: u.ID})
	}
	sent, err := c.messageOnce(ctx, a)
	if err != nil {
		return nil, err
	}
	out := &social.Post{
		Ref:   social.Ref{Network: network, Kind: social.RefMessage, ID: string(sent.EventID)},
		State: social.StatePublished, Author: *me.portable(), Text: a.Message.Body.Text, Time: sent.EventID.Time(),
		Visibility: social.VisibilityDirect, Raw: sent,
	}
	for _, u := range a.Uploads {
		out.Media = append(out.Media, social.Attachment{ID: u.Key, ContentType: u.Type})
	}
	return out, nil
}

// messageOnce sends a message, once.
func (c *Client) messageOnce(ctx context.Context, a *attempt) (*DMSent, error) {
	id, err := c.myID(ctx)
	if err != nil {
		return nil, err
	}
	a.Account = id
	if a.Since.IsZero() {
		a.Since = time.Now().UTC()
	}
	name := ""
	if a.Named {
		name = a.Key + "\x00" + a.Message.twin()
	}
	sent, err := rest.WriteOnce(ctx, c.user.Once(), &rest.Write[*DMSent]{
		Key: name, Twin: a.Message.twin(), Sent: a.Sent,
		Send: func(ctx context.Context) (*DMSent, error) { return c.sendMessage(ctx, a.Message) },
		Find: func(ctx context.Context, taken func(string) bool) (*DMSent, bool, error) {
			return c.findMessage(ctx, a, taken)
		},
		ID: func(s *DMSent) string { return string(s.EventID) },
	})
	a.Sent = errors.Is(err, social.ErrUncertain)
	return sent, err
}

func (c *Client) sendMessage(ctx context.Context, m *message) (*DMSent, error) {
	r := &request{
		Op: "dm_conversations.messages", Method: http.MethodPost, Path: path("dm_conversations", m.Conversation, "messages"),
		Class: rest.Lookup, Body: m.Body, Cost: cost{Billed: BilledCreateDM, Most: 1, Call: true},
	}
	if m.Person != "" {
		r.Op, r.Path = "dm_conversations.with.messages", path("dm_conversations", "with", string(m.Person), "messages")
	}
	a, err := one[DMSent](ctx, c, r)
	if err != nil {
		return nil, err
	}
	return a.Data, nil
}

// findMessage looks for the message that an attempt would have sent among the newest of its conversation.
func (c *Client) findMessage(ctx context.Context, a *attempt, taken func(id string) bool) (*DMSent, bool, error) {
	s := DMSelection{Event: []DMField{
		DMFieldAttachments, DMFieldConversation, DMFieldCreatedAt, DMFieldEntities, DMFieldType, DMFieldSender, DMFieldText,
	}}
	q, err := s.Query(c.cfg.Dialect)
	if err != nil {
		return nil, false, err
	}
	q.Set("event_types", string(DMMessage))
	q.Set("max_results", "20")
	r := &request{
		Op: "dm_conversations.events", Path: path("dm_conversations", a.Message.Conversation, "dm_events"), Query: q,
		Cost: cost{Billed: BilledDM, Most: 20},
	}
	if a.Message.Person != "" {
		r.Op, r.Path = "dm_conversations.with.events", path("dm_conversations", "with", string(a.Message.Person), "dm_events")
	}
	var page Answer[[]*DMEvent]
	answer, err := c.do(ctx, r, &page)
	if err != nil {
		return nil, false, err
	}
	since := a.Since.Add(skewOf(answer) - findMargin)
	events := present(page.Data)
	for _, e := range events {
		if !e.CreatedAt.IsZero() && e.CreatedAt.Before(since) {
			break
		}
		if e.SenderID == a.Account && !taken(string(e.ID)) && a.Message.made(e) {
			return &DMSent{ConversationID: e.ConversationID, EventID: e.ID}, true, nil
		}
	}
	return nil, false, unread(r.Op, len(events), page.Errors)
}

// made reports whether an event is what the message would have made.
func (m *message) made(e *DMEvent) bool {
	if len(m.Body.Attachments) != len(e.Attachments.MediaKeys) {
		return false
	}
	for i, key := range e.Attachments.MediaKeys {
		if idOfKey(key) != m.Body.Attachments[i].MediaID {
			return false
		}
	}
	text := e.Text
	if len(m.Body.Attachments) > 0 && !hasURLs(m.Body.Text) {
		text = trimLink(text) // X adds one for the file
	}
	return loose(m.Body.Text) == loose(restored(m.Body.Text, text, e.Entities.URLs))
}

// hasURLs reports whether a text may hold a short link of its author's.
func hasURLs(text string) bool { return strings.Contains(text, "https://t.co/") }

// trimLink drops a short link at the end.
func trimLink(text string) string {
	if i := strings.LastIndex(text, "https://t.co/"); i >= 0 && !strings.ContainsAny(text[i:], " \n") {
		return strings.TrimSpace(text[:i])
	}
	return text
}

// twin is equal for messages that made could not tell apart.
func (m *message) twin() string {
	parts := []string{"message", string(m.Person), m.Conversation, loose(m.Body.Text)}
	for _, f := range m.Body.Attachments {
		parts = append(parts, string(f.MediaID))
	}
	return strings.Join(parts, "\x00")
}
