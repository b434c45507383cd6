package linkedintest

import (
	"cmp"
	"net/http"
	"time"

	"github.com/relais-go/relais/internal/simulator"
)

// A ManualClock stands still until it is moved; hand its Now method to [Options].
type ManualClock = simulator.ManualClock

// NewManualClock returns a clock that stands at start.
func NewManualClock(start time.Time) *ManualClock { return simulator.NewManualClock(start) }

// Options of a server. A nil *Options is the zero value: an API without quotas that takes every version and
// in which nothing is late.
type Options struct {
	Clock func() time.Time // nil means time.Now
	Seed  uint64           // of ids and of the chance in faults

	// Versions are the LinkedIn-Version values that are active. Nil means every one of the form YYYYMM, save
	// for those that [Server.SunsetVersion] ended.
	Versions []string
	// Calendar activates and ends versions by the clock: each lives from the first day of its month to the
	// 15th of the same month a year later. It is not looked at if Versions is set.
	Calendar bool

	Limits Limits

	// PostURNs is the kind of URN that a new post gets.
	PostURNs URNKind
	// DuplicateWindow is how long the same text of the same author is refused; 0 means ten minutes, negative
	// never. Users have met two days.
	DuplicateWindow time.Duration
	// CountEscaped counts the characters of a commentary with its backslashes. The documentation does not say.
	CountEscaped bool

	// Lag is how long reads and lists do not show a new post.
	Lag time.Duration
	// CommentLag is how long comments and reactions on a new post answer 404.
	CommentLag time.Duration
	// NotificationDelay is how late an event reaches the notifications that are polled.
	NotificationDelay time.Duration
	// StatisticsDelay is how late numbers reach the statistics.
	StatisticsDelay time.Duration
	// CommentsStateDelay is how long it takes to close or open comments.
	CommentsStateDelay time.Duration

	Processing Processing
	// Unready is what becomes of a post whose media are still processed.
	Unready UnreadyMedia
	// AnyFile takes every content for a file that fits, so that tests can do without real ones.
	AnyFile bool

	// AdminDelete lets administrators of a Page delete other people's comments on its posts. The
	// documentation does not say, and tools disagree; without it that is refused with 403.
	AdminDelete bool

	Webhook WebhookOptions
	Tokens  TokenOptions
	Traps   Traps
}

// Limits are the allowances of the API. They hold per endpoint and day, which ends at midnight UTC. Zero
// means what the documentation publishes: for applications of the Development tier 500 calls, and 100 for each
// member; otherwise none.
type Limits struct {
	AppDay, MemberDay int
	// Endpoints are allowances of single endpoints, by their names in error messages, such as
	// "partnerApiPostsExternal.CREATE"; see [Endpoints].
	Endpoints map[string]Limit
	// CommentGap is the time that a member must leave between comments, or 429 comes.
	CommentGap time.Duration
}

// A Limit is the allowance of one endpoint in calls per day; 0 means none.
type Limit struct{ App, Member int }

// A URNKind is a kind of URN of posts. Clients must take either.
type URNKind int

// The kinds.
const (
	MixedURNs URNKind = iota // urn:li:ugcPost for videos, polls and several images, else urn:li:share
	ShareURNs                // urn:li:share always
	UGCURNs                  // urn:li:ugcPost always
)

// UnreadyMedia says what becomes of a post whose media are still processed. The documentation names an error
// for it, and posts that appear later have been seen.
type UnreadyMedia int

// The ways of treating it.
const (
	// UnreadyRefused answers 400 MEDIA_ASSET_WAITING_UPLOAD.
	UnreadyRefused UnreadyMedia = iota
	// UnreadyWaits creates the post, which is PUBLISH_REQUESTED until its media are available, and
	// PUBLISH_FAILED if they fail.
	UnreadyWaits
)

