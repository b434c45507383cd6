package youtubetest

import (
	"bytes"
	"io"
	"mime"
	"net/http"
	"net/url"

	"github.com/go-json-experiment/json"
)

// maxBody bounds bodies that are read at once.
const maxBody = 1 << 20

// A call is one request to the API, after its credential has been checked.
type call struct {
	*caller
	srv    *Server
	route  *route
	w      http.ResponseWriter
	r      *http.Request
	query  url.Values
	parts  map[string]bool
	wanted selection // of the parameter fields; nil takes all
	body   []byte    // of a request without media
	status int       // of the answer
}

// A handler answers a call with an object, a file, or nil for 204. It runs with the server's state locked.
type handler func(c *call) (any, error)

// A route is one method of the API.
type route struct {
	id      string // as the discovery document names it
	pattern string
	query   string // see parseParams
	parts   string
	scopes  []string
	public  bool // an API key will do
	cost    int  // units of the pool
	bucket  bucket
	handle  handler
	media   *mediaMethod  // instead of handle: takes an upload
	stream  func(c *call) // instead of handle: writes by itself
	params  map[string]*param
}

// serve wraps a route: credential, quota, parameters, body, lock, answer.
func (s *Server) serve(rt *route) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		c, err := s.begin(w, r, rt)
		if err != nil {
			fail := s.writeError
			if rt.stream != nil {
				fail = s.writeArrayError
			}
			fail(w, err)
			return
		}
		if rt.stream != nil {
			rt.stream(c)
			return
		}
		if err := c.readBody(); err != nil {
			s.writeError(w, err)
			return
		}
		body, err := c.run()
		if err != nil {
			s.writeError(w, err)
			return
		}
		c.respond(body)
	}
}

// begin checks what all methods check alike, in the network's order: an invalid request costs quota.
func (s *Server) begin(w http.ResponseWriter, r *http.Request, rt *route) (*call, error) {
	who, err := s.authenticate(r)
	if err != nil {
		return nil, err
	}
	c := &call{caller: who, srv: s, route: rt, w: w, r: r, query: r.URL.Query(), status: http.StatusOK}
	if err := c.permit(); err != nil {
		return nil, err
	}
	if err := c.burst(); err != nil {
		return nil, err
	}
	if err := c.spend(); err != nil {
		return nil, err
	}
	return c, c.checkParams()
}

// run answers with the state locked. Values that handlers return are complete, so that they can be written
// without the lock.
func (c *call) run() (any, error) {
	c.srv.mu.Lock()
	defer c.srv.mu.Unlock()
	c.srv.settle()
	return c.route.handle(c)
}

// readBody reads the body of a request without media.
func (c *call) readBody() error {
	if c.r.Method == http.MethodGet || c.r.Method == http.MethodDelete {
		return nil
	}
	data, err := io.ReadAll(io.LimitReader(c.r.Body, maxBody+1))
	if err != nil {
		panic(http.ErrAbortHandler) // the client went away in the middle of its body
	}
	if len(data) > maxBody {
		return refuse(http.StatusRequestEntityTooLarge, "global", "uploadTooLarge", "Request is too large.")
	}
	if len(data) == 0 {
		return nil
	}
	c.body = data
	return needJSON(c.r.Header.Get("Content-Type"))
}

func needJSON(contentType string) error {
	if kind, _, _ := mime.ParseMediaType(contentType); kind != "application/json" {
		return badRequest("global", "parseError", "This API does not support parsing form-encoded input.")
	}
	return nil
}

// decode reads a resource out of a body. Members that the network's description does not know are refused,
// as are values of another type.
func decode(data []byte, into any) error {
	if len(bytes.TrimSpace(data)) == 0 {
		data = []byte("{}")
	}
	if err := json.Unmarshal(data, into, json.RejectUnknownMembers(true)); err != nil {
		return malformed("Invalid JSON payload received. " + err.Error())
	}
	return nil
}

// me is the channel that the token belongs to.
func (c *call) me() (*channel, error) {
	if c.channel == nil {
		return nil, noChannel()
	}
	return c.channel, nil
}

// mine is the caller's channel for a filter that is about it.
func (c *call) mine(parameter string) (*channel, error) {
	if c.account == "" {
		e := refuse(http.StatusUnauthorized, "youtube.parameter", "authorizationRequired",
			"The request uses the <code>"+parameter+"</code> parameter but is not properly authorized.")
		return nil, e.at(parameter)
	}
	return c.channel, nil
}
