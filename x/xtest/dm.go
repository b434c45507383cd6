package xtest

import (
	"net/http"
	"slices"
	"strings"
	"time"
)

// conversation holds the messages between accounts.
type conversation struct {
	id      string
	group   bool
	members []*user
}

// message is an event of a conversation.
type message struct {
	id      uint64
	kind    string // MessageCreate, ParticipantsJoin or ParticipantsLeave
	conv    *conversation
	sender  *user
	text    string
	wire    wireText
	media   *media
	people  []*user
	post    *post // that the text links to
	at      time.Time
	deleted map[*user]bool
}

// pairID is the id of the conversation of two accounts.
func pairID(a, b *user) string {
	if a.id > b.id {
		a, b = b, a
	}
	return a.idText() + "-" + b.idText()
}

func (s *Server) pair(a, b *user) *conversation {
	id := pairID(a, b)
	conv := s.convs[id]
	if conv == nil {
		conv = &conversation{id: id, members: []*user{a, b}}
		s.convs[id] = conv
	}
	return conv
}

// send adds a message to a conversation.
func (s *Server) send(conv *conversation, sender *user, text string, m *media) *message {
	msg := &message{
		id: s.ids.next(s.now()), kind: "MessageCreate", conv: conv, sender: sender, text: text, media: m, at: s.now(),
		wire: s.wire(text), deleted: map[*user]bool{},
	}
	if m != nil {
		m.attached = true
	}
	for _, f := range scan(text) {
		if _, value, ok := strings.Cut(f.name, "/status/"); f.kind == entityURL && ok {
			id, _ := parseID(value)
			msg.post = s.posts[id]
		}
	}
	s.messages = append(s.messages, msg)
	for _, u := range conv.members {
		kind := "dm.received"
		if u == sender {
			kind = "dm.sent"
		}
		s.emit(&activity{kind: kind, subject: u, payload: func() object { return s.activityMessage(msg, u) }})
	}
	return msg
}

// mayMessage reports whether an account takes messages from another.
func mayMessage(from, to *user) bool {
	return !to.NoDMs && !to.dmBlocked[from] && !slices.ContainsFunc(to.blocking, func(e *edge) bool { return e.target == from })
}

// readMessage checks the body of a message.
func (c *call) readMessage(body object) (string, *media, error) {
	if err := check(body, "", map[string]byte{"text": 's', "attachments": 'l'}); err != nil {
		return "", nil, err
	}
	content := text(body, "text")
	attachments, _ := body["attachments"].([]any)
	if content == "" && len(attachments) == 0 {
		return "", nil, badParameter("text", "", "$.text: is missing but it is required")
	}
	if len([]rune(content)) > 10_000 {
		return "", nil, badParameter("text", "", "$.text: may only be 10000 characters long")
	}
	if len(attachments) > 1 {
		return "", nil, badParameter("attachments", "", "$.attachments: there must be a maximum of 1 items in the array")
	}
	if len(attachments) == 0 {
		return content, nil, nil
	}
	item, _ := attachments[0].(object)
	m, err := c.attachable(text(item, "media_id"))
	if err == nil && !strings.HasPrefix(m.category, "dm_") {
		err = badBody("The media category of the attachment must be dm_image, dm_gif or dm_video.")
	}
	return content, m, err
}

func (c *call) deliver(conv *conversation, body object) (any, error) {
	content, m, err := c.readMessage(body)
	if err != nil {
		return nil, err
	}
	msg := c.srv.send(conv, c.user, content, m)
	c.charge(DMCreate, "")
	c.status = http.StatusCreated
	return data(object{"dm_conversation_id": conv.id, "dm_event_id": idText(msg.id)}), nil
}

// sendTo is POST /2/dm_conversations/with/{participant_id}/messages.
func sendTo(c *call) (any, error) {
	id, err := c.pathID("participant_id")
	if err != nil {
		return nil, err
	}
	u, err := c.srv.userBy(id, "participant_id")
	if err != nil {
		return nil, err
	}
	if !mayMessage(c.user, u) {
		return nil, forbidden("You do not have permission to DM one or more participants.")
	}
	if _, _, err := c.readMessage(c.body); err != nil {
		return nil, err
	}
	return c.deliver(c.srv.pair(c.user, u), c.body)
}

