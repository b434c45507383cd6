package x

// Every enumeration of this package keeps values that it does not know: compare with the constants and let
// the rest pass.

// A ReferenceType says how a post refers to another one.
// See https://docs.x.com/x-api/fundamentals/data-dictionary.
type ReferenceType string

// Ways to refer to a post, the same in both dialects.
const (
	ReferenceReply  ReferenceType = "replied_to"
	ReferenceQuote  ReferenceType = "quoted"
	ReferenceRepost ReferenceType = "retweeted"
)

// ReplySettings say who may reply to a post.
// See https://docs.x.com/x-api/posts/create-post.
type ReplySettings string

// Who may reply. ReplyEveryone and ReplyOther are only read: leave the field out to let everyone reply.
const (
	ReplyEveryone    ReplySettings = "everyone"
	ReplyFollowing   ReplySettings = "following"      // accounts that the author follows
	ReplyMentioned   ReplySettings = "mentionedUsers" // accounts named in the post
	ReplySubscribers ReplySettings = "subscribers"
	ReplyVerified    ReplySettings = "verified"
	ReplyOther       ReplySettings = "other"
)

// A MediaType is the kind of an attachment as it is shown.
// See https://docs.x.com/x-api/fundamentals/data-dictionary#media.
type MediaType string

// Media types.
const (
	MediaPhoto MediaType = "photo"
	MediaVideo MediaType = "video"
	MediaGIF   MediaType = "animated_gif"
)

// A MediaCategory says what an upload is for. A file can be attached only to what it was uploaded for.
// See https://docs.x.com/x-api/media/introduction.
type MediaCategory string

// Media categories.
const (
	CategoryPostImage    MediaCategory = "tweet_image"
	CategoryPostGIF      MediaCategory = "tweet_gif"
	CategoryPostVideo    MediaCategory = "tweet_video"
	CategoryAmplifyVideo MediaCategory = "amplify_video" // for advertisers
	CategoryDMImage      MediaCategory = "dm_image"
	CategoryDMGIF        MediaCategory = "dm_gif"
	CategoryDMVideo      MediaCategory = "dm_video"
	CategorySubtitles    MediaCategory = "subtitles"
)

// A ProcessingState says how far the processing of an upload is.
// See https://docs.x.com/x-api/media/get-media-upload-status.
type ProcessingState string

// Processing states. An upload without any is ready.
const (
	ProcessingPending    ProcessingState = "pending"
	ProcessingInProgress ProcessingState = "in_progress"
	ProcessingSucceeded  ProcessingState = "succeeded"
	ProcessingFailed     ProcessingState = "failed"
)

// A VotingStatus says whether a poll takes votes.
// See https://docs.x.com/x-api/fundamentals/data-dictionary#poll.
type VotingStatus string

// Voting statuses.
const (
	VotingOpen   VotingStatus = "open"
	VotingClosed VotingStatus = "closed"
)

// A SubscriptionType is the paid plan of an account, which decides how long its posts and videos may be.
// See https://docs.x.com/x-api/fundamentals/data-dictionary#user.
type SubscriptionType string

// Subscriptions.
const (
	SubscriptionNone        SubscriptionType = "None"
	SubscriptionBasic       SubscriptionType = "Basic"
	SubscriptionPremium     SubscriptionType = "Premium"
	SubscriptionPremiumPlus SubscriptionType = "PremiumPlus"
)

// A VerifiedType is the colour of an account's check mark.
// See https://docs.x.com/x-api/fundamentals/data-dictionary#user.
type VerifiedType string

// Check marks.
const (
	VerifiedNone       VerifiedType = "none"
	VerifiedBlue       VerifiedType = "blue"
	VerifiedBusiness   VerifiedType = "business"
	VerifiedGovernment VerifiedType = "government"
)

// A Connection is one way in which an account stands to the token's own.
// See https://docs.x.com/x-api/fundamentals/data-dictionary#user.
type Connection string

// Connections.
const (
	ConnectionFollowing       Connection = "following"
	ConnectionFollowedBy      Connection = "followed_by"
	ConnectionBlocking        Connection = "blocking"
	ConnectionMuting          Connection = "muting"
	ConnectionRequestSent     Connection = "follow_request_sent"
	ConnectionRequestReceived Connection = "follow_request_received"
)

// A DMEventType says what happened in a conversation.
// See https://docs.x.com/x-api/direct-messages/lookup/introduction.
type DMEventType string

// Kinds of events of a conversation.
const (
	DMMessage           DMEventType = "MessageCreate"
	DMParticipantsJoin  DMEventType = "ParticipantsJoin"
	DMParticipantsLeave DMEventType = "ParticipantsLeave"
)

// A Granularity is the length of the steps of counts and analytics.
// See https://docs.x.com/x-api/posts/counts/introduction.
type Granularity string

// Steps of counts: minute, hour and day. Of analytics: hourly, daily, weekly (of posts only) and total.
const (
	GranularityMinute Granularity = "minute"
	GranularityHour   Granularity = "hour"
	GranularityDay    Granularity = "day"
	GranularityHourly Granularity = "hourly"
	GranularityDaily  Granularity = "daily"
	GranularityWeekly Granularity = "weekly"
	GranularityTotal  Granularity = "total"
)

// A Plan is a class of access to the API. Plans differ in length of queries, operators, rules and in what
// may be written. See https://docs.x.com/x-api/getting-started/about-x-api.
type Plan int

// Plans.
const (
	PlanPayPerUse  Plan = iota // self-serve, billed by the resource
	PlanEnterprise             // by contract
)
