package social

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"sync"
	"sync/atomic"
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

// TokenForgetter is implemented by token sources that can do something about a token that the network refuses
// before its end, as one that was revoked: clients tell them, and ask for a token once more. It returns quickly
// and is safe for concurrent use. News of a token that the source does not give any more mean nothing to it.
type TokenForgetter interface {
	ForgetToken(accessToken string)
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
// The source is a [TokenForgetter]. A refused token is replaced by the one that the store holds, if that is another,
// or else renewed before its end. That happens once in ten minutes at most, since some networks refuse tokens when
// it is a permission that is missing, which no renewal mends; in between, the refused token is given again.
//
// Its Token returns an [*Error] of kind [ErrAuth] when there is no token, when it has ended for good, or when
// the network refuses to renew it. When a renewal or the store fails for the moment, the old token is used while it
// lasts; then the kind is [ErrUnavailable], or the error is the store's.
//
// ctx bounds the calls to store and network for the life of the source, but for a renewal that has begun: it is seen
// through, for a minute at most.
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
	again time.Time     // when to renew next, after a renewal that failed for the moment
	calm  time.Time     // until when no refusal leads to a renewal
	next  *oauth2.Token // a successor that could not be saved yet: it may be all that is left of the login
	base  string        // the access token that next replaces

	news atomic.Pointer[string] // the access token that the network refused since the last look
}

// Bounds of a renewal.
const (
	renewalTime  = time.Minute      // for asking and saving, whatever the caller's context does
	renewalPause = 15 * time.Second // after a renewal that failed for the moment
	refusalPause = 10 * time.Minute // between renewals of tokens that were refused before their end
)

// errNoSuccessor is the cause when Refresh returned neither a token nor an error.
var errNoSuccessor = errors.New("the network gave no token")

// ForgetToken implements [TokenForgetter]. It does not wait for a renewal that is under way.
func (s *storedTokens) ForgetToken(accessToken string) { s.news.Store(&accessToken) }

// Token returns a token that is good for now.
func (s *storedTokens) Token() (*oauth2.Token, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	news := s.news.Swap(nil)
	if news == nil {
		return s.current("")
	}
	t, err := s.current(*news)
	if err != nil {
		s.news.CompareAndSwap(nil, news) // nothing was done about it yet
	}
	return t, err
}

// current is the token that is good for now, which is not the refused one if that can be helped.
func (s *storedTokens) current(refused string) (*oauth2.Token, error) {
	t := s.token
	if s.usable(t, refused) || s.next == nil && time.Now().Before(s.again) && lives(t) && t.AccessToken != refused {
		return t, nil
	}
	stored, err := s.load()
	if err != nil {
		return s.meanwhile(t, refused, err)
	}
	if stored.AccessToken == refused && time.Now().Before(s.calm) {
		refused = "" // it is what a renewal has brought, or would bring again
	}
	if s.usable(stored, refused) {
		return s.take(stored, refused), nil
	}
	if s.renewal.Refresh == nil {
		if lives(stored) {
			return s.take(stored, refused), nil
		}
		return nil, s.fail("the token has ended and cannot be renewed: log in again", nil)
	}
	return s.renew(stored, refused)
}

// meanwhile gives t while it lasts, since the store cannot be asked for another.
func (s *storedTokens) meanwhile(t *oauth2.Token, refused string, cause error) (*oauth2.Token, error) {
	if errors.Is(cause, ErrNoToken) || s.ctx.Err() != nil || s.next != nil || !lives(t) || t.AccessToken == refused {
		return nil, cause
	}
	s.token, s.again = t, time.Now().Add(renewalPause)
	return t, nil
}

