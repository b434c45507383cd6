package youtube

import (
	"context"
	"time"

	"github.com/relais-go/relais/internal/draft"
	"github.com/relais-go/relais/internal/probe"
	"github.com/relais-go/relais/social"
)

// shortFilm is how long a Short may be.
// See https://support.google.com/youtube/answer/10059070.
const shortFilm = 3 * time.Minute

// look opens the files of a draft and finds what YouTube would refuse, or take for something else than was meant. What
// it does not understand is left to YouTube.
func (l *Limits) look(ctx context.Context, f *draft.Findings, d *social.Draft) {
	for i, m := range d.Media {
		if m == nil || m.Open == nil {
			continue
		}
		field := draft.MediaField(i)
		info, err := probe.File(ctx, m)
		if err != nil {
			f.Add(unopened(field, err))
			continue
		}
		if info.IsImage() {
			f.Invalid(field+".ContentType", "is a picture (%s), not a film", info.Type)
		}
		if t, ok := info.Duration(); ok {
			if t > l.MaxDuration {
				f.Invalid(field, "runs for %v, the channel may upload %v", t.Round(time.Second), l.MaxDuration)
			}
			if d.Format == social.FormatReel && t > shortFilm {
				f.Invalid("Format", "is a Short, but the film runs for %v and %v is the most", t.Round(time.Second), shortFilm)
			}
		}
		if r, ok := info.Ratio(); ok && d.Format == social.FormatReel && r > 1 {
			f.Invalid("Format", "is a Short, but the film is wider than it is high")
		}
		lookAtPicture(ctx, f, field+".Thumbnail", m.Thumbnail)
	}
}

func lookAtPicture(ctx context.Context, f *draft.Findings, field string, m *social.Media) {
	if m == nil || m.Open == nil {
		return
	}
	info, err := probe.File(ctx, m)
	switch {
	case err != nil:
		f.Add(unopened(field, err))
	case info.Type != "" && info.Type != "image/jpeg" && info.Type != "image/png":
		f.Invalid(field+".ContentType", "is %s, YouTube takes JPEG and PNG", info.Type)
	}
}

// unopened is the error of a file that cannot be read.
func unopened(field string, err error) error {
	e := social.Invalid(network, field, "cannot be read")
	e.Err = err
	return e
}
