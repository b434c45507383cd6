package googleapi_test

import (
	"net/http"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"google.golang.org/api/youtube/v3"

	"github.com/relais-go/relais/youtube/youtubetest"
)

func TestComments(t *testing.T) {
	t.Parallel()
	s := newStudio(t, &youtubetest.Options{Screen: func(c youtubetest.Comment) youtubetest.ModerationStatus {
		if c.Text == "spam" {
			return youtubetest.HeldForReview
		}
		return youtubetest.Published
	}})
	video := s.Publish(s.acme, youtubetest.Video{Title: "Film"})
	kind, bad := s.Comment(s.fan, video, "kind"), s.Comment(s.fan, video, "spam")
	threads := s.c.CommentThreads.List([]string{"snippet", "replies"}).VideoId(video)
	assert.Len(t, must(threads.Do())(t).Items, 1)
	held := must(threads.ModerationStatus("heldForReview").TextFormat("plainText").Do())(t)
	require.Len(t, held.Items, 1)
	assert.Equal(t, bad, held.Items[0].Id)
	assert.Equal(t, "spam", held.Items[0].Snippet.TopLevelComment.Snippet.TextDisplay)
	require.NoError(t, s.c.Comments.SetModerationStatus([]string{bad}, "rejected").BanAuthor(true).Do())
	c, _ := s.FindComment(bad)
	assert.Equal(t, youtubetest.Rejected, c.Status)
	assert.Equal(t, []string{s.fan}, s.Banned(s.acme))

	reply := must(s.c.Comments.Insert([]string{"snippet"}, &youtube.Comment{Snippet: &youtube.CommentSnippet{ParentId: kind, TextOriginal: "Thanks"}}).Do())(t)
	assert.Equal(t, kind, reply.Snippet.ParentId)
	reply = must(s.c.Comments.Update([]string{"snippet"}, &youtube.Comment{Id: reply.Id, Snippet: &youtube.CommentSnippet{TextOriginal: "Thank you"}}).Do())(t)
	assert.Equal(t, "Thank you", reply.Snippet.TextOriginal)
	replies := must(s.c.Comments.List([]string{"snippet"}).ParentId(kind).Do())(t)
	require.Len(t, replies.Items, 1)
	assert.Equal(t, s.acme, replies.Items[0].Snippet.AuthorChannelId.Value)
	require.NoError(t, s.c.Comments.Delete(reply.Id).Do())
	refused(t, s.c.Comments.Delete(reply.Id).Do(), http.StatusNotFound, "commentNotFound")
	refused(t, s.c.Comments.Delete(kind).Do(), http.StatusForbidden, "forbidden")

	own := must(s.c.CommentThreads.Insert([]string{"snippet"}, &youtube.CommentThread{Snippet: &youtube.CommentThreadSnippet{
		VideoId: video, TopLevelComment: &youtube.Comment{Snippet: &youtube.CommentSnippet{TextOriginal: "First"}},
	}}).Do())(t)
	assert.Equal(t, "First", own.Snippet.TopLevelComment.Snippet.TextOriginal)
	_, err := s.c.CommentThreads.Insert([]string{"snippet"}, &youtube.CommentThread{Snippet: &youtube.CommentThreadSnippet{
		VideoId: video, TopLevelComment: &youtube.Comment{Snippet: &youtube.CommentSnippet{}},
	}}).Do()
	refused(t, err, http.StatusBadRequest, "commentTextRequired")
	s.EditVideo(video, func(v *youtubetest.Video) { v.CommentsDisabled = true })
	_, err = threads.Do()
	refused(t, err, http.StatusForbidden, "commentsDisabled")
	_, err = s.c.Comments.Insert([]string{"snippet"}, &youtube.Comment{Snippet: &youtube.CommentSnippet{ParentId: "nothing", TextOriginal: "x"}}).Do()
	refused(t, err, http.StatusNotFound, "parentCommentNotFound")
}

