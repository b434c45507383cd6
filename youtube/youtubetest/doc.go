// Package youtubetest is YouTube for tests, in process: an [http.Handler] with state that speaks the wire
// protocols of the Data API v3 (https://developers.google.com/youtube/v3), its uploads and live chats, the
// Analytics API v2 (https://developers.google.com/youtube/analytics), Google's OAuth 2.0 endpoints and the
// WebSub hub that tells about new videos. What is uploaded to it can be listed, changed, commented on,
// moderated and measured, and every request can be made to fail on demand.
//
//	srv := youtubetest.New(nil)
//	base, err := srv.Start() // "http://127.0.0.1:port", in place of all of Google's hosts
//	defer srv.Close()
//	acme := srv.CreateChannel("acme")
//	token := srv.Token(acme)
//	// … point a client at base with token, let it upload …
//	videos := srv.Videos(acme)
//
// The package imports neither testing nor the client of this module: it can be used by ordinary programs,
// and it proves the client because it shares nothing with it. Google's own Go client works with it too, by
// option.WithEndpoint.
//
// # Credentials
//
// [Server.Token] hands out access tokens of a channel, [Server.APIKey] API keys, which may come in the header
// X-Goog-Api-Key. The flow behind tokens is served too, under the paths of accounts.google.com and
// oauth2.googleapis.com: /o/oauth2/v2/auth, /token and /revoke. [Server.Consent] says who is logged in. A
// refresh token comes with the first consent if access_type=offline was asked for, later only with
// prompt=consent, and never with a renewal. Methods take the scopes that the discovery document names, and
// nothing else.
//
// # The audience
//
// Methods of [Server] such as [Server.Publish], [Server.Comment], [Server.Reply], [Server.Rate],
// [Server.Subscribe] and [Server.Chat] act as other people do in the apps. They panic if they are handed
// something that does not exist, because that is a mistake in the test.
//
// # Quota
//
// Three allowances are kept for each project and day, a day that ends at midnight in Los Angeles: a pool of
// units, calls of videos.insert, and calls of search.list. [Server.Quota] says what a run has used up,
// [Server.SetQuota] begins with less. Every request costs, one that is refused as invalid too.
//
// # Uploads
//
// Files come in one request, in multipart/related, or by the resumable protocol with all that it may do:
// chunks that are stored in part, connections that break ([Server.CutUploads]), sessions that end
// ([Server.ExpireSession]), answers that come again. Of a file only its size, its SHA-256 and its first bytes
// are kept, so that files of any size can be uploaded; caption tracks are kept whole. Every video that is
// uploaded is a minute long.
//
// # Time
//
// The server reads the time from [Options].Clock. With a [ManualClock] a test moves the time; scheduled
// videos are published by the next request or by [Server.Tick].
//
// # Faults and traps
//
// [Server.Faults] breaks requests: connections that are refused or cut before or after the request was
// executed, slow and malformed answers, server errors with the HTML page of a proxy, expired tokens;
// [BackendError], [RateLimited] and [Refusal] answer in YouTube's own words. [Options].Traps switches on
// oddities that have been seen in the field. Every request is on record in [Server.Requests].
//
// # What is missing
//
// Content owners and their parameters, cue points, links to other sites, groups of the Analytics API, batch
// requests, the Reporting API, and the gRPC form of the chat's stream answer 404 or are refused. Search knows
// words, not meaning, and ignores the filters by place, topic and length.
package youtubetest
