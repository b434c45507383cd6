package instagramtest

import (
	"net/http"
	"slices"
	"time"

	"github.com/relais-go/relais/internal/graph/graphtest"
)

// Bounds of conversations, see
// https://developers.facebook.com/docs/instagram-platform/instagram-api-with-instagram-login/conversations-api.
const (
	detailed      = 20 // newest messages of a conversation whose details are told
	requestsEnd   = 30 * day
	window        = day
	agentWindow   = 7 * day
	privateWindow = 7 * day
	maxImages     = 10
)

// thread is a conversation of an account with a person.
type thread struct {
	id       string
	relation *relation
	messages []*message // oldest first
	answered bool       // has moved from the requests to the general folder
	spam     bool
	seen     time.Time // up to when the person has read
}

// message is one message.
type message struct {
	id          string
	thread      *thread
	from, to    *account
	text        string
	attachments []Attachment
	replyTo     *message
	story       *media // that the message answers
	reactions   map[*account]string
	edits       int
	deleted     bool
	unsupported bool
	created     time.Time
	comment     *comment // of a private reply
}

// An Attachment is a file, a share or a mention in a message.
type Attachment struct {
	Type string // image, video, audio, file, share, story_mention, ig_reel, MEDIA_SHARE, like_heart, ephemeral
	URL  string
}

func (t *thread) updated() time.Time {
	if len(t.messages) == 0 {
		return time.Time{}
	}
	return t.messages[len(t.messages)-1].created
}

// lastInbound is when the person wrote last; zero if never.
func (t *thread) lastInbound() time.Time {
	for _, m := range slices.Backward(t.messages) {
		if m.from == t.relation.other {
			return m.created
		}
	}
	return time.Time{}
}

func (s *Server) thread(r *relation) *thread {
	for _, t := range s.threads {
		if t.relation == r {
			return t
		}
	}
	t := &thread{id: opaque("ig_thread", s.ids.number(messageID)), relation: r}
	s.threads = append(s.threads, t)
	for _, h := range s.hosts {
		h.graph.Put(h.kinds.thread, t.id, t)
	}
	return t
}

// send adds a message to a conversation and tells it.
func (s *Server) send(t *thread, m *message) *message {
	m.id, m.thread, m.created = opaque("ig_dm", s.ids.number(messageID)), t, s.now()
	m.reactions = map[*account]string{}
	t.messages = append(t.messages, m)
	s.messages[m.id] = m
	for _, h := range s.hosts {
		h.graph.Put(h.kinds.message, m.id, m)
	}
	if m.from == t.relation.business {
		t.answered = true
	} else {
		t.relation.consent = true
	}
	s.announceMessage(m)
	return m
}

// inbound makes a person write to an account.
func (s *Server) inbound(from, to *account, m *message) *message {
	m.from, m.to = from, to
	return s.send(s.thread(s.relate(to, from)), m)
}

// conversationsEdge lists conversations; the account's own page does so with Facebook Login.
func (h *Host) conversationsEdge() *graphtest.Edge {
	return &graphtest.Edge{Get: &graphtest.Op{
		Params: []string{"platform", "user_id", "folder", "tags"}, Needs: h.needs(messaging), Default: []string{"id", "updated_time"},
		Handle: h.forAccount(h.conversations),
	}}
}

// forAccount runs an operation of a page or an account for the account.
func (h *Host) forAccount(handle func(*graphtest.Call, *account) (any, error)) graphtest.Handler {
	return func(c *graphtest.Call, n *graphtest.Node) (any, error) {
		switch data := n.Data.(type) {
		case *account:
			return handle(c, data)
		case *page:
			if data.account != nil {
				return handle(c, data.account)
			}
		}
		return nil, graphtest.Missing(c.Request.Method, n.ID)
	}
}

func (h *Host) conversations(c *graphtest.Call, a *account) (any, error) {
	s := h.srv
	if err := s.meterConversations(a); err != nil {
		return nil, err
	}
	if platform := c.Params.Text("platform"); platform != "instagram" {
		if platform != "" && platform != "messenger" || h.API == InstagramLogin {
			return nil, badParam("Param platform must be one of {INSTAGRAM, MESSENGER}")
		}
		return &graphtest.List{}, nil // the messages of the page
	}
	if a.NoMessageAccess {
		return nil, noMessageAccess()
	}
	var list []*thread
	for _, t := range slices.Backward(s.threads) {
		if t.relation.business != a || len(t.messages) == 0 || t.spam {
			continue
		}
		if id := c.Params.Text("user_id"); id != "" && id != t.relation.id {
			continue
		}
		if !t.answered && !t.relation.other.following[a] && s.now().Sub(t.updated()) > requestsEnd {
			continue
		}
		list = append(list, t)
	}
	slices.SortStableFunc(list, func(x, y *thread) int { return y.updated().Compare(x.updated()) })
	out := &graphtest.List{}
	for _, t := range list {
		out.Items = append(out.Items, graphtest.Item{Value: fresh(h.kinds.thread, t.id, t), Key: t.id, Rank: t.updated().UnixNano()})
	}
	return out, nil
}

