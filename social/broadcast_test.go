package social_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/relais-go/relais/social"
	"github.com/relais-go/relais/social/socialtest"
)

// publisher is a client that says what a test wants.
type publisher struct {
	network string
	publish func(ctx context.Context, d *social.Draft) (*social.Post, error)
	sent    atomic.Int32
}

func (p *publisher) Network() string { return p.network }

func (p *publisher) Publish(ctx context.Context, d *social.Draft) (*social.Post, error) {
	p.sent.Add(1)
	return p.publish(ctx, d)
}

// resumer is a publisher that can go on.
type resumer struct {
	publisher
	resume  func(ctx context.Context, p *social.Pending) (*social.Post, error)
	resumed atomic.Int32
}

func (r *resumer) Resume(ctx context.Context, p *social.Pending) (*social.Post, error) {
	r.resumed.Add(1)
	return r.resume(ctx, p)
}

// failing publishes nothing, for that reason.
func failing(network string, err error) *publisher {
	return &publisher{network: network, publish: func(context.Context, *social.Draft) (*social.Post, error) { return nil, err }}
}

// working publishes everything.
func working(network string) *publisher {
	return &publisher{network: network, publish: func(_ context.Context, d *social.Draft) (*social.Post, error) {
		return &social.Post{Ref: social.Ref{Network: network, ID: d.Key}, State: social.StatePublished, Raw: d}, nil
	}}
}

// elsewhere is a result as another process reads it.
func elsewhere(t *testing.T, r *social.BroadcastResult) *social.BroadcastResult {
	t.Helper()
	data, err := json.Marshal(r)
	require.NoError(t, err)
	var out social.BroadcastResult
	require.NoError(t, json.Unmarshal(data, &out))
	return &out
}

// outcomes are the outcomes of all targets.
func outcomes(r *social.BroadcastResult) map[string]social.Outcome {
	all := map[string]social.Outcome{}
	for _, t := range r.Targets {
		all[t.Target] = t.Outcome
	}
	return all
}

// again repeats a broadcast from its result, as another process would.
func again(t *testing.T, targets []social.Target, d *social.Draft, r *social.BroadcastResult) (*social.BroadcastResult, error) {
	t.Helper()
	return social.Broadcast(t.Context(), targets, d, &social.BroadcastOptions{Earlier: elsewhere(t, r)})
}

func TestBroadcast(t *testing.T) {
	t.Parallel()
	one, two := socialtest.NewNetwork("one", nil), socialtest.NewNetwork("two", nil)
	targets := []social.Target{
		{Name: "shop", Client: one.Client("shop", nil)},
		{Name: "press", Client: one.Client("press", nil), Variant: &social.Draft{Text: "For the press."}},
		{Client: two.Client("shop", nil)},
	}
	d := &social.Draft{Text: "Hello.", Variants: map[string]*social.Draft{"two": {Text: "Hello, two."}}}
	r, err := social.Broadcast(t.Context(), targets, d, nil)
	require.NoError(t, err)
	assert.True(t, r.Done())
	assert.Empty(t, d.Key, "the draft is not changed")
	require.NotEmpty(t, r.Key)
	var names, texts []string
	for _, tr := range r.Targets {
		names, texts = append(names, tr.Target), append(texts, tr.Post.Text)
		assert.Equal(t, social.OutcomeStands, tr.Outcome)
		assert.Equal(t, tr.Network, tr.Post.Ref.Network)
		assert.Equal(t, 1, tr.Tries)
		assert.False(t, tr.Tried.IsZero())
		assert.Equal(t, r.Key, tr.Post.Raw.(*social.Draft).Key, "all targets have the same key") //nolint:forcetypeassert // the network in memory says so
	}
	assert.Equal(t, []string{"shop", "press", "two"}, names)
	assert.Equal(t, []string{"Hello.", "For the press.", "Hello, two."}, texts)

	_, before := one.Traffic()
	same, err := again(t, targets, d, r)
	require.NoError(t, err)
	_, after := one.Traffic()
	assert.Equal(t, before, after, "what stands is not published again")
	assert.Equal(t, r.Target("press").Post.Ref, same.Target("press").Post.Ref)
	assert.Equal(t, social.StatePublished, same.Target("press").Post.State)
}

