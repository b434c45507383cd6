package youtubetest

import (
	"net/http"
	"time"

	"github.com/relais-go/relais/internal/simulator"
)

// A ManualClock stands still until it is moved; hand its Now method to [Options].
type ManualClock = simulator.ManualClock

// NewManualClock returns a clock that stands at start.
func NewManualClock(start time.Time) *ManualClock { return simulator.NewManualClock(start) }

// Options of a server. A nil *Options is the zero value: the documented limits, and nothing that goes
// wrong.
type Options struct {
	Clock func() time.Time // nil means time.Now
	Seed  uint64           // of ids and of the chance in faults; equal seeds give equal ids

	Quota QuotaLimits
	// QueriesPerMinute is how many requests one account may send in a minute before it gets 429 with the
	// reason rateLimitExceeded; 0 means any number.
	QueriesPerMinute int

	TokenTTL time.Duration // validity of an access token; 0 means an hour
	// RefreshTTL is how long after the consent a refresh token works, 0 means for ever. It is a week for
	// apps whose consent screen is in the state "Testing".
	RefreshTTL time.Duration

	Uploads    UploadOptions
	Processing ProcessingOptions
	// ForcePrivate locks the videos of API clients as private, as unverified projects met it until
	// 2 November 2026.
	ForcePrivate bool
	// ThumbnailsPerDay is how many thumbnails a channel may set in 24 hours before it gets 429 with the
	// reason uploadRateLimitExceeded; 0 means any number.
	ThumbnailsPerDay int

	// Screen decides on new comments of everybody but the channel's owner; nil publishes all. It must not
	// call the server.
	Screen func(Comment) ModerationStatus
	// SearchDelay is how late search finds a video.
	SearchDelay time.Duration
	// AnalyticsLag is how long after its end a day is left out of reports; 0 means 48 hours, negative none.
	AnalyticsLag time.Duration

	Live  LiveOptions
	Hub   HubOptions
	Traps Traps
}

// QuotaLimits are what a project may use up a day, see
// https://developers.google.com/youtube/v3/determine_quota_cost. The zero value means the documented
// allowance, a negative one nothing at all.
type QuotaLimits struct {
	Pool     int // units; 0 means 10,000
	Uploads  int // calls of videos.insert; 0 means 100
	Searches int // calls of search.list; 0 means 100
}

// UploadOptions are about the resumable protocol, see
// https://developers.google.com/youtube/v3/guides/using_resumable_upload_protocol.
type UploadOptions struct {
	SessionTTL time.Duration // life of a session; 0 means a week
	// GoneStatus is the answer to a request for a session that does not exist any more; 0 means 404, and
	// 410 has been seen.
	GoneStatus int
	// FinalStatus is the answer to the last byte; 0 means 200, and 201 is documented too.
	FinalStatus int
	// Keep says how much of a request stays that broke off in the middle.
	Keep CutKeep
	// StoreAtMost is how many bytes of one request the server keeps, in whole granules of 256 KiB; what
	// follows must be sent again. 0 means all.
	StoreAtMost int64
	// NeedToken refuses requests to a session that carry no token. Without it the session's URI is
	// credential enough; a token that is sent must be valid in any case.
	NeedToken bool
	// PerDay is how many uploads a channel may begin in 24 hours before it gets 400 with the reason
	// uploadLimitExceeded; 0 means any number.
	PerDay int
	// OnRequest is called before each request to a session is served, without any lock held. It may expire
	// tokens and sessions and move the clock.
	OnRequest func(UploadSession)
}

// CutKeep says how much of an upload request stays that broke off in the middle.
type CutKeep int

// The ways of keeping what arrived.
const (
	KeepGranules CutKeep = iota // whole granules of 256 KiB
	KeepAll                     // every byte
	KeepNothing                 // nothing of this request
)

// ProcessingOptions say what happens to a video after its upload.
type ProcessingOptions struct {
	// Polls is how many times its owner asks for the status, or for processingDetails, before the video is
	// ready.
	Polls int
	// Duration is how long a video is processed on the server's clock. With both set, both must have
	// passed. With both zero, two polls; with Polls negative, none.
	Duration time.Duration
	// Outcome decides how processing ends; nil means well. It must not call the server.
	Outcome func(Video) Outcome
	// RejectDuplicates rejects a video whose content the channel has uploaded before.
	RejectDuplicates bool
}

