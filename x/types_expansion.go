package x

// A PostExpansion makes the answer hold what posts refer to. The objects behind those that are marked are
// billed as if they had been read by themselves.
// See https://docs.x.com/x-api/fundamentals/expansions.
type PostExpansion string

// Expansions of posts, with what they cost.
const (
	ExpandArticleCover     PostExpansion = "article.cover_media"
	ExpandArticleMedia     PostExpansion = "article.media_entities"
	ExpandMedia            PostExpansion = "attachments.media_keys"
	ExpandMediaSource      PostExpansion = "attachments.media_source_tweet" // posts
	ExpandPolls            PostExpansion = "attachments.poll_ids"
	ExpandAuthor           PostExpansion = "author_id"                  // users
	ExpandEditHistory      PostExpansion = "edit_history_tweet_ids"     // posts
	ExpandMentions         PostExpansion = "entities.mentions.username" // users
	ExpandPlace            PostExpansion = "geo.place_id"
	ExpandInReplyToUser    PostExpansion = "in_reply_to_user_id"                         // users
	ExpandNoteMentions     PostExpansion = "entities.note.mentions.username"             // users
	ExpandReferences       PostExpansion = "referenced_tweets.id"                        // posts
	ExpandReferenceMedia   PostExpansion = "referenced_tweets.id.attachments.media_keys" // posts
	ExpandReferenceAuthors PostExpansion = "referenced_tweets.id.author_id"              // posts and users
)

func knownPostExpansions() []PostExpansion {
	return []PostExpansion{
		ExpandArticleCover, ExpandArticleMedia, ExpandMedia, ExpandMediaSource, ExpandPolls, ExpandAuthor, ExpandEditHistory,
		ExpandMentions, ExpandPlace, ExpandInReplyToUser, ExpandNoteMentions, ExpandReferences, ExpandReferenceMedia,
		ExpandReferenceAuthors,
	}
}

// A UserExpansion makes the answer hold what accounts refer to.
// See https://docs.x.com/x-api/fundamentals/expansions.
type UserExpansion string

// Expansions of accounts, with what they cost.
const (
	ExpandUserAffiliation    UserExpansion = "affiliation.user_id"  // users
	ExpandUserMostRecentPost UserExpansion = "most_recent_tweet_id" // posts
	ExpandUserPinnedPost     UserExpansion = "pinned_tweet_id"      // posts
)

func knownUserExpansions() []UserExpansion {
	return []UserExpansion{ExpandUserAffiliation, ExpandUserMostRecentPost, ExpandUserPinnedPost}
}

// A DMField is a part of a message that can be asked for. X always gives ID, Type and Text.
// See https://docs.x.com/x-api/direct-messages/lookup/introduction.
type DMField string

// Fields of messages.
const (
	DMFieldAttachments  DMField = "attachments"
	DMFieldCreatedAt    DMField = "created_at"
	DMFieldConversation DMField = "dm_conversation_id"
	DMFieldEntities     DMField = "entities"
	DMFieldType         DMField = "event_type"
	DMFieldID           DMField = "id"
	DMFieldParticipants DMField = "participant_ids"
	DMFieldReferences   DMField = "referenced_tweets"
	DMFieldSender       DMField = "sender_id"
	DMFieldText         DMField = "text"
)

func knownDMFields() []DMField {
	return []DMField{
		DMFieldAttachments, DMFieldCreatedAt, DMFieldConversation, DMFieldEntities, DMFieldType, DMFieldID, DMFieldParticipants,
		DMFieldReferences, DMFieldSender, DMFieldText,
	}
}

// A DMExpansion makes the answer hold what messages refer to.
// See https://docs.x.com/x-api/fundamentals/expansions.
type DMExpansion string

// Expansions of messages, with what they cost.
const (
	ExpandDMMedia        DMExpansion = "attachments.media_keys"
	ExpandDMParticipants DMExpansion = "participant_ids"      // users
	ExpandDMReferences   DMExpansion = "referenced_tweets.id" // posts
	ExpandDMSender       DMExpansion = "sender_id"            // users
)

