package x

import "slices"

// Scopes that a token of OAuth 2.0 can have.
// See https://docs.x.com/fundamentals/authentication/oauth-2-0/authorization-code.
const (
	ScopePostRead       = "tweet.read"
	ScopePostWrite      = "tweet.write"
	ScopePostModerate   = "tweet.moderate.write" // hide replies
	ScopeUsersRead      = "users.read"
	ScopeUsersEmail     = "users.email"
	ScopeFollowsRead    = "follows.read"
	ScopeFollowsWrite   = "follows.write"
	ScopeOffline        = "offline.access" // gives a refresh token
	ScopeSpaceRead      = "space.read"
	ScopeMuteRead       = "mute.read"
	ScopeMuteWrite      = "mute.write"
	ScopeLikeRead       = "like.read"
	ScopeLikeWrite      = "like.write"
	ScopeListRead       = "list.read"
	ScopeListWrite      = "list.write"
	ScopeBlockRead      = "block.read"
	ScopeBlockWrite     = "block.write"
	ScopeBookmarkRead   = "bookmark.read"
	ScopeBookmarkWrite  = "bookmark.write"
	ScopeDMRead         = "dm.read"
	ScopeDMWrite        = "dm.write"
	ScopeMediaWrite     = "media.write"
	ScopeTimelineRead   = "timeline.read"
	ScopeBroadcastRead  = "broadcast.read"
	ScopeBroadcastWrite = "broadcast.write"
)

// A Task is something that a program does with an account; [ScopesFor] says what it needs.
type Task string

// Tasks, each with the interfaces of package social that it serves.
const (
	TaskPublish  Task = "publish"  // Publisher, Resumer, Checker, Editor, Deleter, Replier
	TaskRead     Task = "read"     // Timeline, Analyst, Profiler
	TaskListen   Task = "listen"   // Listener
	TaskMessage  Task = "message"  // Messenger
	TaskReact    Task = "react"    // Reactor
	TaskFollow   Task = "follow"   // Follower
	TaskModerate Task = "moderate" // Moderator
	TaskSearch   Task = "search"   // Searcher
	TaskList     Task = "list"     // lists
)

// ManagerScopes are the scopes that a community manager's program needs: those of every task that an interface of
// package social stands for, and [ScopeOffline].
func ManagerScopes() []string {
	return ScopesFor(TaskPublish, TaskRead, TaskListen, TaskMessage, TaskReact, TaskFollow, TaskModerate, TaskSearch)
}

// ScopesFor are the scopes that the tasks need, and no more, in alphabetical order, with [ScopeOffline], without which
// a login ends after two hours.
func ScopesFor(tasks ...Task) []string {
	scopes := []string{ScopeOffline, ScopePostRead, ScopeUsersRead}
	for _, t := range tasks {
		scopes = append(scopes, t.scopes()...)
	}
	slices.Sort(scopes)
	return slices.Compact(scopes)
}

func (t Task) scopes() []string {
	switch t {
	case TaskPublish:
		return []string{ScopePostWrite, ScopeMediaWrite}
	case TaskListen:
		return []string{ScopeDMRead, ScopeFollowsRead, ScopeLikeRead, ScopeTimelineRead}
	case TaskMessage:
		return []string{ScopeDMRead, ScopeDMWrite, ScopeMediaWrite}
	case TaskReact:
		return []string{ScopeLikeRead, ScopeLikeWrite, ScopePostWrite, ScopeBookmarkRead, ScopeBookmarkWrite}
	case TaskFollow:
		return []string{ScopeFollowsRead, ScopeFollowsWrite}
	case TaskModerate:
		return []string{
			ScopePostModerate, ScopePostWrite, ScopeMuteRead, ScopeMuteWrite, ScopeBlockRead, ScopeBlockWrite,
			ScopeDMRead, ScopeDMWrite,
		}
	case TaskList:
		return []string{ScopeListRead, ScopeListWrite}
	case TaskRead, TaskSearch:
		return nil
	default:
		return nil
	}
}
