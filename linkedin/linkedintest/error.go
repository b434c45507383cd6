package linkedintest

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"strconv"
	"strings"
)

// object is a JSON object.
type object = map[string]any

// The codes of errors that more than one place answers with.
const (
	codeIllegal   = "ILLEGAL_ARGUMENT"
	codeDenied    = "ACCESS_DENIED"
	codeMissing   = "MISSING_FIELD"
	codeInvalid   = "INVALID_VALUE_FOR_FIELD"
	codeBlank     = "INVALID_VALUE_BLANK_FIELD"
	codeTooLong   = "FIELD_LENGTH_TOO_LONG"
	codeURNType   = "INVALID_URN_TYPE"
	codeURN       = "INVALID_URN_ID"
	codeUnready   = "MEDIA_ASSET_WAITING_UPLOAD"
	codeFailed    = "MEDIA_ASSET_PROCESSING_FAILED"
	codeParam     = "PARAM_INVALID"
	codeNoParam   = "QUERY_PARAM_NOT_ALLOWED"
	codeNotFound  = "NOT_FOUND"
	codeDuplicate = "DUPLICATE_POST"
)

const serviceDenied = 100

// apiError is an answer other than 2xx.
type apiError struct {
	status  int
	service int
	code    string
	message string
	inputs  []inputError
}

// inputError is one fault of a request.
type inputError struct{ code, path, description string }

// Error is the status, the code and the message.
func (e *apiError) Error() string { return fmt.Sprintf("%d %s: %s", e.status, e.code, e.message) }

// body is the JSON form. Without codes the member code is left out where the details name it.
func (e *apiError) body(noCodes bool) object {
	out := object{"status": e.status, "message": e.message}
	if e.service != 0 {
		out["serviceErrorCode"] = e.service
	}
	if e.code != "" && (!noCodes || len(e.inputs) == 0) {
		out["code"] = e.code
	}
	if len(e.inputs) > 0 {
		list := []object{}
		for _, in := range e.inputs {
			list = append(list, object{
				"code": in.code, "description": in.description,
				"input": object{"inputPath": object{"fieldPath": in.path}},
			})
		}
		out["errorDetailType"] = "com.linkedin.common.error.BadRequest"
		out["errorDetails"] = object{"inputErrors": list}
	}
	return out
}

// invalid is the answer to a field or parameter that breaks a rule.
func invalid(code, path, description string) *apiError {
	return &apiError{
		status: http.StatusBadRequest, code: code, message: description,
		inputs: []inputError{{code, path, description}},
	}
}

// badParam is the answer to a parameter of the wrong form.
func badParam(name string) *apiError {
	e := invalid(codeParam, name, "Invalid value for param; wrong type or other syntax error")
	e.message = "Invalid param. Please see errorDetails for more information."
	return e
}

func missing(path string) *apiError {
	return invalid(codeMissing, path, fmt.Sprintf("ERROR :: %s :: field is required but not found and has no default value", path))
}

func illegal(message string) *apiError {
	return &apiError{status: http.StatusBadRequest, code: codeIllegal, message: message}
}

// badQuery is the answer to a query that fits no operation.
func badQuery() *apiError { return illegal("Invalid query parameters passed to request") }

// badKey is the answer to a key in the path that is not encoded as the protocol asks.
func badKey() *apiError { return illegal("Syntax exception in path variables") }

func denied(message string) *apiError {
	return &apiError{status: http.StatusForbidden, service: serviceDenied, code: codeDenied, message: message}
}

// unpermitted is the refusal of a field that the caller may not set: part is REQUEST_BODY, PARAMETER or
// RESOURCE_KEY.
func unpermitted(part string, fields ...string) *apiError {
	for i, name := range fields {
		fields[i] = "/" + strings.TrimPrefix(name, "/")
	}
	return denied(fmt.Sprintf("Unpermitted fields present in %s: Data Processing Exception while processing fields [%s]",
		part, strings.Join(fields, ", ")))
}

func notFound(what string) *apiError {
	return &apiError{status: http.StatusNotFound, code: codeNotFound, message: what + " is not found"}
}

// notServed is the answer to a path that nothing is behind.
func notServed() *apiError {
	return &apiError{status: http.StatusNotFound, code: "RESOURCE_NOT_FOUND", message: "No virtual resource found"}
}

func badToken(service int, code, message string) *apiError {
	return &apiError{status: http.StatusUnauthorized, service: service, code: code, message: message}
}

// expiredToken is the answer to a token whose time is over.
func expiredToken() *apiError {
	return badToken(65602, "EXPIRED_ACCESS_TOKEN", "The token used in the request has expired")
}

// asAPIError makes an answer of any error.
func asAPIError(err error) *apiError {
	var api *apiError
	if !errors.As(err, &api) {
		api = &apiError{status: http.StatusInternalServerError, code: "INTERNAL_SERVER_ERROR", message: err.Error()}
	}
	return api
}

func (s *Server) writeError(w http.ResponseWriter, err error) {
	api := asAPIError(err)
	s.mu.Lock()
	body := api.body(s.opts.Traps.NoErrorCodes)
	s.mu.Unlock()
	w.Header().Set("X-Restli-Error-Response", "true")
	writeJSON(w, api.status, body)
}

func writeJSON(w http.ResponseWriter, status int, body any) {
	data, err := json.Marshal(body)
	if err != nil {
		data = []byte("{}")
	}
	writeRaw(w, status, data)
}

func writeRaw(w http.ResponseWriter, status int, data []byte) {
	w.Header().Set("Content-Type", "application/json")
	w.Header().Set("Content-Length", strconv.Itoa(len(data)))
	w.WriteHeader(status)
	_, _ = w.Write(data) //nolint:gosec // JSON, and the client may be gone
}
