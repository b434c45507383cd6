package facebook

import (
	"context"
	"iter"

	"golang.org/x/oauth2"

	"github.com/relais-go/relais/internal/graph"
	"github.com/relais-go/relais/social"
)

// App is a program as Meta's App Dashboard knows it. See https://developers.facebook.com/apps.
type App = graph.App

// LoginParams says how a person is to log in.
type LoginParams = graph.LoginParams

// Login is a login under way.
type Login = graph.Login

// Values of LoginParams.AuthType.
const (
	Rerequest      = graph.Rerequest      // ask again for permissions that were declined
	Reauthenticate = graph.Reauthenticate // ask for the password
	Reauthorize    = graph.Reauthorize    // extend the access to data that has expired
)

// PageAccount is a Page that a person has a role on, with its token.
type PageAccount = graph.PageAccount

// TokenInfo is what Meta says of a token.
type TokenInfo = graph.TokenInfo

// Permission is one that was asked of a person.
type Permission = graph.Permission

// Business is a business portfolio.
type Business = graph.Business

// Auth logs people in and gets the tokens of their Pages, for one program. It is safe for concurrent use.
type Auth struct {
	*graph.Auth
}

// NewAuth prepares the logins of a program. opts may be nil: of it, the transport, the address, the retries, the
// limiter, the logger and the observer are used. NewAuth does no I/O.
//
//	auth, err := facebook.NewAuth(facebook.App{ID: id, Secret: secret}, nil)
//	login, err := auth.StartLogin(&facebook.LoginParams{RedirectURI: callback, Scopes: facebook.ManagerScopes()})
//	// Send the person to login.URL. In the handler of the redirect address:
//	code, err := login.Code(r.URL.Query())
//	short, err := auth.Exchange(ctx, login, code)
//	long, err := auth.Extend(ctx, short) // about 60 days
//	for page, err := range auth.Pages(ctx, long) {
//		// The token of a Page from an extended token has no end.
//		err = store.SaveToken(ctx, "facebook/"+string(page.ID), page.AccessToken.Token())
//	}
//
// A Page's token dies when the person changes the password, removes the program or loses the role; then they have to
// log in again, there is nothing to renew. The person's own token is extended with [graph.Auth.Renewal].
// See https://developers.facebook.com/docs/facebook-login/guides/access-tokens.
func NewAuth(app App, opts *social.Options) (*Auth, error) {
	a, err := graph.NewAuth(&graph.AuthConfig{Network: network, App: app}, opts)
	if err != nil {
		return nil, err
	}
	return &Auth{Auth: a}, nil
}

// Pages iterates over the Pages that the person of a token has ticked in the login dialog, each with its token. It
// needs pages_show_list. Pages of businesses may be missing: see BusinessPages.
// See https://developers.facebook.com/docs/graph-api/reference/user/accounts.
func (a *Auth) Pages(ctx context.Context, user *oauth2.Token) iter.Seq2[*PageAccount, error] {
	return within(a, user, func(c *graph.Client) iter.Seq2[*PageAccount, error] { return c.Accounts(ctx) })
}

// Businesses iterates over the businesses that the person belongs to. It needs business_management.
func (a *Auth) Businesses(ctx context.Context, user *oauth2.Token) iter.Seq2[*Business, error] {
	return within(a, user, func(c *graph.Client) iter.Seq2[*Business, error] { return c.Businesses(ctx) })
}

// BusinessPages iterates over the Pages of a business and of its clients, each with its token. It needs
// business_management.
func (a *Auth) BusinessPages(ctx context.Context, user *oauth2.Token, business ID) iter.Seq2[*PageAccount, error] {
	return within(a, user, func(c *graph.Client) iter.Seq2[*PageAccount, error] { return c.BusinessPages(ctx, string(business)) })
}

func within[T any](a *Auth, user *oauth2.Token, list func(*graph.Client) iter.Seq2[*T, error]) iter.Seq2[*T, error] {
	return func(yield func(*T, error) bool) {
		c, err := a.As(oauth2.StaticTokenSource(user))
		if err != nil {
			yield(nil, err)
			return
		}
		for v, err := range list(c) {
			if !yield(v, err) {
				return
			}
		}
	}
}

// PageTokens is a source of the token of a Page, asked for with that of a person when it is first needed, and again
// when Facebook refuses the one there was. ctx bounds the calls for the life of the source. It is for programs that
// store the person's token; for those that store the Page's, [social.StoredTokens] is enough.
func (a *Auth) PageTokens(ctx context.Context, user oauth2.TokenSource, page ID) (oauth2.TokenSource, error) {
	c, err := a.As(user)
	if err != nil {
		return nil, err
	}
	return c.PageTokens(ctx, string(page)), nil
}

// Permissions lists what the person of a token allows the program.
// See https://developers.facebook.com/docs/graph-api/reference/user/permissions.
func (a *Auth) Permissions(ctx context.Context, user *oauth2.Token) ([]Permission, error) {
	c, err := a.As(oauth2.StaticTokenSource(user))
	if err != nil {
		return nil, err
	}
	return c.Permissions(ctx)
}

// Granted lists which of the wanted permissions are missing among those that a person has given.
func Granted(have []Permission, want ...string) (missing []string) {
	return graph.Granted(have, want...)
}
