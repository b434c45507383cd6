package x

// Fields are asked for by name only: what is not asked for is left out of the answer, and a name that X
// does not know is left out without a word while the answer is billed as ever. Hence the constants; a
// selection with any other name is refused before it is sent. The names are those of the older dialect;
// [Dialect] translates.

// A PostField is a part of a post that can be asked for. X always gives ID, Text and EditHistory.
// See https://docs.x.com/x-api/fundamentals/fields.
type PostField string

// Fields of posts.
const (
	PostFieldArticle            PostField = "article"
	PostFieldAttachments        PostField = "attachments"
	PostFieldAuthor             PostField = "author_id"
	PostFieldCardURI            PostField = "card_uri"
	PostFieldCommunity          PostField = "community_id"
	PostFieldContextAnnotations PostField = "context_annotations"
	PostFieldConversation       PostField = "conversation_id"
	PostFieldCreatedAt          PostField = "created_at"
	PostFieldDisplayTextRange   PostField = "display_text_range"
	PostFieldEditControls       PostField = "edit_controls"
	PostFieldEditHistory        PostField = "edit_history_tweet_ids"
	PostFieldEntities           PostField = "entities"
	PostFieldGeo                PostField = "geo"
	PostFieldID                 PostField = "id"
	PostFieldInReplyToUser      PostField = "in_reply_to_user_id"
	PostFieldLang               PostField = "lang"
	PostFieldMatchedMediaNotes  PostField = "matched_media_notes"
	PostFieldMediaMetadata      PostField = "media_metadata"
	PostFieldNonPublicMetrics   PostField = "non_public_metrics" // only for the author, and 30 days
	PostFieldNoteRequests       PostField = "note_request_suggestions"
	PostFieldNote               PostField = "note_tweet"      // the whole of a long post
	PostFieldOrganicMetrics     PostField = "organic_metrics" // only for the author, and 30 days
	PostFieldPaidPartnership    PostField = "paid_partnership"
	PostFieldPossiblySensitive  PostField = "possibly_sensitive"
	PostFieldPromotedMetrics    PostField = "promoted_metrics" // only for the author, and 30 days
	PostFieldPublicMetrics      PostField = "public_metrics"
	PostFieldReferences         PostField = "referenced_tweets"
	PostFieldReplySettings      PostField = "reply_settings"
	PostFieldScopes             PostField = "scopes"
	PostFieldSource             PostField = "source"
	PostFieldSourceLinks        PostField = "suggested_source_links"
	PostFieldSourceLinkCounts   PostField = "suggested_source_links_with_counts"
	PostFieldText               PostField = "text"
	PostFieldWithheld           PostField = "withheld"
)

func knownPostFields() []PostField {
	return []PostField{
		PostFieldArticle, PostFieldAttachments, PostFieldAuthor, PostFieldCardURI, PostFieldCommunity, PostFieldContextAnnotations,
		PostFieldConversation, PostFieldCreatedAt, PostFieldDisplayTextRange, PostFieldEditControls, PostFieldEditHistory,
		PostFieldEntities, PostFieldGeo, PostFieldID, PostFieldInReplyToUser, PostFieldLang, PostFieldMatchedMediaNotes,
		PostFieldMediaMetadata, PostFieldNonPublicMetrics, PostFieldNoteRequests, PostFieldNote, PostFieldOrganicMetrics,
		PostFieldPaidPartnership, PostFieldPossiblySensitive, PostFieldPromotedMetrics, PostFieldPublicMetrics, PostFieldReferences,
		PostFieldReplySettings, PostFieldScopes, PostFieldSource, PostFieldSourceLinks, PostFieldSourceLinkCounts, PostFieldText,
		PostFieldWithheld,
	}
}

// A UserField is a part of an account that can be asked for. X always gives ID, Name and Username.
// See https://docs.x.com/x-api/fundamentals/fields.
type UserField string

// Fields of accounts.
const (
	UserFieldAffiliation            UserField = "affiliation"
	UserFieldConfirmedEmail         UserField = "confirmed_email"   // scope users.email
	UserFieldConnectionStatus       UserField = "connection_status" // the relation to the token's account
	UserFieldCreatedAt              UserField = "created_at"
	UserFieldDescription            UserField = "description"
	UserFieldEntities               UserField = "entities"
	UserFieldID                     UserField = "id"
	UserFieldIdentityVerified       UserField = "is_identity_verified"
	UserFieldLocation               UserField = "location"
	UserFieldMostRecentPost         UserField = "most_recent_tweet_id"
	UserFieldName                   UserField = "name"
	UserFieldParody                 UserField = "parody"
	UserFieldPinnedPost             UserField = "pinned_tweet_id"
	UserFieldBanner                 UserField = "profile_banner_url"
	UserFieldImage                  UserField = "profile_image_url"
	UserFieldProtected              UserField = "protected"
	UserFieldPublicMetrics          UserField = "public_metrics"
	UserFieldReceivesYourDM         UserField = "receives_your_dm"
	UserFieldSubscription           UserField = "subscription"
	UserFieldSubscriptionType       UserField = "subscription_type" // of the token's account only
	UserFieldURL                    UserField = "url"
	UserFieldUsername               UserField = "username"
	UserFieldVerified               UserField = "verified"
	UserFieldVerifiedFollowersCount UserField = "verified_followers_count"
	UserFieldVerifiedType           UserField = "verified_type"
	UserFieldWithheld               UserField = "withheld"
	UserFieldSubscribesToYou        UserField = "subscribes_to_you" // in the newer dialect
)

