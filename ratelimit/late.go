package ratelimit

import (
	"context"
	"errors"
	"sync"

	"github.com/relais-go/relais/social"
)

// errStoreTimeout is the cause when the limiter itself has given up waiting for the store.
var errStoreTimeout = errors.New("the store did not answer in time")

// maxLate bounds the ends of calls that are kept for a store that is away.
const maxLate = 4096

// late holds how calls have ended while the store was away. It is told as soon as it answers again; otherwise what these
// calls had reserved would be missing until the lease ends.
type late struct {
	mu   sync.Mutex
	list []ending
	busy bool // somebody is telling it
}

// ending is how one call has ended.
type ending struct {
	g     *grant
	names []string
	usage social.Usage
}

// add keeps an ending; false if there are too many.
func (l *late) add(e ending) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	if len(l.list) >= maxLate {
		return false
	}
	l.list = append(l.list, e)
	return true
}

// take hands all endings to one caller at a time, who has to give back what is left.
func (l *late) take() []ending {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.busy || len(l.list) == 0 {
		return nil
	}
	l.busy = true
	list := l.list
	l.list = nil
	return list
}

func (l *late) giveBack(left []ending) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.busy = false
	l.list = append(left, l.list...)
}

// settleLate tells a store that answers again what it has missed. It reports whether there was anything.
func (l *Limiter) settleLate(ctx context.Context) bool {
	list := l.late.take()
	if list == nil {
		return false
	}
	told := 0
	for told < len(list) && list[told].g.tell(ctx, list[told].names, &list[told].usage) == nil {
		told++
	}
	l.late.giveBack(list[told:])
	l.queue.wake()
	return told > 0
}
