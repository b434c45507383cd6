package linkedin

import (
	"bytes"
	"context"
	"encoding/json"
	"mime/multipart"
	"net/http"
	"net/textproto"

	"github.com/relais-go/relais/internal/rest"
	"github.com/relais-go/relais/social"
)

// A Method is one of the ways in which Rest.li works with a resource.
// See https://linkedin.github.io/rest.li/user_guide/restli_server#resource-methods.
type Method string

// Methods.
const (
	MethodGet           Method = "GET"
	MethodGetAll        Method = "GET_ALL"
	MethodBatchGet      Method = "BATCH_GET"
	MethodFinder        Method = "FINDER"
	MethodCreate        Method = "CREATE"
	MethodUpdate        Method = "UPDATE"
	MethodPartialUpdate Method = "PARTIAL_UPDATE"
	MethodDelete        Method = "DELETE"
	MethodAction        Method = "ACTION"
)

// http is the HTTP method, and the class that a repeat is in unless a request says more of it.
func (m Method) http() (string, rest.Class) {
	switch m {
	case MethodCreate, MethodAction:
		return http.MethodPost, rest.Unsafe
	case MethodPartialUpdate:
		return http.MethodPost, rest.Idempotent
	case MethodUpdate:
		return http.MethodPut, rest.Idempotent
	case MethodDelete:
		return http.MethodDelete, rest.Idempotent
	default:
		return http.MethodGet, rest.Read
	}
}

// request is one call of the API.
type request struct {
	Op          string // resource and method, "posts.create"; the endpoint by which calls are counted
	Method      Method // "" means GET
	Path        string // in the notation of Rest.li
	Query       params
	Raw         string // instead of Query
	Body        any    // sent as JSON; nil: none
	Class       rest.Class
	Priority    social.Priority
	Gone        bool // for deletions: a 404 after an unanswered attempt means done
	Unversioned bool // of /v2
	Free        bool // a write that a dry run and the account guard let pass
}

// maxQuery is the longest query that goes in an address; longer ones are tunnelled.
const maxQuery = 4000

const formType = "application/x-www-form-urlencoded"

// wire is the request as the pipeline takes it.
func (c *Client) wire(r *request) (*rest.Request, error) {
	method, class := r.Method.http()
	if r.Class != rest.Read {
		class = r.Class
	}
	query := r.Raw
	if query == "" {
		query = r.Query.encode()
	}
	out := &rest.Request{
		Op: r.Op, Method: method, Path: r.Path, RawQuery: query, Class: class, Priority: r.Priority, Gone: r.Gone, Free: r.Free,
		Header: http.Header{}, Charges: c.charges(r.Op),
	}
	out.Header.Set("X-Restli-Protocol-Version", "2.0.0")
	if r.Method != "" {
		out.Header.Set("X-Restli-Method", string(r.Method))
	}
	if !r.Unversioned {
		out.Header.Set("Linkedin-Version", c.cfg.Version)
	}
	var body []byte
	if r.Body != nil {
		var err error
		if body, err = json.Marshal(r.Body); err != nil {
			return nil, social.Invalid(network, "body", err.Error())
		}
		out.Body = rest.Bytes("application/json", body)
	}
	if len(query) > maxQuery {
		tunnel(out, body)
	}
	return out, nil
}

// tunnel hides a long query in the body.
// See https://learn.microsoft.com/en-us/linkedin/shared/api-guide/concepts/query-tunneling.
func tunnel(r *rest.Request, body []byte) {
	query := []byte(r.RawQuery)
	r.Header.Set("X-Http-Method-Override", r.Method)
	r.Method, r.RawQuery = http.MethodPost, ""
	if body == nil {
		r.Body = rest.Bytes(formType, query)
		return
	}
	var b bytes.Buffer
	parts := multipart.NewWriter(&b)
	for _, part := range []struct {
		kind string
		data []byte
	}{{formType, query}, {"application/json", body}} {
		w, _ := parts.CreatePart(textproto.MIMEHeader{"Content-Type": {part.kind}}) // into memory
		_, _ = w.Write(part.data)
	}
	_ = parts.Close()
	r.Body = rest.Bytes("multipart/mixed; boundary="+parts.Boundary(), b.Bytes())
}

// do makes a request and decodes its answer into out, if not nil.
func (c *Client) do(ctx context.Context, r *request, out any) (*rest.Answer, error) {
	w, err := c.wire(r)
	if err != nil {
		return nil, err
	}
	return c.rest.Do(ctx, w, out)
}

// get reads one JSON answer.
func get[T any](ctx context.Context, c *Client, r *request) (*T, error) {
	out := new(T)
	if _, err := c.do(ctx, r, out); err != nil {
		return nil, err
	}
	return out, nil
}

// order makes a write whose answer says nothing.
func (c *Client) order(ctx context.Context, r *request) error {
	_, err := c.do(ctx, r, nil)
	return err
}

// createdID is the ID of what a request made, "" if the answer does not name it.
func createdID(a *rest.Answer) string {
	id := a.Header.Get("X-Restli-Id")
	if id == "" {
		id = a.Header.Get("X-Linkedin-Id")
	}
	return plainKey(id)
}

// lostID is the error for an answer that ought to name what was made and does not: it may stand.
func lostID(op string, a *rest.Answer) error {
	return &social.Error{
		Network: network, Op: op, Kind: social.ErrUncertain, Status: a.Status, RequestID: requestID(a.Header),
		Message: "the answer does not name what was made",
	}
}

// batch is the answer to a read of several things at once. What failed is told key by key.
type batch[T any] struct {
	Results  map[string]*T     `json:"results"`
	Statuses map[string]int    `json:"statuses"`
	Errors   map[string]*Error `json:"errors"`
}

// batchGet reads several things. The answers, and the errors of those that failed, are by their plain keys.
func batchGet[T any](ctx context.Context, c *Client, r *request) (found map[string]*T, failed map[string]error, err error) {
	own := *r
	own.Method = MethodBatchGet
	a, err := get[batch[T]](ctx, c, &own)
	if err != nil {
		return nil, nil, err
	}
	found, failed = map[string]*T{}, map[string]error{}
	for key, v := range a.Results {
		if v != nil {
			found[plainKey(key)] = v
		}
	}
	for key, e := range a.Errors {
		if e == nil {
			continue
		}
		if e.Status == 0 {
			e.Status = a.Statuses[key]
		}
		told := c.portable(e, e.Status, c.now())
		told.Network, told.Op, told.Status = network, r.Op, e.Status
		failed[plainKey(key)] = told
	}
	return found, failed, nil
}
