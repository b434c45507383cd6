package graph

import (
	"context"
	"iter"
	"net/url"
	"sync"

	"golang.org/x/oauth2"

	"github.com/relais-go/relais/internal/rest"
	"github.com/relais-go/relais/social"
)

// Permission is one that was asked of a person.
type Permission struct {
	Name   string `json:"permission"`
	Status string `json:"status"` // granted, declined, expired
}

// Permissions lists what the person of the token allows the app.
// See https://developers.facebook.com/docs/graph-api/reference/user/permissions.
func (c *Client) Permissions(ctx context.Context) ([]Permission, error) {
	e, err := Ask[Edge[Permission]](ctx, c, &Request{Op: "permissions.list", Path: rest.Path("me", "permissions"), UseCase: UsePlatform})
	if err != nil {
		return nil, err
	}
	out := make([]Permission, 0, len(e.Data))
	for _, p := range e.Data {
		if p != nil {
			out = append(out, *p)
		}
	}
	return out, nil
}

// PageAccount is a page that a person has a role on, with the token for it.
// See https://developers.facebook.com/docs/graph-api/reference/user/accounts.
type PageAccount struct {
	ID          ID       `json:"id"`
	Name        string   `json:"name"`
	Category    string   `json:"category"`
	Tasks       []string `json:"tasks"`        // what the person may do: MANAGE, CREATE_CONTENT, MODERATE, MESSAGING, ANALYZE, …
	AccessToken Secret   `json:"access_token"` // of the page; it has no end if that of the person was extended
	Instagram   *struct {
		ID       ID     `json:"id"`
		Username string `json:"username"`
	} `json:"instagram_business_account"` // nil: none is linked
}

func pageAccountFields() string {
	return Fields("id", "name", "category", "tasks", "access_token", Expand("instagram_business_account").Select("id", "username"))
}

func (c *Client) pagesAt(ctx context.Context, op, of, edge string) iter.Seq2[*PageAccount, error] {
	return List[PageAccount](ctx, c, &Request{
		Op: op, Path: rest.Path(of, edge), Fields: pageAccountFields(), Params: url.Values{"limit": {"100"}}, UseCase: UsePlatform,
	})
}

// Accounts iterates over the pages that the person of the token has ticked in the login dialog. Those of businesses
// may be missing: see BusinessPages.
// See https://developers.facebook.com/docs/graph-api/reference/user/accounts.
func (c *Client) Accounts(ctx context.Context) iter.Seq2[*PageAccount, error] {
	return c.pagesAt(ctx, "accounts.list", "me", "accounts")
}

// Business is a business portfolio.
type Business struct {
	ID   ID     `json:"id"`
	Name string `json:"name"`
}

// Businesses iterates over the businesses that the person of the token belongs to. It needs business_management.
// See https://developers.facebook.com/docs/graph-api/reference/user/businesses.
func (c *Client) Businesses(ctx context.Context) iter.Seq2[*Business, error] {
	return List[Business](ctx, c, &Request{
		Op: "businesses.list", Path: rest.Path("me", "businesses"), Fields: Fields("id", "name"), UseCase: UsePlatform,
	})
}

// BusinessPages iterates over the pages that a business owns, then over those of its clients, each once. It needs
// business_management. See https://developers.facebook.com/docs/marketing-api/reference/business/owned_pages.
func (c *Client) BusinessPages(ctx context.Context, business string) iter.Seq2[*PageAccount, error] {
	return func(yield func(*PageAccount, error) bool) {
		seen := map[ID]struct{}{}
		for _, edge := range []string{"owned_pages", "client_pages"} {
			for p, err := range c.pagesAt(ctx, "businesses."+edge, business, edge) {
				if err != nil {
					yield(nil, err)
					return
				}
				if _, again := seen[p.ID]; again {
					continue
				}
				seen[p.ID] = struct{}{}
				if !yield(p, nil) {
					return
				}
			}
		}
	}
}

// PageToken asks for the token of a page, with that of a person who has a role on it. A page that gives none is
// [social.ErrPermission]. See https://developers.facebook.com/docs/graph-api/reference/page.
func (c *Client) PageToken(ctx context.Context, page string) (*oauth2.Token, error) {
	const op = "pages.token"
	p, err := Ask[PageAccount](ctx, c, &Request{Op: op, Path: rest.Path(page), Fields: Fields("id", "access_token"), UseCase: UsePlatform})
	if err != nil {
		return nil, err
	}
	if p.AccessToken == "" {
		return nil, &social.Error{Network: c.cfg.Network, Op: op, Kind: social.ErrPermission, Message: "Meta gives no token for this page: the person has no role on it"}
	}
	return p.AccessToken.Token(), nil
}

// PageTokens is a source of the token of a page: fetched with that of a person when it is first needed, and again
// when Meta refuses the one there was. ctx bounds the calls for the life of the source.
func (c *Client) PageTokens(ctx context.Context, page string) oauth2.TokenSource {
	return &pageTokens{ctx: ctx, person: c, page: page}
}

type pageTokens struct {
	ctx    context.Context //nolint:containedctx // oauth2.TokenSource has no context of its own
	person *Client
	page   string

	mu    sync.Mutex
	token *oauth2.Token
}

// Token returns the token.
func (p *pageTokens) Token() (*oauth2.Token, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.token != nil {
		return p.token, nil
	}
	t, err := p.person.PageToken(p.ctx, p.page)
	if err != nil {
		return nil, err
	}
	p.token = t
	return t, nil
}

// ForgetToken implements [social.TokenForgetter]: the next call asks Meta.
func (p *pageTokens) ForgetToken(accessToken string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.token != nil && p.token.AccessToken == accessToken {
		p.token = nil
	}
}

// Granted lists which of the wanted permissions were not granted: none if all were.
func Granted(have []Permission, want ...string) (missing []string) {
	granted := map[string]bool{}
	for _, p := range have {
		granted[p.Name] = p.Status == "granted"
	}
	for _, w := range want {
		if !granted[w] {
			missing = append(missing, w)
		}
	}
	return missing
}
