package instagram_test

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/relais-go/relais/instagram"
	"github.com/relais-go/relais/instagram/instagramtest"
	"github.com/relais-go/relais/social"
	"github.com/relais-go/relais/social/socialtest"
)

// writer is somebody who has written to the account, with the ID that it knows.
func (w *world) writer() (person string, known instagram.ID) {
	person = w.person("")
	w.srv.DM(person, w.user, "Hello")
	return person, w.known(person)
}

// sent are the messages of the account to a person.
func (w *world) sent(person string) []instagramtest.Message {
	var out []instagramtest.Message
	for _, m := range w.srv.Messages(w.user, person) {
		if m.From == w.user {
			out = append(out, m)
		}
	}
	return out
}

// TestSendMessage sends whatever a message can hold.
func TestSendMessage(t *testing.T) {
	t.Parallel()
	eachLogin(t, func(t *testing.T, w *world) {
		t.Helper()
		ctx, c := t.Context(), w.client()
		person, known := w.writer()
		post := w.srv.Post(w.user, instagramtest.Post{Caption: "News"})
		first := w.srv.Messages(w.user, person)[0].ID
		to := instagram.Recipient{ID: known}
		image := instagram.MessageFile{Kind: instagram.FileImage, URL: w.files + "/a.jpg"}
		for _, p := range []*instagram.MessageParams{
			{To: to, Text: "Hi", ReplyTo: instagram.ID(first)},
			{To: to, Files: []instagram.MessageFile{image}},
			{To: to, Files: []instagram.MessageFile{image, image, image}},
			{To: to, Files: []instagram.MessageFile{{Kind: instagram.FilePDF, URL: w.files + "/a.pdf"}}},
			{To: to, Share: instagram.ID(post)},
			{To: to, Heart: true},
			{To: to, Text: "By hand", Tag: instagram.HumanAgent},
		} {
			m, err := c.SendMessage(ctx, p)
			require.NoError(t, err)
			assert.Equal(t, known, m.RecipientID)
		}
		got := w.sent(person)
		require.Len(t, got, 7)
		assert.Equal(t, first, got[0].ReplyTo)
		assert.Equal(t, "image", got[1].Attachments[0].Type)
		assert.Len(t, got[2].Attachments, 3)
		assert.Equal(t, "file", got[3].Attachments[0].Type)
		assert.Equal(t, "MEDIA_SHARE", got[4].Attachments[0].Type)
		assert.Equal(t, "like_heart", got[5].Attachments[0].Type)
		assert.Equal(t, "By hand", got[6].Text)

		require.NoError(t, c.SendAction(ctx, known, instagram.MarkSeen))
		require.NoError(t, c.ReactMessage(ctx, known, instagram.ID(first), "love"))
		assert.Equal(t, map[string]string{w.user: "love"}, w.srv.Messages(w.user, person)[0].Reactions)
		read, err := c.ReadMessage(ctx, instagram.ID(first))
		require.NoError(t, err)
		assert.Equal(t, "love", read.Reactions.Data[0].Reaction)
		require.NoError(t, c.UnreactMessage(ctx, known, instagram.ID(first)))
		assert.Empty(t, w.srv.Messages(w.user, person)[0].Reactions)
		require.ErrorIs(t, c.SendAction(ctx, "1254999999999999", instagram.TypingOn), social.ErrNotFound)
		requireProblem(t, c.ReactMessage(ctx, known, instagram.ID(first), ""), social.ErrInvalid, "reaction")

		s, err := c.Sender(ctx, known)
		require.NoError(t, err)
		assert.Equal(t, known, s.ID)
		assert.True(t, strings.HasPrefix(s.Username, "reader_"))
		shy := w.person("")
		w.srv.Comment(shy, post, "Hm")
		_, err = c.Sender(ctx, w.known(shy))
		require.ErrorIs(t, err, social.ErrPermission, "who never wrote")
	})
}

