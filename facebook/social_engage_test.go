package facebook_test

import (
	"errors"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/relais-go/relais/facebook"
	"github.com/relais-go/relais/facebook/facebooktest"
	"github.com/relais-go/relais/social"
)

func TestReact(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	c, ctx := w.client(), t.Context()
	post := w.srv.PublishInApp(w.page, "News")
	comment := w.srv.Comment(w.person(""), post, "Nice")
	likes := func() (int, int) {
		p, _ := w.srv.FindPost(post)
		return p.Reactions["LIKE"], w.srv.Comments(post)[0].Likes
	}
	for _, ref := range []social.Ref{postRef(post), commentRef(comment)} {
		for range 2 {
			require.NoError(t, c.React(ctx, ref, social.ReactionLike))
		}
	}
	a, b := likes()
	assert.Equal(t, []int{1, 1}, []int{a, b})
	for _, ref := range []social.Ref{postRef(post), commentRef(comment)} {
		for range 2 {
			require.NoError(t, c.Unreact(ctx, ref, social.ReactionLike))
		}
	}
	a, b = likes()
	assert.Equal(t, []int{0, 0}, []int{a, b})

	n := w.srv.Requests().Total()
	for _, do := range []func(social.Ref, social.Reaction) error{
		func(ref social.Ref, r social.Reaction) error { return c.React(ctx, ref, r) },
		func(ref social.Ref, r social.Reaction) error { return c.Unreact(ctx, ref, r) },
	} {
		for _, r := range []social.Reaction{social.ReactionShare, social.ReactionBookmark, social.ReactionDislike, facebook.ReactionLove, "tickle"} {
			requireProblem(t, do(postRef(post), r), errors.ErrUnsupported, "Reaction")
		}
		requireProblem(t, do(accountRef("7"), social.ReactionLike), errors.ErrUnsupported, "ref")
		requireProblem(t, do(social.Ref{Network: "x", ID: "7"}, social.ReactionLike), social.ErrInvalid, "ref")
	}
	assert.Equal(t, n, w.srv.Requests().Total(), "nothing is sent")
}

func TestModerate(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	c, ctx, troll := w.client(), t.Context(), w.person("Troll")
	post := w.srv.PublishInApp(w.page, "News")
	visit, rude := w.srv.VisitorPost(troll, w.page, "Buy pills"), w.srv.Comment(troll, post, "Pills!")
	hidden := func() bool { return w.srv.Comments(post)[0].Hidden }
	ours, err := c.Publish(ctx, &social.Draft{Text: "By this program"})
	require.NoError(t, err)
	away := func() bool { p, _ := w.srv.FindPost(ours.Ref.ID); return p.Hidden }
	blocked := func() bool { return len(w.srv.Blocked(w.page)) == 1 }
	done := map[social.Action]bool{}
	for _, tc := range []struct {
		do, back social.Action
		ref      social.Ref
		is       func() bool
	}{
		{social.ActionHide, social.ActionUnhide, commentRef(rude), hidden},
		{social.ActionHide, social.ActionUnhide, ours.Ref, away},
		{social.ActionBan, social.ActionUnban, accountRef(string(w.psid(troll))), blocked},
	} {
		for range 2 {
			require.NoError(t, c.Moderate(ctx, tc.ref, tc.do, nil))
			assert.True(t, tc.is(), "%s %s", tc.do, tc.ref.Kind)
		}
		for range 2 {
			require.NoError(t, c.Moderate(ctx, tc.ref, tc.back, &social.Moderation{}))
			assert.False(t, tc.is(), "%s %s", tc.back, tc.ref.Kind)
		}
		done[tc.do], done[tc.back] = true, true
	}
	require.NoError(t, c.Moderate(ctx, commentRef(rude), social.ActionDelete, nil))
	require.NoError(t, c.Moderate(ctx, postRef(visit), social.ActionDelete, nil))
	assert.Empty(t, w.srv.Comments(post))
	_, there := w.srv.FindPost(visit)
	assert.False(t, there)
	done[social.ActionDelete] = true
	for _, a := range c.Actions() {
		assert.True(t, done[a], "%s is listed and not tried", a)
	}
	assert.Len(t, done, len(c.Actions()))
	require.ErrorIs(t, c.Moderate(ctx, postRef(post), social.ActionHide, nil), social.ErrPermission, "another program made it")
	own, err := c.CreateComment(ctx, facebook.ID(post), &facebook.CommentParams{Message: "Welcome"})
	require.NoError(t, err)
	require.ErrorIs(t, c.Moderate(ctx, commentRef(string(own)), social.ActionHide, nil), social.ErrPermission, "own comments cannot be hidden")
}

