package socialtest

import (
	"context"
	"errors"
	"strconv"
	"strings"
	"sync"
	"testing"

	"github.com/relais-go/relais/social"
)

// TestCursorStore tests a [social.CursorStore]. For each case newStore makes an empty store; the function that it
// returns opens that same store, each time as another process would.
func TestCursorStore(t *testing.T, newStore func(t *testing.T) (open func() social.CursorStore)) {
	t.Helper()
	cursorStoreSuite().test(t, cursorHarness(newStore))
}

// cursorHarness makes a harness of a store.
func cursorHarness(newStore func(t *testing.T) func() social.CursorStore) func(t *testing.T) *Harness {
	return func(t *testing.T) *Harness {
		t.Helper()
		open := newStore(t)
		return &Harness{Client: open(), Fresh: func(func(*social.Options)) any { return open() }}
	}
}

func cursorStoreSuite() suite {
	return suite{name: "CursorStore", cases: join(movingCases(), cursorKeyCases(), cursorRaceCases())}
}

func movingCases() []testCase {
	return []testCase{
		{
			name:        "none",
			explanation: "an inbox of which nothing is stored has the empty cursor, which is no error",
			run:         func(ctx context.Context, r *run) { r.wantCursor(ctx, "x/acme", "") },
		},
		{
			name:        "moves",
			explanation: "a cursor that was saved is loaded, by another process too",
			run: func(ctx context.Context, r *run) {
				r.move(ctx, "x/acme", "", "a")
				r.wantCursor(ctx, "x/acme", "a")
				r.move(ctx, "x/acme", "a", "b")
				r.wantCursor(ctx, "x/acme", "b")
			},
		},
		{
			name:        "never-back",
			explanation: "who lags behind gets ErrCursorMoved and does not move the cursor back",
			run: func(ctx context.Context, r *run) {
				r.move(ctx, "x/acme", "", "a")
				slow := as[social.CursorStore](r, r.fresh(nil))
				r.move(ctx, "x/acme", "a", "b")
				r.move(ctx, "x/acme", "b", "c")
				for _, step := range [][2]string{{"a", "b"}, {"", "a"}, {"b", "d"}} {
					r.wantMoved(slow.SaveCursor(ctx, "x/acme", step[0], step[1]))
				}
				r.wantCursor(ctx, "x/acme", "c")
			},
		},
		{
			name:        "repeat",
			explanation: "saving what the store holds already is no error: the answer to the first time may have been lost",
			run: func(ctx context.Context, r *run) {
				r.move(ctx, "x/acme", "", "a")
				r.move(ctx, "x/acme", "", "a")
				r.move(ctx, "x/acme", "a", "b")
				r.move(ctx, "x/acme", "a", "b")
				r.wantCursor(ctx, "x/acme", "b")
			},
		},
		{
			name:        "forget",
			explanation: "an empty cursor forgets the inbox, which then begins anew",
			run: func(ctx context.Context, r *run) {
				r.move(ctx, "x/acme", "", "a")
				r.move(ctx, "x/acme", "a", "")
				r.wantCursor(ctx, "x/acme", "")
				r.wantMoved(as[social.CursorStore](r, r.fresh(nil)).SaveCursor(ctx, "x/acme", "a", "b"))
				r.move(ctx, "x/acme", "", "c")
				r.wantCursor(ctx, "x/acme", "c")
			},
		},
	}
}

