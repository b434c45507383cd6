package mastodon

import (
	"context"
	"fmt"
	"unicode/utf8"

	"github.com/relais-go/relais/social"
)

// ReportParams is a complaint to the moderators of the server.
type ReportParams struct {
	AccountID     ID             `json:"account_id"` // who is complained about; required
	StatusIDs     []ID           `json:"status_ids,omitempty"`
	CollectionIDs []ID           `json:"collection_ids,omitempty"` // Mastodon 4.6
	Comment       string         `json:"comment,omitempty"`        // 1000 characters at most
	Category      ReportCategory `json:"category,omitempty"`       // "": other
	RuleIDs       []ID           `json:"rule_ids,omitempty"`       // broken rules of the server, for violations
	Forward       bool           `json:"forward,omitempty"`        // also tell the moderators of the account's own server
}

// CreateReport complains to the moderators of the server. It cannot be taken back or looked up: when the answer
// is lost the error is [social.ErrUncertain]. 400 a day.
// See https://docs.joinmastodon.org/methods/reports/#post.
func (c *Client) CreateReport(ctx context.Context, p *ReportParams) (*Report, error) {
	if p == nil || p.AccountID == "" {
		return nil, social.Invalid(network, "AccountID", "is empty")
	}
	if err := checkComment("Comment", p.Comment); err != nil {
		return nil, err
	}
	return create[Report](ctx, c, familyReports, "reports.create", apiPath("reports"), p)
}

func checkComment(field, comment string) error {
	most := DefaultLimits().MaxReportComment
	if n := utf8.RuneCountInString(comment); n > most {
		return social.Invalid(network, field, fmt.Sprintf("has %d characters, %d are allowed", n, most))
	}
	return nil
}
