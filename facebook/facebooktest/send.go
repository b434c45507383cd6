package facebooktest

import (
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/relais-go/relais/internal/graph/graphtest"
)

const maxMessageText = 2000

// sendMessage is POST /{page}/messages, see https://developers.facebook.com/docs/messenger-platform/reference/send-api/.
func (s *Server) sendMessage(c *call, w *page) (any, error) {
	recipient, err := c.Params.Object("recipient")
	if err != nil {
		return nil, err
	}
	to := graphtest.Params(recipient)
	who, on, err := s.recipient(w, to)
	if err != nil {
		return nil, err
	}
	psid := s.psid(w, who)
	if action := c.Params.Text("sender_action"); action != "" {
		return s.senderAction(c, w, who, action)
	}
	m, err := s.readMessage(c, w, who)
	if err != nil {
		return nil, err
	}
	if err := s.mayWrite(c, w, who, on, m); err != nil {
		return nil, err
	}
	if on != nil {
		on.replied = true
		if p, ok := find[*post](s, on.id); ok {
			p.answered = true
		}
	}
	s.deliverMessage(m)
	return object{"recipient_id": psid, "message_id": m.id}, nil
}

// recipient finds who is meant, and the comment that is answered if there is one.
func (s *Server) recipient(w *page, to graphtest.Params) (*person, *comment, error) {
	switch {
	case to.Text("id") != "":
		who := s.byPSID(w, to.Text("id"))
		if who == nil {
			return nil, nil, graphtest.BadParam("No matching user found").Sub(2018001)
		}
		return who, nil, nil
	case to.Text("comment_id") != "":
		c, ok := find[*comment](s, to.Text("comment_id"))
		if !ok || c.on.page != w || c.author.person == nil {
			return nil, nil, graphtest.BadParam("Invalid comment_id").Sub(2018292)
		}
		return c.author.person, c, nil
	case to.Text("post_id") != "":
		p, ok := find[*post](s, to.Text("post_id"))
		if !ok || p.wall != w || p.author.person == nil {
			return nil, nil, graphtest.BadParam("Invalid post_id").Sub(2018292)
		}
		return p.author.person, s.asComment(p), nil
	case to.Text("user_ref") != "":
		return nil, nil, graphtest.BadParam("Invalid user_ref").Sub(2018001)
	}
	return nil, nil, graphtest.BadParam("Param recipient must be non-empty.")
}

// asComment lets a visitor's post be answered privately like a comment.
func (s *Server) asComment(p *post) *comment {
	return &comment{id: p.id, on: &p.talk, author: p.author, created: p.created, replied: p.answered}
}

// mayWrite checks the rules about who may be written to.
func (s *Server) mayWrite(_ *call, w *page, who *person, on *comment, m *message) error {
	if who.blocks[w] || slices.Contains(w.blocked, who) || w.banned[who] {
		return graphtest.Coded(551, "This person isn't available right now.").Sub(1545041)
	}
	if on != nil {
		switch {
		case on.replied:
			return graphtest.Coded(10900, "Activity already replied to")
		case !s.within(on.created, s.opts.Messages.PrivateReply):
			return graphtest.Coded(10903, "This user cant reply to this activity")
		}
		return nil
	}
	var heard time.Time
	if t := s.threadWith(w, who); t != nil {
		heard = t.heard
	}
	window := s.opts.Messages.Window
	switch m.tag {
	case "":
	case "HUMAN_AGENT":
		if s.opts.Messages.NoHumanAgent {
			return graphtest.Coded(10, "The app has not been approved for the feature Human Agent")
		}
		window = s.opts.Messages.HumanAgent
	case "CONFIRMED_EVENT_UPDATE", "ACCOUNT_UPDATE", "POST_PURCHASE_UPDATE":
		if !s.now().Before(time.Date(2026, 4, 27, 0, 0, 0, 0, time.UTC)) {
			return graphtest.BadParam("The message tag " + m.tag + " is no longer supported")
		}
		return nil
	default:
		return graphtest.BadParam("Param tag is not a supported message tag: " + m.tag)
	}
	if m.kind == "MESSAGE_TAG" && m.tag == "" {
		return graphtest.BadParam("A message of the type MESSAGE_TAG needs a tag")
	}
	if !s.within(heard, window) {
		return graphtest.Coded(10, "This message is sent outside of allowed window. Learn more about the new policy here: "+
			"https://developers.facebook.com/docs/messenger-platform/policy-overview").Sub(s.opts.Messages.OutsideSubcode)
	}
	return nil
}

