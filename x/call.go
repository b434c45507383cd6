package x

import (
	"context"
	"errors"
	"maps"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/relais-go/relais/internal/rest"
	"github.com/relais-go/relais/social"
)

// request is one call of X's API.
type request struct {
	Op       string // "tweets.create"
	Family   string // names the rate budget; "": Op
	Method   string // "" means GET
	Path     string
	Query    url.Values
	Body     any       // sent as JSON; nil: none
	Raw      rest.Body // sent as it is, instead of Body
	Class    rest.Class
	Priority social.Priority
	Gone     bool          // for deletions: a 404 after an unanswered attempt means done
	Fold     bool          // as in [rest.Request]
	Single   bool          // as in [rest.Request]
	Idle     time.Duration // longest silence from the server, as in [rest.Request]
	App      bool          // only the program's own token will do
	Cost     cost          // what it takes from the money, at most
}

// errors of requests for which the client has no token.
const (
	noAccount = "needs an account: make the client with its tokens"
	noApp     = "needs the program's own token: set Config.App"
)

// actor chooses the token: the account's if there is one and it will do.
func (c *Client) actor(r *request) (*rest.Client, error) {
	lacks := func(field, message string) error {
		return &social.Error{Network: network, Op: r.Op, Kind: social.ErrAuth, Field: field, Message: message}
	}
	switch {
	case r.App && c.app == nil:
		return nil, lacks("Config.App", noApp)
	case r.App:
		return c.app, nil
	case c.user == nil && r.Class != rest.Read:
		return nil, lacks("Config.Tokens", noAccount)
	default:
		return c.rest(), nil
	}
}

// wire is the request as the pipeline takes it.
func (c *Client) wire(r *request, as *rest.Client) (*rest.Request, error) {
	out := &rest.Request{
		Op: r.Op, Method: r.Method, Path: r.Path, Query: r.Query, Class: r.Class, Priority: r.Priority,
		Gone: r.Gone, Fold: r.Fold, Single: r.Single, Idle: r.Idle, Body: r.Raw, Charges: c.charges(r, as == c.app),
	}
	if r.Body != nil {
		b, err := rest.JSON(r.Body)
		if err != nil {
			return nil, social.Invalid(network, "body", err.Error())
		}
		out.Body = b
	}
	return out, nil
}

// do makes a request and decodes its answer into out, if not nil. Its cost is reserved before and put right
// after.
func (c *Client) do(ctx context.Context, r *request, out any) (*rest.Answer, error) {
	as, err := c.actor(r)
	if err != nil {
		return nil, err
	}
	w, err := c.wire(r, as)
	if err != nil {
		return nil, err
	}
	grant, err := c.reserve(ctx, r)
	if err != nil {
		return nil, err
	}
	a, err := as.Do(ctx, w, out)
	c.settle(grant, r, out, err)
	return a, err
}

// ask makes a request whose answer has the common form. What could not be read is in Errors of the answer.
func ask[T any](ctx context.Context, c *Client, r *request) (*Answer[T], error) {
	out := new(Answer[T])
	if _, err := c.do(ctx, r, out); err != nil {
		return nil, err
	}
	return out, nil
}

// one makes a request for one object. X answers 200 for what does not exist.
func one[T any](ctx context.Context, c *Client, r *request) (*Answer[*T], error) {
	a, err := ask[*T](ctx, c, r)
	if err != nil {
		return nil, err
	}
	if a.Data == nil {
		return nil, missing(r.Op, a.Errors)
	}
	return a, nil
}

// order makes a write that may be repeated, and returns what X says of the new state.
func order[T comparable](ctx context.Context, c *Client, r *request) (*T, error) {
	v, _, err := repeat[T](ctx, c, r)
	return v, err
}

// repeat makes a write that may be repeated, and tells whether it was. X answers 200 also when it did nothing, and
// says so in the answer.
func repeat[T comparable](ctx context.Context, c *Client, r *request) (state *T, repeated bool, err error) {
	r.Class, r.Gone = rest.Idempotent, r.Method == http.MethodDelete
	a := new(Answer[T])
	answer, err := c.do(ctx, r, a)
	if err != nil {
		return nil, false, err
	}
	repeated = answer.Attempts > 1
	var nothing T
	if a.Data != nothing || len(a.Errors) == 0 {
		return &a.Data, repeated, partial(r.Op, a.Errors)
	}
	err = missing(r.Op, a.Errors)
	if r.Gone && repeated && errors.Is(err, social.ErrNotFound) {
		return &a.Data, repeated, nil // an earlier attempt did it
	}
	return nil, repeated, err
}

// remove makes a deletion. absent is what to say if there was nothing to delete, unless an earlier attempt may have
// done it.
func (c *Client) remove(ctx context.Context, r *request, absent string) error {
	r.Method = http.MethodDelete
	a, repeated, err := repeat[struct {
		Deleted *bool `json:"deleted"`
	}](ctx, c, r)
	if err != nil || repeated || a.Deleted == nil || *a.Deleted {
		return err
	}
	return &social.Error{Network: network, Op: r.Op, Kind: social.ErrNotFound, Message: absent}
}

// unread is the error for a list that says too little to conclude from it that something is not there.
func unread(op string, items int, problems []Problem) error {
	for _, p := range problems {
		if e := p.social(op); items == 0 || errors.Is(e.Kind, social.ErrUnavailable) {
			return e
		}
	}
	return nil
}

func path(elems ...string) string { return rest.Path(append([]string{"2"}, elems...)...) }

func setText(q url.Values, key, text string) {
	if text != "" {
		q.Set(key, text)
	}
}

func setCount(q url.Values, key string, n int) {
	if n > 0 {
		q.Set(key, strconv.Itoa(n))
	}
}

// setTime writes times as X takes them: UTC, to the second.
func setTime(q url.Values, key string, t time.Time) {
	if !t.IsZero() {
		q.Set(key, t.UTC().Format(time.RFC3339))
	}
}

func setList[S ~string](q url.Values, key string, list []S) {
	if len(list) == 0 {
		return
	}
	parts := make([]string, len(list))
	for i, v := range list {
		parts[i] = string(v)
	}
	q.Set(key, strings.Join(parts, ","))
}

// with adds the parameters of b to a.
func with(a, b url.Values) url.Values {
	out := url.Values{}
	maps.Copy(out, a)
	maps.Copy(out, b)
	return out
}

// value is *p, or the zero value for nil.
func value[T any](p *T) T {
	if p == nil {
		var zero T
		return zero
	}
	return *p
}
