package facebook_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/relais-go/relais/facebook"
	"github.com/relais-go/relais/internal/graph/graphtest"
	"github.com/relais-go/relais/social"
)

// understood is what a listener for Page 7 makes of a delivery.
func understood(t *testing.T, delivery string) (events []*social.Event, nudged []string) {
	t.Helper()
	h := handler(t, facebook.WebhookOptions{})
	require.Equal(t, 200, graphtest.Push(h, delivery, graphtest.Signature("secret-1", delivery)), delivery)
	c, err := facebook.New("7", static("token"), nil)
	require.NoError(t, err)
	l := c.Listener(&facebook.ListenOptions{Webhook: h})
	for _, u := range facebook.Queued(h, "7") {
		e, n := l.Understood(u)
		events, nudged = append(events, e...), append(nudged, n...)
	}
	return events, nudged
}

func change(field, value string) string {
	return fmt.Sprintf(`{"object":"page","entry":[{"id":"7","time":1700000100,"changes":[{"field":%q,"value":%s}]}]}`, field, value)
}

func private(event string) string {
	return fmt.Sprintf(`{"object":"page","entry":[{"id":"7","time":1700000100,"messaging":[{"sender":{"id":"5"},"recipient":{"id":"7"},"timestamp":1700000050123,%s}]}]}`, event)
}

// told is what is expected of an event.
type told struct {
	kind              social.EventKind
	id                string // or how it begins, if it ends with "…"
	ref, parent, root string // "kind id"
	author, text      string
	reaction          social.Reaction
	private, filtered bool
	seconds           int64
}

func show(r social.Ref) string { return strings.TrimSpace(string(r.Kind) + " " + r.ID) }

