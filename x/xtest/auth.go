package xtest

import (
	"net/http"
	"slices"
	"strings"

	"github.com/relais-go/relais/internal/simulator"
)

// An access says which kinds of credentials an operation takes.
type access int

const (
	oauth2User access = 1 << iota
	oauth1User
	appOnly

	anyUser = oauth2User | oauth1User
	anyAuth = anyUser | appOnly
)

// A caller is who makes a request.
type caller struct {
	kind   access
	app    *app
	user   *user // nil for an app
	scopes []string
	write  bool // an OAuth 1.0a token that may write
}

// authenticate finds out who calls.
func (s *Server) authenticate(r *http.Request) (*caller, *apiError) {
	if header, ok := oauth1Header(r); ok {
		a, t, valid := s.checkOAuth1(r, header)
		switch {
		case !valid:
			return nil, unauthorized()
		case t == nil:
			return &caller{kind: oauth1User, app: a}, nil
		}
		simulator.SetLabel(r.Context(), t.user.username)
		return &caller{kind: oauth1User, app: a, user: t.user, write: !a.ReadOnly}, nil
	}
	scheme, value, _ := strings.Cut(r.Header.Get("Authorization"), " ")
	if !strings.EqualFold(scheme, "Bearer") || value == "" {
		return nil, unauthorized()
	}
	value = strings.TrimSpace(value)
	s.mu.Lock()
	defer s.mu.Unlock()
	if t := s.tokens[value]; t != nil {
		if t.revoked || t.grant.revoked || !s.now().Before(t.Expires) {
			return nil, unauthorized()
		}
		return &caller{kind: oauth2User, app: t.app, user: t.user, scopes: t.Scopes}, nil
	}
	if a := s.appBy(func(a *app) bool { return a.bearer != "" && a.bearer == value }); a != nil {
		return &caller{kind: appOnly, app: a}, nil
	}
	return nil, unauthorized()
}

// permit checks the kind of credential and the scopes against the operation.
func permit(c *caller, rt *route) *apiError {
	if c.app.Unenrolled {
		return notEnrolled("When authenticating requests to the X API v2 endpoints, you must use keys and tokens from a developer App that is attached to a Project.")
	}
	if c.user != nil && c.user.Suspended {
		return problem(http.StatusForbidden, userSuspended, "Forbidden", "User (id: "+c.user.idText()+") is suspended")
	}
	if c.kind&rt.auth == 0 || c.user == nil && c.kind != appOnly && rt.auth&anyUser != 0 && !rt.userless {
		return wrongKind(c.kind, rt.auth)
	}
	if c.kind == oauth2User {
		for _, scope := range rt.scopes {
			if !slices.Contains(c.scopes, scope) {
				return forbidden("Forbidden")
			}
		}
	}
	if c.kind == oauth1User && !c.write && rt.method() != http.MethodGet && c.user != nil {
		return problem(http.StatusForbidden, oauth1Permissions, "Forbidden",
			"Your client app is not configured with the appropriate oauth1 app permissions for this endpoint.")
	}
	return nil
}

func wrongKind(kind, allowed access) *apiError {
	name := map[access]string{
		oauth2User: "OAuth 2.0 User Context", oauth1User: "OAuth 1.0a User Context", appOnly: "OAuth 2.0 Application-Only",
	}
	var names []string
	for _, k := range []access{oauth1User, oauth2User, appOnly} {
		if allowed&k != 0 {
			names = append(names, name[k])
		}
	}
	return problem(http.StatusForbidden, unsupportedAuth, "Unsupported Authentication",
		"Authenticating with "+name[kind]+" is forbidden for this endpoint.  Supported authentication types are ["+
			strings.Join(names, ", ")+"].")
}