func knownDMExpansions() []DMExpansion {
	return []DMExpansion{ExpandDMMedia, ExpandDMParticipants, ExpandDMReferences, ExpandDMSender}
}

// An AnalyticsField is a number that analytics of posts or of media can give.
// See https://docs.x.com/x-api/posts/analytics.
type AnalyticsField string

// Fields of analytics of posts.
const (
	AnalyticsAppInstallAttempts AnalyticsField = "app_install_attempts"
	AnalyticsAppOpens           AnalyticsField = "app_opens"
	AnalyticsBookmarks          AnalyticsField = "bookmarks"
	AnalyticsDetailExpands      AnalyticsField = "detail_expands"
	AnalyticsEmails             AnalyticsField = "email_tweet"
	AnalyticsEngagements        AnalyticsField = "engagements"
	AnalyticsFollows            AnalyticsField = "follows"
	AnalyticsHashtagClicks      AnalyticsField = "hashtag_clicks"
	AnalyticsImpressions        AnalyticsField = "impressions"
	AnalyticsLikes              AnalyticsField = "likes"
	AnalyticsMediaViews         AnalyticsField = "media_views"
	AnalyticsPermalinkClicks    AnalyticsField = "permalink_clicks"
	AnalyticsQuotes             AnalyticsField = "quote_tweets"
	AnalyticsReplies            AnalyticsField = "replies"
	AnalyticsReposts            AnalyticsField = "retweets"
	AnalyticsShares             AnalyticsField = "shares"
	AnalyticsUnfollows          AnalyticsField = "unfollows"
	AnalyticsUnlikes            AnalyticsField = "unlikes"
	AnalyticsLinkClicks         AnalyticsField = "url_clicks"
	AnalyticsProfileClicks      AnalyticsField = "user_profile_clicks"
)

// Fields of analytics of media.
const (
	MediaAnalyticsCTAURLClicks     AnalyticsField = "cta_url_clicks"
	MediaAnalyticsCTAWatchClicks   AnalyticsField = "cta_watch_clicks"
	MediaAnalyticsPlayFromTap      AnalyticsField = "play_from_tap"
	MediaAnalyticsPlayback25       AnalyticsField = "playback25"
	MediaAnalyticsPlayback50       AnalyticsField = "playback50"
	MediaAnalyticsPlayback75       AnalyticsField = "playback75"
	MediaAnalyticsPlaybackComplete AnalyticsField = "playback_complete"
	MediaAnalyticsPlaybackStart    AnalyticsField = "playback_start"
	MediaAnalyticsVideoViews       AnalyticsField = "video_views"
	MediaAnalyticsWatchTimeMillis  AnalyticsField = "watch_time_ms"
)

// PostAnalyticsFields are all numbers that analytics of posts give, without the key and the time.
func PostAnalyticsFields() []AnalyticsField {
	return []AnalyticsField{
		AnalyticsAppInstallAttempts, AnalyticsAppOpens, AnalyticsBookmarks, AnalyticsDetailExpands, AnalyticsEmails,
		AnalyticsEngagements, AnalyticsFollows, AnalyticsHashtagClicks, AnalyticsImpressions, AnalyticsLikes, AnalyticsMediaViews,
		AnalyticsPermalinkClicks, AnalyticsQuotes, AnalyticsReplies, AnalyticsReposts, AnalyticsShares, AnalyticsUnfollows,
		AnalyticsUnlikes, AnalyticsLinkClicks, AnalyticsProfileClicks,
	}
}

// MediaAnalyticsFields are all numbers that analytics of media give, without the key and the time.
func MediaAnalyticsFields() []AnalyticsField {
	return []AnalyticsField{
		MediaAnalyticsCTAURLClicks, MediaAnalyticsCTAWatchClicks, MediaAnalyticsPlayFromTap, MediaAnalyticsPlayback25,
		MediaAnalyticsPlayback50, MediaAnalyticsPlayback75, MediaAnalyticsPlaybackComplete, MediaAnalyticsPlaybackStart,
		MediaAnalyticsVideoViews, MediaAnalyticsWatchTimeMillis,
	}
}
