package youtube_test

import (
	"crypto/sha256"
	"encoding/hex"
	"net/http"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/relais-go/relais/social"
	"github.com/relais-go/relais/youtube"
	"github.com/relais-go/relais/youtube/youtubetest"
)

// TestBroadcastFromBeginningToEnd announces a live video, gives it a stream, changes it, takes it on the air and off.
// Answers that are lost make nothing twice.
func TestBroadcastFromBeginningToEnd(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	ctx, c := t.Context(), w.client()
	w.srv.Faults().Add(youtubetest.Fault{Kind: youtubetest.CutAfter, Match: "POST /youtube/v3/liveBroadcasts"})
	w.srv.Faults().Add(youtubetest.Fault{Kind: youtubetest.FailAfter, Match: "POST /youtube/v3/liveStreams"})
	start := time.Now().Add(time.Hour)
	b, err := c.CreateBroadcast(ctx, &youtube.BroadcastParams{
		Title: new("Live"), Description: new("At noon"), Start: &start, Privacy: new(youtube.PrivacyUnlisted), DVR: new(false), Latency: new("low"),
	})
	require.NoError(t, err)
	assert.Len(t, every(t, c.Broadcasts(ctx, nil, nil)), 1)
	s, err := c.CreateStream(ctx, &youtube.StreamParams{Title: "Camera", Resolution: "1080p", FrameRate: "30fps"})
	require.NoError(t, err)
	require.Len(t, every(t, c.Streams(ctx, nil)), 1)
	page, err := c.StreamsPage(ctx, &youtube.PageParams{Limit: 1})
	require.NoError(t, err)
	assert.NotEmpty(t, page.Items[0].CDN.Info.Key)
	_, err = c.CreateStream(ctx, nil)
	requireField(t, err, social.ErrInvalid, "Title")

	end := start.Add(time.Hour)
	_, err = c.UpdateBroadcast(ctx, b.ID, &youtube.BroadcastParams{End: &end, AutoStop: new(true), MadeForKids: new(false)})
	require.NoError(t, err)
	b, err = c.Broadcast(ctx, b.ID)
	require.NoError(t, err)
	assert.Equal(t, "At noon", b.Snippet.Description, "what was not named is kept")
	assert.Equal(t, youtube.PrivacyUnlisted, b.Status.Privacy)
	assert.Equal(t, "low", b.ContentDetails.Latency)
	assert.False(t, *b.ContentDetails.DVR)
	assert.True(t, *b.ContentDetails.AutoStop)
	assert.True(t, b.Snippet.ScheduledEnd.Equal(end.Truncate(time.Second)))
	_, err = c.UpdateBroadcast(ctx, b.ID, &youtube.BroadcastParams{Monitor: new(false)})
	require.NoError(t, err)

	_, err = c.MoveBroadcast(ctx, b.ID, youtube.LifeLive)
	require.ErrorIs(t, err, social.ErrPermission, "it has no stream")
	b, err = c.BindBroadcast(ctx, b.ID, s.ID)
	require.NoError(t, err)
	assert.Equal(t, youtube.LifeReady, b.Status.LifeCycle)
	w.srv.Send(string(s.ID), true)
	s, err = c.Stream(ctx, s.ID)
	require.NoError(t, err)
	assert.Equal(t, "active", s.Status.Stream)
	b, err = c.MoveBroadcast(ctx, b.ID, youtube.LifeLive)
	require.NoError(t, err)
	assert.Equal(t, youtube.LifeLiveStarting, b.Status.LifeCycle)
	chats, err := c.LiveChats(ctx)
	require.NoError(t, err)
	assert.Contains(t, chats, b.ID)
	w.srv.Send(string(s.ID), false)
	b, err = c.Broadcast(ctx, b.ID)
	require.NoError(t, err)
	assert.Equal(t, youtube.LifeComplete, b.Status.LifeCycle, "it stopped by itself")
	require.NoError(t, c.DeleteStream(ctx, s.ID))
	require.NoError(t, c.DeleteBroadcast(ctx, b.ID))
	require.ErrorIs(t, c.DeleteBroadcast(ctx, b.ID), social.ErrNotFound)
	_, err = c.Stream(ctx, s.ID)
	require.ErrorIs(t, err, social.ErrNotFound)
	_, err = c.BindBroadcast(ctx, "", "")
	requireField(t, err, social.ErrInvalid, "id")
}

func TestChatModerators(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	ctx, c := t.Context(), w.client()
	chat := youtube.ID(w.srv.ChatID(w.srv.GoLive(w.brand, "Live")))
	helper := youtube.ID(w.person("helper"))
	w.srv.Faults().Add(youtubetest.Fault{Kind: youtubetest.CutAfter, Match: "POST /youtube/v3/liveChat/moderators"})
	m, err := c.AddChatModerator(ctx, chat, helper)
	require.NoError(t, err)
	all := every(t, c.ChatModerators(ctx, chat, nil))
	require.Len(t, all, 1, "the answer was lost, the moderator was found")
	assert.Equal(t, helper, all[0].Snippet.Moderator.ChannelID)
	page, err := c.ChatModeratorsPage(ctx, chat, nil)
	require.NoError(t, err)
	assert.Len(t, page.Items, 1)
	require.NoError(t, c.RemoveChatModerator(ctx, m.ID))
	require.ErrorIs(t, c.RemoveChatModerator(ctx, m.ID), social.ErrNotFound)
	_, err = c.AddChatModerator(ctx, chat, "")
	requireField(t, err, social.ErrInvalid, "chat")
}

