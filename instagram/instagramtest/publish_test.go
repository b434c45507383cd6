package instagramtest_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/relais-go/relais/instagram/instagramtest"
)

func TestAPhotoIsPublishedInTwoSteps(t *testing.T) {
	t.Parallel()
	both(t, instagramtest.Options{}, func(t *testing.T, s *site, api instagramtest.API, token string) {
		t.Helper()
		k := s.container(api, token, url.Values{"image_url": {s.files + "/square.jpg"}, "caption": {"Hello @ann #sun"}, "alt_text": {"grey"}})
		require.Equal(t, http.StatusOK, k.status, k.text)
		assert.NotContains(t, k.body, "uri")
		assert.Equal(t, "FINISHED", s.status(api, token, k.id()).body["status_code"])
		assert.Empty(t, s.Published(s.acme), "a container is invisible")

		r := s.publish(api, token, k.id())
		require.NotEmpty(t, r.id(), r.text)
		assert.NotEqual(t, k.id(), r.id())
		status := s.status(api, token, k.id())
		assert.Equal(t, "PUBLISHED", status.body["status_code"])
		assert.NotContains(t, status.text, r.id(), "a container does not tell its media")

		m := s.get(api, token, "/"+r.id()+"?fields=caption,alt_text,media_type,media_product_type,permalink,timestamp,username,owner{id},like_count")
		assert.Equal(t, "Hello @ann #sun", m.body["caption"])
		assert.Equal(t, "grey", m.body["alt_text"])
		assert.Equal(t, "IMAGE", m.body["media_type"])
		assert.Equal(t, "FEED", m.body["media_product_type"])
		assert.Equal(t, "2026-08-20T12:00:00+0000", m.body["timestamp"])
		assert.Equal(t, s.acme, member(m.body, "owner", "id"))
		published := s.Published(s.acme)
		require.Len(t, published, 1)
		assert.Equal(t, 1080, published[0].File.Width)
	})
}

