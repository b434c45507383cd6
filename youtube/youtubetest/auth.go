package youtubetest

import (
	"net/http"
	"slices"

	"github.com/relais-go/relais/internal/simulator"
)

// The scopes of OAuth tokens, see https://developers.google.com/youtube/v3/guides/authentication.
const (
	ScopeYouTube           = "https://www.googleapis.com/auth/youtube"
	ScopeForceSSL          = "https://www.googleapis.com/auth/youtube.force-ssl"
	ScopeReadonly          = "https://www.googleapis.com/auth/youtube.readonly"
	ScopeUpload            = "https://www.googleapis.com/auth/youtube.upload"
	ScopePartner           = "https://www.googleapis.com/auth/youtubepartner"
	ScopeAnalytics         = "https://www.googleapis.com/auth/yt-analytics.readonly"
	ScopeAnalyticsMonetary = "https://www.googleapis.com/auth/yt-analytics-monetary.readonly"
)

// ScopeMembers is what a channel's members are read with.
const ScopeMembers = "https://www.googleapis.com/auth/youtube.channel-memberships.creator"

const scopeAudit = "https://www.googleapis.com/auth/youtubepartner-channel-audit"

func allScopes() []string {
	return []string{
		ScopeYouTube, ScopeForceSSL, ScopeReadonly, ScopeUpload, ScopePartner, ScopeAnalytics, ScopeAnalyticsMonetary,
		scopeAudit,
		ScopeMembers,
		"openid", "email", "profile",
		"https://www.googleapis.com/auth/userinfo.email", "https://www.googleapis.com/auth/userinfo.profile",
	}
}

// A caller is who makes a request.
type caller struct {
	project string
	account string   // "" with an API key alone
	channel *channel // nil for an account without a channel
	scopes  []string
}

// tokenOf finds the token of a request.
func tokenOf(r *http.Request) string {
	if token := simulator.BearerToken(r); token != "" {
		return token
	}
	return r.URL.Query().Get("oauth_token")
}

func keyOf(r *http.Request) string {
	if key := r.Header.Get("X-Goog-Api-Key"); key != "" {
		return key
	}
	return r.URL.Query().Get("key")
}

// authenticate finds out who calls.
func (s *Server) authenticate(r *http.Request) (*caller, error) {
	if value := tokenOf(r); value != "" {
		token, ok := s.oauth.Lookup(value)
		if !ok {
			return nil, badToken()
		}
		s.mu.Lock()
		defer s.mu.Unlock()
		return &caller{
			project: s.projects[token.AppID], account: token.Subject, channel: s.channels[token.Subject], scopes: token.Scopes,
		}, nil
	}
	key := keyOf(r)
	if key == "" {
		return &caller{}, nil
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	project, ok := s.keys[key]
	if !ok {
		return nil, badKey()
	}
	return &caller{project: project, scopes: []string{apiKey}}, nil
}

// apiKey stands among the scopes of a caller who has none.
const apiKey = "key"

// permit checks the credential against the method.
func (c *call) permit() error {
	rt := c.route
	switch {
	case len(c.scopes) == 0 && c.account == "":
		if rt.public {
			return noKey()
		}
		return noToken()
	case c.account == "":
		if rt.public {
			return nil
		}
		return noToken()
	}
	if !slices.ContainsFunc(rt.scopes, func(scope string) bool { return slices.Contains(c.scopes, scope) }) {
		return scopeMissing("youtube.api.v3." + rt.id)
	}
	return nil
}

// labelOf names the owner of a token for the log.
func (s *Server) labelOf(value string) string {
	token, ok := s.oauth.Find(value)
	if !ok {
		return ""
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if ch := s.channels[token.Subject]; ch != nil {
		return ch.Handle
	}
	return token.Subject
}

// Token returns an OAuth access token of a channel, without any ceremony. Without scopes it has
// [ScopeForceSSL] and [ScopeAnalytics]. An empty channel gives the token of a Google account that has no
// channel.
func (s *Server) Token(channel string, scopes ...string) string {
	return s.Grant(channel, scopes...).Access
}

// A Grant is what an app holds of an account.
type Grant struct{ Access, Refresh string }

// Grant returns an access token and a refresh token, as [Server.Token] does.
func (s *Server) Grant(channel string, scopes ...string) Grant {
	if channel == "" {
		channel = "account-without-channel"
	} else {
		s.mu.Lock()
		s.mustChannel(channel)
		s.mu.Unlock()
	}
	if len(scopes) == 0 {
		scopes = []string{ScopeForceSSL, ScopeAnalytics}
	}
	t := s.oauth.Issue(channel, scopes...)
	s.mu.Lock()
	defer s.mu.Unlock()
	s.subjects[channel] = true
	return Grant{Access: t.Value, Refresh: t.Refresh}
}

// ExpireToken ends the validity of an access token now; its refresh token stays.
func (s *Server) ExpireToken(access string) { s.oauth.Expire(access) }

// RevokeGrant takes back an access or refresh token with all that belongs to the same consent, as a person
// does who removes an app. It reports whether there was such a token.
func (s *Server) RevokeGrant(token string) bool { return s.revoke(token) }

// APIKey returns a new API key of a project; "" is the project of all apps that name none.
func (s *Server) APIKey(project string) string {
	s.mu.Lock()
	defer s.mu.Unlock()
	key := "simulated-key-" + s.ids.text(20)
	s.keys[key] = project
	return key
}
