package facebook

import (
	"context"
	"net/http"
	"net/url"
	"strings"
	"time"

	"golang.org/x/oauth2"

	"github.com/relais-go/relais/internal/graph"
	"github.com/relais-go/relais/internal/rest"
	"github.com/relais-go/relais/ratelimit"
	"github.com/relais-go/relais/social"
)

// Client speaks with Facebook for one Page. It is safe for concurrent use.
type Client struct {
	cfg    Config
	limits Limits
	graph  *graph.Client // with the token of the Page
	person *graph.Client // with that of a person; nil: it is not known
}

// Config says for which Page a client acts. Give it to [NewClient]; [New] is enough where defaults do.
type Config struct {
	// Page is the ID of the Page. A token of another Page is refused before the first write, with
	// [social.ErrWrongAccount].
	Page ID

	// Tokens are those of the Page; see [Auth.PageTokens].
	Tokens oauth2.TokenSource

	// UserTokens are those of a person with a role on the Page, for the few calls that take no token of a
	// Page: see [Extra].UploadApp.
	UserTokens oauth2.TokenSource

	// App is the program that the tokens were issued to. Its ID names posts of its own, which it may edit, and
	// the allowance of the platform; with its Secret each call carries a proof that it comes from the program.
	App App

	// TimedProof makes proofs that hold for five minutes instead of as long as the token.
	TimedProof bool

	// Version replaces the version of the API, as "v25.0". "" means [DefaultVersion].
	Version string

	// Direct publishes posts of the feed with one call, instead of making a draft first and publishing that. It
	// saves a call. A lost answer then has to be looked for among the newest posts: see [Client.Publish].
	Direct bool

	// WaitVideo is how long Publish waits for Facebook to process a video or reel: 0 means 10 minutes, negative not
	// at all. Facebook publishes it by itself when it is ready; until then its post is [social.StateProcessing].
	WaitVideo time.Duration

	// Limits replaces what is checked before anything is sent; nil means [DefaultLimits].
	Limits *Limits
}

// DefaultVersion is the version of the API that the package was written for. A warning is logged ahead of its end.
const DefaultVersion = graph.DefaultVersion

// New makes a client for a Page with the Page's tokens. opts may be nil. New does no I/O.
//
// Errors: [social.ErrInvalid] with the field of the configuration or option.
func New(page string, tokens oauth2.TokenSource, opts *social.Options) (*Client, error) {
	return NewClient(&Config{Page: ID(page), Tokens: tokens}, opts)
}

// NewClient makes a client. opts may be nil. NewClient does no I/O.
//
// Errors: [social.ErrInvalid] with the field of the configuration or option.
func NewClient(cfg *Config, opts *social.Options) (*Client, error) {
	switch {
	case cfg == nil || cfg.Tokens == nil:
		return nil, social.Invalid(network, "Config.Tokens", "is nil")
	case !isNumber(cfg.Page):
		return nil, social.Invalid(network, "Config.Page", "is not the number of a Page")
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
		Network: network, Version: cfg.Version, Tokens: cfg.Tokens, AppSecret: cfg.App.Secret, TimedProof: cfg.TimedProof,
		Budgets: graph.Budgets{App: cfg.App.ID, Account: string(cfg.Page), UseCase: graph.UsePages},
		WhoAmI:  c.whoAmI,
	}
	if o.ExpectAccount == "" {
		o.ExpectAccount = string(cfg.Page)
	}
	var err error
	if c.graph, err = graph.New(&own, &o); err != nil {
		return nil, err
	}
	if cfg.UserTokens != nil {
		own.Tokens, own.WhoAmI = cfg.UserTokens, nil
		own.Budgets.UseCase = graph.UsePlatform
		o.ExpectAccount = ""
		c.person, err = graph.New(&own, &o)
	}
	return c, err
}

// isNumber reports whether an ID is made of digits alone, as those of Pages, photos and videos are.
func isNumber(id ID) bool {
	return id != "" && strings.Trim(string(id), "0123456789") == ""
}

// whoAmI names the Page that the token belongs to.
func (c *Client) whoAmI(ctx context.Context) ([]string, error) {
	me, err := graph.Ask[Page](ctx, c.graph, &graph.Request{
		Op: "me", Path: rest.Path("me"), Fields: graph.Fields("id", "name"), Class: rest.Read,
	})
	if err != nil {
		return nil, err
	}
	return []string{string(me.ID), me.Name}, nil
}

// Network names the network: "facebook".
func (c *Client) Network() string { return network }

// PageID is the ID of the Page that the client acts for.
func (c *Client) PageID() ID { return c.cfg.Page }

// now is Facebook's clock as far as its answers tell it.
func (c *Client) now() time.Time { return c.graph.Now() }

// ask makes a request and returns its answer.
func ask[T any](ctx context.Context, c *Client, r *graph.Request) (*T, error) {
	return graph.Ask[T](ctx, c.graph, r)
}

// order makes a write that may be repeated and answers with a success.
func (c *Client) order(ctx context.Context, r *graph.Request) error { return c.graph.Order(ctx, r) }

// remove deletes an object.
func (c *Client) remove(ctx context.Context, op string, id ID) error {
	return c.order(ctx, &graph.Request{Op: op, Method: http.MethodDelete, Path: rest.Path(string(id))})
}

// created is the answer of what makes an object.
type created struct {
	ID     ID `json:"id"`
	PostID ID `json:"post_id"` // of photos and stories
}

// Do sends a request that this package has no method for yet, through the same pipeline: rate budget, proof,
// retries of reads, errors. path is relative to the version, as "/me/feed", and escaped by the caller. Parameters of
// a POST without a body are its form; body, if not nil, is sent as JSON. The JSON answer is decoded into out, if not
// nil. A write whose answer is lost is [social.ErrUncertain]: it is never repeated.
//
// Parameters that Meta took away (date_format, debug, pretty, ids) are refused, as is a token among them.
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
