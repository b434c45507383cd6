package mastodon

import (
	"context"
	"iter"
	"net/url"

	"github.com/relais-go/relais/social"
)

// AdminReportsParams narrows a list of reports. nil means all that are open.
type AdminReportsParams struct {
	Resolved        bool // the settled ones instead
	AccountID       ID   // only by this account
	TargetAccountID ID   // only about this account
}

func (p *AdminReportsParams) query() url.Values {
	q := url.Values{}
	if p != nil {
		setTrue(q, "resolved", p.Resolved)
		setID(q, "account_id", p.AccountID)
		setID(q, "target_account_id", p.TargetAccountID)
	}
	return q
}

// AdminReportsPage reads a page of reports: 100 by default, 200 at most.
// See https://docs.joinmastodon.org/methods/admin/reports/#get.
func (c *Client) AdminReportsPage(ctx context.Context, f *AdminReportsParams, p *PageParams) (*social.Page[AdminReport], error) {
	return page[AdminReport](ctx, c, "admin.reports", adminPath("reports"), f.query(), p)
}

// AdminReports iterates over reports.
func (c *Client) AdminReports(ctx context.Context, f *AdminReportsParams, p *PageParams) iter.Seq2[*AdminReport, error] {
	return pages[AdminReport](ctx, c, "admin.reports", adminPath("reports"), f.query(), p)
}

// AdminReport reads one report. See https://docs.joinmastodon.org/methods/admin/reports/#get-one.
func (c *Client) AdminReport(ctx context.Context, id ID) (*AdminReport, error) {
	return get[AdminReport](ctx, c, "admin.reports.get", adminPath("reports", string(id)), nil)
}

// AdminReportParams is what to change on a report. Zero values keep what is there.
type AdminReportParams struct {
	Category ReportCategory `json:"category,omitempty"`
	RuleIDs  []ID           `json:"rule_ids,omitempty"` // for violations
}

// AdminUpdateReport changes the category of a report.
// See https://docs.joinmastodon.org/methods/admin/reports/#update.
func (c *Client) AdminUpdateReport(ctx context.Context, id ID, p *AdminReportParams) (*AdminReport, error) {
	return put[AdminReport](ctx, c, "admin.reports.update", adminPath("reports", string(id)), value(p))
}

// AdminAssignReport gives a report to oneself.
// See https://docs.joinmastodon.org/methods/admin/reports/#assign_to_self.
func (c *Client) AdminAssignReport(ctx context.Context, id ID) (*AdminReport, error) {
	return c.adminReport(ctx, id, "assign_to_self")
}

// AdminUnassignReport gives a report back. See https://docs.joinmastodon.org/methods/admin/reports/#unassign.
func (c *Client) AdminUnassignReport(ctx context.Context, id ID) (*AdminReport, error) {
	return c.adminReport(ctx, id, "unassign")
}

// AdminResolveReport settles a report without doing anything to the account.
// See https://docs.joinmastodon.org/methods/admin/reports/#resolve.
func (c *Client) AdminResolveReport(ctx context.Context, id ID) (*AdminReport, error) {
	return c.adminReport(ctx, id, "resolve")
}

// AdminReopenReport opens a settled report again.
// See https://docs.joinmastodon.org/methods/admin/reports/#reopen.
func (c *Client) AdminReopenReport(ctx context.Context, id ID) (*AdminReport, error) {
	return c.adminReport(ctx, id, "reopen")
}

func (c *Client) adminReport(ctx context.Context, id ID, action string) (*AdminReport, error) {
	return post[AdminReport](ctx, c, familyAll, "admin.reports."+action, adminPath("reports", string(id), action), nil)
}
