package socialredis

import (
	"context"
	"log/slog"
	"math/rand/v2"
	"sync"
	"time"
)

const (
	opLock = "token lock"
	// Pauses between two looks at a lock that another holds: first and longest.
	lockWait    = 5 * time.Millisecond
	lockWaitMax = 100 * time.Millisecond
)

// hold is a lock that this store has.
type hold struct {
	mark    string
	version int64 // of the token when the lock was taken or this process saved last; guarded by Store.mu
}

// LockToken implements [social.TokenLocker]. The lock is renewed until it is given up, and lapses after Options.Lock if
// its holder dies. While another holds it the wait is bounded by ctx alone; while Redis does not answer, by Options.Wait.
func (s *Store) LockToken(ctx context.Context, key string) (unlock func(), err error) {
	if err := check(ctx, opLock, key); err != nil {
		return nil, err
	}
	mark := stamp()
	keys := []string{s.key(kindLock, key), s.key(kindToken, key)}
	for pause := lockWait; ; pause = min(2*pause, lockWaitMax) {
		reply, err := s.take(ctx, opLock, s.scripts.lock, keys, mark, s.opts.Lock)
		if err != nil {
			return nil, err
		}
		answer, ok := reply.(int64)
		switch {
		case !ok:
			return nil, errReply
		case answer >= 0:
			return s.hold(ctx, key, &hold{mark: mark, version: answer}), nil
		}
		lapses := time.Duration(-2-answer)*time.Millisecond + time.Millisecond
		if err := rest(ctx, min(pause/2+rand.N(pause), lapses)); err != nil { //nolint:gosec // spreads load
			return nil, check(ctx, opLock, key)
		}
	}
}

// hold keeps a lock until the function that it returns is called.
func (s *Store) hold(ctx context.Context, key string, h *hold) (unlock func()) {
	s.mu.Lock()
	s.held[key] = h
	s.mu.Unlock()
	ctx = context.WithoutCancel(ctx)
	keeping, stop := context.WithCancel(ctx)
	var kept sync.WaitGroup
	kept.Go(func() { s.keep(keeping, key, h) })
	return sync.OnceFunc(func() {
		stop()
		kept.Wait()
		s.mu.Lock()
		if s.held[key] == h {
			delete(s.held, key)
		}
		s.mu.Unlock()
		s.remove(ctx, opLock, s.key(kindLock, key), h.mark, s.opts.Lock)
	})
}

// keep renews a lock three times in its life. A renewal that is under way is seen through when the lock is given up: done
// later it would only confuse.
func (s *Store) keep(ctx context.Context, key string, h *hold) {
	ticker := time.NewTicker(s.opts.Lock / 3)
	defer ticker.Stop()
	for {
		select {
		case <-ticker.C:
		case <-ctx.Done():
			return
		}
		held, err := s.renew(context.WithoutCancel(ctx), key, h)
		switch {
		case err != nil:
			s.opts.Logger.Warn("lock of a token could not be renewed", slog.String("key", key), slog.Any("error", err))
		case !held:
			s.opts.Logger.Warn("lock of a token was lost to another process", slog.String("key", key))
			return
		}
	}
}

// renew renews a lock, and takes it again if Redis has lost it. It reports whether it is still this store's.
func (s *Store) renew(ctx context.Context, key string, h *hold) (held bool, err error) {
	keys, life := []string{s.key(kindLock, key), s.key(kindToken, key)}, s.opts.Lock.Milliseconds()
	reply, err := s.call(ctx, opLock, s.scripts.keepLock, keys[:1], h.mark, life)
	if err != nil || reply == any(int64(0)) {
		return false, err
	}
	if reply == any(int64(1)) {
		return true, nil
	}
	reply, err = s.call(ctx, opLock, s.scripts.lock, keys, h.mark, life)
	answer, ok := reply.(int64)
	return ok && answer >= 0, err
}

// holding tells what this store has of the lock of a token: a mark that is empty if nothing.
func (s *Store) holding(key string) (h *hold, mark string, version int64) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if h = s.held[key]; h == nil {
		return nil, "", 0
	}
	return h, h.mark, h.version
}

// saved notes the version that the holder itself has saved.
func (s *Store) saved(h *hold, version int64) {
	if h == nil {
		return
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	h.version = version
}
