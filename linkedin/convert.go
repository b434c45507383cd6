package linkedin

import (
	"github.com/relais-go/relais/social"
)

// portable turns a post into the form that all networks share.
func (p *Post) portable() *social.Post {
	out := &social.Post{
		Ref: postRef(p.ID), State: social.StatePublished, Author: social.Account{Ref: accountRef(p.Author)}, Text: p.Commentary.String(),
		Time: p.PublishedAt.Time, Visibility: p.visibility(), Media: p.Content.media(), Raw: p,
	}
	if out.Time.IsZero() {
		out.Time = p.CreatedAt.Time
	}
	if p.State == PostRequested {
		out.State = social.StateProcessing
	}
	if p.StateInfo.Edited {
		out.Edited = p.ModifiedAt.Time
	}
	if p.Reshare != nil {
		out.Quote = postRef(p.Reshare.Parent)
	}
	return out
}

func (p *Post) visibility() social.Visibility {
	switch {
	case p.Visibility == VisibilityConnections:
		return social.VisibilityFollowers
	case p.Visibility == VisibilityPublic && p.Distribution.Feed == FeedNone:
		return social.VisibilityUnlisted
	case p.Visibility == VisibilityPublic:
		return social.VisibilityPublic
	default:
		return social.VisibilityDefault
	}
}

func (k *Content) media() []social.Attachment {
	switch {
	case k == nil:
		return nil
	case k.Media != nil:
		return []social.Attachment{attachment(k.Media.ID, k.Media.AltText)}
	case k.Images != nil:
		out := make([]social.Attachment, len(k.Images.Images))
		for i, m := range k.Images.Images {
			out[i] = attachment(m.ID, m.AltText)
		}
		return out
	default:
		return nil
	}
}

func attachment(u URN, alt string) social.Attachment {
	a := social.Attachment{ID: string(u), AltText: alt}
	if kind := u.Kind(); kind == KindImage || kind == KindVideo {
		a.ContentType = kind
	}
	return a
}
