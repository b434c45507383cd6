package linkedintest

import (
	"slices"
)

// json is a post as the API hands it out.
func (p *post) json() object {
	out := object{
		"id": p.urn, "author": p.author, "commentary": p.text.wire(), "visibility": p.visibility,
		"distribution": p.distribution, "lifecycleState": p.state,
		"lifecycleStateInfo":        object{"isEditedByAuthor": p.edited},
		"isReshareDisabledByAuthor": p.noReshare,
		"createdAt":                 millis(p.created), "lastModifiedAt": millis(p.modified),
	}
	if !p.published.IsZero() {
		out["publishedAt"] = millis(p.published)
	}
	if p.content != nil {
		out["content"] = p.contentJSON()
	}
	if p.parent != nil {
		out["reshareContext"] = object{"parent": p.parent.urn, "root": p.root().urn}
	}
	if p.label != "" {
		out["contentCallToActionLabel"] = p.label
	}
	if p.landing != "" {
		out["contentLandingPage"] = p.landing
	}
	return out
}

// contentJSON adds the votes to a poll.
func (p *post) contentJSON() object {
	if p.poll == nil {
		return p.content
	}
	sent, _ := p.content["poll"].(object)
	options, total := []object{}, 0
	for i, text := range p.poll.options {
		options = append(options, object{"text": text, "isVotedByViewer": false, "voteCount": p.poll.votes[i]})
		total += p.poll.votes[i]
	}
	return object{"poll": object{
		"question": p.poll.question, "options": options, "settings": sent["settings"], "uniqueVotersCount": total,
	}}
}

// visiblePost is a post that the caller may read, by its URN.
func (c *call) visiblePost(key value, author bool) (*post, error) {
	kind, _, ok := splitURN(key.text)
	switch {
	case key.kind != textValue || !ok:
		return nil, badKey()
	case kind != kindShare && kind != kindUGC:
		return nil, invalid(codeURNType, "id", "The URN type "+kind+" is not valid for posts")
	}
	p := c.srv.posts[key.text]
	switch {
	case p == nil || p.deleted || c.now().Before(p.shows):
		return nil, notFound("Post")
	case !c.readsPost(p):
		return nil, c.noPermission()
	case p.state != statePublished && !author:
		return nil, notFound("Post")
	}
	return p, nil
}

func (c *call) asAuthor() (bool, error) {
	view, err := c.oneOf("viewContext", "READER", "AUTHOR")
	return view == "AUTHOR", err
}

// getPost is GET /rest/posts/{urn}.
func getPost(c *call) (any, error) {
	author, err := c.asAuthor()
	if err != nil {
		return nil, err
	}
	p, err := c.visiblePost(c.keys["urn"], author)
	if err != nil {
		return nil, err
	}
	return p.json(), nil
}

// batchPosts is GET /rest/posts?ids=List(…).
func batchPosts(c *call) (any, error) {
	author, err := c.asAuthor()
	if err != nil {
		return nil, err
	}
	return c.batch(func(key value) (object, error) {
		p, err := c.visiblePost(key, author)
		if err != nil {
			return nil, err
		}
		return p.json(), nil
	})
}

const mostPosts = 100

// findPosts is GET /rest/posts?q=author: the posts of an author, newest first.
func findPosts(c *call) (any, error) {
	author, err := c.needed("author")
	if err != nil {
		return nil, err
	}
	sortBy, err := c.oneOf("sortBy", "LAST_MODIFIED", "CREATED")
	if err != nil {
		return nil, err
	}
	all, err := c.asAuthor()
	if err != nil {
		return nil, err
	}
	switch kind, _, _ := splitURN(author); kind {
	case kindPerson:
		if !c.holds([]string{scopeMemberRead}) || author != c.member.urn {
			return nil, c.noPermission()
		}
	case kindOrganization:
		if !c.holds([]string{scopeOrgRead}) {
			return nil, c.noPermission()
		}
		if !c.manages(author, readRoles()...) {
			return nil, unpermitted("PARAMETER", "author")
		}
	default:
		return nil, invalid(codeURNType, "author", "The URN type is not valid for authors")
	}
	var posts []*post
	for _, p := range slices.Backward(c.srv.order) {
		if p.author == author && !p.deleted && !c.now().Before(p.shows) && (all || p.state == statePublished) {
			posts = append(posts, p)
		}
	}
	if sortBy == "LAST_MODIFIED" {
		slices.SortStableFunc(posts, func(a, b *post) int { return b.modified.Compare(a.modified) })
	}
	found := make([]object, 0, len(posts))
	for _, p := range posts {
		found = append(found, p.json())
	}
	return c.page(found, mostPosts)
}
