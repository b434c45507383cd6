package instagramtest

import (
	"strings"
	"time"

	"github.com/relais-go/relais/internal/graph/graphtest"
)

// webhookFields are what an app can subscribe to, see
// https://developers.facebook.com/docs/instagram-platform/webhooks.
func webhookFields(api API) []string {
	fields := []string{
		"comments", "live_comments", "mentions", "messages", "message_reactions", "message_edit", "messaging_seen", "messaging_postbacks",
		"messaging_referral", "messaging_optins", "messaging_handover", "standby",
	}
	if api == FacebookLogin {
		return append(fields, "story_insights")
	}
	return append(fields, "story_reactions", "share_to_story", "follow")
}

// WebhookFaults spoil the delivery of events.
type WebhookFaults = graphtest.WebhookFaults

// A Delivery is an attempt to hand events over.
type Delivery = graphtest.Delivery

// Subscribe sets the webhook of the app as the dashboard does, without a handshake, and installs the app on
// an account, or on its Page, for these fields; none means all. The handshake and the calls that do the same
// are served too.
func (h *Host) Subscribe(account, callback string, fields ...string) {
	h.srv.mu.Lock()
	defer h.srv.mu.Unlock()
	if len(fields) == 0 {
		fields = webhookFields(h.API)
	}
	h.graph.Subscribe(h.app.ID, "instagram", callback, fields...)
	h.graph.Install(h.owner(h.srv.mustAccount(account)), h.app.ID, fields...)
}

// SetWebhookFaults replaces the faults of deliveries.
func (h *Host) SetWebhookFaults(f WebhookFaults) {
	h.srv.mu.Lock()
	defer h.srv.mu.Unlock()
	h.graph.SetWebhookFaults(f)
}

// PauseWebhooks holds deliveries back until ResumeWebhooks.
func (h *Host) PauseWebhooks() {
	h.srv.mu.Lock()
	defer h.srv.mu.Unlock()
	h.graph.PauseWebhooks()
}

// ResumeWebhooks delivers what has piled up.
func (h *Host) ResumeWebhooks() {
	h.srv.mu.Lock()
	defer h.srv.mu.Unlock()
	h.graph.ResumeWebhooks()
}

// RetryWebhooks delivers again what was not taken, as the network does for 36 hours, and returns the number
// of events.
func (h *Host) RetryWebhooks() int {
	h.srv.mu.Lock()
	defer h.srv.mu.Unlock()
	return h.graph.RetryWebhooks()
}

// Deliveries are all attempts so far, oldest first.
func (h *Host) Deliveries() []Delivery {
	h.srv.mu.Lock()
	defer h.srv.mu.Unlock()
	return h.graph.Deliveries()
}

// tell sends a change to the apps of an account. The value depends on the host.
func (s *Server) tell(a *account, field string, value func(h *Host) object) {
	for _, h := range s.hosts {
		v := value(h)
		if v == nil {
			continue
		}
		h.graph.Notify(graphtest.Event{
			Object: "instagram", ID: a.id, Field: field, Value: v, Install: h.owner(a),
			Flat:         h.API == InstagramLogin && s.opts.Webhook.Shape == ShapeFlat,
			Milliseconds: s.opts.Webhook.Milliseconds,
		})
	}
}

// announceComment tells the owner of the media about a comment, and whoever is mentioned in it.
func (s *Server) announceComment(k *comment) {
	m := k.media
	field := "comments"
	if m.live {
		field = "live_comments"
	}
	if m.product != productStory && !m.ageGated && !m.owner.restricted[k.author] {
		s.tell(m.owner, field, func(h *Host) object { return s.commentEvent(h, k) })
	}
	if m.owner.Private {
		return
	}
	for _, a := range s.mentioned(k.text) {
		if a != m.owner && a != k.author {
			s.tell(a, "mentions", func(*Host) object { return object{"media_id": m.id, "comment_id": k.id} })
		}
	}
}

// commentEvent is the value of a comment. An own comment names the account itself.
func (s *Server) commentEvent(h *Host, k *comment) object {
	m := k.media
	from := object{"id": s.relate(m.owner, k.author).id, "username": k.author.username}
	if k.author == m.owner {
		from["self_ig_scoped_id"], from["id"] = from["id"], m.owner.id
	}
	media := object{"id": m.id, "media_product_type": m.product}
	if m.boosted {
		media["ad_id"], media["ad_title"], media["original_media_id"] = m.id[1:], "Boosted post", m.id
	}
	value := object{"from": from, "media": media, "text": k.text, "id": k.id}
	if h.API == FacebookLogin && !s.opts.Webhook.PlainID {
		delete(value, "id")
		value["comment_id"] = k.id
	}
	if k.parent != nil {
		value["parent_id"] = k.parent.id
	}
	return value
}

