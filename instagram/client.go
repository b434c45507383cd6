package instagram

import (
	"context"
	"errors"
	"net/url"
	"strings"
	"sync"
	"time"

	"golang.org/x/oauth2"

	"github.com/relais-go/relais/internal/cache"
	"github.com/relais-go/relais/internal/graph"
	"github.com/relais-go/relais/internal/rest"
	"github.com/relais-go/relais/ratelimit"
	"github.com/relais-go/relais/social"
)

// LoginKind is one of the two ways to reach an account. An app uses one of them.
type LoginKind string

// Kinds of logins.
const (
	FacebookLogin  LoginKind = ""          // by the Facebook Page that the account is linked to; offers more
	InstagramLogin LoginKind = "instagram" // by the account itself
)

// Client speaks with Instagram for one professional account. It is safe for concurrent use.
type Client struct {
	cfg     Config
	limits  Limits
	graph   *graph.Client
	person  *graph.Client // with the token of a person; nil: it is not known
	account cache.Value[Account]
	tags    hashtagMemory
	defined sync.Map // documented allowances that the limiter knows of
}

// Config says for which account a client acts. Give it to [NewClient]; [New] is enough where defaults do.
type Config struct {
	// User is the ID of the account, "17841…". With Instagram Login it is user_id of /me, not id.
	User ID

	// Login says how the tokens were got.
	Login LoginKind

	// Tokens are those of the linked Page or, with Instagram Login, of the account. A person's will do for all but
	// messages.
	Tokens oauth2.TokenSource

	// UserTokens are those of the person who logged in with Facebook. Where Instagram does not find with the
	// Page's token what it has just made, it is asked with these.
	UserTokens oauth2.TokenSource

	// Page is the ID of the linked Page, for messages. "" asks for the conversations of "me".
	Page ID

	// App is the program that the tokens were issued to; with its Secret each call of Facebook Login carries a
	// proof that it comes from the program.
	App App

	// TimedProof makes proofs that hold for five minutes instead of as long as the token.
	TimedProof bool

	// Version replaces the version of the API, as "v25.0". "" means [DefaultVersion].
	Version string

	// Host puts a file onto a public address, for media that have none: Instagram fetches photos, and with
	// Instagram Login all media, by itself. nil: such media are refused.
	Host Host

	// WaitVideo is how long Publish waits for Instagram to fetch and process media: 0 means 10 minutes.
	WaitVideo time.Duration

	// Limits replaces what is checked before anything is sent; nil means [DefaultLimits].
	Limits *Limits
}

// Host makes a file reachable for Instagram.
type Host interface {
	// Put returns a public https address of the file, which must be good for a day: Instagram may fetch it later,
	// and a publication may be resumed. For the same file it should return the same address.
	Put(ctx context.Context, m *social.Media) (address string, err error)
}

// DefaultVersion is the version of the API that the package was written for. A warning is logged ahead of its end.
const DefaultVersion = graph.DefaultVersion

// New makes a client for an account that is linked to a Facebook Page, with the tokens of that Page. opts may be nil.
// New does no I/O.
//
// Errors: [social.ErrInvalid] with the field of the configuration or option.
func New(user string, tokens oauth2.TokenSource, opts *social.Options) (*Client, error) {
	return NewClient(&Config{User: ID(user), Tokens: tokens}, opts)
}

// NewLogin makes a client for an account that logged in by itself (Instagram API with Instagram Login). opts may be
// nil. NewLogin does no I/O.
//
// Errors: [social.ErrInvalid] with the field of the configuration or option.
func NewLogin(user string, tokens oauth2.TokenSource, opts *social.Options) (*Client, error) {
	return NewClient(&Config{User: ID(user), Login: InstagramLogin, Tokens: tokens}, opts)
}

