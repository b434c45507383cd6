package rest_test

import (
	"context"
	"errors"
	"net/http"
	"net/url"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"golang.org/x/oauth2"

	"github.com/relais-go/relais/internal/rest"
	"github.com/relais-go/relais/internal/simulator"
	"github.com/relais-go/relais/social"
	"github.com/relais-go/relais/social/socialtest"
)

func TestRefusedTokenIsForgottenOnce(t *testing.T) {
	t.Parallel()
	for _, class := range []rest.Class{rest.Read, rest.Idempotent, rest.Lookup, rest.Unsafe} {
		s := newShelf(t)
		s.sim.Faults().Add(simulator.Fault{Kind: simulator.Unauthorized})
		forgotten := counter()
		a, err := s.client(t, withToken(staticToken(), forgotten)).Do(t.Context(), request(t, class), new(item))
		require.NoError(t, err)
		assert.Equal(t, 2, a.Attempts)
		assert.EqualValues(t, 1, forgotten.Load())

		s.sim.Faults().Add(simulator.Fault{Kind: simulator.Unauthorized, Times: simulator.Forever})
		s.sim.Log().Reset()
		_, err = s.client(t, withToken(staticToken(), forgotten)).Do(t.Context(), request(t, class), new(item))
		require.ErrorIs(t, err, social.ErrAuth)
		assert.Equal(t, 2, s.sim.Log().Total())
		assert.EqualValues(t, 2, forgotten.Load())
	}
}

// The secret of a program was refused, not the token, which the request did not carry.
func TestRefusalWithoutTokenForgetsNothing(t *testing.T) {
	t.Parallel()
	s := newShelf(t)
	s.sim.Faults().Add(simulator.Fault{Kind: simulator.Unauthorized})
	forgotten := counter()
	r := request(t, rest.Unsafe)
	r.NoAuth = true
	_, err := s.client(t, withToken(staticToken(), forgotten)).Do(t.Context(), r, nil)
	require.ErrorIs(t, err, social.ErrAuth)
	assert.Zero(t, forgotten.Load())
	last, _ := s.sim.Log().Last("")
	assert.False(t, last.HadToken)
}

func TestTokenSourceFailures(t *testing.T) {
	t.Parallel()
	secret := "client-secret-" + fakeToken()
	answer := func(status int) error {
		return &oauth2.RetrieveError{
			Response:  &http.Response{StatusCode: status},
			Body:      []byte(`{"error":"invalid_grant","echo":"` + secret + `"}`),
			ErrorCode: "invalid_grant", ErrorDescription: "the grant was revoked",
		}
	}
	for name, c := range map[string]struct {
		err   error
		token *oauth2.Token
		kind  error
		calls int
	}{
		"refused":          {err: answer(400), kind: social.ErrAuth, calls: 1},
		"wrapped refusal":  {err: &social.Error{Kind: social.ErrAuth, Message: "renewing failed", Err: answer(401)}, kind: social.ErrAuth, calls: 1},
		"endpoint is down": {err: answer(503), kind: social.ErrUnavailable, calls: 3},
		"no connection": {
			err:  &url.Error{Op: "Get", URL: "https://x.example/token?client_secret=" + secret, Err: errors.New("no route")},
			kind: social.ErrUnavailable, calls: 3,
		},
		"none stored":   {err: &social.Error{Kind: social.ErrAuth, Err: social.ErrNoToken}, kind: social.ErrAuth, calls: 1},
		"of any other":  {err: errors.New("keychain is locked"), kind: social.ErrAuth, calls: 1},
		"empty":         {token: &oauth2.Token{}, kind: social.ErrAuth, calls: 1},
		"nil":           {kind: social.ErrAuth, calls: 1},
		"with new line": {token: &oauth2.Token{AccessToken: secret + "\n"}, kind: social.ErrAuth, calls: 1},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := newShelf(t)
			calls := counter()
			source := sourceFunc(func() (*oauth2.Token, error) {
				calls.Add(1)
				return c.token, c.err
			})
			_, err := s.client(t, withToken(source, counter())).Do(t.Context(), request(t, rest.Unsafe), nil)
			require.ErrorIs(t, err, c.kind)
			require.NotErrorIs(t, err, social.ErrUncertain)
			assert.NotContains(t, everyForm(err), secret)
			assert.EqualValues(t, c.calls, calls.Load())
			assert.Zero(t, s.sim.Log().Total())
			if name == "none stored" {
				assert.ErrorIs(t, err, social.ErrNoToken)
			}
			if name == "refused" {
				assert.Equal(t, "invalid_grant", socialError(t, err).Code)
			}
		})
	}
}

