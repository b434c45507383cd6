package googleapi_test

import (
	"net/http"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"google.golang.org/api/googleapi"
	"google.golang.org/api/youtube/v3"
	"google.golang.org/api/youtubeanalytics/v2"

	"github.com/relais-go/relais/youtube/youtubetest"
)

// TestSearch: filters, orders and what belongs together.
func TestSearch(t *testing.T) {
	t.Parallel()
	clock := youtubetest.NewManualClock(time.Now())
	s := newStudio(t, &youtubetest.Options{Clock: clock.Now, TokenTTL: 24 * time.Hour})
	old := s.Publish(s.acme, youtubetest.Video{Title: "Garden & pond", CategoryID: "26", Tags: []string{"frog"}})
	clock.Advance(time.Hour)
	fresh := s.Publish(s.fan, youtubetest.Video{Title: "Garden in winter"})
	live := s.GoLive(s.acme, "Garden live")
	list := s.CreatePlaylist(s.acme, "Garden list")
	s.Publish(s.acme, youtubetest.Video{Title: "Garden, hidden", Privacy: "private"})
	s.View(old, 10)
	find := func(change func(*youtube.SearchListCall)) (ids []string) {
		c := s.c.Search.List([]string{"snippet"}).Q("garden").MaxResults(50)
		change(c)
		for _, r := range must(c.Do())(t).Items {
			ids = append(ids, r.Id.VideoId+r.Id.ChannelId+r.Id.PlaylistId)
		}
		return ids
	}
	videos := func(more func(*youtube.SearchListCall)) func(*youtube.SearchListCall) {
		return func(c *youtube.SearchListCall) {
			c.Type("video")
			if more != nil {
				more(c)
			}
		}
	}
	assert.ElementsMatch(t, []string{old, fresh, live}, find(videos(nil)))
	assert.Equal(t, []string{old}, find(videos(func(c *youtube.SearchListCall) { c.PublishedBefore(clock.Now().Add(-time.Minute).Format(time.RFC3339)) })))
	assert.Equal(t, old, find(videos(func(c *youtube.SearchListCall) { c.Order("viewCount") }))[0])
	assert.Equal(t, []string{old}, find(videos(func(c *youtube.SearchListCall) { c.VideoCategoryId("26") })))
	assert.Equal(t, []string{live}, find(videos(func(c *youtube.SearchListCall) { c.EventType("live") })))
	assert.Equal(t, []string{fresh}, find(videos(func(c *youtube.SearchListCall) { c.ChannelId(s.fan) })))
	assert.Equal(t, []string{fresh}, find(videos(func(c *youtube.SearchListCall) { c.Q("garden -pond -live") })))
	assert.Equal(t, []string{old}, find(videos(func(c *youtube.SearchListCall) { c.Q("frog|toad") })))
	assert.Len(t, find(videos(func(c *youtube.SearchListCall) { c.ForMine(true) })), 3, "private ones too")
	assert.Equal(t, []string{list}, find(func(c *youtube.SearchListCall) { c.Type("playlist") }))
	assert.Equal(t, []string{s.fan}, find(func(c *youtube.SearchListCall) { c.Type("channel").Q("fan") }))
	first := must(s.c.Search.List([]string{"snippet"}).Q("pond").Type("video").Do())(t).Items[0]
	assert.Equal(t, "Garden &amp; pond", first.Snippet.Title, "texts are escaped, as YouTube's are")
	_, err := s.c.Search.List([]string{"snippet"}).EventType("live").Do()
	refused(t, err, http.StatusBadRequest, "invalidSearchFilter")
	_, err = s.c.Search.List([]string{"snippet"}).PublishedAfter("yesterday").Do()
	refused(t, err, http.StatusBadRequest, "invalidValue")
	_, err = s.c.Search.List([]string{"snippet"}).MaxResults(51).Do()
	refused(t, err, http.StatusBadRequest, "invalidValue")
	_, err = s.c.Search.List([]string{"snippet"}).PageToken("nonsense").Do()
	refused(t, err, http.StatusBadRequest, "invalidPageToken")
}

