package graphtest

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/relais-go/relais/internal/simulator"
)

// A Call is one request to a node, or one expanded field of it.
type Call struct {
	Request *http.Request
	Version Version
	Token   *Token // nil if none came
	Params  Params // of an expanded field: its modifiers
	Files   []*File
	Fetched map[string]*File // by parameter, see [Op].Fetch; nil for an address that cannot be fetched

	srv        *Server
	tokenParam string // the token, if it came as a parameter
	node, edge string // for addresses of pages
	parent     *Call
}

// Server is the server that is called.
func (c *Call) Server() *Server { return c.srv }

// Now is the time of the call.
func (c *Call) Now() time.Time { return c.srv.Now() }

// Nested reports whether the call is an expanded field of another.
func (c *Call) Nested() bool { return c.parent != nil }

// Has reports whether the token has a permission. Tokens of apps have none.
func (c *Call) Has(scope string) bool {
	return c.Token != nil && slices.Contains(c.Token.Scopes, scope)
}

// As reports whether the token speaks for an asset.
func (c *Call) As(asset string) bool {
	return c.Token != nil && c.Token.Kind == PageToken && c.Token.Asset == asset
}

// App is the app whose token is used; nil without a token.
func (c *Call) App() *App {
	if c.Token == nil {
		return nil
	}
	return c.srv.apps[c.Token.App]
}

func (c *Call) root() *Call {
	for c.parent != nil {
		c = c.parent
	}
	return c
}

func (c *Call) nested(n *Node, s *Selection) *Call {
	args := Params{}
	for name, v := range s.Args {
		args[name] = v
	}
	if s.sub != "" {
		args["fields"] = s.sub
	}
	inner := *c
	inner.Params, inner.parent, inner.node, inner.edge = args, c, n.ID, s.Name
	return &inner
}

// serveGraph answers requests for nodes and edges.
func (s *Server) serveGraph(w http.ResponseWriter, r *http.Request) {
	version, rest, err := s.route(w, r)
	if err != nil {
		s.fail(w, err)
		return
	}
	c := &Call{Request: r, Version: version, srv: s}
	if c.Params, c.Files, err = readParams(r); err != nil {
		if errors.Is(err, errGone) {
			panic(http.ErrAbortHandler)
		}
		s.fail(w, err)
		return
	}
	method := r.Method
	if m := strings.ToUpper(c.Params.Text("method")); m != "" && r.Method == http.MethodPost {
		method = m
	}
	if err := s.admit(r.Context(), w, c); err != nil {
		s.fail(w, err)
		return
	}
	if rest == "" {
		s.serveRoot(r.Context(), w, c, method)
		return
	}
	answer, err := s.answer(r.Context(), c, method, rest)
	if err != nil {
		s.fail(w, err)
		return
	}
	writeJSON(w, http.StatusOK, answer)
}

// route finds the version.
func (s *Server) route(w http.ResponseWriter, r *http.Request) (Version, string, error) {
	version, given, rest := cutVersion(strings.TrimPrefix(r.URL.Path, s.opts.Prefix))
	if !given {
		version = s.opts.Version
	}
	used, ok := served(version, s.Now())
	if !ok {
		return used, rest, unknownPath(version.String())
	}
	if s.opts.Traps.NewVersionsFail && used != version {
		return used, rest, unknownPath(version.String())
	}
	w.Header()["Facebook-Api-Version"] = []string{used.String()}
	return used, rest, nil
}

