package linkedin

import (
	"net/http"
	"time"

	"github.com/relais-go/relais/internal/rest"
	"github.com/relais-go/relais/social"
)

// Value is a key or parameter in the notation of Rest.li.
type Value = value

// The ways to make one.
func TextValue(s string) Value                { return textValue(s) }
func ListValue(items ...Value) Value          { return listValue(items...) }
func RecordValue(f ...Field) Value            { return recordValue(f...) }
func Of(name string, v Value) Field           { return field{name, v} }
func (v *value) Encode() string               { return v.encode() }
func (v *value) Reduced() string              { return v.reduced() }
func (v *value) Field(n string) (Value, bool) { return v.field(n) }

// Field is a field of a record.
type Field = field

// ParseValue reads the notation.
func ParseValue(s string) (Value, error) { return parseValue(s) }

// PlainKey reads a key of an answer.
func PlainKey(s string) string { return plainKey(s) }

// SetClock makes a client's clock stand at another time.
func SetClock(c *Client, now func() time.Time) { c.clock = now }

// Classify reads an answer that says no.
func Classify(status int, body string, received time.Time) *social.Error {
	return ClassifyAnswer(status, http.Header{}, body, received)
}

// ClassifyAnswer is Classify of an answer with headers.
func ClassifyAnswer(status int, h http.Header, body string, received time.Time) *social.Error {
	c := &Client{cfg: Config{Version: DefaultVersion}}
	return c.classify(&rest.Answer{Status: status, Header: h, Body: []byte(body), Received: received})
}

// ClassifyLogin reads an answer of the token endpoint that says no.
func ClassifyLogin(status int, body string) *social.Error {
	return classifyLogin(&rest.Answer{Status: status, Header: http.Header{}, Body: []byte(body)})
}

// Decode reads an answer as the pipeline does.
func Decode(data []byte, into any) { _ = rest.Decode(data, into) }

// Endpoint names what a call goes to.
func Endpoint(method Method, path, query string) string { return endpoint(method, path, query) }

// ReadPost reads a post as an answer holds it.
func ReadPost(data []byte) (*Post, error) {
	p := new(Post)
	return p, rest.Decode(data, p)
}

// Portable is a post as all networks have it.
func Portable(p *Post) *social.Post { return p.portable() }
