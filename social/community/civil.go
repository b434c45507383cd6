package community

import (
	"encoding"
	"fmt"
	"time"
)

var (
	_ encoding.TextMarshaler   = Date{}
	_ encoding.TextUnmarshaler = (*Date)(nil)
	_ encoding.TextMarshaler   = TimeOfDay{}
	_ encoding.TextUnmarshaler = (*TimeOfDay)(nil)
)

// Date is a day of the calendar, without a time zone. Its text form is "2006-01-02".
type Date struct {
	Year  int
	Month time.Month
	Day   int
}

// DateOf returns the day that t shows in its own time zone.
func DateOf(t time.Time) Date {
	y, m, d := t.Date()
	return Date{Year: y, Month: m, Day: d}
}

// ParseDate reads the form "2006-01-02".
func ParseDate(s string) (Date, error) {
	t, err := time.Parse(time.DateOnly, s)
	if err != nil {
		return Date{}, fmt.Errorf("community: date: %w", err)
	}
	return DateOf(t), nil
}

// String gives the form "2006-01-02".
func (d Date) String() string { return fmt.Sprintf("%04d-%02d-%02d", d.Year, d.Month, d.Day) }

// IsZero reports whether d is the zero Date, which is no day.
func (d Date) IsZero() bool { return d == Date{} }

// Valid reports whether the day exists: 30 February does not.
func (d Date) Valid() bool { return d.Year >= 1 && d.Year <= 9999 && DateOf(d.utc()) == d }

// AddDays returns the day n days later, or earlier if n is negative.
func (d Date) AddDays(n int) Date { return DateOf(d.utc().AddDate(0, 0, n)) }

// Before reports whether d comes before o.
func (d Date) Before(o Date) bool { return d.utc().Before(o.utc()) }

// Weekday returns the day of the week.
func (d Date) Weekday() time.Weekday { return d.utc().Weekday() }

// MarshalText implements [encoding.TextMarshaler]; the zero Date is "".
func (d Date) MarshalText() ([]byte, error) {
	switch {
	case d.IsZero():
		return nil, nil
	case !d.Valid():
		return nil, fmt.Errorf("community: date %s does not exist", d)
	default:
		return []byte(d.String()), nil
	}
}

// UnmarshalText implements [encoding.TextUnmarshaler].
func (d *Date) UnmarshalText(text []byte) error {
	if len(text) == 0 {
		*d = Date{}
		return nil
	}
	read, err := ParseDate(string(text))
	if err != nil {
		return err
	}
	*d = read
	return nil
}

// utc is midnight of the day in UTC, by which days are compared and counted.
func (d Date) utc() time.Time { return time.Date(d.Year, d.Month, d.Day, 0, 0, 0, 0, time.UTC) }

// TimeOfDay is what a clock on the wall shows, to the minute. Its text form is "15:04".
type TimeOfDay struct {
	Hour   int // 0 to 23
	Minute int // 0 to 59
}

// clockLayout is the text form of a TimeOfDay.
const clockLayout = "15:04"

// ParseTimeOfDay reads the form "15:04".
func ParseTimeOfDay(s string) (TimeOfDay, error) {
	t, err := time.Parse(clockLayout, s)
	if err != nil {
		return TimeOfDay{}, fmt.Errorf("community: time of day: %w", err)
	}
	return TimeOfDay{Hour: t.Hour(), Minute: t.Minute()}, nil
}

// String gives the form "15:04".
func (c TimeOfDay) String() string { return fmt.Sprintf("%02d:%02d", c.Hour, c.Minute) }

// Valid reports whether a clock can show it: 24:00 it cannot.
func (c TimeOfDay) Valid() bool {
	return c.Hour >= 0 && c.Hour <= 23 && c.Minute >= 0 && c.Minute <= 59
}

// MarshalText implements [encoding.TextMarshaler].
func (c TimeOfDay) MarshalText() ([]byte, error) {
	if !c.Valid() {
		return nil, fmt.Errorf("community: time of day %s does not exist", c)
	}
	return []byte(c.String()), nil
}

// UnmarshalText implements [encoding.TextUnmarshaler].
func (c *TimeOfDay) UnmarshalText(text []byte) error {
	read, err := ParseTimeOfDay(string(text))
	if err != nil {
		return err
	}
	*c = read
	return nil
}

// at returns the instant at which clocks in loc show that day and time. A time that the clocks leap over is
// read with the offset that was in force before the leap, and so comes later by the length of the leap; of a time that
// they show twice, the first is meant. These are the rules of RFC 5545, section 3.3.5. leapt reports the former case.
func at(d Date, c TimeOfDay, loc *time.Location) (t time.Time, leapt bool) {
	t = time.Date(d.Year, d.Month, d.Day, c.Hour, c.Minute, 0, 0, loc)
	wall := time.Date(d.Year, d.Month, d.Day, c.Hour, c.Minute, 0, 0, time.UTC)
	start, _ := t.ZoneBounds()
	switch shown := asUTC(t); {
	case shown.After(wall): // behind the leap, which is where t's zone begins
		return wall.Add(-offset(start.Add(-time.Second))).In(loc), true
	case shown.Before(wall): // ahead of the leap: t's own offset is the one before it
		return wall.Add(-offset(t)).In(loc), true
	}
	if !start.IsZero() {
		if first := wall.Add(-offset(start.Add(-time.Second))).In(loc); first.Before(start) {
			return first, false // both are shown; the earlier belongs to the zone before
		}
	}
	return t, false
}

// asUTC is what the clock shows at t, as if it were in UTC.
func asUTC(t time.Time) time.Time {
	y, m, d := t.Date()
	return time.Date(y, m, d, t.Hour(), t.Minute(), t.Second(), 0, time.UTC)
}

// offset is how far the clock at t is ahead of UTC.
func offset(t time.Time) time.Duration {
	_, seconds := t.Zone()
	return time.Duration(seconds) * time.Second
}
