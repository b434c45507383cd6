package instagram

import "slices"

// Permissions of Facebook Login. See https://developers.facebook.com/docs/permissions.
const (
	ScopeBasic             = "instagram_basic"
	ScopeContentPublish    = "instagram_content_publish"
	ScopeManageComments    = "instagram_manage_comments"
	ScopeManageInsights    = "instagram_manage_insights"
	ScopeManageMessages    = "instagram_manage_messages"
	ScopeManageEngagement  = "instagram_manage_engagement" // likes
	ScopeManageContents    = "instagram_manage_contents"   // deleting
	ScopePagesShowList     = "pages_show_list"
	ScopePagesEngagement   = "pages_read_engagement"
	ScopePagesMetadata     = "pages_manage_metadata"
	ScopeBusinessAdsManage = "ads_management" // where the role on the Page comes from a business
)

// Permissions of Instagram Login.
const (
	ScopeLoginBasic    = "instagram_business_basic"
	ScopeLoginPublish  = "instagram_business_content_publish"
	ScopeLoginComments = "instagram_business_manage_comments"
	ScopeLoginInsights = "instagram_business_manage_insights"
	ScopeLoginMessages = "instagram_business_manage_messages"
)

// A Task is something that a program does with an account; [ScopesFor] says what it needs.
type Task string

// Tasks, each with the interfaces of package social that it serves.
const (
	TaskPublish Task = "publish" // Publisher, Resumer, Checker
	TaskDelete  Task = "delete"  // Deleter; Facebook Login only
	TaskRead    Task = "read"    // Timeline, Profiler
	TaskComment Task = "comment" // Listener, Replier, Moderator
	TaskMessage Task = "message" // Messenger
	TaskReact   Task = "react"   // Reactor; Facebook Login only
	TaskMeasure Task = "measure" // Analyst
)

// ManagerScopes are the permissions that a community manager's program needs: those of every task.
func ManagerScopes(login LoginKind) []string {
	return ScopesFor(login, TaskPublish, TaskDelete, TaskRead, TaskComment, TaskMessage, TaskReact, TaskMeasure)
}

// ScopesFor are the permissions that the tasks need with a login, and no more, in alphabetical order. A task that the
// login does not offer needs none.
func ScopesFor(login LoginKind, tasks ...Task) []string {
	scopes := []string{ScopeBasic, ScopePagesShowList, ScopePagesEngagement}
	if login == InstagramLogin {
		scopes = []string{ScopeLoginBasic}
	}
	for _, t := range tasks {
		scopes = append(scopes, t.scopes(login)...)
	}
	slices.Sort(scopes)
	return slices.Compact(scopes)
}

func (t Task) scopes(login LoginKind) []string {
	own := login == InstagramLogin
	switch {
	case t == TaskPublish && own:
		return []string{ScopeLoginPublish, ScopeLoginComments}
	case t == TaskPublish:
		return []string{ScopeContentPublish, ScopeManageComments} // the latter for first comments
	case t == TaskComment && own:
		return []string{ScopeLoginComments}
	case t == TaskComment:
		return []string{ScopeManageComments, ScopePagesMetadata}
	case t == TaskMessage && own:
		return []string{ScopeLoginMessages}
	case t == TaskMessage:
		return []string{ScopeManageMessages, ScopePagesMetadata}
	case t == TaskMeasure && own:
		return []string{ScopeLoginInsights}
	case t == TaskMeasure:
		return []string{ScopeManageInsights}
	case own:
		return nil
	case t == TaskDelete:
		return []string{ScopeManageContents}
	case t == TaskReact:
		return []string{ScopeManageEngagement}
	default:
		return nil
	}
}
