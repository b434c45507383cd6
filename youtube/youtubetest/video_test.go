package youtubetest_test

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/relais-go/relais/youtube/youtubetest"
)

func TestUpdateErasesWhatIsLeftOut(t *testing.T) {
	t.Parallel()
	s := start(t, youtubetest.Options{})
	made := s.upload(object{
		"snippet": object{"title": "A", "description": "B", "tags": []string{"c d", "e"}, "categoryId": "10", "defaultLanguage": "fr"},
		"status":  object{"privacyStatus": "unlisted", "embeddable": false, "license": "creativeCommon", "selfDeclaredMadeForKids": true, "containsSyntheticMedia": true},
	})
	require.Equal(t, http.StatusOK, made.status, made.text)
	v, _ := s.FindVideo(made.id())
	assert.Equal(t, []string{"c d", "e"}, v.Tags)
	assert.False(t, v.Embeddable)
	assert.True(t, v.MadeForKids)

	snippet := s.api(put, "videos?part=snippet", object{"id": made.id(), "snippet": object{"title": "New", "categoryId": "22"}, "status": object{"privacyStatus": "private"}})
	require.Equal(t, http.StatusOK, snippet.status, snippet.text)
	v, _ = s.FindVideo(made.id())
	assert.Equal(t, "New", v.Title)
	assert.Empty(t, v.Description+v.DefaultLanguage+strings.Join(v.Tags, ""), "erased")
	assert.Equal(t, "unlisted", v.Privacy, "the part status was not named")

	status := s.api(put, "videos?part=status", object{"id": made.id(), "status": object{}})
	require.Equal(t, http.StatusOK, status.status, status.text)
	v, _ = s.FindVideo(made.id())
	assert.Equal(t, "public youtube", v.Privacy+" "+v.License, "reset")
	assert.True(t, v.Embeddable)
	assert.False(t, v.MadeForKids || v.Synthetic)
	assert.Equal(t, "New", v.Title)

	for reason, body := range map[string]object{
		"invalidTitle":       {"title": strings.Repeat("é", 101), "categoryId": "22"},
		"invalidDescription": {"title": "A", "description": strings.Repeat("é", 2501), "categoryId": "22"},
		"invalidTags":        {"title": "A", "tags": []string{strings.Repeat("a", 498) + " b"}, "categoryId": "22"},
		"invalidCategoryId":  {"title": "A"},
		"badRequest":         {"title": 5},
	} {
		r := s.api(put, "videos?part=snippet", object{"id": made.id(), "snippet": body})
		assert.Equal(t, http.StatusBadRequest, r.status)
		assert.Equal(t, reason, r.reason(), r.text)
	}
	fits := s.api(put, "videos?part=snippet", object{"id": made.id(), "snippet": object{"title": strings.Repeat("é", 100), "categoryId": "22", "tags": []string{strings.Repeat("a", 496) + " b"}}})
	assert.Equal(t, http.StatusOK, fits.status, fits.text)
	localized := s.api(put, "videos?part=localizations", object{"id": made.id(), "localizations": object{"en": object{"title": "X"}}})
	assert.Equal(t, "defaultLanguageNotSet", localized.reason())
	unknown := s.api(put, "videos?part=snippet", object{"id": made.id(), "snippet": object{"title": "A", "categoryID": "22"}})
	assert.Equal(t, "badRequest", unknown.reason(), "names have one spelling")
}

func TestWholeResourcesCanBeSentBack(t *testing.T) {
	t.Parallel()
	s := start(t, youtubetest.Options{})
	id := s.Publish(s.acme, youtubetest.Video{Title: "A", Tags: []string{"b"}})
	parts := "snippet,status,recordingDetails,localizations,contentDetails,statistics,player,processingDetails,fileDetails,suggestions,topicDetails,paidProductPlacementDetails"
	r := s.api(get, "videos?part="+parts+"&id="+id, nil)
	item := r.items()[0]
	item["snippet"].(object)["title"] = "B"
	back := s.api(put, "videos?part=snippet,status,recordingDetails,paidProductPlacementDetails", item)
	require.Equal(t, http.StatusOK, back.status, back.text)
	v, _ := s.FindVideo(id)
	assert.Equal(t, "B", v.Title)
	assert.Equal(t, []string{"b"}, v.Tags)
}

