package facebook

import (
	"context"
	"strings"
	"time"

	"github.com/relais-go/relais/internal/draft"
	"github.com/relais-go/relais/internal/probe"
	"github.com/relais-go/relais/social"
)

// isVideo reports whether a file says of itself that it is a film.
func isVideo(m *social.Media) bool { return m != nil && strings.HasPrefix(m.Type(), "video/") }

// checkMedia finds what is wrong with the files by what the draft says of them.
func (l *Limits) checkMedia(f *draft.Findings, s Surface, d *social.Draft) {
	if n := len(d.Media); l.MaxPhotos > 0 && n > l.MaxPhotos {
		f.Invalid("Media", "has %d files, %d fit", n, l.MaxPhotos)
	}
	for i, m := range d.Media {
		field := draft.MediaField(i)
		f.Add(m.Validate(network, field))
		if m == nil {
			continue
		}
		limit := l.media(s)
		limit.checkFile(f, field, m)
		if m.Focus != nil {
			f.Lacks(field+".Focus", "Facebook crops by itself")
		}
		if n := Count(m.AltText); l.MaxAltText > 0 && n > l.MaxAltText {
			f.Invalid(field+".AltText", "has %d characters, %d fit", n, l.MaxAltText)
		}
		l.checkParts(f, s, field, m, !d.ReplyTo.IsZero())
	}
}

// checkParts finds what a file has that the surface has nothing for.
func (l *Limits) checkParts(f *draft.Findings, s Surface, field string, m *social.Media, reply bool) {
	video := s == SurfaceVideo || s == SurfaceReel
	if m.AltText != "" && (isVideo(m) || s == SurfacePhotoStory || reply) {
		f.Lacks(field+".AltText", "only photos of posts have a description")
	}
	switch {
	case m.Thumbnail == nil:
	case !video || reply:
		f.Lacks(field+".Thumbnail", "only videos have a preview")
	default:
		f.Add(m.Thumbnail.Validate(network, field+".Thumbnail"))
		l.Thumbnail.checkFile(f, field+".Thumbnail", m.Thumbnail)
	}
	for i, sub := range m.Captions {
		at := captionField(field, i)
		f.Add(sub.Validate(network, at))
		switch {
		case sub == nil:
		case !video || reply:
			f.Lacks(at, "only videos have subtitles")
		case localeOf(sub.Language) == "":
			f.Invalid(at+".Language", "must name language and country, as en-US")
		case captionType(sub) != "application/x-subrip":
			f.Invalid(at+".ContentType", "is %q, subtitles are SRT", sub.Type())
		}
	}
}

// checkFile compares what a draft says of a file with what a surface takes.
func (m *MediaLimit) checkFile(f *draft.Findings, field string, file *social.Media) {
	if !draft.Accepts(m.Types, file.Type()) {
		f.Invalid(field+".ContentType", "is %q, which Facebook does not take here", file.Type())
	}
	switch {
	case m.MaxBytes > 0 && file.Size > m.MaxBytes:
		f.Invalid(field+".Size", "is %d bytes, %d are the most", file.Size, m.MaxBytes)
	case file.Size == 0 && file.Open != nil:
		f.Invalid(field+".Size", "is 0: the file is empty; -1 means that the size is not known")
	}
}

// checkFiles looks into the files. What cannot be found out passes: Facebook has the last word.
func (l *Limits) checkFiles(ctx context.Context, f *draft.Findings, s Surface, media []*social.Media) {
	for i, m := range media {
		if m == nil || m.Open == nil {
			continue
		}
		field := draft.MediaField(i)
		info, err := probe.File(ctx, m)
		if err != nil {
			f.Invalid(field, "cannot be read: %v", err)
			continue
		}
		l.media(s).checkInfo(f, field, &info)
	}
}

func (m *MediaLimit) checkInfo(f *draft.Findings, field string, info *probe.Info) {
	if w, h, ok := info.Size(); ok && (w < m.MinWidth || h < m.MinHeight) {
		f.Invalid(field, "is %d × %d pixels, %d × %d are the least", w, h, m.MinWidth, m.MinHeight)
	}
	if r, ok := info.Ratio(); ok && (r < m.MinRatio || m.MaxRatio > 0 && r > m.MaxRatio) {
		f.Invalid(field, "is %.2f times as wide as high, which does not fit", r)
	}
	if d, ok := info.Duration(); ok {
		switch {
		case d < m.MinDuration:
			f.Invalid(field, "runs %v, %v is the shortest", d.Round(100*time.Millisecond), m.MinDuration)
		case m.MaxDuration > 0 && d > m.MaxDuration+time.Second: // films end between two seconds
			f.Invalid(field, "runs %v, %v is the longest", d.Round(time.Second), m.MaxDuration)
		}
	}
	if r, ok := info.FrameRate(); ok && (r < m.MinRate || m.MaxRate > 0 && r > m.MaxRate+0.5) {
		f.Invalid(field, "has %.0f pictures per second, from %.0f to %.0f fit", r, m.MinRate, m.MaxRate)
	}
}
