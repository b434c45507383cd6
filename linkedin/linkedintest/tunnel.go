package linkedintest

import (
	"bytes"
	"errors"
	"io"
	"mime"
	"mime/multipart"
	"net/http"
	"strings"
)

// maxBody bounds bodies that are read at once; larger ones get 413.
const maxBody = 1 << 20

// maxQuery is the longest query that is taken in a URL; longer ones get 414 and must be tunnelled.
const maxQuery = 8000

// An incoming is a request after its tunnel has been undone, see
// https://learn.microsoft.com/en-us/linkedin/shared/api-guide/concepts/query-tunneling.
type incoming struct {
	method string
	query  string // as it was sent
	kind   string // of the body
	body   []byte
}

// receive reads a request. What is hidden in a POST with the header X-HTTP-Method-Override comes out as it
// was meant.
func receive(r *http.Request) (*incoming, error) {
	data, err := io.ReadAll(io.LimitReader(r.Body, maxBody+1))
	if err != nil {
		panic(http.ErrAbortHandler) // the client went away in the middle of its body
	}
	if len(data) > maxBody {
		return nil, &apiError{status: http.StatusRequestEntityTooLarge, code: "REQUEST_ENTITY_TOO_LARGE", message: "Request entity too large"}
	}
	if len(r.URL.RawQuery) > maxQuery {
		return nil, &apiError{status: http.StatusRequestURITooLong, code: "URI_TOO_LONG", message: "Request URI too long"}
	}
	kind, args, _ := mime.ParseMediaType(r.Header.Get("Content-Type"))
	in := &incoming{method: r.Method, query: r.URL.RawQuery, kind: kind, body: data}
	override := strings.ToUpper(r.Header.Get("X-Http-Method-Override"))
	if override == "" {
		return in, nil
	}
	if r.Method != http.MethodPost || in.query != "" {
		return nil, illegal("X-HTTP-Method-Override needs a POST without a query")
	}
	in.method = override
	switch kind {
	case "application/x-www-form-urlencoded":
		in.query, in.body, in.kind = string(data), nil, ""
	case "multipart/mixed":
		if err := in.split(args["boundary"]); err != nil {
			return nil, illegal("The tunnelled request cannot be read")
		}
	default:
		return nil, unsupportedType(kind)
	}
	return in, nil
}

func unsupportedType(kind string) *apiError {
	return &apiError{
		status: http.StatusUnsupportedMediaType, code: "UNSUPPORTED_MEDIA_TYPE",
		message: "Content-Type " + kind + " is not supported",
	}
}

// split takes a multipart body apart: first the query as a form, then the body.
func (in *incoming) split(boundary string) error {
	parts, body := multipart.NewReader(bytes.NewReader(in.body), boundary), []byte(nil)
	for i := 0; ; i++ {
		part, err := parts.NextPart()
		if errors.Is(err, io.EOF) && i == 2 {
			in.body = body
			return nil
		}
		if err != nil {
			return err
		}
		data, err := io.ReadAll(part)
		if err != nil {
			return err
		}
		kind, _, _ := mime.ParseMediaType(part.Header.Get("Content-Type"))
		switch {
		case i == 0 && kind == "application/x-www-form-urlencoded":
			in.query = string(data)
		case i == 1:
			body, in.kind = data, kind
		default:
			return errSyntax
		}
	}
}
