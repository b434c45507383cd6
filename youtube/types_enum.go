package youtube

// Every enumeration of this package keeps values that it does not know: compare with the constants and let the
// rest pass.

// A PrivacyStatus says who may see a video or playlist.
// See https://developers.google.com/youtube/v3/docs/videos#status.privacyStatus.
type PrivacyStatus string

// Privacy statuses.
const (
	PrivacyPublic   PrivacyStatus = "public"
	PrivacyUnlisted PrivacyStatus = "unlisted" // everyone who has the link
	PrivacyPrivate  PrivacyStatus = "private"  // the channel, and people whom it invites on the site
)

// An UploadStatus says how far a video is on its way from file to film.
// See https://developers.google.com/youtube/v3/docs/videos#status.uploadStatus.
type UploadStatus string

// Upload statuses.
const (
	UploadUploaded  UploadStatus = "uploaded" // there, and being processed
	UploadProcessed UploadStatus = "processed"
	UploadFailed    UploadStatus = "failed"
	UploadRejected  UploadStatus = "rejected"
	UploadDeleted   UploadStatus = "deleted"
)

// A FailureReason says why an upload failed.
// See https://developers.google.com/youtube/v3/docs/videos#status.failureReason.
type FailureReason string

// Reasons of failed uploads.
const (
	FailureCodec       FailureReason = "codec"
	FailureConversion  FailureReason = "conversion"
	FailureEmptyFile   FailureReason = "emptyFile"
	FailureInvalidFile FailureReason = "invalidFile"
	FailureTooSmall    FailureReason = "tooSmall"
	FailureAborted     FailureReason = "uploadAborted"
)

// A RejectionReason says why YouTube took a video down after its upload.
// See https://developers.google.com/youtube/v3/docs/videos#status.rejectionReason.
type RejectionReason string

// Reasons of rejections.
const (
	RejectionClaim            RejectionReason = "claim"
	RejectionCopyright        RejectionReason = "copyright"
	RejectionDuplicate        RejectionReason = "duplicate" // the channel has this film already
	RejectionInappropriate    RejectionReason = "inappropriate"
	RejectionLegal            RejectionReason = "legal"
	RejectionLength           RejectionReason = "length" // longer than the channel may upload
	RejectionTerms            RejectionReason = "termsOfUse"
	RejectionTrademark        RejectionReason = "trademark"
	RejectionAccountClosed    RejectionReason = "uploaderAccountClosed"
	RejectionAccountSuspended RejectionReason = "uploaderAccountSuspended"
)

// A ProcessingStatus says how far the processing of a file is.
// See https://developers.google.com/youtube/v3/docs/videos#processingDetails.processingStatus.
type ProcessingStatus string

// Processing statuses.
const (
	ProcessingRunning    ProcessingStatus = "processing"
	ProcessingSucceeded  ProcessingStatus = "succeeded"
	ProcessingFailed     ProcessingStatus = "failed"
	ProcessingTerminated ProcessingStatus = "terminated" // information on it is no longer kept
)

// A ProcessingFailure says why the processing of a file failed.
// See https://developers.google.com/youtube/v3/docs/videos#processingDetails.processingFailureReason.
type ProcessingFailure string

// Reasons of failed processing.
const (
	ProcessingUploadFailed    ProcessingFailure = "uploadFailed"
	ProcessingTranscodeFailed ProcessingFailure = "transcodeFailed"
	ProcessingStreamingFailed ProcessingFailure = "streamingFailed"
	ProcessingOther           ProcessingFailure = "other"
)

// A License says what others may do with a video.
// See https://developers.google.com/youtube/v3/docs/videos#status.license.
type License string

// Licenses.
const (
	LicenseYouTube License = "youtube"
	LicenseCC      License = "creativeCommon" // Creative Commons Attribution
)

// A LiveState says whether something is live.
// See https://developers.google.com/youtube/v3/docs/videos#snippet.liveBroadcastContent.
type LiveState string

// Live states.
const (
	LiveNone      LiveState = "none"
	LiveUpcoming  LiveState = "upcoming"
	LiveNow       LiveState = "live"
	LiveCompleted LiveState = "completed"
)

// A Rating is a thumb up or down.
// See https://developers.google.com/youtube/v3/docs/videos/rate.
type Rating string

// Ratings.
const (
	RatingLike    Rating = "like"
	RatingDislike Rating = "dislike"
	RatingNone    Rating = "none"
)

// A ModerationStatus says whether people see a comment.
// See https://developers.google.com/youtube/v3/docs/comments#snippet.moderationStatus.
type ModerationStatus string

// Moderation statuses.
const (
	ModerationPublished ModerationStatus = "published"
	ModerationHeld      ModerationStatus = "heldForReview" // waits for the channel
	ModerationSpam      ModerationStatus = "likelySpam"    // set aside by YouTube
	ModerationRejected  ModerationStatus = "rejected"      // for good; can no longer be listed
)
