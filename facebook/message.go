package facebook

import (
	"context"
	"net/http"

	"github.com/relais-go/relais/internal/draft"
	"github.com/relais-go/relais/internal/graph"
	"github.com/relais-go/relais/internal/rest"
	"github.com/relais-go/relais/social"
)

// SentMessage is what Facebook says of a message that was sent: its ID, and that of the person as the Page sees them.
type SentMessage = graph.SentMessage

// SendMessage writes to a person in private, once: when the answer is lost, or when Facebook answers with an error
// that it gives for messages that were sent, the newest messages of the conversation are searched before anything is
// sent again. It needs pages_messaging.
//
// A person can be written to within 24 hours of their last message, with the tag [HumanAgent] within 7 days; else that
// is [social.ErrPermission].
// See https://developers.facebook.com/docs/messenger-platform/reference/send-api/.
func (c *Client) SendMessage(ctx context.Context, p *MessageParams) (*SentMessage, error) {
	own := value(p)
	f := draft.For(network)
	own.check(f, &c.limits)
	if err := f.Err(); err != nil {
		return nil, err
	}
	return c.messageOnce(ctx, &messageState{Params: &own})
}

// PrivateReply answers a comment, or a post on the Page, with a private message, once: p.To is filled in. Facebook
// takes one such answer for each, within 7 days, and none to other Pages; see Comment.CanReplyPrivate. A second is
// [social.ErrDuplicate]. More can be written once the person has answered.
// See https://developers.facebook.com/docs/messenger-platform/discovery/private-replies.
func (c *Client) PrivateReply(ctx context.Context, to social.Ref, p *MessageParams) (*SentMessage, error) {
	if err := draft.CheckRef(network, "To", to, social.RefComment, social.RefPost); err != nil {
		return nil, err
	}
	own := value(p)
	own.To = Recipient{CommentID: ID(to.ID)}
	if to.Kind == social.RefPost {
		own.To = Recipient{PostID: ID(to.ID)}
	}
	return c.SendMessage(ctx, &own)
}

// messageOnce sends a message, once.
func (c *Client) messageOnce(ctx context.Context, s *messageState) (*SentMessage, error) {
	return c.mail().Post(ctx, c.graph, &s.Attempt, &graph.Letter[Message]{
		To: s.Params.To, Text: s.Params.Text,
		Send: func(ctx context.Context) (*SentMessage, error) { return c.sendMessage(ctx, s.Params) },
		Made: func(m *Message) bool {
			files := m.Attachments != nil && len(m.Attachments.Data) > 0
			return sameText(m.Text, s.Params.Text) && files == (s.Params.File != nil)
		},
	})
}

// mail is how the Page's conversations and messages are found.
func (c *Client) mail() *graph.Mail[Conversation, Message] {
	page := c.cfg.Page
	return &graph.Mail[Conversation, Message]{
		Network: network, Name: "Facebook", Own: page, Targets: messageTargets(), With: c.conversationWith, Author: c.authorOf, All: c.ConversationMessages,
		Conversation: c.Conversation, Message: c.ReadMessage, Page: c.ConversationMessagesPage,
		Partner: func(v *Conversation) ID { return v.other(page) },
		Head: func(m *Message) graph.Head {
			return graph.Head{ID: m.ID, From: value(m.From).ID, Other: m.other(page), At: m.CreatedTime.Time}
		},
	}
}

// sendMessage is one attempt.
func (c *Client) sendMessage(ctx context.Context, p *MessageParams) (*SentMessage, error) {
	form, err := p.form()
	if err != nil {
		return nil, err
	}
	r := &graph.Request{
		Op: "messages.send", Method: http.MethodPost, Path: c.pagePath("messages"), Class: rest.Lookup, Priority: social.PriorityAnswer,
		UseCase: graph.UseMessenger, Params: form,
	}
	if body := p.body(c, form); body != nil {
		r.Params, r.Body = nil, body
	}
	sent, err := ask[SentMessage](ctx, c, r)
	switch {
	case err != nil && p.File != nil:
		return nil, draft.InField(err, draft.MediaField(0))
	case err != nil:
		return nil, err
	case sent.MessageID == "":
		return nil, c.graph.Nameless(r.Op, "message")
	}
	return sent, nil
}

// authorOf is who wrote a comment or post, and the conversation in which it was answered in private.
func (c *Client) authorOf(ctx context.Context, to *Recipient) (person, conversation ID, err error) {
	if to.CommentID == "" {
		p, err := c.readPost(ctx, to.PostID, false, "id", graph.Expand("from").Select("id"))
		if err != nil {
			return "", "", err
		}
		return value(p.From).ID, "", nil
	}
	k, err := ask[Comment](ctx, c, &graph.Request{
		Op: "comments.get", Path: rest.Path(string(to.CommentID)),
		Fields: graph.Fields("id", graph.Expand("private_reply_conversation").Select("id"), graph.Expand("from").Select("id")),
	})
	switch {
	case err != nil:
		return "", "", err
	case k.PrivateReply != nil:
		conversation = k.PrivateReply.ID
	}
	return value(k.From).ID, conversation, nil
}

// other is the person in a message of the Page, "" if it does not say.
func (m *Message) other(page ID) ID {
	if m.From != nil && m.From.ID != page {
		return m.From.ID
	}
	if m.To != nil {
		for _, to := range m.To.Data {
			if to != nil && to.ID != page {
				return to.ID
			}
		}
	}
	return ""
}
