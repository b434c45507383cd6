package mastodon

import (
	"context"
	"net/http"
	"strings"
	"time"

	"github.com/relais-go/relais/internal/rest"
	"github.com/relais-go/relais/social"
)

// Measures of the server. Those of a tag need [AdminMeasuresParams].Tag, those of an instance its Domain.
// See https://docs.joinmastodon.org/methods/admin/measures/.
const (
	MeasureActiveUsers              = "active_users"
	MeasureNewUsers                 = "new_users"
	MeasureInteractions             = "interactions"
	MeasureOpenedReports            = "opened_reports"
	MeasureResolvedReports          = "resolved_reports"
	MeasureTagAccounts              = "tag_accounts"
	MeasureTagUses                  = "tag_uses"
	MeasureTagServers               = "tag_servers"
	MeasureInstanceAccounts         = "instance_accounts"
	MeasureInstanceMediaAttachments = "instance_media_attachments"
	MeasureInstanceReports          = "instance_reports"
	MeasureInstanceStatuses         = "instance_statuses"
	MeasureInstanceFollows          = "instance_follows"
	MeasureInstanceFollowers        = "instance_followers"
)

// Dimensions of the server. Those of a tag need [AdminMeasuresParams].Tag, those of an instance its Domain.
// See https://docs.joinmastodon.org/methods/admin/dimensions/.
const (
	DimensionLanguages         = "languages"
	DimensionSources           = "sources"
	DimensionServers           = "servers"
	DimensionSpaceUsage        = "space_usage"
	DimensionSoftwareVersions  = "software_versions"
	DimensionTagServers        = "tag_servers"
	DimensionTagLanguages      = "tag_languages"
	DimensionInstanceAccounts  = "instance_accounts"
	DimensionInstanceLanguages = "instance_languages"
)

// AdminMeasuresParams says what to measure: the server as a whole, not an account.
type AdminMeasuresParams struct {
	Keys   []string  // measures or dimensions
	From   time.Time // first day
	To     time.Time // last day
	Tag    ID        // for the keys about a hashtag
	Domain string    // for the keys about another server
	Limit  int       // parts of each dimension; 0 is the server's default
}

func (p *AdminMeasuresParams) body() (map[string]any, error) {
	if p == nil || len(p.Keys) == 0 {
		return nil, social.Invalid(network, "Keys", "is empty")
	}
	body := map[string]any{"keys": p.Keys}
	if !p.From.IsZero() {
		body["start_at"] = p.From.Format(time.RFC3339)
	}
	if !p.To.IsZero() {
		body["end_at"] = p.To.Format(time.RFC3339)
	}
	if p.Limit > 0 {
		body["limit"] = p.Limit
	}
	for _, key := range p.Keys {
		switch key {
		case MeasureTagAccounts, MeasureTagUses, MeasureTagServers, DimensionTagLanguages:
			if p.Tag == "" {
				return nil, social.Invalid(network, "Tag", "is empty, and "+key+" needs it")
			}
			body[key] = map[string]ID{"id": p.Tag}
		case MeasureInstanceAccounts, MeasureInstanceMediaAttachments, MeasureInstanceReports, MeasureInstanceStatuses,
			MeasureInstanceFollows, MeasureInstanceFollowers, DimensionInstanceLanguages:
			if p.Domain == "" {
				return nil, social.Invalid(network, "Domain", "is empty, and "+key+" needs it")
			}
			body[key] = map[string]string{"domain": p.Domain}
		}
	}
	return body, nil
}

// AdminMeasures reads numbers about the server over a period, day by day.
// See https://docs.joinmastodon.org/methods/admin/measures/#get.
func (c *Client) AdminMeasures(ctx context.Context, p *AdminMeasuresParams) ([]*AdminMeasure, error) {
	return measure[AdminMeasure](ctx, c, "measures", p)
}

// AdminDimensions reads breakdowns of the server's data, the largest parts first.
// See https://docs.joinmastodon.org/methods/admin/dimensions/#get.
func (c *Client) AdminDimensions(ctx context.Context, p *AdminMeasuresParams) ([]*AdminDimension, error) {
	return measure[AdminDimension](ctx, c, "dimensions", p)
}

func measure[T any](ctx context.Context, c *Client, what string, p *AdminMeasuresParams) ([]*T, error) {
	body, err := p.body()
	if err != nil {
		return nil, err
	}
	return ask[T](ctx, c, body, what)
}

// AdminRetention reads how many of the accounts that registered in each day or month stayed active. frequency is
// "day" or "month". See https://docs.joinmastodon.org/methods/admin/retention/#create.
func (c *Client) AdminRetention(ctx context.Context, from, to time.Time, frequency string) ([]*AdminCohort, error) {
	body := map[string]string{
		"start_at": from.Format(time.RFC3339), "end_at": to.Format(time.RFC3339), "frequency": frequency,
	}
	return ask[AdminCohort](ctx, c, body, "retention")
}

// ask reads by POST.
func ask[T any](ctx context.Context, c *Client, body any, path ...string) ([]*T, error) {
	r := &rest.Request{
		Op: "admin." + strings.Join(path, "."), Method: http.MethodPost, Path: adminPath(path...), Class: rest.Read,
	}
	v, err := send[[]*T](ctx, c, familyAll, r, body)
	return value(v), c.absent(ctx, err, apiNever, strings.Join(path, " "))
}
