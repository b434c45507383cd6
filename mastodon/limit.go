package mastodon

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"github.com/relais-go/relais/internal/draft"
)

// Limits are what a server accepts, as data to check against before sending. The server has the last
// word. A limit of 0 means none.
type Limits struct {
	Counter       Counter // how MaxCharacters is counted
	MaxCharacters int     // of content warning and text together
	MaxMedia      int     // attachments: several images, or one video or audio

	Media    MediaLimits
	Poll     PollLimits
	Schedule ScheduleLimits
	Profile  ProfileLimits

	MaxReportComment int // characters
}

// MediaLimits bound an attachment.
type MediaLimits struct {
	MIMETypes      []string // empty: the server does not say
	MinDescription int      // characters of the description, 0 if it may be missing
	MaxDescription int      // characters
	ImageSize      int64    // bytes
	ImageMatrix    int64    // width × height in pixels
	VideoSize      int64    // bytes, also for audio
	VideoMatrix    int64    // width × height in pixels
	VideoFrameRate int      // per second
}

// PollLimits bound a poll.
type PollLimits struct {
	MinOptions          int
	MaxOptions          int
	MaxOptionCharacters int
	MinDuration         time.Duration
	MaxDuration         time.Duration
}

// ScheduleLimits bound scheduled statuses. A time in the past publishes at once on Mastodon and
// backdates on GoToSocial.
type ScheduleLimits struct {
	MinLead   time.Duration // from now
	MaxTotal  int           // waiting at one time
	MaxPerDay int
}

// ProfileLimits bound what a profile holds, in characters where nothing else is said.
type ProfileLimits struct {
	MaxDisplayName        int
	MaxNote               int
	MaxFields             int // number of fields
	MaxFieldName          int
	MaxFieldValue         int
	MaxPinned             int // number of statuses
	MaxFeaturedTags       int // number of hashtags
	MaxAttributionDomains int // number of domains
}

// DefaultLimits are those of a Mastodon server whose operator changed nothing.
// See https://docs.joinmastodon.org/entities/Instance/#configuration.
func DefaultLimits() Limits {
	return Limits{
		Counter:       Counter{URLLength: defaultURLLength},
		MaxCharacters: 500,
		MaxMedia:      4,
		Media: MediaLimits{
			MIMETypes: []string{
				"image/jpeg", "image/png", "image/gif", "image/heic", "image/heif", "image/webp", "image/avif",
				"video/webm", "video/mp4", "video/quicktime", "video/ogg", "video/x-ms-asf",
				"audio/wave", "audio/wav", "audio/x-wav", "audio/x-pn-wave", "audio/vnd.wave", "audio/ogg", "audio/vorbis",
				"audio/mpeg", "audio/mp3", "audio/webm", "audio/flac", "audio/aac", "audio/m4a", "audio/x-m4a", "audio/mp4", "audio/3gpp",
			},
			MaxDescription: 1500,
			ImageSize:      16 << 20,
			ImageMatrix:    33_177_600,
			VideoSize:      99 << 20,
			VideoMatrix:    8_294_400,
			VideoFrameRate: 120,
		},
		Poll: PollLimits{
			MinOptions:          2,
			MaxOptions:          4,
			MaxOptionCharacters: 50,
			MinDuration:         5 * time.Minute,
			MaxDuration:         2_629_746 * time.Second, // a mean month
		},
		Schedule: ScheduleLimits{MinLead: 5 * time.Minute, MaxTotal: 300, MaxPerDay: 25},
		Profile: ProfileLimits{
			MaxDisplayName: 30, MaxNote: 500, MaxFields: 4, MaxFieldName: 255, MaxFieldValue: 255,
			MaxPinned: 5, MaxFeaturedTags: 10, MaxAttributionDomains: 10,
		},
		MaxReportComment: 1000,
	}
}

