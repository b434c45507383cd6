package x

import (
	"context"
	"iter"
	"net/http"
)

// ListMembersPage reads a page of a list's members, the newest first: 1 to 100. Scope list.read. 900 in 15 minutes.
// s chooses what comes along; nil means [DefaultUsers]. See https://docs.x.com/x-api/lists/get-list-members.
func (c *Client) ListMembersPage(ctx context.Context, id ID, s *UserSelection, p *PageParams) (*Page[User], error) {
	l := accountList{op: "lists.members", path: path("lists", string(id), "members"), most: 100, billed: BilledUser}
	return c.accountPage(ctx, l, s, p)
}

// ListMembers iterates over a list's members, the newest first.
func (c *Client) ListMembers(ctx context.Context, id ID, s *UserSelection, p *PageParams) iter.Seq2[*User, error] {
	return c.accounts(ctx, p, func(ctx context.Context, p *PageParams) (*Page[User], error) {
		return c.ListMembersPage(ctx, id, s, p)
	})
}

// ListFollowersPage reads a page of a list's followers, the newest first: 1 to 100. Scope list.read. 900 in
// 15 minutes. s chooses what comes along; nil means [DefaultUsers].
// See https://docs.x.com/x-api/lists/get-list-followers.
func (c *Client) ListFollowersPage(ctx context.Context, id ID, s *UserSelection, p *PageParams) (*Page[User], error) {
	l := accountList{op: "lists.followers", path: path("lists", string(id), "followers"), most: 100, billed: BilledUser}
	return c.accountPage(ctx, l, s, p)
}

// ListFollowers iterates over a list's followers, the newest first.
func (c *Client) ListFollowers(ctx context.Context, id ID, s *UserSelection, p *PageParams) iter.Seq2[*User, error] {
	return c.accounts(ctx, p, func(ctx context.Context, p *PageParams) (*Page[User], error) {
		return c.ListFollowersPage(ctx, id, s, p)
	})
}

// ListPostsPage reads a page of what a list's members post, the newest first: 1 to 100. Scope list.read. 900 in
// 15 minutes. s chooses what comes along; nil means [DefaultPosts].
// See https://docs.x.com/x-api/lists/get-list-posts.
func (c *Client) ListPostsPage(ctx context.Context, id ID, s *PostSelection, p *PageParams) (*Page[Post], error) {
	l, err := c.postsAt("lists.tweets", path("lists", string(id), "tweets"), nil, s, 1, 100, false)
	return c.readPosts(ctx, l, err, p)
}

// ListPosts iterates over what a list's members post, the newest first.
func (c *Client) ListPosts(ctx context.Context, id ID, s *PostSelection, p *PageParams) iter.Seq2[*Post, error] {
	return c.postPages(ctx, p, func(ctx context.Context, p *PageParams) (*Page[Post], error) {
		return c.ListPostsPage(ctx, id, s, p)
	})
}

// AddListMember puts an account on an own list; that it is there already is no error. Scope list.write. 300 in
// 15 minutes. See https://docs.x.com/x-api/lists/add-list-member.
func (c *Client) AddListMember(ctx context.Context, id, user ID) error {
	return c.become(ctx, &request{
		Op: "lists.members.create", Method: http.MethodPost, Path: path("lists", string(id), "members"),
		Body: map[string]ID{"user_id": user}, Cost: cost{Billed: BilledManageList},
	}, "is_member", true)
}

// RemoveListMember takes an account off an own list; that it is not there is no error. Scope list.write. 300 in
// 15 minutes. See https://docs.x.com/x-api/lists/remove-list-member.
func (c *Client) RemoveListMember(ctx context.Context, id, user ID) error {
	return c.become(ctx, &request{
		Op: "lists.members.delete", Method: http.MethodDelete, Path: path("lists", string(id), "members", string(user)),
		Cost: cost{Billed: BilledManageList},
	}, "is_member", false)
}

// FollowList follows a list; following it already is no error. Scope list.write. 50 in 15 minutes.
// See https://docs.x.com/x-api/users/follow-list.
func (c *Client) FollowList(ctx context.Context, id ID) error {
	return c.addList(ctx, "followed_lists", "following", id)
}

// UnfollowList stops following a list; not following it is no error. Scope list.write. 50 in 15 minutes.
// See https://docs.x.com/x-api/users/unfollow-list.
func (c *Client) UnfollowList(ctx context.Context, id ID) error {
	return c.dropList(ctx, "followed_lists", "following", id)
}

// PinList pins a list to the account's start page; pinning it twice is no error. Scope list.write. 50 in
// 15 minutes. See https://docs.x.com/x-api/users/pin-list.
func (c *Client) PinList(ctx context.Context, id ID) error {
	return c.addList(ctx, "pinned_lists", "pinned", id)
}

// UnpinList takes it off again; that it is not pinned is no error. Scope list.write. 50 in 15 minutes.
// See https://docs.x.com/x-api/users/unpin-list.
func (c *Client) UnpinList(ctx context.Context, id ID) error {
	return c.dropList(ctx, "pinned_lists", "pinned", id)
}

func (c *Client) addList(ctx context.Context, what, member string, id ID) error {
	r := request{Op: what + ".create", Method: http.MethodPost, Body: map[string]ID{"list_id": id}, Cost: cost{Billed: BilledManageList}}
	return c.relate(ctx, r, member, true, what)
}

func (c *Client) dropList(ctx context.Context, what, member string, id ID) error {
	r := request{Op: what + ".delete", Method: http.MethodDelete, Cost: cost{Billed: BilledManageList}}
	return c.relate(ctx, r, member, false, what, string(id))
}

// PinnedLists reads the lists that the account has pinned, all at once. Scope list.read. 15 in 15 minutes. s chooses
// what comes along; nil means [DefaultLists]. See https://docs.x.com/x-api/users/get-pinned-lists.
func (c *Client) PinnedLists(ctx context.Context, s *ListSelection) ([]*List, error) {
	q, err := c.lists(s)
	if err != nil {
		return nil, err
	}
	at, err := c.minePath(ctx, "pinned_lists")
	if err != nil {
		return nil, err
	}
	const most = 100 // X names no bound; it is what other lists of lists hold
	a, err := ask[[]*List](ctx, c, &request{Op: "pinned_lists", Path: at, Query: q, Cost: c.owned(listCost(s, most), true)})
	if err != nil {
		return nil, err
	}
	lists := present(a.Data)
	joinOwners(&a.Includes, lists)
	return lists, partial("pinned_lists", a.Errors)
}
