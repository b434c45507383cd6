package social_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/relais-go/relais/social"
	"github.com/relais-go/relais/social/socialtest"
)

// TestBroadcastResumes: what a network that fails leaves open is finished by another process, and stands once.
func TestBroadcastResumes(t *testing.T) {
	t.Parallel()
	for _, fault := range []socialtest.Fault{socialtest.FaultBlindAfter, socialtest.FaultBlindBefore, socialtest.FaultDown} {
		t.Run(string(fault), func(t *testing.T) {
			t.Parallel()
			good, bad := socialtest.NewNetwork("good", nil), socialtest.NewNetwork("bad", nil)
			targets := func() []social.Target {
				return []social.Target{{Client: good.Client("acme", nil)}, {Client: bad.Client("acme", &social.Options{Retries: 1})}}
			}
			d := &social.Draft{Text: "Hello."}
			mend := bad.Break(fault)
			r, err := social.Broadcast(t.Context(), targets(), d, nil)
			require.ErrorContains(t, err, "bad: ")
			assert.Equal(t, social.OutcomeStands, r.Target("good").Outcome)
			assert.NotEqual(t, social.OutcomeStands, r.Target("bad").Outcome)
			r, err = again(t, targets(), d, r)
			require.Error(t, err, "it is still away")
			assert.NotNil(t, elsewhere(t, r).Target("bad").Pending)
			mend()

			r, err = again(t, targets(), d, r)
			require.NoError(t, err)
			assert.True(t, r.Done())
			for _, n := range []*socialtest.Network{good, bad} {
				assert.Len(t, n.Harness("acme").Server.Standing(), 1)
			}
		})
	}
}

// TestBroadcastFirstComment: a post that lacks its comment stands, and is not published again.
func TestBroadcastFirstComment(t *testing.T) {
	t.Parallel()
	post := &social.Post{Ref: social.Ref{Network: "x", ID: "1"}, State: social.StatePublished}
	owed := &social.Pending{Network: "x", Key: "k", Stage: social.StageComment, Post: &post.Ref}
	down := &social.Error{Network: "x", Kind: social.ErrUnavailable, Field: "FirstComment", Pending: owed}
	refused := &social.Error{Network: "x", Kind: social.ErrInvalid, Field: "FirstComment"}
	d := &social.Draft{Text: "Hello.", FirstComment: "More."}
	for name, first := range map[string]*social.Post{"with the post": post, "with its reference only": nil} {
		c := &resumer{publisher: publisher{network: "x"}}
		c.publish = func(context.Context, *social.Draft) (*social.Post, error) { return first, down }
		c.resume = func(context.Context, *social.Pending) (*social.Post, error) { return nil, refused }
		targets := []social.Target{{Client: c}}
		r, err := social.Broadcast(t.Context(), targets, d, nil)
		require.ErrorIs(t, err, social.ErrUnavailable, name)
		assert.Equal(t, social.OutcomePending, r.Targets[0].Outcome, name)
		assert.Equal(t, post.Ref, r.Targets[0].Post.Ref, name)

		r, err = again(t, targets, d, r)
		require.ErrorIs(t, err, social.ErrInvalid, name)
		assert.Equal(t, social.OutcomePending, r.Targets[0].Outcome, "only resuming is safe, since the post stands")
		assert.Equal(t, post.Ref, r.Targets[0].Post.Ref, name)

		c.resume = func(context.Context, *social.Pending) (*social.Post, error) { return post, nil }
		r, err = again(t, targets, d, r)
		require.NoError(t, err, name)
		assert.True(t, r.Done(), name)
		assert.EqualValues(t, 1, c.sent.Load(), name)
		assert.EqualValues(t, 2, c.resumed.Load(), name)
	}

	final := &publisher{network: "x", publish: func(context.Context, *social.Draft) (*social.Post, error) { return post, refused }}
	targets := []social.Target{{Client: final}}
	r, err := social.Broadcast(t.Context(), targets, d, nil)
	for range 2 {
		require.ErrorIs(t, err, social.ErrInvalid)
		assert.Equal(t, social.OutcomeStands, r.Targets[0].Outcome)
		assert.False(t, r.Done(), "the comment is missing")
		r, err = again(t, targets, d, r)
	}
	assert.EqualValues(t, 1, final.sent.Load())
}

