package xtest

import (
	"slices"
	"strings"
)

// messagesPage answers the events that a test allows, newest first.
func (c *call) messagesPage(fits func(*message) bool) (any, error) {
	p, err := c.paging(1, 100, 100)
	if err != nil {
		return nil, err
	}
	kinds := c.list("event_types")
	for _, kind := range kinds {
		if !slices.Contains([]string{"MessageCreate", "ParticipantsJoin", "ParticipantsLeave"}, kind) {
			return nil, badParameter("event_types", kind, "The `event_types` query parameter value ["+kind+"] is not one of [MessageCreate,ParticipantsJoin,ParticipantsLeave]")
		}
	}
	var list []*message
	for _, m := range newestFirst(c.srv.messages) {
		if fits(m) && c.reads(m) && (len(kinds) == 0 || slices.Contains(kinds, m.kind)) {
			list = append(list, m)
		}
	}
	page, meta := paginate(c.srv, p, list, func(m *message) uint64 { return m.id })
	in := newIncludes()
	var out []object
	for _, m := range page {
		out = append(out, c.messageJSON(m, in))
		c.charge(DMRead, idText(m.id))
	}
	return c.answer(out, len(out), in, meta), nil
}

// getMessages is GET /2/dm_events.
func getMessages(c *call) (any, error) {
	return c.messagesPage(func(*message) bool { return true })
}

// getMessage is GET /2/dm_events/{event_id}.
func getMessage(c *call) (any, error) {
	m, err := c.message()
	if err != nil {
		return nil, err
	}
	in := newIncludes()
	c.charge(DMRead, idText(m.id))
	return c.answer(c.messageJSON(m, in), 1, in, nil), nil
}

// messagesWith is GET /2/dm_conversations/with/{participant_id}/dm_events.
func messagesWith(c *call) (any, error) {
	id, err := c.pathID("participant_id")
	if err != nil {
		return nil, err
	}
	u, err := c.srv.userBy(id, "participant_id")
	if err != nil {
		return nil, err
	}
	conv := pairID(c.user, u)
	return c.messagesPage(func(m *message) bool { return m.conv.id == conv })
}

// messagesIn is GET /2/dm_conversations/{id}/dm_events.
func messagesIn(c *call) (any, error) {
	conv, err := c.conversation("id")
	if err != nil {
		return nil, err
	}
	return c.messagesPage(func(m *message) bool { return m.conv == conv })
}

// messageJSON is an event as the request wants to see it; by default id, type and text.
func (c *call) messageJSON(m *message, in *includes) object {
	v := c.seeing()
	o := object{"id": idText(m.id), "event_type": m.kind}
	if m.kind == "MessageCreate" {
		o["text"] = m.wire.text
	}
	fields := object{"dm_conversation_id": m.conv.id, "created_at": stamp(m.at), "sender_id": m.sender.idText()}
	if m.media != nil {
		fields["attachments"] = object{"media_keys": []string{m.media.key}}
	}
	if entities := c.srv.entitiesJSON(m.wire); entities != nil {
		fields["entities"] = entities
	}
	if m.post != nil {
		fields["referenced_tweets"] = []object{{"id": m.post.idText()}}
	}
	if m.people != nil {
		ids := []string{}
		for _, u := range m.people {
			ids = append(ids, u.idText())
		}
		fields["participant_ids"] = ids
	}
	for name, value := range fields {
		expanded := v.expand[name] || name == "attachments" && v.expand["attachments.media_keys"] || name == "referenced_tweets" && v.expand["referenced_tweets.id"]
		if v.wants("dm_event", name) || expanded {
			o[v.name(name)] = value
		}
	}
	c.expandMessage(m, in)
	return o
}

func (c *call) expandMessage(m *message, in *includes) {
	v := c.seeing()
	addUser := func(u *user) {
		in.add("users", u.idText(), func() object {
			c.charge(UserRead, u.idText())
			return c.userJSON(u, in)
		})
	}
	if v.expand["sender_id"] {
		addUser(m.sender)
	}
	if v.expand["participant_ids"] {
		for _, u := range m.people {
			addUser(u)
		}
	}
	if v.expand["attachments.media_keys"] && m.media != nil {
		in.add("media", m.media.key, func() object { return c.mediaJSON(m.media) })
	}
	if v.expand["referenced_tweets.id"] && m.post != nil && !m.post.deleted {
		in.add("tweets", m.post.idText(), func() object { return c.postFields(m.post) })
	}
}

// getMessageMedia is GET /2/dm_conversations/media/{dm_id}/{media_id}/{resource_id}.
func getMessageMedia(c *call) (any, error) {
	id, _ := parseID(c.path("dm_id"))
	for _, m := range c.srv.messages {
		if m.id == id && c.reads(m) && m.media != nil && strings.HasSuffix(m.media.key, "_"+c.path("media_id")) {
			return data(object{"media_key": m.media.key, "type": m.media.kind()}), nil
		}
	}
	return nil, notFound("media", "media_id", c.path("media_id"))
}