// An Outcome is how processing ends. The zero value is success.
type Outcome struct {
	FailureReason   string // "codec", "conversion", "emptyFile", "invalidFile", "tooSmall" or "uploadAborted"
	RejectionReason string // "copyright", "duplicate", "length", …
	// ProcessingFailure is processingDetails.processingFailureReason; "" means "transcodeFailed".
	ProcessingFailure string
}

// LiveOptions are about live chats.
type LiveOptions struct {
	PollingInterval time.Duration // that clients are told; 0 means 5 seconds
	// AnyPace answers clients that poll sooner than they were told, instead of refusing with 403 and the
	// reason rateLimitExceeded.
	AnyPace bool
	// History is how many past messages the first request gets; 0 means 75.
	History int
	// StreamFor is how long a streaming connection stays open; 0 means 10 seconds, as observed.
	StreamFor time.Duration
}

// HubOptions are about the WebSub hub.
type HubOptions struct {
	// Transport sends verifications and notifications; nil means the standard one. With it callbacks need
	// not be reachable.
	Transport http.RoundTripper
	Timeout   time.Duration // of a verification or notification; 0 means 10 seconds
	Lease     time.Duration // granted when none is asked for; 0 means 5 days
	MaxLease  time.Duration // longest that is granted; 0 means 10 days
	// Silent accepts subscriptions and never notifies.
	Silent bool
	// Down answers subscriptions with 503 and Retry-After: 120, and goes on notifying; see also
	// [Server.SetHub].
	Down bool
	// Duplicates sends every notification twice.
	Duplicates bool
}

// Traps switch on behaviour that has been seen in the field, or that documents leave open, and that clients
// stumble over.
type Traps struct {
	// EmptyPages makes every n-th page of a list empty though it has a next token; 0 means never.
	EmptyPages int
	// BucketsAnswer403 answers empty upload and search buckets with 403 quotaExceeded, as before June 2026.
	BucketsAnswer403 bool
	// BurstAnswers403 answers too many queries per minute with 403 instead of 429.
	BurstAnswers403 bool
	// RelatedLag is how late allThreadsRelatedToChannelId finds a comment.
	RelatedLag time.Duration
	// RelatedDepth is how many threads allThreadsRelatedToChannelId finds at most; 0 means all.
	RelatedDepth int
	// OldestRepliesFirst turns the order of replies around, which is not documented.
	OldestRepliesFirst bool
	// NoModerationStatus leaves the moderation status out of comments.
	NoModerationStatus bool
	// UnknownCommentForbidden answers moderation of unknown comments with 403 instead of 404.
	UnknownCommentForbidden bool
	// IgnoreIfMatch makes If-Match without effect.
	IgnoreIfMatch bool
	// PlainErrors answers errors as text without a JSON body.
	PlainErrors bool
}

func (o Options) withDefaults() Options {
	orDuration := func(d *time.Duration, standard time.Duration) {
		if *d == 0 {
			*d = standard
		}
	}
	orInt := func(n *int, standard int) {
		if *n == 0 {
			*n = standard
		}
	}
	orInt(&o.Quota.Pool, 10_000)
	orInt(&o.Quota.Uploads, 100)
	orInt(&o.Quota.Searches, 100)
	orDuration(&o.TokenTTL, time.Hour)
	orDuration(&o.Uploads.SessionTTL, 7*24*time.Hour)
	orInt(&o.Uploads.GoneStatus, http.StatusNotFound)
	orInt(&o.Uploads.FinalStatus, http.StatusOK)
	if o.Uploads.StoreAtMost > 0 {
		o.Uploads.StoreAtMost = max(granule, o.Uploads.StoreAtMost)
	}
	if o.Processing.Polls == 0 && o.Processing.Duration == 0 {
		o.Processing.Polls = 2
	}
	orDuration(&o.AnalyticsLag, 48*time.Hour)
	orDuration(&o.Live.PollingInterval, 5*time.Second)
	orInt(&o.Live.History, 75)
	orDuration(&o.Live.StreamFor, 10*time.Second)
	orDuration(&o.Hub.Timeout, 10*time.Second)
	orDuration(&o.Hub.Lease, 5*24*time.Hour)
	orDuration(&o.Hub.MaxLease, 10*24*time.Hour)
	return o
}
