package youtube_test

import (
	"errors"
	"iter"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/relais-go/relais/social"
	"github.com/relais-go/relais/youtube"
	"github.com/relais-go/relais/youtube/youtubetest"
)

func every[T any](t *testing.T, seq iter.Seq2[*T, error]) []*T {
	t.Helper()
	var out []*T
	for v, err := range seq {
		require.NoError(t, err)
		out = append(out, v)
	}
	return out
}

func TestVideos(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	ctx, c := t.Context(), w.client()
	var ids []youtube.ID
	for range 60 {
		ids = append(ids, youtube.ID(w.srv.Publish(w.brand, youtubetest.Video{Title: "V"})))
	}
	w.srv.View(string(ids[3]), 12)
	asked := append([]youtube.ID{ids[59], "aaaaaaaaaaa", ids[0]}, ids...)
	videos, err := c.Videos(ctx, asked)
	require.NoError(t, err)
	require.Len(t, videos, 62, "in the order asked, without those that do not exist")
	assert.Equal(t, ids[59], videos[0].ID)
	assert.Equal(t, ids[0], videos[1].ID)
	assert.Equal(t, 2, w.srv.Requests().Count("GET /youtube/v3/videos"), "fifty a request, each one once")
	stats, err := c.VideoStats(ctx, ids[3], ids[4])
	require.NoError(t, err)
	assert.Equal(t, youtube.Count(12), *stats[0].Statistics.Views)
	v, err := c.Video(ctx, ids[0], youtube.VideoPartSnippet)
	require.NoError(t, err)
	assert.Nil(t, v.Status, "what was not asked for is not there")
	_, err = c.Video(ctx, "aaaaaaaaaaa")
	require.ErrorIs(t, err, social.ErrNotFound)
	_, err = c.Video(ctx, "")
	requireField(t, err, social.ErrInvalid, "id")

	require.NoError(t, c.RateVideo(ctx, ids[0], youtube.RatingLike))
	ratings, err := c.VideoRatings(ctx, ids[0], ids[1])
	require.NoError(t, err)
	assert.Equal(t, youtube.RatingLike, ratings[0].Rating)
	assert.Equal(t, youtube.RatingNone, ratings[1].Rating)
	require.NoError(t, c.DeleteVideo(ctx, ids[0]))
	require.ErrorIs(t, c.DeleteVideo(ctx, ids[0]), social.ErrNotFound)
	w.srv.Faults().Add(youtubetest.Fault{Kind: youtubetest.CutAfter, Match: "DELETE /youtube/v3/videos"})
	require.NoError(t, c.DeleteVideo(ctx, ids[1]), "an earlier attempt did it")
}

func TestChannels(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	ctx, c := t.Context(), w.client()
	other := youtube.ID(w.person("other"))
	ch, err := c.ChannelByHandle(ctx, "@other")
	require.NoError(t, err)
	assert.Equal(t, other, ch.ID)
	_, err = c.ChannelByHandle(ctx, "nobody")
	require.ErrorIs(t, err, social.ErrNotFound)
	list, err := c.Channels(ctx, []youtube.ID{other, youtube.ID(w.brand)})
	require.NoError(t, err)
	require.Len(t, list, 2)
	ch, err = c.Channel(ctx, other, youtube.ChannelPartStatistics)
	require.NoError(t, err)
	assert.NotNil(t, ch.Statistics)
	me, err := c.MyChannel(ctx)
	require.NoError(t, err)
	assert.Equal(t, youtube.ID(w.brand), me.ID)
	for range 3 {
		_, err = c.Me(ctx)
		require.NoError(t, err)
	}
	assert.Equal(t, 6, w.srv.Requests().Count("GET /youtube/v3/channels"), "the channel is remembered")
}

