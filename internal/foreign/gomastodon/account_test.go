package gomastodon_test

import (
	"net/http"
	"testing"

	mast "github.com/mattn/go-mastodon"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/relais-go/relais/mastodon/mastodontest"
)

func TestProfile(t *testing.T) {
	t.Parallel()
	p := newPlace(t, nil)
	ctx := t.Context()
	changed := must(p.c.AccountUpdate(ctx, &mast.Profile{
		DisplayName: new("Acme"), Note: new("Tools"), Locked: new(true), Fields: &[]mast.Field{{Name: "Web", Value: "https://acme.example"}},
		Source: &mast.AccountSource{Privacy: new("unlisted"), Language: new("en"), Sensitive: new(true)},
		Avatar: "data:image/png;base64,iVBORw0KGgo=",
	}))(t)
	assert.Equal(t, "Acme", changed.DisplayName)
	assert.True(t, changed.Locked)
	me := must(p.c.GetAccountCurrentUser(ctx))(t)
	assert.Equal(t, "<p>Tools</p>", me.Note)
	assert.Equal(t, "Web", me.Fields[0].Name)
	require.NotNil(t, me.Source)
	assert.Equal(t, "unlisted", *me.Source.Privacy)
	assert.Equal(t, "Tools", *me.Source.Note)
	assert.Equal(t, me.ID, must(p.c.AccountLookup(ctx, "acme"))(t).ID)
	assert.Equal(t, me.ID, must(p.c.GetAccount(ctx, me.ID))(t).ID)
	assert.Equal(t, []string{p.acme.ID}, ids(must(p.c.AccountsSearch(ctx, "acm", 5))(t), accountID))
}

func TestRelations(t *testing.T) {
	t.Parallel()
	p := newPlace(t, nil)
	ctx := t.Context()
	ann := p.CreateAccount("ann")
	id := mast.ID(ann.ID)
	assert.True(t, must(p.c.AccountFollow(ctx, id))(t).Following)
	p.Follow(ann, p.acme)
	r := must(p.c.GetAccountRelationships(ctx, []string{ann.ID}))(t)
	require.Len(t, r, 1)
	assert.True(t, r[0].Following)
	assert.True(t, r[0].FollowedBy)
	assert.Equal(t, []string{ann.ID}, ids(must(p.c.GetAccountFollowing(ctx, mast.ID(p.acme.ID), nil))(t), accountID))
	assert.True(t, must(p.c.AccountMute(ctx, id))(t).Muting)
	assert.Equal(t, []string{ann.ID}, ids(must(p.c.GetMutes(ctx, nil))(t), accountID))
	assert.False(t, must(p.c.AccountUnmute(ctx, id))(t).Muting)
	assert.True(t, must(p.c.AccountBlock(ctx, id))(t).Blocking)
	assert.Equal(t, []string{ann.ID}, ids(must(p.c.GetBlocks(ctx, nil))(t), accountID))
	assert.False(t, must(p.c.AccountUnblock(ctx, id))(t).Blocking)
	assert.False(t, must(p.c.GetAccountRelationships(ctx, []string{ann.ID}))(t)[0].Following, "a block ends follows")

	p.SetAccount(p.acme, mastodontest.AccountState{Locked: true})
	bob := p.CreateAccount("bob")
	p.Follow(ann, p.acme)
	p.Follow(bob, p.acme)
	assert.Len(t, must(p.c.GetFollowRequests(ctx, nil))(t), 2)
	require.NoError(t, p.c.FollowRequestAuthorize(ctx, id))
	require.NoError(t, p.c.FollowRequestReject(ctx, mast.ID(bob.ID)))
	assert.Equal(t, []string{"ann"}, p.Followers(p.acme))
}

