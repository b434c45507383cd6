package linkedintest

import "strconv"

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
