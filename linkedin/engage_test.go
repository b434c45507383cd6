package linkedin_test

import (
	"errors"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/relais-go/relais/linkedin"
	"github.com/relais-go/relais/linkedin/linkedintest"
	"github.com/relais-go/relais/social"
)

func commentRef(urn string) social.Ref {
	return social.Ref{Network: "linkedin", Kind: social.RefComment, ID: urn}
}

func postRef(urn string) social.Ref { return social.Ref{Network: "linkedin", ID: urn} }

func TestReactWithWordsOfLinkedIn(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	c, p := w.client(), w.posted("News")
	for reaction, want := range map[social.Reaction]linkedintest.ReactionType{
		social.ReactionLike: linkedintest.Like, linkedin.ReactionCelebrate: linkedintest.Celebrate, linkedin.ReactionLove: linkedintest.Love,
		linkedin.ReactionInsightful: linkedintest.Insightful, linkedin.ReactionSupport: linkedintest.Support, linkedin.ReactionFunny: linkedintest.Funny,
	} {
		require.NoError(t, c.React(t.Context(), postRef(p.URN), reaction))
		assert.Equal(t, []linkedintest.Reaction{{Actor: w.acme, Agent: w.ann, Type: want}}, w.srv.Reactions(p.URN))
	}
	require.NoError(t, c.React(t.Context(), postRef(p.URN), linkedin.ReactionLove))
	require.NoError(t, c.Unreact(t.Context(), postRef(p.URN), social.ReactionLike))
	assert.Len(t, w.srv.Reactions(p.URN), 1, "another reaction is not taken back")
	require.NoError(t, c.Unreact(t.Context(), postRef(p.URN), linkedin.ReactionLove))
	require.NoError(t, c.Unreact(t.Context(), postRef(p.URN), linkedin.ReactionLove))
	assert.Empty(t, w.srv.Reactions(p.URN))

	comment := commentRef(w.srv.Comment(w.member("Bob"), p.URN, "Nice"))
	require.NoError(t, c.React(t.Context(), comment, social.ReactionLike))
	assert.Len(t, w.srv.Reactions(comment.ID), 1)

	// What the account may react to, and not read.
	foreign := postRef(w.srv.Post(w.member("Eve"), "Mine", nil))
	require.NoError(t, c.React(t.Context(), foreign, social.ReactionLike))
	require.NoError(t, c.Unreact(t.Context(), foreign, social.ReactionLike))
	require.NoError(t, c.Unreact(t.Context(), foreign, social.ReactionLike))
	assert.Empty(t, w.srv.Reactions(foreign.ID))

	for _, r := range []social.Reaction{social.ReactionShare, social.ReactionBookmark, social.ReactionDislike} {
		require.ErrorIs(t, c.React(t.Context(), postRef(p.URN), r), errors.ErrUnsupported)
	}
	require.ErrorIs(t, c.React(t.Context(), postRef("urn:li:person:1"), social.ReactionLike), social.ErrInvalid)
	require.ErrorIs(t, c.Unreact(t.Context(), postRef("urn:li:share:1"), social.ReactionLike), social.ErrNotFound)
}

// TestSecondReaction: whether LinkedIn replaces a reaction or refuses a second, the last one stands, also when answers are
// lost.
func TestSecondReaction(t *testing.T) {
	t.Parallel()
	for _, refused := range []bool{false, true} {
		w := newWorld(t, &linkedintest.Options{Traps: linkedintest.Traps{ReactionConflicts: refused}})
		c, p := w.client(), w.posted("News")
		for _, r := range []linkedin.ReactionType{linkedin.Like, linkedin.Love, linkedin.Love} {
			w.srv.Faults().Add(linkedintest.Fault{Kind: linkedintest.CutAfter, Match: "POST /rest/reactions"})
			require.NoError(t, c.CreateReaction(t.Context(), urn(p.URN), r))
			stand := w.srv.Reactions(p.URN)
			require.Len(t, stand, 1)
			assert.Equal(t, string(r), string(stand[0].Type))
		}
	}
	w := newWorld(t, &linkedintest.Options{Traps: linkedintest.Traps{ReactionConflicts: true}})
	p := w.posted("News")
	w.srv.React(w.acme, p.URN, linkedintest.Like)
	w.srv.Faults().Add(linkedintest.Fault{Kind: linkedintest.FailBefore, Match: "GET /rest/reactions/*", Times: linkedintest.Forever})
	require.ErrorIs(t, w.client().CreateReaction(t.Context(), urn(p.URN), linkedin.Love), social.ErrUnavailable, "what stands is not known")
	assert.Equal(t, linkedintest.Like, w.srv.Reactions(p.URN)[0].Type)
}

