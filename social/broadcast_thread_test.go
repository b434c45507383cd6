package social_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/relais-go/relais/social"
	"github.com/relais-go/relais/social/socialtest"
)

// longDraft makes a thread of three pieces on a network in memory.
func longDraft() *social.Draft {
	return &social.Draft{Text: strings.TrimSpace(strings.Repeat("There is a lot to see. ", 55))}
}

func standing(n *socialtest.Network) []*social.Post { return n.Harness("acme").Server.Standing() }

// TestBroadcastFits: each target gets what it takes, one post here and a thread there.
func TestBroadcastFits(t *testing.T) {
	t.Parallel()
	n := socialtest.NewNetwork("short", nil)
	roomy := &publisher{network: "roomy", publish: func(_ context.Context, d *social.Draft) (*social.Post, error) {
		return &social.Post{Ref: social.Ref{Network: "roomy", ID: "1"}, Text: d.Text}, nil
	}}
	targets := []social.Target{{Client: n.Client("acme", nil)}, {Client: roomy}}
	d := longDraft()
	_, err := social.Broadcast(t.Context(), targets[:1], d, nil)
	require.ErrorIs(t, err, social.ErrInvalid, "nothing is fitted unasked")

	var saved []*social.BroadcastResult
	opts := &social.BroadcastOptions{Fit: &social.FitOptions{}, CheckFirst: true, Save: func(_ context.Context, r *social.BroadcastResult) error {
		saved = append(saved, r)
		return nil
	}}
	r, err := social.Broadcast(t.Context(), targets, d, opts)
	require.NoError(t, err)
	assert.True(t, r.Done())
	require.Len(t, standing(n), 3)
	short := r.Target("short")
	assert.Len(t, short.Thread.Posts, 3)
	assert.Equal(t, short.Thread.Posts[0], short.Post.Ref)
	assert.Len(t, short.Changes, 3)
	assert.Nil(t, r.Target("roomy").Thread, "what says nothing of its limits gets the draft as it is")
	assert.Equal(t, d.Text, r.Target("roomy").Post.Text)
	assert.GreaterOrEqual(t, len(saved), 8, "before and after each piece")

	opts.Earlier = elsewhere(t, r)
	assert.Equal(t, short.Changes, opts.Earlier.Target("short").Changes)
	_, err = social.Broadcast(t.Context(), targets, d, opts)
	require.NoError(t, err)
	assert.Len(t, standing(n), 3, "what stands is not published again")

	one, err := social.Broadcast(t.Context(), targets[:1], d, &social.BroadcastOptions{Fit: &social.FitOptions{Shorten: true}})
	require.NoError(t, err)
	assert.Nil(t, one.Targets[0].Thread)
	assert.Equal(t, social.FitLeftOut, one.Targets[0].Changes[1].Kind)
}

// TestBroadcastThreadResumes: a thread that was interrupted goes on in another process.
func TestBroadcastThreadResumes(t *testing.T) {
	t.Parallel()
	for _, fault := range []socialtest.Fault{socialtest.FaultBlindAfter, socialtest.FaultBlindBefore, socialtest.FaultDown} {
		t.Run(string(fault), func(t *testing.T) {
			t.Parallel()
			n := socialtest.NewNetwork("short", nil)
			client := func() []social.Target {
				return []social.Target{{Client: n.Client("acme", &social.Options{Retries: 1})}}
			}
			var mend func()
			opts := &social.BroadcastOptions{Fit: &social.FitOptions{}}
			opts.Save = func(_ context.Context, r *social.BroadcastResult) error {
				if p := r.Targets[0].Thread; mend == nil && p != nil && len(p.Posts) == 1 && !p.Uncertain {
					mend = n.Break(fault)
				}
				return nil
			}
			r, err := social.Broadcast(t.Context(), client(), longDraft(), opts)
			mend()
			require.ErrorContains(t, err, "short: piece 2")
			assert.Equal(t, social.OutcomePending, r.Targets[0].Outcome)
			assert.Len(t, r.Targets[0].Thread.Posts, 1)
			first := r.Targets[0].Post.Ref

			_, err = again(t, client(), longDraft(), r)
			assert.Equal(t, "Fit", social.Problems(err)[0].Field, "the same options are needed")
			opts.Earlier = elsewhere(t, r)
			r, err = social.Broadcast(t.Context(), client(), longDraft(), opts)
			require.NoError(t, err)
			assert.True(t, r.Done())
			assert.Len(t, standing(n), 3, "each piece stands once")
			assert.Equal(t, first, r.Targets[0].Post.Ref)
			assert.Len(t, r.Targets[0].Thread.Published, 2, "the first was not even sent again")
		})
	}
}

