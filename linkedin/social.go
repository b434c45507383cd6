package linkedin

import "github.com/relais-go/relais/social"

// What the network offers; the remarks stand in the README's table.
var (
	_ social.Named     = (*Client)(nil)
	_ social.Publisher = (*Client)(nil) // images, video, document, poll, link card, reshare; comments
	_ social.Resumer   = (*Client)(nil)
	_ social.Checker   = (*Client)(nil) // looks into files
	_ social.Editor    = (*Client)(nil) // text, call to action
	_ social.Deleter   = (*Client)(nil) // posts, comments
	_ social.Timeline  = (*Client)(nil)
	_ social.Analyst   = (*Client)(nil) // posts, days, followers, visits; members' posts
	_ social.Profiler  = (*Client)(nil) // read only
	_ social.Replier   = (*Client)(nil) // one level of answers
	_ social.Reactor   = (*Client)(nil) // like, celebrate, love, insightful, support, funny
	_ social.Moderator = (*Client)(nil) // delete, close comments
	_ social.Listener  = (*Client)(nil) // of Pages: webhook and polling joined
	_ social.Cursorer  = (*Client)(nil)
	_ social.Extra     = (*Extra)(nil)

	_ social.Named    = (*Listener)(nil)
	_ social.Listener = (*Listener)(nil)
	_ social.Cursorer = (*Listener)(nil)
)