func TestPlaylists(t *testing.T) {
	t.Parallel()
	s := newStudio(t, nil)
	one, two := s.Publish(s.acme, youtubetest.Video{Title: "One"}), s.Publish(s.fan, youtubetest.Video{Title: "Two"})
	list := must(s.c.Playlists.Insert([]string{"snippet", "status"}, &youtube.Playlist{
		Snippet: &youtube.PlaylistSnippet{Title: "List", Description: "All"}, Status: &youtube.PlaylistStatus{PrivacyStatus: "unlisted"},
	}).Do())(t)
	assert.Equal(t, "unlisted", list.Status.PrivacyStatus)
	item := func(video string, position int64) *youtube.PlaylistItem {
		return &youtube.PlaylistItem{Snippet: &youtube.PlaylistItemSnippet{
			PlaylistId: list.Id, ResourceId: &youtube.ResourceId{Kind: "youtube#video", VideoId: video}, Position: position, ForceSendFields: []string{"Position"},
		}}
	}
	first := must(s.c.PlaylistItems.Insert([]string{"snippet"}, item(one, 0)).Do())(t)
	second := must(s.c.PlaylistItems.Insert([]string{"snippet"}, item(two, 1)).Do())(t)
	assert.Equal(t, int64(1), second.Snippet.Position)
	moved := item(two, 0)
	moved.Id = second.Id
	must(s.c.PlaylistItems.Update([]string{"snippet"}, moved).Do())(t)
	assert.Equal(t, []string{two, one}, s.Server.Playlists(s.acme)[0].Videos)
	require.NoError(t, s.c.PlaylistItems.Delete(first.Id).Do())
	refused(t, s.c.PlaylistItems.Delete(first.Id).Do(), http.StatusNotFound, "playlistItemNotFound")
	assert.Equal(t, []string{two}, s.Server.Playlists(s.acme)[0].Videos)
	_, err := s.c.PlaylistItems.Insert([]string{"snippet"}, item("nothing", 0)).Do()
	refused(t, err, http.StatusNotFound, "videoNotFound")
	renamed := must(s.c.Playlists.Update([]string{"snippet"}, &youtube.Playlist{Id: list.Id, Snippet: &youtube.PlaylistSnippet{Title: "Best"}}).Do())(t)
	assert.Equal(t, "Best", renamed.Snippet.Title)
	_, err = s.c.Playlists.Insert([]string{"snippet"}, &youtube.Playlist{Snippet: &youtube.PlaylistSnippet{}}).Do()
	refused(t, err, http.StatusBadRequest, "playlistTitleRequired")
	require.NoError(t, s.c.Playlists.Delete(list.Id).Do())
	assert.Empty(t, must(s.c.Playlists.List([]string{"id"}).Mine(true).Do())(t).Items)
}

func TestSubscriptions(t *testing.T) {
	t.Parallel()
	s := newStudio(t, nil)
	to := &youtube.Subscription{Snippet: &youtube.SubscriptionSnippet{ResourceId: &youtube.ResourceId{Kind: "youtube#channel", ChannelId: s.fan}}}
	sub := must(s.c.Subscriptions.Insert([]string{"snippet"}, to).Do())(t)
	assert.Equal(t, []string{s.acme}, s.Subscribers(s.fan))
	_, err := s.c.Subscriptions.Insert([]string{"snippet"}, to).Do()
	refused(t, err, http.StatusBadRequest, "subscriptionDuplicate")
	mine := must(s.c.Subscriptions.List([]string{"snippet"}).Mine(true).ForChannelId(s.fan).Do())(t)
	require.Len(t, mine.Items, 1)
	assert.Equal(t, sub.Id, mine.Items[0].Id)
	require.NoError(t, s.c.Subscriptions.Delete(sub.Id).Do())
	refused(t, s.c.Subscriptions.Delete(sub.Id).Do(), http.StatusNotFound, "subscriptionNotFound")
	s.Subscribe(s.fan, s.acme)
	fans := must(s.c.Subscriptions.List([]string{"subscriberSnippet"}).MySubscribers(true).Do())(t)
	assert.Equal(t, s.fan, fans.Items[0].SubscriberSnippet.ChannelId)
	s.Publish(s.acme, youtubetest.Video{Title: "Film"})
	assert.Equal(t, "upload", must(s.c.Activities.List([]string{"snippet"}).Mine(true).Do())(t).Items[0].Snippet.Type)
	assert.NotEmpty(t, must(s.c.VideoCategories.List([]string{"snippet"}).RegionCode("FR").Do())(t).Items)
	found := must(s.c.Channels.List([]string{"snippet"}).ForHandle("@fan").Do())(t)
	assert.Equal(t, s.fan, found.Items[0].Id)
}

