package xtest

import (
	"fmt"
	"time"
)

// private reports whether metrics were asked for that only an author sees.
func (v *view) private() bool {
	return v.wants("post", "non_public_metrics") || v.wants("post", "organic_metrics") || v.wants("post", "promoted_metrics")
}

// postJSON is a post as the request wants to see it, with what it refers to in includes.
func (c *call) postJSON(p *post, in *includes) object {
	o := c.postFields(p)
	c.expandPost(p, in)
	return o
}

// postFields is a post without expansions.
func (c *call) postFields(p *post) object {
	v := c.seeing()
	history := []string{}
	for _, version := range p.chain.versions {
		if version.id <= p.id {
			history = append(history, version.idText())
		}
	}
	o := object{"id": p.idText(), "text": p.wire.text, v.name("edit_history_tweet_ids"): history}
	for name, value := range c.srv.basicFields(p, v) {
		if v.wants("post", name) || v.expand[name] {
			o[v.name(name)] = value
		}
	}
	references := len(p.references()) > 0
	if references && (v.wants("post", "referenced_tweets") || v.expand["referenced_tweets.id"]) {
		o[v.name("referenced_tweets")] = p.references()
	}
	if a := p.attachments(); a != nil && (v.wants("post", "attachments") || v.expand["attachments.media_keys"] || v.expand["attachments.poll_ids"]) {
		o["attachments"] = a
	}
	if entities := c.srv.entitiesJSON(p.wire); entities != nil && (v.wants("post", "entities") || v.expand["entities.mentions.username"]) {
		o["entities"] = entities
	}
	if p.note != nil && v.wants("post", "note_tweet") {
		note := object{"text": p.note.text}
		if entities := c.srv.entitiesJSON(*p.note); entities != nil {
			note["entities"] = entities
		}
		o[v.name("note_tweet")] = note
	}
	for _, name := range []string{"non_public_metrics", "organic_metrics", "promoted_metrics"} {
		if !v.wants("post", name) {
			continue
		}
		if problem := c.privateProblem(p, name); problem != nil {
			c.errs = append(c.errs, problem)
			continue
		}
		if name != "promoted_metrics" {
			o[name] = p.privateMetrics(v, name == "organic_metrics")
		}
	}
	return o
}

// basicFields are the fields that need no more than the post itself. Empty ones are left out.
func (s *Server) basicFields(p *post, v *view) object {
	fields := object{
		"author_id": p.author.idText(), "created_at": stamp(p.created), "conversation_id": idText(p.conversation),
		"lang": p.lang, "possibly_sensitive": p.sensitive, "reply_settings": p.settings,
		"public_metrics": p.publicMetrics(v), "paid_partnership": p.paid,
		"display_text_range": []int{p.wire.start, p.wire.end},
		"edit_controls": object{
			"edits_remaining": max(0, 5-(len(p.chain.versions)-1)), "is_edit_eligible": p.editable(),
			"editable_until": stamp(p.chain.first.Add(s.opts.EditWindow)),
		},
	}
	for name, value := range map[string]string{"community_id": p.community, "card_uri": p.card, "source": p.source} {
		if value != "" {
			fields[name] = value
		}
	}
	if p.place != "" {
		fields["geo"] = object{"place_id": p.place}
	}
	if p.replyTo != nil {
		fields["in_reply_to_user_id"] = p.replyTo.author.idText()
	}
	if p.superFollowers {
		fields["scopes"] = object{"followers": true}
	}
	if p.article != nil {
		fields["article"] = object{"title": p.article.title}
		fields["article_title"] = p.article.title
	}
	var described []object
	for _, m := range p.media {
		if m.alt != "" {
			described = append(described, object{"media_key": m.key, "alt_text": m.alt})
		}
	}
	if described != nil {
		fields["media_metadata"] = described
	}
	return fields
}

func (p *post) references() []object {
	var out []object
	add := func(kind string, to *post) {
		if to != nil {
			out = append(out, object{"type": kind, "id": to.idText()})
		}
	}
	add("retweeted", p.repostOf)
	add("quoted", p.quote)
	add("replied_to", p.replyTo)
	if p.replyTo == nil && p.replyGone != 0 {
		out = append(out, object{"type": "replied_to", "id": idText(p.replyGone)})
	}
	return out
}

func (p *post) attachments() object {
	out := object{}
	if len(p.media) > 0 {
		keys := []string{}
		for _, m := range p.media {
			keys = append(keys, m.key)
		}
		out["media_keys"] = keys
	}
	if p.poll != nil {
		out["poll_ids"] = []string{idText(p.poll.id)}
	}
	if len(out) == 0 {
		return nil
	}
	return out
}

