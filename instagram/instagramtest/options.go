package instagramtest

import (
	"cmp"
	"net/http"
	"time"

	"github.com/relais-go/relais/internal/graph/graphtest"
	"github.com/relais-go/relais/internal/simulator"
)

// A ManualClock stands still until it is moved; hand its Now method to [Options].
type ManualClock = simulator.ManualClock

// NewManualClock returns a clock that stands at start.
func NewManualClock(start time.Time) *ManualClock { return simulator.NewManualClock(start) }

// An API is one of the two forms in which Meta offers Instagram. They have tokens, permissions and hosts of
// their own.
type API int

// The two APIs.
const (
	// FacebookLogin is the Instagram API with Facebook Login, on graph.facebook.com: the account is linked to
	// a Facebook Page. See https://developers.facebook.com/docs/instagram-platform/instagram-api-with-facebook-login.
	FacebookLogin API = iota
	// InstagramLogin is the Instagram API with Instagram Login, on graph.instagram.com. See
	// https://developers.facebook.com/docs/instagram-platform/instagram-api-with-instagram-login.
	InstagramLogin
)

// String is the host of the API.
func (a API) String() string {
	if a == InstagramLogin {
		return "graph.instagram.com"
	}
	return "graph.facebook.com"
}

// Options of a server. A nil *Options is the zero value: the documented limits, and media that are ready
// after two looks at a video's container and at once for images.
type Options struct {
	Clock func() time.Time // nil means time.Now
	Seed  uint64           // of ids and of the chance in faults

	Quota      int // posts an account may publish in 24 hours, as config.quota_total tells; 0 means 100
	Containers int // containers an account may create in 24 hours; 0 means 400
	Hashtags   int // hashtags an account may search for in 7 days; 0 means 30

	Processing Processing
	// Republish is what publishing a container again does.
	Republish Republish
	// StrictChildren refuses a carousel whose items are not ready yet, instead of waiting for them.
	StrictChildren bool

	// Lag is how long lists do not show new media.
	Lag time.Duration
	// Misses is how many reads of a new container or media fail with code 100, subcode 33.
	Misses int
	// InsightDelay is how late numbers reach the insights; 48 hours are possible.
	InsightDelay time.Duration

	// Impressions of an account in 24 hours, of which each allows 4,800 calls; 0 means that calls are not
	// counted. See also [Host.SetUsage].
	Impressions int
	// ConversationCalls is how many calls in a second the conversations of an account take before they answer
	// with code 613; documented are 2. 0 means any number, because a clock that stands still would refuse
	// the third.
	ConversationCalls int

	// Transport fetches media and delivers webhooks. Nil reaches loopback addresses only; everything else
	// cannot be fetched.
	Transport http.RoundTripper
	// FetchTimeout is how long a fetch of media may take before it fails with subcode 2207003; 0 means 10
	// seconds.
	FetchTimeout time.Duration
	// AnyVideo takes every file for a video of ten seconds, so that tests can do without real ones.
	AnyVideo bool

	Webhook WebhookOptions
	Tokens  TokenOptions
	Traps   Traps
}

// Processing says how long media are processed after they arrived.
type Processing struct {
	// Polls is how many times a video's status is asked before it is ready; 0 means 2, negative none.
	Polls int
	// ImagePolls is the same for images; 0 means none.
	ImagePolls int
	// Duration is how long a video is processed on the server's clock. With polls too, both must have
	// passed; alone it replaces them.
	Duration time.Duration
	// Fail decides that processing fails, with a subcode such as 2207026; nil, or 0, means that it does not.
	Fail func(Container) int
}

// Republish is what publishing a published container again does. The documentation does not say.
type Republish int

// The ways of publishing again.
const (
	RepublishTwice   Republish = iota // a second post appears
	RepublishRefused                  // 24/2207008, as for a container that does not exist
	RepublishSame                     // the first post's id comes again
)

// TokenOptions say how tokens live.
type TokenOptions struct {
	// Wrapped answers the exchange of a code with {"data":[{…}]} instead of a flat object. Meta's pages show
	// both.
	Wrapped bool
	// Code is how long a code is good for; 0 means an hour.
	Code time.Duration
}

// A WebhookShape is the form in which an event other than a message arrives.
type WebhookShape int

// The forms that the documentation shows.
const (
	ShapeChanges WebhookShape = iota // entry[].changes[]{field,value}
	ShapeFlat                        // entry[].field and entry[].value, as for Instagram Login
)

// WebhookOptions are about the delivery of events.
type WebhookOptions struct {
	// Shape of comments and mentions that are sent for Instagram Login. For Facebook Login it is
	// [ShapeChanges] always.
	Shape WebhookShape
	// Wrapped puts the whole body into an array, as some samples show.
	Wrapped bool
	// PlainID names the id of a comment id with Facebook Login too. Its documentation says comment_id, that of
	// Instagram Login says id, and both have been seen.
	PlainID bool
	// Milliseconds writes entry.time in milliseconds; messages have that always.
	Milliseconds bool
}

// Traps switch on behaviour that has been seen in the field and that clients stumble over.
type Traps struct {
	// PageBlind is how long reads of a new container or media fail with code 100, subcode 33 if a Page token
	// asks; the user token sees it.
	PageBlind time.Duration
	// EmptyPages makes every n-th page of a list empty though there is a next one; ShortPages leaves half
	// of it out. 0 means never.
	EmptyPages, ShortPages int
	// OwnFromID puts the account's own id into "from" of its comments, instead of its Instagram-scoped id.
	OwnFromID bool
	// ScopedIDRefused refuses the id of /me in paths, where Instagram Login's user_id belongs.
	ScopedIDRefused bool
	// UpperDimensions writes breakdowns of media insights in capitals, as the table of the documentation
	// does and its samples do not.
	UpperDimensions bool
	// NoUsageHeaders leaves the usage headers out.
	NoUsageHeaders bool
	// SingleImages refuses messages with several images with subcode 2534068, as before May 2026.
	SingleImages bool
	// NoHumanAgent refuses the tag HUMAN_AGENT, as for apps without that feature.
	NoHumanAgent bool
}

// What stands behind zero options.
const (
	standardQuota      = 100
	standardContainers = 400
	standardHashtags   = 30
	standardPolls      = 2
	callsPerImpression = 4800
)

func (o Options) withDefaults() Options {
	o.Quota = cmp.Or(o.Quota, standardQuota)
	o.Containers = cmp.Or(o.Containers, standardContainers)
	o.Hashtags = cmp.Or(o.Hashtags, standardHashtags)
	o.FetchTimeout = cmp.Or(o.FetchTimeout, 10*time.Second)
	o.Tokens.Code = cmp.Or(o.Tokens.Code, time.Hour)
	if o.Processing.Polls == 0 && o.Processing.Duration == 0 {
		o.Processing.Polls = standardPolls
	}
	if o.Transport == nil {
		o.Transport = loopback{&http.Transport{}}
	}
	return o
}

func (o *Options) graphTraps() graphtest.Traps {
	return graphtest.Traps{
		EmptyPages: o.Traps.EmptyPages, ShortPages: o.Traps.ShortPages, NoUsageHeaders: o.Traps.NoUsageHeaders,
	}
}