// TestBroadcastFailedResume: a Pending is kept as long as it is the safe way on.
func TestBroadcastFailedResume(t *testing.T) {
	t.Parallel()
	pending, failed, uncertain := social.OutcomePending, social.OutcomeFailed, social.OutcomeUncertain
	for _, test := range []struct {
		stage social.Stage
		err   error
		want  social.Outcome
	}{
		{social.StageUpload, &social.Error{Kind: social.ErrMedia}, failed},
		{social.StageProcess, &social.Error{Kind: social.ErrMedia}, failed},
		{social.StageCommit, &social.Error{Kind: social.ErrInvalid, Field: "Text"}, failed},
		{social.StageCommit, &social.Error{Kind: social.ErrPermission}, failed},
		{social.StageCommit, &social.Error{Kind: social.ErrInvalid, Field: "Pending.Media[0].Open"}, pending},
		{social.StageCommit, &social.Error{Kind: social.ErrWrongAccount}, pending},
		{social.StageCommit, &social.Error{Kind: social.ErrDryRun}, pending},
		{social.StageCommit, &social.Error{Kind: errors.ErrUnsupported}, pending},
		{social.StageCommit, &social.Error{Kind: social.ErrUnavailable}, pending},
		{social.StageCommit, &social.Error{Kind: social.ErrRateLimited}, pending},
		{social.StageCommit, &social.Error{Kind: social.ErrQuota}, pending},
		{social.StageCommit, &social.Error{Kind: social.ErrAuth}, pending},
		{social.StageCommit, fmt.Errorf("ended: %w", context.Canceled), pending},
		{social.StageCommit, &social.Error{Kind: social.ErrUncertain}, uncertain},
		{social.StageCommit, errors.New("odd"), uncertain},
		{social.StageConfirm, &social.Error{Kind: social.ErrMedia}, pending},
		{social.StageConfirm, &social.Error{Kind: social.ErrUncertain}, pending},
		{social.StageConfirm, &social.Error{Kind: social.ErrInvalid}, pending},
		{social.StageConfirm, errors.New("odd"), pending},
	} {
		c := &resumer{publisher: publisher{network: "x"}}
		c.publish = working("x").publish
		c.resume = func(context.Context, *social.Pending) (*social.Post, error) { return nil, test.err }
		p := &social.Pending{Network: "x", Key: "k", Stage: test.stage}
		earlier := &social.BroadcastResult{Key: "k", Targets: []*social.TargetResult{
			{Target: "x", Network: "x", Outcome: social.OutcomePending, Pending: p},
		}}
		r, err := social.Broadcast(t.Context(), []social.Target{{Client: c}}, &social.Draft{Text: "Hello."}, &social.BroadcastOptions{Earlier: earlier})
		require.ErrorIs(t, err, test.err)
		assert.Equal(t, test.want, r.Targets[0].Outcome, "%s: %v", test.stage, test.err)
		assert.Equal(t, test.want == pending, r.Targets[0].Pending == p)
	}
}

// TestBroadcastWithoutResumer: a client that cannot resume does not publish anew.
func TestBroadcastWithoutResumer(t *testing.T) {
	t.Parallel()
	c := failing("x", &social.Error{Kind: social.ErrUnavailable, Pending: &social.Pending{Network: "x", Key: "k", Stage: social.StageUpload}})
	targets, d := []social.Target{{Client: c}}, &social.Draft{Text: "Hello."}
	r, err := social.Broadcast(t.Context(), targets, d, nil)
	require.Error(t, err)
	r, err = again(t, targets, d, r)
	require.ErrorIs(t, err, errors.ErrUnsupported)
	assert.Equal(t, social.OutcomePending, r.Targets[0].Outcome)
	assert.EqualValues(t, 1, c.sent.Load())
}