// TestMessageChecks refuses before anything is sent what Instagram would refuse.
func TestMessageChecks(t *testing.T) {
	t.Parallel()
	w := newWorld(t, instagramtest.InstagramLogin, nil)
	ctx, c := t.Context(), w.client()
	to := instagram.Recipient{ID: "1"}
	film := instagram.MessageFile{Kind: instagram.FileVideo, URL: "https://example.com/a.mp4"}
	for name, row := range map[string]struct {
		p     instagram.MessageParams
		kind  error
		field string
	}{
		"nobody":       {instagram.MessageParams{Text: "Hi"}, social.ErrInvalid, "To"},
		"two":          {instagram.MessageParams{To: instagram.Recipient{ID: "1", CommentID: "2"}, Text: "Hi"}, social.ErrInvalid, "To"},
		"nothing":      {instagram.MessageParams{To: to, Text: " "}, social.ErrInvalid, "Text"},
		"bytes":        {instagram.MessageParams{To: to, Text: strings.Repeat("é", 501)}, social.ErrInvalid, "Text"},
		"both":         {instagram.MessageParams{To: to, Text: "Hi", Files: []instagram.MessageFile{film}}, errUnsupported, "Media"},
		"films":        {instagram.MessageParams{To: to, Files: []instagram.MessageFile{film, film}}, errUnsupported, "Media[1]"},
		"program":      {instagram.MessageParams{To: to, Files: []instagram.MessageFile{{Kind: "program", ID: "1"}}}, errUnsupported, "Media[0].ContentType"},
		"no address":   {instagram.MessageParams{To: to, Files: []instagram.MessageFile{{Kind: instagram.FileImage}}}, social.ErrInvalid, "Media[0]"},
		"bad address":  {instagram.MessageParams{To: to, Files: []instagram.MessageFile{{Kind: instagram.FileImage, URL: "a.jpg"}}}, social.ErrInvalid, "Media[0].URL"},
		"private file": {instagram.MessageParams{To: instagram.Recipient{CommentID: "2"}, Heart: true}, errUnsupported, "Heart"},
		"private tag":  {instagram.MessageParams{To: instagram.Recipient{CommentID: "2"}, Text: "Hi", Tag: instagram.HumanAgent}, social.ErrInvalid, "Tag"},
	} {
		_, err := c.SendMessage(ctx, &row.p)
		require.Error(t, err, name)
		requireProblem(t, err, row.kind, row.field)
	}
	for field, d := range map[string]*social.Draft{
		"Title":                {Text: "Hi", Title: "News"},
		"FirstComment":         {Text: "Hi", FirstComment: "More"},
		"Format":               {Text: "Hi", Format: social.FormatStory},
		"Extras":               {Text: "Hi", Extras: []social.Extra{&instagram.Extra{}}},
		"ReplyTo":              {Text: "Hi", ReplyTo: messageRef("1")},
		"Media[0].ContentType": {Media: []*social.Media{social.MediaURL("https://example.com/a.zip", "application/zip")}},
		"Media[0].URL":         {Media: []*social.Media{social.MediaBytes("a.jpg", instagramtest.JPEG(64, 64))}},
		"Visibility":           {Text: "Hi", Visibility: social.VisibilityFollowers},
	} {
		_, err := c.Message(ctx, accountRef("1"), d)
		requireProblem(t, err, errUnsupported, field)
	}
	_, err := c.Message(ctx, commentRef("1"), &social.Draft{Media: []*social.Media{social.MediaURL("https://example.com/a.jpg", "image/jpeg")}})
	requireProblem(t, err, errUnsupported, "Media")
	assert.Empty(t, w.host.Requests().All(), "nothing was sent")
}

// TestMessageDraft sends drafts: files by their address, or put there by the host.
func TestMessageDraft(t *testing.T) {
	t.Parallel()
	eachLogin(t, func(t *testing.T, w *world) {
		t.Helper()
		ctx := t.Context()
		person, known := w.writer()
		c := w.configured(instagram.Config{Host: shelfOf(w.files)})
		p, err := c.Message(ctx, accountRef(string(known)), &social.Draft{
			Text: "See", Link: "https://example.com/news", Tags: []string{"news"}, Visibility: social.VisibilityDirect, Key: "answer-1",
		})
		require.NoError(t, err)
		assert.Equal(t, social.VisibilityDirect, p.Visibility)
		again, err := c.Message(ctx, accountRef(string(known)), &social.Draft{
			Text: "See", Link: "https://example.com/news", Tags: []string{"news"}, Key: "answer-1",
		})
		require.NoError(t, err)
		assert.Equal(t, p.Ref, again.Ref, "the same key is the same message")
		_, err = c.Message(ctx, accountRef(string(known)), &social.Draft{Media: []*social.Media{
			social.MediaBytes("a.jpg", instagramtest.JPEG(64, 64)), social.MediaURL(w.files+"/b.jpg", "image/jpeg"),
		}})
		require.NoError(t, err)
		_, err = c.Message(ctx, accountRef(string(known)), &social.Draft{Extras: []social.Extra{&instagram.MessageExtra{Heart: true, HumanAgent: true}}})
		require.NoError(t, err)
		got := w.sent(person)
		require.Len(t, got, 3)
		assert.Equal(t, "See\n\nhttps://example.com/news\n\n#news", got[0].Text)
		assert.Equal(t, w.files+"/a.jpg", got[1].Attachments[0].URL)
		assert.Equal(t, w.files+"/b.jpg", got[1].Attachments[1].URL)
		assert.Equal(t, "like_heart", got[2].Attachments[0].Type)

		for v, err := range c.Conversations(ctx) {
			require.NoError(t, err)
			assert.Equal(t, accountRef(string(known)).ID, v.With[0].Ref.ID)
			assert.Equal(t, got[2].ID, v.Last.Ref.ID)
		}
		for _, ref := range []social.Ref{accountRef(string(known)), messageRef(got[0].ID), conversationRef(w.conversation(known))} {
			n := 0
			for _, err := range c.Messages(ctx, ref) {
				require.NoError(t, err)
				n++
			}
			assert.Equal(t, 4, n)
		}
	})
}

