package youtube

import "github.com/relais-go/relais/social"

// What this package implements of the portable contract: listening.
var (
	_ social.Listener = (*Client)(nil)
	_ social.Cursorer = (*Client)(nil)

	_ social.Named    = (*Listener)(nil)
	_ social.Listener = (*Listener)(nil)
	_ social.Cursorer = (*Listener)(nil)

	_ social.Named    = (*ChatListener)(nil)
	_ social.Listener = (*ChatListener)(nil)
	_ social.Cursorer = (*ChatListener)(nil)
)
