package instagram_test

import (
	"bytes"
	"context"
	"fmt"
	"log/slog"
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
)

// lastError ranges to the end and wants an error, once and last.
func lastError(t *testing.T, l *instagram.Listener, q *social.ListenQuery) error {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 2*time.Minute)
	defer cancel()
	var last error
	for e, err := range l.Listen(ctx, q) {
		require.NoError(t, last, "an error is the last")
		if last = err; err != nil {
			assert.Nil(t, e)
		}
	}
	require.Error(t, last)
	return last
}

// TestListenPermissions: what the login does not allow is left out, unless it is asked for by name. So it is with
// messages that the owner of the account keeps to themselves.
func TestListenPermissions(t *testing.T) {
	t.Parallel()
	eachLogin(t, func(t *testing.T, w *world) {
		t.Helper()
		fan := w.person("fan")
		comment := w.srv.Comment(fan, w.srv.Post(w.user, instagramtest.Post{Caption: "News"}), "Nice")
		w.srv.DM(fan, w.user, "Psst")
		token := func(scopes ...string) *instagram.Config {
			if w.api == instagramtest.InstagramLogin {
				return &instagram.Config{Tokens: static(w.srv.Token(w.user, scopes...))}
			}
			return &instagram.Config{Tokens: static(w.srv.PageToken(w.page.Page, scopes...))}
		}
		var log bytes.Buffer
		logged := func(o *social.Options) { o.Logger = slog.New(slog.NewTextHandler(&log, nil)) }

		mute := w.configured(*token(instagram.ScopesFor(w.login, instagram.TaskComment)...), logged)
		assert.Equal(t, []string{comment}, refsOf(caughtUp(t, mute.Listener(nil), social.FromStart)))
		assert.Contains(t, log.String(), "left out")
		assert.Contains(t, log.String(), "source=messages")
		err := lastError(t, mute.Listener(nil), &social.ListenQuery{After: social.FromStart, CatchUp: true, Kinds: []social.EventKind{social.EventMessage}})
		require.ErrorIs(t, err, social.ErrPermission)

		blind := w.configured(*token(instagram.ScopesFor(w.login, instagram.TaskMessage)...))
		for _, catchUp := range []bool{true, false} {
			err = lastError(t, blind.Listener(nil), &social.ListenQuery{After: social.FromStart, CatchUp: catchUp})
			require.ErrorIs(t, err, social.ErrPermission, "comments are what it is about")
		}
		assert.Len(t, caughtUp(t, blind.Listener(nil), social.FromStart, social.EventMessage), 1)

		w.srv.SetProfile(w.user, instagramtest.Profile{NoMessageAccess: true})
		assert.Equal(t, []string{comment}, refsOf(caughtUp(t, w.client().Listener(nil), social.FromStart)))
	})
}

// TestListenTraps reads everything from lists with empty and short pages, without next pages and without usage headers.
func TestListenTraps(t *testing.T) {
	t.Parallel()
	for name, traps := range map[string]instagramtest.Traps{
		"EmptyPages": {EmptyPages: 3},
		"ShortPages": {ShortPages: 2},
		"All":        {EmptyPages: 4, ShortPages: 3, NoUsageHeaders: true, OwnFromID: true, ScopedIDRefused: true},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w, clock := clocked(t, instagramtest.InstagramLogin, instagramtest.Options{Traps: traps})
			fan := w.person("fan")
			var posts, ids []string
			note := func(id string) {
				clock.Advance(time.Second)
				ids = append(ids, id)
			}
			for i := range 60 {
				posts = append(posts, w.srv.Post(w.user, instagramtest.Post{Caption: fmt.Sprint("Post ", i)}))
				note(w.srv.Comment(fan, posts[i], fmt.Sprint("Comment ", i)))
			}
			busy := ids[30]
			for i := range 130 { // the edges of a post and of a comment have several pages
				note(w.srv.Comment(fan, posts[50], fmt.Sprint("Another ", i)))
				note(w.srv.Reply(fan, busy, fmt.Sprint("Answer ", i)))
			}
			for i := range 30 {
				note(w.srv.DM(w.person(""), w.user, fmt.Sprint("Psst ", i)))
			}
			assert.Equal(t, ids, refsOf(caughtUp(t, w.client().Listener(nil), social.FromStart)))
		})
	}
}

// TestListenMissing: what is listed and not there is looked for again, and then left out.
func TestListenMissing(t *testing.T) {
	t.Parallel()
	eachLogin(t, func(t *testing.T, w *world) {
		t.Helper()
		fan := w.person("fan")
		busy := w.srv.Post(w.user, instagramtest.Post{Caption: "Busy"})
		for i := range 70 { // of which 50 come with the post
			w.srv.Comment(fan, busy, fmt.Sprint("Comment ", i))
		}
		calm := w.srv.Comment(fan, w.srv.Post(w.user, instagramtest.Post{Caption: "Calm"}), "Nice")
		w.srv.DM(fan, w.user, "Psst")
		hear := func(times int, match string, kind social.EventKind) []string {
			f := instagramtest.NotFound("GET /*/"+match, busy)
			f.Times = times
			defer w.host.Faults().Add(f)()
			return refsOf(caughtUp(t, w.client().ListenerWith(hasty(), nil), social.FromStart, kind))
		}
		assert.Len(t, hear(2, busy+"/comments", social.EventComment), 71, "they were there after all")
		got := hear(instagramtest.Forever, busy+"/comments", social.EventComment)
		assert.Contains(t, got, calm, "the others go on")
		conversation := w.conversation(w.known(fan))
		assert.Len(t, hear(2, conversation+"/messages", social.EventMessage), 1)
		assert.Empty(t, hear(instagramtest.Forever, conversation+"/messages", social.EventMessage))
	})
}

