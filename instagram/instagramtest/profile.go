package instagramtest

import (
	"strings"
)

// An AccountType is a kind of account.
type AccountType int

// The kinds of accounts. The API serves professional ones only: businesses and creators.
const (
	Business AccountType = iota
	Creator
	Personal
)

// wire is the value of account_type.
func (t AccountType) wire() string {
	switch t {
	case Creator:
		return "MEDIA_CREATOR"
	case Personal:
		return "PERSONAL"
	default:
		return "BUSINESS"
	}
}

// A Profile is what an account says of itself, and how it behaves.
type Profile struct {
	Type            AccountType
	Name            string
	Biography       string
	Website         string
	PictureURL      string
	Followers       int // beside those that follow within the simulator
	Follows         int // the same
	Verified        bool
	Private         bool // only followers see its media
	AgeGated        bool // business discovery does not find it
	NoTrials        bool // may not publish trial reels
	NoMessages      bool // takes no messages from businesses
	NoMessageAccess bool // apps have no access to its messages ("Connected tools" in the app)
}

// CreateAccount makes an account, a business unless p says otherwise, and returns its id: the IG user id of
// paths and webhooks. A nil p is the zero value.
func (s *Server) CreateAccount(username string, p *Profile) string {
	s.mu.Lock()
	defer s.mu.Unlock()
	name := strings.ToLower(username)
	if s.byName[name] != nil {
		panic("instagramtest: the name " + username + " is taken")
	}
	a := &account{
		id: s.ids.next(accountID), legacy: s.ids.next(legacyID), username: username, appUser: s.ids.next(appUserID), created: s.now(),
		following: map[*account]bool{}, followedBy: map[*account]bool{}, blocked: map[*account]bool{}, restricted: map[*account]bool{},
	}
	if p != nil {
		a.Profile = *p
	}
	s.accounts[a.id], s.byName[name], s.appUsers[a.appUser] = a, a, a
	s.people = append(s.people, a)
	if a.professional() {
		s.expose(a)
	}
	return a.id
}

// CreatePerson makes a personal account, such as one of the audience, and returns its id.
func (s *Server) CreatePerson(username string) string {
	return s.CreateAccount(username, &Profile{Type: Personal, Name: username})
}

// expose lets the API serve an account.
func (s *Server) expose(a *account) {
	h := s.hosts[FacebookLogin]
	h.graph.Put(h.kinds.account, a.id, a)
	h = s.hosts[InstagramLogin]
	h.graph.Put(h.kinds.account, a.appUser, a)
	h.graph.Alias(a.id, a.appUser)
	h.graph.SetRole(a.appUser, a.appUser, "MANAGE", "CREATE_CONTENT", "MODERATE", "MESSAGING", "ANALYZE")
}

// SetProfile changes an account's profile; a professional account stays one.
func (s *Server) SetProfile(account string, p Profile) {
	s.mu.Lock()
	defer s.mu.Unlock()
	a := s.mustAccount(account)
	if (p.Type == Personal) == a.professional() {
		panic("instagramtest: an account does not change its type")
	}
	a.Profile = p
}

// CreatePage makes a Facebook Page that is linked to an account, and returns its id. An empty account makes
// one without Instagram.
func (s *Server) CreatePage(name, account string) string {
	s.mu.Lock()
	defer s.mu.Unlock()
	p := &page{id: s.ids.next(pageID), name: name}
	if account != "" {
		p.account = s.mustAccount(account)
		p.account.page = p
	}
	s.pages[p.id] = p
	h := s.hosts[FacebookLogin]
	h.graph.Put(h.kinds.page, p.id, p)
	return p.id
}

// CreateUser makes a Facebook user who manages these Pages with all tasks, and returns the id.
func (s *Server) CreateUser(name string, pages ...string) string {
	s.mu.Lock()
	defer s.mu.Unlock()
	h := s.hosts[FacebookLogin]
	u := &fbUser{id: h.graph.AddPerson(name, false).ID, name: name}
	s.users[u.id] = u
	for _, id := range pages {
		p := s.pages[id]
		if p == nil {
			panic("instagramtest: no page " + id)
		}
		u.pages, p.users = append(u.pages, p), append(p.users, u)
		h.graph.SetRole(u.id, id, "ADVERTISE", "ANALYZE", "CREATE_CONTENT", "MANAGE", "MESSAGING", "MODERATE")
	}
	return u.id
}

// SetTasks changes what a Facebook user may do on a Page; no tasks take the role away.
func (s *Server) SetTasks(user, page string, tasks ...string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.hosts[FacebookLogin].graph.SetRole(user, page, tasks...)
}

// A FacebookAccount is what an account needs with Facebook Login.
type FacebookAccount struct {
	Page, User           string // ids
	PageToken, UserToken string
}

// Connect links an account to a Page of its own with a user who manages it, and returns them with long-lived
// tokens of these permissions; none means all.
func (s *Server) Connect(account string, scopes ...string) FacebookAccount {
	s.mu.Lock()
	name := s.mustAccount(account).username
	s.mu.Unlock()
	page := s.CreatePage(name, account)
	user := s.CreateUser("Manager of "+name, page)
	s.mu.Lock()
	defer s.mu.Unlock()
	t := s.userToken(user, scopes)
	return FacebookAccount{
		Page: page, User: user, UserToken: t.Value, PageToken: s.hosts[FacebookLogin].graph.PageToken(t, page).Value,
	}
}

// ScopedID is the id by which /me of Instagram Login names an account. It is not the one of paths.
func (s *Server) ScopedID(account string) string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.mustAccount(account).appUser
}

// PersonID is the Instagram-scoped id of a person for an account, as comments, messages and webhooks have it.
func (s *Server) PersonID(account, person string) string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.relate(s.mustAccount(account), s.mustAccount(person)).id
}

// App returns the id and the secret of the app that the host's tokens belong to. The secret signs webhooks.
func (h *Host) App() (id, secret string) {
	h.srv.mu.Lock()
	defer h.srv.mu.Unlock()
	return h.app.ID, h.app.Secret
}

func (s *Server) mustAccount(id string) *account {
	a := s.accounts[id]
	if a == nil {
		panic("instagramtest: no account " + id)
	}
	return a
}

func (s *Server) mustMedia(id string) *media {
	m := s.media[id]
	if m == nil || m.deleted {
		panic("instagramtest: no media " + id)
	}
	return m
}

func (s *Server) mustComment(id string) *comment {
	k := s.comments[id]
	if k == nil || k.deleted {
		panic("instagramtest: no comment " + id)
	}
	return k
}

func (a *account) followers() int {
	return a.Followers + len(a.followedBy)
}

func (a *account) follows() int { return a.Follows + len(a.following) }

func (a *account) mediaCount() int {
	n := 0
	for _, m := range a.media {
		if !m.deleted && m.product != productStory && !m.live {
			n++
		}
	}
	return n
}