// NewClient makes a client. opts may be nil. NewClient does no I/O.
//
// Errors: [social.ErrInvalid] with the field of the configuration or option.
func NewClient(cfg *Config, opts *social.Options) (*Client, error) {
	switch {
	case cfg == nil || cfg.Tokens == nil:
		return nil, social.Invalid(network, "Config.Tokens", "is nil")
	case cfg.User == "" || strings.Trim(string(cfg.User), "0123456789") != "":
		return nil, social.Invalid(network, "Config.User", "is not the number of an account")
	case cfg.Login != FacebookLogin && cfg.Login != InstagramLogin:
		return nil, social.Invalid(network, "Config.Login", "is unknown")
	case cfg.Login == InstagramLogin && cfg.UserTokens != nil:
		return nil, social.Invalid(network, "Config.UserTokens", "are for Facebook Login")
	}
	c := &Client{cfg: *cfg, limits: DefaultLimits()}
	if cfg.Limits != nil {
		c.limits = *cfg.Limits
	}
	var o social.Options
	if opts != nil {
		o = *opts
	}
	if o.Limiter == nil {
		o.Limiter = ratelimit.New(nil)
	}
	own := graph.Config{
		Network: network, Version: cfg.Version, Tokens: cfg.Tokens, WhoAmI: c.whoAmI,
		Budgets: graph.Budgets{App: cfg.App.ID, Account: string(cfg.User), UseCase: graph.UseInstagram},
	}
	if cfg.Login == InstagramLogin {
		own.Host = graph.HostInstagram
	} else {
		own.AppSecret, own.TimedProof = cfg.App.Secret, cfg.TimedProof
	}
	if o.ExpectAccount == "" {
		o.ExpectAccount = string(cfg.User)
	}
	var err error
	if c.graph, err = graph.New(&own, &o); err != nil {
		return nil, err
	}
	if cfg.UserTokens != nil {
		own.Tokens = cfg.UserTokens
		c.person, err = graph.New(&own, &o)
	}
	return c, err
}

// whoAmI names the account that the token can act for.
func (c *Client) whoAmI(ctx context.Context) ([]string, error) {
	a, err := c.readAccount(ctx, graph.Fields(c.idFields()...))
	if err != nil {
		return nil, err
	}
	return []string{string(a.id()), a.Username}, nil
}

func (c *Client) idFields() []graph.Field {
	if c.cfg.Login == InstagramLogin {
		return []graph.Field{"id", "user_id", "username"}
	}
	return []graph.Field{"id", "username"}
}

// readAccount reads the account: the one of the token with Instagram Login, which is how to find out whose it is.
func (c *Client) readAccount(ctx context.Context, fields string) (*Account, error) {
	r := &graph.Request{Op: "account.get", Path: rest.Path(string(c.cfg.User)), Fields: fields}
	if c.cfg.Login == InstagramLogin {
		r.Path = rest.Path("me")
	}
	a, err := ask[Account](ctx, c, r)
	if errors.Is(err, social.ErrNotFound) {
		e, _ := errors.AsType[*social.Error](err)
		own := *e
		own.Kind, own.Message = social.ErrWrongAccount, "the token does not reach account "+string(c.cfg.User)+": "+e.Message
		return nil, &own
	}
	return a, err
}

// Network names the network: "instagram".
func (c *Client) Network() string { return network }

// UserID is the ID of the account that the client acts for.
func (c *Client) UserID() ID { return c.cfg.User }

// needsFacebook refuses what only Facebook Login offers.
func (c *Client) needsFacebook(field string) error {
	if c.cfg.Login == FacebookLogin {
		return nil
	}
	return social.Unsupported(network, field, "Instagram Login does not offer it, Facebook Login does")
}

// now is Instagram's clock as far as its answers tell it.
func (c *Client) now() time.Time { return c.graph.Now() }

// ask makes a request and returns its answer.
func ask[T any](ctx context.Context, c *Client, r *graph.Request) (*T, error) {
	return graph.Ask[T](ctx, c.graph, r)
}

// askFresh reads what was just made. Where the Page's token does not find it, the person's is tried.
func askFresh[T any](ctx context.Context, c *Client, r *graph.Request) (*T, error) {
	if c.person == nil {
		r.Fresh = true
		return ask[T](ctx, c, r)
	}
	v, err := ask[T](ctx, c, r)
	if !errors.Is(err, social.ErrNotFound) {
		return v, err
	}
	r.Fresh = true
	return graph.Ask[T](ctx, c.person, r)
}

// order makes a write that may be repeated and answers with a success.
func (c *Client) order(ctx context.Context, r *graph.Request) error { return c.graph.Order(ctx, r) }

// userPath is the path of an edge of the account.
func (c *Client) userPath(edge string) string { return rest.Path(string(c.cfg.User), edge) }

// Do sends a request that this package has no method for yet, through the same pipeline: rate budget, proof,
// retries of reads, errors. path is relative to the version, as "/me/media", and escaped by the caller. Parameters of
// a POST without a body are its form; body, if not nil, is sent as JSON. The JSON answer is decoded into out, if not
// nil. A write whose answer is lost is [social.ErrUncertain]: it is never repeated.
func (c *Client) Do(ctx context.Context, method, path string, params url.Values, body, out any) error {
	return c.graph.Call(ctx, method, path, params, body, out)
}

// value is *p, or the zero value for nil.
func value[T any](p *T) T {
	if p == nil {
		var zero T
		return zero
	}
	return *p
}
