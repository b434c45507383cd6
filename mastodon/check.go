package mastodon

import (
	"context"
	"strings"
	"time"

	"github.com/relais-go/relais/internal/draft"
	"github.com/relais-go/relais/social"
)

// Limits implements [social.Checker]: what the server says of itself, completed by the defaults of its software.
func (c *Client) Limits(ctx context.Context) (*social.Limits, error) {
	i, err := c.server(ctx)
	if err != nil {
		return nil, err
	}
	l := LimitsOf(i)
	return l.portable(), nil
}

// portable turns the limits into the form that all networks share.
func (l *Limits) portable() *social.Limits {
	media := func(prefix string, size, pixels int64, items int) social.MediaLimit {
		m := social.MediaLimit{Bytes: size, Pixels: pixels, Items: items}
		for _, t := range l.Media.MIMETypes {
			if strings.HasPrefix(t, prefix) {
				m.Types = append(m.Types, t)
			}
		}
		if m.Types == nil {
			m.Types = []string{prefix + "*"}
		}
		return m
	}
	video := media("video/", l.Media.VideoSize, l.Media.VideoMatrix, 1)
	video.FrameRate = float64(l.Media.VideoFrameRate)
	return &social.Limits{
		Text: l.MaxCharacters, Count: l.Counter.Count, AltText: l.Media.MaxDescription, Items: l.MaxMedia,
		Media: []social.MediaLimit{
			media("image/", l.Media.ImageSize, l.Media.ImageMatrix, l.MaxMedia), video, media("audio/", l.Media.VideoSize, 0, 1),
		},
		Poll: social.PollLimit{
			Options: l.Poll.MaxOptions, OptionText: l.Poll.MaxOptionCharacters,
			MinDuration: l.Poll.MinDuration, MaxDuration: l.Poll.MaxDuration,
		},
		Schedule: social.ScheduleLimit{
			MinAhead: l.Schedule.MinLead, Total: l.Schedule.MaxTotal, PerDay: l.Schedule.MaxPerDay,
		},
		CountPlain: l.Counter.CountPlain, Compose: compose,
		Reserved: func(d *social.Draft) int { return l.Counter.CountPlain(d.Warning) },
	}
}

// ReplyLimits implements [social.ReplyLimiter]. An answer that does not mention whom it answers is sent with the
// mention, which takes room. It reads the post to be answered.
func (c *Client) ReplyLimits(ctx context.Context, to social.Ref) (*social.Limits, error) {
	if err := draft.CheckRef(network, "ReplyTo", to, social.RefPost, social.RefComment, social.RefMessage); err != nil {
		return nil, err
	}
	l, err := c.Limits(ctx)
	if err != nil {
		return nil, err
	}
	acct, err := c.answered(ctx, ID(to.ID))
	if err != nil {
		return nil, err
	}
	l.Compose = func(d *social.Draft) string { return addressed(compose(d), acct) }
	return l, nil
}

// Check implements [social.Checker]. It reads the server's limits and, for answers, the post to be answered.
func (c *Client) Check(ctx context.Context, d *social.Draft) error {
	own := d.For(network)
	f := checkStatic(own)
	if _, err := c.prepare(ctx, f, own); err != nil && f.Err() == nil {
		return err
	}
	return f.Err()
}

