package googleapi_test

import (
	"net/http"
	"strconv"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"google.golang.org/api/googleapi"
	"google.golang.org/api/youtube/v3"
	"google.golang.org/api/youtubeanalytics/v2"

	"github.com/relais-go/relais/youtube/youtubetest"
)

// TestPaging reads long lists by the client's own loop over pages.
func TestPaging(t *testing.T) {
	t.Parallel()
	for _, emptyPages := range []int{0, 2} {
		s := newStudio(t, &youtubetest.Options{Traps: youtubetest.Traps{EmptyPages: emptyPages}})
		var want []string
		for i := range 120 {
			want = append([]string{s.Publish(s.acme, youtubetest.Video{Title: "Garden " + strconv.Itoa(i)})}, want...)
		}
		channel := must(s.c.Channels.List([]string{"contentDetails", "snippet", "statistics"}).Mine(true).Do())(t).Items[0]
		assert.Equal(t, s.acme, channel.Id)
		assert.Equal(t, uint64(120), channel.Statistics.VideoCount)
		var got []string
		pages := 0
		err := s.c.PlaylistItems.List([]string{"contentDetails"}).PlaylistId(channel.ContentDetails.RelatedPlaylists.Uploads).MaxResults(50).
			Pages(t.Context(), func(page *youtube.PlaylistItemListResponse) error {
				pages++
				assert.Equal(t, int64(120), page.PageInfo.TotalResults)
				for _, item := range page.Items {
					got = append(got, item.ContentDetails.VideoId)
				}
				return nil
			})
		require.NoError(t, err)
		assert.Equal(t, want, got)
		assert.GreaterOrEqual(t, pages, 3)

		found := map[string]bool{}
		err = s.c.Search.List([]string{"snippet"}).Q("garden").Type("video").Order("date").MaxResults(50).
			Pages(t.Context(), func(page *youtube.SearchListResponse) error {
				for _, item := range page.Items {
					found[item.Id.VideoId] = true
				}
				return nil
			})
		require.NoError(t, err)
		assert.Len(t, found, 120)
	}
}

func TestErrors(t *testing.T) {
	t.Parallel()
	s := newStudio(t, nil)
	_, err := s.c.CommentThreads.List([]string{"snippet"}).VideoId("nothing").Do()
	refused(t, err, http.StatusNotFound, "videoNotFound")
	_, err = s.c.Videos.List([]string{"snippet"}).Do()
	refused(t, err, http.StatusBadRequest, "missingRequiredParameter")
	_, err = s.c.Videos.List([]string{"everything"}).Id("x").Do()
	refused(t, err, http.StatusBadRequest, "unknownPart")
	_, err = s.c.PlaylistItems.List([]string{"snippet"}).PlaylistId("PLnothing").Do()
	refused(t, err, http.StatusNotFound, "playlistNotFound")
	refused(t, s.c.Videos.Delete("nothing").Do(), http.StatusNotFound, "videoNotFound")
	rival := s.Publish(s.fan, youtubetest.Video{Title: "Hers"})
	refused(t, s.c.Videos.Delete(rival).Do(), http.StatusForbidden, "forbidden")

	_, err = s.service("token-123").Channels.List([]string{"id"}).Mine(true).Do()
	api := refused(t, err, http.StatusUnauthorized, "authError")
	assert.Contains(t, api.Header.Get("WWW-Authenticate"), "invalid_token")
	_, err = s.service(s.Token(s.acme, youtubetest.ScopeReadonly)).Subscriptions.Insert([]string{"snippet"}, &youtube.Subscription{
		Snippet: &youtube.SubscriptionSnippet{ResourceId: &youtube.ResourceId{Kind: "youtube#channel", ChannelId: s.fan}},
	}).Do()
	refused(t, err, http.StatusForbidden, "insufficientPermissions")

	s.Faults().Add(youtubetest.BackendError("GET /youtube/v3/videos"))
	_, err = s.c.Videos.List([]string{"id"}).Id(rival).Do()
	refused(t, err, http.StatusServiceUnavailable, "backendError")
	s.Faults().Add(youtubetest.Fault{Kind: youtubetest.FailBefore})
	_, err = s.c.Videos.List([]string{"id"}).Id(rival).Do()
	require.ErrorAs(t, err, &api)
	assert.Equal(t, http.StatusServiceUnavailable, api.Code)
	assert.Empty(t, api.Errors, "the page of a proxy names no reason")
}

func TestQuota(t *testing.T) {
	t.Parallel()
	s := newStudio(t, &youtubetest.Options{Quota: youtubetest.QuotaLimits{Pool: 52, Searches: 1}})
	v := s.Publish(s.acme, youtubetest.Video{Title: "Film"})
	must(s.c.Search.List([]string{"id"}).Do())(t)
	_, err := s.c.Search.List([]string{"id"}).Do()
	refused(t, err, http.StatusTooManyRequests, "rateLimitExceeded")
	must(s.c.Videos.List([]string{"id"}).Id(v).Do())(t)
	require.NoError(t, s.c.Videos.Rate(v, "like").Do())
	must(s.c.Videos.List([]string{"id"}).Id(v).Do())(t)
	_, err = s.c.Videos.List([]string{"id"}).Id(v).Do()
	refused(t, err, http.StatusForbidden, "quotaExceeded")
}

