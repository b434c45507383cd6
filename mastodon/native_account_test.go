package mastodon_test

import (
	"context"
	"time"

	"github.com/relais-go/relais/mastodon"
)

func accountRoutes() []route {
	yes, no := true, false
	page := &mastodon.PageParams{Limit: 2, MaxID: "9"}
	return []route{
		{"GET /api/v1/accounts/7", func(ctx context.Context, c *mastodon.Client) (any, error) { return c.Account(ctx, "7") }, false},
		{"GET /api/v1/accounts/a%2Fb%3F", func(ctx context.Context, c *mastodon.Client) (any, error) { return c.Account(ctx, "a/b?") }, false},
		{"GET /api/v1/accounts?id[]=7&id[]=8", func(ctx context.Context, c *mastodon.Client) (any, error) { return c.AccountsByID(ctx, "7", "8") }, true},
		{"GET /api/v1/accounts/lookup?acct=a@b.example", func(ctx context.Context, c *mastodon.Client) (any, error) {
			return c.LookupAccount(ctx, "a@b.example")
		}, false},
		{"GET /api/v1/accounts/search?following=true&limit=3&offset=4&q=cat&resolve=true", func(ctx context.Context, c *mastodon.Client) (any, error) {
			return c.SearchAccounts(ctx, "cat", &mastodon.AccountSearchParams{Limit: 3, Offset: 4, Resolve: true, Following: true})
		}, true},
		{"GET /api/v1/accounts/1/statuses?exclude_reblogs=true&exclude_replies=true&limit=2&max_id=9&only_media=true&pinned=true&tagged=cats", func(ctx context.Context, c *mastodon.Client) (any, error) {
			return c.AccountStatusesPage(ctx, "1", &mastodon.AccountStatusesParams{OnlyMedia: true, ExcludeReplies: true, ExcludeReblogs: true, Pinned: true, Tagged: "cats"}, page)
		}, true},
		{"GET /api/v1/accounts/relationships?id[]=7", func(ctx context.Context, c *mastodon.Client) (any, error) { return c.Relationships(ctx, "7") }, true},
		{"GET /api/v1/accounts/familiar_followers?id[]=7", func(ctx context.Context, c *mastodon.Client) (any, error) { return c.FamiliarFollowers(ctx, "7") }, true},
		{"GET /api/v1/accounts/7/followers", func(ctx context.Context, c *mastodon.Client) (any, error) { return all(c.Followers(ctx, "7", nil)) }, true},
		{"GET /api/v1/accounts/7/followers?limit=2&max_id=9", func(ctx context.Context, c *mastodon.Client) (any, error) { return c.FollowersPage(ctx, "7", page) }, true},
		{"GET /api/v1/accounts/7/following", func(ctx context.Context, c *mastodon.Client) (any, error) { return all(c.Following(ctx, "7", nil)) }, true},
		{"GET /api/v1/accounts/7/endorsements", func(ctx context.Context, c *mastodon.Client) (any, error) {
			return all(c.AccountEndorsements(ctx, "7", nil))
		}, true},
		{"POST /api/v1/accounts/1/follow {}", func(ctx context.Context, c *mastodon.Client) (any, error) { return c.FollowAccount(ctx, "1", nil) }, false},
		{`POST /api/v1/accounts/1/follow {"reblogs":false,"notify":true,"languages":["de"]}`, func(ctx context.Context, c *mastodon.Client) (any, error) {
			return c.FollowAccount(ctx, "1", &mastodon.FollowParams{Reblogs: &no, Notify: &yes, Languages: []string{"de"}})
		}, false},
		{"POST /api/v1/accounts/1/unfollow", func(ctx context.Context, c *mastodon.Client) (any, error) { return c.UnfollowAccount(ctx, "1") }, false},
		{`POST /api/v1/accounts/1/mute {"notifications":true}`, func(ctx context.Context, c *mastodon.Client) (any, error) { return c.MuteAccount(ctx, "1", nil) }, false},
		{`POST /api/v1/accounts/1/mute {"duration":2,"notifications":false}`, func(ctx context.Context, c *mastodon.Client) (any, error) {
			return c.MuteAccount(ctx, "1", &mastodon.MuteParams{KeepNotifications: true, Duration: 1100 * time.Millisecond})
		}, false},
		{"POST /api/v1/accounts/1/unmute", func(ctx context.Context, c *mastodon.Client) (any, error) { return c.UnmuteAccount(ctx, "1") }, false},
		{"POST /api/v1/accounts/1/block", func(ctx context.Context, c *mastodon.Client) (any, error) { return c.BlockAccount(ctx, "1") }, false},
		{"POST /api/v1/accounts/1/unblock", func(ctx context.Context, c *mastodon.Client) (any, error) { return c.UnblockAccount(ctx, "1") }, false},
		{"POST /api/v1/accounts/1/remove_from_followers", func(ctx context.Context, c *mastodon.Client) (any, error) { return c.RemoveFollower(ctx, "1") }, false},
		{`POST /api/v1/accounts/1/note {"comment":"met in May"}`, func(ctx context.Context, c *mastodon.Client) (any, error) {
			return c.NoteAccount(ctx, "1", "met in May")
		}, false},
		{"POST /api/v1/accounts/1/endorse", func(ctx context.Context, c *mastodon.Client) (any, error) { return c.EndorseAccount(ctx, "1") }, false},
		{"POST /api/v1/accounts/1/unendorse", func(ctx context.Context, c *mastodon.Client) (any, error) { return c.UnendorseAccount(ctx, "1") }, false},
		{"GET /api/v1/endorsements", func(ctx context.Context, c *mastodon.Client) (any, error) { return all(c.Endorsements(ctx, nil)) }, true},
		{"GET /api/v1/blocks", func(ctx context.Context, c *mastodon.Client) (any, error) { return all(c.Blocks(ctx, nil)) }, true},
		{"GET /api/v1/mutes", func(ctx context.Context, c *mastodon.Client) (any, error) { return all(c.Mutes(ctx, nil)) }, true},
		{"GET /api/v1/follow_requests", func(ctx context.Context, c *mastodon.Client) (any, error) { return all(c.FollowRequests(ctx, nil)) }, true},
		{"POST /api/v1/follow_requests/1/authorize", func(ctx context.Context, c *mastodon.Client) (any, error) { return c.AuthorizeFollow(ctx, "1") }, false},
		{"POST /api/v1/follow_requests/1/reject", func(ctx context.Context, c *mastodon.Client) (any, error) { return c.RejectFollow(ctx, "1") }, false},
		{"GET /api/v1/favourites", func(ctx context.Context, c *mastodon.Client) (any, error) { return all(c.Favourites(ctx, nil)) }, true},
		{"GET /api/v1/bookmarks", func(ctx context.Context, c *mastodon.Client) (any, error) { return all(c.Bookmarks(ctx, nil)) }, true},
		{"DELETE /api/v1/suggestions/1", func(ctx context.Context, c *mastodon.Client) (any, error) { return none(c.DismissSuggestion(ctx, "1")) }, false},
		{"GET /api/v1/directory?limit=3&local=true&offset=4&order=new", func(ctx context.Context, c *mastodon.Client) (any, error) {
			return c.Directory(ctx, &mastodon.DirectoryParams{Limit: 3, Offset: 4, New: true, Local: true})
		}, true},
		{"GET /api/v1/accounts/verify_credentials", func(ctx context.Context, c *mastodon.Client) (any, error) { return c.VerifyCredentials(ctx) }, false},
		{"GET /api/v1/profile", func(ctx context.Context, c *mastodon.Client) (any, error) { return c.OwnProfile(ctx) }, false},
		{"DELETE /api/v1/profile/avatar", func(ctx context.Context, c *mastodon.Client) (any, error) { return c.DeleteAvatar(ctx) }, false},
		{"DELETE /api/v1/profile/header", func(ctx context.Context, c *mastodon.Client) (any, error) { return c.DeleteHeader(ctx) }, false},
		{`POST /api/v1/reports {"account_id":"1","status_ids":["2"],"collection_ids":["3"],"comment":"spam","category":"violation","rule_ids":["4"],"forward":true}`, func(ctx context.Context, c *mastodon.Client) (any, error) {
			return c.CreateReport(ctx, &mastodon.ReportParams{
				AccountID: "1", StatusIDs: []mastodon.ID{"2"}, CollectionIDs: []mastodon.ID{"3"}, Comment: "spam",
				Category: mastodon.ReportViolation, RuleIDs: []mastodon.ID{"4"}, Forward: true,
			})
		}, false},
		{`POST /api/v1/domain_blocks {"domain":"bad.example"}`, func(ctx context.Context, c *mastodon.Client) (any, error) {
			return none(c.BlockDomain(ctx, "bad.example"))
		}, false},
		{`DELETE /api/v1/domain_blocks {"domain":"bad.example"}`, func(ctx context.Context, c *mastodon.Client) (any, error) {
			return none(c.UnblockDomain(ctx, "bad.example"))
		}, false},
	}
}
