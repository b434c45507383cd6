package youtube

import (
	"bytes"
	"context"
	"net/http"
	"net/url"
	"strings"

	"golang.org/x/oauth2"

	"github.com/relais-go/relais/internal/cache"
	"github.com/relais-go/relais/internal/rest"
	"github.com/relais-go/relais/ratelimit"
	"github.com/relais-go/relais/social"
)

// Where Google serves the APIs.
const (
	dataBase      = "https://www.googleapis.com"
	analyticsBase = "https://youtubeanalytics.googleapis.com"
)

// Client speaks with YouTube for one channel, or for a program that reads what is public. It is safe for concurrent
// use.
type Client struct {
	cfg       Config
	rest      *rest.Client
	analytics *url.URL
	costs     map[string]Cost
	me        cache.Value[Channel]
	etags     etags
	skew      ratelimit.Skew
	attempts  attempts
	turns     lanes
	chats     chats
}

// Config says on whose behalf a client acts and what it may spend. Give it to [NewClient]; for a channel with the
// usual quota, [New] is enough.
type Config struct {
	// Tokens are those of one channel. A Google account with several channels has one login for each; make them
	// with [social.StoredTokens] and [Auth.Renewal].
	Tokens oauth2.TokenSource

	// APIKey is the program's own, for reading what is public without an account. It is not used beside Tokens.
	APIKey string

	// Quota is what the program may spend.
	Quota Quota

	// Limits replaces what drafts are checked against; nil means what the channel's status allows.
	Limits *Limits

	// ChunkSize is how many bytes of a film go in one request. 0 means 32 MiB; other values are rounded up to
	// 256 KiB, and below 0 the whole file goes in one. Nothing of it is held in memory.
	ChunkSize int64
}

// New makes a client for the channel that the tokens belong to. opts may be nil. New does no I/O.
//
// Errors: [social.ErrInvalid] with Field "tokens" or that of the option.
func New(tokens oauth2.TokenSource, opts *social.Options) (*Client, error) {
	if tokens == nil {
		return nil, social.Invalid(network, "tokens", "is nil")
	}
	return NewClient(&Config{Tokens: tokens}, opts)
}

// NewKey makes a client that reads what is public. opts may be nil. NewKey does no I/O.
func NewKey(apiKey string, opts *social.Options) (*Client, error) {
	if apiKey == "" {
		return nil, social.Invalid(network, "apiKey", "is empty")
	}
	return NewClient(&Config{APIKey: apiKey}, opts)
}

// NewClient makes a client. opts may be nil. NewClient does no I/O.
//
// Errors: [social.ErrInvalid] with the field of the configuration or option.
func NewClient(cfg *Config, opts *social.Options) (*Client, error) {
	if cfg == nil || cfg.Tokens == nil && cfg.APIKey == "" {
		return nil, social.Invalid(network, "Config", "has neither Tokens nor APIKey")
	}
	if cfg.Tokens == nil && strings.ContainsFunc(cfg.APIKey, func(r rune) bool { return r <= ' ' || r > '~' }) {
		return nil, social.Invalid(network, "Config.APIKey", "holds a space or control character")
	}
	base, analytics, o, err := settings(opts)
	if err != nil {
		return nil, err
	}
	c := &Client{cfg: *cfg, analytics: analytics, costs: DefaultCosts()}
	shared := rest.Config{
		Network: network, Base: base, Options: o, Limiter: o.Limiter, Origins: []*url.URL{analytics},
		Classify: classify, Windows: c.windows, RequestID: requestID, WhoAmI: c.whoAmI,
	}
	if opts == nil || opts.BaseURL == "" { // the API names sessions of uploads by either of its names
		shared.Origins = append(shared.Origins, &url.URL{Scheme: "https", Host: "youtube.googleapis.com"})
	}
	if cfg.Tokens != nil {
		shared.Auth = rest.Bearer(cfg.Tokens)
	} else {
		key := apiKey(cfg.APIKey)
		shared.Auth, shared.Classify = key.sign, key.classify
	}
	if c.rest, err = rest.New(shared); err != nil {
		return nil, err
	}
	declareQuota(o.Limiter, &c.cfg.Quota)
	return c, nil
}

// settings completes the options.
func settings(opts *social.Options) (data, analytics *url.URL, o social.Options, err error) {
	if opts != nil {
		o = *opts
	}
	address, reports := o.BaseURL, o.BaseURL
	if address == "" {
		address, reports = dataBase, analyticsBase
	}
	if data, err = url.Parse(strings.TrimSuffix(address, "/")); err == nil {
		analytics, err = url.Parse(strings.TrimSuffix(reports, "/"))
	}
	if err != nil {
		return nil, nil, o, social.Invalid(network, "BaseURL", "is no address")
	}
	if o.Limiter == nil {
		o.Limiter = ratelimit.New(nil)
	}
	return data, analytics, o, nil
}

// apiKey signs requests in a header, since addresses end up in logs.
type apiKey string

func (k apiKey) sign(base http.RoundTripper) http.RoundTripper { return &keyed{string(k), base} }

type keyed struct {
	key  string
	base http.RoundTripper
}

// RoundTrip implements [http.RoundTripper].
func (k *keyed) RoundTrip(req *http.Request) (*http.Response, error) {
	own := req.Clone(req.Context())
	own.Header.Set("X-Goog-Api-Key", k.key)
	return k.base.RoundTrip(own)
}

// classify keeps the key out of errors, should an answer repeat it.
func (k apiKey) classify(a *rest.Answer) *social.Error {
	a.Body = bytes.ReplaceAll(a.Body, []byte(k), []byte("[redacted]"))
	return classify(a)
}

// requestID is Google's name for a request.
func requestID(h http.Header) string { return h.Get("X-Goog-Request-Id") }

// Network names the network: "youtube".
func (c *Client) Network() string { return network }

// Do sends a request that this package has no method for yet, through the same pipeline: quota, retries of reads,
// errors. path is relative to the host, as "/youtube/v3/channelSections" or "/v2/groups" of the Analytics API, and escaped by
// the caller. body, if not nil, is sent as JSON; the JSON answer is decoded into out, if not nil: see [List]. A write
// whose answer is lost is [social.ErrUncertain]: it is never repeated. Reading is counted as one unit and writing as
// fifty; [Quota].Costs can say otherwise for the method and path, as "GET /youtube/v3/channelSections".
func (c *Client) Do(ctx context.Context, method, path string, query url.Values, body, out any) error {
	r := &request{Op: "do", Method: method, Path: path, Query: query, Body: body, Class: rest.Unsafe, Price: "do.write"}
	if method == http.MethodGet || method == http.MethodHead {
		r.Class, r.Price = rest.Read, "do.list"
	}
	if strings.HasPrefix(path, "/v2/") {
		r.Base, r.Price = c.analytics, methodReports
	}
	if name := method + " " + path; c.cfg.Quota.Costs[name] != (Cost{}) {
		r.Price = name
	}
	_, err := c.do(ctx, r, out)
	return err
}