// renew runs under the store's lock, if it has one, from reading the token to saving its successor.
func (s *storedTokens) renew(stored *oauth2.Token, refused string) (*oauth2.Token, error) {
	if l, ok := s.store.(TokenLocker); ok {
		unlock, err := l.LockToken(s.ctx, s.key)
		if err != nil {
			return s.meanwhile(stored, refused, fmt.Errorf("social: lock token: %w", err))
		}
		defer unlock()
	}
	old, err := s.load()
	if err != nil {
		return s.meanwhile(stored, refused, err)
	}
	if s.usable(old, refused) { // another process was faster
		s.next = nil
		return s.take(old, refused), nil
	}
	if err := s.ctx.Err(); err != nil {
		return nil, fmt.Errorf("social: renew token: %w", err)
	}
	if old.AccessToken == refused {
		s.calm = time.Now().Add(refusalPause)
	}
	// A rotated refresh token that is lost loses the login, so the caller's cancellation must not stop it.
	ctx, cancel := context.WithTimeout(context.WithoutCancel(s.ctx), renewalTime)
	defer cancel()
	if s.next == nil {
		if s.next, err = s.successor(ctx, old); err != nil {
			return s.unrenewed(old, refused, err)
		}
		s.base = old.AccessToken
	}
	if err := s.store.SaveToken(ctx, s.key, s.next); err != nil {
		return nil, fmt.Errorf("social: save renewed token: %w", err)
	}
	s.token, s.next = s.next, nil
	return s.token, nil
}

// take gives a stored token from now on. One that another process put in the place of the refused one counts as a
// renewal: many processes together need no more of them than one.
func (s *storedTokens) take(t *oauth2.Token, refused string) *oauth2.Token {
	if refused != "" && t.AccessToken != refused && s.token != nil && s.token.AccessToken == refused {
		s.calm = time.Now().Add(refusalPause)
	}
	s.token = t
	return t
}

// usable reports whether a token can be given without a further look. One whose successor is not saved yet cannot:
// its refresh token may be spent.
func (s *storedTokens) usable(t *oauth2.Token, refused string) bool {
	return lasts(t, s.renewal.Ahead) && t.AccessToken != refused && (s.next == nil || t.AccessToken != s.base)
}

// successor asks the network for a new token.
func (s *storedTokens) successor(ctx context.Context, old *oauth2.Token) (*oauth2.Token, error) {
	next, err := s.renewal.Refresh(ctx, old)
	switch {
	case err != nil:
		return nil, err
	case next == nil || next.AccessToken == "":
		return nil, errNoSuccessor
	case next.RefreshToken == "": // RFC 6749 section 6: the old one stays valid
		keep := *next
		keep.RefreshToken = old.RefreshToken
		return &keep, nil
	default:
		return next, nil
	}
}

// unrenewed decides what a failed renewal means: only the network's own refusal ends a login.
func (s *storedTokens) unrenewed(old *oauth2.Token, refusedToken string, cause error) (*oauth2.Token, error) {
	if refused(cause) {
		return nil, s.fail("the network refuses to renew the token: log in again"+words(cause), cause)
	}
	if old.AccessToken == refusedToken { // nothing was spent: the next refusal may try again soon
		s.calm = time.Now().Add(renewalPause)
	}
	if lives(old) {
		s.token, s.again = old, time.Now().Add(renewalPause)
		return old, nil
	}
	return nil, &Error{Op: "token", Kind: ErrUnavailable, Message: "renewing the token failed", Err: cause}
}

// words are what a refusal says, which may be what to do: to log in with another scope, or until when.
func words(err error) string {
	if e, ok := errors.AsType[*Error](err); ok && e.Message != "" {
		return ": " + e.Message
	}
	return ""
}

// refused reports whether the network has decided against a renewal, rather than not answered.
func refused(err error) bool {
	if r, ok := errors.AsType[*oauth2.RetrieveError](err); ok && r.Response != nil {
		switch r.Response.StatusCode {
		case http.StatusBadRequest, http.StatusUnauthorized, http.StatusForbidden:
			return true
		}
	}
	return errors.Is(err, ErrAuth) || errors.Is(err, ErrPermission) || errors.Is(err, ErrInvalid)
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

// lives reports whether a token can be used at this moment.
func lives(t *oauth2.Token) bool { return lasts(t, 0) }

// lasts reports whether a token can be used for so long.
func lasts(t *oauth2.Token, d time.Duration) bool {
	return t != nil && t.AccessToken != "" && (t.Expiry.IsZero() || time.Until(t.Expiry) > d)
}

func (s *storedTokens) fail(message string, cause error) error {
	return &Error{Op: "token", Kind: ErrAuth, Message: message, Err: cause}
}