func TestContainersThatAreRefused(t *testing.T) {
	t.Parallel()
	s := start(t, instagramtest.Options{FetchTimeout: 5 * time.Second})
	private := s.CreateAccount("shy", &instagramtest.Profile{Type: instagramtest.Personal, Private: true})
	require.NotEmpty(t, private)
	img, film := s.files+"/square.jpg", s.files+"/film.mp4"
	many := func(word string, n int) string { return strings.TrimSpace(strings.Repeat(word+" ", n)) }
	for name, c := range map[string]struct {
		form          url.Values
		code, subcode int
	}{
		"no address":             {url.Values{"caption": {"x"}}, 100, 0},
		"not there":              {url.Values{"image_url": {s.files + "/none.jpg"}}, 9004, 2207052},
		"not reachable":          {url.Values{"image_url": {"https://files.example/x.jpg"}}, 9004, 2207052},
		"not an image":           {url.Values{"image_url": {s.files + "/text.jpg"}}, 9004, 2207052},
		"not ASCII":              {url.Values{"image_url": {img + "?ü"}}, 9004, 2207052},
		"too large":              {url.Values{"image_url": {s.files + "/huge.jpg"}}, 36000, 2207004},
		"PNG":                    {url.Values{"image_url": {s.files + "/square.png"}}, 36001, 2207005},
		"too wide":               {url.Values{"image_url": {s.files + "/wide.jpg"}}, 36003, 2207009},
		"too tall":               {url.Values{"image_url": {s.files + "/tall.jpg"}}, 36003, 2207009},
		"long caption":           {url.Values{"image_url": {img}, "caption": {strings.Repeat("é", 2201)}}, 36004, 2207010},
		"hashtags":               {url.Values{"image_url": {img}, "caption": {many("#a", 31)}}, 36004, 2207010},
		"mentions":               {url.Values{"image_url": {img}, "caption": {many("@a", 21)}}, 100, 2207040},
		"long alt text":          {url.Values{"image_url": {img}, "alt_text": {strings.Repeat("x", 1001)}}, 100, 0},
		"place":                  {url.Values{"image_url": {img}, "location_id": {"1"}}, 100, 0},
		"type":                   {url.Values{"image_url": {img}, "media_type": {"GIF"}}, 100, 2207023},
		"VIDEO alone":            {url.Values{"video_url": {film}, "media_type": {"VIDEO"}}, 100, 2207067},
		"reel in a carousel":     {url.Values{"video_url": {film}, "media_type": {"REELS"}, "is_carousel_item": {"true"}}, 100, 0},
		"caption of a child":     {url.Values{"image_url": {img}, "is_carousel_item": {"true"}, "caption": {"x"}}, 100, 0},
		"collaborator of child":  {url.Values{"image_url": {img}, "is_carousel_item": {"true"}, "collaborators": {`["ann"]`}}, 100, 0},
		"AI label of a child":    {url.Values{"image_url": {img}, "is_carousel_item": {"true"}, "is_ai_generated": {"true"}}, 100, 0},
		"collaborator of story":  {url.Values{"image_url": {img}, "media_type": {"STORIES"}, "collaborators": {`["ann"]`}}, 100, 0},
		"four collaborators":     {url.Values{"image_url": {img}, "collaborators": {`["ann","ann","ann","ann"]`}}, 100, 0},
		"collaborator with @":    {url.Values{"image_url": {img}, "collaborators": {`["@ann"]`}}, 110, 2207018},
		"unknown collaborator":   {url.Values{"image_url": {img}, "collaborators": {`["nobody"]`}}, 110, 2207018},
		"private tag":            {url.Values{"image_url": {img}, "user_tags": {`[{"username":"shy","x":0.5,"y":0.5}]`}}, 110, 2207018},
		"tag without a place":    {url.Values{"image_url": {img}, "user_tags": {`[{"username":"ann"}]`}}, 100, 2207036},
		"tag outside":            {url.Values{"image_url": {img}, "user_tags": {`[{"username":"ann","x":1.5,"y":0.5}]`}}, 100, 0},
		"tag with place in reel": {url.Values{"video_url": {film}, "media_type": {"REELS"}, "user_tags": {`[{"username":"ann","x":0.5,"y":0.5}]`}}, 100, 2207035},
		"alt text of a reel":     {url.Values{"video_url": {film}, "media_type": {"REELS"}, "alt_text": {"x"}}, 100, 0},
		"thumb before":           {url.Values{"video_url": {film}, "media_type": {"REELS"}, "thumb_offset": {"-1"}}, 1, 2207057},
		"strategy":               {url.Values{"video_url": {film}, "media_type": {"REELS"}, "trial_params": {`{"graduation_strategy":"SOON"}`}}, 100, 0},
		"product":                {url.Values{"image_url": {img}, "product_tags": {`[{"product_id":"1","x":0.5,"y":0.5}]`}}, 100, 2207037},
		"one child":              {url.Values{"media_type": {"CAROUSEL"}, "children": {"1"}}, 100, 2207028},
		"unknown children":       {url.Values{"media_type": {"CAROUSEL"}, "children": {"1,2"}}, 24, 2207008},
		"cover":                  {url.Values{"video_url": {film}, "media_type": {"REELS"}, "cover_url": {s.files + "/square.png"}}, 36001, 2207005},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r := s.container(fl, s.user, c.form)
			assert.Equal(t, c.code, r.code(), r.text)
			assert.Equal(t, c.subcode, r.subcode(), r.text)
			assert.Equal(t, http.StatusBadRequest, r.status)
		})
	}
}

