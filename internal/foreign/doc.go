// Package foreign holds no code: its tests let clients by other people work against the simulators of this module.
// What such a client meets at the network it has to meet there, too, and so these tests prove the simulators without
// the library.
//
//   - gomastodon: github.com/mattn/go-mastodon against mastodon/mastodontest.
//   - googleapi: Google's client of YouTube's Data and Analytics APIs (google.golang.org/api) against
//     youtube/youtubetest.
package foreign
