package inbox

import (
	"context"
	"errors"
	"iter"
	"sync"
	"time"
)

// ErrFull is why a delivery is not taken in: the network should send it again.
var ErrFull = errors.New("the queue is full")

// Queue keeps what a webhook took in until somebody listens. It grows as needed, up to its size; when it is full, Put
// waits, and then refuses. It is safe for concurrent use.
//
// What is in it when a consumer stops is kept for the next one. Of several consumers each gets a part: make one queue
// per account, and listen to it once.
type Queue[T any] struct {
	size int
	wait time.Duration

	mu    sync.Mutex
	items []T
	more  chan struct{} // holds one if there are items that nobody is about to take
	room  chan struct{} // closed when there is room again; nil if nobody waits for that
}

// NewQueue makes a queue of size items, 0 means 1024, in which Put waits for room for so long: 0 means 3 seconds,
// which is within the time that networks wait for an answer.
func NewQueue[T any](size int, wait time.Duration) *Queue[T] {
	if size <= 0 {
		size = 1024
	}
	return &Queue[T]{size: size, wait: orDefault(wait, 3*time.Second), more: make(chan struct{}, 1)}
}

// Put takes in all items, or none if there is no room in time or before ctx ends: [ErrFull]. Acknowledge to the
// network only what Put took. An empty queue takes any number.
func (q *Queue[T]) Put(ctx context.Context, items ...T) error {
	var late <-chan time.Time
	for {
		room := q.put(items)
		if room == nil {
			return nil
		}
		if late == nil {
			timer := time.NewTimer(q.wait)
			defer timer.Stop()
			late = timer.C
		}
		select {
		case <-room:
		case <-late:
			return ErrFull
		case <-ctx.Done():
			return ErrFull
		}
	}
}

// put takes in the items if there is room, or returns what tells of room.
func (q *Queue[T]) put(items []T) <-chan struct{} {
	q.mu.Lock()
	defer q.mu.Unlock()
	if len(q.items) > 0 && len(q.items)+len(items) > q.size {
		if q.room == nil {
			q.room = make(chan struct{})
		}
		return q.room
	}
	q.items = append(q.items, items...)
	q.signal()
	return nil
}

// signal tells one consumer, if there is something.
func (q *Queue[T]) signal() {
	if len(q.items) == 0 {
		return
	}
	select {
	case q.more <- struct{}{}:
	default:
	}
}

// take returns the oldest item. Every receiver of more must call it.
func (q *Queue[T]) take() (item T, ok bool) {
	q.mu.Lock()
	defer q.mu.Unlock()
	if len(q.items) == 0 {
		return item, false
	}
	var none T
	item, q.items[0] = q.items[0], none
	q.items = q.items[1:]
	if len(q.items) == 0 {
		q.items = nil
	}
	if q.room != nil {
		close(q.room)
		q.room = nil
	}
	q.signal()
	return item, true
}

// back returns what was taken and not dealt with, whether there is room or not.
func (q *Queue[T]) back(items []T) {
	q.mu.Lock()
	defer q.mu.Unlock()
	q.items = append(items, q.items...)
	q.signal()
}

// Len is the number of items that wait.
func (q *Queue[T]) Len() int {
	q.mu.Lock()
	defer q.mu.Unlock()
	return len(q.items)
}

// All iterates over what is put in until ctx ends or the consumer stops: for programs that want what is pushed and
// nothing else.
func (q *Queue[T]) All(ctx context.Context) iter.Seq[T] {
	return func(yield func(T) bool) {
		for {
			select {
			case <-ctx.Done():
				return
			case <-q.more:
			}
			item, ok := q.take()
			if ok && ctx.Err() != nil {
				q.back([]T{item})
				return
			}
			if ok && !yield(item) {
				return
			}
		}
	}
}