func guarded(names func(context.Context) ([]string, error)) func(*rest.Config) {
	return func(cfg *rest.Config) {
		cfg.Options.ExpectAccount = "@Acme@shelf.example"
		cfg.WhoAmI = names
	}
}

func TestAccountGuardAsksOnce(t *testing.T) {
	t.Parallel()
	s := newShelf(t)
	var asked atomic.Int64
	c := s.client(t, guarded(func(context.Context) ([]string, error) {
		asked.Add(1)
		return []string{"7", "acme@shelf.example"}, nil
	}))
	_, err := c.Do(t.Context(), request(t, rest.Read), nil)
	require.NoError(t, err)
	assert.Zero(t, asked.Load(), "reads need no check")

	var wg sync.WaitGroup
	for range 50 {
		wg.Go(func() {
			_, err := c.Do(t.Context(), request(t, rest.Unsafe), nil)
			assert.NoError(t, err)
		})
	}
	wg.Wait()
	assert.EqualValues(t, 1, asked.Load())
	assert.Len(t, s.all(), 50)
}

func TestAccountGuardRefuses(t *testing.T) {
	t.Parallel()
	s := newShelf(t)
	c := s.client(t, guarded(func(context.Context) ([]string, error) { return []string{"8", "other@shelf.example"}, nil }))
	for range 2 {
		_, err := c.Do(t.Context(), request(t, rest.Idempotent), nil)
		require.ErrorIs(t, err, social.ErrWrongAccount)
		require.ErrorContains(t, err, "8 or other@shelf.example")
		assert.Equal(t, "items.put", socialError(t, err).Op)
	}
	assert.Zero(t, s.sim.Log().Total())

	login := request(t, rest.Unsafe)
	login.Free = true
	_, err := c.Do(t.Context(), login, nil)
	require.NoError(t, err, "fetching a token is no write to an account")
}

func TestAccountGuardFailureIsNotRemembered(t *testing.T) {
	t.Parallel()
	s := newShelf(t)
	down := errors.New("down")
	answers := []error{&social.Error{Kind: social.ErrRateLimited, RetryAfter: 9, Err: down}, nil}
	c := s.client(t, guarded(func(context.Context) ([]string, error) {
		err := answers[0]
		answers = answers[1:]
		return []string{"acme@shelf.example"}, err
	}))
	_, err := c.Do(t.Context(), request(t, rest.Unsafe), nil)
	require.ErrorIs(t, err, down)
	require.ErrorContains(t, err, "checking the account before writing")
	e := socialError(t, err)
	assert.Equal(t, social.ErrRateLimited, e.Kind)
	assert.EqualValues(t, 9, e.RetryAfter)
	_, err = c.Do(t.Context(), request(t, rest.Unsafe), nil)
	require.NoError(t, err)
	assert.Len(t, s.all(), 1)
}

// TestNewTokenIsNoRepeat: what was refused for its token has all its repeats left.
func TestNewTokenIsNoRepeat(t *testing.T) {
	t.Parallel()
	s := newShelf(t)
	s.sim.Faults().Add(simulator.Fault{Kind: simulator.Unauthorized})
	s.sim.Faults().Add(simulator.Fault{Kind: simulator.FailBefore, Times: 2})
	a, err := s.client(t, withToken(staticToken(), counter())).Do(t.Context(), request(t, rest.Read), new(item))
	require.NoError(t, err)
	assert.Equal(t, 4, a.Attempts)
}

// TestRevokedTokenIsRenewed: a token that the server refuses before its end costs nobody anything but one request.
func TestRevokedTokenIsRenewed(t *testing.T) {
	t.Parallel()
	s := newShelf(t)
	store := socialtest.NewTokens()
	first := &oauth2.Token{AccessToken: "first", RefreshToken: "r", Expiry: time.Now().Add(time.Hour)}
	require.NoError(t, store.SaveToken(t.Context(), "shelf", first))
	source := social.StoredTokens(t.Context(), store, "shelf", social.Renewal{
		Refresh: func(context.Context, *oauth2.Token) (*oauth2.Token, error) {
			return &oauth2.Token{AccessToken: "second", Expiry: time.Now().Add(time.Hour)}, nil
		},
	})
	s.sim.Faults().Add(simulator.Fault{
		Kind: simulator.Unauthorized, Times: simulator.Forever,
		Where: func(r *http.Request) bool { return r.Header.Get("Authorization") != "Bearer second" },
	})
	c := s.client(t, func(cfg *rest.Config) {
		withToken(source, nil)(cfg)
		cfg.Options.Retries = -1
	})
	for range 2 {
		_, err := c.Do(t.Context(), request(t, rest.Unsafe), new(item))
		require.NoError(t, err)
	}
	assert.Equal(t, 3, s.sim.Log().Total())
}
