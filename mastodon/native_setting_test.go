package mastodon_test

import (
	"context"
	"time"

	"github.com/relais-go/relais/mastodon"
)

func settingRoutes() []route {
	yes := true
	hour, never := time.Hour, time.Duration(0)
	return []route{
		{"GET /api/v2/filters", func(ctx context.Context, c *mastodon.Client) (any, error) { return c.Filters(ctx) }, true},
		{"GET /api/v2/filters/7", func(ctx context.Context, c *mastodon.Client) (any, error) { return c.Filter(ctx, "7") }, false},
		{`POST /api/v2/filters {"context":["home"],"expires_in":3600,"filter_action":"hide","keywords_attributes":[{"keyword":"spoiler","whole_word":true}],"title":"film"}`, func(ctx context.Context, c *mastodon.Client) (any, error) {
			return c.CreateFilter(ctx, &mastodon.FilterParams{
				Title: "film", Context: []mastodon.FilterContext{mastodon.FilterHome}, Action: mastodon.FilterHide, Expires: &hour,
				Keywords: []mastodon.FilterKeywordParams{{Keyword: "spoiler", WholeWord: true}},
			})
		}, false},
		{`PUT /api/v2/filters/1 {"expires_in":null,"keywords_attributes":[{"id":"2","whole_word":false,"_destroy":true}]}`, func(ctx context.Context, c *mastodon.Client) (any, error) {
			return c.UpdateFilter(ctx, "1", &mastodon.FilterParams{Expires: &never, Keywords: []mastodon.FilterKeywordParams{{ID: "2", Remove: true}}})
		}, false},
		{"DELETE /api/v2/filters/1", func(ctx context.Context, c *mastodon.Client) (any, error) { return none(c.DeleteFilter(ctx, "1")) }, false},
		{"GET /api/v2/filters/1/keywords", func(ctx context.Context, c *mastodon.Client) (any, error) { return c.FilterKeywords(ctx, "1") }, true},
		{`POST /api/v2/filters/1/keywords {"keyword":"cat","whole_word":false}`, func(ctx context.Context, c *mastodon.Client) (any, error) {
			return c.AddFilterKeyword(ctx, "1", "cat", false)
		}, false},
		{`PUT /api/v2/filters/keywords/1 {"keyword":"cat","whole_word":true}`, func(ctx context.Context, c *mastodon.Client) (any, error) {
			return c.UpdateFilterKeyword(ctx, "1", "cat", true)
		}, false},
		{"DELETE /api/v2/filters/keywords/1", func(ctx context.Context, c *mastodon.Client) (any, error) {
			return none(c.DeleteFilterKeyword(ctx, "1"))
		}, false},
		{"GET /api/v2/filters/1/statuses", func(ctx context.Context, c *mastodon.Client) (any, error) { return c.FilterStatuses(ctx, "1") }, true},
		{`POST /api/v2/filters/1/statuses {"status_id":"2"}`, func(ctx context.Context, c *mastodon.Client) (any, error) {
			return c.AddFilterStatus(ctx, "1", "2")
		}, false},
		{"DELETE /api/v2/filters/statuses/1", func(ctx context.Context, c *mastodon.Client) (any, error) {
			return none(c.DeleteFilterStatus(ctx, "1"))
		}, false},
		{"GET /api/v1/lists", func(ctx context.Context, c *mastodon.Client) (any, error) { return c.Lists(ctx) }, true},
		{"GET /api/v1/lists/7", func(ctx context.Context, c *mastodon.Client) (any, error) { return c.List(ctx, "7") }, false},
		{"GET /api/v1/accounts/1/lists", func(ctx context.Context, c *mastodon.Client) (any, error) { return c.ListsWith(ctx, "1") }, true},
		{`POST /api/v1/lists {"title":"press","replies_policy":"none","exclusive":true}`, func(ctx context.Context, c *mastodon.Client) (any, error) {
			return c.CreateList(ctx, &mastodon.ListParams{Title: "press", RepliesPolicy: mastodon.RepliesNone, Exclusive: &yes})
		}, false},
		{`PUT /api/v1/lists/1 {"title":"press"}`, func(ctx context.Context, c *mastodon.Client) (any, error) {
			return c.UpdateList(ctx, "1", &mastodon.ListParams{Title: "press"})
		}, false},
		{"DELETE /api/v1/lists/1", func(ctx context.Context, c *mastodon.Client) (any, error) { return none(c.DeleteList(ctx, "1")) }, false},
		{"GET /api/v1/lists/1/accounts", func(ctx context.Context, c *mastodon.Client) (any, error) { return all(c.ListAccounts(ctx, "1", nil)) }, true},
		{`POST /api/v1/lists/1/accounts {"account_ids":["2","3"]}`, func(ctx context.Context, c *mastodon.Client) (any, error) {
			return none(c.AddToList(ctx, "1", "2", "3"))
		}, false},
		{`DELETE /api/v1/lists/1/accounts {"account_ids":["2"]}`, func(ctx context.Context, c *mastodon.Client) (any, error) {
			return none(c.RemoveFromList(ctx, "1", "2"))
		}, false},
		{"GET /api/v1/tags/caf%C3%A9", func(ctx context.Context, c *mastodon.Client) (any, error) { return c.Tag(ctx, "café") }, false},
		{"POST /api/v1/tags/cats/follow", func(ctx context.Context, c *mastodon.Client) (any, error) { return c.FollowTag(ctx, "cats") }, false},
		{"POST /api/v1/tags/cats/unfollow", func(ctx context.Context, c *mastodon.Client) (any, error) { return c.UnfollowTag(ctx, "cats") }, false},
		{"POST /api/v1/tags/cats/feature", func(ctx context.Context, c *mastodon.Client) (any, error) { return c.FeatureTag(ctx, "cats") }, false},
		{"POST /api/v1/tags/cats/unfeature", func(ctx context.Context, c *mastodon.Client) (any, error) { return c.UnfeatureTag(ctx, "cats") }, false},
		{"GET /api/v1/followed_tags", func(ctx context.Context, c *mastodon.Client) (any, error) { return all(c.FollowedTags(ctx, nil)) }, true},
		{"GET /api/v1/featured_tags", func(ctx context.Context, c *mastodon.Client) (any, error) { return c.FeaturedTags(ctx) }, true},
		{"GET /api/v1/accounts/1/featured_tags", func(ctx context.Context, c *mastodon.Client) (any, error) { return c.AccountFeaturedTags(ctx, "1") }, true},
		{`POST /api/v1/featured_tags {"name":"cats"}`, func(ctx context.Context, c *mastodon.Client) (any, error) {
			return c.CreateFeaturedTag(ctx, "cats")
		}, false},
		{"DELETE /api/v1/featured_tags/1", func(ctx context.Context, c *mastodon.Client) (any, error) { return none(c.DeleteFeaturedTag(ctx, "1")) }, false},
		{"GET /api/v1/featured_tags/suggestions", func(ctx context.Context, c *mastodon.Client) (any, error) { return c.FeaturedTagSuggestions(ctx) }, true},
	}
}

