package instagram

import (
	"context"
	"iter"
	"net/http"
	"net/url"
	"strconv"

	"github.com/relais-go/relais/internal/graph"
)

// LiveMedia iterates over the account's broadcasts that are under way. Their comments can be read while they last.
// See https://developers.facebook.com/docs/instagram-platform/instagram-graph-api/reference/ig-user/live_media.
func (c *Client) LiveMedia(ctx context.Context) iter.Seq2[*Media, error] {
	return c.mediaAt(ctx, "live.list", "live_media", nil)
}

// CollaborationInvite is somebody's wish that the account be an author of their post, too.
type CollaborationInvite struct {
	MediaID  ID     `json:"media_id"`
	Owner    string `json:"media_owner_username,omitempty"`
	Caption  string `json:"caption,omitempty"`
	MediaURL string `json:"media_url,omitempty"`
}

// CollaborationInvites iterates over the invitations that were not answered yet. Facebook Login only.
// See https://developers.facebook.com/docs/instagram-platform/instagram-graph-api/reference/ig-user/collaboration_invites.
func (c *Client) CollaborationInvites(ctx context.Context) iter.Seq2[*CollaborationInvite, error] {
	if err := c.needsFacebook("CollaborationInvites"); err != nil {
		return func(yield func(*CollaborationInvite, error) bool) { yield(nil, err) }
	}
	return graph.List[CollaborationInvite](ctx, c.graph, &graph.Request{
		Op: "invites.list", Path: c.userPath("collaboration_invites"), Fields: graph.Fields("media_id", "media_owner_username", "caption", "media_url"),
	})
}

// AnswerInvite accepts or declines an invitation. One that is not open any more is [social.ErrNotFound]. Facebook Login
// only.
func (c *Client) AnswerInvite(ctx context.Context, media ID, accept bool) error {
	if err := c.needsFacebook("CollaborationInvites"); err != nil {
		return err
	}
	return c.order(ctx, &graph.Request{
		Op: "invites.answer", Method: http.MethodPost, Path: c.userPath("collaboration_invites"),
		Params: url.Values{"media_id": {string(media)}, "accept": {strconv.FormatBool(accept)}},
	})
}
