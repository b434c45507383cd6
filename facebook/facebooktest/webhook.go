package facebooktest

import "github.com/relais-go/relais/internal/graph/graphtest"

// A Delivery is an attempt to hand updates to a webhook.
type Delivery = graphtest.Delivery

// WebhookFaults spoil deliveries: updates come twice, never, or in another order, or are signed wrongly.
type WebhookFaults = graphtest.WebhookFaults

// webhookFields are the fields of the object page that can be subscribed to, see
// https://developers.facebook.com/docs/graph-api/webhooks/reference/page/.
func webhookFields() []string {
	return []string{
		"feed", "mention", "ratings", "messages", "message_echoes", "message_deliveries", "message_reads", "message_reactions",
		"message_edits", "messaging_postbacks", "messaging_optins", "messaging_referrals", "messaging_handovers", "standby",
		"conversations", "name", "picture", "category", "description", "email", "location", "phone", "website", "videos", "live_videos",
		"business_integrity",
	}
}

// SubscribeWebhook sets the callback of the app for pages as the dashboard does, without a handshake, and
// installs the app on a page for these fields. No fields means all.
func (s *Server) SubscribeWebhook(page, callback string, fields ...string) {
	defer s.lock()()
	s.mustPage(page)
	if len(fields) == 0 {
		fields = webhookFields()
	}
	s.graph.Subscribe(s.app.ID, "page", callback, fields...)
	s.graph.Install(page, s.app.ID, fields...)
}

// InstalledFields are the fields that the app gets of a page.
func (s *Server) InstalledFields(page string) []string {
	defer s.lock()()
	return s.graph.Installed(page)[s.app.ID]
}

// Deliveries are all attempts of deliveries so far, oldest first.
func (s *Server) Deliveries() []Delivery {
	defer s.lock()()
	return s.graph.Deliveries()
}

// SetWebhookFaults replaces the faults of deliveries.
func (s *Server) SetWebhookFaults(f WebhookFaults) {
	defer s.lock()()
	s.graph.SetWebhookFaults(f)
}

// PauseWebhooks holds deliveries back until [Server.ResumeWebhooks], so that updates pile up.
func (s *Server) PauseWebhooks() {
	defer s.lock()()
	s.graph.PauseWebhooks()
}

// ResumeWebhooks delivers what has piled up.
func (s *Server) ResumeWebhooks() {
	defer s.lock()()
	s.graph.ResumeWebhooks()
}

// RetryWebhooks delivers again what no callback took, as the network does ever more rarely for 36 hours.
// It returns the number of updates. The first retry comes at once and needs no call.
func (s *Server) RetryWebhooks() int {
	defer s.lock()()
	return s.graph.RetryWebhooks()
}
