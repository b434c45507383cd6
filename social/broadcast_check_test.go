package social_test

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/relais-go/relais/social"
	"github.com/relais-go/relais/social/socialtest"
)

// TestBroadcastCheckFirst: all problems of all targets at once, and nothing is sent if there is one.
func TestBroadcastCheckFirst(t *testing.T) {
	t.Parallel()
	n, strict := socialtest.NewNetwork("n", nil), socialtest.NewNetwork("strict", nil)
	unchecked := working("plain")
	targets := []social.Target{
		{Name: "a", Client: n.Client("a", nil)},
		{Name: "b", Client: n.Client("b", nil), Variant: &social.Draft{Text: strings.Repeat("long ", 200), Poll: &social.Poll{Options: []string{"one"}}}},
		{Name: "c", Client: strict.Client("c", nil)},
		{Name: "d", Client: unchecked},
	}
	d := &social.Draft{Text: "Hello.", Variants: map[string]*social.Draft{"strict": {At: time.Now().Add(-time.Hour)}}}
	opts := &social.BroadcastOptions{CheckFirst: true}
	fields := func(err error) (all []string) {
		for _, p := range social.Problems(err) {
			all = append(all, p.Network+" "+p.Field)
		}
		return all
	}
	want := []string{"n Text", "n Poll.Options", "strict At"}
	require.Equal(t, want, fields(social.CheckAll(t.Context(), targets, d)))

	r, err := social.Broadcast(t.Context(), targets, d, opts)
	require.Equal(t, want, fields(err))
	assert.Equal(t, map[string]social.Outcome{"a": "waiting", "b": "failed", "c": "failed", "d": "waiting"}, outcomes(r))
	require.NoError(t, r.Target("a").Err)
	_, writes := n.Traffic()
	assert.Zero(t, writes)
	assert.Zero(t, unchecked.sent.Load())

	targets[1].Variant = nil
	d.Variants = nil
	opts.Earlier = elsewhere(t, r)
	r, err = social.Broadcast(t.Context(), targets, d, opts)
	require.NoError(t, err)
	assert.True(t, r.Done())

	d.Text = strings.Repeat("long ", 200)
	opts.Earlier = r
	_, err = social.Broadcast(t.Context(), targets, d, opts)
	require.NoError(t, err, "what stands is not checked any more")
	require.NoError(t, social.CheckAll(t.Context(), nil, d))
}

// TestBroadcastCheckCancelled: a check that could not be made lets nothing out, and is no failure of the draft.
func TestBroadcastCheckCancelled(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	n := socialtest.NewNetwork("n", nil)
	r, err := social.Broadcast(ctx, []social.Target{{Client: n.Client("a", nil)}}, &social.Draft{Text: "Hello."}, &social.BroadcastOptions{CheckFirst: true})
	require.ErrorIs(t, err, context.Canceled)
	assert.Equal(t, social.OutcomeWaiting, r.Targets[0].Outcome)
}