// cursorKeyCases are the promises about names and contents.
func cursorKeyCases() []testCase {
	return []testCase{
		{
			name:        "inboxes",
			explanation: "inboxes are kept apart, whatever characters their names hold, and a name there must be",
			run: func(ctx context.Context, r *run) {
				inboxes := []string{"x/acme", "x_acme", "x%2facme", "X/acme", "x/Acme", "../acme", "x/acme ", "x/ü", "x", ".", "{x}"}
				for _, inbox := range inboxes {
					r.move(ctx, inbox, "", "cursor of "+inbox)
				}
				for _, inbox := range inboxes {
					r.wantCursor(ctx, inbox, "cursor of "+inbox)
				}
				store := as[social.CursorStore](r, r.Client)
				if _, err := store.LoadCursor(ctx, ""); !errors.Is(err, social.ErrInvalid) {
					r.errorf("loading the cursor of no inbox: got error %v, want one that wraps %q", err, social.ErrInvalid)
				}
				if err := store.SaveCursor(ctx, "", "", "a"); !errors.Is(err, social.ErrInvalid) {
					r.errorf("saving the cursor of no inbox: got error %v, want one that wraps %q", err, social.ErrInvalid)
				}
			},
		},
		{
			name:        "opaque",
			explanation: "a cursor is kept byte for byte, whatever it holds, up to a hundred KiB",
			run: func(ctx context.Context, r *run) {
				last := ""
				for _, cursor := range []string{" a ", "a\n", "\x00\xff", `{"a":"b"}`, "ü", strings.Repeat("long;", 20<<10), "0"} {
					r.move(ctx, "x/acme", last, cursor)
					r.wantCursor(ctx, "x/acme", cursor)
					last = cursor
				}
			},
		},
	}
}

func cursorRaceCases() []testCase {
	return []testCase{
		{
			name:        "one-mover",
			explanation: "of several who move the cursor from the same place one succeeds, the others get ErrCursorMoved",
			run: func(ctx context.Context, r *run) {
				const goroutines, steps = 4, 20
				var mu sync.Mutex
				won := 0
				var wg sync.WaitGroup
				for worker := range goroutines {
					store := as[social.CursorStore](r, r.fresh(nil))
					wg.Go(func() {
						n, err := countCursor(ctx, store, steps, worker)
						if err != nil {
							r.errorf("moving at once: %v", err)
						}
						mu.Lock()
						defer mu.Unlock()
						won += n
					})
				}
				wg.Wait()
				if won != steps {
					r.errorf("the cursor made %d steps, but %d times somebody was told to have moved it", steps, won)
				}
			},
		},
		{
			name:        "ended",
			explanation: "an ended context is an error, and then nothing is saved",
			run: func(ctx context.Context, r *run) {
				r.move(ctx, "x/acme", "", "a")
				over, cancel := context.WithCancel(ctx)
				cancel()
				store := as[social.CursorStore](r, r.Client)
				if _, err := store.LoadCursor(over, "x/acme"); !errors.Is(err, context.Canceled) {
					r.errorf("loading: got error %v, want one that wraps %q", err, context.Canceled)
				}
				if err := store.SaveCursor(over, "x/acme", "a", "b"); !errors.Is(err, context.Canceled) {
					r.errorf("saving: got error %v, want one that wraps %q", err, context.Canceled)
				}
				r.wantCursor(ctx, "x/acme", "a")
			},
		},
	}
}

// countCursor helps to count the cursor up to steps, and returns how often it was this worker who moved it. A cursor names
// its author, so that nobody's save passes for a repeat of another's.
func countCursor(ctx context.Context, store social.CursorStore, steps, worker int) (won int, err error) {
	for {
		old, err := store.LoadCursor(ctx, "x/acme")
		if err != nil {
			return won, err
		}
		n := 0
		if number, _, ok := strings.Cut(old, " "); ok {
			if n, err = strconv.Atoi(number); err != nil {
				return won, err
			}
		}
		if n >= steps {
			return won, nil
		}
		next := strconv.Itoa(n+1) + " by " + strconv.Itoa(worker)
		switch err := store.SaveCursor(ctx, "x/acme", old, next); {
		case err == nil:
			won++
		case !errors.Is(err, social.ErrCursorMoved):
			return won, err
		}
	}
}

func (r *run) move(ctx context.Context, inbox, old, next string) {
	r.noError(as[social.CursorStore](r, r.Client).SaveCursor(ctx, inbox, old, next), "saving")
}

// wantCursor looks as another process does.
func (r *run) wantCursor(ctx context.Context, inbox, want string) {
	got, err := as[social.CursorStore](r, r.fresh(nil)).LoadCursor(ctx, inbox)
	r.noError(err, "loading")
	if got != want {
		r.errorf("inbox %q is at %.40q, want %.40q", inbox, got, want)
	}
}

func (r *run) wantMoved(err error) {
	if !errors.Is(err, social.ErrCursorMoved) {
		r.errorf("got error %v, want one that wraps %q", err, social.ErrCursorMoved)
	}
}
