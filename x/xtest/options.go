package xtest

import (
	"net/http"
	"time"

	"github.com/relais-go/relais/internal/simulator"
)

// A ManualClock stands still until it is moved; hand its Now method to [Options].
type ManualClock = simulator.ManualClock

// NewManualClock returns a clock that stands at start.
func NewManualClock(start time.Time) *ManualClock { return simulator.NewManualClock(start) }

// A Plan is what the developer account pays for, see https://docs.x.com/x-api/getting-started/pricing.
type Plan int

// The plans.
const (
	// PayPerUse is self-serve: credit pays every resource; no likes, follows and quote posts; replies only
	// to authors who mention or quote the replier; one filtered stream with 1,000 rules; no recovery.
	PayPerUse Plan = iota
	// Enterprise has none of these restrictions.
	Enterprise
)

// Options of a server. A nil *Options is the zero value: a pay-per-use account with the documented limits
// and endless credit.
type Options struct {
	Plan  Plan
	Clock func() time.Time // nil means time.Now
	Seed  uint64           // of the chance in faults

	RateLimits RateLimits // nil means [DefaultRateLimits]; see [NoLimits]
	// LegacyRateLimitBody answers 429 with {"errors":[{"code":88,…}]} instead of a problem document.
	LegacyRateLimitBody bool
	// OddLimits are patterns such as "GET /2/users/me" of endpoints that report a meaningless limit of 40000
	// and enforce none.
	OddLimits []string

	Credit  Money              // in thousandths of a dollar; 0 means endless; see also [Server.SetCredit]
	Prices  map[Resource]Money // nil means [DefaultPrices]
	PostCap int                // post reads per month, then 429 usage-capped; 0 means 3 million

	// NewDialect makes answers to requests without any parameter that tells the dialect use post.* names.
	NewDialect bool
	// OldProblemURIs puts api.twitter.com instead of api.x.com into the types of problems.
	OldProblemURIs bool

	Media   MediaProcessing
	Stream  StreamOptions
	Webhook WebhookOptions
	Traps   Traps

	CodeTTL  time.Duration // validity of an authorization code; 0 means 30 seconds
	TokenTTL time.Duration // validity of an access token; 0 means 2 hours
	// AppTokenLimit is how often an app may ask for its bearer token in 15 minutes before it gets 403 with
	// code 99; 0 means any number of times.
	AppTokenLimit int

	DuplicateWindow time.Duration // in which the same text is refused; 0 means 24 hours, negative never
	EditWindow      time.Duration // in which a Premium account may edit; 0 means 60 minutes
	DailyPosts      int           // posts of one account in 24 hours; 0 means no bound
	SearchDelay     time.Duration // how late search finds a post; the documented 30 seconds are not the default
	RuleDelay       time.Duration // how late a new stream rule works; documented are about 20 seconds, default is at once

	// PlainText hands out texts without the HTML escapes of "&", "<" and ">".
	PlainText bool
	// VagueErrors answers several refusals of posts with "You are not permitted to perform this action."
	VagueErrors bool
	// TooLongStatus is the status for a text that is too long; 0 means 403, and 400 has been seen too.
	TooLongStatus int
	// StrictMentions lets only mentions that the author typed satisfy the self-serve reply rule, and not the
	// ones that the network puts before a reply.
	StrictMentions bool
}

// Traps switch on behaviour that has been seen in the field and that clients stumble over.
type Traps struct {
	// EmptyPages makes every n-th page of posts and users empty though it has a next token; 0 means never.
	EmptyPages int
	// EndlessQuotes makes quote_tweets hand out the same page with a fresh token for ever.
	EndlessQuotes bool
	// UnsearchableQuotes hides quote posts from search.
	UnsearchableQuotes bool
	// PrivateMetricsPages answers a list whose posts are foreign or too old for the private metrics that were
	// asked for with result_count 0 and a next token, instead of errors per field.
	PrivateMetricsPages bool
	// PlainTextErrors answers problems as text/plain without a JSON body.
	PlainTextErrors bool
	// AppendNoContent answers 204 without a body to segments of an upload.
	AppendNoContent bool
	// JSONType labels problems as application/json instead of application/problem+json.
	JSONType bool
}