func TestIfMatch(t *testing.T) {
	t.Parallel()
	s := start(t, youtubetest.Options{})
	id := s.Publish(s.acme, youtubetest.Video{Title: "A"})
	read := s.api(get, "videos?part=snippet&id="+id, nil)
	tag := read.items()[0]["etag"].(string)
	s.EditVideo(id, func(v *youtubetest.Video) { v.Title = "Elsewhere" })
	body := strings.NewReader(`{"id":"` + id + `","snippet":{"title":"B","categoryId":"22"}}`)
	r, err := s.send(s.token, put, "/youtube/v3/videos?part=snippet", with("If-Match", `"`+tag+`"`, "Content-Type", "application/json"), body)
	require.NoError(t, err)
	assert.Equal(t, http.StatusPreconditionFailed, r.status)
	assert.Equal(t, "conditionNotMet", r.reason())

	cached, err := s.send(s.token, get, "/youtube/v3/videos?part=snippet&id="+id, with("If-None-Match", read.body["etag"].(string)), nil)
	require.NoError(t, err)
	assert.Equal(t, http.StatusOK, cached.status)
	same, err := s.send(s.token, get, "/youtube/v3/videos?part=snippet&id="+id, with("If-None-Match", cached.header.Get("ETag")), nil)
	require.NoError(t, err)
	assert.Equal(t, http.StatusNotModified, same.status)
	assert.Empty(t, same.text)
	assert.Equal(t, 4, s.Quota("").Pool-50+1, "304 costs as well")
}

func TestScheduling(t *testing.T) {
	t.Parallel()
	s := start(t, youtubetest.Options{})
	at := noon().Add(time.Hour)
	schedule := func(privacy, when string) reply {
		return s.upload(object{"snippet": object{"title": "A"}, "status": object{"privacyStatus": privacy, "publishAt": when}})
	}
	assert.Equal(t, "invalidPublishAt", schedule("public", at.Format(time.RFC3339)).reason())
	assert.Equal(t, "invalidPublishAt", schedule("private", "tomorrow").reason())
	past := schedule("private", noon().Add(-time.Hour).Format(time.RFC3339))
	assert.Equal(t, "public", past.dig("status", "privacyStatus"), "a past time publishes at once")
	made := schedule("private", at.Format(time.RFC3339))
	assert.Equal(t, "2026-11-10T13:00:00Z", made.dig("status", "publishAt"))
	uploads := "playlistItems?part=contentDetails,status&playlistId=UU" + s.acme[2:]
	assert.Len(t, s.api(get, uploads, nil).items(), 2, "the owner finds it there")
	assert.Len(t, s.do(s.Token(s.fan), get, "/youtube/v3/"+uploads, nil).items(), 1)

	moved := at.Add(time.Hour)
	r := s.api(put, "videos?part=status", object{"id": made.id(), "status": object{"privacyStatus": "private", "publishAt": moved.Format(time.RFC3339)}})
	require.Equal(t, http.StatusOK, r.status, r.text)
	s.clock.Set(at)
	v, _ := s.FindVideo(made.id())
	assert.Equal(t, "private", v.Privacy)
	s.clock.Set(moved.Add(time.Minute))
	s.token = s.Token(s.acme)
	listed := s.api(get, "videos?part=status,snippet&id="+made.id(), nil).items()[0]
	assert.Equal(t, "public", dig(listed, "status", "privacyStatus"))
	assert.Nil(t, dig(listed, "status", "publishAt"))
	assert.Equal(t, "2026-11-10T14:00:00Z", dig(listed, "snippet", "publishedAt"))
	again := s.api(put, "videos?part=status", object{"id": made.id(), "status": object{"privacyStatus": "private", "publishAt": moved.Add(time.Hour).Format(time.RFC3339)}})
	assert.Equal(t, "invalidPublishAt", again.reason(), "it was public before")

	cancelled := schedule("private", moved.Add(time.Hour).Format(time.RFC3339))
	s.api(put, "videos?part=status", object{"id": cancelled.id(), "status": object{"privacyStatus": "private"}})
	s.clock.Advance(48 * time.Hour)
	v, _ = s.FindVideo(cancelled.id())
	assert.Equal(t, "private", v.Privacy)
}

