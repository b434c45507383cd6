package pending_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/relais-go/relais/internal/pending"
	"github.com/relais-go/relais/social"
)

type state struct {
	Step int `json:"step"`
}

func publication() *social.Pending {
	return &social.Pending{Network: "x", Account: "7", Key: "spring", Stage: social.StageCommit}
}

// TestThereAndBack is the way of a publication into another process and back.
func TestThereAndBack(t *testing.T) {
	t.Parallel()
	cause := &social.Error{Network: "x", Op: "posts.create", Kind: social.ErrUnavailable, Status: 503}
	p := publication()
	err := pending.Interrupted(fmt.Errorf("commit: %w", cause), p, &state{Step: 3})
	require.ErrorIs(t, err, social.ErrUnavailable)
	require.ErrorIs(t, err, cause)
	assert.Nil(t, cause.Pending, "the cause itself is not changed")
	assert.Nil(t, p.State, "nor is what was given")

	packed, ok := social.PendingOf(err)
	require.True(t, ok)
	data, err := json.Marshal(packed)
	require.NoError(t, err)
	var arrived social.Pending
	require.NoError(t, json.Unmarshal(data, &arrived))
	got, err := pending.Restore[state]("x", &arrived)
	require.NoError(t, err)
	assert.Equal(t, &state{Step: 3}, got)
	assert.Equal(t, social.StageCommit, arrived.Stage)
}

func TestResumable(t *testing.T) {
	t.Parallel()
	for _, kind := range []error{
		social.ErrUncertain, social.ErrUnavailable, social.ErrRateLimited, social.ErrQuota, social.ErrAuth,
		context.Canceled, context.DeadlineExceeded,
	} {
		cause := &social.Error{Kind: kind}
		assert.True(t, pending.Resumable(cause), kind)
		_, ok := social.PendingOf(pending.Interrupted(cause, publication(), 1))
		assert.True(t, ok, kind)
		p := publication()
		again, _ := social.PendingOf(pending.Again(cause, p))
		assert.Same(t, p, again, kind)
	}
	for _, kind := range []error{
		social.ErrInvalid, social.ErrPermission, social.ErrNotFound, social.ErrDuplicate, social.ErrMedia,
		social.ErrWrongAccount, social.ErrDryRun, errors.ErrUnsupported,
	} {
		final := &social.Error{Kind: kind}
		assert.Same(t, final, pending.Interrupted(final, publication(), 1), kind)
		assert.Same(t, final, pending.Again(final, publication()), kind)
	}
}

func TestUncertainWins(t *testing.T) {
	t.Parallel()
	err := errors.Join(&social.Error{Kind: social.ErrAuth, Status: 401}, &social.Error{Kind: social.ErrUncertain})
	got := pending.Interrupted(err, publication(), 1)
	e, ok := errors.AsType[*social.Error](got)
	require.True(t, ok)
	assert.Equal(t, social.ErrUncertain, e.Kind)
	require.ErrorIs(t, got, social.ErrAuth)

	bare := pending.Interrupted(context.Canceled, publication(), 1)
	require.ErrorIs(t, bare, context.Canceled)
	_, ok = social.PendingOf(bare)
	assert.True(t, ok, "an error that is none of ours carries it, too")
}

func TestRestoreDamaged(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		change func(*social.Pending)
		field  string
	}{
		"another network": {func(p *social.Pending) { p.Network = "y" }, "Pending.Network"},
		"no key":          {func(p *social.Pending) { p.Key = "" }, "Pending.Key"},
		"no state":        {func(p *social.Pending) { p.State = nil }, "Pending.State"},
		"null":            {func(p *social.Pending) { p.State = json.RawMessage("null") }, "Pending.State"},
		"no JSON":         {func(p *social.Pending) { p.State = json.RawMessage("{") }, "Pending.State"},
		"another type":    {func(p *social.Pending) { p.State = json.RawMessage(`[1]`) }, "Pending.State"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			p := publication()
			p.State = json.RawMessage(`{"step":1}`)
			test.change(p)
			_, err := pending.Restore[state]("x", p)
			require.ErrorIs(t, err, social.ErrInvalid)
			assert.Equal(t, test.field, social.Problems(err)[0].Field)
		})
	}
}

func TestCheckMedia(t *testing.T) {
	t.Parallel()
	p := publication()
	p.Media = []*social.Media{social.MediaBytes("a.png", []byte("a")), {Name: "gone.png"}}
	check := func(count int, needed ...int) error {
		return pending.CheckMedia("x", p, count, func(i int) bool { return slices.Contains(needed, i) })
	}
	require.NoError(t, check(2, 0), "what is on the network already need not be there")
	err := check(2, 0, 1)
	require.ErrorIs(t, err, social.ErrInvalid)
	assert.Equal(t, "Pending.Media[1].Open", social.Problems(err)[0].Field)
	require.ErrorIs(t, check(1, 0), social.ErrInvalid, "another number than it began with")

	p.Post = &social.Ref{Network: "x", ID: "1"}
	p.Media = nil
	require.NoError(t, check(2, 0, 1), "the post stands")
}

func TestCheckAccount(t *testing.T) {
	t.Parallel()
	who := func(id string, err error) func(context.Context) (string, error) {
		return func(context.Context) (string, error) { return id, err }
	}
	p := publication()
	require.NoError(t, pending.CheckAccount(t.Context(), "x", p, who("7", nil)))
	err := pending.CheckAccount(t.Context(), "x", p, who("8", nil))
	require.ErrorIs(t, err, social.ErrWrongAccount)
	assert.ErrorContains(t, err, "account 8")
	require.ErrorIs(t, pending.CheckAccount(t.Context(), "x", p, who("", social.ErrUnavailable)), social.ErrUnavailable)

	p.Account = ""
	require.NoError(t, pending.CheckAccount(t.Context(), "x", p, nil), "nobody is named, nobody asked")
}
