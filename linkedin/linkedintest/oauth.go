package linkedintest

import (
	"crypto/sha256"
	"encoding/base64"
	"html"
	"io"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"
)

// code is an authorization code that waits for its exchange.
type code struct {
	app       *app
	member    *member
	redirect  string
	scopes    []string
	challenge string
	expires   time.Time
}

// serveAuthorization is the page where members consent, see
// https://learn.microsoft.com/en-us/linkedin/shared/authentication/authorization-code-flow. Without a redirect
// URI that can be trusted the error stays on the page.
func (s *Server) serveAuthorization(w http.ResponseWriter, r *http.Request) {
	s.mu.Lock()
	defer s.mu.Unlock()
	q := r.URL.Query()
	a := s.appBy(q.Get("client_id"))
	redirect := q.Get("redirect_uri")
	switch {
	case r.Method != http.MethodGet:
		writePage(w, http.StatusMethodNotAllowed, "Method not allowed")
	case a == nil:
		writePage(w, http.StatusUnauthorized, "Client_id doesn't match")
	case !slices.Contains(a.RedirectURIs, redirect):
		writePage(w, http.StatusUnauthorized, "The redirect_uri does not match the registered value")
	case q.Get("response_type") != "code":
		writePage(w, http.StatusBadRequest, "The response_type must be code")
	default:
		answer := s.consent(a, q)
		if state := q.Get("state"); state != "" {
			answer.Set("state", state)
		}
		separator := "?"
		if strings.Contains(redirect, "?") {
			separator = "&"
		}
		http.Redirect(w, r, redirect+separator+answer.Encode(), http.StatusSeeOther) //nolint:gosec // one of the app's registered URIs
	}
}

func writePage(w http.ResponseWriter, status int, text string) {
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.WriteHeader(status)
	_, _ = io.WriteString(w, "<html><body><h1>Bummer, something went wrong.</h1><p>"+html.EscapeString(text)+"</p></body></html>\n")
}

// consent is what the redirect carries: a code or an error.
func (s *Server) consent(a *app, q url.Values) url.Values {
	failure := func(name, description string) url.Values {
		return url.Values{"error": {name}, "error_description": {description}}
	}
	scopes := strings.Fields(q.Get("scope"))
	for _, scope := range scopes {
		if !slices.Contains(a.Scopes(), scope) {
			return failure("unauthorized_scope_error", `Scope "`+scope+`" is not authorized for your application`)
		}
	}
	m := s.consents
	if m == nil && len(s.people) > 0 {
		m = s.people[0]
	}
	switch {
	case len(scopes) == 0:
		return failure("invalid_scope_error", "The request must name a scope")
	case s.refusal == "user_cancelled_login" || m == nil:
		return failure("user_cancelled_login", "The user cancelled LinkedIn login")
	case s.refusal != "":
		return failure(s.refusal, "The user cancelled the authorization")
	}
	value := s.secrets.next("code")
	s.codes[value] = &code{
		app: a, member: m, redirect: q.Get("redirect_uri"), scopes: scopes,
		challenge: q.Get("code_challenge"), expires: s.now().Add(s.opts.Tokens.Code),
	}
	return url.Values{"code": {value}}
}

// oauthError is an error of the token endpoint.
type oauthError struct {
	status            int
	name, description string
}

func (e *oauthError) write(w http.ResponseWriter) {
	writeJSON(w, e.status, object{"error": e.name, "error_description": e.description})
}

func badGrant(name, description string) *oauthError {
	return &oauthError{http.StatusBadRequest, name, description}
}

// oauthForm reads a form and checks the application's credentials; the server is locked.
func (s *Server) oauthForm(w http.ResponseWriter, r *http.Request, needed ...string) (url.Values, *app, *oauthError) {
	if r.Method != http.MethodPost {
		return nil, nil, &oauthError{http.StatusMethodNotAllowed, "invalid_request", "The method must be POST"}
	}
	r.Body = http.MaxBytesReader(w, r.Body, maxBody)
	if err := r.ParseForm(); err != nil {
		return nil, nil, badGrant("invalid_request", "The request body cannot be read")
	}
	form := r.PostForm
	for _, name := range append(needed, "client_id", "client_secret") {
		if form.Get(name) == "" {
			return nil, nil, badGrant("invalid_request", `A required parameter "`+name+`" is missing`)
		}
	}
	a := s.appBy(form.Get("client_id"))
	if a == nil || a.ClientSecret != form.Get("client_secret") {
		return nil, nil, &oauthError{http.StatusUnauthorized, "invalid_client", "Client authentication failed"}
	}
	return form, a, nil
}

