package youtube

import (
	"math"
	"strconv"
	"strings"
	"time"

	"github.com/relais-go/relais/internal/scalar"
)

// A Duration is a length of time. YouTube writes that of videos as ISO 8601 has it ("PT1H2M3S", "P1DT2H", "P0D" of
// a stream that runs), others as seconds ("12.5s").
// See https://developers.google.com/youtube/v3/docs/videos#contentDetails.duration.
type Duration struct{ time.Duration }

// UnmarshalJSON accepts ISO 8601 with weeks, days, hours, minutes and seconds, a number of seconds with or without
// "s", and null. Months and years have no fixed length: they, and what cannot be read, leave the value unchanged.
func (d *Duration) UnmarshalJSON(b []byte) error {
	s, ok := scalar.Text(b)
	if !ok {
		return nil
	}
	if parsed, ok := parseDuration(s); ok {
		d.Duration = parsed
	}
	return nil
}

// MarshalJSON writes ISO 8601.
func (d Duration) MarshalJSON() ([]byte, error) {
	return strconv.AppendQuote(nil, d.ISO()), nil
}

// ISO is the duration as ISO 8601 has it, with days as the largest unit.
func (d Duration) ISO() string {
	left := d.Abs()
	var b strings.Builder
	if d.Duration < 0 {
		b.WriteByte('-')
	}
	b.WriteByte('P')
	put := func(unit time.Duration, letter byte) {
		if n := int64(left / unit); n > 0 {
			b.WriteString(strconv.FormatInt(n, 10))
			b.WriteByte(letter)
			left %= unit
		}
	}
	put(day, 'D')
	if left > 0 || d.Duration == 0 {
		b.WriteByte('T')
	}
	put(time.Hour, 'H')
	put(time.Minute, 'M')
	if left > 0 || d.Duration == 0 {
		b.WriteString(strconv.FormatFloat(left.Seconds(), 'f', -1, 64))
		b.WriteByte('S')
	}
	return b.String()
}

const day = 24 * time.Hour

func parseDuration(s string) (time.Duration, bool) {
	rest, negative := strings.CutPrefix(s, "-")
	d, ok := time.Duration(0), false
	if iso, found := strings.CutPrefix(rest, "P"); found {
		d, ok = parseISO(iso)
	} else {
		d, ok = multiply(strings.TrimSuffix(rest, "s"), time.Second)
	}
	if negative {
		d = -d
	}
	return d, ok
}

// parseISO reads what follows the "P" of a duration.
func parseISO(s string) (time.Duration, bool) {
	date, clock, timed := strings.Cut(s, "T")
	if date == "" && clock == "" || timed && clock == "" {
		return 0, false
	}
	days, ok := addUnits(date, "WD", 7*day, day)
	if !ok {
		return 0, false
	}
	rest, ok := addUnits(clock, "HMS", time.Hour, time.Minute, time.Second)
	return days + rest, ok && days+rest >= days
}

// addUnits adds up numbers that are each followed by the letter of their unit, in the order of the letters.
func addUnits(s, letters string, units ...time.Duration) (time.Duration, bool) {
	sum := time.Duration(0)
	for s != "" {
		end := strings.IndexAny(s, letters)
		if end <= 0 {
			return 0, false
		}
		at := strings.IndexByte(letters, s[end])
		d, ok := multiply(strings.Replace(s[:end], ",", ".", 1), units[at])
		if sum += d; !ok || sum < d {
			return 0, false
		}
		letters, units, s = letters[at+1:], units[at+1:], s[end+1:]
	}
	return sum, true
}

// multiply reads a decimal number of units.
func multiply(n string, unit time.Duration) (time.Duration, bool) {
	if strings.Trim(n, "0123456789.") != "" {
		return 0, false
	}
	f, err := strconv.ParseFloat(n, 64)
	nanos := math.Round(f * float64(unit))
	if err != nil || nanos >= math.MaxInt64 {
		return 0, false
	}
	return time.Duration(nanos), true
}
