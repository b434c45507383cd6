package community_test

import (
	"testing"
	"time"

	"github.com/relais-go/relais/social/community"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// TestAtKnownDays: the days on which clocks changed, and what RFC 5545 says of them.
func TestAtKnownDays(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ why, zone, date, clock, want string }{
		{"an ordinary day", "Europe/Paris", "2026-03-28", "02:30", "2026-03-28T02:30:00+01:00"},
		{"leapt over: later by an hour", "Europe/Paris", "2026-03-29", "02:30", "2026-03-29T03:30:00+02:00"},
		{"the first minute leapt over", "Europe/Paris", "2026-03-29", "02:00", "2026-03-29T03:00:00+02:00"},
		{"the last minute before the leap", "Europe/Paris", "2026-03-29", "01:59", "2026-03-29T01:59:00+01:00"},
		{"shown twice: the first", "Europe/Paris", "2026-10-25", "02:30", "2026-10-25T02:30:00+02:00"},
		{"the minute after both", "Europe/Paris", "2026-10-25", "03:00", "2026-10-25T03:00:00+01:00"},
		{"leapt over, behind Greenwich", "America/New_York", "2026-03-08", "02:30", "2026-03-08T03:30:00-04:00"},
		{"shown twice, behind Greenwich", "America/New_York", "2026-11-01", "01:30", "2026-11-01T01:30:00-04:00"},
		{"half an hour leapt over", "Australia/Lord_Howe", "2026-10-04", "02:15", "2026-10-04T02:45:00+11:00"},
		{"half an hour twice", "Australia/Lord_Howe", "2026-04-05", "01:45", "2026-04-05T01:45:00+11:00"},
		{"midnight leapt over", "America/Sao_Paulo", "2018-11-04", "00:00", "2018-11-04T01:00:00-02:00"},
		{"two hours leapt over", "Antarctica/Troll", "2026-03-29", "01:30", "2026-03-29T03:30:00+02:00"},
		{"a whole day leapt over", "Pacific/Apia", "2011-12-30", "10:00", "2011-12-31T10:00:00+14:00"},
	} {
		d, err := community.ParseDate(c.date)
		require.NoError(t, err)
		clock, err := community.ParseTimeOfDay(c.clock)
		require.NoError(t, err)
		got, _ := community.At(d, clock, zone(t, c.zone))
		assert.Equal(t, c.want, got.Format(time.RFC3339), c.why)
	}
}

// TestAtAgainstSearch looks at each quarter of an hour of each day around all changes of clocks of two decades, and
// compares with a search among all offsets that the zone had.
func TestAtAgainstSearch(t *testing.T) {
	t.Parallel()
	first := 2010
	if testing.Short() {
		first = 2027
	}
	for _, name := range []string{
		"UTC", "Europe/Paris", "Europe/Dublin", "America/New_York", "America/St_Johns", "America/Havana", "Australia/Lord_Howe", "Africa/Casablanca",
		"America/Sao_Paulo", "Asia/Beirut", "Asia/Kathmandu", "Pacific/Apia", "Pacific/Kiritimati", "Antarctica/Troll",
	} {
		loc := zone(t, name)
		for day := (community.Date{Year: first, Month: 1, Day: 1}); day.Year < 2030; day = day.AddDays(1) {
			noon := time.Date(day.Year, day.Month, day.Day, 12, 0, 0, 0, time.UTC)
			offsets := offsetsAround(noon, loc)
			if len(offsets) == 1 && day.Day != 1 {
				continue
			}
			for quarter := range 96 {
				clock := community.TimeOfDay{Hour: quarter / 4, Minute: quarter % 4 * 15}
				wall := time.Date(day.Year, day.Month, day.Day, clock.Hour, clock.Minute, 0, 0, time.UTC)
				want, leapt := search(wall, offsets, loc)
				got, gotLeapt := community.At(day, clock, loc)
				if !want.Equal(got) || leapt != gotLeapt {
					t.Fatalf("%s %s %s: want %s, %v, got %s, %v", name, day, clock, want, leapt, got, gotLeapt)
				}
			}
		}
	}
}

// offsetsAround lists the offsets in force within two days, in the order of time.
func offsetsAround(noon time.Time, loc *time.Location) []time.Duration {
	var out []time.Duration
	for when := noon.Add(-48 * time.Hour); when.Before(noon.Add(48 * time.Hour)); when = when.Add(15 * time.Minute) {
		_, s := when.In(loc).Zone()
		if o := time.Duration(s) * time.Second; len(out) == 0 || out[len(out)-1] != o {
			out = append(out, o)
		}
	}
	return out
}

// search finds the first instant that shows wall, or else reads it with the offset before the leap.
func search(wall time.Time, offsets []time.Duration, loc *time.Location) (time.Time, bool) {
	var first time.Time
	for _, o := range offsets {
		when := wall.Add(-o)
		if _, s := when.In(loc).Zone(); time.Duration(s)*time.Second == o && (first.IsZero() || when.Before(first)) {
			first = when
		}
	}
	if !first.IsZero() {
		return first, false
	}
	for i := 1; i < len(offsets); i++ {
		if offsets[i] > offsets[i-1] { // the leap
			return wall.Add(-offsets[i-1]), true
		}
	}
	return time.Time{}, true
}

func TestCivilText(t *testing.T) {
	t.Parallel()
	for _, bad := range []string{"2026-02-30", "2026-2-3", "26-02-03", "tomorrow", "2026-02-03T00:00:00Z"} {
		_, err := community.ParseDate(bad)
		assert.Error(t, err, bad)
	}
	for _, bad := range []string{"24:00", "9", "09:60", "09:30:00", "-1:00"} {
		_, err := community.ParseTimeOfDay(bad)
		assert.Error(t, err, bad)
	}
	var d community.Date
	require.NoError(t, d.UnmarshalText([]byte("2028-02-29")))
	assert.Equal(t, "2028-02-29", d.String())
	assert.Equal(t, "2028-03-01", d.AddDays(1).String())
	assert.Equal(t, time.Tuesday, d.Weekday())
	_, err := community.Date{Year: 2026, Month: 2, Day: 29}.MarshalText()
	require.Error(t, err)
	_, err = community.TimeOfDay{Hour: 24}.MarshalText()
	require.Error(t, err)
}
