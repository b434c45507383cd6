package mastodon

import (
	"context"
	"errors"
	"iter"
	"net/http"
	"net/url"

	"github.com/relais-go/relais/internal/rest"
	"github.com/relais-go/relais/social"
)

// Account reads one account. See https://docs.joinmastodon.org/methods/accounts/#get.
func (c *Client) Account(ctx context.Context, id ID) (*Account, error) {
	return get[Account](ctx, c, "accounts.get", accountPath(id), nil)
}

// accountBatch is how many accounts one request may name.
const accountBatch = 40

// AccountsByID reads many accounts, 40 a request, in the order asked. Those that do not exist are left out.
// Servers before Mastodon 4.3 are asked for one after the other.
// See https://docs.joinmastodon.org/methods/accounts/#index.
func (c *Client) AccountsByID(ctx context.Context, ids ...ID) ([]*Account, error) {
	if len(ids) == 0 {
		return nil, nil
	}
	api, err := c.api(ctx)
	if err != nil {
		return nil, err
	}
	if api < api43 {
		return c.accountsOneByOne(ctx, ids)
	}
	return byID(ctx, c, "accounts.index", apiPath("accounts"), func(a *Account) ID { return a.ID }, ids)
}

func (c *Client) accountsOneByOne(ctx context.Context, ids []ID) ([]*Account, error) {
	var out []*Account
	for _, id := range ids {
		a, err := c.Account(ctx, id)
		if errors.Is(err, social.ErrNotFound) {
			continue
		}
		if err != nil {
			return nil, err
		}
		out = append(out, a)
	}
	return out, nil
}

// LookupAccount finds an account that this server knows by its handle, "user" or "user@domain", without a
// token. Unknown ones are [social.ErrNotFound]: [Client.SearchAccounts] with Resolve fetches them.
// See https://docs.joinmastodon.org/methods/accounts/#lookup.
func (c *Client) LookupAccount(ctx context.Context, handle string) (*Account, error) {
	return get[Account](ctx, c, "accounts.lookup", accountPath("lookup"), url.Values{"acct": {handle}})
}

// AccountSearchParams narrows [Client.SearchAccounts]. nil means all defaults.
type AccountSearchParams struct {
	Limit     int  // 40 by default, 80 at most
	Offset    int  // skips the first results
	Resolve   bool // ask the other server for a full handle that this one does not know
	Following bool // only accounts that the own one follows
}

// SearchAccounts finds accounts by parts of their names or by their handle.
// See https://docs.joinmastodon.org/methods/accounts/#search.
func (c *Client) SearchAccounts(ctx context.Context, text string, p *AccountSearchParams) ([]*Account, error) {
	q := url.Values{"q": {text}}
	if p != nil {
		setCount(q, "limit", p.Limit)
		setCount(q, "offset", p.Offset)
		setTrue(q, "resolve", p.Resolve)
		setTrue(q, "following", p.Following)
	}
	return readAll[Account](ctx, c, "accounts.search", accountPath("search"), q)
}

// AccountStatusesParams narrows the statuses of an account. nil means all that the own account may see.
type AccountStatusesParams struct {
	OnlyMedia      bool
	ExcludeReplies bool // answers to others; those to oneself stay
	ExcludeReblogs bool
	Pinned         bool   // only those on top of the profile
	Tagged         string // only with this hashtag, without "#"
}

func (p *AccountStatusesParams) query() url.Values {
	q := url.Values{}
	if p != nil {
		setTrue(q, "only_media", p.OnlyMedia)
		setTrue(q, "exclude_replies", p.ExcludeReplies)
		setTrue(q, "exclude_reblogs", p.ExcludeReblogs)
		setTrue(q, "pinned", p.Pinned)
		setText(q, "tagged", p.Tagged)
	}
	return q
}

// AccountStatusesPage reads a page of the statuses of an account, newest first: 20 by default, 40 at most.
// Of remote accounts a server has only what reached it.
// See https://docs.joinmastodon.org/methods/accounts/#statuses.
func (c *Client) AccountStatusesPage(ctx context.Context, id ID, s *AccountStatusesParams, p *PageParams) (*social.Page[Status], error) {
	return page[Status](ctx, c, "accounts.statuses", accountPath(id, "statuses"), s.query(), p)
}

