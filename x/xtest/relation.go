package xtest

import "slices"

// target is the other account of a relation.
func (c *call) target() (*user, error) {
	id, err := bodyID(c.body, "target_user_id")
	if err != nil {
		return nil, err
	}
	u, err := c.srv.userBy(id, "target_user_id")
	if err != nil {
		return nil, err
	}
	if u == c.user {
		return nil, badParameter("target_user_id", idText(id), "You cannot do this to yourself.")
	}
	return u, nil
}

func (c *call) pathTarget() (*user, error) {
	if err := c.self("source_user_id"); err != nil {
		return nil, err
	}
	id, err := c.pathID("target_user_id")
	if err != nil {
		return nil, err
	}
	return c.srv.userBy(id, "target_user_id")
}

// link adds a relation to a list, unless it is there.
func (s *Server) link(list *[]*edge, source, target *user) *edge {
	if slices.ContainsFunc(*list, func(e *edge) bool { return e.source == source && e.target == target }) {
		return nil
	}
	e := &edge{seq: s.ids.next(s.now()), at: s.now(), source: source, target: target}
	*list = append(*list, e)
	return e
}

func unlink(list *[]*edge, source, target *user) bool {
	before := len(*list)
	*list = slices.DeleteFunc(*list, func(e *edge) bool { return e.source == source && e.target == target })
	return len(*list) < before
}

func (s *Server) follow(source, target *user) {
	if e := s.link(&source.following, source, target); e != nil {
		target.followers = append(target.followers, e)
		s.emitRelation("follow.follow", source, target)
	}
}

func (s *Server) unfollow(source, target *user) {
	if unlink(&source.following, source, target) {
		unlink(&target.followers, source, target)
		s.emitRelation("follow.unfollow", source, target)
	}
}

func (s *Server) emitRelation(kind string, source, target *user) {
	s.emit(&activity{kind: kind, subject: target, other: source, payload: func() object {
		return object{"source": object{"data": s.activityUser(source)}, "target": object{"data": s.activityUser(target)}}
	}})
}

// follow is POST /2/users/{id}/following.
func follow(c *call) (any, error) {
	if err := c.self("id"); err != nil {
		return nil, err
	}
	if c.srv.opts.Plan != Enterprise {
		return nil, notEnrolled("Following users is only available on the Enterprise plan.")
	}
	u, err := c.target()
	if err != nil {
		return nil, err
	}
	c.charge(InteractionCreate, "")
	if u.Protected {
		return data(object{"following": false, "pending_follow": true}), nil
	}
	c.srv.follow(c.user, u)
	return data(object{"following": true, "pending_follow": false}), nil
}

// unfollow is DELETE /2/users/{source_user_id}/following/{target_user_id}.
func unfollow(c *call) (any, error) {
	if c.srv.opts.Plan != Enterprise {
		return nil, notEnrolled("Unfollowing users is only available on the Enterprise plan.")
	}
	u, err := c.pathTarget()
	if err != nil {
		return nil, err
	}
	c.srv.unfollow(c.user, u)
	c.charge(InteractionDelete, "")
	return data(object{"following": false}), nil
}

// mute is POST /2/users/{id}/muting.
func mute(c *call) (any, error) {
	if err := c.self("id"); err != nil {
		return nil, err
	}
	u, err := c.target()
	if err != nil {
		return nil, err
	}
	if c.srv.link(&c.user.muting, c.user, u) != nil {
		c.srv.emitRelation("mute.mute", c.user, u)
	}
	c.charge(InteractionCreate, "")
	return data(object{"muting": true}), nil
}

// unmute is DELETE /2/users/{source_user_id}/muting/{target_user_id}.
func unmute(c *call) (any, error) {
	u, err := c.pathTarget()
	if err != nil {
		return nil, err
	}
	if unlink(&c.user.muting, c.user, u) {
		c.srv.emitRelation("mute.unmute", c.user, u)
	}
	c.charge(MuteDelete, "")
	return data(object{"muting": false}), nil
}

// block is POST /2/users/{id}/blocking, which only Enterprise has.
func block(c *call) (any, error) {
	if err := c.self("id"); err != nil {
		return nil, err
	}
	if c.srv.opts.Plan != Enterprise {
		return nil, notEnrolled("Blocking users is only available on the Enterprise plan.")
	}
	u, err := c.target()
	if err != nil {
		return nil, err
	}
	c.srv.block(c.user, u)
	c.charge(InteractionCreate, "")
	return data(object{"blocking": true}), nil
}

func (s *Server) block(source, target *user) {
	if s.link(&source.blocking, source, target) != nil {
		s.unfollow(source, target)
		s.unfollow(target, source)
		s.emitRelation("block.block", source, target)
	}
}

// unblock is DELETE /2/users/{source_user_id}/blocking/{target_user_id}.
func unblock(c *call) (any, error) {
	if c.srv.opts.Plan != Enterprise {
		return nil, notEnrolled("Unblocking users is only available on the Enterprise plan.")
	}
	u, err := c.pathTarget()
	if err != nil {
		return nil, err
	}
	if unlink(&c.user.blocking, c.user, u) {
		c.srv.emitRelation("block.unblock", c.user, u)
	}
	c.charge(InteractionDelete, "")
	return data(object{"blocking": false}), nil
}

// dmBlock is POST /2/users/{id}/dm/block and unblock; the id is the one of the other account.
func dmBlock(blocked bool) handler {
	return func(c *call) (any, error) {
		id, err := c.pathID("id")
		if err != nil {
			return nil, err
		}
		u, err := c.srv.userBy(id, "id")
		if err != nil {
			return nil, err
		}
		c.user.dmBlocked[u] = blocked
		c.charge(PrivacyUpdate, "")
		return data(object{"blocked": blocked}), nil
	}
}
