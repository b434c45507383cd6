package socialtest

import (
	"context"
	"fmt"
	"sync"

	"golang.org/x/oauth2" //nolint:depguard // what a TokenStore holds

	"github.com/relais-go/relais/social"
)

// Tokens is a [social.TokenStore] and [social.TokenLocker] in memory.
type Tokens struct {
	mu     sync.Mutex
	tokens map[string]oauth2.Token
	locks  map[string]chan struct{}
}

// NewTokens returns an empty store.
func NewTokens() *Tokens {
	return &Tokens{tokens: map[string]oauth2.Token{}, locks: map[string]chan struct{}{}}
}

// LoadToken implements [social.TokenStore].
func (s *Tokens) LoadToken(ctx context.Context, key string) (*oauth2.Token, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	t, ok := s.tokens[key]
	if !ok {
		return nil, fmt.Errorf("%s: %w", key, social.ErrNoToken)
	}
	return &t, nil
}

// SaveToken implements [social.TokenStore].
func (s *Tokens) SaveToken(ctx context.Context, key string, t *oauth2.Token) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.tokens[key] = *t
	return nil
}

// LockToken implements [social.TokenLocker].
func (s *Tokens) LockToken(ctx context.Context, key string) (unlock func(), err error) {
	s.mu.Lock()
	lock := s.locks[key]
	if lock == nil {
		lock = make(chan struct{}, 1)
		s.locks[key] = lock
	}
	s.mu.Unlock()
	select {
	case lock <- struct{}{}:
		return func() { <-lock }, nil
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}
