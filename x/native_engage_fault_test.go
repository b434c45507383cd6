package x_test

import (
	"context"
	"fmt"
	"net/http"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/relais-go/relais/ratelimit"
	"github.com/relais-go/relais/social"
	"github.com/relais-go/relais/x"
	"github.com/relais-go/relais/x/xtest"
)

// change is a write that may be repeated.
type change struct {
	name   string
	match  string // its requests
	scope  string // beside tweet.read and users.read
	member string // of the answer, and what it becomes
	want   bool
	do     func(ctx context.Context, c *x.Client) error
}

// stage is what changes are made to.
type stage struct {
	*world
	post, reply, them, list x.ID
}

func newStage(t *testing.T, opts *xtest.Options) *stage {
	t.Helper()
	w := newWorld(t, opts)
	s := &stage{world: w, them: x.ID(w.person("someone"))}
	s.post = x.ID(w.srv.Post(string(s.them), "worth it", nil))
	s.reply = x.ID(w.srv.Reply(string(s.them), w.srv.Post(w.brand, "ask us", nil), "pills", nil))
	l, err := w.client().CreateList(t.Context(), &x.ListParams{Name: "press"})
	require.NoError(t, err)
	s.list = l.ID
	return s
}

// changes are all writes of engagement and moderation that may be repeated.
func (s *stage) changes() []change {
	set := func(name, match, scope, member string, do func(ctx context.Context, c *x.Client) error) change {
		return change{name, match, scope, member, true, do}
	}
	unset := func(name, match, scope, member string, do func(ctx context.Context, c *x.Client) error) change {
		return change{name, match, scope, member, false, do}
	}
	type ctx = context.Context
	return []change{
		set("like", "POST /2/users/*/likes", "like.write", "liked", func(ctx ctx, c *x.Client) error { return c.LikePost(ctx, s.post) }),
		unset("unlike", "DELETE /2/users/*/likes/*", "like.write", "liked", func(ctx ctx, c *x.Client) error { return c.UnlikePost(ctx, s.post) }),
		set("repost", "POST /2/users/*/retweets", "tweet.write", "retweeted", func(ctx ctx, c *x.Client) error {
			_, err := c.RepostPost(ctx, s.post)
			return err
		}),
		unset("unrepost", "DELETE /2/users/*/retweets/*", "tweet.write", "retweeted", func(ctx ctx, c *x.Client) error { return c.UnrepostPost(ctx, s.post) }),
		set("bookmark", "POST /2/users/*/bookmarks", "bookmark.write", "bookmarked", func(ctx ctx, c *x.Client) error { return c.BookmarkPost(ctx, s.post, "") }),
		unset("unbookmark", "DELETE /2/users/*/bookmarks/*", "bookmark.write", "bookmarked", func(ctx ctx, c *x.Client) error { return c.UnbookmarkPost(ctx, s.post) }),
		set("follow", "POST /2/users/*/following", "follows.write", "following", func(ctx ctx, c *x.Client) error {
			_, err := c.FollowUser(ctx, s.them)
			return err
		}),
		unset("unfollow", "DELETE /2/users/*/following/*", "follows.write", "following", func(ctx ctx, c *x.Client) error { return c.UnfollowUser(ctx, s.them) }),
		set("mute", "POST /2/users/*/muting", "mute.write", "muting", func(ctx ctx, c *x.Client) error { return c.MuteUser(ctx, s.them) }),
		unset("unmute", "DELETE /2/users/*/muting/*", "mute.write", "muting", func(ctx ctx, c *x.Client) error { return c.UnmuteUser(ctx, s.them) }),
		set("block", "POST /2/users/*/blocking", "block.write", "blocking", func(ctx ctx, c *x.Client) error { return c.BlockUser(ctx, s.them) }),
		unset("unblock", "DELETE /2/users/*/blocking/*", "block.write", "blocking", func(ctx ctx, c *x.Client) error { return c.UnblockUser(ctx, s.them) }),
		set("block messages", "POST /2/users/*/dm/block", "dm.write", "blocked", func(ctx ctx, c *x.Client) error { return c.BlockDMs(ctx, s.them) }),
		unset("unblock messages", "POST /2/users/*/dm/unblock", "dm.write", "blocked", func(ctx ctx, c *x.Client) error { return c.UnblockDMs(ctx, s.them) }),
		set("hide", "PUT /2/tweets/*/hidden", "tweet.moderate.write", "hidden", func(ctx ctx, c *x.Client) error { return c.HideReply(ctx, s.reply) }),
		unset("unhide", "PUT /2/tweets/*/hidden", "tweet.moderate.write", "hidden", func(ctx ctx, c *x.Client) error { return c.UnhideReply(ctx, s.reply) }),
		set("add to list", "POST /2/lists/*/members", "list.write", "is_member", func(ctx ctx, c *x.Client) error { return c.AddListMember(ctx, s.list, s.them) }),
		unset("remove from list", "DELETE /2/lists/*/members/*", "list.write", "is_member", func(ctx ctx, c *x.Client) error {
			return c.RemoveListMember(ctx, s.list, s.them)
		}),
		set("follow list", "POST /2/users/*/followed_lists", "list.write", "following", func(ctx ctx, c *x.Client) error { return c.FollowList(ctx, s.list) }),
		unset("unfollow list", "DELETE /2/users/*/followed_lists/*", "list.write", "following", func(ctx ctx, c *x.Client) error { return c.UnfollowList(ctx, s.list) }),
		set("pin list", "POST /2/users/*/pinned_lists", "list.write", "pinned", func(ctx ctx, c *x.Client) error { return c.PinList(ctx, s.list) }),
		unset("unpin list", "DELETE /2/users/*/pinned_lists/*", "list.write", "pinned", func(ctx ctx, c *x.Client) error { return c.UnpinList(ctx, s.list) }),
		set("change list", "PUT /2/lists/*", "list.write", "updated", func(ctx ctx, c *x.Client) error {
			return c.UpdateList(ctx, s.list, &x.ListParams{Name: "media"})
		}),
		set("delete list", "DELETE /2/lists/*", "list.write", "deleted", func(ctx ctx, c *x.Client) error { return c.DeleteList(ctx, s.list) }),
	}
}