// TestBroadcastGoesOn: one failure stops nobody, and only what failed is tried again.
func TestBroadcastGoesOn(t *testing.T) {
	t.Parallel()
	good, late := working("x"), working("x")
	auth := failing("x", &social.Error{Network: "x", Op: "publish", Kind: social.ErrAuth, Status: 401})
	rate := failing("mastodon", &social.Error{Network: "mastodon", Kind: social.ErrRateLimited, RetryAfter: time.Minute})
	targets := []social.Target{{Name: "a", Client: auth}, {Name: "b", Client: good}, {Name: "c", Client: rate}}
	d := &social.Draft{Text: "Hello."}
	r, err := social.Broadcast(t.Context(), targets, d, nil)
	require.ErrorIs(t, err, social.ErrAuth)
	require.ErrorIs(t, err, social.ErrRateLimited)
	assert.Equal(t, "a: x: publish (not logged in, HTTP 401)\nc: mastodon (rate limited, retry after 1m0s)", err.Error())
	var named *social.TargetError
	require.ErrorAs(t, err, &named)
	assert.Equal(t, "a", named.Target)
	assert.Len(t, social.Problems(err), 2)
	assert.False(t, r.Done())
	assert.Equal(t, map[string]social.Outcome{"a": "failed", "b": "stands", "c": "failed"}, outcomes(r))

	key := r.Key
	auth.publish = working("x").publish
	second, err := again(t, append(targets[:2:2], social.Target{Name: "d", Client: late}), d, r)
	require.ErrorIs(t, err, social.ErrRateLimited, "a target that is left out is still reported")
	assert.NotErrorIs(t, err, social.ErrAuth)
	assert.Equal(t, map[string]social.Outcome{"a": "stands", "b": "stands", "c": "failed", "d": "stands"}, outcomes(second))
	assert.Equal(t, key, second.Key)
	assert.Equal(t, key, second.Target("a").Post.Ref.ID, "a certain failure is published again with the same key")
	assert.Equal(t, 2, second.Target("a").Tries)
	assert.EqualValues(t, 1, good.sent.Load())
	assert.EqualValues(t, 1, rate.sent.Load())
	assert.Equal(t, map[string]social.Outcome{"a": "failed", "b": "stands", "c": "failed"}, outcomes(r), "the earlier result is not changed")
}

// TestBroadcastUncertain: what may stand and cannot be looked for is left alone until somebody says.
func TestBroadcastUncertain(t *testing.T) {
	t.Parallel()
	for name, cause := range map[string]error{
		"uncertain":      &social.Error{Network: "x", Kind: social.ErrUncertain},
		"not classified": &social.Error{Network: "x", Message: "odd"},
		"not ours":       errors.New("odd"),
		"nothing at all": nil,
		"wrapped":        fmt.Errorf("odd: %w", &social.Error{Kind: social.ErrUncertain}),
		"also uncertain": errors.Join(&social.Error{Kind: social.ErrInvalid}, &social.Error{Kind: social.ErrUncertain}),
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c := failing("x", cause)
			targets := []social.Target{{Client: c}}
			d := &social.Draft{Text: "Hello."}
			r, err := social.Broadcast(t.Context(), targets, d, nil)
			for range 2 {
				require.Error(t, err)
				require.ErrorContains(t, err, "x: ")
				assert.Equal(t, social.OutcomeUncertain, r.Targets[0].Outcome)
				assert.False(t, r.Done())
				r, err = again(t, targets, d, r)
			}
			assert.EqualValues(t, 1, c.sent.Load())

			stands, open := elsewhere(t, r), elsewhere(t, r)
			stands.Target("x").Settle(&social.Post{Ref: social.Ref{Network: "x", ID: "7"}})
			r, err = again(t, targets, d, stands)
			require.NoError(t, err)
			assert.True(t, r.Done())
			assert.EqualValues(t, 1, c.sent.Load())

			c.publish = working("x").publish
			open.Target("x").Settle(nil)
			r, err = again(t, targets, d, open)
			require.NoError(t, err)
			assert.Equal(t, r.Key, r.Targets[0].Post.Ref.ID)
			assert.EqualValues(t, 2, c.sent.Load())
		})
	}
}

// TestBroadcastIsBounded: no more targets at once than Parallel says, and no fewer.
func TestBroadcastIsBounded(t *testing.T) {
	t.Parallel()
	for parallel, want := range map[int]int32{0: 8, 1: 1, 3: 3, 100: 20} {
		synctest.Test(t, func(t *testing.T) {
			var now, most atomic.Int32
			var targets []social.Target
			for i := range 20 {
				c := working("x")
				publish := c.publish
				c.publish = func(ctx context.Context, d *social.Draft) (*social.Post, error) {
					if n := now.Add(1); n > most.Load() {
						most.Store(n)
					}
					defer now.Add(-1)
					time.Sleep(time.Second)
					return publish(ctx, d)
				}
				targets = append(targets, social.Target{Name: fmt.Sprint(i), Client: c})
			}
			start := time.Now()
			_, err := social.Broadcast(t.Context(), targets, &social.Draft{Text: "Hello."}, &social.BroadcastOptions{Parallel: parallel})
			require.NoError(t, err)
			assert.Equal(t, want, most.Load())
			assert.Equal(t, time.Duration((20+want-1)/want)*time.Second, time.Since(start))
		})
	}
}

