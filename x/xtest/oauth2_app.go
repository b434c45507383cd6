package xtest

import (
	"net/http"
	"slices"
	"time"
)

// keyed finds the app whose API key and secret come as basic credentials.
func (s *Server) keyed(r *http.Request) *app {
	key, secret, ok := r.BasicAuth()
	if !ok {
		return nil
	}
	return s.appBy(func(a *app) bool {
		return a.APIKey == formDecoded(key) && sameSecret(formDecoded(secret), a.APISecret)
	})
}

// serveAppToken answers POST /oauth2/token with the bearer token of an app, the same one every time. See
// https://docs.x.com/fundamentals/authentication/oauth-2-0/application-only.
func (s *Server) serveAppToken(w http.ResponseWriter, r *http.Request) {
	form, err := oauthForm(w, r)
	s.mu.Lock()
	defer s.mu.Unlock()
	a := s.keyed(r)
	if err != nil || a == nil || form.Get("grant_type") != "client_credentials" || s.askedTooOften(a) {
		s.writeError(w, badKeys())
		return
	}
	s.writeJSON(w, object{"token_type": "bearer", "access_token": s.bearerOf(a)})
}

// badKeys is the one answer to wrong keys, to a token that is none, and to being asked too often.
func badKeys() *apiError {
	e := legacy(http.StatusForbidden, 99, "Unable to verify your credentials")
	e.body["errors"].([]object)[0]["label"] = "authenticity_token_error" //nolint:forcetypeassert // made by legacy
	return e
}

func (s *Server) askedTooOften(a *app) bool {
	if s.opts.AppTokenLimit == 0 {
		return false
	}
	start := s.now().Add(-15 * time.Minute)
	a.bearerAsked = slices.DeleteFunc(a.bearerAsked, func(t time.Time) bool { return t.Before(start) })
	a.bearerAsked = append(a.bearerAsked, s.now())
	return len(a.bearerAsked) > s.opts.AppTokenLimit
}

// serveInvalidateAppToken answers POST /oauth2/invalidate_token.
func (s *Server) serveInvalidateAppToken(w http.ResponseWriter, r *http.Request) {
	form, err := oauthForm(w, r)
	s.mu.Lock()
	defer s.mu.Unlock()
	a := s.keyed(r)
	if err != nil || a == nil || a.bearer == "" || form.Get("access_token") != a.bearer {
		s.writeError(w, badKeys())
		return
	}
	old := a.bearer
	a.bearer = ""
	s.writeJSON(w, object{"access_token": old})
}

// serveMetadata answers the authorization server metadata of RFC 8414.
func (s *Server) serveMetadata(w http.ResponseWriter, r *http.Request) {
	base := "http://" + r.Host
	s.writeJSON(w, object{
		"issuer": base, "authorization_endpoint": base + "/i/oauth2/authorize",
		"token_endpoint": base + "/2/oauth2/token", "revocation_endpoint": base + "/2/oauth2/revoke",
		"response_types_supported": []string{"code"}, "code_challenge_methods_supported": []string{"S256", "plain"},
		"grant_types_supported":                 []string{"authorization_code", "refresh_token"},
		"token_endpoint_auth_methods_supported": []string{"client_secret_basic", "none"},
		"scopes_supported":                      AllScopes(),
	})
}