// Processing says how long media are processed after they arrived.
type Processing struct {
	// Polls is how many times the status of a video or document is asked before it is ready; 0 means 2, with
	// a Duration none, negative none.
	Polls int
	// ImagePolls is the same for images; 0 means none.
	ImagePolls int
	// Duration is how long media are processed on the server's clock. With polls too, both must have passed.
	Duration time.Duration
	// Fail decides that processing fails, with a reason; nil, or "", means that it does not.
	Fail func(Asset) string
}

// TokenOptions say how long credentials live.
type TokenOptions struct {
	Code    time.Duration // 0 means 30 minutes
	Access  time.Duration // 0 means 60 days
	Refresh time.Duration // 0 means 365 days from the consent
}

// WebhookOptions are about the delivery of events. URLs must be https, except on loopback addresses.
type WebhookOptions struct {
	Transport http.RoundTripper // nil means a transport of its own
	Timeout   time.Duration     // of a challenge or a delivery; 0 means 3 seconds
	// Duplicate sends every n-th request twice; 0 means never.
	Duplicate int
	// Reverse turns the order of the notifications in a request around: the network promises none.
	Reverse bool
}

// Traps switch on behaviour that has been seen in the field and that clients stumble over.
type Traps struct {
	// NoErrorCodes leaves the member code out of errors that have errorDetails.
	NoErrorCodes bool
	// LongDuplicates words the refusal of a duplicate with the name of a Java exception before the sentence.
	LongDuplicates bool
	// DuplicateAfterDelete refuses the text of a deleted post as well.
	DuplicateAfterDelete bool
	// EncodedIDs percent-encodes the URNs in the headers x-restli-id and x-linkedin-id.
	EncodedIDs bool
	// PlainKeys leaves URNs as keys of batch answers unencoded.
	PlainKeys bool
	// StrictMethods refuses finders and batch reads of posts without the header X-RestLi-Method.
	StrictMethods bool
	// ShortPages leaves an element out of every n-th page of a list although a next one exists; 0 means never.
	ShortPages int
	// MalformedActivities writes generatedActivity of comments as urn:li:comment:(activity:…,…).
	MalformedActivities bool
	// SignaturePrefix writes "hmacsha256=" before the signature of webhooks.
	SignaturePrefix bool
	// QuotedETags puts the ETag of a part of a video into quotes.
	QuotedETags bool
	// UploadTokens gives videos an upload token, which finalizeUpload must repeat; otherwise it is empty.
	UploadTokens bool
	// PartsRefuseToken refuses parts of videos that come with an Authorization header.
	PartsRefuseToken bool
	// ReadableImages lets tokens that have w_member_social only read images and documents.
	ReadableImages bool
	// NoCommentImages refuses images in comments with 403.
	NoCommentImages bool
	// ForeignPostsDenied refuses to read posts of others that mention a Page of the member.
	ForeignPostsDenied bool
	// PeopleDenied refuses all profiles but the member's own.
	PeopleDenied bool
	// ReactionConflicts refuses a reaction with 409 if the actor has one already, instead of replacing it.
	ReactionConflicts bool
	// OldestComments lists comments in the order in which they were written; otherwise the newest come first.
	OldestComments bool
	// UniqueImpressionsCounts names uniqueImpressionsCount with a final s, as the table of the documentation
	// does and its samples do not.
	UniqueImpressionsCounts bool
}

func (o Options) withDefaults() Options {
	o.DuplicateWindow = cmp.Or(o.DuplicateWindow, 10*time.Minute)
	o.Tokens.Code = cmp.Or(o.Tokens.Code, 30*time.Minute)
	o.Tokens.Access = cmp.Or(o.Tokens.Access, 60*24*time.Hour)
	o.Tokens.Refresh = cmp.Or(o.Tokens.Refresh, 365*24*time.Hour)
	o.Webhook.Timeout = cmp.Or(o.Webhook.Timeout, 3*time.Second)
	if o.Processing.Polls == 0 && o.Processing.Duration == 0 {
		o.Processing.Polls = 2
	}
	if o.Webhook.Transport == nil {
		o.Webhook.Transport = &http.Transport{}
	}
	return o
}
