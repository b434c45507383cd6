// Package linkedintest is the API of LinkedIn for tests, in process: an [http.Handler] with state that speaks the
// wire protocol of https://learn.microsoft.com/en-us/linkedin/marketing/community-management. What is posted to
// it can be read back, commented on, reacted to, mentioned in, measured and throttled, and every request can be
// made to fail on demand.
//
//	srv := linkedintest.New(nil)
//	err := srv.Start()
//	defer srv.Close()
//	ann := srv.CreateMember("Ann", "Lee")
//	acme := srv.CreateOrganization("ACME", ann)
//	token := srv.Token(ann)
//	// … point a client at srv.URL() with token, let it post for acme …
//	posted := srv.Posts(acme)
//
// The package imports neither testing nor the client of this module: it can be used by ordinary programs, and
// it proves the client because it shares nothing with it.
//
// # Hosts
//
// [Server.URL] stands in place of https://api.linkedin.com and [Server.WebURL] in place of
// https://www.linkedin.com, where members log in and to which files are uploaded. Mounted as a handler the server
// serves both from one address.
//
// # Names
//
// Members, Pages, posts, comments and files have URNs, such as urn:li:person:zLqTygBP8S, and all methods take and
// return these. A post has two: its own, of kind share or ugcPost, and that of its activity, in which comments and
// notifications speak of it. [ID] is the last part of a URN.
//
// # Credentials
//
// [Server.Token] hands out tokens of an application with Community Management, [Server.ShareToken] those of a
// self-serve one, with which one can post for a member and do little else. [Server.RegisterApp] makes others, such
// as one of the Development tier. The login behind the tokens is served at /oauth/v2/authorization,
// /oauth/v2/accessToken, /oauth/v2/introspectToken and /oauth/v2/revoke; [Server.Consent] says who is in front of
// the page. Consent to other scopes invalidates earlier tokens, and renewing never extends the year of a refresh
// token. Operations need the scopes and the role on the Page that the documentation names; comments and reactions
// need those that end in _feed.
//
// # Protocol
//
// Requests must have the header LinkedIn-Version, and keys and parameters in the notation of Rest.li: with the header
// X-RestLi-Protocol-Version 2.0.0 a URN that is not percent-encoded is a syntax error. Without it the protocol is 1.0.0,
// of which keys and parameters are known that are plain texts. Parameters and members of bodies that the operation does
// not know are refused, and so are members that are null. Long queries can be tunnelled.
//
// # Text
//
// A commentary is read as little text: a reserved character that is neither escaped nor part of a mention or
// hashtag ends it there, silently. [Post].Text is what remains, [Post].Sent what came.
//
// # Media
//
// Of files only sizes and hashes are kept. They are judged by their first bytes and their size as the documentation
// asks, unless [Options].AnyFile is set; [JPEG], [MP4] and [PDF] make files that pass. [Options].Processing says
// how long they are PROCESSING; [Server.HoldAsset], [Server.ReleaseAsset] and [Server.FailAsset] decide it for one.
//
// # The audience
//
// Methods of [Server] such as [Server.Comment], [Server.React], [Server.Mention], [Server.Reshare] and
// [Server.Follow] act as people do in the app, without the restrictions of the API. They panic if they are handed
// something that does not exist, because that is a mistake in the test. What they do reaches notifications,
// webhooks and statistics by itself; [Server.AddShareStatistics] and its siblings add the rest, such as impressions.
//
// # Webhooks
//
// A subscription sends the challenge, and events go out at once, ten in a request at most. What is refused waits
// for [Server.RetryWebhooks]. A subscription ends with the member's consent or role.
//
// # Time
//
// The server reads the time from [Options].Clock. With a [ManualClock] a test moves the time. Quotas begin anew at
// midnight UTC, and no header tells them.
//
// # Faults and traps
//
// [Server.Faults] breaks requests; [Lost] and [Answer] make faults in the network's own words. [Options].Traps
// switches on oddities that have been seen in the field. Every request is on record in [Server.Requests].
//
// # What the documentation leaves open
//
// Whether administrators may delete other people's comments is [Options].AdminDelete; what becomes of posts whose
// media are not ready is [Options].Unready; whether a commentary is counted with its escapes is
// [Options].CountEscaped; how long duplicates are refused is [Options].DuplicateWindow;
// whether a second reaction replaces the first is [Traps].ReactionConflicts. A reply to a reply is
// refused. Revocation is not documented; it is served as RFC 7009 says. Lists of comments
// come newest first, unless [Traps].OldestComments is set.
//
// # What is missing
//
// ID tokens and OpenID discovery, advertising, events, articles and newsletters, celebrations and carousels, brands,
// messages, people typeahead, changes of Pages and profiles, and lists and records of protocol 1.0.0. Files cannot be
// downloaded.
package linkedintest
