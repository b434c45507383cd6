package socialtest_test

import (
	"context"
	"iter"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/relais-go/relais/social"
	"github.com/relais-go/relais/social/socialtest"
)

// client is short for what is broken here.
type client = socialtest.Client

// broken breaks the promises that its functions stand for and keeps the others.
type broken struct {
	*client

	publish     func(context.Context, *client, *social.Draft) (*social.Post, error)
	resume      func(context.Context, *client, *social.Pending) (*social.Post, error)
	limits      func(context.Context, *client) (*social.Limits, error)
	check       func(context.Context, *client, *social.Draft) error
	edit        func(context.Context, *client, social.Ref, *social.Change) (*social.Post, error)
	remove      func(context.Context, *client, social.Ref) error
	scheduled   func(context.Context, *client) iter.Seq2[*social.Post, error]
	reschedule  func(context.Context, *client, social.Ref, time.Time) (*social.Post, error)
	unschedule  func(context.Context, *client, social.Ref) error
	reply       func(context.Context, *client, social.Ref, *social.Draft) (*social.Post, error)
	message     func(context.Context, *client, social.Ref, *social.Draft) (*social.Post, error)
	react       func(context.Context, *client, social.Ref, social.Reaction) error
	follow      func(context.Context, *client, social.Ref) error
	actions     func(*client) []social.Action
	moderate    func(context.Context, *client, social.Ref, social.Action) error
	search      func(context.Context, *client, *social.SearchQuery) iter.Seq2[*social.Post, error]
	findAccount func(context.Context, *client, string) (*social.Account, error)
	posts       func(context.Context, *client, *social.PostsQuery) iter.Seq2[*social.Post, error]
	listen      func(context.Context, *client, *social.ListenQuery) iter.Seq2[*social.Event, error]
	cursor      func(context.Context, *client) (string, error)
	postMetrics func(context.Context, *client, []social.Ref) ([]*social.PostReport, error)
	metrics     func(context.Context, *client, *social.MetricsQuery) (*social.AccountReport, error)
	update      func(context.Context, *client, *social.ProfileChange) (*social.Profile, error)
}

func (b *broken) Publish(ctx context.Context, d *social.Draft) (*social.Post, error) {
	if b.publish != nil {
		return b.publish(ctx, b.client, d)
	}
	return b.client.Publish(ctx, d)
}

func (b *broken) Resume(ctx context.Context, p *social.Pending) (*social.Post, error) {
	if b.resume != nil {
		return b.resume(ctx, b.client, p)
	}
	return b.client.Resume(ctx, p)
}

func (b *broken) Limits(ctx context.Context) (*social.Limits, error) {
	if b.limits != nil {
		return b.limits(ctx, b.client)
	}
	return b.client.Limits(ctx)
}

func (b *broken) Check(ctx context.Context, d *social.Draft) error {
	if b.check != nil {
		return b.check(ctx, b.client, d)
	}
	return b.client.Check(ctx, d)
}

func (b *broken) Edit(ctx context.Context, ref social.Ref, c *social.Change) (*social.Post, error) {
	if b.edit != nil {
		return b.edit(ctx, b.client, ref, c)
	}
	return b.client.Edit(ctx, ref, c)
}

func (b *broken) Delete(ctx context.Context, ref social.Ref) error {
	if b.remove != nil {
		return b.remove(ctx, b.client, ref)
	}
	return b.client.Delete(ctx, ref)
}

func (b *broken) Scheduled(ctx context.Context) iter.Seq2[*social.Post, error] {
	if b.scheduled != nil {
		return b.scheduled(ctx, b.client)
	}
	return b.client.Scheduled(ctx)
}

func (b *broken) Reschedule(ctx context.Context, ref social.Ref, at time.Time) (*social.Post, error) {
	if b.reschedule != nil {
		return b.reschedule(ctx, b.client, ref, at)
	}
	return b.client.Reschedule(ctx, ref, at)
}

func (b *broken) Unschedule(ctx context.Context, ref social.Ref) error {
	if b.unschedule != nil {
		return b.unschedule(ctx, b.client, ref)
	}
	return b.client.Unschedule(ctx, ref)
}

func (b *broken) Reply(ctx context.Context, to social.Ref, d *social.Draft) (*social.Post, error) {
	if b.reply != nil {
		return b.reply(ctx, b.client, to, d)
	}
	return b.client.Reply(ctx, to, d)
}

func (b *broken) Message(ctx context.Context, to social.Ref, d *social.Draft) (*social.Post, error) {
	if b.message != nil {
		return b.message(ctx, b.client, to, d)
	}
	return b.client.Message(ctx, to, d)
}

func (b *broken) React(ctx context.Context, ref social.Ref, r social.Reaction) error {
	if b.react != nil {
		return b.react(ctx, b.client, ref, r)
	}
	return b.client.React(ctx, ref, r)
}

