package linkedin_test

import (
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/relais-go/relais/linkedin"
	"github.com/relais-go/relais/linkedin/linkedintest"
	"github.com/relais-go/relais/social"
)

// What surprises people about LinkedIn, one by one.

// TestTrapTextIsCutOff: a character of little text that is not escaped ends the text, and LinkedIn says 201.
func TestTrapTextIsCutOff(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	const text = "Open (again) [now] {really} <yes> *very* _much_ ~so~ | a\\b @noon, mail@acme.example #garden_club 50%\nLine two: (end)"
	post, err := w.client().Publish(t.Context(), &social.Draft{Text: text, Tags: []string{"spring"}})
	require.NoError(t, err)
	stands, ok := w.srv.FindPost(post.Ref.ID)
	require.True(t, ok)
	assert.Equal(t, text+"\n\n#spring", stands.Text)
	assert.Equal(t, text+"\n\n#spring", post.Text)

	_, err = w.client().Do(t.Context(), linkedin.MethodCreate, "/rest/posts", "", map[string]any{
		"author": w.acme, "commentary": text, "visibility": "PUBLIC", "lifecycleState": "PUBLISHED", "distribution": map[string]any{"feedDistribution": "MAIN_FEED"},
	}, nil)
	require.NoError(t, err)
	raw := w.srv.Posts(w.acme)[1]
	assert.Equal(t, "Open ", raw.Text, "so it would be without the escapes")
}

// TestTrapSelfServe: with w_member_social one can post, and all else answers 403, of which the error makes sense.
func TestTrapSelfServe(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	c := w.sharer()
	post, err := c.Publish(t.Context(), &social.Draft{Text: "Hello"})
	require.NoError(t, err)
	on := linkedin.URN(post.Ref.ID)
	refused := func(what string, err error) {
		t.Helper()
		require.ErrorIs(t, err, social.ErrPermission, what)
		assert.Contains(t, err.Error(), "Community Management API", what)
	}
	_, err = c.Publish(t.Context(), &social.Draft{Text: "And", ReplyTo: post.Ref})
	refused("commenting", err)
	refused("reacting", c.CreateReaction(t.Context(), on, linkedin.Like))
	_, err = c.Post(t.Context(), on)
	refused("reading", err)
	_, err = c.Metadata(t.Context(), on)
	refused("counting", err)
	reports, err := c.PostMetrics(t.Context(), post.Ref)
	require.NoError(t, err)
	refused("measuring", reports[0].Err)
	require.NoError(t, c.Delete(t.Context(), post.Ref))
}

// TestTrapVersionsEnd: a version lives for a year, to the day, and is 426 before and after.
func TestTrapVersionsEnd(t *testing.T) {
	t.Parallel()
	end, ok := linkedin.SunsetOf(linkedin.DefaultVersion)
	require.True(t, ok)
	clock := linkedintest.NewManualClock(end.Add(-time.Hour))
	w := newWorld(t, &linkedintest.Options{Calendar: true, Clock: clock.Now})
	c := w.client()
	_, err := c.Me(t.Context())
	require.NoError(t, err)
	clock.Advance(time.Hour)
	_, err = w.client().Me(t.Context())
	require.ErrorIs(t, err, linkedin.ErrVersion)
	ended, ok := errors.AsType[*linkedin.VersionError](err)
	require.True(t, ok)
	assert.Equal(t, linkedin.DefaultVersion, ended.Version)
	_, err = w.configured(linkedin.Config{Tokens: static(w.srv.Token(w.ann)), Version: "209901"}).Me(t.Context())
	require.ErrorIs(t, err, linkedin.ErrVersion)
}

// TestTrapWhatThereIsNot: what LinkedIn lacks is refused by name, or not offered at all.
func TestTrapWhatThereIsNot(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	c := w.client()
	err := c.Check(t.Context(), &social.Draft{Text: "Later", At: time.Now().Add(time.Hour)})
	require.ErrorIs(t, err, errors.ErrUnsupported)
	assert.Equal(t, "At", social.Problems(err)[0].Field)
	assert.False(t, social.Can[social.Scheduler](c))
	assert.False(t, social.Can[social.Messenger](c), "private messages are closed")
	assert.False(t, social.Can[social.Follower](c))
	assert.False(t, social.Can[social.Searcher](c))
	comment := social.Ref{Network: "linkedin", Kind: social.RefComment, ID: w.srv.Comment(w.member("Bob"), w.posted("News").URN, "Hm")}
	require.ErrorIs(t, c.Moderate(t.Context(), comment, social.ActionHide, nil), errors.ErrUnsupported)
	require.ErrorIs(t, c.Moderate(t.Context(), comment, social.ActionBan, nil), errors.ErrUnsupported)
	for _, err := range w.configured(linkedin.Config{Author: linkedin.URN(w.ann), Tokens: static(w.srv.Token(w.ann))}).Listen(t.Context(), nil) {
		require.ErrorIs(t, err, errors.ErrUnsupported, "members are notified of nothing")
	}
	_, err = c.Me(t.Context())
	require.NoError(t, err)
	_, known := c.Left("me.get")
	assert.False(t, known, "no answer tells what is left")
}

