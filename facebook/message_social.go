package facebook

import (
	"context"
	"iter"

	"github.com/relais-go/relais/internal/draft"
	"github.com/relais-go/relais/internal/rest"
	"github.com/relais-go/relais/social"
)

// Message implements the writing half of [social.Messenger]: to a person (RefAccount), into a conversation, in answer
// to a private message, which is quoted, or to a comment or a visitor's post, which is a private reply: see
// [Client.PrivateReply]. A message is a text, with link and tags in it, or one file; [MessageExtra] has what only
// Facebook knows.
//
// People can be written to within 24 hours of their last message, and with MessageExtra.HumanAgent within 7 days.
// Outside of that it is [social.ErrPermission], and says so. It happens once: see [Client.SendMessage].
func (c *Client) Message(ctx context.Context, to social.Ref, d *social.Draft) (*social.Post, error) {
	if err := draft.CheckRef(network, "To", to, messageTargets()...); err != nil {
		return nil, err
	}
	own := d.For(network)
	p := messageParams(own)
	f := checkMessage(own)
	p.To = Recipient{ID: "1"} // it is not known before Facebook is asked
	p.check(f, &c.limits)
	if err := f.Err(); err != nil {
		return nil, err
	}
	var err error
	if p.To, p.ReplyTo, err = c.mail().Address(ctx, to); err != nil {
		return nil, err
	}
	a := &attempt{Message: &messageState{Params: p, Files: len(own.Media)}}
	a.Key, a.Named = draft.Key(own)
	a.Message.Key, a.Message.Named = a.Key, a.Named
	return c.run(ctx, a, own.Media, nil)
}

func messageTargets() []social.RefKind {
	return []social.RefKind{social.RefAccount, social.RefConversation, social.RefMessage, social.RefComment, social.RefPost}
}

// others are the people of a conversation.
func (v *Conversation) others(page ID) []*From {
	var out []*From
	for _, who := range append(v.Participants.Data, v.Senders.Data...) {
		if who != nil && who.ID != page && (len(out) == 0 || out[0].ID != who.ID) {
			out = append(out, who)
		}
	}
	return out
}

// other is the one of them that is known best, "" if there is none.
func (v *Conversation) other(page ID) ID {
	if all := v.others(page); len(all) > 0 {
		return all[len(all)-1].ID
	}
	return ""
}

// messageParams is a draft as a message.
func messageParams(d *social.Draft) *MessageParams {
	p := &MessageParams{Text: draft.Compose(d.Text, d.Link, d.Tags)}
	if len(d.Media) > 0 && d.Media[0] != nil {
		p.File = &MessageFile{Kind: kindOf(d.Media[0]), Media: d.Media[0]}
	}
	if e := social.ExtraOf[*MessageExtra](d); e != nil {
		p.QuickReplies = e.QuickReplies
		if e.HumanAgent {
			p.Tag = HumanAgent
		}
	}
	return p
}

// checkMessage finds what a draft has that messages have not.
func checkMessage(d *social.Draft) *draft.Findings {
	f := draft.For(network)
	f.Key(d.Key)
	f.Tags(d.Tags)
	own := *d
	if own.Visibility == social.VisibilityDirect {
		own.Visibility = social.VisibilityDefault
	}
	checkLacking(f, &own)
	for field, given := range map[string]bool{
		"Title": d.Title != "", "Format": d.Format != social.FormatPost, "FirstComment": d.FirstComment != "", "At": !d.At.IsZero(),
		"Extras": social.ExtraOf[*Extra](d) != nil,
	} {
		if given {
			f.Lacks(field, "private messages have none")
		}
	}
	if !d.ReplyTo.IsZero() {
		f.Lacks("ReplyTo", "give the message that is answered as the recipient")
	}
	if n := len(d.Media); n > 1 {
		f.Invalid("Media", "has %d files, a message has one", n)
	}
	for i, m := range d.Media {
		if m != nil && (m.Thumbnail != nil || len(m.Captions) > 0 || m.Focus != nil || m.AltText != "") {
			f.Lacks(draft.MediaField(i), "files of messages have no description, preview, focus or subtitles")
		}
	}
	return f
}