// AccountStatuses iterates over the statuses of an account, newest first.
func (c *Client) AccountStatuses(ctx context.Context, id ID, s *AccountStatusesParams, p *PageParams) iter.Seq2[*Status, error] {
	return pages[Status](ctx, c, "accounts.statuses", accountPath(id, "statuses"), s.query(), p)
}

// FavouritesPage reads a page of the statuses that the own account favourited, the newest favourite first: 20 by
// default, 40 at most. See https://docs.joinmastodon.org/methods/favourites/#get.
func (c *Client) FavouritesPage(ctx context.Context, p *PageParams) (*social.Page[Status], error) {
	return page[Status](ctx, c, "favourites", apiPath("favourites"), nil, p)
}

// Favourites iterates over the statuses that the own account favourited, the newest favourite first.
func (c *Client) Favourites(ctx context.Context, p *PageParams) iter.Seq2[*Status, error] {
	return pages[Status](ctx, c, "favourites", apiPath("favourites"), nil, p)
}

// BookmarksPage reads a page of the statuses that the own account saved, the newest bookmark first: 20 by
// default, 40 at most. See https://docs.joinmastodon.org/methods/bookmarks/#get.
func (c *Client) BookmarksPage(ctx context.Context, p *PageParams) (*social.Page[Status], error) {
	return page[Status](ctx, c, "bookmarks", apiPath("bookmarks"), nil, p)
}

// Bookmarks iterates over the statuses that the own account saved, the newest bookmark first.
func (c *Client) Bookmarks(ctx context.Context, p *PageParams) iter.Seq2[*Status, error] {
	return pages[Status](ctx, c, "bookmarks", apiPath("bookmarks"), nil, p)
}

// Preferences reads the account's settings for posting and reading.
// See https://docs.joinmastodon.org/methods/preferences/#get.
func (c *Client) Preferences(ctx context.Context) (*Preferences, error) {
	return get[Preferences](ctx, c, "preferences", apiPath("preferences"), nil)
}

// Suggestions reads whom the server proposes to follow: 40 by default, 80 at most; 0 is the default.
// See https://docs.joinmastodon.org/methods/suggestions/#v2.
func (c *Client) Suggestions(ctx context.Context, limit int) ([]*Suggestion, error) {
	q := url.Values{}
	setCount(q, "limit", limit)
	list, err := readAll[Suggestion](ctx, c, "suggestions", rest.Path("api", "v2", "suggestions"), q)
	return list, c.absent(ctx, err, apiNever, "suggestions")
}

// DismissSuggestion makes the server not propose an account again.
// See https://docs.joinmastodon.org/methods/suggestions/#remove.
func (c *Client) DismissSuggestion(ctx context.Context, id ID) error {
	return order(ctx, c, "suggestions.dismiss", http.MethodDelete, apiPath("suggestions", string(id)), nil)
}

// DirectoryParams narrows [Client.Directory]. nil means all defaults.
type DirectoryParams struct {
	Limit  int  // 40 by default, 80 at most
	Offset int  // skips the first results
	New    bool // newest accounts first, instead of those that posted last
	Local  bool // only accounts of this server
}

// Directory reads accounts that want to be found. See https://docs.joinmastodon.org/methods/directory/#get.
func (c *Client) Directory(ctx context.Context, p *DirectoryParams) ([]*Account, error) {
	q := url.Values{}
	if p != nil {
		setCount(q, "limit", p.Limit)
		setCount(q, "offset", p.Offset)
		setTrue(q, "local", p.Local)
		if p.New {
			q.Set("order", "new")
		}
	}
	list, err := readAll[Account](ctx, c, "directory", apiPath("directory"), q)
	return list, c.absent(ctx, err, apiNever, "directory of profiles")
}

// apiPath is a path below the first version of the API.
func apiPath(elems ...string) string {
	return rest.Path(append([]string{"api", "v1"}, elems...)...)
}
