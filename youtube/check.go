package youtube

import (
	"context"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/relais-go/relais/internal/draft"
	"github.com/relais-go/relais/social"
)

// Limits implements [social.Checker]: what YouTube takes from the channel. Whether it may upload long videos is read
// once an hour. Text is measured in bytes.
func (c *Client) Limits(ctx context.Context) (*social.Limits, error) {
	l, err := c.limits(ctx)
	if err != nil {
		return nil, err
	}
	return l.portable(), nil
}

// Check implements [social.Checker]. It opens the files and looks at their first bytes.
func (c *Client) Check(ctx context.Context, d *social.Draft) error {
	own := d.For(network)
	l, err := c.limits(ctx)
	if err != nil {
		l = new(DefaultLimits())
	}
	f := l.check(own, time.Now())
	l.look(ctx, f, own)
	if f.Err() != nil {
		return f.Err()
	}
	return err
}

// limits tells what YouTube takes from the channel. A token that may upload and nothing else cannot ask.
func (c *Client) limits(ctx context.Context) (*Limits, error) {
	if c.cfg.Limits != nil {
		return c.cfg.Limits, nil
	}
	me, err := c.meIfAllowed(ctx)
	if err != nil {
		return nil, err
	}
	return new(LimitsOf(me)), nil
}

// check reports everything that is wrong with a draft.
func (l *Limits) check(d *social.Draft, now time.Time) *draft.Findings {
	f := draft.For(network)
	f.Key(d.Key)
	switch {
	case d.Quote == (social.Ref{}):
	case d.Quote.Network != "" && d.Quote.Network != network:
		f.Ref("Quote", d.Quote)
	default:
		f.Lacks("Quote", "nothing is quoted here: put the address into Text")
	}
	checkNowhere(f, d)
	if d.ReplyTo != (social.Ref{}) {
		err := draft.CheckRef(network, "ReplyTo", d.ReplyTo, social.RefPost, social.RefComment)
		if err == nil {
			l.checkComment(f, d)
			return f
		}
		f.Add(err)
	}
	l.checkTexts(f, d)
	l.checkTags(f, d.Tags)
	l.checkSchedule(f, d, now)
	l.checkMedia(f, d.Media)
	checkLanguage(f, "Language", d.Language)
	l.checkExtra(f, d)
	l.checkFirstComment(f, d)
	return f
}

// checkNowhere names the fields that YouTube has nothing for, in videos as in comments.
func checkNowhere(f *draft.Findings, d *social.Draft) {
	if d.Poll != nil {
		f.Lacks("Poll", "there are polls in live chats only")
	}
	if d.Warning != "" {
		f.Lacks("Warning", "there are no warnings")
	}
	if value(d.Sensitive) {
		f.Lacks("Sensitive", "programs cannot restrict videos by age: do it in YouTube Studio")
	}
	if d.Format == social.FormatStory {
		f.Lacks("Format", "there are no stories")
	}
}

func (l *Limits) checkTexts(f *draft.Findings, d *social.Draft) {
	l.checkTitle(f, "Title", d.Title)
	l.checkDescription(f, "Text", describe(d))
}

func (l *Limits) checkTitle(f *draft.Findings, field, title string) {
	switch n := utf8.RuneCountInString(title); {
	case strings.TrimSpace(title) == "":
		f.Invalid(field, "is empty")
	case n > l.MaxTitle:
		f.Invalid(field, "has %d characters, %d fit", n, l.MaxTitle)
	}
	checkSigns(f, field, title)
}

func (l *Limits) checkDescription(f *draft.Findings, field, text string) {
	if n := len(text); n > l.MaxDescription {
		f.Invalid(field, "has %d bytes, %d fit", n, l.MaxDescription)
	}
	checkSigns(f, field, text)
}

// checkSigns finds what YouTube takes in no title, description or tag.
func checkSigns(f *draft.Findings, field, text string) {
	switch {
	case strings.ContainsAny(text, "<>"):
		f.Invalid(field, "holds < or >, which YouTube refuses")
	case !utf8.ValidString(text):
		f.Invalid(field, "is no valid UTF-8")
	}
}

