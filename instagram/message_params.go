package instagram

import (
	"net/url"
	"strings"
	"time"

	"github.com/relais-go/relais/internal/draft"
	"github.com/relais-go/relais/social"
)

// Recipient is whom a message goes to: one of its fields is set.
type Recipient struct {
	ID        ID `json:"id,omitempty"`         // a person, as messages and webhooks of the account name them
	CommentID ID `json:"comment_id,omitempty"` // whoever wrote the comment: a private reply
}

// HumanAgent is the Tag of an answer that a person writes, up to seven days after the last message. The program needs
// the feature Human Agent, which Meta reviews.
// See https://developers.facebook.com/docs/features-reference/human-agent.
const HumanAgent = "HUMAN_AGENT"

// MessageParams is a private message: a text or files, or one of the account's posts, or a heart.
// See https://developers.facebook.com/docs/instagram-platform/instagram-api-with-instagram-login/messaging-api.
type MessageParams struct {
	To      Recipient     `json:"to"`
	Tag     string        `json:"tag,omitempty"`
	Text    string        `json:"text,omitempty"`  // at most 1,000 bytes of UTF-8
	Files   []MessageFile `json:"files,omitempty"` // instead of Text: one, or up to ten images
	Share   ID            `json:"share,omitempty"` // instead of Text: a post of the account
	Heart   bool          `json:"heart,omitempty"` // instead of Text: a sticker
	ReplyTo ID            `json:"reply_to,omitempty"`
}

// MessageFile is a file to send. One of its last two fields is set.
type MessageFile struct {
	Kind MessageFileKind `json:"kind"`
	ID   ID              `json:"id,omitempty"`  // of a file that Instagram has already
	URL  string          `json:"url,omitempty"` // public: Instagram fetches it
}

// MessageFileKind is how a file shows.
type MessageFileKind string

// Kinds of files: images of 8 MB, videos and sounds of 25 MB, and PDF of 25 MB.
const (
	FileImage MessageFileKind = "image"
	FileVideo MessageFileKind = "video"
	FileAudio MessageFileKind = "audio"
	FilePDF   MessageFileKind = "file"
)

// MessageExtra holds what only Instagram reads of a draft for a private message. Put a pointer to one into
// social.Draft.Extras.
type MessageExtra struct {
	HumanAgent bool // see [HumanAgent]
	Share      ID   // sends a post of the account instead of a text
	Heart      bool // sends a heart instead of a text
}

// ExtraFor names the network that reads it.
func (*MessageExtra) ExtraFor() string { return network }

// fileKind is how a file shows, "" if it cannot be sent.
func fileKind(m *social.Media) MessageFileKind {
	major, minor, _ := strings.Cut(m.Type(), "/")
	switch k := MessageFileKind(major); {
	case k == FileImage, k == FileVideo, k == FileAudio:
		return k
	case minor == "pdf":
		return FilePDF
	default:
		return ""
	}
}

// wireSend is the body of a message, or of an action.
type wireSend struct {
	Recipient Recipient    `json:"recipient"`
	Message   *wireMessage `json:"message,omitempty"`
	Type      string       `json:"messaging_type,omitempty"`
	Tag       string       `json:"tag,omitempty"`
	ReplyTo   *wireReply   `json:"reply_to,omitempty"`
	Action    string       `json:"sender_action,omitempty"`
	Payload   *wireReact   `json:"payload,omitempty"` // of an action
}

type wireReply struct {
	ID ID `json:"mid"`
}

type wireReact struct {
	Message  ID     `json:"message_id"`
	Reaction string `json:"reaction,omitempty"`
}

type wireMessage struct {
	Text        string     `json:"text,omitempty"`
	Attachment  *wireFile  `json:"attachment,omitempty"`
	Attachments []wireFile `json:"attachments,omitempty"`
}

type wireFile struct {
	Kind    string       `json:"type"`
	Payload *wirePayload `json:"payload,omitempty"`
}

type wirePayload struct {
	URL  string `json:"url,omitempty"`
	File ID     `json:"attachment_id,omitempty"`
	ID   ID     `json:"id,omitempty"` // of a post
}

