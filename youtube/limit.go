package youtube

import (
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/relais-go/relais/internal/draft"
	"github.com/relais-go/relais/social"
)

// Limits are what YouTube takes from a channel, as data to check against before sending. YouTube has the last word.
type Limits struct {
	MaxTitle       int // characters
	MaxDescription int // bytes of UTF-8, not characters
	MaxTags        int // characters together: see [CountTags]
	MaxComment     int // characters
	MaxCaptionName int // characters

	MaxPlaylistTitle       int // characters
	MaxPlaylistDescription int // characters
	MaxChannelDescription  int // characters

	Video     FileLimit
	Thumbnail FileLimit
	Caption   FileLimit
	Banner    FileLimit

	MaxDuration time.Duration // of a video
	MinAhead    time.Duration // of a scheduled video
}

// A FileLimit bounds a file.
type FileLimit struct {
	Types    []string // MIME types, or "video/*"
	MaxBytes int64
}

// Accepts reports whether a file of this MIME type may be uploaded. Parameters of the type are ignored, and a type
// that is not known is left to YouTube.
func (l *FileLimit) Accepts(mimeType string) bool {
	return mimeType == "" || draft.Accepts(l.Types, mimeType)
}

// shortUpload is how long the videos of a channel may be that has not given a phone number.
const shortUpload = 15 * time.Minute

// DefaultLimits are those of a channel that may upload long videos.
// See https://developers.google.com/youtube/v3/docs/videos and https://developers.google.com/youtube/v3/docs/thumbnails/set.
func DefaultLimits() Limits {
	const mb, gb = 1 << 20, 1 << 30
	pictures := []string{"image/jpeg", "image/png", "application/octet-stream"}
	return Limits{
		MaxTitle: 100, MaxDescription: 5000, MaxTags: 500, MaxComment: 10_000, MaxCaptionName: 150,
		MaxPlaylistTitle: 150, MaxPlaylistDescription: 5000, MaxChannelDescription: 1000,
		Video:       FileLimit{Types: []string{"video/*", "application/octet-stream"}, MaxBytes: 256 * gb},
		Thumbnail:   FileLimit{Types: pictures, MaxBytes: 50 * mb},
		Caption:     FileLimit{MaxBytes: 100 * mb},
		Banner:      FileLimit{Types: pictures, MaxBytes: 6 * mb},
		MaxDuration: 12 * time.Hour,
		MinAhead:    time.Minute,
	}
}

// LimitsOf are the limits of a channel, which must have been read with its own token and [ChannelPartStatus]. A nil
// channel has [DefaultLimits].
func LimitsOf(ch *Channel) Limits {
	l := DefaultLimits()
	if ch != nil && ch.Status != nil {
		if u := ch.Status.LongUploads; u == LongUploadsEligible || u == LongUploadsDisallowed {
			l.MaxDuration = shortUpload
		}
	}
	return l
}

// CountTags measures tags as YouTube does: all of them in one line with commas between them, those that hold a space
// in quotes. See https://developers.google.com/youtube/v3/docs/videos#snippet.tags[].
func CountTags(tags []string) int {
	n := max(len(tags)-1, 0)
	for _, t := range tags {
		n += utf8.RuneCountInString(t)
		if strings.ContainsRune(t, ' ') {
			n += 2
		}
	}
	return n
}

// portable turns the limits into the form that all networks share.
func (l *Limits) portable() *social.Limits {
	return &social.Limits{
		Text: l.MaxDescription, Count: func(text string) int { return len(text) }, Title: l.MaxTitle, Items: 1,
		Media: []social.MediaLimit{{
			Types: slices.Clone(l.Video.Types), Bytes: l.Video.MaxBytes, Items: 1, MaxDuration: l.MaxDuration,
		}},
		Schedule: social.ScheduleLimit{MinAhead: l.MinAhead},
		Compose:  describe, Keywords: l.MaxTags, CountKeywords: CountTags,
		Comment: &social.Limits{Text: l.MaxComment, Count: utf8.RuneCountInString, Compose: describe},
	}
}
