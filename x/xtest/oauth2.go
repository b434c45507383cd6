package xtest

import (
	"crypto/sha256"
	"crypto/subtle"
	"encoding/base64"
	"net/http"
	"net/url"
	"slices"
	"strings"
)

// oauthFailure is an answer of the form that RFC 6749 section 5.2 gives.
func oauthFailure(status int, code, description string) *apiError {
	return &apiError{status: status, body: object{"error": code, "error_description": description}}
}

func badToken() *apiError {
	return oauthFailure(http.StatusBadRequest, "invalid_request", "Value passed for the token was invalid.")
}

// serveAuthorize answers an authorization request at once with the redirect that carries the code, as if
// the user of Consent had agreed. See https://docs.x.com/fundamentals/authentication/oauth-2-0/authorization-code.
func (s *Server) serveAuthorize(w http.ResponseWriter, r *http.Request) {
	q := r.URL.Query()
	s.mu.Lock()
	a := s.appBy(func(a *app) bool { return a.ClientID == q.Get("client_id") })
	var value string
	var failure *apiError
	redirect := q.Get("redirect_uri")
	trusted := a != nil && slices.Contains(a.RedirectURIs, redirect)
	if trusted {
		value, failure = s.authorize(a, q)
	}
	s.mu.Unlock()
	if !trusted {
		s.writeError(w, oauthFailure(http.StatusBadRequest, "invalid_request", "Value passed for the redirect uri did not match the uri of the authorization code."))
		return
	}
	target, err := url.Parse(redirect)
	if err != nil {
		s.writeError(w, oauthFailure(http.StatusBadRequest, "invalid_request", "Value passed for the redirect uri was invalid."))
		return
	}
	answer := target.Query()
	if state := q.Get("state"); state != "" {
		answer.Set("state", state)
	}
	if failure != nil {
		answer.Set("error", failure.body["error"].(string)) //nolint:forcetypeassert // made by oauthFailure
	} else {
		answer.Set("code", value)
	}
	target.RawQuery = answer.Encode()
	http.Redirect(w, r, target.String(), http.StatusFound) //nolint:gosec // one of the app's registered URIs
}

func (s *Server) authorize(a *app, q url.Values) (string, *apiError) {
	invalid := func(what string) (string, *apiError) {
		return "", oauthFailure(http.StatusBadRequest, "invalid_request", "Value passed for the "+what+" was invalid.")
	}
	method := q.Get("code_challenge_method")
	scopes := strings.Fields(q.Get("scope"))
	known := append(AllScopes(), "broadcast.read", "broadcast.write")
	unknown := slices.ContainsFunc(scopes, func(scope string) bool { return !slices.Contains(known, scope) })
	user := s.consents
	if user == nil && len(s.people) > 0 {
		user = s.people[0]
	}
	switch {
	case q.Get("response_type") != "code":
		return invalid("response type")
	case len(q.Get("state")) > 500:
		return invalid("state")
	case q.Get("code_challenge") == "" || method != "S256" && method != "plain":
		return invalid("code challenge")
	case len(scopes) == 0 || unknown:
		return "", oauthFailure(http.StatusBadRequest, "invalid_scope", "Value passed for the scope was invalid.")
	case s.refuses || user == nil:
		return "", oauthFailure(http.StatusForbidden, "access_denied", "The user denied the request.")
	}
	value := s.secret("code")
	s.codes[value] = &code{
		app: a, user: user, redirect: q.Get("redirect_uri"), scopes: scopes,
		challenge: q.Get("code_challenge"), plain: method == "plain", expires: s.now().Add(s.opts.CodeTTL),
	}
	return value, nil
}

// oauthForm reads a form body; parameters in the query do not count.
func oauthForm(w http.ResponseWriter, r *http.Request) (url.Values, error) {
	r.Body = http.MaxBytesReader(w, r.Body, maxBody)
	if err := r.ParseForm(); err != nil {
		return nil, err
	}
	return r.PostForm, nil
}

// serveToken answers POST /2/oauth2/token.
func (s *Server) serveToken(w http.ResponseWriter, r *http.Request) {
	form, err := oauthForm(w, r)
	if err != nil {
		s.writeError(w, oauthFailure(http.StatusBadRequest, "invalid_request", "Missing required parameter [grant_type]."))
		return
	}
	s.mu.Lock()
	body, failure := s.exchange(r, form)
	s.mu.Unlock()
	if failure != nil {
		s.writeError(w, failure)
		return
	}
	w.Header().Set("Cache-Control", "no-store")
	s.writeJSON(w, body)
}

