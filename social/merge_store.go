package social

import (
	"context"
	"errors"
	"fmt"
	"maps"
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
	places map[string]string // to be saved
}

const (
	saveEvery = time.Second
	saveTime  = 10 * time.Second // for all that is saved at once
)

// startSaver saves until it is stopped, whatever becomes of ctx.
func startSaver(ctx context.Context, m *Merged) *saver {
	s := &saver{m: m, quit: make(chan struct{}), more: make(chan struct{}, 1), places: map[string]string{}}
	ctx = context.WithoutCancel(ctx)
	s.wg.Go(func() { s.run(ctx) })
	return s
}

// note takes in how far a listener was dealt with.
func (s *saver) note(name, cursor string) {
	if s == nil {
		return
	}
	s.mu.Lock()
	s.places[name] = cursor
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
	for {
		select {
		case <-s.quit:
			return
		case <-s.more:
		}
		timer.Reset(saveEvery)
		select {
		case <-s.quit:
			return
		case <-timer.C:
		}
		if s.save(ctx) != nil { // try again, even if nothing else happens
			s.again()
		}
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

// save saves what has changed. What cannot be saved is kept for the next time.
func (s *saver) save(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, saveTime)
	defer cancel()
	s.mu.Lock()
	batch := s.places
	s.places = map[string]string{}
	s.mu.Unlock()
	var errs []error
	for name, cursor := range batch {
		err := s.m.opts.Store.SaveCursor(ctx, name, cursor)
		if err == nil {
			delete(batch, name)
			continue
		}
		err = &SourceError{Source: name, Err: fmt.Errorf("social: saving the cursor: %w", err)}
		s.m.tell(name, err)
		errs = append(errs, err)
	}
	s.mu.Lock()
	maps.Copy(batch, s.places) // what is newer
	s.places = batch
	s.mu.Unlock()
	return errors.Join(errs...)
}
