package instagramtest

import (
	"net/http"
	"time"

	"github.com/relais-go/relais/internal/graph/graphtest"
)

// messagesEdge is POST /{page}/messages or /{ig-user}/messages, see
// https://developers.facebook.com/docs/instagram-platform/instagram-api-with-instagram-login/messaging-api.
func (h *Host) messagesEdge() *graphtest.Edge {
	return &graphtest.Edge{Post: &graphtest.Op{
		Params: []string{"recipient", "message", "messaging_type", "tag", "sender_action", "payload", "reply_to"},
		Needs:  h.needs(messaging), Handle: h.forAccount(h.sendMessage),
	}}
}

func (h *Host) sendMessage(c *graphtest.Call, a *account) (any, error) {
	recipient, err := c.Params.Object("recipient")
	if err != nil {
		return nil, err
	}
	if recipient == nil {
		return nil, badParam("The parameter recipient is required")
	}
	if a.NoMessageAccess {
		return nil, noMessageAccess()
	}
	if id := graphtest.Params(recipient).Text("comment_id"); id != "" {
		return h.privateReply(c, a, id)
	}
	id := graphtest.Params(recipient).Text("id")
	r := h.srv.scoped[id]
	if r == nil || r.business != a {
		return nil, (&graphtest.Error{Code: 100, Message: "No matching user found"}).Sub(2534014)
	}
	t := h.srv.thread(r)
	if action := c.Params.Text("sender_action"); action != "" {
		return h.senderAction(c, t, action)
	}
	m, err := h.readMessage(c, t)
	if err != nil {
		return nil, err
	}
	if err := h.mayWrite(c, t); err != nil {
		return nil, err
	}
	m.from, m.to = a, r.other
	return object{"recipient_id": r.id, "message_id": h.srv.send(t, m).id}, nil
}

// mayWrite checks the time since the person wrote last.
func (h *Host) mayWrite(c *graphtest.Call, t *thread) error {
	r := t.relation
	if r.business.blocked[r.other] || r.other.blocked[r.business] || r.other.NoMessages {
		return &graphtest.Error{Code: 551, Message: "(#551) This person isn't available right now."}
	}
	limit := window
	switch tag := c.Params.Text("tag"); {
	case tag == "HUMAN_AGENT" && h.srv.opts.Traps.NoHumanAgent:
		return (&graphtest.Error{Code: 10, Message: "(#10) The app does not have the feature Human Agent."}).Sub(1893063)
	case tag == "HUMAN_AGENT":
		limit = agentWindow
	case tag != "":
		return badParam("Param tag must be one of {HUMAN_AGENT}")
	}
	if h.srv.now().Sub(t.lastInbound()) > limit { // never is long ago
		return outsideWindow()
	}
	return nil
}

func outsideWindow() error {
	return (&graphtest.Error{
		Code: 10, Message: "(#10) This message is sent outside of allowed window. Learn more about the new policy here: " +
			"https://developers.facebook.com/docs/messenger-platform/policy-overview",
	}).Sub(2534022)
}

// readMessage checks the parameters message and reply_to.
func (h *Host) readMessage(c *graphtest.Call, t *thread) (*message, error) {
	content, err := c.Params.Object("message")
	if err != nil {
		return nil, err
	}
	p := graphtest.Params(content)
	m := &message{text: p.Text("text")}
	if len(m.text) > maxMessageBytes {
		return nil, badParam("Length of param message[text] must be less than or equal to %d", maxMessageBytes)
	}
	if m.attachments, err = h.readAttachments(p); err != nil {
		return nil, err
	}
	if (m.text == "") == (len(m.attachments) == 0) {
		return nil, badParam("Param message must have either text or attachment")
	}
	reply, err := c.Params.Object("reply_to")
	if err != nil {
		return nil, err
	}
	if mid := graphtest.Params(reply).Text("mid"); mid != "" {
		if m.replyTo = h.srv.messages[mid]; m.replyTo == nil || m.replyTo.thread != t {
			return nil, badParam("Param reply_to[mid] is no message of this conversation")
		}
	}
	return m, nil
}

