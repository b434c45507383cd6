package x

import (
	"context"
	"iter"
	"net/http"
	"unicode/utf8"

	"github.com/relais-go/relais/internal/rest"
	"github.com/relais-go/relais/social"
)

// ListParams describes a list. When one is changed, nil keeps what is there.
type ListParams struct {
	Name        string  `json:"name,omitempty"`        // 25 characters at most; "" keeps it
	Description *string `json:"description,omitempty"` // 100 characters at most
	Private     *bool   `json:"private,omitempty"`     // only the owner sees it
}

const maxListDescription = 100

func (p *ListParams) check() error {
	if utf8.RuneCountInString(p.Name) > maxName {
		return checkName(p.Name)
	}
	if utf8.RuneCountInString(value(p.Description)) > maxListDescription {
		return social.Invalid(network, "Description", "is longer than 100 characters")
	}
	return nil
}

// List reads one list. A private one is [social.ErrNotFound] for all but its owner. 75 in 15 minutes. Scope
// list.read. s chooses what comes along; nil means [DefaultLists].
// See https://docs.x.com/x-api/lists/get-list-by-id.
func (c *Client) List(ctx context.Context, id ID, s *ListSelection) (*List, error) {
	q, err := c.lists(s)
	if err != nil {
		return nil, err
	}
	a, err := one[List](ctx, c, &request{Op: "lists.get", Path: path("lists", string(id)), Query: q, Cost: listCost(s, 1)})
	if err != nil {
		return nil, err
	}
	joinOwners(&a.Includes, []*List{a.Data})
	return a.Data, nil
}

// CreateList makes a list. It returns what X says of it: ID and Name. When the answer is lost the error is
// [social.ErrUncertain]. Scopes list.read and list.write. 300 in 15 minutes.
// See https://docs.x.com/x-api/lists/create-list.
func (c *Client) CreateList(ctx context.Context, p *ListParams) (*List, error) {
	own := value(p)
	if err := checkName(own.Name); err != nil {
		return nil, err
	}
	if err := own.check(); err != nil {
		return nil, err
	}
	a, err := one[List](ctx, c, &request{
		Op: "lists.create", Method: http.MethodPost, Path: path("lists"), Body: own, Class: rest.Unsafe,
		Cost: cost{Billed: BilledCreateList, Most: 1, Call: true},
	})
	if err != nil {
		return nil, err
	}
	return a.Data, nil
}

// UpdateList changes an own list. Scope list.write. 300 in 15 minutes.
// See https://docs.x.com/x-api/lists/update-list.
func (c *Client) UpdateList(ctx context.Context, id ID, p *ListParams) error {
	own := value(p)
	if err := own.check(); err != nil {
		return err
	}
	return c.become(ctx, &request{
		Op: "lists.update", Method: http.MethodPut, Path: path("lists", string(id)), Body: own, Cost: cost{Billed: BilledManageList},
	}, "updated", true)
}

// DeleteList deletes an own list. Scope list.write. 300 in 15 minutes.
// See https://docs.x.com/x-api/lists/delete-list.
func (c *Client) DeleteList(ctx context.Context, id ID) error {
	return c.become(ctx, &request{
		Op: "lists.delete", Method: http.MethodDelete, Path: path("lists", string(id)), Cost: cost{Billed: BilledManageList},
	}, "deleted", true)
}

// OwnedListsPage reads a page of the lists of an account, of others only the public ones: 1 to 100. Scope list.read.
// 15 in 15 minutes. s chooses what comes along; nil means [DefaultLists].
// See https://docs.x.com/x-api/users/get-owned-lists.
func (c *Client) OwnedListsPage(ctx context.Context, user ID, s *ListSelection, p *PageParams) (*Page[List], error) {
	return c.listsPage(ctx, "owned_lists", user, s, p)
}

// OwnedLists iterates over the lists of an account.
func (c *Client) OwnedLists(ctx context.Context, user ID, s *ListSelection, p *PageParams) iter.Seq2[*List, error] {
	return c.listsOf(ctx, p, func(ctx context.Context, p *PageParams) (*Page[List], error) {
		return c.OwnedListsPage(ctx, user, s, p)
	})
}

// ListMembershipsPage reads a page of the lists that an account is on: 1 to 100. Scope list.read. s chooses what
// comes along; nil means [DefaultLists]. See https://docs.x.com/x-api/users/get-list-memberships.
func (c *Client) ListMembershipsPage(ctx context.Context, user ID, s *ListSelection, p *PageParams) (*Page[List], error) {
	return c.listsPage(ctx, "list_memberships", user, s, p)
}

// ListMemberships iterates over the lists that an account is on.
func (c *Client) ListMemberships(ctx context.Context, user ID, s *ListSelection, p *PageParams) iter.Seq2[*List, error] {
	return c.listsOf(ctx, p, func(ctx context.Context, p *PageParams) (*Page[List], error) {
		return c.ListMembershipsPage(ctx, user, s, p)
	})
}

// FollowedListsPage reads a page of the lists that an account follows: 1 to 100. Scope list.read. 15 in 15 minutes.
// s chooses what comes along; nil means [DefaultLists]. See https://docs.x.com/x-api/users/get-followed-lists.
func (c *Client) FollowedListsPage(ctx context.Context, user ID, s *ListSelection, p *PageParams) (*Page[List], error) {
	return c.listsPage(ctx, "followed_lists", user, s, p)
}

// FollowedLists iterates over the lists that an account follows.
func (c *Client) FollowedLists(ctx context.Context, user ID, s *ListSelection, p *PageParams) iter.Seq2[*List, error] {
	return c.listsOf(ctx, p, func(ctx context.Context, p *PageParams) (*Page[List], error) {
		return c.FollowedListsPage(ctx, user, s, p)
	})
}

func (c *Client) listsPage(ctx context.Context, what string, user ID, s *ListSelection, p *PageParams) (*Page[List], error) {
	q, err := c.lists(s)
	if err != nil {
		return nil, err
	}
	l := &list{
		request: request{Op: "users." + what, Path: path("users", string(user), what), Query: q}, least: 1, most: 100,
		bill: func(n int) cost { return c.owned(listCost(s, n), c.isMe(user)) },
	}
	return pageOf(ctx, c, l, p, joinOwners)
}

func (c *Client) listsOf(ctx context.Context, p *PageParams, read func(context.Context, *PageParams) (*Page[List], error)) iter.Seq2[*List, error] {
	return paged(ctx, c, p, func(l *List) ID { return l.ID }, read)
}