func TestLiveChat(t *testing.T) {
	t.Parallel()
	s := newStudio(t, &youtubetest.Options{Live: youtubetest.LiveOptions{PollingInterval: time.Second, AnyPace: true}})
	broadcast := s.GoLive(s.acme, "Live")
	live := must(s.c.LiveBroadcasts.List([]string{"snippet", "status"}).BroadcastStatus("active").Do())(t)
	require.Len(t, live.Items, 1)
	assert.Equal(t, broadcast, live.Items[0].Id)
	chat := live.Items[0].Snippet.LiveChatId
	assert.Equal(t, s.ChatID(broadcast), chat)
	assert.Equal(t, chat, must(s.c.Videos.List([]string{"liveStreamingDetails"}).Id(broadcast).Do())(t).Items[0].LiveStreamingDetails.ActiveLiveChatId)

	hello := s.Chat(s.fan, broadcast, "hello")
	s.SuperChat(s.fan, broadcast, "rich", 5_000_000, "EUR")
	page := must(s.c.LiveChatMessages.List(chat, []string{"snippet", "authorDetails"}).Do())(t)
	require.Len(t, page.Items, 2)
	assert.Equal(t, int64(1000), page.PollingIntervalMillis)
	assert.Equal(t, hello, page.Items[0].Id)
	assert.Equal(t, "hello", page.Items[0].Snippet.TextMessageDetails.MessageText)
	assert.Equal(t, s.fan, page.Items[0].AuthorDetails.ChannelId)
	assert.Equal(t, uint64(5_000_000), page.Items[1].Snippet.SuperChatDetails.AmountMicros)
	own := must(s.c.LiveChatMessages.Insert([]string{"snippet"}, &youtube.LiveChatMessage{Snippet: &youtube.LiveChatMessageSnippet{
		LiveChatId: chat, Type: "textMessageEvent", TextMessageDetails: &youtube.LiveChatTextMessageDetails{MessageText: "welcome"},
	}}).Do())(t)
	page = must(s.c.LiveChatMessages.List(chat, []string{"snippet"}).PageToken(page.NextPageToken).Do())(t)
	require.Len(t, page.Items, 1)
	assert.Equal(t, own.Id, page.Items[0].Id)
	require.NoError(t, s.c.LiveChatMessages.Delete(hello).Do())

	ban := must(s.c.LiveChatBans.Insert([]string{"snippet"}, &youtube.LiveChatBan{Snippet: &youtube.LiveChatBanSnippet{
		LiveChatId: chat, Type: "temporary", BanDurationSeconds: 60, BannedUserDetails: &youtube.ChannelProfileDetails{ChannelId: s.fan},
	}}).Do())(t)
	assert.True(t, s.ChatBanned(s.fan, broadcast))
	require.NoError(t, s.c.LiveChatBans.Delete(ban.Id).Do())
	assert.False(t, s.ChatBanned(s.fan, broadcast))
	s.EndBroadcast(broadcast)
	_, err := s.c.LiveChatMessages.Insert([]string{"snippet"}, own).Do()
	refused(t, err, http.StatusForbidden, "liveChatEnded")
	_, err = s.c.LiveChatMessages.List("nothing", []string{"snippet"}).Do()
	refused(t, err, http.StatusNotFound, "liveChatNotFound")
}

// TestPollingTooFast: who asks sooner than told is refused.
func TestPollingTooFast(t *testing.T) {
	t.Parallel()
	s := newStudio(t, nil)
	chat := s.ChatID(s.GoLive(s.acme, "Live"))
	page := must(s.c.LiveChatMessages.List(chat, []string{"snippet"}).Do())(t)
	_, err := s.c.LiveChatMessages.List(chat, []string{"snippet"}).PageToken(page.NextPageToken).Do()
	refused(t, err, http.StatusForbidden, "rateLimitExceeded")
}
