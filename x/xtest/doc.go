// Package xtest is the API of X for tests, in process: an [http.Handler] with state that speaks the wire
// protocol of https://docs.x.com/x-api. What is posted to it can be read back, answered, edited, searched,
// streamed, rate limited and billed, and every request can be made to fail on demand.
//
//	srv := xtest.New(nil)
//	base, err := srv.Start() // "http://127.0.0.1:port", in place of https://api.x.com
//	defer srv.Close()
//	acme := srv.CreateUser("acme")
//	token := srv.Token(acme)
//	// … point a client at base with token, let it post …
//	posted := srv.Posts(acme)
//
// The package imports neither testing nor the client of this module: it can be used by ordinary programs,
// and it proves the client because it shares nothing with it.
//
// # Credentials
//
// [Server.Token] hands out OAuth 2.0 user tokens, [Server.AppToken] the app's bearer token, [Server.OAuth1]
// OAuth 1.0a credentials whose signatures are checked. The flows behind them are served too: authorization
// code with PKCE, refresh tokens that work once (using one again ends the whole grant), revocation, the
// three-legged flow of OAuth 1.0a. [Server.Consent] says who is logged in. Operations take the kinds of
// credentials and the scopes that the documentation names, and nothing else.
//
// # The audience
//
// Methods of [Server] such as [Server.Post], [Server.Reply], [Server.Like], [Server.Follow] and [Server.DM]
// act as other people do in the apps, without the restrictions of API clients. They panic if they are
// handed something that does not exist, because that is a mistake in the test.
//
// # Plans and money
//
// [Options].Plan is pay-per-use by default, with all that it refuses: likes, follows, quote posts, replies
// to authors who did not mention the replier, recovery of streams. Everything is billed by
// [Options].Prices: [Server.Billing] says what a run has cost, [Server.SetCredit] makes the credit end.
//
// # Two dialects
//
// Answers use tweet.* names, or post.* names if the parameters of the request do (post.fields, expansions
// such as referenced_posts). The answer to a new post, streams and events always use tweet.* names.
//
// # Text
//
// As on the network, links in texts become https://t.co links of 23 characters whose targets are in
// entities, attachments and quotes add one, "&", "<" and ">" are escaped, a reply begins with the mentions
// of its conversation, and the text of a long post is cut, with the whole in note_tweet.
//
// # Time
//
// The server reads the time from [Options].Clock. With a [ManualClock] a test moves the time.
//
// # Faults and traps
//
// [Server.Faults] breaks requests: connections that are refused or cut before or after the request was
// executed, slow and malformed answers, server errors with the HTML page of a proxy, expired tokens.
// [Server.DisconnectStreams], [Server.EndStreams] and [Server.SetStreamFaults] do the same for streams.
// [Options].Traps switches on oddities that have been seen in the field. Every request is on record in
// [Server.Requests].
//
// # What is missing
//
// Chat (encrypted messages), broadcasts, spaces, communities, community notes, news, trends, compliance,
// the firehose and sample streams, the deprecated account activity API and filtered-stream webhooks answer
// 404. Of the search operators, those about geography and context annotations match nothing.
package xtest
