package simulator

import (
	"bufio"
	"net"
	"net/http"
	"sync/atomic"
)

// Reset breaks the connection of a request so that the client sees "connection reset by peer" and no
// answer. It must be the last thing a handler does with w. Where the connection cannot be taken over
// (HTTP/2) it aborts the handler, which ends the stream.
func Reset(w http.ResponseWriter) {
	conn, _, err := http.NewResponseController(w).Hijack()
	if err != nil {
		panic(http.ErrAbortHandler)
	}
	ResetConn(conn)
}

// ResetConn closes conn with a TCP reset. What has not been sent yet is thrown away.
func ResetConn(conn net.Conn) {
	if tcp, ok := conn.(*net.TCPConn); ok {
		// Without the linger option a close is the orderly one; there is nothing better to do.
		_ = tcp.SetLinger(0)
	}
	_ = conn.Close()
}

// A ConnCapture is a response writer that keeps a hand on the connection once it has been taken over,
// for protocols such as WebSocket whose library keeps the connection to itself.
type ConnCapture struct {
	http.ResponseWriter
	conn atomic.Pointer[mutableConn]
}

// CaptureConn wraps w.
func CaptureConn(w http.ResponseWriter) *ConnCapture { return &ConnCapture{ResponseWriter: w} }

// Hijack takes the connection over and remembers it.
func (c *ConnCapture) Hijack() (net.Conn, *bufio.ReadWriter, error) {
	conn, rw, err := http.NewResponseController(c.ResponseWriter).Hijack()
	if err != nil {
		return nil, nil, err
	}
	m := &mutableConn{Conn: conn}
	rw.Writer.Reset(m) // it writes past m otherwise
	c.conn.Store(m)
	return m, rw, nil
}

// Reset breaks the connection with a TCP reset. It does nothing before Hijack.
func (c *ConnCapture) Reset() {
	if m := c.conn.Load(); m != nil {
		ResetConn(m.Conn)
	}
}

// Mute throws away all that is written from now on; reading goes on. It does nothing before Hijack.
func (c *ConnCapture) Mute() {
	if m := c.conn.Load(); m != nil {
		m.muted.Store(true)
	}
}

type mutableConn struct {
	net.Conn
	muted atomic.Bool
}

func (m *mutableConn) Write(p []byte) (int, error) {
	if m.muted.Load() {
		return len(p), nil
	}
	return m.Conn.Write(p)
}
