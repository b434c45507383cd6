package inbox

import (
	"context"
	"errors"
	"log/slog"

	"github.com/relais-go/relais/social"
)

// maxMissed is how often something that was listed may not be there before it is believed.
const maxMissed = 3

// Missing judges what is listed and cannot be found: it was deleted meanwhile, or does not show on all of the network's
// servers yet. The zero value is ready for use by one goroutine, once Network is set.
type Missing struct {
	Network string
	Log     *slog.Logger // nil means silence

	times map[string]int
}

// Judge says what the error of a read below something that was listed means for the source: the error itself unless it is
// [social.ErrNotFound]; [social.ErrUnavailable] at first, so that the list is read once more, to see; and nil when the
// thing was missing again and again: pass over it.
func (m *Missing) Judge(ctx context.Context, id string, err error) error {
	switch {
	case !errors.Is(err, social.ErrNotFound):
		return err
	case m.times[id] < maxMissed:
		if m.times == nil {
			m.times = map[string]int{}
		}
		m.times[id]++
		return &social.Error{
			Network: m.Network, Op: opListen, Kind: social.ErrUnavailable, Message: "what was listed is not there", Err: opaque{err},
		}
	}
	if m.Log != nil {
		m.Log.WarnContext(ctx, "listening: what is listed cannot be read",
			slog.String("network", m.Network), slog.String("id", id), slog.Any("error", err))
	}
	return nil
}

// opaque is a cause that is only to be read.
type opaque struct{ err error }

func (o opaque) Error() string { return o.err.Error() }
