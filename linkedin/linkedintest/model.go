package linkedintest

import (
	"maps"
	"slices"
	"time"
)

// world is what the network knows.
type world struct {
	ids           ids
	people        []*member
	members       map[string]*member // by URN
	orgs          map[string]*organization
	posts         map[string]*post // by URN, and by that of their activity
	order         []*post          // oldest first
	comments      map[uint64]*comment
	assets        map[string]*asset  // by URN
	uploads       map[string]*upload // by path
	notifications []*notification    // oldest first
	pages         int                // of lists that were handed out
	waiting       []*post            // PUBLISH_REQUESTED
	changing      []*change
}

func newWorld(seed uint64) world {
	return world{
		ids: newIDs(seed), members: map[string]*member{}, orgs: map[string]*organization{}, posts: map[string]*post{},
		comments: map[uint64]*comment{}, assets: map[string]*asset{}, uploads: map[string]*upload{},
	}
}

type member struct {
	urn, id string
	Member
	gains  []tally // of followers
	joined time.Time
}

type organization struct {
	urn, id   string
	number    uint64
	profile   Organization
	roles     []*grant
	followers []*member
	gains     []tally
	facets    map[string][]FollowerCount
	views     []pageView
	audience  int
	created   time.Time
}

// grant is a role of a member on a Page.
type grant struct {
	member *member
	role   Role
	state  string
}

// A metric is something that is counted day by day.
type metric string

const (
	metricImpression metric = "impression"
	metricUnique     metric = "unique impression"
	metricClick      metric = "click"
	metricLike       metric = "like"
	metricComment    metric = "comment"
	metricShare      metric = "share"
	metricOrganic    metric = "organic follower"
	metricPaid       metric = "paid follower"
)

// A tally is a number that counts at a moment; it can be negative.
type tally struct {
	at     time.Time
	metric metric
	n      int64
}

// sum adds what was counted from start on, before end.
func sum(list []tally, m metric, start, end time.Time) int64 {
	total := int64(0)
	for _, t := range list {
		if t.metric == m && !t.at.Before(start) && t.at.Before(end) {
			total += t.n
		}
	}
	return total
}

type post struct {
	urn, activity string
	author        string
	text          littleText
	sent          string // the commentary as it came
	visibility    string
	distribution  object
	content       object
	media         []*asset
	poll          *poll
	parent        *post
	noReshare     bool
	label         string // of the call to action
	landing       string
	state         string // lifecycleState
	created       time.Time
	published     time.Time
	modified      time.Time
	edited        bool
	deleted       bool
	replies       []*comment // of both levels, oldest first
	reactions     []*reaction
	closed        bool
	tallies       []tally
	shows         time.Time // in lists and reads
}

// change is a state of the comments that comes later.
type change struct {
	post   *post
	closed bool
	at     time.Time
}

type poll struct {
	question string
	options  []string
	votes    []int
	days     int
}

// root is the post at the beginning of a chain of reshares.
func (p *post) root() *post {
	for p.parent != nil {
		p = p.parent
	}
	return p
}

type comment struct {
	id        uint64
	urn       string
	post      *post
	parent    *comment // nil at the top level
	actor     string
	agent     string // the member who acts for a Page
	text      string
	mentions  []attribute
	image     *asset
	created   time.Time
	modified  time.Time
	reactions []*reaction
	deleted   bool
}

type reaction struct {
	actor, agent string
	kind         ReactionType
	created      time.Time
	modified     time.Time
}

func (s *Server) mustMember(urn string) *member {
	m := s.members[urn]
	if m == nil {
		panic("linkedintest: no such member: " + urn)
	}
	return m
}

func (s *Server) mustOrg(urn string) *organization {
	o := s.orgs[urn]
	if o == nil {
		panic("linkedintest: no such organization: " + urn)
	}
	return o
}

func (s *Server) mustPost(urn string) *post {
	p := s.posts[urn]
	if p == nil || p.deleted {
		panic("linkedintest: no such post: " + urn)
	}
	return p
}

func (s *Server) mustComment(urn string) *comment {
	_, id, _ := splitComment(urn)
	c := s.comments[id]
	if c == nil || c.deleted {
		panic("linkedintest: no such comment: " + urn)
	}
	return c
}

// mustActor checks that a URN names somebody.
func (s *Server) mustActor(urn string) string {
	if s.members[urn] == nil {
		s.mustOrg(urn)
	}
	return urn
}

// nameOf is the full name of a member or Page.
func (s *Server) nameOf(urn string) string {
	if m := s.members[urn]; m != nil {
		return m.name()
	}
	if o := s.orgs[urn]; o != nil {
		return o.profile.Name
	}
	return ""
}

// has reports whether a member has one of some roles on a Page.
func (o *organization) has(m *member, roles ...Role) bool {
	return slices.ContainsFunc(o.roles, func(g *grant) bool {
		return g.member == m && g.state == stateApproved && slices.Contains(roles, g.role)
	})
}

// happen lets come about what time brings; the server is locked.
func (s *Server) happen() {
	now := s.now()
	s.changing = slices.DeleteFunc(s.changing, func(c *change) bool {
		due := !now.Before(c.at)
		if due {
			s.setClosed(c.post, c.closed)
		}
		return due
	})
	s.waiting = slices.DeleteFunc(s.waiting, func(p *post) bool {
		for _, m := range p.media {
			s.ask(m)
		}
		return s.settle(p)
	})
}

func sortedKeys[V any](m map[string]V) []string { return slices.Sorted(maps.Keys(m)) }
