package instagram

import (
	"context"

	"github.com/relais-go/relais/internal/draft"
	"github.com/relais-go/relais/internal/graph"
	"github.com/relais-go/relais/social"
)

// Profile reads the account. It implements [social.Profiler].
func (c *Client) Profile(ctx context.Context) (*social.Profile, error) {
	a, err := c.readAccount(ctx, graph.Fields(accountFields(c.cfg.Login)...))
	if err != nil {
		return nil, err
	}
	c.account.Put(a)
	return &social.Profile{Account: *a.portable(), Website: a.Website, Raw: a}, nil
}

// UpdateProfile implements [social.Profiler] as far as Instagram lets programs: not at all. Whatever is to change is
// [errors.ErrUnsupported] and named; an empty change is [Client.Profile].
func (c *Client) UpdateProfile(ctx context.Context, change *social.ProfileChange) (*social.Profile, error) {
	own := value(change)
	f := draft.For(network)
	for _, field := range []struct {
		name  string
		given bool
	}{
		{"Name", own.Name != nil},
		{"Bio", own.Bio != nil},
		{"Website", own.Website != nil},
		{"Fields", own.Fields != nil},
		{"Avatar", own.Avatar != nil},
		{"Banner", own.Banner != nil},
	} {
		if field.given {
			f.Lacks(field.name, "Instagram lets no program change profiles: do it in the app")
		}
	}
	if err := f.Err(); err != nil {
		return nil, err
	}
	return c.Profile(ctx)
}
