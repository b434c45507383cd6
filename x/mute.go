package x

import (
	"context"
	"iter"
	"net/http"
)

// MuteUser hides the posts of an account from the own timeline and notifications; it is not told, and muting it
// twice is no error. There is no end to it. Scope mute.write. 50 in 15 minutes.
// See https://docs.x.com/x-api/users/mute-user.
func (c *Client) MuteUser(ctx context.Context, id ID) error {
	r := request{Op: "muting.create", Method: http.MethodPost, Body: userName{id}, Cost: cost{Billed: BilledInteract}}
	return c.relate(ctx, r, "muting", true, "muting")
}

// UnmuteUser takes it back; that the account was not muted is no error. Scope mute.write. 50 in 15 minutes.
// See https://docs.x.com/x-api/users/unmute-user.
func (c *Client) UnmuteUser(ctx context.Context, id ID) error {
	r := request{Op: "muting.delete", Method: http.MethodDelete, Cost: cost{Billed: BilledUnmute}}
	return c.relate(ctx, r, "muting", false, "muting", string(id))
}

// MutedUsersPage reads a page of the accounts that the own one mutes, the newest first: 1 to 1,000. Scope mute.read.
// 15 in 15 minutes. s chooses what comes along; nil means [DefaultUsers].
// See https://docs.x.com/x-api/users/get-muting.
func (c *Client) MutedUsersPage(ctx context.Context, s *UserSelection, p *PageParams) (*Page[User], error) {
	at, err := c.minePath(ctx, "muting")
	if err != nil {
		return nil, err
	}
	return c.accountPage(ctx, accountList{op: "users.muting", path: at, most: 1000, billed: BilledMute}, s, p)
}

// MutedUsers iterates over the accounts that the own one mutes, the newest first.
func (c *Client) MutedUsers(ctx context.Context, s *UserSelection, p *PageParams) iter.Seq2[*User, error] {
	return c.accounts(ctx, p, func(ctx context.Context, p *PageParams) (*Page[User], error) {
		return c.MutedUsersPage(ctx, s, p)
	})
}
