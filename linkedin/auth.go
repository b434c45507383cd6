package linkedin

import (
	"crypto/rand"
	"crypto/subtle"
	"net/url"
	"slices"
	"strings"

	"golang.org/x/oauth2"

	"github.com/relais-go/relais/internal/rest"
	"github.com/relais-go/relais/social"
)

// Auth logs members in and keeps tokens alive for one application. It is safe for concurrent use.
type Auth struct {
	app     App
	rest    *rest.Client
	renewed finals
}

// NewAuth prepares the logins of an application. opts may be nil: of it, the transport, the address in place of
// https://www.linkedin.com, the retries, the logger and the observer are used. NewAuth does no I/O.
//
// LinkedIn grants Community Management only to applications that hold no other product: whoever runs Pages and also
// shares for members without it has two applications, each with an Auth, logins and tokens of its own.
func NewAuth(app App, opts *social.Options) (*Auth, error) {
	if app.ID == "" || app.Secret == "" {
		return nil, social.Invalid(network, "App", "lacks its ID or Secret")
	}
	var o social.Options
	if opts != nil {
		o = *opts
	}
	if o.BaseURL == "" {
		o.BaseURL = webBase
	}
	base, err := url.Parse(strings.TrimSuffix(o.BaseURL, "/"))
	if err != nil {
		return nil, social.Invalid(network, "BaseURL", "is no address")
	}
	o.ExpectAccount = ""
	a := &Auth{app: app}
	a.rest, err = rest.New(rest.Config{Network: network, Base: base, Options: o, Classify: classifyLogin, RequestID: requestID})
	if err != nil {
		return nil, err
	}
	return a, nil
}

// Endpoint is where to log in, for use with package oauth2 itself.
// See https://learn.microsoft.com/en-us/linkedin/shared/authentication/authorization-code-flow.
func (a *Auth) Endpoint() oauth2.Endpoint {
	base := a.rest.Base().String()
	return oauth2.Endpoint{
		AuthURL: base + "/oauth/v2/authorization", TokenURL: base + "/oauth/v2/accessToken", AuthStyle: oauth2.AuthStyleInParams,
	}
}

// LoginParams says how a member is to log in.
type LoginParams struct {
	RedirectURI string // as registered for the application, exactly
	// Scopes are what to ask for: see [ScopesFor]. Members agree to all of them or to none. Asking for others than
	// the last time ends the tokens of that time.
	Scopes []string
}

// A Login is a login under way. Keep it, out of the member's sight, until they come back; it marshals to JSON.
type Login struct {
	URL         string   `json:"url"` // where to send the member
	RedirectURI string   `json:"redirect_uri"`
	State       string   `json:"state"` // a secret
	Scopes      []string `json:"scopes"`
}

// StartLogin prepares a login. Nothing is sent. The code with which the member comes back is good for 30 minutes.
//
//	auth, err := linkedin.NewAuth(linkedin.App{ID: id, Secret: secret}, nil)
//	login, err := auth.StartLogin(&linkedin.LoginParams{RedirectURI: "https://desk.example/callback", Scopes: linkedin.ManagerScopes()})
//	// Send the member to login.URL. In the handler of the redirect address:
//	code, err := login.Code(r.URL.Query())
//	token, err := auth.Exchange(ctx, login, code)
//	err = store.SaveToken(ctx, "linkedin/ann", token)
//	// From then on, in any process:
//	tokens := social.StoredTokens(ctx, store, "linkedin/ann", auth.Renewal())
//	client, err := linkedin.New(linkedin.Organization("2414183"), tokens, nil)
//
// See https://learn.microsoft.com/en-us/linkedin/shared/authentication/authorization-code-flow.
func (a *Auth) StartLogin(p *LoginParams) (*Login, error) {
	if p == nil || p.RedirectURI == "" {
		return nil, social.Invalid(network, "RedirectURI", "is empty")
	}
	if len(p.Scopes) == 0 {
		return nil, social.Invalid(network, "Scopes", "are none")
	}
	l := &Login{RedirectURI: p.RedirectURI, State: rand.Text(), Scopes: slices.Clone(p.Scopes)}
	q := url.Values{
		"response_type": {"code"}, "client_id": {a.app.ID}, "redirect_uri": {l.RedirectURI}, "state": {l.State},
		"scope": {strings.Join(l.Scopes, " ")},
	}
	l.URL = a.Endpoint().AuthURL + "?" + strings.ReplaceAll(q.Encode(), "+", "%20") // LinkedIn documents %20 between scopes
	return l, nil
}

// Errors with which LinkedIn sends members back.
const (
	errCancelledLogin   = "user_cancelled_login"
	errCancelledConsent = "user_cancelled_authorize"
	errScope            = "unauthorized_scope_error"
)

// Code takes the code out of the query with which the member came back. [social.ErrPermission] means that they
// refused, or, with Field "Scopes", that the application has no product with one of the scopes; [social.ErrInvalid]
// that the state is not this login's, as in a forged request.
func (l *Login) Code(q url.Values) (string, error) {
	code, failure := q.Get("code"), q.Get("error")
	if l.State == "" || subtle.ConstantTimeCompare([]byte(q.Get("state")), []byte(l.State)) != 1 {
		return "", social.Invalid(network, "state", "belongs to another login")
	}
	if failure != "" {
		e := &social.Error{
			Network: network, Op: "oauth.authorize", Kind: social.ErrInvalid,
			Code: rest.Clip(failure), Message: rest.Clip(q.Get("error_description")),
		}
		switch failure {
		case errCancelledLogin, errCancelledConsent, "access_denied":
			e.Kind = social.ErrPermission
		case errScope:
			e.Kind, e.Field = social.ErrPermission, "Scopes"
			e.Message += " (the application lacks the product that this scope comes with: see its Products in the developer portal)"
		}
		return "", e
	}
	if code == "" {
		return "", social.Invalid(network, "code", "is empty")
	}
	return code, nil
}
