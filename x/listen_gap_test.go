package x_test

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/relais-go/relais/social"
	"github.com/relais-go/relais/x"
	"github.com/relais-go/relais/x/xtest"
)

// gapOf listens once and wants a gap.
func gapOf(t *testing.T, l *x.Listener, after string, kinds ...social.EventKind) ([]*social.Event, *x.GapError) {
	t.Helper()
	var got []*social.Event
	var gap *x.GapError
	for e, err := range l.Listen(t.Context(), &social.ListenQuery{After: after, CatchUp: true, Kinds: kinds}) {
		if err == nil {
			got = append(got, e)
			continue
		}
		require.ErrorIs(t, err, social.ErrNotFound)
		require.ErrorAs(t, err, &gap)
		behind, ok := social.CursorBehind(err)
		assert.True(t, ok)
		assert.Equal(t, gap.Cursor, behind)
	}
	require.NotNil(t, gap, "what X does not let read any more must show")
	return got, gap
}

// TestListenGapIsAnError goes back further than X does. What there still is comes first, and the gap's cursor goes on
// behind it.
func TestListenGapIsAnError(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	fan := w.person("fan")
	id := w.srv.Post(fan, "@acme gardening", nil)
	message := w.srv.DM(fan, w.brand, "psst")
	for _, tc := range []struct {
		name, source string
		ago          time.Duration
		options      *x.ListenOptions
		kind         social.EventKind
		want         string
	}{
		{"answers", "search", 8 * 24 * time.Hour, nil, social.EventComment, ""},
		{"found", "search", 8 * 24 * time.Hour, &x.ListenOptions{Search: []string{"gardening"}}, social.EventFound, id},
		{"messages", "messages", 31 * 24 * time.Hour, nil, social.EventMessage, message},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			l := w.client().ListenerWith(hasty(), tc.options)
			after := time.Now().Add(-tc.ago)
			got, gap := gapOf(t, l, x.CursorAt(after), tc.kind)
			assert.Equal(t, tc.source, gap.Source)
			assert.WithinDuration(t, after, gap.From, time.Second)
			assert.True(t, gap.Until.After(gap.From))
			if tc.want != "" {
				assert.Equal(t, []string{tc.want}, refsOf(got))
				again, _ := gapOf(t, l, got[0].Cursor, tc.kind)
				assert.Empty(t, again, "its cursor is still before the gap")
			}
			assert.Empty(t, caughtUp(t, l, gap.Cursor, tc.kind), "behind the gap")
		})
	}
	l := w.client().ListenerWith(hasty(), nil)
	assert.Equal(t, []string{id}, refsOf(caughtUp(t, l, x.CursorAt(time.Now().Add(-8*24*time.Hour)), social.EventMention)), "mentions go back further")
	assert.Len(t, caughtUp(t, l, social.FromStart), 2, "from the start there is no gap")
}

// TestListenManyMentions has more mentions than their list holds: search finds the rest, as far as it goes back.
func TestListenManyMentions(t *testing.T) {
	t.Parallel()
	const many = 850
	w := newWorld(t, nil)
	fan := w.person("fan")
	l := w.client().ListenerWith(hasty(), nil)
	cursor, err := l.Cursor(t.Context())
	require.NoError(t, err)
	var want []string
	for i := range many {
		want = append(want, w.srv.Post(fan, fmt.Sprint("@acme ", i), nil))
	}
	assert.True(t, slices.Equal(want, refsOf(caughtUp(t, l, cursor))), "all of them, in order")
	assert.Len(t, caughtUp(t, w.client().ListenerWith(hasty(), nil), social.FromStart), 800, "from the start there is no gap")
	got, gap := gapOf(t, l, x.CursorAt(time.Now().Add(-8*24*time.Hour)), social.EventMention)
	assert.Equal(t, "mentions", gap.Source)
	assert.True(t, slices.Equal(want[many-800:], refsOf(got)), "what there still is")
}

// TestListenTellsOfPushGaps cuts the stream: likes cannot be read, so that they may be missing is told.
func TestListenTellsOfPushGaps(t *testing.T) {
	t.Parallel()
	for plan, gaps := range map[xtest.Plan]int{xtest.PayPerUse: 1, xtest.Enterprise: 0} {
		t.Run(fmt.Sprint("plan ", plan), func(t *testing.T) {
			t.Parallel()
			opts := beating()
			opts.Plan = plan
			w := newWorld(t, opts)
			c := w.configured(x.Config{Tokens: static(w.token), App: static(w.srv.AppToken()), Plan: x.Plan(plan)})
			_, err := c.SyncSubscriptions(t.Context(), "", x.ManagerActivities()...)
			require.NoError(t, err)
			post := w.srv.Post(w.brand, "News", nil)
			like := func() { w.srv.Like(w.person(""), post) }
			go func() {
				_ = w.srv.WaitStreams(t.Context(), 1)
				like()
			}()
			q := &social.ListenQuery{Kinds: []social.EventKind{social.EventReaction}}
			likes, told := 0, 0
			for e, err := range c.ListenerWith(hasty(), &x.ListenOptions{Activity: true}).Listen(t.Context(), q) {
				require.NoError(t, err)
				if _, ok := e.Raw.(*x.PushGap); ok {
					told++
					like()
					continue
				}
				assert.Equal(t, social.EventReaction, e.Kind)
				assert.Equal(t, social.ReactionLike, e.Reaction)
				assert.Equal(t, post, e.Ref.ID)
				if likes++; likes == 2 {
					break
				}
				w.srv.DisconnectStreams(xtest.CloseReset)
				if gaps == 0 {
					like() // while no stream is open
				}
			}
			assert.Equal(t, gaps, told)
		})
	}
}
