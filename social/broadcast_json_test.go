package social_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/relais-go/relais/social"
)

// TestBroadcastJSON: another process sees the same errors and posts.
func TestBroadcastJSON(t *testing.T) {
	t.Parallel()
	moment := time.Date(2026, 5, 4, 3, 2, 1, 0, time.UTC)
	ref := social.Ref{Network: "x", ID: "1", URL: "https://x.invalid/1"}
	full := &social.Error{
		Network: "x", Op: "publish", Kind: social.ErrRateLimited, Status: 429, Code: "88", Message: "slow down", Field: "Text",
		RetryAfter: 1500 * time.Millisecond, RequestID: "r1", Err: fmt.Errorf("cut: %w", context.DeadlineExceeded),
		Pending: &social.Pending{Network: "x", Key: "k", Stage: social.StageConfirm, State: json.RawMessage(`{"step":1}`)},
	}
	r := &social.BroadcastResult{Key: "k", Targets: []*social.TargetResult{
		{Target: "a", Network: "x", Outcome: social.OutcomeStands, Tries: 2, Tried: moment, Post: &social.Post{
			Ref: ref, State: social.StateScheduled, Time: moment, Text: "not kept", Raw: map[string]string{"token": "secret"},
		}},
		{Target: "b", Network: "x", Outcome: social.OutcomePending, Err: full, Pending: full.Pending},
		{Target: "c", Network: "x", Outcome: social.OutcomeFailed, Err: errors.Join(social.Invalid("x", "Text", "is long"), social.Unsupported("x", "Poll", "has none"))},
		{Target: "d", Network: "x", Outcome: social.OutcomeUncertain, Err: errors.New("odd")},
		{Target: "e", Network: "x", Outcome: social.OutcomeWaiting},
	}}
	data, err := json.Marshal(r)
	require.NoError(t, err)
	assert.NotContains(t, string(data), "secret")
	var out social.BroadcastResult
	require.NoError(t, json.Unmarshal(data, &out))
	again, err := json.Marshal(&out)
	require.NoError(t, err)
	assert.JSONEq(t, string(data), string(again))

	assert.Equal(t, "k", out.Key)
	a := *out.Target("a")
	assert.Equal(t, social.TargetResult{
		Target: "a", Network: "x", Outcome: social.OutcomeStands, Tries: 2, Tried: moment,
		Post: &social.Post{Ref: ref, State: social.StateScheduled, Time: moment},
	}, a)
	b := out.Target("b")
	assert.Equal(t, full.Error(), b.Err.Error())
	require.ErrorIs(t, b.Err, social.ErrRateLimited)
	require.ErrorIs(t, b.Err, context.DeadlineExceeded)
	require.NotErrorIs(t, b.Err, social.ErrUncertain)
	var e *social.Error
	require.ErrorAs(t, b.Err, &e)
	assert.Equal(t, []any{"88", "Text", "r1", 429, 1500 * time.Millisecond}, []any{e.Code, e.Field, e.RequestID, e.Status, e.RetryAfter})
	assert.Equal(t, full.Pending, b.Pending)
	assert.Equal(t, []*social.Error{social.Invalid("x", "Text", "is long"), social.Unsupported("x", "Poll", "has none")}, social.Problems(out.Target("c").Err))
	require.EqualError(t, out.Target("d").Err, "odd")
	require.NoError(t, out.Target("e").Err)
	assert.Nil(t, out.Target("e").Post)
	assert.Nil(t, out.Target("f"))
	assert.Equal(t, r.Err().Error(), out.Err().Error())
}

// TestBroadcastJSONKinds: every kind of failure is told apart in another process too.
func TestBroadcastJSONKinds(t *testing.T) {
	t.Parallel()
	kinds := []error{
		social.ErrAuth, social.ErrPermission, social.ErrNotFound, social.ErrInvalid, social.ErrDuplicate, social.ErrRateLimited,
		social.ErrQuota, social.ErrUnavailable, social.ErrUncertain, social.ErrMedia, social.ErrWrongAccount, social.ErrDryRun,
		errors.ErrUnsupported, social.ErrNoToken, social.ErrCursorMoved, social.ErrClaimed, context.Canceled, context.DeadlineExceeded,
	}
	for _, kind := range kinds {
		for _, err := range []error{&social.Error{Kind: kind}, &social.Error{Err: kind}} {
			r := &social.BroadcastResult{Key: "k", Targets: []*social.TargetResult{{Target: "x", Outcome: social.OutcomeFailed, Err: err}}}
			got := elsewhere(t, r).Err()
			for _, k := range kinds {
				assert.Equal(t, errors.Is(kind, k), errors.Is(got, k), "%v in %v", k, kind)
			}
		}
	}
}

