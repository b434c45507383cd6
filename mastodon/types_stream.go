package mastodon

import "github.com/relais-go/relais/internal/scalar"

// A StreamEvent is one message of the streaming API, before its payload is decoded. A message with
// Error set reports a failed subscription.
// See https://docs.joinmastodon.org/methods/streaming/#events.
type StreamEvent struct {
	Stream  []string        `json:"stream"` // name, then the hashtag or list; empty over server-sent events
	Event   StreamEventType `json:"event"`
	Payload StreamPayload   `json:"payload"`
	Error   string          `json:"error"`
	Status  int             `json:"status"` // HTTP-like, with Error
}

// A StreamEventType is the kind of a [StreamEvent].
// See https://docs.joinmastodon.org/methods/streaming/#events.
type StreamEventType string

// Stream events. Skip unknown ones.
const (
	StreamUpdate               StreamEventType = "update"        // Status
	StreamStatusUpdate         StreamEventType = "status.update" // Status, edited
	StreamDelete               StreamEventType = "delete"        // id of a status
	StreamNotification         StreamEventType = "notification"  // Notification
	StreamConversation         StreamEventType = "conversation"  // Conversation
	StreamFiltersChanged       StreamEventType = "filters_changed"
	StreamAnnouncement         StreamEventType = "announcement"          // Announcement
	StreamAnnouncementReaction StreamEventType = "announcement.reaction" // Reaction
	StreamAnnouncementDelete   StreamEventType = "announcement.delete"   // id of an announcement
	StreamNotificationsMerged  StreamEventType = "notifications_merged"
)

// A StreamPayload is JSON or a bare id, taken out of the string that servers wrap it in.
type StreamPayload string

// UnmarshalJSON takes the text of a string; any other JSON is kept as it is, null is ignored.
func (p *StreamPayload) UnmarshalJSON(b []byte) error {
	if s, ok := scalar.Text(b); ok {
		*p = StreamPayload(s)
		return nil
	}
	if len(b) > 0 && b[0] != 'n' {
		*p = StreamPayload(b)
	}
	return nil
}
