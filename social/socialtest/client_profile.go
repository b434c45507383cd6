package socialtest

import (
	"context"
	"slices"

	"github.com/relais-go/relais/social"
)

// Profile implements [social.Profiler].
func (c *Client) Profile(ctx context.Context) (*social.Profile, error) {
	var p *social.Profile
	err := c.read(ctx, "profile", func() error { p = c.profile(); return nil })
	return p, err
}

// profile is the account's profile. The lock is held.
func (c *Client) profile() *social.Profile {
	return &social.Profile{
		Account: c.n.show(c.me), Website: c.me.website, Fields: slices.Clone(c.me.fields), Banner: c.me.banner,
	}
}

// UpdateProfile implements [social.Profiler].
func (c *Client) UpdateProfile(ctx context.Context, change *social.ProfileChange) (*social.Profile, error) {
	const op = "update profile"
	if err := c.guard(ctx, op); err != nil {
		return nil, err
	}
	avatar, err := c.picture(ctx, change.Avatar, "Avatar")
	if err != nil {
		return nil, err
	}
	banner, err := c.picture(ctx, change.Banner, "Banner")
	if err != nil {
		return nil, err
	}
	var p *social.Profile
	err = c.apply(ctx, op, func(bool) error {
		set(&c.me.name, change.Name)
		set(&c.me.bio, change.Bio)
		set(&c.me.website, change.Website)
		set(&c.me.avatar, avatar)
		set(&c.me.banner, banner)
		if change.Fields != nil {
			c.me.fields = slices.Clone(*change.Fields)
		}
		p = c.profile()
		return nil
	})
	return p, err
}

// picture reads a picture and returns where it is served, nil if none is given.
func (c *Client) picture(ctx context.Context, m *social.Media, field string) (*string, error) {
	if m == nil {
		return nil, nil //nolint:nilnil // no picture, no change
	}
	if err := m.Validate(c.n.name, field); err != nil {
		return nil, err
	}
	stored, err := c.upload(ctx, "update profile", []*social.Media{m})
	if err != nil {
		return nil, err
	}
	return &stored[0].URL, nil
}
