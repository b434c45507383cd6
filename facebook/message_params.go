package facebook

import (
	"net/url"
	"strings"

	"github.com/relais-go/relais/internal/draft"
	"github.com/relais-go/relais/internal/graph"
	"github.com/relais-go/relais/internal/rest"
	"github.com/relais-go/relais/social"
)

// Recipient is whom a message goes to: one of its fields is set. ID is a person, as the Page sees them; CommentID and
// PostID make it a private reply to whoever wrote the comment, or the post on the Page.
type Recipient = graph.Recipient

// MessagingType says why a message is sent.
// See https://developers.facebook.com/docs/messenger-platform/send-messages#messaging_types.
type MessagingType string

// Messaging types. The first two are for the 24 hours after the person's last message.
const (
	MessageResponse MessagingType = "RESPONSE"
	MessageUpdate   MessagingType = "UPDATE"
	MessageTagged   MessagingType = "MESSAGE_TAG" // with a Tag
)

// HumanAgent is the Tag of an answer that a person writes, up to seven days after the last message. The program needs
// the feature Human Agent, which Meta reviews. Other tags are not taken any more.
// See https://developers.facebook.com/docs/messenger-platform/policy/policy-overview.
const HumanAgent = "HUMAN_AGENT"

// MessageParams is a private message: a text, or a file.
// See https://developers.facebook.com/docs/messenger-platform/reference/send-api/.
type MessageParams struct {
	To           Recipient     `json:"to"`
	Type         MessagingType `json:"type,omitempty"` // "": a response, with a Tag that of tagged messages
	Tag          string        `json:"tag,omitempty"`
	Text         string        `json:"text,omitempty"` // at most 2,000 characters
	File         *MessageFile  `json:"file,omitempty"` // instead of Text
	QuickReplies []QuickReply  `json:"quick_replies,omitempty"`
	ReplyTo      ID            `json:"reply_to,omitempty"` // a message of the conversation that is quoted
}

// MessageFile is a file to send. One of its last three fields is set.
type MessageFile struct {
	Kind  MessageFileKind `json:"kind,omitempty"` // "": by the type of the Media
	ID    ID              `json:"id,omitempty"`   // of a file that Facebook has already
	URL   string          `json:"url,omitempty"`  // public: Facebook fetches it
	Media *social.Media   `json:"-"`              // is streamed, at most 25 MB
}

// MessageFileKind is how a file shows.
type MessageFileKind string

// Kinds of files.
const (
	FileImage MessageFileKind = "image"
	FileVideo MessageFileKind = "video"
	FileAudio MessageFileKind = "audio"
	FileOther MessageFileKind = "file"
)

// QuickReply is a button below a message, which is gone once it is pressed. The person's answer is its title.
// See https://developers.facebook.com/docs/messenger-platform/send-messages/quick-replies.
type QuickReply struct {
	Title   string `json:"title"`               // at most 20 characters
	Payload string `json:"payload"`             // comes back with the webhook; at most 1,000 characters
	Image   string `json:"image_url,omitempty"` // address of a picture beside the title
}

// MessageExtra holds what only Facebook reads of a draft for a private message. Put a pointer to one into
// social.Draft.Extras.
type MessageExtra struct {
	HumanAgent   bool // see [HumanAgent]
	QuickReplies []QuickReply
}

// ExtraFor names the network that reads it.
func (*MessageExtra) ExtraFor() string { return network }

// kindOf is how a file shows.
func kindOf(m *social.Media) MessageFileKind {
	major, _, _ := strings.Cut(m.Type(), "/")
	switch k := MessageFileKind(major); k {
	case FileImage, FileVideo, FileAudio:
		return k
	case FileOther:
		return k
	default:
		return FileOther
	}
}

// wireMessage is a message as the API takes it.
type wireMessage struct {
	Text         string           `json:"text,omitempty"`
	Attachment   *wireFile        `json:"attachment,omitempty"`
	QuickReplies []wireQuickReply `json:"quick_replies,omitempty"`
}

