package mastodon_test

import (
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/relais-go/relais/mastodon"
	"github.com/relais-go/relais/mastodon/mastodontest"
	"github.com/relais-go/relais/social"
)

func TestModerateRefusesBeforeSending(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	c := w.client()
	account, post := accountRef(w.person("someone")), postRef("1")
	conversation := social.Ref{Network: "mastodon", Kind: social.RefConversation, ID: "1"}
	unsupported := errors.ErrUnsupported
	for name, tc := range map[string]struct {
		ref    social.Ref
		action social.Action
		m      *social.Moderation
		kind   error
		field  string
	}{
		"hide":               {post, social.ActionHide, nil, unsupported, "a"},
		"delete":             {post, social.ActionDelete, nil, unsupported, "a"},
		"close":              {post, social.ActionClose, nil, unsupported, "a"},
		"made up":            {post, "tickle", nil, unsupported, "a"},
		"ban a post":         {post, social.ActionBan, nil, unsupported, "ref"},
		"mute conversation":  {conversation, social.ActionMute, nil, unsupported, "ref"},
		"thread for a while": {post, social.ActionMute, &social.Moderation{Duration: time.Hour}, unsupported, "Duration"},
		"ban for a while":    {account, social.ActionBan, &social.Moderation{Duration: time.Hour}, social.ErrInvalid, "Duration"},
		"reason to mute":     {account, social.ActionMute, &social.Moderation{Reason: "x"}, social.ErrInvalid, "Reason"},
		"evidence to ban":    {account, social.ActionBan, &social.Moderation{Evidence: []social.Ref{post}}, social.ErrInvalid, "Evidence"},
		"forward a mute":     {account, social.ActionMute, &social.Moderation{Forward: true}, social.ErrInvalid, "Forward"},
		"category":           {account, social.ActionReport, &social.Moderation{Category: "rude"}, social.ErrInvalid, "Category"},
		"reason too long":    {account, social.ActionReport, &social.Moderation{Reason: strings.Repeat("x", 1001)}, social.ErrInvalid, "Reason"},
		"account as proof":   {account, social.ActionReport, &social.Moderation{Evidence: []social.Ref{account}}, unsupported, "Evidence[0]"},
		"foreign":            {social.Ref{Network: "x", Kind: social.RefAccount, ID: "1"}, social.ActionBan, nil, social.ErrInvalid, "ref"},
		"no domain":          {mastodon.HostRef("nowhere"), social.ActionBanHost, nil, social.ErrInvalid, "ref"},
		"host as a person":   {mastodon.HostRef("b.example"), social.ActionBan, nil, unsupported, "ref"},
	} {
		requireField(t, c.Moderate(t.Context(), tc.ref, tc.action, tc.m), tc.kind, tc.field)
		assert.Zero(t, w.srv.Requests().Total(), name)
	}
}

func TestModerateReport(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	c, far := w.client(), w.person("far@away.example")
	first, second := w.srv.Post(far, "buy this", nil), w.srv.Post(far, "buy that", nil)
	m := &social.Moderation{Reason: "sells things", Category: "spam", Evidence: []social.Ref{postRef(second.ID)}, Forward: true}
	require.NoError(t, c.Moderate(t.Context(), postRef(first.ID), social.ActionReport, m))
	require.NoError(t, c.Moderate(t.Context(), accountRef(far), social.ActionReport, nil))
	got := w.srv.Reports()
	require.Len(t, got, 2)
	assert.Equal(t, far.Acct, got[0].Target)
	assert.Equal(t, []string{first.ID, second.ID}, got[0].Statuses)
	assert.Equal(t, "sells things", got[0].Comment)
	assert.Equal(t, "spam", got[0].Category)
	assert.True(t, got[0].Forwarded)
	assert.Equal(t, far.Acct, got[1].Target)
	assert.Empty(t, got[1].Statuses)
	assert.Equal(t, "other", got[1].Category)
}

func TestModerateFollowRequests(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	c := w.client()
	w.srv.SetAccount(w.brand, mastodontest.AccountState{Locked: true})
	welcome, unwelcome, stranger := w.person("welcome"), w.person("unwelcome"), w.person("stranger")
	w.srv.Follow(welcome, w.brand)
	w.srv.Follow(unwelcome, w.brand)
	for range 2 { // a repeat is no error
		require.NoError(t, c.Moderate(t.Context(), accountRef(welcome), social.ActionApprove, nil))
		require.NoError(t, c.Moderate(t.Context(), accountRef(unwelcome), social.ActionReject, nil))
		assert.Equal(t, []string{"welcome"}, w.srv.Followers(w.brand))
	}
	require.ErrorIs(t, c.Moderate(t.Context(), accountRef(stranger), social.ActionApprove, nil), social.ErrNotFound)
	require.ErrorIs(t, c.Moderate(t.Context(), accountRef(welcome), social.ActionReject, nil), social.ErrNotFound, "approved before")
	nobody := social.Ref{Network: "mastodon", Kind: social.RefAccount, ID: "404404"}
	require.ErrorIs(t, c.Moderate(t.Context(), nobody, social.ActionReject, nil), social.ErrNotFound)
}

