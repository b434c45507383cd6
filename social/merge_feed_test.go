package social_test

import (
	"context"
	"fmt"
	"iter"
	"math/rand/v2"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/relais-go/relais/social"
)

// feed is a listener that does what a test says. Its fields are set before it is used.
type feed struct {
	name string

	// before, if set, runs before the event of that number is delivered, and before the end. An error ends the run.
	before func(ctx context.Context, run, number int) error
	// first is the number of the event that a run begins with, by default the one behind the cursor.
	first func(number int) int
	now   func(ctx context.Context) error // before Cursor answers

	mu      sync.Mutex
	events  []*social.Event
	changed chan struct{}
	runs    int
	heard   int // events that a consumer was given
}

var epoch = time.Date(2026, 11, 1, 12, 0, 0, 0, time.UTC)

// newFeed makes a feed of events at these seconds.
func newFeed(name string, seconds ...int) *feed {
	f := &feed{name: name, changed: make(chan struct{})}
	for _, s := range seconds {
		f.happen(s)
	}
	return f
}

// happen adds an event.
func (f *feed) happen(second int) {
	f.mu.Lock()
	defer f.mu.Unlock()
	id := f.name + strconv.Itoa(len(f.events))
	f.events = append(f.events, &social.Event{
		Kind: social.EventMention, ID: id, Time: epoch.Add(time.Duration(second) * time.Second), Cursor: f.cursor(len(f.events) + 1),
		Ref: social.Ref{Network: "feed", ID: id},
	})
	close(f.changed)
	f.changed = make(chan struct{})
}

func (f *feed) cursor(number int) string { return f.name + "@" + strconv.Itoa(number) }

func (f *feed) Network() string { return "feed" }

func (f *feed) Cursor(ctx context.Context) (string, error) {
	if f.now != nil {
		if err := f.now(ctx); err != nil {
			return "", err
		}
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.cursor(len(f.events)), nil
}

func (f *feed) Listen(ctx context.Context, q *social.ListenQuery) iter.Seq2[*social.Event, error] {
	return func(yield func(*social.Event, error) bool) {
		at, err := f.begin(q.After)
		f.mu.Lock()
		f.runs++
		run, end := f.runs, len(f.events)
		f.mu.Unlock()
		for err == nil && ctx.Err() == nil {
			e, changed := f.peek(at)
			if f.before != nil {
				if err = f.before(ctx, run, at); err != nil {
					break
				}
			}
			switch {
			case q.CatchUp && at >= end:
				return
			case e == nil:
				select {
				case <-ctx.Done():
				case <-changed:
				}
			case !yield(e, nil):
				return
			default:
				at++
				f.mu.Lock()
				f.heard++
				f.mu.Unlock()
			}
		}
		if ctx.Err() == nil {
			yield(nil, err)
		}
	}
}

// begin is the number of the first event.
func (f *feed) begin(after string) (int, error) {
	number := 0
	switch after {
	case social.FromStart:
	case "":
		number = len(f.events)
	default:
		text, ok := strings.CutPrefix(after, f.name+"@")
		n, err := strconv.Atoi(text)
		if !ok || err != nil {
			return 0, social.Invalid("feed", "After", "is no cursor of "+f.name)
		}
		number = n
	}
	if f.first != nil {
		number = f.first(number)
	}
	return number, nil
}

func (f *feed) peek(number int) (*social.Event, chan struct{}) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if number < len(f.events) {
		return f.events[number], f.changed
	}
	return nil, f.changed
}

func (f *feed) delivered() int {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.heard
}

// sources are feeds under their names.
func sources(feeds ...*feed) []social.Source {
	var all []social.Source
	for _, f := range feeds {
		all = append(all, social.Source{Name: f.name, Listener: f})
	}
	return all
}

// ids are the IDs of what a sequence delivers, and the error at its end.
func ids(seq iter.Seq2[*social.Event, error]) (all []string, err error) {
	for e, failed := range seq {
		if failed != nil {
			err = failed
			continue
		}
		all = append(all, e.ID)
	}
	return all, err
}

// randomFeeds are feeds whose events lie between one another, some at the same time.
func randomFeeds(r *rand.Rand, feeds, events int, name string) []*feed {
	all := make([]*feed, feeds)
	for i := range all {
		all[i] = newFeed(fmt.Sprintf("%s%02d-", name, i))
	}
	second := 0
	for range events {
		second += r.IntN(2)
		all[r.IntN(feeds)].happen(second)
	}
	return all
}
