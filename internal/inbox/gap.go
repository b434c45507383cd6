package inbox

import (
	"time"

	"github.com/relais-go/relais/social"
)

// GapError says that events were missed which the network does not let read any more.
//
// A source that cannot read back to since yields one as its last error, after all that can be read, with Until set to
// the oldest that it could read; the rest is filled in.
type GapError struct {
	Network string
	Source  string    // what could not be read whole
	From    time.Time // what is missing is not older than this …
	Until   time.Time // … and older than this
	Cursor  string    // to go on with behind the gap: what could be read was delivered
}

// Error names source and period.
func (g *GapError) Error() string {
	return "a gap in " + g.Source + " that the network does not let close: from " + g.From.UTC().Format(time.RFC3339) +
		" until " + g.Until.UTC().Format(time.RFC3339)
}

// CursorBehind is the cursor to go on with, for [social.CursorBehind].
func (g *GapError) CursorBehind() string { return g.Cursor }

// gapError is what ends a sequence.
func (c *Config) gapError(g *GapError) error {
	var err error = g
	if c.Gap != nil {
		err = c.Gap(g)
	}
	return &social.Error{Network: c.Network, Op: opListen, Kind: social.ErrNotFound, Err: err}
}
