package graph

import (
	"crypto/sha256"
	"encoding/hex"
	"sync"

	"github.com/relais-go/relais/internal/rest"
	"github.com/relais-go/relais/ratelimit"
	"github.com/relais-go/relais/social"
)

// UseCase names the allowance that a call draws on, as Meta's usage headers name it.
// See https://developers.facebook.com/docs/graph-api/overview/rate-limiting.
type UseCase string

// Use cases. Those of businesses are counted for each page or account; the platform's for the app.
const (
	UseDefault   UseCase = ""
	UsePages     UseCase = "pages"     // calls with the token of a page or a system user
	UseInstagram UseCase = "instagram" // calls about an Instagram account, but for messages and discovery
	UseMessenger UseCase = "messenger" // sending and reading messages
	UsePlatform  UseCase = "platform"  // calls with the token of an app or a person, discovery and hashtags
	UseNothing   UseCase = "nothing"   // token endpoints
)

// Budgets name the allowances of a client in its rate limiter.
type Budgets struct {
	App     string  // ID of the app, whose calls the platform counts together; "" if not known
	Account string  // ID of the page or account, which business use cases count apart; "" if not known
	UseCase UseCase // that of calls which name none; "" means [UsePlatform]
}

// accountName stands for an account of which the ID is not known.
type accountName struct {
	mu   sync.Mutex
	text string
}

// accountKey names the account in budget keys, without asking Meta: by its ID, or by a digest of the first token.
func (c *Client) accountKey() string {
	if id := c.cfg.Budgets.Account; id != "" {
		return id
	}
	c.account.mu.Lock()
	defer c.account.mu.Unlock()
	if c.account.text != "" {
		return c.account.text
	}
	if c.cfg.Tokens == nil {
		return "anonymous"
	}
	t, err := c.cfg.Tokens.Token()
	if err != nil || t == nil || t.AccessToken == "" {
		return "anonymous" // the request will fail
	}
	sum := sha256.Sum256([]byte(t.AccessToken))
	c.account.text = hex.EncodeToString(sum[:6])
	return c.account.text
}

// Budget is the key of the allowance for a use case in the client's limiter.
func (c *Client) Budget(u UseCase) string {
	if u == UseDefault {
		u = c.cfg.Budgets.UseCase
	}
	switch {
	case u == UseNothing:
		return ""
	case u != UsePlatform && u != UseDefault:
		return "meta/" + c.accountKey() + "/" + string(u)
	case c.cfg.Budgets.App != "":
		return "meta/app/" + c.cfg.Budgets.App
	default:
		return "meta/" + c.accountKey() + "/" + string(UsePlatform)
	}
}

// charges lists the budgets that a call draws on.
func (c *Client) charges(r *Request) []social.Charge {
	charges := r.Charges
	if b := c.Budget(r.UseCase); b != "" {
		charges = append([]social.Charge{{Budget: b, Units: r.Units}}, charges...)
	}
	return charges
}

// windows reads what the head of an answer says: of the version, and of what was used of the allowances.
func (c *Client) windows(_ []social.Charge, a *rest.Answer) []social.Window {
	c.versions.watch(a.Header)
	windows := ratelimit.AppUsage(c.Budget(UsePlatform), a.Header, a.Received)
	own := ratelimit.BusinessUsage(a.Header, a.Received, func(id, useCase string) string {
		if id != c.accountKey() {
			return ""
		}
		return c.businessBudget(useCase)
	})
	if len(own) == 0 { // Meta counts a token of a business by the business, and others by what they belong to
		own = ratelimit.BusinessUsage(a.Header, a.Received, func(_, useCase string) string { return c.businessBudget(useCase) })
	}
	return append(windows, own...)
}

// businessBudget is the budget of a use case that Meta names, "" for one that is nobody's here.
func (c *Client) businessBudget(useCase string) string {
	switch u := UseCase(useCase); u {
	case UsePages, UseInstagram, UseMessenger:
		return c.Budget(u)
	default:
		return ""
	}
}