func TestVideosFailWhileTheyAreProcessed(t *testing.T) {
	t.Parallel()
	s := start(t, instagramtest.Options{Processing: instagramtest.Processing{Polls: -1}})
	for name, c := range map[string]struct {
		form url.Values
		want string
	}{
		"all is well":      {url.Values{"video_url": {s.files + "/film.mp4"}, "media_type": {"REELS"}, "thumb_offset": {"9000"}}, "FINISHED"},
		"not there":        {url.Values{"video_url": {s.files + "/none.mp4"}, "media_type": {"REELS"}}, "2207052"},
		"no video":         {url.Values{"video_url": {s.files + "/text.jpg"}, "media_type": {"REELS"}}, "2207026"},
		"index at the end": {url.Values{"video_url": {s.files + "/late.mp4"}, "media_type": {"REELS"}}, "2207026"},
		"edit list":        {url.Values{"video_url": {s.files + "/edited.mp4"}, "media_type": {"REELS"}}, "2207026"},
		"too short":        {url.Values{"video_url": {s.files + "/short.mp4"}, "media_type": {"REELS"}}, "2207026"},
		"too wide":         {url.Values{"video_url": {s.files + "/wide.mp4"}, "media_type": {"REELS"}}, "2207026"},
		"long story":       {url.Values{"video_url": {s.files + "/minute.mp4"}, "media_type": {"STORIES"}}, "2207026"},
		"long reel":        {url.Values{"video_url": {s.files + "/minute.mp4"}, "media_type": {"REELS"}}, "FINISHED"},
		"thumb behind":     {url.Values{"video_url": {s.files + "/film.mp4"}, "media_type": {"REELS"}, "thumb_offset": {"10000"}}, "2207057"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			k := s.container(il, s.token, c.form)
			require.NotEmpty(t, k.id(), k.text)
			status := s.status(il, s.token, k.id())
			if c.want == "FINISHED" {
				assert.Equal(t, c.want, status.body["status_code"], status.text)
				return
			}
			assert.Equal(t, "ERROR", status.body["status_code"])
			assert.Equal(t, "Error: Media upload has failed with error code "+c.want, status.body["status"])
			assert.Contains(t, s.publish(il, s.token, k.id()).text, c.want)
		})
	}
}

func TestProcessingTakesItsTime(t *testing.T) {
	t.Parallel()
	reel := func(s *site) string {
		return s.container(il, s.token, url.Values{"video_url": {s.files + "/film.mp4"}, "media_type": {"REELS"}}).id()
	}
	t.Run("polls", func(t *testing.T) {
		t.Parallel()
		s := start(t, instagramtest.Options{})
		k := reel(s)
		r := s.publish(il, s.token, k)
		assert.Equal(t, []int{9007, 2207027}, []int{r.code(), r.subcode()})
		assert.Equal(t, "IN_PROGRESS", s.status(il, s.token, k).body["status_code"])
		assert.Equal(t, "FINISHED", s.status(il, s.token, k).body["status_code"])
		r = s.publish(il, s.token, k)
		require.NotEmpty(t, r.id(), r.text)
		m, _ := s.FindMedia(r.id())
		assert.Equal(t, "REELS", m.Product)
		assert.Equal(t, "VIDEO", m.Type)
		assert.True(t, m.SharedToFeed)
	})
	t.Run("time", func(t *testing.T) {
		t.Parallel()
		s := start(t, instagramtest.Options{Processing: instagramtest.Processing{Duration: time.Minute}})
		k := reel(s)
		assert.Equal(t, "IN_PROGRESS", s.status(il, s.token, k).body["status_code"])
		s.clock.Advance(time.Minute)
		assert.Equal(t, "FINISHED", s.status(il, s.token, k).body["status_code"])
		s.clock.Advance(24 * time.Hour)
		assert.Equal(t, "EXPIRED", s.status(il, s.token, k).body["status_code"])
		assert.Equal(t, 2207020, s.publish(il, s.token, k).subcode())
	})
	t.Run("by hand", func(t *testing.T) {
		t.Parallel()
		s := start(t, instagramtest.Options{Processing: instagramtest.Processing{
			Fail: func(k instagramtest.Container) int { return map[string]int{"bad": 2207082}[k.Caption] },
		}})
		k := reel(s)
		s.HoldContainer(k)
		for range 5 {
			assert.Equal(t, "IN_PROGRESS", s.status(il, s.token, k).body["status_code"])
		}
		s.FinishContainer(k)
		assert.Equal(t, "FINISHED", s.status(il, s.token, k).body["status_code"])
		s.FailContainer(k, 2207053)
		assert.Equal(t, -1, s.publish(il, s.token, k).code())
		bad := s.container(il, s.token, url.Values{"image_url": {s.files + "/square.jpg"}, "caption": {"bad"}}).id()
		assert.Contains(t, s.status(il, s.token, bad).body["status"], "2207082")
	})
}

