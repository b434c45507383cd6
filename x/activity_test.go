package x_test

import (
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/relais-go/relais/social"
	"github.com/relais-go/relais/x"
	"github.com/relais-go/relais/x/xtest"
)

func TestSubscriptions(t *testing.T) {
	t.Parallel()
	for name, shape := range map[string]xtest.SubscriptionShape{
		"nested": xtest.SubscriptionNested, "object": xtest.SubscriptionObject, "array": xtest.SubscriptionArray,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t, &xtest.Options{Stream: xtest.StreamOptions{SubscriptionShape: shape}})
			c := w.client()
			s, err := c.Subscribe(t.Context(), &x.SubscriptionParams{
				Type: x.ActivityMention, Filter: x.ActivityFilter{UserID: x.ID(w.brand)}, Tag: "t",
			})
			require.NoError(t, err)
			assert.NotEmpty(t, s.ID)
			assert.Equal(t, x.ActivityMention, s.Type)
			made, err := c.SyncSubscriptions(t.Context(), "", x.ManagerActivities()...)
			require.NoError(t, err)
			assert.Len(t, made, len(x.ManagerActivities())-1, "one is there already")
			again, err := c.SyncSubscriptions(t.Context(), "", x.ManagerActivities()...)
			require.NoError(t, err)
			assert.Empty(t, again)

			changed, err := c.UpdateSubscription(t.Context(), s.ID, "other", "")
			require.NoError(t, err)
			assert.Equal(t, "other", changed.Tag)
			require.NoError(t, c.Unsubscribe(t.Context(), s.ID))
			require.NoError(t, c.Unsubscribe(t.Context(), made[0].ID, made[1].ID))
			left := 0
			for _, err := range c.Subscriptions(t.Context(), nil) {
				require.NoError(t, err)
				left++
			}
			assert.Equal(t, len(x.ManagerActivities())-3, left)
		})
	}
}

func TestSubscribeChecks(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	c := w.client()
	mine := x.ActivityFilter{UserID: x.ID(w.brand)}
	for field, p := range map[string]*x.SubscriptionParams{
		"Type": nil, "Filter": {Type: x.ActivityLike}, "Tag": {Type: x.ActivityLike, Filter: mine, Tag: string(make([]byte, 201))},
	} {
		_, err := c.Subscribe(t.Context(), p)
		requireField(t, err, social.ErrInvalid, field)
	}
	assert.Zero(t, w.writes())
	reader := w.configured(x.Config{Tokens: static(w.srv.Token(w.brand, "tweet.read", "users.read"))})
	_, err := reader.Subscribe(t.Context(), &x.SubscriptionParams{Type: x.ActivityDMReceived, Filter: mine})
	require.ErrorIs(t, err, social.ErrPermission, "the scope is missing")
}

// TestListenByActivity hears everything that X pushes, once, whatever of it can be read as well.
func TestListenByActivity(t *testing.T) {
	t.Parallel()
	opts := beating()
	opts.Stream.WrapUsers = true
	w := newWorld(t, opts)
	c := w.client()
	_, err := c.SyncSubscriptions(t.Context(), "", append(x.ManagerActivities(), x.ActivityProfileBio)...)
	require.NoError(t, err)
	w.srv.SetStreamFaults(xtest.StreamFaults{DuplicateEvery: 2, PadBytes: 100_000})
	fan, post := w.person("fan"), w.srv.Post(w.brand, "News", nil)
	go func() {
		_ = w.srv.WaitStreams(t.Context(), 1)
		w.srv.Reply(fan, post, "one", nil)
		w.srv.Quote(fan, post, "two", nil)
		w.srv.Post(fan, "@acme three", nil)
		w.srv.Repost(fan, post)
		w.srv.Like(fan, post)
		w.srv.Follow(fan, w.brand)
		w.srv.DM(fan, w.brand, "four")
		w.srv.SetProfile(w.brand, func(p *xtest.Profile) { p.Description = "new" })
	}()
	got := hear(t, c.ListenerWith(hasty(), &x.ListenOptions{Activity: true}), nil, 8)
	want := []social.EventKind{
		social.EventComment, social.EventQuote, social.EventMention, social.EventShare, social.EventReaction, social.EventFollow,
		social.EventMessage, social.EventOther,
	}
	// A message that is read may come before a share that can only be pushed and is still on its way.
	slices.SortFunc(got, func(a, b *social.Event) int {
		return slices.Index(want, a.Kind) - slices.Index(want, b.Kind)
	})
	require.Equal(t, want, kindsOf(got))
	texts := []string{"one", "two", "three", "", "", "", "four", ""}
	for i, e := range got {
		assert.Contains(t, e.Text, texts[i])
		assert.NotEmpty(t, e.ID)
		assert.NotEmpty(t, e.Cursor)
		assert.WithinDuration(t, time.Now(), e.Time, time.Minute, e.Kind)
		if e.Kind != social.EventOther {
			assert.Equal(t, fan, e.Author.Ref.ID, e.Kind)
			assert.Equal(t, "fan", e.Author.Handle, e.Kind)
		}
	}
	assert.Equal(t, post, got[0].Parent.ID)
	assert.Equal(t, post, got[1].Parent.ID)
	assert.Equal(t, post, got[3].Parent.ID)
	assert.Equal(t, post, got[4].Ref.ID)
	assert.True(t, got[6].Private)
	assert.IsType(t, (*x.DMEvent)(nil), got[6].Raw, "as if it had been read")
	assert.IsType(t, (*x.ActivityEvent)(nil), got[7].Raw)
}

