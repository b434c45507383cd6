package linkedin

import (
	"fmt"
	"net/url"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/relais-go/relais/internal/draft"
	"github.com/relais-go/relais/social"
)

func (l *Limits) checkPoll(f *draft.Findings, p *social.Poll) {
	if p == nil {
		return
	}
	if strings.TrimSpace(p.Question) == "" {
		f.Invalid("Poll.Question", "is empty")
	}
	l.checkLength(f, "Poll.Question", p.Question, l.MaxQuestion)
	f.Poll(p, l.poll(), units)
	if p.Duration >= shortestPoll && p.Duration <= longestPoll && pollDuration(p.Duration) == "" {
		f.Invalid("Poll.Duration", "is %v: polls run for one, three, seven or fourteen days", p.Duration)
	}
	if p.Multiple {
		f.Lacks("Poll.Multiple", "polls take one answer each")
	}
	if p.HideTotals {
		f.Lacks("Poll.HideTotals", "LinkedIn decides by itself who sees the numbers")
	}
}

// checkExtra checks what only LinkedIn reads.
func (l *Limits) checkExtra(f *draft.Findings, d *social.Draft, page bool) {
	e := extraOf(d)
	checkMentions(f, e.Mentions)
	l.checkCard(f, d, &e)
	if e.VotersVisible && d.Poll == nil {
		f.Invalid("Extras.VotersVisible", "is about a poll, of which there is none")
	}
	if !page {
		if len(e.Targets) > 0 {
			f.Lacks("Extras.Targets", "only posts of Pages can be targeted")
		}
		if e.CallToAction != "" || e.LandingPage != "" {
			f.Lacks("Extras.CallToAction", "only posts of Pages have one")
		}
		return
	}
	switch {
	case (e.CallToAction == "") != (e.LandingPage == ""):
		f.Invalid("Extras.CallToAction", "goes with LandingPage, and neither alone")
	case e.LandingPage != "" && !isAddress(e.LandingPage):
		f.Invalid("Extras.LandingPage", "is no address")
	}
}

// checkCard checks what shows of a link.
func (l *Limits) checkCard(f *draft.Findings, d *social.Draft, e *Extra) {
	if d.Link != "" && !isAddress(d.Link) {
		f.Invalid("Link", "is no address")
	}
	l.checkLength(f, "Extras.Description", e.Description, l.MaxDescription)
	if (e.Description != "" || e.Thumbnail != nil) && !isArticle(d) {
		f.Invalid("Extras.Thumbnail", "and Description are about the card of Link, which is not shown here")
	}
	if e.Thumbnail != nil {
		f.Add(e.Thumbnail.Validate(network, "Extras.Thumbnail"))
		l.checkImage(f, "Extras.Thumbnail", e.Thumbnail)
		l.checkLength(f, "Extras.Thumbnail.AltText", e.Thumbnail.AltText, l.MaxAltText)
	}
}

func isAddress(s string) bool {
	u, err := url.Parse(s)
	return err == nil && u.Host != "" && (u.Scheme == "https" || u.Scheme == "http")
}

func checkMentions(f *draft.Findings, mentions []Mention) {
	for i, m := range mentions {
		field := fmt.Sprintf("Extras.Mentions[%d]", i)
		switch {
		case strings.TrimSpace(m.Text) == "" || !utf8.ValidString(m.Text):
			f.Invalid(field+".Text", "is empty or no valid UTF-8")
		case !m.URN.isAuthor():
			f.Invalid(field+".URN", "must be that of an organization or a person")
		}
	}
}

// checkAnswerExtra: of what only LinkedIn reads, a comment can hold mentions.
func checkAnswerExtra(f *draft.Findings, e Extra) {
	checkMentions(f, e.Mentions)
	for _, field := range []struct {
		name  string
		given bool
	}{
		{"Extras.Visibility", e.Visibility != ""},
		{"Extras.NoReshare", e.NoReshare},
		{"Extras.Targets", len(e.Targets) > 0},
		{"Extras.Description", e.Description != ""},
		{"Extras.Thumbnail", e.Thumbnail != nil},
		{"Extras.CallToAction", e.CallToAction != "" || e.LandingPage != ""},
		{"Extras.VotersVisible", e.VotersVisible},
	} {
		if field.given {
			f.Lacks(field.name, "comments have none")
		}
	}
}

// checkMedia: several images, one video or one document.
func (l *Limits) checkMedia(f *draft.Findings, media []*social.Media) {
	var kinds []string
	for i, m := range media {
		field := draft.MediaField(i)
		f.Add(m.Validate(network, field))
		if m == nil {
			continue
		}
		kind := mediaKind(m)
		if !slices.Contains(kinds, kind) {
			kinds = append(kinds, kind)
		}
		switch kind {
		case KindImage:
			l.checkImage(f, field, m)
		case KindVideo:
			l.checkVideo(f, field, m)
		case KindDocument:
			checkFile(f, field, m, &l.Document)
			checkPlain(f, field, m)
		default:
			f.Invalid(field+".ContentType", "is %q, no image, video or document that LinkedIn takes", m.Type())
			continue
		}
		if kind != KindImage && m.AltText != "" {
			f.Lacks(field+".AltText", "only images have one")
		}
		l.checkLength(f, field+".AltText", m.AltText, l.MaxAltText)
	}
	switch {
	case len(kinds) > 1:
		f.Invalid("Media", "are of several kinds: a post has images, or one video, or one document")
	case len(media) > 1 && (kinds[0] == KindVideo || kinds[0] == KindDocument):
		f.Invalid("Media", "has %d files: a post has one video or document", len(media))
	case len(media) > l.MaxImages:
		f.Invalid("Media", "has %d images, %d fit", len(media), l.MaxImages)
	}
}
