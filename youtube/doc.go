// Package youtube runs a channel on YouTube through version 3 of its Data API and version 2 of its Analytics API.
//
//	auth, err := youtube.NewAuth(youtube.Application{ClientID: id, ClientSecret: os.Getenv("GOOGLE_CLIENT_SECRET")}, nil)
//	if err != nil {
//		return err
//	}
//	tokens := social.StoredTokens(ctx, social.NewFileTokens(dir), "youtube/acme", auth.Renewal())
//	client, err := youtube.New(tokens, nil)
//	if err != nil {
//		return err
//	}
//	film, err := social.MediaFile("garden.mp4")
//	if err != nil {
//		return err
//	}
//	post, err := client.Publish(ctx, &social.Draft{Title: "The garden at noon", Text: "We are open again.", Media: []*social.Media{film}})
//
// The methods that [github.com/relais-go/relais/social] names are portable; all others are YouTube's own, with its own
// types and a link to its documentation. What has no method yet goes through [Client.Do].
//
// # Credentials
//
// Make a project in the Google Cloud console (https://console.cloud.google.com), enable "YouTube Data API v3" and
// "YouTube Analytics API" for it, and register an OAuth client. [Auth.StartLogin] and [Auth.Exchange] log a channel in;
// whoever logs in chooses the channel, and each channel has a login of its own. Access tokens last an hour, refresh
// tokens until the consent is taken back, but seven days only while the project's consent screen is in the state
// "Testing". A Google account without a channel, as service accounts are, can log in and do nothing. [ScopesFor] tells
// which scopes a task needs, [ManagerScopes] those for everything. [NewKey] reads what is public with an API key.
//
// # What is supported
//
//	capability   what it is on YouTube
//	Publisher    a video with thumbnail, captions, playlists and a first comment; comments and answers
//	Resumer      an upload goes on in its session, in another process too; so does all that belongs to the video
//	Checker      texts, tags, files and the schedule, by what the channel may do; looks into the files
//	Editor       title, description, tags and all settings of a video; the text of own comments
//	Deleter      videos, own comments
//	Scheduler    videos that are private until their hour
//	Replier      comments on videos, answers to comments
//	Listener     comments, answers, subscribers, new videos: see Client.Listener; live chats: see ChatListener
//	Cursorer     all of these resume from a cursor
//	Moderator    hold, approve and reject comments, ban their authors, report videos
//	Reactor      likes and dislikes of videos
//	Follower     subscriptions
//	Searcher     public videos, channels by handle; 100 pages a day
//	Timeline     own videos
//	Analyst      counters of videos and of the channel; sums and days of a period by the Analytics API
//	Profiler     description and banner
//
// YouTube offers programs none of these: private messages, mentions, community posts, stories, polls outside of live
// chats, quotes, pinned comments, hearts and likes of comments, taking back a ban, restricting a video by age, changing
// the film of a video, its picture for a channel without a phone number, the channel's avatar and handle. A Short is what
// YouTube makes of an upright or square film of up to three minutes; nothing says that it did.
//
// # Publishing once
//
// A video comes into being when the last byte of its film has arrived. An upload has a session which knows how far it
// is, so a lost answer is never a reason to send anything twice, in another process either: see [Client.Resume]. Films
// of any size are streamed from where they are. Where YouTube has forgotten the session, the channel's uploads are
// searched. Comments and playlist items have no such thing; those whose answer was lost are looked for before anything
// is sent again. When nothing can tell, the error is [social.ErrUncertain] and carries a [social.Pending].
//
// Another session, which takes another of the day's uploads, is begun only when YouTube has forgotten the first or the
// answer that named it was lost. YouTube does not say for how long it keeps a session; about a week is what is known.
//
// # Changing without losing
//
// YouTube erases whatever an update leaves out. The Update methods read first, and write back what is not to change as
// it was, down to properties that this package has never heard of.
//
// # Listening
//
// YouTube pushes new videos only: [WebSub] hears of those of any channel by Google's hub, for no units. All else is read,
// comments in the cheapest way that finds every answer: see [Listener], which goes on reading while the hub is down. Live
// chats are heard at the pace that YouTube asks for, or streamed: see [ChatListener]. Members and what was paid for are
// lists of their own: see [Client.MemberUpdates] and [Client.SuperChats].
//
// # Numbers
//
// [Client.PostMetrics] and [Client.AccountMetrics] read counters and periods, [Client.Insights] days, traffic sources and
// audiences. What YouTube does not say is absent, never zero. In late August 2026 YouTube changed what a view is: compare
// engaged views across that date; see [ViewsChanged].
//
// # Quota
//
// A project has three allowances a day, shared by all its channels, that are full again at midnight in California:
//
//	bucket           a day    what takes from it
//	BucketUploads      100    an upload that is begun, whatever becomes of it
//	BucketSearches     100    a page of search results
//	BucketUnits     10,000    all else: 1 a page for reading, 50 for writing, and
//	                          5 for a look into a live chat, 20 for a message there,
//	                          captions: 50 to list, 200 to read, 400 to add, 450 to replace
//
// [Client.Cost] and [Client.PublishCost] tell what something will take; the limiter counts it, and refuses with
// [social.ErrQuota] what does not fit before it is sent. [Client.Left] tells what is left. [Quota] and [Config] hold other
// allowances and prices, as Google grants them on application. An allowance that is used up is told from calls that come
// too fast, which share status and reason: the latter are [social.ErrRateLimited] and are made again. What a channel may
// upload in a day is a limit of its own, which only YouTube knows; the error of code uploadLimitExceeded says so.
//
// # Limits
//
// A title has 100 characters, a description 5000 bytes, the tags 500 characters together; see [Limits]. Films are of
// 256 GiB and 12 hours at most, or 15 minutes until the channel has given a phone number, which is read once an hour.
//
// This package follows the documentation (https://developers.google.com/youtube/v3) and the discovery documents of
// revision 20261019 and 20230704 (Analytics).
package youtube
