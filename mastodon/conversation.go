package mastodon

import (
	"context"
	"iter"
	"net/http"

	"github.com/relais-go/relais/internal/rest"
	"github.com/relais-go/relais/social"
)

func conversationPath(more ...string) string {
	return rest.Path(append([]string{"api", "v1", "conversations"}, more...)...)
}

// ConversationListPage reads one page of the private conversations, the most recently active first; 20 a page
// unless said otherwise, at most 40. Its bounds are IDs of statuses, not of conversations: go on with
// [PageParams].Cursor. See https://docs.joinmastodon.org/methods/conversations/#get.
func (c *Client) ConversationListPage(ctx context.Context, p *PageParams) (*social.Page[Conversation], error) {
	return page[Conversation](ctx, c, "conversations", conversationPath(), nil, p)
}

// ConversationList iterates over the private conversations, the most recently active first.
// See https://docs.joinmastodon.org/methods/conversations/#get.
func (c *Client) ConversationList(ctx context.Context, p *PageParams) iter.Seq2[*Conversation, error] {
	return pages[Conversation](ctx, c, "conversations", conversationPath(), nil, p)
}

// ReadConversation marks a conversation as read.
// See https://docs.joinmastodon.org/methods/conversations/#read.
func (c *Client) ReadConversation(ctx context.Context, id ID) (*Conversation, error) {
	return post[Conversation](ctx, c, familyAll, "conversations.read", conversationPath(string(id), "read"), nil)
}

// HideConversation takes a conversation out of the list, for this account only. Its statuses stay.
// See https://docs.joinmastodon.org/methods/conversations/#delete.
func (c *Client) HideConversation(ctx context.Context, id ID) error {
	return order(ctx, c, "conversations.delete", http.MethodDelete, conversationPath(string(id)), nil)
}
