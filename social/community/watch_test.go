package community_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"math/rand/v2"
	"testing"
	"time"

	"github.com/relais-go/relais/social"
	"github.com/relais-go/relais/social/community"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// said makes an event with a text.
func said(who, text string, at time.Time) *social.Event {
	e := act(social.EventMention, who, at)
	e.Text = text
	e.ID += text
	return e
}

func watcher(t *testing.T, opts *community.WatchOptions, rules ...community.Rule) *community.Watcher {
	t.Helper()
	w, err := community.NewWatcher(rules, opts)
	require.NoError(t, err)
	return w
}

func TestRuleMatches(t *testing.T) {
	t.Parallel()
	rule := community.Rule{
		Name: "quality", Subject: "brand", Each: true, Any: []string{"broken", "bad service"}, All: []string{"acme"}, None: []string{"acme records"},
		Negations: []string{"not", "isn't"}, Networks: []string{"x"}, Kinds: []social.EventKind{social.EventMention}, Followers: 100,
	}
	known := social.Metrics{social.MetricFollowers: 100}
	for text, want := range map[string]bool{
		"Acme: broken again":                              true,
		"broken":                                          false, // Acme is missing
		"Acme Records sounds broken":                      false, // another Acme
		"My Acme is not at all broken":                    false, // taken back
		"Not that it matters, but my Acme is broken":      true,  // too far before
		"Acme is not broken, but what a bad service":      true,  // one is taken back, the other is not
		"Acme isn’t broken":                               false, // whatever the apostrophe
		"It is not broken. Later my Acme was all broken!": true,
	} {
		e := said("ada", text, epoch)
		e.Author.Metrics = known
		assert.Equal(t, want, len(watcher(t, nil, rule).Observe(e)) == 1, text)
	}
	base := func() *social.Event {
		e := said("ada", "Acme broken", epoch)
		e.Author.Metrics = known
		return e
	}
	for why, change := range map[string]func(e *social.Event){
		"another network":     func(e *social.Event) { e.Ref.Network = "mastodon" },
		"another kind":        func(e *social.Event) { e.Kind = social.EventComment },
		"too few followers":   func(e *social.Event) { e.Author.Metrics = social.Metrics{social.MetricFollowers: 99} },
		"followers not known": func(e *social.Event) { e.Author.Metrics = nil },
		"own account":         func(e *social.Event) { e.Author.Ref.ID = "brand" },
		"automated":           func(e *social.Event) { e.Author.Bot = true },
	} {
		e := base()
		change(e)
		assert.Empty(t, watcher(t, &community.WatchOptions{Own: []social.Ref{{Network: "x", ID: "brand"}}, IgnoreBots: true}, rule).Observe(e), why)
	}
	w := watcher(t, nil, rule)
	alerts := w.Observe(base())
	require.Len(t, alerts, 1)
	assert.Equal(t, "quality: matches (broken, acme)", alerts[0].Reason)
	assert.Equal(t, "brand", alerts[0].Subject)
	assert.Equal(t, []string{"broken", "acme"}, alerts[0].Found)
	assert.Empty(t, w.Observe(base()), "a repeat")
	_, err := json.Marshal(alerts[0])
	require.NoError(t, err)

	deleted := act(social.EventDeleted, "ada", epoch)
	assert.Empty(t, watcher(t, nil, community.Rule{Name: "all", Each: true}).Observe(deleted))
	assert.Len(t, watcher(t, nil, community.Rule{Name: "all", Each: true}).Observe(act(social.EventReaction, "ada", epoch)), 1)
}

func TestThresholds(t *testing.T) {
	t.Parallel()
	w := watcher(t, nil, community.Rule{
		Name: "r", Author: &community.Threshold{Count: 3, Within: time.Hour}, Volume: &community.Threshold{Count: 5, Within: time.Hour}, CoolDown: 2 * time.Hour,
	})
	var got []string
	n := 0
	say := func(who string, minute int) {
		n++
		e := said(who, fmt.Sprint(n), epoch.Add(time.Duration(minute)*time.Minute))
		for _, a := range w.Observe(e) {
			got = append(got, fmt.Sprintf("%d %s %s %d held %d", minute, a.Cause, a.Author, a.Count, a.Held))
		}
	}
	for _, m := range []int{0, 30, 61, 90} { // three within an hour only at 90
		say("ada", m)
	}
	say("bob", 91)
	say("bob", 80) // late; the fifth between 61 and 91? no: 30..91 is 61 minutes
	say("bob", 92) // bob's third
	say("ada", 93) // held
	say("cyd", 213)
	for m := range 5 {
		say("ada", 214+m)
	}
	assert.Equal(t, []string{
		"90 author ada 3 held 0", "92 author bob 3 held 0", "92 volume bob 5 held 0", "216 author ada 3 held 1", "217 volume ada 5 held 1",
	}, got)
}

