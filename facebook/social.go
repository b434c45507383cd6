package facebook

import "github.com/relais-go/relais/social"

// What this package implements of the portable contract; listening, messages, reactions and moderation have theirs
// beside them.
var (
	_ social.Named     = (*Client)(nil)
	_ social.Publisher = (*Client)(nil)
	_ social.Resumer   = (*Client)(nil)
	_ social.Checker   = (*Client)(nil)
	_ social.Editor    = (*Client)(nil)
	_ social.Deleter   = (*Client)(nil)
	_ social.Scheduler = (*Client)(nil)
	_ social.Replier   = (*Client)(nil)
	_ social.Timeline  = (*Client)(nil)
	_ social.Analyst   = (*Client)(nil)
	_ social.Profiler  = (*Client)(nil)
	_ social.Extra     = (*Extra)(nil)
)
