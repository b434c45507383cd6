// Package rest is the one path of every request that relais sends:
//
//	build → budget → send → drain and close → classify → retry or report → decode once
//
// It runs on go-retryablehttp, with policies of its own: what may be repeated is decided by the class of the
// operation ([Class]) and by how far it got ([Phase]), never by the HTTP method. Writes that must happen once
// go through [Once]; lists go through [Pages]; files are streamed by [Multipart] and [File].
//
// Tokens travel in the Authorization header only and never to another origin than the request's own.
package rest
