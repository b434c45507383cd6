package facebooktest

import (
	"slices"
	"time"

	"github.com/relais-go/relais/internal/graph/graphtest"
)

// world is all that exists.
type world struct {
	app     *graphtest.App // tokens are made for it
	studio  *graphtest.App // Meta's own tools
	consent *Consent
	pages   []*page
	people  map[string]*person
	files   map[string]*attachment // reusable attachments of messages
	last    time.Time              // when the world was brought up to date
}

func newWorld() world {
	return world{people: map[string]*person{}, files: map[string]*attachment{}}
}

// A page is a Facebook Page.
type page struct {
	id, name, owner string
	created         time.Time
	profile         map[string]any // what can be updated, by field
	picture         string
	fans            int // likes that came before the test
	likes           map[*person]bool
	talking         int
	posts           []*post
	photos          []*photo
	videos          []*video
	albums          []*album
	stories         []*story
	ratings         []*rating
	tagged          []*post
	threads         []*thread
	blocked         []*person
	banned          map[*person]bool // from messages
	psids           map[*person]string
	metrics         map[metricKey]int
	settings        map[string]bool
	reels           []time.Time // when reels were published by the API
}

// A person is somebody of the audience.
type person struct {
	id, name string
	private  bool // withheld from apps
	blocks   map[*page]bool
}

// An actor is who did something: a page or a person.
type actor struct {
	page   *page
	person *person
}

func (a actor) name() string {
	if a.page != nil {
		return a.page.name
	}
	return a.person.name
}

// idFor is the id under which a page sees the actor.
func (s *Server) idFor(p *page, a actor) string {
	if a.page != nil {
		return a.page.id
	}
	return s.psid(p, a.person)
}

// psid is the page-scoped id of a person.
func (s *Server) psid(p *page, who *person) string {
	if id := p.psids[who]; id != "" {
		return id
	}
	id := s.graph.NewID()
	p.psids[who] = id
	s.graph.Put(s.types.profile, id, &scoped{who, p}).Age()
	return id
}

// A scoped person is one as a page sees them.
type scoped struct {
	person *person
	page   *page
}

// byPSID finds a person by page-scoped id.
func (s *Server) byPSID(p *page, id string) *person {
	if n := s.graph.Node(id); n != nil {
		if who, ok := n.Data.(*scoped); ok && who.page == p {
			return who.person
		}
	}
	return nil
}

// talk is what people say and feel about an object.
type talk struct {
	page      *page
	root      string // id of the object
	post      *post  // the post it belongs to, if any
	comments  []*comment
	reactions []reaction
}

type reaction struct {
	by   actor
	kind string
	at   time.Time
}

func (t *talk) reactionOf(a actor) int {
	return slices.IndexFunc(t.reactions, func(r reaction) bool { return r.by == a })
}

// A post is one of a page, of a visitor on it, or of somebody who tags it.
type post struct {
	talk
	id          string
	wall        *page // whose feed it is in
	author      actor
	app         *graphtest.App // nil: made in Meta's own tools
	message     string
	link        string
	created     time.Time
	updated     time.Time
	published   bool
	publishAt   time.Time
	unpublished string // unpublished_content_type
	hidden      bool
	pinned      bool
	inline      bool // a story or another post that lists leave out
	backdated   time.Time
	granularity string
	visibility  string
	place       string
	tags        []string
	targeting   object
	feedTarget  object
	action      object
	preset      string
	children    []object
	photos      []*photo
	video       *video
	shares      []share
	edited      bool
	answered    bool // a visitor's post, by a private message
}

type share struct {
	by actor
	at time.Time
	id string
}

// key is the part of a post's id behind the page's.
func (p *post) key() string { return p.id[len(p.wall.id)+1:] }

// A photo is one that was uploaded.
type photo struct {
	talk
	id        string
	owner     *page
	album     *album
	file      *graphtest.File
	caption   string
	altText   string
	created   time.Time
	published bool
	temporary bool
	used      bool // by a story, a comment or a post
	post      *post
	place     string
	backdated time.Time
	noStory   bool
}

// An album is a set of photos.
type album struct {
	talk
	id, name, kind string
	owner          *page
	created        time.Time
	photos         []*photo
}

// A comment is one on a post, photo, video, album or another comment.
type comment struct {
	talk            // likes of the comment; its answers are those of the thread
	id              string
	on              *talk
	parent          *comment
	author          actor
	app             *graphtest.App
	message         string
	attachment      object
	created         time.Time
	hidden, private bool
	replied         bool // by a private message
}

// A rating is a recommendation of a page.
type rating struct {
	id       string
	page     *page
	by       *person
	positive bool
	text     string
	created  time.Time
}

// A story is a photo or video that is shown for 24 hours.
type story struct {
	post    *post
	page    *page
	photo   *photo
	video   *video
	created time.Time
}

// isStory reports whether the post is a story.
func (p *post) isStory() bool {
	return slices.ContainsFunc(p.wall.stories, func(st *story) bool { return st.post == p })
}

func (st *story) mediaID() string {
	if st.photo != nil {
		return st.photo.id
	}
	return st.video.id
}

func (s *Server) mustPage(id string) *page {
	for _, p := range s.pages {
		if p.id == id {
			return p
		}
	}
	panic("facebooktest: no page has the id " + id)
}

func (s *Server) mustPerson(id string) *person {
	p := s.people[id]
	if p == nil {
		panic("facebooktest: nobody of the audience has the id " + id)
	}
	return p
}

// find is the data behind an id, of a type.
func find[T any](s *Server, id string) (T, bool) {
	var none T
	n := s.graph.Node(id)
	if n == nil {
		return none, false
	}
	v, ok := n.Data.(T)
	return v, ok
}

func mustFind[T any](s *Server, id string) T {
	v, ok := find[T](s, id)
	if !ok {
		panic("facebooktest: there is nothing of that kind with the id " + id)
	}
	return v
}

// remove takes an element out of a list.
func remove[T comparable](list []T, item T) []T {
	return slices.DeleteFunc(slices.Clone(list), func(have T) bool { return have == item })
}
