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
