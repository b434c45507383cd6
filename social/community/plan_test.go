package community_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"math/rand/v2"
	"reflect"
	"testing"
	"time"

	"github.com/relais-go/relais/social"
	"github.com/relais-go/relais/social/community"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// planned lists a plan's entries as "text slot@date network,network".
func planned(p *community.Plan) []string {
	var out []string
	for _, e := range p.Entries {
		line := e.Draft.Text + " " + e.Slot + "@" + e.At.Format("01-02T15:04")
		for _, t := range e.Targets {
			line += " " + t.Network
		}
		out = append(out, line)
	}
	return out
}

func item(text, category string, networks ...string) community.Item {
	return community.Item{Draft: &social.Draft{Text: text}, Category: category, Targets: on(networks...)}
}

// mornings has a slot for news and one for anything, on weekdays.
func mornings() *community.Calendar {
	days := []time.Weekday{time.Monday, time.Tuesday, time.Wednesday, time.Thursday, time.Friday}
	return &community.Calendar{Zone: "Europe/Paris", Slots: []community.Slot{
		{Name: "news", Days: days, At: community.TimeOfDay{Hour: 9}, Targets: on("x", "mastodon"), Category: "news"},
		{Name: "any", Days: days, At: community.TimeOfDay{Hour: 17}, Targets: on("x", "mastodon", "linkedin")},
	}}
}

func TestPlan(t *testing.T) {
	t.Parallel()
	monday := instant(t, "2026-03-02T00:00:00+01:00")
	late := item("late", "")
	late.NotBefore = monday.AddDate(0, 0, 2)
	urgent := item("urgent", "news")
	urgent.Priority = 1
	fixed := item("fixed", "", "linkedin")
	fixed.Draft.At = monday.Add(17*time.Hour + 20*time.Minute)
	never := item("never", "jobs", "youtube")
	expired := item("expired", "")
	expired.NotAfter = monday.Add(time.Hour)
	p, err := mornings().Plan([]community.Item{
		item("first", "news"), item("second", "news", "x"), item("third", "", "mastodon"), item("fourth", ""), late, urgent, fixed, never, expired,
	}, community.PlanOptions{
		From: monday, To: monday.AddDate(0, 0, 4), MinDistance: time.Hour,
		Busy: []community.Busy{{Target: on("mastodon")[0], At: monday.Add(9*time.Hour + 59*time.Minute)}},
	})
	require.NoError(t, err)
	assert.Equal(t, []string{
		"second news@03-02T09:00 x",                  // X alone is free; Mastodon has something at 9:59
		"third any@03-02T17:00 mastodon",             // of no topic, so not into a slot for news
		"fixed @03-02T17:20 linkedin",                // its own hour
		"urgent news@03-03T09:00 x mastodon",         // chose before first, and found Monday taken on Mastodon and LinkedIn
		"first any@03-03T17:00 x mastodon linkedin",  // news may go where anything may
		"fourth any@03-04T17:00 x mastodon linkedin", // the next one
		"late any@03-05T17:00 x mastodon linkedin",   // not before Wednesday, which is taken
	}, planned(p))
	assert.Equal(t, []community.Unplaced{{Item: 7, Reason: "no slot suits it"}, {Item: 8, Reason: "no slot suits it"}}, p.Unplaced)
}

// TestPlanKeepsItsWord checks what a plan promises on random calendars, items and hours taken.
func TestPlanKeepsItsWord(t *testing.T) {
	t.Parallel()
	seeds := uint64(60)
	if testing.Short() {
		seeds = 10
	}
	for seed := range seeds {
		rng := rand.New(rand.NewPCG(seed, 1))
		networks := []string{"x", "mastodon", "linkedin"}
		pick := func() []string {
			rng.Shuffle(3, func(i, j int) { networks[i], networks[j] = networks[j], networks[i] })
			return networks[:1+rng.IntN(3)]
		}
		category := func() string { return []string{"", "news", "jobs"}[rng.IntN(3)] }
		from := instant(t, "2026-03-20T00:00:00Z")
		c := &community.Calendar{Zone: "Europe/Paris"}
		for i := range 1 + rng.IntN(6) {
			c.Slots = append(c.Slots, community.Slot{
				Name: fmt.Sprint(i), Days: everyDay()[rng.IntN(4):], At: community.TimeOfDay{Hour: rng.IntN(24)}, Targets: on(pick()...),
				Category: category(), Jitter: time.Duration(rng.IntN(3)) * time.Hour,
			})
		}
		opts := community.PlanOptions{From: from, To: from.AddDate(0, 0, 14), MinDistance: time.Duration(rng.IntN(20)) * time.Hour, PerDay: rng.IntN(3)}
		for range rng.IntN(10) {
			opts.Busy = append(opts.Busy, community.Busy{Target: on(pick()...)[0], At: from.Add(time.Duration(rng.IntN(14*24)) * time.Hour)})
		}
		items := make([]community.Item, 30)
		for i := range items {
			items[i] = item(fmt.Sprint(i), category())
			if rng.IntN(2) == 0 {
				items[i].Targets = on(pick()...)
			}
			if rng.IntN(3) == 0 {
				items[i].NotBefore = from.Add(time.Duration(rng.IntN(300)) * time.Hour)
				items[i].NotAfter = items[i].NotBefore.Add(time.Duration(rng.IntN(100)) * time.Hour)
			}
			if rng.IntN(10) == 0 && len(items[i].Targets) > 0 {
				items[i].Draft.At = from.Add(time.Duration(rng.IntN(400)) * time.Hour)
			}
		}
		p, err := c.Plan(items, opts)
		require.NoError(t, err)
		checkPlan(t, p, items, opts)
	}
}

