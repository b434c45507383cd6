package scale_test

import (
	"context"
	"encoding/json"
	"math/rand/v2"
	"os"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/relais-go/relais/social"
)

// TestMergeLosesNothing lets people write to many accounts while streams are cut, and the program that listens to all
// of them is started again and again, from the last cursor that it has stored.
func TestMergeLosesNothing(t *testing.T) { testMergeLosesNothing(t, 25, 500) }

func TestMergeLosesNothingLong(t *testing.T) {
	if os.Getenv("RELAIS_LONG") == "" {
		t.Skip("set RELAIS_LONG=1 to lose none of 10,000")
	}
	testMergeLosesNothing(t, 300, 10000)
}

// reader is a program that listens to all accounts, over many starts.
type reader struct {
	t      *testing.T
	sims   *simulators
	cursor string
	left   int                 // events that have not come yet
	got    map[string][]string // by account
	seen   map[string]bool
	again  int // events that came again after a start
}

func testMergeLosesNothing(t *testing.T, accounts, events int) {
	t.Helper()
	r := &reader{t: t, sims: startSimulators(t, accounts), cursor: social.FromStart, left: events, got: map[string][]string{}, seen: map[string]bool{}}
	r.sims.send(t, "write %d", events)
	chance := rand.New(rand.NewPCG(1, 1))
	runs := 0
	for ; r.left > 0; runs++ {
		r.run(accounts, 1+chance.IntN(events/3))
	}
	var want map[string][]string
	require.NoError(t, json.Unmarshal([]byte(r.sims.receive(t)), &want))
	assert.Equal(t, want, r.got, "each account's, in the order in which they were written")
	t.Logf("%d events to %d accounts in %d runs; %d came again after a start", events, accounts, runs, r.again)
}

// run hears some events, as one process.
func (r *reader) run(accounts, events int) {
	f := newFleet(r.t, r.sims)
	defer f.http.CloseIdleConnections()
	sources := make([]social.Source, accounts)
	for i := range sources {
		sources[i] = social.Source{Name: name(i), Listener: f.client(r.t, "mastodon", i)}
	}
	m, err := social.Merge(sources, &social.MergeOptions{Watch: func(source string, err error) { assert.NoError(r.t, err, source) }})
	require.NoError(r.t, err)
	ctx, cancel := context.WithTimeout(r.t.Context(), 3*time.Minute)
	defer cancel()
	now := map[string]bool{}
	for e, err := range m.Listen(ctx, &social.ListenQuery{After: r.cursor}) {
		require.NoError(r.t, err)
		r.take(e)
		assert.False(r.t, now[e.Ref.ID], "%s came twice in a run", e.Ref.ID)
		now[e.Ref.ID] = true
		if events--; events == 0 || r.left == 0 {
			return
		}
	}
	require.NoError(r.t, ctx.Err(), "%d events are missing", r.left)
}

// take deals with an event, and stores its cursor.
func (r *reader) take(e *social.Event) {
	r.cursor = e.Cursor
	if r.seen[e.Ref.ID] {
		r.again++
		return
	}
	r.seen[e.Ref.ID] = true
	r.left--
	r.got[e.Source] = append(r.got[e.Source], e.Ref.ID)
}
