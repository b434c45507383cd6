package xtest

import (
	"crypto/rand"
	"encoding/hex"
	"fmt"
	"slices"
	"strings"
	"time"
)

// An App is a client that is registered in the developer console.
type App struct {
	ID                     string // numeric
	Name                   string
	ClientID, ClientSecret string // OAuth 2.0; no secret for a public client
	APIKey, APISecret      string // OAuth 1.0a and the app's bearer token; also called consumer key and secret
	Public                 bool   // a native app or a single page app
	RedirectURIs           []string
	Owner                  string // id of the user whose own data cost less; may be empty
	ReadOnly               bool   // OAuth 1.0a tokens may not write
	Unenrolled             bool   // is in no paid package: every operation answers 403 client-not-enrolled
}

// A Token is what an app got to act for a user.
type Token struct {
	Access  string
	Refresh string // empty without the scope offline.access
	User    string // id
	Scopes  []string
	Expires time.Time
}

// An OAuth1Token is a set of OAuth 1.0a credentials; it does not expire.
type OAuth1Token struct {
	ConsumerKey, ConsumerSecret string
	Token, TokenSecret          string
}

type app struct {
	App
	bearer      string // "" if there is none
	bearerAsked []time.Time
}

// token is an access token or the rest of one. The grant holds all tokens that stem from one consent.
type token struct {
	Token
	app     *app
	user    *user
	grant   *grant
	revoked bool
}

type grant struct {
	revoked bool
	refresh string          // the one that works
	used    map[string]bool // the ones that have worked
}

type code struct {
	app       *app
	user      *user
	redirect  string
	scopes    []string
	challenge string
	plain     bool
	expires   time.Time
}

type authState struct {
	apps     []*app
	codes    map[string]*code
	tokens   map[string]*token
	refresh  map[string]*token
	oauth1   map[string]*oauth1Token
	requests map[string]*oauth1Request
	nonces   map[string]bool
	consents *user
	refuses  bool
	serial   int
}

func newAuthState() authState {
	return authState{
		codes: map[string]*code{}, tokens: map[string]*token{}, refresh: map[string]*token{},
		oauth1: map[string]*oauth1Token{}, requests: map[string]*oauth1Request{}, nonces: map[string]bool{},
	}
}

// secret makes a value that nobody can guess and that nobody takes for a real one.
func (a *authState) secret(kind string) string {
	var random [8]byte
	_, _ = rand.Read(random[:]) // never fails
	a.serial++
	return fmt.Sprintf("simulated-%s-%d-%s", kind, a.serial, hex.EncodeToString(random[:]))
}

// RegisterApp adds an app and returns it with its ids and secrets.
func (s *Server) RegisterApp(a App) App {
	s.mu.Lock()
	defer s.mu.Unlock()
	a.ID = idText(s.ids.next(s.now()))
	a.ClientID, a.APIKey, a.APISecret = s.secret("client"), s.secret("key"), s.secret("keysecret")
	if !a.Public {
		a.ClientSecret = s.secret("clientsecret")
	}
	s.apps = append(s.apps, &app{App: a})
	return a
}

// App returns the app that every server has and for which [Server.Token] and its siblings work. It is
// confidential and has the redirect URI "http://127.0.0.1/callback".
func (s *Server) App() App { return s.apps[0].App }

// SetAppOwner names the user who owns the app of [Server.App]: reads of the owner's own data cost less.
func (s *Server) SetAppOwner(user string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.apps[0].Owner = s.mustUser(user).idText()
}

// AllScopes are the scopes that a community manager's app asks for.
func AllScopes() []string {
	return []string{
		"tweet.read", "tweet.write", "tweet.moderate.write", "users.read", "follows.read", "follows.write",
		"offline.access", "mute.read", "mute.write", "like.read", "like.write", "list.read", "list.write",
		"block.read", "block.write", "bookmark.read", "bookmark.write", "dm.read", "dm.write", "media.write",
		"timeline.read", "space.read", "users.email",
	}
}

// Token returns an access token of a user, without any ceremony. Without scopes it has [AllScopes].
func (s *Server) Token(user string, scopes ...string) string {
	return s.Grant(s.App().ClientID, user, scopes...).Access
}

// Grant returns the tokens of a user for an app. Without scopes they have [AllScopes].
func (s *Server) Grant(clientID, user string, scopes ...string) Token {
	s.mu.Lock()
	defer s.mu.Unlock()
	if len(scopes) == 0 {
		scopes = AllScopes()
	}
	a := s.appBy(func(a *app) bool { return a.ClientID == clientID })
	if a == nil {
		panic("xtest: no such app")
	}
	return s.issue(a, s.mustUser(user), scopes, &grant{used: map[string]bool{}}).Token
}

func (s *Server) appBy(fits func(*app) bool) *app {
	if i := slices.IndexFunc(s.apps, fits); i >= 0 {
		return s.apps[i]
	}
	return nil
}

func (s *Server) issue(a *app, u *user, scopes []string, g *grant) *token {
	t := &token{app: a, user: u, grant: g, Token: Token{
		Access: s.secret("token"), User: u.idText(), Scopes: slices.Clone(scopes), Expires: s.now().Add(s.opts.TokenTTL),
	}}
	if slices.Contains(scopes, "offline.access") {
		t.Refresh = s.secret("refresh")
		g.refresh = t.Refresh
		s.refresh[t.Refresh] = t
	}
	s.tokens[t.Access] = t
	return t
}

// AppToken returns the bearer token of the app of [Server.App].
func (s *Server) AppToken() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.bearerOf(s.apps[0])
}

func (s *Server) bearerOf(a *app) string {
	if a.bearer == "" {
		a.bearer = s.secret("bearer")
	}
	return a.bearer
}

// OAuth1 returns OAuth 1.0a credentials of a user for the app of [Server.App].
func (s *Server) OAuth1(user string) OAuth1Token {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.issueOAuth1(s.apps[0], s.mustUser(user)).OAuth1Token
}

// ExpireToken ends the validity of an access token now; its refresh token stays.
func (s *Server) ExpireToken(access string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if t := s.tokens[access]; t != nil {
		t.Expires = s.now()
	}
}

// RevokeAccess withdraws the consent behind an access token, as a person does who disconnects an app:
// access and refresh tokens stop working and the event oauth.revoke is sent.
func (s *Server) RevokeAccess(access string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if t := s.tokens[access]; t != nil && !t.grant.revoked {
		t.grant.revoked = true
		s.emit(&activity{kind: "oauth.revoke", subject: t.user, payload: func() object {
			return object{"user_id": t.user.idText(), "client_id": t.app.ClientID, "revoked_at": stamp(s.now())}
		}})
	}
}

// Consent names the user who is logged in at the authorization page and agrees to everything. Without it,
// it is the user that was created first.
func (s *Server) Consent(user string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.consents, s.refuses = s.mustUser(user), false
}

// RefuseConsent makes the authorization page answer that the user refused.
func (s *Server) RefuseConsent() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.refuses = true
}

// labelOf names the owner of a token for the request log.
func (s *Server) labelOf(value string) string {
	s.mu.Lock()
	defer s.mu.Unlock()
	if t := s.tokens[value]; t != nil {
		return t.user.username
	}
	if a := s.appBy(func(a *app) bool { return a.bearer != "" && a.bearer == value }); a != nil {
		return strings.TrimSpace("app " + a.Name)
	}
	return ""
}