func checkPlan(t *testing.T, p *community.Plan, items []community.Item, opts community.PlanOptions) {
	t.Helper()
	require.Len(t, items, len(p.Entries)+len(p.Unplaced), "each item is placed or not")
	taken := map[community.Target][]time.Time{}
	for _, b := range append(p.Busy(), opts.Busy...) {
		taken[b.Target] = append(taken[b.Target], b.At)
	}
	for i, e := range p.Entries {
		assert.False(t, i > 0 && e.At.Before(p.Entries[i-1].At))
		assert.False(t, e.At.Before(opts.From) || !e.At.Before(opts.To))
		var it *community.Item
		for j := range items {
			if items[j].Draft == e.Draft {
				it = &items[j]
			}
		}
		require.NotNil(t, it)
		if it.Draft.At.IsZero() {
			assert.False(t, e.At.Before(it.NotBefore) || !it.NotAfter.IsZero() && e.At.After(it.NotAfter))
		} else {
			assert.True(t, e.At.Equal(it.Draft.At))
		}
		if len(it.Targets) > 0 {
			assert.Equal(t, it.Targets, e.Targets)
		}
		for _, target := range e.Targets {
			near, day := 0, 0
			for _, other := range taken[target] {
				if e.At.Sub(other).Abs() < max(opts.MinDistance, time.Minute) {
					near++
				}
				if community.DateOf(other.In(zone(t, "Europe/Paris"))) == community.DateOf(e.At.In(zone(t, "Europe/Paris"))) {
					day++
				}
			}
			assert.Equal(t, 1, near, "nothing but itself is near")
			assert.False(t, opts.PerDay > 0 && day > opts.PerDay)
		}
	}
}

func TestPlanRefuses(t *testing.T) {
	t.Parallel()
	fixed := item("fixed", "")
	fixed.Draft.At = time.Unix(1, 0)
	variant := item("variant", "")
	variant.Draft.Variants = map[string]*social.Draft{"x": {At: time.Unix(1, 0)}}
	_, err := mornings().Plan([]community.Item{{}, fixed, variant}, community.PlanOptions{MinDistance: -1, PerDay: -1, To: time.Unix(-1e12, 0)})
	require.ErrorIs(t, err, social.ErrInvalid)
	assert.Equal(t, []string{"From", "To", "MinDistance", "PerDay", "Items[0].Draft", "Items[1].Targets", `Items[2].Draft.Variants["x"].At`}, fields(err))
	_, err = (&community.Calendar{Zone: "Nowhere/Land"}).Plan(nil, community.PlanOptions{From: time.Unix(0, 0)})
	assert.Equal(t, []string{"Zone"}, fields(err))
}

// TestDue: looked at again and again, each entry is due once.
func TestDue(t *testing.T) {
	t.Parallel()
	p := &community.Plan{}
	for i := range 10 {
		p.Entries = append(p.Entries, community.Entry{At: epoch.Add(time.Duration(i) * 10 * time.Minute)})
	}
	var due []community.Entry
	for now := epoch.Add(-time.Minute); now.Before(epoch.Add(2 * time.Hour)); now = now.Add(5 * time.Minute) {
		due = append(due, p.Due(now, now.Add(5*time.Minute))...)
	}
	assert.Equal(t, p.Entries, due)
	assert.Len(t, p.Due(epoch, epoch.Add(10*time.Minute)), 1)
}

