package x

import (
	"crypto/sha256"
	"encoding/hex"
	"net/http"
	"strings"
	"time"

	"golang.org/x/oauth2"

	"github.com/relais-go/relais/internal/rest"
	"github.com/relais-go/relais/ratelimit"
	"github.com/relais-go/relais/social"
)

// X counts calls by endpoint, apart for each account and for the program's own token: in windows of 15 minutes,
// and for some writes also in 24 hours, for the account and for the whole program.
// See https://docs.x.com/x-api/fundamentals/rate-limits.
const (
	window15m = 15 * time.Minute
	windowDay = 24 * time.Hour
	dayName   = "day"
)

// noLimit is what some endpoints state that have no limit, or another one.
const noLimit = 40_000

// Places in Client.names.
const (
	asUser = iota
	asApp
)

// charges lists the rate budgets that a call draws on.
func (c *Client) charges(r *request, app bool) []social.Charge {
	family := r.Family
	if family == "" {
		family = r.Op
	}
	charges := []social.Charge{{Budget: c.budget(app, family)}}
	if !app && r.Method != "" && r.Method != http.MethodGet {
		charges = append(charges, social.Charge{Budget: c.budget(true, family)})
	}
	return charges
}

func (c *Client) budget(app bool, family string) string {
	return c.budgets() + c.accountKey(app) + "/" + family
}

// budgets is how all keys begin; behind it come the account and the family.
func (c *Client) budgets() string { return network + "/" + c.rest().Base().Host + "/" }

// accountKey names the account, or the program, in budget keys without asking X.
func (c *Client) accountKey(app bool) string {
	who, prefix, tokens := asUser, "", c.cfg.Tokens
	if app {
		who, prefix, tokens = asApp, "app-", c.cfg.App
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.names[who] != "" {
		return c.names[who]
	}
	secret := ""
	switch {
	case app && tokens == nil:
		return "app" // the program that the account's token belongs to
	case !app && c.cfg.OAuth1 != nil:
		secret = c.cfg.OAuth1.Token
	default:
		if secret = tokenText(tokens); secret == "" {
			return prefix + "anonymous" // the request will fail
		}
	}
	// Access tokens are replaced every two hours; the name stays that of the first.
	sum := sha256.Sum256([]byte(secret))
	c.names[who] = prefix + hex.EncodeToString(sum[:6])
	return c.names[who]
}

func tokenText(source oauth2.TokenSource) string {
	if source == nil {
		return ""
	}
	t, err := source.Token()
	if err != nil || t == nil {
		return ""
	}
	return t.AccessToken
}

// windows reads the rate headers: the endpoint's main window, and those of a day where X states them.
func (c *Client) windows(charges []social.Charge, a *rest.Answer) []social.Window {
	if len(charges) == 0 {
		return nil
	}
	var out []social.Window
	read := func(prefix, name, budget string, period time.Duration) {
		names := ratelimit.Headers{
			Name: name, Limit: prefix + "-Limit", Remaining: prefix + "-Remaining", Reset: prefix + "-Reset", Period: period,
		}
		w, ok := names.Window(budget, a.Header, a.Sent, a.Received, &c.skew)
		if ok && (name != "" || w.Limit != noLimit) {
			out = append(out, w)
		}
	}
	own := charges[0].Budget
	_, family, _ := strings.Cut(strings.TrimPrefix(own, c.budgets()), "/")
	read("X-Rate-Limit", "", own, window15m)
	read("X-User-Limit-24hour", dayName, own, windowDay)
	read("X-App-Limit-24hour", dayName, c.budget(true, family), windowDay)
	return out
}
