package mastodon_test

import (
	"encoding/json"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/relais-go/relais/mastodon"
	"github.com/relais-go/relais/social"
)

func TestEventKinds(t *testing.T) {
	t.Parallel()
	const me = mastodon.ID("1")
	fan := social.Ref{Network: "mastodon", Kind: social.RefAccount, ID: "5"}
	mention := func(more string) string {
		return `{"type":"mention","status":{"id":"20","content":"<p>Hi</p>",` + more + `"account":{"id":"5"}}}`
	}
	for _, tc := range []struct {
		in   string
		want social.Event
	}{
		{mention(``), social.Event{Kind: social.EventMention, Ref: post("20"), Text: "Hi"}},
		{mention(`"in_reply_to_id":"19","in_reply_to_account_id":"7",`), social.Event{Kind: social.EventMention, Ref: post("20"), Parent: post("19"), Text: "Hi"}},
		{mention(`"in_reply_to_id":"19","in_reply_to_account_id":"1",`), social.Event{Kind: social.EventComment, Ref: post("20"), Parent: post("19"), Text: "Hi"}},
		{mention(`"visibility":"direct","in_reply_to_id":"19","in_reply_to_account_id":"1",`),
			social.Event{Kind: social.EventMessage, Ref: post("20"), Parent: post("19"), Text: "Hi", Private: true}},
		{`{"type":"reblog","status":{"id":"20","content":"<p>Mine</p>"}}`, social.Event{Kind: social.EventShare, Ref: post("20")}},
		{`{"type":"favourite","status":{"id":"20","content":"<p>Mine</p>"}}`, social.Event{Kind: social.EventReaction, Ref: post("20"), Reaction: social.ReactionLike}},
		{`{"type":"pleroma:emoji_reaction","emoji":"🎉","status":{"id":"20"}}`, social.Event{Kind: social.EventReaction, Ref: post("20"), Reaction: "🎉"}},
		{`{"type":"follow"}`, social.Event{Kind: social.EventFollow, Ref: fan}},
		{`{"type":"follow_request"}`, social.Event{Kind: social.EventFollow, Ref: fan, Pending: true}},
		{`{"type":"quote","status":{"id":"20","content":"Look","quote":{"state":"accepted","quoted_status":{"id":"3"}}}}`,
			social.Event{Kind: social.EventQuote, Ref: post("20"), Parent: post("3"), Text: "Look"}},
		{`{"type":"status","status":{"id":"20","content":"News"}}`, social.Event{Kind: social.EventFound, Ref: post("20"), Text: "News"}},
		{`{"type":"update","status":{"id":"20","content":"New"}}`, social.Event{Kind: social.EventEdited, Ref: post("20"), Text: "New"}},
		{`{"type":"quoted_update","status":{"id":"20","content":"New"}}`, social.Event{Kind: social.EventEdited, Ref: post("20"), Text: "New"}},
		{`{"type":"poll","status":{"id":"20","content":"Which?"}}`, social.Event{Kind: social.EventPoll, Ref: post("20"), Text: "Which?"}},
		{`{"type":"pending.favourite","status":{"id":"20"}}`, social.Event{Kind: social.EventReaction, Ref: post("20"), Reaction: social.ReactionLike, Pending: true}},
		{`{"type":"pending.reply","status":{"id":"20","content":"May I?","in_reply_to_id":"3"}}`,
			social.Event{Kind: social.EventComment, Ref: post("20"), Parent: post("3"), Text: "May I?", Pending: true}},
		{`{"type":"pending.reblog","status":{"id":"20"}}`, social.Event{Kind: social.EventShare, Ref: post("20"), Pending: true}},
		{`{"type":"admin.sign_up"}`, social.Event{Kind: social.EventOther, Ref: fan}},
		{`{"type":"admin.report","report":{"id":"8"}}`, social.Event{Kind: social.EventOther, Ref: itself("9")}},
		{`{"type":"moderation_warning"}`, social.Event{Kind: social.EventOther, Ref: itself("9")}},
		{`{"type":"brand.new"}`, social.Event{Kind: social.EventOther, Ref: itself("9")}},
		{`{"type":"follow","filtered":true}`, social.Event{Kind: social.EventFollow, Ref: fan, Filtered: true}},
	} {
		n := new(mastodon.Notification)
		require.NoError(t, json.Unmarshal([]byte(`{"id":"9","created_at":"2026-02-03T04:05:06.000Z","account":{"id":"5","acct":"fan"}}`), n))
		require.NoError(t, json.Unmarshal([]byte(tc.in), n))
		got := *mastodon.EventOf(n, me)
		assert.Equal(t, "9", got.ID)
		assert.Equal(t, "fan", got.Author.Handle)
		assert.Equal(t, time.Date(2026, 2, 3, 4, 5, 6, 0, time.UTC), got.Time)
		assert.Same(t, n, got.Raw)
		got.ID, got.Author, got.Time, got.Raw = "", social.Account{}, time.Time{}, nil
		assert.Equal(t, tc.want, got, tc.in)
	}
}

// TestEventKindsOfAStranger takes answers for mentions when it is not known whom they answer.
func TestEventKindsOfAStranger(t *testing.T) {
	t.Parallel()
	n := &mastodon.Notification{Type: mastodon.NotifyMention, Status: &mastodon.Status{InReplyToAccountID: "1"}}
	assert.Equal(t, social.EventMention, mastodon.EventOf(n, "").Kind)
	n.Status.InReplyToAccountID = ""
	assert.Equal(t, social.EventMention, mastodon.EventOf(n, "").Kind)
}

func post(id string) social.Ref { return social.Ref{Network: "mastodon", ID: id} }

func itself(id string) social.Ref {
	return social.Ref{Network: "mastodon", Kind: social.RefEvent, ID: id}
}