// TestBroadcastThreadKilled: what was being sent when the process ended may stand.
func TestBroadcastThreadKilled(t *testing.T) {
	t.Parallel()
	n := socialtest.NewNetwork("short", nil)
	targets := []social.Target{{Client: n.Client("acme", nil)}}
	var killed []*social.BroadcastResult
	opts := &social.BroadcastOptions{Fit: &social.FitOptions{}, Save: func(_ context.Context, r *social.BroadcastResult) error {
		killed = append(killed, elsewhere(t, r))
		return nil
	}}
	_, err := social.Broadcast(t.Context(), targets, longDraft(), opts)
	require.NoError(t, err)
	all := standing(n)
	require.Len(t, all, 3)

	opts.Save = nil
	for i, before := range killed {
		opts.Earlier = before
		r, err := social.Broadcast(t.Context(), targets, longDraft(), opts)
		thread := before.Targets[0].Thread
		if !thread.Uncertain {
			require.NoError(t, err, "saved %d", i)
			assert.Len(t, standing(n), 3, "in memory, keys are honoured")
			continue
		}
		require.ErrorIs(t, err, social.ErrUncertain, "saved %d", i)
		require.ErrorContains(t, err, fmt.Sprintf("piece %d", len(thread.Posts)+1))
		assert.Equal(t, social.OutcomeUncertain, r.Targets[0].Outcome)
		assert.Len(t, standing(n), 3, "nothing is sent")
		stood := len(thread.Posts)
		r.Targets[0].Settle(all[stood])
		assert.True(t, thread.Uncertain && len(thread.Posts) == stood, "the earlier result is not changed")
		opts.Earlier = r
		r, err = social.Broadcast(t.Context(), targets, longDraft(), opts)
		require.NoError(t, err)
		assert.True(t, r.Done())
		assert.Len(t, standing(n), 3)
	}
}

// doubtful takes short texts and answers as told.
type doubtful struct {
	scripted
	limits ruled
}

func (d *doubtful) Limits(ctx context.Context) (*social.Limits, error) { return d.limits.Limits(ctx) }

func (d *doubtful) Check(ctx context.Context, draft *social.Draft) error {
	return d.limits.Check(ctx, draft)
}

// TestBroadcastThreadDoubts: where it cannot be found out whether a piece stands, the whole target waits for a person.
func TestBroadcastThreadDoubts(t *testing.T) {
	t.Parallel()
	c := &doubtful{limits: *posts(500)}
	c.answers = []func() (*social.Post, error){nil, func() (*social.Post, error) { return nil, errors.New("boom") }}
	targets := []social.Target{{Client: c}}
	opts := &social.BroadcastOptions{Fit: &social.FitOptions{}}
	r, err := social.Broadcast(t.Context(), targets, longDraft(), opts)
	require.ErrorContains(t, err, "boom")
	assert.Equal(t, social.OutcomeUncertain, r.Targets[0].Outcome)
	opts.Earlier = elsewhere(t, r)
	r, err = social.Broadcast(t.Context(), targets, longDraft(), opts)
	require.Error(t, err)
	assert.Len(t, c.calls, 2, "nothing is sent")
	r.Targets[0].Settle(nil)
	opts.Earlier = r
	r, err = social.Broadcast(t.Context(), targets, longDraft(), opts)
	require.NoError(t, err)
	assert.True(t, r.Done())
	assert.Len(t, c.calls, 4)
}

