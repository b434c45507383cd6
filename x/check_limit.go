package x

import (
	"context"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/relais-go/relais/internal/draft"
	"github.com/relais-go/relais/internal/probe"
	"github.com/relais-go/relais/social"
)

// Limits implements [social.Checker]: what X takes from the account, by its subscription. That is read once an hour.
func (c *Client) Limits(ctx context.Context) (*social.Limits, error) {
	l, err := c.limits(ctx)
	if err != nil {
		return nil, err
	}
	return l.portable(), nil
}

// limits tells what X takes from the account.
func (c *Client) limits(ctx context.Context) (*Limits, error) {
	me, err := c.Me(ctx)
	if err != nil {
		return nil, err
	}
	l := LimitsOf(me)
	if c.cfg.MaxText > 0 {
		l.MaxText = c.cfg.MaxText
	}
	return &l, nil
}

// portable turns the limits into the form that all networks share.
func (l *Limits) portable() *social.Limits {
	media := func(k MediaCategory) social.MediaLimit {
		m := l.Media(k)
		return social.MediaLimit{
			Types: m.Types, Bytes: m.MaxBytes, Items: m.MaxItems, Pixels: int64(m.MaxWidth) * int64(m.MaxHeight),
			MinDuration: m.MinDuration, MaxDuration: m.MaxDuration, FrameRate: float64(m.FrameRate),
		}
	}
	return &social.Limits{
		Text: l.MaxText, Count: l.Counter.Count, AltText: l.MaxAltText, Items: l.MaxMedia,
		Media: []social.MediaLimit{media(CategoryPostGIF), media(CategoryPostImage), media(CategoryPostVideo)},
		Poll: social.PollLimit{
			Options: l.Poll.MaxOptions, OptionText: l.Poll.MaxOptionText,
			MinDuration: l.Poll.MinDuration, MaxDuration: l.Poll.MaxDuration,
		},
		Compose: compose,
	}
}

// check compares a draft with what X takes from the account.
func (l *Limits) check(f *draft.Findings, d *social.Draft) {
	l.checkText(f, "Text", compose(d))
	if d.FirstComment != "" {
		l.checkText(f, "FirstComment", d.FirstComment)
	}
	l.checkFiles(f, d.Media, false)
	f.Poll(d.Poll, l.portable().Poll, utf8.RuneCountInString)
	if p := d.Poll; p != nil && p.Duration%time.Minute != 0 {
		f.Invalid("Poll.Duration", "is %v, X takes whole minutes", p.Duration)
	}
}

func (l *Limits) checkText(f *draft.Findings, field, text string) {
	switch n := l.Counter.Count(text); {
	case n > l.MaxText:
		f.Invalid(field, "has %d characters, %d fit", n, l.MaxText)
	case text != "" && !l.Counter.Valid(text):
		f.Invalid(field, "holds a character that X refuses")
	}
	if n := cashtags(text); l.MaxCashtags > 0 && n > l.MaxCashtags {
		f.Invalid(field, "has %d cashtags, %d fits", n, l.MaxCashtags)
	}
}

func (l *Limits) checkFiles(f *draft.Findings, media []*social.Media, message bool) {
	if len(media) > l.MaxMedia {
		f.Invalid("Media", "has %d files, %d fit", len(media), l.MaxMedia)
	}
	for i, m := range media {
		if m == nil {
			continue
		}
		field := draft.MediaField(i)
		l.checkFile(f, field, m, message)
		if len(media) > 1 && !categoryOf(mediaType(m), message).photo() {
			f.Invalid(field, "is a video or GIF, which must be the only file")
		}
		if m.Thumbnail != nil {
			l.checkFile(f, field+".Thumbnail", m.Thumbnail, false)
		}
		for j, sub := range m.Captions {
			if sub == nil {
				continue
			}
			if t := mediaType(sub); t != "text/srt" && t != "text/vtt" {
				f.Invalid(captionField(field, j)+".ContentType", "is %q, subtitles are SRT or WebVTT", t)
			}
		}
	}
}

// look opens the files and finds what X would refuse after they have been sent. What it does not understand is left to X.
func (l *Limits) look(ctx context.Context, f *draft.Findings, media []*social.Media, message bool) {
	f.Probe(ctx, media, func(field string, m *social.Media, info *probe.Info) {
		t := mediaType(m)
		limit := l.Media(categoryOf(t, message))
		if film := strings.HasPrefix(t, "video/"); film && info.IsImage() || !film && info.IsVideo() {
			f.Invalid(field+".ContentType", "is %s, but the file is %s", t, info.Type)
			return
		}
		if w, h, ok := info.Size(); ok && limit.MaxWidth > 0 && (w > limit.MaxWidth || h > limit.MaxHeight) {
			f.Invalid(field, "has %d × %d pixels, %d × %d are the most", w, h, limit.MaxWidth, limit.MaxHeight)
		}
		if r, ok := info.Ratio(); ok && limit.MaxRatio > 0 && (r > limit.MaxRatio || r < 1/limit.MaxRatio) {
			f.Invalid(field, "is %.2f times as wide as high, from 1:%g to %g:1 fit", r, limit.MaxRatio, limit.MaxRatio)
		}
		f.Film(field, info, draft.Film{MinDuration: limit.MinDuration, MaxDuration: limit.MaxDuration, MaxRate: float64(limit.FrameRate)})
	})
}

func (k MediaCategory) photo() bool { return k == CategoryPostImage || k == CategoryDMImage }

func (l *Limits) checkFile(f *draft.Findings, field string, m *social.Media, message bool) {
	t := mediaType(m)
	limit := l.Media(categoryOf(t, message))
	if !limit.Accepts(t) {
		f.Invalid(field+".ContentType", "is %q, which X does not take", t)
		return
	}
	f.Size(field, m, limit.MaxBytes)
	if n := len([]rune(m.AltText)); n > l.MaxAltText {
		f.Invalid(field+".AltText", "has %d characters, %d fit", n, l.MaxAltText)
	}
}
