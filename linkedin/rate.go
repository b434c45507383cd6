package linkedin

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"strings"
	"sync"
	"time"

	"github.com/relais-go/relais/internal/rest"
	"github.com/relais-go/relais/ratelimit"
	"github.com/relais-go/relais/social"
)

// LinkedIn counts calls by endpoint and day, for the application and for each member; both begin anew at midnight UTC.
// No answer tells what is left, so what is not declared is learned from refusals.
// See https://learn.microsoft.com/en-us/linkedin/shared/api-guide/concepts/rate-limits.

// Allowances is what an application may do in a day. LinkedIn shows the figures in the developer portal, under Analytics,
// once an endpoint was called.
type Allowances struct {
	// Daily are the allowances by endpoint, named as in the Op of errors and observations: "posts.create". "" is for
	// all endpoints that are not named.
	Daily map[string]Allowance
}

// An Allowance is a number of calls per day; 0 means not known.
type Allowance struct {
	App    int64 // of the application, for all members together; it needs [Config].App
	Member int64 // of one member
}

// endpoint names what a call goes to, by its resource and method: "posts.create", "posts.finder-author". All calls of one
// endpoint draw on one allowance, whatever made them.
func endpoint(method Method, path, query string) string {
	segments := strings.Split(strings.Trim(path, "/"), "/")[1:] // without "rest" or "v2"
	if len(segments) == 0 {
		return "do"
	}
	resource := segments[(len(segments)-1)/2*2] // keys stand between
	if strings.ContainsFunc(resource, func(r rune) bool { return (r < 'a' || r > 'z') && (r < 'A' || r > 'Z') && (r < '0' || r > '9') }) {
		return "do"
	}
	name := map[string]string{}
	for pair := range strings.SplitSeq(query, "&") {
		if key, v, found := strings.Cut(pair, "="); found {
			name[key] = rest.Clip(v)
		}
	}
	switch method {
	case MethodFinder:
		return resource + ".finder-" + name["q"]
	case MethodAction:
		return resource + "." + name["action"]
	case MethodGetAll:
		return resource + ".list"
	case MethodBatchGet:
		return resource + ".batchGet"
	case MethodPartialUpdate:
		return resource + ".update"
	case "":
		return resource + ".get"
	default:
		return resource + "." + strings.ToLower(string(method))
	}
}

// dayName is that of the window in each budget.
const dayName = "day"

// budgetName stands for the member in budget keys.
type budgetName struct {
	mu   sync.Mutex
	text string
}

// memberKey names the member without asking LinkedIn: by a digest of the first token.
func (c *Client) memberKey() string {
	if c.cfg.Author.Kind() == KindPerson {
		return c.cfg.Author.ID()
	}
	c.names.mu.Lock()
	defer c.names.mu.Unlock()
	if c.names.text != "" {
		return c.names.text
	}
	t, err := c.cfg.Tokens.Token()
	if err != nil || t == nil || t.AccessToken == "" {
		return "anonymous" // the request will fail
	}
	sum := sha256.Sum256([]byte(t.AccessToken))
	c.names.text = hex.EncodeToString(sum[:6])
	return c.names.text
}

func (c *Client) memberBudget(op string) string {
	return network + "/member/" + c.memberKey() + "/" + op
}

// appBudget is "" if the application is not known.
func (c *Client) appBudget(op string) string {
	if c.cfg.App == nil || c.cfg.App.ID == "" {
		return ""
	}
	return network + "/app/" + c.cfg.App.ID + "/" + op
}

// charges lists the budgets that a call draws on.
func (c *Client) charges(op string) []social.Charge {
	member, app := c.memberBudget(op), c.appBudget(op)
	if _, known := c.declared.LoadOrStore(op, struct{}{}); !known {
		c.declare(op, member, app)
	}
	out := []social.Charge{{Budget: member}}
	if app != "" {
		out = append(out, social.Charge{Budget: app})
	}
	return out
}

// declare tells the limiter of an endpoint's allowances, if it is one that takes definitions.
func (c *Client) declare(op, member, app string) {
	definer, ok := c.rest.Options().Limiter.(interface {
		Define(budget string, a ratelimit.Allowance)
	})
	if !ok || c.cfg.Allowances == nil {
		return
	}
	daily, named := c.cfg.Allowances.Daily[op]
	if !named {
		daily = c.cfg.Allowances.Daily[""]
	}
	for budget, limit := range map[string]int64{member: daily.Member, app: daily.App} {
		if budget != "" && limit > 0 {
			definer.Define(budget, ratelimit.Allowance{Name: dayName, Limit: limit, Location: time.UTC, Kind: ratelimit.Quota})
		}
	}
}

// windows reads from a refusal that an allowance is used up. All answers tell LinkedIn's clock.
func (c *Client) windows(charges []social.Charge, a *rest.Answer) []social.Window {
	c.skew.Observe(a.Header, a.Sent, a.Received)
	c.sunset.watch(c.rest.Log(), c.cfg.Version, c.now())
	if a.Status < 400 || len(charges) == 0 {
		return nil
	}
	e := c.classify(a)
	if !errors.Is(e.Kind, social.ErrQuota) {
		return nil
	}
	budget := charges[0].Budget
	if text := strings.ToUpper(e.Message); len(charges) > 1 && strings.Contains(text, "APPLICATION") && !strings.Contains(text, "MEMBER") {
		budget = charges[1].Budget
	}
	return []social.Window{{Budget: budget, Name: dayName, Limit: -1, Remaining: 0, Reset: a.Received.Add(e.RetryAfter), Period: 24 * time.Hour}}
}

// nextDay is when LinkedIn's day ends.
func nextDay(now time.Time) time.Time {
	y, m, d := now.UTC().Date()
	return time.Date(y, m, d+1, 0, 0, 0, 0, time.UTC)
}
