package mastodon

import (
	"context"
	"net/http"
	"net/url"
	"strings"
	"time"

	"golang.org/x/oauth2"

	"github.com/relais-go/relais/internal/rest"
	"github.com/relais-go/relais/social"
)

// Exchange turns the code of a login into a token. A code works once: [social.ErrUncertain] means that it may
// be used up, and [social.ErrAuth] that it is; then the person logs in again.
// See https://docs.joinmastodon.org/methods/oauth/#token.
func (c *Client) Exchange(ctx context.Context, app *Application, l *Login, code string) (*oauth2.Token, error) {
	if app == nil || l == nil || strings.TrimSpace(code) == "" {
		return nil, social.Invalid(network, "code", "is empty, or there is no application or login")
	}
	form := credentials(app)
	form.Set("grant_type", "authorization_code")
	form.Set("code", strings.TrimSpace(code)) // people paste it
	form.Set("redirect_uri", l.RedirectURI)
	if l.Verifier != "" {
		form.Set("code_verifier", l.Verifier)
	}
	return c.token(ctx, "oauth.token", rest.Unsafe, form)
}

// AppToken fetches a token of the program itself, without a person. It is good for [Client.VerifyApp] and
// little else. nil scopes are those that the program registered.
// See https://docs.joinmastodon.org/methods/oauth/#token.
func (c *Client) AppToken(ctx context.Context, app *Application, scopes []string) (*oauth2.Token, error) {
	if app == nil {
		return nil, social.Invalid(network, "app", "is nil")
	}
	if scopes == nil {
		scopes = app.Scopes
	}
	form := credentials(app)
	form.Set("grant_type", "client_credentials")
	form.Set("scope", strings.Join(scopes, " "))
	form.Set("redirect_uri", OutOfBand) // GoToSocial wants one of the program's
	if len(app.RedirectURIs) > 0 {
		form.Set("redirect_uri", app.RedirectURIs[0])
	}
	return c.token(ctx, "oauth.token", rest.Idempotent, form)
}

// Renewal is how tokens of this server stay alive, for [social.StoredTokens]: Mastodon's and GoToSocial's
// last until they are revoked and are never renewed; those of Akkoma and Pleroma end, and are renewed by
// their refresh token.
func (c *Client) Renewal(app *Application) social.Renewal {
	return social.Renewal{Refresh: func(ctx context.Context, t *oauth2.Token) (*oauth2.Token, error) {
		return c.refresh(ctx, app, t)
	}}
}

func (c *Client) refresh(ctx context.Context, app *Application, t *oauth2.Token) (*oauth2.Token, error) {
	if app == nil || t == nil || t.RefreshToken == "" {
		return nil, &social.Error{
			Network: network, Op: "oauth.refresh", Kind: social.ErrAuth, Message: "the token has ended and cannot be renewed: log in again",
		}
	}
	form := credentials(app)
	form.Set("grant_type", "refresh_token")
	form.Set("refresh_token", t.RefreshToken)
	return c.token(ctx, "oauth.refresh", rest.Unsafe, form)
}

// RevokeToken ends a token for good; ending it twice is no error. A server may give one program the same token
// for several logins of a person: then it ends them all. [social.ErrPermission] means that the token belongs
// to another program. See https://docs.joinmastodon.org/methods/oauth/#revoke.
func (c *Client) RevokeToken(ctx context.Context, app *Application, t *oauth2.Token) error {
	if app == nil || t == nil || t.AccessToken == "" {
		return social.Invalid(network, "token", "is empty, or there is no application")
	}
	form := credentials(app)
	form.Set("token", t.AccessToken)
	_, err := c.do(ctx, familyNone, &rest.Request{
		Op: "oauth.revoke", Method: http.MethodPost, Path: rest.Path("oauth", "revoke"), Class: rest.Idempotent,
		Body: rest.Form(form), NoAuth: true, Secret: true,
	}, nil)
	return err
}

