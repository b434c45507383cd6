package graphtest

import (
	"crypto/hmac"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"
)

// A Grant is what somebody says in the login dialog.
type Grant struct {
	Person   string   // id
	Declined []string // scopes that were unticked
	Targets  []string // assets that were ticked; nil: all
}

type loginCode struct {
	app, redirectURI string
	grant            *Grant
	scopes           []string
	expires          time.Time
	used             bool
}

// OnConsent sets who is in front of the login dialog and what they say; false cancels. The lock must be
// held; the function is called with it.
func (s *Server) OnConsent(f func(app, redirectURI string) (*Grant, bool)) { s.consent = f }

// MountLogin serves the login dialog, the exchange of codes and tokens, and debug_token, see
// https://developers.facebook.com/docs/facebook-login/guides/advanced/manual-flow.
func (s *Server) MountLogin() {
	s.Handle("dialog/oauth", s.serveDialog)
	s.Handle("oauth/access_token", s.serveTokens)
	s.Handle("debug_token", s.serveDebug)
}

func (s *Server) serveDialog(w http.ResponseWriter, r *http.Request) {
	q := r.URL.Query()
	s.mu.Lock()
	app := s.apps[q.Get("client_id")]
	target, err := url.Parse(q.Get("redirect_uri"))
	var grant *Grant
	ok := false
	if app != nil && s.consent != nil {
		grant, ok = s.consent(app.ID, q.Get("redirect_uri"))
	}
	s.mu.Unlock()
	if app == nil || err != nil || q.Get("redirect_uri") == "" || app.RedirectURIs != nil && !slices.Contains(app.RedirectURIs, q.Get("redirect_uri")) {
		http.Error(w, "URL blocked: this redirect failed because the redirect URI is not white-listed in the app's client OAuth settings.", http.StatusBadRequest)
		return
	}
	back := target.Query()
	if q.Has("state") {
		back.Set("state", q.Get("state"))
	}
	if ok {
		back.Set("code", s.newCode(app, q, grant))
	} else {
		for name, v := range map[string]string{
			"error": "access_denied", "error_code": "200", "error_description": "Permissions error", "error_reason": "user_denied",
		} {
			back.Set(name, v)
		}
	}
	target.RawQuery = back.Encode()
	w.Header().Set("Location", target.String()+"#_=_")
	w.WriteHeader(http.StatusFound)
}

func (s *Server) newCode(app *App, q url.Values, grant *Grant) string {
	s.mu.Lock()
	defer s.mu.Unlock()
	p := s.people[grant.Person]
	if p == nil {
		panic("graphtest: nobody has the id " + grant.Person)
	}
	asked := append([]string{"public_profile"}, strings.FieldsFunc(q.Get("scope"), func(r rune) bool { return r == ',' || r == ' ' })...)
	if q.Get("auth_type") != "rerequest" { // what was granted once stays granted
		asked = append(asked, p.granted[app.ID]...)
	}
	var scopes []string
	for _, scope := range asked {
		if slices.Contains(grant.Declined, scope) {
			p.declined[scope] = true
			continue
		}
		if !slices.Contains(scopes, scope) {
			scopes = append(scopes, scope)
			delete(p.declined, scope)
		}
	}
	p.granted[app.ID] = scopes
	code := s.Opaque("code")
	s.codes[code] = &loginCode{
		app: app.ID, redirectURI: q.Get("redirect_uri"), grant: grant, scopes: scopes, expires: s.Now().Add(s.opts.Tokens.Code),
	}
	return code
}

// serveTokens is /oauth/access_token.
func (s *Server) serveTokens(w http.ResponseWriter, r *http.Request) {
	p, _, err := readParams(r)
	if err != nil {
		s.fail(w, err)
		return
	}
	s.mu.Lock()
	answer, err := s.exchange(p)
	s.mu.Unlock()
	if err != nil {
		s.fail(w, err)
		return
	}
	s.writeObject(w, answer)
}

