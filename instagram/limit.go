package instagram

import (
	"regexp"
	"time"
	"unicode/utf8"

	"github.com/relais-go/relais/social"
)

// Surface is a place on Instagram that something is published to. Each has its own rules.
type Surface string

// Surfaces.
const (
	SurfacePhoto    Surface = "photo"    // one photo
	SurfaceReel     Surface = "reel"     // one video: Instagram makes a reel of each
	SurfaceCarousel Surface = "carousel" // 2 to 10 photos and videos
	SurfaceStory    Surface = "story"    // one photo or video that shows for a day
)

// Limits are what Instagram takes, as data to check against before sending. Put your own into [Config].Limits where it
// turned out to take more or less. 0 means no limit.
type Limits struct {
	MaxCaption       int // characters
	MaxHashtags      int
	MaxMentions      int
	MaxAltText       int // characters
	MinCarousel      int
	MaxCarousel      int
	MaxCollaborators int
	MaxUserTags      int
	MaxSponsors      int

	MaxComment         int // characters
	MaxCommentHashtags int
	MaxCommentLinks    int
	MaxMessage         int // bytes of UTF-8

	ConversationCalls int // reads of private messages in a second
	MaxLikes          int // likes given and taken back in five seconds; beyond it Instagram takes none for an hour

	Image      MediaLimit
	Reel       MediaLimit
	StoryImage MediaLimit
	StoryVideo MediaLimit
	Cover      MediaLimit

	MaxHashtagSearches int // different ones in seven days

	ContainerLife time.Duration // after which what was not published is gone
	PrivateReply  time.Duration // how long after a comment it can be answered in private
}

// MediaLimit bounds one file.
type MediaLimit struct {
	Types       []string // MIME types
	MaxBytes    int64
	MaxWidth    int     // pixels
	MinRatio    float64 // width ÷ height
	MaxRatio    float64
	MinDuration time.Duration
	MaxDuration time.Duration
	MinRate     float64 // frames per second
	MaxRate     float64
}

// DefaultLimits are the limits that Instagram documents. See
// https://developers.facebook.com/docs/instagram-platform/instagram-graph-api/reference/ig-user/media and
// https://developers.facebook.com/docs/instagram-platform/content-publishing.
func DefaultLimits() Limits {
	const mib = 1 << 20
	jpeg := []string{"image/jpeg"}
	films := []string{"video/mp4", "video/quicktime"}
	return Limits{
		MaxCaption: 2200, MaxHashtags: 30, MaxMentions: 20, MaxAltText: 1000, MinCarousel: 2, MaxCarousel: 10,
		MaxCollaborators: 3, MaxUserTags: 20, MaxSponsors: 2,
		MaxComment: 300, MaxCommentHashtags: 4, MaxCommentLinks: 1, MaxMessage: 1000,
		ConversationCalls: 2, MaxLikes: 50,
		Image:      MediaLimit{Types: jpeg, MaxBytes: 8 * mib, MinRatio: 4.0 / 5, MaxRatio: 1.91},
		Reel:       MediaLimit{Types: films, MaxBytes: 300 * mib, MaxWidth: 1920, MinRatio: 0.01, MaxRatio: 10, MinDuration: 3 * time.Second, MaxDuration: 15 * time.Minute, MinRate: 23, MaxRate: 60},
		StoryImage: MediaLimit{Types: jpeg, MaxBytes: 8 * mib},
		StoryVideo: MediaLimit{Types: films, MaxBytes: 100 * mib, MaxWidth: 1920, MinRatio: 0.1, MaxRatio: 10, MinDuration: 3 * time.Second, MaxDuration: 60 * time.Second, MinRate: 23, MaxRate: 60},
		Cover:      MediaLimit{Types: jpeg, MaxBytes: 8 * mib},

		MaxHashtagSearches: 30,

		ContainerLife: 24 * time.Hour,
		PrivateReply:  7 * 24 * time.Hour,
	}
}

// Count is how Instagram counts the length of a caption: in characters of Unicode.
func Count(text string) int { return utf8.RuneCountInString(text) }

// What Instagram would link.
var (
	hashtagPattern = regexp.MustCompile(`(?:^|[^\p{L}\p{N}_&/])[#＃][\p{L}\p{N}_]+`)
	mentionPattern = regexp.MustCompile(`(?:^|[^\p{L}\p{N}_.])@[A-Za-z0-9_.]+`)
	linkPattern    = regexp.MustCompile(`(?i)\bhttps?://|\bwww\.`)
)

func hashtags(text string) int { return len(hashtagPattern.FindAllStringIndex(text, -1)) }

func mentions(text string) int { return len(mentionPattern.FindAllStringIndex(text, -1)) }

func links(text string) int { return len(linkPattern.FindAllStringIndex(text, -1)) }

// portable turns the limits into the form that all networks share.
func (l *Limits) portable() *social.Limits {
	media := func(m *MediaLimit, items int) social.MediaLimit {
		return social.MediaLimit{
			Types: m.Types, Bytes: m.MaxBytes, Items: items, MinDuration: m.MinDuration, MaxDuration: m.MaxDuration, FrameRate: m.MaxRate,
		}
	}
	return &social.Limits{
		Text: l.MaxCaption, Count: Count, AltText: l.MaxAltText, Tags: l.MaxHashtags, Items: l.MaxCarousel,
		Mentions: l.MaxMentions, Compose: compose,
		Media: []social.MediaLimit{media(&l.Image, l.MaxCarousel), media(&l.Reel, l.MaxCarousel)},
		Comment: &social.Limits{
			Text: l.MaxComment, Count: Count, Tags: l.MaxCommentHashtags, Links: l.MaxCommentLinks, Compose: compose,
		},
	}
}

// surfaceOf tells where a draft goes.
func surfaceOf(d *social.Draft) Surface {
	switch {
	case d.Format == social.FormatStory:
		return SurfaceStory
	case len(d.Media) > 1:
		return SurfaceCarousel
	case d.Format == social.FormatReel, len(d.Media) == 1 && isVideo(d.Media[0]):
		return SurfaceReel
	default:
		return SurfacePhoto
	}
}

// media is what a surface takes of a file.
func (l *Limits) media(s Surface, video bool) *MediaLimit {
	switch {
	case s == SurfaceStory && video:
		return &l.StoryVideo
	case s == SurfaceStory:
		return &l.StoryImage
	case video || s == SurfaceReel:
		return &l.Reel
	default:
		return &l.Image
	}
}
