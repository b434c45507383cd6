package facebooktest

import (
	"slices"
	"time"

	"github.com/relais-go/relais/internal/graph/graphtest"
)

// newestMessages of a conversation have details.
const newestMessages = 20

// A thread is the conversation of a page with a person.
type thread struct {
	id       string
	page     *page
	person   *person
	messages []*message
	unread   int
	folder   string
	updated  time.Time
	heard    time.Time // when the person last wrote
}

// A message is one of a conversation.
type message struct {
	id          string
	thread      *thread
	from        actor
	app         *graphtest.App // that sent it; nil: a person, or Meta's inbox
	text        string
	attachments []*attachment
	created     time.Time
	replyTo     *message
	tag         string
	kind        string // messaging_type
	reactions   map[string]string
	deleted     bool
	raw         object // the message as it was sent
}

// An attachment is a file or template of a message.
type attachment struct {
	id, kind, url string
	payload       object
}

// threadWith is the conversation of a page with somebody; nil if there is none.
func (s *Server) threadWith(w *page, who *person) *thread {
	for _, t := range w.threads {
		if t.person == who {
			return t
		}
	}
	return nil
}

func (s *Server) openThread(w *page, who *person) *thread {
	if t := s.threadWith(w, who); t != nil {
		return t
	}
	t := &thread{id: "t_" + s.graph.NewID(), page: w, person: who, folder: "inbox", updated: s.now()}
	w.threads = append(w.threads, t)
	s.graph.Put(s.types.thread, t.id, t).Age()
	return t
}

func (p *page) unread() int {
	n := 0
	for _, t := range p.threads {
		n += t.unread
	}
	return n
}

// inboxEdges are conversations and sending, see https://developers.facebook.com/docs/messenger-platform/conversations.
func (s *Server) inboxEdges() graphtest.Edges {
	return graphtest.Edges{
		"conversations": {Get: &graphtest.Op{
			Needs: messaging(), Params: []string{"folder", "platform", "tags", "user_id"}, Handle: graphtest.On(s.listThreads),
		}},
		"messages": {Post: &graphtest.Op{
			Needs: messaging(), Params: []string{"recipient", "messaging_type", "message", "tag", "reply_to", "sender_action", "notification_type", "persona_id", "payload"},
			Handle: graphtest.On(s.sendMessage),
		}},
		"message_attachments": {Post: &graphtest.Op{
			Needs: messaging(), Params: []string{"message", "platform"}, Handle: graphtest.On(s.uploadAttachment),
		}},
	}
}

func (s *Server) listThreads(c *call, w *page) (any, error) {
	switch platform := c.Params.Text("platform"); platform {
	case "", "messenger", "MESSENGER":
	case "instagram", "INSTAGRAM":
		return &graphtest.List{}, nil
	default:
		return nil, graphtest.BadParam("Param platform must be one of {INSTAGRAM, MESSENGER}")
	}
	folder, user := c.Params.Text("folder"), c.Params.Text("user_id")
	if folder == "" {
		folder = "inbox"
	}
	var list []*thread
	for _, t := range w.threads {
		if t.folder == folder && (user == "" || user == s.psid(w, t.person)) && len(t.messages) > 0 {
			list = append(list, t)
		}
	}
	slices.SortStableFunc(list, func(a, b *thread) int { return b.updated.Compare(a.updated) })
	var nodes []*node
	for _, t := range list {
		nodes = append(nodes, s.graph.Node(t.id))
	}
	return graphtest.Nodes(nodes, func(n *node) time.Time { return n.Data.(*thread).updated }), nil //nolint:forcetypeassert // made above
}

