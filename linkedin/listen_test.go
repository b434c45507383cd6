package linkedin_test

import (
	"bytes"
	"context"
	"errors"
	"log/slog"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/relais-go/relais/linkedin"
	"github.com/relais-go/relais/linkedin/linkedintest"
	"github.com/relais-go/relais/social"
)

// hasty makes a listener notice within milliseconds what takes it minutes otherwise.
func hasty() linkedin.Timing {
	return linkedin.Timing{
		Poll: 5 * time.Millisecond, Safety: time.Hour, Margin: time.Second, RetryWait: time.Millisecond, RetryMost: 5 * time.Millisecond,
	}
}

// caughtUp is what a job that runs now and then hears.
func caughtUp(t *testing.T, l social.Listener, after string, kinds ...social.EventKind) []*social.Event {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second)
	defer cancel()
	var out []*social.Event
	for e, err := range l.Listen(ctx, &social.ListenQuery{After: after, CatchUp: true, Kinds: kinds}) {
		require.NoError(t, err)
		out = append(out, e)
	}
	require.NoError(t, ctx.Err())
	return out
}

// listenError ranges to the end and wants an error, once and last.
func listenError(t *testing.T, l social.Listener, q *social.ListenQuery) error {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second)
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

// TestListenEvents: what comes as what.
func TestListenEvents(t *testing.T) {
	t.Parallel()
	for name, traps := range map[string]linkedintest.Traps{"Usual": {}, "Malformed": {MalformedActivities: true}} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t, &linkedintest.Options{Traps: traps})
			bob, post := w.member("Bob"), w.posted("News")
			first := w.srv.Comment(bob, post.URN, "A (question)")
			own := w.srv.Comment(w.acme, post.URN, "Welcome")
			answer := w.srv.Comment(bob, own, "Thank you")
			w.srv.EditComment(first, "A better (question)")
			w.srv.DeleteComment(answer)
			w.srv.React(bob, post.URN, linkedintest.Insightful)
			share := w.srv.Reshare(bob, post.URN, "")
			quote := w.srv.Reshare(bob, post.URN, "Read (this)")
			mention := w.srv.Mention(bob, w.acme, "Thanks to")

			got := caughtUp(t, w.client(), social.FromStart)
			type event struct {
				Kind                    social.EventKind
				Ref, Parent, Root, Text string
			}
			var all []event
			for _, e := range got {
				all = append(all, event{e.Kind, e.Ref.ID, e.Parent.ID, e.Root.ID, e.Text})
				assert.Equal(t, bob, e.Author.Ref.ID, "%s by its author", e.Kind)
				assert.IsType(t, &linkedin.Notification{}, e.Raw)
			}
			assert.Equal(t, []event{
				{social.EventComment, first, post.URN, post.URN, "A (question)"},
				{social.EventComment, answer, post.URN, post.URN, "Thank you"}, // it has gone, so nothing tells what it answered
				{social.EventEdited, first, post.URN, post.URN, "A better (question)"},
				{social.EventDeleted, answer, post.URN, post.URN, "Thank you"},
				{social.EventReaction, post.URN, "", "", ""},
				{social.EventShare, share, post.URN, post.URN, ""},
				{social.EventQuote, quote, post.URN, post.URN, "Read (this)"},
				{social.EventMention, mention, "", "", "Thanks to ACME"},
			}, all)
			assert.Equal(t, linkedin.ReactionInsightful, got[4].Reaction)
			assert.NotContains(t, post.URN, "activity", "posts are named as the Posts API takes them")
			assert.Contains(t, got[0].Ref.URL, "commentUrn=")
		})
	}
}

// TestListenReplies: whether a comment answers another is asked for, several at once where that is permitted.
func TestListenReplies(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	bob, post := w.member("Bob"), w.posted("News")
	first := w.srv.Comment(bob, post.URN, "One")
	second := w.srv.Comment(bob, first, "Two")
	kinds := func(l social.Listener) []social.EventKind {
		var out []social.EventKind
		for _, e := range caughtUp(t, l, social.FromStart) {
			out = append(out, e.Kind)
			if e.Ref.ID == second && e.Kind == social.EventReply {
				assert.Equal(t, first, e.Parent.ID)
				assert.Equal(t, post.URN, e.Root.ID)
			}
		}
		return out
	}
	whole := []social.EventKind{social.EventComment, social.EventReply}
	assert.Equal(t, whole, kinds(w.client()))
	assert.Equal(t, 1, w.asked("/comments?ids="))
	assert.Equal(t, []social.EventKind{social.EventComment, social.EventComment}, kinds(w.client().Listener(&linkedin.ListenOptions{Brief: true})))
	assert.Equal(t, 1, w.asked("/comments"), "brief asks for nothing")

	denied := linkedintest.Answer("GET /rest/socialActions/*/comments", linkedintest.Error{Status: 403, Code: "ACCESS_DENIED", Message: "Not enough permissions to access: partnerApiSocialActions.BATCH_GET.20260901"}, false)
	denied.Times = linkedintest.Forever
	remove := w.srv.Faults().Add(denied)
	assert.Equal(t, whole, kinds(w.client()), "one by one, where several at once are refused")
	remove()

	admin := w.configured(linkedin.Config{Author: urn(w.acme), Tokens: static(w.srv.Token(w.ann, "rw_organization_admin"))})
	assert.Equal(t, []social.EventKind{social.EventComment, social.EventComment}, kinds(admin), "who may not read comments hears of them")
}