func (s *Server) exchange(r *http.Request, form url.Values) (object, *apiError) {
	a, failure := s.client(r, form)
	if failure != nil {
		return nil, failure
	}
	var t *token
	switch form.Get("grant_type") {
	case "authorization_code":
		t, failure = s.redeem(a, form)
	case "refresh_token":
		t, failure = s.renew(a, form.Get("refresh_token"))
	case "":
		failure = oauthFailure(http.StatusBadRequest, "invalid_request", "Missing required parameter [grant_type].")
	default:
		failure = oauthFailure(http.StatusBadRequest, "unsupported_grant_type", "Value passed for the grant type was invalid.")
	}
	if failure != nil {
		return nil, failure
	}
	body := object{
		"token_type": "bearer", "expires_in": int(s.opts.TokenTTL.Seconds()), "access_token": t.Access,
		"scope": strings.Join(t.Scopes, " "),
	}
	if t.Refresh != "" {
		body["refresh_token"] = t.Refresh
	}
	return body, nil
}

// client finds the app that asks. A confidential one must say so in the Authorization header, a public one
// in the body.
func (s *Server) client(r *http.Request, form url.Values) (*app, *apiError) {
	if id, secret, ok := r.BasicAuth(); ok {
		a := s.appBy(func(a *app) bool { return a.ClientID == formDecoded(id) })
		if a == nil || a.Public || !sameSecret(formDecoded(secret), a.ClientSecret) {
			return nil, oauthFailure(http.StatusUnauthorized, "unauthorized_client", "Invalid client credentials")
		}
		return a, nil
	}
	a := s.appBy(func(a *app) bool { return a.ClientID == form.Get("client_id") })
	if a == nil || !a.Public {
		return nil, oauthFailure(http.StatusUnauthorized, "unauthorized_client", "Missing valid authorization header")
	}
	return a, nil
}

func formDecoded(s string) string {
	if plain, err := url.QueryUnescape(s); err == nil {
		return plain
	}
	return s
}

func sameSecret(a, b string) bool { return subtle.ConstantTimeCompare([]byte(a), []byte(b)) == 1 }

func (s *Server) redeem(a *app, form url.Values) (*token, *apiError) {
	value := form.Get("code")
	c := s.codes[value]
	delete(s.codes, value) // one try
	if c == nil || c.app != a || !s.now().Before(c.expires) {
		return nil, oauthFailure(http.StatusBadRequest, "invalid_request", "Value passed for the authorization code was invalid.")
	}
	if c.redirect != form.Get("redirect_uri") {
		return nil, oauthFailure(http.StatusBadRequest, "invalid_request", "Value passed for the redirect uri did not match the uri of the authorization code.")
	}
	verifier := form.Get("code_verifier")
	if !c.plain {
		sum := sha256.Sum256([]byte(verifier))
		verifier = base64.RawURLEncoding.EncodeToString(sum[:])
	}
	if verifier != c.challenge {
		return nil, oauthFailure(http.StatusBadRequest, "invalid_request", "Value passed for the code verifier did not match the code challenge.")
	}
	return s.issue(a, c.user, c.scopes, &grant{used: map[string]bool{}}), nil
}

// renew rotates a refresh token: it works once, and using it again ends everything that stems from the
// same consent.
func (s *Server) renew(a *app, value string) (*token, *apiError) {
	old := s.refresh[value]
	if old == nil || old.app != a || old.grant.revoked {
		return nil, badToken()
	}
	if old.grant.used[value] || old.grant.refresh != value {
		old.grant.revoked = true
		return nil, badToken()
	}
	old.grant.used[value] = true
	old.revoked = true
	return s.issue(a, old.user, old.Scopes, old.grant), nil
}

// serveRevoke answers POST /2/oauth2/revoke.
func (s *Server) serveRevoke(w http.ResponseWriter, r *http.Request) {
	form, err := oauthForm(w, r)
	if err != nil {
		s.writeError(w, badToken())
		return
	}
	s.mu.Lock()
	a, failure := s.client(r, form)
	if failure == nil {
		value := form.Get("token")
		if t := s.tokens[value]; t != nil && t.app == a {
			t.revoked = true
		} else if t := s.refresh[value]; t != nil && t.app == a {
			t.grant.revoked = true
		}
	}
	s.mu.Unlock()
	if failure != nil {
		s.writeError(w, failure)
		return
	}
	s.writeJSON(w, object{"revoked": true})
}