// TestChangesSurviveLostAnswers sends each change again when its answer is lost, and needs no more than the
// documented scopes for it.
func TestChangesSurviveLostAnswers(t *testing.T) {
	t.Parallel()
	s := newStage(t, &xtest.Options{Plan: xtest.Enterprise})
	for _, ch := range s.changes() {
		c := s.configured(x.Config{Tokens: static(s.srv.Token(s.brand, "tweet.read", "users.read", ch.scope))})
		_, err := c.Me(t.Context())
		require.NoError(t, err)
		for _, kind := range []xtest.Fault{{Kind: xtest.CutBefore}, {Kind: xtest.CutAfter}, {Kind: xtest.FailAfter}} {
			kind.Match = ch.match
			hits := s.srv.Faults().Add(kind)
			before := s.writes()
			require.NoError(t, ch.do(t.Context(), c), "%s after %s", ch.name, kind.Kind)
			assert.Equal(t, 1, hits(), ch.name)
			assert.Equal(t, 2, s.writes()-before, ch.name)
			if ch.name == "delete list" {
				break // what is gone cannot be deleted again
			}
		}
	}
}

// TestChangesBelieveTheAnswer fails a change that X answers with 200 although it did not make it.
func TestChangesBelieveTheAnswer(t *testing.T) {
	t.Parallel()
	s := newStage(t, &xtest.Options{Plan: xtest.Enterprise})
	ctx, c := t.Context(), s.client()
	answer := func(match, body string) {
		s.srv.Faults().Add(xtest.Fault{Kind: xtest.Malformed, Match: match, Body: body})
	}
	for _, ch := range s.changes() {
		answer(ch.match, `{"errors":[{"title":"Not Found Error","detail":"Could not find it.","type":"https://api.x.com/2/problems/resource-not-found"}]}`)
		err := ch.do(ctx, c)
		require.ErrorIs(t, err, social.ErrNotFound, ch.name)
		require.ErrorContains(t, err, "Could not find it.", ch.name)

		answer(ch.match, fmt.Sprintf(`{"data":{%q:%t}}`, ch.member, !ch.want))
		require.ErrorIs(t, ch.do(ctx, c), social.ErrUnavailable, ch.name)

		answer(ch.match, `{"data":{}}`) // false is left out
		require.NoError(t, ch.do(ctx, c), ch.name)
	}
}