func credentials(app *Application) url.Values {
	return url.Values{"client_id": {app.ClientID}, "client_secret": {app.ClientSecret}}
}

// token asks the token endpoint. The client's own token stays out of it, since getting one may be the purpose.
func (c *Client) token(ctx context.Context, op string, class rest.Class, form url.Values) (*oauth2.Token, error) {
	r := &rest.Request{
		Op: op, Method: http.MethodPost, Path: rest.Path("oauth", "token"), Class: class,
		Body: rest.Form(form), NoAuth: true, Secret: true, Free: true,
	}
	var t Token
	if _, err := c.do(ctx, familyNone, r, &t); err != nil {
		return nil, err
	}
	if t.AccessToken == "" {
		return nil, &social.Error{Network: network, Op: op, Kind: social.ErrAuth, Message: "the answer holds no token"}
	}
	return t.portable(), nil
}

// portable is the token as token sources and stores have it.
func (t *Token) portable() *oauth2.Token {
	out := &oauth2.Token{AccessToken: t.AccessToken, TokenType: t.TokenType, RefreshToken: t.RefreshToken}
	if t.ExpiresIn > 0 {
		out.ExpiresIn = int64(t.ExpiresIn)
		out.Expiry = time.Now().Add(time.Duration(t.ExpiresIn) * time.Second)
	}
	return out.WithExtra(map[string]any{"scope": t.Scope})
}

// VerifyApp reads the program that the token belongs to; a token without a person will do. GoToSocial has no
// such thing: [errors.ErrUnsupported]. See https://docs.joinmastodon.org/methods/apps/#verify_credentials.
func (c *Client) VerifyApp(ctx context.Context) (*Application, error) {
	app, err := get[Application](ctx, c, "apps.verify_credentials", rest.Path("api", "v1", "apps", "verify_credentials"), nil)
	return app, c.absent(ctx, err, apiNever, "check of applications")
}

// Userinfo reads who the person is in OpenID Connect's terms; Mastodon 4.4 and scope "profile".
// See https://docs.joinmastodon.org/methods/oauth/#userinfo.
func (c *Client) Userinfo(ctx context.Context) (*Userinfo, error) {
	info, err := get[Userinfo](ctx, c, "oauth.userinfo", rest.Path("oauth", "userinfo"), nil)
	return info, c.absent(ctx, err, apiNever, "user information")
}

// VerifyCredentials reads the account that the token belongs to, with what only its owner sees.
// [social.ErrPermission] means that the account is disabled, unconfirmed or waiting for approval,
// [social.ErrInvalid] that the token belongs to a program, not to a person.
// See https://docs.joinmastodon.org/methods/accounts/#verify_credentials.
func (c *Client) VerifyCredentials(ctx context.Context) (*Account, error) {
	return get[Account](ctx, c, "accounts.verify_credentials", accountPath("verify_credentials"), nil)
}

// Me is [Client.VerifyCredentials], cached for an hour: for what does not change, such as the ID. The answer is
// shared: do not change it.
func (c *Client) Me(ctx context.Context) (*Account, error) {
	return c.about.account.Get(ctx, c.VerifyCredentials)
}

// names are those by which a caller may expect the account: its ID, its handle on this server, and in full.
func (c *Client) names(ctx context.Context) ([]string, error) {
	me, err := c.Me(ctx)
	if err != nil {
		return nil, err
	}
	names := []string{string(me.ID), me.Acct}
	if strings.Contains(me.Acct, "@") {
		return names, nil
	}
	domain := ""
	if i, err := c.server(ctx); err == nil {
		domain = i.Domain
		if i.AccountDomain != "" {
			domain = i.AccountDomain
		}
	}
	if u, err := url.Parse(me.URL); domain == "" && err == nil {
		domain = u.Host
	}
	if domain != "" {
		names = append(names, me.Acct+"@"+domain)
	}
	return names, nil
}
