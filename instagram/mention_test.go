package instagram_test

import (
	"context"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/relais-go/relais/instagram"
	"github.com/relais-go/relais/instagram/instagramtest"
	"github.com/relais-go/relais/social"
)

// TestMentions reads what names the account elsewhere, and answers it.
func TestMentions(t *testing.T) {
	t.Parallel()
	eachLogin(t, func(t *testing.T, w *world) {
		t.Helper()
		ctx, c := t.Context(), w.client()
		fan := w.person("fan")
		media := w.srv.Post(fan, instagramtest.Post{Caption: "Lunch with @acme today"})
		other := w.srv.Post(fan, instagramtest.Post{Caption: "Nothing"})
		comment := w.srv.Comment(w.person("ann"), other, "@acme could do better")

		m, err := c.MentionedMedia(ctx, instagram.ID(media))
		require.NoError(t, err)
		assert.Equal(t, "fan", m.Username)
		assert.Equal(t, "Lunch with acme today", m.Caption, "Instagram leaves the mark out")
		k, err := c.MentionedComment(ctx, instagram.ID(comment))
		require.NoError(t, err)
		assert.Equal(t, "ann", k.Username)
		assert.Equal(t, instagram.ID(other), k.Media.ID)
		_, err = c.MentionedMedia(ctx, instagram.ID(other))
		require.ErrorIs(t, err, social.ErrNotFound)
		_, err = c.MentionedComment(ctx, "17999999999999999")
		require.ErrorIs(t, err, social.ErrNotFound)

		for _, p := range []struct {
			comment instagram.ID
			media   string
		}{{"", media}, {instagram.ID(comment), other}} {
			id, err := c.ReplyMention(ctx, instagram.ID(p.media), p.comment, "Thank you")
			require.NoError(t, err)
			made, ok := w.srv.FindComment(string(id))
			require.True(t, ok)
			assert.Equal(t, []string{p.media, string(p.comment), w.user}, []string{made.Media, made.Parent, made.Author})
		}
	})
}

// TestMentionFields: where Instagram does not know all fields of a mention, those that are documented do.
func TestMentionFields(t *testing.T) {
	t.Parallel()
	w := newWorld(t, instagramtest.FacebookLogin, nil)
	media := w.srv.Post(w.person("fan"), instagramtest.Post{Caption: "With @acme"})
	fault := instagramtest.Answer("GET /**", instagramtest.Error{Code: 100, Message: "(#100) Tried accessing nonexisting field (permalink)"}, false)
	fault.Times, fault.Where = instagramtest.Forever, asks("permalink")
	w.host.Faults().Add(fault)
	m, err := w.client().MentionedMedia(t.Context(), instagram.ID(media))
	require.NoError(t, err)
	assert.Equal(t, "With acme", m.Caption)
}

// asks fits requests for a field.
func asks(field string) func(*http.Request) bool {
	return func(r *http.Request) bool { return strings.Contains(r.URL.Query().Get("fields"), field) }
}

// TestReplyToMention: the portable answer finds its way to what names the account elsewhere, once.
func TestReplyToMention(t *testing.T) {
	t.Parallel()
	eachLogin(t, func(t *testing.T, w *world) {
		t.Helper()
		ctx, fan := t.Context(), w.person("fan")
		media := w.srv.Post(fan, instagramtest.Post{Caption: "Lunch with @acme"})
		other := w.srv.Post(fan, instagramtest.Post{Caption: "Nothing"})
		comment := w.srv.Comment(fan, other, "@acme, look")
		answers := func() (n int) {
			for _, id := range []string{media, other} {
				m, _ := w.srv.FindMedia(id)
				n += len(w.comments(id, m.Comments))
			}
			return n
		}
		p, err := w.client().Reply(ctx, postRef(media), &social.Draft{Text: "Thanks"})
		require.NoError(t, err)
		assert.Equal(t, postRef(media), p.ReplyTo)
		assert.Equal(t, "Thanks", p.Text)
		p, err = w.client().Reply(ctx, commentRef(comment), &social.Draft{Text: "Seen"})
		require.NoError(t, err)
		assert.Equal(t, commentRef(comment), p.ReplyTo)
		assert.Equal(t, 2, answers())
		_, err = w.client().Reply(ctx, postRef(other), &social.Draft{Text: "Hello"})
		require.ErrorIs(t, err, social.ErrPermission, "it does not name the account")

		fault := instagramtest.Fault{Kind: instagramtest.CutAfter, Match: "POST /*/*/mentions"}
		w.host.Faults().Add(fault)
		_, err = w.client().Reply(ctx, postRef(media), &social.Draft{Text: "Once"})
		require.NoError(t, err)
		assert.Equal(t, 3, answers())

		w.host.Faults().Add(fault)
		_, err = w.client().Reply(ctx, commentRef(comment), &social.Draft{Text: "Once more"})
		require.ErrorIs(t, err, social.ErrUncertain, "answers to comments elsewhere are not shown")
		assert.Equal(t, 4, answers())
		pending, ok := social.PendingOf(err)
		require.True(t, ok)
		_, err = w.client().Resume(ctx, pending)
		require.ErrorIs(t, err, social.ErrUncertain)
		assert.Equal(t, 4, answers(), "it is not made again")
	})
}