func TestModerateRefusesBeforeSending(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	c := w.client()
	account, comment := accountRef("7"), commentRef("7_1")
	unsupported := errors.ErrUnsupported
	for name, tc := range map[string]struct {
		ref    social.Ref
		action social.Action
		m      *social.Moderation
		kind   error
		field  string
		words  string
	}{
		"close":           {postRef("7_1"), social.ActionClose, nil, unsupported, "a", "cannot close"},
		"reopen":          {postRef("7_1"), social.ActionReopen, nil, unsupported, "a", "cannot close"},
		"mute":            {account, social.ActionMute, nil, unsupported, "a", "ModerateConversations"},
		"report":          {comment, social.ActionReport, &social.Moderation{Reason: "x"}, unsupported, "a", "Facebook itself"},
		"hold":            {comment, social.ActionHold, nil, unsupported, "a", "hide"},
		"remove":          {account, social.ActionRemove, nil, unsupported, "a", "banning"},
		"detach":          {comment, social.ActionDetach, nil, unsupported, "a", "quotes"},
		"ban host":        {account, social.ActionBanHost, nil, unsupported, "a", "servers"},
		"made up":         {comment, "tickle", nil, unsupported, "a", "tickle"},
		"hide an account": {account, social.ActionHide, nil, unsupported, "ref", "account"},
		"ban a comment":   {comment, social.ActionBan, nil, unsupported, "ref", "comment"},
		"reason":          {comment, social.ActionHide, &social.Moderation{Reason: "x"}, social.ErrInvalid, "Reason", "hide"},
		"category":        {comment, social.ActionHide, &social.Moderation{Category: "x"}, social.ErrInvalid, "Category", "hide"},
		"evidence":        {comment, social.ActionHide, &social.Moderation{Evidence: []social.Ref{comment}}, social.ErrInvalid, "Evidence", "hide"},
		"forward":         {comment, social.ActionHide, &social.Moderation{Forward: true}, social.ErrInvalid, "Forward", "hide"},
		"for a while":     {account, social.ActionBan, &social.Moderation{Duration: time.Hour}, social.ErrInvalid, "Duration", "ban"},
		"foreign":         {social.Ref{Network: "x", ID: "1"}, social.ActionHide, nil, social.ErrInvalid, "ref", "x"},
	} {
		err := c.Moderate(t.Context(), tc.ref, tc.action, tc.m)
		requireProblem(t, err, tc.kind, tc.field)
		require.ErrorContains(t, err, tc.words, name)
	}
	assert.Zero(t, w.srv.Requests().Total())
}

// TestBlock blocks people; whoever is blocked already stays so, and nobody is nobody.
func TestBlock(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	c, ctx := w.client(), t.Context()
	troll, other := w.person("Troll"), w.person("Other")
	for _, who := range []string{troll, other, troll} {
		require.NoError(t, c.Block(ctx, w.psid(who)))
	}
	var names []string
	for p, err := range c.Blocked(ctx) {
		require.NoError(t, err)
		names = append(names, p.Name)
	}
	assert.ElementsMatch(t, []string{"Troll", "Other"}, names)
	page, err := c.BlockedPage(ctx, "")
	require.NoError(t, err)
	assert.Len(t, page.Items, 2)
	require.NoError(t, c.Unblock(ctx, w.psid(troll)))
	require.NoError(t, c.Unblock(ctx, w.psid(troll)))
	assert.Len(t, w.srv.Blocked(w.page), 1)
	require.ErrorIs(t, c.Block(ctx, "123"), social.ErrNotFound)
	require.ErrorIs(t, c.Unblock(ctx, "123"), social.ErrNotFound)
	older := facebooktest.Failing("POST /*/*/blocked", facebooktest.Error{Code: 100, Message: "(#100) Unexpected parameter psid"})
	w.srv.Faults().Add(older)
	require.NoError(t, c.Block(ctx, w.psid(troll)), "the parameter of older calls is taken")
	older.Match = "DELETE /*/*/blocked"
	w.srv.Faults().Add(older)
	require.NoError(t, c.Unblock(ctx, w.psid(troll)))
	assert.Len(t, w.srv.Blocked(w.page), 1)

	refused := facebooktest.Fault{Kind: facebooktest.FailBefore, Match: "POST /*/*/blocked", Status: 200, Body: `{"` + string(w.psid(troll)) + `":false}`}
	w.srv.Faults().Add(refused)
	w.srv.Faults().Add(facebooktest.Fault{Kind: facebooktest.FailBefore, Match: "GET /*/*/blocked", Status: 200, Body: `{"data":[{"id":"1","name":"Another"}]}`})
	require.ErrorIs(t, c.Block(ctx, w.psid(troll)), social.ErrInvalid, "Facebook says no, and the person is not blocked")
}

