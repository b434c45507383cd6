package linkedintest

import (
	"net/http"
	"slices"
)

// A ReactionType is how somebody reacts, see
// https://learn.microsoft.com/en-us/linkedin/marketing/community-management/shares/reactions-api.
type ReactionType string

// The types of reactions, with the words of the app.
const (
	Like       ReactionType = "LIKE"
	Celebrate  ReactionType = "PRAISE"
	Love       ReactionType = "EMPATHY"
	Insightful ReactionType = "INTEREST"
	Support    ReactionType = "APPRECIATION"
	Funny      ReactionType = "ENTERTAINMENT"
)

func reactionTypes() []string {
	return []string{string(Like), string(Celebrate), string(Love), string(Insightful), string(Support), string(Funny)}
}

func (r *reaction) json(t thread) object {
	return object{
		"id": "urn:li:reaction:(" + r.actor + "," + t.urn() + ")", "reactionType": string(r.kind), "root": t.urn(),
		"created": stamp(r.actor, r.agent, millis(r.created)), "lastModified": stamp(r.actor, r.agent, millis(r.modified)),
	}
}

// react notes a reaction; a second one of the same actor replaces the first.
func (s *Server) react(t thread, actor, agent string, kind ReactionType) *reaction {
	list, now := t.reactions(), s.now()
	if i := slices.IndexFunc(*list, func(r *reaction) bool { return r.actor == actor }); i >= 0 {
		(*list)[i].kind, (*list)[i].modified = kind, now
		return (*list)[i]
	}
	r := &reaction{actor: actor, agent: agent, kind: kind, created: now, modified: now}
	*list = append(*list, r)
	if t.comment == nil {
		s.count(t.post, metricLike, 1)
		s.announceLike(t.post, r)
	}
	return r
}

// unreact takes a reaction back and reports whether there was one.
func (s *Server) unreact(t thread, actor string) bool {
	list := t.reactions()
	before := len(*list)
	*list = slices.DeleteFunc(*list, func(r *reaction) bool { return r.actor == actor })
	if len(*list) == before {
		return false
	}
	if t.comment == nil {
		s.count(t.post, metricLike, -1)
	}
	return true
}

// createReaction is POST /rest/reactions?actor=….
func createReaction(c *call) (any, error) {
	actor, err := c.needed("actor")
	if err != nil {
		return nil, err
	}
	if err := c.actAs(actor, reacting("PARAMETER")); err != nil {
		return nil, err
	}
	f := openForm(c.body, "", "root", "reactionType")
	f.need("root", "reactionType")
	root := f.urn("root", kindShare, kindUGC, kindActivity, kindComment)
	kind := ReactionType(f.oneOf("reactionType", reactionTypes()...))
	if f.err != nil {
		return nil, f.err
	}
	t, err := c.srv.threadOf(root)
	if err != nil {
		return nil, err
	}
	standing := slices.ContainsFunc(*t.reactions(), func(r *reaction) bool { return r.actor == actor })
	if standing && c.srv.opts.Traps.ReactionConflicts {
		return nil, &apiError{status: http.StatusConflict, code: "CONFLICT", message: "The actor has reacted to the entity already"}
	}
	r := c.srv.react(t, actor, c.agentOf(actor), kind)
	c.created(compoundKey(map[string]string{"actor": actor, "entity": t.urn()}))
	return r.json(t), nil
}

// reactionByKey is a reaction by a key (actor:…,entity:…).
func (c *call) reactionByKey(key value) (thread, *reaction, error) {
	fields, err := compound(key, "actor", "entity")
	if err != nil {
		return thread{}, nil, err
	}
	t, err := c.srv.threadOf(fields["entity"])
	if err != nil {
		return thread{}, nil, err
	}
	for _, r := range *t.reactions() {
		if r.actor == fields["actor"] {
			return t, r, nil
		}
	}
	return t, nil, notFound("Reaction")
}