func TestActivityEvents(t *testing.T) {
	t.Parallel()
	me := &x.User{ID: "1", Username: "acme"}
	of := func(line string) *social.Event {
		t.Helper()
		a, err := x.ReadActivityLine([]byte(line))
		require.NoError(t, err)
		events := x.EventOf(a, me)
		require.Len(t, events, 1)
		return events[0]
	}
	e := of(`{"data":{"event_uuid":"-5","event_type":"follow.follow","payload":{"source":{"data":{"id":"1"}},"target":{"data":{"id":"2"}}}}}`)
	assert.Equal(t, social.EventOther, e.Kind, "the account follows somebody")
	assert.Equal(t, "activity:-5", e.ID)
	e = of(`{"data":{"event_uuid":"6","event_type":"like.create","payload":{"id":"9","liked_tweet_id":"10","liked_tweet_author_id":"2","timestamp_ms":"1700000000000"}}}`)
	assert.Equal(t, social.EventOther, e.Kind, "the account likes something")
	assert.Equal(t, int64(1700000000000), e.Time.UnixMilli())
	e = of(`{"data":{"event_uuid":"7","event_type":"post.delete","payload":{"id":"11","author_id":"1"}}}`)
	assert.Equal(t, social.EventDeleted, e.Kind)
	assert.Equal(t, "11", e.Ref.ID)
	e = of(`{"data":{"event_uuid":"8","event_type":"news.new","payload":{"anything":1}}}`)
	assert.Equal(t, social.EventOther, e.Kind)
	e = of(`{"data":{"event_uuid":"9","event_type":"post.reply.create","payload":{"id":"12","text":"hi","author_id":"3","in_reply_to_tweet_id":"4","conversation_id":"2"}}}`)
	assert.Equal(t, social.EventReply, e.Kind)
	assert.Equal(t, "4", e.Parent.ID)
	assert.Equal(t, "2", e.Root.ID)
	e = of(`{"data":{"event_uuid":"10","event_type":"dm.received","payload":{"direct_message_events":[{"id":"13","type":"message_create","created_timestamp":"1700000000000","message_create":{"sender_id":"30","target":{"recipient_id":"1"},"message_data":{"text":"see https://t.co/a &amp; b","entities":{"urls":[{"url":"https://t.co/a","expanded_url":"https://brand.example"}]}}}}],"users":{"30":{"data":{"id":"30","username":"fan"}}}}}}`)
	assert.Equal(t, social.EventMessage, e.Kind)
	assert.Equal(t, "see https://brand.example & b", e.Text)
	assert.Equal(t, "1-30", e.Root.ID)
	assert.Equal(t, "fan", e.Author.Handle)
}

// TestListenReadsWhatIsNotPushed: what the account is subscribed to in the other direction only is read.
func TestListenReadsWhatIsNotPushed(t *testing.T) {
	t.Parallel()
	w := newWorld(t, beating())
	c := w.client()
	for _, kind := range []x.ActivityType{x.ActivityMention, x.ActivityReply, x.ActivityQuote, x.ActivityDMReceived} {
		filter := x.ActivityFilter{UserID: x.ID(w.brand)}
		if kind == x.ActivityMention {
			filter.Direction = x.DirectionOutbound
		}
		_, err := c.Subscribe(t.Context(), &x.SubscriptionParams{Type: kind, Filter: filter})
		require.NoError(t, err)
	}
	w.srv.SetStreamFaults(xtest.StreamFaults{DropEvery: 1})
	timing := hasty()
	timing.Poll = 5 * time.Millisecond
	fan := w.person("fan")
	posted := make(chan string, 1)
	go func() {
		_ = w.srv.WaitStreams(t.Context(), 1)
		until(t.Context(), func() bool { return w.srv.Requests().Count("GET /2/users/*/mentions") > 2 })
		posted <- w.srv.Post(fan, "@acme hello", nil)
	}()
	q := &social.ListenQuery{After: x.CursorAt(time.Now()), Kinds: []social.EventKind{social.EventMention}}
	got := hear(t, c.ListenerWith(timing, &x.ListenOptions{Activity: true}), q, 1)
	assert.Equal(t, <-posted, got[0].Ref.ID)
}
