package instagram_test

import (
	"context"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/relais-go/relais/instagram"
	"github.com/relais-go/relais/instagram/instagramtest"
	"github.com/relais-go/relais/social"
)

// TestEngageLogins: what only Facebook Login offers is refused with Instagram Login, before anything is sent, with the
// name of the login that has it.
func TestEngageLogins(t *testing.T) {
	t.Parallel()
	w := newWorld(t, instagramtest.InstagramLogin, nil)
	ctx, c := t.Context(), w.client()
	for field, err := range map[string]error{
		"Reaction": c.React(ctx, postRef("1"), social.ReactionLike),
		"a":        c.Moderate(ctx, accountRef("1"), social.ActionBan, nil),
		"actions":  c.ModerateConversations(ctx, []instagram.ID{"1"}, instagram.ConversationSpam),
	} {
		requireProblem(t, err, errUnsupported, field)
		assert.ErrorContains(t, err, "Facebook Login does")
	}
	requireProblem(t, c.AnswerInvite(ctx, "1", true), errUnsupported, "CollaborationInvites")
	for _, err := range c.CollaborationInvites(ctx) {
		requireProblem(t, err, errUnsupported, "CollaborationInvites")
	}
	assert.Empty(t, w.host.Requests().All())
	assert.NotContains(t, c.Actions(), social.ActionBan)
	assert.Contains(t, newWorld(t, instagramtest.FacebookLogin, nil).client().Actions(), social.ActionBan)
}

// TestLikes likes posts and comments, and nothing else.
func TestLikes(t *testing.T) {
	t.Parallel()
	w := newWorld(t, instagramtest.FacebookLogin, nil)
	ctx, c := t.Context(), w.client()
	post := w.srv.Post(w.person(""), instagramtest.Post{Caption: "Theirs"})
	comment := w.srv.Comment(w.person(""), w.srv.Post(w.user, instagramtest.Post{}), "Nice")
	liked := func() (onPost, onComment bool) {
		m, _ := w.srv.FindMedia(post)
		k, _ := w.srv.FindComment(comment)
		return slices.Contains(m.Likes, w.user), slices.Contains(k.Likes, w.user)
	}
	for _, on := range []bool{true, false} {
		do := c.React
		if !on {
			do = c.Unreact
		}
		require.NoError(t, do(ctx, postRef(post), social.ReactionLike))
		require.NoError(t, do(ctx, commentRef(comment), social.ReactionLike))
		onPost, onComment := liked()
		assert.Equal(t, []bool{on, on}, []bool{onPost, onComment})
	}
	require.ErrorIs(t, c.React(ctx, commentRef("17999999999999999"), social.ReactionLike), social.ErrNotFound)
	story := w.srv.Post(w.user, instagramtest.Post{Product: "STORY"})
	require.ErrorIs(t, c.LikeMedia(ctx, instagram.ID(story)), social.ErrNotFound)
	for _, r := range []social.Reaction{social.ReactionShare, social.ReactionBookmark, "love"} {
		requireProblem(t, c.React(ctx, postRef(post), r), errUnsupported, "Reaction")
	}
}

// TestLikePace: more than 50 likes in five seconds would lock the account out for an hour.
func TestLikePace(t *testing.T) {
	t.Parallel()
	w := newWorld(t, instagramtest.FacebookLogin, nil)
	limits := instagram.DefaultLimits()
	limits.MaxLikes = 3
	c := w.configured(instagram.Config{Limits: &limits})
	post := instagram.ID(w.srv.Post(w.user, instagramtest.Post{}))
	for began := time.Now(); ; began = time.Now() { // until the machine makes three calls in less than five seconds
		for range 3 {
			require.NoError(t, c.LikeMedia(t.Context(), post))
		}
		ctx, cancel := context.WithDeadline(t.Context(), began.Add(4900*time.Millisecond))
		err := c.LikeMedia(ctx, post)
		cancel()
		if time.Since(began) < 4*time.Second {
			require.ErrorIs(t, err, social.ErrRateLimited, "the next would not fit into the time that is left")
			break
		}
	}
	assert.Equal(t, 50, instagram.DefaultLimits().MaxLikes)
}