// asked counts requests whose address holds a text.
func (w *world) asked(part string) int {
	n := 0
	for _, r := range w.srv.Requests().All() {
		if strings.Contains(r.Path+"?"+r.Query.Encode(), part) {
			n++
		}
	}
	return n
}

// TestListenReactions: who reacted is found by the time, and not guessed.
func TestListenReactions(t *testing.T) {
	t.Parallel()
	clock := linkedintest.NewManualClock(time.Now().Add(-time.Hour))
	w := newWorld(t, &linkedintest.Options{Clock: clock.Now})
	post, bob, eve := w.posted("News"), w.member("Bob"), w.member("Eve")
	w.srv.React(bob, post.URN, linkedintest.Love)
	clock.Advance(5 * time.Second)
	w.srv.React(eve, post.URN, linkedintest.Like)
	w.srv.React(w.member("Dan"), post.URN, linkedintest.Funny) // within the same second
	clock.Advance(time.Hour)
	got := caughtUp(t, w.client(), social.FromStart)
	require.Len(t, got, 3)
	assert.Equal(t, bob, got[0].Author.Ref.ID)
	assert.Equal(t, linkedin.ReactionLove, got[0].Reaction)
	for _, e := range got[1:] {
		assert.Empty(t, e.Author.Ref.ID)
		assert.Equal(t, social.ReactionLike, e.Reaction)
		assert.Equal(t, post.URN, e.Ref.ID)
	}
}

// TestListenNamedActions: whether actions must be named the documents do not say; either way is heard.
func TestListenNamedActions(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	id := w.srv.Comment(w.member("Bob"), w.posted("News").URN, "Yes")
	picky := linkedintest.Answer("", linkedintest.Error{Status: 400, Code: "ILLEGAL_ARGUMENT", Message: "actions is required"}, false)
	picky.Times, picky.Where = linkedintest.Forever, func(r *http.Request) bool {
		return strings.HasSuffix(r.URL.Path, "organizationalEntityNotifications") && !strings.Contains(r.URL.RawQuery, "actions=List(LIKE,COMMENT,")
	}
	w.srv.Faults().Add(picky)
	l := w.client().Listener(nil)
	got := caughtUp(t, l, social.FromStart)
	require.Len(t, got, 1)
	assert.Equal(t, id, got[0].Ref.ID)
	_, err := l.Cursor(t.Context())
	require.NoError(t, err)
}

// TestListenTexts: a comment is told as it was, although it was changed before it was asked for.
func TestListenTexts(t *testing.T) {
	t.Parallel()
	clock := linkedintest.NewManualClock(time.Now().Add(-time.Hour))
	w := newWorld(t, &linkedintest.Options{Clock: clock.Now})
	comment := w.srv.Comment(w.member("Bob"), w.posted("News").URN, "Yes")
	clock.Advance(time.Minute)
	w.srv.EditComment(comment, "Yes, but not today")
	clock.Advance(time.Hour)
	var texts []string
	for _, e := range caughtUp(t, w.client(), social.FromStart) {
		texts = append(texts, e.Text)
	}
	assert.Equal(t, []string{"Yes", "Yes, but not today"}, texts)
}

// TestListenRefusals: what cannot be heard is an error that says what is missing.
func TestListenRefusals(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	q := &social.ListenQuery{After: social.FromStart}
	member := w.configured(linkedin.Config{Author: urn(w.ann), Tokens: static(w.srv.Token(w.ann))})
	require.ErrorIs(t, listenError(t, member, q), errors.ErrUnsupported)
	_, err := member.Cursor(t.Context())
	require.ErrorIs(t, err, errors.ErrUnsupported)
	_, err = member.NotificationsPage(t.Context(), nil, nil)
	require.ErrorIs(t, err, errors.ErrUnsupported)

	blind := w.configured(linkedin.Config{Author: urn(w.acme), Tokens: static(w.srv.Token(w.ann, "r_organization_social_feed"))})
	err = listenError(t, blind, q)
	require.ErrorIs(t, err, social.ErrPermission)
	assert.ErrorContains(t, err, "rw_organization_admin")
	assert.ErrorContains(t, err, "Community Management API")

	stranger := w.configured(linkedin.Config{Author: urn(w.acme), Tokens: static(w.srv.Token(w.member("Bob")))})
	require.ErrorIs(t, listenError(t, stranger, q), social.ErrPermission)
	require.ErrorIs(t, listenError(t, w.client(), &social.ListenQuery{After: "nonsense"}), social.ErrInvalid)
	require.ErrorIs(t, listenError(t, w.client(), &social.ListenQuery{Kinds: []social.EventKind{social.EventMessage}}), errors.ErrUnsupported)
}