func TestBusyFrom(t *testing.T) {
	t.Parallel()
	cause := errors.New("cut")
	at := time.Unix(1000, 0)
	busy, err := community.BusyFrom(on("x")[0], all(cause, &social.Post{Time: at}, &social.Post{}))
	require.ErrorIs(t, err, cause)
	assert.Equal(t, []community.Busy{{Target: on("x")[0], At: at}}, busy)
}

func TestDraftFor(t *testing.T) {
	t.Parallel()
	d := &social.Draft{Text: "long", Variants: map[string]*social.Draft{"x": {Text: "short"}}}
	e := community.Entry{At: time.Unix(1000, 0), Slot: "a", Date: community.Date{Year: 2026, Month: 1, Day: 2}, Draft: d, Targets: on("x", "mastodon")}
	x, mastodon := e.DraftFor(e.Targets[0]), e.DraftFor(e.Targets[1])
	assert.Equal(t, "short", x.Text)
	assert.Equal(t, "long", mastodon.Text)
	assert.Equal(t, e.At, x.At)
	assert.Equal(t, x.Key, e.DraftFor(e.Targets[0]).Key, "the same each time")
	assert.NotEqual(t, x.Key, mastodon.Key)
	assert.LessOrEqual(t, len(x.Key), 64)
	assert.Empty(t, d.Key, "the draft is not changed")
	later := e
	later.At = later.At.Add(time.Hour)
	assert.NotEqual(t, x.Key, later.DraftFor(e.Targets[0]).Key)

	both := e.DraftForAll()
	assert.Equal(t, d.Variants, both.Variants)
	assert.Equal(t, e.At, both.At)
	assert.Equal(t, both.Key, e.DraftForAll().Key)
	assert.NotEqual(t, both.Key, later.DraftForAll().Key)
	d.Key = "mine"
	assert.Equal(t, "mine", e.DraftForAll().Key)
	assert.NotEqual(t, x.Key, e.DraftFor(e.Targets[0]).Key)
}

// film is what only one network reads.
type film struct {
	Category int `json:"category"`
}

func (*film) ExtraFor() string { return "youtube" }

// TestPlanJSON fills every field of a draft, and finds it again; a field that social.Draft gets later fails here.
func TestPlanJSON(t *testing.T) {
	t.Parallel()
	full := func() *social.Draft {
		yes := true
		return &social.Draft{
			Text: "text", Title: "title", Link: "https://example.org", Media: []*social.Media{{Name: "a.png", URL: "https://example.org/a.png", Size: 3}},
			Poll:    &social.Poll{Question: "q", Options: []string{"a", "b"}, Duration: 36 * time.Hour, Multiple: true, HideTotals: true},
			ReplyTo: social.Ref{Network: "x", ID: "1"}, Quote: social.Ref{Network: "x", ID: "2"}, Format: social.FormatReel, Visibility: social.VisibilityPublic,
			Language: "fr", Sensitive: &yes, Warning: "w", Tags: []string{"t"}, At: time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC), FirstComment: "c", Key: "k",
			Variants: map[string]*social.Draft{"x": {Text: "short"}}, Extras: []social.Extra{&film{Category: 28}},
		}
	}
	for i, v := 0, reflect.ValueOf(*full()); i < v.NumField(); i++ {
		require.False(t, v.Field(i).IsZero(), "give %s a value here, and a place in draftJSON", v.Type().Field(i).Name)
	}
	plan := &community.Plan{Zone: "Europe/Paris", Unplaced: []community.Unplaced{{Item: 3, Reason: "r"}}, Entries: []community.Entry{{
		At: time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC), Slot: "a", Date: community.Date{Year: 2026, Month: 1, Day: 2}, Category: "c", Targets: on("x"), Draft: full(),
	}}}
	data, err := json.Marshal(plan)
	require.NoError(t, err)
	read, err := community.ReadPlan(data, func(network string, data []byte) (social.Extra, error) {
		assert.Equal(t, "youtube", network)
		f := &film{}
		return f, json.Unmarshal(data, f)
	})
	require.NoError(t, err)
	assert.Equal(t, plan, read)

	require.ErrorIs(t, json.Unmarshal(data, new(community.Plan)), errors.ErrUnsupported, "an extra is never dropped")
	plan.Entries[0].Draft.Extras = nil
	data, err = json.Marshal(plan)
	require.NoError(t, err)
	var again community.Plan
	require.NoError(t, json.Unmarshal(data, &again))
	assert.Equal(t, *plan, again)
}
