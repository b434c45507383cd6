package mastodontest

import (
	"context"
	"encoding/json"
	"net/http"
	"strings"
	"time"

	"github.com/coder/websocket"

	"github.com/relais-go/relais/internal/simulator"
)

// serveWebSocket answers GET /api/v1/streaming when it asks for an upgrade. A plain GET has nothing to
// find here.
func (s *Server) serveWebSocket(w http.ResponseWriter, r *http.Request) {
	if !strings.EqualFold(r.Header.Get("Upgrade"), "websocket") {
		writeError(w, fail(http.StatusNotFound, "Not Found"))
		return
	}
	protocol := r.Header.Get("Sec-WebSocket-Protocol")
	value := simulator.BearerToken(r)
	if value == "" {
		value = protocol
	}
	q := r.URL.Query()
	t, me, err := s.streamToken(value, q.Get("stream"))
	if err != nil {
		w.Header().Set("X-Error-Message", asAPIError(err).message())
		w.WriteHeader(http.StatusUnauthorized)
		return
	}
	l := &listener{account: me, token: t}
	s.hub.add(l)
	defer s.hub.remove(l)
	var refused error
	if q.Has("stream") {
		// Before the handshake is answered: the client counts on the stream from then on.
		var sub subscription
		if sub, refused = s.subscriptionOf(me, q.Get("stream"), q.Get("tag"), q.Get("list"), false); refused == nil {
			l.subscribe(sub)
		}
	}
	capture := simulator.CaptureConn(w)
	opts := &websocket.AcceptOptions{InsecureSkipVerify: true, CompressionMode: websocket.CompressionDisabled}
	if protocol != "" {
		opts.Subprotocols = []string{protocol}
	}
	open := s.sim.Streams().Open(t.Value, func(mode DisconnectMode) {
		switch mode {
		case CloseReset:
			capture.Reset()
		case Stall:
			capture.Mute()
		case CloseClean:
		}
	})
	defer open.Close()
	conn, err := websocket.Accept(capture, r, opts)
	if err != nil {
		return // the answer has been written
	}
	session := &socket{s: s, l: l, conn: conn, open: open, capture: capture}
	session.run(r.Context(), refused)
}

// A socket is one open WebSocket.
type socket struct {
	s       *Server
	l       *listener
	conn    *websocket.Conn
	open    *simulator.Stream
	capture *simulator.ConnCapture
}

func (k *socket) run(ctx context.Context, refused error) {
	defer func() { _ = k.conn.CloseNow() }()
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	reading := make(chan struct{})
	go func() {
		defer close(reading)
		k.read(ctx)
	}()
	pings, stopPings := context.WithCancel(ctx)
	go k.ping(pings)
	defer stopPings()
	if refused != nil {
		k.complain(ctx, refused)
	}
	k.write(ctx, reading)
	if !k.open.Ended() {
		return
	}
	switch k.open.Mode() {
	case CloseReset:
		k.capture.Reset() // again, in case the connection was taken over only after the first time
	case Stall:
		stopPings()
		k.capture.Mute()
		<-reading
	case CloseClean:
		_ = k.conn.Close(websocket.StatusGoingAway, "")
	}
}

// write sends events until the stream or the connection ends.
func (k *socket) write(ctx context.Context, reading <-chan struct{}) {
	for {
		select {
		case <-k.open.Done():
			return
		case <-reading:
			return
		case <-k.l.signal:
		}
		for _, e := range k.l.take() {
			if k.open.Ended() || k.conn.Write(ctx, websocket.MessageText, k.s.frame(e)) != nil {
				return
			}
		}
	}
}

// frame is an event as WebSocket text: the payload is JSON inside a string.
func (s *Server) frame(e event) []byte {
	o := object{"stream": e.sub.names(), "event": e.name}
	if s.opts.Flavour == GoToSocial {
		o["stream"] = []string{strings.Join(e.sub.names(), ":")}
		o["payload"] = ""
	}
	if e.payload != nil {
		o["payload"] = *e.payload
	}
	data, err := encode(o)
	if err != nil {
		return []byte("{}")
	}
	return data
}

// ping asks for a sign of life as often as the options say, and drops a client that gives none.
func (k *socket) ping(ctx context.Context) {
	ticker := time.NewTicker(k.s.opts.Ping)
	defer ticker.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-ticker.C:
		}
		// A ping that is cut short would take the connection with it, which a stall must leave open.
		wait, cancel := context.WithTimeout(context.WithoutCancel(ctx), k.s.opts.Ping)
		err := k.conn.Ping(wait)
		cancel()
		if err != nil && ctx.Err() == nil {
			_ = k.conn.CloseNow()
			return
		}
	}
}

// read serves subscribe and unsubscribe.
func (k *socket) read(ctx context.Context) {
	for {
		kind, data, err := k.conn.Read(ctx)
		if err != nil {
			return
		}
		if kind == websocket.MessageBinary {
			_ = k.conn.Close(websocket.StatusUnsupportedData, "The streaming server does not support binary messages")
			return
		}
		var message struct {
			Type   string `json:"type"`
			Stream string `json:"stream"`
			Tag    string `json:"tag"`
			List   string `json:"list"`
		}
		if json.Unmarshal(data, &message) != nil {
			continue
		}
		if err := k.control(message.Type, message.Stream, message.Tag, message.List); err != nil {
			k.complain(ctx, err)
		}
	}
}

func (k *socket) control(action, stream, tag, list string) error {
	s := k.s
	if s.opts.Flavour == GoToSocial && stream == "user:notification" {
		return nil // understood in the query only, and ignored silently here
	}
	sub, err := s.subscriptionOf(k.l.account, stream, tag, list, false)
	if err != nil {
		if s.opts.Flavour == GoToSocial {
			return nil
		}
		return err
	}
	switch action {
	case "subscribe":
		if err := s.streamScope(k.l.token, stream); err != nil {
			return err
		}
		k.l.subscribe(sub)
	case "unsubscribe":
		k.l.unsubscribe(sub)
	}
	return nil
}

// complain sends an error, which is a message without an event.
func (k *socket) complain(ctx context.Context, err error) {
	api := asAPIError(err)
	if data, err := encode(object{"error": api.message(), "status": api.status}); err == nil {
		_ = k.conn.Write(ctx, websocket.MessageText, data)
	}
}
