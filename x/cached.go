package x

import (
	"context"
	"sync"
	"time"
)

// cacheFor is how long what rarely changes is believed.
const cacheFor = time.Hour

// cached is one value, fetched by one caller at a time.
type cached[T any] struct {
	mu    sync.Mutex
	fetch chan struct{} // closed when the fetch under way ends
	value *T
	until time.Time
}

// get returns the value, fetched anew when it is old. Callers who come during a fetch wait for its result;
// a failure is not kept.
func (c *cached[T]) get(ctx context.Context, fetch func(context.Context) (*T, error)) (*T, error) {
	for {
		c.mu.Lock()
		if c.value != nil && time.Now().Before(c.until) {
			defer c.mu.Unlock()
			return c.value, nil
		}
		if wait := c.fetch; wait != nil {
			c.mu.Unlock()
			select {
			case <-wait:
				continue
			case <-ctx.Done():
				return nil, ctx.Err()
			}
		}
		done := make(chan struct{})
		c.fetch = done
		c.mu.Unlock()

		v, err := fetch(ctx)
		c.mu.Lock()
		c.fetch = nil
		if err == nil {
			c.value, c.until = v, time.Now().Add(cacheFor)
		}
		c.mu.Unlock()
		close(done)
		return v, err
	}
}

// put replaces the value.
func (c *cached[T]) put(v *T) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.value, c.until = v, time.Now().Add(cacheFor)
}
