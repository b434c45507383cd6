package xtest

import (
	"slices"
	"time"
)

// PostOptions is what a post of the audience has beside its text. A nil *PostOptions is the zero value.
type PostOptions struct {
	Media         []string // ids of uploads, see [Server.Upload]
	PollOptions   []string
	PollMinutes   int
	ReplySettings string
	Lang          string // "" lets the server guess
	Place         string
	Source        string
	Sensitive     bool
	PaidPromotion bool
}

func (s *Server) audienceDraft(text string, o *PostOptions) *draft {
	d := &draft{text: text}
	if o == nil {
		return d
	}
	for _, id := range o.Media {
		d.media = append(d.media, s.mustMedia(id))
	}
	if len(o.PollOptions) > 0 {
		minutes := max(5, o.PollMinutes)
		d.poll = &poll{
			options: o.PollOptions, votes: make([]int, len(o.PollOptions)), minutes: minutes,
			ends: s.now().Add(time.Duration(minutes) * time.Minute),
		}
	}
	d.settings, d.place, d.paid = o.ReplySettings, o.Place, o.PaidPromotion
	return d
}

func (s *Server) audiencePost(user string, d *draft, o *PostOptions) string {
	p := s.newPost(s.mustUser(user), d)
	p.chain = &editChain{versions: []*post{p}, first: p.created}
	p.author.postCount++
	if o != nil {
		p.sensitive, p.source = o.Sensitive, o.Source
		if o.Lang != "" {
			p.lang = o.Lang
		}
	}
	s.announce(p)
	return p.idText()
}

// Post makes a user post as people do in the apps, without the rules for API clients, and returns the id.
func (s *Server) Post(user, text string, o *PostOptions) string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.audiencePost(user, s.audienceDraft(text, o), o)
}

// Reply makes a user answer a post. The network puts the mentions of the conversation before the text.
func (s *Server) Reply(user, to, text string, o *PostOptions) string {
	s.mu.Lock()
	defer s.mu.Unlock()
	d := s.audienceDraft(text, o)
	d.replyTo = s.mustPost(to)
	return s.audiencePost(user, d, o)
}

// Quote makes a user quote a post.
func (s *Server) Quote(user, of, text string, o *PostOptions) string {
	s.mu.Lock()
	defer s.mu.Unlock()
	d := s.audienceDraft(text, o)
	d.quote = s.mustPost(of)
	return s.audiencePost(user, d, o)
}

// Repost makes a user repost a post and returns the id of the repost.
func (s *Server) Repost(user, id string) string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.repost(s.mustUser(user), s.mustPost(id)).idText()
}

// Delete removes a post as its author does.
func (s *Server) Delete(id string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.remove(s.mustPost(id))
}

// Like makes a user like a post.
func (s *Server) Like(user, id string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.like(s.mustUser(user), s.mustPost(id))
}

// Unlike takes a like back.
func (s *Server) Unlike(user, id string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.unlike(s.mustUser(user), s.mustPost(id))
}

// Follow makes a user follow another.
func (s *Server) Follow(user, target string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.follow(s.mustUser(user), s.mustUser(target))
}

// Unfollow ends a follow.
func (s *Server) Unfollow(user, target string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.unfollow(s.mustUser(user), s.mustUser(target))
}

// Block makes a user block another.
func (s *Server) Block(user, target string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.block(s.mustUser(user), s.mustUser(target))
}

// DM makes a user write to another and returns the id of the message.
func (s *Server) DM(from, to, text string) string {
	s.mu.Lock()
	defer s.mu.Unlock()
	sender, receiver := s.mustUser(from), s.mustUser(to)
	return idText(s.send(s.pair(sender, receiver), sender, text, nil).id)
}

// DMMedia makes a user send a file to another, see [Server.Upload].
func (s *Server) DMMedia(from, to, text, mediaID string) string {
	s.mu.Lock()
	defer s.mu.Unlock()
	sender, receiver := s.mustUser(from), s.mustUser(to)
	return idText(s.send(s.pair(sender, receiver), sender, text, s.mustMedia(mediaID)).id)
}

// Vote makes somebody vote in the poll of a post; options count from 0.
func (s *Server) Vote(id string, option int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.mustPost(id).poll.votes[option]++
}

// Post is a post as a test sees it.
type Post struct {
	ID, Author     string
	Text           string // as it was written
	WireText       string // as the API hands it out
	Created        time.Time
	ReplyTo, Quote string // ids
	RepostOf       string
	Conversation   string
	Media          []string // ids
	PollOptions    []string
	ReplySettings  string
	Hidden         bool
	MadeWithAI     bool
	Paid           bool
	Likes, Reposts int
	Versions       []string // ids, oldest first
}

func (s *Server) view(p *post) Post {
	id := func(p *post) string {
		if p == nil {
			return ""
		}
		return p.idText()
	}
	out := Post{
		ID: p.idText(), Author: p.author.idText(), Text: p.typed, WireText: p.wire.text, Created: p.created,
		ReplyTo: id(p.replyTo), Quote: id(p.quote), RepostOf: id(p.repostOf), Conversation: idText(p.conversation),
		ReplySettings: p.settings, Hidden: p.hidden, MadeWithAI: p.ai, Paid: p.paid, Likes: len(p.likes), Reposts: len(live(p.reposts)),
	}
	for _, m := range p.media {
		out.Media = append(out.Media, idText(m.id))
	}
	if p.poll != nil {
		out.PollOptions = slices.Clone(p.poll.options)
	}
	for _, version := range p.chain.versions {
		out.Versions = append(out.Versions, version.idText())
	}
	return out
}

// Posts are the posts of a user that exist, oldest first, replies and reposts included, edited ones in
// their latest version.
func (s *Server) Posts(user string) []Post {
	s.mu.Lock()
	defer s.mu.Unlock()
	var out []Post
	for _, p := range s.mustUser(user).posts {
		if !p.deleted && p == p.latest() {
			out = append(out, s.view(p))
		}
	}
	return out
}

// FindPost returns a post, and false if it does not exist or was deleted.
func (s *Server) FindPost(id string) (Post, bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	n, _ := parseID(id)
	p := s.posts[n]
	if p == nil || p.deleted {
		return Post{}, false
	}
	return s.view(p), true
}

// Message is a direct message as a test sees it.
type Message struct {
	ID, Conversation, Sender, Text string
	Media                          string // id
	At                             time.Time
}

// Messages are all messages that a user has sent or got and that exist, oldest first.
func (s *Server) Messages(user string) []Message {
	s.mu.Lock()
	defer s.mu.Unlock()
	u := s.mustUser(user)
	var out []Message
	for _, m := range s.messages {
		if m.kind != "MessageCreate" || m.deleted[u] || !slices.Contains(m.conv.members, u) {
			continue
		}
		msg := Message{ID: idText(m.id), Conversation: m.conv.id, Sender: m.sender.idText(), Text: m.text, At: m.at}
		if m.media != nil {
			msg.Media = idText(m.media.id)
		}
		out = append(out, msg)
	}
	return out
}

// Following are the ids of the users whom a user follows, in the order of the follows.
func (s *Server) Following(id string) []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return targets(s.mustUser(id).following)
}

// Muting are the ids of the users whom a user mutes, in the order of the mutes.
func (s *Server) Muting(id string) []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return targets(s.mustUser(id).muting)
}

func targets(list []*edge) []string {
	var out []string
	for _, e := range list {
		out = append(out, e.target.idText())
	}
	return out
}
