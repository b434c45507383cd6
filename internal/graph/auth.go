package graph

import (
	"crypto/rand"
	"crypto/subtle"
	"net/url"
	"strings"

	"golang.org/x/oauth2"

	"github.com/relais-go/relais/internal/rest"
	"github.com/relais-go/relais/ratelimit"
	"github.com/relais-go/relais/social"
)

// App is a program as Meta's App Dashboard knows it. An Instagram app within it has an ID and a secret of its own.
type App struct {
	ID     string
	Secret string
}

// AuthConfig says for which app and network people log in.
type AuthConfig struct {
	Network string
	App     App
	Host    Host   // [HostGraph] for logins with Facebook, [HostInstagram] for those with Instagram
	Version string // "" means [DefaultVersion]
}

// Auth logs people in and keeps their tokens alive. It is safe for concurrent use.
type Auth struct {
	cfg    AuthConfig
	opts   social.Options
	client *Client // without a token
	app    *Client // with that of the app
	pause  renewalPause
}

// NewAuth prepares logins. opts may be nil: of it, the transport, the address, the retries, the limiter, the logger
// and the observer are used. It does no I/O. Errors: [social.ErrInvalid] with the field of the app or option.
func NewAuth(cfg *AuthConfig, opts *social.Options) (*Auth, error) {
	switch {
	case cfg.App.ID == "":
		return nil, social.Invalid(cfg.Network, "App.ID", "is empty")
	case cfg.App.Secret == "":
		return nil, social.Invalid(cfg.Network, "App.Secret", "is empty")
	}
	var o social.Options
	if opts != nil {
		o = *opts
	}
	o.ExpectAccount = ""
	if o.Limiter == nil {
		o.Limiter = ratelimit.New(nil)
	}
	a := &Auth{cfg: *cfg, opts: o}
	var err error
	if a.client, err = New(a.config(nil), &a.opts); err != nil {
		return nil, err
	}
	a.opts.HTTPClient = a.client.rest.Fetcher() // one pool for all
	a.app, err = New(a.config(oauth2.StaticTokenSource(a.AppToken())), &a.opts)
	return a, err
}

func (a *Auth) config(tokens oauth2.TokenSource) *Config {
	return &Config{
		Network: a.cfg.Network, Host: a.cfg.Host, Version: a.cfg.Version, Tokens: tokens,
		Budgets: Budgets{App: a.cfg.App.ID, UseCase: UsePlatform},
	}
}

// As is a client with the token of a person, for their permissions and pages. It proves that it comes from the app
// where the network knows proofs, and shares connections and limiter with the logins.
func (a *Auth) As(tokens oauth2.TokenSource) (*Client, error) {
	cfg := a.config(tokens)
	if a.cfg.Host != HostInstagram {
		cfg.AppSecret = a.cfg.App.Secret
	}
	return New(cfg, &a.opts)
}

// Client is a client without a token, for the token endpoints of a network.
func (a *Auth) Client() *Client { return a.client }

// App is a client with the token of the app, for its own settings, as the subscriptions of webhooks.
func (a *Auth) App() *Client { return a.app }

// AppToken is the token of the app itself. It has no end.
// See https://developers.facebook.com/docs/facebook-login/guides/access-tokens#apptokens.
func (a *Auth) AppToken() *oauth2.Token {
	return &oauth2.Token{AccessToken: a.cfg.App.ID + "|" + a.cfg.App.Secret, TokenType: "Bearer"}
}

// Values of LoginParams.AuthType.
const (
	Rerequest      = "rerequest"      // ask again for permissions that were declined
	Reauthenticate = "reauthenticate" // ask for the password
	Reauthorize    = "reauthorize"    // extend the access to data that has expired
)

// LoginParams says how a person is to log in.
type LoginParams struct {
	RedirectURI string   // where the person comes back to, as registered, to the letter
	Scopes      []string // permissions to ask for; nil with ConfigID
	AuthType    string   // "" asks for what was not granted yet
	ConfigID    string   // a configuration of Facebook Login for Business, instead of Scopes
	State       string   // "" makes one; it must be a secret that only the person's browser session knows
	Extra       url.Values
}

// Login is a login under way. Keep it, out of the person's sight, until they come back; it marshals to JSON.
type Login struct {
	Network     string `json:"network"`
	URL         string `json:"url"` // where to send the person
	RedirectURI string `json:"redirect_uri"`
	State       string `json:"state"` // a secret
}

// StartLogin prepares a login. Nothing is sent.
// See https://developers.facebook.com/docs/facebook-login/guides/advanced/manual-flow.
func (a *Auth) StartLogin(p *LoginParams) (*Login, error) {
	if p == nil || p.RedirectURI == "" {
		return nil, social.Invalid(a.cfg.Network, "RedirectURI", "is empty")
	}
	l := &Login{Network: a.cfg.Network, RedirectURI: p.RedirectURI, State: p.State}
	if l.State == "" {
		l.State = rand.Text()
	}
	q := copyValues(p.Extra)
	q.Set("client_id", a.cfg.App.ID)
	q.Set("redirect_uri", p.RedirectURI)
	q.Set("response_type", "code")
	q.Set("state", l.State)
	SetText(q, "scope", strings.Join(p.Scopes, ","))
	SetText(q, "auth_type", p.AuthType)
	SetText(q, "config_id", p.ConfigID)
	if a.cfg.Host == HostInstagram {
		l.URL = a.client.Address(HostInstagramLogin, rest.Path("oauth", "authorize"), q)
	} else {
		l.URL = a.client.Address(HostDialog, rest.Path(a.client.Version(), "dialog", "oauth"), q)
	}
	return l, nil
}

// Code takes the code out of the query with which the person came back. [social.ErrPermission] means that they
// refused; [social.ErrInvalid] that the state is not this login's, as in a forged request.
func (l *Login) Code(q url.Values) (string, error) {
	switch code := q.Get("code"); {
	case l.State == "" || subtle.ConstantTimeCompare([]byte(q.Get("state")), []byte(l.State)) != 1:
		return "", social.Invalid(l.Network, "state", "belongs to another login")
	case q.Get("error") != "" || q.Get("error_code") != "":
		return "", l.declined(q)
	case code == "":
		return "", social.Invalid(l.Network, "code", "is empty")
	default:
		return strings.TrimSuffix(code, "#_"), nil // which is put behind the address that people come back to
	}
}

// declined is the error that the dialog gave instead of a code.
func (l *Login) declined(q url.Values) error {
	e := &social.Error{
		Network: l.Network, Op: "oauth.dialog", Kind: social.ErrInvalid, Code: rest.Clip(q.Get("error")), Message: rest.Clip(q.Get("error_description")),
	}
	if e.Message == "" {
		e.Message = rest.Clip(q.Get("error_message"))
	}
	if e.Code == "" {
		e.Code = rest.Clip(q.Get("error_code"))
	}
	if q.Get("error") == "access_denied" || q.Get("error_reason") == "user_denied" {
		e.Kind = social.ErrPermission
	}
	return e
}
