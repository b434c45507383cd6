package graphtest

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/relais-go/relais/internal/simulator"
)

// Options of a [Server].
type Options struct {
	Clock   simulator.Clock // nil: the system's
	Seed    uint64          // of what looks random: trace ids, numbers of nodes, the chance of faults
	LogSize int             // requests kept in the log; 0: 16384
	Lock    *sync.Mutex     // guards the state; nil: one of its own
	Prefix  string          // path before the version, if the server is mounted below one
	// Version answers requests that name none, as the app's default does; zero: the newest.
	Version Version
	// Before is called with the lock held before each request.
	Before func()
	// Transport fetches media from addresses and delivers webhooks; nil: [http.DefaultTransport].
	Transport http.RoundTripper

	// CursorTTL is how long cursors are good for; 0: for ever.
	CursorTTL time.Duration
	// Lag is how long new nodes stay out of lists; Misses how many reads of their own they are missing for
	// (code 100, subcode 33). Both only where [Type].Lags says so.
	Lag    time.Duration
	Misses int
	// IgnoreRemoved ignores the parameters that were removed with version 26.0 (date_format, debug, pretty,
	// ids) instead of refusing them.
	IgnoreRemoved bool

	Limits  Limits
	Traps   Traps
	Webhook WebhookOptions
	Tokens  TokenOptions
}

// Traps are oddities that have been seen in the field.
type Traps struct {
	EmptyPages      int  // every n-th page is empty though there is a next one; 0: never
	ShortPages      int  // every n-th page has half the elements though there is a next one; 0: never
	NoNestedNext    bool // lists in expanded fields have cursors but no address of the next page
	NewVersionsFail bool // versions that expired are refused instead of served by the oldest that lives
	NoUsageHeaders  bool // usage headers are missing
	BearerRupload   bool // uploads take the scheme Bearer too, not only OAuth
}

// A Server is one host of the Graph API. It is an [http.Handler], safe for concurrent use.
type Server struct {
	opts   Options
	clock  simulator.Clock
	sim    *simulator.Server
	routes map[string]http.HandlerFunc // by the path behind the version
	mu     *sync.Mutex                 // guards what follows

	serial        uint64
	trace         uint64
	pages, shorts int
	nodes         map[string]*Node
	types         map[string]*Type // of all nodes that there ever were
	aliases       map[string]string
	login
	usage
	hooks
	uploads map[string]*Upload
	cuts    []uploadCut
	nulls   BatchNulls
}

// New returns a server without nodes. A nil opts is the zero value.
func New(opts *Options) *Server {
	s := &Server{nodes: map[string]*Node{}, types: map[string]*Type{}, aliases: map[string]string{}, routes: map[string]http.HandlerFunc{}, uploads: map[string]*Upload{}}
	if opts != nil {
		s.opts = *opts
	}
	s.clock = s.opts.Clock
	if s.mu = s.opts.Lock; s.mu == nil {
		s.mu = new(sync.Mutex)
	}
	if s.opts.Version == (Version{}) {
		s.opts.Version = NewestVersion()
	}
	s.opts.Tokens = s.opts.Tokens.withDefaults()
	s.opts.Webhook = s.opts.Webhook.withDefaults()
	s.login, s.usage = newLogin(), newUsage()
	s.initHooks()
	s.sim = simulator.New(http.HandlerFunc(s.dispatch), &simulator.Options{
		Clock: s.clock, Seed: s.opts.Seed, LogSize: s.opts.LogSize, Token: headerOrQueryToken, Label: s.labelOf,
		Unauthorized: func(w http.ResponseWriter, _ *http.Request) { s.fail(w, sessionExpired(s.Now(), s.Now())) },
	})
	return s
}

// Simulator is the server with its log, its faults and its port.
func (s *Server) Simulator() *simulator.Server { return s.sim }

// Tap has f look at every exchange from now on, with the types of nodes.
func (s *Server) Tap(f func(simulator.Exchange)) {
	s.sim.Tap(func(e simulator.Exchange) {
		e.TypeOf = s.typeOf
		f(e)
	})
}

func (s *Server) typeOf(id string) string {
	s.mu.Lock()
	defer s.mu.Unlock()
	if to := s.aliases[id]; to != "" {
		id = to
	}
	if t := s.types[id]; t != nil {
		return t.Name
	}
	return ""
}

// ServeHTTP answers a request.
func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) { s.sim.ServeHTTP(w, r) }

// Now is the time on the server's clock.
func (s *Server) Now() time.Time { return s.clock.Now().UTC() }

// Lock takes the lock of the state.
func (s *Server) Lock() { s.mu.Lock() }

// Unlock releases the lock of the state.
func (s *Server) Unlock() { s.mu.Unlock() }

// Close ends the delivery of webhooks.
func (s *Server) Close() { s.closeHooks() }

func (s *Server) before() {
	if s.opts.Before != nil {
		s.opts.Before()
	}
}

// Handle serves a path of its own, such as "oauth/access_token", under every version and without one. It
// must be called before the first request. The handler runs without the lock.
func (s *Server) Handle(path string, h http.HandlerFunc) { s.routes[path] = h }

