package youtube

import "github.com/relais-go/relais/social"

// What the network offers; the remarks stand in the README's table.
var (
	_ social.Named     = (*Client)(nil)
	_ social.Publisher = (*Client)(nil) // videos with thumbnail, captions, playlists; comments
	_ social.Resumer   = (*Client)(nil)
	_ social.Checker   = (*Client)(nil) // looks into files
	_ social.Editor    = (*Client)(nil) // all of a video but the film, own comments
	_ social.Deleter   = (*Client)(nil) // delete
	_ social.Scheduler = (*Client)(nil)
	_ social.Replier   = (*Client)(nil)
	_ social.Listener  = (*Client)(nil) // comments, subscribers, videos: polling and WebSub joined; live chats
	_ social.Cursorer  = (*Client)(nil)
	_ social.Reactor   = (*Client)(nil) // like, dislike
	_ social.Follower  = (*Client)(nil) // subscribe
	_ social.Moderator = (*Client)(nil) // hold, approve, reject, ban, report
	_ social.Searcher  = (*Client)(nil) // 100 pages a day
	_ social.Timeline  = (*Client)(nil)
	_ social.Analyst   = (*Client)(nil) // counters, insights by period and day
	_ social.Profiler  = (*Client)(nil) // description, banner
	_ social.Extra     = (*Extra)(nil)

	_ social.Named    = (*Listener)(nil)
	_ social.Listener = (*Listener)(nil)
	_ social.Cursorer = (*Listener)(nil)

	_ social.Named    = (*ChatListener)(nil)
	_ social.Listener = (*ChatListener)(nil)
	_ social.Cursorer = (*ChatListener)(nil)
)
