package rest

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"sync"

	"golang.org/x/oauth2"

	"github.com/relais-go/relais/social"
)

// Bearer is a Config.Auth that sends the source's token in the Authorization header.
func Bearer(source oauth2.TokenSource) func(http.RoundTripper) http.RoundTripper {
	return func(base http.RoundTripper) http.RoundTripper {
		return &oauth2.Transport{Source: tokenErrors{source}, Base: base}
	}
}

// auth sends a request through the credentials or past them.
type auth struct {
	plain, signed http.RoundTripper
}

func newAuth(wrap func(http.RoundTripper) http.RoundTripper, base http.RoundTripper) http.RoundTripper {
	if wrap == nil {
		return base
	}
	return &auth{plain: base, signed: wrap(base)}
}

// RoundTrip implements http.RoundTripper.
func (a *auth) RoundTrip(req *http.Request) (*http.Response, error) {
	x := exchangeOf(req.Context())
	if x == nil || !x.mayCarryToken(req) {
		return a.plain.RoundTrip(req)
	}
	return a.signed.RoundTrip(req)
}

// tokenError is a failure to get a token: nothing was sent.
type tokenError struct{ err error }

func (e *tokenError) Error() string { return "token: " + e.err.Error() }
func (e *tokenError) Unwrap() error { return e.err }

// tokenErrors marks the source's errors, and keeps answers of token endpoints out of them.
type tokenErrors struct{ source oauth2.TokenSource }

func (t tokenErrors) Token() (*oauth2.Token, error) {
	tok, err := t.source.Token()
	if err == nil {
		if tok.AccessToken == "" {
			return nil, &tokenError{errors.New("the token source gave an empty token")}
		}
		return tok, nil
	}
	var re *oauth2.RetrieveError
	if errors.As(err, &re) { // its text quotes the endpoint's whole answer
		err = &social.Error{Op: "token", Kind: social.ErrAuth, Code: re.ErrorCode, Message: re.ErrorDescription}
	}
	return nil, &tokenError{err}
}

// guard checks once whom the token belongs to, before the first write.
type guard struct {
	sem  chan struct{} // one check at a time; a channel, so that waiting ends with ctx
	mu   sync.Mutex
	done bool
	err  error
}

func newGuard() guard { return guard{sem: make(chan struct{}, 1)} }

// checkAccount refuses writes when the token belongs to another account than expected.
func (c *Client) checkAccount(ctx context.Context) error {
	want := c.cfg.Options.ExpectAccount
	if want == "" || c.cfg.WhoAmI == nil {
		return nil
	}
	select {
	case c.guard.sem <- struct{}{}:
		defer func() { <-c.guard.sem }()
	case <-ctx.Done():
		return ctx.Err()
	}
	if done, err := c.guard.get(); done {
		return err
	}
	names, err := c.cfg.WhoAmI(ctx)
	if err != nil {
		return fmt.Errorf("check the account before writing: %w", err) // not remembered: the next write asks again
	}
	same := func(name string) bool { return strings.EqualFold(name, strings.TrimPrefix(want, "@")) }
	if !slices.ContainsFunc(names, same) {
		err = &social.Error{
			Network: c.cfg.Network, Op: "guard", Kind: social.ErrWrongAccount, Field: "Options.ExpectAccount",
			Message: fmt.Sprintf("the token belongs to %s, expected %s", strings.Join(names, " or "), want),
		}
	}
	c.guard.set(err)
	return err
}

func (g *guard) get() (bool, error) {
	g.mu.Lock()
	defer g.mu.Unlock()
	return g.done, g.err
}

func (g *guard) set(err error) {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.done, g.err = true, err
}
