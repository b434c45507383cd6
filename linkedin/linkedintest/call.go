package linkedintest

import (
	"bytes"
	"encoding/json"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"
)

// A call is one request to the API, after its token has been checked.
type call struct {
	srv     *Server
	r       *http.Request
	rt      *route
	in      *incoming
	token   *token
	app     *app
	member  *member
	version string // "" outside /rest
	plain   bool   // keys and parameters are in the notation of protocol 1.0.0, of which only texts are known here

	keys   map[string]value  // of the path
	query  map[string]string // as it was sent
	body   object            // of a JSON request
	status int               // of the answer; 0 means 200
	header http.Header       // of the answer
}

// readQuery takes the query apart and refuses parameters that the operation does not know.
func (c *call) readQuery() error {
	for pair := range strings.SplitSeq(c.in.query, "&") {
		if pair == "" {
			continue
		}
		name, raw, _ := strings.Cut(pair, "=")
		name, err := url.PathUnescape(name)
		if err != nil {
			return badQuery()
		}
		if !c.rt.takes(name) {
			e := invalid(codeNoParam, name, "Query parameter "+name+" is not allowed")
			e.message = "Invalid param. Please see errorDetails for more information."
			return e
		}
		c.query[name] = raw
	}
	return nil
}

func (c *call) has(name string) bool { _, ok := c.query[name]; return ok }

// parse reads a key or a parameter.
func (c *call) parse(raw string) (value, error) {
	if !c.plain {
		return parseValue(raw)
	}
	if text, err := url.PathUnescape(raw); err == nil && text != "" && !strings.ContainsAny(raw, "()") {
		return value{text: text}, nil
	}
	return value{}, errSyntax
}

// param is a parameter in the notation of Rest.li.
func (c *call) param(name string) (value, error) {
	v, err := c.parse(c.query[name])
	if err != nil {
		return value{}, badQuery()
	}
	return v, nil
}

// text is a parameter that must be a plain value; absent it is "".
func (c *call) text(name string) (string, error) {
	if !c.has(name) {
		return "", nil
	}
	v, err := c.param(name)
	if err != nil {
		return "", err
	}
	if v.kind != textValue {
		return "", badParam(name)
	}
	return v.text, nil
}

// needed is a parameter that must be there.
func (c *call) needed(name string) (string, error) {
	s, err := c.text(name)
	if err == nil && s == "" {
		return "", invalid(codeMissing, name, "Parameter '"+name+"' is required")
	}
	return s, err
}

// oneOf is a parameter with known values; absent it is the first of them.
func (c *call) oneOf(name string, values ...string) (string, error) {
	s, err := c.text(name)
	switch {
	case err != nil:
		return "", err
	case s == "":
		return values[0], nil
	case !slices.Contains(values, s):
		return "", badParam(name)
	}
	return s, nil
}

// list is a parameter of the form List(…); absent it is nil.
func (c *call) list(name string) ([]value, error) {
	if !c.has(name) {
		return nil, nil
	}
	v, err := c.param(name)
	if err != nil {
		return nil, err
	}
	if v.kind != listValue {
		return nil, badParam(name)
	}
	return v.list, nil
}

// texts is a list of plain values.
func (c *call) texts(name string) ([]string, error) {
	items, err := c.list(name)
	if err != nil {
		return nil, err
	}
	var out []string
	for _, item := range items {
		if item.kind != textValue {
			return nil, badParam(name)
		}
		out = append(out, item.text)
	}
	return out, nil
}

// key is a plain key of the path.
func (c *call) key(name string) (string, error) {
	v := c.keys[name]
	if v.kind != textValue {
		return "", badKey()
	}
	return v.text, nil
}

// compound is a key of the path with these fields, all of which must be there.
func compound(v value, names ...string) (map[string]string, error) {
	fields := v.texts()
	if v.kind != recordValue || len(fields) != len(v.fields) || len(fields) != len(names) {
		return nil, badKey()
	}
	for _, name := range names {
		if fields[name] == "" {
			return nil, badKey()
		}
	}
	return fields, nil
}

// readBody reads a JSON body into the call.
func (c *call) readBody() error {
	if len(bytes.TrimSpace(c.in.body)) == 0 {
		return nil
	}
	if c.in.kind != "application/json" {
		return unsupportedType(c.in.kind)
	}
	decoder := json.NewDecoder(bytes.NewReader(c.in.body))
	decoder.UseNumber()
	if err := decoder.Decode(&c.body); err != nil || c.body == nil {
		return illegal("The request body is not a JSON object")
	}
	return nil
}

// created names a new entity in the headers.
func (c *call) created(id string) {
	c.status = http.StatusCreated
	if c.srv.opts.Traps.EncodedIDs {
		id = reduced(id)
	}
	c.header.Set("X-Restli-Id", id)
	c.header.Set("X-Linkedin-Id", id)
}

func (c *call) now() time.Time { return c.srv.now() }

// noContent is the answer without a body.
func (c *call) noContent() (any, error) {
	c.status = http.StatusNoContent
	return nil, nil //nolint:nilnil // no body, and no error
}
