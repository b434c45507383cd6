package youtube

import "github.com/relais-go/relais/social"

// What this package implements of the portable contract.
var (
	_ social.Named     = (*Client)(nil)
	_ social.Publisher = (*Client)(nil)
	_ social.Resumer   = (*Client)(nil)
	_ social.Checker   = (*Client)(nil)
	_ social.Editor    = (*Client)(nil)
	_ social.Deleter   = (*Client)(nil)
	_ social.Scheduler = (*Client)(nil)
	_ social.Replier   = (*Client)(nil)
	_ social.Extra     = (*Extra)(nil)
)
