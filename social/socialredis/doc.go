// Package socialredis keeps in Redis what a fleet of processes shares: rate budgets, tokens with the lock for their
// renewal, cursors of inboxes, and which events were dealt with.
//
//	client := redis.NewUniversalClient(&redis.UniversalOptions{Addrs: []string{"redis.example:6379"}})
//	store, err := socialredis.New(client, &socialredis.Options{Prefix: "acme", AEAD: key})
//	if err != nil {
//		return err
//	}
//	limiter := ratelimit.New(&ratelimit.Options{Store: store})
//	tokens := social.StoredTokens(ctx, store, "x/acme-brand", auth.Renewal())
//	brand, err := x.New(tokens, &social.Options{Limiter: limiter})
//	for event, err := range social.ListenStored(ctx, brand, store, "x/acme-brand", nil) {
//		…
//		err := social.DealOnce(ctx, store, "x/acme-brand/"+event.ID, answer)
//	}
//
// It is a module of its own, so that programs without Redis do not carry its client. It passes the same suites as the
// stores in memory: [ratelimittest], and TestTokenStore, TestCursorStore and TestSeenSet of [socialtest]. It works with
// any [redis.UniversalClient]: one server, Sentinel, Cluster, Ring. Redis 5 is the oldest that will do; tests run against 7.
//
// # What is kept
//
//	key                     type    content                             life
//	{relais}:budget:<name>  string  stamp, state of one budget          until nothing is left to know of it
//	{relais}:token:<key>    hash    token, version                      for ever
//	{relais}:lock:<key>     string  stamp of who renews the token       Options.Lock, renewed while held
//	{relais}:cursor:<name>  string  cursor of an inbox                  for ever
//	{relais}:seen:<key>     string  stamp of who has claimed, or done   Options.Claim, then Options.Age
//
// Every change is one script, which Redis runs in one step, and recognises its own repeat by a stamp: an answer that is
// lost makes nothing happen twice.
//
// # Budgets and clocks
//
// The change of a budget is computed in the process and saved if nobody was faster, else computed again. Time is that of
// Redis, for all. Package ratelimit translates it, and what networks say, to the local clock and back, so it does not
// matter if the clocks of processes differ. Priorities hold within each process.
//
// # While Redis is away
//
// Every method waits for Options.Wait, or until its context ends, and then fails with [social.ErrUnavailable]. So a
// restart or failover of a few seconds shows as a delay. When it takes longer, what becomes of requests is decided for the
// brand's standing with the networks, not for speed:
//
//   - Budgets: no call goes out. A share for each process to spend without asking would have to be known beforehand, and
//     wrong shares are refusals; networks answer those with longer pauses, and some with closed accounts. A post that comes
//     late does less harm. How calls that were under way have ended is told to Redis when it is back.
//   - Tokens: the last one is used while it lasts, without asking. A renewed token is held out to Redis for a minute, and
//     used only after Redis has taken it.
//   - Cursors and events: what was dealt with but could not be noted comes again.
//
// [Store.Update] and the other methods give up waiting in time even if the client does not honour contexts.
//
// # Tokens
//
// A refresh token that can be used once (X) must not be used by two, nor be lost. The lock lets one process renew; it
// lapses when its holder dies, and lasts for longer than a renewal may take. Each save counts up a version. If a holder was
// stopped for so long that its lock has passed to another, it may save its token only if no other was saved since it took
// the lock: what it has got may be all that is left of the login, but must not replace a newer one.
//
// Tokens lie in Redis in clear unless Options.AEAD is given; then they are sealed in the process and bound to their key,
// and nothing else is accepted from Redis. Its key should come from where the program keeps its secrets. Budgets, cursors
// and the keys of events are not sealed: choose keys that tell nothing. Redis itself should ask for a password and TLS.
//
// # Configuration of Redis
//
// State that a restart must not lose needs an append-only file (appendonly yes). With appendfsync always, nothing that was
// saved is lost, whatever dies; logins with refresh tokens that can be used once need that. With the default, everysec, up
// to two seconds are lost when the machine dies, or when Redis dies while its disk is busy: of budgets, cursors and events
// that means that some things are done again. Without any, after a restart budgets are learned anew and allowances counted
// from nothing, cursors begin with the present, and logins are gone. A failover loses what the replica had not yet
// received: min-replicas-to-write bounds that. Keys must not be evicted (maxmemory-policy noeviction). [Store.Check]
// looks at these settings. See https://redis.io/docs/latest/operate/oss_and_stack/management/persistence/.
//
// [ratelimittest]: https://pkg.go.dev/github.com/relais-go/relais/ratelimit/ratelimittest
// [socialtest]: https://pkg.go.dev/github.com/relais-go/relais/social/socialtest
package socialredis
