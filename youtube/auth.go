package youtube

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

// Where Google logs people in and hands out tokens.
const (
	loginBase = "https://accounts.google.com"
	tokenBase = "https://oauth2.googleapis.com" //nolint:gosec // an address, no secret
)

// Application is a program as the Google Cloud console knows it.
// See https://developers.google.com/youtube/registering_an_application.
type Application struct {
	ClientID     string
	ClientSecret string   // programs for desktops have one too, which is no secret
	RedirectURIs []string // as registered, exactly; programs for desktops may use "http://127.0.0.1:port"
	Scopes       []string // to ask for; nil: [ManagerScopes]
}

// Auth logs channels in and keeps tokens alive for one program. It is safe for concurrent use.
type Auth struct {
	app   Application
	login *url.URL
	rest  *rest.Client
}

// NewAuth prepares the logins of a program. opts may be nil: of it, the transport, the address, the retries, the
// logger and the observer are used. NewAuth does no I/O.
func NewAuth(app Application, opts *social.Options) (*Auth, error) {
	if app.ClientID == "" {
		return nil, social.Invalid(network, "Application.ClientID", "is empty")
	}
	var o social.Options
	if opts != nil {
		o = *opts
	}
	login, tokens := o.BaseURL, o.BaseURL
	if login == "" {
		login, tokens = loginBase, tokenBase
	}
	loginURL, err := url.Parse(strings.TrimSuffix(login, "/"))
	if err != nil {
		return nil, social.Invalid(network, "BaseURL", "is no address")
	}
	tokenURL, err := url.Parse(strings.TrimSuffix(tokens, "/"))
	if err != nil {
		return nil, social.Invalid(network, "BaseURL", "is no address")
	}
	o.ExpectAccount = ""
	a := &Auth{app: app, login: loginURL}
	a.app.RedirectURIs, a.app.Scopes = slices.Clone(app.RedirectURIs), slices.Clone(app.Scopes)
	a.rest, err = rest.New(rest.Config{Network: network, Base: tokenURL, Options: o, Classify: classify, RequestID: requestID})
	if err != nil {
		return nil, err
	}
	return a, nil
}

// Endpoint is where to log in, for use with package oauth2 itself. Ask with [oauth2.AccessTypeOffline] and
// [oauth2.ApprovalForce], or no refresh token comes.
// See https://developers.google.com/identity/protocols/oauth2/web-server.
func (a *Auth) Endpoint() oauth2.Endpoint {
	return oauth2.Endpoint{
		AuthURL: a.login.String() + "/o/oauth2/v2/auth", TokenURL: a.rest.Base().String() + "/token",
		AuthStyle: oauth2.AuthStyleInParams,
	}
}

// LoginParams says how a person is to log in. nil means all defaults.
type LoginParams struct {
	RedirectURI string   // one of the program's; "": the first
	Scopes      []string // nil: those of the program
	Hint        string   // the person's e-mail address, so that the right Google account is proposed

	// Prompt is what the person is asked: "" means "consent". Google gives a refresh token only with the first
	// consent, and again only when consent is asked for; "select_account consent" has the account chosen, too.
	Prompt string
}

// A Login is a login under way. Keep it, out of the person's sight, until they come back; it marshals to JSON.
type Login struct {
	URL         string `json:"url"` // where to send the person, who chooses the channel there
	RedirectURI string `json:"redirect_uri"`
	State       string `json:"state"`    // a secret
	Verifier    string `json:"verifier"` // a secret
}

// StartLogin prepares a login with a state and a PKCE challenge. Nothing is sent.
//
//	auth, err := youtube.NewAuth(youtube.Application{ClientID: id, ClientSecret: secret, RedirectURIs: []string{"https://desk.example/callback"}}, nil)
//	login, err := auth.StartLogin(nil)
//	// Send the person to login.URL. In the handler of the redirect address:
//	code, err := login.Code(r.URL.Query())
//	token, err := auth.Exchange(ctx, login, code)
//	err = store.SaveToken(ctx, "youtube/acme", token)
//	// From then on, in any process:
//	client, err := youtube.New(social.StoredTokens(ctx, store, "youtube/acme", auth.Renewal()), nil)
//
// See https://developers.google.com/youtube/v3/guides/auth/server-side-web-apps.
func (a *Auth) StartLogin(p *LoginParams) (*Login, error) {
	own := value(p)
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
	if own.Prompt == "" {
		own.Prompt = "consent"
	}
	l := &Login{RedirectURI: own.RedirectURI, State: rand.Text(), Verifier: oauth2.GenerateVerifier()}
	cfg := oauth2.Config{ClientID: a.app.ClientID, RedirectURL: l.RedirectURI, Scopes: own.Scopes, Endpoint: a.Endpoint()}
	params := []oauth2.AuthCodeOption{
		oauth2.AccessTypeOffline, oauth2.SetAuthURLParam("prompt", own.Prompt), oauth2.S256ChallengeOption(l.Verifier),
	}
	if own.Hint != "" {
		params = append(params, oauth2.SetAuthURLParam("login_hint", own.Hint))
	}
	l.URL = cfg.AuthCodeURL(l.State, params...)
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
