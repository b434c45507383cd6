package linkedin

import (
	"context"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"time"

	"golang.org/x/oauth2"

	"github.com/relais-go/relais/internal/cache"
	"github.com/relais-go/relais/internal/rest"
	"github.com/relais-go/relais/ratelimit"
	"github.com/relais-go/relais/social"
)

// Where LinkedIn serves the API, and where logins and files go.
const (
	apiBase = "https://api.linkedin.com"
	webBase = "https://www.linkedin.com"
)

// Client speaks with LinkedIn in the name of a Page or a member. It is safe for concurrent use.
type Client struct {
	cfg    Config
	rest   *rest.Client
	member cache.Value[URN] // to whom the token belongs
	names  budgetName
	skew   ratelimit.Skew
	sunset sunset
	clock  func() time.Time

	declared sync.Map // endpoints whose allowances the limiter knows
	deleted  recent
}

// Config says in whose name a client acts. For most programs [New] is enough.
type Config struct {
	// Author is the Page or member that posts and comments are made for. "" means the member whom the token
	// belongs to, who is asked for when needed. For a Page the member must have a role on it.
	Author URN

	// Tokens are those of a member.
	Tokens oauth2.TokenSource

	// App is the application that the tokens were given to; nil where nothing needs it.
	App *App

	// Version of the API, "" for [DefaultVersion].
	Version string

	// Allowances is what the application may do in a day; nil means that nothing is known and all is learned from
	// refusals.
	Allowances *Allowances

	// Limits replaces what drafts are checked against; nil means [DefaultLimits].
	Limits *Limits

	// WebURL replaces https://www.linkedin.com, where files are uploaded, for proxies and test servers. "" means
	// social.Options.BaseURL if that is set.
	WebURL string
}

// An App is an application of the developer portal.
type App struct {
	ID, Secret string
}

// New makes a client that acts for author: a Page, a member, or "" for the member whom the tokens belong to. opts may
// be nil. New does no I/O.
//
// Errors: [social.ErrInvalid] with the field.
func New(author URN, tokens oauth2.TokenSource, opts *social.Options) (*Client, error) {
	return NewClient(&Config{Author: author, Tokens: tokens}, opts)
}

// NewClient makes a client. opts may be nil. NewClient does no I/O.
//
// Errors: [social.ErrInvalid] with the field of the configuration or option.
func NewClient(cfg *Config, opts *social.Options) (*Client, error) {
	switch {
	case cfg == nil || cfg.Tokens == nil:
		return nil, social.Invalid(network, "Config.Tokens", "is nil")
	case cfg.Author != "" && !cfg.Author.isAuthor():
		return nil, social.Invalid(network, "Config.Author", "must be the URN of an organization or a person")
	}
	c := &Client{cfg: *cfg, clock: time.Now}
	if c.cfg.Version == "" {
		c.cfg.Version = DefaultVersion
	}
	if err := checkVersion(c.cfg.Version); err != nil {
		return nil, err
	}
	var o social.Options
	if opts != nil {
		o = *opts
	}
	base, web, err := c.addresses(&o)
	if err != nil {
		return nil, err
	}
	if o.Limiter == nil {
		o.Limiter = ratelimit.New(nil)
	}
	c.rest, err = rest.New(rest.Config{
		Network: network, Base: base, Options: o, Limiter: o.Limiter, Origins: []*url.URL{web},
		Auth: rest.Bearer(cfg.Tokens), Classify: c.classify, Windows: c.windows, RequestID: requestID, WhoAmI: c.whoAmI,
	})
	if err != nil {
		return nil, err
	}
	return c, nil
}

// addresses are those of the API and of uploads.
func (c *Client) addresses(o *social.Options) (api, web *url.URL, err error) {
	address, files := o.BaseURL, c.cfg.WebURL
	if files == "" {
		files = address
	}
	if files == "" {
		files = webBase
	}
	if address == "" {
		address = apiBase
	}
	if api, err = url.Parse(strings.TrimSuffix(address, "/")); err != nil {
		return nil, nil, social.Invalid(network, "BaseURL", "is no address")
	}
	if web, err = url.Parse(strings.TrimSuffix(files, "/")); err != nil || web.Host == "" {
		return nil, nil, social.Invalid(network, "Config.WebURL", "is no address")
	}
	return api, web, nil
}

// requestID is LinkedIn's name for a request.
func requestID(h http.Header) string { return h.Get("X-Li-Uuid") }

// Network names the network: "linkedin".
func (c *Client) Network() string { return network }

// Now is LinkedIn's clock as far as the answers so far tell it.
func (c *Client) now() time.Time {
	now := c.clock()
	if lo, hi, ok := c.skew.Bounds(); ok && (lo > 0 || hi < 0) {
		return now.Add(lo + (hi-lo)/2)
	}
	return now
}

// Do sends a request that this package has no method for yet, through the same pipeline: allowances, retries of what
// may be repeated, errors. path is relative to the host, as "/rest/posts/urn%3Ali%3Ashare%3A1", query is as it stands in
// the address, and both are in the notation of Rest.li: see [Encode] and [EncodeList]. body, if not nil, is sent as
// JSON; the JSON answer is decoded into out, if not nil. What is created is named by the ID that Do returns, "" if the
// answer has none. A [MethodCreate] or [MethodAction] whose answer is lost is [social.ErrUncertain]: it is never
// repeated. Allowances and errors name the endpoint as those of other methods: "connections.get", "posts.finder-author".
func (c *Client) Do(ctx context.Context, method Method, path, query string, body, out any) (id string, err error) {
	r := &request{Op: endpoint(method, path, query), Method: method, Path: path, Raw: query, Body: body}
	if !strings.HasPrefix(path, "/rest/") {
		r.Unversioned = true
	}
	a, err := c.do(ctx, r, out)
	if err != nil {
		return "", err
	}
	return createdID(a), nil
}

// Encode writes a text, such as a URN, for the path or the query of [Client.Do].
func Encode[S ~string](text S) string { return escapeText(string(text)) }

// EncodeList writes a list of texts for the query of [Client.Do].
func EncodeList[S ~string](items ...S) string {
	v := textList(items)
	return v.encode()
}
