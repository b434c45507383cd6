package youtubetest

import (
	"bytes"
	"encoding/json"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/relais-go/relais/internal/simulator"
)

// An App is an OAuth client. Its ID and Secret are made when it is registered.
type App struct {
	ID, Secret   string
	Name         string
	RedirectURIs []string
	Project      string // whose quota its requests use
}

// authState is what the authorization server knows beside tokens.
type authState struct {
	projects map[string]string // by app
	keys     map[string]string // project by API key
	subjects map[string]bool   // accounts that tokens were issued for
	offline  map[string]bool   // codes that were asked for with access_type=offline
	granted  map[string]bool   // app and account that have consented before
	consent  string            // the account on the consent page
	denied   bool
}

func newAuthState() authState {
	return authState{
		projects: map[string]string{}, keys: map[string]string{}, subjects: map[string]bool{}, offline: map[string]bool{},
		granted: map[string]bool{},
	}
}

// RegisterApp adds an OAuth client and returns it with its id and secret.
func (s *Server) RegisterApp(app App) App {
	made := s.oauth.Register(simulator.App{Name: app.Name, RedirectURIs: app.RedirectURIs, Scopes: allScopes()})
	s.mu.Lock()
	defer s.mu.Unlock()
	s.projects[made.ID] = app.Project
	app.ID, app.Secret = made.ID, made.Secret
	return app
}

// Consent says which channel is picked on the consent page, from now on.
func (s *Server) Consent(channel string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.mustChannel(channel)
	s.consent, s.denied = channel, false
	s.subjects[channel] = true
}

// DenyConsent makes whoever is on the consent page refuse, until [Server.Consent] is called.
func (s *Server) DenyConsent() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.denied = true
}

func (s *Server) consents(*http.Request) (string, bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.consent, s.consent != "" && !s.denied
}

// serveAuthorize is the consent page, see
// https://developers.google.com/identity/protocols/oauth2/web-server. It answers at once.
func (s *Server) serveAuthorize(w http.ResponseWriter, r *http.Request) {
	answer := newRecorder()
	s.oauth.ServeAuthorize(answer, r)
	if target, err := url.Parse(answer.header.Get("Location")); err == nil && target.Query().Get("code") != "" {
		q := r.URL.Query()
		s.mu.Lock()
		key := q.Get("client_id") + " " + s.consent
		// A refresh token comes with the first consent, and later only if consent is asked for anew.
		s.offline[target.Query().Get("code")] = q.Get("access_type") == "offline" &&
			(!s.granted[key] || slices.Contains(strings.Fields(q.Get("prompt")), "consent"))
		s.granted[key] = true
		s.mu.Unlock()
	}
	maps.Copy(w.Header(), answer.header)
	w.WriteHeader(answer.status)
	_, _ = w.Write(answer.body.Bytes())
}

// recorder holds an answer back.
type recorder struct {
	header http.Header
	status int
	body   bytes.Buffer
}

func newRecorder() *recorder { return &recorder{header: http.Header{}, status: http.StatusOK} }

func (r *recorder) Header() http.Header         { return r.header }
func (r *recorder) WriteHeader(status int)      { r.status = status }
func (r *recorder) Write(p []byte) (int, error) { return r.body.Write(p) }

// serveToken is the token endpoint.
func (s *Server) serveToken(w http.ResponseWriter, r *http.Request) {
	r.Body = http.MaxBytesReader(w, r.Body, maxBody)
	if err := r.ParseForm(); err != nil {
		writeOAuthError(w, http.StatusBadRequest, "invalid_request", "Bad Request")
		return
	}
	grant := r.PostForm.Get("grant_type")
	if grant == "refresh_token" {
		s.outlive(r.PostForm.Get("refresh_token"))
	}
	answer := newRecorder()
	s.oauth.ServeToken(answer, r)
	var body object
	if err := json.NewDecoder(bytes.NewReader(answer.body.Bytes())).Decode(&body); err != nil {
		writeOAuthError(w, http.StatusInternalServerError, "internal_failure", "Internal error")
		return
	}
	if answer.status != http.StatusOK {
		code, _ := body["error"].(string)
		description := map[string]string{
			"invalid_grant": "Token has been expired or revoked.", "invalid_client": "The OAuth client was not found.",
		}[code]
		if code == "invalid_grant" && grant == "authorization_code" {
			description = "Malformed auth code."
		}
		writeOAuthError(w, answer.status, code, description)
		return
	}
	delete(body, "created_at")
	s.mu.Lock()
	if grant != "authorization_code" || !s.offline[r.PostForm.Get("code")] {
		delete(body, "refresh_token")
	}
	s.mu.Unlock()
	w.Header().Set("Cache-Control", "no-cache, no-store, max-age=0, must-revalidate")
	writeRaw(w, http.StatusOK, "application/json; charset=utf-8", indent(body))
}

func writeOAuthError(w http.ResponseWriter, status int, code, description string) {
	body := object{"error": code}
	set(body, "error_description", description)
	writeRaw(w, status, "application/json; charset=utf-8", indent(body))
}

// outlive ends a grant whose refresh token is too old.
func (s *Server) outlive(refresh string) {
	if s.opts.RefreshTTL == 0 {
		return
	}
	first := time.Time{}
	for _, t := range s.family(refresh) {
		if first.IsZero() || t.Created.Before(first) {
			first = t.Created
		}
	}
	if !first.IsZero() && !s.now().Before(first.Add(s.opts.RefreshTTL)) {
		s.revoke(refresh)
	}
}

// family are the access tokens of the grant that an access or refresh token belongs to.
func (s *Server) family(token string) []simulator.Token {
	s.mu.Lock()
	subjects := make([]string, 0, len(s.subjects))
	for subject := range s.subjects {
		subjects = append(subjects, subject)
	}
	s.mu.Unlock()
	refresh := token
	if t, ok := s.oauth.Find(token); ok {
		if t.Refresh == "" {
			return []simulator.Token{*t}
		}
		refresh = t.Refresh
	}
	var out []simulator.Token
	for _, subject := range subjects {
		for _, t := range s.oauth.Tokens(subject) {
			if t.Refresh == refresh && refresh != "" {
				out = append(out, t)
			}
		}
	}
	return out
}

func (s *Server) revoke(token string) bool {
	known := false
	for _, t := range s.family(token) {
		known = known || !t.Revoked
		s.oauth.Withdraw(t.Value)
	}
	return known
}

// serveRevoke is the revocation endpoint, which asks for no client credentials.
func (s *Server) serveRevoke(w http.ResponseWriter, r *http.Request) {
	r.Body = http.MaxBytesReader(w, r.Body, maxBody)
	if err := r.ParseForm(); err != nil || r.Form.Get("token") == "" {
		writeOAuthError(w, http.StatusBadRequest, "invalid_request", "Bad Request")
		return
	}
	if !s.revoke(r.Form.Get("token")) {
		writeOAuthError(w, http.StatusBadRequest, "invalid_token", "Token expired or revoked")
		return
	}
	writeRaw(w, http.StatusOK, "application/json; charset=utf-8", []byte("{}\n"))
}