// finishMessage sends a message, and says what stands then.
func (c *Client) finishMessage(ctx context.Context, s *messageState, media []*social.Media) (*social.Post, error) {
	if s.Files > 0 && len(media) > 0 {
		if s.Params.File == nil {
			s.Params.File = &MessageFile{Kind: kindOf(media[0])}
		}
		s.Params.File.Media = media[0]
	}
	sent, err := c.messageOnce(ctx, s)
	if err != nil {
		return nil, err
	}
	out := &social.Post{
		Ref: messageRef(sent.MessageID), State: social.StatePublished, Author: social.Account{Ref: accountRef(c.cfg.Page)},
		Text: s.Params.Text, Time: c.now().UTC(), Visibility: social.VisibilityDirect, Raw: sent,
	}
	if s.Params.File != nil {
		out.Media = []social.Attachment{{ContentType: string(s.Params.File.Kind), URL: s.Params.File.URL}}
	}
	return out, nil
}

func messageRef(id ID) social.Ref {
	return social.Ref{Network: network, Kind: social.RefMessage, ID: string(id)}
}

func conversationRef(id ID) social.Ref {
	return social.Ref{Network: network, Kind: social.RefConversation, ID: string(id)}
}

// Conversations implements [social.Messenger]: those of the inbox on Messenger.
func (c *Client) Conversations(ctx context.Context) iter.Seq2[*social.Conversation, error] {
	return rest.Map(c.PageConversations(ctx, nil), func(v *Conversation) *social.Conversation {
		out := &social.Conversation{
			Ref: conversationRef(v.ID), Unread: value(v.Unread) > 0, Time: v.Updated.Time, Raw: v,
		}
		out.Ref.URL = address(v.Link)
		for _, who := range v.others(c.cfg.Page) {
			out.With = append(out.With, who.portable())
		}
		if v.Messages != nil && len(v.Messages.Data) > 0 && v.Messages.Data[0] != nil {
			out.Last = v.Messages.Data[0].portable()
		}
		return out
	})
}

// Messages implements [social.Messenger]. A message of the conversation, the person, or a comment that was answered in
// private do as well as the conversation. Of all but the newest 20 Facebook tells only ID and time.
func (c *Client) Messages(ctx context.Context, conversation social.Ref) iter.Seq2[*social.Post, error] {
	return c.mail().Messages(ctx, conversation, (*Message).portable)
}

// portable turns a message into the form that all networks share.
func (m *Message) portable() *social.Post {
	out := &social.Post{
		Ref: messageRef(m.ID), State: social.StatePublished, Author: m.From.portable(), Text: m.Text, Time: m.CreatedTime.Time,
		Visibility: social.VisibilityDirect, Media: m.media(), Raw: m,
	}
	return out
}

// media are the files of a message.
func (m *Message) media() []social.Attachment {
	var out []social.Attachment
	if m.Attachments != nil {
		for _, a := range m.Attachments.Data {
			if a != nil {
				out = append(out, a.portable())
			}
		}
	}
	if m.Sticker != "" {
		out = append(out, social.Attachment{ContentType: "image", URL: m.Sticker})
	}
	return out
}

func (a *MessageAttachment) portable() social.Attachment {
	out := social.Attachment{ID: string(a.ID), ContentType: a.MimeType, URL: a.FileURL}
	switch {
	case a.ImageData != nil:
		out.URL, out.PreviewURL = a.ImageData.URL, a.ImageData.PreviewURL
	case a.VideoData != nil:
		out.URL, out.PreviewURL = a.VideoData.URL, a.VideoData.PreviewURL
	}
	return out
}
