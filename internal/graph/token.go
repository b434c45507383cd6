package graph

import (
	"context"
	"encoding/json"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"time"

	"golang.org/x/oauth2"

	"github.com/relais-go/relais/internal/rest"
	"github.com/relais-go/relais/social"
)

// TokenAnswer is what the token endpoints of both networks give.
type TokenAnswer struct {
	AccessToken Secret
	TokenType   string
	ExpiresIn   Int      // seconds, 0 if Meta does not say
	UserID      ID       // of Instagram, for logins with Instagram
	Permissions []string // of logins with Instagram
}

// UnmarshalJSON reads the answer on its own, and wrapped in a list as Instagram's pages show it.
func (t *TokenAnswer) UnmarshalJSON(b []byte) error {
	type form struct {
		AccessToken Secret   `json:"access_token"`
		TokenType   string   `json:"token_type"`
		ExpiresIn   Int      `json:"expires_in"`
		UserID      ID       `json:"user_id"`
		Permissions textList `json:"permissions"`
	}
	var w struct {
		form

		Data []form `json:"data"`
	}
	if err := rest.Decode(b, &w); err != nil {
		return err
	}
	f := w.form
	if f.AccessToken == "" && len(w.Data) > 0 {
		f = w.Data[0]
	}
	*t = TokenAnswer{AccessToken: f.AccessToken, TokenType: f.TokenType, ExpiresIn: f.ExpiresIn, UserID: f.UserID, Permissions: f.Permissions}
	return nil
}

// textList is a list of words, or one text that holds them between commas.
type textList []string

// UnmarshalJSON does not fail.
func (l *textList) UnmarshalJSON(b []byte) error {
	var list []string
	if json.Unmarshal(b, &list) == nil {
		*l = list
		return nil
	}
	var text string
	if json.Unmarshal(b, &text) == nil && text != "" {
		*l = strings.Split(text, ",")
	}
	return nil
}

// Portable is the token as token sources and stores have it; now is when it was asked for.
func (t *TokenAnswer) Portable(now time.Time) *oauth2.Token {
	out := t.AccessToken.Token()
	if t.ExpiresIn > 0 {
		out.ExpiresIn = int64(t.ExpiresIn)
		out.Expiry = now.Add(time.Duration(t.ExpiresIn) * time.Second)
	}
	return out
}

// AskToken asks a token endpoint. The request's parameters may hold secrets; the app's ID and secret are the
// caller's to add. An answer without a token is [social.ErrAuth].
func (a *Auth) AskToken(ctx context.Context, r *Request) (*TokenAnswer, error) {
	var t TokenAnswer
	if _, err := a.client.Confide(ctx, r, &t); err != nil {
		return nil, err
	}
	if t.AccessToken == "" {
		return nil, &social.Error{Network: a.cfg.Network, Op: r.Op, Kind: social.ErrAuth, Message: "the answer holds no token"}
	}
	return &t, nil
}

// Exchange turns the code of a login with Facebook into the token of the person, which lasts an hour or two: Extend
// it. A code works once: [social.ErrUncertain] means that it may be used up, and [social.ErrAuth] that it is.
// See https://developers.facebook.com/docs/facebook-login/guides/advanced/manual-flow#exchangecode.
func (a *Auth) Exchange(ctx context.Context, l *Login, code string) (*oauth2.Token, error) {
	if l == nil || strings.TrimSpace(code) == "" {
		return nil, social.Invalid(a.cfg.Network, "code", "is empty, or there is no login")
	}
	return a.token(ctx, "oauth.exchange", rest.Unsafe, url.Values{
		"redirect_uri": {l.RedirectURI}, "code": {strings.TrimSpace(code)},
	})
}

// Extend turns the token of a person into one that lasts about 60 days. A token that has ended cannot be extended.
// See https://developers.facebook.com/docs/facebook-login/guides/access-tokens/get-long-lived.
func (a *Auth) Extend(ctx context.Context, t *oauth2.Token) (*oauth2.Token, error) {
	if t == nil || t.AccessToken == "" {
		return nil, social.Invalid(a.cfg.Network, "token", "is empty")
	}
	return a.token(ctx, "oauth.extend", rest.Idempotent, url.Values{
		"grant_type": {"fb_exchange_token"}, "fb_exchange_token": {t.AccessToken},
	})
}

// token asks the token endpoint of logins with Facebook. Meta sometimes leaves out how long a token lasts: then it
// is inspected.
func (a *Auth) token(ctx context.Context, op string, class rest.Class, params url.Values) (*oauth2.Token, error) {
	params.Set("client_id", a.cfg.App.ID)
	params.Set("client_secret", a.cfg.App.Secret)
	asked := time.Now()
	answer, err := a.AskToken(ctx, &Request{Op: op, Method: http.MethodPost, Path: rest.Path("oauth", "access_token"), Params: params, Class: class})
	if err != nil {
		return nil, err
	}
	t := answer.Portable(asked)
	if t.Expiry.IsZero() {
		if info, err := a.Inspect(ctx, t.AccessToken); err == nil {
			t.Expiry = info.ExpiresAt.Time
		}
	}
	return t, nil
}

const (
	// renewAhead is how long before their end tokens of people are extended: one that has ended cannot be.
	renewAhead = 10 * 24 * time.Hour
	// renewalRest is for how long no token is extended again after that made none that lasts longer.
	renewalRest = 24 * time.Hour
)

// renewalPause keeps a token that Meta does not extend from being sent in for every call.
type renewalPause struct {
	mu    sync.Mutex
	until map[string]time.Time // by token
}

// Renewal keeps tokens of people alive, for [social.StoredTokens]: they are extended ten days before their end.
// Tokens of pages need none: those that come from an extended token have no end.
func (a *Auth) Renewal() social.Renewal {
	return social.Renewal{Ahead: renewAhead, Refresh: a.renew}
}

func (a *Auth) renew(ctx context.Context, t *oauth2.Token) (*oauth2.Token, error) {
	if t == nil || t.AccessToken == "" {
		return nil, &social.Error{Network: a.cfg.Network, Op: "oauth.extend", Kind: social.ErrAuth, Message: "there is no token: " + adviceLogIn}
	}
	if a.pause.holds(t.AccessToken) {
		return nil, a.unextended()
	}
	next, err := a.Extend(ctx, t)
	if err != nil {
		return nil, err
	}
	if !next.Expiry.IsZero() && !t.Expiry.IsZero() && next.Expiry.Sub(t.Expiry) < time.Hour {
		a.pause.hold(t.AccessToken)
		return nil, a.unextended()
	}
	return next, nil
}

func (a *Auth) unextended() error {
	return &social.Error{Network: a.cfg.Network, Op: "oauth.extend", Kind: social.ErrUnavailable, Message: "Meta gives no token that lasts longer for now"}
}

func (p *renewalPause) holds(token string) bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	return time.Now().Before(p.until[Proof("", token)])
}

func (p *renewalPause) hold(token string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.until == nil || len(p.until) > 1000 {
		p.until = map[string]time.Time{}
	}
	p.until[Proof("", token)] = time.Now().Add(renewalRest)
}
