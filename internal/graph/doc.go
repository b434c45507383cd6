// Package graph is what facebook and instagram share of Meta's Graph API: hosts and versions, proofs, scalars,
// fields, paging, batches, usage headers, errors, logins, uploads and webhooks. It runs on [rest], whose rules
// on repeats hold here.
//
//	c, err := graph.New(&graph.Config{Network: "facebook", Tokens: tokens, AppSecret: secret,
//		Budgets: graph.Budgets{App: appID, Account: pageID, UseCase: graph.UsePages}}, opts)
//	page, err := graph.Ask[Page](ctx, c, &graph.Request{
//		Op: "pages.get", Path: rest.Path(pageID), Fields: graph.Fields("id", "name", graph.Expand("picture").Select("url")),
//	})
//
// # Hosts and versions
//
// A [Request] names a [Host] and a path behind the version, which is that of the client: [DefaultVersion] unless
// the configuration says otherwise. No call goes out without one but the token endpoints that have none. With
// [social.Options].BaseURL all hosts are that one server, with the paths that they have at Meta.
//
// # Tokens
//
// Tokens go into the Authorization header: "Bearer", and "OAuth" for uploads. A request that carries one in its
// parameters is refused. Endpoints that take a token or the app's secret as a parameter are asked by
// [Client.Confide], with the parameters in the body.
//
// # Errors
//
// [Error] is what Meta says; [Error.Meaning] is the one table from codes to sentinels. Codes 1 and 2 are
// [social.ErrUnavailable], and so [social.ErrUncertain] after a write that must not happen twice: Meta answers so
// also for what it has published.
//
// # Removed from the protocol
//
// Meta took the parameters date_format, debug, pretty and ids and conditional requests away on 2026-10-27, for all
// versions. A request with one of them is refused. See https://developers.facebook.com/docs/graph-api/changelog.
package graph