func TestPublishingAgain(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		mode  instagramtest.Republish
		posts int
		sub   int
	}{
		"twice":   {instagramtest.RepublishTwice, 2, 0},
		"refused": {instagramtest.RepublishRefused, 1, 2207008},
		"same":    {instagramtest.RepublishSame, 1, 0},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := start(t, instagramtest.Options{Republish: c.mode})
			k := s.container(il, s.token, url.Values{"image_url": {s.files + "/square.jpg"}}).id()
			first, second := s.publish(il, s.token, k), s.publish(il, s.token, k)
			assert.Equal(t, c.sub, second.subcode())
			assert.Len(t, s.Published(s.acme), c.posts)
			assert.Equal(t, c.mode == instagramtest.RepublishSame, first.id() == second.id())
		})
	}
}

func TestQuotas(t *testing.T) {
	t.Parallel()
	both(t, instagramtest.Options{Quota: 2, Containers: 4}, func(t *testing.T, s *site, api instagramtest.API, token string) {
		t.Helper()
		limit := "/" + s.acme + "/content_publishing_limit"
		assert.Equal(t, []object{{"quota_usage": 0.0}}, s.get(api, token, limit).data())
		s.photo(api, token, "one")
		s.clock.Advance(time.Hour)
		s.photo(api, token, "two")
		got := s.get(api, token, limit+"?fields=quota_usage,config").data()
		assert.Equal(t, []object{{"quota_usage": 2.0, "config": object{"quota_total": 2.0, "quota_duration": 86400.0}}}, got)
		since := "?since=" + unix(s.Now().Add(-30*time.Minute))
		assert.Equal(t, []object{{"quota_usage": 1.0}}, s.get(api, token, limit+since).data())
		assert.Equal(t, 100, s.get(api, token, limit+"?since=1").code())

		k := s.container(api, token, url.Values{"image_url": {s.files + "/square.jpg"}})
		r := s.publish(api, token, k.id())
		assert.Equal(t, []int{9, 2207042}, []int{r.code(), r.subcode()})
		s.container(api, token, url.Values{"image_url": {s.files + "/square.jpg"}})
		assert.Equal(t, 9, s.container(api, token, url.Values{"image_url": {s.files + "/square.jpg"}}).code(), "too many containers")
		s.clock.Advance(23*time.Hour + time.Minute)
		assert.NotEmpty(t, s.container(api, token, url.Values{"image_url": {s.files + "/square.jpg"}}).id(), "the window rolls")
		assert.NotEmpty(t, s.publish(api, token, k.id()).id())
	})
}

