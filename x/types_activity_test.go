package x_test

import (
	"encoding/json"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/relais-go/relais/x"
)

func event(t *testing.T, kind, payload, includes string) *x.ActivityEvent {
	t.Helper()
	m := decode[x.ActivityMessage](t, `{"data":{"event_uuid":"-2781149976877970683","filter":{"user_id":"1","direction":"inbound"},
		"event_type":"`+kind+`","tag":"t","payload":`+payload+`,"includes":`+includes+`}}`)
	require.NotNil(t, m.Event)
	assert.Equal(t, x.ID("-2781149976877970683"), m.Event.ID)
	assert.Equal(t, x.ActivityFilter{UserID: "1", Direction: x.DirectionInbound}, m.Event.Filter)

	written, err := json.Marshal(m)
	require.NoError(t, err)
	again := decode[x.ActivityMessage](t, string(written))
	rewritten, err := json.Marshal(again)
	require.NoError(t, err)
	assert.JSONEq(t, string(written), string(rewritten))
	return m.Event
}

func TestActivityPosts(t *testing.T) {
	t.Parallel()
	for _, kind := range []string{"post.create", "post.mention.create", "post.reply.create", "post.quote.create", "post.repost.create", "post.some.day"} {
		e := event(t, kind, `{"id":"10","author_id":"2","in_reply_to_tweet_id":"9","text":"hey","public_metrics":{"retweet_count":1,"retweet_count_str":"1"}}`,
			`{"users":[{"data":{"id":"2","username":"bob"}}],"tweets":[{"id":"9"}]}`)
		p, ok := e.Payload.(*x.Post)
		require.True(t, ok, kind)
		assert.Equal(t, x.ID("9"), p.ReplyTo())
		assert.Equal(t, "bob", p.Author.Username, "joined, unwrapped")
	}
	p, ok := event(t, "post.reply.create", `{"id":"10","in_reply_to_post_id":"9","referenced_posts":[{"type":"quoted","id":"8"}]}`, `{"posts":[{"id":"8"}]}`).Payload.(*x.Post)
	require.True(t, ok)
	assert.Equal(t, x.ID("9"), p.ReplyTo(), "newer dialect")
	assert.NotNil(t, p.Reference(x.ReferenceQuote).Post)
	assert.Equal(t, &x.PostDeletion{ID: "10", AuthorID: "2"}, event(t, "post.delete", `{"id":"10","author_id":"2"}`, `{}`).Payload)
}

func TestActivityPayloads(t *testing.T) {
	t.Parallel()
	like := &x.Like{
		ID: "87719f", PostID: "10", AuthorID: "3", CreatedAt: x.Time{Time: time.Date(2026, 7, 24, 21, 12, 45, 0, time.UTC)},
		Time: x.Time{Time: time.UnixMilli(1784927565236).UTC()},
	}
	for _, names := range [][2]string{
		{"liked_tweet_id", "liked_tweet_author_id"}, {"liked_tweet_id", "tweet_author_id"}, {"liked_post_id", "liked_post_author_id"},
	} {
		in := `{"id":"87719f","created_at":"2026-07-24T21:12:45.000Z","timestamp_ms":"1784927565236","` + names[0] + `":"10","` + names[1] + `":"3"}`
		assert.Equal(t, like, event(t, "like.create", in, `{}`).Payload)
	}
	for _, kind := range []string{"follow.follow", "follow.unfollow", "mute.mute", "mute.unmute", "block.block", "block.unblock"} {
		r, ok := event(t, kind, `{"source":{"data":{"id":"2","public_metrics":{"tweet_count":5}}},"target":{"id":"1"}}`, `{}`).Payload.(*x.Relation)
		require.True(t, ok, kind)
		assert.Equal(t, x.ID("2"), r.Source.ID)
		assert.Equal(t, x.ID("1"), r.Target.ID)
	}
	assert.Equal(t, &x.ProfileUpdate{Before: "a", After: "b"}, event(t, "profile.update.bio", `{"before":"a","after":"b"}`, `{}`).Payload)
	live, ok := event(t, "spaces.start", `{"user":{"data":{"id":"1"}},"broadcast_id":"1qx","event_type":"spaces_start"}`, `{}`).Payload.(*x.LiveEvent)
	require.True(t, ok)
	assert.Equal(t, x.ID("1"), live.User.ID)
	live, ok = event(t, "broadcast.end", `{"user":{"id":"1"},"event_timestamp_ms":1720000007400,"broadcast_state":"Ended","duration_ms":3800}`, `{}`).Payload.(*x.LiveEvent)
	require.True(t, ok)
	assert.Equal(t, int64(1720000007400), live.Time.UnixMilli())
	said, ok := event(t, "broadcast.chat", `{"broadcast_id":"1m","message_id":"4","message":"test","author":{"data":{"id":"2"}}}`, `{}`).Payload.(*x.LiveComment)
	require.True(t, ok)
	assert.Equal(t, "test", said.Text)
	assert.Equal(t, x.ID("2"), said.Author.ID)
	gone, ok := event(t, "oauth.revoke", `{"date_time":"2026-07-23T21:44:05+00:00","user_id":"1","app_id":"29820954"}`, `{}`).Payload.(*x.Revocation)
	require.True(t, ok)
	assert.Equal(t, x.ID("1"), gone.UserID)
	assert.Equal(t, 2026, gone.Time.Year())
}

