package mastodontest

import (
	"net/http"
	"slices"
	"time"
)

// relationshipJSON is how the viewer and an account stand to each other.
func (s *Server) relationshipJSON(me, a *account) object {
	o := object{
		"id": a.id, "following": false, "showing_reblogs": false, "notifying": false, "languages": nil,
		"followed_by": a.follows(me), "blocking": findRelation(me.blocks, me, a) != nil,
		"blocked_by": findRelation(a.blocks, a, me) != nil, "muting": false, "muting_notifications": false,
		"requested": findRelation(a.requests, me, a) != nil, "requested_by": findRelation(me.requests, a, me) != nil,
		"domain_blocking": a.domain != "" && me.blocksDomain(a.domain),
		"endorsed":        findRelation(me.endorsed, me, a) != nil, "note": me.notes[a.id],
	}
	if f := me.following[a.id]; f != nil {
		o["following"], o["showing_reblogs"], o["notifying"] = true, f.reblogs, f.notify
		if len(f.languages) > 0 {
			o["languages"] = slices.Clone(f.languages)
		}
	}
	if s.opts.API >= 8 {
		o["muting_expires_at"] = nil
	}
	if m := me.mute(a, s.now()); m != nil {
		o["muting"], o["muting_notifications"] = true, m.notifications
		if s.opts.API >= 8 {
			o["muting_expires_at"] = stampOrNull(m.expires)
		}
	}
	return o
}

// relate makes the handler of an action on an account, which answers with the relationship.
func relate(do func(c *call, a *account) error) handler {
	return func(c *call) (any, error) {
		a, err := c.srv.findAccount(c.id())
		if err != nil {
			return nil, err
		}
		if err := do(c, a); err != nil {
			return nil, err
		}
		return c.srv.relationshipJSON(c.me, a), nil
	}
}

func (s *Server) newRelation(kind string, from, to *account) *relation {
	now := s.now()
	return &relation{id: s.ids.nextSerial(kind, now), from: from, to: to, at: now, reblogs: true, notifications: true}
}

func followAccount(c *call, a *account) error {
	switch {
	case a == c.me:
		return errForbidden()
	case a.hasBlocked(c.me), c.me.hasBlocked(a), a.suspended:
		return errForbidden()
	}
	f := c.srv.follow(c.me, a)
	if v, given := c.params.boolean("reblogs"); given {
		f.reblogs = v
	}
	if v, given := c.params.boolean("notify"); given {
		f.notify = v
	}
	if c.params.given("languages") {
		f.languages = c.params.strs("languages")
	}
	return nil
}

// follow makes one account follow another, or ask for it if that one is locked.
func (s *Server) follow(from, to *account) *relation {
	if f := from.following[to.id]; f != nil {
		return f
	}
	if f := findRelation(to.requests, from, to); f != nil {
		return f
	}
	f := s.newRelation("follow", from, to)
	if to.locked {
		to.requests = append(to.requests, f)
		s.notify(to, "follow_request", from, nil)
		return f
	}
	s.settleFollow(f)
	return f
}

func (s *Server) settleFollow(f *relation) {
	f.from.following[f.to.id] = f
	f.from.followees = append(f.from.followees, f)
	f.to.followers = append(f.to.followers, f)
	if f.to.local() {
		s.notify(f.to, "follow", f.from, nil)
	}
}

// unfollow ends a follow or a request.
func unfollow(from, to *account) {
	to.requests = without(to.requests, findRelation(to.requests, from, to))
	f := from.following[to.id]
	if f == nil {
		return
	}
	delete(from.following, to.id)
	from.followees = without(from.followees, f)
	to.followers = without(to.followers, f)
	from.endorsed = without(from.endorsed, findRelation(from.endorsed, from, to))
}

func unfollowAccount(c *call, a *account) error {
	unfollow(c.me, a)
	return nil
}

func removeFollower(c *call, a *account) error {
	unfollow(a, c.me)
	return nil
}

func blockAccount(c *call, a *account) error {
	if a == c.me {
		return errForbidden()
	}
	c.srv.block(c.me, a)
	return nil
}

func (s *Server) block(from, to *account) {
	unfollow(from, to)
	unfollow(to, from)
	if findRelation(from.blocks, from, to) == nil {
		from.blocks = append(from.blocks, s.newRelation("block", from, to))
	}
	from.notifications = slices.DeleteFunc(from.notifications, func(n *notification) bool { return n.from == to })
}

func unblockAccount(c *call, a *account) error {
	c.me.blocks = without(c.me.blocks, findRelation(c.me.blocks, c.me, a))
	return nil
}

func muteAccount(c *call, a *account) error {
	if a == c.me {
		return errForbidden()
	}
	m := findRelation(c.me.mutes, c.me, a)
	if m == nil {
		m = c.srv.newRelation("mute", c.me, a)
		c.me.mutes = append(c.me.mutes, m)
	}
	m.notifications = true
	if v, given := c.params.boolean("notifications"); given {
		m.notifications = v
	}
	m.expires = time.Time{}
	if seconds, _ := c.params.number("duration"); seconds > 0 {
		m.expires = c.srv.now().Add(time.Duration(seconds) * time.Second)
	}
	return nil
}

func unmuteAccount(c *call, a *account) error {
	c.me.mutes = without(c.me.mutes, findRelation(c.me.mutes, c.me, a))
	return nil
}

func noteAccount(c *call, a *account) error {
	c.me.notes[a.id] = c.params.str("comment")
	return nil
}

func endorseAccount(c *call, a *account) error {
	if !c.me.follows(a) {
		return fail(http.StatusUnprocessableEntity, "Validation failed: You must be already following the person you want to endorse")
	}
	if findRelation(c.me.endorsed, c.me, a) == nil {
		c.me.endorsed = append(c.me.endorsed, c.srv.newRelation("endorsement", c.me, a))
	}
	return nil
}

func unendorseAccount(c *call, a *account) error {
	c.me.endorsed = without(c.me.endorsed, findRelation(c.me.endorsed, c.me, a))
	return nil
}

// decideFollow is POST /api/v1/follow_requests/:account_id/authorize and reject.
func decideFollow(authorize bool) handler {
	return relate(func(c *call, a *account) error {
		f := findRelation(c.me.requests, a, c.me)
		if f == nil {
			return errNotFound()
		}
		c.me.requests = without(c.me.requests, f)
		if authorize {
			c.srv.settleFollow(f)
		}
		return nil
	})
}

// getRelationships is GET /api/v1/accounts/relationships?id[]=.
func getRelationships(c *call) (any, error) {
	out := []object{}
	for _, id := range c.params.strs("id") {
		if a := c.srv.accounts[id]; a != nil && (!a.suspended || c.params.isTrue("with_suspended")) {
			out = append(out, c.srv.relationshipJSON(c.me, a))
		}
	}
	return out, nil
}
