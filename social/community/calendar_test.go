package community_test

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"testing"
	"time"

	"github.com/relais-go/relais/social"
	"github.com/relais-go/relais/social/community"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func everyDay() []time.Weekday {
	return []time.Weekday{time.Sunday, time.Monday, time.Tuesday, time.Wednesday, time.Thursday, time.Friday, time.Saturday}
}

// week is a calendar with all that a calendar can have.
func week() *community.Calendar {
	return &community.Calendar{
		Zone: "Europe/Paris",
		Slots: []community.Slot{
			{Name: "night", Days: everyDay(), At: community.TimeOfDay{Hour: 2, Minute: 30}, Targets: on("x")},
			{Name: "morning", Days: []time.Weekday{time.Monday, time.Thursday}, At: community.TimeOfDay{Hour: 9}, Targets: on("x", "mastodon"), Category: "news"},
			{Name: "spread", Days: []time.Weekday{time.Saturday}, At: community.TimeOfDay{Hour: 23, Minute: 50}, Targets: on("youtube"), Jitter: 12 * time.Hour},
		},
		OneOffs: []community.OneOff{{Name: "fair", Date: community.Date{Year: 2026, Month: 5, Day: 5}, At: community.TimeOfDay{Hour: 14}, Targets: on("linkedin")}},
		Closures: []community.Closure{
			{Name: "year's end", From: community.Date{Year: 2000, Month: 12, Day: 24}, To: community.Date{Year: 2000, Month: 1, Day: 2}, Yearly: true},
			{From: community.Date{Year: 2026, Month: 4, Day: 6}, Slots: []string{"morning"}, Targets: on("x")},
		},
		Pauses: []community.Pause{{From: time.Date(2026, 6, 1, 7, 0, 0, 0, time.UTC), To: time.Date(2026, 6, 4, 7, 0, 0, 0, time.UTC), Targets: on("mastodon", "x")}},
	}
}

func TestOccurrencesOfAWeek(t *testing.T) {
	t.Parallel()
	c := week()
	c.Slots = c.Slots[:2]
	var got []string
	from := instant(t, "2026-03-28T00:00:00Z")
	for o, err := range c.Occurrences(from, from.AddDate(0, 0, 3)) {
		require.NoError(t, err)
		got = append(got, fmt.Sprintf("%s %s %v", o.ID(), o.At.Format(time.RFC3339), o.Shifted))
	}
	assert.Equal(t, []string{
		"night@2026-03-28 2026-03-28T02:30:00+01:00 false",
		"night@2026-03-29 2026-03-29T03:30:00+02:00 true",
		"night@2026-03-30 2026-03-30T02:30:00+02:00 false",
		"morning@2026-03-30 2026-03-30T09:00:00+02:00 false",
	}, got)
}

// TestOccurrencesOnceADay: each slot comes once on each of its days, in the order of time, and a range gives the same
// in one piece and in many.
func TestOccurrencesOnceADay(t *testing.T) {
	t.Parallel()
	for _, name := range []string{"Europe/Paris", "America/New_York", "Australia/Lord_Howe", "America/Sao_Paulo", "Pacific/Apia", "Pacific/Kiritimati"} {
		c := week()
		c.Zone, c.Closures, c.Pauses = name, nil, nil
		from, to := instant(t, "2011-01-01T00:00:00Z"), instant(t, "2013-01-01T00:00:00Z")
		whole := collect(t, c.Occurrences(from, to))
		seen := map[string]int{}
		for i, o := range whole {
			seen[o.ID()]++
			require.False(t, o.At.Before(from) || !o.At.Before(to))
			require.False(t, i > 0 && o.At.Before(whole[i-1].At), "%s %s is out of order", name, o.ID())
		}
		for d := (community.Date{Year: 2011, Month: 1, Day: 3}); d.Before(community.Date{Year: 2012, Month: 12, Day: 30}); d = d.AddDays(1) {
			assert.Equal(t, 1, seen["night@"+d.String()], "%s %s", name, d)
			if d.Weekday() == time.Saturday {
				assert.Equal(t, 1, seen["spread@"+d.String()], "%s %s", name, d)
			}
		}
		rng := rand.New(rand.NewPCG(1, 2))
		var pieces []*community.Occurrence
		for at := from; at.Before(to); {
			next := at.Add(time.Duration(rng.Int64N(int64(90 * 24 * time.Hour))))
			if next.After(to) {
				next = to
			}
			pieces = append(pieces, collect(t, c.Occurrences(at, next))...)
			at = next
		}
		require.Len(t, pieces, len(whole))
		for i := range whole {
			require.Equal(t, whole[i], pieces[i])
		}
	}
}

