// Package oncetest publishes many times while requests fail, and compares what a client said with what stands then: each
// publication at most once, none lost that was said to stand, none unsaid that does.
//
//	r, err := (&oncetest.Trial{N: 200, Publish: publish, Text: text, Stands: stands}).Run(ctx)
package oncetest

import (
	"context"
	"errors"
	"fmt"
	"sync"

	"github.com/relais-go/relais/internal/simulator"
	"github.com/relais-go/relais/social"
)

// atOnce is how many publications are under way at the same time.
const atOnce = 16

// Trial is what is published, and how to see what became of it.
type Trial struct {
	N int // publications

	// Publish makes the i-th publication.
	Publish func(ctx context.Context, i int) (*social.Post, error)

	// Text is what the i-th publication says where it stands.
	Text func(i int) string

	// Stands lists what stands when all was published: the text by the ID. Faults must be cleared by then.
	Stands func() map[string]string

	// Name is that of what stands for an ID of a [social.Post]; nil: the ID itself.
	Name func(id string) string
}

// Result counts what the client said, and what stands.
type Result struct {
	Published int // said to stand
	Uncertain int // [social.ErrUncertain]
	Failed    int // said not to stand
	Stand     int
}

// Run publishes, and fails where the client said what is not so.
func (t *Trial) Run(ctx context.Context) (*Result, error) {
	posts, errs := make([]*social.Post, t.N), make([]error, t.N)
	var wg sync.WaitGroup
	slots := make(chan struct{}, atOnce)
	for i := range t.N {
		slots <- struct{}{}
		wg.Go(func() {
			defer func() { <-slots }()
			posts[i], errs[i] = t.Publish(ctx, i)
		})
	}
	wg.Wait()
	stands := t.Stands()
	r := &Result{Stand: len(stands)}
	claimed := map[string]bool{}
	for i, err := range errs {
		if err == nil {
			if err := t.claim(claimed, stands, i, posts[i].Ref.ID); err != nil {
				return r, err
			}
			r.Published++
			continue
		}
		_, resumable := social.PendingOf(err)
		switch uncertain := errors.Is(err, social.ErrUncertain); {
		case uncertain && resumable:
			r.Uncertain++
		case !uncertain && errors.Is(err, social.ErrUnavailable):
			r.Failed++
		default:
			return r, fmt.Errorf("publication %d: %w", i, err)
		}
	}
	switch {
	case r.Stand < r.Published:
		return r, fmt.Errorf("%d were published, %d stand: there is a loss", r.Published, r.Stand)
	case r.Stand > r.Published+r.Uncertain:
		return r, fmt.Errorf("%d were published, %d may have been, %d stand: there is a duplicate", r.Published, r.Uncertain, r.Stand)
	}
	return r, nil
}

// claim notes that the i-th publication is said to stand as id.
func (t *Trial) claim(claimed map[string]bool, stands map[string]string, i int, id string) error {
	if t.Name != nil {
		id = t.Name(id)
	}
	text, ok := stands[id]
	switch want := t.Text(i); {
	case claimed[id]:
		return fmt.Errorf("%s was returned twice", id)
	case !ok:
		return fmt.Errorf("publication %d was returned as %s, which does not stand", i, id)
	case text != want:
		return fmt.Errorf("publication %d was returned as %s, which says %q instead of %q", i, id, text, want)
	}
	claimed[id] = true
	return nil
}

// Storm arms faults for as long as the simulator runs, and returns what counts how often they hit.
func Storm(armed *simulator.Faults, faults ...simulator.Fault) (hits func() int) {
	var counts []func() int
	for _, f := range faults {
		f.Times = simulator.Forever
		counts = append(counts, armed.Add(f))
	}
	return func() int {
		n := 0
		for _, count := range counts {
			n += count()
		}
		return n
	}
}