func TestCarousels(t *testing.T) {
	t.Parallel()
	both(t, instagramtest.Options{}, func(t *testing.T, s *site, api instagramtest.API, token string) {
		t.Helper()
		image := s.container(api, token, url.Values{"image_url": {s.files + "/square.jpg"}, "is_carousel_item": {"true"}, "alt_text": {"one"}}).id()
		film := s.container(api, token, url.Values{"video_url": {s.files + "/film.mp4"}, "is_carousel_item": {"true"}, "media_type": {"VIDEO"}}).id()
		assert.Equal(t, 100, s.publish(api, token, image).code(), "an item is nothing by itself")
		single := s.container(api, token, url.Values{"image_url": {s.files + "/square.jpg"}}).id()
		assert.Equal(t, 100, s.container(api, token, url.Values{"media_type": {"CAROUSEL"}, "children": {image + "," + single}}).code())

		form := url.Values{"media_type": {"CAROUSEL"}, "children": {`["` + image + `","` + film + `"]`}, "caption": {"both"}, "collaborators": {`["ann"]`}}
		k := s.container(api, token, form)
		require.NotEmpty(t, k.id(), k.text)
		assert.Equal(t, "IN_PROGRESS", s.status(api, token, k.id()).body["status_code"], "the video is not ready")
		assert.Equal(t, 2207027, s.publish(api, token, k.id()).subcode())
		assert.Equal(t, "FINISHED", s.status(api, token, k.id()).body["status_code"])
		r := s.publish(api, token, k.id())
		require.NotEmpty(t, r.id(), r.text)
		m := s.get(api, token, "/"+r.id()+"?fields=media_type,children{media_type,alt_text,permalink}")
		assert.Equal(t, "CAROUSEL_ALBUM", m.body["media_type"])
		children := objects(member(m.body, "children", "data"))
		require.Len(t, children, 2)
		assert.Equal(t, "one", children[0]["alt_text"])
		assert.Equal(t, "VIDEO", children[1]["media_type"])
		assert.NotContains(t, children[0], "permalink")
		assert.Len(t, s.get(api, token, "/"+s.acme+"/media").data(), 1, "items are not listed")
	})
}

func TestACarouselOfWhatFailed(t *testing.T) {
	t.Parallel()
	s := start(t, instagramtest.Options{StrictChildren: true, Processing: instagramtest.Processing{Polls: 1}})
	item := func(file string) string {
		form := url.Values{"is_carousel_item": {"true"}, "image_url": {s.files + file}}
		if strings.HasSuffix(file, ".mp4") {
			form = url.Values{"is_carousel_item": {"true"}, "video_url": {s.files + file}, "media_type": {"VIDEO"}}
		}
		return s.container(fl, s.page, form).id()
	}
	image, film := item("/square.jpg"), item("/film.mp4")
	form := url.Values{"media_type": {"CAROUSEL"}, "children": {image + "," + film}}
	assert.Equal(t, 2207027, s.container(fl, s.page, form).subcode(), "an item is not ready")
	s.FinishContainer(film)
	k := s.container(fl, s.page, form).id()
	require.NotEmpty(t, k)
	s.FailContainer(film, 2207026)
	assert.Contains(t, s.status(fl, s.page, k).body["status"], "2207026")
}

func TestEverythingThatAContainerCanHold(t *testing.T) {
	t.Parallel()
	s := start(t, instagramtest.Options{Processing: instagramtest.Processing{Polls: -1}})
	place, product, sponsor := s.CreatePlace("Lyon"), s.CreateProduct(), s.CreateAccount("brand", nil)
	publish := func(form url.Values) instagramtest.Media {
		k := s.container(fl, s.user, form)
		require.NotEmpty(t, k.id(), k.text)
		m, ok := s.FindMedia(s.publish(fl, s.user, k.id()).id())
		require.True(t, ok)
		return m
	}
	m := publish(url.Values{
		"image_url": {s.files + "/square.jpg"}, "location_id": {place}, "is_ai_generated": {"true"}, "branded_content_sponsor_ids": {sponsor},
		"user_tags":    {`[{"username":"ann","x":0.25,"y":1}]`},
		"product_tags": {`[{"product_id":"` + product + `","x":0,"y":0.5}]`},
	})
	assert.Equal(t, place, m.Location)
	assert.Equal(t, []string{s.ann}, m.Tags)
	assert.Equal(t, []string{product}, m.Products)
	assert.Equal(t, []string{sponsor}, m.Sponsors)
	assert.True(t, m.AIGenerated)
	assert.True(t, m.PaidPartnership, "a sponsor sets the label")

	m = publish(url.Values{
		"video_url": {s.files + "/film.mp4"}, "media_type": {"REELS"}, "share_to_feed": {"false"}, "cover_url": {s.files + "/tall.jpg"},
		"thumb_offset": {"5000"}, "audio_name": {"hum"}, "trial_params": {`{"graduation_strategy":"MANUAL"}`},
	})
	assert.False(t, m.SharedToFeed)
	assert.Equal(t, "MANUAL", m.Trial)
	assert.Equal(t, "hum", m.AudioName)
	assert.Zero(t, m.ThumbOffset, "the cover wins")
	assert.Equal(t, int64(1<<20), m.File.Size)
	assert.Equal(t, 10*time.Second, m.File.Duration)

	m = publish(url.Values{"image_url": {s.files + "/tall.jpg"}, "media_type": {"STORIES"}, "user_tags": {`[{"username":"ann"}]`}})
	assert.Equal(t, "STORY", m.Product)
	s.SetProfile(s.acme, instagramtest.Profile{NoTrials: true})
	r := s.container(fl, s.user, url.Values{"video_url": {s.files + "/film.mp4"}, "media_type": {"REELS"}, "trial_params": {`{"graduation_strategy":"MANUAL"}`}})
	assert.Equal(t, 2207081, r.subcode())
}

