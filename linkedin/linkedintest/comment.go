package linkedintest

import (
	"slices"
	"strconv"
)

const longestComment = 1250

// attribute is a mention in a comment, counted in UTF-16 units.
type attribute struct {
	start, length int64
	kind          string // person or organization
	urn           string
}

// A thread is what can be commented on and reacted to: a post, or a comment on it.
type thread struct {
	post    *post
	comment *comment // nil for the post itself
}

func (t thread) reactions() *[]*reaction {
	if t.comment != nil {
		return &t.comment.reactions
	}
	return &t.post.reactions
}

// urn is the name under which the network speaks of the thread.
func (t thread) urn() string {
	if t.comment != nil {
		return t.comment.urn
	}
	return t.post.activity
}

// threadOf finds what a URN names. Fresh posts are not there yet.
func (s *Server) threadOf(name string) (thread, error) {
	kind, _, ok := splitURN(name)
	if !ok {
		return thread{}, badKey()
	}
	t := thread{post: s.posts[name]}
	switch kind {
	case kindShare, kindUGC, kindActivity:
	case kindComment:
		of, id, valid := splitComment(name)
		if !valid {
			return thread{}, invalid(codeURN, "target", "The URN is not valid")
		}
		t.post, t.comment = s.posts[of], s.comments[id]
		if t.comment == nil || t.comment.deleted || t.comment.post != t.post {
			return thread{}, notFound("Comment")
		}
	default:
		return thread{}, invalid(codeURNType, "target", "The URN type "+kind+" is not valid here")
	}
	p := t.post
	if p == nil || p.deleted || p.state != statePublished || s.now().Before(p.created.Add(s.opts.CommentLag)) {
		return thread{}, notFound("Post")
	}
	return t, nil
}

// target is the thread in the path.
func (c *call) target() (thread, error) {
	name, err := c.key("urn")
	if err != nil {
		return thread{}, err
	}
	return c.srv.threadOf(name)
}

// createComment is POST /rest/socialActions/{urn}/comments, see
// https://learn.microsoft.com/en-us/linkedin/marketing/community-management/shares/comments-api.
func createComment(c *call) (any, error) {
	t, err := c.target()
	if err != nil {
		return nil, err
	}
	f := openForm(c.body, "", "actor", "object", "message", "parentComment", "content")
	f.need("actor", "object", "message")
	actor, object := f.urn("actor", kindPerson, kindOrganization), f.urn("object", kindShare, kindUGC, kindActivity)
	if f.err != nil {
		return nil, f.err
	}
	if err := c.actAs(actor, reacting("REQUEST_BODY")); err != nil {
		return nil, err
	}
	if c.srv.posts[object] != t.post {
		f.fail(codeInvalid, "object", "The object is not the post of the comment")
	}
	k := &comment{post: t.post, parent: t.comment, actor: actor, agent: c.agentOf(actor)}
	c.readParent(f, k)
	c.readMessage(f.inner("message", "text", "attributes"), k, f)
	c.readCommentImage(f, k)
	if f.err != nil {
		return nil, f.err
	}
	if t.post.closed {
		return nil, denied("Comments are closed on this post")
	}
	if err := c.srv.throttleComment(c.member); err != nil {
		return nil, err
	}
	c.srv.addComment(k)
	c.created(strconv.FormatUint(k.id, 10))
	c.header.Set("X-Resourceidentity-Urn", k.urn)
	return k.json(c), nil
}

// agentOf is the member behind a Page.
func (c *call) agentOf(actor string) string {
	if actor == c.member.urn {
		return ""
	}
	return c.member.urn
}

// readParent makes a reply of a comment. There is one level of them.
func (c *call) readParent(f *form, k *comment) {
	if f.has("parentComment") {
		name := f.urn("parentComment", kindComment)
		t, err := c.srv.threadOf(name)
		switch {
		case f.err != nil:
		case err != nil || t.post != k.post:
			f.fail(codeURN, "parentComment", "The parent comment does not exist")
		case k.parent != nil && k.parent != t.comment:
			f.fail(codeInvalid, "parentComment", "The parent comment is not the one of the path")
		}
		k.parent = t.comment
	}
	if k.parent != nil && k.parent.parent != nil {
		f.fail(codeInvalid, "parentComment", "Comments can be nested one level deep only")
	}
}

// readMessage reads text and mentions.
func (c *call) readMessage(m *form, k *comment, into *form) {
	m.need("text")
	k.text = m.text("text", longestComment)
	if m.has("text") && k.text == "" {
		m.fail(codeBlank, "text", "The field must not be blank")
	}
	k.mentions = nil
	for _, a := range m.items("attributes", "start", "length", "value") {
		a.need("start", "length", "value")
		v := a.inner("value", kindPerson, kindOrganization)
		mention := attribute{start: a.integer("start"), length: a.integer("length")}
		for _, kind := range []string{kindPerson, kindOrganization} {
			if v.has(kind) {
				inner := v.inner(kind, kind)
				inner.need(kind)
				mention.kind, mention.urn = kind, inner.urn(kind, kind)
				v.merge(inner)
			}
		}
		if mention.start < 0 || mention.length <= 0 || mention.start+mention.length > int64(textLength(k.text, true)) {
			a.fail(codeInvalid, "start", "The attribute lies outside of the text")
		}
		a.merge(v)
		m.merge(a)
		k.mentions = append(k.mentions, mention)
	}
	into.merge(m)
}

func (c *call) readCommentImage(f *form, k *comment) {
	if !f.has("content") {
		return
	}
	if c.srv.opts.Traps.NoCommentImages {
		f.err = unpermitted("REQUEST_BODY", "content")
		return
	}
	for _, item := range f.items("content", "entity", "type") {
		entity := item.inner("entity", kindImage)
		owner := &post{author: k.actor}
		k.image = c.attach(entity, kindImage, owner, kindImage)
		item.merge(entity)
		f.merge(item)
	}
}

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

// listComments is GET /rest/socialActions/{urn}/comments, newest first.
func listComments(c *call) (any, error) {
	t, err := c.target()
	if err != nil {
		return nil, err
	}
	if !c.readsFeedback(t.post) {
		return nil, c.noPermission()
	}
	found := []object{}
	for _, k := range slices.Backward(t.post.live(t.comment)) {
		found = append(found, k.json(c))
	}
	return c.page(found, most)
}

// commentByKey finds a comment below a thread by its number.
func (c *call) commentByKey(t thread, key value) (*comment, error) {
	id, err := strconv.ParseUint(key.text, 10, 64)
	if key.kind != textValue || err != nil {
		return nil, badKey()
	}
	k := c.srv.comments[id]
	if k == nil || k.deleted || k.post != t.post || t.comment != nil && k.parent != t.comment {
		return nil, notFound("Comment")
	}
	return k, nil
}

func getComment(c *call) (any, error) {
	t, err := c.target()
	if err != nil {
		return nil, err
	}
	k, err := c.commentByKey(t, c.keys["id"])
	if err != nil {
		return nil, err
	}
	if !c.readsFeedback(t.post) {
		return nil, c.noPermission()
	}
	return k.json(c), nil
}

func batchComments(c *call) (any, error) {
	t, err := c.target()
	if err != nil {
		return nil, err
	}
	if !c.readsFeedback(t.post) {
		return nil, c.noPermission()
	}
	return c.batch(func(key value) (object, error) {
		k, err := c.commentByKey(t, key)
		if err != nil {
			return nil, err
		}
		return k.json(c), nil
	})
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