// TestBroadcastJSONWords: the words around an error and beside it are kept, and so is what is in them.
func TestBroadcastJSONWords(t *testing.T) {
	t.Parallel()
	full := &social.Error{Network: "x", Field: "Text", Kind: social.ErrInvalid, Message: "is long"}
	for _, err := range []error{
		fmt.Errorf("piece 2: %w", full),
		fmt.Errorf("social: %w", fmt.Errorf("piece 2: %w", full)),
		errors.Join(fmt.Errorf("piece 2: %w", full), fmt.Errorf("saving: %w", context.DeadlineExceeded)),
		errors.Join(errors.New("odd"), full, full),
		fmt.Errorf("both: %w", errors.Join(full, errors.New("odd"))),
		fmt.Errorf("plain: %w", errors.Join(errors.New("one"), context.Canceled)),
	} {
		r := &social.BroadcastResult{Key: "k", Targets: []*social.TargetResult{{Target: "x", Outcome: social.OutcomeFailed, Err: err}}}
		got := elsewhere(t, elsewhere(t, r)).Target("x").Err
		assert.Equal(t, err.Error(), got.Error())
		for _, kind := range []error{social.ErrInvalid, context.DeadlineExceeded, context.Canceled} {
			assert.Equal(t, errors.Is(err, kind), errors.Is(got, kind), "%v in %v", kind, err)
		}
		before, after := social.Problems(err), social.Problems(got)
		for _, p := range before {
			assert.Contains(t, after, p)
		}
	}
	odd := fmt.Errorf("%w, and in the midst %w", errors.New("odd"), full)
	r := &social.BroadcastResult{Key: "k", Targets: []*social.TargetResult{{Target: "x", Outcome: social.OutcomeFailed, Err: odd}}}
	require.EqualError(t, elsewhere(t, r).Target("x").Err, full.Error())
}

func TestBroadcastJSONDamaged(t *testing.T) {
	t.Parallel()
	var r social.BroadcastResult
	require.Error(t, json.Unmarshal([]byte(`{"targets":[{"target":7}]}`), &r))
	broken := &social.BroadcastResult{Targets: []*social.TargetResult{{Target: "x", Pending: &social.Pending{State: json.RawMessage("{")}}}}
	_, err := json.Marshal(broken)
	require.ErrorContains(t, err, "result of x")
}

// TestBroadcastBegun: a process that died with a publication under way leaves it uncertain, unless resuming it starts
// with a look.
func TestBroadcastBegun(t *testing.T) {
	t.Parallel()
	for stage, want := range map[social.Stage]social.Outcome{
		"": social.OutcomeUncertain, social.StageUpload: social.OutcomeUncertain, social.StageCommit: social.OutcomeUncertain,
		social.StageConfirm: social.OutcomeStands, social.StageComment: social.OutcomeStands,
	} {
		begun := &social.TargetResult{Target: "x", Network: "x", Outcome: social.OutcomeBegun}
		if stage != "" {
			begun.Pending = &social.Pending{Network: "x", Key: "k", Stage: stage}
		}
		c := &resumer{publisher: publisher{network: "x"}}
		c.publish = working("x").publish
		c.resume = func(context.Context, *social.Pending) (*social.Post, error) {
			return &social.Post{Ref: social.Ref{Network: "x", ID: "1"}}, nil
		}
		earlier := &social.BroadcastResult{Key: "k", Targets: []*social.TargetResult{begun}}
		r, err := again(t, []social.Target{{Client: c}}, &social.Draft{Text: "Hello."}, earlier)
		assert.Equal(t, want, r.Targets[0].Outcome, stage)
		assert.Equal(t, want == social.OutcomeUncertain, errors.Is(err, social.ErrUncertain), stage)
		assert.Zero(t, c.sent.Load(), stage)
	}
}
