package mastodontest

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"strconv"

	"github.com/relais-go/relais/internal/simulator"
)

// object is a JSON object.
type object = map[string]any

// A call is one request to the API, after its token and parameters have been read.
type call struct {
	srv    *Server
	r      *http.Request
	params params
	files  map[string]*upload
	token  *simulator.Token // nil: none
	me     *account         // nil: no user
	header http.Header      // of the answer
	status int              // of the answer; 0 means 200
}

func (c *call) id() string { return c.r.PathValue("id") }

// A handler answers a call. It runs with the server's state locked.
type handler func(c *call) (any, error)

// An access says who may call a route.
type access int

const (
	open       access = iota // everybody; a token is not looked at
	public                   // everybody; a token must be valid and have the scope
	anyToken                 // a token of a user or of an app
	userToken                // a token of a user
	adminToken               // a token of a user with a role
)

// apiError is an answer other than 2xx.
type apiError struct {
	status int
	body   object
}

func (e *apiError) Error() string { return fmt.Sprintf("%d %s", e.status, e.message()) }

func fail(status int, message string) *apiError {
	return &apiError{status, object{"error": message}}
}

func errNotFound() *apiError { return fail(http.StatusNotFound, "Record not found") }

func errForbidden() *apiError { return fail(http.StatusForbidden, "This action is not allowed") }

// invalid is the answer to a request whose content breaks a rule.
func (s *Server) invalid(message string) *apiError {
	if s.opts.Flavour == GoToSocial {
		return fail(http.StatusBadRequest, "Bad Request: "+message)
	}
	return fail(http.StatusUnprocessableEntity, "Validation failed: "+message)
}

// unfit is the answer to a post whose attachments break a rule, in which Mastodon speaks without a preamble
// (Mastodon::ValidationError in app/services/post_status_service.rb).
func (s *Server) unfit(message string) *apiError {
	if s.opts.Flavour == GoToSocial {
		return s.invalid(message)
	}
	return fail(http.StatusUnprocessableEntity, message)
}

// authenticate finds the token of a request and checks it against the route.
func (s *Server) authenticate(r *http.Request, who access, scopes []string) (*simulator.Token, error) {
	if who == public && (s.opts.WhitelistMode || s.opts.Flavour == GoToSocial) {
		who = userToken
	}
	if who == open {
		return nil, nil //nolint:nilnil // no token is a valid state
	}
	value := simulator.BearerToken(r)
	if value == "" {
		if who == public {
			return nil, nil //nolint:nilnil // no token is a valid state
		}
		return nil, fail(http.StatusUnauthorized, "The access token is invalid")
	}
	t, ok := s.oauth.Lookup(value)
	if !ok {
		old, known := s.oauth.Find(value)
		switch {
		case known && old.Revoked:
			return nil, fail(http.StatusUnauthorized, "The access token was revoked")
		case known:
			return nil, fail(http.StatusUnauthorized, "The access token expired")
		}
		return nil, fail(http.StatusUnauthorized, "The access token is invalid")
	}
	if len(scopes) > 0 && !t.Allows(scopes...) {
		return t, fail(http.StatusForbidden, "This action is outside the authorized scopes")
	}
	if t.Subject == "" && (who == userToken || who == adminToken) {
		return t, fail(http.StatusUnprocessableEntity, "This method requires an authenticated user")
	}
	return t, nil
}

// serve wraps a handler: token, rate limit, parameters, lock, answer.
func (s *Server) serve(who access, scopes []string, h handler) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		t, authErr := s.authenticate(r, who, scopes)
		r = withCaller(r, t)
		if !s.takeRate(w, r) {
			return
		}
		if authErr != nil {
			writeError(w, authErr)
			return
		}
		p, files, err := readParams(r)
		if err != nil {
			if errors.Is(err, errBadBody) {
				writeError(w, fail(http.StatusBadRequest, "Error occurred while parsing request parameters"))
				return
			}
			panic(http.ErrAbortHandler) // the client went away in the middle of its body
		}
		c := &call{srv: s, r: r, params: p, files: files, token: t, header: w.Header()}
		body, err := s.run(c, who, h)
		if err != nil {
			writeError(w, err)
			return
		}
		if c.status == 0 {
			c.status = http.StatusOK
		}
		writeRaw(w, c.status, body)
	}
}

func (s *Server) run(c *call, who access, h handler) (json.RawMessage, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.publishDue()
	if c.token != nil && c.token.Subject != "" {
		c.me = s.accounts[c.token.Subject]
		if c.me == nil {
			return nil, fail(http.StatusUnauthorized, "The access token is invalid")
		}
		if c.me.disabled {
			return nil, fail(http.StatusForbidden, "Your login is currently disabled")
		}
	}
	if who == adminToken && !c.me.admin {
		return nil, errForbidden()
	}
	body, err := h(c)
	if err != nil {
		return nil, err
	}
	return encode(body) // while the state is locked, which the body may point into
}

func encode(body any) (json.RawMessage, error) {
	var out bytes.Buffer
	encoder := json.NewEncoder(&out)
	encoder.SetEscapeHTML(false)
	if err := encoder.Encode(body); err != nil {
		return nil, err
	}
	return bytes.TrimSpace(out.Bytes()), nil
}

func asAPIError(err error) *apiError {
	var api *apiError
	if !errors.As(err, &api) {
		return fail(http.StatusInternalServerError, err.Error())
	}
	return api
}

func (e *apiError) message() string { return text(e.body["error"]) }

func writeError(w http.ResponseWriter, err error) {
	api := asAPIError(err)
	writeJSON(w, api.status, api.body)
}

func writeJSON(w http.ResponseWriter, status int, body any) {
	data, err := encode(body)
	if err != nil {
		data = []byte("{}")
	}
	writeRaw(w, status, data)
}

func writeRaw(w http.ResponseWriter, status int, data []byte) {
	w.Header().Set("Content-Type", "application/json; charset=utf-8")
	w.Header().Set("Content-Length", strconv.Itoa(len(data)))
	w.WriteHeader(status)
	_, _ = w.Write(data) // the client may be gone
}
