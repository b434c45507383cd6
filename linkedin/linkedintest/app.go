package linkedintest

import (
	"slices"
	"time"
)

// A Product is something that LinkedIn grants an application; scopes come with it, see
// https://learn.microsoft.com/en-us/linkedin/shared/authentication/getting-access.
type Product int

// The products.
const (
	SignIn              Product = iota // Sign In with LinkedIn using OpenID Connect, self-serve
	ShareOnLinkedIn                    // Share on LinkedIn, self-serve
	CommunityManagement                // Community Management API, vetted; no other product may stand beside it
)

// A Tier is the level of access of a vetted application.
type Tier int

// The tiers.
const (
	Standard    Tier = iota
	Development      // small quotas, no batch reads, no webhooks
)

// The scopes that the simulator knows.
const (
	scopeOpenID         = "openid"
	scopeProfile        = "profile"
	scopeEmail          = "email"
	scopeBasic          = "r_basicprofile"
	scopeMemberWrite    = "w_member_social"
	scopeMemberFeed     = "w_member_social_feed"
	scopeMemberRead     = "r_member_social"
	scopeMemberReadFeed = "r_member_social_feed"
	scopeOrgWrite       = "w_organization_social"
	scopeOrgRead        = "r_organization_social"
	scopeOrgFeed        = "w_organization_social_feed"
	scopeOrgReadFeed    = "r_organization_social_feed"
	scopeAdmin          = "rw_organization_admin"
	scopeAdminRead      = "r_organization_admin"
	scopeFollowers      = "r_organization_followers"
	scopeConnections    = "r_1st_connections_size"
	scopePostAnalytics  = "r_member_postAnalytics"
	scopeProfileStats   = "r_member_profileAnalytics"
)

// Scopes are the scopes that come with a product.
func (p Product) Scopes() []string {
	switch p {
	case SignIn:
		return []string{scopeOpenID, scopeProfile, scopeEmail}
	case ShareOnLinkedIn:
		return []string{scopeMemberWrite}
	case CommunityManagement:
		return []string{
			scopeBasic, scopeConnections, scopeMemberWrite, scopeMemberFeed, scopePostAnalytics, scopeProfileStats,
			scopeOrgRead, scopeOrgWrite, scopeOrgReadFeed, scopeOrgFeed, scopeAdmin, scopeAdminRead, scopeFollowers,
		}
	}
	return nil
}

// An App is an application of the developer portal.
type App struct {
	URN                    string // urn:li:developerApplication:…
	ClientID, ClientSecret string // made by [Server.RegisterApp]
	Name                   string
	RedirectURIs           []string
	Products               []Product
	Tier                   Tier
	// Refresh lets the application renew tokens by itself, which LinkedIn grants to partners only.
	Refresh bool
	// Restricted are scopes beyond those of the products, such as r_member_social, which is closed.
	Restricted []string
}

// Scopes are all scopes that the application may ask for.
func (a App) Scopes() []string {
	var out []string
	for _, p := range a.Products {
		out = append(out, p.Scopes()...)
	}
	return append(out, a.Restricted...)
}

type app struct{ App }

// A Token is what an application got to act for a member.
type Token struct {
	Access         string
	Refresh        string // empty without [App].Refresh
	Member         string // URN
	Scopes         []string
	Created        time.Time
	Expires        time.Time
	RefreshExpires time.Time // never later than 365 days after the consent
}

type token struct {
	Token
	app     *app
	member  *member
	revoked bool
}

// auth is what the authorization server knows.
type auth struct {
	secrets  secrets
	apps     []*app
	codes    map[string]*code
	tokens   map[string]*token // by access token, all that were ever issued
	consents *member           // in front of the page
	refusal  string            // error of the page, "" if the member agrees
	sunset   []string          // versions
}

func newAuth() auth {
	return auth{codes: map[string]*code{}, tokens: map[string]*token{}}
}