// MediaProcessing says how long GIFs and videos are processed after finalize. Images are ready at once.
type MediaProcessing struct {
	// Polls is how many times STATUS is asked before the file is ready.
	Polls int
	// Duration is how long a file is processed on the server's clock. With both set, both must have passed.
	// With both zero, two polls.
	Duration time.Duration
	// CheckAfter is check_after_secs, in seconds; 0 means 1.
	CheckAfter int
	// Fail decides that processing fails; nil means never.
	Fail func(mediaType, category string) bool
	// TTL is how long a file can be attached; 0 means 24 hours.
	TTL time.Duration
	// MaxSegment is the largest segment in bytes; 0 means 5 MiB. Larger ones get 413.
	MaxSegment int64
	// VideoMinutes is the length that a post refuses with 403 for accounts without Premium, where a test has
	// set one by [Server.SetMediaDuration]; 0 means 20.
	VideoMinutes int
}

// StreamOptions are about the filtered stream and the activity stream.
type StreamOptions struct {
	KeepAlive time.Duration // between blank lines; 0 means 20 seconds
	// Linger is how long a connection that the client closed still counts. With 0 a new connection waits up
	// to 200 milliseconds for the old one to be gone before it is refused.
	Linger time.Duration
	// Connections at once on the filtered stream; 0 means 1, with Enterprise 2.
	Connections int
	// Rules is how many rules an app may have; 0 means 1,000, with Enterprise 25,000.
	Rules int
	// Subscriptions is how many activity subscriptions an app may have; 0 means 1,500, with Enterprise 75,000.
	Subscriptions int
	// SubscriptionShape is how a new activity subscription is answered.
	SubscriptionShape SubscriptionShape
	// WrapUsers wraps users of activity events in {"data":{…}}, as has been seen for some event types.
	WrapUsers bool
}

// A SubscriptionShape is a form of the answer to a new activity subscription.
type SubscriptionShape int

// The forms that documents and samples show.
const (
	SubscriptionNested SubscriptionShape = iota // {"data":{"subscription":{…}}}
	SubscriptionObject                          // {"data":{…}}
	SubscriptionArray                           // {"data":[{…}]}
)

// WebhookOptions are about deliveries to registered URLs. URLs must be https without a port, as the
// network demands, except on loopback addresses.
type WebhookOptions struct {
	Transport http.RoundTripper // nil means http.DefaultTransport
	// OAuth2 signs with the OAuth 2.0 client secret in X-Twitter-Webhooks-Signature-OAuth2 instead of with
	// the consumer secret in X-Twitter-Webhooks-Signature.
	OAuth2 bool
	// Timeout of one delivery; 0 means 10 seconds.
	Timeout time.Duration
}

func (o Options) withDefaults() Options {
	if o.RateLimits == nil {
		o.RateLimits = DefaultRateLimits()
	}
	if o.Prices == nil {
		o.Prices = DefaultPrices()
	}
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
	orInt(&o.PostCap, 3_000_000)
	orDuration(&o.CodeTTL, 30*time.Second)
	orDuration(&o.TokenTTL, 2*time.Hour)
	orDuration(&o.DuplicateWindow, 24*time.Hour)
	orDuration(&o.EditWindow, time.Hour)
	orDuration(&o.Media.TTL, 24*time.Hour)
	orDuration(&o.Stream.KeepAlive, 20*time.Second)
	orDuration(&o.Webhook.Timeout, 10*time.Second)
	orInt(&o.TooLongStatus, http.StatusForbidden)
	orInt(&o.Media.CheckAfter, 1)
	orInt(&o.Media.VideoMinutes, 20)
	if o.Media.Polls == 0 && o.Media.Duration == 0 {
		o.Media.Polls = 2
	}
	if o.Media.MaxSegment == 0 {
		o.Media.MaxSegment = 5 << 20
	}
	connections, rules, subscriptions := 1, 1000, 1500
	if o.Plan == Enterprise {
		connections, rules, subscriptions = 2, 25_000, 75_000
	}
	orInt(&o.Stream.Connections, connections)
	orInt(&o.Stream.Rules, rules)
	orInt(&o.Stream.Subscriptions, subscriptions)
	return o
}
