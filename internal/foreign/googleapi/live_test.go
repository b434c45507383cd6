package googleapi_test

import (
	"encoding/json"
	"net/http"
	"net/url"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"google.golang.org/api/youtube/v3"

	"github.com/relais-go/relais/youtube/youtubetest"
)

// planned is a broadcast that is announced, with the stream that it is to get.
func (s *studio) planned(settings *youtube.LiveBroadcastContentDetails) (b *youtube.LiveBroadcast, st *youtube.LiveStream) {
	s.t.Helper()
	b = must(s.c.LiveBroadcasts.Insert([]string{"snippet", "status", "contentDetails"}, &youtube.LiveBroadcast{
		Snippet: &youtube.LiveBroadcastSnippet{
			Title: "Garden live", Description: "At noon", ScheduledStartTime: time.Now().Add(time.Hour).Format(time.RFC3339),
		},
		Status:         &youtube.LiveBroadcastStatus{PrivacyStatus: "unlisted", SelfDeclaredMadeForKids: false, ForceSendFields: []string{"SelfDeclaredMadeForKids"}},
		ContentDetails: settings,
	}).Do())(s.t)
	st = must(s.c.LiveStreams.Insert([]string{"snippet", "cdn", "status", "contentDetails"}, &youtube.LiveStream{
		Snippet: &youtube.LiveStreamSnippet{Title: "Camera"}, Cdn: &youtube.CdnSettings{IngestionType: "rtmp", FrameRate: "30fps", Resolution: "1080p"},
		ContentDetails: &youtube.LiveStreamContentDetails{IsReusable: true},
	}).Do())(s.t)
	return b, st
}

// TestBroadcast announces a live stream, sets it up, puts it on the air and ends it.
func TestBroadcast(t *testing.T) {
	t.Parallel()
	s := newStudio(t, nil)
	parts := []string{"snippet", "status", "contentDetails"}
	b, st := s.planned(nil)
	assert.Equal(t, "created", b.Status.LifeCycleStatus)
	assert.Equal(t, "unlisted", b.Status.PrivacyStatus)
	assert.True(t, *b.ContentDetails.MonitorStream.EnableMonitorStream)
	assert.NotEmpty(t, b.Snippet.LiveChatId)
	assert.Equal(t, "ready", st.Status.StreamStatus)
	assert.NotEmpty(t, st.Cdn.IngestionInfo.StreamName)
	assert.Contains(t, st.Cdn.IngestionInfo.IngestionAddress, "rtmp://")
	move := func(to string) (*youtube.LiveBroadcast, error) {
		return s.c.LiveBroadcasts.Transition(to, b.Id, parts).Do()
	}
	_, err := move("live")
	refused(t, err, http.StatusForbidden, "invalidTransition")
	bound := must(s.c.LiveBroadcasts.Bind(b.Id, parts).StreamId(st.Id).Do())(t)
	assert.Equal(t, st.Id, bound.ContentDetails.BoundStreamId)
	assert.Equal(t, "ready", bound.Status.LifeCycleStatus)
	refused(t, s.c.LiveStreams.Delete(st.Id).Do(), http.StatusForbidden, "liveStreamDeletionNotAllowed")
	_, err = move("testing")
	refused(t, err, http.StatusForbidden, "errorStreamInactive")

	s.Send(st.Id, true)
	assert.Equal(t, "active", must(s.c.LiveStreams.List([]string{"status"}).Id(st.Id).Do())(t).Items[0].Status.StreamStatus)
	_, err = move("live")
	refused(t, err, http.StatusForbidden, "invalidTransition")
	assert.Equal(t, "testStarting", must(move("testing"))(t).Status.LifeCycleStatus)
	state := func() string {
		return must(s.c.LiveBroadcasts.List([]string{"status"}).Id(b.Id).Do())(t).Items[0].Status.LifeCycleStatus
	}
	assert.Equal(t, "testing", state())
	_, err = move("testing")
	refused(t, err, http.StatusForbidden, "redundantTransition")
	assert.Len(t, must(s.c.LiveBroadcasts.List([]string{"id"}).BroadcastStatus("upcoming").Do())(t).Items, 1)
	assert.Equal(t, "liveStarting", must(move("live"))(t).Status.LifeCycleStatus)
	assert.Equal(t, "live", state())
	assert.Equal(t, "live", must(s.c.Videos.List([]string{"snippet"}).Id(b.Id).Do())(t).Items[0].Snippet.LiveBroadcastContent)
	refused(t, s.c.LiveBroadcasts.Delete(b.Id).Do(), http.StatusForbidden, "liveBroadcastDeletionNotAllowed")
	assert.Equal(t, "complete", must(move("complete"))(t).Status.LifeCycleStatus)
	require.NoError(t, s.c.LiveStreams.Delete(st.Id).Do())
	require.NoError(t, s.c.LiveBroadcasts.Delete(b.Id).Do())
	refused(t, s.c.LiveBroadcasts.Delete(b.Id).Do(), http.StatusNotFound, "liveBroadcastNotFound")
}

