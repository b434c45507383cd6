// Package social is the contract that relais' clients share: what a community manager does, in types and
// small interfaces, whatever the network.
//
// Each capability is an interface of one to three methods in a file of its own, with a function of the same
// name that hides the type assertion:
//
//	post, err := social.Publish(ctx, client, &social.Draft{Text: "We are open again."})
//	if social.Can[social.Moderator](client) { … }
//
// A capability that a network lacks is not implemented, so the compiler says so; through the functions it is
// an error that wraps [errors.ErrUnsupported].
//
// Clients are made by the packages of the networks: mastodon.New and its like. Their [Options] are the same. A program
// without an account tries itself out on the network in memory of package social/socialtest.
//
// # Logging in
//
// Every client takes a token source as [golang.org/x/oauth2] has it. [StoredTokens] makes one that renews tokens as
// each network wants it, and saves them before they are used, in [FileTokens] or another [TokenStore]: a single-use
// refresh token that is lost loses the login.
//
// # Errors
//
// Failures are [*Error] values; test them with [errors.Is] against the sentinels ([ErrAuth],
// [ErrRateLimited], [ErrUncertain], …) and read the details with [errors.As].
//
// # Before sending
//
// [Check] reports all that a network would refuse of a [Draft], without a write, and [CheckAll] does so for many
// accounts. What suits one network only stands in [Draft].Variants and Extras. [Options].DryRun lets no write out, and
// ExpectAccount none to the wrong account.
//
// # Publishing happens once
//
// A write whose answer was lost is never blindly sent again. The client finds out whether it took effect; if
// it cannot, it returns [ErrUncertain]. Such an error, and that of an interrupted publication, carries a
// [*Pending] which marshals to JSON and with which [Resume] goes on, in another process too.
//
// # Many accounts at once
//
// [Broadcast] publishes one draft to many accounts. Given its result, which marshals to JSON, the next call does what
// is left to do, and nothing twice. [BroadcastOptions].Fit makes of the draft what each of them takes.
//
// # Texts that are too long
//
// [Fit] makes of a draft what a network takes, by that network's own way of counting: the draft itself, a shorter one or
// a thread, with a list of all that it changed. [PublishThread] publishes a thread, and goes on with one that was
// interrupted.
//
//	fitted, err := social.Fit(ctx, client, draft, &social.FitOptions{Number: social.NumberAfter})
//	…
//	thread, err := social.PublishThread(ctx, client, fitted.Drafts, nil)
//
// # Listening loses nothing
//
// Every [Event] has a Cursor. Store the one of the last event that was dealt with and give it to
// [ListenQuery].After: what happened in between comes first. [ListenStored] does that with a [CursorStore], as
// [FileCursors]. [Merge] makes one inbox of many listeners, with one order and one cursor.
//
//	for e, err := range social.ListenStored(ctx, client, social.NewFileCursors("cursors"), "mastodon/acme", nil) {
//		if err != nil {
//			return err
//		}
//		… // dealt with when the loop asks for the next one
//	}
//
// Events come at least once: after a crash the last may come again. [DealOnce] deals with each once, among all
// processes that share a [SeenSet].
package social
