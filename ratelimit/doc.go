// Package ratelimit keeps calls within what a network allows, so that none is refused and none of the
// allowance is left unused.
//
//	limiter := ratelimit.New(nil)
//	grant, err := limiter.Acquire(ctx, social.Call{
//		Network: "mastodon", Op: "statuses.create",
//		Charges: []social.Charge{{Budget: "mastodon/example.org/1234/statuses"}},
//	})
//	if err != nil {
//		return err
//	}
//	// Send the request. Then say what the answer said:
//	grant.Done(social.Usage{Windows: windows})
//
// The clients of this library do that by themselves; hand one Limiter to all that share an account.
//
// # Budgets
//
// A call draws on budgets, keyed by account and endpoint family, and goes out once all of them have room
// for it; until then it takes nothing from any. What a budget holds is learned:
//
//   - From what answers say (see [Headers]). Within one window what remains only falls, so the least that
//     any answer said counts, and calls in flight are taken off it. A call whose answer was lost, or did not
//     speak of the window, counts as spent until the answer to a later call has covered it. When the window
//     ends it is full again; the first call then goes a moment ahead of the others, at most a second, since
//     the end is known only as well as the server's clock is (see [Skew]).
//     Where answers show that somebody else spends too, fewer calls are under way at once towards the end of
//     the window, so that few are refused.
//   - From documented allowances (see [Limiter.Define]): per calendar day, or rolling. Where answers speak
//     of a window of the same name, these count instead.
//   - From percentages (see [Percent], [AppUsage], [BusinessUsage]): from 75 % on calls are spaced, at 100 %
//     they stop until the network lets them in again.
//
// While nothing at all is known, one call goes first and the others wait for its answer; if answers say
// nothing, twice as many may be under way after each, and after six the budget counts as unlimited.
//
// The caller may cap a budget, in calls or in money, with [Limiter.Cap]: units are reserved when a call
// goes out and put right when its [social.Usage] says what it really cost. There, unlike in a call, 0 units
// mean none.
//
// # Windows that share a budget
//
// A budget may have several windows, and all must have room. They are told apart by name. Some servers show,
// without a name, only the window closest to exhaustion; such windows are told apart by limit, by length if
// that is told, and by reset. Each is kept until it ends, so a look at a roomy window does not hide that a
// tight one is exhausted, and after its end no number of it holds anything up. Charge calls which draw on
// different windows to different budgets.
//
// # Waiting
//
// Calls wait by priority, then in the order of their coming. A call that needs many units is not overtaken
// by others that need few of the same budget; a call that waits for another budget longer than this one's
// window lasts holds nobody up. A wait that cannot end before the context's deadline fails at once, and so
// does a call beyond a cap. Errors are [social.Error] of kind [social.ErrRateLimited], [social.ErrQuota] (the
// allowance of a day, or a cap) or [social.ErrInvalid] (more units than the window ever holds). An ended
// context ends the wait.
//
// # Refusals
//
// If the network refuses a call all the same, the budget pauses for as long as the answer says, until the
// exhausted window ends, or, if it says nothing, for a second and twice as long after each further refusal,
// with some jitter. Then one call goes first.
//
// # Fleets
//
// State lives in a [Store], by default in memory. Processes that share one draw on the same allowance. While such a store
// is away no call goes out: Acquire fails with [social.ErrUnavailable], since nobody knows what is left. How calls that
// were under way have ended is kept, and told to the store when it answers again.
package ratelimit