// body writes the message.
func (p *MessageParams) body() *wireSend {
	m := &wireMessage{Text: p.Text}
	files := make([]wireFile, 0, len(p.Files))
	for _, f := range p.Files {
		files = append(files, wireFile{Kind: string(f.Kind), Payload: &wirePayload{URL: f.URL, File: f.ID}})
	}
	switch {
	case p.Heart:
		m.Attachment = &wireFile{Kind: "like_heart"}
	case p.Share != "":
		m.Attachment = &wireFile{Kind: "MEDIA_SHARE", Payload: &wirePayload{ID: p.Share}}
	case len(files) == 1:
		m.Attachment = &files[0]
	case len(files) > 1:
		m.Attachments = files
	}
	out := &wireSend{Recipient: p.To, Message: m, Tag: p.Tag}
	if p.Tag != "" {
		out.Type = "MESSAGE_TAG"
	}
	if p.ReplyTo != "" {
		out.ReplyTo = &wireReply{p.ReplyTo}
	}
	return out
}

// maxImages is how many images a message holds.
const maxImages = 10

// check finds what Instagram would refuse.
func (p *MessageParams) check(f *draft.Findings, l *Limits) {
	if (p.To.ID == "") == (p.To.CommentID == "") {
		f.Invalid("To", "must be one of a person and a comment")
	}
	p.checkContent(f)
	if n := len(p.Text); l.MaxMessage > 0 && n > l.MaxMessage {
		f.Invalid("Text", "has %d bytes, %d fit", n, l.MaxMessage)
	}
	if p.To.CommentID != "" && p.Tag != "" {
		f.Invalid("Tag", "is for messages, a private reply has its own seven days")
	}
	if n := len(p.Files); n > maxImages {
		f.Invalid("Media", "has %d files, a message has one, or up to %d images", n, maxImages)
	}
	for i, file := range p.Files {
		field := draft.MediaField(i)
		switch {
		case file.Kind != FileImage && file.Kind != FileVideo && file.Kind != FileAudio && file.Kind != FilePDF:
			f.Lacks(field+".ContentType", "messages take images, videos, sounds and PDF")
		case file.Kind != FileImage && len(p.Files) > 1:
			f.Lacks(field, "only images can be sent together: send the others alone")
		}
	}
}

// checkAddresses makes sure that Instagram can find the files.
func (p *MessageParams) checkAddresses(f *draft.Findings) {
	for i, file := range p.Files {
		field := draft.MediaField(i)
		u, err := url.Parse(file.URL)
		switch {
		case (file.URL == "") == (file.ID == ""):
			f.Invalid(field, "must be one of an address and the ID of a file")
		case file.URL != "" && (err != nil || u.Host == ""):
			f.Invalid(field+".URL", "is no address")
		}
	}
}

// checkContent makes sure that there is one thing to send.
func (p *MessageParams) checkContent(f *draft.Findings) {
	var given []string
	for _, part := range []struct {
		field string
		there bool
	}{{"Text", strings.TrimSpace(p.Text) != ""}, {"Media", len(p.Files) > 0}, {"Share", p.Share != ""}, {"Heart", p.Heart}} {
		if part.there {
			given = append(given, part.field)
		}
	}
	switch {
	case len(given) == 0:
		f.Invalid("Text", "is empty, and there is no file either")
	case len(given) > 1:
		f.Lacks(given[1], "a message has a text, files, a post or a heart: send several")
	case p.To.CommentID != "" && given[0] != "Text":
		f.Lacks(given[0], "a private reply is a text")
	}
}

// messageState is a message on its way. It is part of the State of a [social.Pending].
type messageState struct {
	Params *MessageParams `json:"params"`
	Key    string         `json:"key"`
	Named  bool           `json:"named,omitempty"`
	Since  time.Time      `json:"since,omitzero"`
	Sent   bool           `json:"sent,omitempty"` // and the answer was lost
}

func (s *messageState) whole() bool { return s == nil || s.Params != nil }
