package mastodon

import "slices"

// Scopes that a token can have. A parent such as [ScopeRead] holds all of "read:…".
// See https://docs.joinmastodon.org/api/oauth-scopes/.
const (
	ScopeProfile = "profile" // only who the account is; Mastodon 4.3
	ScopeRead    = "read"
	ScopeWrite   = "write"
	ScopePush    = "push"   // web push subscriptions
	ScopeFollow  = "follow" // deprecated: follows, blocks and mutes

	ScopeReadAccounts      = "read:accounts"
	ScopeReadBlocks        = "read:blocks"
	ScopeReadBookmarks     = "read:bookmarks"
	ScopeReadCollections   = "read:collections"
	ScopeReadFavourites    = "read:favourites"
	ScopeReadFilters       = "read:filters"
	ScopeReadFollows       = "read:follows"
	ScopeReadLists         = "read:lists"
	ScopeReadMutes         = "read:mutes"
	ScopeReadNotifications = "read:notifications"
	ScopeReadSearch        = "read:search"
	ScopeReadStatuses      = "read:statuses"

	ScopeWriteAccounts      = "write:accounts"
	ScopeWriteBlocks        = "write:blocks"
	ScopeWriteBookmarks     = "write:bookmarks"
	ScopeWriteCollections   = "write:collections"
	ScopeWriteConversations = "write:conversations"
	ScopeWriteFavourites    = "write:favourites"
	ScopeWriteFilters       = "write:filters"
	ScopeWriteFollows       = "write:follows"
	ScopeWriteLists         = "write:lists"
	ScopeWriteMedia         = "write:media"
	ScopeWriteMutes         = "write:mutes"
	ScopeWriteNotifications = "write:notifications"
	ScopeWriteReports       = "write:reports"
	ScopeWriteStatuses      = "write:statuses"

	ScopeAdminRead                      = "admin:read"
	ScopeAdminReadAccounts              = "admin:read:accounts"
	ScopeAdminReadReports               = "admin:read:reports"
	ScopeAdminReadDomainAllows          = "admin:read:domain_allows"
	ScopeAdminReadDomainBlocks          = "admin:read:domain_blocks"
	ScopeAdminReadIPBlocks              = "admin:read:ip_blocks"
	ScopeAdminReadEmailDomainBlocks     = "admin:read:email_domain_blocks"
	ScopeAdminReadCanonicalEmailBlocks  = "admin:read:canonical_email_blocks"
	ScopeAdminWrite                     = "admin:write"
	ScopeAdminWriteAccounts             = "admin:write:accounts"
	ScopeAdminWriteReports              = "admin:write:reports"
	ScopeAdminWriteDomainAllows         = "admin:write:domain_allows"
	ScopeAdminWriteDomainBlocks         = "admin:write:domain_blocks"
	ScopeAdminWriteIPBlocks             = "admin:write:ip_blocks"
	ScopeAdminWriteEmailDomainBlocks    = "admin:write:email_domain_blocks"
	ScopeAdminWriteCanonicalEmailBlocks = "admin:write:canonical_email_blocks"
)

// A Task is something that a program does with an account; [ScopesFor] says what it needs.
type Task string

// Tasks, each with the interfaces of package social that it serves.
const (
	TaskPublish  Task = "publish"  // Publisher, Resumer, Editor, Deleter, Scheduler, Replier
	TaskRead     Task = "read"     // Timeline, Analyst
	TaskListen   Task = "listen"   // Listener, with the filtering of notifications
	TaskMessage  Task = "message"  // Messenger
	TaskReact    Task = "react"    // Reactor
	TaskFollow   Task = "follow"   // Follower
	TaskModerate Task = "moderate" // Moderator
	TaskSearch   Task = "search"   // Searcher
	TaskProfile  Task = "profile"  // Profiler
	TaskFilter   Task = "filter"   // filters
	TaskList     Task = "list"     // lists
	TaskPush     Task = "push"     // web push
)

// ManagerScopes are the scopes that a community manager's program needs: those of every task that an
// interface of package social stands for.
func ManagerScopes() []string {
	return ScopesFor(TaskPublish, TaskRead, TaskListen, TaskMessage, TaskReact, TaskFollow, TaskModerate, TaskSearch, TaskProfile)
}

// ScopesFor are the scopes that the tasks need, and no more, in alphabetical order. The account guard needs
// those of any task.
func ScopesFor(tasks ...Task) []string {
	var scopes []string
	if len(tasks) > 0 {
		scopes = append(scopes, ScopeReadAccounts)
	}
	for _, t := range tasks {
		scopes = append(scopes, t.scopes()...)
	}
	slices.Sort(scopes)
	return slices.Compact(scopes)
}

func (t Task) scopes() []string {
	switch t {
	case TaskPublish:
		return []string{ScopeReadStatuses, ScopeWriteStatuses, ScopeWriteMedia}
	case TaskRead:
		return []string{ScopeReadStatuses}
	case TaskListen:
		return []string{ScopeReadNotifications, ScopeReadStatuses, ScopeWriteNotifications}
	case TaskMessage:
		return []string{ScopeReadStatuses, ScopeWriteStatuses, ScopeWriteMedia, ScopeWriteConversations}
	case TaskReact:
		return []string{ScopeWriteFavourites, ScopeWriteStatuses, ScopeWriteBookmarks}
	case TaskFollow:
		return []string{ScopeReadFollows, ScopeWriteFollows}
	case TaskModerate:
		return []string{
			ScopeReadStatuses, ScopeReadFollows, ScopeWriteStatuses, ScopeWriteFollows,
			ScopeWriteBlocks, ScopeWriteMutes, ScopeWriteReports,
		}
	case TaskSearch:
		return []string{ScopeReadSearch, ScopeReadStatuses}
	case TaskProfile:
		return []string{ScopeWriteAccounts}
	case TaskFilter:
		return []string{ScopeReadFilters, ScopeWriteFilters}
	case TaskList:
		return []string{ScopeReadLists, ScopeWriteLists}
	case TaskPush:
		return []string{ScopePush}
	default:
		return nil
	}
}
