package instagram_test

import (
	"errors"
	"fmt"
	"net/http"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/relais-go/relais/instagram"
	"github.com/relais-go/relais/internal/graph/graphtest"
	"github.com/relais-go/relais/social"
)

var errUnsupported = errors.ErrUnsupported

// blank is an Instagram that shows nothing to anybody.
type blank struct{}

func (blank) RoundTrip(r *http.Request) (*http.Response, error) {
	const body = `{"error":{"message":"Unsupported get request.","type":"GraphMethodException","code":100,"error_subcode":33}}`
	rec := newAnswer(http.StatusBadRequest, body)
	rec.Request = r
	return rec, nil
}

func newAnswer(status int, body string) *http.Response {
	return &http.Response{
		StatusCode: status, Proto: "HTTP/1.1", ProtoMajor: 1, ProtoMinor: 1, Header: http.Header{"Content-Type": {"application/json"}},
		Body: readCloser{strings.NewReader(body)}, ContentLength: int64(len(body)),
	}
}

type readCloser struct{ *strings.Reader }

func (readCloser) Close() error { return nil }

// deaf is a client of account 7 that finds nothing.
func deaf(tb testing.TB) *instagram.Client {
	tb.Helper()
	c, err := instagram.New("7", static("token"), &social.Options{HTTPClient: &http.Client{Transport: blank{}}})
	require.NoError(tb, err)
	return c
}

func change(field, value string) string {
	return fmt.Sprintf(`{"object":"instagram","entry":[{"id":"7","time":1700000100,"changes":[{"field":%q,"value":%s}]}]}`, field, value)
}

func private(event string) string {
	return fmt.Sprintf(`{"object":"instagram","entry":[{"id":"7","time":1700000100000,"messaging":[{"sender":{"id":"5"},"recipient":{"id":"7"},"timestamp":1700000050123,%s}]}]}`, event)
}

// told is what is expected of an event.
type told struct {
	kind              social.EventKind
	id                string // or how it begins, if it ends with "…"
	ref, parent, root string // "kind id"
	author, text      string
	reaction          social.Reaction
	private           bool
	seconds           int64
	source            string
}

func show(r social.Ref) string { return strings.TrimSpace(string(r.Kind) + " " + r.ID) }

type pushRow struct {
	delivery string
	told
}