// TestListenTags: the list of tags names no next page, and goes on all the same.
func TestListenTags(t *testing.T) {
	t.Parallel()
	eachLogin(t, func(t *testing.T, w *world) {
		t.Helper()
		var ids []string
		for range 120 {
			ids = append(ids, w.srv.Post(w.person(""), instagramtest.Post{Caption: "At theirs", Tags: []string{w.user}}))
		}
		got := caughtUp(t, w.client().Listener(nil), social.FromStart)
		assert.Equal(t, ids, refsOf(got))
		assert.Equal(t, "@"+got[0].Author.Handle, got[0].Author.Ref.ID, "Instagram tells the username alone")
		n := 0
		for _, err := range w.client().Tags(t.Context()) {
			require.NoError(t, err)
			n++
		}
		assert.Equal(t, 120, n)
	})
}

// TestListenTooMuch: where Instagram cannot gather as much as it is asked for, it is asked for less.
func TestListenTooMuch(t *testing.T) {
	t.Parallel()
	w := newWorld(t, instagramtest.FacebookLogin, nil)
	fan := w.person("fan")
	var ids []string
	for i := range 30 {
		ids = append(ids, w.srv.Comment(fan, w.srv.Post(w.user, instagramtest.Post{Caption: fmt.Sprint("Post ", i)}), "Nice"))
	}
	for _, limit := range []string{"25", "12", "6"} {
		f := instagramtest.Answer("GET /*/*/media", instagramtest.Error{Code: 1, Status: 500, Message: "Please reduce the amount of data you're asking for, then retry your request"}, false)
		f.Times, f.Where = instagramtest.Forever, func(r *http.Request) bool { return r.URL.Query().Get("limit") == limit }
		w.host.Faults().Add(f)
	}
	assert.ElementsMatch(t, ids, refsOf(caughtUp(t, w.client().Listener(nil), social.FromStart)))
}

// TestListenGone: a post that is deleted, or not shown everywhere yet, while its comments are read does no harm to
// others, and its comments are told when they show.
func TestListenGone(t *testing.T) {
	t.Parallel()
	w := newWorld(t, instagramtest.InstagramLogin, nil)
	fan := w.person("fan")
	post, other := w.srv.Post(w.user, instagramtest.Post{Caption: "News"}), w.srv.Post(w.user, instagramtest.Post{Caption: "More"})
	timing := hasty()
	timing.Older = time.Hour
	fault := instagramtest.NotFound("GET /*/"+post+"/comments", post)
	fault.Times = instagramtest.Forever
	late, shown := "", func() int { return 0 }
	w.dialogue(timing, nil, w.srv.Comment(fan, other, "Start"),
		func() string {
			shown = w.host.Faults().Add(fault)
			late = w.srv.Comment(fan, post, "Late to show")
			return w.srv.Comment(fan, other, "Told all the same")
		},
		func() string { shown(); return late },
	)
}

// TestListenRestricted: comments by people whom the account restricts are counted and not shown, which neither stops
// the listening nor has it read again and again.
func TestListenRestricted(t *testing.T) {
	t.Parallel()
	w := newWorld(t, instagramtest.InstagramLogin, nil)
	fan, shy := w.person("fan"), w.person("shy")
	w.srv.Restrict(w.user, shy)
	post := w.srv.Post(w.user, instagramtest.Post{Caption: "News"})
	timing := hasty()
	timing.Older = time.Hour
	want := w.srv.Comment(fan, post, "First")
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	for e, err := range w.client().ListenerWith(timing, nil).Listen(ctx, &social.ListenQuery{After: social.FromStart}) {
		require.NoError(t, err)
		require.Equal(t, want, e.Ref.ID)
		if e.Text == "First" {
			want = w.srv.Comment(fan, post, "Second")
			continue
		}
		w.host.Requests().Reset()
		w.srv.Comment(shy, post, "Unseen")
		looks := atomic.Int64{}
		w.host.Faults().Add(instagramtest.Fault{Times: instagramtest.Forever, Where: func(r *http.Request) bool {
			if strings.HasSuffix(r.URL.Path, "/media") && looks.Add(1) == 10 {
				cancel()
			}
			return false
		}})
	}
	assert.Equal(t, 2, w.reads("/comments"), "once, and once more since the comment may only be late")
	assert.GreaterOrEqual(t, w.reads("/media"), 9)
}

// TestListenPushGap: after a long silence something may be missing that cannot be read.
func TestListenPushGap(t *testing.T) {
	t.Parallel()
	w, clock := clocked(t, instagramtest.InstagramLogin, instagramtest.Options{})
	clock.Advance(-60 * time.Hour)
	w.srv.Comment(w.person("fan"), w.srv.Post(w.user, instagramtest.Post{Caption: "News"}), "Long ago")
	l := w.client().Listener(&instagram.ListenOptions{Webhook: w.webhook()})
	old := caughtUp(t, l, social.FromStart)
	require.Len(t, old, 1)
	for e, err := range l.Listen(t.Context(), &social.ListenQuery{After: old[0].Cursor}) {
		require.NoError(t, err)
		require.Equal(t, social.EventOther, e.Kind)
		gap, ok := e.Raw.(*instagram.PushGap)
		require.True(t, ok)
		assert.WithinDuration(t, old[0].Time, gap.From, time.Second)
		assert.WithinDuration(t, time.Now().Add(-36*time.Hour), gap.Until, time.Minute)
		break
	}
}
