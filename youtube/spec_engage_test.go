package youtube_test

import (
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/relais-go/relais/social"
	"github.com/relais-go/relais/youtube"
	"github.com/relais-go/relais/youtube/youtubetest"
)

// TestEngaging makes every call of listening, moderating, measuring and searching, for the contract with YouTube, and
// for what no call may do.
func TestEngaging(t *testing.T) {
	t.Parallel()
	w := newWorld(t, &youtubetest.Options{Live: youtubetest.LiveOptions{PollingInterval: time.Millisecond}})
	w.engage(w.client())
	assert.Greater(t, w.srv.Requests().Total(), 30)
	for _, e := range w.srv.Requests().All() {
		assert.Less(t, e.Status, 400, "%s %s", e.Method, e.Path)
		assert.False(t, strings.Contains(e.Query.Encode(), "token-"), "no secret in an address")
	}
}

// engage does everything once.
func (w *world) engage(c *youtube.Client) {
	t := w.t
	ctx := t.Context()
	rival, fan := w.person("rival"), w.person("fan")
	w.srv.Publish(rival, youtubetest.Video{Title: "Tools for acme"})
	video := w.srv.Publish(w.brand, youtubetest.Video{Title: "Garden"})
	comment := w.srv.Comment(fan, video, "Lovely")
	for range 8 {
		w.srv.Reply(fan, comment, "Indeed")
	}
	w.srv.Subscribe(fan, w.brand)
	stream := w.srv.GoLive(w.brand, "Live")
	w.srv.Chat(fan, stream, "Hello")
	w.srv.EndBroadcast(stream)
	l := c.ListenerWith(hasty(), &youtube.ListenOptions{
		Watch: []youtube.ID{youtube.ID(rival)}, Searches: []*youtube.SearchParams{{Query: "acme", Language: "en"}},
	})
	assert.Len(t, caughtUp(t, l, social.FromStart), 11)
	assert.Len(t, caughtUp(t, c.ChatListener(youtube.ID(w.srv.ChatID(stream)), nil), social.FromStart), 2)
	_, err := c.LiveChats(ctx)
	require.NoError(t, err)
	_, err = c.Reply(ctx, commentRef(comment), &social.Draft{Text: "Thank you"})
	require.NoError(t, err)
	for _, a := range []social.Action{social.ActionHold, social.ActionApprove, social.ActionReject, social.ActionBan} {
		require.NoError(t, c.Moderate(ctx, commentRef(comment), a, nil))
	}
	require.NoError(t, c.React(ctx, videoRef(video), social.ReactionLike))
	require.NoError(t, c.Unreact(ctx, videoRef(video), social.ReactionLike))
	require.NoError(t, c.Follow(ctx, channelRef(rival)))
	require.NoError(t, c.Unfollow(ctx, channelRef(rival)))
	_, err = c.FindAccount(ctx, "rival")
	require.NoError(t, err)
	for _, q := range []*social.SearchQuery{{Text: "acme", Since: time.Now().Add(-time.Hour), Until: time.Now()}, {Author: channelRef(rival)}} {
		for _, err := range c.Search(ctx, q) {
			require.NoError(t, err)
		}
	}
	for _, err := range c.Posts(ctx, nil) {
		require.NoError(t, err)
	}
	_, err = c.PostMetrics(ctx, videoRef(video))
	require.NoError(t, err)
	_, err = c.UpdateProfile(ctx, &social.ProfileChange{Bio: new("We grow")})
	require.NoError(t, err)
	from := time.Now().AddDate(0, 0, -10)
	_, err = c.AccountMetrics(ctx, &social.MetricsQuery{From: from, ByDay: true})
	require.NoError(t, err)
	for _, by := range []youtube.Breakdown{
		youtube.ByVideo, youtube.ByTraffic, youtube.ByPlayback, youtube.ByCountry, youtube.ByAgeGender, youtube.ByDevice, youtube.BySystem,
		youtube.BySubscribed, youtube.ByContentType, youtube.ByLive, youtube.BySharing,
	} {
		_, err := c.Insights(ctx, &youtube.InsightParams{From: from, By: by})
		require.NoError(t, err, by)
	}
}