// LimitsOf are the limits that a server states, completed by the defaults of its software. A nil
// Instance has [DefaultLimits].
func LimitsOf(i *Instance) Limits {
	l := DefaultLimits()
	if i == nil {
		return l
	}
	l.adapt(i.Software())
	c := &i.Configuration
	l.Counter.URLLength = stated(c.Statuses.CharactersReservedPerURL, l.Counter.URLLength)
	l.MaxCharacters = stated(c.Statuses.MaxCharacters, l.MaxCharacters)
	l.MaxMedia = stated(c.Statuses.MaxMediaAttachments, l.MaxMedia)
	l.Media.state(&c.MediaAttachments)
	l.Poll.state(&c.Polls)
	l.Profile.state(&c.Accounts)
	return l
}

// adapt changes the defaults to those of other software.
func (l *Limits) adapt(software string) {
	switch software {
	case "gotosocial":
		l.Counter.Method = CountRunes
		l.MaxCharacters = 5000
		l.MaxMedia, l.Poll.MaxOptions = 6, 6
		l.Media.ImageSize, l.Media.VideoSize = 40<<20, 40<<20
	case "akkoma", "pleroma":
		l.Counter.Method = CountGraphemes
		l.MaxMedia = 0
	default:
	}
}

func (l *MediaLimits) state(c *MediaConfiguration) {
	if len(c.SupportedMIMETypes) > 0 {
		l.MIMETypes = slices.Clone(c.SupportedMIMETypes)
	}
	l.MinDescription = stated(c.DescriptionMinimum, l.MinDescription)
	l.MaxDescription = stated(c.DescriptionLimit, l.MaxDescription)
	l.ImageSize = stated(c.ImageSizeLimit, l.ImageSize)
	l.ImageMatrix = stated(c.ImageMatrixLimit, l.ImageMatrix)
	l.VideoSize = stated(c.VideoSizeLimit, l.VideoSize)
	l.VideoMatrix = stated(c.VideoMatrixLimit, l.VideoMatrix)
	l.VideoFrameRate = stated(c.VideoFrameRateLimit, l.VideoFrameRate)
}

func (l *PollLimits) state(c *PollConfiguration) {
	l.MaxOptions = stated(c.MaxOptions, l.MaxOptions)
	l.MaxOptionCharacters = stated(c.MaxCharactersPerOption, l.MaxOptionCharacters)
	l.MinDuration = statedSeconds(c.MinExpiration, l.MinDuration)
	l.MaxDuration = statedSeconds(c.MaxExpiration, l.MaxDuration)
}

func (l *ProfileLimits) state(c *AccountConfiguration) {
	l.MaxDisplayName = stated(c.MaxDisplayNameLength, l.MaxDisplayName)
	l.MaxNote = stated(c.MaxNoteLength, l.MaxNote)
	l.MaxFields = stated(c.MaxProfileFields, l.MaxFields)
	l.MaxFieldName = stated(c.ProfileFieldNameLimit, l.MaxFieldName)
	l.MaxFieldValue = stated(c.ProfileFieldValueLimit, l.MaxFieldValue)
	l.MaxPinned = stated(c.MaxPinnedStatuses, l.MaxPinned)
	l.MaxFeaturedTags = stated(c.MaxFeaturedTags, l.MaxFeaturedTags)
}

// stated is what the server says, or the default if it says nothing that makes sense.
func stated[T int | int64](n Int, otherwise T) T { return cmp.Or(T(max(n, 0)), otherwise) }

// statedSeconds is stated for durations. A server without a limit may state more seconds than a
// Duration holds.
func statedSeconds(n Int, otherwise time.Duration) time.Duration {
	const most = Int(1<<63-1) / Int(time.Second)
	return cmp.Or(time.Duration(min(max(n, 0), most))*time.Second, otherwise)
}

// Accepts reports whether a file of this MIME type may be attached. Parameters of the type are ignored.
func (l *MediaLimits) Accepts(mimeType string) bool {
	return draft.Accepts(l.MIMETypes, mimeType)
}

// MaxSize is the largest size in bytes of a file of this MIME type.
func (l *MediaLimits) MaxSize(mimeType string) int64 {
	if strings.HasPrefix(strings.ToLower(mimeType), "image/") {
		return l.ImageSize
	}
	return l.VideoSize
}
