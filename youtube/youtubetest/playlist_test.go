package youtubetest_test

import (
	"net/http"
	"strconv"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/relais-go/relais/youtube/youtubetest"
)

func TestPlaylists(t *testing.T) {
	t.Parallel()
	s := start(t, youtubetest.Options{})
	assert.Equal(t, "playlistTitleRequired", s.api(post, "playlists?part=snippet", object{"snippet": object{}}).reason())
	made := s.api(post, "playlists?part=snippet,status", object{"snippet": object{"title": "List", "description": "d"}, "status": object{"privacyStatus": "private"}})
	require.Equal(t, http.StatusOK, made.status, made.text)
	assert.Equal(t, "private", made.dig("status", "privacyStatus"))
	fan := s.Token(s.fan)
	assert.Empty(t, s.do(fan, get, "/youtube/v3/playlists?part=id&id="+made.id(), nil).items())
	assert.Equal(t, "playlistNotFound", s.do(fan, del, "/youtube/v3/playlists?id="+made.id(), nil).reason())
	updated := s.api(put, "playlists?part=snippet", object{"id": made.id(), "snippet": object{"title": "New"}})
	require.Equal(t, http.StatusOK, updated.status, updated.text)
	lists := s.Playlists(s.acme)
	require.Len(t, lists, 1)
	assert.Equal(t, "New||private", lists[0].Title+"|"+lists[0].Description+"|"+lists[0].Privacy)
	assert.Equal(t, []string{made.id()}, s.api(get, "playlists?part=id&mine=true", nil).ids())
	assert.Equal(t, http.StatusNoContent, s.api(del, "playlists?id="+made.id(), nil).status)
	assert.Equal(t, "playlistNotFound", s.api(del, "playlists?id="+made.id(), nil).reason())
}

func TestPlaylistItems(t *testing.T) {
	t.Parallel()
	s := start(t, youtubetest.Options{})
	list := s.CreatePlaylist(s.acme, "List")
	var videos []string
	insert := func(video string, position any) reply {
		snippet := object{"playlistId": list, "resourceId": object{"kind": "youtube#video", "videoId": video}}
		if position != nil {
			snippet["position"] = position
		}
		return s.api(post, "playlistItems?part=snippet", object{"snippet": snippet})
	}
	var ids []string
	for i := range 3 {
		v := s.Publish(s.acme, youtubetest.Video{Title: strconv.Itoa(i)})
		videos = append(videos, v)
		r := insert(v, nil)
		require.Equal(t, http.StatusOK, r.status, r.text)
		ids = append(ids, r.id())
	}
	front := insert(videos[0], 0)
	assert.EqualValues(t, 0, front.dig("snippet", "position"))
	assert.Equal(t, []string{videos[0], videos[0], videos[1], videos[2]}, s.Playlists(s.acme)[0].Videos)
	assert.Equal(t, "invalidPlaylistItemPosition", insert(videos[0], 9).reason())
	assert.Equal(t, "videoNotFound", insert("unknown", nil).reason())

	moved := s.api(put, "playlistItems?part=snippet", object{"id": ids[2], "snippet": object{
		"playlistId": list, "resourceId": object{"kind": "youtube#video", "videoId": videos[2]}, "position": 0,
	}})
	require.Equal(t, http.StatusOK, moved.status, moved.text)
	assert.Equal(t, []string{videos[2], videos[0], videos[0], videos[1]}, s.Playlists(s.acme)[0].Videos)
	assert.Equal(t, "resourceIdRequired", s.api(put, "playlistItems?part=snippet", object{"id": ids[2], "snippet": object{"playlistId": list}}).reason())
	found := s.api(get, "playlistItems?part=snippet&playlistId="+list+"&videoId="+videos[1], nil)
	require.Len(t, found.items(), 1)
	assert.EqualValues(t, 3, found.dig("items", 0, "snippet", "position"))
	s.DeleteVideo(videos[1])
	found = s.api(get, "playlistItems?part=snippet,contentDetails&id="+ids[1], nil)
	assert.Equal(t, "Deleted video", found.dig("items", 0, "snippet", "title"))
	assert.Nil(t, found.dig("items", 0, "contentDetails", "videoPublishedAt"))
	assert.Equal(t, http.StatusNoContent, s.api(del, "playlistItems?id="+ids[1], nil).status)
	assert.Equal(t, "playlistItemNotFound", s.api(del, "playlistItems?id="+ids[1], nil).reason())
	assert.Equal(t, "playlistNotFound", s.api(get, "playlistItems?part=id&playlistId=PLx", nil).reason())
}