// TestThreads: orders, words, answers, and lists over several pages.
func TestThreads(t *testing.T) {
	t.Parallel()
	s := newStudio(t, &youtubetest.Options{Traps: youtubetest.Traps{EmptyPages: 4}})
	video := s.Publish(s.acme, youtubetest.Video{Title: "Film"})
	var all []string
	for range 45 {
		all = append(all, s.Comment(s.fan, video, "Nice <3 see https://example.com"))
	}
	for range 30 {
		s.Reply(s.fan, all[0], "And again")
	}
	got, pages := []string{}, 0
	require.NoError(t, s.c.CommentThreads.List([]string{"snippet", "replies"}).AllThreadsRelatedToChannelId(s.acme).MaxResults(10).Order("time").
		Pages(t.Context(), func(page *youtube.CommentThreadListResponse) error {
			pages++
			for _, th := range page.Items {
				got = append([]string{th.Id}, got...)
			}
			return nil
		}))
	assert.Equal(t, all, got, "newest first")
	assert.Greater(t, pages, 5, "some pages are empty")
	top := must(s.c.CommentThreads.List([]string{"snippet", "replies"}).VideoId(video).Order("relevance").MaxResults(1).Do())(t).Items[0]
	assert.Equal(t, all[0], top.Id)
	assert.Equal(t, int64(30), top.Snippet.TotalReplyCount)
	assert.Less(t, len(top.Replies.Comments), 30, "a sample")
	assert.Contains(t, top.Snippet.TopLevelComment.Snippet.TextDisplay, `&lt;3 see <a href="https://example.com">`)
	n := 0
	require.NoError(t, s.c.Comments.List([]string{"snippet"}).ParentId(all[0]).MaxResults(7).TextFormat("plainText").Pages(t.Context(), func(page *youtube.CommentListResponse) error {
		n += len(page.Items)
		return nil
	}))
	assert.Equal(t, 30, n)
	byID := must(s.c.Comments.List([]string{"snippet"}).Id(all[0], all[1]).TextFormat("plainText").Do())(t).Items
	require.Len(t, byID, 2)
	assert.Equal(t, "Nice <3 see https://example.com", byID[0].Snippet.TextDisplay)
	_, err := s.c.CommentThreads.List([]string{"snippet"}).VideoId(video).ChannelId(s.acme).Do()
	refused(t, err, http.StatusBadRequest, "incompatibleParameters")
	_, err = s.c.CommentThreads.List([]string{"snippet"}).Do()
	refused(t, err, http.StatusBadRequest, "missingRequiredParameter")
	stranger := s.service(s.Token(s.fan))
	_, err = stranger.CommentThreads.List([]string{"snippet"}).VideoId(video).ModerationStatus("heldForReview").Do()
	refused(t, err, http.StatusForbidden, "forbidden")
	refused(t, stranger.Comments.SetModerationStatus([]string{all[0]}, "rejected").Do(), http.StatusForbidden, "forbidden")
	refused(t, s.c.Comments.SetModerationStatus([]string{all[0]}, "heldForReview").BanAuthor(true).Do(), http.StatusBadRequest, "banWithoutReject")
	require.NoError(t, s.c.Comments.SetModerationStatus(all[:40], "rejected").Do())
	refused(t, s.c.Comments.SetModerationStatus(all[:1], "published").Do(), http.StatusBadRequest, "processingFailure")
	require.NoError(t, s.c.Comments.SetModerationStatus(all[40:], "heldForReview").Do())
	require.NoError(t, s.c.Comments.SetModerationStatus(all[40:], "published").Do())
	assert.Len(t, must(s.c.CommentThreads.List([]string{"id"}).VideoId(video).MaxResults(100).Do())(t).Items, 5)
}