func (s *Server) dispatch(w http.ResponseWriter, r *http.Request) {
	path := strings.Trim(strings.TrimPrefix(r.URL.Path, s.opts.Prefix), "/")
	switch first, _, _ := strings.Cut(path, "/"); first {
	case "video-upload", "ig-api-upload":
		s.serveRupload(w, r)
		return
	}
	_, _, rest := cutVersion(path)
	if h := s.routes[rest]; h != nil {
		if _, _, err := s.route(w, r); err != nil {
			s.fail(w, err)
			return
		}
		h(w, r)
		return
	}
	if session, ok := strings.CutPrefix(rest, uploadPrefix); ok {
		s.serveResumable(w, r, session)
		return
	}
	s.serveGraph(w, r)
}

// NewID makes the number of a node: 18 digits, beyond what a float64 holds. The lock must be held.
func (s *Server) NewID() string {
	s.serial++
	return strconv.FormatUint(122_100_000_000_000_000+s.opts.Seed%1000*1_000_000_000_000+s.serial*1_000_003, 10)
}

// Opaque makes a text that nobody can guess and nobody takes for a real secret. The lock must be held.
func (s *Server) Opaque(kind string) string {
	s.serial++
	mac := hmac.New(sha256.New, []byte("simulated"))
	_, _ = fmt.Fprintf(mac, "%s %d %d", kind, s.opts.Seed, s.serial) // never fails
	return fmt.Sprintf("simulated-%s-%d-%s", kind, s.serial, hex.EncodeToString(mac.Sum(nil)[:8]))
}

// Put adds a node. The lock must be held.
func (s *Server) Put(t *Type, id string, data any) *Node {
	n := &Node{ID: id, Type: t, Data: data, Born: s.Now()}
	if t.Lags {
		n.missing = s.opts.Misses
	}
	s.nodes[id], s.types[id] = n, t
	return n
}

// Drop removes a node. The lock must be held.
func (s *Server) Drop(id string) { delete(s.nodes, id) }

// Node is a node by its id or alias; nil if there is none. The lock must be held.
func (s *Server) Node(id string) *Node {
	if n := s.nodes[id]; n != nil {
		return n
	}
	return s.nodes[s.aliases[id]]
}

// Alias lets a node be asked for by another name too. The lock must be held.
func (s *Server) Alias(alias, id string) { s.aliases[alias] = id }

// Obscure makes the next reads of a node fail as if it did not exist. The lock must be held.
func (s *Server) Obscure(id string, reads int) {
	if n := s.Node(id); n != nil {
		n.missing = reads
	}
}

// Age makes a node old enough for lists and reads. The lock must be held.
func (n *Node) Age() { n.Born, n.missing = time.Time{}, 0 }

// resolve finds what a path means. The lock is held.
func (s *Server) resolve(c *Call, id string) *Node {
	if id != "me" {
		return s.Node(id)
	}
	switch c.Token.Kind {
	case PageToken:
		return s.Node(c.Token.Asset)
	case AppToken:
		return s.Node(c.Token.App)
	default:
		return s.Node(c.Token.User)
	}
}

// trapped reports whether a trap that springs every n-th time does now. The lock is held.
func (s *Server) trapped(count *int, every int) bool {
	if every <= 0 {
		return false
	}
	*count++
	return *count%every == 0
}

// nextTrace makes a trace id. It needs no lock.
func (s *Server) nextTrace() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.trace++
	sum := sha256.Sum256([]byte(strconv.FormatUint(s.opts.Seed, 10) + "/" + strconv.FormatUint(s.trace, 10)))
	return "A" + hex.EncodeToString(sum[:11])
}

// fail answers with an error. It needs no lock.
func (s *Server) fail(w http.ResponseWriter, err error) {
	var e *Error
	if !errors.As(err, &e) {
		panic(fmt.Sprintf("graphtest: an operation failed: %v", err))
	}
	trace := s.nextTrace()
	body, encodeErr := encode(e.Body(trace))
	if encodeErr != nil {
		panic(encodeErr)
	}
	w.Header().Set("X-Fb-Trace-Id", trace)
	if e.Code == codeToken {
		w.Header().Set("WWW-Authenticate", `OAuth "Facebook Platform" "invalid_token" "`+strings.ReplaceAll(e.Message, `"`, "'")+`"`)
	}
	writeJSON(w, e.HTTPStatus(), body)
}

func writeJSON(w http.ResponseWriter, status int, body []byte) {
	w.Header().Set("Content-Type", "application/json; charset=UTF-8")
	w.Header().Set("Cache-Control", "private, no-cache, no-store, must-revalidate")
	w.WriteHeader(status)
	_, _ = w.Write(body) //nolint:gosec // JSON, and a client that has gone is no concern of the server
}

// writeObject answers 200 with an object.
func (s *Server) writeObject(w http.ResponseWriter, o Object) {
	body, err := encode(o)
	if err != nil {
		panic(err)
	}
	writeJSON(w, http.StatusOK, body)
}

// WaitIdle returns when all webhooks have been delivered that can be now, or with the error of ctx.
func (s *Server) WaitIdle(ctx context.Context) error { return s.waitHooks(ctx) }
