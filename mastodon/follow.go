package mastodon

import (
	"context"
	"iter"
	"net/url"

	"github.com/relais-go/relais/social"
)

// FollowParams says how to follow. nil keeps what is there, or takes the defaults: with boosts, without
// notifications, all languages.
type FollowParams struct {
	Reblogs   *bool    `json:"reblogs,omitempty"`   // show the account's boosts
	Notify    *bool    `json:"notify,omitempty"`    // tell of each of its statuses
	Languages []string `json:"languages,omitempty"` // only statuses in these, ISO 639-1
}

// FollowAccount follows an account, asks to if it is locked, or changes how it is followed. The answer says
// which: Following or Requested. [social.ErrPermission] means that it blocks the own account. 400 a day.
// See https://docs.joinmastodon.org/methods/accounts/#follow.
func (c *Client) FollowAccount(ctx context.Context, id ID, p *FollowParams) (*Relationship, error) {
	if p == nil {
		p = &FollowParams{}
	}
	return post[Relationship](ctx, c, familyFollows, "accounts.follow", accountPath(id, "follow"), p)
}

// UnfollowAccount stops following, or takes the request back.
// See https://docs.joinmastodon.org/methods/accounts/#unfollow.
func (c *Client) UnfollowAccount(ctx context.Context, id ID) (*Relationship, error) {
	return c.relate(ctx, id, "unfollow", nil)
}

// FollowersPage reads a page of the followers of an account, the newest first: 40 by default, 80 at most. It is
// empty if the account hides them, and has only those that this server knows if the account is remote.
// See https://docs.joinmastodon.org/methods/accounts/#followers.
func (c *Client) FollowersPage(ctx context.Context, id ID, p *PageParams) (*social.Page[Account], error) {
	return page[Account](ctx, c, "accounts.followers", accountPath(id, "followers"), nil, p)
}

// Followers iterates over the followers of an account, the newest first.
func (c *Client) Followers(ctx context.Context, id ID, p *PageParams) iter.Seq2[*Account, error] {
	return pages[Account](ctx, c, "accounts.followers", accountPath(id, "followers"), nil, p)
}

// FollowingPage reads a page of those whom an account follows, the newest first: 40 by default, 80 at most. It is
// empty if the account hides them. See https://docs.joinmastodon.org/methods/accounts/#following.
func (c *Client) FollowingPage(ctx context.Context, id ID, p *PageParams) (*social.Page[Account], error) {
	return page[Account](ctx, c, "accounts.following", accountPath(id, "following"), nil, p)
}

// Following iterates over those whom an account follows, the newest first.
func (c *Client) Following(ctx context.Context, id ID, p *PageParams) iter.Seq2[*Account, error] {
	return pages[Account](ctx, c, "accounts.following", accountPath(id, "following"), nil, p)
}

// FamiliarFollowers reads, for each account, which of its followers the own account follows.
// See https://docs.joinmastodon.org/methods/accounts/#familiar_followers.
func (c *Client) FamiliarFollowers(ctx context.Context, ids ...ID) ([]*FamiliarFollowers, error) {
	q := url.Values{}
	addAll(q, "id[]", ids)
	list, err := readAll[FamiliarFollowers](ctx, c, "accounts.familiar_followers", accountPath("familiar_followers"), q)
	return list, c.absent(ctx, err, apiNever, "familiar followers")
}

// FollowRequestsPage reads a page of those who ask to follow: 40 by default, 80 at most.
// See https://docs.joinmastodon.org/methods/follow_requests/#get.
func (c *Client) FollowRequestsPage(ctx context.Context, p *PageParams) (*social.Page[Account], error) {
	return page[Account](ctx, c, "follow_requests", apiPath("follow_requests"), nil, p)
}

// FollowRequests iterates over those who ask to follow.
func (c *Client) FollowRequests(ctx context.Context, p *PageParams) iter.Seq2[*Account, error] {
	return pages[Account](ctx, c, "follow_requests", apiPath("follow_requests"), nil, p)
}

// AuthorizeFollow lets an account follow that asked to. Without a request from it: [social.ErrNotFound].
// See https://docs.joinmastodon.org/methods/follow_requests/#accept.
func (c *Client) AuthorizeFollow(ctx context.Context, id ID) (*Relationship, error) {
	return c.decideFollow(ctx, id, "authorize")
}

// RejectFollow refuses an account that asked to follow. Without a request from it: [social.ErrNotFound].
// See https://docs.joinmastodon.org/methods/follow_requests/#reject.
func (c *Client) RejectFollow(ctx context.Context, id ID) (*Relationship, error) {
	return c.decideFollow(ctx, id, "reject")
}

func (c *Client) decideFollow(ctx context.Context, id ID, decision string) (*Relationship, error) {
	path := apiPath("follow_requests", string(id), decision)
	return post[Relationship](ctx, c, familyAll, "follow_requests."+decision, path, nil)
}