// TestSpike: an ordinary rhythm raises nothing; a storm raises one alert, early, and the next storm another.
func TestSpike(t *testing.T) {
	t.Parallel()
	rule := community.Rule{Name: "storm", Spike: &community.Spike{Bucket: time.Hour}}
	falseAlarms, buckets, found := 0, 0, 0
	var delay []int
	for seed := range uint64(40) {
		w, rng := watcher(t, nil, rule), rand.New(rand.NewPCG(seed, 5))
		rate := []float64{0.2, 1, 5, 20}[seed%4]
		n := 0
		hour := func(h int, rate float64) (raised, at int) {
			count := poisson(rng, rate)
			for i := range count {
				n++
				e := said(fmt.Sprint(n), "", epoch.Add(time.Duration(h)*time.Hour+time.Duration(i)*time.Hour/time.Duration(count+1)))
				if alerts := w.Observe(e); len(alerts) > 0 {
					raised += len(alerts)
					at = max(at, alerts[0].Count)
					assert.InDelta(t, rate, alerts[0].Expected, rate, "what is usual")
				}
			}
			return raised, at
		}
		for h := range 300 {
			r, _ := hour(h, rate)
			falseAlarms += r
			buckets++
		}
		for _, h := range []int{300, 320} {
			storm := 4*rate + 12
			r, at := hour(h, storm)
			assert.LessOrEqual(t, r, 1, "one alert for one bucket")
			found += r
			delay = append(delay, at)
			for calm := h + 1; calm < h+20; calm++ {
				hour(calm, rate)
			}
		}
	}
	t.Logf("%d false alarms in %d buckets, %d of 80 storms found, at counts of %v", falseAlarms, buckets, found, delay)
	assert.LessOrEqual(t, falseAlarms, 4, "12,000 buckets at one in 10,000")
	assert.GreaterOrEqual(t, found, 78)
}

// poisson draws a count by adding up waits.
func poisson(rng *rand.Rand, rate float64) int {
	n := -1
	for t := 0.0; t < rate; n++ {
		t += rng.ExpFloat64()
	}
	return max(n, 0)
}

// TestSpikeSeason: forty an hour at noon each day are no spike at noon, and one at midnight.
func TestSpikeSeason(t *testing.T) {
	t.Parallel()
	w := watcher(t, nil, community.Rule{Name: "day", Spike: &community.Spike{Bucket: time.Hour, Season: 24 * time.Hour}})
	start := time.Date(2026, 3, 1, 0, 0, 0, 0, time.UTC)
	n := 0
	hour := func(h, count int) (alerts []*community.Alert) {
		for i := range count {
			n++
			alerts = append(alerts, w.Observe(said("ada", fmt.Sprint(n), start.Add(time.Duration(h)*time.Hour+time.Duration(i)*time.Minute)))...)
		}
		return alerts
	}
	for day := range 10 {
		for h := range 24 {
			count := 1
			if h == 12 {
				count = 40
			}
			assert.Empty(t, hour(day*24+h, count))
		}
	}
	alerts := hour(240, 40)
	require.Len(t, alerts, 1)
	assert.InDelta(t, 1, alerts[0].Expected, 0.01)
	assert.Less(t, alerts[0].Count, 12, "long before the hour is over")
	assert.Less(t, alerts[0].Chance, 1e-4)

	late := said("late", "", start)
	late.Time = start.Add(time.Minute)
	assert.Empty(t, w.Observe(late), "what comes late is no spike")
}

// TestSurplus compares with numbers of other programs: 1 - scipy.stats.nbinom.cdf and poisson.cdf.
func TestSurplus(t *testing.T) {
	t.Parallel()
	assert.InEpsilon(t, 0.0009765625, community.Surplus(10, 1, 1), 1e-9, "geometric")
	assert.InEpsilon(t, 0.0318280573062, community.Surplus(10, 5e6, 1e6), 1e-4, "with much known it is Poisson's: mean 5, 10 or more")
	assert.InDelta(t, 1, community.Surplus(0, 5, 2), 0)
	previous := 1.0
	for k := range 200 {
		p := community.Surplus(k, 3.5, 1.7)
		assert.True(t, p > 0 && p <= previous && !math.IsNaN(p), "%d", k)
		previous = p
	}
}