func TestClosuresAndPauses(t *testing.T) {
	t.Parallel()
	targets := func(from, to string) map[string][]community.Target {
		out := map[string][]community.Target{}
		for _, o := range collect(t, week().Occurrences(instant(t, from), instant(t, to))) {
			out[o.ID()] = o.Targets
		}
		return out
	}
	december := targets("2026-12-20T00:00:00Z", "2027-01-06T00:00:00Z")
	assert.Contains(t, december, "night@2026-12-23")
	assert.NotContains(t, december, "night@2026-12-24")
	assert.NotContains(t, december, "night@2027-01-02")
	assert.Contains(t, december, "night@2027-01-03")

	april := targets("2026-04-06T00:00:00Z", "2026-04-07T00:00:00Z")
	assert.Equal(t, on("mastodon"), april["morning@2026-04-06"], "only one target is closed")
	assert.Equal(t, on("x"), april["night@2026-04-06"], "only one slot is closed")

	june := targets("2026-06-01T00:00:00Z", "2026-06-08T00:00:00Z")
	assert.Contains(t, june, "night@2026-06-01", "before the pause")
	assert.NotContains(t, june, "morning@2026-06-01", "it begins at nine to the minute, and that is paused")
	assert.Contains(t, june, "morning@2026-06-04", "it ends at nine to the minute, and that is not paused")
	assert.Contains(t, june, "spread@2026-06-06")
}

// TestEndless: a sequence without end goes on as long as the consumer wants, and ends if nothing will ever come.
func TestEndless(t *testing.T) {
	t.Parallel()
	n := 0
	for _, err := range week().Occurrences(instant(t, "2026-01-01T00:00:00Z"), time.Time{}) {
		require.NoError(t, err)
		if n++; n == 5000 {
			break
		}
	}
	assert.Equal(t, 5000, n)

	paused := week()
	paused.Pauses = []community.Pause{{From: instant(t, "2026-01-03T00:00:00Z")}}
	assert.Empty(t, collect(t, paused.Occurrences(instant(t, "2026-01-05T00:00:00Z"), time.Time{})))
	far := &community.Calendar{OneOffs: []community.OneOff{{Name: "jubilee", Date: community.Date{Year: 2049, Month: 1, Day: 1}, Targets: on("x")}}}
	assert.Len(t, collect(t, far.Occurrences(instant(t, "2026-01-05T00:00:00Z"), time.Time{})), 1)
	assert.Empty(t, collect(t, (&community.Calendar{}).Occurrences(instant(t, "2026-01-05T00:00:00Z"), time.Time{})))
}