func TestModerateDetach(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	c, them := w.client(), w.person("someone")
	mine := w.srv.Post(w.brand, "quote me", nil)
	quoting := w.srv.Post(them, "see this", &mastodontest.PostOptions{Quote: mine.ID})
	for range 2 {
		require.NoError(t, c.Moderate(t.Context(), postRef(quoting.ID), social.ActionDetach, nil))
		seen, _ := w.srv.Status(quoting.ID)
		assert.Equal(t, "revoked", seen.QuoteState)
	}
	requireField(t, c.Moderate(t.Context(), postRef(mine.ID), social.ActionDetach, nil), social.ErrInvalid, "ref")
	g := newWorld(t, &mastodontest.Options{Flavour: mastodontest.GoToSocial})
	plain := g.srv.Post(g.person("someone"), "hello", nil)
	requireField(t, g.client().Moderate(t.Context(), postRef(plain.ID), social.ActionDetach, nil), errors.ErrUnsupported, "a")
}

func TestModerateHosts(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	c, far, near := w.client(), w.person("far@away.example"), w.person("near")
	w.srv.Follow(far, w.brand)
	w.srv.Follow(near, w.brand)
	blocked := func() []string {
		t.Helper()
		list, err := all(c.BlockedDomains(t.Context(), nil))
		require.NoError(t, err)
		out := []string{}
		for _, d := range list {
			out = append(out, *d)
		}
		return out
	}
	for range 2 {
		require.NoError(t, c.Moderate(t.Context(), accountRef(far), social.ActionBanHost, nil))
		assert.Equal(t, []string{"away.example"}, blocked())
	}
	assert.Equal(t, []string{"near"}, w.srv.Followers(w.brand))
	for range 2 {
		require.NoError(t, c.Moderate(t.Context(), mastodon.HostRef("Away.example"), social.ActionOpenHost, nil))
		assert.Empty(t, blocked())
	}
	requireField(t, c.Moderate(t.Context(), accountRef(near), social.ActionBanHost, nil), social.ErrInvalid, "ref")
	g := newWorld(t, &mastodontest.Options{Flavour: mastodontest.GoToSocial})
	require.ErrorIs(t, g.client().Moderate(t.Context(), mastodon.HostRef("b.example"), social.ActionBanHost, nil), errors.ErrUnsupported)
}

func TestModerateMute(t *testing.T) {
	t.Parallel()
	clock := mastodontest.NewManualClock(time.Date(2026, 5, 1, 12, 0, 0, 0, time.UTC))
	w := newWorld(t, &mastodontest.Options{Clock: clock.Now})
	ctx, c, them := t.Context(), w.client(), w.person("someone")
	thread := w.srv.Post(w.brand, "a long debate", nil)
	muted := func() bool {
		s, err := c.Status(ctx, mastodon.ID(thread.ID))
		require.NoError(t, err)
		return s.Muted
	}
	require.NoError(t, c.Moderate(ctx, postRef(thread.ID), social.ActionMute, nil))
	assert.True(t, muted())
	require.NoError(t, c.Moderate(ctx, postRef(thread.ID), social.ActionUnmute, nil))
	assert.False(t, muted())
	require.NoError(t, c.Moderate(ctx, accountRef(them), social.ActionMute, &social.Moderation{Duration: time.Hour}))
	assert.True(t, w.relationship(them.ID).Muting)
	clock.Advance(2 * time.Hour)
	assert.False(t, w.relationship(them.ID).Muting, "it ends by itself")
	require.NoError(t, c.Moderate(ctx, accountRef(them), social.ActionMute, nil))
	require.NoError(t, c.Moderate(ctx, accountRef(them), social.ActionUnmute, nil))
	assert.False(t, w.relationship(them.ID).Muting)
}

func TestModerateRemove(t *testing.T) {
	t.Parallel()
	g := newWorld(t, &mastodontest.Options{Flavour: mastodontest.GoToSocial})
	err := g.client().Moderate(t.Context(), accountRef(g.person("someone")), social.ActionRemove, nil)
	require.ErrorIs(t, err, errors.ErrUnsupported)
}

func TestReactOnlyWithWhatThereIs(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	c, them := w.client(), w.person("someone")
	for _, r := range []social.Reaction{social.ReactionDislike, "hug"} {
		requireField(t, c.React(t.Context(), postRef("1"), r), errors.ErrUnsupported, "r")
	}
	requireField(t, c.React(t.Context(), accountRef(them), social.ReactionLike), errors.ErrUnsupported, "ref")
	requireField(t, c.Unreact(t.Context(), social.Ref{Network: "x", ID: "1"}, social.ReactionLike), social.ErrInvalid, "ref")
	requireField(t, c.Follow(t.Context(), postRef("1")), errors.ErrUnsupported, "account")
	requireField(t, c.Unfollow(t.Context(), social.Ref{Kind: social.RefAccount}), social.ErrInvalid, "account")
	assert.Zero(t, w.srv.Requests().Total())

	// A private message can be liked by who may read it.
	m := w.srv.Message(them, "thanks", w.brand)
	ref := social.Ref{Network: "mastodon", Kind: social.RefMessage, ID: m.ID}
	require.NoError(t, c.React(t.Context(), ref, social.ReactionLike))
	seen, _ := w.srv.Status(m.ID)
	assert.Equal(t, 1, seen.Favourites)
	require.Error(t, c.React(t.Context(), ref, social.ReactionShare), "nobody shares a private message")
}