// TestConditional: the tag of an answer saves its body, and keeps a change from undoing another.
func TestConditional(t *testing.T) {
	t.Parallel()
	s := newStudio(t, nil)
	id := s.Publish(s.acme, youtubetest.Video{Title: "Film"})
	first := must(s.c.Videos.List([]string{"snippet"}).Id(id).Do())(t)
	_, err := s.c.Videos.List([]string{"snippet"}).Id(id).IfNoneMatch(first.Etag).Do()
	assert.True(t, googleapi.IsNotModified(err), "%v", err)
	s.EditVideo(id, func(v *youtubetest.Video) { v.Title = "Another" })
	again := must(s.c.Videos.List([]string{"snippet"}).Id(id).IfNoneMatch(first.Etag).Do())(t)
	assert.Equal(t, "Another", again.Items[0].Snippet.Title)
	part := must(s.c.Videos.List([]string{"snippet"}).Id(id).Fields("items(snippet(title))").Do())(t)
	assert.Empty(t, part.Items[0].Id)
	assert.Equal(t, "Another", part.Items[0].Snippet.Title)
	assert.Empty(t, part.Items[0].Snippet.ChannelId)
}

func TestVideo(t *testing.T) {
	t.Parallel()
	s := newStudio(t, nil)
	id := s.Publish(s.acme, youtubetest.Video{Title: "Film", Duration: 90 * time.Second})
	s.SetVideoAudience(id, youtubetest.Audience{Views: 1 << 40, Likes: 7})
	v := must(s.c.Videos.List([]string{"snippet", "contentDetails", "status", "statistics", "processingDetails"}).Id(id).Do())(t).Items[0]
	assert.Equal(t, uint64(1<<40), v.Statistics.ViewCount)
	assert.Equal(t, "PT1M30S", v.ContentDetails.Duration)
	at := must(time.Parse(time.RFC3339, v.Snippet.PublishedAt))(t)
	assert.WithinDuration(t, time.Now(), at, time.Minute)
	v.Snippet.Title = "Film, again"
	changed := must(s.c.Videos.Update([]string{"snippet"}, &youtube.Video{Id: id, Snippet: v.Snippet}).Do())(t)
	assert.Equal(t, "Film, again", changed.Snippet.Title)
	require.NoError(t, s.c.Videos.Rate(id, "dislike").Do())
	rating := must(s.c.Videos.GetRating([]string{id}).Do())(t)
	assert.Equal(t, "dislike", rating.Items[0].Rating)
	require.NoError(t, s.c.Videos.Delete(id).Do())
	assert.Empty(t, must(s.c.Videos.List([]string{"id"}).Id(id).Do())(t).Items)
}

func TestAnalytics(t *testing.T) {
	t.Parallel()
	s := newStudio(t, &youtubetest.Options{AnalyticsLag: -1})
	for day, views := range map[string]float64{"2026-08-01": 3, "2026-08-02": 4, "2026-08-03": 5} {
		s.AddMetrics(s.acme, youtubetest.MetricsRow{Day: day, Values: map[string]float64{"views": views, "averageViewPercentage": 12.5}})
	}
	c, err := youtubeanalytics.NewService(t.Context(), s.options(s.Token(s.acme))...)
	require.NoError(t, err)
	query := func() *youtubeanalytics.ReportsQueryCall {
		return c.Reports.Query().Ids("channel==MINE").StartDate("2026-08-01").EndDate("2026-08-03").Metrics("views,averageViewPercentage")
	}
	report := must(query().Dimensions("day").Sort("-day").Do())(t)
	require.Len(t, report.ColumnHeaders, 3)
	assert.Equal(t, "day", report.ColumnHeaders[0].Name)
	assert.Equal(t, "DIMENSION", report.ColumnHeaders[0].ColumnType)
	assert.Equal(t, []any{"2026-08-03", 5.0, 12.5}, report.Rows[0])
	assert.Len(t, report.Rows, 3)
	total := must(query().Do())(t)
	assert.Equal(t, [][]any{{12.0, 12.5}}, total.Rows)
	_, err = query().Metrics("applause").Do()
	var api *googleapi.Error
	require.ErrorAs(t, err, &api)
	assert.Equal(t, http.StatusBadRequest, api.Code)
	_, err = query().Metrics("estimatedRevenue").Do()
	require.ErrorAs(t, err, &api)
	assert.Contains(t, []int{http.StatusUnauthorized, http.StatusForbidden}, api.Code)
	s.Faults().Add(youtubetest.AnalyticsError())
	_, err = query().Do()
	require.ErrorAs(t, err, &api)
	assert.Equal(t, http.StatusInternalServerError, api.Code)
}
