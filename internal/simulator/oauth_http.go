package simulator

import (
	"crypto/sha256"
	"crypto/subtle"
	"encoding/base64"
	"encoding/json"
	"io"
	"mime"
	"net/http"
	"net/url"
	"slices"
	"strings"
)

// OutOfBand is the redirect URI with which the code is shown instead of being sent on.
const OutOfBand = "urn:ietf:wg:oauth:2.0:oob"

// An OAuthError is an answer of the form that RFC 6749 section 5.2 gives.
type OAuthError struct {
	Status            int
	Code, Description string
}

// Error is the code and its description.
func (e *OAuthError) Error() string { return e.Code + ": " + e.Description }

func (e *OAuthError) write(w http.ResponseWriter) {
	writeJSON(w, e.Status, map[string]any{"error": e.Code, "error_description": e.Description})
}

func writeJSON(w http.ResponseWriter, status int, body any) {
	w.Header().Set("Content-Type", "application/json; charset=utf-8")
	w.Header().Set("Cache-Control", "no-store")
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(body) // the client may be gone
}

func invalid(code, description string) *OAuthError {
	return &OAuthError{Status: http.StatusBadRequest, Code: code, Description: description}
}

// ServeAuthorize answers an authorization request at once with a redirect that carries the code, as if
// the person that Consent names had agreed. With [OutOfBand] the code is the body of the answer.
func (o *OAuth) ServeAuthorize(w http.ResponseWriter, r *http.Request) {
	q := r.URL.Query()
	o.mu.Lock()
	app, ok := o.apps[q.Get("client_id")]
	o.mu.Unlock()
	redirect := q.Get("redirect_uri")
	// RFC 6749 section 4.1.2.1: without a trusted redirect URI the error stays on the page.
	if !ok {
		(&OAuthError{http.StatusUnauthorized, "invalid_client", "Client authentication failed due to unknown client."}).write(w)
		return
	}
	if !slices.Contains(app.RedirectURIs, redirect) {
		invalid("invalid_request", "The requested redirect uri is malformed or doesn't match client redirect URI.").write(w)
		return
	}
	code, err := o.authorize(r, app, q)
	if redirect == OutOfBand {
		if err != nil {
			err.write(w)
			return
		}
		w.Header().Set("Content-Type", "text/plain; charset=utf-8")
		_, _ = io.WriteString(w, code) //nolint:gosec // plain text that the server made itself
		return
	}
	target, parseErr := url.Parse(redirect)
	if parseErr != nil {
		invalid("invalid_request", "The redirect uri is malformed.").write(w)
		return
	}
	answer := target.Query()
	if err != nil {
		answer.Set("error", err.Code)
		answer.Set("error_description", err.Description)
	} else {
		answer.Set("code", code)
	}
	if state := q.Get("state"); state != "" {
		answer.Set("state", state)
	}
	target.RawQuery = answer.Encode()
	http.Redirect(w, r, target.String(), http.StatusFound) //nolint:gosec // one of the app's registered URIs
}

func (o *OAuth) authorize(r *http.Request, app *App, q url.Values) (string, *OAuthError) {
	if q.Get("response_type") != "code" {
		return "", invalid("unsupported_response_type", "The authorization server does not support this response type.")
	}
	scopes, scopeErr := o.scopes(app, q.Get("scope"))
	if scopeErr != nil {
		return "", scopeErr
	}
	challenge := q.Get("code_challenge")
	switch {
	case o.opts.PKCE == PKCEIgnored:
		challenge = ""
	case challenge == "" && o.opts.PKCE == PKCERequired:
		return "", invalid("invalid_request", "Code challenge is required.")
	case challenge != "" && q.Get("code_challenge_method") != "S256":
		return "", invalid("invalid_code_challenge_method", "The code_challenge_method must be S256.")
	}
	subject, agreed := "", false
	if o.opts.Consent != nil {
		subject, agreed = o.opts.Consent(r)
	}
	if !agreed {
		return "", invalid("access_denied", "The resource owner or authorization server denied the request.")
	}
	o.mu.Lock()
	defer o.mu.Unlock()
	code := o.secret("code")
	o.codes[code] = &grant{
		app: app, subject: subject, redirectURI: q.Get("redirect_uri"), scopes: scopes,
		challenge: challenge, expires: o.opts.Clock.Now().Add(o.opts.CodeTTL),
	}
	return code, nil
}

func (o *OAuth) scopes(app *App, requested string) ([]string, *OAuthError) {
	if requested == "" {
		requested = o.opts.DefaultScope
	}
	scopes := strings.Fields(requested)
	registered := Token{Scopes: app.Scopes}
	for _, scope := range scopes {
		if !registered.Allows(scope) {
			return nil, invalid("invalid_scope", "The requested scope is invalid, unknown, or malformed.")
		}
	}
	return scopes, nil
}

// ServeToken answers a token request: authorization_code, client_credentials and refresh_token.
func (o *OAuth) ServeToken(w http.ResponseWriter, r *http.Request) {
	form, err := oauthForm(w, r)
	if err != nil {
		invalid("invalid_request", "Missing required parameter: grant_type.").write(w)
		return
	}
	o.mu.Lock()
	t, oauthErr := o.grantToken(r, form)
	o.mu.Unlock()
	if oauthErr != nil {
		oauthErr.write(w)
		return
	}
	if o.opts.Body != nil {
		writeJSON(w, http.StatusOK, o.opts.Body(t))
		return
	}
	body := map[string]any{
		"access_token": t.Value, "token_type": "Bearer",
		"scope": strings.Join(t.Scopes, " "), "created_at": t.Created.Unix(),
	}
	if !t.Expires.IsZero() {
		body["expires_in"] = int64(t.Expires.Sub(t.Created).Seconds())
	}
	if t.Refresh != "" {
		body["refresh_token"] = t.Refresh
	}
	writeJSON(w, http.StatusOK, body)
}

