package linkedintest

import (
	"encoding/json"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strings"
)

// serveAPI answers a request to /rest or /v2: token, operation, version, permission, quota, parameters.
func (s *Server) serveAPI(w http.ResponseWriter, r *http.Request) {
	c, err := s.open(r)
	var data json.RawMessage
	if err == nil {
		data, err = s.run(c)
	}
	if err != nil {
		s.writeError(w, err)
		return
	}
	maps.Copy(w.Header(), c.header)
	w.Header().Set("X-Restli-Protocol-Version", "2.0.0")
	if c.status == 0 {
		c.status = http.StatusOK
	}
	if data == nil {
		w.WriteHeader(c.status)
		return
	}
	writeRaw(w, c.status, data)
}

// open makes a call of a request, or refuses it.
func (s *Server) open(r *http.Request) (*call, error) {
	t, err := s.authenticate(r)
	if err != nil {
		return nil, err
	}
	in, err := receive(r)
	if err != nil {
		return nil, err
	}
	rt, raw, err := s.find(r, in)
	if err != nil {
		return nil, err
	}
	c := &call{
		srv: s, r: r, rt: rt, in: in, token: t, app: t.app, member: t.member,
		keys: map[string]value{}, query: map[string]string{}, header: http.Header{},
	}
	s.mu.Lock()
	err = s.admit(c)
	s.mu.Unlock()
	if err != nil {
		return nil, err
	}
	for name, segment := range raw {
		if c.keys[name], err = c.parse(segment); err != nil {
			return nil, badKey()
		}
	}
	if err := c.readQuery(); err != nil {
		return nil, err
	}
	return c, c.readBody()
}

// admit checks what a call needs beside a good token; the server is locked.
func (s *Server) admit(c *call) error {
	if strings.HasPrefix(c.rt.path, "rest/") {
		c.version = c.r.Header.Get("Linkedin-Version")
		if err := s.checkVersion(c.version); err != nil {
			return err
		}
		switch c.r.Header.Get("X-Restli-Protocol-Version") {
		case "2.0.0":
		case "", "1.0.0":
			c.plain = true
		default:
			return illegal("The header X-RestLi-Protocol-Version must be 2.0.0")
		}
	}
	batched := c.rt.method == opFinder || c.rt.method == opBatchGet
	if s.opts.Traps.StrictMethods && batched && strings.HasPrefix(c.rt.path, "rest/posts") && c.r.Header.Get("X-Restli-Method") == "" {
		return illegal("The header X-RestLi-Method must be " + string(c.rt.method))
	}
	scopes := c.rt.scopes
	if s.opts.Traps.ReadableImages && (c.rt.resource == resourceImages || c.rt.resource == resourceDocuments) {
		scopes = append(slices.Clone(scopes), scopeMemberWrite)
	}
	if !c.holds(scopes) || c.rt.method == opBatchGet && c.app.Tier == Development {
		return c.noPermission()
	}
	return s.charge(c)
}

// holds reports whether the token has one of some scopes.
func (c *call) holds(scopes []string) bool {
	return len(scopes) == 0 || slices.ContainsFunc(scopes, c.granted)
}

func (c *call) granted(scope string) bool { return slices.Contains(c.token.Scopes, scope) }

// noPermission names the operation that the token does not allow.
func (c *call) noPermission() *apiError {
	version := noVersion
	if c.version != "" {
		version = c.version + "01"
	}
	return denied("Not enough permissions to access: " + c.rt.endpoint() + "." + version)
}

func (s *Server) run(c *call) (json.RawMessage, error) {
	if c.rt.raw {
		body, err := c.rt.handle(c)
		if err != nil || body == nil {
			return nil, err
		}
		return json.Marshal(body)
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.happen()
	body, err := c.rt.handle(c)
	if err != nil || body == nil {
		return nil, err
	}
	if body, err = c.project(body); err != nil {
		return nil, err
	}
	return json.Marshal(body) // while the state is locked, which the body may point into
}

// project leaves of the entities in an answer only the fields that were asked for.
func (c *call) project(body any) (any, error) {
	if !c.has("fields") {
		return body, nil
	}
	plain, err := url.PathUnescape(c.query["fields"])
	if err != nil {
		return nil, badQuery()
	}
	keep := strings.Split(plain, ",")
	only := func(o object) object {
		out := object{}
		for _, name := range keep {
			if v, ok := o[name]; ok {
				out[name] = v
			}
		}
		return out
	}
	answer, isObject := body.(object)
	if !isObject {
		return body, nil
	}
	switch {
	case answer["elements"] != nil:
		elements, _ := answer["elements"].([]object)
		for i, o := range elements {
			elements[i] = only(o)
		}
	case answer["results"] != nil:
		results, _ := answer["results"].(map[string]object)
		for key, o := range results {
			results[key] = only(o)
		}
	default:
		return only(answer), nil
	}
	return answer, nil
}

// authenticate finds out whose token a request has.
func (s *Server) authenticate(r *http.Request) (*token, error) {
	given := bearer(r)
	if given == "" {
		return nil, badToken(65604, "EMPTY_ACCESS_TOKEN", "Empty oauth2 access token")
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	t := s.tokens[given]
	switch {
	case t == nil:
		return nil, badToken(65600, "INVALID_ACCESS_TOKEN", "Invalid access token")
	case t.revoked:
		return nil, badToken(65601, "REVOKED_ACCESS_TOKEN", "The token used in the request has been revoked by the user")
	case !s.now().Before(t.Expires):
		return nil, expiredToken()
	}
	return t, nil
}