// TestModerate takes every measure, and refuses what there is none of.
func TestModerate(t *testing.T) {
	t.Parallel()
	eachLogin(t, func(t *testing.T, w *world) {
		t.Helper()
		ctx, c := t.Context(), w.client()
		post := w.srv.Post(w.user, instagramtest.Post{Caption: "News"})
		comment := w.srv.Comment(w.person(""), post, "Rude")
		hidden := func() bool { k, _ := w.srv.FindComment(comment); return k.Hidden }
		require.NoError(t, c.Moderate(ctx, commentRef(comment), social.ActionHide, nil))
		assert.True(t, hidden())
		require.NoError(t, c.Moderate(ctx, commentRef(comment), social.ActionUnhide, nil))
		assert.False(t, hidden())
		closed := func() bool { m, _ := w.srv.FindMedia(post); return m.CommentsClosed }
		require.NoError(t, c.Moderate(ctx, postRef(post), social.ActionClose, nil))
		assert.True(t, closed())
		require.NoError(t, c.Moderate(ctx, postRef(post), social.ActionReopen, nil))
		assert.False(t, closed())
		require.NoError(t, c.Moderate(ctx, commentRef(comment), social.ActionDelete, &social.Moderation{}))
		_, stands := w.srv.FindComment(comment)
		assert.False(t, stands)

		for _, a := range []social.Action{social.ActionReport, social.ActionMute, social.ActionHold, social.ActionRemove, social.ActionDetach, social.ActionBanHost} {
			requireProblem(t, c.Moderate(ctx, commentRef(comment), a, nil), errUnsupported, "a")
		}
		require.Error(t, c.Moderate(ctx, postRef(post), social.ActionHide, nil), "posts are not hidden")
		requireProblem(t, c.Moderate(ctx, commentRef(comment), social.ActionHide, &social.Moderation{Reason: "rude"}), social.ErrInvalid, "Reason")
	})
}

// TestModerateConversations blocks people, and moves what they write to the spam.
func TestModerateConversations(t *testing.T) {
	t.Parallel()
	w := newWorld(t, instagramtest.FacebookLogin, nil)
	ctx, c := t.Context(), w.client()
	person, known := w.writer()
	require.NoError(t, c.Moderate(ctx, accountRef(string(known)), social.ActionBan, nil))
	require.NoError(t, c.Moderate(ctx, accountRef(string(known)), social.ActionBan, nil), "again is no error")
	assert.Equal(t, []string{person}, w.srv.Blocked(w.user))
	_, err := c.Message(ctx, accountRef(string(known)), &social.Draft{Text: "Hi"})
	require.ErrorIs(t, err, social.ErrPermission)
	require.NoError(t, c.Moderate(ctx, accountRef(string(known)), social.ActionUnban, nil))
	assert.Empty(t, w.srv.Blocked(w.user))
	require.NoError(t, c.ModerateConversations(ctx, []instagram.ID{known}, instagram.ConversationSpam))
	assert.Empty(t, w.conversation(known))
	require.ErrorIs(t, c.Block(ctx, "1254999999999999"), social.ErrNotFound)
	requireProblem(t, c.Moderate(ctx, accountRef("@fan"), social.ActionBan, nil), social.ErrPermission, "ref")
	_, err = c.Message(ctx, accountRef("@fan"), &social.Draft{Text: "Hi"})
	requireProblem(t, err, social.ErrPermission, "To")
	requireProblem(t, c.ModerateConversations(ctx, nil, instagram.ConversationSpam), social.ErrInvalid, "people")
	requireProblem(t, c.ModerateConversations(ctx, []instagram.ID{known}), social.ErrInvalid, "actions")
}

// TestLiveMedia lists broadcasts, whose comments are pushed only.
func TestLiveMedia(t *testing.T) {
	t.Parallel()
	eachLogin(t, func(t *testing.T, w *world) {
		t.Helper()
		h := w.webhook()
		live := w.srv.Post(w.user, instagramtest.Post{Live: true, Type: "VIDEO"})
		comment := w.srv.Comment(w.person(""), live, "Hello from home")
		require.NoError(t, w.srv.WaitWebhooks(t.Context()))
		n := 0
		for m, err := range w.client().LiveMedia(t.Context()) {
			require.NoError(t, err)
			assert.Equal(t, instagram.ID(live), m.ID)
			n++
		}
		assert.Equal(t, 1, n)
		got := caughtUp(t, w.client().Listener(&instagram.ListenOptions{Webhook: h}), social.FromStart)
		assert.Equal(t, []string{comment}, refsOf(got))
		w.srv.EndLive(live)
		for range w.client().LiveMedia(t.Context()) {
			t.Error("it is over")
		}
	})
}

// TestInvites answers wishes for the account to be an author, too.
func TestInvites(t *testing.T) {
	t.Parallel()
	w := newWorld(t, instagramtest.FacebookLogin, nil)
	ctx, c := t.Context(), w.client()
	ours := func() (out []instagram.ID) {
		for v, err := range c.CollaborationInvites(ctx) {
			require.NoError(t, err)
			assert.Equal(t, "partner", v.Owner)
			out = append(out, v.MediaID)
		}
		return out
	}
	partner := w.srv.CreateAccount("partner", nil)
	first := w.srv.Post(partner, instagramtest.Post{Caption: "With you", Collab: []string{w.user}})
	second := w.srv.Post(partner, instagramtest.Post{Caption: "Without you", Collab: []string{w.user}})
	assert.ElementsMatch(t, []instagram.ID{instagram.ID(first), instagram.ID(second)}, ours())
	require.NoError(t, c.AnswerInvite(ctx, instagram.ID(first), true))
	require.NoError(t, c.AnswerInvite(ctx, instagram.ID(second), false))
	assert.Empty(t, ours())
	require.ErrorIs(t, c.AnswerInvite(ctx, instagram.ID(first), true), social.ErrNotFound)
}
