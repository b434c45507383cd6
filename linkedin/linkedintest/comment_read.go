package linkedintest

import (
	"slices"
	"strconv"
)

// listComments is GET /rest/socialActions/{urn}/comments. The documentation does not say in which order they come.
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
	if c.srv.opts.Traps.OldestComments {
		slices.Reverse(found)
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
