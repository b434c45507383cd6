// Package instagramtest is the API of Instagram for tests, in process: an [http.Handler] per host, with state,
// that speaks the wire protocol of https://developers.facebook.com/docs/instagram-platform. What is published
// to it can be read back, commented on, mentioned in, measured and rate limited, and every request can be made
// to fail on demand.
//
//	srv := instagramtest.New(nil)
//	err := srv.Start()
//	defer srv.Close()
//	acme := srv.CreateAccount("acme", nil)
//	base := srv.Host(instagramtest.InstagramLogin).URL() // in place of https://graph.instagram.com
//	token := srv.Token(acme)
//	// … point a client at base with token, let it publish …
//	published := srv.Published(acme)
//
// The package imports neither testing nor the client of this module: it can be used by ordinary programs, and
// it proves the client because it shares nothing with it.
//
// # Two APIs
//
// Meta offers Instagram in two forms, and the simulator has a [Host] for each, before the same accounts. With
// [InstagramLogin] an account has a token of its own ([Server.Token]). With [FacebookLogin] it is linked to a
// Facebook Page, and its manager has a user token and a Page token ([Server.Connect]). Permissions, features,
// errors and webhooks differ between the hosts as documented. The logins behind the tokens are served too;
// [Host.Consent] says who is in front of the dialog.
//
// # Media
//
// Containers fetch their files from the addresses they name, which must be loopback addresses, so that a test
// serves them itself; videos can be uploaded with Facebook Login. Files are judged by their first bytes as the
// documentation asks: images must be JPEG, of the documented size and shape; videos must be MP4 or MOV with
// the index in front, of the documented size, shape and duration. Codecs, frame and bit rates are not looked
// at. [JPEG] and [Video] make files that pass. [Options].Processing says how long containers are IN_PROGRESS;
// [Server.HoldContainer] and [Server.FailContainer] decide it for one.
//
// # The audience
//
// Methods of [Server] such as [Server.Comment], [Server.Like], [Server.DM] and [Server.Post] act as people do
// in the app, without the restrictions of the API. They panic if they are handed something that does not exist,
// because that is a mistake in the test. Ids are those of accounts; the scoped ids by which the API names
// people are [Server.PersonID].
//
// # Insights
//
// What people do through these methods counts in the insights by itself. [Server.AddMediaInsights],
// [Server.AddAccountInsights] and [Server.SetDemographics] add the rest, such as reach. A metric of which nothing
// is known is missing from an answer, as on the network. Days end at 07:00 UTC.
//
// # Time
//
// The server reads the time from [Options].Clock. With a [ManualClock] a test moves the time.
//
// # Faults and traps
//
// [Host.Faults] breaks requests; [Lost], [Answer] and [NotFound] make faults in the network's own words.
// [Server.Block], [Server.Hide] and [Server.Throttle] refuse what an account does. [Options].Traps switches on
// oddities that have been seen in the field. Every request is on record in [Host.Requests].
//
// # What the documentation leaves open
//
// What publishing a container twice does is [Options].Republish; whether a carousel may be made of items that are
// not ready is [Options].StrictChildren; the form of webhooks is [Options].Webhook.
//
// # What is missing
//
// Shopping beside product tags, the Audio API, upcoming events, branded content beside its label, the creator
// marketplace, Threads, advertising, ice breakers and menus, handover between apps, and the undocumented list of
// posts that were planned in Meta's own tools.
package instagramtest
