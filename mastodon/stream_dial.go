package mastodon

import (
	"context"
	"errors"
	"net/http"
	"net/url"
	"time"

	"github.com/relais-go/relais/internal/stream"
	"github.com/relais-go/relais/social"
)

// streamConn is one open connection.
type streamConn interface {
	// next waits for the next event. Its errors are *social.Error and final.
	next() (*StreamEvent, error)
	close()
}

// dialer opens connections to a server and remembers which way worked. It is not safe for concurrent use.
type dialer struct {
	c      *Client
	timing *timing
	works  *route
}

// route is a way to the streams of a server.
type route struct {
	origin    *url.URL
	websocket bool
}

// dial tries the ways that the server may offer until one works.
func (d *dialer) dial(ctx context.Context, topics []Topic) (streamConn, error) {
	if err := checkTopics(topics); err != nil {
		return nil, err
	}
	if d.works != nil {
		conn, err := d.try(ctx, *d.works, topics)
		if err != nil && lacksRoute(err) {
			d.works = nil // next time all of them are tried
		}
		return conn, err
	}
	routes, err := d.routes(ctx, len(topics))
	if err != nil {
		return nil, err
	}
	var first error
	for _, r := range routes {
		conn, err := d.try(ctx, r, topics)
		if err == nil {
			d.works = &r
			return conn, nil
		}
		if first == nil || lacksRoute(first) && !lacksRoute(err) {
			first = err
		}
		if ctx.Err() != nil || isRefusal(err) {
			return nil, err
		}
	}
	return nil, first
}

// routes lists the ways, the likeliest first. Mastodon has both; its relatives have WebSockets, and some of them
// nothing else. Only a WebSocket carries several topics.
func (d *dialer) routes(ctx context.Context, topics int) ([]route, error) {
	inst, err := d.c.server(ctx)
	if err != nil {
		return nil, err
	}
	own := d.c.rest.Base()
	origins := []*url.URL{own}
	if o := streamOrigin(own, inst.Configuration.URLs.Streaming); o != nil {
		origins = []*url.URL{o, own}
	}
	order := []bool{true, false}
	switch {
	case topics > 1:
		order = []bool{true}
	case inst.APIVersions.Mastodon > 0:
		order = []bool{false, true}
	}
	var routes []route
	for _, ws := range order {
		for _, o := range origins {
			routes = append(routes, route{o, ws})
		}
	}
	return routes, nil
}

// streamOrigin is the streaming host that the server's description of itself names; nil if that is no other than
// the server's own. A server that is reached without encryption is a test server behind its own name: the
// encrypted address that it believes to have does not exist. The other way round, the token is not sent without
// encryption to where the description was encrypted.
func streamOrigin(own *url.URL, advertised string) *url.URL {
	u, err := url.Parse(advertised)
	if err != nil || u.Host == "" || u.User != nil {
		return nil
	}
	o := &url.URL{Scheme: u.Scheme, Host: u.Host, Path: u.Path}
	switch u.Scheme {
	case "wss":
		o.Scheme = "https"
	case "ws":
		o.Scheme = "http"
	}
	if o.Scheme != own.Scheme || o.Host == own.Host {
		return nil
	}
	return o
}

// try opens one connection. Until it is open, silence is bounded by a deadline of the whole attempt.
func (d *dialer) try(ctx context.Context, r route, topics []Topic) (streamConn, error) {
	ctx, cancel := context.WithCancelCause(ctx)
	timer := time.AfterFunc(d.timing.connect, func() { cancel(stream.ErrSilent) })
	defer timer.Stop()
	open := openSSE
	if r.websocket {
		open = openWS
	}
	conn, err := open(ctx, cancel, d, r.origin, topics)
	if err != nil {
		if errors.Is(context.Cause(ctx), stream.ErrSilent) {
			err = broken("", stream.ErrSilent)
		}
		cancel(nil)
		return nil, err
	}
	return conn, nil
}

// broken is the error of a connection that ended, or could not be made for now.
func broken(message string, err error) *social.Error {
	return &social.Error{Network: network, Op: "stream", Kind: social.ErrUnavailable, Message: message, Err: err}
}

// noStream is the error of a server, or of something before it, that does not speak the protocol.
func noStream(status int, message string) *social.Error {
	return &social.Error{Network: network, Op: "stream", Kind: errors.ErrUnsupported, Status: status, Message: message}
}

// lacksRoute reports that there is no streaming to be had this way.
func lacksRoute(err error) bool { return isMissingRoute(err) }

// isRefusal reports that the server understood, and that no other way would change its mind.
func isRefusal(err error) bool {
	e, ok := errors.AsType[*social.Error](err)
	if !ok {
		return false
	}
	return errors.Is(err, social.ErrAuth) || errors.Is(err, social.ErrPermission) || errors.Is(err, social.ErrRateLimited) ||
		errors.Is(err, social.ErrInvalid) && e.Status == http.StatusBadRequest
}