func TestModerateConversations(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	c, ctx, spammer := w.client(), t.Context(), w.person("Spammer")
	w.srv.Message(spammer, w.page, "Pills!")
	require.NoError(t, c.ModerateConversations(ctx, []facebook.ID{w.psid(spammer)}, facebook.ConversationSpam, facebook.ConversationBlock))
	assert.Empty(t, w.srv.Message(spammer, w.page, "Still here"), "blocked")
	for v, err := range c.Conversations(ctx) {
		t.Errorf("%v %v: it is spam", v, err)
	}
	page, err := c.PageConversationsPage(ctx, &facebook.ConversationsParams{Folder: "spam"}, "")
	require.NoError(t, err)
	assert.Len(t, page.Items, 1)
	require.NoError(t, c.ModerateConversations(ctx, []facebook.ID{w.psid(spammer)}, facebook.ConversationUnblock))
	assert.NotEmpty(t, w.srv.Message(spammer, w.page, "Sorry"))
	requireProblem(t, c.ModerateConversations(ctx, nil, facebook.ConversationSpam), social.ErrInvalid, "people")
	requireProblem(t, c.ModerateConversations(ctx, []facebook.ID{"5"}), social.ErrInvalid, "actions")
}

func TestPinAndHidePost(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	c, ctx := w.client(), t.Context()
	post, err := c.Publish(ctx, &social.Draft{Text: "News"})
	require.NoError(t, err)
	state := func() []bool {
		p, _ := w.srv.FindPost(post.Ref.ID)
		return []bool{p.Hidden, p.Pinned}
	}
	id := facebook.ID(post.Ref.ID)
	require.NoError(t, c.PinPost(ctx, id, true))
	require.NoError(t, c.HidePost(ctx, id, true))
	assert.Equal(t, []bool{true, true}, state())
	require.NoError(t, c.PinPost(ctx, id, false))
	require.NoError(t, c.HidePost(ctx, id, false))
	assert.Equal(t, []bool{false, false}, state())
}

func TestRatings(t *testing.T) {
	t.Parallel()
	w, clock := clocked(t, facebooktest.Options{})
	c := w.client()
	for range 30 {
		clock.Advance(time.Second)
		w.srv.Review(w.person(""), w.page, false, "Meh")
	}
	shy := w.person("Shy")
	w.srv.HidePerson(shy)
	clock.Advance(time.Second)
	w.srv.Review(shy, w.page, true, "")
	var all []*facebook.Rating
	for r, err := range c.Ratings(t.Context()) {
		require.NoError(t, err)
		all = append(all, r)
	}
	require.Len(t, all, 31)
	assert.Nil(t, all[0].Reviewer)
	assert.Equal(t, facebook.RecommendationPositive, all[0].Recommendation)
	assert.Equal(t, "Meh", all[1].Text)
	page, err := c.RatingsPage(t.Context(), "")
	require.NoError(t, err)
	assert.Len(t, page.Items, 25)
	page, err = c.RatingsPage(t.Context(), page.Next)
	require.NoError(t, err)
	assert.Len(t, page.Items, 6)
}
