package youtubetest

import (
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"net/http"
)

// object is a JSON object.
type object = map[string]any

// apiError is an answer that is an error, see https://developers.google.com/youtube/v3/docs/errors.
type apiError struct {
	status   int
	domain   string
	reason   string
	message  string
	location string // and its type, separated by a blank
	rpc      string // the status of errors that arise before the service itself is reached
	details  []object
	header   http.Header
	text     string // a body in plain text instead, as the upload service answers
}

func (e *apiError) Error() string { return fmt.Sprintf("%d %s: %s", e.status, e.reason, e.message) }

func refuse(status int, domain, reason, message string) *apiError {
	return &apiError{status: status, domain: domain, reason: reason, message: message}
}

// at names the parameter that is to blame.
func (e *apiError) at(parameter string) *apiError {
	e.location = parameter + " parameter"
	return e
}

// in names the member of the body that is to blame.
func (e *apiError) in(member string) *apiError {
	e.location = member + " other"
	return e
}

func badRequest(domain, reason, message string) *apiError {
	return refuse(http.StatusBadRequest, domain, reason, message)
}

func forbidden(domain, reason, message string) *apiError {
	return refuse(http.StatusForbidden, domain, reason, message)
}

func notFound(domain, reason, message string) *apiError {
	return refuse(http.StatusNotFound, domain, reason, message)
}

// parameterError is a complaint about parameters that all methods share.
func parameterError(reason, message, parameter string) *apiError {
	return badRequest("youtube.parameter", reason, message).at(parameter)
}

func noFilter(expected string) *apiError {
	return parameterError("missingRequiredParameter", "No filter selected. Expected one of: "+expected, "")
}

func incompatible(names string) *apiError {
	return parameterError("incompatibleParameters", "Incompatible parameters specified in the request: "+names, "")
}

// malformed is a body that does not fit the message it should be.
func malformed(message string) *apiError {
	e := badRequest("global", "badRequest", message)
	e.rpc = "INVALID_ARGUMENT"
	return e
}

// plain is an answer of the upload service itself.
func plain(status int, text string) *apiError {
	return &apiError{status: status, message: text, text: text}
}

func badToken() *apiError {
	e := refuse(http.StatusUnauthorized, "global", "authError", "Invalid Credentials")
	e.location, e.rpc = "Authorization header", "UNAUTHENTICATED"
	e.header = http.Header{"Www-Authenticate": {`Bearer realm="https://accounts.google.com/", error="invalid_token"`}}
	return e
}

func noToken() *apiError {
	e := refuse(http.StatusUnauthorized, "global", "required", "Login Required.")
	e.location, e.rpc = "Authorization header", "UNAUTHENTICATED"
	e.header = http.Header{"Www-Authenticate": {`Bearer realm="https://accounts.google.com/"`}}
	e.details = []object{errorInfo("CREDENTIALS_MISSING", object{"service": dataService})}
	return e
}

const dataService = "youtube.googleapis.com"

func errorInfo(reason string, metadata object) object {
	return object{
		"@type": "type.googleapis.com/google.rpc.ErrorInfo", "reason": reason, "domain": "googleapis.com", "metadata": metadata,
	}
}

func badKey() *apiError {
	e := badRequest("global", "badRequest", "API key not valid. Please pass a valid API key.")
	e.rpc = "INVALID_ARGUMENT"
	e.details = []object{errorInfo("API_KEY_INVALID", object{"service": dataService})}
	return e
}

func noKey() *apiError {
	e := forbidden("global", "forbidden", "The request is missing a valid API key.")
	e.rpc = "PERMISSION_DENIED"
	return e
}

func scopeMissing(method string) *apiError {
	e := forbidden("global", "insufficientPermissions", "Request had insufficient authentication scopes.")
	e.rpc = "PERMISSION_DENIED"
	e.details = []object{errorInfo("ACCESS_TOKEN_SCOPE_INSUFFICIENT", object{"service": dataService, "method": method})}
	return e
}

func noChannel() *apiError {
	e := refuse(http.StatusUnauthorized, "youtube.header", "youtubeSignupRequired", "Unauthorized")
	e.location = "Authorization header"
	return e
}

// json is the body of the answer.
func (e *apiError) json() object {
	item := object{"message": e.message, "domain": e.domain, "reason": e.reason}
	if e.location != "" {
		for i := len(e.location) - 1; i >= 0; i-- {
			if e.location[i] == ' ' {
				item["location"], item["locationType"] = e.location[:i], e.location[i+1:]
				break
			}
		}
	}
	inner := object{"code": e.status, "message": e.message, "errors": []object{item}}
	if e.rpc != "" {
		inner["status"] = e.rpc
	}
	if e.details != nil {
		inner["details"] = e.details
	}
	return object{"error": inner}
}

// writeError writes any error in the network's form.
func (s *Server) writeError(w http.ResponseWriter, err error) {
	var api *apiError
	if !errors.As(err, &api) {
		api = refuse(http.StatusInternalServerError, "global", "backendError", "Internal error encountered.")
		api.rpc = "INTERNAL"
	}
	maps.Copy(w.Header(), api.header)
	switch {
	case api.text != "":
		writeRaw(w, api.status, "text/plain; charset=utf-8", []byte(api.text))
	case s.opts.Traps.PlainErrors:
		writeRaw(w, api.status, "text/plain; charset=utf-8", []byte(api.message))
	default:
		writeRaw(w, api.status, jsonType, indent(api.json()))
	}
}

// writeArrayError is the form that errors of a streaming method have.
func (s *Server) writeArrayError(w http.ResponseWriter, err error) {
	var api *apiError
	if !errors.As(err, &api) || api.text != "" || s.opts.Traps.PlainErrors {
		s.writeError(w, err)
		return
	}
	maps.Copy(w.Header(), api.header)
	writeRaw(w, api.status, jsonType, indent([]object{api.json()}))
}

func indent(v any) []byte {
	data, err := json.MarshalIndent(v, "", "  ")
	if err != nil { // cannot happen: values are plain
		return []byte("{}\n")
	}
	return append(data, '\n')
}
