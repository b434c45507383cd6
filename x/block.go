package x

import (
	"context"
	"iter"
	"net/http"
)

// BlockUser blocks an account: it can no longer see, follow or answer the own one, and follows between them end.
// Blocking it twice is no error. Scope block.write. Only Enterprise plans have it: elsewhere the error is
// [social.ErrPermission]. See https://docs.x.com/x-api/users/blocks/introduction.
func (c *Client) BlockUser(ctx context.Context, id ID) error {
	r := request{Op: "blocking.create", Method: http.MethodPost, Body: userName{id}, Cost: cost{Billed: BilledInteract}}
	return c.lacking(c.relate(ctx, r, "blocking", true, "blocking"), "blocking")
}

// UnblockUser takes a block back; that there is none is no error. The follows that it ended stay ended. Scope
// block.write; only Enterprise plans have it, as BlockUser. See https://docs.x.com/x-api/users/blocks/introduction.
func (c *Client) UnblockUser(ctx context.Context, id ID) error {
	r := request{Op: "blocking.delete", Method: http.MethodDelete, Cost: cost{Billed: BilledUninteract}}
	return c.lacking(c.relate(ctx, r, "blocking", false, "blocking", string(id)), "unblocking")
}

// BlockedUsersPage reads a page of the accounts that the own one blocks, the newest first: 1 to 1,000. Scope
// block.read. 15 in 15 minutes. s chooses what comes along; nil means [DefaultUsers].
// See https://docs.x.com/x-api/users/get-blocking.
func (c *Client) BlockedUsersPage(ctx context.Context, s *UserSelection, p *PageParams) (*Page[User], error) {
	at, err := c.minePath(ctx, "blocking")
	if err != nil {
		return nil, err
	}
	return c.accountPage(ctx, accountList{op: "users.blocking", path: at, most: 1000, billed: BilledBlock}, s, p)
}

// BlockedUsers iterates over the accounts that the own one blocks, the newest first.
func (c *Client) BlockedUsers(ctx context.Context, s *UserSelection, p *PageParams) iter.Seq2[*User, error] {
	return c.accounts(ctx, p, func(ctx context.Context, p *PageParams) (*Page[User], error) {
		return c.BlockedUsersPage(ctx, s, p)
	})
}

// BlockDMs refuses the private messages of an account; doing so twice is no error. It still sees and answers posts.
// Scope dm.write. 10 in 15 minutes, 400 a day. See https://docs.x.com/x-api/users/block-dms.
func (c *Client) BlockDMs(ctx context.Context, id ID) error {
	return c.blockDMs(ctx, id, "block", true)
}

// UnblockDMs takes private messages of an account again. Scope dm.write. 10 in 15 minutes, 400 a day.
// See https://docs.x.com/x-api/users/unblock-dms.
func (c *Client) UnblockDMs(ctx context.Context, id ID) error {
	return c.blockDMs(ctx, id, "unblock", false)
}

func (c *Client) blockDMs(ctx context.Context, id ID, action string, want bool) error {
	r := &request{
		Op: "users.dm." + action, Method: http.MethodPost, Path: path("users", string(id), "dm", action), Cost: cost{Billed: BilledPrivacy},
	}
	return c.become(ctx, r, "blocked", want)
}
