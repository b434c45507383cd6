package x

import "strings"

// Join hangs the objects of the answer on the posts that refer to them: Author, InReplyTo, Media, Polls,
// Place, the Post of each reference and the User of each mention. The posts inside the answer that the
// given ones refer to are joined likewise. What the answer does not hold stays nil. Objects are shared, not
// copied: two posts of one author have the same Author.
func (in *Includes) Join(posts ...*Post) {
	x := in.index()
	for _, p := range in.Posts {
		x.join(p)
	}
	for _, p := range posts {
		if p != nil {
			x.join(p)
		}
	}
}

// JoinUsers hangs the posts of the answer on the users: PinnedPost and MostRecentPost.
func (in *Includes) JoinUsers(users ...*User) {
	x := in.index()
	for _, p := range in.Posts {
		x.join(p)
	}
	for _, u := range users {
		if u != nil {
			u.PinnedPost = x.posts[u.PinnedPostID]
			u.MostRecentPost = x.posts[u.MostRecentPostID]
		}
	}
}

// JoinDMs hangs the objects of the answer on the messages: Sender, Participants, Media, the Post of each
// reference and the User of each mention.
func (in *Includes) JoinDMs(events ...*DMEvent) {
	x := in.index()
	for _, p := range in.Posts {
		x.join(p)
	}
	for _, e := range events {
		if e == nil {
			continue
		}
		e.Sender = x.users[e.SenderID]
		e.Participants = pick(x.users, e.ParticipantIDs)
		e.Media = pick(x.media, e.Attachments.MediaKeys)
		x.joinReferences(e.References)
		x.joinMentions(e.Entities.Mentions)
	}
}

// index finds the objects of an answer.
type index struct {
	users   map[ID]*User
	handles map[string]*User
	posts   map[ID]*Post
	media   map[string]*Media
	polls   map[ID]*Poll
	places  map[ID]*Place
}

func (in *Includes) index() *index {
	x := &index{
		users:  byKey(in.Users, func(u *User) ID { return u.ID }),
		posts:  byKey(in.Posts, func(p *Post) ID { return p.ID }),
		media:  byKey(in.Media, func(m *Media) string { return m.Key }),
		polls:  byKey(in.Polls, func(p *Poll) ID { return p.ID }),
		places: byKey(in.Places, func(p *Place) ID { return p.ID }),
	}
	x.handles = byKey(in.Users, func(u *User) string { return strings.ToLower(u.Username) })
	return x
}

// byKey leaves out what has no key: an empty reference must find nothing.
func byKey[K ~string, V any](list []*V, key func(*V) K) map[K]*V {
	if len(list) == 0 {
		return nil
	}
	m := make(map[K]*V, len(list))
	for _, v := range list {
		if k := key(v); k != "" {
			m[k] = v
		}
	}
	return m
}

func pick[K ~string, V any](m map[K]*V, keys []K) []*V {
	var found []*V
	for _, k := range keys {
		if v := m[k]; v != nil {
			found = append(found, v)
		}
	}
	return found
}

func (x *index) join(p *Post) {
	p.Author = x.users[p.AuthorID]
	if p.Author == nil && p.Username != "" {
		p.Author = x.handles[strings.ToLower(p.Username)]
	}
	p.InReplyTo = x.users[p.InReplyToUserID]
	p.Media = pick(x.media, p.Attachments.MediaKeys)
	p.Polls = pick(x.polls, p.Attachments.PollIDs)
	if p.Geo != nil {
		p.Place = x.places[p.Geo.PlaceID]
	}
	x.joinReferences(p.References)
	x.joinMentions(p.Entities.Mentions)
	if p.Note != nil {
		x.joinMentions(p.Note.Entities.Mentions)
	}
}

func (x *index) joinReferences(refs []Reference) {
	for i := range refs {
		refs[i].Post = x.posts[refs[i].ID]
	}
}

// joinMentions goes by id where X gives one, since a handle may have been taken over by another account.
func (x *index) joinMentions(mentions []Mention) {
	for i := range mentions {
		m := &mentions[i]
		if m.User = x.users[m.ID]; m.User == nil && m.ID == "" {
			m.User = x.handles[strings.ToLower(m.Username)]
		}
	}
}
