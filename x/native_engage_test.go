package x_test

import (
	"iter"
	"net/http"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/relais-go/relais/social"
	"github.com/relais-go/relais/x"
	"github.com/relais-go/relais/x/xtest"
)

// every is what an iteration gives until it ends or fails.
func every[T any](seq iter.Seq2[*T, error]) ([]*T, error) {
	var out []*T
	for v, err := range seq {
		if err != nil {
			return out, err
		}
		out = append(out, v)
	}
	return out, nil
}

// userIDs are the accounts of an iteration.
func userIDs(t *testing.T, seq iter.Seq2[*x.User, error]) []string {
	t.Helper()
	list, err := every(seq)
	require.NoError(t, err)
	out := []string{}
	for _, u := range list {
		out = append(out, string(u.ID))
	}
	return out
}

// postIDs are the posts of an iteration.
func postIDs(t *testing.T, seq iter.Seq2[*x.Post, error]) []string {
	t.Helper()
	list, err := every(seq)
	require.NoError(t, err)
	out := []string{}
	for _, p := range list {
		out = append(out, string(p.ID))
	}
	return out
}

// enterprise is a world and a client with a plan that has everything.
func enterprise(t *testing.T) (*world, *x.Client) {
	t.Helper()
	w := newWorld(t, &xtest.Options{Plan: xtest.Enterprise})
	return w, w.configured(x.Config{Tokens: static(w.token), App: static(w.srv.AppToken()), Plan: x.PlanEnterprise})
}

func TestLikes(t *testing.T) {
	t.Parallel()
	w, c := enterprise(t)
	ctx, them := t.Context(), w.person("someone")
	older, newer := w.srv.Post(them, "one", nil), w.srv.Post(them, "two", nil)
	for _, id := range []string{older, older, newer} { // liking twice is no error
		require.NoError(t, c.LikePost(ctx, x.ID(id)))
	}
	w.srv.Like(them, older)
	assert.Equal(t, []string{newer, older}, postIDs(t, c.LikedPosts(ctx, x.ID(w.brand), nil, nil)))
	assert.Equal(t, []string{them, w.brand}, userIDs(t, c.LikingUsers(ctx, x.ID(older), nil, nil)))
	for range 2 {
		require.NoError(t, c.UnlikePost(ctx, x.ID(older)))
	}
	assert.Equal(t, []string{newer}, postIDs(t, c.LikedPosts(ctx, x.ID(w.brand), nil, nil)))
	require.ErrorIs(t, c.LikePost(ctx, "123"), social.ErrNotFound)
	require.ErrorIs(t, c.UnlikePost(ctx, ""), social.ErrInvalid)
}

func TestReposts(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil) // a self-serve plan may repost
	ctx, c, them := t.Context(), w.client(), w.person("someone")
	post := w.srv.Post(them, "worth sharing", nil)
	id, err := c.RepostPost(ctx, x.ID(post))
	require.NoError(t, err)
	again, err := c.RepostPost(ctx, x.ID(post))
	require.NoError(t, err)
	assert.Equal(t, id, again)
	own := w.srv.Posts(w.brand)
	require.Len(t, own, 1)
	assert.Equal(t, post, own[0].RepostOf)
	assert.Equal(t, own[0].ID, string(id))
	assert.Equal(t, []string{own[0].ID}, postIDs(t, c.Reposts(ctx, x.ID(post), nil, nil)))
	assert.Equal(t, []string{w.brand}, userIDs(t, c.Reposters(ctx, x.ID(post), nil, nil)))
	for range 2 {
		require.NoError(t, c.UnrepostPost(ctx, x.ID(post)))
	}
	assert.Empty(t, w.srv.Posts(w.brand))

	mine := w.srv.Post(w.brand, "ours", nil)
	w.srv.Post(w.brand, "nobody cares", nil)
	w.srv.Repost(them, mine)
	assert.Equal(t, []string{mine}, postIDs(t, c.RepostsOfMe(ctx, nil, nil)))
	_, err = c.RepostPost(ctx, "123")
	require.ErrorIs(t, err, social.ErrNotFound)
}

func TestBookmarks(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	ctx, c, them := t.Context(), w.client(), w.person("someone")
	for _, name := range []string{"", "a name that is much too long"} {
		_, err := c.CreateBookmarkFolder(ctx, name)
		requireField(t, err, social.ErrInvalid, "Name")
	}
	folder, err := c.CreateBookmarkFolder(ctx, "to answer")
	require.NoError(t, err)
	assert.Equal(t, "to answer", folder.Name)
	loose, filed := w.srv.Post(them, "one", nil), w.srv.Post(them, "two", nil)
	require.NoError(t, c.BookmarkPost(ctx, x.ID(loose), ""))
	require.NoError(t, c.BookmarkPost(ctx, x.ID(filed), folder.ID))
	folders, err := every(c.BookmarkFolders(ctx, nil))
	require.NoError(t, err)
	assert.Equal(t, []*x.BookmarkFolder{folder}, folders)
	assert.Equal(t, []string{filed}, postIDs(t, c.FolderBookmarks(ctx, folder.ID, nil)))
	assert.Equal(t, []string{filed, loose}, postIDs(t, c.Bookmarks(ctx, nil, nil)))
	for range 2 {
		require.NoError(t, c.UnbookmarkPost(ctx, x.ID(filed)))
	}
	assert.Equal(t, []string{loose}, postIDs(t, c.Bookmarks(ctx, nil, nil)))
	assert.Empty(t, postIDs(t, c.FolderBookmarks(ctx, folder.ID, nil)))

	w.srv.Faults().Add(xtest.Fault{Kind: xtest.CutAfter, Match: "POST /2/users/*/bookmarks/folders"})
	_, err = c.CreateBookmarkFolder(ctx, "lost")
	require.ErrorIs(t, err, social.ErrUncertain, "a folder that may be there is not made twice")
	folders, err = every(c.BookmarkFolders(ctx, nil))
	require.NoError(t, err)
	assert.Len(t, folders, 2)
}