func (o *OAuth) grantToken(r *http.Request, form url.Values) (*Token, *OAuthError) {
	app, err := o.client(r, form)
	if err != nil {
		return nil, err
	}
	switch form.Get("grant_type") {
	case "authorization_code":
		return o.redeem(app, form)
	case "client_credentials":
		if o.opts.NeedRedirectURI && form.Get("redirect_uri") == "" {
			return nil, invalid("invalid_request", "redirect_uri must be given.")
		}
		scopes, err := o.scopes(app, form.Get("scope"))
		if err != nil {
			return nil, err
		}
		return o.copyOf(o.issue(app.ID, "", scopes)), nil
	case "refresh_token":
		return o.renew(app, form)
	case "":
		return nil, invalid("invalid_request", "Missing required parameter: grant_type.")
	}
	return nil, invalid("unsupported_grant_type", "The authorization grant type is not supported by the authorization server.")
}

func (o *OAuth) copyOf(t *Token) *Token {
	kept := *t
	return &kept
}

func (o *OAuth) client(r *http.Request, form url.Values) (*App, *OAuthError) {
	id, secret := form.Get("client_id"), form.Get("client_secret")
	if user, password, ok := r.BasicAuth(); ok && !o.opts.NoBasic {
		id, secret = unescape(user), unescape(password)
	}
	app, ok := o.apps[id]
	if !ok || !app.Public && subtle.ConstantTimeCompare([]byte(secret), []byte(app.Secret)) != 1 {
		return nil, &OAuthError{
			http.StatusUnauthorized, "invalid_client",
			"Client authentication failed due to unknown client, no client authentication included, or unsupported authentication method.",
		}
	}
	return app, nil
}

// unescape undoes the form encoding that RFC 6749 section 2.3.1 asks for in the header.
func unescape(s string) string {
	if plain, err := url.QueryUnescape(s); err == nil {
		return plain
	}
	return s
}

func (o *OAuth) redeem(app *App, form url.Values) (*Token, *OAuthError) {
	bad := invalid("invalid_grant", "The provided authorization grant is invalid, expired, revoked, does not match the redirection URI used in the authorization request, or was issued to another client.")
	g, ok := o.codes[form.Get("code")]
	if !ok || g.app.ID != app.ID || g.redirectURI != form.Get("redirect_uri") {
		return nil, bad
	}
	if !o.opts.Clock.Now().Before(g.expires) {
		return nil, bad
	}
	if g.challenge != "" {
		sum := sha256.Sum256([]byte(form.Get("code_verifier")))
		if base64.RawURLEncoding.EncodeToString(sum[:]) != g.challenge {
			return nil, bad
		}
	}
	delete(o.codes, form.Get("code"))
	return o.copyOf(o.issue(app.ID, g.subject, g.scopes)), nil
}

func (o *OAuth) renew(app *App, form url.Values) (*Token, *OAuthError) {
	old, ok := o.refresh[form.Get("refresh_token")]
	if !ok || old.AppID != "" && old.AppID != app.ID {
		return nil, invalid("invalid_grant", "The refresh token is invalid, expired or was used before.")
	}
	fresh := o.issue(app.ID, old.Subject, old.Scopes)
	if o.opts.Refresh == RefreshRotate {
		delete(o.refresh, old.Refresh)
		return o.copyOf(fresh), nil
	}
	delete(o.refresh, fresh.Refresh)
	fresh.Refresh = old.Refresh
	o.refresh[fresh.Refresh] = fresh
	return o.copyOf(fresh), nil
}

// ServeRevoke revokes a token of the app that asks (RFC 7009). An unknown token is not an error.
func (o *OAuth) ServeRevoke(w http.ResponseWriter, r *http.Request) {
	form, err := oauthForm(w, r)
	if err != nil {
		invalid("invalid_request", "The request body is malformed.").write(w)
		return
	}
	o.mu.Lock()
	defer o.mu.Unlock()
	app, oauthErr := o.client(r, form)
	t, known := o.tokens[form.Get("token")]
	if oauthErr != nil || known && t.AppID != app.ID {
		(&OAuthError{http.StatusForbidden, "unauthorized_client", "You are not authorized to revoke this token"}).write(w)
		return
	}
	o.withdraw(form.Get("token"))
	writeJSON(w, http.StatusOK, struct{}{})
}

// oauthForm reads the parameters of a request whose body is a form or JSON.
func oauthForm(w http.ResponseWriter, r *http.Request) (url.Values, error) {
	r.Body = http.MaxBytesReader(w, r.Body, smallBody)
	kind, _, _ := mime.ParseMediaType(r.Header.Get("Content-Type"))
	switch kind {
	case "application/json":
		var object map[string]any
		if err := json.NewDecoder(r.Body).Decode(&object); err != nil {
			return nil, err
		}
		form := url.Values{}
		for name, value := range object {
			if text, ok := value.(string); ok {
				form.Set(name, text)
			}
		}
		return form, nil
	case "multipart/form-data":
		if err := r.ParseMultipartForm(smallBody); err != nil { //nolint:gosec // bounded above
			return nil, err
		}
	default:
		if err := r.ParseForm(); err != nil {
			return nil, err
		}
	}
	return r.Form, nil
}