func readingRoutes() []route {
	return []route{
		{"GET /api/v1/timelines/home?limit=2&min_id=5", func(ctx context.Context, c *mastodon.Client) (any, error) {
			return c.HomeTimelinePage(ctx, &mastodon.PageParams{Limit: 2, MinID: "5"})
		}, true},
		{"GET /api/v1/timelines/public?local=true&only_media=true", func(ctx context.Context, c *mastodon.Client) (any, error) {
			return all(c.PublicTimeline(ctx, &mastodon.TimelineParams{Local: true, OnlyMedia: true}, nil))
		}, true},
		{"GET /api/v1/timelines/tag/cats?all[]=a&any[]=b&none[]=c&remote=true", func(ctx context.Context, c *mastodon.Client) (any, error) {
			return all(c.TagTimeline(ctx, "cats", &mastodon.TimelineParams{Remote: true, All: []string{"a"}, Any: []string{"b"}, None: []string{"c"}}, nil))
		}, true},
		{"GET /api/v1/timelines/list/1", func(ctx context.Context, c *mastodon.Client) (any, error) { return all(c.ListTimeline(ctx, "1", nil)) }, true},
		{"GET /api/v1/timelines/link?url=https://a.example/b", func(ctx context.Context, c *mastodon.Client) (any, error) {
			return all(c.LinkTimeline(ctx, "https://a.example/b", nil))
		}, true},
		{"GET /api/v2/search?account_id=1&exclude_unreviewed=true&following=true&limit=2&max_id=3&min_id=4&offset=5&q=cat&resolve=true&type=statuses", func(ctx context.Context, c *mastodon.Client) (any, error) {
			_, err := c.SearchAll(ctx, "cat", &mastodon.SearchParams{
				Type: mastodon.SearchStatusesOnly, Resolve: true, Following: true, AccountID: "1", ExcludeUnreviewed: true,
				MaxID: "3", MinID: "4", Limit: 2, Offset: 5,
			})
			return none(err)
		}, false},
		{"GET /api/v1/trends/tags?limit=2", func(ctx context.Context, c *mastodon.Client) (any, error) {
			return all(c.TrendingTags(ctx, &mastodon.PageParams{Limit: 2}))
		}, true},
		{"GET /api/v1/trends/statuses", func(ctx context.Context, c *mastodon.Client) (any, error) { return all(c.TrendingStatuses(ctx, nil)) }, true},
		{"GET /api/v1/markers?timeline[]=home&timeline[]=notifications", func(ctx context.Context, c *mastodon.Client) (any, error) {
			_, err := c.Markers(ctx)
			return none(err)
		}, false},
		{`POST /api/v1/markers {"home":{"last_read_id":"1"},"notifications":{"last_read_id":"2"}}`, func(ctx context.Context, c *mastodon.Client) (any, error) {
			_, err := c.SaveMarkers(ctx, &mastodon.MarkerParams{Home: "1", Notifications: "2"})
			return none(err)
		}, false},
	}
}

