// Package mastodon runs an account on a Mastodon server, or on one that speaks its API: GoToSocial, Akkoma,
// Pleroma, Hometown, glitch-soc.
//
//	tokens := oauth2.StaticTokenSource(&oauth2.Token{AccessToken: os.Getenv("MASTODON_TOKEN")})
//	client, err := mastodon.New("mastodon.example", tokens, nil)
//	if err != nil {
//		return err
//	}
//	photo, err := social.MediaFile("garden.jpg")
//	if err != nil {
//		return err
//	}
//	photo.AltText = "The garden at noon"
//	post, err := client.Publish(ctx, &social.Draft{Text: "We are open again.", Media: []*social.Media{photo}})
//
// The methods that [github.com/relais-go/relais/social] names are portable; all others are Mastodon's own, with
// its own types and a link to its documentation. What has no method yet goes through [Client.Do].
//
// # Credentials
//
// Every server registers applications by itself: [Client.RegisterApp], then [Client.StartLogin] and
// [Client.Exchange] log an account in, with PKCE. For one's own account, the server's settings have
// "Development → New application", which shows a token. Tokens do not expire. The scopes that a community manager
// needs are [ManagerScopes]; a token with fewer is refused with [social.ErrPermission] where one is missing.
//
// # What is supported
//
//	capability   what it is on Mastodon
//	Publisher    post, thread, poll, images, video, audio, quote (4.5), content warning, scheduling
//	Editor       everything but visibility, reply target and quote; a poll keeps its votes
//	Listener     mentions, answers, private messages, shares, favourites, follows, quotes: stream and catch-up
//	Messenger    posts with visibility direct
//	Reactor      favourite, boost, bookmark
//	Moderator    mute, block, remove follower, domain block, report, revoke quote. Hiding or deleting what others
//	             write is not offered to ordinary accounts
//	Searcher     full text where the server has it, hashtags everywhere
//	Analyst      the counters of posts and accounts; there are no impressions, clicks or periods
//	Profiler     name, bio, fields, avatar, header
//
// # Publishing once
//
// A post whose answer was lost is looked for among the account's newest posts before anything is sent again, and
// on servers that honour Idempotency-Key the repeat carries the same key. When neither can tell, the error is
// [social.ErrUncertain] and carries a [social.Pending]. See [Client.Publish].
//
// # Limits
//
// Text is counted exactly as the server counts it: graphemes, 23 for every link, mentions without their domain
// (GoToSocial: code points as written). The limits come from the server and are cached for an hour. Requests are
// paced by the budgets that the server states: 300 calls in 5 minutes, 300 posts in 3 hours, 30 uploads and 30
// deletions in 30 minutes by default (https://docs.joinmastodon.org/api/rate-limits/).
//
// This package follows the documentation of Mastodon 4.6 (https://docs.joinmastodon.org) and works with servers
// from 3.5 on; what a server is too old for is [errors.ErrUnsupported].
package mastodon
