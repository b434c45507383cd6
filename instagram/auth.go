package instagram

import (
	"context"
	"iter"
	"net/http"
	"net/url"
	"strings"
	"time"

	"golang.org/x/oauth2"

	"github.com/relais-go/relais/internal/graph"
	"github.com/relais-go/relais/internal/rest"
	"github.com/relais-go/relais/social"
)

// App is a program as Meta's App Dashboard knows it. For Instagram Login it is the Instagram app in it, which has an
// ID and a secret of its own. See https://developers.facebook.com/apps.
type App = graph.App

// LoginParams says how a person is to log in.
type LoginParams = graph.LoginParams

// Login is a login under way.
type Login = graph.Login

// Linked is a Facebook Page that a person has a role on, with its token and the account that is linked to it.
type Linked = graph.PageAccount

// Auth logs accounts in and keeps tokens alive, for one program. It is safe for concurrent use.
type Auth struct {
	*graph.Auth
	app  App
	kind LoginKind
}

// NewAuth prepares the logins of a program, by one of the two ways. opts may be nil: of it, the transport, the
// address, the retries, the limiter, the logger and the observer are used. NewAuth does no I/O.
//
//	auth, err := instagram.NewAuth(instagram.App{ID: id, Secret: secret}, instagram.InstagramLogin, nil)
//	login, err := auth.StartLogin(&instagram.LoginParams{RedirectURI: callback, Scopes: instagram.ManagerScopes(instagram.InstagramLogin)})
//	// Send the person to login.URL. In the handler of the redirect address:
//	code, err := login.Code(r.URL.Query())
//	token, user, err := auth.Login(ctx, login, code) // lasts 60 days, and is renewed in time by:
//	err = store.SaveToken(ctx, "instagram/acme", token)
//	client, err := instagram.NewLogin(string(user), social.StoredTokens(ctx, store, "instagram/acme", auth.Renewal()), nil)
//
// With Facebook Login, Exchange and Extend give the token of the person, and Accounts the Pages with their accounts.
// See https://developers.facebook.com/docs/instagram-platform/instagram-api-with-instagram-login/business-login.
func NewAuth(app App, kind LoginKind, opts *social.Options) (*Auth, error) {
	cfg := &graph.AuthConfig{Network: network, App: app, Host: graph.HostGraph}
	if kind == InstagramLogin {
		cfg.Host = graph.HostInstagram
	}
	a, err := graph.NewAuth(cfg, opts)
	if err != nil {
		return nil, err
	}
	return &Auth{Auth: a, app: app, kind: kind}, nil
}

// Login turns the code of an Instagram Login into a token of 60 days, and tells the ID of the account for [NewLogin]. A
// code works once: [social.ErrUncertain] means that it may be used up. If only the ID could not be read, the token
// comes with the error.
func (a *Auth) Login(ctx context.Context, l *Login, code string) (*oauth2.Token, ID, error) {
	code = strings.TrimSuffix(strings.TrimSpace(code), "#_")
	switch {
	case a.kind != InstagramLogin:
		return nil, "", social.Unsupported(network, "Login", "is for Instagram Login: use Exchange and Accounts")
	case l == nil || code == "":
		return nil, "", social.Invalid(network, "code", "is empty, or there is no login")
	}
	short, err := a.AskToken(ctx, &graph.Request{
		Op: "oauth.exchange", Method: http.MethodPost, Host: graph.HostInstagramToken, Path: rest.Path("oauth", "access_token"), Unversioned: true,
		Class: rest.Unsafe, Params: url.Values{
			"client_id": {a.app.ID}, "client_secret": {a.app.Secret}, "grant_type": {"authorization_code"}, "redirect_uri": {l.RedirectURI}, "code": {code},
		},
	})
	if err != nil {
		return nil, "", err
	}
	asked := time.Now()
	long, err := a.AskToken(ctx, &graph.Request{
		Op: "oauth.extend", Host: graph.HostInstagram, Path: rest.Path("access_token"), Unversioned: true, Class: rest.Idempotent,
		Params: url.Values{"grant_type": {"ig_exchange_token"}, "client_secret": {a.app.Secret}, "access_token": {string(short.AccessToken)}},
	})
	if err != nil {
		return nil, "", err
	}
	token := long.Portable(asked)
	user, err := a.userID(ctx, token)
	return token, user, err
}

// userID is the ID of the account by which paths and webhooks name it. What comes with a code names it for this program
// only.
func (a *Auth) userID(ctx context.Context, token *oauth2.Token) (ID, error) {
	c, err := a.As(oauth2.StaticTokenSource(token))
	if err != nil {
		return "", err
	}
	me, err := graph.Ask[Account](ctx, c, &graph.Request{Op: "account.get", Path: rest.Path("me"), Fields: graph.Fields("user_id", "username")})
	if err != nil {
		return "", err
	}
	if me.UserID == "" {
		return "", &social.Error{Network: network, Op: "account.get", Kind: social.ErrNotFound, Message: "Instagram does not name the account"}
	}
	return me.UserID, nil
}

// Refresh gives a token of an Instagram Login another 60 days. It must be a day old at least and not have ended; the
// token that comes back is the one to store.
// See https://developers.facebook.com/docs/instagram-platform/reference/refresh_access_token.
func (a *Auth) Refresh(ctx context.Context, t *oauth2.Token) (*oauth2.Token, error) {
	if a.kind != InstagramLogin {
		return nil, social.Unsupported(network, "Refresh", "is for Instagram Login: use Extend")
	}
	if t == nil || t.AccessToken == "" {
		return nil, social.Invalid(network, "token", "is empty")
	}
	asked := time.Now()
	next, err := a.AskToken(ctx, &graph.Request{
		Op: "oauth.refresh", Host: graph.HostInstagram, Path: rest.Path("refresh_access_token"), Unversioned: true, Class: rest.Idempotent,
		Params: url.Values{"grant_type": {"ig_refresh_token"}, "access_token": {t.AccessToken}},
	})
	if err != nil {
		return nil, err
	}
	return next.Portable(asked), nil
}

// refreshAhead is how long before its end a token is refreshed: one that has ended is lost.
const refreshAhead = 10 * 24 * time.Hour

// Renewal keeps tokens alive, for [social.StoredTokens], ten days before their end.
func (a *Auth) Renewal() social.Renewal {
	if a.kind != InstagramLogin {
		return a.Auth.Renewal()
	}
	return social.Renewal{Ahead: refreshAhead, Refresh: a.Refresh}
}

// Accounts iterates over the Pages that the person of a token of Facebook Login has ticked in the dialog, with the
// accounts that are linked to them. The token of a Page from an extended one has no end.
// See https://developers.facebook.com/docs/instagram-platform/instagram-api-with-facebook-login/get-started.
func (a *Auth) Accounts(ctx context.Context, user *oauth2.Token) iter.Seq2[*Linked, error] {
	return func(yield func(*Linked, error) bool) {
		c, err := a.As(oauth2.StaticTokenSource(user))
		if err != nil {
			yield(nil, err)
			return
		}
		for p, err := range c.Accounts(ctx) {
			if !yield(p, err) {
				return
			}
		}
	}
}
