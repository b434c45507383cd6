package graphtest

import (
	"encoding/json"
	"fmt"
	"net/http"

	"github.com/relais-go/relais/internal/simulator"
)

// An Error is an answer of the Graph API that says no, see
// https://developers.facebook.com/docs/graph-api/guides/error-handling.
type Error struct {
	Status        int // of HTTP; 0: the one that goes with Code
	Code, Subcode int
	Type          string // "" is OAuthException
	Message       string
	UserTitle     string
	UserMsg       string
	Transient     bool
	Data          any // error_data
}

func (e *Error) Error() string { return fmt.Sprintf("%s (%d/%d)", e.Message, e.Code, e.Subcode) }

// HTTPStatus is the status of the answer.
func (e *Error) HTTPStatus() int {
	switch {
	case e.Status != 0:
		return e.Status
	case e.Code == 1, e.Code == 2:
		return http.StatusInternalServerError
	case e.Code == 190, e.Code == 102:
		return http.StatusUnauthorized
	case e.Code == 803:
		return http.StatusNotFound
	case e.Code == 4, e.Code == 10, e.Code == 17, e.Code == 32, e.Code == 368, e.Code == 210, e.Code >= 200 && e.Code < 300:
		return http.StatusForbidden
	}
	return http.StatusBadRequest
}

// Body is the JSON of the answer.
func (e *Error) Body(trace string) Object {
	kind := e.Type
	if kind == "" {
		kind = "OAuthException"
	}
	o := Object{"message": e.Message, "type": kind, "code": e.Code, "fbtrace_id": trace}
	if e.Subcode != 0 {
		o["error_subcode"] = e.Subcode
	}
	if e.UserTitle != "" {
		o["error_user_title"] = e.UserTitle
	}
	if e.UserMsg != "" {
		o["error_user_msg"] = e.UserMsg
	}
	if e.Transient || e.Subcode != 0 || e.Code <= 2 {
		o["is_transient"] = e.Transient
	}
	if e.Data != nil {
		o["error_data"] = e.Data
	}
	return Object{"error": o}
}

// Sub is the error with a subcode.
func (e *Error) Sub(code int) *Error {
	e.Subcode = code
	return e
}

// BadParam is code 100: something about a parameter.
func BadParam(message string) *Error {
	return &Error{Code: 100, Message: "(#100) " + message}
}

// Coded is an error of this code, which the message begins with.
func Coded(code int, message string) *Error {
	return &Error{Code: code, Message: fmt.Sprintf("(#%d) %s", code, message)}
}

// Missing is code 100 with subcode 33: there is no such object, or the caller may not know of it.
func Missing(method, id string) *Error {
	verb := map[string]string{http.MethodPost: "post", http.MethodDelete: "delete"}[method]
	if verb == "" {
		verb = "get"
	}
	return &Error{
		Code: 100, Subcode: 33, Type: "GraphMethodException",
		Message: "Unsupported " + verb + " request. Object with ID '" + id + "' does not exist, cannot be loaded due to missing " +
			"permissions, or does not support this operation. Please read the Graph API documentation at " +
			"https://developers.facebook.com/docs/graph-api",
	}
}

func noField(name, kind string) *Error {
	return BadParam("Tried accessing nonexisting field (" + name + ") on node type (" + kind + ")")
}

func unknownPath(path string) *Error {
	return &Error{Code: 2500, Message: "Unknown path components: /" + path}
}

// Unknown is code 1, the network's shrug, with HTTP 500.
func Unknown() *Error {
	return &Error{Code: 1, Message: "An unknown error has occurred."}
}

// Unavailable is code 2, a service that is down for a moment, with HTTP 500.
func Unavailable() *Error {
	return &Error{Code: 2, Message: "An unexpected error has occurred. Please retry your request later.", Transient: true}
}

// ErrorFault answers requests that fit match with an error: before they are executed, or after.
func ErrorFault(match string, e *Error, executed bool) simulator.Fault {
	kind := simulator.FailBefore
	if executed {
		kind = simulator.FailAfter
	}
	body, err := json.Marshal(e.Body("AFault0000000000000000"))
	if err != nil {
		panic("graphtest: " + err.Error()) // error_data that is no JSON is a mistake in the test
	}
	return simulator.Fault{Kind: kind, Match: match, Status: e.HTTPStatus(), Body: string(body)}
}
