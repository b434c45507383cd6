package mastodontest

import (
	"net/http"
	"slices"
	"strings"

	"github.com/relais-go/relais/internal/simulator"
)

func (s *Server) newOAuth() *simulator.OAuth {
	opts := simulator.OAuthOptions{
		Clock: s.clock, ReuseTokens: true, DefaultScope: "read",
		Consent: func(*http.Request) (string, bool) {
			s.mu.Lock()
			defer s.mu.Unlock()
			return s.consents, s.consents != ""
		},
	}
	switch s.opts.Flavour {
	case Mastodon:
	case OldMastodon:
		opts.PKCE = simulator.PKCEIgnored
	case GoToSocial:
		opts.PKCE, opts.NeedRedirectURI, opts.NoBasic = simulator.PKCEIgnored, true, true
	}
	return simulator.NewOAuth(opts)
}

func (s *Server) labelOf(token string) string {
	t, ok := s.oauth.Find(token)
	if !ok || t.Subject == "" {
		return ""
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if a := s.accounts[t.Subject]; a != nil {
		return a.acct()
	}
	return ""
}

// createApp is POST /api/v1/apps.
func createApp(c *call) (any, error) {
	s := c.srv
	if s.opts.Flavour == GoToSocial {
		if _, text := c.params["redirect_uris"].(string); !text {
			return nil, s.invalid("redirect_uris must be a string")
		}
		if simulator.BearerToken(c.r) != "" {
			return nil, fail(http.StatusForbidden, "Forbidden: token has insufficient scope permission")
		}
	}
	var redirects []string
	for _, text := range c.params.strs("redirect_uris") {
		redirects = append(redirects, strings.Fields(text)...)
	}
	if c.params.str("client_name") == "" {
		return nil, s.invalid("Application name can't be blank")
	}
	if len(redirects) == 0 {
		return nil, s.invalid("Redirect URI can't be blank")
	}
	scopes := strings.Fields(orElse(c.params.str("scopes"), "read"))
	for _, scope := range scopes {
		if !scopeKnown(scope) {
			return nil, s.invalid("Scopes doesn't match configured on the server.")
		}
	}
	app := s.oauth.Register(simulator.App{
		Name: c.params.str("client_name"), Website: c.params.str("website"), RedirectURIs: redirects, Scopes: scopes,
	})
	o := s.appJSON(app)
	o["client_id"], o["client_secret"] = app.ID, app.Secret
	if s.opts.Flavour == Mastodon {
		o["client_secret_expires_at"] = 0
	}
	return o, nil
}

func (s *Server) appJSON(app *simulator.App) object {
	o := object{
		"id": "7", "name": app.Name, "website": orNull(app.Website), "vapid_key": vapidKey,
		"redirect_uri": strings.Join(app.RedirectURIs, "\n"),
	}
	if s.opts.Flavour == Mastodon {
		o["redirect_uris"], o["scopes"] = app.RedirectURIs, app.Scopes
	}
	return o
}

// verifyApp is GET /api/v1/apps/verify_credentials.
func verifyApp(c *call) (any, error) {
	app, ok := c.srv.oauth.App(c.token.AppID)
	if !ok {
		app = &simulator.App{Name: "Test", RedirectURIs: []string{simulator.OutOfBand}, Scopes: c.token.Scopes}
	}
	return c.srv.appJSON(app), nil
}

// scopes of https://docs.joinmastodon.org/api/oauth-scopes/.
func allScopes() []string {
	scopes := []string{"profile", "read", "write", "push", "follow", "admin:read", "admin:write"}
	for _, kind := range []string{
		"accounts", "blocks", "bookmarks", "collections", "favourites", "filters", "follows", "lists", "mutes",
		"notifications", "search", "statuses",
	} {
		scopes = append(scopes, "read:"+kind)
	}
	for _, kind := range []string{
		"accounts", "blocks", "bookmarks", "collections", "conversations", "favourites", "filters", "follows",
		"lists", "media", "mutes", "notifications", "reports", "statuses",
	} {
		scopes = append(scopes, "write:"+kind)
	}
	for _, kind := range []string{
		"accounts", "reports", "domain_allows", "domain_blocks", "ip_blocks", "email_domain_blocks", "canonical_email_blocks",
	} {
		scopes = append(scopes, "admin:read:"+kind, "admin:write:"+kind)
	}
	return scopes
}

func scopeKnown(scope string) bool { return slices.Contains(allScopes(), scope) }

// serveMetadata is GET /.well-known/oauth-authorization-server.
func (s *Server) serveMetadata(w http.ResponseWriter, r *http.Request) {
	if s.opts.NoMetadata {
		writeError(w, fail(http.StatusNotFound, "Not Found"))
		return
	}
	base := s.base(r)
	writeJSON(w, http.StatusOK, object{
		"issuer": base + "/", "authorization_endpoint": base + "/oauth/authorize", "token_endpoint": base + "/oauth/token",
		"revocation_endpoint": base + "/oauth/revoke", "app_registration_endpoint": base + "/api/v1/apps",
		"userinfo_endpoint": base + "/oauth/userinfo", "scopes_supported": allScopes(),
		"service_documentation": "https://docs.joinmastodon.org/", "response_types_supported": []string{"code"},
		"response_modes_supported":              []string{"query", "fragment", "form_post"},
		"grant_types_supported":                 []string{"authorization_code", "client_credentials"},
		"token_endpoint_auth_methods_supported": []string{"client_secret_basic", "client_secret_post"},
		"code_challenge_methods_supported":      []string{"S256"},
	})
}

// serveRevoke revokes a token and ends its streams.
func (s *Server) serveRevoke(w http.ResponseWriter, r *http.Request) {
	s.oauth.ServeRevoke(w, r)
	s.endRevokedStreams()
}

func (s *Server) endRevokedStreams() {
	s.hub.mu.Lock()
	var gone []string
	for l := range s.hub.conns {
		if _, ok := s.oauth.Lookup(l.token.Value); !ok {
			gone = append(gone, l.token.Value)
		}
	}
	s.hub.mu.Unlock()
	for _, token := range gone {
		s.sim.Streams().DisconnectLabel(token, CloseClean)
	}
}

// userinfo is GET and POST /oauth/userinfo, since 4.4.
func userinfo(c *call) (any, error) {
	a := c.me
	return object{
		"iss": c.srv.base(c.r) + "/", "sub": c.srv.accountURI(a), "name": a.displayName, "preferred_username": a.username,
		"profile": c.srv.accountURL(a), "picture": c.srv.picture(a, "avatars", a.avatar),
	}, nil
}
