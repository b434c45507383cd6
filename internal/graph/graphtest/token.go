package graphtest

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/relais-go/relais/internal/simulator"
)

// codeToken is what all is about that is wrong with a token.
const codeToken = 190

// A Kind is a kind of token; [Needs] combines them.
type Kind int

// The kinds of tokens, see https://developers.facebook.com/docs/facebook-login/guides/access-tokens/.
const (
	UserToken Kind = 1 << iota
	PageToken
	AppToken
	SystemToken // of a system user of a business
)

// Personal are the tokens of somebody who is logged in.
const Personal = UserToken | SystemToken

// A Token is an access token.
type Token struct {
	Value    string
	Kind     Kind
	App      string   // id
	User     string   // id of the person, or the system user; "" for an app
	Asset    string   // of a page token: the page
	Scopes   []string //
	Targets  []string // assets that were ticked in the dialog; nil: all
	Issued   time.Time
	Expires  time.Time // zero: never
	Long     bool      // a long-lived user token
	DataEnds time.Time // data access; zero: never
	Dead     int       // the subcode of code 190; 0: alive
}

// TokenOptions say how long tokens live.
type TokenOptions struct {
	Short, Long time.Duration // of user tokens; 0: 90 minutes and 60 days
	Code        time.Duration // of codes; 0: 10 minutes
	DataAccess  time.Duration // 0: 90 days
}

func (o TokenOptions) withDefaults() TokenOptions {
	for d, standard := range map[*time.Duration]time.Duration{
		&o.Short: 90 * time.Minute, &o.Long: 60 * 24 * time.Hour, &o.Code: 10 * time.Minute, &o.DataAccess: 90 * 24 * time.Hour,
	} {
		if *d == 0 {
			*d = standard
		}
	}
	return o
}

func (t *Token) label() string {
	switch t.Kind {
	case PageToken:
		return t.Asset
	case AppToken:
		return "app " + t.App
	default:
		return t.User
	}
}

// tokenOf finds the token of a request, and says whether it was a parameter.
func tokenOf(r *http.Request, p Params) (value string, param bool) {
	scheme, value, found := strings.Cut(r.Header.Get("Authorization"), " ")
	if found && (strings.EqualFold(scheme, "Bearer") || strings.EqualFold(scheme, "OAuth")) {
		return strings.TrimSpace(value), false
	}
	if value := p.Text("access_token"); value != "" {
		return value, true
	}
	return "", false
}

func headerOrQueryToken(r *http.Request) string {
	value, _ := tokenOf(r, Params{"access_token": r.URL.Query().Get("access_token")})
	return value
}

// labelOf names the owner of a token in the log; a token in a body is named later.
func (s *Server) labelOf(value string) string {
	s.mu.Lock()
	defer s.mu.Unlock()
	if t := s.lookup(value); t != nil {
		return t.label()
	}
	return ""
}

// lookup finds a token. An app's is its id and its secret. The lock is held.
func (s *Server) lookup(value string) *Token {
	if t := s.tokens[value]; t != nil {
		return t
	}
	id, secret, found := strings.Cut(value, "|")
	if a := s.apps[id]; found && a != nil && hmac.Equal([]byte(a.Secret), []byte(secret)) {
		return &Token{Value: value, Kind: AppToken, App: id}
	}
	return nil
}

// checkToken finds a token that is valid now. The lock is held.
func (s *Server) checkToken(value string) (*Token, error) {
	t := s.lookup(value)
	if t == nil {
		return nil, &Error{Code: codeToken, Message: "Invalid OAuth access token - Cannot parse access token"}
	}
	return t, s.tokenError(t)
}

func (s *Server) tokenError(t *Token) error {
	if t.Dead != 0 {
		return deadToken(t.Dead, t.App)
	}
	if !t.Expires.IsZero() && !s.Now().Before(t.Expires) {
		return sessionExpired(t.Expires, s.Now())
	}
	return nil
}

func sessionExpired(at, now time.Time) *Error {
	const layout = "Monday, 02-Jan-06 15:04:05 MST"
	return &Error{Code: codeToken, Subcode: 463, Message: "Error validating access token: Session has expired on " +
		at.UTC().Format(layout) + ". The current time is " + now.UTC().Format(layout) + "."}
}

