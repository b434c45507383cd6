package social

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"
)

// saver saves the places of listeners behind the consumer. The nil saver saves nothing.
type saver struct {
	m    *Merged
	quit chan struct{}
	more chan struct{} // holds one if there is something to save
	wg   sync.WaitGroup

	mu     sync.Mutex
	places map[*inlet]string // to be saved
}

// saved is what a saver knows of a listener. It is guarded by saver.mu.
type saved struct {
	cursor string // in the store, as far as known
	tried  string // may be in the store instead, "" if nothing was tried since
	failed bool   // the last attempt, and Watch was told
	lost   bool   // somebody else moves it now
}

const (
	saveEvery    = time.Second
	saveEveryMax = time.Minute // while the store fails
	saveParallel = 16
)

// startSaver saves until it is stopped, whatever becomes of ctx.
func startSaver(ctx context.Context, m *Merged) *saver {
	s := &saver{m: m, quit: make(chan struct{}), more: make(chan struct{}, 1), places: map[*inlet]string{}}
	ctx = context.WithoutCancel(ctx)
	s.wg.Go(func() { s.run(ctx) })
	return s
}

// load reads where a listener was left.
func (s *saver) load(ctx context.Context, in *inlet) (string, error) {
	cursor, err := s.m.opts.Store.LoadCursor(ctx, in.name)
	if err != nil {
		return "", fmt.Errorf("social: load cursor: %w", err)
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	in.saved.cursor = cursor
	return cursor, nil
}

// note takes in how far a listener was dealt with.
func (s *saver) note(in *inlet, cursor string) {
	if s == nil || cursor == "" {
		return
	}
	s.mu.Lock()
	s.places[in] = cursor
	s.mu.Unlock()
	s.again()
}

// again has run save once more.
func (s *saver) again() {
	select {
	case s.more <- struct{}{}:
	default:
	}
}

func (s *saver) run(ctx context.Context) {
	timer := time.NewTimer(0)
	defer timer.Stop()
	pause := saveEvery
	for {
		select {
		case <-s.quit:
			return
		case <-s.more:
		}
		timer.Reset(pause)
		select {
		case <-s.quit:
			return
		case <-timer.C:
		}
		if s.save(ctx) == nil {
			pause = saveEvery
			continue
		}
		pause = min(2*pause, saveEveryMax)
		s.again()
	}
}

// stop saves what is left.
func (s *saver) stop(ctx context.Context) error {
	if s == nil {
		return nil
	}
	close(s.quit)
	s.wg.Wait()
	return s.save(context.WithoutCancel(ctx))
}

// save saves what has changed, within a time for all of it. What cannot be saved is kept for the next time.
func (s *saver) save(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, saveTime)
	defer cancel()
	s.mu.Lock()
	batch := s.places
	s.places = map[*inlet]string{}
	s.mu.Unlock()
	var mu sync.Mutex
	var errs []error
	var wg sync.WaitGroup
	slots := make(chan struct{}, saveParallel)
	for in, cursor := range batch {
		slots <- struct{}{}
		wg.Go(func() {
			defer func() { <-slots }()
			if err := s.saveOne(ctx, in, cursor); err != nil {
				mu.Lock()
				defer mu.Unlock()
				errs = append(errs, err)
			}
		})
	}
	wg.Wait()
	return errors.Join(errs...)
}

// saveOne saves the place of one listener, unless another process has moved it: then this one leaves it alone.
func (s *saver) saveOne(ctx context.Context, in *inlet, cursor string) error {
	s.mu.Lock()
	now := in.saved
	s.mu.Unlock()
	if now.lost {
		return nil
	}
	before := now.failed
	err := now.save(ctx, s.m.opts.Store, in.name, cursor)
	now.failed = err != nil
	now.lost = errors.Is(err, ErrCursorMoved)
	s.mu.Lock()
	in.saved = now
	if _, newer := s.places[in]; now.failed && !now.lost && !newer {
		s.places[in] = cursor
	}
	s.mu.Unlock()
	switch {
	case now.lost:
		in.stop(err)
	case before != now.failed:
		s.m.tell(in.name, err)
	}
	return err
}

// save moves the stored cursor. A save whose outcome is not known is repeated before another is tried.
func (p *saved) save(ctx context.Context, store CursorStore, name, cursor string) error {
	for _, next := range [2]string{p.tried, cursor} {
		if next == "" || next == p.cursor {
			continue
		}
		if err := store.SaveCursor(ctx, name, p.cursor, next); err != nil {
			p.tried = next
			return &SourceError{Source: name, Err: fmt.Errorf("social: save cursor: %w", err)}
		}
		p.cursor, p.tried = next, ""
	}
	return nil
}