// TestListenMentions: mentions are pushed with no more than an ID, and fetched; also when Instagram shows them late.
func TestListenMentions(t *testing.T) {
	t.Parallel()
	for name, api := range logins() {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t, api, &instagramtest.Options{Webhook: instagramtest.WebhookOptions{Milliseconds: true}})
			w.listenMentions()
		})
	}
}

func (w *world) listenMentions() {
	t, h := w.t, w.webhook()
	fan := w.person("fan")
	timing := hasty()
	timing.Mention = 800 * time.Millisecond
	l := w.client().ListenerWith(timing, &instagram.ListenOptions{Webhook: h})
	cursor, err := l.Cursor(t.Context())
	require.NoError(t, err)

	late := instagramtest.NotFound("GET /**", "1")
	late.Times, late.Where = 8, asks("mentioned_")
	w.host.Faults().Add(late)
	media := w.srv.Post(fan, instagramtest.Post{Caption: "Lunch with @acme", Tags: []string{w.user}})
	other := w.srv.Post(fan, instagramtest.Post{Caption: "Nothing"})
	comment := w.srv.Comment(fan, other, "@acme, look")
	w.srv.Comment(w.user, other, "We are @acme ourselves")
	gone := w.srv.Comment(fan, other, "@acme is bad")
	w.srv.DeleteComment(gone)

	events := map[string]*social.Event{}
	ctx, cancel := context.WithTimeout(t.Context(), 2*time.Minute)
	defer cancel()
	for e, err := range l.Listen(ctx, &social.ListenQuery{After: cursor}) {
		require.NoError(t, err)
		require.Nil(t, events[e.Ref.ID], "%s comes twice", e.ID)
		if events[e.Ref.ID] = e; len(events) == 3 {
			break
		}
	}
	for id, text := range map[string]string{media: "Lunch with acme", comment: "acme, look", gone: ""} {
		require.NotNil(t, events[id], "%s: %s", id, text)
		assert.Equal(t, social.EventMention, events[id].Kind)
		assert.Equal(t, text, events[id].Text)
		assert.False(t, events[id].Time.IsZero())
	}
	assert.Equal(t, "fan", events[comment].Author.Handle)
	assert.Equal(t, postRef(other), events[comment].Root)
	assert.Equal(t, "media:"+media, events[media].ID, "that of the tag")
	require.IsType(t, &instagram.MentionChange{}, events[gone].Raw)
}

// TestListenPushedOnly hears of what cannot be read.
func TestListenPushedOnly(t *testing.T) {
	t.Parallel()
	test := func(t *testing.T, api instagramtest.API) {
		t.Helper()
		w, clock := clocked(t, api, instagramtest.Options{})
		h := w.webhook()
		fan := w.person("fan")
		start := w.srv.DM(fan, w.user, "Psst")
		l := w.client().ListenerWith(patient(), &instagram.ListenOptions{Webhook: h})
		var got []string
		ctx, cancel := context.WithTimeout(t.Context(), 2*time.Minute)
		defer cancel()
		for e, err := range l.Listen(ctx, &social.ListenQuery{After: social.FromStart}) {
			require.NoError(t, err)
			got = append(got, string(e.Kind)+" "+e.Text)
			if len(got) == 1 {
				for _, happens := range []func(){
					func() { w.srv.React(fan, start, "love", "❤") },
					func() { w.srv.EditMessage(start, "Hush") },
					func() { w.srv.Postback(fan, w.user, "Opening hours", "HOURS") },
					func() { w.srv.UnsendMessage(start) },
				} {
					clock.Advance(time.Second) // of what happens within one, only IDs tell the order
					happens()
				}
			}
			if e.Kind == social.EventDeleted {
				assert.Equal(t, messageRef(start), e.Ref)
				break
			}
		}
		assert.Equal(t, []string{"message Psst", "reaction ❤", "edited Hush", "message Opening hours", "deleted "}, got)
	}
	for name, api := range logins() {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			test(t, api)
		})
	}
}

// TestListenStory: the last numbers of a story are told when it ends.
func TestListenStory(t *testing.T) {
	t.Parallel()
	w, clock := clocked(t, instagramtest.FacebookLogin, instagramtest.Options{})
	h := w.webhook()
	story := w.srv.Post(w.user, instagramtest.Post{Product: "STORY"})
	w.srv.AddMediaInsights(story, instagramtest.Insight{Metric: "reach", Value: 60})
	clock.Advance(25 * time.Hour)
	w.srv.Tick()
	require.NoError(t, w.srv.WaitWebhooks(t.Context()))
	got := caughtUp(t, w.client().Listener(&instagram.ListenOptions{Webhook: h}), social.FromStart)
	require.Len(t, got, 1)
	require.IsType(t, &instagram.StoryInsights{}, got[0].Raw)
	assert.Equal(t, postRef(story), got[0].Ref)
	assert.EqualValues(t, 60, got[0].Raw.(*instagram.StoryInsights).Reach)
}
