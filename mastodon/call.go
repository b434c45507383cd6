package mastodon

import (
	"context"
	"errors"
	"iter"
	"net/http"
	"net/url"
	"slices"
	"strconv"

	"github.com/relais-go/relais/internal/rest"
	"github.com/relais-go/relais/social"
)

// Versions of Mastodon's API, as servers state them, that brought what this package asks for.
const (
	apiEarly = 1 // every Mastodon since 3.5, most of which state no version
	api43    = 2
	api44    = 3
	api45    = 7
	api46    = 8
	apiNever = 1 << 30 // for routes that name nothing: a 404 can only mean that the route is missing
)

// readAll reads a list that comes whole.
func readAll[T any](ctx context.Context, c *Client, op, path string, query url.Values) ([]*T, error) {
	v, err := get[[]*T](ctx, c, op, path, query)
	return value(v), err
}

// create makes something that a repeat would make twice.
func create[T any](ctx context.Context, c *Client, f family, op, path string, body any) (*T, error) {
	return send[T](ctx, c, f, &rest.Request{Op: op, Method: http.MethodPost, Path: path, Class: rest.Unsafe}, body)
}

// put replaces or changes something; a repeat leaves it so.
func put[T any](ctx context.Context, c *Client, op, path string, body any) (*T, error) {
	return send[T](ctx, c, familyAll, &rest.Request{Op: op, Method: http.MethodPut, Path: path, Class: rest.Idempotent}, body)
}

// order makes a write that may be repeated and whose answer says nothing.
func order(ctx context.Context, c *Client, op, method, path string, body any) error {
	r := &rest.Request{Op: op, Method: method, Path: path, Class: rest.Idempotent, Gone: method == http.MethodDelete}
	return tell(ctx, c, r, body)
}

// tell makes the request with a JSON body if body is not nil, and reads no answer.
func tell(ctx context.Context, c *Client, r *rest.Request, body any) error {
	if body != nil {
		b, err := rest.JSON(body)
		if err != nil {
			return social.Invalid(network, "body", err.Error())
		}
		r.Body = b
	}
	_, err := c.do(ctx, familyAll, r, nil)
	return err
}

// byID reads things that are asked for by ID, so many a request, in the order asked. What the server does not
// have is left out.
func byID[T any](ctx context.Context, c *Client, op, path string, id func(*T) ID, ids []ID) ([]*T, error) {
	found := map[ID]*T{}
	for part := range slices.Chunk(ids, accountBatch) {
		q := url.Values{}
		addAll(q, "id[]", part)
		got, err := readAll[T](ctx, c, op, path, q)
		if err != nil {
			return nil, err
		}
		for _, v := range got {
			found[id(v)] = v
		}
	}
	var out []*T
	for _, id := range ids {
		if v := found[id]; v != nil {
			out = append(out, v)
		}
	}
	return out, nil
}

// absent turns the answer of a server that lacks a route into [errors.ErrUnsupported]. since is the version
// of the API that brought the route: a server of that version that says 404 means the thing, not the route.
// Where the two cannot be told apart, the error is both.
func (c *Client) absent(ctx context.Context, err error, since int, what string) error {
	if err == nil || !isMissingRoute(err) {
		return err
	}
	if errors.Is(err, social.ErrNotFound) && since != apiNever && c.speaks(ctx, since) {
		return err
	}
	e := &social.Error{Network: network, Kind: errors.ErrUnsupported, Message: "this server has no " + what, Err: err}
	if was, ok := errors.AsType[*social.Error](err); ok {
		e.Op, e.Status, e.RequestID = was.Op, was.Status, was.RequestID
	}
	return e
}

// speaks reports whether the server offers that version of the API. What cannot be found out counts as yes.
func (c *Client) speaks(ctx context.Context, since int) bool {
	api, err := c.api(ctx)
	if err != nil {
		return true
	}
	if api > 0 || since > apiEarly {
		return api >= since
	}
	s, err := c.Software(ctx)
	return err != nil || s.Name == "mastodon"
}

// need refuses what only later versions have, before anything is sent.
func (c *Client) need(ctx context.Context, since int, field, message string) error {
	api, err := c.api(ctx)
	if err != nil {
		return err
	}
	if api < since {
		return social.Unsupported(network, field, message)
	}
	return nil
}

// paged iterates over a list by its page method.
func paged[T any](ctx context.Context, p *PageParams, read func(context.Context, *PageParams) (*social.Page[T], error)) iter.Seq2[*T, error] {
	return rest.Pages(ctx, "", func(ctx context.Context, cursor string) (*social.Page[T], error) {
		return read(ctx, p.at(cursor))
	})
}

func accountPath(id ID, more ...string) string {
	return rest.Path(append([]string{"api", "v1", "accounts", string(id)}, more...)...)
}

func setTrue(q url.Values, key string, b bool) {
	if b {
		q.Set(key, "true")
	}
}

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

func addAll[S ~string](q url.Values, key string, list []S) {
	for _, v := range list {
		q.Add(key, string(v))
	}
}
