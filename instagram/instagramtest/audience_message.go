package instagramtest

// A Message is a direct message as a test writes or sees it.
type Message struct {
	ID          string
	From, To    string // ids of accounts
	Text        string
	Attachments []Attachment
	ReplyTo     string // id of a message of the conversation
	Story       string // id of the story that it answers
	Comment     string // id of the comment that it answers privately
	Reactions   map[string]string
	Deleted     bool
	Unsupported bool // holds what the API does not hand out
}

// DM makes a person write to an account and returns the message's id.
func (s *Server) DM(person, account, text string) string {
	return s.Send(Message{From: person, To: account, Text: text})
}

// Send makes the person From send a message to the account To, with whatever it holds, and returns its id. If
// From is the account, it has answered in the app.
func (s *Server) Send(msg Message) string {
	s.mu.Lock()
	defer s.mu.Unlock()
	from, to := s.mustAccount(msg.From), s.mustAccount(msg.To)
	m := &message{from: from, to: to, text: msg.Text, attachments: msg.Attachments, unsupported: msg.Unsupported}
	if msg.ReplyTo != "" {
		m.replyTo = s.mustMessage(msg.ReplyTo)
	}
	if msg.Story != "" {
		m.story = s.mustMedia(msg.Story)
		m.story.counts = append(m.story.counts, Insight{Metric: "replies", Value: 1, At: s.now()})
	}
	r := s.relate(to, from)
	if back := s.relations[pair{from, to}]; back != nil && s.hasThread(back) {
		r = back // the account answers
	}
	return s.send(s.thread(r), m).id
}

func (s *Server) hasThread(r *relation) bool {
	for _, t := range s.threads {
		if t.relation == r {
			return true
		}
	}
	return false
}

// ReplyToStory makes a person answer a story, which comes as a message, and returns the message's id.
func (s *Server) ReplyToStory(person, story, text string) string {
	s.mu.Lock()
	owner := s.mustMedia(story).owner.id
	s.mu.Unlock()
	return s.Send(Message{From: person, To: owner, Text: text, Story: story})
}

// ReactToStory makes a person react to a story with an emoji, which comes as a message.
func (s *Server) ReactToStory(person, story, emoji string) string {
	return s.ReplyToStory(person, story, emoji)
}

// React makes a person react to a message; an empty reaction takes it back. "love" has the emoji of a heart.
func (s *Server) React(person, message, reaction, emoji string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	m, who := s.mustMessage(message), s.mustAccount(person)
	value := object{"mid": m.id, "action": "unreact"}
	delete(m.reactions, who)
	if reaction != "" {
		m.reactions[who] = reaction
		value = object{"mid": m.id, "action": "react", "reaction": reaction, "emoji": emoji}
	}
	s.messaging(m.thread, "message_reactions", who, s.now(), "reaction", value)
}

// Postback makes a person touch a button, such as an ice breaker, in the conversation with an account.
func (s *Server) Postback(person, account, title, payload string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	who := s.mustAccount(person)
	r := s.relate(s.mustAccount(account), who)
	r.consent = true
	s.messaging(s.thread(r), "messaging_postbacks", who, s.now(), "postback", object{
		"mid": opaque("ig_dm", s.ids.number(messageID)), "title": title, "payload": payload,
	})
}

// Seen makes a person read a conversation up to a message.
func (s *Server) Seen(person, message string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	m := s.mustMessage(message)
	m.thread.seen = m.created
	s.messaging(m.thread, "messaging_seen", s.mustAccount(person), s.now(), "read", object{"mid": m.id})
}

// EditMessage makes the sender change the text of a message.
func (s *Server) EditMessage(message, text string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	m := s.mustMessage(message)
	m.text = text
	m.edits++
	s.messaging(m.thread, "message_edit", m.from, s.now(), "message_edit", object{"mid": m.id, "text": text, "num_edit": m.edits})
}

// UnsendMessage makes the sender take a message back.
func (s *Server) UnsendMessage(message string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	m := s.mustMessage(message)
	m.deleted = true
	s.announceMessage(m)
}

func (s *Server) mustMessage(id string) *message {
	m := s.messages[id]
	if m == nil {
		panic("instagramtest: no message " + id)
	}
	return m
}

// Messages are the messages between an account and a person, oldest first.
func (s *Server) Messages(account, person string) []Message {
	s.mu.Lock()
	defer s.mu.Unlock()
	r := s.relations[pair{s.mustAccount(account), s.mustAccount(person)}]
	var out []Message
	for _, t := range s.threads {
		if t.relation != r {
			continue
		}
		for _, m := range t.messages {
			out = append(out, viewMessage(m))
		}
	}
	return out
}

func viewMessage(m *message) Message {
	v := Message{ID: m.id, From: m.from.id, To: m.to.id, Text: m.text, Attachments: m.attachments, Deleted: m.deleted, Unsupported: m.unsupported}
	if m.replyTo != nil {
		v.ReplyTo = m.replyTo.id
	}
	if m.story != nil {
		v.Story = m.story.id
	}
	if m.comment != nil {
		v.Comment = m.comment.id
	}
	for who, reaction := range m.reactions {
		if v.Reactions == nil {
			v.Reactions = map[string]string{}
		}
		v.Reactions[who.id] = reaction
	}
	return v
}
