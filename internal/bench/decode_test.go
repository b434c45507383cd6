package bench_test

import (
	"encoding/json"
	"strconv"
	"testing"

	mast "github.com/mattn/go-mastodon"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/relais-go/relais/mastodon"
	"github.com/relais-go/relais/youtube"
	"github.com/relais-go/relais/youtube/youtubetest"
)

// pages reads a page of posts once with each client.
func pages(tb testing.TB) (ours1, theirs1 func()) {
	tb.Helper()
	network := canned{"/api/v1/timelines/home": statuses(tb)}
	a, b := ours(tb, address, network), theirs(address, network)
	return func() {
			page, err := a.HomeTimelinePage(tb.Context(), &mastodon.PageParams{Limit: 40})
			require.NoError(tb, err)
			require.Len(tb, page.Items, 40)
		}, func() {
			page, err := b.GetTimelineHome(tb.Context(), &mast.Pagination{Limit: 40})
			require.NoError(tb, err)
			require.Len(tb, page, 40)
		}
}

// TestSamePage: what is timed gives the same to both.
func TestSamePage(t *testing.T) {
	t.Parallel()
	network := canned{"/api/v1/timelines/home": statuses(t)}
	mine, err := ours(t, address, network).HomeTimelinePage(t.Context(), &mastodon.PageParams{Limit: 40})
	require.NoError(t, err)
	others, err := theirs(address, network).GetTimelineHome(t.Context(), &mast.Pagination{Limit: 40})
	require.NoError(t, err)
	require.Len(t, others, len(mine.Items))
	for i, m := range mine.Items {
		o := others[i]
		assert.Equal(t, []any{string(o.ID), o.URI, o.Content, o.CreatedAt, o.RepliesCount, o.Language, o.Account.Acct, o.Account.Note},
			[]any{string(m.ID), m.URI, m.Content, m.CreatedAt.Time, m.RepliesCount, m.Language, m.Account.Acct, m.Account.Note})
		assert.Len(t, m.MediaAttachments, len(o.MediaAttachments))
		assert.Len(t, m.Mentions, len(o.Mentions))
		assert.Len(t, m.Tags, len(o.Tags))
		assert.Len(t, m.Account.Fields, len(o.Account.Fields))
		assert.Equal(t, o.Reblog != nil, m.Reblog != nil)
	}
}

// films reads 50 videos with most of their parts once with each client.
func films(tb testing.TB) (ours1, theirs1 func()) {
	tb.Helper()
	srv := youtubetest.New(nil)
	base, err := srv.Start()
	require.NoError(tb, err)
	tb.Cleanup(srv.Close)
	channel := srv.CreateChannel("acme")
	var ids []youtube.ID
	var names []string
	for i := range 50 {
		id := srv.Publish(channel, youtubetest.Video{Title: "Film " + strconv.Itoa(i), Description: "What happens in the film, and why.", Tags: []string{"a", "b", "c"}})
		ids, names = append(ids, youtube.ID(id)), append(names, id)
	}
	parts := []string{"snippet", "contentDetails", "status", "statistics"}
	list, err := theirTube(tb, base, nil, srv.Token(channel)).Videos.List(parts).Id(names...).Do()
	require.NoError(tb, err)
	body, err := json.Marshal(list)
	require.NoError(tb, err)
	network := canned{"/youtube/v3/videos": body}
	a, b := ourTube(tb, "https://youtube.example", network, token), theirTube(tb, "https://youtube.example", network, token)
	return func() {
			page, err := a.Videos(tb.Context(), ids, youtube.VideoPartSnippet, youtube.VideoPartContent, youtube.VideoPartStatus, youtube.VideoPartStatistics)
			require.NoError(tb, err)
			require.Len(tb, page, 50)
		}, func() {
			page, err := b.Videos.List(parts).Id(names...).Do()
			require.NoError(tb, err)
			require.Len(tb, page.Items, 50)
		}
}

func benchmarkBoth(b *testing.B, other string, ours1, theirs1 func()) {
	b.Helper()
	for name, run := range map[string]func(){"relais": ours1, other: theirs1} {
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				run()
			}
		})
	}
}

// BenchmarkPage reads a page of 40 posts; the goal is half the time, and half the allocations, of go-mastodon.
func BenchmarkPage(b *testing.B) {
	a, z := pages(b)
	benchmarkBoth(b, "go-mastodon", a, z)
}

// BenchmarkVideos reads 50 videos.
func BenchmarkVideos(b *testing.B) {
	a, z := films(b)
	benchmarkBoth(b, "google", a, z)
}

// decoding adds what reading costs. Allocations do not depend on the machine.
func decoding(t *testing.T, out *table, rounds, n int) {
	t.Helper()
	a, b := pages(t)
	x, y := duel(rounds, func() sample { return round(n, a) }, func() sample { return round(n, b) })
	out.twice("page of 40 posts: time", micros(x.took), micros(y.took), float64(y.took)/float64(x.took))
	out.twice("page of 40 posts: CPU time", micros(x.cpu), micros(y.cpu), float64(y.cpu)/float64(x.cpu))
	out.twice("page of 40 posts: allocations", count(x.allocs), count(y.allocs), y.allocs/x.allocs)
	out.plain("page of 40 posts: allocated", mib(x.bytes), mib(y.bytes), y.bytes/x.bytes)
	require.LessOrEqual(t, 2*x.allocs, y.allocs, "at most half the allocations of go-mastodon")

	a, b = films(t)
	x, y = duel(rounds, func() sample { return round(n, a) }, func() sample { return round(n, b) })
	out.plain("50 videos: time", micros(x.took), micros(y.took), float64(y.took)/float64(x.took))
	out.plain("50 videos: CPU time", micros(x.cpu), micros(y.cpu), float64(y.cpu)/float64(x.cpu))
	out.plain("50 videos: allocations", count(x.allocs), count(y.allocs), y.allocs/x.allocs)
	out.plain("50 videos: allocated", mib(x.bytes), mib(y.bytes), y.bytes/x.bytes)
}
