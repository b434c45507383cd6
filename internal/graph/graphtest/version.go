package graphtest

import (
	"strconv"
	"strings"
	"time"
)

// A Version is a version of the API, such as 26.0.
type Version struct{ Major, Minor int }

// String is the version as it stands in paths: "v26.0".
func (v Version) String() string {
	return "v" + strconv.Itoa(v.Major) + "." + strconv.Itoa(v.Minor)
}

// Before reports whether v is older than w.
func (v Version) Before(w Version) bool {
	return v.Major < w.Major || v.Major == w.Major && v.Minor < w.Minor
}

// ParseVersion reads a version as it stands in paths.
func ParseVersion(text string) (Version, bool) {
	rest, ok := strings.CutPrefix(text, "v")
	major, minor, found := strings.Cut(rest, ".")
	if !ok || !found {
		return Version{}, false
	}
	a, errA := strconv.Atoi(major)
	b, errB := strconv.Atoi(minor)
	return Version{a, b}, errA == nil && errB == nil
}

type release struct {
	version Version
	until   time.Time // zero: open
}

// releases are the versions with their ends, oldest first, see
// https://developers.facebook.com/docs/graph-api/changelog/.
func releases() []release {
	day := func(y int, m time.Month, d int) time.Time { return time.Date(y, m, d, 0, 0, 0, 0, time.UTC) }
	return []release{
		{Version{18, 0}, day(2026, 1, 26)},
		{Version{19, 0}, day(2026, 5, 21)},
		{Version{20, 0}, day(2026, 9, 24)},
		{Version{21, 0}, day(2027, 1, 21)},
		{Version{22, 0}, day(2027, 5, 20)},
		{Version{23, 0}, day(2027, 10, 8)},
		{Version{24, 0}, day(2028, 2, 18)},
		{Version{25, 0}, day(2028, 7, 29)},
		{Version{26, 0}, time.Time{}},
	}
}

// NewestVersion is the newest version that is served.
func NewestVersion() Version {
	all := releases()
	return all[len(all)-1].version
}

// served is the version that answers a request for want: an expired one is served by the oldest that
// lives. It reports false for one that does not exist.
func served(want Version, now time.Time) (Version, bool) {
	var oldest Version
	for _, r := range releases() {
		alive := r.until.IsZero() || now.Before(r.until)
		if !alive {
			continue
		}
		if oldest == (Version{}) {
			oldest = r.version
		}
		if r.version == want {
			return want, true
		}
	}
	return oldest, want.Before(oldest)
}

// cutVersion takes the version off a path.
func cutVersion(path string) (version Version, given bool, rest string) {
	path = strings.Trim(path, "/")
	first, rest, _ := strings.Cut(path, "/")
	if v, ok := ParseVersion(first); ok {
		return v, true, rest
	}
	return Version{}, false, path
}
