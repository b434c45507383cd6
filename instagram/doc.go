// Package instagram runs a professional account on Instagram through Meta's API.
//
//	auth, err := instagram.NewAuth(instagram.App{ID: id, Secret: os.Getenv("INSTAGRAM_SECRET")}, instagram.InstagramLogin, nil)
//	if err != nil {
//		return err
//	}
//	tokens := social.StoredTokens(ctx, social.NewFileTokens(dir), "instagram/acme", auth.Renewal())
//	client, err := instagram.NewLogin("17841400000000000", tokens, nil)
//	if err != nil {
//		return err
//	}
//	photo := social.MediaURL("https://acme.example/garden.jpg", "image/jpeg")
//	photo.AltText = "The garden at noon"
//	post, err := client.Publish(ctx, &social.Draft{Text: "We are open again.", Media: []*social.Media{photo}})
//
// The methods that [github.com/relais-go/relais/social] names are portable; all others are Instagram's own, with its
// own types and a link to its documentation. What has no method yet goes through [Client.Do].
//
// # Two logins
//
// Meta offers the API in two forms; an app uses one of them. With Facebook Login ([New]) the account is linked to a
// Facebook Page, and the tokens are those of the Page. With Instagram Login ([NewLogin]) the account logs in by itself,
// without a Page. Facebook Login offers more: sending the bytes of videos, deleting posts, likes, business discovery,
// hashtags, product tags, paid partnerships, collaboration invites, blocking, clicks on links in stories. What a login
// does not offer is [errors.ErrUnsupported] before anything is sent, and says which login does. The account must be a
// business or a creator.
//
// # Credentials
//
// Register an app at https://developers.facebook.com/apps. [Auth] logs accounts in with either login; [ManagerScopes]
// are the permissions to ask for. Tokens of Instagram Login last 60 days and live on if they are refreshed in time:
// keep them in a [social.TokenStore] with [Auth.Renewal]. With Facebook Login the token of a Page that comes from an
// extended one of a person has no end; give that person's as [Config].UserTokens, too. With App.Secret each call of
// Facebook Login proves that it comes from the app. Tokens go into the header of requests and never into addresses,
// but for two endpoints of Instagram Login that may take them no other way.
//
// # What is supported
//
//	capability   what it is on Instagram
//	Publisher    photo, reel, story, carousel of 2 to 10; alt text, tags, collaborators, place, cover, trial reels
//	Resumer      from every step, in another process
//	Deleter      media with Facebook Login; comments below own media
//	Replier      comments below own media, and answers to them
//	Listener     comments, tags, mentions, private messages: by reading, and by webhook at once
//	Messenger    private messages to people who wrote within a day, private answers to comments
//	Reactor      likes, with Facebook Login
//	Moderator    hide and delete comments, close them, block people
//	Timeline     the newest 10,000 media; stories: see [Client.Stories]
//	Searcher     hashtags of the last day and professional accounts, with Facebook Login
//	Analyst      counters and insights of posts, totals and periods of the account
//	Profiler     reading: Instagram lets no program change profiles
//	Editor       none: captions cannot be changed
//	Scheduler    none: publish when the time has come, as what is prepared is gone after a day
//
// # Publishing once
//
// What is published goes through a container, which nobody sees, and which says whether it was published. A lost answer
// is looked up there, and what the container has become among the newest media; only a container that is still waiting
// is published again. Thus no post appears twice and none gets lost. An interrupted publication carries a
// [social.Pending] with its containers, and goes on in another process without sending bytes again. When Instagram does
// not show yet what stands the error is [social.ErrUncertain]. See [Client.Publish].
//
// Instagram fetches photos, and with Instagram Login all media, from a public address: set social.Media.URL, or
// [Config].Host, which is called for files without one. Photos must be JPEG.
//
// # Listening
//
// See [Listener] for what is told, how late, and what it costs; [WebhookHandler] brings it at once.
//
// # Numbers
//
// Insights are up to 48 hours late, and end two years back; those of stories end with the story. What Instagram does
// not say is absent, and never 0: fewer than five viewers of a story, fewer than 100 followers, withdrawn metrics.
// [AccountMetricTable] and [MediaMetricTable] say what can be asked for, [AccountMetricSources] and
// [MediaMetricSources] what feeds the portable metrics. A metric that Meta takes away costs that metric only.
//
// # Quotas
//
// How much an account may publish in 24 hours is read before each publication ([Client.PublishingLimit]), as Meta's
// pages contradict each other; it may make 400 containers. Calls draw on 4,800 for each impression in 24 hours, of which
// answers tell the part that is used: calls are spaced from 75 % on, and stop at 100 %. An account may search for 30
// different hashtags in seven days. [Limits] can be replaced where Instagram turned out to take more or less.
//
// This package follows version 26.0 of the Graph API as documented in September 2026
// (https://developers.facebook.com/docs/instagram-platform). A warning is logged ahead of the end of a version.
package instagram
