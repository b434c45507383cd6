package youtube

import (
	"context"
	"iter"
	"net/http"
	"net/url"

	"github.com/relais-go/relais/internal/rest"
	"github.com/relais-go/relais/social"
)

// ChatModeratorsPage reads a page of those who may moderate a live chat of the channel's.
// See https://developers.google.com/youtube/v3/live/docs/liveChatModerators/list.
func (c *Client) ChatModeratorsPage(ctx context.Context, chat ID, p *PageParams) (*Page[ChatModerator], error) {
	return pageOf[ChatModerator](ctx, c, moderators(chat), p)
}

// ChatModerators iterates over those who may moderate a live chat of the channel's.
func (c *Client) ChatModerators(ctx context.Context, chat ID, p *PageParams) iter.Seq2[*ChatModerator, error] {
	return paged[ChatModerator](ctx, c, moderators(chat), p)
}

func moderators(chat ID) *listing {
	return &listing{request{
		Op: "liveChatModerators.list", Path: data("liveChat", "moderators"), Fresh: true,
		Query: url.Values{"part": {"id,snippet"}, "liveChatId": {string(chat)}},
	}, pageUsual}
}

// AddChatModerator lets somebody delete messages in a live chat of the channel's, and keep people out, once: when the
// answer is lost, the moderators are looked through before anything is sent again.
// See https://developers.google.com/youtube/v3/live/docs/liveChatModerators/insert.
func (c *Client) AddChatModerator(ctx context.Context, chat, user ID) (*ChatModerator, error) {
	if chat == "" || user == "" {
		return nil, social.Invalid(network, "chat", "is empty, or user is")
	}
	r := &request{
		Op: "liveChatModerators.insert", Method: http.MethodPost, Path: data("liveChat", "moderators"), Query: url.Values{"part": {"snippet"}},
		Body: fields{"snippet": fields{"liveChatId": chat, "moderatorDetails": fields{"channelId": user}}},
	}
	return insert(ctx, c, r, &rest.Write[*ChatModerator]{
		Twin: "moderator " + string(chat) + " " + string(user),
		Find: func(ctx context.Context, _ func(string) bool) (*ChatModerator, bool, error) {
			for m, err := range c.ChatModerators(ctx, chat, nil) {
				if err != nil {
					return nil, false, err
				}
				if m.Snippet != nil && m.Snippet.Moderator != nil && m.Snippet.Moderator.ChannelID == user {
					return m, true, nil
				}
			}
			return nil, false, nil
		},
		ID: func(m *ChatModerator) string { return string(m.ID) },
	})
}

// RemoveChatModerator takes that back; [social.ErrNotFound] if there is none. id is that of the moderator, not of the
// channel. See https://developers.google.com/youtube/v3/live/docs/liveChatModerators/delete.
func (c *Client) RemoveChatModerator(ctx context.Context, id ID) error {
	return c.remove(ctx, "liveChatModerators.delete", data("liveChat", "moderators"), id)
}
