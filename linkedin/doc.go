// Package linkedin runs Pages on LinkedIn through its Community Management API, and shares for members through Share on
// LinkedIn.
//
//	auth, err := linkedin.NewAuth(linkedin.App{ID: id, Secret: os.Getenv("LINKEDIN_CLIENT_SECRET")}, nil)
//	if err != nil {
//		return err
//	}
//	tokens := social.StoredTokens(ctx, social.NewFileTokens(dir), "linkedin/ann", auth.Renewal())
//	client, err := linkedin.New(linkedin.Organization("2414183"), tokens, nil)
//	if err != nil {
//		return err
//	}
//	photo, err := social.MediaFile("garden.jpg")
//	if err != nil {
//		return err
//	}
//	photo.AltText = "The garden at noon"
//	post, err := client.Publish(ctx, &social.Draft{Text: "We are open again (at last). #garden", Media: []*social.Media{photo}})
//
// The methods that [github.com/relais-go/relais/social] names are portable; all others are LinkedIn's own, with its own
// types and a link to its documentation. What has no method yet goes through [Client.Do].
//
// # Two applications
//
// Register an application at https://www.linkedin.com/developers/apps. What it may do depends on its products:
//
//	Share on LinkedIn, Sign In with LinkedIn   every application gets them at once. Members can be logged in and posts be
//	                                           made for them, edited and deleted; comments, reactions, numbers and nearly
//	                                           all reading are refused.
//	Community Management                       LinkedIn grants it to registered organisations after a review, first on the
//	                                           Development tier for twelve months, and only to an application that holds no
//	                                           other product. It opens Pages, and members beyond sharing.
//
// So a program that runs Pages and shares for members without a review needs two applications, each with an [Auth],
// logins and clients of its own. [ScopesFor] says what a task needs, [SelfServeScopes] and [ManagerScopes] what the two can
// have, [Auth.Inspect] and [TasksOf] what a token is good for. An error of kind [social.ErrPermission] names the scope and
// the product that are missing.
//
// # Credentials
//
// A member logs in ([Auth.StartLogin], [Auth.Exchange]); for a Page it is one with a role on it: [Client.Roles] lists the
// Pages that they may run. ADMINISTRATOR and CONTENT_ADMINISTRATOR may post; statistics and notifications are for
// ADMINISTRATOR alone. Tokens last 60 days. Few applications get refresh tokens, which renew them for a year from the
// login and never longer; all others send the member through the login again, before the 60 days are over, when LinkedIn
// asks nothing. [Auth.Renewal] does what can be done and says in a [*ConsentError] when the member must come;
// [ConsentEnds] says so ahead. Tokens go in headers only. Before the first write the client can ask whom the token
// belongs to, and what role they have on the Page: see [social.Options].ExpectAccount.
//
// # What is supported
//
//	capability   what it is on LinkedIn
//	Publisher    text, up to 20 images, a video, a document, a poll, a link with its card, a reshare; first comment, comments
//	Resumer      uploads and publications go on in another process; of a video only the missing parts are sent
//	Checker      limits as data, and a look into the files
//	Editor       text and call to action of posts, text of own comments
//	Deleter      posts, own comments
//	Timeline     a Page's posts
//	Listener     what Pages are notified of: comments, reactions, shares, mentions in posts; webhook and polling joined
//	Cursorer     all of it resumes from a cursor
//	Replier      comments and answers to them, with a picture
//	Reactor      six reactions
//	Moderator    delete comments, close and reopen them: closing deletes those that are there, and asks first
//	Analyst      Pages: posts, days, followers, visits; members: their posts, one number a call
//	Profiler     read only: see [Client.UpdateOrganization]
//
// Comments, reactions and all reading take Community Management. LinkedIn offers programs none of these: scheduling,
// drafts, private messages, mentions in comments, any notifications for members, follows, search, hiding and holding
// comments, bans, threads, changes of profiles.
//
// # Text
//
// LinkedIn reads the text of posts as a little language of its own, and silently cuts off what follows a character of
// it that is not escaped. [Text] escapes what is meant literally: all texts arrive as they were written. Hashtags are
// recognised, mentions are given with [Extra]. A mention of a Page must be its full name in the very letters, or it
// becomes plain text.
//
// # Publishing once
//
// LinkedIn has no idempotency keys. A post whose answer was lost is looked for among the author's newest by its text,
// content and time, and sent again when it certainly does not stand. Most tokens of members may not read these; there
// LinkedIn's own check against duplicates does instead: for ten minutes it refuses the same text of the same author
// and names the post that stands, which is then the result. What can neither be seen nor repeated safely (later, without a
// text, or when LinkedIn merely went silent) is not sent again: the error is [social.ErrUncertain], and carries a
// [social.Pending] for [Client.Resume]. Comments are looked for among the newest below what they answer. Uploads can be
// repeated: nobody sees them before the post. What LinkedIn calls a duplicate although nothing was lost is
// [social.ErrDuplicate]: the author said the same shortly before.
//
// # Listening
//
// [Client.Listen] reads a Page's notifications and loses none: see [Listener] for what comes as what, and what that costs.
// [Client.Listener] joins what a [WebhookHandler] takes in, which LinkedIn pushes to applications that it has approved for
// that ([Client.Subscribe]). Both tell everything once in a run, and go on from a cursor in another process.
//
// # Numbers
//
// [Client.PostMetrics] and [Client.AccountMetrics] are comparable across networks; [Client.ShareStatistics],
// [Client.PageStatistics], [Client.FollowerStatistics], [Client.VideoStatistics], [Client.MemberStatistics] and their
// siblings have all of LinkedIn's own. What LinkedIn does not say is absent, never zero; that nobody did anything
// with a post it says by leaving it out. Statistics are organic, of UTC days, and go back twelve months, those of videos
// six.
//
//	metric          LinkedIn's number of a Page             of a member
//	impressions     impressionCount                         IMPRESSION
//	reach           uniqueImpressionsCount                  MEMBERS_REACHED
//	reactions       reactionSummaries; likeCount in periods REACTION
//	likes           reactionSummaries of the type LIKE      –
//	comments        commentSummary; commentCount in periods COMMENT
//	shares          shareCount                              RESHARE
//	clicks          clickCount                              –
//	link_clicks     –                                       LINK_CLICKS
//	saves           –                                       POST_SAVE
//	views           VIDEO_VIEW                              –
//	watch_time      TIME_WATCHED, in seconds                –
//	profile_visits  allPageViews                            PROFILE_VIEW_FROM_CONTENT
//	followers       firstDegreeSize                         memberFollowersCount
//	followers_won   organic and paid followerGains          memberFollowersCount of days
//
// # Allowances
//
// LinkedIn counts calls by endpoint, for the application and for each member, until midnight UTC. No answer tells what is
// left; the figures of each endpoint stand in the developer portal under Analytics. [Config].Allowances takes them;
// [SelfServeAllowances] and [DevelopmentAllowances] are those that the documentation gives (150 calls for each member and
// day, and 100). What is declared is counted, and a call that does not fit is refused with [social.ErrQuota] before it is
// sent. What is not declared is learned: once LinkedIn says that the day's calls are spent, that endpoint is left alone
// until midnight. Refusals that do not speak of a day are [social.ErrRateLimited], and tried again after a minute. All
// clients of a fleet can share one limiter: see [github.com/relais-go/relais/ratelimit].
//
// # Versions
//
// Each version of the API lives for a year. The package asks for [DefaultVersion] unless [Config] names another, logs
// a warning sixty days ahead of its end, and then fails with [ErrVersion]. It follows
// https://learn.microsoft.com/en-us/linkedin/marketing/community-management/community-management-overview; how long
// data of members may be kept says https://learn.microsoft.com/en-us/linkedin/marketing/data-storage-requirements: the
// package keeps none but the ID of its member.
package linkedin

// network is LinkedIn's name in references and errors.
const network = "linkedin"
