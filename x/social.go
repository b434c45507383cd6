package x

import "github.com/relais-go/relais/social"

// What the network offers; the remarks stand in the README's table.
var (
	_ social.Named     = (*Client)(nil)
	_ social.Publisher = (*Client)(nil)
	_ social.Resumer   = (*Client)(nil)
	_ social.Checker   = (*Client)(nil) // weighted count of twitter-text 3
	_ social.Editor    = (*Client)(nil) // text, within the hour, with a subscription
	_ social.Deleter   = (*Client)(nil) // delete
	_ social.Replier   = (*Client)(nil) // self-serve plans only where mentioned
	_ social.Messenger = (*Client)(nil)
	_ social.Listener  = (*Client)(nil) // streams, webhooks, polling
	_ social.Cursorer  = (*Client)(nil)
	_ social.Reactor   = (*Client)(nil) // share, bookmark; like on Enterprise
	_ social.Follower  = (*Client)(nil) // follow on Enterprise
	_ social.Moderator = (*Client)(nil) // hide replies, mute; ban on Enterprise
	_ social.Searcher  = (*Client)(nil) // seven days; the full archive with the program's token
	_ social.Timeline  = (*Client)(nil)
	_ social.Analyst   = (*Client)(nil) // counters, own posts' clicks and visits, analytics
	_ social.Profiler  = (*Client)(nil) // read only
	_ social.Extra     = (*Extra)(nil)

	_ social.Named    = (*Listener)(nil)
	_ social.Listener = (*Listener)(nil)
	_ social.Cursorer = (*Listener)(nil)
)
