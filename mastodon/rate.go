package mastodon

import (
	"net/url"
	"time"

	"github.com/relais-go/relais/internal/rest"
	"github.com/relais-go/relais/ratelimit"
	"github.com/relais-go/relais/social"
)

// family is a group of calls that share an allowance beside the general one of 300 calls in 5 minutes.
// See https://docs.joinmastodon.org/api/rate-limits/.
type family string

const (
	familyAll      family = "all"
	familyStatuses family = "statuses" // create, edit and boost: 300 in 3 hours
	familyMedia    family = "media"    // 30 in 30 minutes
	familyDelete   family = "delete"   // delete and unboost: 30 in 30 minutes
	familyFollows  family = "follows"  // 400 a day
	familyReports  family = "reports"  // 400 a day
	familyPaging   family = "paging"   // reads beyond the first page: 300 in 15 minutes
	familyNone     family = ""         // not limited
)

// generalPeriod is the window of the general allowance: a reset further off belongs to another.
const generalPeriod = 5 * time.Minute

// ownLimit is the default size of a family's window where it differs from the general one's.
func (f family) ownLimit() int64 {
	switch f {
	case familyMedia, familyDelete:
		return 30
	case familyFollows, familyReports:
		return 400
	default:
		return 0
	}
}

// charges lists the budgets that a call draws on.
func (c *Client) charges(f family, query url.Values) []social.Charge {
	if f == familyNone {
		return nil
	}
	charges := []social.Charge{{Budget: c.budget(familyAll)}}
	if f == familyAll && (query.Has("max_id") || query.Has("min_id") || query.Has("since_id") || query.Has("page")) {
		f = familyPaging
	}
	if f != familyAll {
		charges = append(charges, social.Charge{Budget: c.budget(f)})
	}
	return charges
}

func (c *Client) budget(f family) string {
	return network + "/" + c.rest.Base().Host + "/" + c.accountKey() + "/" + string(f)
}

// windows reads the rate headers. A server shows only the window that is closest to its end, without saying
// which one that is: what cannot be the general one is the family's, what could be either counts for both.
func (c *Client) windows(charges []social.Charge, a *rest.Answer) []social.Window {
	names := ratelimit.Headers{Limit: "X-RateLimit-Limit", Remaining: "X-RateLimit-Remaining", Reset: "X-RateLimit-Reset"}
	w, ok := names.Window("", a.Header, a.Sent, a.Received, &c.skew)
	if !ok {
		return nil
	}
	var out []social.Window
	for i, ch := range charges {
		if i == 0 && len(charges) > 1 && c.notGeneral(charges[1].Budget, w) {
			continue
		}
		w.Budget = ch.Budget
		out = append(out, w)
	}
	return out
}

// notGeneral reports whether the window shown must be that of the family with the given budget.
func (c *Client) notGeneral(budget string, w social.Window) bool {
	if !w.Reset.IsZero() && time.Until(w.Reset) > generalPeriod {
		return true
	}
	for _, f := range []family{familyMedia, familyDelete, familyFollows, familyReports} {
		if budget == c.budget(f) {
			return w.Limit == f.ownLimit()
		}
	}
	return false
}
