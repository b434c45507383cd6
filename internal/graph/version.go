package graph

import (
	"log/slog"
	"net/http"
	"regexp"
	"strings"
	"sync"
	"time"
)

// DefaultVersion is the version of the Graph API that clients ask for unless they are told otherwise.
const DefaultVersion = "v26.0"

// versionHeader says in an answer which version gave it.
const versionHeader = "Facebook-Api-Version"

// sunsetNotice is how long before its end a version is warned of.
const sunsetNotice = 90 * 24 * time.Hour

// SunsetOf is the day from which Meta answers calls of a version with the oldest one that is still alive; false
// if it is not known, as for the newest. See https://developers.facebook.com/docs/graph-api/changelog/versions.
func SunsetOf(version string) (time.Time, bool) {
	day := func(y int, m time.Month, d int) (time.Time, bool) {
		return time.Date(y, m, d, 0, 0, 0, 0, time.UTC), true
	}
	switch version {
	case "v25.0":
		return day(2028, time.July, 29)
	case "v24.0":
		return day(2028, time.February, 18)
	case "v23.0":
		return day(2027, time.October, 8)
	case "v22.0":
		return day(2027, time.May, 20)
	case "v21.0":
		return day(2027, time.January, 21)
	case "v20.0":
		return day(2026, time.September, 24)
	}
	if major := majorOf(version); major > 0 && major < 20 {
		return day(2026, time.May, 21)
	}
	return time.Time{}, false
}

// majorOf reads the number before the point, 0 if there is none.
func majorOf(version string) int {
	n := 0
	digits, _, _ := strings.Cut(strings.TrimPrefix(version, "v"), ".")
	for _, c := range digits {
		if c < '0' || c > '9' || n > 1000 {
			return 0
		}
		n = n*10 + int(c-'0')
	}
	return n
}

func validVersion(v string) bool {
	ok, err := regexp.MatchString(`^v[0-9]{1,3}\.[0-9]{1,2}$`, v)
	return ok && err == nil
}

// versions watches which version answers, and warns once of each thing.
type versions struct {
	network string
	asked   string
	log     *slog.Logger
	now     func() time.Time

	sunset, other sync.Once
}

// watch looks at the head of an answer.
func (v *versions) watch(h http.Header) {
	v.sunset.Do(v.warnOfSunset)
	got := h.Get(versionHeader)
	if got == "" || got == v.asked || !validVersion(got) {
		return
	}
	v.other.Do(func() {
		v.log.Warn("another version of the Graph API answers than was asked for: that one may have ended",
			slog.String("network", v.network), slog.String("asked", v.asked), slog.String("answered", got))
	})
}

func (v *versions) warnOfSunset() {
	end, known := SunsetOf(v.asked)
	left := end.Sub(v.now())
	switch {
	case !known || left > sunsetNotice:
	case left <= 0:
		v.log.Warn("this version of the Graph API has ended: another one answers in its place",
			slog.String("network", v.network), slog.String("version", v.asked), slog.Time("end", end))
	default:
		v.log.Warn("this version of the Graph API ends soon: update the library, or choose a newer version",
			slog.String("network", v.network), slog.String("version", v.asked), slog.Time("end", end))
	}
}
