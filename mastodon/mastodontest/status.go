package mastodontest

import (
	"slices"
)

const (
	visibilityPublic   = "public"
	visibilityUnlisted = "unlisted"
	visibilityPrivate  = "private"
	visibilityDirect   = "direct"
)

// canSee reports whether the viewer, nil for the public, may read a post.
func (s *Server) canSee(viewer *account, st *status) bool {
	if st.deleted || st.author.suspended && viewer != st.author {
		return false
	}
	if st.reblogOf != nil && !s.canSee(viewer, st.reblogOf) {
		return false
	}
	if viewer == st.author {
		return true
	}
	if viewer != nil && st.author.hasBlocked(viewer) {
		return false
	}
	switch st.visibility {
	case visibilityPublic, visibilityUnlisted:
		return true
	case visibilityPrivate:
		return viewer.follows(st.author) || viewer != nil && slices.Contains(st.mentions, viewer)
	}
	return viewer != nil && slices.Contains(st.mentions, viewer)
}

// findStatus is the post of a path that the caller may see.
func (c *call) findStatus(id string) (*status, error) {
	st := c.srv.byID[id]
	if st == nil || !c.srv.canSee(c.me, st) {
		return nil, errNotFound()
	}
	return st, nil
}

// ownStatus is a post of the caller.
func (c *call) ownStatus() (*status, error) {
	st := c.srv.byID[c.id()]
	if st == nil || st.author != c.me {
		return nil, errNotFound()
	}
	return st, nil
}

func (s *Server) statusURL(st *status) string {
	if st.reblogOf != nil && s.opts.Flavour != GoToSocial {
		return s.statusURI(st)
	}
	return s.accountURL(st.author) + "/" + st.id
}

func (s *Server) statusURI(st *status) string {
	if st.reblogOf != nil {
		return s.accountURI(st.author) + "/statuses/" + st.id + "/activity"
	}
	return s.accountURI(st.author) + "/statuses/" + st.id
}

// statusJSON is a post as the viewer sees it, nil for the public. A boost is empty but for what it boosts; GoToSocial
// repeats that.
func (s *Server) statusJSON(st *status, viewer *account) object {
	of := st
	if st.reblogOf != nil && s.opts.Flavour == GoToSocial {
		of = st.reblogOf
	}
	o := object{
		"id": st.id, "uri": s.statusURI(st), "url": s.statusURL(st), "created_at": stamp(st.created),
		"edited_at": stampOrNull(of.edited), "account": s.accountJSON(st.author),
		"content": of.content, "visibility": of.visibility, "sensitive": of.sensitive, "spoiler_text": of.spoiler,
		"language": orNull(of.language), "in_reply_to_id": nil, "in_reply_to_account_id": nil,
		"media_attachments": mapTo(of.media, s.mediaJSON), "mentions": mapTo(of.mentions, s.mentionJSON),
		"tags": s.tagsJSON(of.tags), "emojis": []object{}, "card": nil, "poll": nil, "reblog": nil,
		"replies_count": liveCount(of.replies), "reblogs_count": len(of.reblogs), "favourites_count": len(of.favourites),
	}
	if st.reblogOf != nil {
		o["reblog"] = s.statusJSON(st.reblogOf, viewer)
	}
	if of.replyTo != nil && st.reblogOf == nil && !of.replyTo.deleted {
		o["in_reply_to_id"], o["in_reply_to_account_id"] = of.replyTo.id, of.replyTo.author.id
	}
	if of.poll != nil {
		o["poll"] = s.pollJSON(of.poll, viewer)
	}
	if of.app != nil && st.reblogOf == nil {
		o["application"] = object{"name": of.app.Name, "website": orNull(of.app.Website)}
	}
	if s.opts.API >= 7 {
		o["quotes_count"] = len(of.quotes)
		o["quote"] = s.quoteJSON(of, viewer)
		o["quote_approval"] = s.quoteApprovalJSON(of, viewer)
	}
	if s.opts.API >= 8 {
		o["tagged_collections"] = []object{}
	}
	if viewer != nil {
		s.addViewer(o, st, of, viewer)
	}
	return o
}

func (s *Server) addViewer(o object, st, of *status, viewer *account) {
	o["favourited"] = findMark(of.favourites, viewer) != nil
	shown := of
	if st.reblogOf != nil {
		shown = st.reblogOf
	}
	o["reblogged"] = slices.ContainsFunc(shown.reblogs, func(b *status) bool { return b.author == viewer })
	o["muted"] = viewer.mutedThreads[of.thread]
	o["bookmarked"] = slices.ContainsFunc(viewer.bookmarks, func(m *mark) bool { return m.status == of })
	if st.author == viewer && st.reblogOf == nil {
		o["pinned"] = slices.Contains(viewer.pinned, of)
	}
	o["filtered"] = s.filteredJSON(of, viewer)
}

func liveCount(list []*status) int {
	n := 0
	for _, st := range list {
		if !st.deleted {
			n++
		}
	}
	return n
}

func (s *Server) mentionJSON(a *account) object {
	return object{"id": a.id, "username": a.username, "acct": a.acct(), "url": s.accountURL(a)}
}

func (s *Server) tagsJSON(names []string) []object {
	return mapTo(names, func(name string) object {
		return object{"name": name, "url": s.web() + "/tags/" + name}
	})
}

func (s *Server) quoteJSON(st *status, viewer *account) any {
	if st.quoteState == "" {
		return nil
	}
	state := st.quoteState
	if state == quoteAccepted && (st.quoted == nil || st.quoted.deleted) {
		state = "deleted"
	}
	if state == quoteAccepted && !s.canSee(viewer, st.quoted) {
		state = "unauthorized"
	}
	if state != quoteAccepted {
		return object{"state": state, "quoted_status": nil}
	}
	if st.quoted.quoteState != "" { // a quote within a quote is shallow
		return object{"state": state, "quoted_status": s.shallow(st.quoted, viewer)}
	}
	return object{"state": state, "quoted_status": s.statusJSON(st.quoted, viewer)}
}

func (s *Server) shallow(st *status, viewer *account) object {
	inner := *st
	inner.quoteState = ""
	o := s.statusJSON(&inner, viewer)
	o["quote"] = object{"state": st.quoteState, "quoted_status_id": nil}
	if st.quoted != nil {
		o["quote"] = object{"state": st.quoteState, "quoted_status_id": st.quoted.id}
	}
	return o
}

const (
	quoteAccepted = "accepted"
	quotePending  = "pending"
	quoteRevoked  = "revoked"

	policyPublic    = "public"
	policyFollowers = "followers"
	policyNobody    = "nobody"
)

func (s *Server) quoteApprovalJSON(st *status, viewer *account) object {
	automatic := []string{}
	if st.quotePolicy != policyNobody {
		automatic = append(automatic, st.quotePolicy)
	}
	answer := "unknown"
	if viewer != nil {
		answer = "denied"
		if s.mayQuote(viewer, st) {
			answer = "automatic"
		}
	}
	return object{"automatic": automatic, "manual": []string{}, "current_user": answer}
}

func (s *Server) mayQuote(who *account, st *status) bool {
	switch {
	case st.visibility == visibilityDirect || !s.canSee(who, st):
		return false
	case who == st.author:
		return true
	case st.visibility == visibilityPrivate:
		return false
	case st.quotePolicy == policyFollowers:
		return who.follows(st.author)
	}
	return st.quotePolicy == policyPublic
}