func (s *Server) threadType() *graphtest.Type {
	get := graphtest.Get[*thread]
	people := func(t *thread) any {
		return object{"data": []object{s.mailbox(t, actor{person: t.person}), s.mailbox(t, actor{page: t.page})}}
	}
	return &graphtest.Type{
		Name: "UnifiedThread", Default: []string{"link", "updated_time"},
		Owner: func(n *node) string { return n.Data.(*thread).page.id },
		Get:   &graphtest.Op{Needs: messaging()},
		Fields: graphtest.Fields{
			"updated_time":  get(func(t *thread) any { return t.updated }),
			"link":          get(func(t *thread) any { return "/" + t.page.id + "/inbox/" + t.id[2:] + "/" }),
			"message_count": get(func(t *thread) any { return len(t.messages) }),
			"unread_count":  get(func(t *thread) any { return t.unread }),
			"snippet": get(func(t *thread) any {
				if len(t.messages) == 0 {
					return nil
				}
				return t.messages[len(t.messages)-1].text
			}),
			"participants":      get(people),
			"senders":           get(people),
			"can_reply":         get(func(t *thread) any { return s.within(t.heard, s.opts.Messages.Window) }),
			"folder":            get(func(t *thread) any { return t.folder }),
			"is_subscribed":     get(func(*thread) any { return true }),
			"scoped_thread_key": get(func(t *thread) any { return t.id }),
		},
		Edges: graphtest.Edges{"messages": {Get: &graphtest.Op{
			Needs: messaging(), Params: []string{"source"}, Handle: graphtest.On(s.listMessages),
		}}},
	}
}

// mailbox is a participant, who has an address for old times' sake.
func (s *Server) mailbox(t *thread, a actor) object {
	o := s.who(t.page, a)
	id, _ := o["id"].(string)
	o["email"] = id + "@facebook.com"
	return o
}

func (s *Server) listMessages(_ *call, t *thread) (any, error) {
	var nodes []*node
	for _, m := range slices.Backward(t.messages) {
		nodes = append(nodes, s.graph.Node(m.id))
	}
	return graphtest.Nodes(nodes, func(n *node) time.Time { return n.Data.(*message).created }), nil //nolint:forcetypeassert // made above
}

func (s *Server) messageType() *graphtest.Type {
	// Details are there for the newest messages only.
	detail := func(f func(*message) any) graphtest.Field {
		return graphtest.Get(func(m *message) any {
			if m.old() || m.deleted {
				return nil
			}
			return f(m)
		})
	}
	return &graphtest.Type{
		Name: "UnifiedMessage", Default: []string{"created_time"},
		Owner: func(n *node) string { return n.Data.(*message).thread.page.id },
		Get: &graphtest.Op{Needs: messaging(), Handle: graphtest.On(func(_ *call, m *message) (any, error) {
			if m.old() || m.deleted {
				return nil, graphtest.BadParam("The message was deleted, or is not among the 20 newest of its conversation").Sub(33)
			}
			return nil, nil //nolint:nilnil // nil lets the fields be rendered
		})},
		Fields: graphtest.Fields{
			"created_time": graphtest.Get(func(m *message) any { return m.created }),
			"message":      detail(func(m *message) any { return m.text }),
			"from":         detail(func(m *message) any { return s.mailbox(m.thread, m.from) }),
			"to":           detail(func(m *message) any { return object{"data": []object{s.mailbox(m.thread, m.other())}} }),
			"tags": detail(func(m *message) any {
				return object{"data": []object{{"name": m.thread.folder}, {"name": "source:chat"}}}
			}),
			"sticker": detail(func(*message) any { return nil }),
			"attachments": detail(func(m *message) any {
				if len(m.attachments) == 0 {
					return nil
				}
				var list []object
				for _, a := range m.attachments {
					list = append(list, a.json())
				}
				return object{"data": list}
			}),
			"reactions": detail(func(m *message) any {
				var list []object
				for _, who := range sortedKeys(m.reactions) {
					list = append(list, object{"reaction": m.reactions[who], "users": []object{{"id": who}}})
				}
				if list == nil {
					return nil
				}
				return object{"data": list}
			}),
			"reply_to": detail(func(m *message) any {
				if m.replyTo == nil {
					return nil
				}
				return object{"mid": m.replyTo.id}
			}),
			"thread_id": detail(func(m *message) any { return m.thread.id }),
		},
	}
}

func (m *message) old() bool {
	at := slices.Index(m.thread.messages, m)
	return at < len(m.thread.messages)-newestMessages
}

func (m *message) other() actor {
	if m.from.page != nil {
		return actor{person: m.thread.person}
	}
	return actor{page: m.thread.page}
}

func (a *attachment) json() object {
	o := object{"id": a.id, "name": a.id}
	data := object{"url": a.url, "preview_url": a.url, "width": 720, "height": 720}
	switch a.kind {
	case "image":
		o["mime_type"], o["image_data"] = "image/jpeg", data
	case "video":
		o["mime_type"], o["video_data"] = "video/mp4", data
	case "template":
		o["generic_template"] = a.payload
	default:
		o["mime_type"], o["file_url"] = "application/octet-stream", a.url
	}
	return o
}
