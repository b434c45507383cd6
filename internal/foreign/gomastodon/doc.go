// Package gomastodon holds no code: its tests let github.com/mattn/go-mastodon, a client by other people, work against
// mastodon/mastodontest. What that client meets on a Mastodon server it has to meet there, too.
package gomastodon
