package instagram

import "github.com/relais-go/relais/social"

// What this package implements of the portable contract: listening and private messages.
var (
	_ social.Listener  = (*Client)(nil)
	_ social.Cursorer  = (*Client)(nil)
	_ social.Messenger = (*Client)(nil)
	_ social.Extra     = (*MessageExtra)(nil)

	_ social.Named    = (*Listener)(nil)
	_ social.Listener = (*Listener)(nil)
	_ social.Cursorer = (*Listener)(nil)
)
