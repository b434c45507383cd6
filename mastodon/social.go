package mastodon

import "github.com/relais-go/relais/social"

// What the network offers; the remarks stand in the README's table.
var (
	_ social.Named     = (*Client)(nil)
	_ social.Publisher = (*Client)(nil)
	_ social.Resumer   = (*Client)(nil)
	_ social.Checker   = (*Client)(nil) // live limits, exact count
	_ social.Editor    = (*Client)(nil) // edit; a poll keeps its votes
	_ social.Deleter   = (*Client)(nil) // delete
	_ social.Scheduler = (*Client)(nil)
	_ social.Replier   = (*Client)(nil)
	_ social.Messenger = (*Client)(nil) // as direct posts
	_ social.Listener  = (*Client)(nil) // SSE, WebSocket, polling
	_ social.Cursorer  = (*Client)(nil)
	_ social.Reactor   = (*Client)(nil)
	_ social.Follower  = (*Client)(nil)
	_ social.Moderator = (*Client)(nil) // mute, ban, remove, report, block servers
	_ social.Searcher  = (*Client)(nil)
	_ social.Timeline  = (*Client)(nil)
	_ social.Analyst   = (*Client)(nil) // counters, no periods
	_ social.Profiler  = (*Client)(nil)
	_ social.Extra     = (*Extra)(nil)
)
