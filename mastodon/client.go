package mastodon

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"net/http"
	"net/url"
	"reflect"
	"strings"
	"sync"

	"golang.org/x/oauth2"

	"github.com/relais-go/relais/internal/cache"
	"github.com/relais-go/relais/internal/rest"
	"github.com/relais-go/relais/ratelimit"
	"github.com/relais-go/relais/social"
)

// network is the name that refs, errors and drafts use.
const network = "mastodon"

// Client speaks with one server for one account. It is safe for concurrent use.
type Client struct {
	rest   *rest.Client
	tokens oauth2.TokenSource
	skew   ratelimit.Skew
	about  about

	mu      sync.Mutex
	account string // names the account in budget keys
}

// about holds what changes rarely: the server's limits, its software and the account behind the token.
type about struct {
	instance cache.Value[Instance]
	server   cache.Value[Instance] // its essence
	software cache.Value[NodeInfoSoftware]
	account  cache.Value[Account]
}

// New makes a client for a server, given as "mastodon.example" or with a scheme. tokens may be nil for the
// few things that servers show to everybody. opts may be nil. New does no I/O.
//
// Errors: [social.ErrInvalid] with Field "server" or "BaseURL".
func New(server string, tokens oauth2.TokenSource, opts *social.Options) (*Client, error) {
	base, err := parseServer(server)
	if err != nil {
		return nil, err
	}
	var o social.Options
	if opts != nil {
		o = *opts
	}
	if o.BaseURL != "" {
		if base, err = url.Parse(o.BaseURL); err != nil {
			return nil, social.Invalid(network, "BaseURL", "is no address")
		}
	}
	if o.Limiter == nil {
		o.Limiter = ratelimit.New(nil)
	}
	c := &Client{tokens: tokens}
	cfg := rest.Config{
		Network: network, Base: base, Options: o, Limiter: o.Limiter,
		Classify: classify, Windows: c.windows, WhoAmI: c.names,
	}
	if tokens != nil {
		cfg.Auth = rest.Bearer(tokens)
	}
	if c.rest, err = rest.New(cfg); err != nil {
		return nil, err
	}
	return c, nil
}

// Network names the network: "mastodon".
func (c *Client) Network() string { return network }

// parseServer accepts a domain, or an address whose path is where the API is mounted.
func parseServer(server string) (*url.URL, error) {
	bad := func(why string) (*url.URL, error) { return nil, social.Invalid(network, "server", why) }
	server = strings.TrimSpace(server)
	if server == "" {
		return bad("is empty")
	}
	if !strings.Contains(server, "://") {
		if strings.ContainsAny(server, "@ ") {
			return bad("must be a domain, not a handle")
		}
		server = "https://" + server
	}
	u, err := url.Parse(server)
	switch {
	case err != nil:
		return bad("is no address")
	case u.Scheme != "https" && u.Scheme != "http":
		return bad("must be https or http")
	case u.Hostname() == "":
		return bad("has no host")
	case u.User != nil:
		return bad("must not hold a user name or password")
	case u.RawQuery != "" || u.Fragment != "":
		return bad("must not hold a query or fragment")
	default:
		u.Path = strings.TrimSuffix(u.Path, "/")
		return u, nil
	}
}

// Do sends a request that this package has no method for yet, through the same pipeline: rate budget, retries
// of reads, errors. path is relative to the server, as "/api/v1/accounts/1/statuses", and escaped by the
// caller. body, if not nil, is sent as JSON; the JSON answer is decoded into out, if not nil. A write whose
// answer is lost is [social.ErrUncertain]: it is never repeated.
func (c *Client) Do(ctx context.Context, method, path string, query url.Values, body, out any) error {
	r := &rest.Request{Op: "do", Method: method, Path: path, Query: query, Class: rest.Unsafe, Fold: true}
	if method == http.MethodGet || method == http.MethodHead {
		r.Class = rest.Read
	}
	if body != nil {
		b, err := rest.JSON(body)
		if err != nil {
			return social.Invalid(network, "body", err.Error())
		}
		r.Body = b
	}
	r.Charges = c.charges(familyAll, r.Query)
	_, err := c.rest.Do(ctx, r, out)
	return err
}

// do sends a request that draws on the budget of its family, and decodes its answer into one of our types.
func (c *Client) do(ctx context.Context, f family, r *rest.Request, out any) (*rest.Answer, error) {
	r.Charges = c.charges(f, r.Query)
	a, err := c.rest.Do(ctx, r, out)
	if err == nil && out != nil {
		dropNulls(reflect.ValueOf(out).Elem())
	}
	return a, err
}

// get reads one object.
func get[T any](ctx context.Context, c *Client, op, path string, query url.Values) (*T, error) {
	out := new(T)
	if _, err := c.do(ctx, familyAll, &rest.Request{Op: op, Path: path, Query: query}, out); err != nil {
		return nil, err
	}
	return out, nil
}

// post makes a write that may be repeated, with a JSON body if body is not nil, and decodes its answer.
func post[T any](ctx context.Context, c *Client, f family, op, path string, body any) (*T, error) {
	return send[T](ctx, c, f, &rest.Request{Op: op, Method: http.MethodPost, Path: path, Class: rest.Idempotent}, body)
}

// send makes the request with a JSON body if body is not nil, and decodes its answer.
func send[T any](ctx context.Context, c *Client, f family, r *rest.Request, body any) (*T, error) {
	if body != nil {
		b, err := rest.JSON(body)
		if err != nil {
			return nil, social.Invalid(network, "body", err.Error())
		}
		r.Body = b
	}
	out := new(T)
	if _, err := c.do(ctx, f, r, out); err != nil {
		return nil, err
	}
	return out, nil
}

// accountKey names the account in budget keys without asking the server: tokens last as long as logins do.
func (c *Client) accountKey() string {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.account != "" {
		return c.account
	}
	if c.tokens == nil {
		return "anonymous"
	}
	t, err := c.tokens.Token()
	if err != nil {
		return "anonymous" // the request will fail with this error
	}
	sum := sha256.Sum256([]byte(t.AccessToken))
	c.account = hex.EncodeToString(sum[:6])
	return c.account
}