func TestActivityMessages(t *testing.T) {
	t.Parallel()
	dms, ok := event(t, "dm.received", `{"direct_message_events":[{"type":"message_create","id":"5","created_timestamp":"1784928224372","message_create":
		{"target":{"recipient_id":"1"},"sender_id":"2","message_data":{"text":"hello https://t.co/a","entities":{"hashtags":[],"urls":[{"url":"https://t.co/a","expanded_url":"https://example.com","indices":[6,20]}]},
		"attachment":{"type":"media","media":{"id":7,"type":"photo","media_url_https":"https://ton.example/7"}}}}}],
		"users":{"2":{"data":{"id":"2","username":"bob"}},"1":{"id":"1","screen_name":"alice","profile_image_url_https":"https://pbs.example/1"}}}`, `{}`).Payload.(*x.DirectMessages)
	require.True(t, ok)
	m := dms.Events[0]
	assert.Equal(t, int64(1784928224372), m.CreatedAt.UnixMilli())
	assert.Equal(t, x.ID("2"), m.Message.SenderID)
	assert.Equal(t, x.ID("1"), m.Message.Target.RecipientID)
	assert.Equal(t, "https://example.com", m.Message.Data.Entities.URLs[0].ExpandedURL)
	assert.Equal(t, x.ID("7"), m.Message.Data.Attachment.Media.ID)
	assert.Equal(t, "bob", dms.Users["2"].Username)
	assert.Equal(t, "alice", dms.Users["1"].Username, "as in X's first API")
	assert.Equal(t, "https://pbs.example/1", dms.Users["1"].ProfileImageURL)

	dms, ok = event(t, "dm.read", `{"direct_message_mark_read_events":[{"created_timestamp":"1518452444662","sender_id":"2","target":{"recipient_id":"1"},"last_read_event_id":"9"}]}`, `{}`).Payload.(*x.DirectMessages)
	require.True(t, ok)
	assert.Equal(t, x.ID("9"), dms.Reads[0].LastReadEventID)
}

// TestActivityUnknown keeps what this package has no type for.
func TestActivityUnknown(t *testing.T) {
	t.Parallel()
	for kind, payload := range map[string]string{
		"chat.received": `{"encoded_event":"CwAB"}`, "news.new": `{"name":"n"}`, "party.start": `[1]`,
		"follow.follow": `"bob"`, "profile.update.verified_badge": `{"before":{"type":"blue"}}`,
	} {
		raw, ok := event(t, kind, payload, `null`).Payload.(json.RawMessage)
		require.True(t, ok, kind)
		assert.JSONEq(t, payload, string(raw))
	}
	assert.Nil(t, event(t, "dm.read", `null`, `{}`).Payload)
	m := decode[x.ActivityMessage](t, `{"errors":[{"title":"operational-disconnect","disconnect_type":"UpstreamOperationalDisconnect","type":"https://api.twitter.com/2/problems/operational-disconnect"}]}`)
	assert.Nil(t, m.Event)
	assert.Equal(t, x.ProblemOperationalDisconnect, m.Errors[0].Kind())
	assert.Equal(t, x.DisconnectUpstreamOperational, m.Errors[0].DisconnectType)
}

func TestActivityScope(t *testing.T) {
	t.Parallel()
	for kind, want := range map[x.ActivityType]string{
		x.ActivityDMReceived: "dm.read", x.ActivityChatSent: "dm.read", x.ActivityLike: "like.read", x.ActivityMute: "mute.read", x.ActivityUnblock: "block.read",
		x.ActivityMention: "tweet.read", x.ActivityRepost: "tweet.read", x.ActivityBroadcastChat: "broadcast.read",
		x.ActivityPost: "", x.ActivityDelete: "", x.ActivityProfileBio: "", x.ActivityFollow: "", x.ActivityBroadcastStart: "",
	} {
		assert.Equal(t, want, kind.Scope(), kind)
	}
}

// TestSubscription covers the three forms in which X describes one answer.
func TestSubscription(t *testing.T) {
	t.Parallel()
	const one = `{"subscription_id":"5","event_type":"like.create","filter":{"user_id":"1"},"tag":"t","created_at":"2025-10-09T16:35:08.000Z"}`
	want := decode[x.ActivitySubscription](t, one)
	assert.Equal(t, x.ID("5"), want.ID)
	assert.Equal(t, x.ActivityLike, want.Type)
	for _, in := range []string{`[` + one + `]`, `{"subscription":` + one + `}`, `[{"subscription":` + one + `}]`} {
		assert.Equal(t, want, decode[x.Answer[x.ActivitySubscription]](t, `{"data":`+in+`}`).Data, in)
	}
	assert.Equal(t, []*x.ActivitySubscription{&want}, decode[x.Answer[[]*x.ActivitySubscription]](t, `{"data":[`+one+`]}`).Data)
	assert.Zero(t, decode[x.ActivitySubscription](t, `[]`))
}

func TestStreamMessage(t *testing.T) {
	t.Parallel()
	for _, posts := range []string{"tweets", "posts"} {
		m := decode[x.StreamMessage](t, `{"data":{"id":"10","author_id":"2","referenced_tweets":[{"type":"quoted","id":"9"}]},"includes":{"users":[{"id":"2"}],"`+posts+`":[{"id":"9"}]},
			"matching_rules":[{"id":1166916266197536768,"tag":"brand","embedding_similarity":0.45,"embedding_threshold":0.4}]}`)
		assert.Equal(t, x.ID("2"), m.Post.Author.ID)
		assert.NotNil(t, m.Post.References[0].Post)
		assert.Equal(t, []x.MatchingRule{{ID: "1166916266197536768", Tag: "brand", EmbeddingSimilarity: 0.45, EmbeddingThreshold: 0.4}}, m.MatchingRules)
	}
	m := decode[x.StreamMessage](t, `{"errors":[{"connection_issue":"TooManyConnections","type":"https://api.x.com/2/problems/streaming-connection"}]}`)
	assert.Nil(t, m.Post)
	assert.Equal(t, x.IssueTooManyConnections, m.Errors[0].ConnectionIssue)
}
