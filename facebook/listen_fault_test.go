package facebook_test

import (
	"bytes"
	"context"
	"fmt"
	"log/slog"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/relais-go/relais/facebook"
	"github.com/relais-go/relais/facebook/facebooktest"
	"github.com/relais-go/relais/social"
)

// lastError ranges to the end and wants an error, once and last.
func lastError(t *testing.T, l *facebook.Listener, q *social.ListenQuery) error {
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

// asks fits requests for a field.
func asks(field string) func(*http.Request) bool {
	return func(r *http.Request) bool { return strings.Contains(r.URL.Query().Get("fields"), field) }
}

// TestListenPermissions: what the login does not allow is left out, unless it is asked for by name.
func TestListenPermissions(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	fan := w.person("Fan")
	comment := w.srv.Comment(fan, w.srv.PublishInApp(w.page, "News"), "Nice")
	w.srv.Message(fan, w.page, "Psst")
	var log bytes.Buffer
	logged := func(o *social.Options) { o.Logger = slog.New(slog.NewTextHandler(&log, nil)) }

	mute := w.configured(facebook.Config{Tokens: static(w.srv.Token(w.page, "pages_show_list", "pages_read_engagement", "pages_read_user_content"))}, logged)
	assert.Equal(t, []string{comment}, refsOf(caughtUp(t, mute.Listener(nil), social.FromStart)))
	assert.Contains(t, log.String(), "left out")
	assert.Contains(t, log.String(), "source=messages")
	err := lastError(t, mute.Listener(nil), &social.ListenQuery{After: social.FromStart, CatchUp: true, Kinds: []social.EventKind{social.EventMessage}})
	require.ErrorIs(t, err, social.ErrPermission)

	blind := w.configured(facebook.Config{Tokens: static(w.srv.Token(w.page, "pages_show_list", "pages_read_engagement", "pages_messaging"))})
	for _, catchUp := range []bool{true, false} {
		err = lastError(t, blind.Listener(nil), &social.ListenQuery{After: social.FromStart, CatchUp: catchUp})
		require.ErrorIs(t, err, social.ErrPermission, "comments are what it is about")
	}
	assert.Len(t, caughtUp(t, blind.Listener(nil), social.FromStart, social.EventMessage), 1)
}

// TestListenLists: Facebook need not have all lists, nor give as much at once as it is asked for.
func TestListenLists(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	fan := w.person("Fan")
	var ids []string
	for i := range 9 {
		ids = append(ids, w.srv.Comment(fan, w.srv.PublishInApp(w.page, fmt.Sprint("Post ", i)), "Nice"))
	}
	unknown := func(list string) facebooktest.Fault {
		f := facebooktest.Failing("GET /*/*/"+list, facebooktest.Error{Code: 2500, Message: "(#2500) Unknown path components: /" + list})
		f.Times = facebooktest.Forever
		return f
	}
	remove := w.srv.Faults().Add(unknown("video_reels"))
	assert.ElementsMatch(t, ids, refsOf(caughtUp(t, w.client().Listener(nil), social.FromStart)))
	assert.Equal(t, 1, remove(), "it is asked for once")

	// Looks, and whole reads, ask for less and less.
	for _, limit := range []int{100, 50, 40, 25, 20, 12, 10, 6} {
		tooMuch := facebooktest.Failing("", facebooktest.Error{Code: 1, Status: 500, Message: "Please reduce the amount of data you're asking for, then retry your request"})
		tooMuch.Times, tooMuch.Where = facebooktest.Forever, func(r *http.Request) bool {
			return r.URL.Query().Get("limit") == fmt.Sprint(limit) && asks("comments")(r) || asks(fmt.Sprintf("limit(%d)", limit))(r)
		}
		defer w.srv.Faults().Add(tooMuch)()
	}
	assert.ElementsMatch(t, ids, refsOf(caughtUp(t, w.client().Listener(nil), social.FromStart)))
	timing := hasty()
	timing.Older = time.Hour
	late := ""
	for e, err := range w.client().ListenerWith(timing, &facebook.ListenOptions{Recent: 40}).Listen(t.Context(), &social.ListenQuery{After: social.FromStart}) {
		require.NoError(t, err)
		if late == "" {
			late = w.srv.Comment(fan, w.srv.Posts(w.page)[8].ID, "One more")
		}
		if e.Ref.ID == late {
			break
		}
	}

	w.srv.Faults().Add(unknown("published_posts"))
	err := lastError(t, w.client().Listener(nil), &social.ListenQuery{After: social.FromStart, CatchUp: true})
	require.ErrorIs(t, err, social.ErrInvalid, "without posts there is nothing to listen to")
}

// TestListenTraps reads everything from lists with empty and short pages, with cursors but without next pages, that
// show late, and from which people are missing.
func TestListenTraps(t *testing.T) {
	t.Parallel()
	for name, traps := range map[string]facebooktest.Traps{
		"EmptyPages":   {EmptyPages: 2},
		"ShortPages":   {ShortPages: 2},
		"NoNestedNext": {NoNestedNext: true},
		"All":          {EmptyPages: 3, ShortPages: 2, NoNestedNext: true, NoUsageHeaders: true},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w, clock := clocked(t, facebooktest.Options{Traps: traps})
			fan, shy := w.person("Fan"), w.person("Shy")
			w.srv.HidePerson(shy)
			var ids []string
			for i := range 110 {
				post := w.srv.PublishInApp(w.page, fmt.Sprint("Post ", i))
				clock.Advance(time.Second)
				ids = append(ids, w.srv.Comment([]string{fan, shy}[i%2], post, fmt.Sprint("Comment ", i)))
			}
			for i := range 130 {
				clock.Advance(time.Second)
				ids = append(ids, w.srv.Comment(fan, w.srv.Posts(w.page)[50].ID, fmt.Sprint("Another ", i)))
			}
			for i := range 30 {
				clock.Advance(time.Second)
				ids = append(ids, w.srv.VisitorPost(fan, w.page, fmt.Sprint("Visit ", i)))
			}
			got := caughtUp(t, w.client().Listener(nil), social.FromStart)
			assert.Equal(t, ids, refsOf(got))
			assert.Empty(t, got[1].Author.Ref.ID, "Facebook does not say who it was")
			assert.NotEmpty(t, got[0].Author.Ref.ID)
		})
	}
}

