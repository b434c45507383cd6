package graph

import (
	"context"
	"net/http"
	"net/url"
	"strconv"
	"time"

	"golang.org/x/oauth2"

	"github.com/relais-go/relais/internal/rest"
	"github.com/relais-go/relais/ratelimit"
	"github.com/relais-go/relais/social"
)

// Config is what a network says of itself and of the token that a client sends.
type Config struct {
	Network string // "facebook" or "instagram", for errors and observers
	Host    Host   // where requests go that name none; the zero value is [HostGraph]
	Version string // "v26.0"; "" means [DefaultVersion]

	// Tokens are what requests are sent with; nil: they go out without.
	Tokens oauth2.TokenSource

	// AppSecret is that of the app the tokens were issued to. With it each call proves that it comes from the
	// app, see [Proof]; "" sends no proof, as for logins with Instagram, which know none.
	AppSecret string

	// TimedProof makes proofs that hold for five minutes instead of as long as the token.
	TimedProof bool

	Budgets Budgets

	// WhoAmI names the account of the token for the account guard: ID first, handles without "@". nil asks
	// /me for ID and name.
	WhoAmI func(ctx context.Context) (names []string, err error)

	// Now tells the time, for timed proofs and the ends of versions. nil: time.Now.
	Now func() time.Time
}

// Client sends requests to the Graph API with one token source. It is safe for concurrent use.
type Client struct {
	cfg      Config
	origins  origins
	wiring   rest.Config // that rest was made of
	rest     *rest.Client
	versions versions
	account  accountName
	gets     getOnly
	skew     ratelimit.Skew
}

// New makes a client. opts may be nil. It does no I/O.
//
// Errors: [social.ErrInvalid] with the field of the configuration or option.
func New(cfg *Config, opts *social.Options) (*Client, error) {
	c := &Client{cfg: *cfg}
	if c.cfg.Version == "" {
		c.cfg.Version = DefaultVersion
	}
	if !validVersion(c.cfg.Version) {
		return nil, social.Invalid(cfg.Network, "Version", strconv.Quote(rest.Clip(cfg.Version))+` is none, as "`+DefaultVersion+`" is`)
	}
	if c.cfg.Now == nil {
		c.cfg.Now = time.Now
	}
	if c.cfg.WhoAmI == nil {
		c.cfg.WhoAmI = c.whoAmI
	}
	var o social.Options
	if opts != nil {
		o = *opts
	}
	var err error
	if c.origins, err = newOrigins(cfg.Network, cfg.Host, o.BaseURL); err != nil {
		return nil, err
	}
	if o.Limiter == nil {
		o.Limiter = ratelimit.New(nil)
	}
	c.wiring = rest.Config{
		Network: cfg.Network, Base: c.origins.of(HostClient), Options: o, Limiter: o.Limiter,
		Origins: []*url.URL{c.origins.of(HostUpload)}, Classify: classify, Windows: c.windows, RequestID: requestID, WhoAmI: c.cfg.WhoAmI,
	}
	if cfg.Tokens != nil {
		c.wiring.Auth = c.authorize
	}
	if c.rest, err = rest.New(c.wiring); err != nil {
		return nil, err
	}
	c.versions = versions{network: cfg.Network, asked: c.cfg.Version, log: c.rest.Log(), now: c.cfg.Now}
	return c, nil
}

// Rest is the pipeline underneath: options, log, once-only writes, the fetcher of media.
func (c *Client) Rest() *rest.Client { return c.rest }

// Network names the network.
func (c *Client) Network() string { return c.cfg.Network }

// Version is the version of the Graph API that the client asks for.
func (c *Client) Version() string { return c.cfg.Version }

// Address is where a path is served by a host: for dialogs, which people open in their browser. The path comes
// escaped, from rest.Path.
func (c *Client) Address(h Host, path string, query url.Values) string {
	u := *c.origins.of(h)
	address := u.String() + path
	if len(query) > 0 {
		address += "?" + query.Encode()
	}
	return address
}

// whoAmI asks whom the token belongs to.
func (c *Client) whoAmI(ctx context.Context) ([]string, error) {
	me, err := Ask[struct {
		ID   ID     `json:"id"`
		Name string `json:"name"`
	}](ctx, c, &Request{Op: "me", Path: rest.Path("me"), Fields: Fields("id", "name")})
	if err != nil {
		return nil, err
	}
	return []string{string(me.ID), me.Name}, nil
}

// requestID is Meta's name for a request, by which its support finds it.
func requestID(h http.Header) string {
	if id := h.Get("X-Fb-Trace-Id"); id != "" {
		return id
	}
	return h.Get("X-Fb-Request-Id")
}
