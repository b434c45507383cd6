package community_test

import (
	"errors"
	"math"
	"math/rand/v2"
	"testing"
	"time"

	"github.com/relais-go/relais/social"
	"github.com/relais-go/relais/social/community"
	"github.com/relais-go/relais/social/socialtest"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func posted(t *testing.T, network, at string, m social.Metrics) *social.Post {
	t.Helper()
	return &social.Post{Ref: social.Ref{Network: network, ID: at}, Time: instant(t, at), Metrics: m}
}

// TestBestHoursRobust: twenty decent posts at nine beat one post at midnight that went round the world.
func TestBestHoursRobust(t *testing.T) {
	t.Parallel()
	var posts []*social.Post
	base := instant(t, "2026-01-05T00:00:00Z") // a Monday
	for week := range 20 {
		for day := range 5 {
			for _, hour := range []int{9, 15} {
				likes := map[int]float64{9: 60, 15: 30}[hour]
				posts = append(posts, &social.Post{Ref: social.Ref{Network: "x"}, Time: base.AddDate(0, 0, 7*week+day).Add(time.Duration(hour) * time.Hour),
					Metrics: social.Metrics{social.MetricLikes: likes, social.MetricImpressions: 1000}})
			}
		}
	}
	posts = append(posts, &social.Post{Ref: social.Ref{Network: "x"}, Time: base.AddDate(0, 0, 6), Metrics: social.Metrics{social.MetricLikes: 300, social.MetricImpressions: 1000}})
	got, err := community.BestHours(all(nil, posts...), nil)
	require.NoError(t, err)
	require.Len(t, got, 1)
	assert.Equal(t, social.MetricImpressions, got[0].Basis)
	assert.Equal(t, 201, got[0].Posts)
	for _, h := range got[0].Hours[:5] {
		assert.Equal(t, 9, h.Hour)
		assert.InDelta(t, 0.06, h.Mean, 0.01)
		assert.Greater(t, h.Score, 0.65)
	}
	for _, h := range got[0].Hours {
		if h.Weekday == time.Sunday {
			assert.InDelta(t, 0.3, h.Mean, 0.05, "the plain average says what it is")
			assert.Equal(t, 1, h.Posts)
		}
	}
}

// TestBestHoursFindsTheHour: with noise as it is in earnest, the hour that is better is found.
func TestBestHoursFindsTheHour(t *testing.T) {
	t.Parallel()
	found := 0
	for seed := range uint64(50) {
		rng := rand.New(rand.NewPCG(seed, 7))
		var posts []*social.Post
		for range 200 {
			at := instant(t, "2026-01-05T00:00:00Z").Add(time.Duration(rng.IntN(20*7)) * 24 * time.Hour)
			hour := []int{8, 12, 18, 21}[rng.IntN(4)]
			at = at.Add(time.Duration(hour) * time.Hour)
			reach := math.Exp(6 + rng.NormFloat64())
			rate := 0.03 * math.Exp(0.5*rng.NormFloat64())
			if hour == 18 {
				rate *= 1.6
			}
			posts = append(posts, &social.Post{Ref: social.Ref{Network: "x"}, Time: at, Metrics: social.Metrics{social.MetricReach: reach, social.MetricLikes: reach * rate}})
		}
		got, err := community.BestHours(all(nil, posts...), nil)
		require.NoError(t, err)
		if got[0].Hours[0].Hour == 18 {
			found++
		}
	}
	assert.GreaterOrEqual(t, found, 47)
}

// TestBestHoursSlots: a calendar takes what BestHours found.
func TestBestHoursSlots(t *testing.T) {
	t.Parallel()
	h := &community.NetworkHours{Network: "x", Hours: []community.Hour{
		{Weekday: time.Friday, Hour: 9, Score: 0.8}, {Weekday: time.Monday, Hour: 18, Score: 0.51}, {Weekday: time.Sunday, Hour: 7, Score: 0.5},
	}}
	slot := func(name string, day time.Weekday, hour int, targets ...community.Target) community.Slot {
		return community.Slot{Name: name, Days: []time.Weekday{day}, At: community.TimeOfDay{Hour: hour}, Targets: targets}
	}
	brand := community.Target{Network: "x", Account: "brand"}
	all := []community.Slot{slot("x friday 09:00", time.Friday, 9, on("x")...), slot("x monday 18:00", time.Monday, 18, on("x")...)}
	assert.Equal(t, all, h.Slots(5), "none that is no better than average")
	assert.Equal(t, all[:1], h.Slots(1))
	assert.Empty(t, h.Slots(0))
	slots := h.Slots(2, brand)
	assert.Equal(t, []community.Target{brand}, slots[1].Targets)
	slots[0].Targets[0].Account = "other"
	assert.Equal(t, brand, slots[1].Targets[0], "each has its own")
	require.NoError(t, (&community.Calendar{Zone: "Europe/Paris", Slots: slots}).Validate())
}

// TestBestHoursAbsent: what a network does not say is never 0.
func TestBestHoursAbsent(t *testing.T) {
	t.Parallel()
	posts := []*social.Post{
		posted(t, "mastodon", "2026-01-05T09:10:00Z", social.Metrics{social.MetricLikes: 4, social.MetricComments: 1}),
		posted(t, "mastodon", "2026-01-05T09:20:00Z", social.Metrics{social.MetricLikes: 4, social.MetricComments: 1}),
		posted(t, "mastodon", "2026-01-06T09:10:00Z", social.Metrics{social.MetricLikes: 8}), // no comments said: not comparable
		posted(t, "mastodon", "2026-01-06T10:10:00Z", social.Metrics{social.MetricReach: 7}), // no engagement said
		posted(t, "mastodon", "2026-01-07T10:10:00Z", nil),
		posted(t, "mastodon", "2026-02-07T10:10:00Z", social.Metrics{social.MetricLikes: 4, social.MetricComments: 1}), // too young
		posted(t, "instagram", "2026-01-05T09:10:00Z", social.Metrics{social.MetricInteractions: 5, social.MetricLikes: 100, social.MetricReach: 100}),
		posted(t, "instagram", "2026-01-05T09:10:00Z", social.Metrics{social.MetricInteractions: 5, social.MetricReach: 0}), // seen by nobody: no rate
	}
	posts = append(posts, &social.Post{Ref: social.Ref{Network: "mastodon"}}) // no time
	got, err := community.BestHours(all(nil, posts...), &community.HoursOptions{Zone: "Europe/Paris", Before: instant(t, "2026-02-01T00:00:00Z")})
	require.NoError(t, err)
	assert.Equal(t, []community.NetworkHours{
		{
			Network: "instagram", Engagement: []social.Metric{social.MetricInteractions}, Basis: social.MetricReach, Posts: 1, Skipped: 1, Mean: 0.05,
			Hours: []community.Hour{{Weekday: time.Monday, Hour: 10, Posts: 1, Score: 0.5, Mean: 0.05}},
		},
		{
			Network: "mastodon", Engagement: []social.Metric{social.MetricLikes, social.MetricComments}, Posts: 2, Skipped: 5, Mean: 5,
			Hours: []community.Hour{{Weekday: time.Monday, Hour: 10, Posts: 2, Score: 0.5, Mean: 5}},
		},
	}, got)
}

func TestBestHoursErrors(t *testing.T) {
	t.Parallel()
	_, err := community.BestHours(all[social.Post](nil), &community.HoursOptions{Zone: "Nowhere/Land"})
	require.ErrorIs(t, err, social.ErrInvalid)
	cause := errors.New("cut")
	got, err := community.BestHours(all(cause, posted(t, "x", "2026-01-05T09:10:00Z", social.Metrics{social.MetricLikes: 0})), nil)
	require.ErrorIs(t, err, cause)
	require.Len(t, got, 1)
	assert.InDelta(t, 0.5, got[0].Hours[0].Score, 0, "nobody liked anything: no hour is better")
}

// TestMeasured reads the numbers of more posts than go into one call.
func TestMeasured(t *testing.T) {
	t.Parallel()
	n := socialtest.NewNetwork("example", nil)
	brand, fan := n.Client("brand", nil), n.Client("fan", nil)
	for i := range 130 {
		p, err := brand.Publish(t.Context(), &social.Draft{Text: "post " + time.Duration(i).String()})
		require.NoError(t, err)
		require.NoError(t, fan.React(t.Context(), p.Ref, social.ReactionLike))
	}
	got := collect(t, community.Measured(t.Context(), brand, brand.Posts(t.Context(), nil)))
	require.Len(t, got, 130)
	for _, p := range got {
		likes, ok := p.Metrics.Get(social.MetricLikes)
		assert.True(t, ok)
		assert.InDelta(t, 1, likes, 0)
	}
	cause := errors.New("cut")
	var failed error
	read := 0
	for _, err := range community.Measured(t.Context(), brand, all(cause, got[:3]...)) {
		if err != nil {
			failed = err
			continue
		}
		read++
	}
	require.ErrorIs(t, failed, cause)
	assert.Equal(t, 3, read, "what came before the error is not lost")
	for _, err := range community.Measured(t.Context(), struct{}{}, all(nil, got...)) {
		require.ErrorIs(t, err, errors.ErrUnsupported)
	}
}
