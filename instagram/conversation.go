package instagram

import (
	"context"
	"iter"
	"net/url"
	"time"

	"github.com/relais-go/relais/internal/graph"
	"github.com/relais-go/relais/internal/rest"
	"github.com/relais-go/relais/ratelimit"
	"github.com/relais-go/relais/social"
)

// ConversationsParams says which conversations to list. nil means all.
type ConversationsParams struct {
	Person ID  // only that with this person
	Limit  int // of a page, 0: 25
}

func conversationFields() []graph.Field {
	return []graph.Field{"id", "updated_time", "participants", graph.Expand("messages").Limit(1).Select(messageFields()...)}
}

func messageFields() []graph.Field {
	return []graph.Field{"id", "created_time", "from", "to", "message", "attachments", "story", "reactions", "is_unsupported"}
}

// pollPage is how many objects are asked for at once where few are expected.
const pollPage = 25

func limitParam(n int) url.Values {
	v := url.Values{}
	graph.SetInt(v, "limit", n)
	return v
}

// mailPath is the path of an edge for private messages: of the linked Page or, with Instagram Login, of the account.
func (c *Client) mailPath(edge string) string {
	switch {
	case c.cfg.Login == InstagramLogin:
		return c.userPath(edge)
	case c.cfg.Page != "":
		return rest.Path(string(c.cfg.Page), edge)
	default:
		return rest.Path("me", edge)
	}
}

// mailRequest completes a read of conversations, which Instagram takes two of in a second.
func (c *Client) mailRequest(r *graph.Request) *graph.Request {
	r.UseCase = graph.UseMessenger
	r.Charges = c.window("conversations", c.limits.ConversationCalls, time.Second)
	return r
}

// window is a documented allowance of so many calls in a period, which Instagram's answers do not speak of.
func (c *Client) window(name string, calls int, period time.Duration) []social.Charge {
	if calls <= 0 {
		return nil
	}
	budget := "instagram/" + string(c.cfg.User) + "/" + name
	definer, ok := c.graph.Rest().Options().Limiter.(interface {
		Define(budget string, a ratelimit.Allowance)
	})
	if !ok {
		return nil
	}
	if _, done := c.defined.LoadOrStore(name, true); !done {
		definer.Define(budget, ratelimit.Allowance{Limit: int64(calls), Period: period})
	}
	return []social.Charge{{Budget: budget}}
}

func (c *Client) conversationsRequest(p *ConversationsParams, fields ...graph.Field) *graph.Request {
	own := value(p)
	v := limitParam(own.Limit)
	v.Set("platform", "instagram")
	graph.SetText(v, "user_id", string(own.Person))
	return c.mailRequest(&graph.Request{Op: "conversations.list", Path: c.mailPath("conversations"), Fields: graph.Fields(fields...), Params: v})
}

// AccountConversations iterates over the private exchanges of the account, those with the newest messages first, each
// with its newest message. p may be nil. Requests that nothing was said in for 30 days are missing. With Facebook Login
// it takes the token of the Page. The owner must allow access to messages in the app.
// See https://developers.facebook.com/docs/instagram-platform/instagram-api-with-instagram-login/conversations-api.
func (c *Client) AccountConversations(ctx context.Context, p *ConversationsParams) iter.Seq2[*Conversation, error] {
	return graph.List[Conversation](ctx, c.graph, c.conversationsRequest(p, conversationFields()...))
}

// AccountConversationsPage reads one page of them: the first for an empty cursor.
func (c *Client) AccountConversationsPage(ctx context.Context, p *ConversationsParams, cursor string) (*social.Page[Conversation], error) {
	e, err := graph.EdgeOf[Conversation](ctx, c.graph, c.conversationsRequest(p, conversationFields()...), cursor)
	if err != nil {
		return nil, err
	}
	return e.Page(), nil
}

// Conversation reads a conversation with its newest message.
func (c *Client) Conversation(ctx context.Context, id ID) (*Conversation, error) {
	return ask[Conversation](ctx, c, c.mailRequest(&graph.Request{
		Op: "conversations.get", Path: rest.Path(string(id)), Fields: graph.Fields(conversationFields()...),
	}))
}

// detailed is how many messages of a conversation Instagram tells more of than ID and time.
// See https://developers.facebook.com/docs/instagram-platform/instagram-api-with-instagram-login/conversations-api.
const detailed = 20

func (c *Client) messagesRequest(conversation ID) *graph.Request {
	return c.mailRequest(&graph.Request{
		Op: "conversations.messages", Path: rest.Path(string(conversation), "messages"), Fields: graph.Fields(messageFields()...),
		Params: limitParam(detailed),
	})
}

// ConversationMessages iterates over the messages of a conversation, newest first. Instagram gives text, author and
// files of the newest 20 only; of older ones there are ID and time.
func (c *Client) ConversationMessages(ctx context.Context, conversation ID) iter.Seq2[*Message, error] {
	return graph.List[Message](ctx, c.graph, c.messagesRequest(conversation))
}

// ConversationMessagesPage reads one page of messages: the first for an empty cursor.
func (c *Client) ConversationMessagesPage(ctx context.Context, conversation ID, cursor string) (*social.Page[Message], error) {
	e, err := graph.EdgeOf[Message](ctx, c.graph, c.messagesRequest(conversation), cursor)
	if err != nil {
		return nil, err
	}
	return e.Page(), nil
}

// ReadMessage reads one message. One that is not among the newest 20 of its conversation is [social.ErrNotFound].
func (c *Client) ReadMessage(ctx context.Context, id ID) (*Message, error) {
	return ask[Message](ctx, c, c.mailRequest(&graph.Request{
		Op: "messages.get", Path: rest.Path(string(id)), Fields: graph.Fields(messageFields()...),
	}))
}

// conversationWith finds the conversation with a person, "" if there is none.
func (c *Client) conversationWith(ctx context.Context, person ID) (ID, error) {
	for v, err := range graph.List[Conversation](ctx, c.graph, c.conversationsRequest(&ConversationsParams{Person: person, Limit: 1}, "id")) {
		if err != nil {
			return "", err
		}
		return v.ID, nil
	}
	return "", nil
}

// Sender is a person who wrote to the account, or answered a private reply.
type Sender struct {
	ID              ID         `json:"id"` // of the person for this account
	Name            string     `json:"name,omitempty"`
	Username        string     `json:"username,omitempty"`
	Picture         string     `json:"profile_pic,omitempty"` // good for days
	Followers       *int64     `json:"follower_count,omitempty"`
	Verified        graph.Bool `json:"is_verified_user,omitempty"`
	FollowsAccount  graph.Bool `json:"is_user_follow_business,omitempty"`
	AccountFollowed graph.Bool `json:"is_business_follow_user,omitempty"` // the account follows the person
}

// Sender reads the profile of a person by the ID that messages and webhooks name. The person must have written to the
// account; otherwise, and where they block it, it is [social.ErrPermission] or [social.ErrNotFound].
// See https://developers.facebook.com/docs/instagram-platform/instagram-api-with-instagram-login/messaging-api/user-profile.
func (c *Client) Sender(ctx context.Context, person ID) (*Sender, error) {
	return ask[Sender](ctx, c, &graph.Request{
		Op: "senders.get", Path: rest.Path(string(person)), UseCase: graph.UseMessenger,
		Fields: graph.Fields("id", "name", "username", "profile_pic", "follower_count", "is_verified_user", "is_user_follow_business", "is_business_follow_user"),
	})
}
