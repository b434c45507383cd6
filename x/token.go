package x

import (
	"context"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"time"

	"golang.org/x/oauth2"

	"github.com/relais-go/relais/internal/rest"
	"github.com/relais-go/relais/social"
)

// wireToken is the answer of the token endpoints.
type wireToken struct {
	AccessToken  string `json:"access_token"`
	TokenType    string `json:"token_type"`
	RefreshToken string `json:"refresh_token"`
	ExpiresIn    Int    `json:"expires_in"`
	Scope        string `json:"scope"`
}

// portable is the token as token sources and stores have it.
func (t *wireToken) portable() *oauth2.Token {
	out := &oauth2.Token{AccessToken: t.AccessToken, TokenType: "Bearer", RefreshToken: t.RefreshToken}
	if t.ExpiresIn > 0 {
		out.ExpiresIn = int64(t.ExpiresIn)
		out.Expiry = time.Now().Add(time.Duration(t.ExpiresIn) * time.Second)
	}
	return out.WithExtra(map[string]any{"scope": t.Scope})
}

// Exchange turns the code of a login into a token. A code works once and for 30 seconds: [social.ErrUncertain] means
// that it may be used up, and [social.ErrAuth] that it is; then the person logs in again. Without the scope
// [ScopeOffline] the token lasts two hours and cannot be renewed.
// See https://docs.x.com/fundamentals/authentication/oauth-2-0/authorization-code.
func (a *Auth) Exchange(ctx context.Context, l *Login, code string) (*oauth2.Token, error) {
	if l == nil || strings.TrimSpace(code) == "" {
		return nil, social.Invalid(network, "code", "is empty, or there is no login")
	}
	return a.token(ctx, "oauth2.token", url.Values{
		"grant_type": {"authorization_code"}, "code": {strings.TrimSpace(code)},
		"redirect_uri": {l.RedirectURI}, "code_verifier": {l.Verifier},
	})
}

// renewAhead is how long before their end tokens are renewed: never earlier than needed, as each renewal is a risk.
const renewAhead = 30 * time.Second

// Renewal is how tokens of X stay alive, for [social.StoredTokens], which saves each before it is used. A refresh
// token works once: using it again ends the login, so let all processes that share a login share a store that locks.
func (a *Auth) Renewal() social.Renewal {
	return social.Renewal{Refresh: a.refresh, Ahead: renewAhead}
}

func (a *Auth) refresh(ctx context.Context, t *oauth2.Token) (*oauth2.Token, error) {
	if t == nil || t.RefreshToken == "" {
		return nil, &social.Error{
			Network: network, Op: "oauth2.refresh", Kind: social.ErrAuth,
			Message: "the token has ended and cannot be renewed: log in again, with the scope " + ScopeOffline,
		}
	}
	return a.token(ctx, "oauth2.refresh", url.Values{"grant_type": {"refresh_token"}, "refresh_token": {t.RefreshToken}})
}

// token asks the token endpoint.
func (a *Auth) token(ctx context.Context, op string, form url.Values) (*oauth2.Token, error) {
	var t wireToken
	if err := a.send(ctx, op, rest.Path("2", "oauth2", "token"), rest.Unsafe, form, &t); err != nil {
		return nil, err
	}
	if t.AccessToken == "" {
		return nil, &social.Error{Network: network, Op: op, Kind: social.ErrAuth, Message: "the answer holds no token"}
	}
	return t.portable(), nil
}

// send makes a request of OAuth 2.0, in which a confidential program names itself in the header and a public one in
// the body.
func (a *Auth) send(ctx context.Context, op, path string, class rest.Class, form url.Values, out any) error {
	r := &rest.Request{Op: op, Method: http.MethodPost, Path: path, Class: class, NoAuth: true, Secret: true, Free: true}
	if a.app.ClientSecret != "" {
		r.Header = basic(a.app.ClientID, a.app.ClientSecret)
	} else {
		form.Set("client_id", a.app.ClientID)
	}
	r.Body = rest.Form(form)
	_, err := a.rest.Do(ctx, r, out)
	return err
}

