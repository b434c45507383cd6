package linkedin

import (
	"slices"
	"strings"

	"golang.org/x/oauth2"
)

// Scopes that a login can ask for. Each comes with a product of the application.
// See https://learn.microsoft.com/en-us/linkedin/marketing/increasing-access.
const (
	ScopeOpenID     = "openid"          // Sign In with LinkedIn: [Client.UserInfo]
	ScopeProfile    = "profile"         // name and picture there
	ScopeEmail      = "email"           // address there
	ScopeMemberPost = "w_member_social" // Share on LinkedIn and Community Management: posts of the member
)

// Scopes that come with Community Management only.
const (
	ScopeBasicProfile    = "r_basicprofile"             // [Client.Me]
	ScopeMemberFeed      = "w_member_social_feed"       // comments and reactions of the member
	ScopePost            = "w_organization_social"      // posts of a Page
	ScopeRead            = "r_organization_social"      // reading them
	ScopeFeed            = "w_organization_social_feed" // comments and reactions of a Page
	ScopeReadFeed        = "r_organization_social_feed" // reading those on its posts
	ScopeAdmin           = "rw_organization_admin"      // the Page itself, roles, statistics, notifications
	ScopeReadAdmin       = "r_organization_admin"       // the Page itself and roles
	ScopeFollowers       = "r_organization_followers"
	ScopeConnections     = "r_1st_connections_size"
	ScopePostAnalytics   = "r_member_postAnalytics"    // numbers of the member's posts
	ScopeMemberAnalytics = "r_member_profileAnalytics" // followers of the member
)

// Scopes that LinkedIn grants to nobody new: reading the member's own posts, and what is said below them.
const (
	ScopeMemberRead     = "r_member_social"
	ScopeMemberReadFeed = "r_member_social_feed"
)

// A Task is something that a program does on LinkedIn; [ScopesFor] says what it needs.
type Task string

// Tasks, each with the interfaces of package social that it serves. Members also need a role on the Page.
const (
	// TaskShare is what a self-serve application can do: Publisher, Editor and Deleter for the member's own posts,
	// which it cannot read. Comments, reactions and numbers are refused to it.
	TaskShare Task = "share"

	TaskPublish Task = "publish" // of a Page: Publisher, Resumer, Editor, Deleter
	TaskRead    Task = "read"    // of a Page: Timeline
	TaskListen  Task = "listen"  // of a Page: Listener, Cursorer
	TaskReply   Task = "reply"   // as a Page: Replier, Reactor, Moderator
	TaskMeasure Task = "measure" // of a Page: Analyst
	TaskProfile Task = "profile" // of a Page: Profiler

	TaskMember        Task = "member"         // as a member: Publisher, Editor, Deleter, Replier, Reactor, Profiler
	TaskMemberMeasure Task = "member measure" // of a member: Analyst
)

func tasks() []Task {
	return []Task{TaskShare, TaskPublish, TaskRead, TaskListen, TaskReply, TaskMeasure, TaskProfile, TaskMember, TaskMemberMeasure}
}

// ManagerScopes are the scopes that a community manager's program needs for Pages. The application needs Community
// Management, and so can hold no other product: [SelfServeScopes] are for another application.
func ManagerScopes() []string {
	return ScopesFor(TaskPublish, TaskRead, TaskListen, TaskReply, TaskMeasure, TaskProfile)
}

// SelfServeScopes are all scopes that every application can have: those of Share on LinkedIn and of Sign In with
// LinkedIn.
func SelfServeScopes() []string {
	return []string{ScopeEmail, ScopeOpenID, ScopeProfile, ScopeMemberPost}
}

// ScopesFor are the scopes that the tasks need, and no more, in alphabetical order. [TaskShare] and all others belong
// to two applications.
func ScopesFor(tasks ...Task) []string {
	var scopes []string
	for _, t := range tasks {
		scopes = append(scopes, t.scopes()...)
	}
	slices.Sort(scopes)
	return slices.Compact(scopes)
}

func (t Task) scopes() []string {
	switch t {
	case TaskShare:
		return []string{ScopeOpenID, ScopeProfile, ScopeMemberPost}
	case TaskPublish:
		return []string{ScopePost, ScopeRead, ScopeFeed, ScopeAdmin} // looking for lost answers, first comments, the account guard
	case TaskRead:
		return []string{ScopeRead, ScopeReadFeed}
	case TaskListen:
		return []string{ScopeAdmin, ScopeRead, ScopeReadFeed}
	case TaskReply:
		return []string{ScopeFeed, ScopeReadFeed}
	case TaskMeasure:
		return []string{ScopeAdmin, ScopeRead, ScopeReadFeed}
	case TaskProfile:
		return []string{ScopeAdmin}
	case TaskMember:
		return []string{ScopeBasicProfile, ScopeMemberPost, ScopeMemberFeed}
	case TaskMemberMeasure:
		return []string{ScopeBasicProfile, ScopePostAnalytics, ScopeMemberAnalytics}
	default:
		return nil
	}
}

// TasksOf are the tasks for which some scopes are enough, such as those of [TokenInfo]: what is not among them,
// LinkedIn will refuse with [social.ErrPermission]. Roles on Pages are another matter: see [Client.Roles].
func TasksOf(scopes ...string) []Task {
	return slices.DeleteFunc(tasks(), func(t Task) bool { return len(MissingScopes(scopes, t)) > 0 })
}

// MissingScopes are those that some tasks need and that are not there.
func MissingScopes(have []string, tasks ...Task) []string {
	return slices.DeleteFunc(ScopesFor(tasks...), func(s string) bool { return slices.Contains(have, s) })
}

// Scopes are what the member of a token agreed to, as far as the token says: it does so when it comes from a login or
// a renewal, and no more once it was stored. [Auth.Inspect] asks LinkedIn.
func Scopes(t *oauth2.Token) []string {
	if t == nil {
		return nil
	}
	text, _ := t.Extra("scope").(string)
	return splitScopes(text)
}

// splitScopes reads a list with commas, as LinkedIn writes it, or with spaces, as OAuth 2.0 does.
func splitScopes(text string) []string {
	return strings.FieldsFunc(text, func(r rune) bool { return r == ',' || r == ' ' })
}
