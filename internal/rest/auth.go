package rest

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strings"

	"golang.org/x/oauth2"

	"github.com/relais-go/relais/social"
)

// Bearer is a Config.Auth that sends the source's token in the Authorization header. A source that is a
// [social.TokenForgetter] hears of tokens that were refused; the request is sent once more then.
func Bearer(source oauth2.TokenSource) func(http.RoundTripper) http.RoundTripper {
	return func(base http.RoundTripper) http.RoundTripper { return &bearer{source, base} }
}

type bearer struct {
	source oauth2.TokenSource
	base   http.RoundTripper
}

// RoundTrip implements http.RoundTripper.
func (b *bearer) RoundTrip(req *http.Request) (*http.Response, error) {
	token, err := fetchToken(req.Context(), b.source)
	if err != nil {
		if req.Body != nil {
			_ = req.Body.Close()
		}
		return nil, err
	}
	if x := exchangeOf(req.Context()); x != nil {
		token = x.use(token, b.source)
	}
	signed := oauth2.Transport{Source: oauth2.StaticTokenSource(token), Base: b.base}
	return signed.RoundTrip(req)
}

// use notes whom to tell if the token is refused, and gives it the scheme of the request.
func (x *exchange) use(token *oauth2.Token, source oauth2.TokenSource) *oauth2.Token {
	if f, ok := source.(social.TokenForgetter); ok {
		x.forget = func() { f.ForgetToken(token.AccessToken) }
	}
	if x.req.Scheme == "" {
		return token
	}
	own := *token
	own.TokenType = x.req.Scheme
	return &own
}

// auth sends a request through the credentials or past them.
type auth struct{ plain, signed http.RoundTripper }

func newAuth(wrap func(http.RoundTripper) http.RoundTripper, base http.RoundTripper) http.RoundTripper {
	if wrap == nil {
		return base
	}
	return &auth{plain: base, signed: wrap(base)}
}

// RoundTrip implements http.RoundTripper.
func (a *auth) RoundTrip(req *http.Request) (*http.Response, error) {
	x := exchangeOf(req.Context())
	if x == nil || !x.mayCarryToken(req.URL) {
		return a.plain.RoundTrip(req)
	}
	return a.signed.RoundTrip(req)
}

// mayCarryToken holds the token back from other origins, whatever led there.
func (x *exchange) mayCarryToken(to *url.URL) bool {
	return !x.req.NoAuth && isSameOrigin(to, x.origin)
}

// isSameOrigin compares as browsers do.
func isSameOrigin(a, b *url.URL) bool {
	return a.Scheme == b.Scheme && strings.EqualFold(a.Hostname(), b.Hostname()) && port(a) == port(b)
}

func port(u *url.URL) string {
	switch p := u.Port(); {
	case p != "":
		return p
	case u.Scheme == "https":
		return "443"
	default:
		return "80"
	}
}

// tokenError is a failure to get a token: nothing was sent.
type tokenError struct{ cause *social.Error }

func (e *tokenError) Error() string { return "token: " + e.cause.Error() }
func (e *tokenError) Unwrap() error { return e.cause }

// fetchToken asks the source. Sources know no context, and may be busy renewing: the caller need not wait for
// that longer than its own context lasts.
func fetchToken(ctx context.Context, source oauth2.TokenSource) (*oauth2.Token, error) {
	type result struct {
		token *oauth2.Token
		err   error
	}
	done := make(chan result, 1)
	go func() {
		token, err := source.Token()
		done <- result{token, err}
	}()
	select {
	case r := <-done:
		if err := checkToken(r.token, r.err); err != nil {
			return nil, &tokenError{err}
		}
		return r.token, nil
	case <-ctx.Done():
		return nil, &tokenError{&social.Error{Op: "token", Kind: social.ErrUnavailable, Err: ctx.Err()}}
	}
}

func checkToken(t *oauth2.Token, err error) *social.Error {
	bad := &social.Error{Op: "token", Kind: social.ErrAuth}
	switch {
	case err != nil:
		return tokenFailure(err)
	case t == nil || t.AccessToken == "":
		bad.Message = "the token source gave an empty token"
	case !validHeaderValue(t.AccessToken): // as when it was read from a file with a final newline
		bad.Message = "the token holds a line break or another control character"
	default:
		return nil
	}
	return bad
}

// tokenFailure keeps the answers and addresses of token endpoints out of errors: both may hold secrets.
func tokenFailure(err error) *social.Error {
	e := &social.Error{Op: "token", Kind: social.ErrAuth, Err: err}
	if own, ok := errors.AsType[*social.Error](err); ok {
		*e = *own
	}
	if refused, ok := errors.AsType[*oauth2.RetrieveError](err); ok {
		*e = social.Error{Op: "token", Kind: social.ErrAuth, Code: refused.ErrorCode, Message: Clip(refused.ErrorDescription)}
		if r := refused.Response; r != nil {
			e.Status = r.StatusCode
			if kind := KindOf(r.StatusCode); r.StatusCode >= 500 || errors.Is(kind, social.ErrRateLimited) {
				e.Kind = kind
			}
		}
		return e
	}
	if lost, ok := errors.AsType[*url.Error](err); ok {
		*e = social.Error{Op: "token", Kind: social.ErrUnavailable, Err: fmt.Errorf("the token endpoint: %w", lost.Err)}
	}
	return e
}
