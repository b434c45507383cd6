package mastodon

import (
	"context"
	"iter"
	"net/http"
	"strings"

	"github.com/relais-go/relais/social"
)

// BlockedDomainsPage reads a page of the servers that the own account blocks: 100 by default, 200 at most.
// GoToSocial has no such thing: [errors.ErrUnsupported].
// See https://docs.joinmastodon.org/methods/domain_blocks/#get.
func (c *Client) BlockedDomainsPage(ctx context.Context, p *PageParams) (*social.Page[string], error) {
	list, err := page[string](ctx, c, "domain_blocks", apiPath("domain_blocks"), nil, p)
	return list, c.absent(ctx, err, apiNever, "domain blocks of users")
}

// BlockedDomains iterates over the servers that the own account blocks.
func (c *Client) BlockedDomains(ctx context.Context, p *PageParams) iter.Seq2[*string, error] {
	return paged(ctx, p, c.BlockedDomainsPage)
}

// BlockDomain hides everything from a server and removes all followers who have their accounts there; they do
// not come back when the block is taken back. See https://docs.joinmastodon.org/methods/domain_blocks/#block.
func (c *Client) BlockDomain(ctx context.Context, domain string) error {
	return c.domainBlock(ctx, http.MethodPost, "domain_blocks.create", domain)
}

// UnblockDomain takes it back. See https://docs.joinmastodon.org/methods/domain_blocks/#unblock.
func (c *Client) UnblockDomain(ctx context.Context, domain string) error {
	return c.domainBlock(ctx, http.MethodDelete, "domain_blocks.delete", domain)
}

func (c *Client) domainBlock(ctx context.Context, method, op, domain string) error {
	if err := checkDomain("domain", domain); err != nil {
		return err
	}
	err := order(ctx, c, op, method, apiPath("domain_blocks"), map[string]string{"domain": domain})
	return c.absent(ctx, err, apiNever, "domain blocks of users")
}

// checkDomain refuses what is no domain: servers take anything without spaces, and block nothing by it.
func checkDomain(field, domain string) error {
	if domain == "" || strings.ContainsAny(domain, " @/:?#") || !strings.Contains(domain, ".") {
		return social.Invalid(network, field, "must be a domain, as mastodon.example")
	}
	return nil
}
