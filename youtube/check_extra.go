package youtube

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/relais-go/relais/internal/draft"
	"github.com/relais-go/relais/social"
)

// checkExtra finds what YouTube refuses of its own fields.
func (l *Limits) checkExtra(f *draft.Findings, d *social.Draft) {
	e := social.ExtraOf[*Extra](d)
	if e == nil {
		return
	}
	l.checkFields(f, e)
	if len(e.Localizations) > 0 && d.Language == "" {
		f.Invalid("Language", "is empty: localizations need to know what the title is written in")
	}
	for i, id := range e.Playlists {
		if id == "" {
			f.Invalid(indexed("Extras.Playlists", i), "is empty")
		}
	}
}

// checkFields checks what a change may have as well.
func (l *Limits) checkFields(f *draft.Findings, e *Extra) {
	if strings.Trim(string(e.CategoryID), "0123456789") != "" {
		f.Invalid("Extras.CategoryID", "must be a number: see Client.Categories")
	}
	checkLanguage(f, "Extras.AudioLanguage", e.AudioLanguage)
	switch e.License {
	case "", LicenseYouTube, LicenseCC:
	default:
		f.Invalid("Extras.License", "is %q, there are %q and %q", e.License, LicenseYouTube, LicenseCC)
	}
	if b := e.BrandPartner; b != nil && b.ChannelID == "" && !strings.HasPrefix(b.Handle, "@") {
		f.Invalid("Extras.BrandPartner", "needs the ID of a channel, or a handle with @")
	}
	if p := e.Location; p != nil && (p.Latitude < -90 || p.Latitude > 90 || p.Longitude < -180 || p.Longitude > 180) {
		f.Invalid("Extras.Location", "is not on the globe")
	}
	for _, language := range slices.Sorted(maps.Keys(e.Localizations)) {
		field := fmt.Sprintf("Extras.Localizations[%s]", language)
		checkLanguage(f, field, language)
		if local := e.Localizations[language]; local != nil {
			l.checkTitle(f, field+".Title", local.Title)
			l.checkDescription(f, field+".Description", local.Description)
		}
	}
}

// checkFirstComment: there are comments on videos that people can see.
func (l *Limits) checkFirstComment(f *draft.Findings, d *social.Draft) {
	if d.FirstComment == "" {
		return
	}
	e := value(social.ExtraOf[*Extra](d))
	switch {
	case strings.TrimSpace(d.FirstComment) == "":
		f.Invalid("FirstComment", "is empty")
	case !d.At.IsZero():
		f.Lacks("FirstComment", "a scheduled video takes no comments before it is public")
	case d.Visibility == social.VisibilityPrivate:
		f.Lacks("FirstComment", "private videos take no comments")
	case value(e.MadeForKids):
		f.Lacks("FirstComment", "videos made for kids take no comments")
	}
	l.checkCommentText(f, "FirstComment", d.FirstComment)
}

// checkComment checks a draft that answers something: it becomes a comment.
func (l *Limits) checkComment(f *draft.Findings, d *social.Draft) {
	if strings.TrimSpace(d.Text) == "" && d.Link == "" {
		f.Invalid("Text", "is empty")
	}
	l.checkCommentText(f, "Text", describe(d))
	const none = "comments have none"
	for _, field := range []struct {
		name  string
		given bool
	}{
		{"Title", d.Title != ""},
		{"Media", len(d.Media) > 0},
		{"Tags", len(d.Tags) > 0},
		{"Language", d.Language != ""},
		{"At", !d.At.IsZero()},
		{"FirstComment", d.FirstComment != ""},
		{"Extras", social.ExtraOf[*Extra](d) != nil},
		{"Format", d.Format == social.FormatReel},
	} {
		if field.given {
			f.Lacks(field.name, none)
		}
	}
	if d.Visibility != social.VisibilityDefault && d.Visibility != social.VisibilityPublic {
		f.Lacks("Visibility", "a comment is as public as the video")
	}
	for i, m := range d.Media {
		f.Add(m.Validate(network, draft.MediaField(i)))
	}
}

func (l *Limits) checkCommentText(f *draft.Findings, field, text string) {
	if n := utf8.RuneCountInString(text); n > l.MaxComment {
		f.Invalid(field, "has %d characters, %d fit", n, l.MaxComment)
	}
	if !utf8.ValidString(text) {
		f.Invalid(field, "is no valid UTF-8")
	}
}

// describe is the text with the link, which YouTube has no field for.
func describe(d *social.Draft) string { return draft.Compose(d.Text, d.Link, nil) }

func indexed(field string, i int) string { return fmt.Sprintf("%s[%d]", field, i) }

// value is *p, or the zero value for nil.
func value[T any](p *T) T {
	if p == nil {
		var zero T
		return zero
	}
	return *p
}
