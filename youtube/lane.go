package youtube

import (
	"context"
	"sync"

	"github.com/relais-go/relais/social"
)

// lanes let one caller after the other at what has the same name.
type lanes struct {
	mu    sync.Mutex
	turns map[string]*turn
}

type turn struct {
	taken chan struct{}
	users int
}

// enter waits for the caller's turn.
func (l *lanes) enter(ctx context.Context, name string) (leave func(), err error) {
	l.mu.Lock()
	t := l.turns[name]
	if t == nil {
		if l.turns == nil {
			l.turns = map[string]*turn{}
		}
		t = &turn{taken: make(chan struct{}, 1)}
		l.turns[name] = t
	}
	t.users++
	l.mu.Unlock()
	quit := func() {
		l.mu.Lock()
		defer l.mu.Unlock()
		if t.users--; t.users == 0 {
			delete(l.turns, name)
		}
	}
	select {
	case t.taken <- struct{}{}:
		return func() { <-t.taken; quit() }, nil
	case <-ctx.Done():
		quit()
		return nil, &social.Error{Network: network, Op: "update", Err: ctx.Err()}
	}
}
