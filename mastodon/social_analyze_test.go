package mastodon_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/relais-go/relais/mastodon/mastodontest"
	"github.com/relais-go/relais/social"
)

func TestPostMetrics(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		flavour mastodontest.Flavour
		calls   int
		pattern string
	}{
		"in batches": {mastodontest.Mastodon, 3, "GET /api/v1/statuses"},
		"one by one": {mastodontest.OldMastodon, 46, "GET /api/v1/statuses/*"},
		"GoToSocial": {mastodontest.GoToSocial, 46, "GET /api/v1/statuses/*"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t, &mastodontest.Options{Flavour: tc.flavour})
			ids := w.fill(w.brand, 45, "post %d")
			poll := w.srv.Post(w.brand, "tea or coffee?", &mastodontest.PostOptions{Poll: []string{"tea", "coffee"}})
			them := w.person("someone")
			w.srv.Favourite(them, ids[44])
			w.srv.Vote(them, poll.ID, 1)
			w.srv.Delete(ids[3])
			refs := []social.Ref{{Network: "x", ID: "1"}, postRef(poll.ID), accountRef(them)}
			for _, id := range ids {
				refs = append(refs, postRef(id))
			}
			refs = append(refs, postRef(ids[44]))
			c := w.client()
			_, err := c.Instance(t.Context())
			require.NoError(t, err)
			w.srv.Requests().Reset()
			got, err := c.PostMetrics(t.Context(), refs...)
			require.NoError(t, err)
			require.Len(t, got, 49)
			require.ErrorIs(t, got[0].Err, social.ErrInvalid)
			require.ErrorIs(t, got[2].Err, errors.ErrUnsupported)
			require.ErrorIs(t, got[3+3].Err, social.ErrNotFound)
			assert.Nil(t, got[3+3].Metrics)
			assert.InDelta(t, 1, got[1].Metrics[social.MetricPollVotes], 0)
			for _, i := range []int{3 + 44, 48} {
				require.NoError(t, got[i].Err)
				assert.InDelta(t, 1, got[i].Metrics[social.MetricLikes], 0)
				assert.False(t, got[i].At.IsZero())
			}
			likes, ok := got[3].Metrics.Get(social.MetricLikes)
			assert.True(t, ok)
			assert.Zero(t, likes)
			assert.Equal(t, tc.calls, w.srv.Requests().Count(tc.pattern))
			_, ok = got[3].Metrics.Get(social.MetricQuotes)
			assert.Equal(t, tc.flavour == mastodontest.Mastodon, ok, "what the server does not say is absent")
		})
	}
}

// A failure that is about no post in particular ends the reading, and shows in all that is missing.
func TestPostMetricsOfShare(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	original := w.srv.Post(w.person("ann"), "Good news.", nil)
	w.srv.Favourite(w.person(""), original.ID)
	share := w.srv.Boost(w.brand, original.ID)
	got, err := w.client().PostMetrics(t.Context(), postRef(share))
	require.NoError(t, err)
	assert.InDelta(t, 1, got[0].Metrics[social.MetricLikes], 0, "those of what was shared, as in the timeline")
	assert.InDelta(t, 1, got[0].Metrics[social.MetricShares], 0)
}

func TestPostMetricsEnd(t *testing.T) {
	t.Parallel()
	for _, flavour := range []mastodontest.Flavour{mastodontest.Mastodon, mastodontest.GoToSocial} {
		w := newWorld(t, &mastodontest.Options{Flavour: flavour})
		ids := w.fill(w.brand, 50, "post %d")
		var refs []social.Ref
		for _, id := range ids {
			refs = append(refs, postRef(id))
		}
		c := w.client()
		_, err := c.Instance(t.Context())
		require.NoError(t, err)
		w.srv.RevokeToken(w.token)
		w.srv.Requests().Reset()
		got, err := c.PostMetrics(t.Context(), refs...)
		require.ErrorIs(t, err, social.ErrAuth)
		require.Len(t, got, 50)
		for _, r := range got {
			require.ErrorIs(t, r.Err, social.ErrAuth)
		}
		assert.LessOrEqual(t, w.srv.Requests().Total(), 8, "50 posts are not asked for one after the other in vain")

		ctx, cancel := context.WithCancel(t.Context())
		cancel()
		_, err = c.PostMetrics(ctx, refs...)
		require.ErrorIs(t, err, context.Canceled)
	}
}

func TestAccountMetrics(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	c := w.client()
	w.srv.Follow(w.person("someone"), w.brand)
	w.srv.Post(w.brand, "hello", nil)
	r, err := c.AccountMetrics(t.Context(), nil)
	require.NoError(t, err)
	assert.Equal(t, social.Metrics{
		social.MetricFollowers: 1, social.MetricFollowing: 0, social.MetricPosts: 1, social.MetricFollowRequests: 0,
	}, r.Metrics)
	assert.Equal(t, w.brand.ID, r.Account.ID)
	r, err = c.AccountMetrics(t.Context(), &social.MetricsQuery{Metrics: []social.Metric{social.MetricFollowers, social.MetricReach}})
	require.NoError(t, err)
	assert.Equal(t, social.Metrics{social.MetricFollowers: 1}, r.Metrics)
	require.ErrorIs(t, r.Missing[social.MetricReach], errors.ErrUnsupported)
	assert.Len(t, r.Missing, 1)
	now := time.Now()
	for field, q := range map[string]*social.MetricsQuery{"From": {From: now}, "To": {To: now}, "ByDay": {ByDay: true}} {
		_, err := c.AccountMetrics(t.Context(), q)
		requireField(t, err, errors.ErrUnsupported, field)
	}
}
