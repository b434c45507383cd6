package x_test

import (
	"errors"
	"fmt"
	"iter"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/relais-go/relais/ratelimit"
	"github.com/relais-go/relais/social"
	"github.com/relais-go/relais/x"
	"github.com/relais-go/relais/x/xtest"
)

func listIDs(t *testing.T, seq iter.Seq2[*x.List, error]) []x.ID {
	t.Helper()
	lists, err := every(seq)
	require.NoError(t, err)
	ids := []x.ID{}
	for _, l := range lists {
		ids = append(ids, l.ID)
	}
	return ids
}

func TestLists(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	ctx, c, them := t.Context(), w.client(), x.ID(w.person("someone"))
	l, err := c.CreateList(ctx, &x.ListParams{Name: "press", Description: new("Who writes about us"), Private: new(true)})
	require.NoError(t, err)
	assert.Equal(t, "press", l.Name)
	l, err = c.List(ctx, l.ID, nil)
	require.NoError(t, err)
	assert.Equal(t, "Who writes about us", l.Description)
	assert.True(t, l.Private)
	assert.False(t, l.CreatedAt.IsZero())
	assert.Nil(t, l.Owner, "nobody asked and paid for it")
	other := w.configured(x.Config{Tokens: static(w.srv.Token(string(them)))})
	_, err = other.List(ctx, l.ID, nil)
	require.ErrorIs(t, err, social.ErrNotFound, "it is private")

	require.NoError(t, c.UpdateList(ctx, l.ID, &x.ListParams{Private: new(false), Description: new("")}))
	l, err = other.List(ctx, l.ID, &x.ListSelection{List: x.DefaultLists().List, Owner: true, User: x.DefaultUsers().User})
	require.NoError(t, err)
	assert.Equal(t, "press", l.Name, "kept")
	assert.Empty(t, l.Description)
	require.NotNil(t, l.Owner)
	assert.Equal(t, "acme", l.Owner.Username)
	assert.NotNil(t, l.Owner.PublicMetrics)
	require.ErrorIs(t, other.UpdateList(ctx, l.ID, &x.ListParams{Name: "mine"}), social.ErrPermission)
	w.srv.Faults().Add(xtest.Fault{Kind: xtest.CutAfter, Match: "DELETE /2/lists/*"})
	require.NoError(t, c.DeleteList(ctx, l.ID), "deleted, although the first answer was lost")
	require.ErrorIs(t, c.DeleteList(ctx, l.ID), social.ErrNotFound)

	w.srv.Faults().Add(xtest.Fault{Kind: xtest.CutAfter, Match: "POST /2/lists"})
	_, err = c.CreateList(ctx, &x.ListParams{Name: "lost"})
	require.ErrorIs(t, err, social.ErrUncertain)
	assert.Len(t, listIDs(t, c.OwnedLists(ctx, x.ID(w.brand), nil, nil)), 1, "not made twice")
}

func TestListsRefusedBeforeSending(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	ctx, c := t.Context(), w.client()
	long := new(strings.Repeat("é", 101))
	for _, p := range []*x.ListParams{nil, {}, {Name: strings.Repeat("é", 26)}} {
		_, err := c.CreateList(ctx, p)
		requireField(t, err, social.ErrInvalid, "Name")
	}
	_, err := c.CreateList(ctx, &x.ListParams{Name: "press", Description: long})
	requireField(t, err, social.ErrInvalid, "Description")
	requireField(t, c.UpdateList(ctx, "1", &x.ListParams{Name: strings.Repeat("é", 26)}), social.ErrInvalid, "Name")
	requireField(t, c.UpdateList(ctx, "1", &x.ListParams{Description: long}), social.ErrInvalid, "Description")
	_, err = c.List(ctx, "1", &x.ListSelection{List: []x.ListField{"owner"}})
	requireField(t, err, social.ErrInvalid, "List")
	_, err = c.List(ctx, "1", &x.ListSelection{Owner: true, User: []x.UserField{"bio"}})
	requireField(t, err, social.ErrInvalid, "User")
	_, err = c.OwnedListsPage(ctx, "1", nil, &x.PageParams{Limit: -1})
	requireField(t, err, social.ErrInvalid, "Limit")
	_, err = c.List(ctx, "", nil)
	require.ErrorIs(t, err, social.ErrInvalid)
	assert.Zero(t, w.srv.Requests().Total())
	_, err = c.CreateList(ctx, &x.ListParams{Name: strings.Repeat("é", 25), Description: new(strings.Repeat("é", 100))})
	require.NoError(t, err, "characters count, not bytes")
}

