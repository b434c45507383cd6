package facebooktest

// A MessageExtra is something beside the text of a message of the audience.
type MessageExtra struct {
	apply func(*Server, *message)
}

// WithFile adds a file: an "image", "video", "audio" or "file" at an address.
func WithFile(kind, address string) MessageExtra {
	return MessageExtra{func(s *Server, m *message) {
		m.attachments = append(m.attachments, &attachment{id: s.graph.NewID(), kind: kind, url: address})
	}}
}

// InReplyTo makes it an answer to a message of the conversation.
func InReplyTo(mid string) MessageExtra {
	return MessageExtra{func(s *Server, m *message) { m.replyTo = mustFind[*message](s, mid) }}
}

// Message makes a person write to a page, and returns the id of the message. It is "" if the page has
// blocked the person from messages.
func (s *Server) Message(person, page, text string, more ...MessageExtra) string {
	defer s.lock()()
	w, who := s.mustPage(page), s.mustPerson(person)
	if w.banned[who] || (actor{person: who}).blockedBy(w) {
		return ""
	}
	m := &message{from: actor{person: who}, text: text, thread: s.openThread(w, who)}
	for _, option := range more {
		option.apply(s, m)
	}
	s.deliverMessage(m)
	return m.id
}

// AnswerInApp makes a manager of a page write to a person in Meta's own inbox, and returns the id of the
// message. It is told to apps as an echo.
func (s *Server) AnswerInApp(page, person, text string) string {
	defer s.lock()()
	w, who := s.mustPage(page), s.mustPerson(person)
	t := s.openThread(w, who)
	t.unread = 0
	m := &message{from: actor{page: w}, text: text, thread: t}
	s.deliverMessage(m)
	return m.id
}

// EditMessage makes the author of a message change its text.
func (s *Server) EditMessage(mid, text string) {
	defer s.lock()()
	m := mustFind[*message](s, mid)
	m.text = text
	s.notifyMessage(m.thread, "message_edits", m.from, object{"message_edit": object{"mid": m.id, "text": text, "num_edit": 1}})
}

// DeleteMessage makes the author of a message take it back.
func (s *Server) DeleteMessage(mid string) {
	defer s.lock()()
	m := mustFind[*message](s, mid)
	m.deleted = true
	s.notifyMessage(m.thread, "messages", m.from, object{"message": object{"mid": m.id, "is_deleted": true}})
}

// ReactToMessage makes a person react to a message with an emoji; "" takes it back.
func (s *Server) ReactToMessage(person, mid, emoji string) {
	defer s.lock()()
	m := mustFind[*message](s, mid)
	action, id := "react", s.psid(m.thread.page, s.mustPerson(person))
	if emoji == "" {
		action = "unreact"
		delete(m.reactions, id)
	} else {
		m.reactions[id] = emoji
	}
	s.notifyMessage(m.thread, "message_reactions", actor{person: m.thread.person}, object{
		"reaction": object{"mid": m.id, "action": action, "emoji": emoji, "reaction": "other"},
	})
}

// ReadMessages makes a person read what a page has written.
func (s *Server) ReadMessages(person, page string) {
	defer s.lock()()
	t := s.openThread(s.mustPage(page), s.mustPerson(person))
	s.notifyMessage(t, "message_reads", actor{person: t.person}, object{"read": object{"watermark": s.now().UnixMilli()}})
}

// Postback makes a person press a button, which opens the window for answers like a message.
func (s *Server) Postback(person, page, title, payload string) {
	defer s.lock()()
	t := s.openThread(s.mustPage(page), s.mustPerson(person))
	t.heard = s.now()
	s.notifyMessage(t, "messaging_postbacks", actor{person: t.person}, object{
		"postback": object{"mid": "m_" + s.graph.Opaque("postback"), "title": title, "payload": payload},
	})
}

// BlockMessages makes a person not want messages of a page any more: sending answers code 551.
func (s *Server) BlockMessages(person, page string) {
	defer s.lock()()
	s.mustPerson(person).blocks[s.mustPage(page)] = true
}
