package graph

import (
	"context"
	"encoding/json"
	"net/http"
	"net/url"
	"time"

	"github.com/relais-go/relais/internal/rest"
	"github.com/relais-go/relais/social"
)

// Request is one call of the Graph API.
type Request struct {
	Op     string // "posts.create", for errors, logs and observers
	Method string // "" means GET
	Host   Host   // the zero value is the client's own
	Path   string // from rest.Path, relative to the version

	// Unversioned leaves the version out: only for the token endpoints that have none.
	Unversioned bool

	// Params are Meta's parameters, never a token. They go into the query, except those of a POST without a
	// body, which are its form. Values that are no plain text are written by [SetJSON] and its like.
	Params url.Values
	Fields string // from [Fields]; "" leaves the choice to Meta

	Header http.Header
	JSON   any       // the body of a POST, sent as JSON
	Body   rest.Body // the body of a POST, sent as it is

	Class    rest.Class
	Priority social.Priority
	UseCase  UseCase         // whose allowance it draws on; "" means that of [Budgets]
	Units    int64           // how much of it, 0 means 1
	Charges  []social.Charge // what it draws on besides

	// Fresh says that this client has just made what is read. Meta's servers may not all know it yet: a read
	// that does not find it is repeated, four times, after 1, 2, 4 and 8 seconds.
	Fresh bool

	NoAuth bool          // as in [rest.Request], like those that follow
	Scheme string        //
	Secret bool          //
	Free   bool          //
	Gone   bool          //
	Fold   bool          //
	Idle   time.Duration //
}

// Do sends the request and decodes its JSON answer into out, a pointer, or nil for an answer that says nothing
// but success. A *[]byte gets the answer as it is. What Meta answers with HTTP 200 and is an error all the same is
// an error here. Failures are [*social.Error] whose cause is the [*Error] that Meta gave.
func (c *Client) Do(ctx context.Context, r *Request, out any) (*rest.Answer, error) {
	w, err := c.wire(r)
	if err != nil {
		return nil, err
	}
	for try := 0; ; try++ {
		a, err := c.once(ctx, c.rest, w, out)
		if a != nil {
			c.skew.Observe(a.Header, a.Sent, a.Received)
		}
		pause, again := c.again(ctx, r, err, try)
		if !again {
			return a, err
		}
		if rest.Sleep(ctx, pause) != nil {
			return a, err
		}
	}
}

// Ask makes a request and returns its answer.
func Ask[T any](ctx context.Context, c *Client, r *Request) (*T, error) {
	out := new(T)
	if _, err := c.Do(ctx, r, out); err != nil {
		return nil, err
	}
	return out, nil
}

// once is one run of the pipeline, with its repeats.
func (c *Client) once(ctx context.Context, via *rest.Client, w *rest.Request, out any) (*rest.Answer, error) {
	if out == nil {
		out = new([]byte)
	}
	raw, plain := out.(*[]byte)
	var message json.RawMessage
	into := any(&message)
	if plain {
		into = raw
	}
	a, err := via.Do(ctx, w, into)
	switch {
	case err != nil:
		return nil, c.sign(err)
	case plain:
		message = *raw
	case len(message) == 0 && w.Gone: // it was gone already, by an attempt whose answer was lost
		return a, nil
	}
	if wire := readError(message); wire != nil {
		return nil, c.inside(w, a, wire)
	}
	if plain {
		return a, nil
	}
	decode := rest.Decode
	if w.Fold {
		decode = json.Unmarshal
	}
	if err := decode(message, out); err != nil {
		return nil, c.unreadable(w, a, err)
	}
	return a, nil
}

// wire is the request as the pipeline takes it.
func (c *Client) wire(r *Request) (*rest.Request, error) {
	if err := c.check(r); err != nil {
		return nil, err
	}
	w := &rest.Request{
		Op: r.Op, Method: r.Method, Path: r.Path, Header: r.Header, Body: r.Body, Class: r.Class, Priority: r.Priority,
		Charges: c.charges(r), Base: c.origins.of(r.Host), NoAuth: r.NoAuth || c.cfg.Tokens == nil,
		Scheme: r.Scheme, Secret: r.Secret, Free: r.Free, Gone: r.Gone, Fold: r.Fold, Idle: r.Idle,
	}
	if !r.Unversioned {
		w.Path = rest.Path(c.cfg.Version) + r.Path
	}
	params := copyValues(r.Params)
	if r.Fields != "" {
		params.Set("fields", r.Fields)
	}
	switch {
	case r.JSON != nil:
		b, err := rest.JSON(r.JSON)
		if err != nil {
			return nil, social.Invalid(c.cfg.Network, "body", err.Error())
		}
		w.Body, w.Query = b, params
	case r.Method == http.MethodPost && r.Body == nil:
		w.Body = rest.Form(params)
	default:
		w.Query = params
	}
	return w, nil
}

// check refuses what may not go out.
func (c *Client) check(r *Request) error {
	if !validFields(r.Fields) {
		return social.Invalid(c.cfg.Network, "fields", "hold an argument that cannot be written there")
	}
	for name := range r.Params {
		switch name {
		case "date_format", "debug", "pretty", "ids":
			return social.Unsupported(c.cfg.Network, name, "Meta took it away, see https://developers.facebook.com/docs/graph-api/changelog")
		case "access_token", "input_token", "client_secret", "fb_exchange_token", "appsecret_proof":
			if !r.Secret {
				return social.Invalid(c.cfg.Network, name, "does not belong into the parameters: it could be seen there")
			}
		}
	}
	if r.Header.Get("If-None-Match") != "" {
		return social.Unsupported(c.cfg.Network, "If-None-Match", "Meta took conditional requests away")
	}
	return nil
}