func TestPlaylists(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	ctx, c := t.Context(), w.client()
	w.srv.Faults().Add(youtubetest.Fault{Kind: youtubetest.CutAfter, Match: "POST /youtube/v3/playlists"})
	l, err := c.CreatePlaylist(ctx, &youtube.PlaylistParams{Title: new("Gardens"), Description: new("All"), Privacy: new(youtube.PrivacyUnlisted)})
	require.NoError(t, err)
	require.Len(t, w.srv.Playlists(w.brand), 1, "the answer was lost, the playlist was found")
	_, err = c.CreatePlaylist(ctx, nil)
	requireField(t, err, social.ErrInvalid, "Title")
	_, err = c.UpdatePlaylist(ctx, l.ID, &youtube.PlaylistParams{Title: new("Parks")})
	require.NoError(t, err)
	_, err = c.UpdatePlaylist(ctx, l.ID, &youtube.PlaylistParams{Privacy: new(youtube.PrivacyPublic)})
	require.NoError(t, err)
	got := w.srv.Playlists(w.brand)[0]
	assert.Equal(t, []string{"Parks", "All", "public"}, []string{got.Title, got.Description, got.Privacy})

	first := youtube.ID(w.srv.Publish(w.brand, youtubetest.Video{Title: "1"}))
	second := youtube.ID(w.srv.Publish(w.brand, youtubetest.Video{Title: "2"}))
	_, err = c.AddToPlaylist(ctx, l.ID, first, nil)
	require.NoError(t, err)
	w.srv.Faults().Add(youtubetest.Fault{Kind: youtubetest.FailAfter, Match: "POST /youtube/v3/playlistItems"})
	item, err := c.AddToPlaylist(ctx, l.ID, second, &youtube.PlaylistItemParams{Position: new(0)})
	require.NoError(t, err)
	assert.Equal(t, []string{string(second), string(first)}, w.srv.Playlists(w.brand)[0].Videos)
	w.srv.Faults().Add(youtubetest.Fault{Kind: youtubetest.CutAfter, Match: "POST /youtube/v3/playlistItems"})
	_, err = w.client().AddToPlaylist(ctx, l.ID, second, nil)
	require.NoError(t, err)
	w.srv.Faults().Add(youtubetest.Fault{Kind: youtubetest.CutBefore, Match: "POST /youtube/v3/playlistItems"})
	third, err := w.client().AddToPlaylist(ctx, l.ID, second, nil)
	require.NoError(t, err)
	assert.Len(t, w.srv.Playlists(w.brand)[0].Videos, 4, "what was there before is not taken for it")
	require.NoError(t, c.RemoveFromPlaylist(ctx, third.ID))
	assert.Len(t, w.srv.Playlists(w.brand)[0].Videos, 3, "a second place is a second place")
	_, err = c.UpdatePlaylistItem(ctx, item.ID, &youtube.PlaylistItemParams{Position: new(1)})
	require.NoError(t, err)
	items := every(t, c.PlaylistItems(ctx, &youtube.PlaylistItemsParams{PlaylistID: l.ID}, &youtube.PageParams{Limit: 1}))
	require.Len(t, items, 3)
	assert.Equal(t, first, items[0].Video())
	require.NoError(t, c.RemoveFromPlaylist(ctx, item.ID))
	assert.Len(t, every(t, c.Playlists(ctx, nil, nil)), 1)
	assert.Len(t, every(t, c.Playlists(ctx, &youtube.PlaylistsParams{ChannelID: youtube.ID(w.brand)}, nil)), 1)
	_, err = c.Playlist(ctx, l.ID)
	require.NoError(t, err)
	require.NoError(t, c.DeletePlaylist(ctx, l.ID))
	_, err = c.Playlist(ctx, l.ID)
	require.ErrorIs(t, err, social.ErrNotFound)
}

