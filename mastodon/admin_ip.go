package mastodon

import (
	"context"
	"encoding/json"
	"iter"
	"net/http"
	"time"

	"github.com/relais-go/relais/social"
)

// AdminIPBlockParams says how the server treats an address. When a block is changed, zero values keep what is
// there.
type AdminIPBlockParams struct {
	IP       string         // an address or a range in CIDR form; required for a new block
	Severity string         // sign_up_requires_approval, sign_up_block, no_access; required for a new block
	Comment  string         // for the staff
	Expires  *time.Duration // from now, rounded up to seconds; nil: never, or kept; 0: never
}

// MarshalJSON writes what is given.
func (p *AdminIPBlockParams) MarshalJSON() ([]byte, error) {
	body := map[string]any{}
	for key, v := range map[string]string{"ip": p.IP, "severity": p.Severity, "comment": p.Comment} {
		if v != "" {
			body[key] = v
		}
	}
	switch {
	case p.Expires == nil:
	case *p.Expires == 0:
		body["expires_in"] = nil
	default:
		body["expires_in"] = seconds(*p.Expires)
	}
	return json.Marshal(body)
}

// AdminIPBlocksPage reads a page of the addresses that are refused or limited: 100 by default, 200 at most.
// See https://docs.joinmastodon.org/methods/admin/ip_blocks/#get.
func (c *Client) AdminIPBlocksPage(ctx context.Context, p *PageParams) (*social.Page[AdminIPBlock], error) {
	return page[AdminIPBlock](ctx, c, "admin.ip_blocks", adminPath("ip_blocks"), nil, p)
}

// AdminIPBlocks iterates over the addresses that are refused or limited.
func (c *Client) AdminIPBlocks(ctx context.Context, p *PageParams) iter.Seq2[*AdminIPBlock, error] {
	return pages[AdminIPBlock](ctx, c, "admin.ip_blocks", adminPath("ip_blocks"), nil, p)
}

// AdminIPBlock reads one of them. See https://docs.joinmastodon.org/methods/admin/ip_blocks/#get-one.
func (c *Client) AdminIPBlock(ctx context.Context, id ID) (*AdminIPBlock, error) {
	return get[AdminIPBlock](ctx, c, "admin.ip_blocks.get", adminPath("ip_blocks", string(id)), nil)
}

// AdminCreateIPBlock refuses or limits an address. One that is blocked already is [social.ErrInvalid]; when the
// answer is lost the error is [social.ErrUncertain].
// See https://docs.joinmastodon.org/methods/admin/ip_blocks/#create.
func (c *Client) AdminCreateIPBlock(ctx context.Context, p *AdminIPBlockParams) (*AdminIPBlock, error) {
	own := value(p)
	if own.IP == "" || own.Severity == "" {
		return nil, social.Invalid(network, "IP", "is empty, or Severity is")
	}
	return create[AdminIPBlock](ctx, c, familyAll, "admin.ip_blocks.create", adminPath("ip_blocks"), &own)
}

// AdminUpdateIPBlock changes a block. See https://docs.joinmastodon.org/methods/admin/ip_blocks/#update.
func (c *Client) AdminUpdateIPBlock(ctx context.Context, id ID, p *AdminIPBlockParams) (*AdminIPBlock, error) {
	own := value(p)
	return put[AdminIPBlock](ctx, c, "admin.ip_blocks.update", adminPath("ip_blocks", string(id)), &own)
}

// AdminDeleteIPBlock takes a block back. See https://docs.joinmastodon.org/methods/admin/ip_blocks/#delete.
func (c *Client) AdminDeleteIPBlock(ctx context.Context, id ID) error {
	return order(ctx, c, "admin.ip_blocks.delete", http.MethodDelete, adminPath("ip_blocks", string(id)), nil)
}
