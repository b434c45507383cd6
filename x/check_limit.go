package x

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

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
	}
}

// check compares a draft with what X takes from the account.
func (l *Limits) check(d *social.Draft) []*social.Error {
	f := findings(l.checkText("Text", compose(d)))
	if d.FirstComment != "" {
		f = append(f, l.checkText("FirstComment", d.FirstComment)...)
	}
	l.checkFiles(&f, d.Media, false)
	l.checkPoll(&f, d.Poll)
	return f
}

func (l *Limits) checkText(field, text string) []*social.Error {
	var f findings
	switch n := l.Counter.Count(text); {
	case n > l.MaxText:
		f.invalid(field, "has %d characters, %d fit", n, l.MaxText)
	case text != "" && !l.Counter.Valid(text):
		f.invalid(field, "holds a character that X refuses")
	}
	return f
}

func (l *Limits) checkFiles(f *findings, media []*social.Media, message bool) {
	if len(media) > l.MaxMedia {
		f.invalid("Media", "has %d files, %d fit", len(media), l.MaxMedia)
	}
	for i, m := range media {
		if m == nil {
			continue
		}
		field := mediaField(i)
		l.checkFile(f, field, m, message)
		if len(media) > 1 && !categoryOf(mediaType(m), message).photo() {
			f.invalid(field, "is a video or GIF, which must be the only file")
		}
		if m.Thumbnail != nil {
			l.checkFile(f, field+".Thumbnail", m.Thumbnail, false)
		}
		for j, sub := range m.Captions {
			if sub == nil {
				continue
			}
			if t := mediaType(sub); t != "text/srt" && t != "text/vtt" {
				f.invalid(captionField(field, j)+".ContentType", "is %q, subtitles are SRT or WebVTT", t)
			}
		}
	}
}

func (k MediaCategory) photo() bool { return k == CategoryPostImage || k == CategoryDMImage }

func (l *Limits) checkFile(f *findings, field string, m *social.Media, message bool) {
	t := mediaType(m)
	limit := l.Media(categoryOf(t, message))
	if !limit.Accepts(t) {
		f.invalid(field+".ContentType", "is %q, which X does not take", t)
		return
	}
	if limit.MaxBytes > 0 && m.Size > limit.MaxBytes {
		f.invalid(field+".Size", "is %d bytes, %d are the most", m.Size, limit.MaxBytes)
	}
	if m.Size == 0 && m.Open != nil {
		f.invalid(field+".Size", "is 0: the file is empty; -1 means that the size is not known")
	}
	if n := len([]rune(m.AltText)); n > l.MaxAltText {
		f.invalid(field+".AltText", "has %d characters, %d fit", n, l.MaxAltText)
	}
}

func (l *Limits) checkPoll(f *findings, p *social.Poll) {
	if p == nil {
		return
	}
	if n := len(p.Options); n < l.Poll.MinOptions || n > l.Poll.MaxOptions {
		f.invalid("Poll.Options", "has %d answers, from %d to %d fit", n, l.Poll.MinOptions, l.Poll.MaxOptions)
	}
	for i, o := range p.Options {
		field := fmt.Sprintf("Poll.Options[%d]", i)
		switch n := len([]rune(o)); {
		case strings.TrimSpace(o) == "":
			f.invalid(field, "is empty")
		case n > l.Poll.MaxOptionText:
			f.invalid(field, "has %d characters, %d fit", n, l.Poll.MaxOptionText)
		case slices.Contains(p.Options[:i], o):
			f.invalid(field, "is there twice")
		}
	}
	switch {
	case p.Duration < l.Poll.MinDuration || p.Duration > l.Poll.MaxDuration:
		f.invalid("Poll.Duration", "is %v, from %v to %v fit", p.Duration, l.Poll.MinDuration, l.Poll.MaxDuration)
	case p.Duration%time.Minute != 0:
		f.invalid("Poll.Duration", "is %v, X takes whole minutes", p.Duration)
	}
}
