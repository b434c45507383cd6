package linkedin

import (
	"context"
	"strconv"

	"github.com/relais-go/relais/internal/draft"
	"github.com/relais-go/relais/internal/probe"
	"github.com/relais-go/relais/social"
)

// checkFile checks what is said of a file.
func checkFile(f *draft.Findings, field string, m *social.Media, l *FileLimit) {
	if !l.Accepts(m.Type()) {
		f.Invalid(field+".ContentType", "is %s, which LinkedIn does not take", m.Type())
	}
	f.Size(field, m, l.MaxBytes)
	if m.Size > 0 && m.Size < l.MinBytes {
		f.Invalid(field+".Size", "is %d bytes, %d are the fewest", m.Size, l.MinBytes)
	}
	if m.Focus != nil {
		f.Lacks(field+".Focus", "LinkedIn crops by itself")
	}
}

// checkPlain: only a video has files of its own.
func checkPlain(f *draft.Findings, field string, m *social.Media) {
	if m.Thumbnail != nil {
		f.Lacks(field+".Thumbnail", "only videos have one")
	}
	if len(m.Captions) > 0 {
		f.Lacks(field+".Captions", "only videos have them")
	}
}

func (l *Limits) checkImage(f *draft.Findings, field string, m *social.Media) {
	checkFile(f, field, m, &l.Image)
	checkPlain(f, field, m)
}

func (l *Limits) checkVideo(f *draft.Findings, field string, m *social.Media) {
	checkFile(f, field, m, &l.Video)
	if t := m.Thumbnail; t != nil {
		f.Add(t.Validate(network, field+".Thumbnail"))
		l.checkImage(f, field+".Thumbnail", t)
	}
	if len(m.Captions) > 1 {
		f.Lacks(field+".Captions[1]", "a video has captions in one language")
	}
	for i, s := range m.Captions {
		own := field + ".Captions[" + strconv.Itoa(i) + "]"
		f.Add(s.Validate(network, own))
		if s != nil {
			checkFile(f, own, s, &l.Captions)
		}
	}
}

// look opens the files of a draft and finds what LinkedIn would refuse. What it does not understand is left to LinkedIn.
func (l *Limits) look(ctx context.Context, f *draft.Findings, d *social.Draft) {
	f.Probe(ctx, d.Media, func(field string, m *social.Media, info *probe.Info) {
		kind := mediaKind(m)
		switch {
		case info.IsImage() && kind != KindImage, info.IsVideo() && kind != KindVideo:
			f.Invalid(field+".ContentType", "is %s, but the file is %s", m.Type(), info.Type)
			return
		case kind == KindVideo:
			f.Film(field, info, draft.Film{MinDuration: l.MinDuration, MaxDuration: l.MaxDuration})
			l.lookAtShape(f, field, info)
		}
		if w, h, ok := info.Size(); ok && kind == KindImage && l.MaxPixels > 0 && w*h > l.MaxPixels {
			f.Invalid(field, "has %d × %d pixels, %d are the most", w, h, l.MaxPixels)
		}
	})
}

// lookAtShape finds a film that is too wide or too high.
func (l *Limits) lookAtShape(f *draft.Findings, field string, info *probe.Info) {
	const slack = 1.01 // sizes are whole numbers
	ratio, ok := info.Ratio()
	if most := l.MaxRatio * slack; ok && l.MaxRatio > 0 && (ratio > most || ratio*most < 1) {
		f.Invalid(field, "is %.2f times as wide as high, from 1:%g to %g:1 fits", ratio, l.MaxRatio, l.MaxRatio)
	}
}
