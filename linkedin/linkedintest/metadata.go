package linkedintest

import "net/http"

// metadataOn counts reactions and comments of a thread, see
// https://learn.microsoft.com/en-us/linkedin/marketing/community-management/shares/social-metadata-api.
func (c *call) metadataOn(key value) (object, error) {
	t, err := c.feedbackOn(key)
	if err != nil {
		return nil, err
	}
	counts := map[ReactionType]int{}
	for _, r := range *t.reactions() {
		counts[r.kind]++
	}
	summaries := object{}
	for kind, n := range counts {
		summaries[string(kind)] = object{"reactionType": string(kind), "count": n}
	}
	first := t.post.live(t.comment)
	total := len(first)
	for _, k := range first {
		total += len(t.post.live(k))
	}
	if t.comment != nil {
		total = len(first)
	}
	state := "OPEN"
	if t.post.closed {
		state = "CLOSED"
	}
	return object{
		"entity": key.text, "commentsState": state, "reactionSummaries": summaries,
		"commentSummary": object{"count": total, "topLevelCount": len(first)},
	}, nil
}

func getMetadata(c *call) (any, error) { return c.metadataOn(c.keys["urn"]) }

func batchMetadata(c *call) (any, error) { return c.batch(c.metadataOn) }

// updateMetadata closes or opens the comments of the caller's post. Closing deletes the comments that are there.
func updateMetadata(c *call) (any, error) {
	actor, err := c.needed("actor")
	if err != nil {
		return nil, err
	}
	if err := c.actAs(actor, reacting("PARAMETER")); err != nil {
		return nil, err
	}
	t, err := c.target()
	if err != nil {
		return nil, err
	}
	changes, err := c.readPatch()
	if err != nil {
		return nil, err
	}
	f := openForm(changes.set, "", "commentsState")
	f.need("commentsState")
	state := f.oneOf("commentsState", "OPEN", "CLOSED")
	if f.err != nil {
		return nil, f.err
	}
	if t.comment != nil || t.post.author != actor {
		return nil, denied("Only the author of a post can open and close its comments")
	}
	if delay := c.srv.opts.CommentsStateDelay; delay > 0 {
		c.srv.changing = append(c.srv.changing, &change{post: t.post, closed: state == "CLOSED", at: c.now().Add(delay)})
	} else {
		c.srv.setClosed(t.post, state == "CLOSED")
	}
	c.status = http.StatusAccepted
	return nil, nil //nolint:nilnil // the answer has no body
}

func (s *Server) setClosed(p *post, closed bool) {
	p.closed = closed
	if !closed {
		return
	}
	for _, k := range p.live(nil) {
		s.removeComment(k)
	}
}