// TestBroadcastReopensMedia: what JSON cannot keep of a Pending is taken from the draft of the next call.
func TestBroadcastReopensMedia(t *testing.T) {
	t.Parallel()
	media := func() []*social.Media {
		cat := social.MediaBytes("cat.png", []byte("a cat"))
		cat.Thumbnail = social.MediaBytes("small.png", []byte("small"))
		cat.Captions = []*social.Media{social.MediaBytes("cat.vtt", []byte("meow"))}
		return []*social.Media{cat, social.MediaBytes("dog.png", []byte("a dog"))}
	}
	c := &resumer{publisher: publisher{network: "x"}}
	c.publish = func(_ context.Context, d *social.Draft) (*social.Post, error) {
		return nil, &social.Error{Kind: social.ErrUnavailable, Pending: &social.Pending{Network: "x", Key: d.Key, Stage: social.StageUpload, Media: d.Media}}
	}
	read := func(m *social.Media) string {
		f, err := m.Open()
		require.NoError(t, err)
		data, err := io.ReadAll(f)
		require.NoError(t, err)
		return string(data)
	}
	c.resume = func(_ context.Context, p *social.Pending) (*social.Post, error) {
		assert.Equal(t, "a cat", read(p.Media[0]))
		assert.Equal(t, "small", read(p.Media[0].Thumbnail))
		assert.Equal(t, "meow", read(p.Media[0].Captions[0]))
		assert.Nil(t, p.Media[1].Open, "another file of the same place is none of it")
		return &social.Post{Ref: social.Ref{Network: "x", ID: "1"}}, nil
	}
	targets := []social.Target{{Client: c}}
	r, err := social.Broadcast(t.Context(), targets, &social.Draft{Media: media()}, nil)
	require.Error(t, err)
	next := media()
	next[1] = social.MediaBytes("dog.png", []byte("another dog"))
	_, err = again(t, targets, &social.Draft{Media: next}, r)
	require.NoError(t, err)
	assert.EqualValues(t, 1, c.resumed.Load())
}

// TestBroadcastCrash: whichever save is the last before the process dies, the next process publishes nothing twice,
// and everything of which it is certain that it does not stand.
func TestBroadcastCrash(t *testing.T) {
	t.Parallel()
	const accounts = 3
	for _, fault := range []socialtest.Fault{"", socialtest.FaultBlindAfter} {
		for last := range 2*accounts + 1 {
			n := socialtest.NewNetwork("n", nil)
			var targets []social.Target
			for i := range accounts {
				name := fmt.Sprint("account", i)
				targets = append(targets, social.Target{Name: name, Client: n.Client(name, &social.Options{Retries: 1})})
			}
			mend := n.Break(fault)
			d := &social.Draft{Text: "Hello.", Key: "spring"}
			stored := &social.BroadcastResult{}
			saves := 0
			dead := errors.New("the process is dead")
			_, err := social.Broadcast(t.Context(), targets, d, &social.BroadcastOptions{
				Parallel: 1,
				Save: func(_ context.Context, r *social.BroadcastResult) error {
					if saves++; saves > last {
						return dead
					}
					stored = elsewhere(t, r)
					return nil
				},
			})
			if last < 2*accounts {
				require.ErrorIs(t, err, dead)
			}
			mend()
			d.Key, stored.Key = "other", "other" // as where the network honours none, which would hide what is published twice
			r, _ := again(t, targets, d, stored)
			for _, target := range r.Targets {
				standing := n.Harness(target.Target).Server.Standing()
				what := fmt.Sprintf("fault %q, died after save %d, %s is %s", fault, last, target.Target, target.Outcome)
				if target.Outcome == social.OutcomeUncertain {
					assert.LessOrEqual(t, len(standing), 1, what)
					continue
				}
				assert.Equal(t, social.OutcomeStands, target.Outcome, what)
				assert.Len(t, standing, 1, what)
			}
		}
	}
}