// TestJitter: none by default; else within its bounds, not always the same, and the same again each time.
func TestJitter(t *testing.T) {
	t.Parallel()
	c := &community.Calendar{Slots: []community.Slot{{Name: "a", Days: everyDay(), At: community.TimeOfDay{Hour: 12}, Targets: on("x"), Jitter: 10 * time.Minute}}}
	from := instant(t, "2026-01-01T00:00:00Z")
	var sum time.Duration
	moved := map[time.Duration]bool{}
	for _, o := range collect(t, c.Occurrences(from, from.AddDate(2, 0, 0))) {
		by := o.At.Sub(time.Date(o.Date.Year, o.Date.Month, o.Date.Day, 12, 0, 0, 0, time.UTC))
		assert.LessOrEqual(t, by.Abs(), 10*time.Minute)
		assert.Zero(t, by%time.Second)
		moved[by] = true
		sum += by
	}
	assert.Greater(t, len(moved), 300)
	assert.Less(t, (sum / 730).Abs(), time.Minute, "as often before as behind")
	assert.Equal(t, collect(t, c.Occurrences(from, from.AddDate(0, 1, 0))), collect(t, c.Occurrences(from, from.AddDate(0, 1, 0))))
	c.Slots[0].Jitter = 0
	for _, o := range collect(t, c.Occurrences(from, from.AddDate(0, 1, 0))) {
		assert.Equal(t, 12*60, o.At.Hour()*60+o.At.Minute())
	}
}

func TestCalendarValidate(t *testing.T) {
	t.Parallel()
	require.NoError(t, week().Validate())
	bad := &community.Calendar{
		Zone: "Local",
		Slots: []community.Slot{
			{Name: "a", Days: []time.Weekday{1, 1, 7}, At: community.TimeOfDay{Hour: 24}, Targets: []community.Target{{}}, Jitter: -1},
			{Name: "a", Targets: on("x", "x"), Jitter: 13 * time.Hour},
		},
		OneOffs:  []community.OneOff{{Date: community.Date{Year: 2026, Month: 2, Day: 30}}},
		Closures: []community.Closure{{Slots: []string{"b"}}, {From: community.Date{Year: 2026, Month: 2, Day: 3}, To: community.Date{Year: 2026, Month: 2, Day: 1}}},
		Pauses:   []community.Pause{{}, {From: time.Unix(9, 0), To: time.Unix(9, 0)}},
	}
	err := bad.Validate()
	require.ErrorIs(t, err, social.ErrInvalid)
	assert.Equal(t, []string{
		"Zone", "Slots[0].At", "Slots[0].Targets[0].Network", "Slots[0].Days[1]", "Slots[0].Days[2]", "Slots[0].Jitter",
		"Slots[1].Name", "Slots[1].Targets[1]", "Slots[1].Days", "Slots[1].Jitter", "OneOffs[0].Name", "OneOffs[0].Targets",
		"OneOffs[0].Date", "Closures[0].From", "Closures[0].Slots[0]", "Closures[1].To", "Pauses[0].From", "Pauses[1].To",
	}, fields(err))
	n := 0
	for o, err := range bad.Occurrences(time.Unix(0, 0), time.Time{}) {
		assert.Nil(t, o)
		require.Error(t, err)
		n++
	}
	assert.Equal(t, 1, n)
}

func TestCalendarJSON(t *testing.T) {
	t.Parallel()
	data, err := json.Marshal(week())
	require.NoError(t, err)
	var read community.Calendar
	require.NoError(t, json.Unmarshal(data, &read))
	assert.Equal(t, week(), &read)
	assert.Contains(t, string(data), `"days":["monday","thursday"],"at":"09:00"`)
	assert.Contains(t, string(data), `"jitter":"12h0m0s"`)

	for _, bad := range []string{`{"days":["mo"]}`, `{"at":"25:00"}`, `{"jitter":"x"}`, `{"days":3}`} {
		require.Error(t, json.Unmarshal([]byte(bad), new(community.Slot)), bad)
	}
	data, err = json.Marshal(community.Hour{Weekday: time.Tuesday, Hour: 9, Posts: 2, Score: 0.5, Mean: 3})
	require.NoError(t, err)
	assert.JSONEq(t, `{"weekday":"tuesday","hour":9,"posts":2,"score":0.5,"mean":3}`, string(data))
	var hour community.Hour
	require.NoError(t, json.Unmarshal(data, &hour))
	assert.Equal(t, community.Hour{Weekday: time.Tuesday, Hour: 9, Posts: 2, Score: 0.5, Mean: 3}, hour)
	_, err = json.Marshal(community.Slot{Days: []time.Weekday{8}})
	require.Error(t, err)
}
