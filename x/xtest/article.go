package xtest

import "net/http"

// article is a long text with a title.
type article struct {
	id    uint64
	owner *user
	title string
	post  *post // once published
}

// createArticle is POST /2/articles/draft.
func createArticle(c *call) (any, error) {
	if err := check(c.body, "", map[string]byte{"title": 's', "content_state": 'o', "cover_media": 'o'}); err != nil {
		return nil, err
	}
	if text(c.body, "title") == "" || part(c.body, "content_state") == nil {
		return nil, badParameter("title", "", "$.title and $.content_state: are missing but they are required")
	}
	if !c.user.Premium() {
		return nil, forbidden("Your account is not permitted to access this feature")
	}
	a := &article{id: c.srv.ids.next(c.srv.now()), owner: c.user, title: text(c.body, "title")}
	c.srv.articles[a.id] = a
	c.charge(ContentManage, "")
	c.status = http.StatusCreated
	return data(object{"id": idText(a.id), "title": a.title}), nil
}

// publishArticle is POST /2/articles/{article_id}/publish.
func publishArticle(c *call) (any, error) {
	id, err := c.pathID("article_id")
	if err != nil {
		return nil, err
	}
	a := c.srv.articles[id]
	if a == nil || a.owner != c.user {
		return nil, notFound("article", "article_id", idText(id))
	}
	if a.post == nil {
		a.post = c.srv.publish(c.user, &draft{text: "https://x.com/i/article/" + idText(a.id), article: a})
		c.charge(PostCreate, "")
	}
	return data(object{"post_id": a.post.idText()}), nil
}
