package oncetest_test

import (
	"context"
	"fmt"
	"strconv"
	"sync"

	"github.com/relais-go/relais/internal/oncetest"
	"github.com/relais-go/relais/social"
)

// wall takes whatever is put on it, and is sometimes too far away to tell.
type wall struct {
	mu    sync.Mutex
	notes map[string]string
	twice bool // puts some notes up again
}

func (w *wall) publish(_ context.Context, i int) (*social.Post, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	id := strconv.Itoa(i)
	w.notes[id] = "Note " + id
	if w.twice && i == 7 {
		w.notes["again"] = "Note 7"
	}
	return &social.Post{Ref: social.Ref{ID: id}}, nil
}

func ExampleTrial() {
	for _, twice := range []bool{false, true} {
		w := &wall{notes: map[string]string{}, twice: twice}
		r, err := (&oncetest.Trial{
			N: 50, Publish: w.publish, Stands: func() map[string]string { return w.notes },
			Text: func(i int) string { return "Note " + strconv.Itoa(i) },
		}).Run(context.Background())
		fmt.Println(r.Published, err)
	}
	// Output:
	// 50 <nil>
	// 50 50 were published, 0 may have been, 51 stand: there is a duplicate
}
