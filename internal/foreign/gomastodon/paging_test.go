package gomastodon_test

import (
	"strconv"
	"testing"

	mast "github.com/mattn/go-mastodon"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// TestPaging reads a long timeline by the links of its pages, from both ends, and by the client's own iterator.
func TestPaging(t *testing.T) {
	t.Parallel()
	p := newPlace(t, nil)
	ctx := t.Context()
	var oldestFirst, newestFirst []string
	for i := range 95 {
		id := p.Post(p.acme, "post "+strconv.Itoa(i), nil).ID
		oldestFirst = append(oldestFirst, id)
		newestFirst = append([]string{id}, newestFirst...)
	}
	me := mast.ID(p.acme.ID)

	var got []string
	for pg := (&mast.Pagination{Limit: 40}); ; {
		page := must(p.c.GetAccountStatuses(ctx, me, pg))(t)
		got = append(got, ids(page, statusID)...)
		if pg.MaxID == "" {
			break
		}
		assert.Equal(t, int64(40), pg.Limit, "the link keeps the size of the page")
		assert.Len(t, page, 40)
	}
	assert.Equal(t, newestFirst, got)

	got = nil
	for s, err := range p.c.AccountStatuses(ctx, me, &mast.Pagination{Limit: 30}) {
		require.NoError(t, err)
		got = append(got, string(s.ID))
	}
	assert.Equal(t, newestFirst, got)

	page := must(p.c.GetTimelineHome(ctx, &mast.Pagination{MinID: mast.ID(oldestFirst[10]), Limit: 5}))(t)
	assert.Equal(t, []string{oldestFirst[15], oldestFirst[14], oldestFirst[13], oldestFirst[12], oldestFirst[11]}, ids(page, statusID))
	page = must(p.c.GetTimelineHome(ctx, &mast.Pagination{SinceID: mast.ID(oldestFirst[10]), Limit: 5}))(t)
	assert.Equal(t, newestFirst[:5], ids(page, statusID))
	page = must(p.c.GetTimelineHome(ctx, &mast.Pagination{MaxID: mast.ID(oldestFirst[2])}))(t)
	assert.Equal(t, []string{oldestFirst[1], oldestFirst[0]}, ids(page, statusID))
}

// TestPagingByOpaqueID: lists of people are paged by ids of their own, which only the links know.
func TestPagingByOpaqueID(t *testing.T) {
	t.Parallel()
	p := newPlace(t, nil)
	var want []string
	for i := range 50 {
		fan := p.CreateAccount("fan" + strconv.Itoa(i))
		p.Follow(fan, p.acme)
		want = append([]string{fan.ID}, want...)
	}
	var got []string
	for pg := (&mast.Pagination{Limit: 20}); ; {
		got = append(got, ids(must(p.c.GetAccountFollowers(t.Context(), mast.ID(p.acme.ID), pg))(t), accountID)...)
		if pg.MaxID == "" {
			break
		}
	}
	assert.Equal(t, want, got)
}

func TestNotificationsPaging(t *testing.T) {
	t.Parallel()
	p := newPlace(t, nil)
	ctx := t.Context()
	ann := p.CreateAccount("ann")
	for i := range 45 {
		p.Post(ann, "hello @acme "+strconv.Itoa(i), nil)
	}
	p.Follow(ann, p.acme)
	kinds := map[string]int{}
	for n, err := range p.c.Notifications(ctx, nil, &mast.Pagination{Limit: 15}) {
		require.NoError(t, err)
		kinds[n.Type]++
	}
	assert.Equal(t, map[string]int{"mention": 45, "follow": 1}, kinds)
	only := must(p.c.GetNotificationsExclude(ctx, &[]string{"mention"}, nil))(t)
	require.Len(t, only, 1)
	assert.Equal(t, "follow", only[0].Type)
	assert.Equal(t, "ann", must(p.c.GetNotification(ctx, only[0].ID))(t).Account.Acct)
	require.NoError(t, p.c.DismissNotification(ctx, only[0].ID))
	for n, err := range p.c.Notifications(ctx, &mast.NotificationFilter{Includes: []string{"follow"}}, nil) {
		t.Errorf("%v %v: it was dismissed", n, err)
	}
	require.NoError(t, p.c.ClearNotifications(ctx))
	assert.Empty(t, must(p.c.GetNotifications(ctx, nil))(t))
}
