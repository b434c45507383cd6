package facebook_test

import (
	"context"
	"errors"
	"net/http"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/relais-go/relais/facebook"
	"github.com/relais-go/relais/facebook/facebooktest"
	"github.com/relais-go/relais/internal/probe/probetest"
	"github.com/relais-go/relais/social"
)

func messageRef(id string) social.Ref {
	return social.Ref{Network: "facebook", Kind: social.RefMessage, ID: id}
}

// psid is the ID by which the Page knows somebody.
func (w *world) psid(person string) facebook.ID { return facebook.ID(w.srv.PSID(w.page, person)) }

func TestSendMessage(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	c, fan := w.client(), w.person("Fan")
	question := w.srv.Message(fan, w.page, "Hello?")
	to := facebook.Recipient{ID: w.psid(fan)}
	photo := social.MediaBytes("a.jpg", probetest.JPEG(8, 8))
	for _, p := range []*facebook.MessageParams{
		{To: to, Text: "Choose", QuickReplies: []facebook.QuickReply{{Title: "Red", Payload: "R"}, {Title: "Blue", Payload: "B"}}},
		{To: to, Text: "Quoted", ReplyTo: facebook.ID(question), Type: facebook.MessageUpdate},
		{To: to, File: &facebook.MessageFile{Kind: facebook.FileImage, URL: "https://example.com/b.jpg"}},
		{To: to, File: &facebook.MessageFile{Media: photo}},
		{To: to, Text: "Tagged", Tag: facebook.HumanAgent},
	} {
		sent, err := c.SendMessage(t.Context(), p)
		require.NoError(t, err)
		assert.Equal(t, to.ID, sent.RecipientID)
		assert.NotEmpty(t, sent.MessageID)
	}
	got := w.srv.Messages(w.page, fan)[1:]
	require.Len(t, got, 5)
	assert.Equal(t, []string{"RESPONSE", "UPDATE", "RESPONSE", "RESPONSE", "MESSAGE_TAG"}, []string{got[0].Type, got[1].Type, got[2].Type, got[3].Type, got[4].Type})
	assert.Equal(t, question, got[1].ReplyTo)
	assert.Equal(t, []string{"https://example.com/b.jpg"}, got[2].Attachments)
	assert.Len(t, got[3].Attachments, 1, "the file was streamed")
	assert.Equal(t, "HUMAN_AGENT", got[4].Tag)

	for _, a := range []facebook.SenderAction{facebook.TypingOn, facebook.TypingOff, facebook.MarkSeen} {
		require.NoError(t, c.SendAction(t.Context(), to.ID, a))
	}
	v, err := c.Conversation(t.Context(), facebook.ID(w.srv.Conversation(w.page, fan)))
	require.NoError(t, err)
	assert.Zero(t, *v.Unread)
}

// TestMessageChecks finds what Facebook would refuse before anything is sent.
func TestMessageChecks(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	c := w.client()
	to := facebook.Recipient{ID: "5"}
	file := &facebook.MessageFile{URL: "https://example.com/a.jpg"}
	big := social.MediaBytes("a.jpg", []byte("x"))
	big.Size = 26 << 20
	for field, p := range map[string]*facebook.MessageParams{
		"To":            {Text: "Hi"},
		"Text":          {To: to, Text: strings.Repeat("é", 2001)},
		"Media":         {To: to, Text: "Both", File: file},
		"Media[0].Size": {To: to, File: &facebook.MessageFile{Media: big}},
		"QuickReplies":  {To: to, Text: "Hi", QuickReplies: []facebook.QuickReply{{Title: strings.Repeat("x", 21), Payload: "P"}}},
	} {
		_, err := c.SendMessage(t.Context(), p)
		kind := social.ErrInvalid
		if field == "Media" {
			kind = errors.ErrUnsupported
		}
		requireProblem(t, err, kind, field)
	}
	account, when := accountRef("5"), time.Now().Add(time.Hour)
	for field, d := range map[string]*social.Draft{
		"Title": {Text: "x", Title: "x"}, "At": {Text: "x", At: when}, "FirstComment": {Text: "x", FirstComment: "y"},
		"Format": {Text: "x", Format: social.FormatReel}, "Poll": {Text: "x", Poll: &social.Poll{}}, "ReplyTo": {Text: "x", ReplyTo: postRef("1")},
		"Extras": {Text: "x", Extras: []social.Extra{&facebook.Extra{}}}, "Language": {Text: "x", Language: "en"},
		"Visibility": {Text: "x", Visibility: social.VisibilityFollowers},
	} {
		_, err := c.Message(t.Context(), account, d)
		requireProblem(t, err, errors.ErrUnsupported, field)
	}
	_, err := c.Message(t.Context(), account, &social.Draft{Media: []*social.Media{picture(1), picture(2)}})
	requireProblem(t, err, social.ErrInvalid, "Media")
	assert.Zero(t, w.srv.Requests().Total())
}

