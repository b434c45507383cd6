package mastodon

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/relais-go/relais/social"
)

// Limits implements [social.Checker]: what the server says of itself, completed by the defaults of its software.
func (c *Client) Limits(ctx context.Context) (*social.Limits, error) {
	i, err := c.Instance(ctx)
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
	}
}

// Check implements [social.Checker]. It reads the server's limits and, for answers, the post to be answered.
func (c *Client) Check(ctx context.Context, d *social.Draft) error {
	own := d.For(network)
	problems := checkStatic(own)
	_, more, err := c.prepare(ctx, own)
	if err != nil && len(problems) == 0 {
		return err
	}
	return joined(append(problems, more...))
}

// checkStatic finds what no Mastodon server takes.
func checkStatic(d *social.Draft) []*social.Error {
	var found []*social.Error
	invalid := func(field, why string) { found = append(found, social.Invalid(network, field, why)) }
	lacks := func(field, why string) { found = append(found, social.Unsupported(network, field, why)) }

	if strings.TrimSpace(d.Text) == "" && d.Link == "" && len(d.Tags) == 0 && len(d.Media) == 0 && d.Poll == nil {
		invalid("Text", "is empty, and there is no media or poll either")
	}
	if d.Title != "" {
		lacks("Title", "posts have no title")
	}
	if d.Format != social.FormatPost {
		lacks("Format", "is "+string(d.Format)+", there are only posts")
	}
	if _, ok := visibilityOf(d.Visibility); !ok {
		lacks("Visibility", "is "+string(d.Visibility))
	}
	if strings.ContainsFunc(d.Language, func(r rune) bool { return r != '-' && (r|0x20 < 'a' || r|0x20 > 'z') }) {
		invalid("Language", "is no language code")
	}
	if len(d.Key) > 64 || strings.ContainsFunc(d.Key, func(r rune) bool { return r <= ' ' || r > '~' }) {
		invalid("Key", "must be at most 64 printable ASCII characters")
	}
	for i, tag := range d.Tags {
		if tag == "" || strings.ContainsAny(tag, "# \t\n") {
			invalid(fmt.Sprintf("Tags[%d]", i), "must be a word without #")
		}
	}
	if !d.At.IsZero() {
		if p := checkSchedule("At", d.At, time.Now()); p != nil {
			found = append(found, p)
		}
		if d.FirstComment != "" {
			lacks("FirstComment", "cannot follow a scheduled post, whose ID is not known before")
		}
	}
	found = append(found, checkRefs(d)...)
	return append(found, checkMedia(d)...)
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

func checkRefs(d *social.Draft) []*social.Error {
	var found []*social.Error
	check := func(field string, ref social.Ref) {
		if ref == (social.Ref{}) {
			return
		}
		found = append(found, social.Problems(checkRef(field, ref, social.RefPost, social.RefComment, social.RefMessage))...)
	}
	check("ReplyTo", d.ReplyTo)
	check("Quote", d.Quote)
	if !d.Quote.IsZero() {
		if len(d.Media) > 0 {
			found = append(found, social.Invalid(network, "Media", "cannot go with a quote"))
		}
		if d.Poll != nil {
			found = append(found, social.Invalid(network, "Poll", "cannot go with a quote"))
		}
	}
	return found
}

func checkMedia(d *social.Draft) []*social.Error {
	var found []*social.Error
	if d.Poll != nil && len(d.Media) > 0 {
		found = append(found, social.Invalid(network, "Poll", "cannot go with media"))
	}
	for i, m := range d.Media {
		field := mediaField(i)
		found = append(found, social.Problems(m.Validate(network, field))...)
		if m != nil && len(m.Captions) > 0 {
			found = append(found, social.Unsupported(network, field+".Captions", "there are no subtitles"))
		}
	}
	return found
}

// checkLimits compares with what the server says it takes.
func (l *Limits) check(d *social.Draft, p *StatusParams) []*social.Error {
	var found []*social.Error
	invalid := func(field, format string, args ...any) {
		found = append(found, social.Invalid(network, field, fmt.Sprintf(format, args...)))
	}
	if n := l.Counter.CountPost(p.SpoilerText, p.Text); l.MaxCharacters > 0 && n > l.MaxCharacters {
		invalid("Text", "has %d characters with its warning, %d fit", n, l.MaxCharacters)
	}
	if d.FirstComment != "" {
		if n := l.Counter.Count(d.FirstComment); l.MaxCharacters > 0 && n > l.MaxCharacters {
			invalid("FirstComment", "has %d characters, %d fit", n, l.MaxCharacters)
		}
	}
	if l.MaxMedia > 0 && len(d.Media) > l.MaxMedia {
		invalid("Media", "has %d files, %d fit", len(d.Media), l.MaxMedia)
	}
	for i, m := range d.Media {
		if m != nil {
			found = append(found, l.checkFile(mediaField(i), m, len(d.Media))...)
		}
	}
	return append(found, l.checkPoll(d.Poll)...)
}

func (l *Limits) checkFile(field string, m *social.Media, files int) []*social.Error {
	var found []*social.Error
	invalid := func(sub, format string, args ...any) {
		found = append(found, social.Invalid(network, field+sub, fmt.Sprintf(format, args...)))
	}
	if m.ContentType != "" && !l.Media.Accepts(m.ContentType) {
		invalid(".ContentType", "is %s, which this server does not take", m.ContentType)
	}
	if most := l.Media.MaxSize(m.ContentType); most > 0 && m.Size > most {
		invalid(".Size", "is %d bytes, %d are the most", m.Size, most)
	}
	if m.Size == 0 && m.Open != nil {
		invalid(".Size", "is 0: the file is empty; -1 means that the size is not known")
	}
	n := l.Counter.CountPlain(m.AltText)
	if l.Media.MaxDescription > 0 && n > l.Media.MaxDescription {
		invalid(".AltText", "has %d characters, %d fit", n, l.Media.MaxDescription)
	}
	if n < l.Media.MinDescription {
		invalid(".AltText", "has %d characters, this server wants at least %d", n, l.Media.MinDescription)
	}
	image := m.ContentType == "" || strings.HasPrefix(m.ContentType, "image/")
	if !image && files > 1 {
		invalid("", "is a video or audio file, which must be the only one")
	}
	return found
}

func (l *Limits) checkPoll(p *social.Poll) []*social.Error {
	if p == nil {
		return nil
	}
	var found []*social.Error
	invalid := func(field, format string, args ...any) {
		found = append(found, social.Invalid(network, "Poll."+field, fmt.Sprintf(format, args...)))
	}
	if p.Question != "" {
		found = append(found, social.Unsupported(network, "Poll.Question", "the question belongs into Text"))
	}
	if n := len(p.Options); n < l.Poll.MinOptions || l.Poll.MaxOptions > 0 && n > l.Poll.MaxOptions {
		invalid("Options", "has %d answers, from %d to %d fit", n, l.Poll.MinOptions, l.Poll.MaxOptions)
	}
	for i, o := range p.Options {
		switch n := l.Counter.CountPlain(o); {
		case strings.TrimSpace(o) == "":
			invalid(fmt.Sprintf("Options[%d]", i), "is empty")
		case l.Poll.MaxOptionCharacters > 0 && n > l.Poll.MaxOptionCharacters:
			invalid(fmt.Sprintf("Options[%d]", i), "has %d characters, %d fit", n, l.Poll.MaxOptionCharacters)
		case slices.Contains(p.Options[:i], o):
			invalid(fmt.Sprintf("Options[%d]", i), "is there twice")
		}
	}
	if p.Duration < l.Poll.MinDuration || l.Poll.MaxDuration > 0 && p.Duration > l.Poll.MaxDuration {
		invalid("Duration", "is %v, from %v to %v fit", p.Duration, l.Poll.MinDuration, l.Poll.MaxDuration)
	}
	return found
}
