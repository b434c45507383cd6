package x

import (
	"context"
	"net/http"
	"net/url"
	"strings"
	"sync"

	"golang.org/x/oauth2"

	"github.com/relais-go/relais/internal/cache"
	"github.com/relais-go/relais/internal/rest"
	"github.com/relais-go/relais/ratelimit"
	"github.com/relais-go/relais/social"
)

// defaultBase is where X serves its API.
const defaultBase = "https://api.x.com"

// Client speaks with X for one account, for a program, or for both. It is safe for concurrent use.
type Client struct {
	cfg     Config
	user    *rest.Client // as the account; nil: there is none
	app     *rest.Client // as the program; nil: its token is not known
	skew    ratelimit.Skew
	me      cache.Value[User]
	bills   bills
	defined sync.Map // windows that the limiter was told of

	mu    sync.Mutex
	names [2]string // of account and program in budget keys
}

// Config says on whose behalf a client acts and what X has agreed upon with them. Give it to [NewClient]; for
// an account alone, [New] is enough.
type Config struct {
	// Tokens are those of the account, by OAuth 2.0 with PKCE. X replaces the refresh token at each use: make
	// them with [social.StoredTokens] and [Auth.Renewal].
	Tokens oauth2.TokenSource

	// OAuth1 is for an account that logged in by OAuth 1.0a. It excludes Tokens.
	OAuth1 *OAuth1

	// App are the program's own bearer tokens, for what X gives only to programs: streams, webhooks, usage,
	// the full archive. See [Auth.BearerTokens].
	App oauth2.TokenSource

	// Plan is what the program pays for. It decides how long queries may be.
	Plan Plan

	// Dialect is that of requests. Answers are read in both.
	Dialect Dialect

	// OwnsApp says that the account owns the program, so that X bills reads of its own data at the lower price.
	OwnsApp bool

	// Prices replaces the list of prices by which money is counted; nil means [DefaultPrices].
	Prices Prices

	// MaxText replaces the longest text of a post, in units of [Counter]. 0 means what the account's
	// subscription allows.
	MaxText int
}

// New makes a client for the account that the tokens belong to. opts may be nil. New does no I/O.
//
// Errors: [social.ErrInvalid] with Field "tokens" or that of the option.
func New(tokens oauth2.TokenSource, opts *social.Options) (*Client, error) {
	if tokens == nil {
		return nil, social.Invalid(network, "tokens", "is nil")
	}
	return NewClient(&Config{Tokens: tokens}, opts)
}

// NewOAuth1 makes a client for an account that logged in by OAuth 1.0a. opts may be nil.
func NewOAuth1(credentials OAuth1, opts *social.Options) (*Client, error) {
	return NewClient(&Config{OAuth1: &credentials}, opts)
}

// NewApp makes a client for a program without an account: it reads what is public. opts may be nil.
func NewApp(tokens oauth2.TokenSource, opts *social.Options) (*Client, error) {
	if tokens == nil {
		return nil, social.Invalid(network, "tokens", "is nil")
	}
	return NewClient(&Config{App: tokens}, opts)
}

// NewClient makes a client for an account, a program or both. opts may be nil. NewClient does no I/O.
//
// Errors: [social.ErrInvalid] with the field of the configuration or option.
func NewClient(cfg *Config, opts *social.Options) (*Client, error) {
	if cfg == nil || cfg.Tokens == nil && cfg.OAuth1 == nil && cfg.App == nil {
		return nil, social.Invalid(network, "Config", "has neither Tokens nor OAuth1 nor App")
	}
	if cfg.Tokens != nil && cfg.OAuth1 != nil {
		return nil, social.Invalid(network, "Config.OAuth1", "cannot go with Tokens")
	}
	c := &Client{cfg: *cfg}
	if c.cfg.Prices == nil {
		c.cfg.Prices = DefaultPrices()
	}
	base, o, err := settings(opts)
	if err != nil {
		return nil, err
	}
	shared := rest.Config{
		Network: network, Base: base, Options: o, Limiter: o.Limiter,
		Classify: classify, Windows: c.windows, RequestID: requestID, WhoAmI: c.whoAmI,
	}
	switch {
	case cfg.OAuth1 != nil:
		if err := cfg.OAuth1.check(); err != nil {
			return nil, err
		}
		own := shared
		own.Auth = cfg.OAuth1.sign
		c.user, err = rest.New(own)
	case cfg.Tokens != nil:
		c.user, err = rest.New(withTokens(shared, cfg.Tokens))
	}
	if err == nil && cfg.App != nil {
		c.app, err = rest.New(withTokens(shared, cfg.App))
	}
	if err != nil {
		return nil, err
	}
	declareMoney(o.Limiter)
	return c, nil
}

// settings completes the options.
func settings(opts *social.Options) (*url.URL, social.Options, error) {
	var o social.Options
	if opts != nil {
		o = *opts
	}
	address := o.BaseURL
	if address == "" {
		address = defaultBase
	}
	base, err := url.Parse(strings.TrimSuffix(address, "/"))
	if err != nil {
		return nil, o, social.Invalid(network, "BaseURL", "is no address")
	}
	if o.Limiter == nil {
		o.Limiter = ratelimit.New(nil)
	}
	return base, o, nil
}

func withTokens(cfg rest.Config, tokens oauth2.TokenSource) rest.Config {
	cfg.Auth = rest.Bearer(tokens)
	return cfg
}

// requestID is X's name for a request.
func requestID(h http.Header) string {
	if id := h.Get("X-Transaction-Id"); id != "" {
		return id
	}
	return h.Get("X-Request-ID")
}

// Network names the network: "x".
func (c *Client) Network() string { return network }

// rest is the pipeline for what needs no account: options, clock, fetching media.
func (c *Client) rest() *rest.Client {
	if c.user != nil {
		return c.user
	}
	return c.app
}

// Do sends a request that this package has no method for yet, through the same pipeline: rate budget, retries
// of reads, errors. It goes out for the account if there is one, else for the program. path is relative to the
// API, as "/2/trends/by/woeid/1", and escaped by the caller. body, if not nil, is sent as JSON; the JSON answer is
// decoded into out, if not nil: see [Answer]. A write whose answer is lost is [social.ErrUncertain]: it is never
// repeated. Its cost is not counted.
func (c *Client) Do(ctx context.Context, method, path string, query url.Values, body, out any) error {
	r := &request{Op: "do", Family: endpointOf(method, path), Method: method, Path: path, Query: query, Body: body, Class: rest.Unsafe, Fold: true}
	if method == http.MethodGet || method == http.MethodHead {
		r.Class = rest.Read
	}
	_, err := c.do(ctx, r, out)
	return err
}

// endpointOf names an endpoint in budget keys: the path without its numbers.
func endpointOf(method, path string) string {
	parts := strings.Split(path, "/")
	for i, p := range parts {
		if strings.ContainsAny(p, "0123456789") && i > 1 {
			parts[i] = ":id"
		}
	}
	return method + " " + strings.Join(parts, "/")
}
