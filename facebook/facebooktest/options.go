package facebooktest

import (
	"net/http"
	"time"

	"github.com/relais-go/relais/internal/graph/graphtest"
	"github.com/relais-go/relais/internal/simulator"
)

// A ManualClock stands still until it is moved; its Now method is an [Options].Clock.
type ManualClock = simulator.ManualClock

// NewManualClock returns a clock that stands at start.
func NewManualClock(start time.Time) *ManualClock { return simulator.NewManualClock(start) }

// Options of a [Server]. The zero value behaves as the documentation says, without limits of calls and
// without oddities.
type Options struct {
	Clock   func() time.Time // nil means the system's
	Seed    uint64           // of ids and of the chance of faults; equal seeds give equal runs
	LogSize int              // requests kept in the record; 0 means 16,384
	// Version is the app's default for requests without a version, such as "v24.0"; "" means the newest.
	Version string
	// Transport fetches photos and videos from addresses and delivers webhooks; nil means
	// http.DefaultTransport.
	Transport http.RoundTripper

	Schedule Windows
	Video    VideoOptions
	Photo    PhotoOptions
	Messages MessageOptions
	Insights InsightOptions
	Limits   Limits
	Webhook  WebhookOptions
	Traps    Traps

	// AllowDuplicates takes a post whose content equals that of the newest one; otherwise it is refused with
	// code 506 within 24 hours.
	AllowDuplicates bool
	// ShortToken and LongToken are the lives of user tokens; 0 means 90 minutes and 60 days.
	ShortToken, LongToken time.Duration
	// CursorTTL is how long cursors of pages are good for; 0 means for ever.
	CursorTTL time.Duration
}

// Windows say how far ahead posts can be scheduled. Meta documents several ends for the feed.
type Windows struct {
	Earliest time.Duration // from now; 0 means 10 minutes
	Feed     time.Duration // of posts and photos; 0 means 30 days
	Videos   time.Duration // 0 means 180 days
	Reels    time.Duration // 0 means 29 days
}

// VideoOptions are about uploads and processing of videos, reels and video stories.
type VideoOptions struct {
	// Duration is how long a file is processed on the server's clock once it is complete and its upload is
	// finished. If it is 0, processing ends with the read of status number Polls+1, or after a minute.
	Duration time.Duration
	Polls    int // 0 means 1, negative none
	// Fail returns why processing of a video fails; "" lets it succeed. Nil means never. It must not call the
	// server.
	Fail func(Video) string
	// ChunkSize is what the classic chunked upload asks for at once; 0 means 1 MiB.
	ChunkSize int64
	// MaxSize of a video in bytes; 0 means 10 GB.
	MaxSize int64
	// ReelsPerDay that can be published within 24 hours; 0 means 30.
	ReelsPerDay int
	// ReelLimitCode is the code of the refusal, which is not documented; 0 means 613.
	ReelLimitCode int
}

// PhotoOptions are about photos.
type PhotoOptions struct {
	MaxSize int64         // in bytes; 0 means 10 MB
	TTL     time.Duration // of a photo that is not published; 0 means 24 hours
	// ScheduleAny lets posts be scheduled with photos that are not temporary.
	ScheduleAny bool
}

// MessageOptions are about private messages.
type MessageOptions struct {
	Window       time.Duration // for answers; 0 means 24 hours
	HumanAgent   time.Duration // with the tag HUMAN_AGENT; 0 means 7 days
	NoHumanAgent bool          // the app has not been reviewed for the tag
	PrivateReply time.Duration // after a comment; 0 means 7 days
	// OutsideSubcode goes with code 10 outside of the window; 0 means 2018278, and 2534022 is met too.
	OutsideSubcode int
}

// InsightOptions are about metrics.
type InsightOptions struct {
	MinLikes int      // that a page needs to have insights; 0 means 100, negative none
	Dead     []string // metrics that do not exist any more beside those that died by August 2026
	Extra    []string // further metrics, with the periods day, week, days_28 and lifetime
}

// Limits are allowances of calls. Zero means no end.
type Limits struct {
	AppCalls  int           // of an app for calls with its own or a person's token
	PageCalls int           // of a page for calls with its token
	Window    time.Duration // of both, rolling; 0 means an hour
	// Lengthen is added to the time of a refusal by every further call.
	Lengthen time.Duration
}

