package facebook

import "github.com/relais-go/relais/social"

// What the network offers; the remarks stand in the README's table.
var (
	_ social.Named     = (*Client)(nil)
	_ social.Publisher = (*Client)(nil) // reels and stories too
	_ social.Resumer   = (*Client)(nil)
	_ social.Checker   = (*Client)(nil) // looks into files
	_ social.Editor    = (*Client)(nil) // text of posts that the same program made, of comments and videos
	_ social.Deleter   = (*Client)(nil) // delete
	_ social.Scheduler = (*Client)(nil)
	_ social.Replier   = (*Client)(nil)
	_ social.Messenger = (*Client)(nil) // within 24 hours of a message; private answers to comments
	_ social.Listener  = (*Client)(nil) // webhook and polling joined
	_ social.Cursorer  = (*Client)(nil)
	_ social.Reactor   = (*Client)(nil) // like
	_ social.Moderator = (*Client)(nil) // hide, delete, ban
	_ social.Timeline  = (*Client)(nil)
	_ social.Analyst   = (*Client)(nil) // counters, insights by period and day
	_ social.Profiler  = (*Client)(nil)
	_ social.Extra     = (*Extra)(nil)
	_ social.Extra     = (*MessageExtra)(nil)

	_ social.Named    = (*Listener)(nil)
	_ social.Listener = (*Listener)(nil)
	_ social.Cursorer = (*Listener)(nil)
)