// sendIn is POST /2/dm_conversations/{dm_conversation_id}/messages.
func sendIn(c *call) (any, error) {
	conv, err := c.conversation("dm_conversation_id")
	if err != nil {
		return nil, err
	}
	for _, u := range conv.members {
		if !conv.group && u != c.user && !mayMessage(c.user, u) {
			return nil, forbidden("You do not have permission to DM one or more participants.")
		}
	}
	return c.deliver(conv, c.body)
}

// conversation is the one in the path; a pair's exists before its first message.
func (c *call) conversation(name string) (*conversation, error) {
	id := c.path(name)
	conv := c.srv.convs[id]
	if a, b, ok := strings.Cut(id, "-"); ok && conv == nil {
		first, _ := parseID(a)
		second, _ := parseID(b)
		if c.srv.users[first] != nil && c.srv.users[second] != nil && pairID(c.srv.users[first], c.srv.users[second]) == id {
			conv = c.srv.pair(c.srv.users[first], c.srv.users[second])
		}
	}
	if conv == nil {
		return nil, notFound("dm_conversation", name, id)
	}
	if !slices.Contains(conv.members, c.user) {
		return nil, forbidden("You are not a participant of this conversation.")
	}
	return conv, nil
}

// createConversation is POST /2/dm_conversations.
func createConversation(c *call) (any, error) {
	if err := check(c.body, "", map[string]byte{"conversation_type": 's', "participant_ids": 'l', "message": 'o'}); err != nil {
		return nil, err
	}
	if kind := text(c.body, "conversation_type"); kind != "Group" {
		return nil, badParameter("conversation_type", kind, "$.conversation_type: does not have a value in the enumeration [Group]")
	}
	ids := texts(c.body, "participant_ids")
	if len(ids) < 2 || len(ids) > 49 {
		return nil, badParameter("participant_ids", strings.Join(ids, ","), "$.participant_ids: there must be a minimum of 2 and a maximum of 49 items in the array")
	}
	conv := &conversation{group: true, members: []*user{c.user}}
	for _, value := range ids {
		id, _ := parseID(value)
		u, err := c.srv.userBy(id, "participant_ids")
		if err != nil {
			return nil, err
		}
		if !mayMessage(c.user, u) {
			return nil, forbidden("You do not have permission to DM one or more participants.")
		}
		conv.members = append(conv.members, u)
	}
	if _, _, err := c.readMessage(part(c.body, "message")); err != nil {
		return nil, err
	}
	conv.id = idText(c.srv.ids.next(c.srv.now()))
	c.srv.convs[conv.id] = conv
	c.srv.messages = append(c.srv.messages, &message{
		id: c.srv.ids.next(c.srv.now()), kind: "ParticipantsJoin", conv: conv, sender: c.user, people: conv.members[1:], at: c.srv.now(),
		deleted: map[*user]bool{},
	})
	return c.deliver(conv, part(c.body, "message"))
}

// deleteMessage is DELETE /2/dm_events/{event_id}: own messages only, which stay with the others.
func deleteMessage(c *call) (any, error) {
	msg, err := c.message()
	if err != nil {
		return nil, err
	}
	if msg.sender != c.user || msg.kind != "MessageCreate" {
		return nil, forbidden("You are not allowed to delete this message.")
	}
	msg.deleted[c.user] = true
	c.charge(InteractionDelete, "")
	return data(object{"deleted": true}), nil
}

func (c *call) message() (*message, error) {
	id, err := c.pathID("event_id")
	if err != nil {
		return nil, err
	}
	i := slices.IndexFunc(c.srv.messages, func(m *message) bool { return m.id == id })
	if i < 0 || !c.reads(c.srv.messages[i]) {
		return nil, notFound("dm_event", "event_id", idText(id))
	}
	return c.srv.messages[i], nil
}

// reads reports whether the caller may still read a message.
func (c *call) reads(m *message) bool {
	const depth = 30 * 24 * time.Hour
	return slices.Contains(m.conv.members, c.user) && !m.deleted[c.user] && c.srv.now().Sub(m.at) <= depth
}
