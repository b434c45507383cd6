package mastodon_test

import (
	"errors"
	"strconv"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/relais-go/relais/mastodon"
	"github.com/relais-go/relais/mastodon/mastodontest"
	"github.com/relais-go/relais/social"
)

func TestNotifications(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	c, ctx := w.client(), t.Context()
	fan := w.person("fan")
	mine := w.srv.Post(w.brand, "Mine.", nil).ID
	var want []string
	for i := range 90 {
		kind, about := "favourite", mine
		if i%3 == 0 {
			kind, about = "follow", ""
		}
		want = append([]string{w.srv.Notify(w.brand, kind, fan, about)}, want...)
	}
	var got []string
	for n, err := range c.Notifications(ctx, &mastodon.NotificationParams{PageParams: mastodon.PageParams{Limit: 20}}) {
		require.NoError(t, err)
		got = append(got, string(n.ID))
	}
	assert.Equal(t, want, got)

	page, err := c.NotificationsPage(ctx, &mastodon.NotificationParams{
		Types: []mastodon.NotificationType{mastodon.NotifyFollow, mastodon.NotifyPoll}, AccountID: mastodon.ID(fan.ID),
	})
	require.NoError(t, err)
	assert.Len(t, page.Items, 30)
	page, err = c.NotificationsPage(ctx, &mastodon.NotificationParams{ExcludeTypes: []mastodon.NotificationType{mastodon.NotifyFavourite}})
	require.NoError(t, err)
	assert.Len(t, page.Items, 30)

	n, err := c.UnreadNotifications(ctx, &mastodon.UnreadParams{Limit: 50})
	require.NoError(t, err)
	assert.Equal(t, 50, n)
	first := mastodon.ID(want[0])
	one, err := c.Notification(ctx, first)
	require.NoError(t, err)
	assert.Equal(t, first, one.ID)
	require.NoError(t, c.DismissNotification(ctx, first))
	_, err = c.Notification(ctx, first)
	require.ErrorIs(t, err, social.ErrNotFound)
	err = c.DismissNotification(ctx, first)
	require.ErrorIs(t, err, social.ErrNotFound)
	assert.NotErrorIs(t, err, errors.ErrUnsupported, "this server has the route")
	require.NoError(t, c.ClearNotifications(ctx))
	n, err = c.UnreadNotifications(ctx, nil)
	require.NoError(t, err)
	assert.Zero(t, n)
}

func TestNotificationGroups(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	c, ctx := w.client(), t.Context()
	mine := w.srv.Post(w.brand, "Mine.", nil).ID
	for range 5 {
		w.srv.Favourite(w.person(""), mine)
	}
	w.srv.Post(w.person("fan"), "@acme hello", nil)
	page, err := c.GroupedNotifications(ctx, &mastodon.GroupedParams{PageParams: mastodon.PageParams{Limit: 20}})
	require.NoError(t, err)
	require.Len(t, page.Groups, 2)
	assert.Equal(t, mastodon.NotifyMention, page.Groups[0].Type)
	likes := page.Groups[1]
	assert.Equal(t, mastodon.NotifyFavourite, likes.Type)
	assert.EqualValues(t, 5, likes.NotificationsCount)
	assert.Equal(t, mastodon.ID(mine), likes.StatusID)
	assert.NotEmpty(t, page.Accounts)
	assert.NotEmpty(t, page.Next)

	older, err := c.GroupedNotifications(ctx, &mastodon.GroupedParams{PageParams: mastodon.PageParams{Cursor: page.Next}})
	require.NoError(t, err)
	assert.Empty(t, older.Groups)
	assert.Empty(t, older.Next)

	people, err := c.GroupAccounts(ctx, likes.GroupKey)
	require.NoError(t, err)
	assert.Len(t, people, 5)
	group, err := c.NotificationGroup(ctx, likes.GroupKey)
	require.NoError(t, err)
	require.Len(t, group.Groups, 1)
	n, err := c.UnreadGroups(ctx, nil)
	require.NoError(t, err)
	assert.Equal(t, 2, n)
	require.NoError(t, c.DismissGroup(ctx, likes.GroupKey))
	n, err = c.UnreadGroups(ctx, &mastodon.UnreadParams{Limit: 10})
	require.NoError(t, err)
	assert.Equal(t, 1, n)
}

