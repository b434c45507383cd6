// Package mastodontest is a Mastodon server for tests, in process: an [http.Handler] with state that
// speaks the wire protocol of https://docs.joinmastodon.org. What is posted to it can be read back, edited,
// answered, streamed and rate limited, and every request can be made to fail on demand.
//
//	srv := mastodontest.New(nil)
//	base, err := srv.Start() // "http://127.0.0.1:port"
//	defer srv.Close()
//	alice := srv.CreateAccount("alice")
//	token := srv.Token(alice, "read", "write")
//	// … point a client at base with token, let it post …
//	posted := srv.Statuses(alice)
//
// The package imports neither testing nor the client of this module: it can be used by ordinary programs,
// and it proves the client because it shares nothing with it.
//
// # The audience
//
// Methods of [Server] such as [Server.Post], [Server.Favourite], [Server.Boost] and [Server.Follow] act
// as other people: mentions, replies and follows arrive as notifications and on the streams, as on a real
// server. They panic if they are handed something that does not exist, because that is a mistake in the
// test.
//
// # Time
//
// The server reads the time from [Options].Clock. With a [ManualClock] a test moves the time and calls
// [Server.PublishDue]; every request also publishes what has come due.
//
// # Faults
//
// [Server.Faults] breaks requests: connections that are refused or cut before or after the request was
// executed, slow and malformed answers, server errors, expired tokens. [Server.DisconnectStreams] and
// [Server.SetStreamFaults] do the same for streams. Every request is on record in [Server.Requests].
//
// # Flavours
//
// [Options].Flavour makes the server speak as an old Mastodon or as GoToSocial, which differ in what
// they offer, in limits, ids, error codes and streaming; see [Flavour].
package mastodontest