// TestMessageWindow: outside of the window the error says how it opens; a person's answer has longer.
func TestMessageWindow(t *testing.T) {
	t.Parallel()
	for _, subcode := range []int{2018278, 2534022} {
		w, clock := clocked(t, facebooktest.Options{Messages: facebooktest.MessageOptions{OutsideSubcode: subcode}})
		c, fan := w.client(), w.person("Fan")
		w.srv.Message(fan, w.page, "Hello?")
		clock.Advance(25 * time.Hour)
		d := &social.Draft{Text: "Sorry for the wait"}
		_, err := c.Message(t.Context(), accountRef(string(w.psid(fan))), d)
		require.ErrorIs(t, err, social.ErrPermission)
		require.ErrorContains(t, err, "24 hours")
		require.ErrorContains(t, err, "HUMAN_AGENT")
		d.Extras = []social.Extra{&facebook.MessageExtra{HumanAgent: true}}
		_, err = c.Message(t.Context(), accountRef(string(w.psid(fan))), d)
		require.NoError(t, err)
		clock.Advance(7 * 24 * time.Hour)
		_, err = c.Message(t.Context(), accountRef(string(w.psid(fan))), d)
		require.ErrorIs(t, err, social.ErrPermission)
	}
	w := newWorld(t, nil)
	fan := w.person("Fan")
	w.srv.Message(fan, w.page, "Go away")
	w.srv.BlockMessages(fan, w.page)
	_, err := w.client().Message(t.Context(), accountRef(string(w.psid(fan))), &social.Draft{Text: "But"})
	require.ErrorIs(t, err, social.ErrPermission)
	_, err = w.client().SendMessage(t.Context(), &facebook.MessageParams{To: facebook.Recipient{ID: w.psid(fan)}, Text: "x", Tag: "ACCOUNT_UPDATE"})
	require.Error(t, err, "tags of old are not taken")
}

// TestPrivateReply answers a comment and a visitor's post in private, once.
func TestPrivateReply(t *testing.T) {
	t.Parallel()
	w, clock := clocked(t, facebooktest.Options{})
	c, fan := w.client(), w.person("Fan")
	comment := w.srv.Comment(fan, w.srv.PublishInApp(w.page, "News"), "How much?")
	before, err := c.Comment(t.Context(), facebook.ID(comment))
	require.NoError(t, err)
	assert.True(t, *before.CanReplyPrivate)
	got, err := c.Message(t.Context(), commentRef(comment), &social.Draft{Text: "Nothing, for you"})
	require.NoError(t, err)
	assert.Equal(t, social.VisibilityDirect, got.Visibility)
	messages := w.srv.Messages(w.page, fan)
	require.Len(t, messages, 1)
	assert.Equal(t, messages[0].ID, got.Ref.ID)
	for _, text := range []string{"And again", "Nothing, for you"} {
		_, err = w.client().Message(t.Context(), commentRef(comment), &social.Draft{Text: text}) // another process
		require.ErrorIs(t, err, social.ErrDuplicate, "what was sent before is not taken for it, though it says the same")
	}
	_, err = c.Message(t.Context(), accountRef(string(w.psid(fan))), &social.Draft{Text: "And again"})
	require.ErrorIs(t, err, social.ErrPermission, "the window opens when the person answers")

	var texts []string
	for p, err := range c.Messages(t.Context(), commentRef(comment)) {
		require.NoError(t, err)
		texts = append(texts, p.Text)
	}
	assert.Equal(t, []string{"Nothing, for you"}, texts, "a comment leads to its conversation")

	visit := w.srv.VisitorPost(w.person("Visitor"), w.page, "Are you open?")
	sent, err := c.PrivateReply(t.Context(), postRef(visit), &facebook.MessageParams{Text: "Always"})
	require.NoError(t, err)
	assert.NotEmpty(t, sent.MessageID)
	late := w.srv.VisitorPost(w.person("Visitor"), w.page, "And today?")
	clock.Advance(8 * 24 * time.Hour)
	_, err = c.PrivateReply(t.Context(), postRef(late), &facebook.MessageParams{Text: "Always"})
	require.ErrorIs(t, err, social.ErrPermission)
	require.ErrorContains(t, err, "seven days")
	_, err = c.PrivateReply(t.Context(), accountRef("5"), &facebook.MessageParams{Text: "Always"})
	require.Error(t, err)
}