// TestTrapClosingDeletes: comments that are closed are gone, and so closing asks first.
func TestTrapClosingDeletes(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	c, post := w.client(), w.posted("News").URN
	w.srv.Comment(w.member("Bob"), post, "Nice")
	ref := social.Ref{Network: "linkedin", ID: post}
	err := c.Moderate(t.Context(), ref, social.ActionClose, nil)
	lost, ok := errors.AsType[*linkedin.CommentsLostError](err)
	require.True(t, ok, "%v", err)
	assert.Equal(t, int64(1), lost.Count)
	assert.Len(t, w.srv.Comments(post), 1)
	require.NoError(t, c.CloseComments(t.Context(), linkedin.URN(post), &linkedin.CloseOptions{DeleteComments: true}))
	assert.Empty(t, w.srv.Comments(post))
}

// TestTrapTheYear: a refresh token renews for a year from the login, however often it is used.
func TestTrapTheYear(t *testing.T) {
	t.Parallel()
	const day = 24 * time.Hour
	clock := linkedintest.NewManualClock(time.Now())
	w := newWorld(t, &linkedintest.Options{Clock: clock.Now})
	a := w.auth(w.srv.App())
	w.srv.Consent(w.ann)
	token := w.login(a, linkedin.ScopeBasicProfile)
	clock.Advance(59 * day)
	token.Expiry = time.Now().Add(time.Hour)
	next, err := a.Renewal().Refresh(t.Context(), token)
	require.NoError(t, err)
	end, ok := linkedin.ConsentEnds(next)
	require.True(t, ok)
	assert.WithinDuration(t, time.Now().Add(306*day), end, time.Minute)
	clock.Advance(307 * day)
	next.Expiry = time.Now().Add(-time.Hour)
	_, err = a.Renewal().Refresh(t.Context(), next)
	require.ErrorIs(t, err, social.ErrAuth)
	due, ok := errors.AsType[*linkedin.ConsentError](err)
	require.True(t, ok)
	assert.True(t, due.Refused)
}

// TestTrapBlindMedia: a token for sharing cannot ask whether a picture is ready, so the post is tried until LinkedIn takes
// it.
func TestTrapBlindMedia(t *testing.T) {
	t.Parallel()
	w := newWorld(t, &linkedintest.Options{Processing: linkedintest.Processing{Duration: 100 * time.Millisecond}})
	post, err := w.sharer().Publish(t.Context(), &social.Draft{Text: "Look", Media: []*social.Media{picture("a tree")}})
	require.NoError(t, err)
	stands, ok := w.srv.FindPost(post.Ref.ID)
	require.True(t, ok)
	assert.Equal(t, "Look", stands.Text)
	assert.Len(t, w.srv.Posts(w.ann), 1)
}

// TestTrapDuplicates: the refusal of a repeat names the post that stands. Where nothing can be read it is all that tells
// what became of a post whose answer was lost.
func TestTrapDuplicates(t *testing.T) {
	t.Parallel()
	for _, traps := range []linkedintest.Traps{{}, {NoErrorCodes: true, LongDuplicates: true}} {
		w := newWorld(t, &linkedintest.Options{Traps: traps})
		c := w.sharer()
		lost := linkedintest.Lost("POST /rest/posts")
		w.srv.Faults().Add(lost)
		post, err := c.Publish(t.Context(), &social.Draft{Text: "Once"})
		require.NoError(t, err)
		all := w.srv.Posts(w.ann)
		require.Len(t, all, 1)
		assert.Equal(t, all[0].URN, post.Ref.ID)

		_, err = w.sharer().Publish(t.Context(), &social.Draft{Text: "Once"})
		require.ErrorIs(t, err, social.ErrDuplicate, "of another program")
		wire, ok := errors.AsType[*linkedin.Error](err)
		require.True(t, ok)
		assert.Equal(t, linkedin.URN(all[0].URN), wire.Duplicate())
		assert.Len(t, w.srv.Posts(w.ann), 1)
	}
}

// TestTrapMentionsInOtherLetters: the mention of a Page that is not its full name in the very letters is plain text.
func TestTrapMentionsInOtherLetters(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	tools := w.srv.CreateOrganization("Tools & Co (DE)")
	post, err := w.client().Publish(t.Context(), &social.Draft{
		Text:   "With @Tools & Co (DE), and @nobody.",
		Extras: []social.Extra{&linkedin.Extra{Mentions: []linkedin.Mention{{Text: "Tools & Co (DE)", URN: linkedin.URN(tools)}}}},
	})
	require.NoError(t, err)
	stands, ok := w.srv.FindPost(post.Ref.ID)
	require.True(t, ok)
	assert.Equal(t, []string{tools}, stands.Mentions)
	assert.True(t, strings.HasSuffix(stands.Text, "and @nobody."), stands.Text)
}
