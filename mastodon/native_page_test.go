package mastodon_test

import (
	"context"

	"github.com/relais-go/relais/mastodon"
	"github.com/relais-go/relais/social"
)

// paged adapts a page method to a route whose second page is asked for.
func paged[T any](path string, read func(*mastodon.Client) func(context.Context, *mastodon.PageParams) (*social.Page[T], error)) route {
	return route{"GET " + path + "?limit=2&max_id=9", func(ctx context.Context, c *mastodon.Client) (any, error) {
		return read(c)(ctx, &mastodon.PageParams{Limit: 2, Cursor: "max_id=9"})
	}, true}
}

type (
	statusPage  = func(context.Context, *mastodon.PageParams) (*social.Page[mastodon.Status], error)
	accountPage = func(context.Context, *mastodon.PageParams) (*social.Page[mastodon.Account], error)
)

func pageRoutes() []route {
	return []route{
		paged("/api/v1/favourites", func(c *mastodon.Client) statusPage { return c.FavouritesPage }),
		paged("/api/v1/bookmarks", func(c *mastodon.Client) statusPage { return c.BookmarksPage }),
		paged("/api/v1/timelines/public", func(c *mastodon.Client) statusPage {
			return func(ctx context.Context, p *mastodon.PageParams) (*social.Page[mastodon.Status], error) {
				return c.PublicTimelinePage(ctx, nil, p)
			}
		}),
		paged("/api/v1/timelines/tag/cats", func(c *mastodon.Client) statusPage {
			return func(ctx context.Context, p *mastodon.PageParams) (*social.Page[mastodon.Status], error) {
				return c.TagTimelinePage(ctx, "cats", nil, p)
			}
		}),
		paged("/api/v1/timelines/list/1", func(c *mastodon.Client) statusPage {
			return func(ctx context.Context, p *mastodon.PageParams) (*social.Page[mastodon.Status], error) {
				return c.ListTimelinePage(ctx, "1", p)
			}
		}),
		paged("/api/v1/blocks", func(c *mastodon.Client) accountPage { return c.BlocksPage }),
		paged("/api/v1/mutes", func(c *mastodon.Client) accountPage { return c.MutesPage }),
		paged("/api/v1/endorsements", func(c *mastodon.Client) accountPage { return c.EndorsementsPage }),
		paged("/api/v1/accounts/1/following", func(c *mastodon.Client) accountPage {
			return func(ctx context.Context, p *mastodon.PageParams) (*social.Page[mastodon.Account], error) {
				return c.FollowingPage(ctx, "1", p)
			}
		}),
		paged("/api/v1/lists/1/accounts", func(c *mastodon.Client) accountPage {
			return func(ctx context.Context, p *mastodon.PageParams) (*social.Page[mastodon.Account], error) {
				return c.ListAccountsPage(ctx, "1", p)
			}
		}),
		paged("/api/v1/follow_requests", func(c *mastodon.Client) accountPage { return c.FollowRequestsPage }),
		paged("/api/v1/followed_tags", func(c *mastodon.Client) func(context.Context, *mastodon.PageParams) (*social.Page[mastodon.Tag], error) {
			return c.FollowedTagsPage
		}),
		{"GET /api/v1/preferences", func(ctx context.Context, c *mastodon.Client) (any, error) {
			_, err := c.Preferences(ctx)
			return none(err)
		}, false},
		{"GET /api/v2/suggestions?limit=3", func(ctx context.Context, c *mastodon.Client) (any, error) {
			_, err := c.Suggestions(ctx, 3)
			return none(err)
		}, true},
		{"GET /api/v1/instance/domain_blocks", func(ctx context.Context, c *mastodon.Client) (any, error) {
			_, err := c.InstanceDomainBlocks(ctx)
			return none(err)
		}, true},
		{"GET /api/v1/custom_emojis", func(ctx context.Context, c *mastodon.Client) (any, error) {
			_, err := c.CustomEmojis(ctx)
			return none(err)
		}, true},
	}
}

func staffPageRoutes() []route {
	return []route{
		paged("/api/v1/admin/domain_blocks", func(c *mastodon.Client) func(context.Context, *mastodon.PageParams) (*social.Page[mastodon.AdminDomainBlock], error) {
			return c.AdminDomainBlocksPage
		}),
		paged("/api/v1/admin/domain_allows", func(c *mastodon.Client) func(context.Context, *mastodon.PageParams) (*social.Page[mastodon.AdminDomainAllow], error) {
			return c.AdminDomainAllowsPage
		}),
		paged("/api/v1/admin/email_domain_blocks", func(c *mastodon.Client) func(context.Context, *mastodon.PageParams) (*social.Page[mastodon.AdminEmailDomainBlock], error) {
			return c.AdminEmailDomainBlocksPage
		}),
		paged("/api/v1/admin/canonical_email_blocks", func(c *mastodon.Client) func(context.Context, *mastodon.PageParams) (*social.Page[mastodon.AdminCanonicalEmailBlock], error) {
			return c.AdminCanonicalEmailBlocksPage
		}),
		paged("/api/v1/admin/ip_blocks", func(c *mastodon.Client) func(context.Context, *mastodon.PageParams) (*social.Page[mastodon.AdminIPBlock], error) {
			return c.AdminIPBlocksPage
		}),
		{"GET /api/v2/admin/accounts?limit=2", func(ctx context.Context, c *mastodon.Client) (any, error) {
			return c.AdminAccountsPage(ctx, nil, &mastodon.PageParams{Limit: 2})
		}, true},
		{"GET /api/v1/admin/accounts?limit=2&staff=true", func(ctx context.Context, c *mastodon.Client) (any, error) {
			return c.AdminAccountsV1Page(ctx, &mastodon.AdminAccountsV1Params{Staff: true}, &mastodon.PageParams{Limit: 2})
		}, true},
		{"GET /api/v1/admin/reports?limit=2", func(ctx context.Context, c *mastodon.Client) (any, error) {
			return c.AdminReportsPage(ctx, nil, &mastodon.PageParams{Limit: 2})
		}, true},
	}
}