// TestMembers: who pays, for what, and who came since; and what was paid for in chats.
func TestMembers(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	ctx := t.Context()
	c := w.configured(youtube.Config{Tokens: static(w.srv.Token(w.brand, youtubetest.ScopeMembers, youtubetest.ScopeReadonly)), Quota: boundless()})
	_, err := c.MembersPage(ctx, nil, nil)
	require.ErrorIs(t, err, social.ErrPermission, "the channel offers none")
	first, second := w.person("first"), w.person("second")
	w.srv.AddMember(w.brand, first, "Silver")
	start, err := c.MemberUpdates(ctx, "")
	require.NoError(t, err)
	assert.Empty(t, start.Items)
	w.srv.AddMember(w.brand, second, "Gold")
	since, err := c.MemberUpdates(ctx, start.Next)
	require.NoError(t, err)
	require.Len(t, since.Items, 1)
	assert.Equal(t, youtube.ID(second), since.Items[0].Snippet.Member.ChannelID)
	assert.NotEmpty(t, since.Next)
	levels, err := c.MembershipLevels(ctx)
	require.NoError(t, err)
	require.Len(t, levels, 2)
	assert.Equal(t, "Gold", levels[1].Snippet.Details.Name)
	assert.Len(t, every(t, c.Members(ctx, nil, &youtube.PageParams{Limit: 1})), 2)
	gold := every(t, c.Members(ctx, &youtube.MembersParams{Level: levels[1].ID}, nil))
	require.Len(t, gold, 1)
	assert.Equal(t, "Gold", gold[0].Snippet.Membership.LevelName)
	assert.Equal(t, levels[1].ID, gold[0].Snippet.Membership.Level)
	assert.Len(t, every(t, c.Members(ctx, &youtube.MembersParams{Channels: []youtube.ID{youtube.ID(first)}}, nil)), 1)

	live := w.srv.GoLive(w.brand, "Live")
	for range 60 {
		w.srv.SuperChat(first, live, "Take this", 5_000_000, "EUR")
	}
	paid := every(t, c.SuperChats(ctx, nil))
	require.Len(t, paid, 60)
	assert.Equal(t, youtube.Count(5_000_000), paid[0].Snippet.Micros)
	assert.Equal(t, "EUR", paid[0].Snippet.Currency)
	assert.Equal(t, youtube.ID(first), paid[0].Snippet.Supporter.ChannelID)
	page, err := c.SuperChatsPage(ctx, &youtube.PageParams{Limit: 2})
	require.NoError(t, err)
	assert.Len(t, page.Items, 2)
}

// TestPictures of channel and playlists go out with what describes them, and replace each other.
func TestPictures(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	ctx, c := t.Context(), w.client()
	sum := sha256.Sum256(jpeg)
	picture := social.MediaBytes("corner.jpg", jpeg)
	w.srv.CutUploads(youtubetest.UploadCut{After: 3})
	require.NoError(t, c.SetWatermark(ctx, picture, &youtube.WatermarkParams{FromEnd: 10 * time.Second, Duration: 5 * time.Second}))
	p, _ := w.srv.Channel(w.brand)
	assert.Equal(t, hex.EncodeToString(sum[:]), p.Watermark)
	require.NoError(t, c.SetWatermark(ctx, picture, nil))
	require.NoError(t, c.RemoveWatermark(ctx))
	p, _ = w.srv.Channel(w.brand)
	assert.Empty(t, p.Watermark)
	require.ErrorIs(t, c.SetWatermark(ctx, social.MediaBytes("x.png", []byte("no picture")), nil), social.ErrInvalid)

	list := youtube.ID(w.srv.CreatePlaylist(w.brand, "Gardens"))
	_, err := c.PlaylistImage(ctx, list)
	require.ErrorIs(t, err, social.ErrNotFound)
	made, err := c.SetPlaylistImage(ctx, list, picture)
	require.NoError(t, err)
	again, err := c.SetPlaylistImage(ctx, list, picture)
	require.NoError(t, err)
	assert.Equal(t, made.ID, again.ID, "it takes the place of the one before")
	require.NoError(t, c.RemovePlaylistImage(ctx, made.ID))
	require.ErrorIs(t, c.RemovePlaylistImage(ctx, made.ID), social.ErrNotFound)
	_, err = c.SetPlaylistImage(ctx, "PLnothing", picture)
	require.ErrorIs(t, err, social.ErrNotFound)
	assert.Zero(t, w.srv.Requests().Count("POST /upload/youtube/v3/playlistImages")-1, "nothing was sent for it")
	_, err = c.SetPlaylistImage(ctx, list, nil)
	requireField(t, err, social.ErrInvalid, "picture")
	w.srv.Faults().Add(youtubetest.Fault{Kind: youtubetest.FailBefore, Match: "GET /youtube/v3/playlistImages", Status: http.StatusForbidden, Times: youtubetest.Forever})
	_, err = c.SetPlaylistImage(ctx, list, picture)
	require.ErrorIs(t, err, social.ErrPermission)
}

// TestUpdateChannelForKids: what a channel says of all its videos stands in a part of its own.
func TestUpdateChannelForKids(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	w.srv.SetProfile(w.brand, func(p *youtubetest.Profile) { p.Description = "Old" })
	ch, err := w.client().UpdateChannel(t.Context(), &youtube.ChannelParams{MadeForKids: new(true), Keywords: new("garden")})
	require.NoError(t, err)
	assert.True(t, *ch.Status.SelfMadeForKids)
	p, _ := w.srv.Channel(w.brand)
	assert.True(t, p.MadeForKids)
	assert.Equal(t, "Old", p.Description)
	assert.Equal(t, "garden", p.Keywords)
}