func TestComments(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	ctx, c := t.Context(), w.client()
	video := youtube.ID(w.srv.Publish(w.brand, youtubetest.Video{Title: "V"}))
	viewer := w.person("")
	for range 120 {
		w.srv.Comment(viewer, string(video), "Nice & <b>bold</b>")
	}
	threads := every(t, c.Threads(ctx, &youtube.ThreadsParams{VideoID: video}, nil))
	require.Len(t, threads, 120)
	assert.Equal(t, "Nice & <b>bold</b>", threads[0].Snippet.TopLevel.Snippet.TextDisplay, "plain text, not HTML")
	all, err := c.ThreadsPage(ctx, &youtube.ThreadsParams{AllOf: youtube.ID(w.brand), Search: "nice"}, &youtube.PageParams{Limit: 10})
	require.NoError(t, err)
	assert.Len(t, all.Items, 10)
	assert.NotEmpty(t, all.Next)

	own, err := c.AddComment(ctx, video, "Ours")
	require.NoError(t, err)
	_, err = c.UpdateComment(ctx, own.ID, "Ours, again")
	require.NoError(t, err)
	theirs := threads[0].ID
	reply, err := c.ReplyToComment(ctx, theirs, "Thank you")
	require.NoError(t, err)
	replies := every(t, c.Replies(ctx, theirs, nil))
	require.Len(t, replies, 1)
	assert.Equal(t, reply.ID, replies[0].ID)
	by, err := c.ThreadsByID(ctx, theirs, own.ID)
	require.NoError(t, err)
	assert.Len(t, by, 2)
	m, err := c.Comment(ctx, own.ID)
	require.NoError(t, err)
	assert.Equal(t, "Ours, again", m.Snippet.TextDisplay)
	require.NoError(t, c.ModerateComments(ctx, youtube.ModerationRejected, true, theirs))
	_, err = c.Comment(ctx, theirs)
	require.ErrorIs(t, err, social.ErrNotFound)
	assert.Equal(t, []string{viewer}, w.srv.Banned(w.brand))
	require.ErrorIs(t, c.ModerateComments(ctx, youtube.ModerationPublished, true, theirs), social.ErrInvalid)
	require.NoError(t, c.DeleteComment(ctx, own.ID))
	require.ErrorIs(t, c.DeleteComment(ctx, threads[1].ID), social.ErrPermission)
}

func TestCaptions(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	ctx, c := t.Context(), w.client()
	video := youtube.ID(w.srv.Publish(w.brand, youtubetest.Video{Title: "V"}))
	p := &youtube.CaptionParams{VideoID: video, Language: "de", Name: "Deutsch"}
	track, err := c.AddCaption(ctx, p, social.MediaBytes("de.srt", srt))
	require.NoError(t, err)
	_, err = c.AddCaption(ctx, p, social.MediaBytes("de.srt", srt))
	require.ErrorIs(t, err, social.ErrDuplicate)
	list, err := c.Captions(ctx, video)
	require.NoError(t, err)
	require.Len(t, list, 1)
	assert.Equal(t, "Deutsch", list[0].Snippet.Name)
	newer := []byte(strings.Replace(string(srt), "Hello", "Hallo", 1))
	_, err = c.UpdateCaption(ctx, track.ID, false, social.MediaBytes("de.srt", newer))
	require.NoError(t, err)
	file, err := c.DownloadCaption(ctx, track.ID, &youtube.DownloadParams{Format: youtube.CaptionSRT})
	require.NoError(t, err)
	assert.Contains(t, string(file), "Hallo")
	require.NoError(t, c.DeleteCaption(ctx, track.ID))
	require.ErrorIs(t, c.DeleteCaption(ctx, track.ID), social.ErrNotFound)

	// The end of the session is lost and the session forgotten: the second attempt learns that the first one stood.
	w.srv.Faults().Add(youtubetest.Fault{Kind: youtubetest.CutAfter, Where: isSession})
	w.srv.Faults().Add(youtubetest.Fault{Kind: youtubetest.CutBefore, Where: func(r *http.Request) bool {
		if strings.Contains(r.Header.Get("Content-Range"), "*/") {
			for _, s := range w.srv.Sessions() {
				w.srv.ExpireSession(s.ID)
			}
		}
		return false
	}})
	_, err = c.AddCaption(ctx, p, social.MediaBytes("de.srt", srt))
	require.NoError(t, err)
	assert.Len(t, w.srv.Captions(string(video)), 1)
}

