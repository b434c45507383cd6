// Package x runs an account on X, formerly Twitter, through version 2 of its API.
//
//	auth, err := x.NewAuth(x.Application{ClientID: id, ClientSecret: os.Getenv("X_CLIENT_SECRET")}, nil)
//	if err != nil {
//		return err
//	}
//	tokens := social.StoredTokens(ctx, social.NewFileTokens(dir), "x/acme", auth.Renewal())
//	client, err := x.New(tokens, nil)
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
// The methods that [github.com/relais-go/relais/social] names are portable; all others are X's own, with its own types
// and a link to its documentation. What has no method yet goes through [Client.Do].
//
// # Credentials
//
// Register a program at https://developer.x.com. [Auth.StartLogin] and [Auth.Exchange] log an account in by OAuth 2.0
// with PKCE. Tokens last two hours and refresh tokens work once: keep them in a [social.TokenStore], with a lock if
// several processes share the login ([social.FileTokens] has one). [Auth.BearerTokens] are the program's own, for
// what X gives only to programs; set both in a [Config] to use both. [NewOAuth1] is for accounts that logged in by
// OAuth 1.0a.
//
// # What is supported
//
//	capability   what it is on X
//	Publisher    post, thread, reply, quote (Enterprise), poll, four photos or a GIF or a film of up to 16 GB
//	Editor       the text, within an hour, by accounts with a subscription; each version has a new ID
//	Listener     mentions, replies, quotes, reposts, likes, follows, messages: stream, webhook and catch-up
//	Messenger    private messages that are not encrypted
//	Reactor      repost and bookmark; like on Enterprise
//	Moderator    hide replies, mute, block messages
//	Searcher     seven days for all, everything since 2006 with the program's own token
//	Analyst      public counters, for own posts of 30 days clicks and visits; analytics on some plans
//	Profiler     reading: X lets no program change profiles
//	Scheduler    none: a draft with At is an error
//
// What X keeps from self-serve plans is offered all the same and refused by X: [social.ErrPermission] then says "not
// available on this plan". Since February 2026 such plans may answer a post only if its author mentions or quotes the
// account in it; see [Client.Reply].
//
// # Publishing once
//
// X has no idempotency keys. A post whose answer was lost is looked for among the account's newest posts before
// anything is sent again; where X refuses the repeat as a duplicate the first one is looked up and returned. When
// nothing can tell, the error is [social.ErrUncertain] and carries a [social.Pending]. See [Client.Publish].
//
// # Money
//
// X bills every object that is read and every write. Each call reserves the most that it can cost in the budget
// [MoneyBudget] and settles what its answer did cost; cap it with the limiter. A post with a link costs thirteen times
// as much as one without. [Prices] can be replaced. Fields are asked for by name: see [PostSelection]. Used up credit
// and used up monthly allowances are [social.ErrQuota].
//
// # Parts that are missing
//
// X answers 200 when it could give only some of what was asked. Such gaps are a [*PartialError]: beside the result of
// look-ups, in [Page].Problems, and in [PageParams].Problems for iterations.
//
// # Limits
//
// Text is counted as X counts it ([Counter]): 280, or 25,000 with a subscription, which is read from the account once an
// hour. Calls are paced by the windows that X states, for each endpoint, account and program.
//
// This package follows the documentation and the API description 2.167 of August 2026 (https://docs.x.com), asks in
// the older of X's two dialects unless Config says otherwise, and reads both.
package x