// TestCloseCountsAll: comments are closed only if LinkedIn says that there are none, by each of its numbers.
func TestCloseCountsAll(t *testing.T) {
	t.Parallel()
	for body, count := range map[string]int64{
		`{"commentsState":"OPEN","commentSummary":{"count":0,"topLevelCount":2}}`: 2,
		`{"commentsState":"OPEN","commentSummary":{"count":3,"topLevelCount":0}}`: 3,
		`{"commentsState":"OPEN","commentSummary":{}}`:                            -1,
		`{"commentsState":"OPEN","commentSummary":{"count":null}}`:                -1,
		`{"commentsState":"OPEN","commentSummary":null}`:                          -1,
		`{"commentsState":"OPEN"}`:                                                -1,
		`{}`:                                                                      -1,
	} {
		w := newWorld(t, nil)
		p := w.posted("News")
		w.srv.Comment(w.member("Bob"), p.URN, "Nice")
		w.srv.Faults().Add(linkedintest.Fault{Kind: linkedintest.Malformed, Match: "GET /rest/socialMetadata/*", Body: body, Times: linkedintest.Forever})
		err := w.client().CloseComments(t.Context(), urn(p.URN), nil)
		lost, ok := errors.AsType[*linkedin.CommentsLostError](err)
		require.True(t, ok, "%s: %v", body, err)
		assert.Equal(t, count, lost.Count, body)
		assert.Len(t, w.srv.Comments(p.URN), 1)
	}
}

// TestFeedbackThatIsNotTold is not zero.
func TestFeedbackThatIsNotTold(t *testing.T) {
	t.Parallel()
	for body, want := range map[string]social.Metrics{
		`{}`: {},
		`{"reactionSummaries":{},"commentSummary":{"count":0}}`:                      {social.MetricReactions: 0, social.MetricLikes: 0, social.MetricComments: 0},
		`{"reactionSummaries":null,"commentSummary":{"topLevelCount":2}}`:            {social.MetricComments: 2},
		`{"reactionSummaries":{"LIKE":{"count":2},"PRAISE":{"count":"3"}}}`:          {social.MetricReactions: 5, social.MetricLikes: 2},
		`{"reactionSummaries":{"x":{"reactionType":"LIKE","count":2}},"entity":[1]}`: {social.MetricReactions: 2, social.MetricLikes: 2},
	} {
		w := newWorld(t, nil)
		k := w.srv.Comment(w.member("Bob"), w.posted("News").URN, "Nice")
		w.srv.Faults().Add(linkedintest.Fault{
			Kind: linkedintest.Malformed, Match: "GET /rest/socialMetadata", Body: `{"results":{"` + k + `":` + body + `}}`,
		})
		reports, err := w.client().PostMetrics(t.Context(), commentRef(k))
		require.NoError(t, err)
		require.NoError(t, reports[0].Err, body)
		assert.Equal(t, want, reports[0].Metrics, body)
	}
}

// TestWhoReacts: the reaction's own name tells, or else the stamp.
func TestWhoReacts(t *testing.T) {
	t.Parallel()
	for body, want := range map[string]linkedin.URN{
		`{"id":"urn:li:reaction:(urn:li:organization:1,urn:li:comment:(urn:li:activity:2,3))","created":{"actor":"urn:li:person:9"}}`: "urn:li:organization:1",
		`{"id":"urn:li:reaction:7","created":{"actor":"urn:li:person:9"}}`:                                                            "urn:li:person:9",
		`{"id":7,"created":{"actor":"urn:li:person:9"}}`:                                                                              "urn:li:person:9",
		`{}`: "",
	} {
		var r linkedin.Reaction
		linkedin.Decode([]byte(body), &r)
		assert.Equal(t, want, r.Actor(), body)
	}
}