// Pages of videos are counted from the front: a new upload moves the rest.
func TestUploadsPlaylist(t *testing.T) {
	t.Parallel()
	s := start(t, youtubetest.Options{})
	me := s.api(get, "channels?part=contentDetails&mine=true", nil)
	uploads, ok := me.dig("items", 0, "contentDetails", "relatedPlaylists", "uploads").(string)
	require.True(t, ok)
	var all []string
	for range 7 {
		all = append([]string{s.Publish(s.acme, youtubetest.Video{})}, all...)
	}
	first := s.api(get, "playlistItems?part=contentDetails&playlistId="+uploads, nil)
	require.Len(t, first.items(), 5)
	assert.Equal(t, all[0], first.dig("items", 0, "contentDetails", "videoId"), "newest first")
	assert.Equal(t, "CAUQAA", first.next())
	assert.EqualValues(t, 7, first.dig("pageInfo", "totalResults"))
	s.Publish(s.acme, youtubetest.Video{})
	second := s.api(get, "playlistItems?part=contentDetails&playlistId="+uploads+"&pageToken="+first.next(), nil)
	assert.Equal(t, all[4], second.dig("items", 0, "contentDetails", "videoId"), "comes again")
	assert.Equal(t, "CAAQAQ", second.dig("prevPageToken"))
	r := s.api(post, "playlistItems?part=snippet", object{"snippet": object{"playlistId": uploads, "resourceId": object{"kind": "youtube#video", "videoId": all[0]}}})
	assert.Equal(t, "playlistOperationUnsupported", r.reason())
	hidden := s.Publish(s.acme, youtubetest.Video{Privacy: "unlisted"})
	stranger := s.do(s.Token(s.fan), get, "/youtube/v3/playlistItems?part=contentDetails&maxResults=50&playlistId="+uploads, nil)
	assert.NotContains(t, stranger.text, hidden)
	assert.Len(t, stranger.items(), 8)
}

func TestCaptions(t *testing.T) {
	t.Parallel()
	s := start(t, youtubetest.Options{})
	id := s.Publish(s.acme, youtubetest.Video{})
	const srt = "1\n00:00:01,500 --> 00:00:02,750\nHello\nworld\n\n2\n01:00:03,000 --> 01:00:04,000\nBye\n"
	path := "/upload/youtube/v3/captions?part=snippet,id"
	meta := object{"snippet": object{"videoId": id, "language": "fr", "name": "Main", "isDraft": true}}
	made := s.multipart(s.token, post, path, meta, "text/plain", []byte(srt))
	require.Equal(t, http.StatusOK, made.status, made.text)
	assert.Equal(t, "captionExists", s.multipart(s.token, post, path, meta, "text/plain", []byte(srt)).reason())
	assert.Equal(t, "contentRequired", s.multipart(s.token, post, path, object{"snippet": object{"videoId": id, "language": "de"}}, "text/plain", nil).reason())
	assert.Equal(t, "invalidMetadata", s.multipart(s.token, post, path, object{"snippet": object{"videoId": id}}, "text/plain", []byte(srt)).reason())

	r, err := s.send(s.token, get, "/youtube/v3/captions/"+made.id()+"?tfmt=vtt", nil, nil)
	require.NoError(t, err)
	assert.Equal(t, "WEBVTT\n\n00:00:01.500 --> 00:00:02.750\nHello\nworld\n\n01:00:03.000 --> 01:00:04.000\nBye\n\n", r.text)
	assert.Equal(t, srt, s.api(get, "captions/"+made.id()+"?alt=media", nil).text)
	assert.Equal(t, "couldNotConvert", s.api(get, "captions/"+made.id()+"?tfmt=ttml", nil).reason())
	assert.Equal(t, "couldNotConvert", s.api(get, "captions/"+made.id()+"?tlang=de", nil).reason())

	alone := s.do(s.token, put, "/youtube/v3/captions?part=snippet", object{"id": made.id(), "snippet": object{"isDraft": true}})
	assert.Equal(t, true, alone.dig("snippet", "isDraft"), "without a file the plain path does as well")
	assert.Equal(t, "mediaBodyRequired", s.do(s.token, post, "/youtube/v3/captions?part=snippet", meta).reason())
	draft := s.do(s.token, put, path, object{"id": made.id(), "snippet": object{"isDraft": false}})
	require.Equal(t, http.StatusOK, draft.status, draft.text)
	assert.Equal(t, false, draft.dig("snippet", "isDraft"))
	changed := s.multipart(s.token, put, path, object{"id": made.id()}, "text/plain", []byte("0:00:01.000,0:00:02.000\nNew\n"))
	require.Equal(t, http.StatusOK, changed.status, changed.text)
	assert.Contains(t, s.api(get, "captions/"+made.id()+"?tfmt=srt", nil).text, "1\n00:00:01,000 --> 00:00:02,000\nNew\n")
	assert.Equal(t, "true", s.api(get, "videos?part=contentDetails&id="+id, nil).dig("items", 0, "contentDetails", "caption"))
	assert.Equal(t, http.StatusForbidden, s.do(s.Token(s.fan), get, "/youtube/v3/captions?part=id&videoId="+id, nil).status)
	tracks := s.Captions(id)
	require.Len(t, tracks, 1)
	assert.Equal(t, "fr", tracks[0].Language)
	assert.Equal(t, http.StatusNoContent, s.api(del, "captions?id="+made.id(), nil).status)
	assert.Equal(t, "captionNotFound", s.api(del, "captions?id="+made.id(), nil).reason())
}