func TestSearchAndLists(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	ctx, c := t.Context(), w.client()
	other := youtube.ID(w.person("other"))
	for range 3 {
		w.srv.Publish(string(other), youtubetest.Video{Title: "Garden party"})
	}
	found := every(t, c.SearchAll(ctx, &youtube.SearchParams{
		Query: "garden", Type: youtube.SearchVideo, Order: youtube.SearchByDate, After: time.Now().Add(-time.Hour), ChannelID: other,
	}, nil))
	assert.Len(t, found, 3)
	assert.NotEmpty(t, found[0].ID.ID())
	s, err := c.Subscribe(ctx, other)
	require.NoError(t, err)
	_, err = c.Subscribe(ctx, other)
	require.ErrorIs(t, err, social.ErrDuplicate)
	assert.Len(t, every(t, c.Subscriptions(ctx, &youtube.SubscriptionsParams{To: []youtube.ID{other}}, nil)), 1)
	w.srv.Subscribe(string(other), w.brand)
	subscribers := every(t, c.Subscriptions(ctx, &youtube.SubscriptionsParams{Subscribers: true}, nil))
	require.Len(t, subscribers, 1)
	assert.Equal(t, other, subscribers[0].Subscriber.ChannelID)
	require.NoError(t, c.Unsubscribe(ctx, s.ID))
	require.ErrorIs(t, c.Unsubscribe(ctx, s.ID), social.ErrNotFound)
	w.srv.Publish(w.brand, youtubetest.Video{Title: "Ours"})
	assert.NotEmpty(t, every(t, c.Activities(ctx, &youtube.ActivitiesParams{After: time.Now().Add(-time.Hour)}, nil)))
	categories, err := c.Categories(ctx, "", "")
	require.NoError(t, err)
	assert.NotEmpty(t, categories)
	assert.NotEmpty(t, every(t, c.PopularVideos(ctx, &youtube.PopularParams{Region: "DE"}, nil)))
}

// TestChatIsLeftAlone for as long as YouTube wants: who cannot wait is told at once.
func TestChatIsLeftAlone(t *testing.T) {
	t.Parallel()
	w := newWorld(t, &youtubetest.Options{Live: youtubetest.LiveOptions{PollingInterval: time.Hour}})
	c, chat := w.client(), youtube.ID(w.srv.ChatID(w.srv.GoLive(w.brand, "Live")))
	page, err := c.ChatPage(t.Context(), chat, "", 0)
	require.NoError(t, err)
	hurried, cancel := withTimeout(t, time.Minute)
	defer cancel()
	_, err = c.ChatPage(hurried, chat, page.Next, 0)
	require.ErrorIs(t, err, social.ErrRateLimited, "sooner than told")
	require.NoError(t, hurried.Err(), "at once")
	e, _ := errors.AsType[*social.Error](err)
	assert.Greater(t, e.RetryAfter, 50*time.Minute)
	assert.Equal(t, 1, w.srv.Requests().Count("GET /youtube/v3/liveChat/messages"))
}

func TestBroadcastsAndChat(t *testing.T) {
	t.Parallel()
	w := newWorld(t, &youtubetest.Options{Live: youtubetest.LiveOptions{PollingInterval: 200 * time.Millisecond}})
	ctx, c := t.Context(), w.client()
	id := youtube.ID(w.srv.GoLive(w.brand, "Live from the garden"))
	live := every(t, c.Broadcasts(ctx, &youtube.BroadcastsParams{Status: "active"}, nil))
	require.Len(t, live, 1)
	b, err := c.Broadcast(ctx, id)
	require.NoError(t, err)
	chat, viewer := b.Snippet.ChatID, w.person("")
	w.srv.Chat(viewer, string(id), "Hello")
	page, err := c.ChatPage(ctx, chat, "", 0)
	require.NoError(t, err)
	require.NotEmpty(t, page.Items)
	last := page.Items[len(page.Items)-1]
	assert.Equal(t, "Hello", last.Snippet.Display)
	assert.Equal(t, youtube.Int(200), page.WaitMillis)
	_, err = c.ChatPage(ctx, chat, page.Next, 0)
	require.NoError(t, err)
	assert.Equal(t, 2, w.srv.Requests().Count("GET /youtube/v3/liveChat/messages"), "none is refused")
	sent, err := c.SendChat(ctx, chat, "Welcome")
	require.NoError(t, err)
	poll, err := c.SendChatPoll(ctx, chat, "Tea?", "Yes", "No")
	require.NoError(t, err)
	_, err = c.CloseChatPoll(ctx, poll.ID)
	require.NoError(t, err)
	ban, err := c.BanFromChat(ctx, chat, youtube.ID(viewer), 90*time.Second)
	require.NoError(t, err)
	assert.True(t, w.srv.ChatBanned(viewer, string(id)))
	require.NoError(t, c.LiftChatBan(ctx, ban.ID))
	require.NoError(t, c.DeleteChat(ctx, sent.ID))
	w.srv.Faults().Add(youtubetest.Fault{Kind: youtubetest.CutAfter, Match: "POST /youtube/v3/liveChat/messages"})
	_, err = c.SendChat(ctx, chat, "Twice?")
	require.ErrorIs(t, err, social.ErrUncertain, "a chat cannot be searched")
}

