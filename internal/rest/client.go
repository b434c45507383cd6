package rest

import (
	"context"
	"log/slog"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"time"

	"github.com/relais-go/relais/social"
)

// Config is what a network adds to the pipeline.
type Config struct {
	Network string
	Base    *url.URL
	Options social.Options
	Limiter social.Limiter // nil: nothing is paced

	// Origins are what answers may name for a request, beside Base: see Request.URL.
	Origins []*url.URL

	// Auth adds credentials to requests, as oauth2.Transport does; nil: none. It sees only requests that
	// may carry them.
	Auth func(base http.RoundTripper) http.RoundTripper

	// Classify reads an answer with a status of 400 or more. It may leave Kind nil for the general meaning
	// of the status. Network, Op, Status and RequestID are filled in.
	Classify func(a *Answer) *social.Error

	// Windows reads what an answer says of the budgets that the request drew on; nil: nothing.
	Windows func(charges []social.Charge, a *Answer) []social.Window

	// RequestID reads the network's name for a request; nil: from X-Request-Id.
	RequestID func(h http.Header) string

	// WhoAmI asks whom the token belongs to, for the account guard: the account's names, ID first, without
	// leading "@".
	WhoAmI func(ctx context.Context) (names []string, err error)
}

// Client sends requests to one network for one account. It is safe for concurrent use.
type Client struct {
	cfg     Config
	plain   *http.Client // without the token
	http    *http.Client
	buffers sync.Pool
	guard   guard
	once    Once
}

// userAgent is the product name that every request carries.
const userAgent = "relais (+https://github.com/relais-go/relais)"

// New checks and completes the configuration. It does no I/O.
func New(cfg Config) (*Client, error) {
	if err := checkBase(cfg.Network, cfg.Base); err != nil {
		return nil, err
	}
	base := *cfg.Base
	cfg.Base = &base
	o := &cfg.Options
	if o.Logger == nil {
		o.Logger = slog.New(slog.DiscardHandler)
	}
	if o.Retries == 0 {
		o.Retries = 4
	}
	o.Retries = max(o.Retries, 0)
	o.RetryWait = positive(o.RetryWait, 500*time.Millisecond)
	o.RetryWaitMax = positive(o.RetryWaitMax, 30*time.Second)
	o.Settle = positive(o.Settle, 5*time.Second)
	o.MediaWait = positive(o.MediaWait, 10*time.Minute)
	o.UserAgent = strings.TrimSpace(o.UserAgent + " " + userAgent)
	if !validHeaderValue(o.UserAgent) {
		return nil, social.Invalid(cfg.Network, "UserAgent", "holds a line break or another control character")
	}
	if cfg.RequestID == nil {
		cfg.RequestID = func(h http.Header) string { return h.Get("X-Request-ID") }
	}
	c := &Client{cfg: cfg, guard: guard{turn: make(chan struct{}, 1)}}
	c.once.init(cfg.Network, o)
	c.plain = plainHTTP(o.HTTPClient)
	c.http = c.newHTTP(c.plain)
	return c, nil
}

// Network names the network.
func (c *Client) Network() string { return c.cfg.Network }

// Options gives the options with their defaults filled in.
func (c *Client) Options() social.Options { return c.cfg.Options }

// Base is the origin that requests go to.
func (c *Client) Base() *url.URL { return c.cfg.Base }

// Log is the logger, never nil.
func (c *Client) Log() *slog.Logger { return c.cfg.Options.Logger }

// Fetcher reads media from public addresses: the caller's transport, never with a token.
func (c *Client) Fetcher() *http.Client { return c.plain }

// Once is the client's once-only mechanism.
func (c *Client) Once() *Once { return &c.once }

func checkBase(network string, base *url.URL) error {
	switch {
	case base == nil || base.Host == "":
		return social.Invalid(network, "BaseURL", "has no host")
	case base.Scheme != "https" && base.Scheme != "http":
		return social.Invalid(network, "BaseURL", "must be https or http")
	case base.User != nil:
		return social.Invalid(network, "BaseURL", "must not hold a user name or password")
	case base.RawQuery != "" || base.Fragment != "":
		return social.Invalid(network, "BaseURL", "must not hold a query or fragment")
	default:
		return nil
	}
}

// positive is d, or its default if it is none.
func positive(d, standard time.Duration) time.Duration {
	if d <= 0 {
		return standard
	}
	return d
}
