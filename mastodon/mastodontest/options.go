package mastodontest

import (
	"time"

	"github.com/relais-go/relais/internal/simulator"
)

// A Flavour is a server software with its habits.
type Flavour int

// The flavours.
const (
	// Mastodon is a current release: 4.6.4, API version 11.
	Mastodon Flavour = iota
	// OldMastodon is 3.5: the v1 instance description only, no OAuth metadata and no PKCE, no grouped
	// notifications, quotes, batch reads or media deletion.
	OldMastodon
	// GoToSocial is 0.20: ULIDs, WebSocket streams only, no honoured Idempotency-Key, 400 where Mastodon
	// answers 422, synchronous media, 5000 characters counted as runes.
	GoToSocial
)

// A ManualClock stands still until it is moved; hand its Now method to [Options].
type ManualClock = simulator.ManualClock

// NewManualClock returns a clock that stands at start.
func NewManualClock(start time.Time) *ManualClock { return simulator.NewManualClock(start) }

// Options of a server. A nil *Options is the zero value: a current Mastodon with its usual limits.
type Options struct {
	Flavour Flavour
	Domain  string           // of the server's accounts and links; "" means "mastodon.example"
	Title   string           // "" means "Simulated"
	Version string           // advertised software version; "" means the flavour's
	API     int              // api_versions.mastodon; 0 means the flavour's (11 or none)
	Clock   func() time.Time // nil means time.Now
	Seed    uint64           // of the chance in faults

	Limits     *Limits     // of posts; nil means the flavour's
	RateLimits *RateLimits // nil means the flavour's; see [NoLimits]
	Media      MediaProcessing

	Heartbeat time.Duration // between heartbeats of an event stream; 0 means 15 s
	Ping      time.Duration // between pings of a WebSocket; 0 means 30 s

	// IgnoreIdempotencyKey makes every request a new post.
	IgnoreIdempotencyKey bool
	// IdempotencyBug answers 500 to a repeated Idempotency-Key although the post exists, as the first
	// releases of 4.6 did.
	IdempotencyBug bool
	// AdvertiseWSS announces the streaming host as wss://Domain, and links of lists with https://Domain,
	// although the server is reached elsewhere, as a server behind a proxy does.
	AdvertiseWSS bool
	// StreamingURL is announced as the streaming host instead of the one that the request came to.
	StreamingURL string
	// WhitelistMode answers 401 to reads without a user token, the description of the server included.
	WhitelistMode bool
	// NoSSE answers 404 to event streams, so that only WebSocket is left. GoToSocial implies it.
	NoSSE bool
	// NoTranslation answers 404 to translations, as a server without a translation backend does.
	NoTranslation bool
	// NoMetadata answers 404 to /.well-known/oauth-authorization-server. The other flavours imply it.
	NoMetadata bool
	// CacheTimelines is how many times the home timeline answers 206 before it is complete.
	CacheTimelines int
}

// Limits of what can be posted.
type Limits struct {
	MaxCharacters    int
	MaxAttachments   int
	CharactersPerURL int
	Description      int   // characters of an alt text
	ImageSize        int64 // bytes
	VideoSize        int64 // bytes; also of audio
	PollOptions      int
	PollOptionLength int
	PollMinExpiry    time.Duration
	PollMaxExpiry    time.Duration
	PinnedStatuses   int
	ScheduledTotal   int
	ScheduledPerDay  int
	ScheduleAhead    time.Duration // how far in the future a scheduled post must lie
}

// DefaultLimits are the ones of a server that has not been configured otherwise.
func DefaultLimits(f Flavour) *Limits {
	l := &Limits{
		MaxCharacters: 500, MaxAttachments: 4, CharactersPerURL: 23, Description: 1500,
		ImageSize: 16 << 20, VideoSize: 99 << 20,
		PollOptions: 4, PollOptionLength: 50, PollMinExpiry: 300 * time.Second, PollMaxExpiry: 2629746 * time.Second,
		PinnedStatuses: 5, ScheduledTotal: 300, ScheduledPerDay: 25, ScheduleAhead: 5 * time.Minute,
	}
	if f == GoToSocial {
		l.MaxCharacters, l.MaxAttachments, l.CharactersPerURL = 5000, 6, 25
		l.ImageSize, l.VideoSize = 40<<20, 40<<20
		l.PollOptions = 6
	}
	return l
}

// MediaProcessing says how long video and audio are processed after the upload. Images are ready at once.
type MediaProcessing struct {
	// Polls is how many reads of an attachment answer 206 before it is ready.
	Polls int
	// Duration is how long an attachment is processed on the server's clock. With both set, both must have
	// passed. With both zero, two polls.
	Duration time.Duration
	// Fail decides by name and content type that processing fails: reads answer 422. Images fail with 500
	// at the upload.
	Fail func(name, contentType string) bool
}

func (o Options) withDefaults() Options {
	if o.Domain == "" {
		o.Domain = "mastodon.example"
	}
	if o.Title == "" {
		o.Title = "Simulated"
	}
	if o.Limits == nil {
		o.Limits = DefaultLimits(o.Flavour)
	}
	if o.RateLimits == nil {
		o.RateLimits = DefaultRateLimits(o.Flavour)
	}
	if o.Heartbeat == 0 {
		o.Heartbeat = 15 * time.Second
	}
	if o.Ping == 0 {
		o.Ping = 30 * time.Second
	}
	if o.Media.Polls == 0 && o.Media.Duration == 0 {
		o.Media.Polls = 2
	}
	return o.withFlavour()
}

func (o Options) withFlavour() Options {
	version := "4.6.4"
	switch o.Flavour {
	case Mastodon:
		if o.API == 0 {
			o.API = 11
		}
	case OldMastodon:
		version = "3.5.19"
		o.NoMetadata = true
	case GoToSocial:
		version = "0.20.0+git-57cb4fe"
		o.NoMetadata, o.NoSSE, o.IgnoreIdempotencyKey = true, true, true
	}
	if o.Version == "" {
		o.Version = version
	}
	return o
}