func TestReports(t *testing.T) {
	t.Parallel()
	w := newWorld(t, &youtubetest.Options{AnalyticsLag: -1})
	ctx, c := t.Context(), w.client()
	w.srv.AddMetrics(w.brand, youtubetest.MetricsRow{Day: "2026-08-01", Values: map[string]float64{"views": 12, "likes": 3}},
		youtubetest.MetricsRow{Day: "2026-08-02", Values: map[string]float64{"views": 5}})
	from := time.Date(2026, 8, 1, 12, 0, 0, 0, time.UTC)
	r, err := c.Report(ctx, &youtube.ReportParams{
		From: from, To: from.AddDate(0, 0, 2), Metrics: []string{"views", "likes"}, Dimensions: []string{"day"}, Sort: []string{"day"},
	})
	require.NoError(t, err)
	require.GreaterOrEqual(t, len(r.Rows), 2)
	assert.Equal(t, "2026-08-01", r.Text(0, "day"))
	n, ok := r.Float(0, "views")
	assert.True(t, ok)
	assert.InDelta(t, 12, n, 0)
	_, err = c.Report(ctx, &youtube.ReportParams{From: from, To: from})
	requireField(t, err, social.ErrInvalid, "Metrics")
	_, err = c.Report(ctx, &youtube.ReportParams{From: from, To: from.AddDate(0, 0, -1), Metrics: []string{"views"}})
	requireField(t, err, social.ErrInvalid, "From")
}

func TestDo(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	ctx := t.Context()
	c := w.configured(youtube.Config{Tokens: static(w.token), Quota: boundless()})
	var a youtube.List[youtube.Channel]
	require.NoError(t, c.Do(ctx, http.MethodGet, "/youtube/v3/channels", map[string][]string{"part": {"snippet"}, "mine": {"true"}}, nil, &a))
	require.Len(t, a.Items, 1)
	assert.Equal(t, "@acme", a.Items[0].Snippet.Handle)
	require.ErrorIs(t, c.Do(ctx, http.MethodGet, "/youtube/v3/nothing", nil, nil, nil), social.ErrNotFound)
	w.srv.Faults().Add(youtubetest.Fault{Kind: youtubetest.CutAfter, Match: "POST /youtube/v3/videos/rate"})
	video := w.srv.Publish(w.brand, youtubetest.Video{Title: "V"})
	err := c.Do(ctx, http.MethodPost, "/youtube/v3/videos/rate", map[string][]string{"id": {video}, "rating": {"like"}}, nil, nil)
	require.ErrorIs(t, err, social.ErrUncertain, "what is not known is not repeated")
}

// TestPublicReads need no account.
func TestPublicReads(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	ctx := t.Context()
	key := w.srv.APIKey("")
	var urls []string
	opts := w.options()
	opts.HTTPClient.Transport = spy(opts.HTTPClient.Transport, func(r *http.Request) { urls = append(urls, r.URL.String()) })
	c, err := youtube.NewKey(key, opts)
	require.NoError(t, err)
	id := youtube.ID(w.srv.Publish(w.brand, youtubetest.Video{Title: "Public"}))
	v, err := c.Video(ctx, id, youtube.VideoPartSnippet)
	require.NoError(t, err)
	assert.Equal(t, "Public", v.Snippet.Title)
	for _, u := range urls {
		assert.NotContains(t, u, key, "the key stands in a header")
	}
	_, err = c.Me(ctx)
	requireField(t, err, social.ErrAuth, "Config.Tokens")
	_, err = c.Publish(ctx, draftOf("No"))
	require.ErrorIs(t, err, social.ErrAuth)
	bad, err := youtube.NewKey("wrong-key", w.options())
	require.NoError(t, err)
	_, err = bad.Video(ctx, id)
	require.ErrorIs(t, err, social.ErrAuth)
	assert.NotContains(t, err.Error(), "wrong-key")
}