// TestListenGap: what is older than LinkedIn keeps is said to be missing, and the cursor goes on behind it.
func TestListenGap(t *testing.T) {
	t.Parallel()
	clock := linkedintest.NewManualClock(time.Now().Add(-70 * 24 * time.Hour))
	w := newWorld(t, &linkedintest.Options{Clock: clock.Now})
	bob := w.member("Bob")
	w.srv.Mention(bob, w.acme, "Long ago")
	old := caughtUp(t, w.client(), social.FromStart)
	require.Len(t, old, 1)
	clock.Advance(70 * 24 * time.Hour)
	recent := w.srv.Mention(bob, w.acme, "Just now")

	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second)
	defer cancel()
	var heard []string
	var last error
	for e, err := range w.client().Listen(ctx, &social.ListenQuery{After: old[0].Cursor, CatchUp: true}) {
		if last = err; err == nil {
			heard = append(heard, e.Ref.ID)
		}
	}
	assert.Equal(t, []string{recent}, heard, "what can be read is told first")
	gap, ok := errors.AsType[*linkedin.GapError](last)
	require.True(t, ok, "%v", last)
	require.ErrorIs(t, last, social.ErrNotFound)
	assert.WithinDuration(t, time.Now().Add(-60*24*time.Hour), gap.Until, 2*time.Hour)
	assert.Empty(t, caughtUp(t, w.client(), gap.Cursor))
}

// TestListenWhatIsPassing: an answer that fails for a while delays, and loses nothing; one that never comes for details
// does not.
func TestListenWhatIsPassing(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	bob, post := w.member("Bob"), w.posted("News")
	id := w.srv.Comment(bob, post.URN, "One")
	var log bytes.Buffer
	c := w.client(func(o *social.Options) { o.Retries = -1; o.Logger = slog.New(slog.NewTextHandler(&log, nil)) })
	for _, where := range []string{"/rest/organizationalEntityNotifications", "/rest/socialActions/"} {
		fault := linkedintest.Fault{Kind: linkedintest.FailBefore, Times: 2, Where: func(r *http.Request) bool { return strings.HasPrefix(r.URL.Path, where) }}
		w.srv.Faults().Add(fault)
	}
	got := caughtUp(t, c.ListenerWith(hasty(), nil), social.FromStart)
	require.Len(t, got, 1)
	assert.Equal(t, id, got[0].Ref.ID)
	assert.NotNil(t, got[0].Raw.(*linkedin.Notification).Comment)
	assert.Contains(t, log.String(), "trying again")

	spent := linkedintest.Answer("", linkedintest.Error{Status: 429, Code: "TOO_MANY_REQUESTS", Message: "Resource level throttle MEMBER DAY limit for calls to this resource is reached."}, false)
	spent.Times, spent.Where = linkedintest.Forever, func(r *http.Request) bool { return strings.HasPrefix(r.URL.Path, "/rest/socialActions/") }
	w.srv.Faults().Add(spent)
	got = caughtUp(t, w.client(), social.FromStart)
	require.Len(t, got, 1, "a day's allowance that is used up delays nothing")
	assert.Equal(t, "One", got[0].Text)
	assert.Nil(t, got[0].Raw.(*linkedin.Notification).Comment)
}

// TestListenOverlap: what is listed late is found, and what was dealt with is not asked for again.
func TestListenOverlap(t *testing.T) {
	t.Parallel()
	w := newWorld(t, &linkedintest.Options{NotificationDelay: 150 * time.Millisecond})
	bob, post := w.member("Bob"), w.posted("News")
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second)
	defer cancel()
	want := []string{w.srv.Comment(bob, post.URN, "1")}
	var got []string
	for e, err := range w.client().ListenerWith(hasty(), nil).Listen(ctx, &social.ListenQuery{After: social.FromStart}) {
		require.NoError(t, err)
		got = append(got, e.Ref.ID)
		if len(got) == 4 {
			break
		}
		want = append(want, w.srv.Comment(bob, post.URN, "more"))
	}
	assert.Equal(t, want[:4], got)
	assert.Equal(t, 4, w.asked("/comments"), "each comment is read once")
	assert.Greater(t, w.asked("organizationalEntityNotifications"), 8)
}
