package facebook

import (
	"context"

	"github.com/relais-go/relais/internal/draft"
	"github.com/relais-go/relais/internal/rest"
	"github.com/relais-go/relais/social"
)

// maxAbout is how many characters the short description has room for.
const maxAbout = 255

// Profile implements [social.Profiler].
func (c *Client) Profile(ctx context.Context) (*social.Profile, error) {
	p, err := c.Page(ctx)
	if err != nil {
		return nil, err
	}
	return p.profile(), nil
}

func (p *Page) profile() *social.Profile {
	out := &social.Profile{Account: p.portable(), Website: p.Website, Raw: p}
	for _, f := range []social.ProfileField{
		{Name: "Category", Value: p.Category}, {Name: "Phone", Value: p.Phone}, {Name: "Address", Value: p.Address},
		{Name: "Impressum", Value: p.Impressum},
	} {
		if f.Value != "" {
			out.Fields = append(out.Fields, f)
		}
	}
	if p.Cover != nil {
		out.Banner = p.Cover.Source
	}
	return out
}

// portable turns a Page into the form that all networks share.
func (p *Page) portable() social.Account {
	out := social.Account{Ref: accountRef(p.ID), Handle: p.Username, Name: p.Name, Bio: p.About, Metrics: p.metrics(), Raw: p}
	out.Ref.URL = p.Link
	if out.Handle == "" { // which Pages may be without
		out.Handle = p.Name
	}
	if p.Picture != nil {
		out.Avatar = p.Picture.Data.URL
	}
	return out
}

// UpdateProfile implements [social.Profiler]: Bio is the short description (about), Website, Avatar and Banner (the
// cover). The name is changed on Facebook itself, as Meta reviews it; the labelled lines by [Client.UpdatePage].
func (c *Client) UpdateProfile(ctx context.Context, change *social.ProfileChange) (*social.Profile, error) {
	own := value(change)
	if err := c.checkProfile(&own); err != nil {
		return nil, err
	}
	u := &PageUpdate{About: own.Bio, Website: own.Website}
	if own.Banner != nil {
		made, err := c.sendPhoto(ctx, own.Banner, &PhotoParams{Unpublished: true}, rest.Idempotent, "Banner")
		if err != nil {
			return nil, err
		}
		u.Cover = made.ID
	}
	if own.Bio != nil || own.Website != nil || own.Banner != nil {
		if err := c.UpdatePage(ctx, u); err != nil {
			return nil, err
		}
	}
	if own.Avatar != nil {
		if err := c.setPicture(ctx, own.Avatar, "Avatar"); err != nil {
			return nil, err
		}
	}
	return c.Profile(ctx)
}

func (c *Client) checkProfile(change *social.ProfileChange) error {
	f := draft.For(network)
	if change.Name != nil {
		f.Lacks("Name", "the API does not change it: ask for it in the settings of the Page, Meta reviews it")
	}
	if change.Fields != nil {
		f.Lacks("Fields", "Pages have none of their own choice: see Client.UpdatePage")
	}
	if change.Bio != nil && Count(*change.Bio) > maxAbout {
		f.Invalid("Bio", "has %d characters, %d fit", Count(*change.Bio), maxAbout)
	}
	for field, m := range map[string]*social.Media{"Avatar": change.Avatar, "Banner": change.Banner} {
		if m != nil {
			f.Add(m.Validate(network, field))
			c.limits.Photo.checkFile(f, field, m)
		}
	}
	return f.Err()
}
