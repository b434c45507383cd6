package x_test

import (
	"errors"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/relais-go/relais/social"
	"github.com/relais-go/relais/x"
)

func TestReact(t *testing.T) {
	t.Parallel()
	w, c := enterprise(t)
	ctx := t.Context()
	id := w.srv.Post(w.person("someone"), "worth it", nil)
	state := func() (likes, reposts, bookmarks int) {
		p, ok := w.srv.FindPost(id)
		require.True(t, ok)
		return p.Likes, p.Reposts, len(postIDs(t, c.Bookmarks(ctx, nil, nil)))
	}
	all := []social.Reaction{social.ReactionLike, social.ReactionShare, social.ReactionBookmark}
	for i, r := range all {
		for range 2 {
			require.NoError(t, c.React(ctx, postRef(id), r), r)
		}
		likes, reposts, bookmarks := state()
		assert.Equal(t, i+1, likes+reposts+bookmarks, r)
	}
	comment := social.Ref{Network: "x", Kind: social.RefComment, ID: id}
	for i, r := range all {
		for range 2 {
			require.NoError(t, c.Unreact(ctx, comment, r), r)
		}
		likes, reposts, bookmarks := state()
		assert.Equal(t, len(all)-i-1, likes+reposts+bookmarks, r)
	}
	require.ErrorIs(t, c.React(ctx, postRef("123"), social.ReactionShare), social.ErrNotFound)
}

func TestEngagementRefusedBeforeSending(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	ctx, c := t.Context(), w.client()
	account, post := accountRef("7"), postRef("7")
	foreign := social.Ref{Network: "mastodon", ID: "7"}
	unsupported := errors.ErrUnsupported
	for _, do := range []func(social.Ref, social.Reaction) error{
		func(ref social.Ref, r social.Reaction) error { return c.React(ctx, ref, r) },
		func(ref social.Ref, r social.Reaction) error { return c.Unreact(ctx, ref, r) },
	} {
		requireField(t, do(post, social.ReactionDislike), unsupported, "r")
		requireField(t, do(post, "tickle"), unsupported, "r")
		requireField(t, do(account, social.ReactionLike), unsupported, "ref")
		requireField(t, do(foreign, social.ReactionLike), social.ErrInvalid, "ref")
		requireField(t, do(social.Ref{}, social.ReactionLike), social.ErrInvalid, "ref")
	}
	for _, do := range []func(social.Ref) error{
		func(ref social.Ref) error { return c.Follow(ctx, ref) },
		func(ref social.Ref) error { return c.Unfollow(ctx, ref) },
	} {
		requireField(t, do(post), unsupported, "account")
		requireField(t, do(foreign), social.ErrInvalid, "account")
		requireField(t, do(social.Ref{Kind: social.RefAccount}), social.ErrInvalid, "account")
	}
	assert.Zero(t, w.srv.Requests().Total())
}

func TestFollow(t *testing.T) {
	t.Parallel()
	w, c := enterprise(t)
	them := w.person("someone")
	for range 2 {
		require.NoError(t, c.Follow(t.Context(), accountRef(them)))
	}
	assert.Equal(t, []string{them}, w.srv.Following(w.brand))
	for range 2 {
		require.NoError(t, c.Unfollow(t.Context(), accountRef(them)))
	}
	assert.Empty(t, w.srv.Following(w.brand))
}

func TestModerate(t *testing.T) {
	t.Parallel()
	w, c := enterprise(t)
	ctx, them := t.Context(), w.person("someone")
	reply := w.srv.Reply(them, w.srv.Post(w.brand, "ask us", nil), "pills", nil)
	hidden := func() bool {
		p, _ := w.srv.FindPost(reply)
		return p.Hidden
	}
	muted := func() bool { return len(w.srv.Muting(w.brand)) == 1 }
	blocked := func() bool { return len(userIDs(t, c.BlockedUsers(ctx, nil, nil))) == 1 }
	done := map[social.Action]bool{}
	for _, tc := range []struct {
		do, back social.Action
		ref      social.Ref
		is       func() bool
	}{
		{social.ActionHide, social.ActionUnhide, postRef(reply), hidden},
		{social.ActionHide, social.ActionUnhide, social.Ref{Kind: social.RefComment, ID: reply}, hidden},
		{social.ActionMute, social.ActionUnmute, accountRef(them), muted},
		{social.ActionBan, social.ActionUnban, accountRef(them), blocked},
	} {
		for range 2 {
			require.NoError(t, c.Moderate(ctx, tc.ref, tc.do, nil))
			assert.True(t, tc.is(), tc.do)
		}
		for range 2 {
			require.NoError(t, c.Moderate(ctx, tc.ref, tc.back, &social.Moderation{}))
			assert.False(t, tc.is(), tc.back)
		}
		done[tc.do], done[tc.back] = true, true
	}
	for _, a := range c.Actions() {
		assert.True(t, done[a], "%s is listed and not tried", a)
	}
	assert.Len(t, done, len(c.Actions()))
}

