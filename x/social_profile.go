package x

import (
	"context"

	"github.com/relais-go/relais/internal/draft"
	"github.com/relais-go/relais/social"
)

// Profile reads the account that the token belongs to. It implements [social.Profiler].
func (c *Client) Profile(ctx context.Context) (*social.Profile, error) {
	me, err := c.ReadMe(ctx, nil)
	if err != nil {
		return nil, err
	}
	c.me.Put(me)
	return me.profile(), nil
}

func (u *User) profile() *social.Profile {
	p := &social.Profile{Account: *u.portable(), Website: u.URL, Banner: u.BannerURL, Raw: u}
	if u.Entities != nil {
		for _, l := range u.Entities.URL.URLs {
			if l.ExpandedURL != "" {
				p.Website = l.ExpandedURL
			}
		}
	}
	if u.Location != "" {
		p.Fields = append(p.Fields, social.ProfileField{Name: "Location", Value: u.Location})
	}
	return p
}

// UpdateProfile implements [social.Profiler] as far as X lets programs: not at all. Whatever is to change is
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
			f.Lacks(field.name, "X lets no program change profiles: do it at x.com/settings/profile")
		}
	}
	if err := f.Err(); err != nil {
		return nil, err
	}
	return c.Profile(ctx)
}