// checkStatic finds what no Mastodon server takes.
func checkStatic(d *social.Draft) *draft.Findings {
	f := draft.For(network)
	if strings.TrimSpace(d.Text) == "" && d.Link == "" && len(d.Tags) == 0 && len(d.Media) == 0 && d.Poll == nil {
		f.Invalid("Text", "is empty, and there is no media or poll either")
	}
	if d.Title != "" {
		f.Lacks("Title", "posts have no title")
	}
	if d.Format != social.FormatPost {
		f.Lacks("Format", "is "+string(d.Format)+", there are only posts")
	}
	if _, ok := visibilityOf(d.Visibility); !ok {
		f.Lacks("Visibility", "is "+string(d.Visibility))
	}
	if strings.ContainsFunc(d.Language, func(r rune) bool { return r != '-' && (r|0x20 < 'a' || r|0x20 > 'z') }) {
		f.Invalid("Language", "is no language code")
	}
	f.Key(d.Key)
	f.Tags(d.Tags)
	if !d.At.IsZero() {
		if p := checkSchedule("At", d.At, time.Now()); p != nil {
			f.Add(p)
		}
		if d.FirstComment != "" {
			f.Lacks("FirstComment", "cannot follow a scheduled post, whose ID is not known before")
		}
	}
	f.Ref("ReplyTo", d.ReplyTo, social.RefPost, social.RefComment, social.RefMessage)
	f.Ref("Quote", d.Quote, social.RefPost, social.RefComment, social.RefMessage)
	checkExclusive(f, d)
	for i, m := range d.Media {
		field := draft.MediaField(i)
		f.Add(m.Validate(network, field))
		if m != nil && len(m.Captions) > 0 {
			f.Lacks(field+".Captions", "there are no subtitles")
		}
	}
	return f
}

// checkExclusive finds what cannot go together.
func checkExclusive(f *draft.Findings, d *social.Draft) {
	if !d.Quote.IsZero() {
		if len(d.Media) > 0 {
			f.Invalid("Media", "cannot go with a quote")
		}
		if d.Poll != nil {
			f.Invalid("Poll", "cannot go with a quote")
		}
	}
	if d.Poll != nil && len(d.Media) > 0 {
		f.Invalid("Poll", "cannot go with media")
	}
}

// checkSchedule refuses times that the server refuses, and those in the past, which it would publish at once
// or backdate.
func checkSchedule(field string, at, now time.Time) *social.Error {
	switch lead := at.Sub(now); {
	case lead <= 0:
		return social.Invalid(network, field, "is in the past")
	case lead < DefaultLimits().Schedule.MinLead:
		return social.Invalid(network, field, "must be at least five minutes ahead")
	default:
		return nil
	}
}

// check compares with what the server says it takes.
func (l *Limits) check(f *draft.Findings, d *social.Draft, p *StatusParams) {
	l.checkText(f, p)
	if d.FirstComment != "" {
		if n := l.Counter.Count(d.FirstComment); l.MaxCharacters > 0 && n > l.MaxCharacters {
			f.Invalid("FirstComment", "has %d characters, %d fit", n, l.MaxCharacters)
		}
	}
	if l.MaxMedia > 0 && len(d.Media) > l.MaxMedia {
		f.Invalid("Media", "has %d files, %d fit", len(d.Media), l.MaxMedia)
	}
	for i, m := range d.Media {
		if m != nil {
			l.checkFile(f, draft.MediaField(i), m, len(d.Media))
		}
	}
	f.Poll(d.Poll, l.portable().Poll, l.Counter.CountPlain)
	if d.Poll != nil && d.Poll.Question != "" {
		f.Lacks("Poll.Question", "the question belongs into Text")
	}
}

func (l *Limits) checkText(f *draft.Findings, p *StatusParams) {
	if n := l.Counter.CountPost(p.SpoilerText, p.Text); l.MaxCharacters > 0 && n > l.MaxCharacters {
		f.Invalid("Text", "has %d characters with its warning, %d fit", n, l.MaxCharacters)
	}
}

func (l *Limits) checkFile(f *draft.Findings, field string, m *social.Media, files int) {
	t := m.Type()
	if t != "" && !l.Media.Accepts(t) {
		f.Invalid(field+".ContentType", "is %s, which this server does not take", t)
	}
	f.Size(field, m, l.Media.MaxSize(t))
	n := l.Counter.CountPlain(m.AltText)
	if l.Media.MaxDescription > 0 && n > l.Media.MaxDescription {
		f.Invalid(field+".AltText", "has %d characters, %d fit", n, l.Media.MaxDescription)
	}
	if n < l.Media.MinDescription {
		f.Invalid(field+".AltText", "has %d characters, this server wants at least %d", n, l.Media.MinDescription)
	}
	if t != "" && !strings.HasPrefix(t, "image/") && files > 1 {
		f.Invalid(field, "is a video or audio file, which must be the only one")
	}
}
