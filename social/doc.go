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
// # Errors
//
// Failures are [*Error] values; test them with [errors.Is] against the sentinels ([ErrAuth],
// [ErrRateLimited], [ErrUncertain], …) and read the details with [errors.As].
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
// [ListenQuery].After: what happened in between comes first. [Merge] makes one inbox of many listeners.
package social
