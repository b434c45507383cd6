package socialtest

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"sync"
	"testing"
	"time"

	"golang.org/x/oauth2" //nolint:depguard // what a TokenStore holds

	"github.com/relais-go/relais/social"
)

// TestTokenStore tests a [social.TokenStore], with its lock if it is a [social.TokenLocker]. For each case
// newStore makes an empty store; the function that it returns opens that same store, each time as another
// process would.
func TestTokenStore(t *testing.T, newStore func(t *testing.T) (open func() social.TokenStore)) {
	t.Helper()
	tokenStoreSuite().test(t, tokenHarness(newStore))
}

// tokenHarness makes a harness of a store.
func tokenHarness(newStore func(t *testing.T) func() social.TokenStore) func(t *testing.T) *Harness {
	return func(t *testing.T) *Harness {
		t.Helper()
		open := newStore(t)
		return &Harness{Client: open(), Fresh: func(func(*social.Options)) any { return open() }}
	}
}

func tokenStoreSuite() suite {
	return suite{name: "TokenStore", cases: join(storeCases(), isolationCases(), lockCases())}
}

func storeCases() []testCase {
	return []testCase{
		{
			name:        "unknown-key",
			explanation: "a key that is not held is an error that wraps ErrNoToken",
			run: func(ctx context.Context, r *run) {
				if _, err := r.store().LoadToken(ctx, "x/nobody"); !errors.Is(err, social.ErrNoToken) {
					r.errorf("got error %v, want one that wraps %q", err, social.ErrNoToken)
				}
			},
		},
		{
			name:        "round-trip",
			explanation: "what was saved is loaded, every field of it, by another process too",
			run: func(ctx context.Context, r *run) {
				want := &oauth2.Token{
					AccessToken: "access", RefreshToken: "refresh", TokenType: "bearer",
					Expiry: time.Date(2031, 2, 3, 4, 5, 6, 0, time.UTC),
				}
				frozen := r.frozen("the token", want)
				r.noError(r.store().SaveToken(ctx, "x/acme", want), "saving")
				frozen()
				for _, store := range []any{r.Client, r.fresh(nil)} {
					got, err := as[social.TokenStore](r, store).LoadToken(ctx, "x/acme")
					r.noError(err, "loading")
					if got.AccessToken != want.AccessToken || got.RefreshToken != want.RefreshToken ||
						got.TokenType != want.TokenType || !got.Expiry.Equal(want.Expiry) {
						r.errorf("the token that was loaded is not the one that was saved")
					}
				}
			},
		},
		{
			name:        "replace",
			explanation: "SaveToken replaces the token",
			run: func(ctx context.Context, r *run) {
				r.save(ctx, "x/acme", "first")
				r.save(ctx, "x/acme", "second")
				r.wantToken(ctx, "x/acme", "second")
			},
		},
	}
}

// isolationCases are the promises about what does not mix.
func isolationCases() []testCase {
	return []testCase{
		{
			name:        "keys",
			explanation: "keys are kept apart, whatever characters they hold",
			run: func(ctx context.Context, r *run) {
				keys := []string{"x/acme", "x_acme", "x%2facme", "X/acme", "x/Acme", "../acme", "x/acme ", "x/ü", "x", "."}
				for _, k := range keys {
					r.save(ctx, k, "token of "+k)
				}
				for _, k := range keys {
					r.wantToken(ctx, k, "token of "+k)
				}
			},
		},
		{
			name:        "no-sharing",
			explanation: "a store keeps its own copy: changing a token that was saved or loaded does not change what it holds",
			run: func(ctx context.Context, r *run) {
				saved := &oauth2.Token{AccessToken: "kept"}
				r.noError(r.store().SaveToken(ctx, "x/acme", saved), "saving")
				saved.AccessToken = "changed"
				loaded := r.wantToken(ctx, "x/acme", "kept")
				loaded.AccessToken = "changed"
				r.wantToken(ctx, "x/acme", "kept")
			},
		},
		{
			name:        "concurrent",
			explanation: "stores are safe for concurrent use, and a token is replaced in one step: nobody reads half of one",
			run: func(ctx context.Context, r *run) {
				r.save(ctx, "x/acme", "0")
				var wg sync.WaitGroup
				for i := range 4 {
					store := as[social.TokenStore](r, r.fresh(nil))
					wg.Go(func() {
						for range 10 {
							v := strconv.Itoa(i)
							err := store.SaveToken(ctx, "x/acme", &oauth2.Token{AccessToken: v, RefreshToken: v})
							got, loadErr := store.LoadToken(ctx, "x/acme")
							if err := errors.Join(err, loadErr); err != nil {
								r.errorf("saving and loading at once: %v", err)
							} else if got.AccessToken != got.RefreshToken {
								r.errorf("a token is made of two")
							}
						}
					})
				}
				wg.Wait()
			},
		},
	}
}

