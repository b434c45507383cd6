package xtest

import (
	"io"
	"net/http"
	"strconv"
	"time"

	"github.com/relais-go/relais/internal/simulator"
)

// serveStream answers a stream: refusals first, then lines until it ends.
func serveStream(endpoint string) func(*call) {
	return func(c *call) {
		s := c.srv
		since, failure := c.recovery()
		if failure == nil && endpoint == filteredStream {
			s.mu.Lock()
			if len(s.rules[c.app]) == 0 {
				failure = problem(http.StatusConflict, streamingConnection, "ConnectionException",
					"You must define at least one rule before connecting to the stream.").with(object{"connection_issue": "RuleConfigurationIssue"})
			}
			s.mu.Unlock()
		}
		limit := s.opts.Stream.Connections
		if endpoint == activityStream {
			limit = 2
		}
		sc := &streamConn{
			id: newUUID(), endpoint: endpoint, app: c.app, ip: clientIP(c.r.RemoteAddr), connected: s.now(), call: c,
			signal: make(chan struct{}, 1),
		}
		if failure == nil && !s.admit(c.r.Context(), sc, limit) {
			failure = problem(http.StatusTooManyRequests, streamingConnection, "ConnectionException",
				"This stream is currently at the maximum allowed connection limit.").with(object{"connection_issue": "TooManyConnections"})
		}
		if failure != nil {
			s.writeError(c.w, failure)
			return
		}
		s.runStream(c, sc, since)
	}
}

// recovery reads from when on missed events are wanted; zero means none.
func (c *call) recovery() (time.Time, *apiError) {
	s := c.srv
	var since time.Time
	if value := c.query.Get("backfill_minutes"); value != "" {
		n, err := strconv.Atoi(value)
		if err != nil || n < 0 || n > 5 {
			return since, badParameter("backfill_minutes", value, "The `backfill_minutes` query parameter value ["+value+"] is not between 0 and 5")
		}
		if n > 0 {
			since = s.now().Add(-time.Duration(n) * time.Minute)
		}
	}
	if value := c.query.Get("start_time"); value != "" {
		t, err := time.Parse(time.RFC3339, value)
		if err != nil || t.Before(s.now().Add(-24*time.Hour)) {
			return since, badParameter("start_time", value, "Invalid 'start_time':'"+value+"'. 'start_time' must be within the last 24 hours")
		}
		since = t
	}
	if !since.IsZero() && s.opts.Plan != Enterprise {
		return since, notEnrolled("Backfill and recovery are only available on the Enterprise plan.")
	}
	return since, nil
}

func (s *Server) runStream(c *call, sc *streamConn, since time.Time) {
	w := c.w
	control := http.NewResponseController(w)
	s.mu.Lock()
	// Once the headers are out the client counts on the stream, which therefore stands already.
	open := s.sim.Streams().Open(sc.id, func(mode simulator.DisconnectMode) {
		if mode == simulator.CloseReset {
			_ = control.SetWriteDeadline(time.Now())
		}
	})
	s.hub.mu.Lock()
	sc.open = open
	s.hub.mu.Unlock()
	if !since.IsZero() {
		s.backfill(sc, since)
	}
	s.mu.Unlock()
	defer open.Close()
	defer s.leave(sc, "") // a fault may end the handler anywhere below
	w.Header().Set("Content-Type", "application/json; charset=utf-8")
	w.WriteHeader(http.StatusOK)
	if control.Flush() == nil {
		s.pump(c, sc, open)
	}
	select {
	case <-open.Done():
		s.leave(sc, "server_disconnect")
		s.endStream(w, c.r, open)
	default:
	}
}

// backfill queues what was missed; the server is locked.
func (s *Server) backfill(sc *streamConn, since time.Time) {
	if sc.endpoint == filteredStream {
		for _, p := range s.order {
			if !p.created.Before(since) && !p.deleted && !p.author.Protected && !p.nullcast {
				s.pushTo(sc, p)
			}
		}
		return
	}
	for _, d := range s.history {
		if !d.at.Before(since) && d.app == sc.app {
			s.enqueue(sc, d.body)
		}
	}
}

// pushPost sends a new post to the filtered streams; the server is locked.
func (s *Server) pushPost(p *post) {
	for _, sc := range s.listeners(filteredStream) {
		s.pushTo(sc, p)
	}
}

func (s *Server) pushTo(sc *streamConn, p *post) {
	rules := s.matching(sc.app, p)
	if len(rules) == 0 {
		return
	}
	c := sc.call
	c.errs = nil
	if c.view == nil {
		c.view = s.viewOf(c)
		c.view.renamed = false // streams use the old names
	}
	in := newIncludes()
	body := object{"data": c.postJSON(p, in), "matching_rules": rules}
	if members := in.json(c.view); members != nil {
		body["includes"] = members
	}
	if len(c.errs) > 0 {
		body["errors"] = c.errs
	}
	line, err := s.encode(body)
	if err != nil {
		return
	}
	c.charge(PostRead, p.idText())
	s.settle(c)
	s.enqueue(sc, string(line))
}

// pump writes lines and keep-alives until the stream ends.
func (s *Server) pump(c *call, sc *streamConn, open *simulator.Stream) {
	control := http.NewResponseController(c.w)
	keepAlive := time.NewTicker(s.opts.Stream.KeepAlive)
	defer keepAlive.Stop()
	for {
		var err error
		last := false
		select {
		case <-open.Done():
			return
		case <-c.r.Context().Done():
			return
		case <-keepAlive.C:
			_, err = io.WriteString(c.w, "\r\n")
		case <-sc.signal:
			var lines []string
			lines, last = s.take(sc)
			for _, line := range lines {
				if _, err = io.WriteString(c.w, line+"\r\n"); err != nil {
					return
				}
			}
		}
		if err != nil || control.Flush() != nil || last {
			return
		}
	}
}

func (s *Server) endStream(w http.ResponseWriter, r *http.Request, open *simulator.Stream) {
	switch open.Mode() {
	case CloseReset:
		simulator.Reset(w)
	case Stall:
		<-r.Context().Done()
	case CloseClean:
	}
}