// TestListenLate: what shows late in the lists is told all the same.
func TestListenLate(t *testing.T) {
	t.Parallel()
	w := newWorld(t, &facebooktest.Options{Traps: facebooktest.Traps{ListLag: 300 * time.Millisecond}})
	fan, post := w.person("Fan"), w.srv.PublishInApp(w.page, "News")
	timing := hasty()
	timing.Margin = 3 * time.Second
	want := []string{w.srv.Comment(fan, post, "One")}
	var got []string
	for e, err := range w.client().ListenerWith(timing, nil).Listen(t.Context(), &social.ListenQuery{After: social.FromStart}) {
		require.NoError(t, err)
		if got = append(got, e.Ref.ID); len(got) == 4 {
			break
		}
		want = append(want, w.srv.Comment(fan, post, "Another"))
	}
	assert.Equal(t, want, got)
}

// TestListenDisorder: lists are nearly in order, and no more.
func TestListenDisorder(t *testing.T) {
	t.Parallel()
	w, clock := clocked(t, facebooktest.Options{})
	c := w.client()
	cursor, err := c.Cursor(t.Context())
	require.NoError(t, err)
	clock.Set(time.Now())
	fresh := w.srv.Review(w.person(""), w.page, true, "New")
	clock.Advance(-time.Minute)
	w.srv.Review(w.person(""), w.page, true, "Old, and listed before")
	assert.Equal(t, []string{fresh}, refsOf(caughtUp(t, c.Listener(nil), cursor)))

	clock.Advance(2 * time.Minute)
	post := w.srv.PublishInApp(w.page, "News")
	comment := w.srv.Comment(w.person(""), post, "Unlike what was asked for, listed last")
	w.srv.Faults().Add(facebooktest.Fault{
		Kind: facebooktest.FailBefore, Match: "GET /*/*/published_posts", Status: http.StatusOK, Body: `{"data":[{"id":"` + post + `","comments":{"data":[
			{"id":"1_1","created_time":"2020-01-01T00:00:00+0000"},{"id":"1_2","created_time":"2020-01-02T00:00:00+0000"}
		],"summary":{"total_count":4}}}]}`,
	})
	assert.Equal(t, []string{comment}, refsOf(caughtUp(t, c.Listener(nil), cursor, social.EventComment)))
}

// TestListenMissing: what is listed and not there is looked for again, and then left out.
func TestListenMissing(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	fan := w.person("Fan")
	var posts, ids []string
	for i := range 3 {
		posts = append(posts, w.srv.PublishInApp(w.page, fmt.Sprint("Post ", i)))
		ids = append(ids, w.srv.Comment(fan, posts[i], "Nice"))
	}
	w.srv.Message(fan, w.page, "Psst")
	w.srv.Obscure(posts[1], 2)
	l := w.client().ListenerWith(hasty(), nil)
	assert.Equal(t, ids, refsOf(caughtUp(t, l, social.FromStart, social.EventComment)), "it was there after all")
	w.srv.Obscure(posts[1], 100)
	assert.Equal(t, []string{ids[0], ids[2]}, refsOf(caughtUp(t, l, social.FromStart, social.EventComment)))
	w.srv.Obscure(w.srv.Conversation(w.page, fan), 100)
	assert.Empty(t, caughtUp(t, l, social.FromStart, social.EventMessage))
}

// TestListenPushGap: after a long silence something may be missing that cannot be read.
func TestListenPushGap(t *testing.T) {
	t.Parallel()
	w, clock := clocked(t, facebooktest.Options{})
	clock.Advance(-60 * time.Hour)
	fan := w.person("Fan")
	post := w.srv.PublishInApp(w.page, "News")
	w.srv.Comment(fan, post, "Long ago")
	h := w.webhook(nil)
	l := w.client().Listener(&facebook.ListenOptions{Webhook: h})
	old := caughtUp(t, l, social.FromStart)
	require.Len(t, old, 1)
	for e, err := range l.Listen(t.Context(), &social.ListenQuery{After: old[0].Cursor}) {
		require.NoError(t, err)
		require.Equal(t, social.EventOther, e.Kind)
		gap, ok := e.Raw.(*facebook.PushGap)
		require.True(t, ok)
		assert.WithinDuration(t, old[0].Time, gap.From, time.Second)
		assert.WithinDuration(t, time.Now().Add(-36*time.Hour), gap.Until, time.Minute)
		break
	}
	kinds := []social.EventKind{social.EventComment, social.EventMessage}
	ctx, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
	defer cancel()
	for e, err := range l.Listen(ctx, &social.ListenQuery{After: old[0].Cursor, Kinds: kinds}) {
		require.NoError(t, err)
		t.Errorf("%s %s: these kinds can be read", e.Kind, e.ID)
	}
}
