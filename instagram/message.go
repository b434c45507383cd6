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

// SentMessage is what Instagram says of a message that was sent: its ID, and that of the person as the account sees them.
type SentMessage = graph.SentMessage

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
	to := s.Params.To
	return c.mail().Post(ctx, c.graph, &s.Attempt, &graph.Letter[Message]{
		To: graph.Recipient{ID: to.ID, CommentID: to.CommentID}, Text: s.Params.Text, Made: s.Params.made,
		Send: func(ctx context.Context) (*SentMessage, error) { return c.sendMessage(ctx, s.Params) },
	})
}

// mail is how the account's conversations and messages are found.
func (c *Client) mail() *graph.Mail[Conversation, Message] {
	user := c.cfg.User
	return &graph.Mail[Conversation, Message]{
		Network: network, Name: "Instagram", Own: user, Targets: messageTargets(), With: c.conversationWith, All: c.ConversationMessages,
		Conversation: c.Conversation, Message: c.ReadMessage, Page: c.ConversationMessagesPage,
		Partner: func(v *Conversation) ID { return v.other(user) },
		Author: func(ctx context.Context, to *graph.Recipient) (person, conversation ID, err error) {
			k, err := c.Comment(ctx, to.CommentID)
			if err != nil {
				return "", "", err
			}
			return k.author().ID, "", nil
		},
		Head: func(m *Message) graph.Head {
			return graph.Head{ID: m.ID, From: value(m.From).ID, Other: m.other(user), At: m.CreatedTime.Time}
		},
	}
}

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
