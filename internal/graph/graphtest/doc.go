// Package graphtest is the skeleton of Meta's Graph API that the simulators of Facebook and Instagram
// share. It knows the protocol and nothing of what a Page or an Instagram account is; those are tables of
// the simulator that uses it.
//
// # Nodes, fields, edges
//
// The graph is made of nodes. A simulator describes each kind of node with a [Type]: its fields, its edges,
// and the operations on itself. It puts nodes in with [Server.Put] and takes them out with [Server.Drop];
// an alias such as a user name is [Server.Alias]. What "me" stands for follows from the token.
//
//	page := &graphtest.Type{
//		Name:    "Page",
//		Default: []string{"name"},
//		Fields:  graphtest.Fields{"name": graphtest.Get(func(p *page) any { return p.name })},
//		Edges: graphtest.Edges{"feed": {
//			Get:  &graphtest.Op{Needs: graphtest.Needs{Scopes: …}, Handle: graphtest.On(listFeed)},
//			Post: &graphtest.Op{Params: []string{"message", "link"}, Handle: graphtest.On(createPost)},
//		}},
//	}
//
// From these tables the skeleton serves GET, POST and DELETE of /{node} and /{node}/{edge}, under any
// version or none, the field-expansion language with its modifiers and aliases applied to all of it, errors
// for fields that do not exist, the parameter fields in answers of POST, and pages of lists. A field yields
// nil for "absent", a scalar, a [time.Time], an [Object], a *[Node], a slice of these, or a *[List]. An
// operation answers with an [Object], a *[Node] or a *[List], or with an *[Error].
//
// # Locking and time
//
// All state is under one lock ([Options].Lock, so that several servers can share a world). Fields and
// operations run with the lock held; everything else that is exported says if it needs it. Before each
// request [Options].Before is called, locked: there a simulator lets happen what has become due on its
// clock.
//
// Bodies are read before the lock is taken: forms, multipart forms and JSON all end up in [Params]. A file
// in a multipart form is counted and hashed, never kept ([File]). An operation whose parameters hold
// addresses of media names them in [Op].Fetch; the skeleton fetches them ahead and hands over a [File].
//
// # Who may do what
//
// [App], [Person] and [Token] are the logins. A page, or whatever else a login manages, is an [Asset]:
// people have tasks on it ([Server.SetRole]) and tokens are issued for it ([Server.PageToken]). [Needs]
// tells for each operation which kinds of tokens, permissions and tasks it takes; what is missing is
// answered as documented. [Server.MountLogin] serves the login dialog, the exchange of codes and tokens,
// and debug_token; [Server.PersonType] and [Server.AppType] the nodes User and Application.
//
// # What else is here
//
//   - [Server.Notify] pushes webhooks to the subscribers of an app: signed, batched, repeated, disordered.
//   - [Server.NewUpload] opens an upload whose bytes go to the rupload host; what arrived before a
//     connection broke counts. The Resumable Upload API (upload:…) is served too.
//   - [Server.SetUsage] and [Server.Throttle] are rate limits: usage headers, and the codes of refusal.
//   - Batch requests, appsecret_proof, versions that expire.
//   - [Server.Simulator] has the request log and the faults of internal/simulator; [ErrorFault] makes a
//     fault that answers as the Graph API does, before or after the request was executed.
//
// One [Server] is one host with its paths. The hosts that differ on the network are told apart by their
// paths here: rupload.facebook.com is /video-upload/ and /ig-api-upload/, and www.facebook.com is
// /{version}/dialog/oauth. A host with paths of its own, such as graph.instagram.com, is a second Server.
package graphtest
