package instagram

import (
	"context"
	"errors"
	"net/http"
	"slices"
	"strings"

	"github.com/relais-go/relais/internal/draft"
	"github.com/relais-go/relais/internal/graph"
	"github.com/relais-go/relais/internal/rest"
	"github.com/relais-go/relais/social"
)

// SentMessage is what Instagram says of a message that was sent.
type SentMessage struct {
	RecipientID ID `json:"recipient_id"` // the person, as the account sees them
	MessageID   ID `json:"message_id"`
}

// SendMessage writes to a person in private, once: when the answer is lost, or when Instagram answers with an error
// that it gives for messages that were sent, the newest messages of the conversation are searched before anything is
// sent again.
//
// A person can be written to within 24 hours of their last message, with the tag [HumanAgent] within 7 days, and never
// first; else that is [social.ErrPermission]. An answer marks the conversation as read and moves it out of the requests.
// See https://developers.facebook.com/docs/instagram-platform/instagram-api-with-instagram-login/messaging-api.
func (c *Client) SendMessage(ctx context.Context, p *MessageParams) (*SentMessage, error) {
	own := value(p)
	own.Files = slices.Clone(own.Files)
	f := draft.For(network)
	own.check(f, &c.limits)
	own.checkAddresses(f)
	if err := f.Err(); err != nil {
		return nil, err
	}
	return c.messageOnce(ctx, &messageState{Params: &own})
}

// PrivateReply answers a comment below a media of the account with a private text, once. Instagram takes one such
// answer for each comment, within 7 days, of comments on broadcasts while they last: later it is
// [social.ErrPermission], a second one is [social.ErrDuplicate]. More can be written once the person has answered.
// See https://developers.facebook.com/docs/instagram-platform/private-replies.
func (c *Client) PrivateReply(ctx context.Context, comment ID, text string) (*SentMessage, error) {
	return c.SendMessage(ctx, &MessageParams{To: Recipient{CommentID: comment}, Text: text})
}

// messageOnce sends a message, once.
func (c *Client) messageOnce(ctx context.Context, s *messageState) (*SentMessage, error) {
	if s.Since.IsZero() {
		s.Since = c.now().UTC()
	}
	to := s.Params.To
	twin := strings.Join([]string{"message", string(to.ID), string(to.CommentID), s.Params.Text}, "\x00")
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
	r := &graph.Request{
		Op: "messages.send", Method: http.MethodPost, Path: c.mailPath("messages"), Class: rest.Lookup, Priority: social.PriorityAnswer,
		UseCase: graph.UseMessenger, JSON: p.body(),
	}
	sent, err := ask[SentMessage](ctx, c, r)
	switch {
	case err != nil:
		return nil, nobody(err)
	case sent.MessageID == "":
		return nil, c.graph.Nameless(r.Op, "message")
	}
	return sent, nil
}

// nobody makes it [social.ErrNotFound] that an account knows no person of an ID: Instagram calls the request invalid.
func nobody(err error) error {
	e, ok := errors.AsType[*social.Error](err)
	if !ok || !graph.Is(err, 100, 2534014) {
		return err
	}
	own := *e
	own.Kind = social.ErrNotFound
	return &own
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
		if m == nil || m.From == nil || m.From.ID != c.cfg.User || m.CreatedTime.Before(oldest) || taken(string(m.ID)) {
			continue
		}
		if s.Params.made(m) {
			return &SentMessage{RecipientID: m.other(c.cfg.User), MessageID: m.ID}, true, nil
		}
	}
	return nil, false, nil
}

// made reports whether a message is what the parameters would have made. Files are fetched and stored elsewhere: they
// are told by their number only.
func (p *MessageParams) made(m *Message) bool {
	files := 0
	if m.Attachments != nil {
		files = len(m.Attachments.Data)
	}
	want := len(p.Files)
	if p.Share != "" || p.Heart { // which may show as a file, or not
		return m.Text == "" && files <= 1
	}
	return strings.TrimSpace(m.Text) == strings.TrimSpace(p.Text) && files == want
}

// exchangeOf finds the conversation that a message to somebody goes into, "" if there is none yet.
func (c *Client) exchangeOf(ctx context.Context, to *Recipient) (ID, error) {
	person := to.ID
	if to.CommentID != "" {
		k, err := c.Comment(ctx, to.CommentID)
		if err != nil {
			return "", err
		}
		person = k.author().ID
	}
	if person == "" {
		return "", &social.Error{Network: network, Op: "messages.find", Kind: social.ErrPermission, Message: "Instagram does not say who it was"}
	}
	return c.conversationWith(ctx, person)
}

// SenderAction is what a person sees of the account beside its messages.
type SenderAction string

// What a person sees of the account.
const (
	MarkSeen  SenderAction = "mark_seen" // their messages were read
	TypingOn  SenderAction = "typing_on" // the account is writing, for 20 seconds at most
	TypingOff SenderAction = "typing_off"
)

// SendAction shows a person that their messages were read, or that the account is writing.
// See https://developers.facebook.com/docs/instagram-platform/instagram-api-with-instagram-login/messaging-api/sender-actions.
func (c *Client) SendAction(ctx context.Context, person ID, a SenderAction) error {
	return c.act(ctx, &wireSend{Recipient: Recipient{ID: person}, Action: string(a)})
}

// ReactMessage reacts to a message of a person: "love" is the heart, others go by the emoji.
// See https://developers.facebook.com/docs/instagram-platform/instagram-api-with-instagram-login/messaging-api#react.
func (c *Client) ReactMessage(ctx context.Context, person, message ID, reaction string) error {
	if reaction == "" {
		return social.Invalid(network, "reaction", "is empty")
	}
	return c.act(ctx, &wireSend{Recipient: Recipient{ID: person}, Action: "react", Payload: &wireReact{message, reaction}})
}

// UnreactMessage takes a reaction back.
func (c *Client) UnreactMessage(ctx context.Context, person, message ID) error {
	return c.act(ctx, &wireSend{Recipient: Recipient{ID: person}, Action: "unreact", Payload: &wireReact{Message: message}})
}

func (c *Client) act(ctx context.Context, body *wireSend) error {
	return nobody(c.order(ctx, &graph.Request{
		Op: "messages.action", Method: http.MethodPost, Path: c.mailPath("messages"), JSON: body, UseCase: graph.UseMessenger,
	}))
}
