package instagramtest_test

import (
	"fmt"
	"net/http"
	"net/url"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/relais-go/relais/instagram/instagramtest"
)

func TestListsOfMedia(t *testing.T) {
	t.Parallel()
	both(t, instagramtest.Options{}, func(t *testing.T, s *site, api instagramtest.API, token string) {
		t.Helper()
		var ids []string
		for i := range 5 {
			ids = append(ids, s.Post(s.acme, instagramtest.Post{Caption: fmt.Sprint(i)}))
			s.clock.Advance(time.Hour)
		}
		story := s.Post(s.acme, instagramtest.Post{Product: "STORY"})
		live := s.Post(s.acme, instagramtest.Post{Live: true, Type: "VIDEO"})
		path := "/" + s.acme + "/media?limit=2"
		first := s.get(api, token, path)
		assert.Equal(t, []string{ids[4], ids[3]}, first.ids(), "newest first, without stories and broadcasts")
		assert.Equal(t, object{"id": ids[4]}, first.data()[0], "only the id unless asked")
		assert.NotContains(t, member(first.body, "paging", "next"), token)
		second := s.get(api, token, path+"&after="+first.after())
		assert.Equal(t, []string{ids[2], ids[1]}, second.ids())
		since := s.get(api, token, fmt.Sprintf("/%s/media?since=%d&until=%d", s.acme, noon().Add(time.Hour).Unix(), noon().Add(2*time.Hour).Unix()))
		assert.Equal(t, []string{ids[2], ids[1]}, since.ids())

		assert.Equal(t, []string{story}, s.get(api, token, "/"+s.acme+"/stories").ids())
		assert.Equal(t, []string{live}, s.get(api, token, "/"+s.acme+"/live_media").ids())
		assert.Equal(t, story, s.get(api, token, "/"+story).id())
		s.clock.Advance(24 * time.Hour)
		assert.Empty(t, s.get(api, token, "/"+s.acme+"/stories").ids(), "a story ends")
		assert.Equal(t, []int{100, 33}, func() []int { r := s.get(api, token, "/"+story); return []int{r.code(), r.subcode()} }())
		s.EndLive(live)
		assert.Equal(t, 33, s.get(api, token, "/"+live).subcode())
	})
}

func TestNewMediaAreMissedForAWhile(t *testing.T) {
	t.Parallel()
	s := start(t, instagramtest.Options{Lag: time.Minute, Misses: 1})
	k := s.container(fl, s.user, url.Values{"image_url": {s.files + "/square.jpg"}}).id()
	assert.Equal(t, 33, s.status(fl, s.user, k).subcode())
	assert.Equal(t, "FINISHED", s.status(fl, s.user, k).body["status_code"])
	m := s.publish(fl, s.user, k).id()
	require.NotEmpty(t, m)
	assert.Equal(t, 33, s.get(fl, s.user, "/"+m).subcode())
	assert.Equal(t, m, s.get(fl, s.user, "/"+m).id())
	assert.Empty(t, s.get(fl, s.user, "/"+s.acme+"/media").ids())
	s.clock.Advance(time.Minute)
	assert.Equal(t, []string{m}, s.get(fl, s.user, "/"+s.acme+"/media").ids())
}

func TestPageTokensAreBlindForAWhile(t *testing.T) {
	t.Parallel()
	s := start(t, instagramtest.Options{Traps: instagramtest.Traps{PageBlind: time.Minute}})
	k := s.container(fl, s.page, url.Values{"image_url": {s.files + "/square.jpg"}}).id()
	require.NotEmpty(t, k, "writing works")
	r := s.status(fl, s.page, k)
	assert.Equal(t, []int{100, 33}, []int{r.code(), r.subcode()})
	assert.Equal(t, "FINISHED", s.status(fl, s.user, k).body["status_code"], "the user sees it")
	m := s.publish(fl, s.page, k).id()
	require.NotEmpty(t, m)
	assert.Equal(t, 33, s.get(fl, s.page, "/"+m).subcode())
	assert.Equal(t, m, s.get(fl, s.user, "/"+m).id())
	s.clock.Advance(time.Minute)
	assert.Equal(t, m, s.get(fl, s.page, "/"+m).id())
	s.Hide(m, 1)
	assert.Equal(t, 33, s.get(fl, s.user, "/"+m).subcode())
	assert.Equal(t, m, s.get(fl, s.user, "/"+m).id())
}

