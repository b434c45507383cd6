package facebook

import (
	"context"
	"iter"
	"net/http"
	"net/url"

	"github.com/relais-go/relais/internal/graph"
	"github.com/relais-go/relais/internal/rest"
	"github.com/relais-go/relais/social"
)

// ConversationsParams says which conversations to list. nil means those in the inbox.
type ConversationsParams struct {
	Person ID     // only that with this person
	Folder string // "inbox", "page_done", "pending", "spam"; "": Facebook's default
	Limit  int    // of a page, 0: 25
}

func conversationFields() []graph.Field {
	return []graph.Field{
		"id", "updated_time", "link", "snippet", "message_count", "unread_count", "can_reply", "participants",
		graph.Expand("messages").Limit(1).Select(messageFields()...),
	}
}

func messageFields() []graph.Field {
	return []graph.Field{
		"id", "created_time", "message", "sticker", graph.Expand("from").Select("id", "name"), "to",
		"attachments",
	}
}

func (c *Client) conversationsRequest(p *ConversationsParams, fields ...graph.Field) *graph.Request {
	own := value(p)
	v := limitParam(own.Limit)
	v.Set("platform", "messenger")
	graph.SetText(v, "user_id", string(own.Person))
	graph.SetText(v, "folder", own.Folder)
	return &graph.Request{
		Op: "conversations.list", Path: c.pagePath("conversations"), Fields: graph.Fields(fields...), Params: v, UseCase: graph.UseMessenger,
	}
}

// PageConversations iterates over the Page's conversations on Messenger, those with the newest messages first, each
// with its newest message. p may be nil. It needs pages_messaging; people without a role on the program show only to
// programs with Advanced Access. See https://developers.facebook.com/docs/graph-api/reference/page/conversations/.
func (c *Client) PageConversations(ctx context.Context, p *ConversationsParams) iter.Seq2[*Conversation, error] {
	return graph.List[Conversation](ctx, c.graph, c.conversationsRequest(p, conversationFields()...))
}

// PageConversationsPage reads one page of them: the first for an empty cursor.
func (c *Client) PageConversationsPage(ctx context.Context, p *ConversationsParams, cursor string) (*social.Page[Conversation], error) {
	e, err := graph.EdgeOf[Conversation](ctx, c.graph, c.conversationsRequest(p, conversationFields()...), cursor)
	if err != nil {
		return nil, err
	}
	return e.Page(), nil
}

// Conversation reads a conversation with its newest message.
// See https://developers.facebook.com/docs/graph-api/reference/unified-thread/.
func (c *Client) Conversation(ctx context.Context, id ID) (*Conversation, error) {
	return ask[Conversation](ctx, c, &graph.Request{
		Op: "conversations.get", Path: rest.Path(string(id)), Fields: graph.Fields(conversationFields()...), UseCase: graph.UseMessenger,
	})
}

// detailed is how many messages of a conversation Facebook tells more of than ID and time.
// See https://developers.facebook.com/docs/messenger-platform/conversations.
const detailed = 20

func messagesRequest(conversation ID) *graph.Request {
	return &graph.Request{
		Op: "conversations.messages", Path: rest.Path(string(conversation), "messages"), Fields: graph.Fields(messageFields()...),
		Params: limitParam(detailed), UseCase: graph.UseMessenger,
	}
}

// ConversationMessages iterates over the messages of a conversation, newest first. Facebook gives text, author and
// files of the newest 20 only; of older ones there are ID and time.
// See https://developers.facebook.com/docs/messenger-platform/conversations.
func (c *Client) ConversationMessages(ctx context.Context, conversation ID) iter.Seq2[*Message, error] {
	return graph.List[Message](ctx, c.graph, messagesRequest(conversation))
}

// ConversationMessagesPage reads one page of messages: the first for an empty cursor.
func (c *Client) ConversationMessagesPage(ctx context.Context, conversation ID, cursor string) (*social.Page[Message], error) {
	e, err := graph.EdgeOf[Message](ctx, c.graph, messagesRequest(conversation), cursor)
	if err != nil {
		return nil, err
	}
	return e.Page(), nil
}

// ReadMessage reads one message. One that is not among the newest 20 of its conversation is [social.ErrNotFound].
func (c *Client) ReadMessage(ctx context.Context, id ID) (*Message, error) {
	return ask[Message](ctx, c, &graph.Request{
		Op: "messages.get", Path: rest.Path(string(id)), Fields: graph.Fields(messageFields()...), UseCase: graph.UseMessenger,
	})
}

// conversationWith finds the conversation with a person, "" if there is none.
func (c *Client) conversationWith(ctx context.Context, person ID) (ID, error) {
	r := c.conversationsRequest(&ConversationsParams{Person: person, Limit: 1}, "id")
	for v, err := range graph.List[Conversation](ctx, c.graph, r) {
		if err != nil {
			return "", err
		}
		return v.ID, nil
	}
	return "", nil
}

// SenderAction is what a person sees of the Page beside its messages.
type SenderAction string

// What a person sees of the Page.
const (
	MarkSeen  SenderAction = "MARK_SEEN" // their messages were read
	TypingOn  SenderAction = "TYPING_ON" // the Page is writing, for 20 seconds at most
	TypingOff SenderAction = "TYPING_OFF"
)

// SendAction shows a person that their messages were read, or that the Page is writing.
// See https://developers.facebook.com/docs/messenger-platform/send-messages/sender-actions.
func (c *Client) SendAction(ctx context.Context, person ID, a SenderAction) error {
	v := url.Values{"sender_action": {string(a)}}
	if err := graph.SetJSON(v, "recipient", Recipient{ID: person}); err != nil {
		return social.Invalid(network, "person", err.Error())
	}
	return c.order(ctx, &graph.Request{
		Op: "messages.action", Method: http.MethodPost, Path: c.pagePath("messages"), Params: v, UseCase: graph.UseMessenger,
	})
}
