package mastodontest

import (
	"fmt"
	"io"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/relais-go/relais/internal/simulator"
)

// StreamFaults break the delivery of events over streams that are healthy otherwise.
type StreamFaults struct {
	DuplicateEvery int // every n-th event arrives twice; 0 means never
	DropEvery      int // every n-th event is lost; 0 means never
}

// SetStreamFaults replaces the faults of streams.
func (s *Server) SetStreamFaults(f StreamFaults) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.streams = f
}

// streamNames that exist, and what they need.
func streamKnown(name string) bool {
	return slices.Contains([]string{
		"user", "user:notification", "public", "public:media", "public:local", "public:local:media",
		"public:remote", "public:remote:media", "hashtag", "hashtag:local", "list", "direct",
	}, name)
}

// streamToken checks the token of a stream as streaming/index.js does: always a user's, with a scope for
// all streams that are not public.
func (s *Server) streamToken(value, stream string) (*simulator.Token, *account, error) {
	if value == "" {
		return nil, nil, fail(http.StatusUnauthorized, "Missing access token")
	}
	t, ok := s.oauth.Lookup(value)
	if !ok || t.Subject == "" {
		return nil, nil, fail(http.StatusUnauthorized, "Invalid access token")
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	me := s.accounts[t.Subject]
	if me == nil || me.disabled {
		return nil, nil, fail(http.StatusUnauthorized, "Invalid access token")
	}
	return t, me, s.streamScope(t, stream)
}

func (s *Server) streamScope(t *simulator.Token, stream string) error {
	scope := "read:statuses"
	switch {
	case s.opts.Flavour == GoToSocial:
		scope = "read"
	case strings.HasPrefix(stream, "public") || strings.HasPrefix(stream, "hashtag"):
		return nil
	case stream == "user:notification":
		scope = "read:notifications"
	}
	if !t.Allows(scope) {
		return fail(http.StatusUnauthorized, "Access token does not have the required scopes")
	}
	return nil
}

// subscriptionOf checks the parameters of a stream.
func (s *Server) subscriptionOf(me *account, stream, tag, list string, onlyMedia bool) (subscription, error) {
	sub := subscription{stream: stream, onlyMedia: onlyMedia || strings.HasSuffix(stream, ":media")}
	if !streamKnown(stream) {
		return sub, fail(http.StatusBadRequest, "Unknown channel requested")
	}
	switch stream {
	case "hashtag", "hashtag:local":
		if tag == "" {
			return sub, fail(http.StatusBadRequest, "Missing tag name parameter")
		}
		sub.arg = strings.ToLower(tag)
	case "list":
		s.mu.Lock()
		found := s.lists[list]
		s.mu.Unlock()
		if found == nil || found.owner != me {
			return sub, fail(http.StatusBadRequest, "Not authorized to stream this list")
		}
		sub.arg = list
	}
	return sub, nil
}

func (s *Server) streamHealth(w http.ResponseWriter, _ *http.Request) {
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	_, _ = io.WriteString(w, "OK")
}

// serveSSE answers GET /api/v1/streaming/… with an event stream.
func (s *Server) serveSSE(w http.ResponseWriter, r *http.Request) {
	if s.opts.NoSSE {
		writeError(w, fail(http.StatusNotFound, "Not Found"))
		return
	}
	stream := strings.ReplaceAll(strings.TrimPrefix(r.URL.Path, "/api/v1/streaming/"), "/", ":")
	t, me, err := s.streamToken(simulator.BearerToken(r), stream)
	if err != nil {
		writeError(w, err)
		return
	}
	q := params{}
	q.addForm(r.URL.Query())
	sub, err := s.subscriptionOf(me, stream, q.str("tag"), q.str("list"), q.isTrue("only_media"))
	if err != nil {
		writeError(w, err)
		return
	}
	l := &listener{account: me, token: t}
	s.hub.add(l)
	defer s.hub.remove(l)
	l.subscribe(sub)
	control := http.NewResponseController(w)
	// Once the headers are out the client counts on the stream, which therefore stands already.
	open := s.sim.Streams().Open(t.Value, func(mode DisconnectMode) {
		if mode == CloseReset {
			_ = control.SetWriteDeadline(time.Now())
		}
	})
	defer open.Close()
	w.Header().Set("Content-Type", "text/event-stream")
	w.Header().Set("Cache-Control", "private, no-store")
	w.WriteHeader(http.StatusOK)
	if _, err := io.WriteString(w, ":)\n"); err == nil && control.Flush() == nil {
		s.pumpSSE(w, r, l, open)
	}
	if open.Ended() {
		s.endSSE(w, r, open)
	}
}

// pumpSSE writes events and heartbeats until the stream ends.
func (s *Server) pumpSSE(w http.ResponseWriter, r *http.Request, l *listener, open *simulator.Stream) {
	control := http.NewResponseController(w)
	heartbeat := time.NewTicker(s.opts.Heartbeat)
	defer heartbeat.Stop()
	for {
		var err error
		select {
		case <-open.Done():
			return
		case <-r.Context().Done():
			return
		case <-heartbeat.C:
			if open.Ended() {
				return
			}
			_, err = io.WriteString(w, ":thump\n")
		case <-l.signal:
			for _, e := range l.take() {
				payload := "undefined" // what the server's JavaScript makes of a missing payload
				if e.payload != nil {
					payload = *e.payload
				}
				if open.Ended() {
					return
				}
				if _, err = fmt.Fprintf(w, "event: %s\ndata: %s\n\n", e.name, payload); err != nil {
					return
				}
			}
		}
		if err != nil || control.Flush() != nil {
			return
		}
	}
}

func (s *Server) endSSE(w http.ResponseWriter, r *http.Request, open *simulator.Stream) {
	switch open.Mode() {
	case CloseReset:
		simulator.Reset(w)
	case Stall:
		<-r.Context().Done()
	case CloseClean:
	}
}
