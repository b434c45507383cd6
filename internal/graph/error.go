package graph

import (
	"bytes"
	"encoding/json"
	"errors"
	"net"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"github.com/relais-go/relais/internal/rest"
	"github.com/relais-go/relais/internal/scalar"
	"github.com/relais-go/relais/social"
)

// Error is what Meta said when it refused a request. See
// https://developers.facebook.com/docs/graph-api/guides/error-handling.
type Error struct {
	Message     string `json:"message"`          // for developers
	Type        string `json:"type"`             // "OAuthException" for most things
	Code        int    `json:"code"`             // see Meaning
	Subcode     int    `json:"error_subcode"`    // more about the code, 0 if nothing
	UserTitle   string `json:"error_user_title"` // for people, in the token's language; "" if none
	UserMessage string `json:"error_user_msg"`   // for people, in the token's language; "" if none
	Transient   bool   `json:"is_transient"`     // Meta thinks that it will pass
	TraceID     string `json:"fbtrace_id"`       // for Meta's support
	Field       string `json:"-"`                // the parameter that Meta blames, "" if none
	Retriable   bool   `json:"-"`                // of uploads: the bytes may be sent again
	Upload      bool   `json:"-"`                // an upload failed, and there is no code
	Down        bool   `json:"-"`                // a server in trouble answered with a page, and there is no code
	Wanted      *Range `json:"-"`                // of a video: the bytes that Meta waits for instead, nil if not said
}

// Error gives Meta's words: those for developers, then those for people.
func (e *Error) Error() string {
	parts := []string{e.Message, e.UserTitle, e.UserMessage}
	parts = slices.DeleteFunc(parts, func(s string) bool { return strings.TrimSpace(s) == "" })
	if len(parts) == 0 {
		parts = []string{e.Type}
	}
	return rest.Clip(strings.Join(slices.Compact(parts), ": "))
}

// Timeout reports that Meta gave up on a request without a word on whether it was executed, as with codes 1 and 2.
// What it was to make may come to show later than it can be looked for. It makes Error a [net.Error].
func (e *Error) Timeout() bool { return errors.Is(e.Meaning().Kind, social.ErrUnavailable) }

// Temporary is Timeout.
func (e *Error) Temporary() bool { return e.Timeout() }

var _ net.Error = (*Error)(nil)

// code is Meta's code as errors show it: "190/463".
func (e *Error) code() string {
	switch {
	case e.Down:
		return ""
	case e.Upload:
		return rest.Clip(e.Type)
	case e.Subcode != 0:
		return strconv.Itoa(e.Code) + "/" + strconv.Itoa(e.Subcode)
	default:
		return strconv.Itoa(e.Code)
	}
}

// Is reports whether an error is Meta's with this code, and with one of the subcodes if any are given.
func Is(err error, code int, subcodes ...int) bool {
	e, ok := errors.AsType[*Error](err)
	return ok && e.Code == code && !e.Upload && !e.Down && (len(subcodes) == 0 || slices.Contains(subcodes, e.Subcode))
}

// social is the portable error; its kind is nil where the status says more than the code.
func (e *Error) social() *social.Error {
	m := e.Meaning()
	out := &social.Error{Kind: m.Kind, Code: e.code(), Message: e.Error(), Field: m.Field, RetryAfter: m.Wait, RequestID: e.TraceID, Err: e}
	if e.Field != "" {
		out.Field = e.Field
	}
	if m.Advice != "" {
		out.Message += ": " + m.Advice
	}
	return out
}

// classify reads an answer that is no success, for the pipeline.
func classify(a *rest.Answer) *social.Error {
	wire := parseError(a.Body)
	switch {
	case wire == nil && a.Status >= http.StatusInternalServerError && a.Status != http.StatusNotImplemented:
		wire = &Error{Message: rest.Snippet(a), Down: true}
	case wire == nil:
		return nil
	}
	e := wire.social()
	if a.Header.Get("X-Business-Use-Case-Usage") != "" || a.Header.Get("X-App-Usage") != "" {
		e.RetryAfter = 0 // these know better
	}
	return e
}

// wireError is an error in any of the forms in which Meta's servers give one.
type wireError struct {
	Error *struct {
		Error
		Code    Int       `json:"code"`
		Subcode Int       `json:"error_subcode"`
		Data    errorData `json:"error_data"`
	} `json:"error"`

	// Debug is the form of uploads.
	Debug *struct {
		Retriable bool   `json:"retriable"`
		Type      string `json:"type"`
		Message   string `json:"message"`
	} `json:"debug_info"`

	// These are the form of Instagram's token endpoint.
	InstagramType    string `json:"error_type"`
	InstagramCode    Int    `json:"code"`
	InstagramMessage string `json:"error_message"`
}

// readError finds the error in a success, nil if there is none.
func readError(body []byte) *Error {
	if !maybeError(body) {
		return nil
	}
	return parseError(body)
}

// parseError finds the error in a failure, nil if there is none.
func parseError(body []byte) *Error {
	var w wireError
	readable := rest.Decode(body, &w) == nil
	switch {
	case !readable:
		return nil
	case w.Error != nil && (w.Error.Code != 0 || w.Error.Message != "" || w.Error.Type != ""):
		e := w.Error.Error
		e.Code, e.Subcode, e.Field, e.Wanted = int(w.Error.Code), int(w.Error.Subcode), w.Error.Data.field, w.Error.Data.wanted
		return &e
	case w.Debug != nil && w.Debug.Type != "":
		return &Error{Message: w.Debug.Message, Type: w.Debug.Type, Retriable: w.Debug.Retriable, Upload: true}
	case w.InstagramMessage != "":
		return &Error{Message: w.InstagramMessage, Type: w.InstagramType, Code: int(w.InstagramCode)}
	default:
		return nil
	}
}

// maybeError looks at the first member of an answer, so that successes are not decoded twice.
func maybeError(body []byte) bool {
	rest, ok := bytes.CutPrefix(bytes.TrimSpace(body), []byte("{"))
	if !ok {
		return false
	}
	rest = bytes.TrimSpace(rest)
	for _, name := range [...]string{`"error"`, `"debug_info"`, `"error_type"`, `"error_message"`} {
		if bytes.HasPrefix(rest, []byte(name)) {
			return true
		}
	}
	return false
}

// Range is a part of a file: from the first byte up to, but without, the last.
type Range struct{ Start, End int64 }

// errorData names the parameters that Meta blames, and the part of a video that it waits for. It comes as an object,
// or as one in a string.
type errorData struct {
	field  string
	wanted *Range
}

// UnmarshalJSON does not fail: what it cannot read blames nothing.
func (d *errorData) UnmarshalJSON(b []byte) error {
	var text string
	if json.Unmarshal(b, &text) == nil {
		b = []byte(text)
	}
	var form struct {
		Specs [][]string   `json:"blame_field_specs"`
		Start scalar.Count `json:"start_offset"`
		End   scalar.Count `json:"end_offset"`
	}
	_ = json.Unmarshal(b, &form) // what is of another form says nothing
	if len(form.Specs) > 0 {
		d.field = rest.Clip(strings.Join(form.Specs[0], "."))
	}
	if form.Start.N != nil && form.End.N != nil {
		d.wanted = &Range{Start: *form.Start.N, End: *form.End.N}
	}
	return nil
}