func knownUserFields() []UserField {
	return []UserField{
		UserFieldAffiliation, UserFieldConfirmedEmail, UserFieldConnectionStatus, UserFieldCreatedAt, UserFieldDescription,
		UserFieldEntities, UserFieldID, UserFieldIdentityVerified, UserFieldLocation, UserFieldMostRecentPost, UserFieldName,
		UserFieldParody, UserFieldPinnedPost, UserFieldBanner, UserFieldImage, UserFieldProtected, UserFieldPublicMetrics,
		UserFieldReceivesYourDM, UserFieldSubscription, UserFieldSubscriptionType, UserFieldURL, UserFieldUsername,
		UserFieldVerified, UserFieldVerifiedFollowersCount, UserFieldVerifiedType, UserFieldWithheld, UserFieldSubscribesToYou,
	}
}

// A MediaField is a part of a picture or film that can be asked for. X always gives Key and Type.
// See https://docs.x.com/x-api/fundamentals/fields.
type MediaField string

// Fields of media.
const (
	MediaFieldAltText          MediaField = "alt_text"
	MediaFieldDuration         MediaField = "duration_ms"
	MediaFieldHeight           MediaField = "height"
	MediaFieldKey              MediaField = "media_key"
	MediaFieldNonPublicMetrics MediaField = "non_public_metrics" // only for the author, and 30 days
	MediaFieldOrganicMetrics   MediaField = "organic_metrics"    // only for the author, and 30 days
	MediaFieldPreviewImage     MediaField = "preview_image_url"
	MediaFieldPromotedMetrics  MediaField = "promoted_metrics" // only for the author, and 30 days
	MediaFieldPublicMetrics    MediaField = "public_metrics"
	MediaFieldType             MediaField = "type"
	MediaFieldURL              MediaField = "url" // of photos
	MediaFieldVariants         MediaField = "variants"
	MediaFieldWidth            MediaField = "width"
)

func knownMediaFields() []MediaField {
	return []MediaField{
		MediaFieldAltText, MediaFieldDuration, MediaFieldHeight, MediaFieldKey, MediaFieldNonPublicMetrics, MediaFieldOrganicMetrics,
		MediaFieldPreviewImage, MediaFieldPromotedMetrics, MediaFieldPublicMetrics, MediaFieldType, MediaFieldURL,
		MediaFieldVariants, MediaFieldWidth,
	}
}

// A PollField is a part of a poll that can be asked for. X always gives ID and Options.
// See https://docs.x.com/x-api/fundamentals/fields.
type PollField string

// Fields of polls.
const (
	PollFieldDuration     PollField = "duration_minutes"
	PollFieldEndsAt       PollField = "end_datetime"
	PollFieldID           PollField = "id"
	PollFieldOptions      PollField = "options"
	PollFieldVotingStatus PollField = "voting_status"
)

func knownPollFields() []PollField {
	return []PollField{
		PollFieldDuration, PollFieldEndsAt, PollFieldID, PollFieldOptions, PollFieldVotingStatus,
	}
}

// A PlaceField is a part of a place that can be asked for. X always gives ID and FullName.
// See https://docs.x.com/x-api/fundamentals/fields.
type PlaceField string

// Fields of places.
const (
	PlaceFieldContainedWithin PlaceField = "contained_within"
	PlaceFieldCountry         PlaceField = "country"
	PlaceFieldCountryCode     PlaceField = "country_code"
	PlaceFieldFullName        PlaceField = "full_name"
	PlaceFieldGeo             PlaceField = "geo"
	PlaceFieldID              PlaceField = "id"
	PlaceFieldName            PlaceField = "name"
	PlaceFieldPlaceType       PlaceField = "place_type"
)

func knownPlaceFields() []PlaceField {
	return []PlaceField{
		PlaceFieldContainedWithin, PlaceFieldCountry, PlaceFieldCountryCode, PlaceFieldFullName, PlaceFieldGeo, PlaceFieldID,
		PlaceFieldName, PlaceFieldPlaceType,
	}
}
