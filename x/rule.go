package x

import (
	"context"
	"fmt"
	"iter"
	"net/http"
	"net/url"
	"slices"
	"unicode/utf8"

	"github.com/relais-go/relais/internal/rest"
	"github.com/relais-go/relais/social"
)

// Everything about rules needs the program's own token ([Config.App]). A change takes about 20 seconds until the
// stream knows it. See https://docs.x.com/x-api/posts/filtered-stream/integrate/build-a-rule.

// ruleBatch is how many rules are changed by one request.
const ruleBatch = 100

func rulesPath(more ...string) string {
	return path(append([]string{"tweets", "search", "stream", "rules"}, more...)...)
}

// RulesPage reads a page of the rules of the filtered stream, 1,000 by default; of those with the given ids if
// there are any. See https://docs.x.com/x-api/stream/get-stream-rules.
func (c *Client) RulesPage(ctx context.Context, p *PageParams, ids ...ID) (*Page[Rule], error) {
	q := url.Values{}
	setList(q, "ids", ids)
	l := &list{request: request{Op: "rules", Path: rulesPath(), Query: q, App: true, Priority: social.PriorityPoll}, least: 1, most: 1000}
	return pageOf[Rule](ctx, c, l, p, nil)
}

// Rules iterates over the rules of the filtered stream. See https://docs.x.com/x-api/stream/get-stream-rules.
func (c *Client) Rules(ctx context.Context, p *PageParams) iter.Seq2[*Rule, error] {
	return paged(ctx, c, p, func(r *Rule) ID { return r.ID }, func(ctx context.Context, p *PageParams) (*Page[Rule], error) {
		return c.RulesPage(ctx, p)
	})
}

// RuleCounts says how many rules there are, and may be. See https://docs.x.com/x-api/stream/get-stream-rule-counts.
func (c *Client) RuleCounts(ctx context.Context) (*RuleCounts, error) {
	q := url.Values{"rules_count.fields": {"all_project_client_apps,cap_per_client_app,cap_per_project,client_app_rules_count,project_rules_count"}}
	a, err := one[RuleCounts](ctx, c, &request{Op: "rules.counts", Path: rulesPath("counts"), Query: q, App: true})
	if err != nil {
		return nil, err
	}
	return a.Data, nil
}

// AddRules adds rules and returns those that stand, with their ids. What X did not take is told by a [*PartialError]
// beside them: [social.ErrInvalid] for a query that it does not understand, [social.ErrDuplicate] for one that is
// there already, [social.ErrQuota] beyond the number that the plan allows. Repeating it does no harm.
// See https://docs.x.com/x-api/stream/update-stream-rules.
func (c *Client) AddRules(ctx context.Context, rules ...*Rule) ([]*Rule, error) {
	return c.addRules(ctx, rules, false)
}

// CheckRules has X validate rules without adding them. The error is that of [Client.AddRules].
// See https://docs.x.com/x-api/stream/update-stream-rules.
func (c *Client) CheckRules(ctx context.Context, rules ...*Rule) error {
	_, err := c.addRules(ctx, rules, true)
	return err
}

func (c *Client) addRules(ctx context.Context, rules []*Rule, dry bool) ([]*Rule, error) {
	if err := c.checkRules(rules); err != nil {
		return nil, err
	}
	var made []*Rule
	var problems []Problem
	for part := range slices.Chunk(rules, ruleBatch) {
		a, repeated, err := c.changeRules(ctx, "rules.add", map[string]any{"add": plainRules(part)}, dry)
		if err != nil {
			return made, err
		}
		made = append(made, present(a.Data)...)
		for _, p := range a.Errors {
			if known := alreadyMade(&p, part); known != nil && repeated {
				made = append(made, known) // by the attempt whose answer was lost
				continue
			}
			problems = append(problems, p)
		}
	}
	return made, partial("rules.add", problems)
}

// plainRules is what X takes of rules: it gives the ids.
func plainRules(rules []*Rule) []Rule {
	out := make([]Rule, len(rules))
	for i, r := range rules {
		out[i] = Rule{Value: r.Value, Tag: r.Tag}
	}
	return out
}

// alreadyMade is the rule that a problem says is there already.
func alreadyMade(p *Problem, rules []*Rule) *Rule {
	if p.Kind() != ProblemDuplicateRules || p.ID == "" {
		return nil
	}
	for _, r := range rules {
		if r.Value == string(p.Value) {
			return &Rule{ID: p.ID, Value: r.Value, Tag: r.Tag}
		}
	}
	return nil
}

// changeRules makes one change. It reports whether the request was sent more than once.
func (c *Client) changeRules(ctx context.Context, op string, body map[string]any, dry bool) (*Answer[[]*Rule], bool, error) {
	r := &request{Op: op, Family: "rules.write", Method: http.MethodPost, Path: rulesPath(), Body: body, Class: rest.Idempotent, App: true}
	if dry {
		r.Query, r.Class = url.Values{"dry_run": {"true"}}, rest.Read
	}
	out := new(Answer[[]*Rule])
	answer, err := c.do(ctx, r, out)
	if err != nil {
		return nil, false, err
	}
	return out, answer.Attempts > 1, nil
}

// checkRules refuses what X would refuse.
func (c *Client) checkRules(rules []*Rule) error {
	most := 1024
	if c.cfg.Plan == PlanEnterprise {
		most = 2048
	}
	for i, r := range rules {
		field := fmt.Sprintf("rules[%d].Value", i)
		switch {
		case r == nil || r.Value == "":
			return social.Invalid(network, field, "is empty")
		case utf8.RuneCountInString(r.Value) > most:
			return social.Invalid(network, field, fmt.Sprintf("is longer than %d characters", most))
		}
	}
	return nil
}

// DeleteRules removes rules by their ids. One that is not there any more is told by a [*PartialError].
// See https://docs.x.com/x-api/stream/update-stream-rules.
func (c *Client) DeleteRules(ctx context.Context, ids ...ID) error {
	var problems []Problem
	for part := range slices.Chunk(ids, ruleBatch) {
		a, repeated, err := c.changeRules(ctx, "rules.delete", map[string]any{"delete": map[string]any{"ids": part}}, false)
		if err != nil {
			return err
		}
		if !repeated { // else an attempt whose answer was lost may have removed them
			problems = append(problems, a.Errors...)
		}
	}
	return partial("rules.delete", problems)
}

// DeleteAllRules removes every rule of the program. See https://docs.x.com/x-api/stream/update-stream-rules.
func (c *Client) DeleteAllRules(ctx context.Context) error {
	_, err := order[any](ctx, c, &request{
		Op: "rules.delete", Family: "rules.write", Method: http.MethodPost, Path: rulesPath(), App: true,
		Query: url.Values{"delete_all": {"true"}}, Body: map[string]any{},
	})
	return err
}
