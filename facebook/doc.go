// Package facebook runs a Facebook Page through the Graph API.
//
//	auth, err := facebook.NewAuth(facebook.App{ID: id, Secret: os.Getenv("FACEBOOK_APP_SECRET")}, nil)
//	if err != nil {
//		return err
//	}
//	person := social.StoredTokens(ctx, social.NewFileTokens(dir), "facebook/ann", auth.Renewal())
//	tokens, err := auth.PageTokens(ctx, person, page)
//	if err != nil {
//		return err
//	}
//	client, err := facebook.New(page, tokens, nil)
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
// The methods that [github.com/relais-go/relais/social] names are portable; all others are Facebook's own, with its own
// types and a link to its documentation. What has no method yet goes through [Client.Do].
//
// # Credentials
//
// Register a program at https://developers.facebook.com/apps. A person with a role on the Page logs in
// ([Auth.StartLogin], Exchange, Extend); their token lasts 60 days and is extended as long as it lives. That of the Page
// ([Auth.Pages], [Auth.BusinessPages], [Auth.PageTokens]) has no end, and dies with the person's password, role or consent;
// there is no refresh token. A system user of a business has a token that lasts. [ScopesFor] says which permissions
// each job takes: people without a role on the program can only give them once Meta has reviewed it. With the
// program's secret in [Config].App each call carries a proof that it comes from the program. Tokens go in headers only.
// The client is for one Page: a token of another is refused before the first write.
//
// # What is supported
//
//	capability   what it is on Facebook
//	Publisher    text, link, photos, video, reel, photo and video story; targeting, backdating, albums, first comment
//	Resumer      uploads and publications go on in another process
//	Checker      limits by surface, and the beginning of each file
//	Scheduler    Facebook's own: posts, photos, videos and reels; stories cannot be scheduled
//	Editor       text of posts and comments of this program, title and text of videos
//	Deleter      posts, photos, videos, comments
//	Listener     comments, visitors' posts, tags, recommendations, messages; reactions and shares by webhook only
//	Replier      comments, with a photo; private replies once and within seven days
//	Messenger    private messages within 24 hours, by people within seven days
//	Reactor      like
//	Moderator    hide, delete, ban
//	Timeline     what the Page published; reels by [Client.Reels]
//	Analyst      counters and insights of posts, videos, reels, stories; the Page by day and period
//	Profiler     short description, website, picture, cover; more by [Client.UpdatePage]
//
// Facebook offers programs no polls, no audiences of friends, no reactions but like, no sharing of posts, no new
// albums, no closing of comments, and no search: other Pages are read by name with [Client.PublicPage].
//
// # Publishing once
//
// Facebook has no idempotency keys, and has been seen to answer HTTP 500 (codes 1 and 2) to posts that it published.
// Posts are therefore made as drafts, which nobody but the Page's own people sees, and published by a second call that
// names the draft and can be repeated. A draft whose answer is lost is looked for and used; leftovers of this program
// are deleted if [Config].App has its ID. Where Facebook takes no drafts, and with [Config].Direct, a post is made by one
// call; if its answer is lost it is looked for among the newest posts (own program, same text, same time), and never
// sent again before that. Videos, reels and stories have an ID before they show: the last call names it, and the
// video's status tells what became of it. Scheduled posts are looked for among those that wait, comments among the
// newest below what they answer. What cannot be found out is [social.ErrUncertain]; what was interrupted carries a
// [social.Pending] for [Client.Resume]. A repeat that Facebook refuses as a duplicate is the first one.
//
// # Limits
//
// A Page has 4,800 calls a day for each person who engaged with it, counted over 24 hours; usage comes with each answer,
// and calls are paced by it before any is refused. Each part of a batch is a call. Reels: 30 a day by the API. Meta's
// pages contradict each other on how far ahead is scheduled, and name no most of photos in a post: [Limits] are data to
// replace. Insights take a Page with 100 likes and are kept for two years; days are those of California. Facebook
// withdraws metrics now and then: one that is gone costs that metric and is asked for again after a day.
//
// # Versions
//
// The package asks for version 26.0 of July 2026, unless [Config] names another; a warning is logged ahead of a version's
// end, after which Meta answers by the oldest one alive. It uses nothing that Meta took away on 2026-10-27. See
// https://developers.facebook.com/docs/pages-api and https://developers.facebook.com/docs/graph-api/changelog.
package facebook