// TestChangesAlreadyMade takes the refusal of what is there already for success.
func TestChangesAlreadyMade(t *testing.T) {
	t.Parallel()
	s := newStage(t, &xtest.Options{Plan: xtest.Enterprise})
	c := s.client()
	for _, ch := range s.changes() {
		for _, body := range []string{
			`{"title":"Forbidden","status":403,"type":"about:blank","detail":"You have already done this."}`,
			`{"errors":[{"code":327,"message":"You have already done this."}]}`,
		} {
			s.srv.Faults().Add(xtest.Fault{Kind: xtest.FailBefore, Match: ch.match, Status: http.StatusForbidden, Body: body})
			require.NoError(t, ch.do(t.Context(), c), ch.name)
		}
	}
}

// TestPlanLacks classifies what self-serve plans do not have.
func TestPlanLacks(t *testing.T) {
	t.Parallel()
	s := newStage(t, nil)
	c := s.client()
	lacking := map[string]bool{"like": true, "unlike": true, "follow": true, "unfollow": true, "block": true, "unblock": true}
	plain := `{"title":"Forbidden","status":403,"type":"about:blank","detail":"Forbidden"}`
	contract := s.configured(x.Config{Tokens: static(s.token), Plan: x.PlanEnterprise})
	for _, ch := range s.changes() {
		err := ch.do(t.Context(), c)
		if !lacking[ch.name] {
			require.NoError(t, err, ch.name)
			continue
		}
		require.ErrorIs(t, err, social.ErrPermission, ch.name)
		require.ErrorContains(t, err, "not available on this plan", ch.name)

		refuse := xtest.Fault{Kind: xtest.FailBefore, Match: ch.match, Status: http.StatusForbidden, Body: plain}
		s.srv.Faults().Add(refuse)
		require.ErrorContains(t, ch.do(t.Context(), c), "not available on this plan", ch.name)
		s.srv.Faults().Add(refuse)
		err = ch.do(t.Context(), contract)
		require.ErrorIs(t, err, social.ErrPermission, ch.name)
		require.NotContains(t, err.Error(), "plan", ch.name)
	}
}

// TestChangesCost reserves what X bills.
func TestChangesCost(t *testing.T) {
	t.Parallel()
	s := newStage(t, &xtest.Options{Plan: xtest.Enterprise})
	limiter := ratelimit.New(nil)
	limiter.Cap(x.MoneyBudget, 10_000_000, 24*time.Hour)
	c := s.client(func(o *social.Options) { o.Limiter = limiter })
	_, err := c.Me(t.Context())
	require.NoError(t, err)
	for _, ch := range s.changes() {
		left, known := limiter.Left(x.MoneyBudget)
		require.True(t, known)
		billed := s.srv.Billing().Total
		require.NoError(t, ch.do(t.Context(), c), ch.name)
		now, _ := limiter.Left(x.MoneyBudget)
		assert.Equal(t, int64(s.srv.Billing().Total-billed)*1000, left-now, ch.name)
		assert.Positive(t, left-now, ch.name)
	}
}

// TestEngagementBelievesTheAnswer: X answers 200 also to what it did not do.
func TestEngagementBelievesTheAnswer(t *testing.T) {
	t.Parallel()
	w, c := enterprise(t)
	post, them := x.ID(w.srv.Post(w.person("someone"), "hello", nil)), x.ID(w.person("other"))
	for match, tc := range map[string]struct {
		body string
		do   func(context.Context) error
	}{
		"POST /2/users/*/likes":      {`{"data":{"liked":false}}`, func(ctx context.Context) error { return c.LikePost(ctx, post) }},
		"DELETE /2/users/*/likes/*":  {`{"data":{"liked":true}}`, func(ctx context.Context) error { return c.UnlikePost(ctx, post) }},
		"POST /2/users/*/retweets":   {`{"data":{"retweeted":false}}`, func(ctx context.Context) error { _, err := c.RepostPost(ctx, post); return err }},
		"POST /2/users/*/following":  {`{"data":{"following":false}}`, func(ctx context.Context) error { _, err := c.FollowUser(ctx, them); return err }},
		"POST /2/users/*/muting":     {`{"data":{"muting":false}}`, func(ctx context.Context) error { return c.MuteUser(ctx, them) }},
		"POST /2/users/*/bookmarks":  {`{"data":{"bookmarked":false}}`, func(ctx context.Context) error { return c.BookmarkPost(ctx, post, "") }},
		"POST /2/users/*/dm/unblock": {`{"data":{"blocked":true}}`, func(ctx context.Context) error { return c.UnblockDMs(ctx, them) }},
	} {
		w.srv.Faults().Add(xtest.Fault{Kind: xtest.Malformed, Match: match, Body: tc.body})
		require.ErrorIs(t, tc.do(t.Context()), social.ErrUnavailable, match)
	}
}