// editable reports whether a post is of a kind that can be edited.
func (p *post) editable() bool {
	return p.poll == nil && p.repostOf == nil && p.community == "" && (p.replyTo == nil || p.replyTo.author == p.author)
}

// privateProblem is the error for a metric that the caller may not see, or nil.
func (c *call) privateProblem(p *post, field string) object {
	const month = 30 * 24 * time.Hour
	if c.user == p.author && c.srv.now().Sub(p.created) <= month {
		return nil
	}
	return object{
		"title": fieldUnauthorizedTitle, "type": notAuthorizedField, "field": "tweet." + field,
		"detail":        fmt.Sprintf("Sorry, you are not authorized to access '%s' on the Tweet with id: [%s].", field, p.idText()),
		"resource_type": "tweet", "resource_id": p.idText(), "parameter": "id", "section": "data", "value": p.idText(),
	}
}

// expandPost puts what a post refers to into includes.
func (c *call) expandPost(p *post, in *includes) {
	v := c.seeing()
	addUser := func(u *user) {
		in.add("users", u.idText(), func() object {
			c.charge(UserRead, u.idText())
			return c.userJSON(u, in)
		})
	}
	if v.expand["author_id"] {
		addUser(p.author)
	}
	if v.expand["in_reply_to_user_id"] && p.replyTo != nil {
		addUser(p.replyTo.author)
	}
	if v.expand["entities.mentions.username"] {
		for _, name := range mentionsIn(p.full) {
			if u := c.srv.byName[name]; u != nil {
				addUser(u)
			}
		}
	}
	if v.expand["attachments.media_keys"] {
		c.includeMedia(p, in)
	}
	if v.expand["attachments.poll_ids"] && p.poll != nil {
		in.add("polls", idText(p.poll.id), func() object { return c.pollJSON(p.poll) })
	}
	if v.expand["geo.place_id"] && p.place != "" {
		in.add("places", p.place, func() object { return c.placeJSON(p.place) })
	}
	if v.expand["edit_history_tweet_ids"] {
		for _, version := range p.chain.versions {
			if version != p {
				in.add("tweets", version.idText(), func() object { return c.postFields(version) })
			}
		}
	}
	if v.expand["referenced_tweets.id"] || v.expand["referenced_tweets.id.author_id"] {
		c.expandReferences(p, in, addUser)
	}
}

func (c *call) includeMedia(p *post, in *includes) {
	for _, m := range p.media {
		in.add("media", m.key, func() object { return c.mediaJSON(m) })
	}
}

func (c *call) expandReferences(p *post, in *includes, addUser func(*user)) {
	v := c.seeing()
	for _, to := range []*post{p.repostOf, p.quote, p.replyTo} {
		if to == nil {
			continue
		}
		if to.deleted {
			e := missing("tweet", "referenced_tweets.id", to.idText())
			e["section"] = "includes"
			c.errs = append(c.errs, e)
			continue
		}
		in.add("tweets", to.idText(), func() object {
			c.charge(PostRead, to.idText())
			return c.postFields(to)
		})
		if v.expand["referenced_tweets.id.author_id"] {
			addUser(to.author)
		}
		if v.expand["referenced_tweets.id.attachments.media_keys"] {
			c.includeMedia(to, in)
		}
	}
	if p.replyTo == nil && p.replyGone != 0 {
		e := missing("tweet", "referenced_tweets.id", idText(p.replyGone))
		e["section"] = "includes"
		c.errs = append(c.errs, e)
	}
}

func (c *call) pollJSON(p *poll) object {
	v := c.seeing()
	options := []object{}
	for i, label := range p.options {
		options = append(options, object{"position": i + 1, "label": label, "votes": p.votes[i]})
	}
	o := object{"id": idText(p.id), "options": options}
	status := "open"
	if !c.srv.now().Before(p.ends) {
		status = "closed"
	}
	for name, value := range (object{"duration_minutes": p.minutes, "end_datetime": stamp(p.ends), "voting_status": status}) {
		if v.wants("poll", name) {
			o[name] = value
		}
	}
	return o
}

func (c *call) placeJSON(id string) object {
	v := c.seeing()
	o := object{"id": id, "full_name": "Simulated place " + id}
	for name, value := range (object{"name": "Place", "country": "France", "country_code": "FR", "place_type": "city"}) {
		if v.wants("place", name) {
			o[name] = value
		}
	}
	return o
}
