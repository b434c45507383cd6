package mastodon

import (
	"context"
	"iter"
	"net/http"

	"github.com/relais-go/relais/social"
)

// AdminDomainBlockParams says how the server treats another. When a block is changed, zero values keep what is
// there.
type AdminDomainBlockParams struct {
	Domain         string `json:"domain,omitempty"`   // required for a new block, cannot be changed
	Severity       string `json:"severity,omitempty"` // silence (the default), suspend, noop
	RejectMedia    *bool  `json:"reject_media,omitempty"`
	RejectReports  *bool  `json:"reject_reports,omitempty"`
	PrivateComment string `json:"private_comment,omitempty"`
	PublicComment  string `json:"public_comment,omitempty"`
	Obfuscate      *bool  `json:"obfuscate,omitempty"` // publish the domain with asterisks
}

// AdminDomainBlocksPage reads a page of the servers that this server refuses or limits: 100 by default, 200 at
// most. See https://docs.joinmastodon.org/methods/admin/domain_blocks/#get.
func (c *Client) AdminDomainBlocksPage(ctx context.Context, p *PageParams) (*social.Page[AdminDomainBlock], error) {
	return page[AdminDomainBlock](ctx, c, "admin.domain_blocks", adminPath("domain_blocks"), nil, p)
}

// AdminDomainBlocks iterates over the servers that this server refuses or limits.
func (c *Client) AdminDomainBlocks(ctx context.Context, p *PageParams) iter.Seq2[*AdminDomainBlock, error] {
	return pages[AdminDomainBlock](ctx, c, "admin.domain_blocks", adminPath("domain_blocks"), nil, p)
}

// AdminDomainBlock reads one block. See https://docs.joinmastodon.org/methods/admin/domain_blocks/#get-one.
func (c *Client) AdminDomainBlock(ctx context.Context, id ID) (*AdminDomainBlock, error) {
	return get[AdminDomainBlock](ctx, c, "admin.domain_blocks.get", adminPath("domain_blocks", string(id)), nil)
}

// AdminCreateDomainBlock refuses or limits a server for everybody. A domain that is blocked already is
// [social.ErrInvalid]; when the answer is lost the error is [social.ErrUncertain].
// See https://docs.joinmastodon.org/methods/admin/domain_blocks/#create.
func (c *Client) AdminCreateDomainBlock(ctx context.Context, p *AdminDomainBlockParams) (*AdminDomainBlock, error) {
	own := value(p)
	if err := checkDomain("Domain", own.Domain); err != nil {
		return nil, err
	}
	return create[AdminDomainBlock](ctx, c, familyAll, "admin.domain_blocks.create", adminPath("domain_blocks"), own)
}

// AdminUpdateDomainBlock changes a block. See https://docs.joinmastodon.org/methods/admin/domain_blocks/#update.
func (c *Client) AdminUpdateDomainBlock(ctx context.Context, id ID, p *AdminDomainBlockParams) (*AdminDomainBlock, error) {
	own := value(p)
	own.Domain = ""
	return put[AdminDomainBlock](ctx, c, "admin.domain_blocks.update", adminPath("domain_blocks", string(id)), own)
}

// AdminDeleteDomainBlock takes a block back. See https://docs.joinmastodon.org/methods/admin/domain_blocks/#delete.
func (c *Client) AdminDeleteDomainBlock(ctx context.Context, id ID) error {
	return order(ctx, c, "admin.domain_blocks.delete", http.MethodDelete, adminPath("domain_blocks", string(id)), nil)
}

// AdminDomainAllowsPage reads a page of the servers that a server with limited federation talks to: 100 by
// default, 200 at most. See https://docs.joinmastodon.org/methods/admin/domain_allows/#get.
func (c *Client) AdminDomainAllowsPage(ctx context.Context, p *PageParams) (*social.Page[AdminDomainAllow], error) {
	return page[AdminDomainAllow](ctx, c, "admin.domain_allows", adminPath("domain_allows"), nil, p)
}

// AdminDomainAllows iterates over the servers that a server with limited federation talks to.
func (c *Client) AdminDomainAllows(ctx context.Context, p *PageParams) iter.Seq2[*AdminDomainAllow, error] {
	return pages[AdminDomainAllow](ctx, c, "admin.domain_allows", adminPath("domain_allows"), nil, p)
}

// AdminDomainAllow reads one of them. See https://docs.joinmastodon.org/methods/admin/domain_allows/#get-one.
func (c *Client) AdminDomainAllow(ctx context.Context, id ID) (*AdminDomainAllow, error) {
	return get[AdminDomainAllow](ctx, c, "admin.domain_allows.get", adminPath("domain_allows", string(id)), nil)
}

// AdminCreateDomainAllow lets the server talk to another; doing so twice is no error.
// See https://docs.joinmastodon.org/methods/admin/domain_allows/#create.
func (c *Client) AdminCreateDomainAllow(ctx context.Context, domain string) (*AdminDomainAllow, error) {
	if err := checkDomain("domain", domain); err != nil {
		return nil, err
	}
	body := map[string]string{"domain": domain}
	return post[AdminDomainAllow](ctx, c, familyAll, "admin.domain_allows.create", adminPath("domain_allows"), body)
}

// AdminDeleteDomainAllow takes it back. See https://docs.joinmastodon.org/methods/admin/domain_allows/#delete.
func (c *Client) AdminDeleteDomainAllow(ctx context.Context, id ID) error {
	return order(ctx, c, "admin.domain_allows.delete", http.MethodDelete, adminPath("domain_allows", string(id)), nil)
}
