package mastodon

import (
	"context"
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strconv"

	"github.com/relais-go/relais/internal/rest"
	"github.com/relais-go/relais/social"
)

// CredentialsParams is what to change on the own account. nil keeps what is there; a pointer to "" clears.
type CredentialsParams struct {
	DisplayName        *string
	Note               *string       // the text of the profile, plain
	Avatar             *social.Media // streamed; the description is AvatarDescription
	AvatarDescription  *string       // Mastodon 4.6
	Header             *social.Media
	HeaderDescription  *string // Mastodon 4.6
	Locked             *bool   // follows need approval
	Bot                *bool
	Discoverable       *bool // may be proposed to others
	HideCollections    *bool // hide followers and those who are followed
	Indexable          *bool // statuses may be found by full-text search
	AttributionDomains *[]string
	Fields             *[]social.ProfileField // replaces all of them

	// Defaults for new statuses.
	Privacy     *Visibility
	Sensitive   *bool
	Language    *string
	QuotePolicy *QuotePolicy // Mastodon 4.5
}

// UpdateCredentials changes the own account. Lengths are not checked here; [Client.UpdateProfile] does that.
// See https://docs.joinmastodon.org/methods/accounts/#update_credentials.
func (c *Client) UpdateCredentials(ctx context.Context, p *CredentialsParams) (*Account, error) {
	if p == nil {
		p = &CredentialsParams{}
	}
	r := &rest.Request{
		Op: "accounts.update_credentials", Method: http.MethodPatch, Path: accountPath("update_credentials"), Class: rest.Idempotent,
	}
	var body any = p.values()
	if p.Avatar != nil || p.Header != nil {
		parts := flatten("", p.values())
		for _, f := range []struct {
			name, field string
			media       *social.Media
		}{{"avatar", "Avatar", p.Avatar}, {"header", "Header", p.Header}} {
			if f.media == nil {
				continue
			}
			if err := f.media.Validate(network, f.field); err != nil {
				return nil, err
			}
			parts = append(parts, c.filePart(f.name, f.media, f.field))
		}
		r.Body, body = rest.Multipart(parts...), nil
	}
	a, err := send[Account](ctx, c, familyAll, r, body)
	c.about.account.Drop()
	return a, err
}

// values are the fields that are not files.
func (p *CredentialsParams) values() map[string]any {
	v, source := map[string]any{}, map[string]any{}
	setMember(v, "display_name", p.DisplayName)
	setMember(v, "note", p.Note)
	setMember(v, "avatar_description", p.AvatarDescription)
	setMember(v, "header_description", p.HeaderDescription)
	setMember(v, "locked", p.Locked)
	setMember(v, "bot", p.Bot)
	setMember(v, "discoverable", p.Discoverable)
	setMember(v, "hide_collections", p.HideCollections)
	setMember(v, "indexable", p.Indexable)
	setMember(v, "attribution_domains", p.AttributionDomains)
	if p.Fields != nil {
		v["fields_attributes"] = fieldsAttributes(*p.Fields)
	}
	setMember(source, "privacy", p.Privacy)
	setMember(source, "sensitive", p.Sensitive)
	setMember(source, "language", p.Language)
	setMember(source, "quote_policy", p.QuotePolicy)
	if len(source) > 0 {
		v["source"] = source
	}
	return v
}

func setMember[T any](m map[string]any, key string, v *T) {
	if v != nil {
		m[key] = *v
	}
}

// fieldsAttributes numbers the fields: servers go by the order of the keys. None at all is written as an empty
// one, since an empty object does not survive everywhere.
func fieldsAttributes(fields []social.ProfileField) map[string]any {
	if len(fields) == 0 {
		fields = []social.ProfileField{{}}
	}
	out := map[string]any{}
	width := len(strconv.Itoa(len(fields) - 1))
	for i, f := range fields {
		out[fmt.Sprintf("%0*d", width, i)] = map[string]any{"name": f.Name, "value": f.Value}
	}
	return out
}

// flatten writes nested values as the parts of a form: key[inner], and key[] for lists.
func flatten(prefix string, values map[string]any) []rest.Part {
	var parts []rest.Part
	for _, key := range slices.Sorted(maps.Keys(values)) {
		name := key
		if prefix != "" {
			name = prefix + "[" + key + "]"
		}
		switch v := values[key].(type) {
		case map[string]any:
			parts = append(parts, flatten(name, v)...)
		case []string:
			if len(v) == 0 {
				v = []string{""}
			}
			for _, s := range v {
				parts = append(parts, rest.Part{Name: name + "[]", Text: s})
			}
		default:
			parts = append(parts, rest.Part{Name: name, Text: fmt.Sprint(v)})
		}
	}
	return parts
}

// DeleteAvatar goes back to the server's default picture.
// See https://docs.joinmastodon.org/methods/profile/#delete-profile-avatar.
func (c *Client) DeleteAvatar(ctx context.Context) (*Account, error) {
	return c.deletePicture(ctx, "avatar")
}

// DeleteHeader goes back to the server's default banner.
// See https://docs.joinmastodon.org/methods/profile/#delete-profile-header.
func (c *Client) DeleteHeader(ctx context.Context) (*Account, error) {
	return c.deletePicture(ctx, "header")
}

func (c *Client) deletePicture(ctx context.Context, which string) (*Account, error) {
	r := &rest.Request{
		Op: "profile." + which + ".delete", Method: http.MethodDelete, Path: apiPath("profile", which), Class: rest.Idempotent,
	}
	a, err := send[Account](ctx, c, familyAll, r, nil)
	c.about.account.Drop()
	return a, c.absent(ctx, err, apiNever, "removal of pictures")
}

// OwnProfile reads the own account as its owner edits it, in plain text. Before Mastodon 4.6 it is put together
// from [Client.VerifyCredentials]; what is new in 4.6 is zero then.
// See https://docs.joinmastodon.org/methods/profile/#get.
func (c *Client) OwnProfile(ctx context.Context) (*Profile, error) {
	api, err := c.api(ctx)
	if err != nil {
		return nil, err
	}
	if api >= api46 {
		return get[Profile](ctx, c, "profile.get", apiPath("profile"), nil)
	}
	a, err := c.VerifyCredentials(ctx)
	if err != nil {
		return nil, err
	}
	s := value(a.Source)
	return &Profile{
		ID: a.ID, DisplayName: a.DisplayName, Note: s.Note, Fields: s.Fields,
		Avatar: a.Avatar, AvatarStatic: a.AvatarStatic, AvatarDescription: a.AvatarDescription,
		Header: a.Header, HeaderStatic: a.HeaderStatic, HeaderDescription: a.HeaderDescription,
		Locked: a.Locked, Bot: a.Bot, HideCollections: s.HideCollections, Discoverable: s.Discoverable,
		Indexable: s.Indexable, AttributionDomains: s.AttributionDomains,
	}, nil
}