// TestWatchState: with a restart at any point, the alerts are those of one run.
func TestWatchState(t *testing.T) {
	t.Parallel()
	rules := []community.Rule{
		{Name: "each", Each: true, Any: []string{"fire"}, CoolDown: time.Hour},
		{Name: "people", Author: &community.Threshold{Count: 4, Within: 5 * time.Hour}},
		{Name: "many", Volume: &community.Threshold{Count: 12, Within: time.Hour}},
		{Name: "storm", Spike: &community.Spike{Bucket: time.Hour, Season: 3 * time.Hour, Chance: 0.01}},
	}
	seeds := uint64(6)
	if testing.Short() {
		seeds = 2
	}
	for seed := range seeds {
		rng := rand.New(rand.NewPCG(seed, 6))
		var events []*social.Event
		at := epoch
		for range 1500 {
			at = at.Add(time.Duration(rng.ExpFloat64() * float64(15*time.Minute)))
			if rng.IntN(200) == 0 {
				at = at.Add(-40 * time.Minute) // order is not kept
			}
			e := said(fmt.Sprint(rng.IntN(30)), []string{"fire", "smoke"}[rng.IntN(2)], at)
			events = append(events, e)
			if rng.IntN(10) == 0 {
				events = append(events, events[rng.IntN(len(events))])
			}
		}
		run := func(restart func() bool) (out []string) {
			w := watcher(t, &community.WatchOptions{Authors: 10}, rules...)
			for _, e := range events {
				for _, a := range w.Observe(e) {
					out = append(out, fmt.Sprint(a.Time, a.Reason, a.Held, a.Count, a.Author))
				}
				if restart() {
					state, err := w.State()
					require.NoError(t, err)
					w = watcher(t, &community.WatchOptions{Authors: 10}, rules...)
					require.NoError(t, w.Restore(state))
				}
			}
			return out
		}
		whole := run(func() bool { return false })
		require.Greater(t, len(whole), 50)
		again := run(func() bool { return rng.IntN(30) == 0 })
		require.Len(t, again, len(whole))
		for i := range whole {
			require.Equal(t, whole[i], again[i])
		}
	}
}

func TestRestoreRefuses(t *testing.T) {
	t.Parallel()
	w := watcher(t, nil, community.Rule{Name: "a", Spike: &community.Spike{Bucket: time.Hour}})
	for _, bad := range []string{``, `{}`, `{"version":2}`, `{"version":1,"seen":"AA=="}`, `{"version":1,"seen":"!"}`, `{"version":1,"rules":3}`} {
		require.Error(t, w.Restore([]byte(bad)), bad)
	}
	other := watcher(t, nil, community.Rule{Name: "a", Spike: &community.Spike{Bucket: time.Minute}, Volume: &community.Threshold{Count: 9, Within: 1}}, community.Rule{Name: "b"})
	other.Observe(said("ada", "", epoch))
	state, err := other.State()
	require.NoError(t, err)
	require.NoError(t, w.Restore(state), "another bucket: what is usual is learnt anew")
	assert.Empty(t, w.Observe(said("ada", "", epoch)), "what was seen is known")
}

// TestWatchMemory: however many people write, the state stays small.
func TestWatchMemory(t *testing.T) {
	t.Parallel()
	w := watcher(t, &community.WatchOptions{Authors: 100}, community.Rule{Name: "a", Author: &community.Threshold{Count: 5, Within: time.Hour}})
	size := func(from, to int) int {
		for i := from; i < to; i++ {
			w.Observe(said(fmt.Sprintf("%07d", i), "", epoch.Add(time.Duration(i)*time.Second)))
		}
		state, err := w.State()
		require.NoError(t, err)
		return len(state)
	}
	before := size(0, 9000)
	assert.InEpsilon(t, before, size(9000, 30000), 0.01)
}

func TestWatchClock(t *testing.T) {
	t.Parallel()
	rule := community.Rule{Name: "v", Volume: &community.Threshold{Count: 2, Within: time.Hour}}
	w := watcher(t, &community.WatchOptions{Clock: func() time.Time { return epoch }}, rule)
	assert.Empty(t, w.Observe(said("a", "", epoch)))
	alerts := w.Observe(said("a", "x", epoch.AddDate(70, 0, 0)))
	require.Len(t, alerts, 1, "what is dated in the future is of now")
	assert.Equal(t, epoch, alerts[0].Time)

	w = watcher(t, nil, rule)
	assert.Empty(t, w.Observe(said("a", "", epoch)))
	assert.Len(t, w.Observe(said("a", "x", time.Time{})), 1, "what is not dated is of the newest time")
}