func (b *broken) Follow(ctx context.Context, ref social.Ref) error {
	if b.follow != nil {
		return b.follow(ctx, b.client, ref)
	}
	return b.client.Follow(ctx, ref)
}

func (b *broken) Actions() []social.Action {
	if b.actions != nil {
		return b.actions(b.client)
	}
	return b.client.Actions()
}

func (b *broken) Moderate(ctx context.Context, ref social.Ref, a social.Action, m *social.Moderation) error {
	if b.moderate != nil {
		return b.moderate(ctx, b.client, ref, a)
	}
	return b.client.Moderate(ctx, ref, a, m)
}

func (b *broken) Search(ctx context.Context, q *social.SearchQuery) iter.Seq2[*social.Post, error] {
	if b.search != nil {
		return b.search(ctx, b.client, q)
	}
	return b.client.Search(ctx, q)
}

func (b *broken) FindAccount(ctx context.Context, handle string) (*social.Account, error) {
	if b.findAccount != nil {
		return b.findAccount(ctx, b.client, handle)
	}
	return b.client.FindAccount(ctx, handle)
}

func (b *broken) Posts(ctx context.Context, q *social.PostsQuery) iter.Seq2[*social.Post, error] {
	if b.posts != nil {
		return b.posts(ctx, b.client, q)
	}
	return b.client.Posts(ctx, q)
}

func (b *broken) Listen(ctx context.Context, q *social.ListenQuery) iter.Seq2[*social.Event, error] {
	if b.listen != nil {
		return b.listen(ctx, b.client, q)
	}
	return b.client.Listen(ctx, q)
}

func (b *broken) Cursor(ctx context.Context) (string, error) {
	if b.cursor != nil {
		return b.cursor(ctx, b.client)
	}
	return b.client.Cursor(ctx)
}

func (b *broken) PostMetrics(ctx context.Context, refs ...social.Ref) ([]*social.PostReport, error) {
	if b.postMetrics != nil {
		return b.postMetrics(ctx, b.client, refs)
	}
	return b.client.PostMetrics(ctx, refs...)
}

func (b *broken) AccountMetrics(ctx context.Context, q *social.MetricsQuery) (*social.AccountReport, error) {
	if b.metrics != nil {
		return b.metrics(ctx, b.client, q)
	}
	return b.client.AccountMetrics(ctx, q)
}

func (b *broken) UpdateProfile(ctx context.Context, c *social.ProfileChange) (*social.Profile, error) {
	if b.update != nil {
		return b.update(ctx, b.client, c)
	}
	return b.client.UpdateProfile(ctx, c)
}

// defect is a client that breaks one promise, and the case that must catch it.
type defect struct {
	caughtBy string
	what     string
	client   broken                      // what it does
	options  func(o *social.Options)     // what it makes of its options
	harness  func(h *socialtest.Harness) // what else is special about it
}

// newHarness puts the defect in the place of the client.
func (d defect) newHarness(t *testing.T) *socialtest.Harness {
	t.Helper()
	n := socialtest.NewNetwork("memory", nil)
	h := n.Harness("acme")
	h.Patience = 400 * time.Millisecond
	b := d.client
	b.client = n.Client("acme", nil)
	h.Client = &b
	h.Fresh = func(change func(*social.Options)) any {
		var o social.Options
		if change != nil {
			change(&o)
		}
		if d.options != nil {
			d.options(&o)
		}
		b := d.client
		b.client = n.Client("acme", &o)
		return &b
	}
	if d.harness != nil {
		d.harness(h)
	}
	return h
}

func TestSuitesRejectDefects(t *testing.T) {
	caught := map[string]bool{}
	for _, d := range defects() {
		suite, _, _ := strings.Cut(d.caughtBy, "/")
		caught[suite] = true
		t.Run(d.caughtBy+" "+d.what, func(t *testing.T) {
			t.Parallel()
			failures, skipped := socialtest.Try(t, d.caughtBy, d.newHarness)
			assert.Empty(t, skipped)
			assert.NotEmpty(t, failures, "the suite accepts a client that %s", d.what)
			t.Log(strings.Join(failures, "\n"))
			healthy, skipped := socialtest.Try(t, d.caughtBy, newHarness)
			assert.Empty(t, skipped)
			assert.Empty(t, healthy, "the case objects to a sound client too")
		})
	}
	stores := []string{"TokenStore", "CursorStore", "SeenSet"} // have tests of their own
	for _, name := range socialtest.Names() {
		suite, _, _ := strings.Cut(name, "/")
		require.True(t, caught[suite] || slices.Contains(stores, suite), "no defect shows that the suite for %s can fail", suite)
	}
}

func defects() []defect {
	var all []defect
	for _, some := range [][]defect{
		publishDefects(), interruptDefects(), draftDefects(), resumeDefects(), checkDefects(), changeDefects(), answerDefects(),
		communityDefects(), searchDefects(), timelineDefects(), listenDefects(), liveDefects(), eventDefects(), measureDefects(),
		threadDefects(),
	} {
		all = append(all, some...)
	}
	return all
}
