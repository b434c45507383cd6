package x

import (
	"encoding/json"

	"github.com/relais-go/relais/internal/scalar"
)

// A DMEvent is a private message, or somebody joining or leaving a conversation. X keeps 30 days of them.
// See https://docs.x.com/x-api/direct-messages/lookup/introduction.
type DMEvent struct {
	ID             ID            `json:"id"`
	Type           DMEventType   `json:"event_type,omitempty"`
	Text           string        `json:"text,omitempty"`
	SenderID       ID            `json:"sender_id,omitempty"`
	ConversationID string        `json:"dm_conversation_id,omitempty"` // of two: both ids, the lower first, as "12-345"
	ParticipantIDs []ID          `json:"participant_ids,omitempty"`    // only of joins and leaves
	CreatedAt      Time          `json:"created_at,omitzero"`
	Attachments    DMAttachments `json:"attachments,omitzero"`
	Entities       Entities      `json:"entities,omitzero"`
	References     []Reference   `json:"referenced_tweets,omitempty"` // posts shown in the message

	// What follows is filled in by Includes.JoinDMs, as far as the answer holds it.
	Sender       *User    `json:"-"`
	Participants []*User  `json:"-"`
	Media        []*Media `json:"-"`
}

type plainDMEvent DMEvent

// UnmarshalJSON reads both dialects. A field of an unexpected type is left out.
func (e *DMEvent) UnmarshalJSON(b []byte) error {
	w := struct {
		*plainDMEvent
		References []Reference `json:"referenced_posts"`
	}{plainDMEvent: (*plainDMEvent)(e)}
	if err := scalar.Forgive(json.Unmarshal(b, &w)); err != nil {
		return err
	}
	e.References = eitherList(e.References, w.References)
	return nil
}

// DMAttachments name what is attached to a message.
type DMAttachments struct {
	MediaKeys []string `json:"media_keys,omitempty"`
	CardIDs   []ID     `json:"card_ids,omitempty"`
}

// A DMSent is the answer to a message that was sent.
// See https://docs.x.com/x-api/direct-messages/manage/introduction.
type DMSent struct {
	ConversationID string `json:"dm_conversation_id"`
	EventID        ID     `json:"dm_event_id"`
}

// DirectMessages are private messages in the form of activity events and webhooks: that of X's first API.
// See https://docs.x.com/x-api/activity/event-payloads.
type DirectMessages struct {
	Events []DirectMessage `json:"direct_message_events,omitempty"`
	Reads  []DirectReceipt `json:"direct_message_mark_read_events,omitempty"`
	Typing []DirectReceipt `json:"direct_message_indicate_typing_events,omitempty"`
	Users  map[ID]*User    `json:"users,omitempty"`
}

// A DirectMessage is one private message of [DirectMessages].
type DirectMessage struct {
	ID        ID         `json:"id"`
	Type      string     `json:"type"`              // "message_create"
	CreatedAt Time       `json:"created_timestamp"` // in milliseconds since 1970, as text
	Message   DirectText `json:"message_create"`
}

// A DirectText is the content of a [DirectMessage].
type DirectText struct {
	SenderID ID           `json:"sender_id"`
	Target   DirectTarget `json:"target"`
	Data     DirectData   `json:"message_data"`
}

// A DirectTarget says for whom a message is.
type DirectTarget struct {
	RecipientID ID `json:"recipient_id"`
}

// DirectData is what a message says.
type DirectData struct {
	Text       string            `json:"text"`
	Entities   DirectEntities    `json:"entities"`
	Attachment *DirectAttachment `json:"attachment,omitempty"`
}

// DirectEntities are what X recognised in a message.
type DirectEntities struct {
	URLs []DirectURL `json:"urls"`
}

// A DirectURL is a link in a message, which shows the short form.
type DirectURL struct {
	URL         string `json:"url"`
	ExpandedURL string `json:"expanded_url"`
	DisplayURL  string `json:"display_url"`
	Indices     []int  `json:"indices"` // start and end in the text
}

// A DirectAttachment is a picture or film in a message. Reading it takes the recipient's token.
type DirectAttachment struct {
	Type  string `json:"type"` // "media"
	Media struct {
		ID       ID        `json:"id"`
		Type     MediaType `json:"type"`
		URL      string    `json:"media_url_https"`
		Expanded string    `json:"expanded_url"`
	} `json:"media"`
}

// A DirectReceipt says that somebody read messages or is typing one.
type DirectReceipt struct {
	CreatedAt       Time         `json:"created_timestamp"`
	SenderID        ID           `json:"sender_id"`
	Target          DirectTarget `json:"target"`
	LastReadEventID ID           `json:"last_read_event_id,omitempty"`
}