func TestFollows(t *testing.T) {
	t.Parallel()
	w, c := enterprise(t)
	ctx, open, shy := t.Context(), w.person("open"), w.person("shy")
	w.srv.SetProfile(shy, func(p *xtest.Profile) { p.Protected = true })
	for range 2 {
		state, err := c.FollowUser(ctx, x.ID(open))
		require.NoError(t, err)
		assert.Equal(t, &x.FollowState{Following: true}, state)
	}
	state, err := c.FollowUser(ctx, x.ID(shy))
	require.NoError(t, err)
	assert.Equal(t, &x.FollowState{Pending: true}, state)
	assert.Equal(t, []string{open}, w.srv.Following(w.brand))
	assert.Equal(t, []string{open}, userIDs(t, c.Following(ctx, x.ID(w.brand), nil, nil)))
	assert.Equal(t, []string{w.brand}, userIDs(t, c.Followers(ctx, x.ID(open), nil, nil)))
	for range 2 {
		require.NoError(t, c.UnfollowUser(ctx, x.ID(open)))
	}
	assert.Empty(t, w.srv.Following(w.brand))

	body := `{"title":"Forbidden","status":403,"type":"about:blank","detail":"You've already requested to follow shy."}`
	w.srv.Faults().Add(xtest.Fault{Kind: xtest.FailBefore, Match: "POST /2/users/*/following", Status: http.StatusForbidden, Body: body})
	state, err = c.FollowUser(ctx, x.ID(shy))
	require.NoError(t, err)
	assert.Equal(t, &x.FollowState{Pending: true}, state)
}

func TestMutesAndBlocks(t *testing.T) {
	t.Parallel()
	w, c := enterprise(t)
	ctx, them, others := t.Context(), w.person("someone"), w.person("others")
	for range 2 {
		require.NoError(t, c.MuteUser(ctx, x.ID(them)))
	}
	require.NoError(t, c.MuteUser(ctx, x.ID(others)))
	assert.Equal(t, []string{others, them}, userIDs(t, c.MutedUsers(ctx, nil, nil)))
	for range 2 {
		require.NoError(t, c.UnmuteUser(ctx, x.ID(them)))
	}
	assert.Equal(t, []string{others}, w.srv.Muting(w.brand))

	for range 2 {
		require.NoError(t, c.BlockUser(ctx, x.ID(them)))
	}
	assert.Equal(t, []string{them}, userIDs(t, c.BlockedUsers(ctx, nil, nil)))
	for range 2 {
		require.NoError(t, c.UnblockUser(ctx, x.ID(them)))
	}
	assert.Empty(t, userIDs(t, c.BlockedUsers(ctx, nil, nil)))

	for range 2 {
		require.NoError(t, c.BlockDMs(ctx, x.ID(them)))
	}
	// The other side sees that its messages are refused.
	other := w.configured(x.Config{Tokens: static(w.srv.Token(them))})
	brand, err := other.User(ctx, x.ID(w.brand), &x.UserSelection{User: []x.UserField{x.UserFieldReceivesYourDM}})
	require.NoError(t, err)
	require.NotNil(t, brand.ReceivesYourDM)
	assert.False(t, *brand.ReceivesYourDM)
	require.NoError(t, c.UnblockDMs(ctx, x.ID(them)))
	brand, err = other.User(ctx, x.ID(w.brand), &x.UserSelection{User: []x.UserField{x.UserFieldReceivesYourDM}})
	require.NoError(t, err)
	assert.True(t, *brand.ReceivesYourDM)
}

func TestHideReply(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	ctx, c, them := t.Context(), w.client(), w.person("someone")
	post := w.srv.Post(w.brand, "ask us", nil)
	reply := w.srv.Reply(them, post, "buy my pills", nil)
	hidden := func() bool {
		p, ok := w.srv.FindPost(reply)
		require.True(t, ok)
		return p.Hidden
	}
	for range 2 {
		require.NoError(t, c.HideReply(ctx, x.ID(reply)))
		assert.True(t, hidden())
	}
	for range 2 {
		require.NoError(t, c.UnhideReply(ctx, x.ID(reply)))
		assert.False(t, hidden())
	}
	foreign := w.srv.Reply(w.brand, w.srv.Post(them, "their conversation", nil), "ours", nil)
	err := c.HideReply(ctx, x.ID(foreign))
	require.ErrorIs(t, err, social.ErrPermission)
	require.ErrorContains(t, err, "conversations that the account began")
	require.ErrorIs(t, c.HideReply(ctx, "123"), social.ErrNotFound)
}
