package youtube

import (
	"slices"

	"github.com/relais-go/relais/social"
)

// defaultCategory is that of a video whose draft does not say: People & Blogs.
const defaultCategory = "22"

// paramsOf maps the fields of a draft one to one.
func paramsOf(d *social.Draft) *VideoParams {
	p := &VideoParams{Title: new(d.Title), CategoryID: new(ID(defaultCategory))}
	given(&p.Description, describe(d))
	given(&p.Language, d.Language)
	if len(d.Tags) > 0 {
		p.Tags = new(slices.Clone(d.Tags))
	}
	given(&p.Privacy, privacyOf(d.Visibility))
	if !d.At.IsZero() {
		p.PublishAt, p.Privacy = new(d.At), new(PrivacyPrivate)
	}
	social.ExtraOf[*Extra](d).apply(p)
	return p
}

// privacyOf is "" for the channel's default.
func privacyOf(v social.Visibility) PrivacyStatus {
	switch v {
	case social.VisibilityPublic:
		return PrivacyPublic
	case social.VisibilityUnlisted:
		return PrivacyUnlisted
	case social.VisibilityPrivate:
		return PrivacyPrivate
	default:
		return ""
	}
}

func (p PrivacyStatus) portable() social.Visibility {
	switch p {
	case PrivacyPublic:
		return social.VisibilityPublic
	case PrivacyUnlisted:
		return social.VisibilityUnlisted
	case PrivacyPrivate:
		return social.VisibilityPrivate
	default:
		return social.VisibilityDefault
	}
}
