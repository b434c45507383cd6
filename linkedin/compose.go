package linkedin

import (
	"net/url"

	"github.com/relais-go/relais/internal/draft"
	"github.com/relais-go/relais/social"
)

// isArticle reports whether the link of a draft becomes a card: what else a post has leaves no room for one.
func isArticle(d *social.Draft) bool {
	return d.Link != "" && len(d.Media) == 0 && d.Poll == nil && d.Quote.IsZero()
}

// compose is the text with the hashtags, and with a link that has no card.
func compose(d *social.Draft) string {
	link := d.Link
	if isArticle(d) {
		link = ""
	}
	return draft.Compose(d.Text, link, d.Tags)
}

// composeAnswer is compose for a comment, which shows no cards.
func composeAnswer(d *social.Draft) string { return draft.Compose(d.Text, d.Link, d.Tags) }

// titleOf is the title of what a post carries: of a link without one its host, of a document its file's name.
func titleOf(d *social.Draft) string {
	switch {
	case d.Title != "":
		return d.Title
	case isArticle(d):
		if u, err := url.Parse(d.Link); err == nil {
			return u.Hostname()
		}
	case len(d.Media) == 1 && mediaKind(d.Media[0]) == KindDocument:
		return d.Media[0].Name
	}
	return ""
}

// paramsOf maps the fields of a draft. The media are not there yet: see attach.
func paramsOf(d *social.Draft) *PostParams {
	e := extraOf(d)
	p := &PostParams{
		Commentary: NewText(compose(d), e.Mentions...), Visibility: e.Visibility, Targets: e.Targets, NoReshare: e.NoReshare,
		CallToAction: e.CallToAction, LandingPage: e.LandingPage, Reshare: URN(d.Quote.ID), Content: contentOf(d, &e),
	}
	switch d.Visibility {
	case social.VisibilityFollowers:
		p.Visibility = VisibilityConnections
	case social.VisibilityUnlisted:
		p.Feed = FeedNone
	default:
	}
	return p
}

// contentOf is what a draft has beside its text, nil if nothing.
func contentOf(d *social.Draft, e *Extra) *Content {
	switch {
	case len(d.Media) == 1:
		return &Content{Media: &MediaContent{Title: titleOf(d), AltText: d.Media[0].AltText}}
	case len(d.Media) > 1:
		images := &MultiImage{Images: make([]ImageContent, len(d.Media))}
		for i, m := range d.Media {
			images.Images[i].AltText = m.AltText
		}
		return &Content{Images: images}
	case d.Poll != nil:
		poll := &PollContent{
			Question: d.Poll.Question,
			Settings: PollSettings{Duration: pollDuration(d.Poll.Duration), Type: "SINGLE_VOTE", VotersVisible: e.VotersVisible},
		}
		for _, o := range d.Poll.Options {
			poll.Options = append(poll.Options, PollOption{Text: o})
		}
		return &Content{Poll: poll}
	case isArticle(d):
		a := &Article{Source: d.Link, Title: titleOf(d), Description: e.Description}
		if e.Thumbnail != nil {
			a.ThumbnailAltText = e.Thumbnail.AltText
		}
		return &Content{Article: a}
	default:
		return nil
	}
}

// attach names the uploads in the content.
func (p *PostParams) attach(uploads []*upload) {
	if len(uploads) == 0 || p.Content == nil {
		return
	}
	switch k := p.Content; {
	case k.Media != nil:
		k.Media.ID = uploads[0].URN
	case k.Article != nil:
		k.Article.Thumbnail = uploads[0].URN
	case k.Images != nil:
		for i := range k.Images.Images {
			k.Images.Images[i].ID = uploads[i].URN
		}
	}
}

// filesOf are the files of a draft that are uploaded: its media, and the picture of its link.
func filesOf(d *social.Draft) []*social.Media {
	if e := extraOf(d); e.Thumbnail != nil && isArticle(d) {
		return []*social.Media{e.Thumbnail}
	}
	return d.Media
}