// TestBroadcastStartsByItself with its pictures, and ends with them.
func TestBroadcastStartsByItself(t *testing.T) {
	t.Parallel()
	s := newStudio(t, nil)
	b, st := s.planned(&youtube.LiveBroadcastContentDetails{
		EnableAutoStart: true, EnableAutoStop: true, LatencyPreference: "low",
		MonitorStream: &youtube.MonitorStreamInfo{EnableMonitorStream: new(false)},
	})
	assert.False(t, *b.ContentDetails.MonitorStream.EnableMonitorStream)
	assert.Equal(t, "low", b.ContentDetails.LatencyPreference)
	must(s.c.LiveBroadcasts.Bind(b.Id, []string{"id"}).StreamId(st.Id).Do())(t)
	s.Send(st.Id, true)
	assert.Len(t, must(s.c.LiveBroadcasts.List([]string{"id"}).BroadcastStatus("active").Do())(t).Items, 1)
	s.Send(st.Id, false)
	over := must(s.c.LiveBroadcasts.List([]string{"id", "snippet"}).BroadcastStatus("completed").Do())(t)
	require.Len(t, over.Items, 1)
	assert.NotEmpty(t, over.Items[0].Snippet.ActualEndTime)
}

// TestBroadcastUpdate: what a part leaves out is reset, and what it must have is asked for.
func TestBroadcastUpdate(t *testing.T) {
	t.Parallel()
	s := newStudio(t, nil)
	b, st := s.planned(&youtube.LiveBroadcastContentDetails{EnableAutoStart: true})
	snippet := &youtube.LiveBroadcastSnippet{Title: "Another", ScheduledStartTime: b.Snippet.ScheduledStartTime}
	changed := must(s.c.LiveBroadcasts.Update([]string{"snippet"}, &youtube.LiveBroadcast{Id: b.Id, Snippet: snippet}).Do())(t)
	assert.Equal(t, "Another", changed.Snippet.Title)
	assert.Empty(t, changed.Snippet.Description)
	stored, _ := s.FindVideo(b.Id)
	assert.Equal(t, "unlisted", stored.Privacy, "a part that is not named stays")
	assert.Equal(t, "Another", stored.Title)
	monitor := &youtube.MonitorStreamInfo{EnableMonitorStream: new(true), ForceSendFields: []string{"BroadcastStreamDelayMs"}}
	changed = must(s.c.LiveBroadcasts.Update([]string{"contentDetails"}, &youtube.LiveBroadcast{
		Id: b.Id, ContentDetails: &youtube.LiveBroadcastContentDetails{MonitorStream: monitor},
	}).Do())(t)
	assert.False(t, changed.ContentDetails.EnableAutoStart)
	for reason, odd := range map[string]*youtube.LiveBroadcast{
		"titleRequired":               {Id: b.Id, Snippet: &youtube.LiveBroadcastSnippet{ScheduledStartTime: b.Snippet.ScheduledStartTime}},
		"scheduledStartTimeRequired":  {Id: b.Id, Snippet: &youtube.LiveBroadcastSnippet{Title: "x"}},
		"invalidScheduledEndTime":     {Id: b.Id, Snippet: &youtube.LiveBroadcastSnippet{Title: "x", ScheduledStartTime: b.Snippet.ScheduledStartTime, ScheduledEndTime: "2020-01-01T00:00:00Z"}},
		"privacyStatusRequired":       {Id: b.Id, Status: &youtube.LiveBroadcastStatus{}},
		"enableMonitorStreamRequired": {Id: b.Id, ContentDetails: &youtube.LiveBroadcastContentDetails{}},
		"idRequired":                  {Snippet: snippet},
	} {
		part := "snippet"
		switch {
		case odd.Status != nil:
			part = "status"
		case odd.ContentDetails != nil:
			part = "contentDetails"
		}
		_, err := s.c.LiveBroadcasts.Update([]string{part}, odd).Do()
		refused(t, err, http.StatusBadRequest, reason)
	}
	_, err := s.c.LiveBroadcasts.Insert([]string{"snippet", "status"}, &youtube.LiveBroadcast{Snippet: snippet}).Do()
	refused(t, err, http.StatusBadRequest, "privacyStatusRequired")
	_, err = s.c.LiveBroadcasts.Bind(b.Id, []string{"id"}).StreamId("nothing").Do()
	refused(t, err, http.StatusNotFound, "liveStreamNotFound")
	st.Snippet.Title = "Second camera"
	assert.Equal(t, "Second camera", must(s.c.LiveStreams.Update([]string{"snippet"}, &youtube.LiveStream{Id: st.Id, Snippet: st.Snippet}).Do())(t).Snippet.Title)
	assert.Len(t, must(s.c.LiveStreams.List([]string{"id"}).Mine(true).Do())(t).Items, 1)
	for reason, cdn := range map[string]*youtube.CdnSettings{
		"cdnRequired": nil, "ingestionTypeRequired": {}, "frameRateRequired": {IngestionType: "rtmp"}, "resolutionRequired": {IngestionType: "rtmp", FrameRate: "60fps"},
		"invalidResolution": {IngestionType: "rtmp", FrameRate: "60fps", Resolution: "9p"},
	} {
		_, err := s.c.LiveStreams.Insert([]string{"snippet", "cdn"}, &youtube.LiveStream{Snippet: &youtube.LiveStreamSnippet{Title: "x"}, Cdn: cdn}).Do()
		refused(t, err, http.StatusBadRequest, reason)
	}
	s.SetProfile(s.acme, func(p *youtubetest.Profile) { p.NoLive = true })
	_, err = s.c.LiveBroadcasts.Insert([]string{"snippet", "status"}, &youtube.LiveBroadcast{Snippet: snippet, Status: &youtube.LiveBroadcastStatus{PrivacyStatus: "public"}}).Do()
	refused(t, err, http.StatusForbidden, "liveStreamingNotEnabled")
}

