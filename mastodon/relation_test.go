package mastodon_test

import (
	"errors"
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/relais-go/relais/mastodon"
	"github.com/relais-go/relais/mastodon/mastodontest"
	"github.com/relais-go/relais/social"
)

func id(a *mastodontest.Account) mastodon.ID { return mastodon.ID(a.ID) }

func TestAccounts(t *testing.T) {
	t.Parallel()
	for name, flavour := range map[string]mastodontest.Flavour{
		"Mastodon": mastodontest.Mastodon, "OldMastodon": mastodontest.OldMastodon, "GoToSocial": mastodontest.GoToSocial,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t, &mastodontest.Options{Flavour: flavour})
			c, far := w.client(), w.person("far@away.example")
			a, err := c.LookupAccount(t.Context(), "far@away.example")
			require.NoError(t, err)
			assert.Equal(t, far.ID, string(a.ID))

			var ids []mastodon.ID
			for range 45 {
				ids = append(ids, id(w.person("")))
			}
			asked := append([]mastodon.ID{"999999", ids[3]}, ids...)
			w.srv.Requests().Reset()
			got, err := c.AccountsByID(t.Context(), asked...)
			require.NoError(t, err)
			require.Len(t, got, 46, "the unknown one is left out")
			assert.Equal(t, ids[3], got[0].ID)
			for i, a := range got[1:] {
				assert.Equal(t, ids[i], a.ID)
			}
			if flavour == mastodontest.Mastodon {
				assert.Equal(t, 2, w.srv.Requests().Count("GET /api/v1/accounts"))
			}
			none, err := c.AccountsByID(t.Context())
			require.NoError(t, err)
			assert.Empty(t, none)
			rel, err := c.Relationships(t.Context(), ids...)
			require.NoError(t, err)
			require.Len(t, rel, 45)
			assert.Equal(t, ids[44], rel[44].ID)
		})
	}
}

// Follows are paged by cursors of their own: both ends of a long list must be there, once each.
func TestFollowersArePaged(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	want := map[mastodon.ID]bool{}
	for range 95 {
		a := w.person("")
		w.srv.Follow(a, w.brand)
		want[id(a)] = true
	}
	c := w.client()
	seq := c.Followers(t.Context(), id(w.brand), nil)
	for range 2 {
		got, err := all(seq)
		require.NoError(t, err)
		require.Len(t, got, 95)
		for _, a := range got {
			require.True(t, want[a.ID])
		}
	}
	first, err := c.FollowersPage(t.Context(), id(w.brand), &mastodon.PageParams{Limit: 80})
	require.NoError(t, err)
	require.Len(t, first.Items, 80)
	second, err := c.FollowersPage(t.Context(), id(w.brand), &mastodon.PageParams{Limit: 80, Cursor: first.Next})
	require.NoError(t, err)
	require.Len(t, second.Items, 15)
	assert.NotEqual(t, first.Items[0].ID, second.Items[0].ID)
}

func TestFollowKeepsItsSettings(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	c, them := w.client(), w.person("someone")
	yes, no := true, false
	r, err := c.FollowAccount(t.Context(), id(them), &mastodon.FollowParams{Reblogs: &no, Notify: &yes, Languages: []string{"fr"}})
	require.NoError(t, err)
	assert.True(t, r.Following && r.Notifying && !r.ShowingReblogs)
	r, err = c.FollowAccount(t.Context(), id(them), nil)
	require.NoError(t, err)
	assert.True(t, r.Following && r.Notifying && !r.ShowingReblogs, "a repeat without settings keeps them: %+v", r)
	assert.Equal(t, []string{"fr"}, r.Languages)
	w.srv.Block(them, w.brand)
	_, err = c.FollowAccount(t.Context(), id(them), nil)
	require.ErrorIs(t, err, social.ErrPermission)
}

func TestMuteEnds(t *testing.T) {
	t.Parallel()
	clock := mastodontest.NewManualClock(time.Date(2026, 5, 1, 12, 0, 0, 0, time.UTC))
	w := newWorld(t, &mastodontest.Options{Clock: clock.Now})
	c, them := w.client(), w.person("someone")
	r, err := c.MuteAccount(t.Context(), id(them), &mastodon.MuteParams{Duration: time.Hour, KeepNotifications: true})
	require.NoError(t, err)
	assert.True(t, r.Muting && !r.MutingNotifications)
	muted, err := all(c.Mutes(t.Context(), nil))
	require.NoError(t, err)
	require.Len(t, muted, 1)
	assert.Equal(t, clock.Now().Add(time.Hour), muted[0].MuteExpiresAt.Time)
	clock.Advance(2 * time.Hour)
	assert.False(t, w.relationship(them.ID).Muting)
	_, err = c.MuteAccount(t.Context(), id(them), &mastodon.MuteParams{Duration: -1})
	requireField(t, err, social.ErrInvalid, "Duration")
}

func TestEndorsements(t *testing.T) {
	t.Parallel()
	for _, flavour := range []mastodontest.Flavour{mastodontest.Mastodon, mastodontest.OldMastodon} {
		w := newWorld(t, &mastodontest.Options{Flavour: flavour})
		c, them := w.client(), w.person("someone")
		require.NoError(t, c.Follow(t.Context(), accountRef(them)))
		r, err := c.EndorseAccount(t.Context(), id(them))
		require.NoError(t, err)
		assert.True(t, r.Endorsed)
		shown, err := all(c.Endorsements(t.Context(), nil))
		require.NoError(t, err)
		assert.Len(t, shown, 1)
		r, err = c.UnendorseAccount(t.Context(), id(them))
		require.NoError(t, err)
		assert.False(t, r.Endorsed)
	}
}

