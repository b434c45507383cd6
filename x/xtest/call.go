package xtest

import (
	"encoding/json"
	"io"
	"mime"
	"net/http"
	"net/url"
	"strings"

	"github.com/relais-go/relais/internal/simulator"
)

// maxBody bounds bodies that are read at once.
const maxBody = 1 << 20

// A call is one request to the API, after its credential has been checked.
type call struct {
	*caller
	srv    *Server
	r      *http.Request
	w      http.ResponseWriter // for handlers that write by themselves
	query  url.Values
	body   object // of a JSON request
	status int    // of the answer; 0 means 200
	bill   []charge
	errs   []object // partial errors
	view   *view
	ranged bool // the answer names its newest and oldest id
}

// A handler answers a call. It runs with the server's state locked, unless its route is raw.
type handler func(c *call) (any, error)

// A route is one operation.
type route struct {
	pattern  string // method and path, as documented
	auth     access
	scopes   []string
	raw      bool // the handler locks, reads and writes by itself
	userless bool // an OAuth 1.0a signature without a token will do
	handle   handler
	stream   func(c *call) // instead of handle: writes by itself
	limiter  *simulator.Limiter
}

func (rt *route) method() string {
	method, _, _ := strings.Cut(rt.pattern, " ")
	return method
}

func (c *call) path(name string) string { return c.r.PathValue(name) }

// serve wraps a route: credential, rate limit, credit, parameters, lock, answer.
func (s *Server) serve(rt *route) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		who, failure := s.authenticate(r)
		if failure == nil {
			failure = permit(who, rt)
		}
		if failure == nil {
			failure = s.takeRate(w.Header(), r, rt, who)
		}
		if failure == nil {
			failure = s.solvent()
		}
		if failure != nil {
			s.writeError(w, failure)
			return
		}
		c := &call{caller: who, srv: s, r: r, w: w, query: r.URL.Query()}
		if rt.stream != nil {
			rt.stream(c)
			return
		}
		if !rt.raw {
			if err := c.readBody(); err != nil {
				s.writeError(w, err)
				return
			}
		}
		data, err := s.run(c, rt)
		if err != nil {
			s.writeError(w, err)
			return
		}
		if c.status == http.StatusNoContent {
			w.WriteHeader(c.status)
			return
		}
		if c.status == 0 {
			c.status = http.StatusOK
		}
		writeRaw(w, c.status, "application/json; charset=utf-8", data)
	}
}

func (s *Server) run(c *call, rt *route) (json.RawMessage, error) {
	if rt.raw {
		body, err := rt.handle(c)
		if err != nil {
			return nil, err
		}
		s.mu.Lock()
		defer s.mu.Unlock()
		s.settle(c)
		return s.encode(body)
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	body, err := rt.handle(c)
	if err != nil {
		return nil, err
	}
	if failure := s.capped(c); failure != nil {
		return nil, failure
	}
	s.settle(c)
	return s.encode(body) // while the state is locked, which the body may point into
}

// readBody reads a JSON body.
func (c *call) readBody() error {
	if c.r.Method == http.MethodGet {
		return nil
	}
	data, err := io.ReadAll(io.LimitReader(c.r.Body, maxBody))
	if err != nil {
		panic(http.ErrAbortHandler) // the client went away in the middle of its body
	}
	if len(data) == 0 {
		return nil
	}
	kind, _, _ := mime.ParseMediaType(c.r.Header.Get("Content-Type"))
	if kind != "application/json" {
		return problem(http.StatusUnsupportedMediaType, noType, "Unsupported Media Type", "Content-Type must be application/json.")
	}
	decoder := json.NewDecoder(strings.NewReader(string(data)))
	decoder.UseNumber()
	if err := decoder.Decode(&c.body); err != nil {
		return badBody("Invalid JSON in the request body.")
	}
	return nil
}

// data is an answer with one object or list.
func data(v any) object { return object{"data": v} }
