// Package stream reads what servers push over connections that stay open: lines, server-sent events, and the
// signs of life between them. It knows nothing of a network.
//
// A consumer that does not read slows the sender down, since nothing is read ahead of it beyond one buffer. The
// [Watchdog] runs only while a read waits, so that a slow consumer is not mistaken for a dead server.
package stream