// WebhookOptions are about deliveries.
type WebhookOptions struct {
	Batch   int           // most updates in one delivery if several wait; 0 means 1
	Timeout time.Duration // of a delivery; 0 means 5 seconds
	Keep    time.Duration // how long what was not taken is kept for [Server.RetryWebhooks]; 0 means 36 hours
}

// Traps are oddities that have been seen in the field.
type Traps struct {
	EmptyPages     int           // every n-th page of a list is empty though there is a next one; 0 means never
	ShortPages     int           // every n-th page is short though there is a next one; 0 means never
	NoNestedNext   bool          // lists in expanded fields have cursors, but no address of the next page
	ListLag        time.Duration // new objects appear in lists so much later
	Misses         int           // reads of a new object that answer code 100, subcode 33
	NoUsageHeaders bool          // usage headers are missing
	// RefuseExpired refuses versions that have expired instead of serving them by the oldest that lives.
	RefuseExpired bool
	// IgnoreRemoved ignores the parameters date_format, debug, pretty and ids, which are refused otherwise.
	IgnoreRemoved bool
	// FullPostIDs gives the field post_id of videos with the page before it, as posts have it elsewhere.
	FullPostIDs bool
	// BytesTransferred spells bytes_transferred as the machine-readable lists do, not as the guides do.
	BytesTransferred bool
	// PhaseCompleted writes the status "completed" of a phase instead of "complete".
	PhaseCompleted bool
}

func (o Options) withDefaults() Options {
	for d, standard := range map[*time.Duration]time.Duration{
		&o.Schedule.Earliest: 10 * time.Minute, &o.Schedule.Feed: 30 * day, &o.Schedule.Videos: 180 * day,
		&o.Schedule.Reels: 29 * day, &o.Photo.TTL: day, &o.Messages.Window: day, &o.Messages.HumanAgent: 7 * day,
		&o.Messages.PrivateReply: 7 * day,
	} {
		if *d == 0 {
			*d = standard
		}
	}
	for n, standard := range map[*int]int{
		&o.Video.Polls: 1, &o.Video.ReelsPerDay: 30, &o.Video.ReelLimitCode: 613, &o.Insights.MinLikes: 100,
		&o.Messages.OutsideSubcode: 2018278,
	} {
		if *n == 0 {
			*n = standard
		}
	}
	for n, standard := range map[*int64]int64{&o.Video.ChunkSize: 1 << 20, &o.Video.MaxSize: 10 << 30, &o.Photo.MaxSize: 10 << 20} {
		if *n == 0 {
			*n = standard
		}
	}
	return o
}

const day = 24 * time.Hour

func (o *Options) graph() *graphtest.Options {
	g := &graphtest.Options{
		Clock: o.Clock, Seed: o.Seed, LogSize: o.LogSize, Transport: o.Transport, CursorTTL: o.CursorTTL,
		Lag: o.Traps.ListLag, Misses: o.Traps.Misses, IgnoreRemoved: o.Traps.IgnoreRemoved,
		Limits: graphtest.Limits{
			App:      graphtest.Allowance{Calls: o.Limits.AppCalls, Per: o.Limits.Window},
			Asset:    graphtest.Allowance{Calls: o.Limits.PageCalls, Per: o.Limits.Window},
			Lengthen: o.Limits.Lengthen,
		},
		Traps: graphtest.Traps{
			EmptyPages: o.Traps.EmptyPages, ShortPages: o.Traps.ShortPages, NoNestedNext: o.Traps.NoNestedNext,
			NewVersionsFail: o.Traps.RefuseExpired, NoUsageHeaders: o.Traps.NoUsageHeaders,
		},
		Webhook: graphtest.WebhookOptions{Batch: o.Webhook.Batch, Timeout: o.Webhook.Timeout, Keep: o.Webhook.Keep},
		Tokens:  graphtest.TokenOptions{Short: o.ShortToken, Long: o.LongToken},
	}
	if v, ok := graphtest.ParseVersion(o.Version); ok {
		g.Version = v
	}
	return g
}
