package linkedin

import (
	"context"
	"errors"
	"strings"

	"github.com/relais-go/relais/internal/draft"
	"github.com/relais-go/relais/social"
)

// Profile reads how the Page or the member presents itself. It implements [social.Profiler].
//
// Of a Page, administrators see all of it, and others the name and address only. Of a member, the headline is the bio; with
// a self-serve application there are name and picture instead.
func (c *Client) Profile(ctx context.Context) (*social.Profile, error) {
	if isPage(c.cfg.Author) {
		return c.pageProfile(ctx, c.cfg.Author)
	}
	me, err := c.Me(ctx)
	if err == nil {
		return me.profile(), nil
	}
	if !errors.Is(err, social.ErrPermission) {
		return nil, err
	}
	info, err := c.UserInfo(ctx)
	if err != nil {
		return nil, err
	}
	return info.profile(), nil
}

func (c *Client) pageProfile(ctx context.Context, page URN) (*social.Profile, error) {
	o, err := c.OrganizationProfile(ctx, page)
	if errors.Is(err, social.ErrPermission) {
		found, failed, again := c.LookupOrganizations(ctx, page)
		switch {
		case again != nil: // nor may it look
		case failed[page] != nil:
			err = failed[page]
		default:
			o, err = found[page], nil
		}
	}
	if err != nil {
		return nil, err
	}
	return o.profile(page), nil
}

func (o *OrganizationProfile) profile(page URN) *social.Profile {
	p := &social.Profile{
		Account: social.Account{Ref: accountRef(page), Handle: o.VanityName, Name: o.Name, Bio: o.Description, Raw: o},
		Website: o.Website, Raw: o,
	}
	p.Account.Ref.URL = o.Address()
	for _, f := range []social.ProfileField{
		{Name: "Specialties", Value: strings.Join(o.Specialties, ", ")}, {Name: "Type", Value: o.Type}, {Name: "Staff", Value: o.StaffCount},
	} {
		if f.Value != "" {
			p.Fields = append(p.Fields, f)
		}
	}
	return p
}

func (m *MemberProfile) profile() *social.Profile {
	p := &social.Profile{Account: social.Account{Ref: accountRef(m.URN()), Handle: m.VanityName, Name: m.Name(), Bio: m.Headline, Raw: m}, Raw: m}
	if m.VanityName != "" {
		p.Account.Ref.URL = webBase + "/in/" + m.VanityName + "/"
	}
	return p
}

func (u *UserInfo) profile() *social.Profile {
	return &social.Profile{Account: social.Account{Ref: accountRef(u.URN()), Name: u.Name, Avatar: u.Picture, Raw: u}, Raw: u}
}

// UpdateProfile implements [social.Profiler], and refuses every change with [errors.ErrUnsupported]: LinkedIn describes
// none. [Client.UpdateOrganization] makes a call for Pages that is not verified. A change that names nothing returns
// the profile.
func (c *Client) UpdateProfile(ctx context.Context, change *social.ProfileChange) (*social.Profile, error) {
	own, f := deref(change), draft.For(network)
	for _, field := range []struct {
		name  string
		given bool
	}{
		{"Name", own.Name != nil}, {"Bio", own.Bio != nil}, {"Website", own.Website != nil}, {"Fields", own.Fields != nil},
		{"Avatar", own.Avatar != nil}, {"Banner", own.Banner != nil},
	} {
		if field.given {
			f.Lacks(field.name, "LinkedIn describes no way for programs to change a profile; see Client.UpdateOrganization")
		}
	}
	if err := f.Err(); err != nil {
		return nil, err
	}
	return c.Profile(ctx)
}
