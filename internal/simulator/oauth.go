package simulator

import (
	"crypto/rand"
	"encoding/hex"
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strings"
	"sync"
	"time"
)

// An App is a client that is registered with the simulated network.
type App struct {
	ID, Secret   string
	Name         string
	Website      string
	RedirectURIs []string
	Scopes       []string
	Public       bool // has no secret
}

// A Token is an access token, or what is left of one.
type Token struct {
	Value   string
	Refresh string   // the refresh token that belongs to it; empty if the network has none
	AppID   string   // "" for a token that was issued directly to a test
	Subject string   // the account; "" for a token of the app itself
	Scopes  []string //
	Created time.Time
	Expires time.Time // zero: never
	Revoked bool
}

// Allows reports whether the token has one of the scopes or the parent of one: "write" stands for
// "write:statuses", and "admin:read" for "admin:read:accounts".
func (t *Token) Allows(scopes ...string) bool {
	for _, want := range scopes {
		for scope := want; scope != ""; {
			if slices.Contains(t.Scopes, scope) {
				return true
			}
			cut := strings.LastIndexByte(scope, ':')
			if cut < 0 {
				break
			}
			scope = scope[:cut]
		}
	}
	return false
}

// A RefreshMode says what a network does with refresh tokens.
type RefreshMode int

// The ways of renewing a token.
const (
	NoRefresh     RefreshMode = iota // none is issued
	RefreshStays                     // the refresh token remains valid
	RefreshRotate                    // each refresh token works once and is replaced
)

// A PKCEMode says what a network does with code challenges.
type PKCEMode int

// The ways of treating a code challenge. Only the method S256 is known.
const (
	PKCEOptional PKCEMode = iota // verified if it was sent
	PKCEIgnored                  // dropped silently
	PKCERequired                 // an authorization without one is refused
)

// OAuthOptions say how a network's OAuth server behaves. The zero value issues tokens that do not expire.
type OAuthOptions struct {
	Clock       Clock
	CodeTTL     time.Duration // validity of a code; 0 means 10 minutes
	TokenTTL    time.Duration // validity of an access token; 0 means for ever
	Refresh     RefreshMode
	ReuseTokens bool // the same app, account and scopes get the same token again
	PKCE        PKCEMode
	// NeedRedirectURI demands redirect_uri in token requests of the client credentials grant too.
	NeedRedirectURI bool
	// NoBasic refuses client credentials in the Authorization header.
	NoBasic bool
	// DefaultScope is what an authorization request without a scope asks for.
	DefaultScope string
	// Consent names the account that is logged in and consents; false refuses. Nil refuses always.
	Consent func(*http.Request) (subject string, ok bool)
	// Body makes the answer of the token endpoint. Nil: the usual one of RFC 6749.
	Body func(*Token) map[string]any
}

// OAuth is an authorization server with its table of apps, codes and tokens. It is safe for concurrent
// use. Its handlers are served under the paths of the network.
type OAuth struct {
	opts    OAuthOptions
	mu      sync.Mutex
	serial  int
	apps    map[string]*App
	codes   map[string]*grant
	tokens  map[string]*Token
	refresh map[string]*Token
}

type grant struct {
	app         *App
	subject     string
	redirectURI string
	scopes      []string
	challenge   string
	expires     time.Time
}

// NewOAuth returns a server without apps and tokens.
func NewOAuth(opts OAuthOptions) *OAuth {
	if opts.CodeTTL == 0 {
		opts.CodeTTL = 10 * time.Minute
	}
	return &OAuth{
		opts: opts, apps: map[string]*App{}, codes: map[string]*grant{},
		tokens: map[string]*Token{}, refresh: map[string]*Token{},
	}
}

// secret makes a value that nobody can guess and that nobody takes for a real one.
func (o *OAuth) secret(kind string) string {
	var random [8]byte
	_, _ = rand.Read(random[:]) // never fails
	o.serial++
	return fmt.Sprintf("simulated-%s-%d-%s", kind, o.serial, hex.EncodeToString(random[:]))
}

