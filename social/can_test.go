package social_test

import (
	"context"
	"errors"
	"iter"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/relais-go/relais/social"
	"github.com/relais-go/relais/social/socialtest"
)

// unable is a client that can do nothing.
type unable struct{}

func (unable) Network() string { return "nowhere" }

// lastOf ranges to the end and returns how many elements came, and the error.
func lastOf[T any](seq iter.Seq2[*T, error]) (n int, last error) {
	for v, err := range seq {
		if v != nil {
			n++
		}
		last = err
	}
	return n, last
}

// helpers calls every function that hides a type assertion.
func helpers(ctx context.Context, own, other social.Ref) map[string]func(c any) error {
	account := social.Ref{Network: "memory", Kind: social.RefAccount, ID: "u2"}
	second := func(_ any, err error) error { return err }
	return map[string]func(c any) error{
		"Publisher": func(c any) error { return second(social.Publish(ctx, c, &social.Draft{Text: "a"})) },
		"Checker":   func(c any) error { return social.Check(ctx, c, &social.Draft{Text: "a"}) },
		"Editor":    func(c any) error { return second(social.Edit(ctx, c, own, &social.Change{Text: new("b")})) },
		"Replier":   func(c any) error { return second(social.Reply(ctx, c, other, &social.Draft{Text: "a"})) },
		"Messenger": func(c any) error { return second(social.Message(ctx, c, account, &social.Draft{Text: "a"})) },
		"Reactor":   func(c any) error { return social.React(ctx, c, other, social.ReactionLike) },
		"Follower":  func(c any) error { return social.Follow(ctx, c, account) },
		"Moderator": func(c any) error { return social.Moderate(ctx, c, account, social.ActionMute, nil) },
		"Analyst":   func(c any) error { return second(social.PostMetrics(ctx, c, own)) },
		"Profiler":  func(c any) error { return second(social.ProfileOf(ctx, c)) },
		"Cursorer":  func(c any) error { return second(social.Cursor(ctx, c)) },
		"Timeline":  func(c any) error { return second(lastOf(social.Posts(ctx, c, nil))) },
		"Scheduler": func(c any) error { return second(lastOf(social.Scheduled(ctx, c))) },
		"Searcher":  func(c any) error { return second(lastOf(social.Search(ctx, c, &social.SearchQuery{Text: "a"}))) },
		"Listener": func(c any) error {
			return second(lastOf(social.Listen(ctx, c, &social.ListenQuery{CatchUp: true})))
		},
		"Resumer": func(c any) error {
			return asked(second(social.Resume(ctx, c, &social.Pending{})))
		},
		"Reactor.Unreact":         func(c any) error { return social.Unreact(ctx, c, other, social.ReactionLike) },
		"Follower.Unfollow":       func(c any) error { return social.Unfollow(ctx, c, account) },
		"Scheduler.Reschedule":    func(c any) error { return asked(second(social.Reschedule(ctx, c, social.Ref{}, time.Time{}))) },
		"Scheduler.Unschedule":    func(c any) error { return asked(social.Unschedule(ctx, c, social.Ref{})) },
		"Messenger.Conversations": func(c any) error { return second(lastOf(social.Conversations(ctx, c))) },
		"Messenger.Messages":      func(c any) error { return asked(second(lastOf(social.Messages(ctx, c, social.Ref{})))) },
		"Searcher.FindAccount":    func(c any) error { return second(social.FindAccount(ctx, c, "fan")) },
		"Analyst.AccountMetrics":  func(c any) error { return second(social.AccountMetrics(ctx, c, nil)) },
		"Profiler.UpdateProfile":  func(c any) error { return second(social.UpdateProfile(ctx, c, &social.ProfileChange{})) },
		"Checker.LimitsFor":       func(c any) error { return second(social.LimitsFor(ctx, c)) },

		"Deleter": func(c any) error { return social.Delete(ctx, c, social.Ref{Network: "memory", ID: "3"}) },
	}
}

// asked passes over the refusal of an empty reference: the capability was reached.
func asked(err error) error {
	if errors.Is(err, social.ErrInvalid) {
		return nil
	}
	return err
}

func TestHelpersReachTheCapability(t *testing.T) {
	t.Parallel()
	ctx := t.Context()
	n := socialtest.NewNetwork("memory", nil)
	c, fan := n.Client("acme", nil), n.Client("fan", nil)
	own := must(c.Publish(ctx, &social.Draft{Text: "ours"})).Ref
	other := must(fan.Publish(ctx, &social.Draft{Text: "theirs"})).Ref
	must(c.Publish(ctx, &social.Draft{Text: "to be deleted"}))
	for name, call := range helpers(ctx, own, other) {
		assert.NoError(t, call(c), name)
	}
}

func TestHelpersWithoutTheCapability(t *testing.T) {
	t.Parallel()
	for name, call := range helpers(t.Context(), social.Ref{}, social.Ref{}) {
		err := call(unable{})
		require.ErrorIs(t, err, errors.ErrUnsupported, name)
		var e *social.Error
		require.ErrorAs(t, err, &e, name)
		assert.Equal(t, "nowhere", e.Network)
		capability, _, _ := strings.Cut(name, ".")
		assert.Contains(t, e.Error(), "social."+capability, "the error names what is missing")
	}
}

func TestCan(t *testing.T) {
	t.Parallel()
	c := socialtest.NewNetwork("memory", nil).Client("acme", nil)
	assert.True(t, social.Can[social.Moderator](c))
	assert.False(t, social.Can[social.Moderator](unable{}))
	assert.False(t, social.Can[social.Moderator](nil))
	assert.Equal(t, "memory", social.NetworkOf(c))
	assert.Empty(t, social.NetworkOf(struct{}{}))
}

// publisherOnly can publish and nothing else.
type publisherOnly struct{ got *social.Draft }

func (p *publisherOnly) Publish(_ context.Context, d *social.Draft) (*social.Post, error) {
	p.got = d
	return &social.Post{Text: d.Text, Time: time.Unix(0, 0)}, nil
}

func TestReplyFallsBackToPublish(t *testing.T) {
	t.Parallel()
	p := &publisherOnly{}
	to := social.Ref{Network: "nowhere", ID: "1"}
	d := &social.Draft{Text: "an answer"}
	post, err := social.Reply(t.Context(), p, to, d)
	require.NoError(t, err)
	assert.Equal(t, "an answer", post.Text)
	assert.Equal(t, to, p.got.ReplyTo)
	assert.Zero(t, d.ReplyTo, "the caller's draft is left alone")
}
