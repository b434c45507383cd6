package facebook

import (
	"time"
	"unicode/utf8"

	"github.com/relais-go/relais/social"
)

// Surface is a place on Facebook that something is published to. Each has its own rules.
type Surface string

// Surfaces.
const (
	SurfaceFeed       Surface = "feed"        // text, link, several photos
	SurfacePhoto      Surface = "photo"       // one photo
	SurfaceVideo      Surface = "video"       // one video
	SurfaceReel       Surface = "reel"        // one upright video
	SurfacePhotoStory Surface = "photo story" // shows for a day
	SurfaceVideoStory Surface = "video story" // shows for a day
)

// Limits are what Facebook takes, as data to check against before sending. The API tells none of them, and its pages
// contradict each other in places; put your own into [Config].Limits where Facebook turned out to take more or less.
// 0 means no limit.
type Limits struct {
	MaxText    int // characters of a post
	MaxComment int // characters
	MaxMessage int // characters of a private message
	MaxTitle   int // characters of a video's title
	MaxAltText int // characters
	MaxPhotos  int // in one post; Facebook names no number

	MaxPresetText int // characters of a text on a background

	Photo      MediaLimit
	Video      MediaLimit
	Reel       MediaLimit
	StoryPhoto MediaLimit
	StoryVideo MediaLimit
	Thumbnail  MediaLimit

	MessageFile MediaLimit // of a private message

	MinAhead time.Duration             // how far ahead anything is scheduled at least
	MaxAhead map[Surface]time.Duration // and at most; surfaces that are missing cannot be scheduled

	PrivateReply time.Duration // how long after a comment it can be answered in private
	ReelsPerDay  int           // by the API, in any 24 hours
}

// MediaLimit bounds one file.
type MediaLimit struct {
	Types       []string // MIME types
	MaxBytes    int64
	MinWidth    int // pixels
	MinHeight   int // pixels
	MinDuration time.Duration
	MaxDuration time.Duration
	MinRate     float64 // frames per second
	MaxRate     float64
	MinRatio    float64 // width ÷ height
	MaxRatio    float64
}

// DefaultLimits are the limits that Facebook documents, and where it documents two the larger one. See
// https://developers.facebook.com/docs/graph-api/reference/page/photos/,
// https://developers.facebook.com/docs/video-api/guides/reels-publishing,
// https://developers.facebook.com/docs/page-stories-api/ and
// https://developers.facebook.com/docs/graph-api/reference/page/feed/.
func DefaultLimits() Limits {
	const (
		day = 24 * time.Hour
		mib = 1 << 20
		gib = 1 << 30
	)
	photos := []string{"image/jpeg", "image/png", "image/gif", "image/bmp", "image/tiff"}
	videos := []string{"video/*"}
	films := []string{"video/mp4", "video/quicktime"}
	return Limits{
		MaxText: 63206, MaxComment: 8000, MaxMessage: 2000, MaxTitle: 255, MaxAltText: 1000, MaxPresetText: 130,
		Photo:      MediaLimit{Types: photos, MaxBytes: 10 * mib},
		Video:      MediaLimit{Types: videos, MaxBytes: 10 * gib, MaxDuration: 4 * time.Hour},
		Reel:       MediaLimit{Types: films, MinWidth: 540, MinHeight: 960, MinDuration: 3 * time.Second, MaxDuration: 90 * time.Second, MinRate: 23, MaxRate: 60, MaxRatio: 1},
		StoryPhoto: MediaLimit{Types: photos, MaxBytes: 10 * mib},
		StoryVideo: MediaLimit{Types: films, MinDuration: 3 * time.Second, MaxDuration: 90 * time.Second, MaxRatio: 1},
		Thumbnail:  MediaLimit{Types: photos, MaxBytes: 10 * mib},

		MessageFile: MediaLimit{MaxBytes: 25 * mib},

		MinAhead: 10*time.Minute + time.Minute, // the request takes time, and clocks differ
		MaxAhead: map[Surface]time.Duration{
			SurfaceFeed: 75 * day, SurfacePhoto: 75 * day, SurfaceVideo: 183 * day, SurfaceReel: 29 * day,
		},
		PrivateReply: 7 * day,
		ReelsPerDay:  30,
	}
}

// Count is how Facebook counts the length of a text: in characters of Unicode.
func Count(text string) int { return utf8.RuneCountInString(text) }

// portable turns the limits into the form that all networks share.
func (l *Limits) portable() *social.Limits {
	media := func(m *MediaLimit, items int) social.MediaLimit {
		return social.MediaLimit{
			Types: m.Types, Bytes: m.MaxBytes, Items: items, MinDuration: m.MinDuration, MaxDuration: m.MaxDuration, FrameRate: m.MaxRate,
		}
	}
	return &social.Limits{
		Text: l.MaxText, Count: Count, Title: l.MaxTitle, AltText: l.MaxAltText, Items: l.MaxPhotos,
		Media:    []social.MediaLimit{media(&l.Photo, l.MaxPhotos), media(&l.Video, 1)},
		Schedule: social.ScheduleLimit{MinAhead: l.MinAhead, MaxAhead: l.MaxAhead[SurfaceFeed]},
		Compose:  compose,
		Reserved: l.reserved,
		Comment: &social.Limits{
			Text: l.MaxComment, Count: Count, Compose: composeComment, Items: 1, Media: []social.MediaLimit{media(&l.Photo, 1)},
		},
	}
}

// reserved is what a text on a background may not have of the room of others.
func (l *Limits) reserved(d *social.Draft) int {
	if e := social.ExtraOf[*Extra](d); e != nil && e.Background != "" && l.MaxText > l.MaxPresetText {
		return l.MaxText - l.MaxPresetText
	}
	return 0
}

// surfaceOf tells where a draft goes.
func surfaceOf(d *social.Draft) Surface {
	video := len(d.Media) > 0 && isVideo(d.Media[0])
	switch {
	case d.Format == social.FormatStory && video:
		return SurfaceVideoStory
	case d.Format == social.FormatStory:
		return SurfacePhotoStory
	case d.Format == social.FormatReel:
		return SurfaceReel
	case video:
		return SurfaceVideo
	case len(d.Media) == 1:
		return SurfacePhoto
	default:
		return SurfaceFeed
	}
}

// media is what the surface takes of a file.
func (l *Limits) media(s Surface) *MediaLimit {
	switch s {
	case SurfaceVideo:
		return &l.Video
	case SurfaceReel:
		return &l.Reel
	case SurfacePhotoStory:
		return &l.StoryPhoto
	case SurfaceVideoStory:
		return &l.StoryVideo
	default:
		return &l.Photo
	}
}