func deleteReaction(c *call) (any, error) {
	fields, err := compound(c.keys["key"], "actor", "entity")
	if err != nil {
		return nil, err
	}
	if err := c.actAs(fields["actor"], reacting("RESOURCE_KEY")); err != nil {
		return nil, err
	}
	t, r, err := c.reactionByKey(c.keys["key"])
	if err != nil {
		return nil, err
	}
	c.srv.unreact(t, r.actor)
	return c.noContent()
}

// readableReaction is a reaction that the caller may see: one's own, or one on a thread that can be read.
func (c *call) readableReaction(key value) (object, error) {
	t, r, err := c.reactionByKey(key)
	if err != nil {
		return nil, err
	}
	if r.actor != c.member.urn && !c.readsFeedback(t.post) {
		return nil, c.noPermission()
	}
	return r.json(t), nil
}

func getReaction(c *call) (any, error) { return c.readableReaction(c.keys["key"]) }

func batchReactions(c *call) (any, error) { return c.batch(c.readableReaction) }

// findReactions is GET /rest/reactions/(entity:…)?q=entity.
func findReactions(c *call) (any, error) {
	fields, err := compound(c.keys["key"], "entity")
	if err != nil {
		return nil, err
	}
	t, err := c.feedbackOn(value{text: fields["entity"]})
	if err != nil {
		return nil, err
	}
	newest := true
	if c.has("sort") {
		v, err := c.param("sort")
		if err != nil {
			return nil, err
		}
		switch v.fields["value"].text {
		case "CHRONOLOGICAL":
			newest = false
		case "REVERSE_CHRONOLOGICAL", "RELEVANCE":
		default:
			return nil, badParam("sort")
		}
	}
	found := []object{}
	for _, r := range *t.reactions() {
		found = append(found, r.json(t))
	}
	if newest {
		slices.Reverse(found)
	}
	return c.page(found, most)
}

// listLikes is GET /rest/socialActions/{urn}/likes: the reactions that are likes.
func listLikes(c *call) (any, error) {
	t, err := c.feedbackOn(c.keys["urn"])
	if err != nil {
		return nil, err
	}
	found := []object{}
	for _, r := range *t.reactions() {
		if r.kind == Like {
			found = append(found, likeJSON(t, r))
		}
	}
	return c.page(found, most)
}

func likeJSON(t thread, r *reaction) object {
	return object{
		"actor": r.actor, "object": t.urn(), "$URN": "urn:li:like:(" + r.actor + "," + t.urn() + ")",
		"created": stamp(r.actor, r.agent, millis(r.created)), "lastModified": stamp(r.actor, r.agent, millis(r.modified)),
	}
}

// createLike is POST /rest/socialActions/{urn}/likes.
func createLike(c *call) (any, error) {
	t, err := c.target()
	if err != nil {
		return nil, err
	}
	f := openForm(c.body, "", "actor", "object")
	f.need("actor", "object")
	actor, object := f.urn("actor", kindPerson, kindOrganization), f.urn("object", kindShare, kindUGC, kindActivity, kindComment)
	if f.err != nil {
		return nil, f.err
	}
	if err := c.actAs(actor, reacting("REQUEST_BODY")); err != nil {
		return nil, err
	}
	if named, err := c.srv.threadOf(object); err != nil || named != t {
		return nil, invalid(codeInvalid, "/object", "The object is not the entity of the path")
	}
	r := c.srv.react(t, actor, c.agentOf(actor), Like)
	c.created(reduced(actor))
	return likeJSON(t, r), nil
}

// deleteLike is DELETE /rest/socialActions/{urn}/likes/{actor}?actor=….
func deleteLike(c *call) (any, error) {
	t, err := c.target()
	if err != nil {
		return nil, err
	}
	actor, err := c.key("actor")
	if err != nil {
		return nil, err
	}
	if err := c.actAs(actor, reacting("RESOURCE_KEY")); err != nil {
		return nil, err
	}
	if !c.srv.unreact(t, actor) {
		return nil, notFound("Like")
	}
	return c.noContent()
}
