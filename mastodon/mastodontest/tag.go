package mastodontest

import (
	"slices"
	"strconv"
	"strings"
	"time"
)

// A tag counts per day who used it how often.
type tag struct {
	id, name string
	days     map[string]*tagDay
}

type tagDay struct {
	uses     int
	accounts map[*account]int
}

func dayOf(t time.Time) string { return strconv.FormatInt(t.Unix()-t.Unix()%86400, 10) }

func (s *Server) tag(name string) *tag {
	name = strings.ToLower(name)
	t := s.tags[name]
	if t == nil {
		t = &tag{id: s.ids.nextSerial("tag", s.now()), name: name, days: map[string]*tagDay{}}
		s.tags[name] = t
	}
	return t
}

func (s *Server) countTags(st *status) {
	for _, name := range st.tags {
		t, day := s.tag(name), dayOf(st.created)
		if t.days[day] == nil {
			t.days[day] = &tagDay{accounts: map[*account]int{}}
		}
		t.days[day].uses++
		t.days[day].accounts[st.author]++
	}
}

func (s *Server) uncountTags(st *status) {
	for _, name := range st.tags {
		d := s.tag(name).days[dayOf(st.created)]
		if d == nil {
			continue
		}
		d.uses--
		if d.accounts[st.author]--; d.accounts[st.author] == 0 {
			delete(d.accounts, st.author)
		}
	}
}

func (s *Server) tagURL(name string) string { return s.web() + "/tags/" + name }

// tagJSON is a tag with its use on the last seven days, as strings.
func (s *Server) tagJSON(t *tag, viewer *account) object {
	history := []object{}
	for i := range 7 {
		day := dayOf(s.now().AddDate(0, 0, -i))
		uses, accounts := 0, 0
		if d := t.days[day]; d != nil {
			uses, accounts = d.uses, len(d.accounts)
		}
		history = append(history, object{"day": day, "uses": itoa(uses), "accounts": itoa(accounts)})
	}
	o := object{"id": t.id, "name": t.name, "url": s.tagURL(t.name), "history": history}
	if s.opts.Flavour == GoToSocial {
		delete(o, "id")
		o["history"] = []object{}
	}
	if viewer != nil {
		o["following"] = viewer.followedTag(t.name) != nil
		if s.opts.API >= 3 {
			o["featuring"] = viewer.featuredTag(t.name) != nil
		}
	}
	return o
}

func getTag(c *call) (any, error) { return c.srv.tagJSON(c.srv.tag(c.r.PathValue("name")), c.me), nil }

type followedTag struct{ id, name string }

func followedTagID(f *followedTag) string { return f.id }

func (a *account) followedTag(name string) *followedTag {
	for _, f := range a.followedTags {
		if f.name == name {
			return f
		}
	}
	return nil
}

func (a *account) followsTagOf(st *status) bool {
	return slices.ContainsFunc(st.tags, func(name string) bool { return a.followedTag(name) != nil })
}

func followTag(c *call) (any, error) {
	t := c.srv.tag(c.r.PathValue("name"))
	if c.me.followedTag(t.name) == nil {
		f := &followedTag{c.srv.ids.nextSerial("followed tag", c.srv.now()), t.name}
		c.me.followedTags = append(c.me.followedTags, f)
	}
	return c.srv.tagJSON(t, c.me), nil
}

func unfollowTag(c *call) (any, error) {
	t := c.srv.tag(c.r.PathValue("name"))
	c.me.followedTags = without(c.me.followedTags, c.me.followedTag(t.name))
	return c.srv.tagJSON(t, c.me), nil
}

// listFollowedTags is GET /api/v1/followed_tags; the cursor is internal.
func listFollowedTags(c *call) (any, error) {
	cur := c.cursor(100)
	list := page(c.me.followedTags, followedTagID, cur, nil)
	link(c, list, followedTagID, cur.limit, linkStyle{newer: "since_id", nextOnlyFull: true})
	return mapTo(list, func(f *followedTag) object { return c.srv.tagJSON(c.srv.tag(f.name), c.me) }), nil
}

type featuredTag struct{ id, name string }

func (a *account) featuredTag(name string) *featuredTag {
	for _, f := range a.featured {
		if f.name == name {
			return f
		}
	}
	return nil
}

func (s *Server) featuredJSON(a *account, f *featuredTag) object {
	count, last := 0, any(nil)
	for _, st := range a.statuses {
		if slices.Contains(st.tags, f.name) {
			count, last = count+1, st.created.Format(time.DateOnly)
		}
	}
	return object{
		"id": f.id, "name": f.name, "url": s.accountURL(a) + "/tagged/" + f.name,
		"statuses_count": itoa(count), "last_status_at": last,
	}
}

func (s *Server) feature(a *account, name string) (*featuredTag, error) {
	name = strings.ToLower(strings.TrimPrefix(name, "#"))
	switch {
	case name == "" || strings.ContainsAny(name, " #"):
		return nil, s.invalid("Tag is invalid")
	case a.featuredTag(name) != nil:
		return nil, s.invalid("Tag has already been taken")
	case len(a.featured) >= 10:
		return nil, s.invalid("You have already featured the maximum number of hashtags")
	}
	f := &featuredTag{s.ids.nextSerial("featured tag", s.now()), name}
	a.featured = append(a.featured, f)
	return f, nil
}

// listFeaturedTags is GET /api/v1/featured_tags, and the one of another account.
func listFeaturedTags(c *call) (any, error) {
	a := c.me
	if c.id() != "" {
		var err error
		if a, err = c.srv.findAccount(c.id()); err != nil {
			return nil, err
		}
	}
	return mapTo(a.featured, func(f *featuredTag) object { return c.srv.featuredJSON(a, f) }), nil
}

func createFeaturedTag(c *call) (any, error) {
	f, err := c.srv.feature(c.me, c.params.str("name"))
	if err != nil {
		return nil, err
	}
	return c.srv.featuredJSON(c.me, f), nil
}

func deleteFeaturedTag(c *call) (any, error) {
	for _, f := range c.me.featured {
		if f.id == c.id() {
			c.me.featured = without(c.me.featured, f)
			return object{}, nil
		}
	}
	return nil, errNotFound()
}

// featureTag is POST /api/v1/tags/:name/feature and unfeature, since 4.4.
func featureTag(on bool) handler {
	return func(c *call) (any, error) {
		t := c.srv.tag(c.r.PathValue("name"))
		if on && c.me.featuredTag(t.name) == nil {
			if _, err := c.srv.feature(c.me, t.name); err != nil {
				return nil, err
			}
		}
		if !on {
			c.me.featured = without(c.me.featured, c.me.featuredTag(t.name))
		}
		return c.srv.tagJSON(t, c.me), nil
	}
}

// suggestTags lists the tags that the caller used and does not feature.
func suggestTags(c *call) (any, error) {
	out := []object{}
	for _, st := range slices.Backward(c.me.statuses) {
		for _, name := range st.tags {
			seen := slices.ContainsFunc(out, func(o object) bool { return o["name"] == name })
			if !seen && c.me.featuredTag(name) == nil && len(out) < 10 {
				out = append(out, c.srv.tagJSON(c.srv.tag(name), c.me))
			}
		}
	}
	return out, nil
}
