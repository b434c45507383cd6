package youtubetest_test

import (
	"bufio"
	"encoding/json"
	"net/http"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/relais-go/relais/youtube/youtubetest"
)

func texts(r reply) []string {
	out := []string{}
	for _, m := range r.items() {
		text, _ := dig(m, "snippet", "displayMessage").(string)
		out = append(out, text)
	}
	return out
}

func TestLiveChat(t *testing.T) {
	t.Parallel()
	s := start(t, youtubetest.Options{Live: youtubetest.LiveOptions{History: 2}})
	live := s.GoLive(s.acme, "Live")
	listed := s.api(get, "liveBroadcasts?part=snippet,status&broadcastStatus=active", nil)
	chat, _ := listed.dig("items", 0, "snippet", "liveChatId").(string)
	assert.Equal(t, "live", listed.dig("items", 0, "status", "lifeCycleStatus"))
	assert.Equal(t, chat, s.ChatID(live))
	assert.Equal(t, chat, s.api(get, "videos?part=liveStreamingDetails&id="+live, nil).dig("items", 0, "liveStreamingDetails", "activeLiveChatId"))
	for _, text := range []string{"one", "two", "three"} {
		s.Chat(s.fan, live, text)
	}
	list := func(token string) reply {
		path := "liveChat/messages?part=snippet,authorDetails&liveChatId=" + chat
		if token != "" {
			path += "&pageToken=" + token
		}
		return s.api(get, path, nil)
	}
	first := list("")
	assert.Equal(t, []string{"two", "three"}, texts(first), "the recent past, oldest first")
	assert.EqualValues(t, 5000, first.dig("pollingIntervalMillis"))
	assert.Equal(t, s.fan, first.dig("items", 0, "authorDetails", "channelId"))
	early := list(first.next())
	assert.Equal(t, "rateLimitExceeded", early.reason())
	assert.Equal(t, "youtube.liveChat", early.dig("error", "errors", 0, "domain"))
	s.clock.Advance(5 * time.Second)
	assert.Empty(t, list(first.next()).items())
	s.SuperChat(s.fan, live, "rich", 5_500_000, "EUR")
	again := list(first.next())
	assert.Equal(t, []string{`5.50 EUR from fan: "rich"`}, texts(again), "the same token again: the answer may have been lost")
	assert.Equal(t, "5500000", again.dig("items", 0, "snippet", "superChatDetails", "amountMicros"))
	s.clock.Advance(5 * time.Second)
	s.EndBroadcast(live)
	end := list(again.next())
	assert.Equal(t, "chatEndedEvent", end.dig("items", 0, "snippet", "type"))
	assert.NotNil(t, end.dig("offlineAt"))
	s.clock.Advance(5 * time.Second)
	assert.Equal(t, "liveChatEnded", list(end.next()).reason())
	gone := s.api(get, "videos?part=liveStreamingDetails&id="+live, nil)
	assert.Nil(t, gone.dig("items", 0, "liveStreamingDetails", "activeLiveChatId"))
	assert.Equal(t, "liveChatNotFound", s.api(get, "liveChat/messages?part=id&liveChatId=x", nil).reason())
	silent := s.GoLive(s.acme, "Silent")
	s.DisableChat(silent)
	assert.Equal(t, "liveChatDisabled", s.api(get, "liveChat/messages?part=id&liveChatId="+s.ChatID(silent), nil).reason())
	assert.Equal(t, 2+8*5+1, s.Quota("").Pool)
}