func TestLists(t *testing.T) {
	t.Parallel()
	p := newPlace(t, nil)
	ctx := t.Context()
	ann := p.CreateAccount("ann")
	list := must(p.c.CreateList(ctx, "team"))(t)
	err := p.c.AddToList(ctx, list.ID, mast.ID(ann.ID))
	refused(t, err, http.StatusNotFound, "Record not found")
	p.Follow(p.acme, ann)
	require.NoError(t, p.c.AddToList(ctx, list.ID, mast.ID(ann.ID)))
	err = p.c.AddToList(ctx, list.ID, mast.ID(ann.ID))
	refused(t, err, http.StatusUnprocessableEntity, "Validation failed: Account has already been taken")
	assert.Equal(t, []string{ann.ID}, ids(must(p.c.GetListAccounts(ctx, list.ID))(t), accountID))
	assert.Equal(t, list.ID, must(p.c.GetAccountLists(ctx, mast.ID(ann.ID)))(t)[0].ID)
	s := p.Post(ann, "hello", nil)
	p.Post(p.acme, "not of the team", nil)
	assert.Equal(t, []string{s.ID}, ids(must(p.c.GetTimelineList(ctx, list.ID, nil))(t), statusID))
	assert.Equal(t, "friends", must(p.c.RenameList(ctx, list.ID, "friends"))(t).Title)
	assert.Equal(t, "friends", must(p.c.GetList(ctx, list.ID))(t).Title)
	require.NoError(t, p.c.RemoveFromList(ctx, list.ID, mast.ID(ann.ID)))
	assert.Empty(t, must(p.c.GetListAccounts(ctx, list.ID))(t))
	require.NoError(t, p.c.DeleteList(ctx, list.ID))
	assert.Empty(t, must(p.c.GetLists(ctx))(t))
	_, err = p.c.CreateList(ctx, "")
	refused(t, err, http.StatusUnprocessableEntity, "Validation failed: Title can't be blank")
}

// TestFilters: this client knows the first form of filters, in which each has one phrase.
func TestFilters(t *testing.T) {
	t.Parallel()
	for _, flavour := range []mastodontest.Flavour{mastodontest.Mastodon, mastodontest.OldMastodon} {
		p := newPlace(t, &mastodontest.Options{Flavour: flavour})
		ctx := t.Context()
		ann := p.CreateAccount("ann")
		p.Follow(p.acme, ann)
		f := must(p.c.CreateFilter(ctx, &mast.Filter{Phrase: "spoiler", Context: []string{"home"}, WholeWord: true}))(t)
		assert.Equal(t, mast.Filter{ID: f.ID, Phrase: "spoiler", Context: []string{"home"}, WholeWord: true}, *f)
		assert.Equal(t, []*mast.Filter{f}, must(p.c.GetFilters(ctx))(t))
		p.Post(ann, "a spoiler", nil)
		if s := must(p.c.GetTimelineHome(ctx, nil))(t)[0]; flavour == mastodontest.Mastodon {
			require.Len(t, s.Filtered, 1)
			assert.Equal(t, []string{"spoiler"}, s.Filtered[0].KeywordMatches)
			assert.Equal(t, "warn", s.Filtered[0].Filter.FilterAction)
		}
		changed := must(p.c.UpdateFilter(ctx, f.ID, &mast.Filter{Phrase: "rumour", Context: []string{"home", "public"}, Irreversible: true}))(t)
		assert.Equal(t, mast.Filter{ID: f.ID, Phrase: "rumour", Context: []string{"home", "public"}, Irreversible: true}, *changed)
		assert.Equal(t, changed, must(p.c.GetFilter(ctx, f.ID))(t))
		require.NoError(t, p.c.DeleteFilter(ctx, f.ID))
		assert.Empty(t, must(p.c.GetFilters(ctx))(t))
		_, err := p.c.GetFilter(ctx, f.ID)
		refused(t, err, http.StatusNotFound, "Record not found")
		_, err = p.c.CreateFilter(ctx, &mast.Filter{Phrase: "x", Context: []string{"everywhere"}})
		refused(t, err, http.StatusUnprocessableEntity, "Validation failed: Context None or invalid context supplied")
	}
}
