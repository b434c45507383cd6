// Package simulator is the skeleton that the wire-level network simulators of this module share: a
// request log, faults, rate-limit windows, an OAuth 2.0 server, a registry of open streams and a clock.
//
// A simulator of one network (for example mastodon/mastodontest) is an [http.Handler] with state. It
// hands that handler to [New]; the [Server] it gets back records every request, breaks those that a
// [Fault] names, and can be started on a loopback port by a test or by an ordinary program: the package
// does not import testing.
//
// What differs from network to network stays with the network: paths, bodies, header names, the text of
// errors. The skeleton therefore asks for functions where a network has its own way of saying something.
package simulator
