package mastodon

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"net/url"
	"slices"
	"strconv"

	"github.com/coder/websocket"

	"github.com/relais-go/relais/internal/rest"
	"github.com/relais-go/relais/internal/scalar"
	"github.com/relais-go/relais/internal/stream"
	"github.com/relais-go/relais/social"
)

// wsConn is a WebSocket with any number of topics.
type wsConn struct {
	ctx    context.Context //nolint:containedctx // belongs to this one connection, as with net/http's requests
	cancel context.CancelCauseFunc
	conn   *websocket.Conn
	dog    *stream.Watchdog
	buf    bytes.Buffer
}

// openWS opens a connection and subscribes to the topics. ctx lives as long as the connection.
func openWS(ctx context.Context, cancel context.CancelCauseFunc, d *dialer, origin *url.URL, topics []Topic) (streamConn, error) {
	topics = inQueryFirst(topics)
	w := &wsConn{ctx: ctx, cancel: cancel}
	w.dog = stream.NewWatchdog(d.timing.wsSilence, func() { cancel(stream.ErrSilent) })
	w.dog.Probe(d.timing.wsProbe, w.ping)
	r := &rest.Request{
		Op: "stream", Path: rest.Path("api", "v1", "streaming"), Query: wsQuery(topics[0]),
		Base: origin, Priority: social.PriorityPoll,
	}
	err := d.c.rest.Connect(ctx, r, func(ctx context.Context, h *http.Client, u *url.URL) error {
		return w.handshake(ctx, h, u, d.c.rest.Options().UserAgent)
	})
	if err != nil {
		return nil, err
	}
	for _, t := range topics[1:] {
		if err := w.subscribe(t); err != nil {
			w.close()
			return nil, err
		}
	}
	return w, nil
}

// inQueryFirst puts the topic that GoToSocial takes only from the address to the front.
func inQueryFirst(topics []Topic) []Topic {
	i := slices.Index(topics, TopicUserNotification)
	if i <= 0 {
		return topics
	}
	own := slices.Clone(topics)
	own[0], own[i] = own[i], own[0]
	return own
}

func wsQuery(t Topic) url.Values {
	name, q := t.split()
	q.Set("stream", name)
	return q
}

// handshake opens the connection. The token is added by the client that it is given.
//
//nolint:bodyclose // the body of a failed handshake is in memory, that of another is the connection
func (w *wsConn) handshake(ctx context.Context, h *http.Client, u *url.URL, userAgent string) error {
	conn, resp, err := websocket.Dial(ctx, u.String(), &websocket.DialOptions{
		HTTPClient: h,
		HTTPHeader: http.Header{"User-Agent": {userAgent}},
		OnPingReceived: func(context.Context, []byte) bool {
			w.dog.Touch()
			return true
		},
		OnPongReceived: func(context.Context, []byte) { w.dog.Touch() },
	})
	if err != nil {
		return handshakeError(resp, err)
	}
	conn.SetReadLimit(maxStreamEvent)
	w.conn = conn
	return nil
}

// handshakeError reads why there is no WebSocket. The answer has no body; Mastodon's has the reason in a header.
func handshakeError(resp *http.Response, err error) error {
	if resp == nil {
		if e, ok := errors.AsType[*social.Error](err); ok { // no token to be had
			return e
		}
		if e, ok := errors.AsType[*url.Error](err); ok {
			err = e.Err // its text shows the whole address
		}
		return broken("", err)
	}
	a := &rest.Answer{Status: resp.StatusCode, Header: resp.Header}
	if resp.Body != nil {
		a.Body, _ = io.ReadAll(resp.Body) // in memory already, and short
	}
	e := classify(a)
	e.Network, e.Op, e.Status = network, "stream", resp.StatusCode
	if e.Message == "" {
		e.Message = rest.Clip(resp.Header.Get("X-Error-Message"))
	}
	switch {
	case errors.Is(e, social.ErrAuth), errors.Is(e, social.ErrPermission), errors.Is(e, social.ErrRateLimited), errors.Is(e, social.ErrUnavailable):
		return e
	default: // a server or proxy that does not know WebSockets answers in many ways
		return noStream(resp.StatusCode, "no WebSocket here")
	}
}