func TestFieldsOfFacebookLogin(t *testing.T) {
	t.Parallel()
	s := start(t, instagramtest.Options{})
	reel := s.Post(s.acme, instagramtest.Post{Product: "REELS", Copyright: true, HideLikes: true})
	s.Like(s.ann, reel)
	s.AddMediaInsights(reel, instagramtest.Insight{Metric: "saved", Value: 3}, instagramtest.Insight{Metric: "views", Value: 90})
	got := s.get(fl, s.user, "/"+reel+"?fields=media_url,thumbnail_url,saved_count,total_like_count,total_views_count,like_count,media_audio_type,is_shared_to_feed,view_count").body
	assert.Equal(t, object{
		"id": reel, "thumbnail_url": "https://scontent.cdninstagram.com/v/" + reel + "_thumb.jpg", "saved_count": 3.0, "total_like_count": 1.0,
		"total_views_count": 90.0, "like_count": 1.0, "media_audio_type": "ORIGINAL_SOUND", "is_shared_to_feed": true, "view_count": 90.0,
	}, got)
	assert.Equal(t, 100, s.get(fl, s.user, "/"+reel+"?fields=nonsense").code())
}

func TestMediaAreDeletedAndClosed(t *testing.T) {
	t.Parallel()
	s := start(t, instagramtest.Options{})
	album := s.Post(s.acme, instagramtest.Post{Type: "CAROUSEL_ALBUM"})
	m, _ := s.FindMedia(album)
	r := s.do(fl, s.user, http.MethodDelete, "/"+m.Children[0].ID, nil)
	assert.Equal(t, []int{-1, 2207073}, []int{r.code(), r.subcode()})
	r = s.do(fl, s.user, http.MethodDelete, "/"+album, nil)
	assert.Equal(t, object{"success": true, "deleted_id": album}, r.body)
	r = s.do(fl, s.user, http.MethodDelete, "/"+album, nil)
	assert.Equal(t, []int{100, 33}, []int{r.code(), r.subcode()})
	assert.Empty(t, s.Published(s.acme))

	post := s.Post(s.acme, instagramtest.Post{})
	assert.Equal(t, 100, s.post(fl, s.user, "/"+post, nil).code())
	assert.Equal(t, true, s.post(fl, s.user, "/"+post, url.Values{"comment_enabled": {"false"}}).body["success"])
	assert.Equal(t, false, s.get(fl, s.user, "/"+post+"?fields=is_comment_enabled").body["is_comment_enabled"])
	assert.Equal(t, 100, s.post(fl, s.user, "/"+post+"/comments", url.Values{"message": {"first"}}).code())
}

func TestOtherPeoplesMedia(t *testing.T) {
	t.Parallel()
	s := start(t, instagramtest.Options{})
	rival := s.CreateAccount("rival", &instagramtest.Profile{Website: "https://rival.example"})
	theirs := s.Post(rival, instagramtest.Post{Caption: "With @acme #sun", Tags: []string{s.acme}, HideLikes: true})
	s.clock.Advance(time.Hour)
	older := s.Post(s.ann, instagramtest.Post{Caption: "#Sun too", Tags: []string{s.acme}, Type: "CAROUSEL_ALBUM"})
	assert.NotZero(t, s.get(fl, s.user, "/"+theirs).code(), "by its id it is not told")

	tags := s.get(fl, s.user, "/"+s.acme+"/tags?fields=id,username,caption,like_count,owner&limit=1")
	assert.Equal(t, []string{older}, tags.ids())
	assert.Equal(t, "ann", tags.data()[0]["username"])
	assert.NotContains(t, tags.data()[0], "owner")
	assert.NotContains(t, tags.body["paging"], "next", "there is one all the same")
	tags = s.get(fl, s.user, "/"+s.acme+"/tags?fields=caption,like_count&limit=1&after="+tags.after())
	assert.Equal(t, []string{theirs}, tags.ids())
	assert.Equal(t, object{"id": theirs, "caption": "With acme #sun"}, tags.data()[0])

	d := s.get(fl, s.user, "/"+s.acme+"?fields=business_discovery.username(Rival){username,website,media_count,media.limit(1){caption,comments_count,like_count,permalink}}").body
	found := member(d, "business_discovery").(object)
	assert.Equal(t, "https://rival.example", found["website"])
	assert.Equal(t, rival, found["id"])
	assert.Len(t, objects(member(found, "media", "data")), 1)
	assert.Equal(t, s.acme, d["id"])
	for _, name := range []string{"ann", "nobody"} {
		r := s.get(fl, s.user, "/"+s.acme+"?fields=business_discovery.username("+name+"){id}")
		assert.Equal(t, []int{110, 2207013}, []int{r.code(), r.subcode()}, "people are not found")
	}
}

