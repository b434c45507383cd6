package mastodon

import (
	"context"
	"crypto/rand"
	"crypto/subtle"
	"net/http"
	"net/url"
	"strings"

	"golang.org/x/oauth2"

	"github.com/relais-go/relais/internal/rest"
	"github.com/relais-go/relais/social"
)

// OutOfBand as a redirect address makes the server show the code to the person, who copies it into the
// program.
const OutOfBand = "urn:ietf:wg:oauth:2.0:oob"

// AppParams describes a program to a server. See https://docs.joinmastodon.org/methods/apps/#create.
type AppParams struct {
	Name         string   // shown to people who log in, and below posts; required
	RedirectURIs []string // where people come back to after the login; nil: [OutOfBand]
	Scopes       []string // all that the program will ever ask for; nil: [ManagerScopes]
	Website      string
}

// RegisterApp makes the program known to the server, once for all its users: keep the answer, whose
// ClientSecret is a secret. The client needs no token. Servers accept few registrations an address, five in
// ten minutes by default. See https://docs.joinmastodon.org/methods/apps/#create.
func (c *Client) RegisterApp(ctx context.Context, p *AppParams) (*Application, error) {
	if p == nil || p.Name == "" {
		return nil, social.Invalid(network, "Name", "is empty")
	}
	redirects, scopes := p.RedirectURIs, p.Scopes
	if len(redirects) == 0 {
		redirects = []string{OutOfBand}
	}
	if scopes == nil {
		scopes = ManagerScopes()
	}
	body := map[string]any{"client_name": p.Name, "redirect_uris": strings.Join(redirects, "\n"), "scopes": strings.Join(scopes, " ")}
	if api, err := c.api(ctx); err == nil && api >= api43 { // others refuse a list
		body["redirect_uris"] = redirects
	}
	if p.Website != "" {
		body["website"] = p.Website
	}
	r := &rest.Request{
		Op: "apps.create", Method: http.MethodPost, Path: rest.Path("api", "v1", "apps"), Class: rest.Unsafe, NoAuth: true, Free: true,
	}
	app, err := send[Application](ctx, c, familyNone, r, body)
	if err != nil {
		return nil, err
	}
	if len(app.RedirectURIs) == 0 {
		app.RedirectURIs = redirects
	}
	if len(app.Scopes) == 0 {
		app.Scopes = scopes
	}
	return app, nil
}

// OAuthMetadata reads where and how to log in. Servers before Mastodon 4.3, and relatives, do not say: then
// the endpoints that they all share are filled in, and nothing else.
// See https://docs.joinmastodon.org/methods/oauth/#authorization-server-metadata.
func (c *Client) OAuthMetadata(ctx context.Context) (*OAuthMetadata, error) {
	m := new(OAuthMetadata)
	r := &rest.Request{Op: "oauth.metadata", Path: "/.well-known/oauth-authorization-server", NoAuth: true}
	_, err := c.do(ctx, familyNone, r, m)
	if isMissingRoute(err) {
		e := c.Endpoint()
		return &OAuthMetadata{
			Issuer: c.rest.Base().String(), AuthorizationEndpoint: e.AuthURL, TokenEndpoint: e.TokenURL,
			RevocationEndpoint: c.address("oauth", "revoke"),
		}, nil
	}
	if err != nil {
		return nil, err
	}
	return m, nil
}

// Endpoint is where to log in, the same on all servers of the kind.
func (c *Client) Endpoint() oauth2.Endpoint {
	return oauth2.Endpoint{
		AuthURL: c.address("oauth", "authorize"), TokenURL: c.address("oauth", "token"), AuthStyle: oauth2.AuthStyleInParams,
	}
}

func (c *Client) address(elems ...string) string {
	return strings.TrimSuffix(c.rest.Base().String(), "/") + rest.Path(elems...)
}

// LoginParams says how a person is to log in. nil means all defaults.
type LoginParams struct {
	RedirectURI string   // one of the program's; "": the first
	Scopes      []string // nil: all that the program registered
	ForceLogin  bool     // ask for the password even if the browser is logged in: to change accounts
	Language    string   // of the page, ISO 639-1; "": the browser's
}

// A Login is a login under way. Keep it, out of the person's sight, until they come back; it marshals to JSON.
type Login struct {
	URL         string `json:"url"` // where to send the person
	RedirectURI string `json:"redirect_uri"`
	State       string `json:"state"`    // a secret
	Verifier    string `json:"verifier"` // a secret
}

// StartLogin prepares a login with a state and a PKCE challenge, which servers without PKCE (before Mastodon
// 4.3, and GoToSocial) ignore. Nothing is sent. Codes are good for ten minutes.
//
//	c, err := mastodon.New("mastodon.example", nil, nil)
//	app, err := c.RegisterApp(ctx, &mastodon.AppParams{
//		Name: "Desk", RedirectURIs: []string{"https://desk.example/callback"},
//	})
//	login, err := c.StartLogin(app, nil)
//	// Send the person to login.URL. In the handler of the redirect address:
//	code, err := login.Code(r.URL.Query())
//	token, err := c.Exchange(ctx, app, login, code)
//	err = store.SaveToken(ctx, "mastodon/desk", token)
//	// From then on, in any process:
//	tokens := social.StoredTokens(ctx, store, "mastodon/desk", c.Renewal(app))
//	client, err := mastodon.New("mastodon.example", tokens, nil)
//
// See https://docs.joinmastodon.org/methods/oauth/#authorize.
func (c *Client) StartLogin(app *Application, p *LoginParams) (*Login, error) {
	if app == nil || app.ClientID == "" {
		return nil, social.Invalid(network, "app.ClientID", "is empty")
	}
	var own LoginParams
	if p != nil {
		own = *p
	}
	if own.RedirectURI == "" && len(app.RedirectURIs) > 0 {
		own.RedirectURI = app.RedirectURIs[0]
	}
	if own.RedirectURI == "" {
		return nil, social.Invalid(network, "RedirectURI", "is empty")
	}
	if own.Scopes == nil {
		own.Scopes = app.Scopes
	}
	l := &Login{RedirectURI: own.RedirectURI, State: rand.Text(), Verifier: oauth2.GenerateVerifier()}
	opts := []oauth2.AuthCodeOption{oauth2.S256ChallengeOption(l.Verifier)}
	if own.ForceLogin {
		opts = append(opts, oauth2.SetAuthURLParam("force_login", "true"))
	}
	if own.Language != "" {
		opts = append(opts, oauth2.SetAuthURLParam("lang", own.Language))
	}
	cfg := oauth2.Config{ClientID: app.ClientID, RedirectURL: l.RedirectURI, Scopes: own.Scopes, Endpoint: c.Endpoint()}
	l.URL = cfg.AuthCodeURL(l.State, opts...)
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
			Network: network, Op: "oauth.authorize", Kind: kind,
			Code: rest.Clip(q.Get("error")), Message: rest.Clip(q.Get("error_description")),
		}
	case code == "":
		return "", social.Invalid(network, "code", "is empty")
	default:
		return code, nil
	}
}
