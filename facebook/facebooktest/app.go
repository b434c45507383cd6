package facebooktest

import (
	"slices"

	"github.com/relais-go/relais/internal/graph/graphtest"
)

// An App is a program that is registered with the network.
type App struct {
	ID, Secret   string
	Name         string
	RedirectURIs []string // that the login dialog takes; nil means any
	RequireProof bool     // calls need appsecret_proof
}

// App is the app that tokens are made for.
func (s *Server) App() App {
	defer s.lock()()
	return appOf(s.app)
}

func appOf(a *graphtest.App) App {
	return App{ID: a.ID, Secret: a.Secret, Name: a.Name, RedirectURIs: a.RedirectURIs, RequireProof: a.RequireProof}
}

// RegisterApp adds an app, for which tokens are made from now on. ID and Secret are made if they are empty.
func (s *Server) RegisterApp(a App) App {
	defer s.lock()()
	s.app = s.graph.Register(graphtest.App{
		ID: a.ID, Secret: a.Secret, Name: a.Name, RedirectURIs: a.RedirectURIs, RequireProof: a.RequireProof,
	})
	return appOf(s.app)
}

// RequireProof demands appsecret_proof in calls of the app.
func (s *Server) RequireProof(on bool) {
	defer s.lock()()
	s.app.RequireProof = on
}

// Scopes are all permissions that operations of the server ask for.
func Scopes() []string {
	return []string{
		"public_profile", "email", "pages_show_list", "pages_read_engagement", "pages_read_user_content", "pages_manage_posts",
		"pages_manage_engagement", "pages_manage_metadata", "pages_messaging", "read_insights", "publish_video", "business_management",
	}
}

// Tasks are all that a person can be allowed to do on a page.
func Tasks() []string {
	return []string{"MANAGE", "CREATE_CONTENT", "MODERATE", "MESSAGING", "ADVERTISE", "ANALYZE"}
}

// CreateUser adds somebody who can log in and manage pages, and returns the id.
func (s *Server) CreateUser(name string) string {
	defer s.lock()()
	return s.graph.AddPerson(name, false).ID
}

// CreateSystemUser adds a system user of a business and returns the id.
func (s *Server) CreateSystemUser(name string) string {
	defer s.lock()()
	return s.graph.AddPerson(name, true).ID
}

// SetTasks gives a user these tasks on a page; none takes the role away.
func (s *Server) SetTasks(user, page string, tasks ...string) {
	defer s.lock()()
	s.mustUser(user)
	s.mustPage(page)
	s.graph.SetRole(user, page, tasks...)
}

// Owner is the user who created a page and may do all.
func (s *Server) Owner(page string) string {
	defer s.lock()()
	return s.mustPage(page).owner
}

// Token is a token of a page that does not expire, by its owner and with all permissions, or with these.
func (s *Server) Token(page string, scopes ...string) string {
	defer s.lock()()
	return s.pageToken(s.mustPage(page).owner, page, scopes)
}

// PageToken is a token of a page by a user with a role on it.
func (s *Server) PageToken(user, page string, scopes ...string) string {
	defer s.lock()()
	s.mustPage(page)
	return s.pageToken(user, page, scopes)
}

func (s *Server) pageToken(user, page string, scopes []string) string {
	return s.graph.PageToken(s.userToken(user, true, scopes), page).Value
}

// UserToken is a long-lived token of a user, with all permissions or with these. For a system user it does
// not expire.
func (s *Server) UserToken(user string, scopes ...string) string {
	defer s.lock()()
	return s.userToken(user, true, scopes).Value
}

// ShortToken is a short-lived token of a user, with all permissions or with these.
func (s *Server) ShortToken(user string, scopes ...string) string {
	defer s.lock()()
	return s.userToken(user, false, scopes).Value
}

func (s *Server) userToken(user string, long bool, scopes []string) *graphtest.Token {
	if len(scopes) == 0 {
		scopes = Scopes()
	}
	kind := graphtest.UserToken
	if s.mustUser(user).System {
		kind = graphtest.SystemToken
	}
	return s.graph.Issue(kind, s.app.ID, user, long, scopes...)
}

// AppToken is the token of the app itself.
func (s *Server) AppToken() string {
	defer s.lock()()
	return s.app.ID + "|" + s.app.Secret
}

// EndToken ends a token with a subcode of code 190: 463 it has expired, 458 the person removed the app, 459
// or 464 the person must log in to the site, 460 the password was changed, 467 logged out, 492 the role is
// lost.
func (s *Server) EndToken(token string, subcode int) {
	defer s.lock()()
	if s.graph.End(subcode, func(t *graphtest.Token) bool { return t.Value == token }) == 0 {
		panic("facebooktest: there is no such token")
	}
}

// EndTokens ends all tokens of a user, page tokens included.
func (s *Server) EndTokens(user string, subcode int) {
	defer s.lock()()
	s.mustUser(user)
	s.graph.End(subcode, func(t *graphtest.Token) bool { return t.User == user })
}

// A Consent is what somebody says in the login dialog.
type Consent struct {
	User     string   // who is logged in; "" cancels
	Declined []string // permissions that are unticked
	Pages    []string // that are ticked; nil means all
}

// SetConsent sets who is in front of the login dialog and what they say. Without it the dialog is cancelled.
func (s *Server) SetConsent(c Consent) {
	defer s.lock()()
	s.consent = &c
}

func (s *Server) consents(string, string) (*graphtest.Grant, bool) {
	if s.consent == nil || s.consent.User == "" {
		return nil, false
	}
	return &graphtest.Grant{
		Person: s.consent.User, Declined: slices.Clone(s.consent.Declined), Targets: slices.Clone(s.consent.Pages),
	}, true
}

func (s *Server) mustUser(id string) *graphtest.Person {
	p := s.graph.Person(id)
	if p == nil {
		panic("facebooktest: no user has the id " + id)
	}
	return p
}