// readMessage checks what is sent.
func (s *Server) readMessage(c *call, w *page, who *person) (*message, error) {
	raw, err := c.Params.Object("message")
	if err != nil {
		return nil, err
	}
	kind, body := c.Params.Text("messaging_type"), graphtest.Params(raw)
	m := &message{from: actor{page: w}, app: c.App(), text: body.Text("text"), tag: c.Params.Text("tag"), kind: kind, raw: raw, created: s.now()}
	attached, err := body.Object("attachment")
	if err != nil {
		return nil, err
	}
	several, err := body.Objects("attachments")
	if err != nil {
		return nil, err
	}
	if attached != nil {
		several = append(several, attached)
	}
	switch {
	case kind != "" && !slices.Contains([]string{"RESPONSE", "UPDATE", "MESSAGE_TAG", "UTILITY"}, kind):
		return nil, graphtest.BadParam("Param messaging_type must be one of {MESSAGE_TAG, RESPONSE, UPDATE, UTILITY}")
	case m.text == "" && len(several) == 0:
		return nil, graphtest.BadParam("Empty message").Sub(2018034)
	case m.text != "" && len(several) > 0:
		return nil, graphtest.BadParam("A message has text or an attachment, not both").Sub(2018034)
	case len([]rune(m.text)) > maxMessageText:
		return nil, graphtest.BadParam("Length of param message[text] must be less than or equal to 2000").Sub(2018065)
	}
	for _, o := range several {
		a, err := s.readAttachment(c, graphtest.Params(o))
		if err != nil {
			return nil, err
		}
		m.attachments = append(m.attachments, a)
	}
	reply, err := c.Params.Object("reply_to")
	if err != nil {
		return nil, err
	}
	if reply != nil {
		to, ok := find[*message](s, graphtest.Params(reply).Text("mid"))
		if !ok || to.thread.page != w || to.thread.person != who {
			return nil, graphtest.BadParam("Param reply_to must be a message of the conversation")
		}
		m.replyTo = to
	}
	m.thread = s.openThread(w, who)
	return m, nil
}

// readAttachment takes a file by its address, by its id, or out of the form.
func (s *Server) readAttachment(c *call, p graphtest.Params) (*attachment, error) {
	kind := strings.ToLower(p.Text("type"))
	if !slices.Contains([]string{"image", "video", "audio", "file", "template"}, kind) {
		return nil, graphtest.BadParam("Param message[attachment][type] must be one of {AUDIO, FILE, IMAGE, TEMPLATE, VIDEO}")
	}
	payload, err := p.Object("payload")
	if err != nil {
		return nil, err
	}
	body := graphtest.Params(payload)
	if id := body.Text("attachment_id"); id != "" {
		a := s.files[id]
		if a == nil {
			return nil, graphtest.BadParam("Invalid attachment_id").Sub(2018074)
		}
		return a, nil
	}
	a := &attachment{id: s.graph.NewID(), kind: kind, url: body.Text("url"), payload: payload}
	switch {
	case kind == "template":
	case a.url == "" && len(c.Files) > 0:
		a.url = "https://cdn.example.com/" + c.Files[0].SHA256[:16]
	case a.url == "":
		return nil, graphtest.BadParam("An attachment needs a url, an attachment_id or a file").Sub(2018047)
	}
	if reusable, _ := body.Bool("is_reusable", false); reusable {
		s.files[a.id] = a
	}
	return a, nil
}

