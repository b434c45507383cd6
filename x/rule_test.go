package x_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/relais-go/relais/social"
	"github.com/relais-go/relais/x"
	"github.com/relais-go/relais/x/xtest"
)

// values are the queries of rules, sorted.
func values(rules []*x.Rule) []string {
	var all []string
	for _, r := range rules {
		all = append(all, r.Value)
	}
	slices.Sort(all)
	return all
}

func standingRules(t *testing.T, c *x.Client) []*x.Rule {
	t.Helper()
	var all []*x.Rule
	for r, err := range c.Rules(t.Context(), nil) {
		require.NoError(t, err)
		all = append(all, r)
	}
	return all
}

func TestRules(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	c := w.client()
	assert.Empty(t, standingRules(t, c))
	require.NoError(t, c.CheckRules(t.Context(), &x.Rule{Value: "cats"}))
	assert.Empty(t, standingRules(t, c), "checking adds nothing")

	made, err := c.AddRules(t.Context(), &x.Rule{Value: "cats", Tag: "pets"}, &x.Rule{Value: "dogs"})
	require.NoError(t, err)
	require.Len(t, made, 2)
	assert.Equal(t, "pets", made[0].Tag)
	assert.NotEmpty(t, made[0].ID)

	made, err = c.AddRules(t.Context(), &x.Rule{Value: "cats"}, &x.Rule{Value: "birds"})
	require.ErrorIs(t, err, social.ErrDuplicate)
	assert.Equal(t, []string{"birds"}, values(made), "what is new stands")
	_, err = c.AddRules(t.Context(), &x.Rule{Value: "is:reply"})
	require.ErrorIs(t, err, social.ErrInvalid)
	_, err = c.AddRules(t.Context(), &x.Rule{Value: "a"}, &x.Rule{Value: ""})
	requireField(t, err, social.ErrInvalid, "rules[1].Value")
	_, err = c.AddRules(t.Context(), &x.Rule{Value: strings.Repeat("é", 1025)})
	requireField(t, err, social.ErrInvalid, "rules[0].Value")

	page, err := c.RulesPage(t.Context(), nil, standingRules(t, c)[0].ID)
	require.NoError(t, err)
	assert.Len(t, page.Items, 1)
	counts, err := c.RuleCounts(t.Context())
	require.NoError(t, err)
	assert.Equal(t, x.Int(3), counts.App.Rules)
	assert.Equal(t, x.Int(1000), counts.AppCap)

	require.NoError(t, c.DeleteRules(t.Context(), page.Items[0].ID))
	require.Error(t, c.DeleteRules(t.Context(), page.Items[0].ID), "it is not there any more")
	assert.Len(t, standingRules(t, c), 2)
	require.NoError(t, c.DeleteAllRules(t.Context()))
	assert.Empty(t, standingRules(t, c))
}

// TestRulesOnce loses the answers to changes: what the repeat finds done is no error.
func TestRulesOnce(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	c := w.client()
	w.srv.Faults().Add(xtest.Fault{Kind: xtest.CutAfter, Match: "POST /2/tweets/search/stream/rules"})
	made, err := c.AddRules(t.Context(), &x.Rule{Value: "cats", Tag: "pets"})
	require.NoError(t, err)
	require.Len(t, made, 1)
	assert.Equal(t, *standingRules(t, c)[0], *made[0])
	w.srv.Faults().Add(xtest.Fault{Kind: xtest.CutAfter, Match: "POST /2/tweets/search/stream/rules"})
	require.NoError(t, c.DeleteRules(t.Context(), made[0].ID))
	assert.Empty(t, standingRules(t, c))
}

func TestSyncRules(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	c := w.client()
	_, err := c.AddRules(t.Context(), &x.Rule{Value: "cats", Tag: "a:1"}, &x.Rule{Value: "dogs", Tag: "a:1"},
		&x.Rule{Value: "birds", Tag: "a:1"}, &x.Rule{Value: "fish", Tag: "b:1"})
	require.NoError(t, err)
	before := standingRules(t, c)
	want := []*x.Rule{{Value: "cats", Tag: "a:1"}, {Value: "dogs", Tag: "a:2"}, {Value: "mice", Tag: "a:1"}}
	p := &x.SyncRulesParams{TagPrefix: "a:", DryRun: true}

	plan, err := c.SyncRules(t.Context(), want, p)
	require.NoError(t, err)
	assert.Equal(t, before, standingRules(t, c), "a dry run changes nothing")
	p.DryRun = false
	done, err := c.SyncRules(t.Context(), want, p)
	require.NoError(t, err)
	for _, changes := range []*x.RuleChanges{plan, done} {
		assert.Equal(t, []string{"dogs", "mice"}, values(changes.Added))
		assert.Equal(t, []string{"birds", "dogs"}, values(changes.Deleted))
		assert.Equal(t, []string{"cats"}, values(changes.Kept))
	}
	assert.Equal(t, []string{"cats", "dogs", "fish", "mice"}, values(standingRules(t, c)), "those of others stay")

	w.srv.Requests().Reset()
	again, err := c.SyncRules(t.Context(), want, p)
	require.NoError(t, err)
	assert.Empty(t, again.Added)
	assert.Empty(t, again.Deleted)
	assert.Zero(t, w.writes())
	_, err = c.SyncRules(t.Context(), []*x.Rule{{Value: "x", Tag: "b:1"}}, p)
	requireField(t, err, social.ErrInvalid, "want")

	_, err = c.SyncRules(t.Context(), []*x.Rule{{Value: "is:reply", Tag: "a:9"}}, p)
	require.ErrorIs(t, err, social.ErrInvalid)
	assert.Equal(t, []string{"cats", "dogs", "fish", "mice"}, values(standingRules(t, c)), "what is old stays until what is new stands")
}

func TestSyncRulesWithoutRoom(t *testing.T) {
	t.Parallel()
	w := newWorld(t, &xtest.Options{Stream: xtest.StreamOptions{Rules: 2}})
	c := w.client()
	_, err := c.AddRules(t.Context(), &x.Rule{Value: "cats"}, &x.Rule{Value: "dogs"})
	require.NoError(t, err)
	_, err = c.AddRules(t.Context(), &x.Rule{Value: "mice"})
	require.ErrorIs(t, err, social.ErrQuota)
	done, err := c.SyncRules(t.Context(), []*x.Rule{{Value: "cats"}, {Value: "mice"}}, nil)
	require.NoError(t, err)
	assert.Equal(t, []string{"mice"}, values(done.Added))
	assert.Equal(t, []string{"cats", "mice"}, values(standingRules(t, c)))
}

func TestRulesAreWrites(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	c := w.client(func(o *social.Options) { o.DryRun = true })
	_, err := c.AddRules(t.Context(), &x.Rule{Value: "cats"})
	require.ErrorIs(t, err, social.ErrDryRun)
	require.ErrorIs(t, c.DeleteAllRules(t.Context()), social.ErrDryRun)
	require.NoError(t, c.CheckRules(t.Context(), &x.Rule{Value: "cats"}), "X is asked, and changes nothing")
}
