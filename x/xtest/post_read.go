package xtest

import (
	"net/http"
	"slices"
	"time"
)

// visible reports whether the caller may see a post.
func (c *call) visible(p *post) bool {
	a := p.author
	if c.user == a {
		return true
	}
	return !a.Protected || c.user != nil && slices.ContainsFunc(c.user.following, func(e *edge) bool { return e.target == a })
}

func hiddenPost(p *post) object {
	return object{
		"title": "Authorization Error", "type": notAuthorizedResource,
		"detail":        "Sorry, you are not authorized to see the Tweet with id: [" + p.idText() + "].",
		"resource_type": "tweet", "resource_id": p.idText(), "parameter": "id", "section": "data", "value": p.idText(),
	}
}

// getPost is GET /2/tweets/{id}.
func getPost(c *call) (any, error) {
	id, err := c.pathID("id")
	if err != nil {
		return nil, err
	}
	out, in := c.lookUp([]string{idText(id)}, "id")
	if len(out) == 0 {
		return c.answer(nil, 0, nil, nil), nil
	}
	return c.answer(out[0], 1, in, nil), nil
}

// getPosts is GET /2/tweets.
func getPosts(c *call) (any, error) {
	ids, err := c.idList()
	if err != nil {
		return nil, err
	}
	out, in := c.lookUp(ids, "ids")
	return c.answer(out, len(out), in, nil), nil
}

func (c *call) lookUp(ids []string, parameter string) ([]object, *includes) {
	in := newIncludes()
	var out []object
	for _, value := range ids {
		id, _ := parseID(value)
		p := c.srv.posts[id]
		switch {
		case p == nil || p.deleted:
			c.errs = append(c.errs, missing("tweet", parameter, value))
		case !c.visible(p):
			c.errs = append(c.errs, hiddenPost(p))
		default:
			out = append(out, c.postJSON(p, in))
			c.charge(PostRead, p.idText())
		}
	}
	return out, in
}

// userTimeline is GET /2/users/{id}/tweets.
func userTimeline(c *call) (any, error) {
	u, p, exclude, err := c.timeline(5, 100, 10)
	if err != nil {
		return nil, err
	}
	depth := 3200
	if slices.Contains(exclude, "replies") {
		depth = 800
	}
	return c.timelinePage(newestFirst(u.posts), p, exclude, depth, c.owned(u, PostRead))
}

// mentionsTimeline is GET /2/users/{id}/mentions.
func mentionsTimeline(c *call) (any, error) {
	u, p, _, err := c.timeline(5, 100, 10)
	if err != nil {
		return nil, err
	}
	return c.timelinePage(newestFirst(u.mentions), p, nil, 800, c.owned(u, PostRead))
}

// homeTimeline is GET /2/users/{id}/timelines/reverse_chronological.
func homeTimeline(c *call) (any, error) {
	if err := c.self("id"); err != nil {
		return nil, err
	}
	_, p, exclude, err := c.timeline(1, 100, 100)
	if err != nil {
		return nil, err
	}
	week := c.srv.now().Add(-7 * 24 * time.Hour)
	followed := map[*user]bool{c.user: true}
	for _, e := range c.user.following {
		followed[e.target] = true
	}
	var list []*post
	for _, post := range newestFirst(c.srv.order) {
		if followed[post.author] && post.created.After(week) {
			list = append(list, post)
		}
	}
	return c.timelinePage(list, p, exclude, 3200, PostRead)
}

func (c *call) timeline(low, high, standard int) (*user, paging, []string, error) {
	id, err := c.pathID("id")
	if err != nil {
		return nil, paging{}, nil, err
	}
	u, err := c.srv.userBy(id, "id")
	if err != nil {
		return nil, paging{}, nil, err
	}
	if u.Protected && c.user != u && (c.user == nil || !slices.ContainsFunc(c.user.following, func(e *edge) bool { return e.target == u })) {
		return nil, paging{}, nil, problem(http.StatusForbidden, notAuthorizedResource, "Authorization Error",
			"Sorry, you are not authorized to see the user with id: ["+u.idText()+"].")
	}
	p, err := c.paging(low, high, standard)
	return u, p, c.list("exclude"), err
}

// timelinePage filters a list of posts, newest first, and answers one page of its newest part.
func (c *call) timelinePage(list []*post, p paging, exclude []string, depth int, resource Resource) (any, error) {
	replies, reposts := slices.Contains(exclude, "replies"), slices.Contains(exclude, "retweets")
	var kept []*post
	for _, post := range list {
		if post.deleted || post != post.latest() || !c.visible(post) {
			continue
		}
		if replies && (post.replyTo != nil || post.replyGone != 0) || reposts && post.repostOf != nil {
			continue
		}
		if kept = append(kept, post); len(kept) == depth {
			break
		}
	}
	kept, err := c.within(kept)
	if err != nil {
		return nil, err
	}
	c.ranged = true
	return c.postsPage(kept, p, resource)
}
