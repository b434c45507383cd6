// Package facebooktest is the Graph API of Facebook Pages for tests, in process: an [http.Handler] with state
// that speaks the wire protocol of https://developers.facebook.com/docs/pages-api. What is posted to it can be
// read back, commented on, moderated, measured, pushed by webhooks and rate limited, and every request can be
// made to fail on demand.
//
//	srv := facebooktest.New(nil)
//	base, err := srv.Start() // "http://127.0.0.1:port", in place of https://graph.facebook.com
//	defer srv.Close()
//	acme := srv.CreatePage("Acme")
//	token := srv.Token(acme)
//	// … point a client at base with token, let it post …
//	posted := srv.Posts(acme)
//
// The package imports neither testing nor the client of this module: it can be used by ordinary programs,
// and it proves the client because it shares nothing with it.
//
// # Hosts
//
// One address stands for all hosts: graph.facebook.com and graph-video.facebook.com are its root,
// rupload.facebook.com is /video-upload/ (the addresses in answers say so), and the login dialog of
// www.facebook.com is /{version}/dialog/oauth.
//
// # Credentials
//
// [Server.Token] hands out tokens of pages, [Server.UserToken] those of people and system users,
// [Server.AppToken] the app's own. They are taken from the Authorization header (Bearer or OAuth) or the
// parameter access_token, with appsecret_proof if it is sent or required ([Server.RequireProof]). The flows
// behind them are served too: the dialog ([Server.SetConsent] says who is logged in), the exchange of codes
// and of short-lived tokens, me/accounts, me/permissions, debug_token. Operations take the kinds of tokens,
// the permissions and the page tasks that the documentation names. [Server.EndToken] ends a token with any
// subcode of code 190.
//
// # The audience
//
// Methods such as [Server.Comment], [Server.React], [Server.Share], [Server.Tag], [Server.Review] and
// [Server.Message] act as people do on the site. They take handles that [Server.CreatePerson] makes; the ids
// under which a page sees people are its own ([Server.PSID]). They panic if they are handed something that
// does not exist, because that is a mistake in the test.
//
// # Time
//
// The server reads the time from [Options].Clock. Scheduled posts go out, videos are processed, photos and
// stories expire when their time has come on that clock; the next request, or [Server.Tick], makes it happen.
//
// # Webhooks
//
// Subscriptions of apps and pages are served with the handshake, and [Server.SubscribeWebhook] makes both at
// once. Deliveries are signed over their bytes, in which characters beyond ASCII and slashes are escaped as
// on the network. [Server.SetWebhookFaults], [Server.PauseWebhooks] and [Server.RetryWebhooks] repeat, lose,
// disorder and batch them.
//
// # Faults and traps
//
// [Server.Faults] breaks requests: connections that are refused or cut before or after the request was
// executed, slow and malformed answers, the HTML pages of a proxy. [Failing] and [FailingAfter] answer in the
// API's own words, the latter after the request was executed, as has been seen with codes 1 and 2.
// [Server.CutUploads] breaks uploads in the middle, [Server.Obscure] hides what exists, [Server.Throttle]
// refuses calls. [Options].Traps switches on oddities that have been seen in the field. Every request is on
// record in [Server.Requests].
//
// # Where the documentation is silent or contradicts itself
//
// The ends of the windows for scheduling are in [Options].Schedule, the subcode of a message outside of its
// window in [Options].Messages, the code of a page that has published too many reels in [Options].Video, the
// spelling of the bytes that were received and of finished phases in [Options].Traps. Removed parameters (date_format,
// debug, pretty, ids) are refused with code 100.
//
// # What is missing
//
// Advertising, live broadcasts, events, leads, commerce, groups, copyright and crossposting are not served,
// nor is what belongs to businesses. Lists of live videos and of advertisements are empty. Instagram has a
// simulator of its own.
package facebooktest
