package linkedintest

// addComment stores a comment and tells of it.
func (s *Server) addComment(k *comment) {
	now := s.now()
	k.id = s.ids.number(now)
	k.urn = commentURN(k.post.activity, k.id)
	k.created, k.modified = now, now
	k.post.replies = append(k.post.replies, k)
	s.comments[k.id] = k
	s.count(k.post, metricComment, 1)
	s.announceComment(k, actionComment)
}

// removeComment deletes a comment with its replies.
func (s *Server) removeComment(k *comment) {
	if k.deleted {
		return
	}
	k.deleted = true
	s.count(k.post, metricComment, -1)
	s.announceComment(k, actionCommentDelete)
	for _, other := range k.post.replies {
		if other.parent == k {
			s.removeComment(other)
		}
	}
}

// live are the comments that exist: of the top level, or below one.
func (p *post) live(parent *comment) []*comment {
	var out []*comment
	for _, k := range p.replies {
		if !k.deleted && k.parent == parent {
			out = append(out, k)
		}
	}
	return out
}

// actor is the one in whose name a parameter says that the caller acts; absent it is the member.
func (c *call) actor() (string, error) {
	actor, err := c.text("actor")
	if err != nil {
		return "", err
	}
	orText(&actor, c.member.urn)
	return actor, c.actAs(actor, reacting("PARAMETER"))
}

// updateComment is the partial update of a comment: its message can change.
func updateComment(c *call) (any, error) {
	k, actor, err := c.changedComment()
	if err != nil {
		return nil, err
	}
	changes, err := c.readPatch()
	if err != nil {
		return nil, err
	}
	for _, name := range sortedKeys(changes.inner) {
		if name != "message" {
			return nil, unpermitted("REQUEST_BODY", name)
		}
	}
	message, ok := changes.inner["message"]
	if !ok || len(changes.set) > 0 || len(changes.remove) > 0 {
		return nil, unpermitted("REQUEST_BODY", "patch")
	}
	if k.actor != actor {
		return nil, denied("Only the author can edit a comment")
	}
	f, next := openForm(message.set, "message/", "text", "attributes"), *k
	c.readMessage(f, &next, f)
	if f.err != nil {
		return nil, f.err
	}
	next.modified = c.now()
	*k = next
	c.srv.announceComment(k, actionCommentEdit)
	return k.json(c), nil
}

// changedComment is the comment in the path, and who wants to change it.
func (c *call) changedComment() (*comment, string, error) {
	actor, err := c.actor()
	if err != nil {
		return nil, "", err
	}
	t, err := c.target()
	if err != nil {
		return nil, "", err
	}
	k, err := c.commentByKey(t, c.keys["id"])
	return k, actor, err
}

// deleteComment removes a comment of the caller. Whether administrators may remove others' is an option.
func deleteComment(c *call) (any, error) {
	k, actor, err := c.changedComment()
	if err != nil {
		return nil, err
	}
	moderated := c.srv.opts.AdminDelete && c.manages(k.post.author, adminRoles()...)
	if k.actor != actor && !moderated {
		return nil, denied("Only the author can delete a comment")
	}
	c.srv.removeComment(k)
	return c.noContent()
}
