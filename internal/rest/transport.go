package rest

import (
	"errors"
	"net"
	"net/http"
	"time"
)

// newHTTP layers authentication and the watch for stalled connections over a transport. The layers hide
// CloseIdleConnections, which go-retryablehttp calls after every failure: the pool is shared.
func (c *Client) newHTTP(own *http.Client) *http.Client {
	h := *own
	h.Transport = newAuth(c.cfg.Auth, &watch{next: own.Transport})
	h.CheckRedirect = checkRedirect
	return &h
}

// plainHTTP is the caller's client, or one of our own with a pool for a busy program.
func plainHTTP(own *http.Client) *http.Client {
	h := &http.Client{}
	if own != nil {
		*h = *own
	}
	if h.Transport == nil {
		h.Transport = newTransport()
	}
	return h
}

// newTransport keeps its buffers small, as thousands of connections may stay open for streams. What is long does not
// pass through them: net/http reads and writes around a buffer that holds less than what there is.
func newTransport() *http.Transport {
	d := &net.Dialer{Timeout: 15 * time.Second, KeepAlive: 30 * time.Second}
	return &http.Transport{
		Proxy:                 http.ProxyFromEnvironment,
		DialContext:           d.DialContext,
		ForceAttemptHTTP2:     true,
		MaxIdleConns:          100,
		MaxIdleConnsPerHost:   32,
		IdleConnTimeout:       90 * time.Second,
		TLSHandshakeTimeout:   15 * time.Second,
		ExpectContinueTimeout: time.Second,
		WriteBufferSize:       1 << 10,
		ReadBufferSize:        4 << 10,
		// A connection that died in silence would else swallow one request after the other.
		HTTP2: &http.HTTP2Config{SendPingTimeout: 30 * time.Second, PingTimeout: 15 * time.Second},
	}
}

// maxRedirects is how many redirects of a read are followed.
const maxRedirects = 5

// Redirects that are not followed.
var (
	errCrossOrigin = errors.New("redirects to another origin, which is not followed; use that address as the base")
	errRedirects   = errors.New("redirects too often")
	errLocation    = errors.New("redirects to something that is no address")
)

// checkRedirect follows redirects of reads within one origin, and stops at all others.
func checkRedirect(req *http.Request, via []*http.Request) error {
	first := via[0]
	x := exchangeOf(req.Context())
	switch {
	case x != nil && req.Response != nil && x.accepts(req.Response.StatusCode):
		return http.ErrUseLastResponse // it means something else here
	case !isSameOrigin(req.URL, first.URL):
		return errCrossOrigin
	case first.Method != http.MethodGet && first.Method != http.MethodHead:
		return http.ErrUseLastResponse // a redirected write would lose its method or be sent twice
	case len(via) > maxRedirects:
		return errRedirects
	default:
		return nil
	}
}