// TestBroadcastUnfitted: a draft that cannot be fitted has failed, and is tried again when it is mended; a thread of
// which a piece stands still waits to be gone on with.
func TestBroadcastUnfitted(t *testing.T) {
	t.Parallel()
	n := socialtest.NewNetwork("short", nil)
	targets := []social.Target{{Client: n.Client("acme", nil)}}
	opts := &social.BroadcastOptions{Fit: &social.FitOptions{MaxPieces: 1}}
	r, err := social.Broadcast(t.Context(), targets, longDraft(), opts)
	require.ErrorIs(t, err, social.ErrInvalid)
	assert.Equal(t, social.OutcomeFailed, r.Targets[0].Outcome)
	ended, cancel := context.WithCancel(t.Context())
	cancel()
	r, err = social.Broadcast(ended, targets, longDraft(), &social.BroadcastOptions{Fit: opts.Fit})
	require.ErrorIs(t, err, context.Canceled)
	assert.Equal(t, social.OutcomeWaiting, r.Targets[0].Outcome, "nobody knows whether it fits")

	opts.Earlier = elsewhere(t, r)
	opts.Fit.MaxPieces = 3
	opts.Save = func(_ context.Context, r *social.BroadcastResult) error {
		if p := r.Targets[0].Thread; p != nil && len(p.Posts) == 1 && !p.Uncertain {
			return errors.New("the disk is full")
		}
		return nil
	}
	r, err = social.Broadcast(t.Context(), targets, longDraft(), opts)
	require.ErrorContains(t, err, "the disk is full")
	assert.Equal(t, social.OutcomePending, r.Targets[0].Outcome)
	opts.Earlier, opts.Save, opts.Fit = r, nil, &social.FitOptions{MaxPieces: 1}
	r, err = social.Broadcast(t.Context(), targets, longDraft(), opts)
	require.ErrorIs(t, err, social.ErrInvalid)
	assert.Equal(t, social.OutcomePending, r.Targets[0].Outcome)
	opts.Earlier, opts.Fit = r, &social.FitOptions{}
	r, err = social.Broadcast(t.Context(), targets, longDraft(), opts)
	require.NoError(t, err)
	assert.True(t, r.Done())
	assert.Len(t, standing(n), 3)
}

// TestBroadcastThreadUnsaved: a thread that stands, and whose end could not be saved, stands; but that is said.
func TestBroadcastThreadUnsaved(t *testing.T) {
	t.Parallel()
	for name, fails := range map[string]func(r *social.TargetResult) bool{
		"with the last piece": func(r *social.TargetResult) bool {
			return r.Outcome == social.OutcomeBegun && len(r.Thread.Posts) == r.Thread.Pieces
		},
		"after all": func(r *social.TargetResult) bool { return r.Outcome == social.OutcomeStands },
	} {
		n := socialtest.NewNetwork("short", nil)
		opts := &social.BroadcastOptions{Fit: &social.FitOptions{}, Save: func(_ context.Context, r *social.BroadcastResult) error {
			if fails(r.Targets[0]) {
				return errors.New("the disk is full")
			}
			return nil
		}}
		r, err := social.Broadcast(t.Context(), []social.Target{{Client: n.Client("acme", nil)}}, longDraft(), opts)
		require.ErrorContains(t, err, "the disk is full", name)
		var target *social.TargetError
		require.ErrorAs(t, err, &target, name)
		assert.Equal(t, "short", target.Target, name)
		assert.True(t, r.Done(), name)
		assert.Len(t, standing(n), 3, name)
	}
}
