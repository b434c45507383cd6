package facebook

import (
	"context"
	"errors"
	"net/http"
	"strings"

	"github.com/relais-go/relais/internal/draft"
	"github.com/relais-go/relais/internal/graph"
	"github.com/relais-go/relais/internal/rest"
	"github.com/relais-go/relais/social"
)

// SentMessage is what Facebook says of a message that was sent.
type SentMessage struct {
	RecipientID ID `json:"recipient_id"` // the person, as the Page sees them
	MessageID   ID `json:"message_id"`
}

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
	if s.Since.IsZero() {
		s.Since = c.now().UTC()
	}
	twin := strings.Join([]string{"message", s.Params.To.twin(), s.Params.Text}, "\x00")
	key := ""
	if s.Named {
		key = s.Key + "\x00" + twin
	}
	tries := 0
	sent, err := rest.WriteOnce(ctx, c.graph.Rest().Once(), &rest.Write[*SentMessage]{
		Key: key, Twin: twin, Sent: s.Sent, ID: func(m *SentMessage) string { return string(m.MessageID) },
		Send: func(ctx context.Context) (*SentMessage, error) {
			tries++
			m, err := c.sendMessage(ctx, s.Params)
			if errors.Is(err, social.ErrDuplicate) && (tries > 1 || s.Sent) { // by the earlier try
				if found, ok, lookup := c.findMessage(ctx, s, nobodyElse); ok && lookup == nil {
					return found, nil
				}
			}
			return m, err
		},
		Find: func(ctx context.Context, taken func(string) bool) (*SentMessage, bool, error) {
			return c.findMessage(ctx, s, taken)
		},
	})
	s.Sent = errors.Is(err, social.ErrUncertain)
	return sent, err
}

// nobodyElse says that nothing is another write's.
func nobodyElse(string) bool { return false }

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

// findMessage looks for a message among the newest of its conversation.
func (c *Client) findMessage(ctx context.Context, s *messageState, taken func(string) bool) (*SentMessage, bool, error) {
	conversation, err := c.exchangeOf(ctx, &s.Params.To)
	if err != nil || conversation == "" {
		return nil, false, err
	}
	page, err := c.ConversationMessagesPage(ctx, conversation, "")
	if err != nil {
		return nil, false, err
	}
	oldest := s.Since.Add(-findMargin)
	for _, m := range page.Items {
		if m == nil || m.From == nil || m.From.ID != c.cfg.Page || m.CreatedTime.Before(oldest) || taken(string(m.ID)) {
			continue
		}
		files := m.Attachments != nil && len(m.Attachments.Data) > 0
		if sameText(m.Text, s.Params.Text) && files == (s.Params.File != nil) {
			return &SentMessage{RecipientID: m.other(c.cfg.Page), MessageID: m.ID}, true, nil
		}
	}
	return nil, false, nil
}

// exchangeOf finds the conversation that a message to somebody goes into, "" if there is none yet.
func (c *Client) exchangeOf(ctx context.Context, to *Recipient) (ID, error) {
	person := to.ID
	switch {
	case to.CommentID != "":
		k, err := ask[Comment](ctx, c, &graph.Request{
			Op: "comments.get", Path: rest.Path(string(to.CommentID)),
			Fields: graph.Fields("id", graph.Expand("private_reply_conversation").Select("id"), graph.Expand("from").Select("id")),
		})
		if err != nil {
			return "", err
		}
		if k.PrivateReply != nil {
			return k.PrivateReply.ID, nil
		}
		if k.From != nil {
			person = k.From.ID
		}
	case to.PostID != "":
		p, err := c.readPost(ctx, to.PostID, false, "id", graph.Expand("from").Select("id"))
		if err != nil {
			return "", err
		}
		if p.From != nil {
			person = p.From.ID
		}
	}
	if person == "" {
		return "", &social.Error{Network: network, Op: "messages.find", Kind: social.ErrPermission, Message: "Facebook does not say who it was"}
	}
	return c.conversationWith(ctx, person)
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
