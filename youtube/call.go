package youtube

import (
	"context"
	"encoding/json"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/relais-go/relais/internal/rest"
	"github.com/relais-go/relais/social"
)

// request is one call of the API.
type request struct {
	Op       string // the method as Google names it, "videos.list"
	Price    string // name of its cost; "": Op
	Method   string // "" means GET
	Path     string
	Base     *url.URL // nil: that of the Data API
	Query    url.Values
	Header   http.Header
	Body     any       // sent as JSON; nil: none
	Raw      rest.Body // sent as it is, instead of Body
	Class    rest.Class
	Priority social.Priority
	Gone     bool          // for deletions: a 404 after an unanswered attempt means done
	Idle     time.Duration // longest silence from the server, as in [rest.Request]
	Fresh    bool          // always read anew: see etags
}

// wire is the request as the pipeline takes it.
func (c *Client) wire(r *request) (*rest.Request, error) {
	price := r.Price
	if price == "" {
		price = r.Op
	}
	out := &rest.Request{
		Op: r.Op, Method: r.Method, Path: r.Path, Base: r.Base, Query: r.Query, Header: r.Header, Body: r.Raw, Class: r.Class,
		Priority: r.Priority, Gone: r.Gone, Idle: r.Idle, Charges: c.charges(price),
	}
	if r.Body != nil {
		data, err := json.Marshal(r.Body)
		if err != nil {
			return nil, social.Invalid(network, "body", err.Error())
		}
		out.Body = rest.Bytes("application/json; charset=UTF-8", data)
	}
	return out, nil
}

// do makes a request and decodes its answer into out, if not nil.
func (c *Client) do(ctx context.Context, r *request, out any) (*rest.Answer, error) {
	w, err := c.wire(r)
	if err != nil {
		return nil, err
	}
	if _, raw := out.(*[]byte); out == nil || raw || r.Class != rest.Read || r.Fresh {
		return c.rest.Do(ctx, w, out)
	}
	return c.read(ctx, w, out)
}

// get reads one JSON answer.
func get[T any](ctx context.Context, c *Client, r *request) (*T, error) {
	out := new(T)
	if _, err := c.do(ctx, r, out); err != nil {
		return nil, err
	}
	return out, nil
}

// one reads the one thing that a list must hold. YouTube answers 200 and nothing for what does not exist.
func one[T any](ctx context.Context, c *Client, r *request) (*T, error) {
	a, err := get[List[T]](ctx, c, r)
	if err != nil {
		return nil, err
	}
	for _, v := range a.Items {
		if v != nil {
			return v, nil
		}
	}
	return nil, missing(r.Op)
}

// missing is the error for what does not exist, or is private.
func missing(op string) error {
	return &social.Error{Network: network, Op: op, Kind: social.ErrNotFound, Message: "there is no such thing, or it is private"}
}

// change makes a write that may be repeated, and decodes its answer into a new T.
func change[T any](ctx context.Context, c *Client, r *request) (*T, error) {
	r.Class = rest.Idempotent
	return get[T](ctx, c, r)
}

// order makes a write that may be repeated and whose answer says nothing.
func (c *Client) order(ctx context.Context, r *request) error {
	if r.Method == "" {
		r.Method = http.MethodPost
	}
	r.Class = rest.Idempotent
	_, err := c.do(ctx, r, nil)
	return err
}

// remove makes a deletion; [social.ErrNotFound] if there was nothing to delete.
func (c *Client) remove(ctx context.Context, op, path string, id ID) error {
	if err := needID("id", id); err != nil {
		return err
	}
	return c.order(ctx, &request{Op: op, Method: http.MethodDelete, Path: path, Query: url.Values{"id": {string(id)}}, Gone: true})
}

// needID refuses a call that would mean something else without its ID.
func needID(field string, id ID) error {
	if id == "" {
		return social.Invalid(network, field, "is empty")
	}
	return nil
}

func data(elems ...string) string { return rest.Path(append([]string{"youtube", "v3"}, elems...)...) }

func uploadPath(elems ...string) string {
	return rest.Path(append([]string{"upload", "youtube", "v3"}, elems...)...)
}

// partQuery is a query for parts of a resource, those of standard if none are named.
func partQuery[P ~string](parts []P, standard ...P) url.Values {
	if len(parts) == 0 {
		parts = standard
	}
	q := url.Values{}
	setList(q, "part", parts)
	return q
}

func setText(q url.Values, key, text string) {
	if text != "" {
		q.Set(key, text)
	}
}

func setFlag(q url.Values, key string, v bool) {
	if v {
		q.Set(key, "true")
	}
}

// setTime writes times as Google takes them: UTC, to the second.
func setTime(q url.Values, key string, t time.Time) {
	if !t.IsZero() {
		q.Set(key, t.UTC().Format(time.RFC3339))
	}
}

func setCount(q url.Values, key string, n int) {
	if n > 0 {
		q.Set(key, strconv.Itoa(n))
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
