package linkedintest

// ownPost is a post that the caller may change, by its URN in the path. Whether it is deleted already is for
// the caller to judge.
func (c *call) ownPost() (*post, error) {
	name, err := c.key("urn")
	if err != nil {
		return nil, err
	}
	kind, _, ok := splitURN(name)
	switch {
	case !ok:
		return nil, badKey()
	case kind != kindShare && kind != kindUGC:
		return nil, invalid(codeURNType, "id", "The URN type "+kind+" is not valid for posts")
	}
	p := c.srv.posts[name]
	if p == nil {
		return nil, notFound("Post")
	}
	d := posting("author")
	d.part = "RESOURCE_KEY"
	return p, c.actAs(p.author, d)
}

// updatePost is the partial update of a post: text, call to action, landing page and the state can change, and
// nothing else.
func updatePost(c *call) (any, error) {
	p, err := c.ownPost()
	if err != nil {
		return nil, err
	}
	if p.deleted {
		return nil, notFound("Post")
	}
	changes, err := c.readPatch()
	if err != nil {
		return nil, err
	}
	for name := range changes.inner {
		return nil, unpermitted("REQUEST_BODY", name)
	}
	f := openForm(changes.set, "", "commentary", "contentCallToActionLabel", "contentLandingPage", "lifecycleState")
	f.oneOf("lifecycleState", statePublished)
	next := *p
	if f.has("commentary") {
		c.readCommentary(f, "commentary", &next)
	}
	if f.has("contentCallToActionLabel") || f.has("contentLandingPage") {
		c.readCallToAction(f, &next)
	}
	if f.err != nil {
		return nil, f.err
	}
	for _, name := range changes.remove {
		switch name {
		case "contentCallToActionLabel":
			next.label = ""
		case "contentLandingPage":
			next.landing = ""
		default:
			return nil, unpermitted("REQUEST_BODY", name)
		}
	}
	next.edited, next.modified = true, c.now()
	*p = next
	return c.noContent()
}

// deletePost removes a post. Doing it again is no error.
func deletePost(c *call) (any, error) {
	p, err := c.ownPost()
	if err != nil {
		return nil, err
	}
	c.srv.removePost(p)
	return c.noContent()
}

func (s *Server) removePost(p *post) {
	if p.deleted {
		return
	}
	p.deleted = true
	if p.parent != nil {
		s.count(p.parent, metricShare, -1)
	}
}

// count adds to what is counted of a post.
func (s *Server) count(p *post, m metric, n int64) {
	p.tallies = append(p.tallies, tally{at: s.now(), metric: m, n: n})
}
