package instagram

import (
	"context"
	"net/http"

	"github.com/relais-go/relais/internal/graph"
	"github.com/relais-go/relais/social"
)

// ConversationAction is a measure about people who write private messages.
type ConversationAction string

// Measures about people who write.
const (
	ConversationBlock   ConversationAction = "BLOCK_USER"
	ConversationUnblock ConversationAction = "UNBLOCK_USER"
	ConversationSpam    ConversationAction = "MOVE_TO_SPAM"
)

// ModerateConversations takes measures about people, each about each, by the IDs that comments and messages name.
// Repeating one is no error. Facebook Login only.
// See https://developers.facebook.com/docs/messenger-platform/reference/moderate-conversations-api.
func (c *Client) ModerateConversations(ctx context.Context, people []ID, actions ...ConversationAction) error {
	switch {
	case len(people) == 0:
		return social.Invalid(network, "people", "is empty")
	case len(actions) == 0:
		return social.Invalid(network, "actions", "is empty")
	}
	if err := c.needsFacebook("actions"); err != nil {
		return err
	}
	body := struct {
		People  []Recipient          `json:"user_ids"`
		Actions []ConversationAction `json:"actions"`
	}{Actions: actions}
	for _, id := range people {
		body.People = append(body.People, Recipient{ID: id})
	}
	return nobody(c.order(ctx, &graph.Request{
		Op: "conversations.moderate", Method: http.MethodPost, Path: c.userPath("moderate_conversations"), JSON: &body, UseCase: graph.UseMessenger,
	}))
}

// Block keeps a person from the account. Facebook Login only.
func (c *Client) Block(ctx context.Context, person ID) error {
	return c.ModerateConversations(ctx, []ID{person}, ConversationBlock)
}

// Unblock lets a person in again. Facebook Login only.
func (c *Client) Unblock(ctx context.Context, person ID) error {
	return c.ModerateConversations(ctx, []ID{person}, ConversationUnblock)
}
