package socialredis

import (
	"context"
	"hash/maphash"
	"slices"
)

// queues let one goroutine of this process at a time update a budget. Redis would sort them out too, but each would have
// to try as often as others are faster.
type queues struct {
	seed  maphash.Seed
	gates [64]chan struct{} // each holds one; budgets share them
}

func newQueues() queues {
	q := queues{seed: maphash.MakeSeed()}
	for i := range q.gates {
		q.gates[i] = make(chan struct{}, 1)
	}
	return q
}

// enter waits until nobody else is at any of the budgets.
func (q *queues) enter(ctx context.Context, budgets []string) (leave func(), err error) {
	var buffer [4]int
	gates := buffer[:0]
	for _, name := range budgets {
		gates = append(gates, int(maphash.String(q.seed, name)%uint64(len(q.gates))))
	}
	slices.Sort(gates) // all in the same order, so that no two wait for each other
	gates = slices.Compact(gates)
	for i, g := range gates {
		select {
		case q.gates[g] <- struct{}{}:
		case <-ctx.Done():
			q.leave(gates[:i])
			return nil, ctx.Err()
		}
	}
	return func() { q.leave(gates) }, nil
}

func (q *queues) leave(gates []int) {
	for _, g := range gates {
		<-q.gates[g]
	}
}