// shelfOf is a host that has put everything onto a shelf already.
type shelfOf string

func (s shelfOf) Put(_ context.Context, m *social.Media) (string, error) {
	return string(s) + "/" + m.Name, nil
}

// TestMessageWindow: people are written to within a day, with the tag within seven, and never first.
func TestMessageWindow(t *testing.T) {
	t.Parallel()
	for name, api := range logins() {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w, clock := clocked(t, api, instagramtest.Options{})
			ctx, c := t.Context(), w.client()
			_, known := w.writer()
			hand := &social.Draft{Text: "By hand", Extras: []social.Extra{&instagram.MessageExtra{HumanAgent: true}}}
			clock.Advance(25 * time.Hour)
			_, err := c.Message(ctx, accountRef(string(known)), &social.Draft{Text: "Late"})
			require.ErrorIs(t, err, social.ErrPermission)
			assert.ErrorContains(t, err, "24 hours")
			_, err = c.Message(ctx, accountRef(string(known)), hand)
			require.NoError(t, err)
			clock.Advance(7 * 24 * time.Hour)
			_, err = c.Message(ctx, accountRef(string(known)), hand)
			require.ErrorIs(t, err, social.ErrPermission)

			stranger := w.person("")
			w.srv.Comment(stranger, w.srv.Post(w.user, instagramtest.Post{Caption: "News"}), "Hm")
			_, err = c.Message(ctx, accountRef(string(w.known(stranger))), &social.Draft{Text: "First"})
			require.ErrorIs(t, err, social.ErrPermission)
		})
	}
}

// TestPrivateReply answers comments in private: once, within seven days, and once also when the answer is lost.
func TestPrivateReply(t *testing.T) {
	t.Parallel()
	for name, api := range logins() {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w, clock := clocked(t, api, instagramtest.Options{})
			ctx, c := t.Context(), w.client()
			person := w.person("")
			post := w.srv.Post(w.user, instagramtest.Post{Caption: "News"})
			comment := func() string { return w.srv.Comment(person, post, "Where?") }

			k := comment()
			_, err := c.PrivateReply(ctx, instagram.ID(k), "Here")
			require.NoError(t, err)
			for _, text := range []string{"And here", "Here"} {
				_, err = w.client().PrivateReply(ctx, instagram.ID(k), text) // another process
				require.ErrorIs(t, err, social.ErrDuplicate, "what was sent before is not taken for it, though it says the same")
			}

			clock.Set(time.Now()) // by which is known what is new
			lost := comment()
			w.host.Faults().Add(instagramtest.Fault{Kind: instagramtest.CutAfter, Match: "POST /*/*/messages"})
			p, err := c.Message(ctx, commentRef(lost), &social.Draft{Text: "There"})
			require.NoError(t, err)
			assert.Equal(t, p.Ref.ID, w.sent(person)[1].ID)

			old := comment()
			clock.Advance(8 * 24 * time.Hour)
			_, err = c.PrivateReply(ctx, instagram.ID(old), "Too late")
			require.ErrorIs(t, err, social.ErrPermission)
			_, err = c.PrivateReply(ctx, "17999999999999999", "Nobody")
			require.ErrorIs(t, err, social.ErrNotFound)
			assert.Len(t, w.sent(person), 2)
			n := 0
			for _, err := range c.Messages(ctx, commentRef(lost)) {
				require.NoError(t, err)
				n++
			}
			assert.Equal(t, 2, n, "the exchange that the answer began")
		})
	}
}