// pushes are deliveries, and what they tell.
func pushes() map[string]struct {
	delivery string
	told
} {
	type row = struct {
		delivery string
		told
	}
	const from = `"from":{"id":"5","name":"Ann"},"created_time":1700000000`
	return map[string]row{
		"comment": {
			change("feed", `{`+from+`,"item":"comment","verb":"add","comment_id":"1_2","post_id":"7_1","parent_id":"7_1","message":"Hi"}`),
			told{kind: social.EventComment, id: "comment:2", ref: "comment 1_2", parent: "7_1", root: "7_1", author: "5", text: "Hi"},
		},
		"answer": {
			change("feed", `{`+from+`,"item":"comment","verb":"add","comment_id":"1_3","post_id":"7_1","parent_id":"1_2","is_hidden":true}`),
			told{kind: social.EventReply, id: "comment:3", ref: "comment 1_3", parent: "comment 1_2", root: "7_1", author: "5", filtered: true},
		},
		"older comment": {
			change("feed", `{"item":"comment","verb":"add","comment_id":"1_2","post_id":"7_1","parent_id":"7_1","sender_id":5,"sender_name":"Ann","created_time":"2023-11-14T22:13:20+0000"}`),
			told{kind: social.EventComment, id: "comment:2", ref: "comment 1_2", parent: "7_1", root: "7_1", author: "5"},
		},
		"comment edited": {
			change("feed", `{`+from+`,"item":"comment","verb":"edited","comment_id":"1_2","post_id":"7_1","parent_id":"7_1","message":"Ho","edited_time":1700000030}`),
			told{kind: social.EventEdited, id: "edited:comment:2:…", ref: "comment 1_2", parent: "7_1", root: "7_1", author: "5", text: "Ho", seconds: 30},
		},
		"comment removed": {
			change("feed", `{`+from+`,"item":"comment","verb":"remove","comment_id":"1_2","post_id":"7_1","parent_id":"7_1"}`),
			told{kind: social.EventDeleted, id: "deleted:comment:2", ref: "comment 1_2", parent: "7_1", root: "7_1", author: "5", seconds: 100},
		},
		"comment hidden": {
			change("feed", `{`+from+`,"item":"comment","verb":"hide","comment_id":"1_2","post_id":"7_1","parent_id":"7_1"}`),
			told{kind: social.EventOther, id: "update:…", ref: "comment 1_2", parent: "7_1", root: "7_1", author: "5", seconds: 100},
		},
		"reaction": {
			change("feed", `{`+from+`,"item":"reaction","verb":"add","reaction_type":"sorry","post_id":"7_1","parent_id":"7_1"}`),
			told{kind: social.EventReaction, id: "reaction:post:1:5:sad:1700000000", ref: "7_1", author: "5", reaction: facebook.ReactionSad},
		},
		"reaction to a comment": {
			change("feed", `{`+from+`,"item":"reaction","verb":"edit","reaction_type":"anger","comment_id":"1_2","post_id":"7_1","parent_id":"7_1"}`),
			told{kind: social.EventReaction, id: "reaction:comment:2:5:angry:1700000000", ref: "comment 1_2", root: "7_1", author: "5", reaction: facebook.ReactionAngry},
		},
		"older like": {
			change("feed", `{"item":"like","verb":"add","parent_id":"7_1","sender_id":5,"created_time":1700000000}`),
			told{kind: social.EventReaction, id: "reaction:like:1:5:like:1700000000", ref: "7_1", author: "5", reaction: social.ReactionLike},
		},
		"reaction taken back": {
			change("feed", `{`+from+`,"item":"reaction","verb":"remove","reaction_type":"like","post_id":"7_1","parent_id":"7_1"}`),
			told{kind: social.EventOther, id: "update:…", ref: "7_1", author: "5", seconds: 100},
		},
		"share": {
			change("feed", `{`+from+`,"item":"share","verb":"add","post_id":"7_1","share_id":"5_9","link":"https://example.com"}`),
			told{kind: social.EventShare, id: "share:9", ref: "5_9", parent: "7_1", author: "5"},
		},
		"older post that tags the Page now": {
			change("mention", `{"from":{"id":"5"},"created_time":1690000000,"item":"post","verb":"add","post_id":"5_77","message":"Hi Acme"}`),
			told{kind: social.EventMention, id: "post:77", ref: "5_77", author: "5", text: "Hi Acme", seconds: 100},
		},
		"older comment that tags the Page now": {
			change("mention", `{"from":{"id":"5"},"created_time":1690000000,"item":"comment","verb":"add","comment_id":"77_78","post_id":"5_77","message":"Acme?"}`),
			told{kind: social.EventMention, id: "comment:78", ref: "comment 77_78", parent: "5_77", root: "5_77", author: "5", text: "Acme?", seconds: 100},
		},
		"follower": {
			change("feed", `{"item":"like","verb":"add","user_id":5}`),
			told{kind: social.EventFollow, id: "follow:5:1700000100", ref: "account 5", author: "5", seconds: 100},
		},
		"visitor": {
			change("feed", `{`+from+`,"item":"photo","verb":"add","post_id":"7_4","photo_id":"44","link":"https://example.com/a.jpg","message":"Look"}`),
			told{kind: social.EventMention, id: "post:4", ref: "7_4", author: "5", text: "Look"},
		},
		"post removed": {
			change("feed", `{`+from+`,"item":"status","verb":"remove","post_id":"7_4"}`),
			told{kind: social.EventDeleted, id: "deleted:post:4", ref: "7_4", author: "5", seconds: 100},
		},
		"mention": {
			change("mention", `{"item":"post","verb":"add","post_id":"5_6","sender_id":"5","sender_name":"Ann","created_time":1700000000,"message":"Page is great"}`),
			told{kind: social.EventMention, id: "post:6", ref: "5_6", author: "5", text: "Page is great"},
		},
		"mention in a comment": {
			change("mention", `{"item":"comment","verb":"add","comment_id":"6_8","post_id":"9_6","parent_id":"9_6","sender_id":"5","created_time":1700000000}`),
			told{kind: social.EventMention, id: "comment:8", ref: "comment 6_8", parent: "9_6", root: "9_6", author: "5"},
		},
		"recommendation": {
			change("ratings", `{"item":"rating","verb":"add","reviewer_id":"5","reviewer_name":"Ann","recommendation_type":"POSITIVE","review_text":"Good","open_graph_story_id":"88","created_time":1700000000,"rating":0}`),
			told{kind: social.EventReview, id: "review:88:…", ref: "review 88", author: "5", text: "Good"},
		},
		"recommendation taken back": {
			change("ratings", `{"item":"rating","verb":"remove","reviewer_id":"5","open_graph_story_id":"88","created_time":1700000000}`),
			told{kind: social.EventDeleted, id: "deleted:review:88", ref: "review 88", author: "5", seconds: 100},
		},
		"comment on a recommendation": {
			change("ratings", `{"item":"comment","verb":"add","comment_id":"88_13","from":{"id":"5"},"message":"True","open_graph_story_id":"88","created_time":1700000000}`),
			told{kind: social.EventComment, id: "comment:13", ref: "comment 88_13", parent: "review 88", root: "review 88", author: "5", text: "True"},
		},
		"profile": {change("picture", `{"item":"picture","verb":"update"}`), told{kind: social.EventOther, id: "update:…", seconds: 100}},
		"message": {
			private(`"message":{"mid":"m_1","text":"Psst","attachments":[{"type":"image","payload":{"url":"https://example.com/a.jpg"}}],"reply_to":{"mid":"m_0"}}`),
			told{kind: social.EventMessage, id: "message:m_1", ref: "message m_1", parent: "message m_0", author: "5", text: "Psst", private: true, seconds: 50},
		},
		"echo": {
			strings.Replace(private(`"message":{"mid":"m_2","text":"Yes?","is_echo":true,"app_id":5}`), `{"id":"5"}`, `{}`, 1),
			told{kind: social.EventMessage, id: "message:m_2", ref: "message m_2", author: "7", text: "Yes?", private: true, seconds: 50},
		},
		"message edited": {
			private(`"message_edit":{"mid":"m_1","text":"Psssst","num_edit":2}`),
			told{kind: social.EventEdited, id: "edited:message:m_1:2", ref: "message m_1", author: "5", text: "Psssst", private: true, seconds: 50},
		},
		"message deleted": {
			private(`"message":{"mid":"m_1","is_deleted":true}`),
			told{kind: social.EventDeleted, id: "deleted:message:m_1", ref: "message m_1", author: "5", private: true, seconds: 50},
		},
		"reaction to a message": {
			private(`"reaction":{"mid":"m_1","action":"react","reaction":"other","emoji":"🦔"}`),
			told{kind: social.EventReaction, id: "reaction:message:m_1:5:🦔:1700000050", ref: "message m_1", author: "5", text: "🦔", reaction: "🦔", private: true, seconds: 50},
		},
		"love for a message": {
			private(`"reaction":{"mid":"m_1","action":"react","reaction":"love","emoji":"❤"}`),
			told{kind: social.EventReaction, id: "reaction:message:m_1:5:❤:1700000050", ref: "message m_1", author: "5", text: "❤", reaction: facebook.ReactionLove, private: true, seconds: 50},
		},
		"button": {
			private(`"postback":{"mid":"m_3","title":"Opening hours","payload":"HOURS"}`),
			told{kind: social.EventMessage, id: "message:m_3", ref: "message m_3", author: "5", text: "Opening hours", private: true, seconds: 50},
		},
		"old button": {
			private(`"postback":{"title":"Opening hours","payload":"HOURS"}`),
			told{kind: social.EventMessage, id: "postback:…", ref: "account 5", author: "5", text: "Opening hours", private: true, seconds: 50},
		},
		"read": {private(`"read":{"watermark":1700000000000}`), told{kind: social.EventOther, id: "update:…", author: "5", private: true, seconds: 100}},
	}
}

