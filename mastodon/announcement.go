package mastodon

import (
	"context"
	"net/http"
)

// Announcements reads the messages of the server's staff that stand now, the read ones included.
// See https://docs.joinmastodon.org/methods/announcements/#get.
func (c *Client) Announcements(ctx context.Context) ([]*Announcement, error) {
	return readAll[Announcement](ctx, c, "announcements", apiPath("announcements"), nil)
}

// DismissAnnouncement marks one as read. See https://docs.joinmastodon.org/methods/announcements/#dismiss.
func (c *Client) DismissAnnouncement(ctx context.Context, id ID) error {
	return order(ctx, c, "announcements.dismiss", http.MethodPost, apiPath("announcements", string(id), "dismiss"), nil)
}

// AddAnnouncementReaction reacts with an emoji: a character, or the shortcode of one of the server's own without
// colons. See https://docs.joinmastodon.org/methods/announcements/#put-reactions.
func (c *Client) AddAnnouncementReaction(ctx context.Context, id ID, emoji string) error {
	return order(ctx, c, "announcements.react", http.MethodPut, apiPath("announcements", string(id), "reactions", emoji), nil)
}

// RemoveAnnouncementReaction takes it back. See https://docs.joinmastodon.org/methods/announcements/#delete-reactions.
func (c *Client) RemoveAnnouncementReaction(ctx context.Context, id ID, emoji string) error {
	return order(ctx, c, "announcements.unreact", http.MethodDelete, apiPath("announcements", string(id), "reactions", emoji), nil)
}