// TestPrivateReplyLost: the one answer that there is, is found when its own answer gets lost, whatever Facebook said.
func TestPrivateReplyLost(t *testing.T) {
	t.Parallel()
	sending := "POST /*/*/messages"
	for name, fault := range map[string]facebooktest.Fault{
		"cut":       {Kind: facebooktest.CutAfter, Match: sending},
		"proxy":     {Kind: facebooktest.FailAfter, Match: sending},
		"malformed": {Kind: facebooktest.Malformed, Match: sending},
		"sent although an error is returned": facebooktest.FailingAfter(sending, facebooktest.Error{
			Code: 1, Subcode: 1357046, Status: 500, Message: "Messages were sent although an error is returned",
		}),
		"unknown": facebooktest.FailingAfter(sending, facebooktest.UnknownError()),
	} {
		w := newWorld(t, nil)
		c, fan := w.client(), w.person("Fan")
		comment := w.srv.Comment(fan, w.srv.PublishInApp(w.page, "News"), "How much?")
		w.srv.Faults().Add(fault)
		sent, err := c.PrivateReply(t.Context(), commentRef(comment), &facebook.MessageParams{Text: "Nothing"})
		require.NoError(t, err, name)
		messages := w.srv.Messages(w.page, fan)
		require.Len(t, messages, 1, name)
		assert.Equal(t, messages[0].ID, string(sent.MessageID), name)
		assert.Equal(t, w.psid(fan), sent.RecipientID, name)
	}
}

// TestPrivateReplyShowsLate: an answer that shows late is sent again, refused, and found then.
func TestPrivateReplyShowsLate(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	fan := w.person("Fan")
	comment := w.srv.Comment(fan, w.srv.PublishInApp(w.page, "News"), "How much?")
	var sent atomic.Int64
	w.srv.Faults().Add(facebooktest.Fault{Kind: facebooktest.CutAfter, Match: "POST /*/*/messages"})
	w.srv.Faults().Add(facebooktest.Fault{
		Kind: facebooktest.FailBefore, Match: "GET /*/*/messages", Status: http.StatusOK, Body: `{"data":[]}`, Times: facebooktest.Forever,
		Where: func(*http.Request) bool { return sent.Load() < 2 },
	})
	c := w.client(func(o *social.Options) {
		o.Observer = func(o social.Observation) {
			if o.Op == "messages.send" {
				sent.Add(1)
			}
		}
	})
	got, err := c.PrivateReply(t.Context(), commentRef(comment), &facebook.MessageParams{Text: "Nothing"})
	require.NoError(t, err)
	assert.Equal(t, int64(2), sent.Load())
	assert.Equal(t, w.srv.Messages(w.page, fan)[0].ID, string(got.MessageID))
}

// TestMessageOfAnother: what the person wrote, or what was written long ago, is not taken for what was sent.
func TestMessageOfAnother(t *testing.T) {
	t.Parallel()
	w, clock := clocked(t, facebooktest.Options{})
	fan := w.person("Fan")
	w.srv.AnswerInApp(w.page, fan, "Yes")
	clock.Set(time.Now())
	w.srv.Message(fan, w.page, "Yes")
	w.srv.Faults().Add(facebooktest.Fault{Kind: facebooktest.CutBefore, Match: "POST /*/*/messages"})
	post, err := w.client().Message(t.Context(), accountRef(string(w.psid(fan))), &social.Draft{Text: "Yes"})
	require.NoError(t, err)
	messages := w.srv.Messages(w.page, fan)
	require.Len(t, messages, 3, "it was sent again, since it was lost")
	assert.Equal(t, messages[2].ID, post.Ref.ID)
}