// TestPushed says of everything that is pushed what it means.
func TestPushed(t *testing.T) {
	t.Parallel()
	ids := map[string]string{}
	for name, p := range pushes() {
		got, nudged := understood(t, p.delivery)
		require.Len(t, got, 1, name)
		assert.Empty(t, nudged, name)
		e, want := got[0], p.told
		assert.Equal(t, want.kind, e.Kind, name)
		if begin, ok := strings.CutSuffix(want.id, "…"); ok {
			assert.True(t, strings.HasPrefix(e.ID, begin) && e.ID != begin, "%s: %s", name, e.ID)
		} else {
			assert.Equal(t, want.id, e.ID, name)
		}
		if want.kind != social.EventOther || want.ref != "" {
			assert.Equal(t, want.ref, show(e.Ref), name)
		}
		assert.Equal(t, []string{want.parent, want.root, want.author, want.text}, []string{show(e.Parent), show(e.Root), e.Author.Ref.ID, e.Text}, name)
		assert.Equal(t, want.reaction, e.Reaction, name)
		assert.Equal(t, []bool{want.private, want.filtered}, []bool{e.Private, e.Filtered}, name)
		assert.Equal(t, 1700000000+want.seconds, e.Time.Unix(), name)
		assert.Zero(t, e.Time.Nanosecond()%int(time.Second), "%s: times are those of the lists", name)
		assert.NotNil(t, e.Raw, name)
		if other, twice := ids[e.ID]; twice && !strings.Contains(name+other, "older") {
			t.Errorf("%s and %s have one ID", name, other)
		}
		ids[e.ID] = name
	}
}