// TestVideoParts: what is left out of a part is erased, what only its owner may see is for its owner.
func TestVideoParts(t *testing.T) {
	t.Parallel()
	s := newStudio(t, nil)
	made := must(s.insert(&youtube.Video{
		Snippet:          &youtube.VideoSnippet{Title: "Film", Description: "Long", DefaultLanguage: "en", CategoryId: "26"},
		Status:           &youtube.VideoStatus{PrivacyStatus: "private", License: "creativeCommon", Embeddable: false, ForceSendFields: []string{"Embeddable"}},
		RecordingDetails: &youtube.VideoRecordingDetails{RecordingDate: "2026-05-01T00:00:00Z"},
	}, film(10)).Do())(t)
	stored, _ := s.FindVideo(made.Id)
	assert.False(t, stored.Embeddable)
	assert.True(t, stored.RecordingDate.IsZero(), "a part that is not named is not set")
	all := []string{"snippet", "status", "recordingDetails", "localizations", "paidProductPlacementDetails", "brandPartner"}
	must(s.c.Videos.Update(all, &youtube.Video{
		Id: made.Id, Snippet: made.Snippet, Status: made.Status,
		RecordingDetails:            &youtube.VideoRecordingDetails{RecordingDate: "2026-05-01T00:00:00Z", Location: &youtube.GeoPoint{Latitude: 48.8, Longitude: 2.3}},
		Localizations:               map[string]youtube.VideoLocalization{"fr": {Title: "Le film"}},
		PaidProductPlacementDetails: &youtube.VideoPaidProductPlacementDetails{HasPaidProductPlacement: true},
	}).Do())(t)
	v := must(s.c.Videos.List(append(all, "fileDetails", "processingDetails", "player", "contentDetails")).Id(made.Id).Hl("fr").Do())(t).Items[0]
	assert.Equal(t, "Le film", v.Snippet.Localized.Title)
	assert.InDelta(t, 48.8, v.RecordingDetails.Location.Latitude, 0.001)
	assert.True(t, v.PaidProductPlacementDetails.HasPaidProductPlacement)
	assert.Equal(t, uint64(10), v.FileDetails.FileSize)
	must(s.c.Videos.Update([]string{"status"}, &youtube.Video{Id: made.Id, Status: &youtube.VideoStatus{}}).Do())(t)
	stored, _ = s.FindVideo(made.Id)
	assert.Equal(t, "public", stored.Privacy, "erased, and so what a new video is")
	assert.Equal(t, "Long", stored.Description, "in a part that was not named")
	_, err := s.c.Videos.Update([]string{"snippet"}, &youtube.Video{Id: made.Id, Snippet: &youtube.VideoSnippet{Title: "x"}}).Do()
	refused(t, err, http.StatusBadRequest, "invalidCategoryId")
	_, err = s.service(s.Token(s.fan)).Videos.List([]string{"processingDetails"}).Id(made.Id).Do()
	refused(t, err, http.StatusForbidden, "forbidden")
	_, err = s.c.Videos.Update([]string{"status"}, &youtube.Video{Id: made.Id, Status: &youtube.VideoStatus{
		PrivacyStatus: "private", PublishAt: time.Now().Add(time.Hour).Format(time.RFC3339),
	}}).Do()
	refused(t, err, http.StatusBadRequest, "invalidPublishAt")
	stats := must(s.c.Videos.BatchGetStats().Id(made.Id).Part("statistics", "contentDetails").Do())(t).Items
	require.Len(t, stats, 1)
	s.Rate(s.fan, made.Id, "like")
	assert.Equal(t, uint64(1), must(s.c.Videos.List([]string{"statistics"}).Id(made.Id).Do())(t).Items[0].Statistics.LikeCount)
	require.NoError(t, s.c.Videos.Rate(made.Id, "like").Do())
	assert.Len(t, must(s.c.Videos.List([]string{"id"}).MyRating("like").Do())(t).Items, 1)
	assert.Len(t, must(s.c.Videos.List([]string{"id"}).Chart("mostPopular").RegionCode("FR").Do())(t).Items, 1)
}