// TestChatModerators may delete and ban; owners say who they are.
func TestChatModerators(t *testing.T) {
	t.Parallel()
	s := newStudio(t, &youtubetest.Options{Live: youtubetest.LiveOptions{AnyPace: true}})
	rude := s.CreateChannel("rude")
	live := s.GoLive(s.acme, "Live")
	chat := s.ChatID(live)
	fan := s.service(s.Token(s.fan))
	insult := s.Chat(rude, live, "insult")
	refused(t, fan.LiveChatMessages.Delete(insult).Do(), http.StatusForbidden, "modificationNotAllowed")
	m := must(s.c.LiveChatModerators.Insert([]string{"snippet"}, &youtube.LiveChatModerator{Snippet: &youtube.LiveChatModeratorSnippet{
		LiveChatId: chat, ModeratorDetails: &youtube.ChannelProfileDetails{ChannelId: s.fan},
	}}).Do())(t)
	assert.Equal(t, "fan", m.Snippet.ModeratorDetails.DisplayName)
	list := must(s.c.LiveChatModerators.List(chat, []string{"snippet"}).Do())(t)
	require.Len(t, list.Items, 1)
	assert.Equal(t, m.Id, list.Items[0].Id)
	_, err := fan.LiveChatModerators.List(chat, []string{"snippet"}).Do()
	refused(t, err, http.StatusForbidden, "forbidden")
	require.NoError(t, fan.LiveChatMessages.Delete(insult).Do())
	must(fan.LiveChatBans.Insert([]string{"snippet"}, &youtube.LiveChatBan{Snippet: &youtube.LiveChatBanSnippet{
		LiveChatId: chat, Type: "permanent", BannedUserDetails: &youtube.ChannelProfileDetails{ChannelId: rude},
	}}).Do())(t)
	assert.True(t, s.ChatBanned(rude, live))
	s.Chat(s.fan, live, "better now")
	said := must(s.c.LiveChatMessages.List(chat, []string{"snippet", "authorDetails"}).Do())(t).Items
	assert.True(t, said[len(said)-1].AuthorDetails.IsChatModerator)
	require.NoError(t, s.c.LiveChatModerators.Delete(m.Id).Do())
	refused(t, s.c.LiveChatModerators.Delete(m.Id).Do(), http.StatusNotFound, "liveChatModeratorNotFound")
}

