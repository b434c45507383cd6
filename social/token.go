package social

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"

	"golang.org/x/oauth2"
)

// ErrNoToken is what a [TokenStore] returns for a key that it does not hold.
var ErrNoToken = errors.New("no token stored")

// TokenStore keeps tokens between processes. Keys are chosen by the caller, one per login, as
// "x/acme-brand". Implementations are safe for concurrent use.
type TokenStore interface {
	// LoadToken returns the token last saved, or an error wrapping [ErrNoToken].
	LoadToken(ctx context.Context, key string) (*oauth2.Token, error)

	// SaveToken replaces the token. When it returns nil the token is safe against a crash.
	SaveToken(ctx context.Context, key string, t *oauth2.Token) error
}

// TokenLocker is implemented by stores that several processes share: only one of them renews a token at a
// time.
type TokenLocker interface {
	// LockToken waits until the caller alone may renew the token, and returns the function that ends this.
	LockToken(ctx context.Context, key string) (unlock func(), err error)
}

// Renewal is how a network's tokens stay alive.
type Renewal struct {
	// Refresh fetches the successor of a token: by its refresh token (X rotates it at each use), or by the
	// token itself (Instagram, Facebook user tokens). nil means that the token is never renewed: it lasts,
	// or the user must log in again when it ends (Mastodon, LinkedIn without refresh).
	Refresh func(ctx context.Context, t *oauth2.Token) (*oauth2.Token, error)

	// Ahead is how long before its end a token is renewed: 0 means a minute.
	Ahead time.Duration
}

// StoredTokens returns a token source for New of any client. It reads the token from the store, renews it
// as r says, and saves the successor before anybody uses it, so that a crash never loses a login. At most
// one renewal runs at a time, across processes where the store is a [TokenLocker]; after waiting for the
// lock the store is read again, since another process may have done the work.
//
// Its Token returns an [*Error] of kind [ErrAuth] when there is no token or it has ended for good. ctx
// bounds the store and network calls for the life of the source.
func StoredTokens(ctx context.Context, store TokenStore, key string, r Renewal) oauth2.TokenSource {
	if r.Ahead <= 0 {
		r.Ahead = time.Minute
	}
	return &storedTokens{ctx: ctx, store: store, key: key, renewal: r}
}

type storedTokens struct {
	ctx     context.Context //nolint:containedctx // oauth2.TokenSource has no context of its own
	store   TokenStore
	key     string
	renewal Renewal

	mu    sync.Mutex // held during a renewal: the others wait for its result
	token *oauth2.Token
}

// Token returns a token that is good for now.
func (s *storedTokens) Token() (*oauth2.Token, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.fresh(s.token) {
		return s.token, nil
	}
	stored, err := s.load()
	if err != nil {
		return nil, err
	}
	if s.fresh(stored) {
		s.token = stored
		return stored, nil
	}
	if s.renewal.Refresh == nil {
		return nil, s.fail("the token has ended and cannot be renewed: log in again", nil)
	}
	return s.renew()
}

// renew runs under the store's lock, if it has one, from reading the token to saving its successor.
func (s *storedTokens) renew() (*oauth2.Token, error) {
	if l, ok := s.store.(TokenLocker); ok {
		unlock, err := l.LockToken(s.ctx, s.key)
		if err != nil {
			return nil, fmt.Errorf("social: lock token: %w", err)
		}
		defer unlock()
	}
	old, err := s.load()
	if err != nil {
		return nil, err
	}
	if s.fresh(old) { // another process was faster
		s.token = old
		return old, nil
	}
	next, err := s.renewal.Refresh(s.ctx, old)
	if err != nil {
		return nil, s.fail("renewing the token failed", err)
	}
	if next.RefreshToken == "" { // RFC 6749 section 6: the old one stays valid
		keep := *next
		keep.RefreshToken = old.RefreshToken
		next = &keep
	}
	// A rotated refresh token that is lost loses the login, so the caller's cancellation must not stop it.
	if err := s.store.SaveToken(context.WithoutCancel(s.ctx), s.key, next); err != nil {
		return nil, fmt.Errorf("social: save renewed token: %w", err)
	}
	s.token = next
	return next, nil
}

// Forget drops the token held in memory, so that the next call asks the store again.
func (s *storedTokens) Forget() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.token = nil
}

func (s *storedTokens) load() (*oauth2.Token, error) {
	t, err := s.store.LoadToken(s.ctx, s.key)
	if errors.Is(err, ErrNoToken) {
		return nil, s.fail("no token is stored: log in first", err)
	}
	if err != nil {
		return nil, fmt.Errorf("social: load token: %w", err)
	}
	return t, nil
}

func (s *storedTokens) fresh(t *oauth2.Token) bool {
	return t != nil && t.AccessToken != "" && (t.Expiry.IsZero() || time.Until(t.Expiry) > s.renewal.Ahead)
}

func (s *storedTokens) fail(message string, cause error) error {
	return &Error{Op: "token", Kind: ErrAuth, Message: message, Err: cause}
}