func TestNotificationRequests(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	c, ctx := w.client(), t.Context()
	_, err := c.UpdateNotificationPolicy(ctx, &mastodon.PolicyParams{ForNotFollowing: mastodon.PolicyFilter})
	require.NoError(t, err)
	for i := range 4 {
		w.srv.Post(w.person("stranger"+strconv.Itoa(i)), "@acme hello", nil)
	}
	policy, err := c.NotificationPolicy(ctx)
	require.NoError(t, err)
	assert.EqualValues(t, 4, policy.Summary.PendingRequestsCount)
	assert.Equal(t, mastodon.PolicyAccept, policy.ForNewAccounts, "what is not named stays")

	var ids []mastodon.ID
	for r, err := range c.NotificationRequests(ctx, &mastodon.PageParams{Limit: 3}) {
		require.NoError(t, err)
		assert.EqualValues(t, 1, r.NotificationsCount)
		ids = append(ids, r.ID)
	}
	require.Len(t, ids, 4)
	one, err := c.NotificationRequest(ctx, ids[0])
	require.NoError(t, err)
	assert.Equal(t, "stranger3", one.Account.Acct)
	require.NoError(t, c.AcceptNotificationRequests(ctx, ids[0]))
	require.NoError(t, c.AcceptNotificationRequests(ctx, ids[1], ids[2]))
	require.NoError(t, c.DismissNotificationRequests(ctx, ids[3]))
	require.ErrorIs(t, c.DismissNotificationRequests(ctx, ids[3]), social.ErrNotFound)
	require.ErrorIs(t, c.AcceptNotificationRequests(ctx), social.ErrInvalid)
	merged, err := c.NotificationRequestsMerged(ctx)
	require.NoError(t, err)
	assert.True(t, merged)
	page, err := c.NotificationsPage(ctx, nil)
	require.NoError(t, err)
	assert.Len(t, page.Items, 3)
}

// TestNotificationsElsewhere asks a server for what only Mastodon has.
func TestNotificationsElsewhere(t *testing.T) {
	t.Parallel()
	w := newWorld(t, &mastodontest.Options{Flavour: mastodontest.GoToSocial})
	c, ctx := w.client(), t.Context()
	id := mastodon.ID(w.srv.Notify(w.brand, "follow", w.person("fan"), ""))
	for name, f := range map[string]func() error{
		"dismiss":        func() error { return c.DismissNotification(ctx, id) },
		"unread":         func() error { _, err := c.UnreadNotifications(ctx, nil); return err },
		"grouped":        func() error { _, err := c.GroupedNotifications(ctx, nil); return err },
		"group":          func() error { _, err := c.NotificationGroup(ctx, "ungrouped-1"); return err },
		"group accounts": func() error { _, err := c.GroupAccounts(ctx, "ungrouped-1"); return err },
		"group dismiss":  func() error { return c.DismissGroup(ctx, "ungrouped-1") },
		"group unread":   func() error { _, err := c.UnreadGroups(ctx, nil); return err },
		"policy":         func() error { _, err := c.NotificationPolicy(ctx); return err },
		"set policy":     func() error { _, err := c.UpdateNotificationPolicy(ctx, nil); return err },
		"requests":       func() error { _, err := c.NotificationRequestsPage(ctx, nil); return err },
		"request":        func() error { _, err := c.NotificationRequest(ctx, id); return err },
		"accept":         func() error { return c.AcceptNotificationRequests(ctx, id) },
		"merged":         func() error { _, err := c.NotificationRequestsMerged(ctx); return err },
	} {
		assert.ErrorIs(t, f(), errors.ErrUnsupported, name)
	}
	page, err := c.NotificationsPage(ctx, nil)
	require.NoError(t, err)
	assert.Len(t, page.Items, 1)
}
