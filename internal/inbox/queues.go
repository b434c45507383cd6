package inbox

import (
	"context"
	"sync"
	"time"
)

// Queues are the queues of several accounts that one webhook serves, each made when it is first asked for. It is safe for
// concurrent use.
type Queues[A comparable, T any] struct {
	size    int
	wait    time.Duration
	account func(T) A

	mu sync.Mutex // guards of
	of map[A]*Queue[T]
}

// NewQueues makes queues of that size, in which Put waits for room for so long: see [NewQueue]. account says whose an
// item is.
func NewQueues[A comparable, T any](size int, wait time.Duration, account func(T) A) *Queues[A, T] {
	return &Queues[A, T]{size: size, wait: wait, account: account, of: map[A]*Queue[T]{}}
}

// Of keeps what came for an account until somebody listens to it.
func (q *Queues[A, T]) Of(account A) *Queue[T] {
	q.mu.Lock()
	defer q.mu.Unlock()
	own := q.of[account]
	if own == nil {
		own = NewQueue[T](q.size, q.wait)
		q.of[account] = own
	}
	return own
}

// Put puts items into the queues of their accounts, in their order. With [ErrFull] the network should send all of them
// again: what there was room for then comes twice.
func (q *Queues[A, T]) Put(ctx context.Context, items ...T) error {
	var accounts []A
	of := map[A][]T{}
	for _, item := range items {
		account := q.account(item)
		if of[account] == nil {
			accounts = append(accounts, account)
		}
		of[account] = append(of[account], item)
	}
	var full error
	for _, account := range accounts {
		if err := q.Of(account).Put(ctx, of[account]...); err != nil {
			full = err
		}
	}
	return full
}
