package rest

import (
	"context"
	"errors"
	"log/slog"
	"net"
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

	// Auth adds credentials to requests, as oauth2.Transport does; nil: none. It sees only requests that
	// may carry them.
	Auth func(base http.RoundTripper) http.RoundTripper

	// Forget drops a token that the server refused, so that the next call fetches another; nil: no use.
	Forget func()

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
	o := &cfg.Options
	if o.Logger == nil {
		o.Logger = slog.New(slog.DiscardHandler)
	}
	orDefault(&o.Retries, 4)
	orDefault(&o.RetryWait, 500*time.Millisecond)
	orDefault(&o.RetryWaitMax, 30*time.Second)
	orDefault(&o.Settle, 5*time.Second)
	orDefault(&o.MediaWait, 10*time.Minute)
	if o.Retries < 0 {
		o.Retries = 0
	}
	o.UserAgent = strings.TrimSpace(o.UserAgent + " " + userAgent)
	if cfg.RequestID == nil {
		cfg.RequestID = func(h http.Header) string { return h.Get("X-Request-Id") }
	}
	c := &Client{cfg: cfg, guard: newGuard()}
	c.once.init(o.Settle, o.Retries, o.Logger)
	c.http = c.newHTTP()
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
func (c *Client) Fetcher() *http.Client {
	h := &http.Client{Transport: newTransport()}
	if own := c.cfg.Options.HTTPClient; own != nil {
		*h = *own
	}
	return h
}

// Once is the client's once-only mechanism.
func (c *Client) Once() *Once { return &c.once }

// newHTTP layers authentication and the watch for silent connections over the caller's transport.
func (c *Client) newHTTP() *http.Client {
	h := &http.Client{}
	if own := c.cfg.Options.HTTPClient; own != nil {
		*h = *own
	}
	if h.Transport == nil {
		h.Transport = newTransport()
	}
	h.Transport = &watch{next: newAuth(c.cfg.Auth, h.Transport)}
	h.CheckRedirect = sameOrigin
	return h
}

// newTransport pools enough connections for a busy client, and writes uploads in large pieces.
func newTransport() *http.Transport {
	d := &net.Dialer{Timeout: 15 * time.Second, KeepAlive: 30 * time.Second}
	return &http.Transport{
		Proxy:                 http.ProxyFromEnvironment,
		DialContext:           d.DialContext,
		ForceAttemptHTTP2:     true,
		MaxIdleConns:          100,
		MaxIdleConnsPerHost:   32,
		IdleConnTimeout:       90 * time.Second,
		TLSHandshakeTimeout:   15 * time.Second,
		ExpectContinueTimeout: time.Second,
		WriteBufferSize:       64 << 10,
		ReadBufferSize:        32 << 10,
	}
}

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

func orDefault[T comparable](v *T, d T) {
	var zero T
	if *v == zero {
		*v = d
	}
}

// errCrossOrigin stops a redirect to where the token must not go.
var errCrossOrigin = errors.New("redirects to another origin, which is not followed; use that address as the base")

// sameOrigin follows redirects of reads within one origin, and stops at all others.
func sameOrigin(req *http.Request, via []*http.Request) error {
	first := via[0]
	switch {
	case req.URL.Scheme != first.URL.Scheme || req.URL.Host != first.URL.Host:
		return errCrossOrigin
	case first.Method != http.MethodGet && first.Method != http.MethodHead:
		return http.ErrUseLastResponse // a redirected write would lose its method or be sent twice
	case len(via) >= 5:
		return errors.New("too many redirects")
	default:
		return nil
	}
}
