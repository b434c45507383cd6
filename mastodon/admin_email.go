package mastodon

import (
	"context"
	"iter"
	"net/http"

	"github.com/relais-go/relais/social"
)

// AdminEmailDomainBlocksPage reads a page of the mail domains that cannot register: 100 by default, 200 at most.
// See https://docs.joinmastodon.org/methods/admin/email_domain_blocks/#get.
func (c *Client) AdminEmailDomainBlocksPage(ctx context.Context, p *PageParams) (*social.Page[AdminEmailDomainBlock], error) {
	return page[AdminEmailDomainBlock](ctx, c, "admin.email_domain_blocks", adminPath("email_domain_blocks"), nil, p)
}

// AdminEmailDomainBlocks iterates over the mail domains that cannot register.
func (c *Client) AdminEmailDomainBlocks(ctx context.Context, p *PageParams) iter.Seq2[*AdminEmailDomainBlock, error] {
	return pages[AdminEmailDomainBlock](ctx, c, "admin.email_domain_blocks", adminPath("email_domain_blocks"), nil, p)
}

// AdminEmailDomainBlock reads one of them.
// See https://docs.joinmastodon.org/methods/admin/email_domain_blocks/#get-one.
func (c *Client) AdminEmailDomainBlock(ctx context.Context, id ID) (*AdminEmailDomainBlock, error) {
	return get[AdminEmailDomainBlock](ctx, c, "admin.email_domain_blocks.get", adminPath("email_domain_blocks", string(id)), nil)
}

// AdminCreateEmailDomainBlock lets nobody register with an address of a domain. One that is blocked already is
// [social.ErrInvalid]; when the answer is lost the error is [social.ErrUncertain].
// See https://docs.joinmastodon.org/methods/admin/email_domain_blocks/#create.
func (c *Client) AdminCreateEmailDomainBlock(ctx context.Context, domain string) (*AdminEmailDomainBlock, error) {
	if err := checkDomain("domain", domain); err != nil {
		return nil, err
	}
	body := map[string]string{"domain": domain}
	return create[AdminEmailDomainBlock](ctx, c, familyAll, "admin.email_domain_blocks.create", adminPath("email_domain_blocks"), body)
}

// AdminDeleteEmailDomainBlock takes it back.
// See https://docs.joinmastodon.org/methods/admin/email_domain_blocks/#delete.
func (c *Client) AdminDeleteEmailDomainBlock(ctx context.Context, id ID) error {
	return order(ctx, c, "admin.email_domain_blocks.delete", http.MethodDelete, adminPath("email_domain_blocks", string(id)), nil)
}

// AdminCanonicalEmailBlocksPage reads a page of the mail addresses that cannot register, by their hashes: 100 by
// default, 200 at most. See https://docs.joinmastodon.org/methods/admin/canonical_email_blocks/#get.
func (c *Client) AdminCanonicalEmailBlocksPage(ctx context.Context, p *PageParams) (*social.Page[AdminCanonicalEmailBlock], error) {
	return page[AdminCanonicalEmailBlock](ctx, c, "admin.canonical_email_blocks", adminPath("canonical_email_blocks"), nil, p)
}

// AdminCanonicalEmailBlocks iterates over the mail addresses that cannot register, by their hashes.
func (c *Client) AdminCanonicalEmailBlocks(ctx context.Context, p *PageParams) iter.Seq2[*AdminCanonicalEmailBlock, error] {
	return pages[AdminCanonicalEmailBlock](ctx, c, "admin.canonical_email_blocks", adminPath("canonical_email_blocks"), nil, p)
}

// AdminCanonicalEmailBlock reads one of them.
// See https://docs.joinmastodon.org/methods/admin/canonical_email_blocks/#get-one.
func (c *Client) AdminCanonicalEmailBlock(ctx context.Context, id ID) (*AdminCanonicalEmailBlock, error) {
	return get[AdminCanonicalEmailBlock](ctx, c, "admin.canonical_email_blocks.get", adminPath("canonical_email_blocks", string(id)), nil)
}

// AdminTestCanonicalEmail reads the blocks that a mail address falls under.
// See https://docs.joinmastodon.org/methods/admin/canonical_email_blocks/#test.
func (c *Client) AdminTestCanonicalEmail(ctx context.Context, email string) ([]*AdminCanonicalEmailBlock, error) {
	return ask[AdminCanonicalEmailBlock](ctx, c, map[string]string{"email": email}, "canonical_email_blocks", "test")
}

// AdminCreateCanonicalEmailBlock lets nobody register with a mail address, however it is spelt. One that is
// blocked already is [social.ErrInvalid]; when the answer is lost the error is [social.ErrUncertain].
// See https://docs.joinmastodon.org/methods/admin/canonical_email_blocks/#create.
func (c *Client) AdminCreateCanonicalEmailBlock(ctx context.Context, email string) (*AdminCanonicalEmailBlock, error) {
	if email == "" {
		return nil, social.Invalid(network, "email", "is empty")
	}
	body := map[string]string{"email": email}
	return create[AdminCanonicalEmailBlock](ctx, c, familyAll, "admin.canonical_email_blocks.create", adminPath("canonical_email_blocks"), body)
}

// AdminDeleteCanonicalEmailBlock takes it back.
// See https://docs.joinmastodon.org/methods/admin/canonical_email_blocks/#delete.
func (c *Client) AdminDeleteCanonicalEmailBlock(ctx context.Context, id ID) error {
	return order(ctx, c, "admin.canonical_email_blocks.delete", http.MethodDelete, adminPath("canonical_email_blocks", string(id)), nil)
}
