package linkedintest

import (
	"slices"
	"strconv"
	"time"
)

// Post is a post as a test sees it.
type Post struct {
	URN, Activity string // urn:li:share or urn:li:ugcPost, and urn:li:activity
	Author        string
	Text          string // as people read it
	Commentary    string // as the API hands it out
	Sent          string // as it came
	Mentions      []string
	Hashtags      []string
	Visibility    string
	Feed          string // MAIN_FEED or NONE
	Targeted      bool
	State         string // PUBLISHED, PUBLISH_REQUESTED or PUBLISH_FAILED
	Kind          string // NONE, ARTICLE, IMAGE, VIDEO, NATIVE_DOCUMENT or POLL
	Media         []string
	Content       map[string]any // as it came
	PollOptions   []string
	PollVotes     []int
	Parent        string // of a reshare
	NoReshare     bool
	CallToAction  string
	LandingPage   string
	Created       time.Time
	Edited        bool
	Closed        bool // to comments
	Comments      int  // of both levels
	Reactions     int
}

func (p *post) view() Post {
	feed, _ := p.distribution["feedDistribution"].(string)
	targets, _ := p.distribution["targetEntities"].([]any)
	out := Post{
		URN: p.urn, Activity: p.activity, Author: p.author, Text: p.text.plain(), Commentary: p.text.wire(), Sent: p.sent,
		Mentions: p.text.mentions(), Hashtags: p.text.hashtags(), Visibility: p.visibility, Feed: feed, Targeted: len(targets) > 0,
		State: p.state, Kind: p.category(), Content: p.content, NoReshare: p.noReshare, CallToAction: p.label,
		LandingPage: p.landing, Created: p.created, Edited: p.edited, Closed: p.closed, Reactions: len(p.reactions),
	}
	for _, m := range p.media {
		out.Media = append(out.Media, m.urn)
	}
	if p.poll != nil {
		out.PollOptions, out.PollVotes = slices.Clone(p.poll.options), slices.Clone(p.poll.votes)
	}
	if p.parent != nil {
		out.Parent = p.parent.urn
	}
	for _, k := range p.replies {
		if !k.deleted {
			out.Comments++
		}
	}
	return out
}

// Posts are the posts of an author that exist, oldest first, those that wait for their media included.
func (s *Server) Posts(author string) []Post {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.happen()
	var out []Post
	for _, p := range s.order {
		if p.author == author && !p.deleted {
			out = append(out, p.view())
		}
	}
	return out
}

// FindPost returns a post by one of its URNs, and false if it does not exist or was deleted.
func (s *Server) FindPost(urn string) (Post, bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.happen()
	p := s.posts[urn]
	if p == nil || p.deleted {
		return Post{}, false
	}
	return p.view(), true
}

// Comment is a comment as a test sees it.
type Comment struct {
	URN       string
	ID        string
	Post      string // URN
	Parent    string // URN of the comment that it answers, "" at the top level
	Actor     string
	Agent     string // the member behind a Page
	Text      string
	Mentions  []string
	Image     string // URN
	Created   time.Time
	Edited    bool
	Reactions int
}

func (k *comment) view() Comment {
	_, id, _ := splitComment(k.urn)
	out := Comment{
		URN: k.urn, ID: strconv.FormatUint(id, 10), Post: k.post.urn, Actor: k.actor, Agent: k.agent, Text: k.text, Created: k.created,
		Edited: k.modified.After(k.created), Reactions: len(k.reactions),
	}
	if k.parent != nil {
		out.Parent = k.parent.urn
	}
	if k.image != nil {
		out.Image = k.image.urn
	}
	for _, a := range k.mentions {
		out.Mentions = append(out.Mentions, a.urn)
	}
	return out
}

// Comments are the comments on a post that exist, of both levels, or the replies to a comment; oldest first.
func (s *Server) Comments(on string) []Comment {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.happen()
	t := s.mustThread(on)
	var out []Comment
	for _, k := range t.post.replies {
		if !k.deleted && (t.comment == nil || k.parent == t.comment) {
			out = append(out, k.view())
		}
	}
	return out
}

// FindComment returns a comment, and false if it does not exist or was deleted.
func (s *Server) FindComment(urn string) (Comment, bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	_, id, _ := splitComment(urn)
	k := s.comments[id]
	if k == nil || k.deleted {
		return Comment{}, false
	}
	return k.view(), true
}

// Reaction is a reaction as a test sees it.
type Reaction struct {
	Actor string
	Agent string // the member behind a Page
	Type  ReactionType
}

// Reactions are the reactions to a post or comment, oldest first.
func (s *Server) Reactions(on string) []Reaction {
	s.mu.Lock()
	defer s.mu.Unlock()
	var out []Reaction
	for _, r := range *s.mustThread(on).reactions() {
		out = append(out, Reaction{Actor: r.actor, Agent: r.agent, Type: r.kind})
	}
	return out
}

// Followers is how many follow a Page.
func (s *Server) Followers(page string) int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return int(s.mustOrg(page).followerCount())
}

// Notification is a notification as a test sees it.
type Notification struct {
	ID      uint64
	Action  string // such as COMMENT
	Post    string // URN of the post that it is about
	Comment string // URN
	Share   string // URN of the post that shares or mentions
	At      time.Time
}

// Notifications are all notifications of a Page, oldest first.
func (s *Server) Notifications(page string) []Notification {
	s.mu.Lock()
	defer s.mu.Unlock()
	var out []Notification
	for _, n := range s.notifications {
		if n.page.urn != page {
			continue
		}
		v := Notification{ID: n.id, Action: string(n.action), Post: n.source.urn, At: n.at}
		if n.comment != nil {
			v.Comment = n.comment.urn
		}
		if n.share != nil {
			v.Share = n.share.urn
		}
		out = append(out, v)
	}
	return out
}
