package ratelimit

import (
	"math"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/relais-go/relais/social"
)

// Headers names the header fields in which a network states one window.
//
//	ratelimit.Headers{Limit: "X-RateLimit-Limit", Remaining: "X-RateLimit-Remaining", Reset: "X-RateLimit-Reset"}
type Headers struct {
	Name                    string        // that of the window, as in [social.Window]
	Limit, Remaining, Reset string        // header fields; "" for one that the network lacks
	Period                  time.Duration // of the window, 0 if it varies
}

// Window reads the window from the header of an answer to a request sent and received at these local times;
// false if the header does not state it. Skew, which may be nil, is shown the header first.
func (n *Headers) Window(budget string, h http.Header, sent, received time.Time, skew *Skew) (social.Window, bool) {
	skew.Observe(h, sent, received)
	w := social.Window{Budget: budget, Name: n.Name, Limit: -1, Remaining: -1, Period: n.Period}
	if v, ok := ParseCount(get(h, n.Limit)); ok {
		w.Limit = v
	}
	if v, ok := ParseCount(get(h, n.Remaining)); ok {
		w.Remaining = v
	}
	if t, ok := ParseReset(get(h, n.Reset), received, skew); ok {
		w.Reset = t
	}
	return w, w.Limit >= 0 || w.Remaining >= 0 && !w.Reset.IsZero()
}

func get(h http.Header, field string) string {
	if field == "" {
		return ""
	}
	return h.Get(field)
}

// ParseCount reads the number of units in a header: decimal digits, and nothing of note behind a comma or
// semicolon ("300, 300;w=900").
func ParseCount(v string) (int64, bool) {
	if i := strings.IndexAny(v, ",;"); i >= 0 {
		v = v[:i]
	}
	n, err := strconv.ParseInt(strings.TrimSpace(v), 10, 64)
	if err != nil || n < 0 {
		return 0, false
	}
	return n, true
}

const (
	// minEpoch and up are seconds since 1970; less is a number of seconds from now on.
	minEpoch = 900_000_000
	// minMillis and up are milliseconds since 1970.
	minMillis = 100_000_000_000
	// maxMillis bounds what is a time at all: the end of the year 9999.
	maxMillis = 253_402_300_799_000
	// maxDelta bounds a number of seconds from now on.
	maxDelta = 400 * 24 * 3600
)

// ParseReset reads when a window ends, on the local clock: a time as RFC 3339 has it, with or without
// fraction, or the seconds or milliseconds since 1970, by the server's clock, which skew corrects (nil: it is
// right); or the seconds from received on.
func ParseReset(v string, received time.Time, skew *Skew) (time.Time, bool) {
	v = strings.TrimSpace(v)
	if t, err := time.Parse(time.RFC3339Nano, v); err == nil {
		return skew.Local(t.UTC()), true
	}
	n, ok := parseNumber(v)
	switch {
	case !ok || n > maxMillis:
		return time.Time{}, false
	case n >= minMillis:
		return skew.Local(time.UnixMilli(int64(n)).UTC()), true
	case n >= minEpoch:
		whole, part := math.Modf(n)
		return skew.Local(time.Unix(int64(whole), int64(part*1e9)).UTC()), true
	case n > maxDelta:
		return time.Time{}, false
	}
	return received.Add(time.Duration(n * float64(time.Second))), true
}

// parseNumber reads a plain decimal number that is not negative.
func parseNumber(v string) (float64, bool) {
	if v == "" || strings.Trim(v, "0123456789.") != "" {
		return 0, false
	}
	n, err := strconv.ParseFloat(v, 64)
	return n, err == nil
}

// RetryAfter reads the header of that name: how long from received on the network asks to stay away, 0 if it
// does not. The header holds seconds, or a date by the server's clock, which the answer's own Date corrects,
// or skew (nil: it is right) if it has none. More than 400 days is taken for a mistake.
func RetryAfter(h http.Header, received time.Time, skew *Skew) time.Duration {
	v := strings.TrimSpace(h.Get("Retry-After"))
	if n, ok := parseNumber(v); ok {
		if n > maxDelta {
			return 0
		}
		return time.Duration(n * float64(time.Second))
	}
	at, err := http.ParseTime(v)
	if err != nil {
		return 0
	}
	wait := skew.Local(at).Sub(received)
	if date, err := http.ParseTime(h.Get("Date")); err == nil {
		wait = at.Sub(date)
	}
	if wait < 0 || wait > maxDelta*time.Second {
		return 0
	}
	return wait
}
