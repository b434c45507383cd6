package linkedin

import (
	"errors"
	"log/slog"
	"sync"
	"time"

	"github.com/relais-go/relais/social"
)

// DefaultVersion is the version of the API that clients ask for unless [Config].Version says otherwise.
// See https://learn.microsoft.com/en-us/linkedin/marketing/versioning.
const DefaultVersion = "202609"

// ErrVersion says that LinkedIn does not serve the version that was asked for: it has ended, or does not exist yet.
// The error is of kind [social.ErrInvalid], holds a [*VersionError], and comes on every call until the library is
// updated or [Config].Version changed.
var ErrVersion = errors.New("the version of the API is not served")

// A VersionError names the version that LinkedIn does not serve.
type VersionError struct {
	Version string // "202609"
	Err     *Error // what LinkedIn said
}

// Error says what to do.
func (e *VersionError) Error() string {
	return "LinkedIn does not serve version " + e.Version + " of its API: update the library, or set Config.Version"
}

// Unwrap gives [ErrVersion] and LinkedIn's own error.
func (e *VersionError) Unwrap() []error {
	errs := []error{ErrVersion}
	if e.Err != nil {
		errs = append(errs, e.Err)
	}
	return errs
}

const (
	versionLayout = "200601"
	sunsetDay     = 15 // of the same month, a year later, as LinkedIn has always done it
	sunsetNotice  = 60 * 24 * time.Hour
)

// SunsetOf is the day from which a version such as "202609" is expected to be refused: LinkedIn ends each in the middle
// of the same month a year later. false if version is none.
func SunsetOf(version string) (time.Time, bool) {
	month, err := time.Parse(versionLayout, version)
	if err != nil || len(version) != len(versionLayout) {
		return time.Time{}, false
	}
	return time.Date(month.Year()+1, month.Month(), sunsetDay, 0, 0, 0, 0, time.UTC), true
}

func checkVersion(v string) error {
	if _, ok := SunsetOf(v); !ok {
		return social.Invalid(network, "Config.Version", `must be a year and a month, as "202609"`)
	}
	return nil
}

// sunset warns once of a version that ends soon.
type sunset struct{ once sync.Once }

func (s *sunset) watch(log *slog.Logger, version string, now time.Time) {
	end, _ := SunsetOf(version)
	left := end.Sub(now)
	if left > sunsetNotice {
		return
	}
	s.once.Do(func() {
		text := "this version of LinkedIn's API ends soon: update the library, or choose a newer version"
		if left <= 0 {
			text = "this version of LinkedIn's API should have ended: update the library, or choose a newer version"
		}
		log.Warn(text, slog.String("network", network), slog.String("version", version), slog.Time("end", end))
	})
}