// subscribe adds a topic. The server does not confirm it; it complains if it does not like it.
func (w *wsConn) subscribe(t Topic) error {
	name, q := t.split()
	message := map[string]string{"type": "subscribe", "stream": name}
	for k := range q {
		message[k] = q.Get(k)
	}
	data, err := json.Marshal(message)
	if err != nil {
		return broken("", err)
	}
	if err := w.conn.Write(w.ctx, websocket.MessageText, data); err != nil {
		return w.failure(err)
	}
	return nil
}

// ping asks for a sign of life. The answer is seen by OnPongReceived; if none comes the watchdog acts.
func (w *wsConn) ping() { _ = w.conn.Ping(w.ctx) }

// wsMessage is a message as it is on the wire.
type wsMessage struct {
	Stream  streamNames     `json:"stream"`
	Event   StreamEventType `json:"event"`
	Payload StreamPayload   `json:"payload"`
	Error   string          `json:"error"`
	Status  Int             `json:"status"`
}

// streamNames is a list, or before Mastodon 3.3 a single name.
type streamNames []string

// UnmarshalJSON accepts a list of strings or a string; anything else is ignored.
func (n *streamNames) UnmarshalJSON(b []byte) error {
	if s, ok := scalar.Text(b); ok {
		*n = streamNames{s}
		return nil
	}
	var list []string
	if err := rest.Decode(b, &list); err == nil {
		*n = list
	}
	return nil
}

func (w *wsConn) next() (*StreamEvent, error) {
	for {
		kind, err := w.read()
		if err != nil {
			return nil, w.failure(err)
		}
		if kind != websocket.MessageText || len(bytes.TrimSpace(w.buf.Bytes())) == 0 {
			continue // not of this protocol
		}
		return parseWS(w.buf.Bytes())
	}
}

// parseWS reads one message. The usual form is tried first: it needs half the time.
func parseWS(data []byte) (*StreamEvent, error) {
	var usual struct {
		Stream  []string        `json:"stream"`
		Event   StreamEventType `json:"event"`
		Payload string          `json:"payload"`
	}
	if err := rest.Decode(data, &usual); err == nil && usual.Event != "" {
		return &StreamEvent{Stream: usual.Stream, Event: usual.Event, Payload: StreamPayload(usual.Payload)}, nil
	}
	var m wsMessage
	if err := rest.Decode(data, &m); err != nil {
		return nil, broken("a message cannot be read", err)
	}
	if m.Event == "" && m.Error != "" {
		return nil, complaint(&m)
	}
	return &StreamEvent{Stream: m.Stream, Event: m.Event, Payload: m.Payload}, nil
}

// read reads one message into the buffer. Each piece of a long one is a sign of life.
func (w *wsConn) read() (websocket.MessageType, error) {
	w.dog.Arm()
	defer w.dog.Disarm()
	kind, r, err := w.conn.Reader(w.ctx)
	if err != nil {
		return 0, err
	}
	w.buf.Reset()
	_, err = w.buf.ReadFrom(touching{w.dog, r})
	return kind, err
}

type touching struct {
	dog *stream.Watchdog
	r   io.Reader
}

func (t touching) Read(p []byte) (int, error) {
	n, err := t.r.Read(p)
	t.dog.Touch()
	return n, err
}

// complaint is the error that a message without an event reports, such as a subscription that was refused.
func complaint(m *wsMessage) *social.Error {
	e := &social.Error{Network: network, Op: "stream", Kind: kindOf(int(m.Status)), Status: int(m.Status), Message: rest.Clip(m.Error)}
	if e.Kind == nil {
		e.Kind = social.ErrUnavailable
	}
	return e
}

// failure is the error of a connection that ended.
func (w *wsConn) failure(err error) *social.Error {
	if w.dog.Bitten() {
		return broken("", stream.ErrSilent)
	}
	if errors.Is(err, websocket.ErrMessageTooBig) {
		return broken("a message is longer than "+strconv.Itoa(maxStreamEvent>>20)+" MiB", err)
	}
	if code := websocket.CloseStatus(err); code != -1 {
		e := broken("the server ended the stream", err)
		e.Code = strconv.Itoa(int(code))
		return e
	}
	return broken("", err)
}

func (w *wsConn) close() {
	w.dog.Stop()
	w.cancel(nil)
	_ = w.conn.CloseNow() // a closing handshake would wait for the server
}
