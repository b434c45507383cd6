package mastodon_test

import (
	"context"
	"time"

	"github.com/relais-go/relais/mastodon"
)

func staffRoutes() []route {
	from, to := time.Date(2026, 5, 1, 0, 0, 0, 0, time.UTC), time.Date(2026, 5, 31, 0, 0, 0, 0, time.UTC)
	return []route{
		{"GET /api/v2/admin/accounts?by_domain=b.example&display_name=A&email=a@b.example&invited_by=1&ip=192.0.2.1&origin=remote&permissions=staff&role_ids[]=3&status=silenced&username=a", func(ctx context.Context, c *mastodon.Client) (any, error) {
			return all(c.AdminAccounts(ctx, &mastodon.AdminAccountsParams{
				Origin: "remote", Status: "silenced", Permissions: "staff", RoleIDs: []mastodon.ID{"3"}, InvitedBy: "1", Username: "a",
				DisplayName: "A", ByDomain: "b.example", Email: "a@b.example", IP: "192.0.2.1",
			}, nil))
		}, true},
		{"GET /api/v1/admin/accounts?local=true&pending=true", func(ctx context.Context, c *mastodon.Client) (any, error) {
			return all(c.AdminAccountsV1(ctx, &mastodon.AdminAccountsV1Params{Local: true, Pending: true}, nil))
		}, true},
		{"GET /api/v1/admin/accounts/7", func(ctx context.Context, c *mastodon.Client) (any, error) { return c.AdminAccount(ctx, "7") }, false},
		{`POST /api/v1/admin/accounts/1/action {"type":"silence","report_id":"2","text":"please stop","send_email_notification":true}`, func(ctx context.Context, c *mastodon.Client) (any, error) {
			return none(c.AdminActOnAccount(ctx, "1", &mastodon.AdminAction{Type: "silence", ReportID: "2", Text: "please stop", SendEmail: true}))
		}, false},
		{"POST /api/v1/admin/accounts/1/approve", func(ctx context.Context, c *mastodon.Client) (any, error) { return c.AdminApproveAccount(ctx, "1") }, false},
		{"POST /api/v1/admin/accounts/1/reject", func(ctx context.Context, c *mastodon.Client) (any, error) { return c.AdminRejectAccount(ctx, "1") }, false},
		{"POST /api/v1/admin/accounts/1/enable", func(ctx context.Context, c *mastodon.Client) (any, error) { return c.AdminEnableAccount(ctx, "1") }, false},
		{"POST /api/v1/admin/accounts/1/unsilence", func(ctx context.Context, c *mastodon.Client) (any, error) { return c.AdminUnsilenceAccount(ctx, "1") }, false},
		{"POST /api/v1/admin/accounts/1/unsuspend", func(ctx context.Context, c *mastodon.Client) (any, error) { return c.AdminUnsuspendAccount(ctx, "1") }, false},
		{"POST /api/v1/admin/accounts/1/unsensitive", func(ctx context.Context, c *mastodon.Client) (any, error) {
			return c.AdminUnsensitiveAccount(ctx, "1")
		}, false},
		{"DELETE /api/v1/admin/accounts/1", func(ctx context.Context, c *mastodon.Client) (any, error) { return c.AdminDeleteAccount(ctx, "1") }, false},
		{"GET /api/v1/admin/reports?account_id=1&resolved=true&target_account_id=2", func(ctx context.Context, c *mastodon.Client) (any, error) {
			return all(c.AdminReports(ctx, &mastodon.AdminReportsParams{Resolved: true, AccountID: "1", TargetAccountID: "2"}, nil))
		}, true},
		{"GET /api/v1/admin/reports/7", func(ctx context.Context, c *mastodon.Client) (any, error) { return c.AdminReport(ctx, "7") }, false},
		{`PUT /api/v1/admin/reports/1 {"category":"violation","rule_ids":["2"]}`, func(ctx context.Context, c *mastodon.Client) (any, error) {
			return c.AdminUpdateReport(ctx, "1", &mastodon.AdminReportParams{Category: mastodon.ReportViolation, RuleIDs: []mastodon.ID{"2"}})
		}, false},
		{"POST /api/v1/admin/reports/1/assign_to_self", func(ctx context.Context, c *mastodon.Client) (any, error) { return c.AdminAssignReport(ctx, "1") }, false},
		{"POST /api/v1/admin/reports/1/unassign", func(ctx context.Context, c *mastodon.Client) (any, error) { return c.AdminUnassignReport(ctx, "1") }, false},
		{"POST /api/v1/admin/reports/1/resolve", func(ctx context.Context, c *mastodon.Client) (any, error) { return c.AdminResolveReport(ctx, "1") }, false},
		{"POST /api/v1/admin/reports/1/reopen", func(ctx context.Context, c *mastodon.Client) (any, error) { return c.AdminReopenReport(ctx, "1") }, false},
		{`POST /api/v1/admin/measures {"end_at":"2026-05-31T00:00:00Z","instance_reports":{"domain":"b.example"},"keys":["new_users","tag_uses","instance_reports"],"start_at":"2026-05-01T00:00:00Z","tag_uses":{"id":"3"}}`, func(ctx context.Context, c *mastodon.Client) (any, error) {
			_, err := c.AdminMeasures(ctx, &mastodon.AdminMeasuresParams{
				Keys: []string{mastodon.MeasureNewUsers, mastodon.MeasureTagUses, mastodon.MeasureInstanceReports}, From: from, To: to,
				Tag: "3", Domain: "b.example",
			})
			return none(err)
		}, true},
		{`POST /api/v1/admin/dimensions {"keys":["languages"],"limit":5}`, func(ctx context.Context, c *mastodon.Client) (any, error) {
			_, err := c.AdminDimensions(ctx, &mastodon.AdminMeasuresParams{Keys: []string{mastodon.DimensionLanguages}, Limit: 5})
			return none(err)
		}, true},
		{`POST /api/v1/admin/retention {"end_at":"2026-05-31T00:00:00Z","frequency":"day","start_at":"2026-05-01T00:00:00Z"}`, func(ctx context.Context, c *mastodon.Client) (any, error) {
			_, err := c.AdminRetention(ctx, from, to, "day")
			return none(err)
		}, true},
		{"GET /api/v1/admin/trends/tags", func(ctx context.Context, c *mastodon.Client) (any, error) { return all(c.AdminTrendingTags(ctx, nil)) }, true},
		{"GET /api/v1/admin/trends/statuses", func(ctx context.Context, c *mastodon.Client) (any, error) {
			return all(c.AdminTrendingStatuses(ctx, nil))
		}, true},
		{"GET /api/v1/admin/trends/links", func(ctx context.Context, c *mastodon.Client) (any, error) { return all(c.AdminTrendingLinks(ctx, nil)) }, true},
		{"POST /api/v1/admin/trends/links/1/approve", func(ctx context.Context, c *mastodon.Client) (any, error) {
			return none(c.AdminApproveTrend(ctx, mastodon.TrendLinks, "1"))
		}, false},
		{"POST /api/v1/admin/trends/tags/1/reject", func(ctx context.Context, c *mastodon.Client) (any, error) {
			return none(c.AdminRejectTrend(ctx, mastodon.TrendTags, "1"))
		}, false},
	}
}

