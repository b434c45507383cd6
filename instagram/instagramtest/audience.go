package instagramtest

import (
	"fmt"
	"time"
)

// Comment makes a person comment on a media and returns the comment's id.
func (s *Server) Comment(person, media, text string) string {
	s.mu.Lock()
	defer s.mu.Unlock()
	m := s.mustMedia(media)
	if m.noComments {
		panic("instagramtest: comments are closed on " + media)
	}
	return s.comment(m, s.mustAccount(person), nil, text).id
}

// Reply makes a person answer a comment and returns the reply's id. An answer to a reply stands under the
// first comment.
func (s *Server) Reply(person, comment, text string) string {
	s.mu.Lock()
	defer s.mu.Unlock()
	k := s.mustComment(comment)
	return s.comment(k.media, s.mustAccount(person), k, text).id
}

// DeleteComment makes its author, or the owner of the media, delete a comment in the app.
func (s *Server) DeleteComment(comment string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.removeComment(s.mustComment(comment))
}

// HideComment makes the owner of the media hide a comment in the app.
func (s *Server) HideComment(comment string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.mustComment(comment).hidden = true
}

// LikeComment makes a person like a comment.
func (s *Server) LikeComment(person, comment string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.mustComment(comment).likes[s.mustAccount(person)] = true
}

// Like makes a person like a media.
func (s *Server) Like(person, media string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.mustMedia(media).likes[s.mustAccount(person)] = s.now()
}

// Unlike takes a like back.
func (s *Server) Unlike(person, media string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	delete(s.mustMedia(media).likes, s.mustAccount(person))
}

// Follow makes an account follow another.
func (s *Server) Follow(follower, target string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	a, b := s.mustAccount(follower), s.mustAccount(target)
	a.following[b], b.followedBy[a] = true, true
	b.insights = append(b.insights,
		Insight{Metric: "follower_count", Value: 1, At: s.now()},
		Insight{Metric: "follows_and_unfollows", Value: 1, At: s.now(), By: map[string]string{"follow_type": "FOLLOWER"}})
}

// Unfollow ends a follow.
func (s *Server) Unfollow(follower, target string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	a, b := s.mustAccount(follower), s.mustAccount(target)
	delete(a.following, b)
	delete(b.followedBy, a)
	b.insights = append(b.insights,
		Insight{Metric: "follows_and_unfollows", Value: 1, At: s.now(), By: map[string]string{"follow_type": "NON_FOLLOWER"}})
}

// Restrict makes an account restrict a person: the API does not return the person's comments any more.
func (s *Server) Restrict(account, person string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.mustAccount(account).restricted[s.mustAccount(person)] = true
}

// BlockPerson makes one account block another in the app.
func (s *Server) BlockPerson(account, person string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.mustAccount(account).blocked[s.mustAccount(person)] = true
}

// A Post is what somebody publishes in the app, see [Server.Post].
type Post struct {
	Caption   string
	Type      string   // IMAGE, VIDEO or CAROUSEL_ALBUM; "" means IMAGE, or VIDEO for a reel
	Product   string   // FEED, REELS or STORY; "" means FEED
	Tags      []string // ids of accounts that are tagged, or mentioned in a story
	Items     int      // of a carousel; 0 means 2
	At        time.Time
	Live      bool // is being broadcast
	Collab    []string
	HideLikes bool // the count of likes is for the owner only
	AgeGated  bool
	Copyright bool // contains what belongs to others, so that its address is not told
	Facebook  bool // is shared to Facebook too
	Boosted   bool // comments come with the ad's id
}

// Post makes an account publish in the app, without the API's restrictions, and returns the media's id.
func (s *Server) Post(account string, p Post) string {
	s.mu.Lock()
	defer s.mu.Unlock()
	m := &media{
		owner: s.mustAccount(account), kind: p.Type, product: p.Product, created: p.At,
		mediaOptions: mediaOptions{
			caption: p.Caption, live: p.Live, hiddenLikes: p.HideLikes, ageGated: p.AgeGated, copyrighted: p.Copyright,
			crossposted: p.Facebook, boosted: p.Boosted, sharedToFeed: true,
		},
	}
	if m.created.IsZero() {
		m.created = s.now()
	}
	if m.product == "" {
		m.product = productFeed
	}
	switch {
	case m.kind == "" && m.product == productReels:
		m.kind = typeVideo
	case m.kind == "":
		m.kind = typeImage
	}
	for _, id := range p.Tags {
		m.tags = append(m.tags, userTag{person: s.mustAccount(id)})
	}
	for _, id := range p.Collab {
		m.collaborators = append(m.collaborators, &collaborator{person: s.mustAccount(id), state: invitePending})
	}
	s.addMedia(m)
	for i := range max(p.Items, 2) {
		if m.kind != typeCarousel {
			break
		}
		child := &media{owner: m.owner, kind: typeImage, product: productFeed, created: m.created, parent: m}
		child.alt = fmt.Sprintf("item %d", i+1)
		s.addMedia(child)
		m.children = append(m.children, child)
	}
	s.announce(m)
	return m.id
}

// DeletePost makes the owner delete a media in the app.
func (s *Server) DeletePost(media string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.removeMedia(s.mustMedia(media))
}

// EndLive ends a broadcast: the media and its comments cannot be read any more.
func (s *Server) EndLive(media string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	m := s.mustMedia(media)
	if !m.live {
		panic("instagramtest: " + media + " is not live")
	}
	m.liveOver = true
}

// ShareToFacebook makes a media appear on Facebook too, which some metrics need.
func (s *Server) ShareToFacebook(media string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.mustMedia(media).crossposted = true
}

// CreatePlace makes a Page with a location and returns the id that location_id takes.
func (s *Server) CreatePlace(name string) string {
	s.mu.Lock()
	defer s.mu.Unlock()
	id := s.ids.next(placeID)
	s.places[id] = name
	return id
}

// CreateProduct makes a product of a catalogue and returns its id.
func (s *Server) CreateProduct() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	id := s.ids.next(productID)
	s.products[id] = true
	return id
}

// Tick lets come about what has become due on the clock, such as the end of stories, as every request does.
func (s *Server) Tick() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.happen()
}
