package xtest

import (
	"fmt"
	"slices"
	"strings"
)

// A Profile is what an account shows and may do.
type Profile struct {
	Name, Description, Location string
	URL                         string // website
	Image, Banner               string // URLs
	Protected                   bool
	VerifiedType                string // "none", "blue", "business" or "government"
	Subscription                string // "None", "Basic", "Premium" or "PremiumPlus"
	Email                       string // shown to the account itself with the scope users.email
	GeoEnabled                  bool   // places in posts are dropped without it
	Automated                   bool
	NoDMs                       bool // takes messages from nobody
	Suspended                   bool
}

// Premium reports whether the account may write long posts and edit.
func (p Profile) Premium() bool {
	return p.Subscription == "Premium" || p.Subscription == "PremiumPlus"
}

// Audience are numbers that are added to what the server counts, for accounts with a past.
type Audience struct {
	Followers, Following, Posts, Listed, Likes, Media int
}

// CreateUser makes an account and returns its id. The user name must be new.
func (s *Server) CreateUser(username string) string {
	s.mu.Lock()
	defer s.mu.Unlock()
	username = strings.TrimPrefix(username, "@")
	if s.byName[strings.ToLower(username)] != nil {
		panic("xtest: user name taken: " + username)
	}
	now := s.now()
	u := &user{id: s.ids.next(now), username: username, created: now, dmBlocked: map[*user]bool{}}
	u.Profile = Profile{
		Name: username, VerifiedType: "none", Subscription: "None", Email: username + "@mail.example",
		Image: "https://pbs.twimg.com/profile_images/" + u.idText() + "/example_normal.jpg",
	}
	s.users[u.id] = u
	s.byName[strings.ToLower(username)] = u
	s.people = append(s.people, u)
	return u.idText()
}

func (s *Server) mustUser(id string) *user {
	n, _ := parseID(id)
	u := s.users[n]
	if u == nil {
		panic("xtest: no such user: " + id)
	}
	return u
}

func (s *Server) mustPost(id string) *post {
	n, _ := parseID(id)
	p := s.posts[n]
	if p == nil || p.deleted {
		panic("xtest: no such post: " + id)
	}
	return p
}

func (s *Server) mustMedia(id string) *media {
	n, _ := parseID(id)
	m := s.media[n]
	if m == nil {
		panic("xtest: no such upload: " + id)
	}
	return m
}

// SetProfile changes a profile, which sends the events profile.update.*.
func (s *Server) SetProfile(user string, change func(*Profile)) {
	s.mu.Lock()
	defer s.mu.Unlock()
	u := s.mustUser(user)
	before := u.Profile
	change(&u.Profile)
	after := u.Profile
	for _, update := range []struct{ kind, before, after string }{
		{"bio", before.Description, after.Description},
		{"profile_picture", before.Image, after.Image},
		{"banner_picture", before.Banner, after.Banner},
		{"screenname", before.Name, after.Name},
		{"geo", before.Location, after.Location},
		{"url", before.URL, after.URL},
		{"verified_badge", before.VerifiedType, after.VerifiedType},
	} {
		if update.before != update.after {
			s.emit(&activity{kind: "profile.update." + update.kind, subject: u, payload: func() object {
				return object{"before": update.before, "after": update.after}
			}})
		}
	}
}

// SetAudience sets the numbers of an account's past.
func (s *Server) SetAudience(user string, a Audience) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.mustUser(user).extra = a
}

// RenameUser changes a user name.
func (s *Server) RenameUser(user, username string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	u := s.mustUser(user)
	old := u.username
	delete(s.byName, strings.ToLower(old))
	u.username = username
	s.byName[strings.ToLower(username)] = u
	s.emit(&activity{kind: "profile.update.handle", subject: u, payload: func() object {
		return object{"before": old, "after": username}
	}})
}

// PinPost pins a post to its author's profile.
func (s *Server) PinPost(id string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	p := s.mustPost(id)
	p.author.pinnedTo = p
}

func (u *user) metrics(v *view) object {
	return object{
		"followers_count": len(u.followers) + u.extra.Followers, "following_count": len(u.following) + u.extra.Following,
		v.name("tweet_count"): u.postCount + u.extra.Posts, "listed_count": u.listed + u.extra.Listed,
		"like_count": len(u.likes) + u.extra.Likes, "media_count": u.mediaCount + u.extra.Media,
	}
}

// userJSON is a user as the request wants to see it.
func (c *call) userJSON(u *user, in *includes) object {
	v := c.seeing()
	o := object{"id": u.idText(), "name": u.Name, "username": u.username}
	for name, value := range c.userFields(u) {
		if v.wants("user", name) {
			o[v.name(name)] = value
		}
	}
	refer := func(expansion, field string, p *post) {
		if p == nil || !v.expand[expansion] {
			return
		}
		o[v.name(field)] = p.idText()
		in.add("tweets", p.idText(), func() object {
			c.charge(PostRead, p.idText())
			return c.postFields(p)
		})
	}
	refer("pinned_tweet_id", "pinned_tweet_id", u.pinnedTo)
	if len(u.posts) > 0 {
		refer("most_recent_tweet_id", "most_recent_tweet_id", u.posts[len(u.posts)-1])
	}
	return o
}

func (c *call) userFields(u *user) object {
	v := c.seeing()
	fields := object{
		"created_at": stamp(u.created), "protected": u.Protected, "verified": u.VerifiedType != "none",
		"verified_type": u.VerifiedType, "is_identity_verified": false, "parody": false,
		"profile_image_url": u.Image, "public_metrics": u.metrics(v), "description": u.Description,
	}
	optional := object{"location": u.Location, "profile_banner_url": u.Banner}
	if u.URL != "" {
		link := "https://t.co/u" + base62(int(u.id%1e9))
		fields["url"] = link
		fields["entities"] = object{"url": object{"urls": []object{{
			"start": 0, "end": len(link), "url": link, "expanded_url": u.URL, "display_url": displayURL(u.URL),
		}}}}
	}
	for name, value := range optional {
		if value != "" {
			fields[name] = value
		}
	}
	if u.Automated {
		fields["affiliation"] = object{"description": "Automated"}
	}
	if u.pinnedTo != nil {
		fields["pinned_tweet_id"] = u.pinnedTo.idText()
	}
	if len(u.posts) > 0 {
		fields["most_recent_tweet_id"] = u.posts[len(u.posts)-1].idText()
	}
	if c.user == nil {
		return fields
	}
	if status := connection(c.user, u); status != nil {
		fields["connection_status"] = status
	}
	fields["receives_your_dm"] = !u.NoDMs && !u.dmBlocked[c.user]
	fields["subscribes_to_you"] = false
	if c.user == u {
		fields["subscription_type"] = u.Subscription
		if c.kind == oauth1User || slices.Contains(c.scopes, "users.email") {
			fields["confirmed_email"] = u.Email
		}
	}
	return fields
}

func connection(me, other *user) []string {
	var out []string
	add := func(name string, list []*edge, target *user) {
		for _, e := range list {
			if e.target == target {
				out = append(out, name)
				return
			}
		}
	}
	add("following", me.following, other)
	add("followed_by", other.following, me)
	add("blocking", me.blocking, other)
	add("muting", me.muting, other)
	return out
}

func suspended(u *user) object {
	return object{
		"title": "Forbidden", "type": resourceNotFound,
		"detail":        fmt.Sprintf("User has been suspended: [%s].", u.idText()),
		"resource_type": "user", "resource_id": u.idText(), "parameter": "id", "value": u.idText(),
	}
}