// RegisterApp adds an application and returns it with its URN, id and secret. It panics if Community
// Management stands beside another product, which LinkedIn does not grant.
func (s *Server) RegisterApp(a App) App {
	if slices.Contains(a.Products, CommunityManagement) && len(a.Products) > 1 {
		panic("linkedintest: an application with Community Management can have no other product")
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	a.URN = urnNumber(kindApp, s.ids.serial())
	a.ClientID, a.ClientSecret = s.ids.opaque("86", 12), s.secrets.next("clientsecret")
	s.apps = append(s.apps, &app{App: a})
	return a
}

// App is the application that every server has for [Server.Token]: Community Management on the Standard
// tier, with refresh tokens and the redirect URI "http://127.0.0.1/callback".
func (s *Server) App() App { return s.appAt(0) }

// ShareApp is the self-serve application that every server has for [Server.ShareToken]: Share on LinkedIn and
// Sign In with LinkedIn, without refresh tokens, with the same redirect URI.
func (s *Server) ShareApp() App { return s.appAt(1) }

func (s *Server) appAt(i int) App {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.apps[i].App
}

func (s *Server) appBy(clientID string) *app {
	i := slices.IndexFunc(s.apps, func(a *app) bool { return a.ClientID == clientID })
	if i < 0 {
		return nil
	}
	return s.apps[i]
}

// Token returns an access token of a member for [Server.App], without any ceremony. Without scopes it has all
// of the application.
func (s *Server) Token(member string, scopes ...string) string {
	return s.Grant(s.App().ClientID, member, scopes...).Access
}

// ShareToken is [Server.Token] for [Server.ShareApp]: one can post with it, and do little else.
func (s *Server) ShareToken(member string, scopes ...string) string {
	return s.Grant(s.ShareApp().ClientID, member, scopes...).Access
}

// Grant returns the tokens of a member for an application. Without scopes they have all of the application.
// Unlike a consent it leaves earlier tokens alone.
func (s *Server) Grant(clientID, member string, scopes ...string) Token {
	s.mu.Lock()
	defer s.mu.Unlock()
	a := s.appBy(clientID)
	if a == nil {
		panic("linkedintest: no such application")
	}
	if len(scopes) == 0 {
		scopes = a.Scopes()
	}
	return s.issue(a, s.mustMember(member), scopes).Token
}

// issue makes tokens as of a new consent.
func (s *Server) issue(a *app, m *member, scopes []string) *token {
	now := s.now()
	t := &token{app: a, member: m, Token: Token{
		Access: s.secrets.next("token"), Member: m.urn, Scopes: slices.Clone(scopes),
		Created: now, Expires: now.Add(s.opts.Tokens.Access),
	}}
	if a.Refresh {
		t.Refresh, t.RefreshExpires = s.secrets.next("refresh"), now.Add(s.opts.Tokens.Refresh)
	}
	s.tokens[t.Access] = t
	return t
}

// ExpireToken ends the validity of an access token now; its refresh token stays.
func (s *Server) ExpireToken(access string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if t := s.tokens[access]; t != nil {
		t.Expires = s.now()
	}
}

// RevokeAccess withdraws a member's consent for the application of an access token, as a member does in the
// settings or by a new password: all access and refresh tokens stop working, and subscriptions end.
func (s *Server) RevokeAccess(access string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if t := s.tokens[access]; t != nil {
		s.withdraw(t.app, t.member)
	}
}

func (s *Server) withdraw(a *app, m *member) {
	for _, t := range s.tokens {
		if t.app == a && t.member == m {
			t.revoked = true
		}
	}
}

// granted reports whether an application has a token of a member that works.
func (s *Server) granted(a *app, m *member) bool {
	now := s.now()
	for _, t := range s.tokens {
		if t.app == a && t.member == m && !t.revoked && (now.Before(t.Expires) || now.Before(t.RefreshExpires)) {
			return true
		}
	}
	return false
}

// Consent names the member who is logged in at the authorization page and agrees to everything. Without it,
// it is the member that was created first.
func (s *Server) Consent(member string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.consents, s.refusal = s.mustMember(member), ""
}

// RefuseConsent makes the authorization page send the member back without a code: because of the login, or
// else because the member refused the permissions.
func (s *Server) RefuseConsent(login bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.refusal = "user_cancelled_authorize"
	if login {
		s.refusal = "user_cancelled_login"
	}
}

// labelOf names the owner of a token for the request log.
func (s *Server) labelOf(value string) string {
	s.mu.Lock()
	defer s.mu.Unlock()
	if t := s.tokens[value]; t != nil {
		return t.Member
	}
	return ""
}
