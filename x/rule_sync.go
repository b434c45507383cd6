package x

import (
	"context"
	"errors"
	"strings"

	"github.com/relais-go/relais/social"
)

// RuleChanges are what [Client.SyncRules] did, or would do.
type RuleChanges struct {
	Added   []*Rule
	Deleted []*Rule
	Kept    []*Rule
}

// SyncRulesParams bound what [Client.SyncRules] may touch. nil means all rules of the program.
type SyncRulesParams struct {
	// TagPrefix leaves alone the rules whose tag does not begin so: for several services that share a program.
	// The wanted rules must have it.
	TagPrefix string

	// DryRun only finds out, and has X validate what would be added.
	DryRun bool
}

// SyncRules makes the rules of the filtered stream those that are wanted: what is there already stays, so that
// nothing is missed in the meantime; what is new is added before what is old is deleted, unless there is no room.
// A rule with another tag is another rule; X does not take two with the same query, so a change of tag interrupts
// that one query for a moment. On an error, and with a [*PartialError], the changes say how far it got.
func (c *Client) SyncRules(ctx context.Context, want []*Rule, p *SyncRulesParams) (*RuleChanges, error) {
	own := value(p)
	if err := c.checkRules(want); err != nil {
		return nil, err
	}
	for _, r := range want {
		if !strings.HasPrefix(r.Tag, own.TagPrefix) {
			return nil, social.Invalid(network, "want", "has the tag "+r.Tag+", which does not begin with TagPrefix")
		}
	}
	var have []*Rule
	for r, err := range c.Rules(ctx, nil) {
		if err != nil {
			return nil, err
		}
		if strings.HasPrefix(r.Tag, own.TagPrefix) {
			have = append(have, r)
		}
	}
	plan := planRules(have, want)
	if own.DryRun {
		if len(plan.add) == 0 {
			return plan.changes(plan.add, plan.all()), nil
		}
		return plan.changes(plan.add, plan.all()), ignoreDuplicates(c.CheckRules(ctx, plan.add...))
	}
	return c.applyRules(ctx, plan)
}

// ignoreDuplicates drops the complaint about queries that are there under another tag: they are deleted first.
func ignoreDuplicates(err error) error {
	p, ok := errors.AsType[*PartialError](err)
	if !ok {
		return err
	}
	var rest []Problem
	for _, problem := range p.Problems {
		if problem.Kind() != ProblemDuplicateRules {
			rest = append(rest, problem)
		}
	}
	return partial(p.Op, rest)
}

// rulePlan is how to get from one set of rules to another.
type rulePlan struct {
	kept    []*Rule
	retag   []*Rule // to delete first, since their queries are added under another tag
	add     []*Rule
	surplus []*Rule // to delete last
}

func planRules(have, want []*Rule) *rulePlan {
	type key struct{ value, tag string }
	wanted, queries := map[key]bool{}, map[string]bool{}
	for _, r := range want {
		wanted[key{r.Value, r.Tag}], queries[r.Value] = true, true
	}
	plan, there := &rulePlan{}, map[key]bool{}
	for _, r := range have {
		k := key{r.Value, r.Tag}
		switch {
		case wanted[k] && !there[k]:
			there[k] = true
			plan.kept = append(plan.kept, r)
		case queries[r.Value]:
			plan.retag = append(plan.retag, r)
		default:
			plan.surplus = append(plan.surplus, r)
		}
	}
	for _, r := range want {
		if k := (key{r.Value, r.Tag}); !there[k] {
			there[k] = true
			plan.add = append(plan.add, r)
		}
	}
	return plan
}

func (p *rulePlan) all() []*Rule { return append(append([]*Rule{}, p.retag...), p.surplus...) }

func (p *rulePlan) changes(added, deleted []*Rule) *RuleChanges {
	return &RuleChanges{Added: added, Deleted: deleted, Kept: p.kept}
}

func (c *Client) applyRules(ctx context.Context, plan *rulePlan) (*RuleChanges, error) {
	if err := c.deleteRules(ctx, plan.retag); err != nil {
		return plan.changes(nil, nil), err
	}
	added, err := c.AddRules(ctx, plan.add...)
	if errors.Is(err, social.ErrQuota) && len(plan.surplus) > 0 {
		if err := c.deleteRules(ctx, plan.surplus); err != nil {
			return plan.changes(added, plan.retag), err
		}
		more, err := c.AddRules(ctx, without(plan.add, added)...)
		return plan.changes(append(added, more...), plan.all()), err
	}
	if err != nil {
		return plan.changes(added, plan.retag), err // what is old stays as long as what is new does not stand
	}
	if err := c.deleteRules(ctx, plan.surplus); err != nil {
		return plan.changes(added, plan.retag), err
	}
	return plan.changes(added, plan.all()), nil
}

func (c *Client) deleteRules(ctx context.Context, rules []*Rule) error {
	ids := make([]ID, len(rules))
	for i, r := range rules {
		ids[i] = r.ID
	}
	return c.DeleteRules(ctx, ids...)
}

// without leaves out the rules that stand.
func without(rules, made []*Rule) []*Rule {
	stands := map[string]bool{}
	for _, r := range made {
		stands[r.Value] = true
	}
	var rest []*Rule
	for _, r := range rules {
		if !stands[r.Value] {
			rest = append(rest, r)
		}
	}
	return rest
}