// TestReportKinds: rows by what they are divided by, filters, orders, pages, and what does not go together.
func TestReportKinds(t *testing.T) {
	t.Parallel()
	s := newStudio(t, &youtubetest.Options{AnalyticsLag: -1})
	video, other := s.Publish(s.acme, youtubetest.Video{Title: "A"}), s.Publish(s.acme, youtubetest.Video{Title: "B"})
	row := func(video, kind, value string, metrics map[string]float64) {
		r := youtubetest.MetricsRow{Day: "2026-08-01", Video: video, Values: metrics}
		if kind != "" {
			r.Dimensions = map[string]string{kind: value}
		}
		s.AddMetrics(s.acme, r)
	}
	row(video, "", "", map[string]float64{"views": 3, "estimatedMinutesWatched": 6})
	row(other, "", "", map[string]float64{"views": 9, "estimatedMinutesWatched": 9})
	row("", "country", "FR", map[string]float64{"views": 7})
	row("", "country", "DE", map[string]float64{"views": 5})
	row("", "insightTrafficSourceType", "YT_SEARCH", map[string]float64{"views": 12})
	s.AddMetrics(s.acme, youtubetest.MetricsRow{
		Day: "2026-08-01", Dimensions: map[string]string{"ageGroup": "age25-34", "gender": "female"}, Values: map[string]float64{"viewerPercentage": 61.5},
	})
	c, err := youtubeanalytics.NewService(t.Context(), s.options(s.Token(s.acme))...)
	require.NoError(t, err)
	query := func(dimensions, metrics string) *youtubeanalytics.ReportsQueryCall {
		return c.Reports.Query().Ids("channel==" + s.acme).StartDate("2026-08-01").EndDate("2026-08-31").Metrics(metrics).Dimensions(dimensions)
	}
	assert.Equal(t, [][]any{{other, 9.0}, {video, 3.0}}, must(query("video", "views").Sort("-views").MaxResults(10).Do())(t).Rows)
	assert.Equal(t, [][]any{{video, 3.0}}, must(query("video", "views").Sort("-views").MaxResults(1).StartIndex(2).Do())(t).Rows)
	assert.Equal(t, [][]any{{"2026-08-01", 3.0}}, must(query("day", "views").Filters("video=="+video).Do())(t).Rows)
	assert.Equal(t, [][]any{{"DE", 5.0}, {"FR", 7.0}}, must(query("country", "views").Sort("views").Do())(t).Rows)
	assert.Equal(t, [][]any{{"YT_SEARCH", 12.0}}, must(query("insightTrafficSourceType", "views").Do())(t).Rows)
	assert.Equal(t, [][]any{{"age25-34", "female", 61.5}}, must(query("ageGroup,gender", "viewerPercentage").Do())(t).Rows)
	assert.Nil(t, must(query("day", "views").StartDate("2026-09-01").EndDate("2026-09-02").Do())(t).Rows, "what is not counted has no rows")
	for name, odd := range map[string]*youtubeanalytics.ReportsQueryCall{
		"top videos without a bound": query("video", "views").Sort("-views"), "two times": query("day,month", "views"),
		"views by age": query("ageGroup", "views"), "an odd filter": query("day", "views").Filters("mood==good"),
		"before the start": query("day", "views").EndDate("2026-07-01"),
	} {
		_, err := odd.Do()
		var api *googleapi.Error
		require.ErrorAs(t, err, &api, name)
		assert.Equal(t, http.StatusBadRequest, api.Code, name)
	}
	_, err = c.Reports.Query().Ids("channel==" + s.fan).StartDate("2026-08-01").EndDate("2026-08-02").Metrics("views").Do()
	refused(t, err, http.StatusForbidden, "forbidden")
	_, err = c.Reports.Query().Ids("channel==MINE").Metrics("views").Do()
	refused(t, err, http.StatusBadRequest, "required")
}