// TestBroadcastArguments: what cannot be meant is refused before anything is sent, and the earlier result is kept.
func TestBroadcastArguments(t *testing.T) {
	t.Parallel()
	x := func() social.Target { return social.Target{Client: working("x")} }
	earlier := func(change func(*social.BroadcastResult)) *social.BroadcastResult {
		r := &social.BroadcastResult{Key: "k", Targets: []*social.TargetResult{{Target: "x", Network: "x", Outcome: social.OutcomeFailed}}}
		change(r)
		return r
	}
	for field, test := range map[string]struct {
		targets []social.Target
		draft   *social.Draft
		earlier *social.BroadcastResult
	}{
		"Draft":                      {targets: []social.Target{x()}},
		"Draft.Key":                  {draft: &social.Draft{Key: "other"}, earlier: earlier(func(*social.BroadcastResult) {})},
		"Targets[1].Name":            {draft: &social.Draft{}, targets: []social.Target{x(), x()}},
		"Targets[0].Name":            {draft: &social.Draft{}, targets: []social.Target{{Client: nil}}},
		"Targets[0].Client":          {draft: &social.Draft{}, targets: []social.Target{{Name: "x", Client: working("y")}}, earlier: earlier(func(*social.BroadcastResult) {})},
		"Earlier.Key":                {draft: &social.Draft{}, earlier: earlier(func(r *social.BroadcastResult) { r.Key = "" })},
		"Earlier.Targets[0]":         {draft: &social.Draft{}, earlier: earlier(func(r *social.BroadcastResult) { r.Targets[0] = nil })},
		"Earlier.Targets[0].Outcome": {draft: &social.Draft{}, earlier: earlier(func(r *social.BroadcastResult) { r.Targets[0].Outcome = "new" })},
		"Earlier.Targets[1].Target":  {draft: &social.Draft{}, earlier: earlier(func(r *social.BroadcastResult) { r.Targets = append(r.Targets, r.Targets[0]) })},
	} {
		t.Run(field, func(t *testing.T) {
			t.Parallel()
			r, err := social.Broadcast(t.Context(), test.targets, test.draft, &social.BroadcastOptions{Earlier: test.earlier})
			require.ErrorIs(t, err, social.ErrInvalid)
			require.Len(t, social.Problems(err), 1)
			assert.Equal(t, field, social.Problems(err)[0].Field)
			require.NotNil(t, r)
			if test.earlier != nil {
				assert.Same(t, test.earlier, r)
			}
			for _, target := range test.targets {
				if c, ok := target.Client.(*publisher); ok {
					assert.Zero(t, c.sent.Load())
				}
			}
		})
	}
	for _, outcome := range []social.Outcome{social.OutcomeStands, social.OutcomePending} {
		bare := earlier(func(r *social.BroadcastResult) { r.Targets[0].Outcome = outcome })
		_, err := social.Broadcast(t.Context(), nil, &social.Draft{}, &social.BroadcastOptions{Earlier: bare})
		require.ErrorIs(t, err, social.ErrInvalid)
	}
	require.ErrorIs(t, social.CheckAll(t.Context(), []social.Target{x(), x()}, &social.Draft{}), social.ErrInvalid)

	c := &publisher{network: ""}
	_, err := social.Broadcast(t.Context(), []social.Target{{Name: "n", Client: struct{}{}}}, &social.Draft{}, nil)
	require.ErrorIs(t, err, errors.ErrUnsupported, "what is no Publisher is a failure of its target: %v", c)
}

// ending is a checker that finds nothing, and whose caller gives up meanwhile.
type ending struct {
	*publisher
	cancel context.CancelFunc
}

func (e *ending) Limits(context.Context) (*social.Limits, error) { return &social.Limits{}, nil }

func (e *ending) Check(context.Context, *social.Draft) error {
	e.cancel()
	return nil
}

// TestBroadcastCheckFirstEnds: when the context ends during the check, that is said: nothing was sent.
func TestBroadcastCheckFirstEnds(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	a, b := &ending{working("a"), cancel}, working("b")
	targets := []social.Target{{Client: a}, {Client: b}}
	r, err := social.Broadcast(ctx, targets, &social.Draft{Text: "Hello."}, &social.BroadcastOptions{CheckFirst: true})
	require.ErrorIs(t, err, context.Canceled)
	assert.Equal(t, map[string]social.Outcome{"a": "waiting", "b": "waiting"}, outcomes(r))
	require.ErrorContains(t, r.Target("a").Err, "not begun")
	require.ErrorContains(t, r.Target("b").Err, "not begun")
	assert.Zero(t, a.sent.Load()+b.sent.Load())
	r, err = social.Broadcast(t.Context(), targets, &social.Draft{Text: "Hello."}, &social.BroadcastOptions{CheckFirst: true, Earlier: elsewhere(t, r)})
	require.NoError(t, err)
	assert.True(t, r.Done())
}
