package xtest

import (
	"slices"
)

// bodyPost is the post that a body names.
func (c *call) bodyPost() (*post, error) {
	id, err := bodyID(c.body, "tweet_id")
	if err != nil {
		return nil, err
	}
	p, err := c.srv.postBy(id, "tweet_id")
	if err != nil {
		return nil, err
	}
	if !c.visible(p) {
		return nil, notAllowed()
	}
	return p, nil
}

// like is POST /2/users/{id}/likes.
func like(c *call) (any, error) {
	if err := c.self("id"); err != nil {
		return nil, err
	}
	if c.srv.opts.Plan != Enterprise {
		return nil, notEnrolled("Liking posts is only available on the Enterprise plan.")
	}
	p, err := c.bodyPost()
	if err != nil {
		return nil, err
	}
	c.srv.like(c.user, p)
	c.charge(InteractionCreate, "")
	return data(object{"liked": true}), nil
}

func (s *Server) like(u *user, p *post) {
	if slices.ContainsFunc(p.likes, func(m *mark) bool { return m.user == u }) {
		return
	}
	m := &mark{seq: s.ids.next(s.now()), at: s.now(), user: u, post: p}
	p.likes = append(p.likes, m)
	u.likes = append(u.likes, m)
	s.emit(&activity{kind: "like.create", subject: p.author, other: u, post: p, payload: func() object {
		return object{
			"id": idText(m.seq), "liked_tweet_id": p.idText(), "liked_tweet_author_id": p.author.idText(),
			"created_at": stamp(m.at), "timestamp_ms": m.at.UnixMilli(),
		}
	}})
}

// unlike is DELETE /2/users/{id}/likes/{tweet_id}.
func unlike(c *call) (any, error) {
	if err := c.self("id"); err != nil {
		return nil, err
	}
	if c.srv.opts.Plan != Enterprise {
		return nil, notEnrolled("Unliking posts is only available on the Enterprise plan.")
	}
	p, err := c.pathPost("tweet_id")
	if err != nil {
		return nil, err
	}
	c.srv.unlike(c.user, p)
	c.charge(InteractionDelete, "")
	return data(object{"liked": false}), nil
}

func (s *Server) unlike(u *user, p *post) {
	p.likes = slices.DeleteFunc(p.likes, func(m *mark) bool { return m.user == u })
	u.likes = slices.DeleteFunc(u.likes, func(m *mark) bool { return m.post == p })
}

// pathPost is the post that a path names.
func (c *call) pathPost(name string) (*post, error) {
	id, err := c.pathID(name)
	if err != nil {
		return nil, err
	}
	return c.srv.postBy(id, name)
}

// repost is POST /2/users/{id}/retweets.
func repost(c *call) (any, error) {
	if err := c.self("id"); err != nil {
		return nil, err
	}
	p, err := c.bodyPost()
	if err != nil {
		return nil, err
	}
	r := c.srv.repost(c.user, p)
	c.charge(InteractionCreate, "")
	return data(object{"retweeted": true, "rest_id": r.idText()}), nil
}

func repostedBy(u *user, p *post) *post {
	for _, r := range p.reposts {
		if r.author == u && !r.deleted {
			return r
		}
	}
	return nil
}

func (s *Server) repost(u *user, p *post) *post {
	if p.repostOf != nil {
		p = p.repostOf
	}
	if r := repostedBy(u, p); r != nil {
		return r
	}
	now := s.now()
	r := &post{
		id: s.ids.next(now), author: u, created: now, repostOf: p, lang: p.lang, settings: "everyone",
		typed: "", full: "RT @" + p.author.username + ": " + p.full,
	}
	r.conversation = r.id
	r.chain = &editChain{versions: []*post{r}, first: now}
	shown := []rune(r.full)
	if len(shown) > 140 {
		shown = append(shown[:139:139], '…')
	}
	r.wire = s.wire(string(shown))
	r.words = p.words
	p.reposts = append(p.reposts, r)
	u.posts = append(u.posts, r)
	u.postCount++
	s.posts[r.id] = r
	s.order = append(s.order, r)
	s.announce(r)
	return r
}

// unrepost is DELETE /2/users/{id}/retweets/{source_tweet_id}.
func unrepost(c *call) (any, error) {
	if err := c.self("id"); err != nil {
		return nil, err
	}
	p, err := c.pathPost("source_tweet_id")
	if err != nil {
		return nil, err
	}
	if r := repostedBy(c.user, p); r != nil {
		c.srv.remove(r)
	}
	c.charge(InteractionDelete, "")
	return data(object{"retweeted": false}), nil
}

// hideReply is PUT /2/tweets/{tweet_id}/hidden.
func hideReply(c *call) (any, error) {
	p, err := c.pathPost("tweet_id")
	if err != nil {
		return nil, err
	}
	if err := check(c.body, "", map[string]byte{"hidden": 'b'}); err != nil {
		return nil, err
	}
	if _, ok := c.body["hidden"]; !ok {
		return nil, badParameter("hidden", "", "$.hidden: is missing but it is required")
	}
	root := c.srv.posts[p.conversation]
	if p.replyTo == nil || root == nil || root.author != c.user {
		return nil, forbidden("You are not allowed to hide or unhide this Tweet.")
	}
	p.hidden = flag(c.body, "hidden")
	c.charge(ContentManage, "")
	return data(object{"hidden": p.hidden}), nil
}
