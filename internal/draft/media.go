package draft

import (
	"context"
	"time"

	"github.com/relais-go/relais/internal/probe"
	"github.com/relais-go/relais/social"
)

// Size checks what a draft says of the size of a file, against a limit in bytes of which 0 means none.
func (f *Findings) Size(field string, m *social.Media, most int64) {
	switch {
	case most > 0 && m.Size > most:
		f.Invalid(field+".Size", "is %d bytes, %d are the most", m.Size, most)
	case m.Size == 0 && m.Open != nil:
		f.Invalid(field+".Size", "is 0: the file is empty; -1 means that the size is not known")
	}
}

// Probe looks into the files and has check say what is wrong with each. What cannot be found out passes: the network
// has the last word.
func (f *Findings) Probe(ctx context.Context, media []*social.Media, check func(field string, m *social.Media, info *probe.Info)) {
	for i, m := range media {
		if m == nil || m.Open == nil {
			continue
		}
		field := MediaField(i)
		info, err := probe.File(ctx, m)
		if err != nil {
			f.Invalid(field, "cannot be read: %v", err)
			continue
		}
		check(field, m, &info)
	}
}

// Film is how long a film may run, and with how many frames per second. 0 means no limit.
type Film struct {
	MinDuration, MaxDuration time.Duration
	MinRate, MaxRate         float64
}

// Film checks a film, if the file is known to be one, against limits. It may be a little beyond: films end between two
// seconds, and 60 pictures per second are 59.94.
func (f *Findings) Film(field string, info *probe.Info, l Film) {
	if d, ok := info.Duration(); ok {
		switch {
		case d < l.MinDuration-50*time.Millisecond:
			f.Invalid(field, "runs %v, %v is the shortest", d.Round(100*time.Millisecond), l.MinDuration)
		case l.MaxDuration > 0 && d > l.MaxDuration+time.Second:
			f.Invalid(field, "runs %v, %v is the longest", d.Round(time.Second), l.MaxDuration)
		}
	}
	const slack = 0.5
	if r, ok := info.FrameRate(); ok && (r < l.MinRate-slack || l.MaxRate > 0 && r > l.MaxRate+slack) {
		f.Invalid(field, "has %.0f pictures per second, from %.0f to %.0f fit", r, l.MinRate, l.MaxRate)
	}
}