type wireFile struct {
	Kind    MessageFileKind `json:"type"`
	Payload struct {
		URL string `json:"url,omitempty"`
		ID  ID     `json:"attachment_id,omitempty"`
	} `json:"payload"`
}

type wireQuickReply struct {
	ContentType string `json:"content_type"`
	QuickReply
}

// form writes the message; a Media goes beside it.
func (p *MessageParams) form() (url.Values, error) {
	m := wireMessage{Text: p.Text}
	for _, q := range p.QuickReplies {
		m.QuickReplies = append(m.QuickReplies, wireQuickReply{"text", q})
	}
	if f := p.File; f != nil {
		m.Attachment = &wireFile{Kind: f.Kind}
		m.Attachment.Payload.URL, m.Attachment.Payload.ID = f.URL, f.ID
		if f.Media != nil {
			if f.Media.Open == nil {
				m.Attachment.Payload.URL = f.Media.URL
			}
			if f.Kind == "" {
				m.Attachment.Kind = kindOf(f.Media)
			}
		}
	}
	kind := p.Type
	switch {
	case kind != "":
	case p.Tag != "":
		kind = MessageTagged
	default:
		kind = MessageResponse
	}
	v := url.Values{"messaging_type": {string(kind)}}
	graph.SetText(v, "tag", p.Tag)
	objects := map[string]any{"recipient": p.To, "message": m}
	if p.ReplyTo != "" {
		objects["reply_to"] = map[string]ID{"mid": p.ReplyTo}
	}
	return v, setObjects(v, objects)
}

// upload is the file that has to be streamed, nil if there is none.
func (p *MessageParams) upload() *social.Media {
	if p.File == nil || p.File.Media == nil || p.File.Media.Open == nil {
		return nil
	}
	return p.File.Media
}

// body is the form with the file, nil if there is none to stream.
func (p *MessageParams) body(c *Client, form url.Values) rest.Body {
	m := p.upload()
	if m == nil {
		return nil
	}
	return rest.Multipart(append(fields(form), rest.Part{Name: "filedata", File: c.file(m, draft.MediaField(0))})...)
}

// check finds what Facebook would refuse.
func (p *MessageParams) check(f *draft.Findings, l *Limits) {
	one := 0
	for _, id := range []ID{p.To.ID, p.To.CommentID, p.To.PostID} {
		if id != "" {
			one++
		}
	}
	if one != 1 {
		f.Invalid("To", "must be one of a person, a comment and a post")
	}
	switch {
	case p.File == nil && strings.TrimSpace(p.Text) == "":
		f.Invalid("Text", "is empty, and there is no file either")
	case p.File != nil && p.Text != "":
		f.Lacks("Media", "a message has a text or a file: send two")
	}
	if n := Count(p.Text); l.MaxMessage > 0 && n > l.MaxMessage {
		f.Invalid("Text", "has %d characters, %d fit", n, l.MaxMessage)
	}
	if file := p.File; file != nil && file.Media != nil {
		f.Add(file.Media.Validate(network, draft.MediaField(0)))
		l.MessageFile.checkFile(f, draft.MediaField(0), file.Media)
	}
	if n := len(p.QuickReplies); n > maxQuickReplies {
		f.Invalid("QuickReplies", "are %d, %d fit", n, maxQuickReplies)
	}
	for _, q := range p.QuickReplies {
		if q.Title == "" && q.Image == "" || Count(q.Title) > maxQuickTitle || Count(q.Payload) > maxQuickPayload {
			f.Invalid("QuickReplies", "must have a title of at most %d characters, and a payload of at most %d", maxQuickTitle, maxQuickPayload)
			break
		}
	}
}

// Bounds of quick replies.
// See https://developers.facebook.com/docs/messenger-platform/reference/buttons/quick-replies.
const (
	maxQuickReplies = 13
	maxQuickTitle   = 20
	maxQuickPayload = 1000
)

// messageState is a message on its way. It is part of the State of a [social.Pending].
type messageState struct {
	graph.Attempt

	Params *MessageParams `json:"params"`
	Files  int            `json:"files,omitempty"`
}