func staffBlockRoutes() []route {
	no, day := false, 24*time.Hour
	return []route{
		{"GET /api/v1/admin/domain_blocks", func(ctx context.Context, c *mastodon.Client) (any, error) { return all(c.AdminDomainBlocks(ctx, nil)) }, true},
		{"GET /api/v1/admin/domain_blocks/7", func(ctx context.Context, c *mastodon.Client) (any, error) { return c.AdminDomainBlock(ctx, "7") }, false},
		{`POST /api/v1/admin/domain_blocks {"domain":"bad.example","severity":"suspend","reject_media":false,"public_comment":"spam"}`, func(ctx context.Context, c *mastodon.Client) (any, error) {
			return c.AdminCreateDomainBlock(ctx, &mastodon.AdminDomainBlockParams{Domain: "bad.example", Severity: "suspend", RejectMedia: &no, PublicComment: "spam"})
		}, false},
		{`PUT /api/v1/admin/domain_blocks/1 {"severity":"silence"}`, func(ctx context.Context, c *mastodon.Client) (any, error) {
			return c.AdminUpdateDomainBlock(ctx, "1", &mastodon.AdminDomainBlockParams{Domain: "ignored.example", Severity: "silence"})
		}, false},
		{"DELETE /api/v1/admin/domain_blocks/1", func(ctx context.Context, c *mastodon.Client) (any, error) {
			return none(c.AdminDeleteDomainBlock(ctx, "1"))
		}, false},
		{"GET /api/v1/admin/domain_allows", func(ctx context.Context, c *mastodon.Client) (any, error) { return all(c.AdminDomainAllows(ctx, nil)) }, true},
		{"GET /api/v1/admin/domain_allows/7", func(ctx context.Context, c *mastodon.Client) (any, error) { return c.AdminDomainAllow(ctx, "7") }, false},
		{`POST /api/v1/admin/domain_allows {"domain":"good.example"}`, func(ctx context.Context, c *mastodon.Client) (any, error) {
			return c.AdminCreateDomainAllow(ctx, "good.example")
		}, false},
		{"DELETE /api/v1/admin/domain_allows/1", func(ctx context.Context, c *mastodon.Client) (any, error) {
			return none(c.AdminDeleteDomainAllow(ctx, "1"))
		}, false},
		{"GET /api/v1/admin/email_domain_blocks", func(ctx context.Context, c *mastodon.Client) (any, error) {
			return all(c.AdminEmailDomainBlocks(ctx, nil))
		}, true},
		{"GET /api/v1/admin/email_domain_blocks/7", func(ctx context.Context, c *mastodon.Client) (any, error) {
			return c.AdminEmailDomainBlock(ctx, "7")
		}, false},
		{`POST /api/v1/admin/email_domain_blocks {"domain":"throwaway.example"}`, func(ctx context.Context, c *mastodon.Client) (any, error) {
			return c.AdminCreateEmailDomainBlock(ctx, "throwaway.example")
		}, false},
		{"DELETE /api/v1/admin/email_domain_blocks/1", func(ctx context.Context, c *mastodon.Client) (any, error) {
			return none(c.AdminDeleteEmailDomainBlock(ctx, "1"))
		}, false},
		{"GET /api/v1/admin/canonical_email_blocks", func(ctx context.Context, c *mastodon.Client) (any, error) {
			return all(c.AdminCanonicalEmailBlocks(ctx, nil))
		}, true},
		{"GET /api/v1/admin/canonical_email_blocks/7", func(ctx context.Context, c *mastodon.Client) (any, error) {
			return c.AdminCanonicalEmailBlock(ctx, "7")
		}, false},
		{`POST /api/v1/admin/canonical_email_blocks/test {"email":"a@b.example"}`, func(ctx context.Context, c *mastodon.Client) (any, error) {
			return c.AdminTestCanonicalEmail(ctx, "a@b.example")
		}, true},
		{`POST /api/v1/admin/canonical_email_blocks {"email":"a@b.example"}`, func(ctx context.Context, c *mastodon.Client) (any, error) {
			return c.AdminCreateCanonicalEmailBlock(ctx, "a@b.example")
		}, false},
		{"DELETE /api/v1/admin/canonical_email_blocks/1", func(ctx context.Context, c *mastodon.Client) (any, error) {
			return none(c.AdminDeleteCanonicalEmailBlock(ctx, "1"))
		}, false},
		{"GET /api/v1/admin/ip_blocks", func(ctx context.Context, c *mastodon.Client) (any, error) { return all(c.AdminIPBlocks(ctx, nil)) }, true},
		{"GET /api/v1/admin/ip_blocks/7", func(ctx context.Context, c *mastodon.Client) (any, error) { return c.AdminIPBlock(ctx, "7") }, false},
		{`POST /api/v1/admin/ip_blocks {"expires_in":86400,"ip":"192.0.2.0/24","severity":"sign_up_block"}`, func(ctx context.Context, c *mastodon.Client) (any, error) {
			return c.AdminCreateIPBlock(ctx, &mastodon.AdminIPBlockParams{IP: "192.0.2.0/24", Severity: "sign_up_block", Expires: &day})
		}, false},
		{`PUT /api/v1/admin/ip_blocks/1 {"comment":"seen again"}`, func(ctx context.Context, c *mastodon.Client) (any, error) {
			return c.AdminUpdateIPBlock(ctx, "1", &mastodon.AdminIPBlockParams{Comment: "seen again"})
		}, false},
		{"DELETE /api/v1/admin/ip_blocks/1", func(ctx context.Context, c *mastodon.Client) (any, error) {
			return none(c.AdminDeleteIPBlock(ctx, "1"))
		}, false},
	}
}