// TestActionsOfPlan lists only what the plan has.
func TestActionsOfPlan(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	c := w.client()
	selfServe := []social.Action{social.ActionHide, social.ActionUnhide, social.ActionMute, social.ActionUnmute}
	assert.Equal(t, selfServe, c.Actions())
	contract := w.configured(x.Config{Tokens: static(w.token), Plan: x.PlanEnterprise})
	assert.Equal(t, append(selfServe, social.ActionBan, social.ActionUnban), contract.Actions())
	c.Actions()[0] = "changed"
	assert.Equal(t, selfServe, c.Actions())
	assert.Zero(t, w.srv.Requests().Total())
}

func TestModerateRefusesBeforeSending(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	c := w.client()
	account, post := accountRef("7"), postRef("7")
	unsupported := errors.ErrUnsupported
	for name, tc := range map[string]struct {
		ref    social.Ref
		action social.Action
		m      *social.Moderation
		kind   error
		field  string
		words  string
	}{
		"ban":              {account, social.ActionBan, nil, unsupported, "a", "mute the account"},
		"unban":            {account, social.ActionUnban, nil, unsupported, "a", "not available on this plan"},
		"report":           {account, social.ActionReport, &social.Moderation{Reason: "spam"}, unsupported, "a", "X's own apps"},
		"report post":      {post, social.ActionReport, nil, unsupported, "a", "hide the answer"},
		"delete":           {post, social.ActionDelete, nil, unsupported, "a", "Client.Delete"},
		"remove":           {account, social.ActionRemove, nil, unsupported, "a", "X's own apps"},
		"hold":             {post, social.ActionHold, nil, unsupported, "a", "hide"},
		"approve":          {account, social.ActionApprove, nil, unsupported, "a", "nothing waits"},
		"reject":           {account, social.ActionReject, nil, unsupported, "a", "nothing waits"},
		"close":            {post, social.ActionClose, nil, unsupported, "a", "ReplySettings"},
		"reopen":           {post, social.ActionReopen, nil, unsupported, "a", "ReplySettings"},
		"detach":           {post, social.ActionDetach, nil, unsupported, "a", "quote"},
		"ban host":         {account, social.ActionBanHost, nil, unsupported, "a", "no other servers"},
		"open host":        {account, social.ActionOpenHost, nil, unsupported, "a", "no other servers"},
		"made up":          {post, "tickle", nil, unsupported, "a", "tickle"},
		"hide an account":  {account, social.ActionHide, nil, unsupported, "ref", "account"},
		"mute a thread":    {post, social.ActionMute, nil, unsupported, "ref", "post"},
		"mute for a while": {account, social.ActionMute, &social.Moderation{Duration: time.Hour}, unsupported, "Duration", "no end"},
		"hide for a while": {post, social.ActionHide, &social.Moderation{Duration: time.Hour}, social.ErrInvalid, "Duration", "hide"},
		"reason to mute":   {account, social.ActionMute, &social.Moderation{Reason: "x"}, social.ErrInvalid, "Reason", "mute"},
		"category to mute": {account, social.ActionMute, &social.Moderation{Category: "x"}, social.ErrInvalid, "Category", "mute"},
		"evidence to mute": {account, social.ActionMute, &social.Moderation{Evidence: []social.Ref{post}}, social.ErrInvalid, "Evidence", "mute"},
		"forward a mute":   {account, social.ActionMute, &social.Moderation{Forward: true}, social.ErrInvalid, "Forward", "mute"},
		"foreign":          {social.Ref{Network: "mastodon", ID: "1"}, social.ActionHide, nil, social.ErrInvalid, "ref", "mastodon"},
		"nothing":          {social.Ref{}, social.ActionHide, nil, social.ErrInvalid, "ref", "ID"},
	} {
		err := c.Moderate(t.Context(), tc.ref, tc.action, tc.m)
		requireField(t, err, tc.kind, tc.field)
		require.ErrorContains(t, err, tc.words, name)
		assert.Zero(t, w.srv.Requests().Total(), name)
	}
}

// TestModerateNeedsTheConversation tells what X does not: which answers can be hidden.
func TestModerateNeedsTheConversation(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	them := w.person("someone")
	foreign := w.srv.Reply(w.brand, w.srv.Post(them, "theirs", nil), "ours", nil)
	err := w.client().Moderate(t.Context(), postRef(foreign), social.ActionHide, nil)
	require.ErrorIs(t, err, social.ErrPermission)
	require.ErrorContains(t, err, "conversations that the account began")
}

// TestEngagementDryRun sends nothing that changes something.
func TestEngagementDryRun(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	c := w.client(func(o *social.Options) { o.DryRun = true })
	require.ErrorIs(t, c.React(t.Context(), postRef("7"), social.ReactionShare), social.ErrDryRun)
	require.ErrorIs(t, c.Follow(t.Context(), accountRef("7")), social.ErrDryRun)
	require.ErrorIs(t, c.Moderate(t.Context(), accountRef("7"), social.ActionMute, nil), social.ErrDryRun)
	assert.Zero(t, w.writes())
}

// TestEngagementWrongAccount refuses to act for another account than expected.
func TestEngagementWrongAccount(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	c := w.client(func(o *social.Options) { o.ExpectAccount = "someone" })
	require.ErrorIs(t, c.React(t.Context(), postRef("7"), social.ReactionShare), social.ErrWrongAccount)
	require.ErrorIs(t, c.Moderate(t.Context(), postRef("7"), social.ActionHide, nil), social.ErrWrongAccount)
	assert.Zero(t, w.writes())
}
