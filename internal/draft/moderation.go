package draft

import (
	"slices"

	"github.com/relais-go/relais/social"
)

// CheckModeration refuses what an action would ignore: every field of m, which may be nil, but those that it takes.
func CheckModeration(network string, a social.Action, m *social.Moderation, takes ...string) error {
	if m == nil {
		return nil
	}
	for _, f := range []struct {
		name  string
		given bool
	}{
		{"Reason", m.Reason != ""},
		{"Category", m.Category != ""},
		{"Evidence", len(m.Evidence) > 0},
		{"Forward", m.Forward},
		{"Duration", m.Duration != 0},
	} {
		if f.given && !slices.Contains(takes, f.name) {
			return social.Invalid(network, f.name, "means nothing to "+string(a))
		}
	}
	return nil
}