func (s *Server) exchange(p Params) (Object, error) {
	app := s.apps[p.Text("client_id")]
	if app == nil {
		return nil, &Error{Code: 101, Message: "Error validating application. Cannot get application info due to a system error."}
	}
	if !hmac.Equal([]byte(app.Secret), []byte(p.Text("client_secret"))) {
		return nil, &Error{Code: 1, Status: http.StatusBadRequest, Message: "Error validating client secret."}
	}
	switch p.Text("grant_type") {
	case "client_credentials":
		return Object{"access_token": app.ID + "|" + app.Secret, "token_type": "bearer"}, nil
	case "fb_exchange_token":
		old, err := s.checkToken(p.Text("fb_exchange_token"))
		if err != nil {
			return nil, err
		}
		if old.App != app.ID || old.Kind != UserToken {
			return nil, &Error{Code: codeToken, Message: "The access token does not belong to application " + app.ID}
		}
		t := s.Issue(UserToken, app.ID, old.User, true, old.Scopes...)
		t.Targets = old.Targets
		return s.tokenAnswer(t), nil
	case "", "authorization_code":
		return s.redeem(app, p)
	}
	return nil, BadParam("Invalid grant_type: " + p.Text("grant_type"))
}

func (s *Server) redeem(app *App, p Params) (Object, error) {
	code := s.codes[p.Text("code")]
	refuse := func(subcode int, message string) (Object, error) {
		return nil, &Error{Code: 100, Subcode: subcode, Message: message}
	}
	switch {
	case code == nil || code.app != app.ID:
		return refuse(0, "Invalid verification code format.")
	case code.used:
		return refuse(36009, "This authorization code has been used.")
	case !s.Now().Before(code.expires):
		return refuse(36007, "This authorization code has expired.")
	case code.redirectURI != p.Text("redirect_uri"):
		return refuse(36008, "Error validating verification code. Please make sure your redirect_uri is identical to the one you used in the OAuth dialog request")
	}
	code.used = true
	t := s.Issue(UserToken, app.ID, code.grant.Person, false, code.scopes...)
	t.Targets = code.grant.Targets
	return s.tokenAnswer(t), nil
}

func (s *Server) tokenAnswer(t *Token) Object {
	return Object{"access_token": t.Value, "token_type": "bearer", "expires_in": int64(t.Expires.Sub(s.Now()).Seconds())}
}

// serveDebug is /debug_token. What is wrong with the token in question stands inside of the answer.
func (s *Server) serveDebug(w http.ResponseWriter, r *http.Request) {
	p, _, err := readParams(r)
	if err != nil {
		s.fail(w, err)
		return
	}
	value, _ := tokenOf(r, p)
	s.mu.Lock()
	caller, err := s.checkToken(value)
	var data Object
	if err == nil {
		data, err = s.debug(caller, p.Text("input_token"))
	}
	s.mu.Unlock()
	if err != nil {
		s.fail(w, err)
		return
	}
	s.writeObject(w, Object{"data": data})
}

func (s *Server) debug(caller *Token, input string) (Object, error) {
	t := s.lookup(input)
	if t == nil {
		return Object{
			"error":    Object{"code": codeToken, "message": "Invalid OAuth access token - Cannot parse access token"},
			"is_valid": false, "scopes": []string{},
		}, nil
	}
	if caller.App != t.App {
		return nil, BadParam("The App_id in the input_token did not match the Viewing App")
	}
	unix := func(at time.Time) int64 {
		if at.IsZero() {
			return 0
		}
		return at.Unix()
	}
	o := Object{
		"app_id": t.App, "type": t.Kind.String(), "application": s.apps[t.App].Name, "expires_at": unix(t.Expires),
		"data_access_expires_at": unix(t.DataEnds), "is_valid": true, "scopes": t.Scopes,
	}
	if t.Kind == AppToken {
		o["scopes"] = []string{}
		return o, nil
	}
	o["issued_at"], o["user_id"] = t.Issued.Unix(), t.User
	if t.Asset != "" {
		o["profile_id"] = t.Asset
	}
	var granular []Object
	for _, scope := range t.Scopes {
		g := Object{"scope": scope}
		if t.Targets != nil && strings.HasPrefix(scope, "pages_") {
			g["target_ids"] = t.Targets
		}
		granular = append(granular, g)
	}
	o["granular_scopes"] = granular
	if e, ok := s.tokenError(t).(*Error); ok && e != nil { //nolint:errorlint // made here, never wrapped
		o["is_valid"] = false
		maps.Copy(o, Object{"error": Object{"code": e.Code, "message": e.Message, "subcode": e.Subcode}})
	}
	return o, nil
}