// uploadAttachment is POST /{page}/message_attachments.
func (s *Server) uploadAttachment(c *call, _ *page) (any, error) {
	raw, err := c.Params.Object("message")
	if err != nil {
		return nil, err
	}
	inner, err := graphtest.Params(raw).Object("attachment")
	if err != nil {
		return nil, err
	}
	a, err := s.readAttachment(c, inner)
	if err != nil {
		return nil, err
	}
	s.files[a.id] = a
	return object{"attachment_id": a.id}, nil
}

func (s *Server) senderAction(c *call, w *page, who *person, action string) (any, error) {
	t := s.threadWith(w, who)
	if t == nil {
		return nil, graphtest.BadParam("No matching user found").Sub(2018001)
	}
	switch strings.ToUpper(action) {
	case "MARK_SEEN":
		t.unread = 0
	case "TYPING_ON", "TYPING_OFF":
	case "REACT", "UNREACT":
		payload, err := c.Params.Object("payload")
		if err != nil {
			return nil, err
		}
		body := graphtest.Params(payload)
		m, ok := find[*message](s, body.Text("message_id"))
		if !ok || m.thread != t {
			return nil, graphtest.BadParam("Invalid message_id")
		}
		if strings.EqualFold(action, "REACT") {
			m.reactions[w.id] = body.Text("reaction")
		} else {
			delete(m.reactions, w.id)
		}
	default:
		return nil, graphtest.BadParam("Param sender_action must be one of {MARK_SEEN, REACT, TYPING_OFF, TYPING_ON, UNREACT}")
	}
	return object{"recipient_id": s.psid(w, who)}, nil
}

// deliverMessage puts a message into its conversation and tells it.
func (s *Server) deliverMessage(m *message) {
	t := m.thread
	m.id, m.created, m.reactions = "m_"+s.graph.Opaque("mid"), s.now(), map[string]string{}
	t.messages = append(t.messages, m)
	t.updated = s.now()
	if t.folder == "done" {
		t.folder = "inbox"
	}
	s.graph.Put(s.types.message, m.id, m).Age()
	field := "message_echoes"
	if m.from.person != nil {
		t.unread++
		t.heard = s.now()
		field = "messages"
	}
	s.notifyMessage(t, field, m.from, object{"message": s.messageEvent(m)})
}

// messageEvent is a message in a webhook.
func (s *Server) messageEvent(m *message) object {
	o := object{"mid": m.id}
	if m.text != "" {
		o["text"] = m.text
	}
	var list []object
	for _, a := range m.attachments {
		payload := object{"url": a.url}
		if a.kind == "template" {
			payload = a.payload
		}
		list = append(list, object{"type": a.kind, "payload": payload})
	}
	if list != nil {
		o["attachments"] = list
	}
	if m.replyTo != nil {
		o["reply_to"] = object{"mid": m.replyTo.id}
	}
	if m.from.page != nil {
		o["is_echo"] = true
		if m.app != nil {
			o["app_id"] = graphtest.Number(m.app.ID)
		}
	}
	return o
}

// notifyMessage tells something of a conversation, see
// https://developers.facebook.com/docs/messenger-platform/reference/webhook-events/.
func (s *Server) notifyMessage(t *thread, field string, from actor, event object) {
	person, own := s.psid(t.page, t.person), t.page.id
	sender, receiver := person, own
	if from.page != nil {
		sender, receiver = own, person
	}
	value := object{"sender": object{"id": sender}, "recipient": object{"id": receiver}, "timestamp": s.now().UnixMilli()}
	maps.Copy(value, event)
	s.graph.Notify(graphtest.Event{Object: "page", ID: t.page.id, Field: field, Value: value, Member: "messaging"})
}
