package rest

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/relais-go/relais/social"
)

// Request is one operation of a network, before it is an HTTP request.
type Request struct {
	Op     string      // "statuses.create", for errors, logs and observers
	Method string      // "" means GET
	Path   string      // from Path, relative to the base
	Query  url.Values  // never a token
	Header http.Header // beside what the pipeline sets
	Body   Body        // nil: none
	Class  Class

	// RawQuery is the query as it goes out, instead of Query, for notations in which it is not the form that
	// url.Values writes.
	RawQuery string

	Priority social.Priority
	Charges  []social.Charge // what it takes from rate budgets

	Base *url.URL // another origin than the client's, which may have the token; nil: the client's

	// URL is the whole address, as an answer named it for an upload, instead of Base, Path, Query and RawQuery. It must
	// be
	// on the client's own origin or one of Config.Origins: a request for anywhere else is refused.
	URL *url.URL

	NoAuth bool          // sends no token
	Scheme string        // of the Authorization header, for [Bearer]; "": that of the token, mostly "Bearer"
	Accept []int         // statuses beside 2xx that are no failure, as 304 and 308: out is left as it is then
	Single bool          // sends it once: only with a new token, if the first was refused, once more
	Secret bool          // the body holds credentials: a dry run does not show it
	Free   bool          // a write that a dry run and the account guard let pass, as fetching a token
	Fold   bool          // member names of the answer may differ from out's in case, as encoding/json has it
	Gone   bool          // for deletions: a 404 after an unanswered attempt means done
	Idle   time.Duration // longest silence from the server, 0: a minute, negative: none
}

// Body is what a request carries. It can be opened again for each attempt.
type Body interface {
	// ContentType is the header's value.
	ContentType() string
	// Size is the length in bytes, -1 if not known.
	Size() int64
	// Open starts reading from the first byte. ctx bounds the reading, too. Close may be called during a Read,
	// to end it.
	Open(ctx context.Context) (io.ReadCloser, error)
}

// Path joins path elements, each escaped, so that an ID can hold anything. An element that is empty or a dot
// segment makes a path that is refused when it is used.
func Path(elems ...string) string {
	var b strings.Builder
	for _, e := range elems {
		b.WriteByte('/')
		switch e { // these two would change the path although they need no escaping
		case ".":
			b.WriteString("%2E")
		case "..":
			b.WriteString("%2E%2E")
		default:
			b.WriteString(url.PathEscape(e))
		}
	}
	return b.String()
}

// address is where the request goes. Path elements come escaped already.
func (x *exchange) address() (*url.URL, error) {
	if x.req.URL != nil {
		u := *x.req.URL
		return &u, nil
	}
	u := *x.origin
	if p := x.req.Path; p != "" {
		path, err := checkPath(p)
		if err != nil {
			return nil, social.Invalid(x.c.cfg.Network, "path", err.Error())
		}
		u.RawPath = strings.TrimSuffix(u.EscapedPath(), "/") + p
		u.Path = strings.TrimSuffix(u.Path, "/") + path
	}
	if u.RawQuery = x.req.RawQuery; u.RawQuery == "" {
		u.RawQuery = x.req.Query.Encode()
	}
	return &u, nil
}

// checkPath unescapes a path, and refuses one that servers could take for another: an ID that is empty or that
// leads upwards would make a request for one thing a request for all of them.
func checkPath(p string) (string, error) {
	if p[0] != '/' {
		return "", errors.New("must begin with a slash")
	}
	if strings.ContainsAny(p, "?#") {
		return "", errors.New("holds a query or fragment")
	}
	path, err := url.PathUnescape(p)
	if err != nil {
		return "", errors.New("is not escaped properly")
	}
	for e := range strings.SplitSeq(path[1:], "/") {
		switch e {
		case ".", "..":
			return "", fmt.Errorf("holds %q, which leads elsewhere", e)
		case "":
			return "", errors.New("holds an empty element: an ID is missing")
		}
	}
	return path, nil
}

// JSON is a body that holds v. It is encoded at once, so later changes of v do not matter.
func JSON(v any) (Body, error) {
	data, err := json.Marshal(v)
	if err != nil {
		return nil, fmt.Errorf("encode request: %w", err)
	}
	return memory{"application/json", data}, nil
}

// Form is a body of URL-encoded values.
func Form(v url.Values) Body {
	return memory{formType, []byte(v.Encode())}
}

const formType = "application/x-www-form-urlencoded"

// Bytes is a body in memory.
func Bytes(contentType string, data []byte) Body { return memory{contentType, data} }

type memory struct {
	contentType string
	data        []byte
}

func (m memory) ContentType() string { return m.contentType }
func (m memory) Size() int64         { return int64(len(m.data)) }
func (m memory) Open(context.Context) (io.ReadCloser, error) {
	return io.NopCloser(bytes.NewReader(m.data)), nil
}

// Answer is what came back.
type Answer struct {
	Status   int
	Header   http.Header
	Body     []byte // of failed requests, at most 64 KiB; nil otherwise
	Sent     time.Time
	Received time.Time // when the header was there
	Attempts int
}
