package linkedintest

import (
	"slices"
	"time"
)

// PostOptions is what a post of the audience has beside its text. A nil *PostOptions is a public post.
type PostOptions struct {
	Visibility string   // "" means PUBLIC
	Mentions   []string // URNs of members and Pages, which are named after the text
	Hashtags   []string // after the text too, without "#"
	Reshare    string   // URN of the post that is shared again
	// Commentary is the whole text as an API client would send it; if it is set, the plain text is not looked at.
	Commentary string
}

// Post makes a member or a Page post as people do in the app, without the rules for API clients, and returns
// the URN. The text is plain. Like the other methods of the audience it panics if it is handed a URN that
// does not exist.
func (s *Server) Post(author, text string, o *PostOptions) string {
	s.mu.Lock()
	defer s.mu.Unlock()
	p := &post{author: s.mustActor(author), visibility: visibilityPublic}
	if o == nil {
		o = new(PostOptions)
	}
	if o.Visibility != "" {
		p.visibility = o.Visibility
	}
	p.sent = o.Commentary
	if p.sent == "" {
		p.sent = escapeLittleText(text)
		for _, name := range o.Mentions {
			p.sent += " " + littleText{{kind: mentionSpan, text: s.nameOf(s.mustActor(name)), urn: name}}.wire()
		}
		for _, tag := range o.Hashtags {
			p.sent += " " + littleText{{kind: hashtagSpan, text: tag}}.wire()
		}
	}
	p.text = s.understand(p.sent)
	p.distribution = object{"feedDistribution": feedMain, "targetEntities": []any{}, "thirdPartyDistributionChannels": []any{}}
	if o.Reshare != "" {
		p.parent = s.mustPost(o.Reshare)
	}
	s.publish(p)
	return p.urn
}

// Mention makes somebody post a text that mentions a Page or a member.
func (s *Server) Mention(author, who, text string) string {
	return s.Post(author, text, &PostOptions{Mentions: []string{who}})
}

// Reshare makes somebody share a post again, with a text that may be empty.
func (s *Server) Reshare(author, post, text string) string {
	return s.Post(author, text, &PostOptions{Reshare: post})
}

// DeletePost removes a post as its author does in the app.
func (s *Server) DeletePost(post string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.removePost(s.mustPost(post))
}

// mustThread finds what a URN names, without the delays of the API.
func (s *Server) mustThread(on string) thread {
	if kind, _, _ := splitURN(on); kind == kindComment {
		k := s.mustComment(on)
		return thread{post: k.post, comment: k}
	}
	return thread{post: s.mustPost(on)}
}

// Comment makes somebody comment on a post, or reply to a comment, and returns the URN of the comment. A reply
// to a reply goes below the same comment.
func (s *Server) Comment(actor, on, text string) string {
	s.mu.Lock()
	defer s.mu.Unlock()
	t := s.mustThread(on)
	k := &comment{post: t.post, parent: t.comment, actor: s.mustActor(actor), text: text}
	if k.parent != nil && k.parent.parent != nil {
		k.parent = k.parent.parent
	}
	if t.post.closed {
		panic("linkedintest: comments are closed")
	}
	s.addComment(k)
	return k.urn
}

// EditComment changes the text of a comment as its author does.
func (s *Server) EditComment(urn, text string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	k := s.mustComment(urn)
	k.text, k.mentions, k.modified = text, nil, s.now()
	s.announceComment(k, actionCommentEdit)
}

// DeleteComment removes a comment, and the replies to it, as its author does.
func (s *Server) DeleteComment(urn string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.removeComment(s.mustComment(urn))
}

// React makes somebody react to a post or comment; a second reaction replaces the first.
func (s *Server) React(actor, on string, kind ReactionType) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.react(s.mustThread(on), s.mustActor(actor), "", kind)
}

// Unreact takes a reaction back.
func (s *Server) Unreact(actor, on string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.unreact(s.mustThread(on), actor)
}

// Vote makes somebody vote in the poll of a post; options count from 0.
func (s *Server) Vote(post string, option int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.mustPost(post).poll.votes[option]++
}

// Follow makes a member follow a Page or another member.
func (s *Server) Follow(member, target string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	m := s.mustMember(member)
	if other := s.members[target]; other != nil {
		other.gains = append(other.gains, tally{s.now(), metricOrganic, 1})
		return
	}
	s.follow(m, s.mustOrg(target))
}

// Unfollow makes a member follow a Page no longer.
func (s *Server) Unfollow(who, page string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	m, o := s.mustMember(who), s.mustOrg(page)
	before := len(o.followers)
	o.followers = slices.DeleteFunc(o.followers, func(other *member) bool { return other == m })
	if len(o.followers) < before {
		o.gains = append(o.gains, tally{s.now(), metricOrganic, -1})
	}
}

// AddMemberFollowers counts followers whom a member won, or lost, at a moment without naming them; the zero
// time means now.
func (s *Server) AddMemberFollowers(member string, at time.Time, n int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	m := s.mustMember(member)
	if at.IsZero() {
		at = s.now()
	}
	m.gains = append(m.gains, tally{at, metricOrganic, int64(n)})
}