func TestListMembers(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	ctx, c := t.Context(), w.client()
	l, err := c.CreateList(ctx, &x.ListParams{Name: "press"})
	require.NoError(t, err)
	first, second := w.person("first"), w.person("second")
	for _, id := range []string{first, second, first} {
		require.NoError(t, c.AddListMember(ctx, l.ID, x.ID(id)))
	}
	assert.Equal(t, []string{second, first}, userIDs(t, c.ListMembers(ctx, l.ID, nil, nil)))
	assert.Equal(t, []x.ID{l.ID}, listIDs(t, c.ListMemberships(ctx, x.ID(first), nil, nil)))
	seen := w.srv.Post(first, "for the list", nil)
	w.srv.Post(w.person("third"), "not for it", nil)
	assert.Equal(t, []string{seen}, postIDs(t, c.ListPosts(ctx, l.ID, nil, nil)))
	for range 2 {
		require.NoError(t, c.RemoveListMember(ctx, l.ID, x.ID(first)))
	}
	assert.Equal(t, []string{second}, userIDs(t, c.ListMembers(ctx, l.ID, nil, nil)))
	require.ErrorIs(t, c.AddListMember(ctx, l.ID, "123"), social.ErrNotFound)
	require.ErrorIs(t, c.AddListMember(ctx, "123", x.ID(first)), social.ErrNotFound)
}

func TestListsFollowedAndPinned(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	ctx, c, brand := t.Context(), w.client(), x.ID(w.brand)
	l, err := c.CreateList(ctx, &x.ListParams{Name: "press"})
	require.NoError(t, err)
	pinned := func() []x.ID {
		lists, err := c.PinnedLists(ctx, &x.ListSelection{Owner: true})
		require.NoError(t, err)
		ids := []x.ID{}
		for _, l := range lists {
			require.NotNil(t, l.Owner)
			ids = append(ids, l.ID)
		}
		return ids
	}
	for range 2 {
		require.NoError(t, c.FollowList(ctx, l.ID))
		require.NoError(t, c.PinList(ctx, l.ID))
	}
	assert.Equal(t, []x.ID{l.ID}, listIDs(t, c.FollowedLists(ctx, brand, nil, nil)))
	assert.Equal(t, []string{w.brand}, userIDs(t, c.ListFollowers(ctx, l.ID, nil, nil)))
	assert.Equal(t, []x.ID{l.ID}, pinned())
	for range 2 {
		require.NoError(t, c.UnfollowList(ctx, l.ID))
		require.NoError(t, c.UnpinList(ctx, l.ID))
	}
	assert.Empty(t, listIDs(t, c.FollowedLists(ctx, brand, nil, nil)))
	assert.Empty(t, pinned())
}

// TestListPaging reads lists of many pages: whole, from a stored cursor, and backwards.
func TestListPaging(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	ctx, c, brand := t.Context(), w.client(), x.ID(w.brand)
	want := []x.ID{}
	for i := range 7 {
		l, err := c.CreateList(ctx, &x.ListParams{Name: fmt.Sprintf("list %d", i)})
		require.NoError(t, err)
		want = append([]x.ID{l.ID}, want...) // the newest comes first
	}
	before := w.srv.Requests().Count("GET /2/users/*/owned_lists")
	assert.Equal(t, want, listIDs(t, c.OwnedLists(ctx, brand, nil, &x.PageParams{Limit: 3})))
	assert.Equal(t, 3, w.srv.Requests().Count("GET /2/users/*/owned_lists")-before)
	for _, e := range w.srv.Requests().Find("GET /2/users/*/owned_lists") {
		assert.Equal(t, "3", e.Query.Get("max_results"))
	}

	first, err := c.OwnedListsPage(ctx, brand, nil, &x.PageParams{Limit: 3})
	require.NoError(t, err)
	require.Len(t, first.Items, 3)
	require.NotEmpty(t, first.Next)
	assert.Empty(t, first.Prev)
	rest := listIDs(t, c.OwnedLists(ctx, brand, nil, &x.PageParams{Limit: 3, Cursor: first.Next}))
	assert.Equal(t, want[3:], rest)
	second, err := c.OwnedListsPage(ctx, brand, nil, &x.PageParams{Limit: 3, Cursor: first.Next})
	require.NoError(t, err)
	back, err := c.OwnedListsPage(ctx, brand, nil, &x.PageParams{Limit: 3, Cursor: second.Prev})
	require.NoError(t, err)
	assert.Equal(t, first.Items, back.Items)
	_, err = c.OwnedListsPage(ctx, brand, nil, &x.PageParams{Cursor: "made up"})
	require.ErrorIs(t, err, social.ErrInvalid)

	seq := c.OwnedLists(ctx, brand, nil, &x.PageParams{Limit: 2})
	for l, err := range seq {
		require.NoError(t, err)
		assert.Equal(t, want[0], l.ID)
		break
	}
	assert.Equal(t, want, listIDs(t, seq), "it can be run again")
	for _, limit := range []int{0, 1000} {
		page, err := c.OwnedListsPage(ctx, brand, nil, &x.PageParams{Limit: limit})
		require.NoError(t, err, "cut to what the list allows")
		assert.Len(t, page.Items, 7)
	}
}