func TestChatWrites(t *testing.T) {
	t.Parallel()
	s := start(t, youtubetest.Options{Live: youtubetest.LiveOptions{AnyPace: true}})
	live := s.ScheduleBroadcast(s.acme, "Later", noon().Add(time.Hour))
	s.StartBroadcast(live)
	chat := s.ChatID(live)
	say := func(token, text string) reply {
		return s.do(token, post, "/youtube/v3/liveChat/messages?part=snippet", object{"snippet": object{
			"liveChatId": chat, "type": "textMessageEvent", "textMessageDetails": object{"messageText": text},
		}})
	}
	fan := s.Token(s.fan)
	hello := say(fan, "hello")
	require.Equal(t, http.StatusOK, hello.status, hello.text)
	assert.Equal(t, "messageTextRequired", say(fan, "").reason())
	assert.Equal(t, "messageTextInvalid", say(fan, "  ").reason())
	ban := func(kind string, extra object) reply {
		extra["liveChatId"], extra["type"], extra["bannedUserDetails"] = chat, kind, object{"channelId": s.fan}
		return s.api(post, "liveChat/bans?part=snippet", object{"snippet": extra})
	}
	short := ban("temporary", object{"banDurationSeconds": "60"})
	require.Equal(t, http.StatusOK, short.status, short.text)
	assert.Equal(t, "forbidden", say(fan, "still here").reason())
	s.clock.Advance(time.Minute)
	assert.Equal(t, http.StatusOK, say(fan, "back").status)
	long := ban("permanent", object{})
	assert.True(t, s.ChatBanned(s.fan, live))
	assert.Equal(t, http.StatusForbidden, s.do(fan, del, "/youtube/v3/liveChat/bans?id="+long.id(), nil).status)
	assert.Equal(t, http.StatusNoContent, s.api(del, "liveChat/bans?id="+long.id(), nil).status)
	assert.False(t, s.ChatBanned(s.fan, live))
	assert.Equal(t, "typeRequired", ban("temporary", object{}).reason())

	assert.Equal(t, http.StatusNoContent, s.api(del, "liveChat/messages?id="+hello.id(), nil).status)
	assert.Equal(t, "liveChatMessageNotFound", s.api(del, "liveChat/messages?id="+hello.id(), nil).reason())
	history := s.api(get, "liveChat/messages?part=snippet&liveChatId="+chat, nil)
	assert.Equal(t, "tombstone", history.dig("items", 0, "snippet", "type"))
	assert.Equal(t, "userBannedEvent", history.dig("items", 1, "snippet", "type"))

	poll := s.api(post, "liveChat/messages?part=snippet", object{"snippet": object{"liveChatId": chat, "type": "pollEvent", "pollDetails": object{
		"metadata": object{"questionText": "?", "options": []object{{"optionText": "a"}, {"optionText": "b"}}},
	}}})
	require.Equal(t, http.StatusOK, poll.status, poll.text)
	assert.Equal(t, poll.id(), s.api(get, "liveChat/messages?part=snippet&liveChatId="+chat, nil).dig("activePollItem", "id"))
	closed := s.api(post, "liveChat/messages/transition?status=closed&id="+poll.id(), nil)
	assert.Equal(t, "closed", closed.dig("snippet", "pollDetails", "status"))
	assert.Nil(t, s.api(get, "liveChat/messages?part=snippet&liveChatId="+chat, nil).dig("activePollItem"))
	assert.Len(t, s.ChatMessages(live), 5)
	assert.True(t, s.ChatMessages(live)[0].Deleted)
}

// The stream is an array of answers that grows.
func TestChatStream(t *testing.T) {
	t.Parallel()
	s := start(t, youtubetest.Options{Live: youtubetest.LiveOptions{StreamFor: time.Minute}})
	live := s.GoLive(s.acme, "Live")
	s.Chat(s.fan, live, "before")
	open := func() (*http.Response, *json.Decoder) {
		req, err := http.NewRequestWithContext(t.Context(), get, s.base+"/youtube/v3/liveChat/messages/stream?part=snippet&liveChatId="+s.ChatID(live), nil)
		require.NoError(t, err)
		req.Header.Set("Authorization", "Bearer "+s.token)
		resp, err := (&http.Client{}).Do(req)
		require.NoError(t, err)
		decoder := json.NewDecoder(bufio.NewReader(resp.Body))
		bracket, err := decoder.Token()
		require.NoError(t, err)
		require.Equal(t, json.Delim('['), bracket)
		return resp, decoder
	}
	read := func(d *json.Decoder) reply {
		var r reply
		require.NoError(t, d.Decode(&r.body))
		return r
	}
	resp, decoder := open()
	assert.Equal(t, []string{"before"}, texts(read(decoder)))
	s.Chat(s.fan, live, "during")
	assert.Equal(t, []string{"during"}, texts(read(decoder)))
	assert.Equal(t, 1, s.DisconnectStreams(youtubetest.CloseClean))
	assert.False(t, decoder.More())
	_, err := decoder.Token()
	require.NoError(t, err, "the array is complete")
	require.NoError(t, resp.Body.Close())

	resp, decoder = open()
	read(decoder)
	s.DisconnectStreams(youtubetest.CloseReset)
	var v any
	require.Error(t, decoder.Decode(&v))
	require.NoError(t, resp.Body.Close())

	resp, decoder = open()
	read(decoder)
	s.EndBroadcast(live)
	assert.Equal(t, "chatEndedEvent", read(decoder).dig("items", 0, "snippet", "type"))
	assert.False(t, decoder.More())
	require.NoError(t, resp.Body.Close())
	refused := s.api(get, "liveChat/messages/stream?part=snippet&liveChatId=x", nil)
	assert.Equal(t, http.StatusNotFound, refused.status)
	assert.Equal(t, byte('['), refused.text[0], "errors are wrapped as well")
	assert.Contains(t, refused.text, "liveChatNotFound")
}