// pushes are deliveries, and what they tell.
func pushes() map[string]pushRow {
	const from = `"from":{"id":"5","username":"ann"},"media":{"id":"1","media_product_type":"FEED"},"text":"Hi"`
	return map[string]pushRow{
		"comment": {
			change("comments", `{`+from+`,"comment_id":"2"}`),
			told{kind: social.EventComment, id: "comment:2", ref: "comment 2", parent: "1", root: "1", author: "5", text: "Hi", seconds: 100, source: "comments"},
		},
		"comment, plain": {
			change("comments", `{`+from+`,"id":"2"}`),
			told{kind: social.EventComment, id: "comment:2", ref: "comment 2", parent: "1", root: "1", author: "5", text: "Hi", seconds: 100, source: "comments"},
		},
		"answer": {
			change("comments", `{`+from+`,"id":"3","parent_id":"2"}`),
			told{kind: social.EventReply, id: "comment:3", ref: "comment 3", parent: "comment 2", root: "1", author: "5", text: "Hi", seconds: 100, source: "comments"},
		},
		"comment on what is not watched": {
			change("comments", `{"from":{"id":"5"},"media":{"id":"4","ad_id":"44","original_media_id":"1"},"text":"Hi","id":"6"}`),
			told{kind: social.EventComment, id: "comment:6", ref: "comment 6", parent: "4", root: "4", author: "5", text: "Hi", seconds: 100},
		},
		"own comment": {
			change("comments", `{"from":{"id":"7","username":"acme","self_ig_scoped_id":"70"},"media":{"id":"1"},"text":"Hi","id":"8"}`),
			told{kind: social.EventComment, id: "comment:8", ref: "comment 8", parent: "1", root: "1", author: "7", text: "Hi", seconds: 100, source: "comments"},
		},
		"live comment": {
			change("live_comments", `{`+from+`,"id":"9"}`),
			told{kind: social.EventComment, id: "comment:9", ref: "comment 9", parent: "1", root: "1", author: "5", text: "Hi", seconds: 100},
		},
		"mention that cannot be read": {
			change("mentions", `{"media_id":"11"}`),
			told{kind: social.EventMention, id: "media:11", ref: "11", seconds: 100},
		},
		"mention in a comment that cannot be read": {
			change("mentions", `{"media_id":"11","comment_id":"12"}`),
			told{kind: social.EventMention, id: "comment:12", ref: "comment 12", parent: "11", root: "11", seconds: 100},
		},
		"mention of nothing": {change("mentions", `{}`), told{kind: social.EventOther, id: "update:…", seconds: 100}},
		"story": {
			change("story_insights", `{"media_id":"13","impressions":"70","reach":60,"replies":-1}`),
			told{kind: social.EventOther, id: "story_insights:13", ref: "13", seconds: 100},
		},
		"story of nothing": {change("story_insights", `{}`), told{kind: social.EventOther, id: "update:…", seconds: 100}},
		"something new":    {change("follow", `{"id":"5"}`), told{kind: social.EventOther, id: "update:…", seconds: 100}},
		"message": {
			private(`"message":{"mid":"m_1","text":"Psst","attachments":[{"type":"image","payload":{"url":"https://example.com/a.jpg"}}],"reply_to":{"mid":"m_0"}}`),
			told{kind: social.EventMessage, id: "message:m_1", ref: "message m_1", parent: "message m_0", author: "5", text: "Psst", private: true, seconds: 50, source: "messages"},
		},
		"answer to a story": {
			private(`"message":{"mid":"m_4","text":"Nice","reply_to":{"story":{"id":"13","url":"https://example.com/13"}}}`),
			told{kind: social.EventMessage, id: "message:m_4", ref: "message m_4", parent: "13", author: "5", text: "Nice", private: true, seconds: 50, source: "messages"},
		},
		"mention in a story": {
			private(`"message":{"mid":"m_5","attachments":[{"type":"story_mention","payload":{"url":"https://example.com/13"}}]}`),
			told{kind: social.EventMessage, id: "message:m_5", ref: "message m_5", author: "5", private: true, seconds: 50, source: "messages"},
		},
		"echo": {
			strings.Replace(private(`"message":{"mid":"m_2","text":"Yes?","is_echo":true}`), `"id":"5"`, `"id":"70"`, 1),
			told{kind: social.EventMessage, id: "message:m_2", ref: "message m_2", author: "7", text: "Yes?", private: true, seconds: 50, source: "messages"},
		},
		"message to oneself": {
			private(`"message":{"mid":"m_6","text":"Milk","is_self":true}`),
			told{kind: social.EventMessage, id: "message:m_6", ref: "message m_6", author: "7", text: "Milk", private: true, seconds: 50, source: "messages"},
		},
		"message edited": {
			private(`"message_edit":{"mid":"m_1","text":"Psssst","num_edit":2}`),
			told{kind: social.EventEdited, id: "edited:message:m_1:2", ref: "message m_1", author: "5", text: "Psssst", private: true, seconds: 50},
		},
		"message taken back": {
			private(`"message":{"mid":"m_1","is_deleted":true}`),
			told{kind: social.EventDeleted, id: "deleted:message:m_1", ref: "message m_1", author: "5", private: true, seconds: 50},
		},
		"reaction": {
			private(`"reaction":{"mid":"m_1","action":"react","reaction":"other","emoji":"🦔"}`),
			told{kind: social.EventReaction, id: "reaction:message:m_1:5:🦔:1700000050", ref: "message m_1", author: "5", text: "🦔", reaction: "🦔", private: true, seconds: 50},
		},
		"heart": {
			private(`"reaction":{"mid":"m_1","action":"react","reaction":"love","emoji":"❤"}`),
			told{kind: social.EventReaction, id: "reaction:message:m_1:5:❤:1700000050", ref: "message m_1", author: "5", text: "❤", reaction: social.ReactionLike, private: true, seconds: 50},
		},
		"smile": {
			private(`"reaction":{"mid":"m_1","action":"react","reaction":"smile","emoji":"😀"}`),
			told{kind: social.EventReaction, id: "reaction:message:m_1:5:😀:1700000050", ref: "message m_1", author: "5", text: "😀", reaction: "smile", private: true, seconds: 50},
		},
		"reaction taken back": {
			private(`"reaction":{"mid":"m_1","action":"unreact"}`),
			told{kind: social.EventOther, id: "update:…", author: "5", private: true, seconds: 100},
		},
		"button": {
			private(`"postback":{"mid":"m_3","title":"Opening hours","payload":"HOURS"}`),
			told{kind: social.EventMessage, id: "message:m_3", ref: "message m_3", author: "5", text: "Opening hours", private: true, seconds: 50},
		},
		"old button": {
			private(`"postback":{"title":"Opening hours","payload":"HOURS"}`),
			told{kind: social.EventMessage, id: "postback:…", ref: "account 5", author: "5", text: "Opening hours", private: true, seconds: 50},
		},
		"read": {private(`"read":{"mid":"m_1"}`), told{kind: social.EventOther, id: "update:…", author: "5", private: true, seconds: 100}},
	}
}