func TestProcessing(t *testing.T) {
	t.Parallel()
	s := start(t, youtubetest.Options{Processing: youtubetest.ProcessingOptions{
		Polls: 2, Duration: time.Minute, RejectDuplicates: true,
		Outcome: func(v youtubetest.Video) youtubetest.Outcome {
			if v.Title == "Broken" {
				return youtubetest.Outcome{FailureReason: "codec"}
			}
			return youtubetest.Outcome{}
		},
	}})
	status := func(id string) reply {
		return s.api(get, "videos?part=status,processingDetails,contentDetails&id="+id, nil)
	}
	made := s.upload(titled("A"))
	assert.Equal(t, "uploaded", made.dig("status", "uploadStatus"))
	for range 3 {
		r := status(made.id())
		assert.Equal(t, "processing", r.dig("items", 0, "processingDetails", "processingStatus"), "time has not passed")
		assert.Equal(t, "60000", r.dig("items", 0, "processingDetails", "processingProgress", "timeLeftMs"))
		assert.Equal(t, "P0D", r.dig("items", 0, "contentDetails", "duration"))
	}
	broken := s.upload(titled("Broken"))
	s.clock.Advance(time.Minute)
	r := status(made.id())
	assert.Equal(t, "processed", r.dig("items", 0, "status", "uploadStatus"))
	assert.Equal(t, "succeeded", r.dig("items", 0, "processingDetails", "processingStatus"))
	assert.Equal(t, "PT1M", r.dig("items", 0, "contentDetails", "duration"))
	for range 2 {
		assert.Equal(t, "uploaded", status(broken.id()).dig("items", 0, "status", "uploadStatus"), "not asked often enough")
	}
	r = status(broken.id())
	assert.Equal(t, "failed codec failed", r.dig("items", 0, "status", "uploadStatus").(string)+" "+
		r.dig("items", 0, "status", "failureReason").(string)+" "+r.dig("items", 0, "processingDetails", "processingStatus").(string))
	copied := s.upload(titled("Again"))
	s.clock.Advance(time.Minute)
	for range 2 {
		status(copied.id())
	}
	assert.Equal(t, "duplicate", status(copied.id()).dig("items", 0, "status", "rejectionReason"))
	assert.Empty(t, s.do(s.Token(s.fan), get, "/youtube/v3/videos?part=status&id="+copied.id(), nil).items())
	secret := s.do(s.Token(s.fan), get, "/youtube/v3/videos?part=processingDetails&id="+made.id(), nil)
	assert.Equal(t, http.StatusForbidden, secret.status)
}

func TestVideosThatOthersSee(t *testing.T) {
	t.Parallel()
	s := start(t, youtubetest.Options{ForcePrivate: true})
	locked := s.upload(object{"snippet": object{"title": "A"}, "status": object{"privacyStatus": "public"}})
	assert.Equal(t, "private", locked.dig("status", "privacyStatus"))
	id := s.Publish(s.fan, youtubetest.Video{Title: "Fan's", HiddenLikes: true, Duration: 3661 * time.Second})
	s.SetVideoAudience(id, youtubetest.Audience{Views: 5_000_000_000, Likes: 7, Dislikes: 1})
	s.View(id, 2)
	s.Rate(s.acme, id, "dislike")
	r := s.api(get, "videos?part=statistics,snippet,contentDetails&part=status&id="+id+"&id="+locked.id()+"&id=unknown", nil)
	require.Len(t, r.items(), 2)
	assert.Equal(t, object{"viewCount": "5000000002", "favoriteCount": "0", "commentCount": "0"}, r.dig("items", 0, "statistics"))
	assert.Equal(t, "PT1H1M1S", r.dig("items", 0, "contentDetails", "duration"))
	assert.Equal(t, "Fan's", r.dig("items", 0, "snippet", "title"))
	assert.Nil(t, r.dig("items", 0, "status", "selfDeclaredMadeForKids"), "for the owner")
	own := s.do(s.Token(s.fan), get, "/youtube/v3/videos?part=statistics&id="+id, nil)
	assert.Equal(t, "2", own.dig("items", 0, "statistics", "dislikeCount"))

	key := s.APIKey("")
	anybody := s.do("", get, "/youtube/v3/videos?part=id&id="+id+","+locked.id()+"&key="+key, nil)
	assert.Equal(t, []string{id}, anybody.ids(), "private ones are absent, without an error")
	none := s.do("", get, "/youtube/v3/videos?part=id&id=unknown&key="+key, nil)
	assert.Equal(t, http.StatusOK, none.status)
	assert.Empty(t, none.items())
	assert.Contains(t, none.text, `"items": []`)

	assert.Equal(t, http.StatusForbidden, s.api(del, "videos?id="+id, nil).status)
	assert.Equal(t, http.StatusNoContent, s.api(del, "videos?id="+locked.id(), nil).status)
	assert.Equal(t, "videoNotFound", s.api(del, "videos?id="+locked.id(), nil).reason())
	_, ok := s.FindVideo(locked.id())
	assert.False(t, ok)
}