// TestMemberPaging goes on over empty pages and says once, and last, that it failed.
func TestMemberPaging(t *testing.T) {
	t.Parallel()
	w := newWorld(t, &xtest.Options{Traps: xtest.Traps{EmptyPages: 2}})
	ctx, c := t.Context(), w.client(func(o *social.Options) { o.Retries = -1 })
	l, err := c.CreateList(ctx, &x.ListParams{Name: "press"})
	require.NoError(t, err)
	want := []string{}
	for range 9 {
		id := w.person("")
		require.NoError(t, c.AddListMember(ctx, l.ID, x.ID(id)))
		want = append([]string{id}, want...)
	}
	assert.Equal(t, want, userIDs(t, c.ListMembers(ctx, l.ID, nil, &x.PageParams{Limit: 2})))

	w.srv.Faults().Add(xtest.Fault{Kind: xtest.FailBefore, Match: "GET /2/lists/*/members", Skip: 2, Status: http.StatusForbidden, Body: `{"status":403}`})
	got, errs := 0, []error{}
	for u, err := range c.ListMembers(ctx, l.ID, nil, &x.PageParams{Limit: 2}) {
		if err != nil {
			assert.Nil(t, u)
			errs = append(errs, err)
			continue
		}
		assert.Empty(t, errs, "nothing comes after the error")
		got++
	}
	require.Len(t, errs, 1)
	require.ErrorIs(t, errs[0], social.ErrPermission)
	assert.Positive(t, got)
}

// TestOwnListsCostLess reserves and counts the lower price for own data, and nothing for what was asked in vain.
func TestOwnListsCostLess(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	w.srv.SetAppOwner(w.brand)
	limiter := ratelimit.New(nil)
	limiter.Cap(x.MoneyBudget, 5_000_000, 24*time.Hour)
	c := w.configured(x.Config{Tokens: static(w.token), OwnsApp: true}, func(o *social.Options) { o.Limiter = limiter })
	ctx := t.Context()
	for i := range 3 {
		_, err := c.CreateList(ctx, &x.ListParams{Name: fmt.Sprintf("list %d", i)})
		require.NoError(t, err)
	}
	_, err := c.Me(ctx)
	require.NoError(t, err)
	spent := func(read func() error) int64 {
		left, _ := limiter.Left(x.MoneyBudget)
		before := w.srv.Billing().Total
		require.NoError(t, read())
		now, _ := limiter.Left(x.MoneyBudget)
		assert.Equal(t, int64(w.srv.Billing().Total-before)*1000, left-now)
		return left - now
	}
	read := func(user x.ID) func() error {
		return func() error {
			_, err := c.OwnedListsPage(ctx, user, nil, nil)
			return err
		}
	}
	assert.EqualValues(t, 3000, spent(read(x.ID(w.brand))), "three of one's own")
	assert.Zero(t, spent(read(x.ID(w.person("someone")))), "nothing")
	limiter.Cap(x.MoneyBudget, 1000, 24*time.Hour)
	_, err = c.OwnedListsPage(ctx, "1", nil, nil)
	require.ErrorIs(t, err, social.ErrQuota)
	require.NotErrorIs(t, err, errors.ErrUnsupported)
}