func TestModerate(t *testing.T) {
	t.Parallel()
	for name, allowed := range map[string]bool{"Others' comments can be deleted": true, "They cannot": false} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t, &linkedintest.Options{AdminDelete: allowed})
			c, p := w.client(), w.posted("News")
			comment := commentRef(w.srv.Comment(w.member("Bob"), p.URN, "Rude"))
			err := c.Moderate(t.Context(), postRef(p.URN), social.ActionClose, nil)
			lost, ok := errors.AsType[*linkedin.CommentsLostError](err)
			require.True(t, ok, "%v", err)
			assert.EqualValues(t, 1, lost.Count)
			assert.ErrorContains(t, err, "the one comment")
			err = c.Moderate(t.Context(), comment, social.ActionDelete, nil)
			if !allowed {
				require.ErrorIs(t, err, social.ErrPermission)
				assert.ErrorContains(t, err, "Only the author can delete a comment", "LinkedIn's words are passed on")
				return
			}
			require.NoError(t, err)
			require.NoError(t, c.Moderate(t.Context(), postRef(p.URN), social.ActionClose, nil))
			require.NoError(t, c.Moderate(t.Context(), postRef(p.URN), social.ActionClose, nil))
			require.NoError(t, c.Moderate(t.Context(), postRef(p.URN), social.ActionReopen, nil))
			after, _ := w.srv.FindPost(p.URN)
			assert.False(t, after.Closed)
		})
	}
}

func TestModerateLacks(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	c, p := w.client(), w.posted("News")
	for _, a := range []social.Action{
		social.ActionHide, social.ActionUnhide, social.ActionHold, social.ActionApprove, social.ActionReject, social.ActionMute, social.ActionUnmute,
		social.ActionBan, social.ActionUnban, social.ActionRemove, social.ActionReport, social.ActionDetach, social.ActionBanHost, social.ActionOpenHost,
	} {
		err := c.Moderate(t.Context(), postRef(p.URN), a, nil)
		require.ErrorIs(t, err, errors.ErrUnsupported, a)
		assert.Greater(t, len(err.Error()), 50, "it says what there is instead: %v", err)
	}
	require.ErrorIs(t, c.Moderate(t.Context(), postRef(p.URN), social.ActionDelete, nil), errors.ErrUnsupported)
	require.ErrorIs(t, c.Moderate(t.Context(), commentRef("urn:li:comment:(urn:li:activity:1,2)"), social.ActionClose, nil), errors.ErrUnsupported)
	require.ErrorIs(t, c.Moderate(t.Context(), postRef(p.URN), social.ActionClose, &social.Moderation{Reason: "x"}), social.ErrInvalid)
	foreign := w.srv.Post(w.member("Eve"), "Mine", nil)
	require.ErrorIs(t, c.OpenComments(t.Context(), urn(foreign)), social.ErrPermission)
}

func TestReply(t *testing.T) {
	t.Parallel()
	w := newWorld(t, &linkedintest.Options{AnyFile: true})
	c, bob, p := w.client(), w.member("Bob"), w.posted("News")
	first := commentRef(w.srv.Comment(bob, p.URN, "A question"))
	d := &social.Draft{
		Text: "Yes, @Bob (of course)", Tags: []string{"go_lang"}, Media: []*social.Media{social.MediaBytes("a.jpg", linkedintest.JPEG(40, 30))},
		Extras: []social.Extra{&linkedin.Extra{Mentions: []linkedin.Mention{{Text: "Bob", URN: urn(bob)}}}},
	}
	answer, err := c.Reply(t.Context(), first, d)
	require.NoError(t, err)
	assert.Equal(t, first.ID, answer.ReplyTo.ID)
	stands, ok := w.srv.FindComment(answer.Ref.ID)
	require.True(t, ok)
	assert.Equal(t, first.ID, stands.Parent)
	assert.Equal(t, "Yes, Bob (of course)\n\n#go_lang", stands.Text)
	assert.Equal(t, []string{bob}, stands.Mentions)
	assert.NotEmpty(t, stands.Image)
	require.Len(t, answer.Media, 1)

	beside, err := c.Reply(t.Context(), commentRef(w.srv.Comment(bob, answer.Ref.ID, "And then?")), &social.Draft{Text: "Then this"})
	require.NoError(t, err)
	assert.Equal(t, first.ID, beside.ReplyTo.ID, "there is one level: an answer to an answer stands beside it")

	own, err := c.Reply(t.Context(), postRef(p.URN), &social.Draft{Text: "By the way"})
	require.NoError(t, err)
	assert.Equal(t, p.URN, own.ReplyTo.ID)
	require.NoError(t, c.Delete(t.Context(), own.Ref))
	for _, bad := range []social.Ref{{}, {Network: "x", ID: p.URN}, postRef("1"), {Network: "linkedin", Kind: social.RefMessage, ID: "1"}} {
		_, err = c.Reply(t.Context(), bad, &social.Draft{Text: "?"})
		require.Error(t, err)
		require.Error(t, c.Moderate(t.Context(), bad, social.ActionClose, nil))
		require.Error(t, c.Moderate(t.Context(), bad, social.ActionDelete, nil))
	}
	assert.Len(t, w.srv.Comments(p.URN), 4)
}