// deadToken is the answer to a token that was ended, see
// https://developers.facebook.com/docs/facebook-login/guides/access-tokens/debugging.
func deadToken(subcode int, app string) *Error {
	reason := map[int]string{
		458: "The user has not authorized application " + app + ".",
		459: "You cannot access the app till you log in to www.facebook.com and follow the instructions given.",
		460: "The session has been invalidated because the user changed their password or Facebook has changed the session for security reasons.",
		464: "Sessions for the user are not allowed because the user is not a confirmed user.",
		467: "The session is invalid because the user logged out.",
		492: "The user must be an administrator, editor, or moderator of the page in order to impersonate it.",
	}[subcode]
	if reason == "" {
		reason = "The session is invalid."
	}
	return &Error{Code: codeToken, Subcode: subcode, Message: "Error validating access token: " + reason}
}

// checkProof checks appsecret_proof, plain and timed. The lock is held.
func (s *Server) checkProof(c *Call, t *Token) error {
	app := s.apps[t.App]
	proof := c.Params.Text("appsecret_proof")
	if proof == "" || app == nil {
		if app != nil && app.RequireProof {
			return &Error{Code: 100, Type: "GraphMethodException", Message: "API calls from the server require an appsecret_proof argument"}
		}
		return nil
	}
	message := t.Value
	bad := &Error{Code: 100, Type: "GraphMethodException", Message: "Invalid appsecret_proof provided in the API argument"}
	if made := c.Params.Text("appsecret_time"); made != "" {
		at, err := strconv.ParseInt(made, 10, 64)
		if age := s.Now().Sub(time.Unix(at, 0)); err != nil || age > 5*time.Minute || age < -5*time.Minute {
			return bad
		}
		message += "|" + made
	}
	if !hmac.Equal([]byte(Sign(app.Secret, []byte(message))), []byte(proof)) {
		return bad
	}
	return nil
}

// Sign is the HMAC-SHA256 of a message in hexadecimal.
func Sign(secret string, message []byte) string {
	mac := hmac.New(sha256.New, []byte(secret))
	_, _ = mac.Write(message) // never fails
	return hex.EncodeToString(mac.Sum(nil))
}

// Issue makes a token of a person or system user. The lock must be held.
func (s *Server) Issue(kind Kind, app, user string, long bool, scopes ...string) *Token {
	t := &Token{
		Value: s.Opaque("token"), Kind: kind, App: app, User: user, Scopes: slices.Clone(scopes), Issued: s.Now(), Long: long,
	}
	if kind == UserToken {
		life := s.opts.Tokens.Short
		if long {
			life = s.opts.Tokens.Long
		}
		t.Expires, t.DataEnds = t.Issued.Add(life), t.Issued.Add(s.opts.Tokens.DataAccess)
	}
	s.tokens[t.Value] = t
	return t
}

// PageToken is the token of an asset that follows from a personal one: without an end if that is
// long-lived. The same comes out for the same. The lock must be held.
func (s *Server) PageToken(from *Token, asset string) *Token {
	if t := s.derived[from.Value+" "+asset]; t != nil && t.Dead == 0 && (t.Expires.IsZero() || t.Expires.After(s.Now())) {
		return t
	}
	t := &Token{
		Value: s.Opaque("token"), Kind: PageToken, App: from.App, User: from.User, Asset: asset, Scopes: from.Scopes, Targets: from.Targets,
		Issued: s.Now(), Expires: from.Expires,
	}
	if from.Long || from.Kind == SystemToken {
		t.Expires = time.Time{}
	}
	s.derived[from.Value+" "+asset] = t
	s.tokens[t.Value] = t
	return t
}

// End ends tokens with a subcode of code 190: 463 lets them expire, 458 takes the app away from the person,
// 460 is a changed password. The lock must be held.
func (s *Server) End(subcode int, which func(*Token) bool) int {
	n := 0
	for _, t := range s.tokens {
		if !which(t) {
			continue
		}
		n++
		if subcode == 463 {
			t.Expires = s.Now()
			continue
		}
		t.Dead = subcode
	}
	return n
}

// Token is a token by its value; nil if there is none. The lock must be held.
func (s *Server) Token(value string) *Token { return s.lookup(value) }

// Unauthorized is a fault that answers as to an expired token.
func Unauthorized(match string) simulator.Fault {
	return simulator.Fault{Kind: simulator.Unauthorized, Match: match}
}

func (k Kind) String() string {
	switch k {
	case UserToken:
		return "USER"
	case PageToken:
		return "PAGE"
	case AppToken:
		return "APP"
	case SystemToken:
		return "SYSTEM_USER"
	default:
		return fmt.Sprintf("kinds %d", int(k))
	}
}
