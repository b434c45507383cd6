package instagram

import (
	"context"
	"iter"
	"strings"

	"github.com/relais-go/relais/internal/draft"
	"github.com/relais-go/relais/internal/rest"
	"github.com/relais-go/relais/social"
)

// Message implements the writing half of [social.Messenger]: to a person (RefAccount), into a conversation, in answer
// to a private message, which is quoted, or to a comment, which is a private reply: see [Client.PrivateReply]. A message
// is a text, with link and tags in it, or one file, or up to ten images, which Instagram fetches from a public address:
// see [Config].Host. [MessageExtra] has what only Instagram knows.
//
// People can be written to within 24 hours of their last message, and with MessageExtra.HumanAgent within 7 days.
// Outside of that it is [social.ErrPermission], and says so. It happens once: see [Client.SendMessage].
func (c *Client) Message(ctx context.Context, to social.Ref, d *social.Draft) (*social.Post, error) {
	if err := draft.CheckRef(network, "To", to, messageTargets()...); err != nil {
		return nil, err
	}
	if err := nameless("To", to); err != nil {
		return nil, err
	}
	own := d.For(network)
	p, f := messageParams(own), checkMessage(own)
	p.To = Recipient{ID: "1"} // it is not known before Instagram is asked
	if to.Kind == social.RefComment {
		p.To = Recipient{CommentID: ID(to.ID)}
	}
	p.check(f, &c.limits)
	if err := f.Err(); err != nil {
		return nil, err
	}
	if err := c.putFiles(ctx, p, own.Media); err != nil {
		return nil, err
	}
	who, quoted, err := c.mail().Address(ctx, to)
	if err != nil {
		return nil, err
	}
	p.To, p.ReplyTo = Recipient{ID: who.ID, CommentID: who.CommentID}, quoted
	a := &attempt{Message: &messageState{Params: p}}
	a.Key, a.Named = draft.Key(own)
	a.Message.Key, a.Message.Named = a.Key, a.Named
	return c.run(ctx, a, nil, nil)
}

// nameless refuses an account of which Instagram has told the username alone: the API knows people by their IDs.
func nameless(field string, ref social.Ref) error {
	if ref.Kind != social.RefAccount || !strings.HasPrefix(ref.ID, "@") {
		return nil
	}
	return &social.Error{
		Network: network, Op: "check", Kind: social.ErrPermission, Field: field,
		Message: "Instagram tells the ID of a person with what they comment or write, and the username alone with posts: use such an ID",
	}
}

func messageTargets() []social.RefKind {
	return []social.RefKind{social.RefAccount, social.RefConversation, social.RefMessage, social.RefComment}
}

// messageParams is a draft as a message.
func messageParams(d *social.Draft) *MessageParams {
	p := &MessageParams{Text: draft.Compose(d.Text, d.Link, d.Tags)}
	for _, m := range d.Media {
		if m != nil {
			p.Files = append(p.Files, MessageFile{Kind: fileKind(m)})
		}
	}
	if e := social.ExtraOf[*MessageExtra](d); e != nil {
		p.Share, p.Heart = e.Share, e.Heart
		if e.HumanAgent {
			p.Tag = HumanAgent
		}
	}
	return p
}

// putFiles finds the addresses where Instagram can fetch the files.
func (c *Client) putFiles(ctx context.Context, p *MessageParams, media []*social.Media) error {
	for i, m := range media {
		address, err := c.address(ctx, m, draft.MediaField(i))
		if err != nil {
			return err
		}
		p.Files[i].URL = address
	}
	return nil
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
	if d.Format != social.FormatPost {
		f.Lacks("Format", "a message is no "+string(d.Format))
	}
	if d.FirstComment != "" {
		f.Lacks("FirstComment", "messages have none")
	}
	if social.ExtraOf[*Extra](d) != nil {
		f.Lacks("Extras", "are for posts: see MessageExtra")
	}
	if !d.ReplyTo.IsZero() {
		f.Lacks("ReplyTo", "give the message that is answered as the recipient")
	}
	for i, m := range d.Media {
		field := draft.MediaField(i)
		switch {
		case m == nil:
			f.Invalid(field, "is nil")
		case m.Thumbnail != nil || len(m.Captions) > 0 || m.Focus != nil || m.AltText != "":
			f.Lacks(field, "files of messages have no description, preview, focus or subtitles")
		default:
			f.Add(m.Validate(network, field))
		}
	}
	return f
}

// finishMessage sends a message, and says what stands then.
func (c *Client) finishMessage(ctx context.Context, s *messageState) (*social.Post, error) {
	sent, err := c.messageOnce(ctx, s)
	if err != nil {
		return nil, err
	}
	out := &social.Post{
		Ref: messageRef(sent.MessageID), State: social.StatePublished, Author: social.Account{Ref: accountRef(c.cfg.User)},
		Text: s.Params.Text, Time: c.now().UTC(), Visibility: social.VisibilityDirect, Raw: sent,
	}
	if s.Params.ReplyTo != "" {
		out.ReplyTo = messageRef(s.Params.ReplyTo)
	}
	for _, f := range s.Params.Files {
		out.Media = append(out.Media, social.Attachment{ContentType: string(f.Kind), URL: f.URL})
	}
	return out, nil
}

// Conversations implements [social.Messenger]. Instagram does not tell which of them are unread.
func (c *Client) Conversations(ctx context.Context) iter.Seq2[*social.Conversation, error] {
	return rest.Map(c.AccountConversations(ctx, nil), func(v *Conversation) *social.Conversation {
		out := &social.Conversation{Ref: conversationRef(v.ID), Time: v.Updated.Time, Raw: v}
		for _, who := range v.others(c.cfg.User) {
			out.With = append(out.With, who.portable())
		}
		if v.Messages != nil && len(v.Messages.Data) > 0 && v.Messages.Data[0] != nil {
			out.Last = v.Messages.Data[0].portable()
		}
		return out
	})
}

// Messages implements [social.Messenger]. A message of the conversation, the person, or a comment that was answered in
// private do as well as the conversation. Of all but the newest 20 Instagram tells only ID and time.
func (c *Client) Messages(ctx context.Context, conversation social.Ref) iter.Seq2[*social.Post, error] {
	if err := nameless("conversation", conversation); err != nil {
		return func(yield func(*social.Post, error) bool) { yield(nil, err) }
	}
	return c.mail().Messages(ctx, conversation, (*Message).portable)
}