func (h *Host) readAttachments(p graphtest.Params) ([]Attachment, error) {
	list, err := p.Objects("attachments")
	if err != nil {
		return nil, err
	}
	if p.Has("attachment") {
		single, err := p.Object("attachment")
		if err != nil {
			return nil, err
		}
		list = append(list, single)
	}
	if len(list) > maxImages {
		return nil, badParam("Param message[attachments] must have at most %d elements", maxImages)
	}
	if len(list) > 1 && h.srv.opts.Traps.SingleImages {
		return nil, badParam("Sending several images is not available yet").Sub(2534068)
	}
	var out []Attachment
	for _, o := range list {
		payload, err := graphtest.Params(o).Object("payload")
		if err != nil {
			return nil, err
		}
		a := Attachment{Type: graphtest.Params(o).Text("type"), URL: graphtest.Params(payload).Text("url")}
		switch a.Type {
		case "image", "video", "audio", "file":
			if !plainURL(a.URL) {
				return nil, badParam("Param message[attachment][payload][url] must be a valid URL")
			}
		case "MEDIA_SHARE":
			id := graphtest.Params(payload).Text("id")
			if h.srv.media[id] == nil {
				return nil, graphtest.Missing(http.MethodPost, id)
			}
			a.URL = h.srv.media[id].url
		case "like_heart":
		default:
			return nil, badParam("Param message[attachment][type] must be one of {IMAGE, VIDEO, AUDIO, FILE, MEDIA_SHARE, LIKE_HEART}")
		}
		if len(list) > 1 && a.Type != "image" {
			return nil, badParam("Only images can be sent together")
		}
		out = append(out, a)
	}
	return out, nil
}

// senderAction is what is not a message: a sign of life, or a reaction.
func (h *Host) senderAction(c *graphtest.Call, t *thread, action string) (any, error) {
	answer := object{"recipient_id": t.relation.id}
	switch action {
	case "typing_on", "typing_off", "mark_seen", "TYPING_ON", "TYPING_OFF", "MARK_SEEN":
		return answer, nil
	case "react", "unreact", "REACT", "UNREACT":
	default:
		return nil, badParam("Param sender_action must be one of {MARK_SEEN, REACT, TYPING_OFF, TYPING_ON, UNREACT}")
	}
	payload, err := c.Params.Object("payload")
	if err != nil {
		return nil, err
	}
	m := h.srv.messages[graphtest.Params(payload).Text("message_id")]
	if m == nil || m.thread != t {
		return nil, badParam("Param payload[message_id] is no message of this conversation")
	}
	if last := t.lastInbound(); h.srv.now().Sub(last) > window {
		return nil, outsideWindow()
	}
	delete(m.reactions, t.relation.business)
	if action == "react" || action == "REACT" {
		reaction := graphtest.Params(payload).Text("reaction")
		if reaction == "" {
			return nil, badParam("Param payload[reaction] is required")
		}
		m.reactions[t.relation.business] = reaction
	}
	return answer, nil
}

// privateReply writes to whoever made a comment, see
// https://developers.facebook.com/docs/instagram-platform/private-replies.
func (h *Host) privateReply(c *graphtest.Call, a *account, id string) (any, error) {
	k := h.srv.comments[id]
	if k == nil || k.deleted || k.media.owner != a || k.author == a {
		return nil, graphtest.Missing(http.MethodPost, id)
	}
	now := h.srv.now()
	switch {
	case k.private:
		return nil, graphtest.Coded(10900, "Activity already replied to")
	case now.Sub(k.created) > privateWindow, k.media.live && k.media.liveOver:
		return nil, graphtest.Coded(10903, "This user can't reply to this activity")
	case spend(h.srv.private, a, now, privateRepliesPerHour, time.Hour):
		return nil, graphtest.Coded(codeRate, "Calls to this api have exceeded the rate limit.")
	}
	r := h.srv.relate(a, k.author)
	t := h.srv.thread(r)
	m, err := h.readMessage(c, t)
	if err != nil {
		return nil, err
	}
	if len(m.attachments) > 0 {
		return nil, badParam("A private reply is text only")
	}
	k.private = true
	m.from, m.to, m.comment = a, k.author, k
	return object{"recipient_id": r.id, "message_id": h.srv.send(t, m).id}, nil
}

// moderate is POST /{ig-user}/moderate_conversations.
func (h *Host) moderate(c *graphtest.Call, a *account) (any, error) {
	users, err := c.Params.Objects("user_ids")
	if err != nil {
		return nil, err
	}
	actions, err := c.Params.Texts("actions")
	if err != nil {
		return nil, err
	}
	if len(users) == 0 || len(actions) == 0 {
		return nil, badParam("The parameters user_ids and actions are required")
	}
	for _, u := range users {
		id := graphtest.Params(u).Text("id")
		r := h.srv.scoped[id]
		if r == nil || r.business != a {
			return nil, (&graphtest.Error{Code: 100, Message: "No matching user found"}).Sub(2534014)
		}
		for _, action := range actions {
			switch action {
			case "BLOCK_USER":
				a.blocked[r.other] = true
			case "UNBLOCK_USER":
				delete(a.blocked, r.other)
			case "MOVE_TO_SPAM":
				h.srv.thread(r).spam = true
			default:
				return nil, badParam("Param actions must be one of {BLOCK_USER, MOVE_TO_SPAM, UNBLOCK_USER}")
			}
		}
	}
	return object{"success": true}, nil
}
