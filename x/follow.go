package x

import (
	"context"
	"iter"
	"net/http"
	"strings"
)

// userName names an account in what is sent.
type userName struct {
	ID ID `json:"target_user_id"`
}

// A FollowState says what became of a follow.
type FollowState struct {
	Following bool // the account follows
	Pending   bool // the other account is protected and has been asked
}

// FollowUser follows an account, or asks to if it is protected; following it already is no error. Scope
// follows.write. 50 in 15 minutes. Self-serve plans lost it in April 2026: there the error is
// [social.ErrPermission]. See https://docs.x.com/x-api/users/follow-user.
func (c *Client) FollowUser(ctx context.Context, id ID) (*FollowState, error) {
	at, err := c.minePath(ctx, "following")
	if err != nil {
		return nil, err
	}
	state, err := c.change(ctx, &request{
		Op: "following.create", Method: http.MethodPost, Path: at, Body: userName{id}, Cost: cost{Billed: BilledInteract},
	})
	if already(err) {
		asked := strings.Contains(err.Error(), "request") // to follow: the other account is protected
		return &FollowState{Following: !asked, Pending: asked}, nil
	}
	if err != nil {
		return nil, c.lacking(err, "following")
	}
	out := &FollowState{}
	out.Following, _ = state["following"].(bool)
	out.Pending, _ = state["pending_follow"].(bool)
	if out.Pending {
		return out, nil
	}
	return out, confirmed("following.create", state, "following", true)
}

// UnfollowUser stops following an account; not following it is no error. Scope follows.write. 50 in 15 minutes.
// Self-serve plans may not have it, as FollowUser. See https://docs.x.com/x-api/users/unfollow-user.
func (c *Client) UnfollowUser(ctx context.Context, id ID) error {
	r := request{Op: "following.delete", Method: http.MethodDelete, Cost: cost{Billed: BilledUninteract}}
	return c.lacking(c.relate(ctx, r, "following", false, "following", string(id)), "unfollowing")
}

// FollowersPage reads a page of the followers of an account, the newest first: 1 to 1,000, each of them billed; set
// Limit to read fewer. Scope follows.read. 300 in 15 minutes. s chooses what comes along; nil means
// [DefaultUsers]. See https://docs.x.com/x-api/users/get-followers.
func (c *Client) FollowersPage(ctx context.Context, user ID, s *UserSelection, p *PageParams) (*Page[User], error) {
	return c.followPage(ctx, "users.followers", user, "followers", s, p)
}

// Followers iterates over the followers of an account, the newest first.
func (c *Client) Followers(ctx context.Context, user ID, s *UserSelection, p *PageParams) iter.Seq2[*User, error] {
	return c.accounts(ctx, p, func(ctx context.Context, p *PageParams) (*Page[User], error) {
		return c.FollowersPage(ctx, user, s, p)
	})
}

// FollowingPage reads a page of those whom an account follows, the newest first: 1 to 1,000, each of them billed;
// set Limit to read fewer. Scope follows.read. 300 in 15 minutes. s chooses what comes along; nil means
// [DefaultUsers]. See https://docs.x.com/x-api/users/get-following.
func (c *Client) FollowingPage(ctx context.Context, user ID, s *UserSelection, p *PageParams) (*Page[User], error) {
	return c.followPage(ctx, "users.following", user, "following", s, p)
}

// Following iterates over those whom an account follows, the newest first.
func (c *Client) Following(ctx context.Context, user ID, s *UserSelection, p *PageParams) iter.Seq2[*User, error] {
	return c.accounts(ctx, p, func(ctx context.Context, p *PageParams) (*Page[User], error) {
		return c.FollowingPage(ctx, user, s, p)
	})
}

func (c *Client) followPage(ctx context.Context, op string, user ID, what string, s *UserSelection, p *PageParams) (*Page[User], error) {
	l := accountList{op: op, path: path("users", string(user), what), most: 1000, billed: c.billedAs(BilledUser, user)}
	return c.accountPage(ctx, l, s, p)
}

// AffiliatesPage reads a page of the accounts that belong to an organisation: 1 to 1,000, each of them billed. s
// chooses what comes along; nil means [DefaultUsers]. See https://docs.x.com/x-api/users/get-affiliates.
func (c *Client) AffiliatesPage(ctx context.Context, organisation ID, s *UserSelection, p *PageParams) (*Page[User], error) {
	l := accountList{op: "users.affiliates", path: path("users", string(organisation), "affiliates"), most: 1000, billed: BilledUser}
	return c.accountPage(ctx, l, s, p)
}

// Affiliates iterates over the accounts that belong to an organisation.
func (c *Client) Affiliates(ctx context.Context, organisation ID, s *UserSelection, p *PageParams) iter.Seq2[*User, error] {
	return c.accounts(ctx, p, func(ctx context.Context, p *PageParams) (*Page[User], error) {
		return c.AffiliatesPage(ctx, organisation, s, p)
	})
}