func TestWhatInstagramLoginDoesNotHave(t *testing.T) {
	t.Parallel()
	s := start(t, instagramtest.Options{})
	img := s.files + "/square.jpg"
	for _, form := range []url.Values{
		{"media_type": {"REELS"}, "upload_type": {"resumable"}},
		{"image_url": {img}, "is_paid_partnership": {"true"}},
		{"image_url": {img}, "product_tags": {`[]`}},
	} {
		r := s.container(il, s.token, form)
		assert.Equal(t, 100, r.code(), r.text)
		assert.Contains(t, r.message(), "is not allowed")
	}
	id := s.photo(il, s.token, "x")
	assert.Equal(t, 100, s.do(il, s.token, http.MethodDelete, "/"+id, nil).code())
	assert.Equal(t, 100, s.get(il, s.token, "/"+id+"?fields=saved_count").code())
	assert.Equal(t, 100, s.get(il, s.token, "/"+s.acme+"?fields=business_discovery.username(acme){id}").code())
	for _, edge := range []string{"likes", "moderate_conversations", "collaboration_invites"} {
		assert.NotZero(t, s.post(il, s.token, "/"+s.acme+"/"+edge, nil).code(), edge)
	}
	for _, edge := range []string{"collaborative_media", "recently_searched_hashtags"} {
		assert.NotZero(t, s.get(il, s.token, "/"+s.acme+"/"+edge).code(), edge)
	}
	assert.NotZero(t, s.get(il, s.token, "/ig_hashtag_search?user_id="+s.acme+"&q=sun").code())
	assert.Len(t, s.Published(s.acme), 1)
}

func TestAccountsThatMayNotPublish(t *testing.T) {
	t.Parallel()
	s := start(t, instagramtest.Options{})
	k := s.container(fl, s.page, url.Values{"image_url": {s.files + "/square.jpg"}}).id()
	s.Block(s.acme, false)
	r := s.publish(fl, s.page, k)
	assert.Equal(t, []int{400, 4, 2207051}, []int{r.status, r.code(), r.subcode()})
	s.Block(s.acme, true)
	r = s.publish(fl, s.page, k)
	assert.Equal(t, []int{25, 2207050}, []int{r.code(), r.subcode()})
	s.Unblock(s.acme)
	assert.NotEmpty(t, s.publish(fl, s.page, k).id())

	other := s.CreateAccount("other", nil)
	assert.Equal(t, 24, s.post(il, s.Token(other), "/"+other+"/media_publish", url.Values{"creation_id": {k}}).code(), "not theirs")
	r = s.post(il, s.Token(other), "/"+s.acme+"/media", url.Values{"image_url": {s.files + "/square.jpg"}})
	assert.Equal(t, 403, r.status)
	basic := s.Token(s.acme, "instagram_business_basic")
	assert.Equal(t, 200, s.container(il, basic, url.Values{"image_url": {s.files + "/square.jpg"}}).code(), "a permission is missing")
}
