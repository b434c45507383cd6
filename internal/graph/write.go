package graph

import (
	"context"
	"net/http"
	"net/url"

	"github.com/relais-go/relais/internal/rest"
	"github.com/relais-go/relais/social"
)

// Order makes a write that may be repeated and answers with a success. One that says it had none is
// [social.ErrInvalid].
func (c *Client) Order(ctx context.Context, r *Request) error {
	own := *r
	own.Class, own.Gone = rest.Idempotent, r.Method == http.MethodDelete
	var s Success
	a, err := c.Do(ctx, &own, &s)
	if err != nil {
		return err
	}
	return c.refused(r.Op, a, s)
}

// Create makes an object and returns its ID. An answer without one is a success of which too little is known:
// [social.ErrUncertain].
func (c *Client) Create(ctx context.Context, r *Request) (ID, error) {
	made, err := Ask[struct {
		ID ID `json:"id"`
	}](ctx, c, r)
	switch {
	case err != nil:
		return "", err
	case made.ID == "":
		return "", c.Nameless(r.Op, "ID")
	default:
		return made.ID, nil
	}
}

// Nameless is the error for a success that does not name what it made.
func (c *Client) Nameless(op, what string) error {
	return &social.Error{
		Network: c.cfg.Network, Op: op, Kind: social.ErrUncertain, Status: http.StatusOK, Message: "the answer names no " + what,
	}
}

// Call sends a request that a network has no method for. path is relative to the version, and escaped by the caller.
// What is no read is never repeated.
func (c *Client) Call(ctx context.Context, method, path string, params url.Values, body, out any) error {
	r := &Request{Op: "do", Method: method, Path: path, Params: params, JSON: body, Class: rest.Unsafe, Fold: true}
	if method == "" || method == http.MethodGet || method == http.MethodHead {
		r.Class = rest.Read
	}
	_, err := c.Do(ctx, r, out)
	return err
}
