package xtest

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"net/http"
	"strconv"
)

// object is a JSON object.
type object = map[string]any

// apiError is an answer other than 2xx.
type apiError struct {
	status int
	body   object
	header http.Header
}

func (e *apiError) Error() string { return fmt.Sprintf("%d %v", e.status, e.body["detail"]) }

// problemType is prefixed with the host when the answer is written.
type problemType string

// The kinds of problems, see https://docs.x.com/x-api/fundamentals/response-codes-and-errors.
const (
	noType                 problemType = "about:blank"
	invalidRequest         problemType = "invalid-request"
	resourceNotFound       problemType = "resource-not-found"
	notAuthorizedResource  problemType = "not-authorized-for-resource"
	notAuthorizedField     problemType = "not-authorized-for-field"
	unsupportedAuth        problemType = "unsupported-authentication"
	clientForbidden        problemType = "client-forbidden"
	usageCapped            problemType = "usage-capped"
	creditsDepleted        problemType = "credits-depleted"
	streamingConnection    problemType = "streaming-connection"
	operationalDisconnect  problemType = "operational-disconnect"
	conflictProblem        problemType = "conflict"
	duplicateRules         problemType = "duplicate-rules"
	invalidRules           problemType = "invalid-rules"
	ruleCap                problemType = "rule-cap"
	userSuspended          problemType = "user-suspended"
	oauth1Permissions      problemType = "oauth1-permissions"
	permissionDetail                   = "You are not permitted to perform this action."
	fieldUnauthorizedTitle             = "Field Authorization Error"
)

func problem(status int, kind problemType, title, detail string) *apiError {
	return &apiError{status: status, body: object{"title": title, "detail": detail, "type": kind, "status": status}}
}

// with adds members to the problem.
func (e *apiError) with(members object) *apiError {
	maps.Copy(e.body, members)
	return e
}

func forbidden(detail string) *apiError {
	return problem(http.StatusForbidden, noType, "Forbidden", detail)
}

func unauthorized() *apiError {
	return problem(http.StatusUnauthorized, noType, "Unauthorized", "Unauthorized")
}

// refuse is a 403 for a post, in words or without any.
func (s *Server) refuse(detail string) *apiError {
	if s.opts.VagueErrors {
		detail = permissionDetail
	}
	return forbidden(detail)
}

// badParameter is the answer to a parameter that breaks a rule.
func badParameter(name, value, message string) *apiError {
	return &apiError{status: http.StatusBadRequest, body: object{
		"title": "Invalid Request", "type": invalidRequest,
		"detail": "One or more parameters to your request was invalid.",
		"errors": []object{{"message": message, "parameters": object{name: []string{value}}}},
	}}
}

func badBody(message string) *apiError {
	return &apiError{status: http.StatusBadRequest, body: object{
		"title": "Invalid Request", "type": invalidRequest,
		"detail": "One or more parameters to your request was invalid.",
		"errors": []object{{"message": message, "parameters": object{}}},
	}}
}

// legacy is an error of the older form.
func legacy(status, code int, message string) *apiError {
	return &apiError{status: status, body: object{"errors": []object{{"code": code, "message": message}}}}
}

// missing describes a resource that does not exist; it is a member of errors on 200, or the body of a 404.
func missing(resource, parameter, value string) object {
	return object{
		"title": "Not Found Error", "type": resourceNotFound,
		"detail":        fmt.Sprintf("Could not find %s with %s: [%s].", resource, parameter, value),
		"resource_type": resource, "parameter": parameter, "resource_id": value, "value": value,
	}
}

func notFound(resource, parameter, value string) *apiError {
	e := &apiError{status: http.StatusNotFound, body: missing(resource, parameter, value)}
	e.body["status"] = http.StatusNotFound
	return e
}

// notEnrolled is the refusal of what the plan does not include.
func notEnrolled(detail string) *apiError {
	return problem(http.StatusForbidden, clientForbidden, "Client Forbidden", detail).with(object{
		"reason": "client-not-enrolled", "required_enrollment": "Enterprise",
		"registration_url": "https://developer.x.com/en/portal/products", "client_id": "1",
	})
}

// writeError writes any error in the network's form.
func (s *Server) writeError(w http.ResponseWriter, err error) {
	var api *apiError
	if !errors.As(err, &api) {
		api = problem(http.StatusInternalServerError, noType, "Internal Server Error", err.Error())
	}
	maps.Copy(w.Header(), api.header)
	kind := "application/json; charset=utf-8"
	if _, isProblem := api.body["type"]; isProblem {
		if s.opts.Traps.PlainTextErrors {
			w.Header().Set("Content-Type", "text/plain; charset=utf-8")
			w.WriteHeader(api.status)
			_, _ = fmt.Fprintln(w, api.body["title"])
			return
		}
		if !s.opts.Traps.JSONType {
			kind = "application/problem+json; charset=utf-8"
		}
	}
	data, encodeErr := s.encode(api.body)
	if encodeErr != nil {
		data = []byte("{}")
	}
	writeRaw(w, api.status, kind, data)
}

// typeURI is the full name of a type.
func (s *Server) typeURI(kind problemType) string {
	switch {
	case kind == noType:
		return string(noType)
	case s.opts.OldProblemURIs:
		return "https://api.twitter.com/2/problems/" + string(kind)
	}
	return "https://api.x.com/2/problems/" + string(kind)
}

// fullTypes replaces the short types of problems in an answer.
func (s *Server) fullTypes(v any) {
	switch v := v.(type) {
	case object:
		for name, value := range v {
			if kind, ok := value.(problemType); ok {
				v[name] = s.typeURI(kind)
			} else if name == "errors" {
				s.fullTypes(value)
			}
		}
	case []object:
		for _, item := range v {
			s.fullTypes(item)
		}
	}
}

func (s *Server) encode(body any) (json.RawMessage, error) {
	s.fullTypes(body)
	var out bytes.Buffer
	encoder := json.NewEncoder(&out)
	encoder.SetEscapeHTML(false)
	if err := encoder.Encode(body); err != nil {
		return nil, err
	}
	return bytes.TrimSpace(out.Bytes()), nil
}

func writeRaw(w http.ResponseWriter, status int, kind string, data []byte) {
	w.Header().Set("Content-Type", kind)
	w.Header().Set("Content-Length", strconv.Itoa(len(data)))
	w.WriteHeader(status)
	_, _ = w.Write(data) //nolint:gosec // JSON, and the client may be gone
}

func (s *Server) writeJSON(w http.ResponseWriter, body any) {
	data, err := s.encode(body)
	if err != nil {
		data = []byte("{}")
	}
	writeRaw(w, http.StatusOK, "application/json; charset=utf-8", data)
}