// TestMessageOnce sends many messages while every second answer is lost: none is doubled.
func TestMessageOnce(t *testing.T) {
	t.Parallel()
	w := newWorld(t, &facebooktest.Options{Seed: 3})
	c, fan := w.client(func(o *social.Options) { o.Settle = 20 * time.Millisecond }), w.person("Fan")
	for _, f := range []facebooktest.Fault{{Kind: facebooktest.CutBefore}, {Kind: facebooktest.CutAfter}, {Kind: facebooktest.CutBody}} {
		f.Match, f.Probability, f.Times = "POST /*/*/messages", 0.2, facebooktest.Forever
		w.srv.Faults().Add(f)
	}
	w.srv.Message(fan, w.page, "Go")
	sent, unsure := map[string]bool{}, 0
	const n = 100
	for range n {
		p, err := c.Message(t.Context(), accountRef(string(w.psid(fan))), &social.Draft{Text: "The same again"})
		switch {
		case err == nil:
			require.False(t, sent[p.Ref.ID], "no message is returned twice")
			sent[p.Ref.ID] = true
		case errors.Is(err, social.ErrUncertain):
			unsure++
			pending, ok := social.PendingOf(err)
			require.True(t, ok)
			assert.Equal(t, social.StageConfirm, pending.Stage)
		default:
			require.ErrorIs(t, err, social.ErrUnavailable)
		}
	}
	stands := len(w.srv.Messages(w.page, fan)) - 1
	assert.GreaterOrEqual(t, stands, len(sent))
	assert.LessOrEqual(t, stands, len(sent)+unsure)
	assert.Greater(t, len(sent), n*9/10)
	t.Logf("%d messages: %d sent, %d uncertain, %d stand", n, len(sent), unsure, stands)
}

// TestMessageResume goes on in another process, with a file that has to be sent again.
func TestMessageResume(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	fan := w.person("Fan")
	w.srv.Message(fan, w.page, "Hello?")
	var gone atomic.Bool
	w.srv.Faults().Add(facebooktest.Fault{Kind: facebooktest.CutAfter, Match: "POST /*/*/messages", Where: func(*http.Request) bool { return !gone.Swap(true) }})
	w.srv.Faults().Add(facebooktest.Fault{Kind: facebooktest.CutBefore, Match: "GET /**", Times: 20, Where: func(*http.Request) bool { return gone.Load() }})
	d := &social.Draft{Media: []*social.Media{picture(1)}}
	_, err := w.client(func(o *social.Options) { o.Retries = -1 }).Message(t.Context(), accountRef(string(w.psid(fan))), d)
	require.ErrorIs(t, err, social.ErrUncertain)
	p, ok := social.PendingOf(err)
	require.True(t, ok)
	again := reloaded(t, p)
	again.Media[0].Open = d.Media[0].Open
	w.srv.Faults().Clear()
	post, err := w.client().Resume(t.Context(), again)
	require.NoError(t, err)
	messages := w.srv.Messages(w.page, fan)
	require.Len(t, messages, 2)
	assert.Equal(t, messages[1].ID, post.Ref.ID)
}

// TestConversations lists conversations and what is in them.
func TestConversations(t *testing.T) {
	t.Parallel()
	w, clock := clocked(t, facebooktest.Options{})
	c, ctx := w.client(), t.Context()
	fan, other := w.person("Fan"), w.person("Other")
	var ids []string
	for range 23 {
		clock.Advance(time.Second)
		ids = append([]string{w.srv.Message(fan, w.page, "Hello?", facebooktest.WithFile("image", "https://example.com/a.jpg"))}, ids...)
	}
	clock.Advance(time.Second)
	w.srv.Message(other, w.page, "Me first")
	var all []*social.Conversation
	for v, err := range c.Conversations(ctx) {
		require.NoError(t, err)
		all = append(all, v)
	}
	require.Len(t, all, 2)
	assert.Equal(t, "Me first", all[0].Last.Text)
	assert.Equal(t, "Other", all[0].With[0].Name)
	assert.Len(t, all[0].With, 1)
	assert.True(t, all[1].Unread)
	page, err := c.PageConversationsPage(ctx, &facebook.ConversationsParams{Person: w.psid(fan)}, "")
	require.NoError(t, err)
	require.Len(t, page.Items, 1)

	for _, ref := range []social.Ref{all[1].Ref, accountRef(string(w.psid(fan))), messageRef(ids[0])} {
		var got []string
		for p, err := range c.Messages(ctx, ref) {
			require.NoError(t, err)
			got = append(got, p.Ref.ID)
			if len(got) <= 20 {
				assert.Equal(t, "Hello?", p.Text)
				assert.Equal(t, "https://example.com/a.jpg", p.Media[0].URL)
			} else {
				assert.Empty(t, p.Text, "Facebook tells no more of old ones")
			}
		}
		assert.Equal(t, ids, got, ref.Kind)
	}
	_, err = c.ReadMessage(ctx, facebook.ID(ids[22]))
	require.ErrorIs(t, err, social.ErrNotFound)
	for _, err := range c.Messages(ctx, accountRef(string(w.psid(w.person("Stranger"))))) {
		t.Errorf("there is nothing: %v", err)
	}
	ended, cancel := context.WithCancel(ctx)
	cancel()
	for _, err := range c.Messages(ended, all[0].Ref) {
		require.ErrorIs(t, err, context.Canceled)
	}
}
