package x

import (
	"context"
	"iter"
	"strings"

	"github.com/relais-go/relais/social"
)

// ReadMe reads the account that the token belongs to. s chooses what comes along; nil means [OwnUser].
// See https://docs.x.com/x-api/users/get-my-user.
func (c *Client) ReadMe(ctx context.Context, s *UserSelection) (*User, error) {
	if s == nil {
		s = new(OwnUser())
	}
	q, err := c.users(s)
	if err != nil {
		return nil, err
	}
	if c.user == nil {
		return nil, &social.Error{Network: network, Op: "users.me", Kind: social.ErrAuth, Field: "Config.Tokens", Message: noAccount}
	}
	a, err := one[User](ctx, c, &request{Op: "users.me", Path: path("users", "me"), Query: q, Cost: userCost(s, 1)})
	if err != nil {
		return nil, err
	}
	a.Includes.JoinUsers(a.Data)
	return a.Data, nil
}

// Me is [Client.ReadMe], cached for an hour: for what does not change, such as the ID. The answer is shared: do
// not change it.
func (c *Client) Me(ctx context.Context) (*User, error) {
	return c.me.Get(ctx, func(ctx context.Context) (*User, error) { return c.ReadMe(ctx, nil) })
}

// myID is the ID of the account.
func (c *Client) myID(ctx context.Context) (ID, error) {
	me, err := c.Me(ctx)
	if err != nil {
		return "", err
	}
	return me.ID, nil
}

// whoAmI are the names by which a caller may expect the account.
func (c *Client) whoAmI(ctx context.Context) ([]string, error) {
	me, err := c.Me(ctx)
	if err != nil {
		return nil, err
	}
	return []string{string(me.ID), me.Username}, nil
}

// User reads one account. s chooses what comes along; nil means [DefaultUsers].
// See https://docs.x.com/x-api/users/get-user-by-id.
func (c *Client) User(ctx context.Context, id ID, s *UserSelection) (*User, error) {
	return c.oneUser(ctx, "users.get", path("users", string(id)), s)
}

// UserByName reads the account with a handle, with or without a leading "@".
// See https://docs.x.com/x-api/users/get-user-by-username.
func (c *Client) UserByName(ctx context.Context, handle string, s *UserSelection) (*User, error) {
	return c.oneUser(ctx, "users.by_username", path("users", "by", "username", strings.TrimPrefix(handle, "@")), s)
}

func (c *Client) oneUser(ctx context.Context, op, path string, s *UserSelection) (*User, error) {
	q, err := c.users(s)
	if err != nil {
		return nil, err
	}
	a, err := one[User](ctx, c, &request{Op: op, Path: path, Query: q, Cost: userCost(s, 1)})
	if err != nil {
		return nil, err
	}
	a.Includes.JoinUsers(a.Data)
	return a.Data, nil
}

// UsersByID reads many accounts, 100 a request, in the order asked. What X does not give is left out, and told by
// a [*PartialError] beside the rest. See https://docs.x.com/x-api/users/get-users-by-ids.
func (c *Client) UsersByID(ctx context.Context, ids []ID, s *UserSelection) ([]*User, error) {
	return c.manyUsers(ctx, "users.index", path("users"), "ids", ids, s, func(u *User) ID { return u.ID })
}

// UsersByName reads the accounts with these handles, 100 a request, in the order asked. What X does not give is
// left out, and told by a [*PartialError] beside the rest. See https://docs.x.com/x-api/users/get-users-by-usernames.
func (c *Client) UsersByName(ctx context.Context, handles []string, s *UserSelection) ([]*User, error) {
	names := make([]ID, len(handles))
	for i, h := range handles {
		names[i] = ID(strings.ToLower(strings.TrimPrefix(h, "@")))
	}
	return c.manyUsers(ctx, "users.by", path("users", "by"), "usernames", names, s, func(u *User) ID { return ID(strings.ToLower(u.Username)) })
}

func (c *Client) manyUsers(ctx context.Context, op, path, param string, keys []ID, s *UserSelection, key func(*User) ID) ([]*User, error) {
	q, err := c.users(s)
	if err != nil {
		return nil, err
	}
	return byID(ctx, c, keys, func(part []ID) *request {
		own := with(q, nil)
		setList(own, param, part)
		return &request{Op: op, Path: path, Query: own, Cost: userCost(s, len(part))}
	}, key, func(in *Includes, users []*User) { in.JoinUsers(users...) })
}

// SearchUsersPage reads a page of the accounts that match words: 100 by default, 1,000 at most.
// See https://docs.x.com/x-api/users/search-users.
func (c *Client) SearchUsersPage(ctx context.Context, words string, s *UserSelection, p *PageParams) (*Page[User], error) {
	q, err := c.users(s)
	if err != nil {
		return nil, err
	}
	setText(q, "query", words)
	l := &list{
		request: request{Op: "users.search", Path: path("users", "search"), Query: q},
		least:   1, most: 100, cursor: "next_token",
		bill: func(n int) cost { return userCost(s, n) },
	}
	return pageOf(ctx, c, l, p, func(in *Includes, users []*User) { in.JoinUsers(users...) })
}

// SearchUsers iterates over the accounts that match words.
func (c *Client) SearchUsers(ctx context.Context, words string, s *UserSelection, p *PageParams) iter.Seq2[*User, error] {
	return paged(ctx, c, p, func(u *User) ID { return u.ID }, func(ctx context.Context, p *PageParams) (*Page[User], error) {
		return c.SearchUsersPage(ctx, words, s, p)
	})
}
