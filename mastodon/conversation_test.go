package mastodon_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/relais-go/relais/mastodon"
	"github.com/relais-go/relais/mastodon/mastodontest"
	"github.com/relais-go/relais/social"
)

func TestConversationList(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	c, ctx := w.client(), t.Context()
	for range 25 { // more than a page
		w.srv.Message(w.person(""), "Psst.", w.brand)
	}
	var all []*mastodon.Conversation
	for v, err := range c.ConversationList(ctx, nil) {
		require.NoError(t, err)
		all = append(all, v)
	}
	require.Len(t, all, 25)
	assert.Equal(t, "reader25", all[0].Accounts[0].Acct, "the most recent first")
	require.True(t, all[0].Unread)
	read, err := c.ReadConversation(ctx, all[0].ID)
	require.NoError(t, err)
	assert.False(t, read.Unread)
	require.NoError(t, c.HideConversation(ctx, all[0].ID))
	page, err := c.ConversationListPage(ctx, &mastodon.PageParams{Limit: 5})
	require.NoError(t, err)
	require.Len(t, page.Items, 5)
	assert.Equal(t, all[1].ID, page.Items[0].ID)
	assert.NotEmpty(t, page.Next)
}

func TestMessages(t *testing.T) {
	t.Parallel()
	clock := mastodontest.NewManualClock(time.Now())
	w := newWorld(t, &mastodontest.Options{Clock: clock.Now})
	c, ctx := w.client(), t.Context()
	fan := w.person("fan")
	first := w.srv.Message(fan, "One.", w.brand)
	answer := func(by *mastodontest.Account, to, text string) mastodontest.Status {
		clock.Advance(time.Second)
		return w.srv.Post(by, text, &mastodontest.PostOptions{Visibility: "direct", ReplyTo: to})
	}
	left := answer(w.brand, first.ID, "@fan Two.")
	right := answer(fan, first.ID, "@acme Three.")
	last := answer(fan, left.ID, "@acme Four.")
	w.srv.Reply(fan, first.ID, "For all to see.")

	read := func(ref social.Ref) []string {
		var ids []string
		for p, err := range c.Messages(ctx, ref) {
			require.NoError(t, err)
			assert.Equal(t, social.VisibilityDirect, p.Visibility)
			ids = append(ids, p.Ref.ID)
		}
		return ids
	}
	want := []string{last.ID, right.ID, left.ID, first.ID}
	var conversation social.Ref
	for v, err := range c.Conversations(ctx) {
		require.NoError(t, err)
		conversation = v.Ref
		assert.Equal(t, "fan", v.With[0].Handle)
		assert.Equal(t, last.ID, v.Last.Ref.ID)
		assert.Equal(t, v.Last.Time, v.Time)
		assert.True(t, v.Unread)
	}
	assert.Equal(t, want, read(conversation), "branches, too")
	assert.Equal(t, want, read(postRef(right.ID)), "any message will do")
	assert.Equal(t, want, read(social.Ref{Network: "mastodon", Kind: social.RefMessage, ID: first.ID}))

	for ref, kind := range map[social.Ref]error{
		{Network: "mastodon", Kind: social.RefConversation, ID: "404"}: social.ErrNotFound,
		postRef("404"): social.ErrNotFound,
		{Network: "x", Kind: social.RefConversation, ID: "1"}: social.ErrInvalid,
		{Network: "mastodon", Kind: social.RefConversation}:   social.ErrInvalid,
	} {
		for p, err := range c.Messages(ctx, ref) {
			assert.Nil(t, p)
			assert.ErrorIs(t, err, kind)
		}
	}
}
