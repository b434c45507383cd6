package linkedintest

import "strconv"

func stamp(actor, agent string, at int64) object {
	out := object{"actor": actor, "time": at}
	if agent != "" {
		out["impersonator"] = agent
	}
	return out
}

// json is a comment as the API hands it out.
func (k *comment) json(c *call) object {
	out := object{
		"id": strconv.FormatUint(k.id, 10), "$URN": k.urn, "commentUrn": k.urn, "actor": k.actor, "object": k.post.activity,
		"message": object{"text": k.text, "attributes": k.attributesJSON()},
		"created": stamp(k.actor, k.agent, millis(k.created)), "lastModified": stamp(k.actor, k.agent, millis(k.modified)),
		"likesSummary": likesSummary(c, k.reactions),
	}
	if k.agent != "" {
		out["agent"] = k.agent
	}
	if k.parent != nil {
		out["parentComment"] = k.parent.urn
	} else {
		out["commentsSummary"] = commentsSummary(k.post.live(k), 0)
	}
	if k.image != nil {
		out["content"] = []object{{
			"type": "IMAGE", "entity": object{"image": k.image.urn}, "url": c.srv.webBase(c.r) + "/dms/image/" + k.image.id,
		}}
	}
	return out
}

func (k *comment) attributesJSON() []object {
	out := []object{}
	for _, a := range k.mentions {
		out = append(out, object{"start": a.start, "length": a.length, "value": object{a.kind: object{a.kind: a.urn}}})
	}
	return out
}

// likesSummary counts likes only, not the other reactions.
func likesSummary(c *call, list []*reaction) object {
	likes, mine, some := 0, false, []string{}
	for _, r := range list {
		if r.kind == Like {
			likes++
			mine = mine || r.actor == c.member.urn
			some = append(some, r.actor)
		}
	}
	return object{
		"totalLikes": likes, "aggregatedTotalLikes": likes, "likedByCurrentUser": mine, "selectedLikes": some[:min(3, len(some))],
	}
}

// commentsSummary counts comments of the first level, and the replies below them.
func commentsSummary(first []*comment, replies int) object {
	some := []string{}
	for _, k := range first[:min(3, len(first))] {
		some = append(some, k.urn)
	}
	return object{
		"totalFirstLevelComments": len(first), "aggregatedTotalComments": len(first) + replies, "selectedComments": some,
	}
}

// socialAction is GET /rest/socialActions/{urn}: likes and comments in brief, see
// https://learn.microsoft.com/en-us/linkedin/marketing/community-management/shares/network-update-social-actions.
func socialAction(c *call) (any, error) { return c.actionsOn(c.keys["urn"]) }

func batchSocialActions(c *call) (any, error) { return c.batch(c.actionsOn) }

func (c *call) actionsOn(key value) (object, error) {
	t, err := c.feedbackOn(key)
	if err != nil {
		return nil, err
	}
	first := t.post.live(t.comment)
	replies := 0
	for _, k := range first {
		replies += len(t.post.live(k))
	}
	if t.comment != nil {
		replies = 0
	}
	return object{
		"target": t.urn(), "$URN": t.urn(),
		"likesSummary": likesSummary(c, *t.reactions()), "commentsSummary": commentsSummary(first, replies),
	}, nil
}

// feedbackOn is a thread whose comments and reactions the caller may read.
func (c *call) feedbackOn(key value) (thread, error) {
	if key.kind != textValue {
		return thread{}, badKey()
	}
	t, err := c.srv.threadOf(key.text)
	if err != nil {
		return thread{}, err
	}
	if !c.readsFeedback(t.post) {
		return thread{}, c.noPermission()
	}
	return t, nil
}
