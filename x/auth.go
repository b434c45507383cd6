package x

import (
	"crypto/rand"
	"crypto/subtle"
	"net/http"
	"net/url"
	"slices"

	"golang.org/x/oauth2"

	"github.com/relais-go/relais/internal/rest"
	"github.com/relais-go/relais/social"
)

// Application is a program as the developer console knows it. See https://docs.x.com/fundamentals/developer-apps.
type Application struct {
	ClientID     string   // OAuth 2.0
	ClientSecret string   // OAuth 2.0; "" for a public client: a native program or a single page
	RedirectURIs []string // as registered, exactly; for tests "http://127.0.0.1/…", never "localhost"
	Scopes       []string // to ask for; nil: [ManagerScopes]

	APIKey    string // for the program's own token and OAuth 1.0a; also called consumer key
	APISecret string
}

// Auth logs accounts in and keeps tokens alive for one program. It is safe for concurrent use.
type Auth struct {
	app  Application
	base *url.URL
	site string // where people log in
	rest *rest.Client
}

// NewAuth prepares the logins of a program. opts may be nil: of it, the transport, the address, the retries, the
// logger and the observer are used. NewAuth does no I/O.
func NewAuth(app Application, opts *social.Options) (*Auth, error) {
	if app.ClientID == "" && app.APIKey == "" {
		return nil, social.Invalid(network, "Application.ClientID", "is empty, and so is APIKey")
	}
	base, o, err := settings(opts)
	if err != nil {
		return nil, err
	}
	o.ExpectAccount = ""
	a := &Auth{app: app, base: base, site: "https://x.com"}
	a.app.RedirectURIs, a.app.Scopes = slices.Clone(app.RedirectURIs), slices.Clone(app.Scopes)
	if opts != nil && opts.BaseURL != "" {
		a.site = base.String()
	}
	a.rest, err = rest.New(rest.Config{Network: network, Base: base, Options: o, Classify: classify, RequestID: requestID})
	if err != nil {
		return nil, err
	}
	return a, nil
}

// Endpoint is where to log in, for use with package oauth2 itself. The style in which the program proves who it is
// must be set: X answers an error that hides the cause to the wrong one.
// See https://docs.x.com/fundamentals/authentication/oauth-2-0/authorization-code.
func (a *Auth) Endpoint() oauth2.Endpoint {
	style := oauth2.AuthStyleInHeader
	if a.app.ClientSecret == "" {
		style = oauth2.AuthStyleInParams
	}
	return oauth2.Endpoint{
		AuthURL: a.site + "/i/oauth2/authorize", TokenURL: a.base.String() + "/2/oauth2/token", AuthStyle: style,
	}
}

// LoginParams says how a person is to log in. nil means all defaults.
type LoginParams struct {
	RedirectURI string   // one of the program's; "": the first
	Scopes      []string // nil: those of the program
}

// A Login is a login under way. Keep it, out of the person's sight, until they come back; it marshals to JSON.
type Login struct {
	URL         string `json:"url"` // where to send the person
	RedirectURI string `json:"redirect_uri"`
	State       string `json:"state"`    // a secret
	Verifier    string `json:"verifier"` // a secret
}

// StartLogin prepares a login with a state and a PKCE challenge. Nothing is sent. The code with which the person
// comes back is good for 30 seconds.
//
//	auth, err := x.NewAuth(x.Application{ClientID: id, ClientSecret: secret, RedirectURIs: []string{"https://desk.example/callback"}}, nil)
//	login, err := auth.StartLogin(nil)
//	// Send the person to login.URL. In the handler of the redirect address:
//	code, err := login.Code(r.URL.Query())
//	token, err := auth.Exchange(ctx, login, code)
//	err = store.SaveToken(ctx, "x/acme", token)
//	// From then on, in any process:
//	client, err := x.New(social.StoredTokens(ctx, store, "x/acme", auth.Renewal()), nil)
//
// See https://docs.x.com/fundamentals/authentication/oauth-2-0/authorization-code.
func (a *Auth) StartLogin(p *LoginParams) (*Login, error) {
	own := value(p)
	if a.app.ClientID == "" {
		return nil, social.Invalid(network, "Application.ClientID", "is empty")
	}
	if own.RedirectURI == "" && len(a.app.RedirectURIs) > 0 {
		own.RedirectURI = a.app.RedirectURIs[0]
	}
	if own.RedirectURI == "" {
		return nil, social.Invalid(network, "RedirectURI", "is empty")
	}
	if own.Scopes == nil {
		own.Scopes = a.app.Scopes
	}
	if own.Scopes == nil {
		own.Scopes = ManagerScopes()
	}
	l := &Login{RedirectURI: own.RedirectURI, State: rand.Text(), Verifier: oauth2.GenerateVerifier()}
	cfg := oauth2.Config{ClientID: a.app.ClientID, RedirectURL: l.RedirectURI, Scopes: own.Scopes, Endpoint: a.Endpoint()}
	l.URL = cfg.AuthCodeURL(l.State, oauth2.S256ChallengeOption(l.Verifier))
	return l, nil
}

// Code takes the code out of the query with which the person came back. [social.ErrPermission] means that they
// refused; [social.ErrInvalid] that the state is not this login's, as in a forged request.
func (l *Login) Code(q url.Values) (string, error) {
	switch code := q.Get("code"); {
	case l.State == "" || subtle.ConstantTimeCompare([]byte(q.Get("state")), []byte(l.State)) != 1:
		return "", social.Invalid(network, "state", "belongs to another login")
	case q.Get("error") != "":
		kind := social.ErrInvalid
		if q.Get("error") == "access_denied" {
			kind = social.ErrPermission
		}
		return "", &social.Error{
			Network: network, Op: "oauth2.authorize", Kind: kind,
			Code: rest.Clip(q.Get("error")), Message: rest.Clip(q.Get("error_description")),
		}
	case code == "":
		return "", social.Invalid(network, "code", "is empty")
	default:
		return code, nil
	}
}

// basic is the header by which a confidential program proves who it is.
func basic(id, secret string) http.Header {
	req := &http.Request{Header: http.Header{}}
	req.SetBasicAuth(url.QueryEscape(id), url.QueryEscape(secret))
	return req.Header
}