// TestPushedElsewhere: what says too little has lists read again; what is about other Pages is nothing.
func TestPushedElsewhere(t *testing.T) {
	t.Parallel()
	for delivery, want := range map[string][]string{
		`{"object":"page","entry":[{"id":"7","time":1,"changed_fields":["feed"]}]}`:    {"comments", "visitors"},
		`{"object":"page","entry":[{"id":"7","time":1,"changed_fields":["mention"]}]}`: {"tagged"},
		`{"object":"page","entry":[{"id":"7","time":1,"changed_fields":["ratings"]}]}`: {"ratings"},
		change("conversations", `{"page_id":7,"thread_id":"t_1"}`):                     {"messages"},
		change("feed", `{}`):    {"comments", "visitors"},
		change("feed", `"odd"`): {"comments", "visitors"},
		change("feed", `{"item":"comment","verb":"add","post_id":"7_1","message":"Hi"}`):    {"comments"},
		change("feed", `{"item":"comment","verb":"edited","post_id":"7_1","message":"Hi"}`): {"comments"},
		change("mention", `{"item":"post","verb":"add","message":"Hi"}`):                    {"tagged"},
		private(`"message":{"text":"Hi"}`):                                                  {"messages"},
	} {
		events, nudged := understood(t, delivery)
		assert.Empty(t, events, delivery)
		assert.Equal(t, want, nudged, delivery)
	}
	c, err := facebook.New("7", static("token"), nil)
	require.NoError(t, err)
	events, nudged := c.Listener(nil).Understood(&facebook.WebhookUpdate{Account: "8", Field: "feed", Value: []byte(`{"item":"comment","verb":"add"}`)})
	assert.Empty(t, events)
	assert.Empty(t, nudged)
}

// TestPushedNameless: of what does not say what it is about, none passes for another.
func TestPushedNameless(t *testing.T) {
	t.Parallel()
	seen := map[string]bool{}
	for _, delivery := range []string{
		change("feed", `{"item":"post","verb":"remove","created_time":1700000001}`), change("feed", `{"item":"post","verb":"remove","created_time":1700000002}`),
		change("feed", `{"item":"status","verb":"edited","message":"A"}`), change("mention", `{"item":"comment","verb":"add","message":"A"}`),
		change("mention", `{"item":"comment","verb":"add","message":"B"}`), change("mention", `{"item":"comment","verb":"remove","message":"B"}`),
	} {
		events, nudged := understood(t, delivery)
		assert.Empty(t, nudged)
		require.Len(t, events, 1, delivery)
		assert.Equal(t, social.EventOther, events[0].Kind, delivery)
		assert.False(t, seen[events[0].ID], delivery)
		seen[events[0].ID] = true
	}
}

// TestPushedAgain: what can be done again and again is told each time, what is delivered again is not.
func TestPushedAgain(t *testing.T) {
	t.Parallel()
	h := handler(t, facebook.WebhookOptions{})
	at := func(seconds int, verb string) string {
		d := change("feed", `{"item":"comment","verb":"`+verb+`","comment_id":"1_2","post_id":"7_1","created_time":1700000000}`)
		return strings.Replace(d, "1700000100", fmt.Sprint(1700000100+seconds), 1)
	}
	for _, d := range []string{at(0, "hide"), at(1, "unhide"), at(2, "hide"), at(2, "hide"), at(3, "add"), at(4, "add")} {
		require.Equal(t, 200, graphtest.Push(h, d, graphtest.Signature("secret-1", d)))
	}
	assert.Len(t, facebook.Queued(h, "7"), 4)
}