func TestHashtags(t *testing.T) {
	t.Parallel()
	s := start(t, instagramtest.Options{Hashtags: 2})
	old := s.Post(s.ann, instagramtest.Post{Caption: "#sun"})
	s.Like(s.acme, old)
	s.clock.Advance(25 * time.Hour)
	fresh := s.Post(s.ann, instagramtest.Post{Caption: "more #Sun!"})
	s.Post(s.ann, instagramtest.Post{Caption: "#sunny", Product: "FEED"})
	search := func(q string) reply { return s.get(fl, s.user, "/ig_hashtag_search?user_id="+s.acme+"&q="+q) }
	sun := search("sun").ids()[0]
	assert.Equal(t, sun, search("SUN").ids()[0], "repeats are free and the same")
	media := func(edge, fields string) reply {
		return s.get(fl, s.user, "/"+sun+"/"+edge+"?user_id="+s.acme+"&fields="+fields)
	}
	assert.Equal(t, []string{fresh}, media("recent_media", "caption").ids(), "of the last 24 hours")
	assert.Equal(t, []string{old, fresh}, media("top_media", "caption").ids())
	assert.Equal(t, 100, media("top_media", "username").code())
	assert.Equal(t, 100, s.get(fl, s.user, "/"+sun+"/top_media").code(), "user_id is missing")
	require.Len(t, search("moon").ids(), 1)
	assert.Equal(t, 18, search("stars").code(), "the third in seven days")
	assert.Equal(t, "moon", s.get(fl, s.user, "/"+s.acme+"/recently_searched_hashtags?fields=name").data()[0]["name"])
	s.clock.Advance(7 * 24 * time.Hour)
	require.Len(t, search("stars").ids(), 1)
	assert.Equal(t, 24, search("no-tag").code())
}

func TestLikesAndCollaboration(t *testing.T) {
	t.Parallel()
	s := start(t, instagramtest.Options{})
	theirs := s.Post(s.ann, instagramtest.Post{Collab: []string{s.acme}, Caption: "us"})
	comment := s.Comment(s.ann, theirs, "nice")
	likes := "/" + s.acme + "/likes"
	assert.Equal(t, true, s.post(fl, s.user, likes, url.Values{"media_id": {theirs}}).body["success"])
	assert.Equal(t, true, s.post(fl, s.user, likes, url.Values{"media_id": {theirs}}).body["success"], "again has no effect")
	assert.Equal(t, true, s.post(fl, s.user, likes, url.Values{"comment_id": {comment}}).body["success"])
	assert.Equal(t, 100, s.post(fl, s.user, likes, url.Values{"comment_id": {comment}, "media_id": {theirs}}).code())
	m, _ := s.FindMedia(theirs)
	k, _ := s.FindComment(comment)
	assert.Equal(t, [][]string{{s.acme}, {s.acme}}, [][]string{m.Likes, k.Likes})
	assert.Equal(t, true, s.do(fl, s.user, http.MethodDelete, likes, url.Values{"media_id": {theirs}}).body["success"])
	m, _ = s.FindMedia(theirs)
	assert.Empty(t, m.Likes)
	story := s.Post(s.ann, instagramtest.Post{Product: "STORY"})
	assert.Equal(t, 100, s.post(fl, s.user, likes, url.Values{"media_id": {story}}).code())

	invites := s.get(fl, s.user, "/"+s.acme+"/collaboration_invites").data()
	assert.Equal(t, theirs, invites[0]["media_id"])
	assert.Empty(t, s.get(fl, s.user, "/"+s.acme+"/collaborative_media").ids())
	assert.Equal(t, true, s.post(fl, s.user, "/"+s.acme+"/collaboration_invites", url.Values{"media_id": {theirs}, "accept": {"true"}}).body["success"])
	assert.Equal(t, []string{theirs}, s.get(fl, s.user, "/"+s.acme+"/collaborative_media").ids())

	for range 60 {
		s.post(fl, s.user, likes, url.Values{"media_id": {theirs}})
	}
	assert.Equal(t, 4, s.post(fl, s.user, likes, url.Values{"media_id": {theirs}}).code(), "too many at once")
	s.clock.Advance(time.Hour)
	assert.Equal(t, true, s.post(fl, s.user, likes, url.Values{"media_id": {theirs}}).body["success"])
}