func noMessageAccess() error {
	return &graphtest.Error{
		Code: 200, Subcode: 2534041, Message: "(#200) The account owner has disabled access to instagram direct messages.",
	}
}

// threadType is UnifiedThread, see https://developers.facebook.com/docs/graph-api/reference/conversation/.
func (h *Host) threadType() *graphtest.Type {
	return &graphtest.Type{
		Name:    "UnifiedThread",
		Default: []string{"updated_time"},
		Owner:   func(n *graphtest.Node) string { return h.owner(dataOf[*thread](n).relation.business) },
		Get:     &graphtest.Op{Needs: h.needs(messaging), Handle: graphtest.On(h.readThread)},
		Fields: graphtest.Fields{
			"updated_time":  graphtest.Get(func(t *thread) any { return t.updated() }),
			"message_count": graphtest.Get(func(t *thread) any { return len(t.messages) }),
			"can_reply":     graphtest.Get(func(t *thread) any { return h.srv.now().Sub(t.lastInbound()) < window }),
			"participants": graphtest.Get(func(t *thread) any {
				return object{"data": []any{h.participant(t.relation.business, t), h.participant(t.relation.other, t)}}
			}),
			"name": graphtest.Get(func(t *thread) any { return t.relation.other.username }),
		},
		Edges: graphtest.Edges{"messages": {Get: &graphtest.Op{
			Needs: h.needs(messaging), Default: []string{"id", "created_time"}, NoNestedNext: true,
			Handle: graphtest.On(func(_ *graphtest.Call, t *thread) (any, error) {
				out := &graphtest.List{}
				for _, m := range slices.Backward(t.messages) {
					out.Items = append(out.Items, graphtest.Item{
						Value: fresh(h.kinds.message, m.id, m), Key: m.id, Rank: m.created.UnixNano(),
					})
				}
				return out, nil
			}),
		}}},
	}
}

func (h *Host) readThread(_ *graphtest.Call, t *thread) (any, error) {
	return nil, h.srv.meterConversations(t.relation.business)
}

// participant names a member of a conversation: the account by its own id, people by theirs for it.
func (h *Host) participant(a *account, t *thread) object {
	id := a.id
	if a == t.relation.other {
		id = t.relation.id
	}
	return object{"id": id, "username": a.username}
}

// old reports whether a message is beyond those whose details are told.
func (m *message) old() bool {
	list := m.thread.messages
	return m.deleted || slices.Index(list, m) < len(list)-detailed
}

// messageType is UnifiedMessage, see https://developers.facebook.com/docs/graph-api/reference/message/.
func (h *Host) messageType() *graphtest.Type {
	told := func(f func(*message) any) graphtest.Field {
		return graphtest.Get(func(m *message) any {
			if m.old() {
				return nil
			}
			return f(m)
		})
	}
	return &graphtest.Type{
		Name:    "UnifiedMessage",
		Default: []string{"created_time"},
		Owner:   func(n *graphtest.Node) string { return h.owner(dataOf[*message](n).thread.relation.business) },
		Get: &graphtest.Op{Needs: h.needs(messaging), Handle: graphtest.On(func(_ *graphtest.Call, m *message) (any, error) {
			if m.old() {
				return nil, graphtest.Missing(http.MethodGet, m.id)
			}
			return nil, h.srv.meterConversations(m.thread.relation.business)
		})},
		Fields: graphtest.Fields{
			"created_time": graphtest.Get(func(m *message) any { return m.created }),
			"from":         told(func(m *message) any { return h.participant(m.from, m.thread) }),
			"to":           told(func(m *message) any { return object{"data": []any{h.participant(m.to, m.thread)}} }),
			"message":      told(func(m *message) any { return m.text }),
			"attachments":  told(func(m *message) any { return attachmentField(m) }),
			"story": told(func(m *message) any {
				if m.story == nil {
					return nil
				}
				return object{"reply_to": object{"id": m.story.id, "link": m.story.url}}
			}),
			"reactions":      told(func(m *message) any { return h.reactionField(m) }),
			"is_unsupported": told(func(m *message) any { return m.unsupported }),
		},
	}
}

func attachmentField(m *message) any {
	if len(m.attachments) == 0 {
		return nil
	}
	list := []any{}
	for i, a := range m.attachments {
		data := object{"id": m.id + "-" + string(rune('a'+i))}
		key := "file_url"
		switch a.Type {
		case "image":
			key = "image_data"
		case "video":
			key = "video_data"
		}
		if key == "file_url" {
			data[key] = a.URL
		} else {
			data[key] = object{"url": a.URL, "preview_url": a.URL}
		}
		list = append(list, data)
	}
	return object{"data": list}
}

func (h *Host) reactionField(m *message) any {
	var list []any
	for _, who := range []*account{m.from, m.to} {
		if reaction := m.reactions[who]; reaction != "" {
			list = append(list, object{"reaction": reaction, "users": []any{h.participant(who, m.thread)}})
		}
	}
	if list == nil {
		return nil
	}
	return object{"data": list}
}