// TestPushed says of everything that is pushed what it means.
func TestPushed(t *testing.T) {
	t.Parallel()
	ids := map[string]string{}
	for name, p := range pushes() {
		h := handler(t, instagram.WebhookOptions{})
		require.Equal(t, http.StatusOK, graphtest.Push(h, p.delivery, graphtest.Signature("secret-1", p.delivery)), name)
		updates := instagram.Queued(h, "7")
		require.Len(t, updates, 1, name)
		got, sources, err := deaf(t).Listener(nil).Understood(t.Context(), updates[0], "1")
		require.NoError(t, err, name)
		require.Len(t, got, 1, name)
		e, want := got[0], p.told
		assert.Equal(t, []string{want.source}, sources, name)
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
		assert.Equal(t, want.private, e.Private, name)
		assert.Equal(t, 1700000000+want.seconds, e.Time.Unix(), name)
		assert.Zero(t, e.Time.Nanosecond(), "%s: times are those of the lists", name)
		assert.NotNil(t, e.Raw, name)
		if other, twice := ids[e.ID]; twice && !strings.Contains(name+other, "plain") {
			t.Errorf("%s and %s are both %s", name, other, e.ID)
		}
		ids[e.ID] = name
	}
}

// TestPushedLittle: where a push does not say what happened, the source is read again; what is for somebody else is
// left alone.
func TestPushedLittle(t *testing.T) {
	t.Parallel()
	for delivery, source := range map[string]string{
		change("comments", `{"text":"Hi"}`):                        "comments",
		change("comments", `7`):                                    "comments",
		private(`"message":{"text":"Hi"}`):                         "messages",
		strings.Replace(change("comments", `{}`), `"7"`, `"8"`, 1): "",
	} {
		updates, err := parse(delivery)
		require.NoError(t, err)
		events, sources, err := deaf(t).Listener(nil).Understood(t.Context(), updates[0])
		require.NoError(t, err)
		assert.Empty(t, events, delivery)
		if source == "" {
			assert.Empty(t, sources, delivery)
		} else {
			assert.Equal(t, []string{source}, sources, delivery)
		}
	}
	story := readStory(t, change("story_insights", `{"media_id":"13","impressions":"70","reach":60,"replies":-1}`))
	assert.EqualValues(t, 70, story.Impressions)
	assert.EqualValues(t, -1, story.Replies, "fewer than five")
}

func readStory(t *testing.T, delivery string) *instagram.StoryInsights {
	t.Helper()
	updates, err := parse(delivery)
	require.NoError(t, err)
	events, _, err := deaf(t).Listener(nil).Understood(t.Context(), updates[0])
	require.NoError(t, err)
	require.IsType(t, &instagram.StoryInsights{}, events[0].Raw)
	return events[0].Raw.(*instagram.StoryInsights)
}
