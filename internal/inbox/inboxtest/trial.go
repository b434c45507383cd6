// Package inboxtest puts listeners that join reads with pushes to the test: things happen while the listener is stopped
// and made anew again and again, as if by other processes, each of which goes on from the last cursor. How much comes by
// push, and how much by reading, is a matter of the trial's plan, and not of how fast the machine is.
//
//	r, err := (&inboxtest.Trial{Total: 10_000, Lives: 10, Open: open, Happen: happen, Name: name, Pushed: pushed}).Run(ctx)
package inboxtest

import (
	"context"
	"fmt"
	"sync"
	"time"

	"github.com/relais-go/relais/social"
)

// Trial is what is done to a listener.
//
// Every other life of it, the first among them, is deaf: it reads once, at its beginning, and hears everything else by
// push. Such a life lasts until it has heard a share of things so: Total/Lives*2/5. The others read all the time, and the
// last one of them goes on until all was told. So a fifth of all things comes by push at the least, and what pushes lose
// comes by reading.
//
// Things happen no more than Total/Lives/3 ahead of what was told. In a deaf life that must be more than the pushes lose:
// they may lose a third of all things.
type Trial struct {
	Total int // things that happen
	Lives int // of the listener; an even number

	// Open makes the listener of a life. A deaf one must take an hour from one read to the next.
	Open func(life int, deaf bool) social.Listener

	// Happen lets a thing happen, the i-th, and returns its name. It is called from another goroutine than the rest.
	Happen func(i int) string

	// Name is that of the thing that an event tells of, as Happen gave it; "" for an event of something else.
	Name func(e *social.Event) string

	// Pushed reports whether the event is as a push tells it, and not as a read does.
	Pushed func(e *social.Event) bool

	// Hold has pushes wait, and Release delivers those that have waited: those of a tenth of a life's things each time,
	// or of fewer when too much waits to be told. nil: none wait.
	Hold, Release func()
}

// Result says how the trial went.
type Result struct {
	Pushed int           // things told first by push; all others were by reading
	Again  int           // things told once more after a restart
	Late   int           // things told after one that happened later
	Took   time.Duration // for all of it
}

// share is how many things a life has.
func (t *Trial) share() int { return t.Total / t.Lives }

// Run makes the trial. It fails if anything is not told, is told twice in one life, or has never happened, or if the
// listener ends with an error.
func (t *Trial) Run(ctx context.Context) (*Result, error) {
	ctx, cancel := context.WithCancel(ctx)
	began := time.Now()
	r := &run{Trial: t, told: map[string]bool{}, ahead: make(chan struct{}, max(t.share()/3, 1)), cursor: social.FromStart}
	var produced sync.WaitGroup
	var happened []string
	defer produced.Wait() // which ends once ctx does
	defer cancel()
	for life := range t.Lives {
		l := t.Open(life, life%2 == 0)
		if life == 0 {
			produced.Go(func() { happened = t.produce(ctx, r.ahead) })
		}
		if err := r.live(ctx, l, life); err != nil {
			return nil, fmt.Errorf("life %d, %d of %d told: %w", life, len(r.told), t.Total, err)
		}
	}
	produced.Wait()
	for _, name := range happened {
		if !r.told[name] {
			return nil, fmt.Errorf("%s was not told", name)
		}
	}
	if len(happened) != t.Total || len(r.told) != t.Total {
		return nil, fmt.Errorf("%d things have happened, %d were told", len(happened), len(r.told))
	}
	r.result.Took = time.Since(began)
	return &r.result, nil
}

// run is the state of a trial, of the goroutine that listens.
type run struct {
	*Trial
	result Result
	told   map[string]bool
	ahead  chan struct{} // has one for each thing that was not told yet
	cursor string
}

// live is one life.
func (r *run) live(ctx context.Context, l social.Listener, life int) error {
	heard := map[string]bool{}
	var newest time.Time
	pushed, deaf := 0, life%2 == 0
	for e, err := range l.Listen(ctx, &social.ListenQuery{After: r.cursor}) {
		if err != nil {
			return err
		}
		name := r.Name(e)
		switch {
		case name == "":
			continue
		case heard[name]:
			return fmt.Errorf("%s comes twice in a run", name)
		}
		heard[name], r.cursor = true, e.Cursor
		if e.Time.Before(newest) {
			r.result.Late++
		} else {
			newest = e.Time
		}
		switch {
		case r.told[name]:
			r.result.Again++
			continue
		case r.Pushed(e):
			pushed++
			r.result.Pushed++
		}
		r.told[name] = true
		<-r.ahead
		if deaf && pushed >= r.share()*2/5 || !deaf && len(r.told) >= r.Total*(life+1)/r.Lives {
			return nil
		}
	}
	if err := ctx.Err(); err != nil {
		return err
	}
	return fmt.Errorf("the listener ended after %d things", len(heard))
}

// produce lets things happen, and returns their names.
func (t *Trial) produce(ctx context.Context, ahead chan<- struct{}) []string {
	cycle := max(t.share()/2, 10)
	var names []string
	for i := range t.Total {
		switch at := i % cycle; {
		case t.Hold != nil && at == cycle*2/5:
			t.Hold()
		case t.Hold != nil && at == cycle*3/5:
			t.Release()
		}
		if t.Hold != nil && len(ahead) == cap(ahead) { // what is told next may be waiting
			t.Release()
		}
		select {
		case ahead <- struct{}{}:
		case <-ctx.Done():
			return names
		}
		names = append(names, t.Happen(i))
	}
	if t.Hold != nil {
		t.Release()
	}
	return names
}
