package xtest

import (
	"net/http"
	"slices"
)

// addBookmark is POST /2/users/{id}/bookmarks.
func addBookmark(c *call) (any, error) {
	if err := c.self("id"); err != nil {
		return nil, err
	}
	p, err := c.bodyPost()
	if err != nil {
		return nil, err
	}
	m := &mark{seq: c.srv.ids.next(c.srv.now()), at: c.srv.now(), user: c.user, post: p}
	if value := text(c.body, "folder_id"); value != "" {
		id, _ := parseID(value)
		i := slices.IndexFunc(c.user.folders, func(f *folder) bool { return f.id == id })
		if i < 0 {
			return nil, notFound("bookmark_folder", "folder_id", value)
		}
		c.user.folders[i].marks = append(c.user.folders[i].marks, m)
	}
	if !slices.ContainsFunc(c.user.bookmarks, func(m *mark) bool { return m.post == p }) {
		c.user.bookmarks = append(c.user.bookmarks, m)
		p.bookmarks++
	}
	c.charge(Bookmark, "")
	return data(object{"bookmarked": true}), nil
}

// deleteBookmark is DELETE /2/users/{id}/bookmarks/{tweet_id}.
func deleteBookmark(c *call) (any, error) {
	if err := c.self("id"); err != nil {
		return nil, err
	}
	p, err := c.pathPost("tweet_id")
	if err != nil {
		return nil, err
	}
	before := len(c.user.bookmarks)
	gone := func(m *mark) bool { return m.post == p }
	c.user.bookmarks = slices.DeleteFunc(c.user.bookmarks, gone)
	for _, f := range c.user.folders {
		f.marks = slices.DeleteFunc(f.marks, gone)
	}
	p.bookmarks -= before - len(c.user.bookmarks)
	c.charge(Bookmark, "")
	return data(object{"bookmarked": false}), nil
}

// getBookmarks is GET /2/users/{id}/bookmarks.
func getBookmarks(c *call) (any, error) {
	if err := c.self("id"); err != nil {
		return nil, err
	}
	page, err := c.paging(1, 100, 100)
	if err != nil {
		return nil, err
	}
	return c.markedPosts(c.user.bookmarks, page, c.owned(c.user, PostRead))
}

// getFolders is GET /2/users/{id}/bookmarks/folders.
func getFolders(c *call) (any, error) {
	if err := c.self("id"); err != nil {
		return nil, err
	}
	page, err := c.paging(1, 100, 100)
	if err != nil {
		return nil, err
	}
	list, meta := paginate(c.srv, page, newestFirst(c.user.folders), func(f *folder) uint64 { return f.id })
	var out []object
	for _, f := range list {
		out = append(out, object{"id": idText(f.id), "name": f.name})
	}
	return c.answer(out, len(out), nil, meta), nil
}

// createFolder is POST /2/users/{id}/bookmarks/folders.
func createFolder(c *call) (any, error) {
	if err := c.self("id"); err != nil {
		return nil, err
	}
	name := text(c.body, "name")
	if n := len([]rune(name)); n < 1 || n > 25 {
		return nil, badParameter("name", name, "$.name: must be between 1 and 25 characters long")
	}
	f := &folder{id: c.srv.ids.next(c.srv.now()), name: name}
	c.user.folders = append(c.user.folders, f)
	c.charge(Bookmark, "")
	c.status = http.StatusCreated
	return data(object{"id": idText(f.id), "name": name}), nil
}

// getFolder is GET /2/users/{id}/bookmarks/folders/{folder_id}: ids only.
func getFolder(c *call) (any, error) {
	if err := c.self("id"); err != nil {
		return nil, err
	}
	id, err := c.pathID("folder_id")
	if err != nil {
		return nil, err
	}
	i := slices.IndexFunc(c.user.folders, func(f *folder) bool { return f.id == id })
	if i < 0 {
		return nil, notFound("bookmark_folder", "folder_id", idText(id))
	}
	page, err := c.paging(1, 100, 100)
	if err != nil {
		return nil, err
	}
	list, meta := paginate(c.srv, page, newestFirst(c.user.folders[i].marks), func(m *mark) uint64 { return m.seq })
	var out []object
	for _, m := range list {
		out = append(out, object{"id": m.post.idText()})
		c.charge(PostRead, m.post.idText())
	}
	return c.answer(out, len(out), nil, meta), nil
}
