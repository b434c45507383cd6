package x_test

import (
	"context"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/relais-go/relais/ratelimit"
	"github.com/relais-go/relais/social"
	"github.com/relais-go/relais/x"
	"github.com/relais-go/relais/x/xtest"
)

// TestEngagementReadsCost counts what X bills for lists: less for own data if the account owns the program.
func TestEngagementReadsCost(t *testing.T) {
	t.Parallel()
	w := newWorld(t, &xtest.Options{Plan: xtest.Enterprise})
	w.srv.SetAppOwner(w.brand)
	them, other := w.person("someone"), w.person("other")
	post, mine := w.srv.Post(them, "worth it", nil), w.srv.Post(w.brand, "ours", nil)
	w.srv.Follow(them, w.brand)
	w.srv.Follow(w.brand, other)
	w.srv.Follow(them, other)
	w.srv.Like(w.brand, post)
	w.srv.Like(other, mine)
	w.srv.Repost(other, mine)
	w.srv.Block(w.brand, w.person("blocked"))
	setUp := w.client()
	require.NoError(t, setUp.MuteUser(t.Context(), x.ID(them)))
	require.NoError(t, setUp.BookmarkPost(t.Context(), x.ID(mine), ""))

	lean := new(x.LeanPosts())
	one := &x.PageParams{Limit: 5} // what is reserved must fit below the cap
	brand := x.ID(w.brand)
	reads := map[string]struct {
		millis int64 // thousandths of a dollar
		do     func(ctx context.Context, c *x.Client) error
	}{
		"own followers": {1, func(ctx context.Context, c *x.Client) error { return failure(c.FollowersPage(ctx, brand, nil, one)) }},
		"own following": {1, func(ctx context.Context, c *x.Client) error { return failure(c.FollowingPage(ctx, brand, nil, one)) }},
		// The account itself is among them; it was paid for when Me read it.
		"their following": {10, func(ctx context.Context, c *x.Client) error {
			return failure(c.FollowingPage(ctx, x.ID(them), nil, one))
		}},
		"muted":   {1, func(ctx context.Context, c *x.Client) error { return failure(c.MutedUsersPage(ctx, nil, one)) }},
		"blocked": {1, func(ctx context.Context, c *x.Client) error { return failure(c.BlockedUsersPage(ctx, nil, one)) }},
		"liking users": {10, func(ctx context.Context, c *x.Client) error {
			return failure(c.LikingUsersPage(ctx, x.ID(mine), nil, one))
		}},
		"reposters": {10, func(ctx context.Context, c *x.Client) error {
			return failure(c.RepostersPage(ctx, x.ID(mine), nil, one))
		}},
		"own likes": {1, func(ctx context.Context, c *x.Client) error { return failure(c.LikedPostsPage(ctx, brand, lean, one)) }},
		"their likes": {5, func(ctx context.Context, c *x.Client) error {
			return failure(c.LikedPostsPage(ctx, x.ID(other), lean, one))
		}},
		"bookmarks": {1, func(ctx context.Context, c *x.Client) error { return failure(c.BookmarksPage(ctx, lean, one)) }},
		"reposts": {5, func(ctx context.Context, c *x.Client) error {
			return failure(c.RepostsPage(ctx, x.ID(mine), lean, one))
		}},
		"reposts of me": {5, func(ctx context.Context, c *x.Client) error {
			return failure(c.RepostsOfMePage(ctx, lean, one))
		}},
	}
	for name, read := range reads {
		assert.Equal(t, read.millis*1000, w.spent(read.do), name)
	}
}

// spent is what a read costs a client that has paid for nothing today but for reading itself.
func (w *world) spent(read func(ctx context.Context, c *x.Client) error) int64 {
	w.t.Helper()
	limiter := ratelimit.New(nil)
	limiter.Cap(x.MoneyBudget, 1_000_000, 24*time.Hour)
	cfg := x.Config{Tokens: static(w.token), OwnsApp: true}
	c := w.configured(cfg, func(o *social.Options) { o.Limiter = limiter })
	_, err := c.Me(w.t.Context())
	require.NoError(w.t, err)
	left, _ := limiter.Left(x.MoneyBudget)
	require.NoError(w.t, read(w.t.Context(), c))
	now, _ := limiter.Left(x.MoneyBudget)
	return left - now
}

// TestOwnersAreReserved refuses a read that may cost more than is left, before it is sent.
func TestOwnersAreReserved(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	l, err := w.client().CreateList(t.Context(), &x.ListParams{Name: "press"})
	require.NoError(t, err)
	limiter := ratelimit.New(nil)
	limiter.Cap(x.MoneyBudget, 14_999, 24*time.Hour) // a list and its owner are 15,000
	c := w.client(func(o *social.Options) { o.Limiter = limiter })
	_, err = c.List(t.Context(), l.ID, &x.ListSelection{Owner: true})
	require.ErrorIs(t, err, social.ErrQuota)
	assert.Zero(t, w.srv.Requests().Count("GET /2/lists/*"))
	_, err = c.List(t.Context(), l.ID, nil)
	require.NoError(t, err)
}

func failure(_ any, err error) error { return err }