// TestBroadcastCancelled: when the context ends in the middle, each target says where it stands, and the next call
// does the rest once.
func TestBroadcastCancelled(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	n := socialtest.NewNetwork("n", nil)
	pending := &social.Pending{Network: "n", Key: "k", Stage: social.StageUpload}
	begun := &resumer{publisher: publisher{network: "n"}}
	begun.publish = func(ctx context.Context, _ *social.Draft) (*social.Post, error) {
		cancel()
		return nil, &social.Error{Network: "n", Err: ctx.Err(), Pending: pending}
	}
	begun.resume = func(context.Context, *social.Pending) (*social.Post, error) {
		return &social.Post{Ref: social.Ref{Network: "n", ID: "resumed"}}, nil
	}
	targets := []social.Target{
		{Name: "first", Client: n.Client("first", nil)}, {Name: "second", Client: begun}, {Name: "third", Client: n.Client("third", nil)},
	}
	d := &social.Draft{Text: "Hello."}
	var saved *social.BroadcastResult
	r, err := social.Broadcast(ctx, targets, d, &social.BroadcastOptions{
		Parallel: 1,
		Save: func(ctx context.Context, r *social.BroadcastResult) error {
			saved = r
			return ctx.Err()
		},
	})
	require.ErrorIs(t, err, context.Canceled)
	require.NotContains(t, err.Error(), "sav", "what has come of it is saved all the same")
	assert.Equal(t, social.OutcomePending, saved.Target("second").Outcome)
	assert.Equal(t, map[string]social.Outcome{"first": "stands", "second": "pending", "third": "waiting"}, outcomes(r))
	require.ErrorIs(t, elsewhere(t, r).Target("third").Err, context.Canceled)
	assert.Zero(t, r.Target("third").Tries)

	none, err := social.Broadcast(ctx, targets, d, &social.BroadcastOptions{Earlier: r})
	require.ErrorIs(t, err, context.Canceled, "with a context that has ended nothing is begun")
	assert.Equal(t, outcomes(r), outcomes(none))

	r, err = again(t, targets, d, none)
	require.NoError(t, err)
	assert.True(t, r.Done())
	assert.EqualValues(t, 1, begun.sent.Load())
	assert.Equal(t, "resumed", r.Target("second").Post.Ref.ID)
	_, writes := n.Traffic()
	assert.Equal(t, 2, writes, "two accounts, one post each")
}

// TestBroadcastDryRun: nothing is sent, and each target says so.
func TestBroadcastDryRun(t *testing.T) {
	t.Parallel()
	n := socialtest.NewNetwork("n", nil)
	targets := func(dry bool) (all []social.Target) {
		for _, name := range []string{"a", "b"} {
			all = append(all, social.Target{Name: name, Client: n.Client(name, &social.Options{DryRun: dry})})
		}
		return all
	}
	d := &social.Draft{Text: "Hello."}
	r, err := social.Broadcast(t.Context(), targets(true), d, nil)
	require.ErrorIs(t, err, social.ErrDryRun)
	assert.Len(t, social.Problems(err), 2)
	_, writes := n.Traffic()
	assert.Zero(t, writes)

	r, err = again(t, targets(false), d, r)
	require.NoError(t, err)
	assert.True(t, r.Done())
}

// TestBroadcastTogether: calls share nothing but what they are given.
func TestBroadcastTogether(t *testing.T) {
	t.Parallel()
	n := socialtest.NewNetwork("n", nil)
	targets := []social.Target{{Name: "a", Client: n.Client("a", nil)}, {Name: "b", Client: n.Client("b", nil)}}
	d := &social.Draft{Text: "Hello.", Key: "spring"}
	var wg sync.WaitGroup
	refs := make([]social.Ref, 8)
	for i := range refs {
		wg.Go(func() {
			r, err := social.Broadcast(t.Context(), targets, d, nil)
			if assert.NoError(t, err) {
				refs[i] = r.Target("b").Post.Ref
			}
		})
	}
	wg.Wait()
	for _, ref := range refs {
		assert.Equal(t, refs[0], ref, "the same key is the same post")
	}
}