// mentioned are the accounts that a text names, each once.
func (s *Server) mentioned(text string) []*account {
	var out []*account
	seen := map[*account]bool{}
	for _, name := range tagged(text, '@') {
		if a := s.byName[name]; a != nil && !seen[a] {
			seen[a] = true
			out = append(out, a)
		}
	}
	return out
}

// announce tells those about new media who are mentioned in its caption; mentions in stories come as messages.
func (s *Server) announce(m *media) {
	if m.owner.Private {
		return
	}
	if m.product == productStory {
		for _, t := range m.tags {
			s.mentionInStory(m, t.person)
		}
		return
	}
	for _, a := range s.mentioned(m.caption) {
		if a != m.owner {
			s.tell(a, "mentions", func(*Host) object { return object{"media_id": m.id} })
		}
	}
}

func (s *Server) mentionInStory(m *media, a *account) {
	if a != m.owner && a.professional() {
		s.inbound(m.owner, a, &message{attachments: []Attachment{{Type: "story_mention", URL: m.url}}})
	}
}

// messaging sends an event of a conversation.
func (s *Server) messaging(t *thread, field string, from *account, at time.Time, member string, value object) {
	r := t.relation
	sender, recipient := object{"id": r.id}, object{"id": r.business.id}
	if from == r.business {
		sender, recipient = recipient, sender
	}
	for _, h := range s.hosts {
		h.graph.Notify(graphtest.Event{
			Object: "instagram", ID: r.business.id, Field: field, Member: "messaging", Install: h.owner(r.business), Milliseconds: true,
			Value: object{"sender": sender, "recipient": recipient, "timestamp": at.UnixMilli(), member: value},
		})
	}
}

// announceMessage tells a message. What the account sends comes back as an echo.
func (s *Server) announceMessage(m *message) {
	value := object{"mid": m.id}
	if m.text != "" {
		value["text"] = m.text
	}
	if len(m.attachments) > 0 {
		list := []any{}
		for _, a := range m.attachments {
			attachment := object{"type": strings.ToLower(a.Type)}
			if a.URL != "" {
				attachment["payload"] = object{"url": a.URL}
			}
			list = append(list, attachment)
		}
		value["attachments"] = list
	}
	switch {
	case m.replyTo != nil:
		value["reply_to"] = object{"mid": m.replyTo.id}
	case m.story != nil:
		value["reply_to"] = object{"story": object{"id": m.story.id, "url": m.story.url}}
	}
	if m.from == m.thread.relation.business {
		value["is_echo"] = true
	}
	if m.unsupported {
		value["is_unsupported"] = true
	}
	if m.deleted {
		value["is_deleted"] = true
		delete(value, "text")
		delete(value, "attachments")
	}
	s.messaging(m.thread, "messages", m.from, s.now(), "message", value)
}

// happen lets come about what has become due: stories end with their last numbers.
func (s *Server) happen() {
	now := s.now()
	for _, a := range s.people {
		for _, m := range a.media {
			if m.product != productStory || m.reported || m.deleted || now.Before(m.expires()) {
				continue
			}
			m.reported = true
			s.tell(a, "story_insights", func(h *Host) object {
				if h.API == InstagramLogin {
					return nil
				}
				return storyEvent(m)
			})
		}
	}
}

// storyEvent are a story's last numbers; what is below five is not told.
func storyEvent(m *media) object {
	value := object{"media_id": m.id}
	taps := func(action string) int {
		n := 0
		for _, row := range named(m.counts, "navigation") {
			if row.By["story_navigation_action_type"] == action {
				n += row.Value
			}
		}
		return n
	}
	for name, n := range map[string]int{
		"impressions": total(m.gained("views")), "reach": total(m.gained("reach")), "replies": total(m.gained("replies")),
		"taps_forward": taps("TAP_FORWARD"), "taps_back": taps("TAP_BACK"), "exits": taps("TAP_EXIT"),
	} {
		if n < storyThreshold {
			n = -1
		}
		value[name] = n
	}
	return value
}