func lockCases() []testCase {
	return []testCase{
		{
			name:        "lock-excludes",
			explanation: "while one holds the lock of a key no other gets it: counting up under it loses nothing",
			run: func(ctx context.Context, r *run) {
				r.save(ctx, "x/acme", "0")
				const goroutines, rounds = 4, 5
				var wg sync.WaitGroup
				for range goroutines {
					store := r.fresh(nil)
					locker, tokens := r.locker(store), as[social.TokenStore](r, store)
					wg.Go(func() {
						for range rounds {
							if err := countUp(ctx, locker, tokens); err != nil {
								r.errorf("counting: %v", err)
							}
						}
					})
				}
				wg.Wait()
				r.wantToken(ctx, "x/acme", strconv.Itoa(goroutines*rounds))
			},
		},
		{
			name:        "lock-wait-ends",
			explanation: "waiting for the lock ends with the context; afterwards the lock is free for others",
			run: func(ctx context.Context, r *run) {
				unlock, err := r.locker(r.Client).LockToken(ctx, "x/acme")
				r.noError(err, "locking")
				short, cancel := context.WithTimeout(ctx, 50*time.Millisecond)
				defer cancel()
				if _, err := r.locker(r.fresh(nil)).LockToken(short, "x/acme"); !errors.Is(err, context.DeadlineExceeded) {
					r.errorf("a lock that is held: got error %v, want one that wraps %q", err, context.DeadlineExceeded)
				}
				unlock()
				unlock, err = r.locker(r.fresh(nil)).LockToken(ctx, "x/acme")
				r.noError(err, "locking after the other has unlocked")
				unlock()
			},
		},
		{
			name:        "lock-per-key",
			explanation: "each key has a lock of its own",
			run: func(ctx context.Context, r *run) {
				first, err := r.locker(r.Client).LockToken(ctx, "x/acme")
				r.noError(err, "locking")
				defer first()
				second, err := r.locker(r.Client).LockToken(ctx, "x/other")
				r.noError(err, "locking another key")
				second()
			},
		},
	}
}

// countUp adds one to the number in a token, under its lock.
func countUp(ctx context.Context, locker social.TokenLocker, tokens social.TokenStore) error {
	unlock, err := locker.LockToken(ctx, "x/acme")
	if err != nil {
		return fmt.Errorf("locking: %w", err)
	}
	defer unlock()
	t, err := tokens.LoadToken(ctx, "x/acme")
	if err != nil {
		return fmt.Errorf("loading: %w", err)
	}
	n, err := strconv.Atoi(t.AccessToken)
	if err != nil {
		return fmt.Errorf("not a number: %w", err)
	}
	return tokens.SaveToken(ctx, "x/acme", &oauth2.Token{AccessToken: strconv.Itoa(n + 1)})
}

func (r *run) store() social.TokenStore { return as[social.TokenStore](r, r.Client) }

// locker is the store's lock; without one the case is skipped.
func (r *run) locker(store any) social.TokenLocker {
	l, ok := store.(social.TokenLocker)
	if !ok {
		r.skipf("%T is no social.TokenLocker", store)
	}
	return l
}

func (r *run) save(ctx context.Context, key, access string) {
	r.noError(r.store().SaveToken(ctx, key, &oauth2.Token{AccessToken: access}), "saving")
}

func (r *run) wantToken(ctx context.Context, key, access string) *oauth2.Token {
	t, err := r.store().LoadToken(ctx, key)
	r.noError(err, "loading")
	if t.AccessToken != access {
		r.errorf("key %q holds %q, want %q", key, t.AccessToken, access)
	}
	return t
}