// TestPrivateReplyHidden: where the conversation does not show yet what was sent, a second try is refused, and then the
// first is found.
func TestPrivateReplyHidden(t *testing.T) {
	t.Parallel()
	eachLogin(t, func(t *testing.T, w *world) {
		t.Helper()
		person := w.person("")
		comment := w.srv.Comment(person, w.srv.Post(w.user, instagramtest.Post{Caption: "News"}), "Where?")
		var tries atomic.Int64
		w.host.Faults().Add(instagramtest.Fault{Kind: instagramtest.CutAfter, Where: func(r *http.Request) bool {
			return isWrite(r) && tries.Add(1) == 1
		}})
		w.host.Faults().Add(instagramtest.Fault{
			Kind: instagramtest.Malformed, Body: `{"data":[]}`, Times: instagramtest.Forever,
			Where: func(r *http.Request) bool { return strings.HasSuffix(r.URL.Path, "/conversations") && tries.Load() < 2 },
		})
		m, err := w.client().PrivateReply(t.Context(), instagram.ID(comment), "Here")
		require.NoError(t, err)
		require.Len(t, w.sent(person), 1)
		assert.Equal(t, w.sent(person)[0].ID, string(m.MessageID))
		assert.EqualValues(t, 2, tries.Load())
	})
}

// TestMessageResumed: a message whose answer is lost, and that cannot be looked for then, is found by another process.
func TestMessageResumed(t *testing.T) {
	t.Parallel()
	eachLogin(t, func(t *testing.T, w *world) {
		t.Helper()
		person, known := w.writer()
		mend := w.breakIt(socialtest.FaultBlindAfter)
		_, err := w.client().Message(t.Context(), accountRef(string(known)), &social.Draft{Text: "Once"})
		mend()
		require.ErrorIs(t, err, social.ErrUncertain)
		pending, ok := social.PendingOf(err)
		require.True(t, ok)
		assert.Equal(t, social.StageConfirm, pending.Stage)
		p, err := w.client().Resume(t.Context(), pending)
		require.NoError(t, err)
		require.Len(t, w.sent(person), 1)
		assert.Equal(t, messageRef(w.sent(person)[0].ID), p.Ref)
	})
}

// TestMessagesOnce sends 300 messages, of which many answers are lost, and some with an error that comes after the
// message went out. None is there twice, and none that was reported is missing.
func TestMessagesOnce(t *testing.T) {
	t.Parallel()
	w := newWorld(t, instagramtest.InstagramLogin, &instagramtest.Options{Seed: 3})
	person, known := w.writer()
	for _, f := range []instagramtest.Fault{
		{Kind: instagramtest.CutAfter, Match: "POST /*/*/messages"}, {Kind: instagramtest.CutBefore, Match: "POST /*/*/messages"},
		instagramtest.Lost("POST /*/*/messages"),
	} {
		f.Times, f.Probability = instagramtest.Forever, 0.1
		w.host.Faults().Add(f)
	}
	c := w.client(func(o *social.Options) { o.Settle = 2 * time.Millisecond })
	reported, unresolved := map[string]string{}, 0
	for i := range 300 {
		text := fmt.Sprint("Message ", i%10) // the same words, again and again
		p, err := c.Message(t.Context(), accountRef(string(known)), &social.Draft{Text: text})
		for err != nil {
			unresolved++
			pending, ok := social.PendingOf(err)
			require.True(t, ok, "%v", err)
			data, marshal := json.Marshal(pending)
			require.NoError(t, marshal)
			var stored social.Pending
			require.NoError(t, json.Unmarshal(data, &stored))
			p, err = c.Resume(t.Context(), &stored)
		}
		require.Empty(t, reported[p.Ref.ID], "one message was taken for two")
		reported[p.Ref.ID] = text
	}
	got := w.sent(person)
	for _, m := range got {
		assert.Equal(t, m.Text, reported[m.ID])
	}
	assert.Len(t, got, 300)
	t.Logf("300 messages, %d errors and resumed, %d requests", unresolved, w.host.Requests().Total())
}

// TestConversationPace: reads of messages keep to two in a second.
func TestConversationPace(t *testing.T) {
	t.Parallel()
	w := newWorld(t, instagramtest.InstagramLogin, &instagramtest.Options{ConversationCalls: 2})
	limits := instagram.DefaultLimits()
	c := w.configured(instagram.Config{Limits: &limits})
	began := time.Now()
	for range 5 {
		_, err := c.AccountConversationsPage(t.Context(), nil, "")
		require.NoError(t, err)
	}
	assert.Greater(t, time.Since(began), 1900*time.Millisecond)
	for _, r := range w.host.Requests().All() {
		assert.Equal(t, http.StatusOK, r.Status, "none was refused")
	}
}
