package instagram

import (
	"context"
	"net/url"
	"strings"
	"time"

	"github.com/relais-go/relais/internal/draft"
	"github.com/relais-go/relais/internal/probe"
	"github.com/relais-go/relais/social"
)

// isVideo reports whether a file says of itself that it is a film.
func isVideo(m *social.Media) bool { return m != nil && strings.HasPrefix(m.Type(), "video/") }

// checkMedia finds what is wrong with the files by what the draft says of them.
func (c *Client) checkMedia(f *draft.Findings, s Surface, d *social.Draft) {
	for i, m := range d.Media {
		field := draft.MediaField(i)
		f.Add(m.Validate(network, field))
		if m == nil {
			continue
		}
		c.limits.media(s, isVideo(m)).checkFile(f, field, m)
		c.checkSource(f, field, m)
		if m.Focus != nil {
			f.Lacks(field+".Focus", "Instagram crops by itself")
		}
		if len(m.Captions) > 0 {
			f.Lacks(field+".Captions", "Instagram makes subtitles by itself")
		}
		if m.AltText != "" && (isVideo(m) || s == SurfaceStory) {
			f.Lacks(field+".AltText", "only photos of posts and carousels have a description")
		}
		if n := Count(m.AltText); c.limits.MaxAltText > 0 && n > c.limits.MaxAltText {
			f.Invalid(field+".AltText", "has %d characters, %d fit", n, c.limits.MaxAltText)
		}
		if t := m.Thumbnail; t != nil {
			if s != SurfaceReel {
				f.Lacks(field+".Thumbnail", "only reels have a cover")
				continue
			}
			f.Add(t.Validate(network, field+".Thumbnail"))
			c.limits.Cover.checkFile(f, field+".Thumbnail", t)
			c.checkAddress(f, field+".Thumbnail", t)
		}
	}
}

// checkSource finds files that cannot get to Instagram: it fetches photos from a public address, and takes only the
// bytes of videos, with Facebook Login.
func (c *Client) checkSource(f *draft.Findings, field string, m *social.Media) {
	if isVideo(m) && c.cfg.Login == FacebookLogin && m.Open != nil {
		return
	}
	c.checkAddress(f, field, m)
}

func (c *Client) checkAddress(f *draft.Findings, field string, m *social.Media) {
	if m.URL == "" {
		if c.cfg.Host == nil {
			f.Lacks(field+".URL", "Instagram fetches it from a public address: set one, or Config.Host")
		}
		return
	}
	checkURL(f, field+".URL", m.URL)
}

// checkURL finds addresses from which Instagram cannot fetch a file.
func checkURL(f *draft.Findings, field, address string) {
	u, err := url.Parse(address)
	if err != nil || u.Host == "" || u.Scheme != "https" && u.Scheme != "http" {
		f.Invalid(field, "is no address that begins with https://")
		return
	}
	if strings.ContainsFunc(address, func(r rune) bool { return r > '~' || r <= ' ' }) {
		f.Invalid(field, "holds other characters than ASCII: escape them")
	}
}

// checkFile compares what a draft says of a file with what a surface takes.
func (m *MediaLimit) checkFile(f *draft.Findings, field string, file *social.Media) {
	if !draft.Accepts(m.Types, file.Type()) {
		f.Invalid(field+".ContentType", "is %q, which Instagram does not take here", file.Type())
	}
	switch {
	case m.MaxBytes > 0 && file.Size > m.MaxBytes:
		f.Invalid(field+".Size", "is %d bytes, %d are the most", file.Size, m.MaxBytes)
	case file.Size == 0 && file.Open != nil:
		f.Invalid(field+".Size", "is 0: the file is empty; -1 means that the size is not known")
	}
}

// checkFiles looks into the files. What cannot be found out passes: Instagram has the last word.
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
		l.media(s, isVideo(m)).checkInfo(f, field, &info)
	}
}

func (m *MediaLimit) checkInfo(f *draft.Findings, field string, info *probe.Info) {
	if info.Type != "" && !draft.Accepts(m.Types, info.Type) {
		f.Invalid(field, "is %s by what it holds, which Instagram does not take here", info.Type)
		return
	}
	if w, _, ok := info.Size(); ok && m.MaxWidth > 0 && w > m.MaxWidth {
		f.Invalid(field, "is %d pixels wide, %d are the most", w, m.MaxWidth)
	}
	const slack = 0.01 // pixels are whole
	if r, ok := info.Ratio(); ok && (r < m.MinRatio-slack || m.MaxRatio > 0 && r > m.MaxRatio+slack) {
		f.Invalid(field, "is %.2f times as wide as high, from %.2f to %.2f fit", r, m.MinRatio, m.MaxRatio)
	}
	if d, ok := info.Duration(); ok {
		switch {
		case d < m.MinDuration-50*time.Millisecond:
			f.Invalid(field, "runs %v, %v is the shortest", d.Round(100*time.Millisecond), m.MinDuration)
		case m.MaxDuration > 0 && d > m.MaxDuration+time.Second: // films end between two seconds
			f.Invalid(field, "runs %v, %v is the longest", d.Round(time.Second), m.MaxDuration)
		}
	}
	if r, ok := info.FrameRate(); ok && (r < m.MinRate-0.5 || m.MaxRate > 0 && r > m.MaxRate+0.5) {
		f.Invalid(field, "has %.0f pictures per second, from %.0f to %.0f fit", r, m.MinRate, m.MaxRate)
	}
	if first, ok := info.MoovFirst(); ok && !first {
		f.Invalid(field, "has its index at the end: Instagram wants it first (\"fast start\")")
	}
}
