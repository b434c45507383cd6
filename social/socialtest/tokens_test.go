package socialtest_test

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"golang.org/x/oauth2" //nolint:depguard // what a TokenStore holds

	"github.com/relais-go/relais/social"
	"github.com/relais-go/relais/social/socialtest"
)

func TestTokens(t *testing.T) {
	socialtest.TestTokenStore(t, func(*testing.T) func() social.TokenStore {
		store := socialtest.NewTokens()
		return func() social.TokenStore { return store }
	})
}

// lockless lets everybody in.
type lockless struct{ *socialtest.Tokens }

func (lockless) LockToken(context.Context, string) (func(), error) { return func() {}, nil }

// folding takes upper and lower case for the same.
type folding struct{ *socialtest.Tokens }

func (f folding) LoadToken(ctx context.Context, key string) (*oauth2.Token, error) {
	return f.Tokens.LoadToken(ctx, strings.ToLower(key))
}

func (f folding) SaveToken(ctx context.Context, key string, t *oauth2.Token) error {
	return f.Tokens.SaveToken(ctx, strings.ToLower(key), t)
}

// lenient has an empty token for everybody.
type lenient struct{ *socialtest.Tokens }

func (l lenient) LoadToken(ctx context.Context, key string) (*oauth2.Token, error) {
	t, err := l.Tokens.LoadToken(ctx, key)
	if errors.Is(err, social.ErrNoToken) {
		return &oauth2.Token{}, nil
	}
	return t, err
}

// forgetful keeps the access token only.
type forgetful struct{ *socialtest.Tokens }

func (f forgetful) SaveToken(ctx context.Context, key string, t *oauth2.Token) error {
	return f.Tokens.SaveToken(ctx, key, &oauth2.Token{AccessToken: t.AccessToken})
}

// aliasing hands out what it holds.
type aliasing struct {
	*socialtest.Tokens

	tokens map[string]*oauth2.Token
}

func (a aliasing) LoadToken(_ context.Context, key string) (*oauth2.Token, error) {
	return a.tokens[key], nil
}

func (a aliasing) SaveToken(_ context.Context, key string, t *oauth2.Token) error {
	a.tokens[key] = t
	return nil
}

func TestTokenStoreSuiteRejectsDefects(t *testing.T) {
	for name, store := range map[string]social.TokenStore{
		"lock-wait-ends": lockless{socialtest.NewTokens()},
		"keys":           folding{socialtest.NewTokens()},
		"unknown-key":    lenient{socialtest.NewTokens()},
		"round-trip":     forgetful{socialtest.NewTokens()},
		"no-sharing":     aliasing{socialtest.NewTokens(), map[string]*oauth2.Token{}},
	} {
		t.Run(name, func(t *testing.T) {
			newHarness := socialtest.TokenHarness(func(*testing.T) func() social.TokenStore {
				return func() social.TokenStore { return store }
			})
			failures, skipped := socialtest.Try(t, "TokenStore/"+name, func(t *testing.T) *socialtest.Harness {
				t.Helper()
				h := newHarness(t)
				h.Patience = time.Second
				return h
			})
			assert.Empty(t, skipped)
			assert.NotEmpty(t, failures)
		})
	}
}