func (l *Limits) checkTags(f *draft.Findings, tags []string) {
	if n := CountTags(tags); n > l.MaxTags {
		f.Invalid("Tags", "have %d characters together, %d fit", n, l.MaxTags)
	}
	for i, tag := range tags {
		field := indexed("Tags", i)
		switch {
		case strings.TrimSpace(tag) == "":
			f.Invalid(field, "is empty")
		case strings.HasPrefix(tag, "#"), strings.ContainsAny(tag, ",\"\n"):
			f.Invalid(field, "must be without #, comma, quotes and line breaks")
		default:
			checkSigns(f, field, tag)
		}
	}
}

func (l *Limits) checkSchedule(f *draft.Findings, d *social.Draft, now time.Time) {
	switch d.Visibility {
	case social.VisibilityDefault, social.VisibilityPublic, social.VisibilityUnlisted, social.VisibilityPrivate:
	default:
		f.Lacks("Visibility", "is "+string(d.Visibility)+": videos are public, unlisted or private")
	}
	if d.At.IsZero() {
		return
	}
	l.checkAt(f, d.At, now)
	if d.Visibility == social.VisibilityUnlisted || d.Visibility == social.VisibilityPrivate {
		f.Invalid("Visibility", "is %s, but a scheduled video becomes public", d.Visibility)
	}
}

func (l *Limits) checkAt(f *draft.Findings, at, now time.Time) {
	if at.Before(now.Add(l.MinAhead)) {
		f.Invalid("At", "must lie %v ahead at least", l.MinAhead)
	}
}

// checkMedia: one film, and what belongs to it.
func (l *Limits) checkMedia(f *draft.Findings, media []*social.Media) {
	if len(media) != 1 {
		f.Invalid("Media", "has %d files, a video is one", len(media))
	}
	for i, m := range media {
		field := draft.MediaField(i)
		f.Add(m.Validate(network, field))
		if m == nil {
			continue
		}
		checkFile(f, field, m, &l.Video)
		if m.AltText != "" {
			f.Lacks(field+".AltText", "videos have captions instead")
		}
		if m.Focus != nil {
			f.Lacks(field+".Focus", "videos are not cropped")
		}
		if m.Thumbnail != nil {
			f.Add(m.Thumbnail.Validate(network, field+".Thumbnail"))
			checkFile(f, field+".Thumbnail", m.Thumbnail, &l.Thumbnail)
		}
		for j, sub := range m.Captions {
			l.checkCaption(f, indexed(field+".Captions", j), sub)
		}
		checkTwins(f, field, m.Captions)
	}
}

func checkFile(f *draft.Findings, field string, m *social.Media, limit *FileLimit) {
	if t := m.Type(); !limit.Accepts(t) {
		f.Invalid(field+".ContentType", "is %q, which YouTube does not take", t)
	}
	f.Size(field, m, limit.MaxBytes)
}

func (l *Limits) checkCaption(f *draft.Findings, field string, m *social.Media) {
	f.Add(m.Validate(network, field))
	if m == nil {
		return
	}
	checkFile(f, field, m, &l.Caption)
	if m.Language == "" {
		f.Invalid(field+".Language", "is empty")
	}
	checkLanguage(f, field+".Language", m.Language)
}

// checkTwins: a video has one track of a language and name, and those of a draft have no names.
func checkTwins(f *draft.Findings, field string, captions []*social.Media) {
	seen := map[string]bool{}
	for i, m := range captions {
		if m == nil {
			continue
		}
		if language := strings.ToLower(m.Language); seen[language] {
			f.Invalid(indexed(field+".Captions", i)+".Language", "is there twice")
		} else {
			seen[language] = true
		}
	}
}

// checkLanguage checks the form of a BCP 47 tag: "de", "pt-BR", "zh-Hant-TW".
func checkLanguage(f *draft.Findings, field, tag string) {
	if tag == "" {
		return
	}
	parts := strings.Split(tag, "-")
	ok := len(parts[0]) >= 2 && len(parts[0]) <= 3 && !strings.ContainsFunc(parts[0], func(r rune) bool { return !isLetter(r) })
	ok = ok && !slices.ContainsFunc(parts, func(p string) bool {
		return p == "" || len(p) > 8 || strings.ContainsFunc(p, func(r rune) bool { return !isLetter(r) && (r < '0' || r > '9') })
	})
	if !ok {
		f.Invalid(field, "must be a language of BCP 47, as pt-BR")
	}
}

func isLetter(r rune) bool { return r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' }
