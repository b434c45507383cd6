package mastodon

import (
	"context"
	"iter"
	"net/http"

	"github.com/relais-go/relais/internal/rest"
	"github.com/relais-go/relais/social"
)

// ListParams describes a list. When one is changed, Title "" and nil keep what is there.
type ListParams struct {
	Title         string        `json:"title,omitempty"`
	RepliesPolicy RepliesPolicy `json:"replies_policy,omitempty"` // "": to members, or kept
	Exclusive     *bool         `json:"exclusive,omitempty"`      // members are not in the home timeline; Mastodon 4.2
}

func listPath(id ID, more ...string) string {
	return apiPath(append([]string{"lists", string(id)}, more...)...)
}

// Lists reads all lists. See https://docs.joinmastodon.org/methods/lists/#get.
func (c *Client) Lists(ctx context.Context) ([]*List, error) {
	return readAll[List](ctx, c, "lists", apiPath("lists"), nil)
}

// List reads one list. See https://docs.joinmastodon.org/methods/lists/#get-one.
func (c *Client) List(ctx context.Context, id ID) (*List, error) {
	return get[List](ctx, c, "lists.get", listPath(id), nil)
}

// ListsWith reads the lists that an account is on.
// See https://docs.joinmastodon.org/methods/accounts/#lists.
func (c *Client) ListsWith(ctx context.Context, account ID) ([]*List, error) {
	return readAll[List](ctx, c, "accounts.lists", accountPath(account, "lists"), nil)
}

// CreateList makes a list, 50 at most. When the answer is lost the error is [social.ErrUncertain].
// See https://docs.joinmastodon.org/methods/lists/#create.
func (c *Client) CreateList(ctx context.Context, p *ListParams) (*List, error) {
	if p == nil || p.Title == "" {
		return nil, social.Invalid(network, "Title", "is empty")
	}
	return create[List](ctx, c, familyAll, "lists.create", apiPath("lists"), p)
}

// UpdateList changes a list. Servers want its title each time: it is read first where p does not give it.
// See https://docs.joinmastodon.org/methods/lists/#update.
func (c *Client) UpdateList(ctx context.Context, id ID, p *ListParams) (*List, error) {
	own := value(p)
	if own.Title == "" {
		was, err := c.List(ctx, id)
		if err != nil {
			return nil, err
		}
		own.Title = was.Title
	}
	return put[List](ctx, c, "lists.update", listPath(id), own)
}

// DeleteList deletes a list. See https://docs.joinmastodon.org/methods/lists/#delete.
func (c *Client) DeleteList(ctx context.Context, id ID) error {
	return order(ctx, c, "lists.delete", http.MethodDelete, listPath(id), nil)
}

// ListAccountsPage reads a page of a list's members: 40 by default, 80 at most.
// See https://docs.joinmastodon.org/methods/lists/#accounts.
func (c *Client) ListAccountsPage(ctx context.Context, id ID, p *PageParams) (*social.Page[Account], error) {
	return page[Account](ctx, c, "lists.accounts", listPath(id, "accounts"), nil, p)
}

// ListAccounts iterates over a list's members.
func (c *Client) ListAccounts(ctx context.Context, id ID, p *PageParams) iter.Seq2[*Account, error] {
	return pages[Account](ctx, c, "lists.accounts", listPath(id, "accounts"), nil, p)
}

// AddToList puts accounts on a list. They must be followed, else [social.ErrNotFound]; one that is on it already
// makes the whole call [social.ErrInvalid]. When the answer is lost the error is [social.ErrUncertain].
// See https://docs.joinmastodon.org/methods/lists/#accounts-add.
func (c *Client) AddToList(ctx context.Context, id ID, accounts ...ID) error {
	r := &rest.Request{Op: "lists.accounts.add", Method: http.MethodPost, Path: listPath(id, "accounts"), Class: rest.Unsafe}
	return tell(ctx, c, r, members(accounts))
}

// RemoveFromList takes accounts off a list. See https://docs.joinmastodon.org/methods/lists/#accounts-remove.
func (c *Client) RemoveFromList(ctx context.Context, id ID, accounts ...ID) error {
	return order(ctx, c, "lists.accounts.remove", http.MethodDelete, listPath(id, "accounts"), members(accounts))
}

func members(ids []ID) map[string][]ID { return map[string][]ID{"account_ids": ids} }