// serveAccessToken exchanges codes and refresh tokens.
func (s *Server) serveAccessToken(w http.ResponseWriter, r *http.Request) {
	s.mu.Lock()
	defer s.mu.Unlock()
	form, a, failure := s.oauthForm(w, r, "grant_type")
	var t *token
	if failure == nil {
		switch form.Get("grant_type") {
		case "authorization_code":
			t, failure = s.redeem(a, form)
		case "refresh_token":
			t, failure = s.renew(a, form)
		case "client_credentials":
			failure = &oauthError{http.StatusUnauthorized, "access_denied", "This application is not allowed to create application tokens"}
		default:
			failure = badGrant("unsupported_grant_type", "The grant type is not supported")
		}
	}
	if failure != nil {
		failure.write(w)
		return
	}
	now := s.now()
	body := object{
		"access_token": t.Access, "expires_in": int64(t.Expires.Sub(now).Seconds()),
		"scope": strings.Join(t.Scopes, ","), "token_type": "Bearer",
	}
	if t.Refresh != "" {
		body["refresh_token"], body["refresh_token_expires_in"] = t.Refresh, int64(t.RefreshExpires.Sub(now).Seconds())
	}
	writeJSON(w, http.StatusOK, body)
}

func (s *Server) redeem(a *app, form url.Values) (*token, *oauthError) {
	for _, name := range []string{"code", "redirect_uri"} {
		if form.Get(name) == "" {
			return nil, badGrant("invalid_request", `A required parameter "`+name+`" is missing`)
		}
	}
	k := s.codes[form.Get("code")]
	if k == nil {
		return nil, &oauthError{http.StatusUnauthorized, "invalid_request", "Unable to retrieve access token: authorization code not found"}
	}
	sum := sha256.Sum256([]byte(form.Get("code_verifier")))
	proven := k.challenge == "" || base64.RawURLEncoding.EncodeToString(sum[:]) == k.challenge
	if k.app != a || k.redirect != form.Get("redirect_uri") || !s.now().Before(k.expires) || !proven {
		return nil, badGrant("invalid_redirect_uri", "Unable to retrieve access token: appid/redirect uri/code verifier does not match authorization code. Or authorization code expired. Or external member binding exists")
	}
	delete(s.codes, form.Get("code"))
	s.rescope(a, k.member, k.scopes)
	return s.issue(a, k.member, k.scopes), nil
}

// rescope invalidates a member's earlier tokens if their scopes differ from what has been agreed to now.
func (s *Server) rescope(a *app, m *member, scopes []string) {
	sorted := func(list []string) []string { return slices.Sorted(slices.Values(list)) }
	for _, t := range s.tokens {
		if t.app == a && t.member == m && !slices.Equal(sorted(t.Scopes), sorted(scopes)) {
			t.revoked = true
		}
	}
}

// renew issues another access token. The refresh token stays as it is, and so does its end, see
// https://learn.microsoft.com/en-us/linkedin/shared/authentication/programmatic-refresh-tokens.
func (s *Server) renew(a *app, form url.Values) (*token, *oauthError) {
	given := form.Get("refresh_token")
	if given == "" {
		return nil, badGrant("invalid_request", `A required parameter "refresh_token" is missing`)
	}
	var old *token
	for _, t := range s.tokens {
		if t.Refresh == given && t.app == a && !t.revoked && s.now().Before(t.RefreshExpires) {
			old = t
			break
		}
	}
	if old == nil {
		return nil, badGrant("invalid_grant", "The provided authorization grant or refresh token is invalid, expired or revoked")
	}
	fresh := s.issue(a, old.member, old.Scopes)
	fresh.Refresh, fresh.RefreshExpires = old.Refresh, old.RefreshExpires
	return fresh, nil
}

// serveIntrospection tells about a token, see
// https://learn.microsoft.com/en-us/linkedin/shared/authentication/token-introspection.
func (s *Server) serveIntrospection(w http.ResponseWriter, r *http.Request) {
	s.mu.Lock()
	defer s.mu.Unlock()
	form, a, failure := s.oauthForm(w, r, "token")
	if failure != nil {
		failure.write(w)
		return
	}
	t, ends := s.tokenBy(form.Get("token"))
	if t == nil || t.app != a {
		writeJSON(w, http.StatusOK, object{"active": false})
		return
	}
	state := "active"
	switch {
	case t.revoked:
		state = "revoked"
	case !s.now().Before(ends):
		state = "expired"
	}
	writeJSON(w, http.StatusOK, object{
		"active": state == "active", "status": state, "client_id": a.ClientID, "scope": strings.Join(t.Scopes, ","),
		"authorized_at": t.Created.Unix(), "created_at": t.Created.Unix(), "expires_at": ends.Unix(), "auth_type": "3L",
	})
}

// tokenBy finds an access or refresh token and its end.
func (s *Server) tokenBy(value string) (*token, time.Time) {
	if t := s.tokens[value]; t != nil {
		return t, t.Expires
	}
	for _, t := range s.tokens {
		if t.Refresh == value {
			return t, t.RefreshExpires
		}
	}
	return nil, time.Time{}
}

// serveRevocation withdraws a token of the application that asks. An unknown one is no error.
func (s *Server) serveRevocation(w http.ResponseWriter, r *http.Request) {
	s.mu.Lock()
	defer s.mu.Unlock()
	form, a, failure := s.oauthForm(w, r, "token")
	if failure != nil {
		failure.write(w)
		return
	}
	if t, _ := s.tokenBy(form.Get("token")); t != nil && t.app == a {
		for _, other := range s.tokens {
			if other == t || t.Refresh != "" && other.Refresh == t.Refresh {
				other.revoked = true
			}
		}
	}
	writeJSON(w, http.StatusOK, object{})
}
