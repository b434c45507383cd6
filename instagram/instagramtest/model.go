package instagramtest

import (
	"strings"
	"time"
)

// world is what the network knows.
type world struct {
	ids        ids
	accounts   map[string]*account
	byName     map[string]*account  // lower case
	appUsers   map[string]*account  // by the id of Instagram Login's /me
	people     []*account           // in the order of their making
	scoped     map[string]*relation // by the person's id
	relations  map[pair]*relation
	pages      map[string]*page
	users      map[string]*fbUser
	media      map[string]*media
	order      []*media // oldest first, children of carousels left out
	containers map[string]*container
	comments   map[string]*comment
	threads    []*thread // in the order of their making
	messages   map[string]*message
	hashtags   map[string]*hashtag // by id
	tagNames   map[string]*hashtag
	places     map[string]string // id → name
	products   map[string]bool
}

func newWorld(seed uint64) world {
	return world{
		ids: newIDs(seed), accounts: map[string]*account{}, byName: map[string]*account{},
		appUsers: map[string]*account{},
		scoped:   map[string]*relation{}, relations: map[pair]*relation{}, pages: map[string]*page{}, users: map[string]*fbUser{},
		media: map[string]*media{}, containers: map[string]*container{}, comments: map[string]*comment{},
		messages: map[string]*message{}, hashtags: map[string]*hashtag{},
		tagNames: map[string]*hashtag{}, places: map[string]string{}, products: map[string]bool{},
	}
}

// account is an Instagram account, professional or not.
type account struct {
	Profile
	id         string
	legacy     string // ig_id
	username   string
	appUser    string // the id that /me of Instagram Login calls id
	created    time.Time
	page       *page
	media      []*media     // oldest first, stories included, children of carousels left out
	containers []*container // oldest first
	published  []time.Time  // by API, oldest first
	following  map[*account]bool
	followedBy map[*account]bool
	blocked    map[*account]bool
	restricted map[*account]bool
	searched   []search // hashtags, oldest first
	insights   []Insight
	audience   []Demographic
	likeTimes  []time.Time // of likes through the API, for the burst limit
	lockedOut  time.Time
	shut       *shutter
}

// shutter is why an account may not publish.
type shutter struct {
	spam       bool // 4/2207051
	restricted bool // 25/2207050
}

func (a *account) professional() bool { return a.Type != Personal }

// relation is what one account and one person are to each other. Its id is the person's Instagram-scoped id.
type relation struct {
	id              string
	business, other *account
	consent         bool // the person has written to the business
}

type pair struct{ business, other *account }

// page is a Facebook Page.
type page struct {
	id, name string
	account  *account // linked; nil if there is none
	users    []*fbUser
}

// fbUser is a Facebook user who manages Pages.
type fbUser struct {
	id, name string
	pages    []*page
}

// media is what an account has published.
type media struct {
	id        string
	owner     *account
	kind      string // IMAGE, VIDEO or CAROUSEL_ALBUM
	product   string // FEED, REELS, STORY or AD
	created   time.Time
	container *container
	parent    *media
	children  []*media
	mediaOptions

	url      string
	comments []*comment // top-level, oldest first
	likes    map[*account]time.Time
	counts   []Insight
	deleted  bool
	reported bool // story_insights has been sent
	liveOver bool
}

func (m *media) expires() time.Time { return m.created.Add(storyLife) }

// shown reports whether the media can be read at all.
func (m *media) shown(now time.Time) bool {
	return !m.deleted && (m.product != productStory || now.Before(m.expires())) && !m.liveOver
}

// mediaOptions are the properties of media that do not follow from its kind.
type mediaOptions struct {
	caption, alt  string
	location      string
	tags          []userTag
	collaborators []*collaborator
	products      []productTag
	noComments    bool
	sharedToFeed  bool
	aiGenerated   bool
	paid          bool
	sponsors      []string
	trial         string
	audio         string
	cover         string
	thumbOffset   int
	hiddenLikes   bool
	copyrighted   bool
	crossposted   bool
	live          bool
	boosted       bool
	ageGated      bool
	tooFewViewers bool
}

type userTag struct {
	person *account
	x, y   *float64
}

type productTag struct {
	id   string
	x, y *float64
}

type collaborator struct {
	person *account
	state  string // Pending, Accepted or Declined
}

// comment is a comment or a reply to one.
type comment struct {
	id      string
	media   *media
	author  *account
	text    string
	created time.Time
	parent  *comment   // the top-level comment; nil for one of these
	replies []*comment // oldest first
	likes   map[*account]bool
	hidden  bool
	deleted bool
	private bool // has had its private reply
}

// showsHidden reports whether people see it as hidden: the owner's own comments stay visible.
func (c *comment) showsHidden() bool { return c.hidden && c.author != c.media.owner }

// hashtag is a word that media can be found by.
type hashtag struct {
	id, name string
}

// search is the first use of a hashtag by an account within seven days.
type search struct {
	tag *hashtag
	at  time.Time
}

func live(list []*comment) []*comment {
	var out []*comment
	for _, c := range list {
		if !c.deleted {
			out = append(out, c)
		}
	}
	return out
}

func (w *world) person(name string) *account {
	return w.byName[strings.ToLower(name)]
}

// relate returns what an account and a person are to each other.
func (s *Server) relate(business, other *account) *relation {
	key := pair{business, other}
	r := s.relations[key]
	if r == nil {
		r = &relation{id: s.ids.next(scopedID), business: business, other: other}
		s.relations[key], s.scoped[r.id] = r, r
		for _, h := range s.hosts {
			h.graph.Put(h.kinds.person, r.id, r)
		}
	}
	return r
}

// tag returns the hashtag of this name, which begins to exist if it did not.
func (w *world) tag(name string) *hashtag {
	name = strings.ToLower(name)
	t := w.tagNames[name]
	if t == nil {
		t = &hashtag{id: w.ids.next(hashtagID), name: name}
		w.tagNames[name], w.hashtags[t.id] = t, t
	}
	return t
}