// Register adds an app and returns it with its id and secret.
func (o *OAuth) Register(app App) *App {
	o.mu.Lock()
	defer o.mu.Unlock()
	app.ID = o.secret("client")
	if !app.Public {
		app.Secret = o.secret("secret")
	}
	o.apps[app.ID] = &app
	kept := app
	return &kept
}

// App returns a registered app.
func (o *OAuth) App(id string) (*App, bool) {
	o.mu.Lock()
	defer o.mu.Unlock()
	app, ok := o.apps[id]
	if !ok {
		return nil, false
	}
	kept := *app
	return &kept, true
}

// Issue returns a token of an account without any ceremony.
func (o *OAuth) Issue(subject string, scopes ...string) *Token {
	o.mu.Lock()
	defer o.mu.Unlock()
	t := *o.issue("", subject, scopes)
	return &t
}

func (o *OAuth) issue(appID, subject string, scopes []string) *Token {
	now := o.opts.Clock.Now()
	if o.opts.ReuseTokens && appID != "" {
		for _, t := range o.tokens {
			if t.AppID == appID && t.Subject == subject && slices.Equal(t.Scopes, scopes) && o.check(t, now) == nil {
				return t
			}
		}
	}
	t := &Token{
		Value: o.secret("token"), AppID: appID, Subject: subject,
		Scopes: slices.Clone(scopes), Created: now,
	}
	if o.opts.TokenTTL > 0 {
		t.Expires = now.Add(o.opts.TokenTTL)
	}
	if o.opts.Refresh != NoRefresh && subject != "" {
		t.Refresh = o.secret("refresh")
		o.refresh[t.Refresh] = t
	}
	o.tokens[t.Value] = t
	return t
}

// Lookup returns a token that is valid now. It reports false for one that is unknown, revoked or expired.
func (o *OAuth) Lookup(value string) (*Token, bool) {
	o.mu.Lock()
	defer o.mu.Unlock()
	t, ok := o.tokens[value]
	if !ok || o.check(t, o.opts.Clock.Now()) != nil {
		return nil, false
	}
	kept := *t
	return &kept, true
}

// Find returns a token whether it is still valid or not.
func (o *OAuth) Find(value string) (*Token, bool) {
	o.mu.Lock()
	defer o.mu.Unlock()
	t, ok := o.tokens[value]
	if !ok {
		return nil, false
	}
	kept := *t
	return &kept, true
}

func (o *OAuth) check(t *Token, now time.Time) error {
	if t.Revoked || !t.Expires.IsZero() && !now.Before(t.Expires) {
		return &OAuthError{Status: http.StatusUnauthorized, Code: "invalid_token"}
	}
	return nil
}

// Expire ends the validity of a token now; its refresh token stays.
func (o *OAuth) Expire(value string) {
	o.mu.Lock()
	defer o.mu.Unlock()
	if t, ok := o.tokens[value]; ok {
		t.Expires = o.opts.Clock.Now()
	}
}

// Withdraw revokes a token and its refresh token, as a person does who disconnects an app.
func (o *OAuth) Withdraw(value string) {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.withdraw(value)
}

func (o *OAuth) withdraw(value string) {
	if t, ok := o.tokens[value]; ok {
		t.Revoked = true
		delete(o.refresh, t.Refresh)
	}
}

// Tokens returns all tokens that were ever issued for an account, oldest first.
func (o *OAuth) Tokens(subject string) []Token {
	o.mu.Lock()
	defer o.mu.Unlock()
	var found []Token
	for t := range maps.Values(o.tokens) {
		if t.Subject == subject {
			found = append(found, *t)
		}
	}
	slices.SortFunc(found, func(a, b Token) int { return a.Created.Compare(b.Created) })
	return found
}