// TestChatPoll asks the viewers, and closes.
func TestChatPoll(t *testing.T) {
	t.Parallel()
	s := newStudio(t, &youtubetest.Options{Live: youtubetest.LiveOptions{AnyPace: true}})
	live := s.GoLive(s.acme, "Live")
	chat := s.ChatID(live)
	poll := must(s.c.LiveChatMessages.Insert([]string{"snippet"}, &youtube.LiveChatMessage{Snippet: &youtube.LiveChatMessageSnippet{
		LiveChatId: chat, Type: "pollEvent", PollDetails: &youtube.LiveChatPollDetails{Metadata: &youtube.LiveChatPollDetailsPollMetadata{
			QuestionText: "Tea?", Options: []*youtube.LiveChatPollDetailsPollMetadataPollOption{{OptionText: "Yes"}, {OptionText: "No"}},
		}},
	}}).Do())(t)
	assert.Equal(t, "active", poll.Snippet.PollDetails.Status)
	assert.Equal(t, poll.Id, must(s.c.LiveChatMessages.List(chat, []string{"snippet"}).Do())(t).ActivePollItem.Id)
	closed := must(s.c.LiveChatMessages.Transition().Id(poll.Id).Status("closed").Do())(t)
	assert.Equal(t, "closed", closed.Snippet.PollDetails.Status)
}

// TestSuperChatEvents lists what was paid for, the newest first.
func TestSuperChatEvents(t *testing.T) {
	t.Parallel()
	s := newStudio(t, nil)
	live := s.GoLive(s.acme, "Live")
	for range 7 {
		s.SuperChat(s.fan, live, "rich", 5_000_000, "EUR")
	}
	n := 0
	err := s.c.SuperChatEvents.List([]string{"snippet"}).MaxResults(3).Pages(t.Context(), func(page *youtube.SuperChatEventListResponse) error {
		for _, e := range page.Items {
			assert.Equal(t, "rich", e.Snippet.CommentText)
			assert.Equal(t, uint64(5_000_000), e.Snippet.AmountMicros)
			assert.Equal(t, s.fan, e.Snippet.SupporterDetails.ChannelId)
			n++
		}
		return nil
	})
	require.NoError(t, err)
	assert.Equal(t, 7, n)
}

// TestChatStream reads what grows while people talk. The generated method reads to the end before it decodes, and so knows
// no stream; the resources are Google's.
func TestChatStream(t *testing.T) {
	t.Parallel()
	s := newStudio(t, &youtubetest.Options{Live: youtubetest.LiveOptions{StreamFor: time.Minute}})
	live := s.GoLive(s.acme, "Live")
	s.Chat(s.fan, live, "before")
	token := ""
	open := func() (*http.Response, *json.Decoder) {
		q := url.Values{"part": {"snippet", "authorDetails"}, "liveChatId": {s.ChatID(live)}, "pageToken": {token}}
		req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, s.base+"/youtube/v3/liveChat/messages/stream?"+q.Encode(), http.NoBody)
		require.NoError(t, err)
		req.Header.Set("Authorization", "Bearer "+s.Token(s.acme))
		client := &http.Client{Transport: &http.Transport{}}
		t.Cleanup(client.CloseIdleConnections)
		resp, err := client.Do(req)
		require.NoError(t, err)
		require.Equal(t, http.StatusOK, resp.StatusCode)
		d := json.NewDecoder(resp.Body)
		must(d.Token())(t)
		return resp, d
	}
	next := func(d *json.Decoder) *youtube.LiveChatMessage {
		for d.More() {
			page := new(youtube.LiveChatMessageListResponse)
			require.NoError(t, d.Decode(page))
			if token = page.NextPageToken; len(page.Items) > 0 {
				return page.Items[0]
			}
		}
		require.Fail(t, "the stream has ended")
		return nil
	}
	resp, d := open()
	assert.Equal(t, "before", next(d).Snippet.DisplayMessage)
	s.Chat(s.fan, live, "during")
	said := next(d)
	assert.Equal(t, "during", said.Snippet.TextMessageDetails.MessageText)
	assert.Equal(t, s.fan, said.AuthorDetails.ChannelId)
	assert.Equal(t, 1, s.DisconnectStreams(youtubetest.CloseReset))
	require.Error(t, d.Decode(new(any)))
	require.NoError(t, resp.Body.Close())
	s.Chat(s.fan, live, "meanwhile")
	resp, d = open()
	assert.Equal(t, "meanwhile", next(d).Snippet.DisplayMessage, "it goes on where it broke")
	s.EndBroadcast(live)
	assert.Equal(t, "chatEndedEvent", next(d).Snippet.Type)
	assert.False(t, d.More())
	require.NoError(t, resp.Body.Close())
}
