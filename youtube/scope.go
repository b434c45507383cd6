package youtube

import "slices"

// Scopes that a token can have. See https://developers.google.com/youtube/v3/guides/authentication.
const (
	ScopeManage           = "https://www.googleapis.com/auth/youtube"
	ScopeForceSSL         = "https://www.googleapis.com/auth/youtube.force-ssl" // all of ScopeManage, comments and captions
	ScopeReadOnly         = "https://www.googleapis.com/auth/youtube.readonly"
	ScopeUpload           = "https://www.googleapis.com/auth/youtube.upload" // videos and thumbnails; neither changing nor reading
	ScopePartner          = "https://www.googleapis.com/auth/youtubepartner"
	ScopePartnerAudit     = "https://www.googleapis.com/auth/youtubepartner-channel-audit"
	ScopeMembers          = "https://www.googleapis.com/auth/youtube.channel-memberships.creator"
	ScopeAnalytics        = "https://www.googleapis.com/auth/yt-analytics.readonly"
	ScopeAnalyticsRevenue = "https://www.googleapis.com/auth/yt-analytics-monetary.readonly"
)

// A Task is something that a program does with a channel; [ScopesFor] says what it needs.
type Task string

// Tasks, each with the interfaces of package social that it serves.
const (
	TaskUpload   Task = "upload"   // Publisher and Resumer, without comments, captions, playlists and looks at the processing
	TaskPublish  Task = "publish"  // Publisher, Resumer, Checker, Editor, Deleter, Scheduler, Replier, Profiler
	TaskRead     Task = "read"     // Timeline, Searcher
	TaskListen   Task = "listen"   // Listener
	TaskModerate Task = "moderate" // Moderator
	TaskReact    Task = "react"    // Reactor, Follower
	TaskAnalyze  Task = "analyze"  // Analyst
	TaskMembers  Task = "members"  // Client.Members; for channels that offer memberships
)

// ManagerScopes are the scopes that a community manager's program needs: those of every task but TaskMembers, which most
// channels have no use for.
func ManagerScopes() []string {
	return ScopesFor(TaskPublish, TaskListen, TaskModerate, TaskReact, TaskAnalyze)
}

// ScopesFor are the scopes that the tasks need, and no more, in alphabetical order.
func ScopesFor(tasks ...Task) []string {
	var scopes []string
	for _, t := range tasks {
		scopes = append(scopes, t.scopes()...)
	}
	slices.Sort(scopes)
	scopes = slices.Compact(scopes)
	if slices.Contains(scopes, ScopeForceSSL) { // which allows all of these
		scopes = slices.DeleteFunc(scopes, func(s string) bool { return s == ScopeReadOnly || s == ScopeUpload })
	}
	return scopes
}

func (t Task) scopes() []string {
	switch t {
	case TaskUpload:
		return []string{ScopeUpload}
	case TaskPublish, TaskListen, TaskModerate, TaskReact:
		return []string{ScopeForceSSL}
	case TaskRead:
		return []string{ScopeReadOnly}
	case TaskAnalyze:
		return []string{ScopeAnalytics, ScopeReadOnly}
	case TaskMembers:
		return []string{ScopeMembers}
	default:
		return nil
	}
}
