package ratelimit

import (
	"encoding/json"
	"math"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/relais-go/relais/social"
)

// metaUsage is one object of Meta's usage headers: percentages, and minutes.
type metaUsage struct {
	Type   string  `json:"type"`
	Calls  percent `json:"call_count"`
	Time   percent `json:"total_time"`
	CPU    percent `json:"total_cputime"`
	Regain percent `json:"estimated_time_to_regain_access"`
}

// percent is a number in whatever form; what is none counts as 0.
type percent float64

// UnmarshalJSON implements [json.Unmarshaler]. It does not fail.
func (p *percent) UnmarshalJSON(b []byte) error {
	n, _ := parseNumber(strings.Trim(string(b), `"`))
	*p = percent(min(n, 1e6))
	return nil
}

// AppUsage reads the X-App-Usage header, which states what an app has used of its platform allowance in the
// last hour; nothing if it is missing, as it is at little use. See
// https://developers.facebook.com/docs/graph-api/overview/rate-limiting.
func AppUsage(budget string, h http.Header, received time.Time) []social.Window {
	v := h.Get("X-App-Usage")
	var u metaUsage
	if v == "" || json.Unmarshal([]byte(v), &u) != nil {
		return nil
	}
	return []social.Window{u.window(budget, "app", time.Hour, received)}
}

// BusinessUsage reads the X-Business-Use-Case-Usage header, which states what was used for each business
// object ("id": a page or an Instagram account) and use case ("pages", "instagram", "messenger"). Budget names
// the budget that an entry belongs to, "" to leave it out. See
// https://developers.facebook.com/docs/graph-api/overview/rate-limiting.
func BusinessUsage(h http.Header, received time.Time, budget func(id, useCase string) string) []social.Window {
	v := h.Get("X-Business-Use-Case-Usage")
	var all map[string][]metaUsage
	if v == "" || json.Unmarshal([]byte(v), &all) != nil {
		return nil
	}
	var windows []social.Window
	for id, entries := range all {
		for i := range entries {
			b := budget(id, entries[i].Type)
			if b == "" {
				continue
			}
			w := entries[i].window(b, entries[i].Type, useCasePeriod(entries[i].Type), received)
			windows = merge(windows, &w)
		}
	}
	return windows
}

// useCasePeriod is the length of the rolling window of a use case: that of ads is an hour.
func useCasePeriod(useCase string) time.Duration {
	switch useCase {
	case "pages", "instagram", "messenger", "whatsapp", "leadgen":
		return 24 * time.Hour
	default:
		return time.Hour
	}
}

// merge keeps the tighter of several entries about one window.
func merge(windows []social.Window, w *social.Window) []social.Window {
	i := slices.IndexFunc(windows, func(o social.Window) bool { return o.Budget == w.Budget && o.Name == w.Name })
	if i < 0 {
		return append(windows, *w)
	}
	windows[i].Remaining = min(windows[i].Remaining, w.Remaining)
	if w.Reset.After(windows[i].Reset) {
		windows[i].Reset = w.Reset
	}
	return windows
}

// window states the highest of the three percentages, for the network stops calls when any reaches 100.
func (u *metaUsage) window(budget, name string, period time.Duration, received time.Time) social.Window {
	used := int64(math.Ceil(float64(max(u.Calls, u.Time, u.CPU))))
	w := social.Window{Budget: budget, Name: Percent(name), Limit: 100, Remaining: max(100-used, 0), Period: period}
	if u.Regain > 0 {
		w.Remaining = 0
		w.Reset = received.Add(time.Duration(float64(u.Regain) * float64(time.Minute)))
	}
	return w
}
