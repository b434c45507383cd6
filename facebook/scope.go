package facebook

import "slices"

// Permissions that a login can ask for. See https://developers.facebook.com/docs/permissions.
const (
	ScopeShowList         = "pages_show_list"
	ScopeReadEngagement   = "pages_read_engagement"   // own posts, followers
	ScopeReadUserContent  = "pages_read_user_content" // what others wrote on the Page; deleting it
	ScopeManagePosts      = "pages_manage_posts"      // publish, edit, delete
	ScopeManageEngagement = "pages_manage_engagement" // comment, like, hide, block
	ScopeManageMetadata   = "pages_manage_metadata"   // webhooks, profile
	ScopeMessaging        = "pages_messaging"         // private messages and answers
	ScopeReadInsights     = "read_insights"           // measurements
	ScopePublishVideo     = "publish_video"           // named by some of Meta's guides
	ScopeBusiness         = "business_management"     // Pages of a business
)

// A Task is something that a program does with a Page; [ScopesFor] says what it needs.
type Task string

// Tasks, each with the interfaces of package social that it serves.
const (
	TaskPublish  Task = "publish"  // Publisher, Resumer, Checker, Editor, Deleter, Scheduler
	TaskRead     Task = "read"     // Timeline
	TaskListen   Task = "listen"   // Listener
	TaskReply    Task = "reply"    // Replier, Reactor
	TaskMessage  Task = "message"  // Messenger
	TaskModerate Task = "moderate" // Moderator
	TaskMeasure  Task = "measure"  // Analyst
	TaskProfile  Task = "profile"  // Profiler
)

// ManagerScopes are the permissions that a community manager's program needs: those of every task. People without a
// role on the program can only give them after Meta's review (Advanced Access).
func ManagerScopes() []string {
	return ScopesFor(TaskPublish, TaskRead, TaskListen, TaskReply, TaskMessage, TaskModerate, TaskMeasure, TaskProfile)
}

// ScopesFor are the permissions that the tasks need, and no more, in alphabetical order.
func ScopesFor(tasks ...Task) []string {
	scopes := []string{ScopeShowList, ScopeReadEngagement}
	for _, t := range tasks {
		scopes = append(scopes, t.scopes()...)
	}
	slices.Sort(scopes)
	return slices.Compact(scopes)
}

func (t Task) scopes() []string {
	switch t {
	case TaskPublish:
		return []string{ScopeManagePosts, ScopeManageEngagement} // the latter for first comments
	case TaskListen:
		return []string{ScopeReadUserContent, ScopeManageMetadata, ScopeMessaging}
	case TaskReply:
		return []string{ScopeManageEngagement, ScopeReadUserContent}
	case TaskMessage:
		return []string{ScopeMessaging, ScopeManageMetadata}
	case TaskModerate:
		return []string{ScopeManageEngagement, ScopeReadUserContent, ScopeManagePosts, ScopeMessaging}
	case TaskMeasure:
		return []string{ScopeReadInsights, ScopeReadUserContent} // the latter to count comments
	case TaskProfile:
		return []string{ScopeManageMetadata}
	case TaskRead:
		return []string{ScopeReadUserContent} // to count comments
	default:
		return nil
	}
}