// admit checks everything that does not depend on what is asked for.
func (s *Server) admit(ctx context.Context, w http.ResponseWriter, c *Call) error {
	for _, name := range []string{"date_format", "debug", "pretty", "ids"} {
		if c.Params.Has(name) && !s.opts.IgnoreRemoved {
			return BadParam("The parameter " + name + " is no longer supported. See https://developers.facebook.com/docs/graph-api/changelog/version26.0")
		}
	}
	value, fromParam := tokenOf(c.Request, c.Params)
	if fromParam {
		c.tokenParam = value
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.before()
	if value == "" {
		return nil
	}
	t, err := s.checkToken(value)
	if err != nil {
		return err
	}
	c.Token = t
	simulator.SetLabel(ctx, t.label())
	if err := s.checkProof(c, t); err != nil {
		return err
	}
	return s.meter(w.Header(), c)
}

// answer runs a request and renders what comes out, as JSON.
func (s *Server) answer(ctx context.Context, c *Call, method, path string) ([]byte, error) {
	id, edgeName, err := splitPath(path)
	if err != nil {
		return nil, err
	}
	s.mu.Lock()
	n, op, err := s.find(c, method, id, edgeName)
	s.mu.Unlock()
	if err != nil {
		return nil, err
	}
	var sel []*Selection
	if op == nil || !op.FieldsParam {
		if sel, err = parseSelections(c.Params.Text("fields")); err != nil {
			return nil, err
		}
	}
	if op != nil && len(op.Fetch) > 0 {
		c.fetchAll(ctx, op.Fetch)
	}
	if op != nil && op.Ahead != nil {
		if err := op.Ahead(c, n); err != nil {
			return nil, err
		}
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.nodes[n.ID] != n {
		return nil, Missing(method, id) // it went meanwhile
	}
	c.node, c.edge = n.ID, edgeName
	v, err := c.run(n, op, method, sel)
	if err != nil {
		return nil, err
	}
	return encode(v) // while the state is locked, which v may point into
}

func splitPath(path string) (id, edge string, err error) {
	parts := strings.Split(strings.Trim(path, "/"), "/")
	if len(parts) > 2 {
		return "", "", unknownPath(strings.Join(parts[2:], "/"))
	}
	if len(parts) == 2 {
		edge = parts[1]
	}
	return parts[0], edge, nil
}

func parseSelections(text string) ([]*Selection, error) {
	if strings.TrimSpace(text) == "" {
		return nil, nil
	}
	return ParseFields(strings.Trim(strings.TrimSpace(text), ","))
}

// find looks the node and the operation up. The lock is held.
func (s *Server) find(c *Call, method, id, edgeName string) (*Node, *Op, error) {
	if c.Token == nil {
		return nil, nil, &Error{Code: 104, Message: "An access token is required to request this resource.", Status: http.StatusBadRequest}
	}
	n := s.resolve(c, id)
	if n == nil {
		if !numeric(id) {
			return nil, nil, Coded(803, "Some of the aliases you requested do not exist: "+id)
		}
		return nil, nil, Missing(method, id)
	}
	if n.missing > 0 && method == http.MethodGet {
		n.missing--
		return nil, nil, Missing(method, id)
	}
	if edgeName == "" {
		op := map[string]*Op{http.MethodGet: n.Type.Get, http.MethodPost: n.Type.Post, http.MethodDelete: n.Type.Delete}[method]
		if op == nil && method != http.MethodGet {
			return nil, nil, Missing(method, id)
		}
		return n, op, nil
	}
	var op *Op
	if edge := n.Type.Edges[edgeName]; edge != nil {
		op = map[string]*Op{http.MethodGet: edge.Get, http.MethodPost: edge.Post, http.MethodDelete: edge.Delete}[method]
	}
	if op == nil && method == http.MethodGet {
		return nil, nil, noField(edgeName, n.Type.Name)
	}
	if op == nil {
		return nil, nil, Missing(method, id)
	}
	return n, op, nil
}

func numeric(id string) bool {
	return id != "" && strings.Trim(id, "0123456789_") == ""
}

func (c *Call) fetchAll(ctx context.Context, names []string) {
	c.Fetched = map[string]*File{}
	for _, name := range names {
		address := c.Params.Text(name)
		if address == "" {
			continue
		}
		f, err := c.srv.fetch(ctx, address, nil)
		if err != nil {
			f = nil
		}
		c.Fetched[name] = f
	}
}

// run executes an operation. The lock is held.
func (c *Call) run(n *Node, op *Op, method string, sel []*Selection) (any, error) {
	if err := c.permit(n, op, method); err != nil {
		return nil, err
	}
	if op == nil || op.Handle == nil {
		return c.render(n, sel)
	}
	v, err := op.Handle(c, n)
	if err != nil {
		return nil, err
	}
	if method != http.MethodGet {
		return c.written(v, sel)
	}
	switch v := v.(type) {
	case *List:
		return c.page(v, op, sel)
	case nil: // the operation only checked
		return c.render(n, sel)
	}
	return c.answered(v, sel)
}

// written is the answer to a write: what the operation says, and the fields that were asked for of what it
// made.
func (c *Call) written(v any, sel []*Selection) (any, error) {
	if n, ok := v.(*Node); ok {
		v = Object{"id": n.ID}
	}
	o, ok := v.(Object)
	if !ok {
		return v, nil
	}
	id, _ := o["id"].(string)
	n := c.srv.nodes[id]
	if sel == nil || n == nil {
		return c.object(o, nil)
	}
	rendered, err := c.render(n, sel)
	if err != nil {
		return nil, fmt.Errorf("fields of what was written: %w", err)
	}
	for name, v := range o {
		if _, given := rendered[name]; !given {
			rendered[name] = v
		}
	}
	return rendered, nil
}