func TestRatings(t *testing.T) {
	t.Parallel()
	s := start(t, youtubetest.Options{})
	id := s.Publish(s.fan, youtubetest.Video{})
	assert.Equal(t, http.StatusNoContent, s.api(post, "videos/rate?rating=like&id="+id, nil).status)
	assert.Equal(t, "like", s.Rating(s.acme, id))
	assert.Equal(t, http.StatusNoContent, s.api(post, "videos/rate?rating=dislike&id="+id, nil).status)
	rated := s.api(get, "videos/getRating?id="+id, nil)
	assert.Equal(t, "dislike", rated.dig("items", 0, "rating"))
	v, _ := s.FindVideo(id)
	assert.Equal(t, int64(0), v.Likes)
	assert.Equal(t, int64(1), v.Dislikes)
	assert.Equal(t, []string{id}, s.api(get, "videos?part=id&myRating=dislike", nil).ids())
	assert.Equal(t, http.StatusBadRequest, s.api(post, "videos/rate?rating=love&id="+id, nil).status)
	s.EditVideo(id, func(v *youtubetest.Video) { v.RatingsDisabled = true })
	assert.Equal(t, "videoRatingDisabled", s.api(post, "videos/rate?rating=none&id="+id, nil).reason())

	assert.Equal(t, http.StatusNoContent, s.api(post, "videos/reportAbuse", object{"videoId": id, "reasonId": "S", "secondaryReasonId": "27", "comments": "spam"}).status)
	assert.Equal(t, "invalidAbuseReason", s.api(post, "videos/reportAbuse", object{"videoId": id, "reasonId": "S", "secondaryReasonId": "99"}).reason())
	reports := s.AbuseReports()
	require.Len(t, reports, 1)
	assert.Equal(t, "spam", reports[0].Comments)
	stats := s.api(get, "videos:batchGetStats?part=statistics,contentDetails&id="+id+",unknown", nil)
	require.Len(t, stats.items(), 1)
	assert.Equal(t, "300s", stats.dig("items", 0, "contentDetails", "duration"))
}

func TestThumbnails(t *testing.T) {
	t.Parallel()
	s := start(t, youtubetest.Options{ThumbnailsPerDay: 1})
	id := s.Publish(s.acme, youtubetest.Video{})
	path := "/upload/youtube/v3/thumbnails/set?videoId="
	assert.Equal(t, "invalidImage", s.simple(path+id, "image/png", []byte("no picture")).reason())
	assert.Equal(t, "badContent", s.simple(path+id, "text/plain", png()).reason())
	assert.Equal(t, "mediaBodyRequired", s.simple(path+id, "image/png", nil).reason())
	assert.Equal(t, "videoNotFound", s.simple(path+"unknown", "image/png", png()).reason())
	assert.Equal(t, http.StatusForbidden, s.simple(path+s.Publish(s.fan, youtubetest.Video{}), "image/png", png()).status)
	assert.Equal(t, http.StatusRequestEntityTooLarge, s.simple(path+id, "image/png", make([]byte, 50<<20+1)).status)
	r := s.simple(path+id+"&uploadType=media", "application/octet-stream", png())
	require.Equal(t, http.StatusOK, r.status, r.text)
	assert.Contains(t, r.dig("items", 0, "maxres", "url"), id)
	v, _ := s.FindVideo(id)
	assert.Equal(t, sum(png()), v.ThumbnailSHA256)
	busy := s.simple(path+id, "image/png", png())
	assert.Equal(t, http.StatusTooManyRequests, busy.status)
	assert.Equal(t, "uploadRateLimitExceeded", busy.reason())
	s.SetProfile(s.acme, func(p *youtubetest.Profile) { p.NoThumbnails = true })
	assert.Equal(t, "forbidden", s.simple(path+id, "image/png", png()).reason())
}
