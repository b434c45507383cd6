package youtube

import (
	"context"
	"errors"
	"net/http"
	"net/url"
	"strings"
	"time"

	"golang.org/x/oauth2"

	"github.com/relais-go/relais/internal/rest"
	"github.com/relais-go/relais/social"
)

// wireToken is the answer of the token endpoint.
type wireToken struct {
	AccessToken  string `json:"access_token"`
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

// Exchange turns the code of a login into a token for one channel. A code works once: [social.ErrUncertain] means
// that it may be used up, and [social.ErrAuth] that it is; then the person logs in again. The scopes that the person
// granted, perhaps fewer than asked for, are the token's Extra("scope").
// See https://developers.google.com/identity/protocols/oauth2/web-server#exchange-authorization-code.
func (a *Auth) Exchange(ctx context.Context, l *Login, code string) (*oauth2.Token, error) {
	if l == nil || strings.TrimSpace(code) == "" {
		return nil, social.Invalid(network, "code", "is empty, or there is no login")
	}
	return a.token(ctx, "oauth2.token", rest.Unsafe, url.Values{
		"grant_type": {"authorization_code"}, "code": {strings.TrimSpace(code)},
		"redirect_uri": {l.RedirectURI}, "code_verifier": {l.Verifier},
	})
}

// Renewal is how tokens stay alive, for [social.StoredTokens]. An access token lasts an hour. The refresh token stays
// the same and lasts until the person takes the consent back; seven days for programs whose consent screen is in the
// state "Testing"; half a year if it is not used. Then the kind of the error is [social.ErrAuth].
// See https://developers.google.com/identity/protocols/oauth2#expiration.
func (a *Auth) Renewal() social.Renewal { return social.Renewal{Refresh: a.refresh} }

func (a *Auth) refresh(ctx context.Context, t *oauth2.Token) (*oauth2.Token, error) {
	if t == nil || t.RefreshToken == "" {
		return nil, &social.Error{
			Network: network, Op: "oauth2.refresh", Kind: social.ErrAuth,
			Message: "the token has ended and there is no refresh token: log in again with StartLogin, which asks for consent",
		}
	}
	return a.token(ctx, "oauth2.refresh", rest.Idempotent, url.Values{"grant_type": {"refresh_token"}, "refresh_token": {t.RefreshToken}})
}

// token asks the token endpoint.
func (a *Auth) token(ctx context.Context, op string, class rest.Class, form url.Values) (*oauth2.Token, error) {
	form.Set("client_id", a.app.ClientID)
	if a.app.ClientSecret != "" {
		form.Set("client_secret", a.app.ClientSecret)
	}
	var t wireToken
	if err := a.send(ctx, op, rest.Path("token"), class, form, &t); err != nil {
		return nil, err
	}
	if t.AccessToken == "" {
		return nil, &social.Error{Network: network, Op: op, Kind: social.ErrAuth, Message: "the answer holds no token"}
	}
	return t.portable(), nil
}

func (a *Auth) send(ctx context.Context, op, path string, class rest.Class, form url.Values, out any) error {
	_, err := a.rest.Do(ctx, &rest.Request{
		Op: op, Method: http.MethodPost, Path: path, Class: class, NoAuth: true, Secret: true, Free: true, Body: rest.Form(form),
	}, out)
	return err
}

// Revoke ends a login: it takes back the consent, and with it all tokens of the program for that channel. Ending it
// twice is no error. See https://developers.google.com/identity/protocols/oauth2/web-server#tokenrevoke.
func (a *Auth) Revoke(ctx context.Context, t *oauth2.Token) error {
	if t == nil || t.AccessToken == "" && t.RefreshToken == "" {
		return social.Invalid(network, "token", "is empty")
	}
	token := t.RefreshToken
	if token == "" {
		token = t.AccessToken
	}
	err := a.send(ctx, "oauth2.revoke", rest.Path("revoke"), rest.Idempotent, url.Values{"token": {token}}, nil)
	if wire, ok := errors.AsType[*Error](err); ok && wire.OAuth == "invalid_token" {
		return nil // it was ended before
	}
	return err
}
