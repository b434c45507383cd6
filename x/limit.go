package x

import (
	"time"

	"github.com/relais-go/relais/internal/draft"
)

// Limits are what X takes from an account, as data to check against before sending. X has the last word. A
// limit of 0 means none, or none that X tells of.
type Limits struct {
	Counter  Counter       // how MaxText is counted
	MaxText  int           // of a post
	MaxEdits int           // of one post
	EditTime time.Duration // after publishing

	MaxMedia    int // files in a post: so many photos, or one GIF, or one film
	MaxAltText  int // characters
	MaxTagged   int // accounts tagged in the media of a post
	MaxCashtags int // in a post

	Poll PollLimits
	DM   DMLimits
	List ListLimits

	premium bool // longer films
}

// PollLimits bound a poll. A poll excludes media and quotes.
type PollLimits struct {
	MinOptions    int
	MaxOptions    int
	MaxOptionText int // characters
	MinDuration   time.Duration
	MaxDuration   time.Duration
}

// DMLimits bound private messages.
type DMLimits struct {
	MaxText  int // characters; known from the first API only
	MaxMedia int
	MinGroup int           // other participants of a group
	MaxGroup int           // other participants of a group
	History  time.Duration // how far back messages can be read
}

// ListLimits bound lists.
type ListLimits struct {
	MaxName        int // characters
	MaxDescription int // characters
}

// A MediaLimit bounds one file.
type MediaLimit struct {
	Types       []string // MIME types
	MaxBytes    int64
	MaxWidth    int // pixels
	MaxHeight   int // pixels
	MaxFrames   int
	MaxPixels   int64 // width × height × frames
	MinDuration time.Duration
	MaxDuration time.Duration
	FrameRate   int     // per second, at most
	MaxRatio    float64 // of the longer side to the shorter one
	MaxItems    int     // of this category in one post or message
}

// DefaultLimits are those of an account without Premium. See https://docs.x.com/fundamentals/counting-characters,
// https://docs.x.com/x-api/posts/create-post and https://docs.x.com/x-api/media/quickstart/best-practices.
func DefaultLimits() Limits {
	return Limits{
		MaxText:  280,
		MaxMedia: 4, MaxAltText: 1000, MaxTagged: 10, MaxCashtags: 1,
		Poll: PollLimits{MinOptions: 2, MaxOptions: 4, MaxOptionText: 25, MinDuration: 5 * time.Minute, MaxDuration: 7 * 24 * time.Hour},
		DM:   DMLimits{MaxText: 10_000, MaxMedia: 1, MinGroup: 2, MaxGroup: 49, History: 30 * 24 * time.Hour},
		List: ListLimits{MaxName: 25, MaxDescription: 100},
	}
}

// LimitsOf are the limits of an account, which must have been read with its own token and
// [UserFieldSubscriptionType]: X tells it to nobody else. Without that field the check mark decides, since
// whoever has a blue one pays for it. A nil user has [DefaultLimits].
func LimitsOf(u *User) Limits {
	l := DefaultLimits()
	if u == nil {
		return l
	}
	paid, premium := false, false
	switch u.SubscriptionType {
	case SubscriptionNone:
	case "":
		paid = u.Verified
		premium = u.Verified
	case SubscriptionBasic:
		paid = true
	default:
		paid, premium = true, true
	}
	if paid {
		l.MaxText = 25_000
		l.MaxEdits, l.EditTime = 5, time.Hour
	}
	l.premium = premium
	return l
}

// Media bounds a file of the given category. Of an unknown category nothing is known.
func (l *Limits) Media(c MediaCategory) MediaLimit {
	const mb, gb = 1_000_000, 1_000_000_000
	switch c {
	case CategoryPostImage, CategoryDMImage:
		m := MediaLimit{Types: []string{"image/jpeg", "image/png", "image/webp", "image/gif", "image/bmp", "image/tiff", "image/pjpeg"}, MaxBytes: 5 * mb, MaxItems: 4}
		if c == CategoryDMImage {
			m.MaxItems = 1
		}
		return m
	case CategoryPostGIF, CategoryDMGIF:
		return MediaLimit{Types: []string{"image/gif"}, MaxBytes: 15 * mb, MaxWidth: 1280, MaxHeight: 1080, MaxFrames: 350, MaxPixels: 300_000_000, MaxItems: 1}
	case CategoryPostVideo, CategoryAmplifyVideo:
		m := film(8*gb, 20*time.Minute)
		if l.premium {
			m.MaxBytes, m.MaxDuration = 16*gb, 125*time.Minute
		}
		return m
	case CategoryDMVideo:
		m := film(512*mb, 140*time.Second)
		if l.premium {
			m.MaxBytes, m.MaxDuration = 1*gb, 10*time.Minute
		}
		return m
	case CategorySubtitles:
		return MediaLimit{Types: []string{"text/srt", "text/vtt"}}
	default:
		return MediaLimit{}
	}
}

func film(size int64, length time.Duration) MediaLimit {
	return MediaLimit{
		Types:    []string{"video/mp4", "video/quicktime", "video/webm", "video/mp2t"},
		MaxBytes: size, MinDuration: 500 * time.Millisecond, MaxDuration: length, FrameRate: 60, MaxRatio: 3, MaxItems: 1,
	}
}

// Accepts reports whether a file of this MIME type may be uploaded. Parameters of the type are ignored.
func (m *MediaLimit) Accepts(mimeType string) bool {
	return draft.Accepts(m.Types, mimeType)
}

// A StreamLimit bounds what a plan may listen to.
// See https://docs.x.com/x-api/posts/filtered-stream/introduction and https://docs.x.com/x-api/activity/introduction.
type StreamLimit struct {
	Connections   int // at once, of the filtered stream
	Rules         int
	RuleLength    int // characters
	Subscriptions int // to activity
}

// StreamLimits are those of the plan.
func (p Plan) StreamLimits() StreamLimit {
	if p == PlanEnterprise {
		return StreamLimit{Connections: 2, Rules: 25_000, RuleLength: 2048, Subscriptions: 75_000}
	}
	return StreamLimit{Connections: 1, Rules: 1000, RuleLength: 1024, Subscriptions: 1500}
}
