package mastodon

import (
	"context"
	"fmt"
	"strings"
	"unicode/utf8"

	"github.com/relais-go/relais/internal/draft"
	"github.com/relais-go/relais/internal/htmltext"
	"github.com/relais-go/relais/social"
)

// Profile reads the account that the token belongs to. It implements [social.Profiler]. There is no Website:
// addresses stand in Fields.
func (c *Client) Profile(ctx context.Context) (*social.Profile, error) {
	a, err := c.VerifyCredentials(ctx)
	if err != nil {
		return nil, err
	}
	return a.profile(), nil
}

// profile is the account as its owner last wrote it.
func (a *Account) profile() *social.Profile {
	p := &social.Profile{Account: *a.portable(), Banner: a.Header, Raw: a}
	if a.Source != nil {
		p.Account.Bio = a.Source.Note
		for _, f := range a.Source.Fields {
			p.Fields = append(p.Fields, social.ProfileField{Name: f.Name, Value: f.Value})
		}
		return p
	}
	for _, f := range a.Fields {
		p.Fields = append(p.Fields, social.ProfileField{Name: htmltext.Text(f.Name), Value: htmltext.Text(f.Value)})
	}
	return p
}

// UpdateProfile changes the profile. It implements [social.Profiler]. Fields are replaced as a whole, four by
// default. Website is [errors.ErrUnsupported], and so is the AltText of a picture before Mastodon 4.6. Lengths
// are checked before anything is sent, against what the server says of its limits.
func (c *Client) UpdateProfile(ctx context.Context, change *social.ProfileChange) (*social.Profile, error) {
	own := value(change)
	if own == (social.ProfileChange{}) {
		return c.Profile(ctx)
	}
	i, err := c.server(ctx)
	if err != nil {
		return nil, err
	}
	if err := checkProfile(&own, i); err != nil {
		return nil, err
	}
	p := &CredentialsParams{DisplayName: own.Name, Note: own.Bio, Fields: own.Fields, Avatar: own.Avatar, Header: own.Banner}
	p.AvatarDescription = description(own.Avatar, i)
	p.HeaderDescription = description(own.Banner, i)
	a, err := c.UpdateCredentials(ctx, p)
	if err != nil {
		return nil, inProfile(err)
	}
	return a.profile(), nil
}

// description is the text for a new picture: without one, that of the former picture must not stay.
func description(m *social.Media, i *Instance) *string {
	if m == nil || i.APIVersions.Mastodon < api46 {
		return nil
	}
	return &m.AltText
}

// inProfile gives fields the names that they have in a [social.ProfileChange].
func inProfile(err error) error {
	for _, e := range social.Problems(err) {
		switch e.Field {
		case "display_name":
			e.Field = "Name"
		case "note":
			e.Field = "Bio"
		case "fields":
			e.Field = "Fields"
		case "avatar":
			e.Field = "Avatar"
		case "header", "Header":
			e.Field = "Banner"
		}
	}
	return err
}

// checkProfile reports everything at once that the server would refuse.
func checkProfile(p *social.ProfileChange, i *Instance) error {
	l := LimitsOf(i)
	f := draft.For(network)
	tooLong := func(field string, n, most int) {
		if most > 0 && n > most {
			f.Invalid(field, "has %d characters, %d are allowed", n, most)
		}
	}
	if p.Website != nil {
		f.Lacks("Website", "there is no such line here: add it to Fields")
	}
	if p.Name != nil {
		tooLong("Name", utf8.RuneCountInString(*p.Name), l.Profile.MaxDisplayName)
	}
	if p.Bio != nil {
		tooLong("Bio", l.Counter.Count(*p.Bio), l.Profile.MaxNote)
	}
	if p.Fields != nil {
		if n := len(*p.Fields); l.Profile.MaxFields > 0 && n > l.Profile.MaxFields {
			f.Invalid("Fields", "are %d, %d are allowed", n, l.Profile.MaxFields)
		}
		for k, line := range *p.Fields {
			tooLong(fmt.Sprintf("Fields[%d].Name", k), l.Counter.CountPlain(line.Name), l.Profile.MaxFieldName)
			tooLong(fmt.Sprintf("Fields[%d].Value", k), l.Counter.CountPlain(line.Value), l.Profile.MaxFieldValue)
		}
	}
	checkPicture(f, "Avatar", p.Avatar, i)
	checkPicture(f, "Banner", p.Banner, i)
	return f.Err()
}

func checkPicture(f *draft.Findings, field string, m *social.Media, i *Instance) {
	if m == nil {
		return
	}
	if err := m.Validate(network, field); err != nil {
		f.Add(err)
		return
	}
	unsupported := func(name string, given bool) {
		if given {
			f.Lacks(field+"."+name, "pictures of a profile have none here")
		}
	}
	unsupported("Focus", m.Focus != nil)
	unsupported("Thumbnail", m.Thumbnail != nil)
	unsupported("Captions", len(m.Captions) > 0)
	unsupported("AltText", m.AltText != "" && i.APIVersions.Mastodon < api46)
	if t := m.Type(); t != "" && !strings.HasPrefix(t, "image/") {
		f.Invalid(field, "must be a picture, not %s", t)
	}
}
