package xtest

// likingUsers is GET /2/tweets/{id}/liking_users: never more than 100 users.
func likingUsers(c *call) (any, error) {
	p, err := c.pathPost("id")
	if err != nil {
		return nil, err
	}
	page, err := c.paging(1, 100, 100)
	if err != nil {
		return nil, err
	}
	list := newestFirst(p.likes)
	return usersPage(c, list[:min(100, len(list))], page, func(m *mark) uint64 { return m.seq }, func(m *mark) *user { return m.user }, UserRead)
}

// repostedByUsers is GET /2/tweets/{id}/retweeted_by.
func repostedByUsers(c *call) (any, error) {
	p, err := c.pathPost("id")
	if err != nil {
		return nil, err
	}
	page, err := c.paging(1, 100, 100)
	if err != nil {
		return nil, err
	}
	return usersPage(c, newestFirst(live(p.reposts)), page, func(r *post) uint64 { return r.id }, func(r *post) *user { return r.author }, UserRead)
}

// getReposts is GET /2/tweets/{id}/retweets.
func getReposts(c *call) (any, error) {
	p, err := c.pathPost("id")
	if err != nil {
		return nil, err
	}
	page, err := c.paging(1, 100, 100)
	if err != nil {
		return nil, err
	}
	return c.postsPage(newestFirst(live(p.reposts)), page, PostRead)
}

// getQuotes is GET /2/tweets/{id}/quote_tweets.
func getQuotes(c *call) (any, error) {
	p, err := c.pathPost("id")
	if err != nil {
		return nil, err
	}
	page, err := c.paging(10, 100, 10)
	if err != nil {
		return nil, err
	}
	list := newestFirst(live(p.quotes))
	if !c.srv.opts.Traps.EndlessQuotes || len(list) == 0 {
		return c.postsPage(list, page, PostRead)
	}
	c.srv.pages++
	list = list[:min(page.limit, len(list))]
	fresh := cursor{seq: ^uint64(0) - uint64(c.srv.pages)} //nolint:gosec // a small count
	return c.posts(list, object{"result_count": len(list), "next_token": fresh.String()}, PostRead)
}

// repostsOfMe is GET /2/users/reposts_of_me: the caller's posts that others have reposted.
func repostsOfMe(c *call) (any, error) {
	page, err := c.paging(1, 100, 100)
	if err != nil {
		return nil, err
	}
	var list []*post
	for _, p := range newestFirst(live(c.user.posts)) {
		if len(live(p.reposts)) > 0 {
			list = append(list, p)
		}
	}
	return c.postsPage(list, page, PostRead)
}

// likedPosts is GET /2/users/{id}/liked_tweets.
func likedPosts(c *call) (any, error) {
	id, err := c.pathID("id")
	if err != nil {
		return nil, err
	}
	u, err := c.srv.userBy(id, "id")
	if err != nil {
		return nil, err
	}
	page, err := c.paging(5, 100, 100)
	if err != nil {
		return nil, err
	}
	return c.markedPosts(u.likes, page, c.owned(u, PostRead))
}

// markedPosts answers posts in the order in which somebody marked them.
func (c *call) markedPosts(marks []*mark, p paging, resource Resource) (any, error) {
	var list []*mark
	for _, m := range newestFirst(marks) {
		if !m.post.deleted {
			list = append(list, m)
		}
	}
	page, meta := paginate(c.srv, p, list, func(m *mark) uint64 { return m.seq })
	posts := make([]*post, 0, len(page))
	for _, m := range page {
		posts = append(posts, m.post)
	}
	return c.posts(posts, meta, resource)
}
