package instagram

import (
	"github.com/relais-go/relais/internal/graph"
	"github.com/relais-go/relais/social"
)

// Conversation is a private exchange of the account with a person. Only what was asked for is filled in.
// See https://developers.facebook.com/docs/instagram-platform/instagram-api-with-instagram-login/conversations-api.
type Conversation struct {
	ID           ID                   `json:"id"`
	Updated      Time                 `json:"updated_time,omitzero"`
	Participants graph.Edge[From]     `json:"participants,omitzero"`
	Messages     *graph.Edge[Message] `json:"messages,omitempty"` // the newest
}

// Message is a private message. Of all but the newest 20 of a conversation there are ID and time only.
type Message struct {
	ID          ID                             `json:"id"`
	CreatedTime Time                           `json:"created_time,omitzero"`
	From        *From                          `json:"from,omitempty"`
	To          *graph.Edge[From]              `json:"to,omitempty"`
	Text        string                         `json:"message,omitempty"`
	Attachments *graph.Edge[MessageAttachment] `json:"attachments,omitempty"`
	Story       *MessageStory                  `json:"story,omitempty"`     // that it answers, or that mentions the account
	Reactions   *graph.Edge[MessageReaction]   `json:"reactions,omitempty"` // to it
	Unsupported graph.Bool                     `json:"is_unsupported,omitempty"`
}

// MessageAttachment is a file of a private message. Addresses are good for days.
type MessageAttachment struct {
	ID        ID           `json:"id,omitempty"`
	MimeType  string       `json:"mime_type,omitempty"`
	Name      string       `json:"name,omitempty"`
	FileURL   string       `json:"file_url,omitempty"`
	ImageData *MessageFace `json:"image_data,omitempty"`
	VideoData *MessageFace `json:"video_data,omitempty"`
}

// MessageFace is where a picture or film of a message shows.
type MessageFace struct {
	URL        string `json:"url,omitempty"`
	PreviewURL string `json:"preview_url,omitempty"`
}

// MessageStory is the story that a message is about.
type MessageStory struct {
	ReplyTo *StoryLink `json:"reply_to,omitempty"` // a story of the account that is answered
	Mention *StoryLink `json:"mention,omitempty"`  // a story of the sender that mentions the account
}

// StoryLink names a story, with an address that is good while it shows.
type StoryLink struct {
	ID   ID     `json:"id,omitempty"`
	Link string `json:"link,omitempty"`
}

// MessageReaction is a reaction to a message.
type MessageReaction struct {
	Reaction string  `json:"reaction"`
	Users    []*From `json:"users,omitempty"`
}

// others are the people of a conversation.
func (v *Conversation) others(user ID) []*From {
	var out []*From
	for _, who := range v.Participants.Data {
		if who != nil && who.ID != user {
			out = append(out, who)
		}
	}
	return out
}

// other is the last of them, "" if there is none.
func (v *Conversation) other(user ID) ID {
	if all := v.others(user); len(all) > 0 {
		return all[len(all)-1].ID
	}
	return ""
}

// other is the person in a message of the account, "" if it does not say.
func (m *Message) other(user ID) ID {
	if m.From != nil && m.From.ID != user {
		return m.From.ID
	}
	if m.To != nil {
		for _, to := range m.To.Data {
			if to != nil && to.ID != user {
				return to.ID
			}
		}
	}
	return ""
}

// portable turns a message into the form that all networks share.
func (m *Message) portable() *social.Post {
	out := &social.Post{
		Ref: messageRef(m.ID), State: social.StatePublished, Text: m.Text, Time: m.CreatedTime.Time,
		Visibility: social.VisibilityDirect, Media: m.media(), Raw: m,
	}
	if m.From != nil {
		out.Author = m.From.portable()
	}
	if m.Story != nil && m.Story.ReplyTo != nil && m.Story.ReplyTo.ID != "" {
		out.ReplyTo = postRef(m.Story.ReplyTo.ID)
	}
	return out
}

// media are the files of a message.
func (m *Message) media() []social.Attachment {
	if m.Attachments == nil {
		return nil
	}
	var out []social.Attachment
	for _, a := range m.Attachments.Data {
		if a != nil {
			out = append(out, a.portable())
		}
	}
	return out
}

func (a *MessageAttachment) portable() social.Attachment {
	out := social.Attachment{ID: string(a.ID), ContentType: a.MimeType, URL: a.FileURL}
	switch {
	case a.ImageData != nil:
		out.URL, out.PreviewURL = a.ImageData.URL, a.ImageData.PreviewURL
		out.ContentType = orElse(out.ContentType, string(FileImage))
	case a.VideoData != nil:
		out.URL, out.PreviewURL = a.VideoData.URL, a.VideoData.PreviewURL
		out.ContentType = orElse(out.ContentType, string(FileVideo))
	}
	return out
}

func orElse(text, other string) string {
	if text == "" {
		return other
	}
	return text
}

func messageRef(id ID) social.Ref {
	return social.Ref{Network: network, Kind: social.RefMessage, ID: string(id)}
}

func conversationRef(id ID) social.Ref {
	return social.Ref{Network: network, Kind: social.RefConversation, ID: string(id)}
}
