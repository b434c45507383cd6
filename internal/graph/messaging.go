package graph

import (
	"encoding/json"

	"github.com/relais-go/relais/internal/rest"
)

// Messaging is what a webhook tells of a private conversation, the same on Messenger and Instagram. One of the
// pointers is set, or none for a kind that is not known: then Raw has it.
// See https://developers.facebook.com/docs/messenger-platform/reference/webhook-events.
type Messaging struct {
	Sender    Party `json:"sender"`
	Recipient Party `json:"recipient"`
	Timestamp Time  `json:"timestamp"`

	Message  *Message     `json:"message"`
	Edit     *MessageEdit `json:"message_edit"`
	Reaction *Reaction    `json:"reaction"`
	Postback *Postback    `json:"postback"`
	Referral *Referral    `json:"referral"`
	Read     *Receipt     `json:"read"`
	Delivery *Receipt     `json:"delivery"`

	Raw json.RawMessage `json:"-"` // as Meta sent it
}

// Party is one side of a conversation. Its ID is good for this page or account only.
type Party struct {
	ID ID `json:"id"`
}

// Message is what was said.
type Message struct {
	ID            ID           `json:"mid"`
	Text          string       `json:"text"`
	Attachments   []Attachment `json:"attachments"`
	IsEcho        Bool         `json:"is_echo"`        // the page or account said it, by an app or by hand
	IsSelf        Bool         `json:"is_self"`        // to itself
	IsDeleted     Bool         `json:"is_deleted"`     // taken back
	IsUnsupported Bool         `json:"is_unsupported"` // of a kind that Meta does not pass on
	AppID         ID           `json:"app_id"`         // of the app that an echo was sent by
	ReplyTo       *MessageRef  `json:"reply_to"`
	QuickReply    *struct {
		Payload string `json:"payload"`
	} `json:"quick_reply"`
	Referral *Referral `json:"referral"`
}

// MessageRef names the message or story that is answered.
type MessageRef struct {
	ID    ID `json:"mid"`
	Story *struct {
		ID  ID     `json:"id"`
		URL string `json:"url"` // good for some days
	} `json:"story"`
}

// Attachment is a file or other thing that came with a message.
type Attachment struct {
	Type    string `json:"type"` // image, video, audio, file, share, story_mention, reel, template, …
	Payload struct {
		URL       string `json:"url"` // good for some days
		Title     string `json:"title"`
		StickerID ID     `json:"sticker_id"`
		ReelID    ID     `json:"reel_video_id"`
	} `json:"payload"`
}

// MessageEdit is a message in another wording.
type MessageEdit struct {
	ID    ID     `json:"mid"`
	Text  string `json:"text"`
	Count Int    `json:"num_edit"`
}

// Reaction is that of a person to a message.
type Reaction struct {
	MessageID ID     `json:"mid"`
	Action    string `json:"action"`   // react, unreact
	Kind      string `json:"reaction"` // smile, love, …, other
	Emoji     string `json:"emoji"`
}

// Postback is a button that was pressed.
type Postback struct {
	ID       ID        `json:"mid"`
	Title    string    `json:"title"`
	Payload  string    `json:"payload"`
	Referral *Referral `json:"referral"`
}

// Referral is where a person came from.
type Referral struct {
	Ref    string `json:"ref"`
	Source string `json:"source"` // ADS, SHORTLINK, …
	Type   string `json:"type"`
	AdID   ID     `json:"ad_id"`
}

// Receipt says what was delivered or read.
type Receipt struct {
	ID        ID   `json:"mid"`       // of the message read, on Instagram
	IDs       []ID `json:"mids"`      // of the messages delivered; may be none
	Watermark Time `json:"watermark"` // all before it
}

// readMessaging reads one message; what cannot be read is in Raw only.
func readMessaging(raw json.RawMessage) *Messaging {
	m := new(Messaging)
	if rest.Decode(raw, m) != nil {
		m = new(Messaging)
	}
	m.Raw = raw
	return m
}

// IsEcho reports whether the page or account itself said or did it: what it sent comes back by the webhook.
func (m *Messaging) IsEcho() bool { return m.Message != nil && bool(m.Message.IsEcho) }