func TestDomainBlocks(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	c := w.client()
	for i := range 120 {
		require.NoError(t, c.BlockDomain(t.Context(), fmt.Sprintf("bad%d.example", i)))
	}
	blocked, err := all(c.BlockedDomains(t.Context(), nil))
	require.NoError(t, err)
	require.Len(t, blocked, 120)
	require.NoError(t, c.UnblockDomain(t.Context(), "bad7.example"))
	require.NoError(t, c.UnblockDomain(t.Context(), "bad7.example"))
	blocked, err = all(c.BlockedDomains(t.Context(), nil))
	require.NoError(t, err)
	require.Len(t, blocked, 119)
	for _, bad := range []string{"", "bad", "a@b.example", "https://b.example", "b.example/path", "two words.example"} {
		requireField(t, c.BlockDomain(t.Context(), bad), social.ErrInvalid, "domain")
	}
}

// TestAbsent asks servers for what they do not have. What exists and is only not there stays ErrNotFound alone.
func TestAbsent(t *testing.T) {
	t.Parallel()
	ctx := t.Context()
	calls := map[string]func(*mastodon.Client, mastodon.ID) error{
		"RemoveFollower": func(c *mastodon.Client, a mastodon.ID) error { _, err := c.RemoveFollower(ctx, a); return err },
		"EndorseAccount": func(c *mastodon.Client, a mastodon.ID) error { _, err := c.EndorseAccount(ctx, a); return err },
		"Endorsements":   func(c *mastodon.Client, _ mastodon.ID) error { _, err := all(c.Endorsements(ctx, nil)); return err },
		"AccountEndorsements": func(c *mastodon.Client, a mastodon.ID) error {
			_, err := all(c.AccountEndorsements(ctx, a, nil))
			return err
		},
		"FamiliarFollowers": func(c *mastodon.Client, a mastodon.ID) error { _, err := c.FamiliarFollowers(ctx, a); return err },
		"BlockedDomains":    func(c *mastodon.Client, _ mastodon.ID) error { _, err := all(c.BlockedDomains(ctx, nil)); return err },
		"BlockDomain":       func(c *mastodon.Client, _ mastodon.ID) error { return c.BlockDomain(ctx, "b.example") },
		"Directory":         func(c *mastodon.Client, _ mastodon.ID) error { _, err := c.Directory(ctx, nil); return err },
		"CreateFeaturedTag": func(c *mastodon.Client, _ mastodon.ID) error { _, err := c.CreateFeaturedTag(ctx, "cats"); return err },
		"DeleteFeaturedTag": func(c *mastodon.Client, _ mastodon.ID) error { return c.DeleteFeaturedTag(ctx, "1") },
		"FeatureTag":        func(c *mastodon.Client, _ mastodon.ID) error { _, err := c.FeatureTag(ctx, "cats"); return err },
		"LinkTimeline": func(c *mastodon.Client, _ mastodon.ID) error {
			_, err := c.LinkTimelinePage(ctx, "https://a.example", nil)
			return err
		},
		"InstanceActivity": func(c *mastodon.Client, _ mastodon.ID) error { _, err := c.InstanceActivity(ctx); return err },
		"AsyncRefresh":     func(c *mastodon.Client, _ mastodon.ID) error { _, err := c.AsyncRefresh(ctx, "1"); return err },
		"StreamingHealth":  func(c *mastodon.Client, _ mastodon.ID) error { return c.StreamingHealth(ctx) },
	}
	g := newWorld(t, &mastodontest.Options{Flavour: mastodontest.GoToSocial})
	there := g.client()
	for name, call := range calls {
		require.ErrorIs(t, call(there, id(g.brand)), errors.ErrUnsupported, name)
	}
	m := newWorld(t, nil)
	for _, name := range []string{"RemoveFollower", "AccountEndorsements", "DeleteFeaturedTag", "LinkTimeline", "AsyncRefresh"} {
		err := calls[name](m.client(), "404404")
		require.ErrorIs(t, err, social.ErrNotFound, name)
		require.NotErrorIs(t, err, errors.ErrUnsupported, name)
	}
	old := newWorld(t, &mastodontest.Options{Flavour: mastodontest.OldMastodon})
	require.NotErrorIs(t, calls["RemoveFollower"](old.client(), "404404"), errors.ErrUnsupported)
	require.ErrorIs(t, calls["FeatureTag"](old.client(), ""), errors.ErrUnsupported)
}

func TestReports(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	c, them := w.client(), w.person("someone")
	_, err := c.CreateReport(t.Context(), nil)
	requireField(t, err, social.ErrInvalid, "AccountID")
	long := make([]rune, 1001)
	for i := range long {
		long[i] = 'é'
	}
	_, err = c.CreateReport(t.Context(), &mastodon.ReportParams{AccountID: id(them), Comment: string(long)})
	requireField(t, err, social.ErrInvalid, "Comment")
	assert.Zero(t, w.writes())
	_, err = c.CreateReport(t.Context(), &mastodon.ReportParams{AccountID: id(them), Comment: string(long[1:])})
	require.NoError(t, err)

	w.srv.Faults().Add(mastodontest.Fault{Kind: mastodontest.CutAfter, Match: "POST /api/v1/reports"})
	_, err = c.CreateReport(t.Context(), &mastodon.ReportParams{AccountID: id(them)})
	require.ErrorIs(t, err, social.ErrUncertain)
	assert.Len(t, w.srv.Reports(), 2, "a report whose answer was lost is not repeated")
}
