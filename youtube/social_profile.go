package youtube

import (
	"context"

	"github.com/relais-go/relais/internal/draft"
	"github.com/relais-go/relais/social"
)

// Profile implements [social.Profiler].
func (c *Client) Profile(ctx context.Context) (*social.Profile, error) {
	me, err := c.MyChannel(ctx)
	if err != nil {
		return nil, err
	}
	return me.profile(), nil
}

// profile is how the channel presents itself. What was written last stands in the branding first.
func (ch *Channel) profile() *social.Profile {
	p := &social.Profile{Account: *ch.portable(), Raw: ch}
	if b := ch.Branding; b != nil {
		if b.Channel != nil {
			p.Account.Bio = b.Channel.Description
			if b.Channel.Title != "" {
				p.Account.Name = b.Channel.Title
			}
		}
		if b.Image != nil {
			p.Banner = b.Image.Banner
		}
	}
	return p
}

// UpdateProfile implements [social.Profiler]: description and banner. What is not named is read first and written back
// as it was, down to what this package does not know of; see [Client.UpdateChannel] for keywords, country, trailer and
// other languages. A banner is uploaded first; a picture that YouTube cannot use changes nothing.
func (c *Client) UpdateProfile(ctx context.Context, change *social.ProfileChange) (*social.Profile, error) {
	own := value(change)
	f := draft.For(network)
	for _, field := range []struct {
		name  string
		given bool
		where string
	}{
		{"Name", own.Name != nil, "YouTube refuses new names from programs: change it in YouTube Studio"},
		{"Website", own.Website != nil, "links are set in YouTube Studio"},
		{"Fields", own.Fields != nil, "channels have none"},
		{"Avatar", own.Avatar != nil, "the picture is set in YouTube Studio"},
	} {
		if field.given {
			f.Lacks(field.name, field.where)
		}
	}
	const longest = 1000
	if n := len([]rune(value(own.Bio))); n > longest {
		f.Invalid("Bio", "has %d characters, at most %d are allowed", n, longest)
	}
	if own.Banner != nil {
		f.Add(own.Banner.Validate(network, "Banner"))
	}
	if err := f.Err(); err != nil {
		return nil, err
	}
	if own.Bio == nil && own.Banner == nil {
		return c.Profile(ctx)
	}
	p := &ChannelParams{Description: own.Bio}
	if own.Banner != nil {
		banner, err := c.UploadBanner(ctx, own.Banner)
		if err != nil {
			return nil, inField(err, "Banner")
		}
		p.Banner = &banner.URL
	}
	if _, err := c.UpdateChannel(ctx, p); err != nil {
		return nil, err
	}
	return c.Profile(ctx)
}
