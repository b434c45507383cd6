package youtubetest_test

import (
	"net/http"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/relais-go/relais/youtube/youtubetest"
)

// A broadcast from its announcement to its end.
func TestBroadcastWrites(t *testing.T) {
	t.Parallel()
	s := start(t, youtubetest.Options{})
	body := object{
		"snippet": object{"title": "Soon", "scheduledStartTime": "2026-12-01T00:00:00Z"}, "status": object{"privacyStatus": "private"},
		"contentDetails": object{"enableDvr": false, "monitorStream": object{"enableMonitorStream": false, "broadcastStreamDelayMs": 0}},
	}
	const parts = "part=snippet,status,contentDetails"
	made := s.api(post, "liveBroadcasts?"+parts, body)
	require.Equal(t, http.StatusOK, made.status, made.text)
	assert.Equal(t, false, made.dig("contentDetails", "enableDvr"))
	assert.Equal(t, true, made.dig("contentDetails", "enableEmbed"))
	id := made.id()
	v, ok := s.FindVideo(id)
	require.True(t, ok)
	assert.Equal(t, "private", v.Privacy)
	assert.Equal(t, id, v.Broadcast)
	st := s.api(post, "liveStreams?part=snippet,cdn,status", object{
		"snippet": object{"title": "Camera"}, "cdn": object{"ingestionType": "hls", "frameRate": "variable", "resolution": "variable"},
	})
	require.Equal(t, http.StatusOK, st.status, st.text)
	move := func(to string) reply {
		return s.api(post, "liveBroadcasts/transition?"+parts+"&id="+id+"&broadcastStatus="+to, nil)
	}
	assert.Equal(t, "invalidTransition", move("live").reason(), "without a stream")
	bind := func(query string) reply { return s.api(post, "liveBroadcasts/bind?"+parts+"&id="+id+query, nil) }
	assert.Equal(t, "ready", bind("&streamId="+st.id()).dig("status", "lifeCycleStatus"))
	assert.Equal(t, "created", bind("").dig("status", "lifeCycleStatus"))
	bind("&streamId=" + st.id())
	assert.Equal(t, "errorStreamInactive", move("live").reason())
	s.Send(st.id(), true)
	assert.Equal(t, "invalidTransition", move("testing").reason(), "nobody watches before the public")
	assert.Equal(t, "liveStarting", move("live").dig("status", "lifeCycleStatus"))
	assert.Equal(t, "redundantTransition", move("live").reason())
	assert.Equal(t, "liveBroadcastBindingNotAllowed", bind("").reason())
	s.clock.Advance(30 * time.Minute)
	s.Send(st.id(), false)
	assert.Equal(t, "inactive", s.api(get, "liveStreams?part=status&mine=true", nil).dig("items", 0, "status", "streamStatus"))
	assert.Equal(t, "complete", move("complete").dig("status", "lifeCycleStatus"))
	body["id"] = id
	body["snippet"] = object{"title": "That was it", "scheduledStartTime": "2026-12-01T00:00:00Z"}
	body["status"] = object{"privacyStatus": "public"}
	changed := s.api(put, "liveBroadcasts?"+parts, body)
	require.Equal(t, http.StatusOK, changed.status, changed.text)
	assert.Equal(t, "public", changed.dig("status", "privacyStatus"))
	assert.NotNil(t, changed.dig("snippet", "actualEndTime"))
	assert.Equal(t, "liveBroadcastNotFound", s.do(s.Token(s.fan), del, "/youtube/v3/liveBroadcasts?id="+id, nil).reason())
	assert.Equal(t, http.StatusNoContent, s.api(del, "liveBroadcasts?id="+id, nil).status)
	_, ok = s.FindVideo(id)
	assert.False(t, ok, "the video goes with it")
}

// Other writes that clients make, held against Google's description.
func TestPageWrites(t *testing.T) {
	t.Parallel()
	s := start(t, youtubetest.Options{})
	list := s.CreatePlaylist(s.acme, "List")
	section := s.api(post, "channelSections?part=snippet,contentDetails", object{
		"snippet": object{"type": "multiplePlaylists", "title": "Best"}, "contentDetails": object{"playlists": []string{list}},
	})
	require.Equal(t, http.StatusOK, section.status, section.text)
	changed := s.api(put, "channelSections?part=snippet,contentDetails", object{
		"id": section.id(), "snippet": object{"type": "multipleChannels", "title": "Friends"}, "contentDetails": object{"channels": []string{s.fan}},
	})
	assert.Equal(t, []any{s.fan}, changed.dig("contentDetails", "channels"))
	assert.Equal(t, http.StatusNoContent, s.api(del, "channelSections?id="+section.id(), nil).status)
	mark := s.multipart(s.token, post, "/upload/youtube/v3/watermarks/set?channelId="+s.acme, object{
		"timing": object{"type": "offsetFromEnd", "offsetMs": "1000", "durationMs": "2000"}, "position": object{"type": "corner", "cornerPosition": "topRight"},
	}, "image/png", png())
	assert.Equal(t, http.StatusNoContent, mark.status, mark.text)
	assert.Equal(t, http.StatusNoContent, s.api(post, "watermarks/unset?channelId="+s.acme, nil).status)
	kids := s.api(put, "channels?part=status", object{"id": s.acme, "status": object{"selfDeclaredMadeForKids": true}})
	assert.Equal(t, true, kids.dig("status", "madeForKids"))
}