// Revoke ends a login: both tokens for good. Ending it twice is no error.
// See https://docs.x.com/fundamentals/authentication/oauth-2-0/authorization-code.
func (a *Auth) Revoke(ctx context.Context, t *oauth2.Token) error {
	if t == nil || t.AccessToken == "" {
		return social.Invalid(network, "token", "is empty")
	}
	form := url.Values{"token": {t.AccessToken}, "token_type_hint": {"access_token"}}
	if t.RefreshToken != "" {
		form = url.Values{"token": {t.RefreshToken}, "token_type_hint": {"refresh_token"}}
	}
	return a.send(ctx, "oauth2.revoke", rest.Path("2", "oauth2", "revoke"), rest.Idempotent, form, nil)
}

// BearerTokens are the program's own tokens, for Config.App: fetched when first needed, and again when X refuses the
// one there was. X gives the same one until it is invalidated, and refuses to be asked often. ctx bounds the calls
// for the life of the source. See https://docs.x.com/fundamentals/authentication/oauth-2-0/application-only.
func (a *Auth) BearerTokens(ctx context.Context) oauth2.TokenSource {
	return &bearerTokens{ctx: ctx, auth: a}
}

type bearerTokens struct {
	ctx  context.Context //nolint:containedctx // oauth2.TokenSource has no context of its own
	auth *Auth

	mu    sync.Mutex
	token *oauth2.Token
}

// Token returns the token.
func (b *bearerTokens) Token() (*oauth2.Token, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.token != nil {
		return b.token, nil
	}
	t, err := b.auth.Bearer(b.ctx)
	if err != nil {
		return nil, err
	}
	b.token = t
	return t, nil
}

// ForgetToken implements [social.TokenForgetter]: the next call asks X.
func (b *bearerTokens) ForgetToken(accessToken string) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.token != nil && b.token.AccessToken == accessToken {
		b.token = nil
	}
}

// Bearer fetches the program's own token. [social.ErrAuth] means a wrong key or secret, or that X was asked too often:
// it does not say which.
// See https://docs.x.com/fundamentals/authentication/oauth-2-0/application-only.
func (a *Auth) Bearer(ctx context.Context) (*oauth2.Token, error) {
	const op = "oauth2.bearer"
	var t wireToken
	form := url.Values{"grant_type": {"client_credentials"}}
	if err := a.keyed(ctx, op, rest.Path("oauth2", "token"), form, &t); err != nil {
		return nil, err
	}
	if t.AccessToken == "" {
		return nil, &social.Error{Network: network, Op: op, Kind: social.ErrAuth, Message: "the answer holds no token"}
	}
	return t.portable(), nil
}

// InvalidateBearer ends the program's own token, so that the next is another one.
// See https://docs.x.com/fundamentals/authentication/oauth-2-0/application-only.
func (a *Auth) InvalidateBearer(ctx context.Context, t *oauth2.Token) error {
	if t == nil || t.AccessToken == "" {
		return social.Invalid(network, "token", "is empty")
	}
	form := url.Values{"access_token": {t.AccessToken}}
	return a.keyed(ctx, "oauth2.invalidate", rest.Path("oauth2", "invalidate_token"), form, nil)
}

// keyed makes a request in which the program proves who it is by its API key.
func (a *Auth) keyed(ctx context.Context, op, path string, form url.Values, out any) error {
	if a.app.APIKey == "" || a.app.APISecret == "" {
		return social.Invalid(network, "Application.APIKey", "is empty, or APISecret is")
	}
	_, err := a.rest.Do(ctx, &rest.Request{
		Op: op, Method: http.MethodPost, Path: path, Class: rest.Idempotent, NoAuth: true, Secret: true, Free: true,
		Header: basic(a.app.APIKey, a.app.APISecret), Body: rest.Form(form),
	}, out)
	return err
}