func TestWatchErrors(t *testing.T) {
	t.Parallel()
	_, err := community.NewWatcher([]community.Rule{
		{Any: []string{"a", "!"}, Followers: -1, CoolDown: -1, Reach: -1},
		{Name: "a", Negations: []string{"not"}, Author: &community.Threshold{}, Spike: &community.Spike{Bucket: time.Millisecond}},
		{Name: "a", Spike: &community.Spike{Bucket: time.Hour, Season: time.Minute, HalfLife: -1, MinCount: -1, Warmup: -1, Ratio: -1, Chance: 1}},
	}, nil)
	require.ErrorIs(t, err, social.ErrInvalid)
	assert.Equal(t, []string{
		"Rules[0].Name", "Rules[0].Any[1]", "Rules[0].Reach", "Rules[0].Followers", "Rules[0].CoolDown",
		"Rules[1].Negations", "Rules[1].Author.Count", "Rules[1].Author.Within", "Rules[1].Spike.Bucket",
		"Rules[2].Name", "Rules[2].Spike.Season", "Rules[2].Spike.HalfLife", "Rules[2].Spike.MinCount", "Rules[2].Spike.Warmup", "Rules[2].Spike.Ratio", "Rules[2].Spike.Chance",
	}, fields(err))

	cause := errors.New("cut")
	w := watcher(t, nil, community.Rule{Name: "a", Each: true})
	n := 0
	for a, err := range w.Watch(all(cause, said("a", "", epoch))) {
		if n++; n == 1 {
			require.NoError(t, err)
			continue
		}
		require.ErrorIs(t, err, cause)
		assert.Nil(t, a)
	}
	assert.Equal(t, 2, n)
}

func TestRuleJSON(t *testing.T) {
	t.Parallel()
	rule := community.Rule{
		Name: "a", Subject: "s", Any: []string{"x"}, Each: true, CoolDown: 90 * time.Minute, Author: &community.Threshold{Count: 3, Within: time.Hour},
		Spike: &community.Spike{Bucket: time.Hour, Season: 24 * time.Hour, HalfLife: time.Hour, Chance: 0.5},
	}
	data, err := json.Marshal(rule)
	require.NoError(t, err)
	assert.Equal(t, `{"name":"a","subject":"s","any":["x"],"each":true,"author":{"count":3,"within":"1h0m0s"},`+
		`"spike":{"chance":0.5,"bucket":"1h0m0s","half_life":"1h0m0s","season":"24h0m0s"},"cool_down":"1h30m0s"}`, string(data))
	var read community.Rule
	require.NoError(t, json.Unmarshal(data, &read))
	assert.Equal(t, rule, read)
}

// FuzzRestore: whatever a stored state holds, the watcher goes on or says no.
func FuzzRestore(f *testing.F) {
	rules := []community.Rule{
		{Name: "a", Each: true, Author: &community.Threshold{Count: 2, Within: time.Hour}, Volume: &community.Threshold{Count: 3, Within: time.Hour}, Spike: &community.Spike{Bucket: time.Hour, Season: 2 * time.Hour, Warmup: 1}},
	}
	w, err := community.NewWatcher(rules, nil)
	require.NoError(f, err)
	for i := range 9 {
		w.Observe(said("ada", fmt.Sprint(i), epoch.Add(time.Duration(i)*time.Hour)))
	}
	state, err := w.State()
	require.NoError(f, err)
	f.Add(state)
	f.Add([]byte(`{"version":1,"rules":{"a":{"spike":{"bucket":3600000000000,"index":-9223372036854775808,"count":-1,"usual":[{"index":9223372036854775807},{}]}}}}`))
	f.Fuzz(func(t *testing.T, state []byte) {
		w := watcher(t, nil, rules...)
		if w.Restore(state) != nil {
			assert.Len(t, w.Observe(said("ada", "", epoch)), 1, "as it was")
			return
		}
		for i := range 5 {
			w.Observe(said("ada", fmt.Sprint("new", i), epoch.Add(time.Duration(i)*24*time.Hour)))
		}
	})
}