func serverRoutes() []route {
	return []route{
		{"GET /api/v1/announcements", func(ctx context.Context, c *mastodon.Client) (any, error) { return c.Announcements(ctx) }, true},
		{"POST /api/v1/announcements/1/dismiss", func(ctx context.Context, c *mastodon.Client) (any, error) {
			return none(c.DismissAnnouncement(ctx, "1"))
		}, false},
		{"PUT /api/v1/announcements/1/reactions/%F0%9F%91%8D", func(ctx context.Context, c *mastodon.Client) (any, error) {
			return none(c.AddAnnouncementReaction(ctx, "1", "👍"))
		}, false},
		{"DELETE /api/v1/announcements/1/reactions/blobcat", func(ctx context.Context, c *mastodon.Client) (any, error) {
			return none(c.RemoveAnnouncementReaction(ctx, "1", "blobcat"))
		}, false},
		{"GET /api/v1/push/subscription", func(ctx context.Context, c *mastodon.Client) (any, error) { return c.PushSubscription(ctx) }, false},
		{`PUT /api/v1/push/subscription {"data":{"alerts":{"mention":true},"policy":"followed"}}`, func(ctx context.Context, c *mastodon.Client) (any, error) {
			return c.UpdatePushSubscription(ctx, &mastodon.PushData{Alerts: map[mastodon.NotificationType]bool{mastodon.NotifyMention: true}, Policy: "followed"})
		}, false},
		{"DELETE /api/v1/push/subscription", func(ctx context.Context, c *mastodon.Client) (any, error) { return none(c.DeletePushSubscription(ctx)) }, false},
		{"GET /api/v1/instance/rules", func(ctx context.Context, c *mastodon.Client) (any, error) { return c.InstanceRules(ctx) }, true},
		{"GET /oauth/userinfo", func(ctx context.Context, c *mastodon.Client) (any, error) {
			_, err := c.Userinfo(ctx)
			return none(err)
		}, false},
		{"GET /api/v1/apps/verify_credentials", func(ctx context.Context, c *mastodon.Client) (any, error) { return c.VerifyApp(ctx) }, false},
	}
}
