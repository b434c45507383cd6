package linkedin

import (
	"slices"
	"time"

	"github.com/relais-go/relais/internal/draft"
	"github.com/relais-go/relais/social"
)

// Limits are what LinkedIn takes, as data to check against before sending. LinkedIn has the last word. Characters are
// UTF-16 code units, as [Client.Limits] counts them; the escapes of little text are not counted.
type Limits struct {
	MaxText        int // characters of a post, as people read it
	MaxComment     int // characters
	MaxTitle       int // characters of the title of a link, document or video
	MaxDescription int // characters of the description of a link
	MaxAltText     int // characters
	MaxImages      int // of a post
	MaxPixels      int // of an image, width × height

	MaxQuestion int // characters of a poll's question
	MaxOption   int // characters of one of its options
	MaxOptions  int

	Image    FileLimit
	Video    FileLimit
	Document FileLimit
	Captions FileLimit

	MinDuration, MaxDuration time.Duration // of a video
	MaxRatio                 float64       // of the longer side of a video to the shorter
}

// A FileLimit bounds a file.
type FileLimit struct {
	Types              []string // MIME types
	MinBytes, MaxBytes int64    // 0: not bounded, or not documented
}

// Accepts reports whether a file of this MIME type may be uploaded. Parameters of the type are ignored, and a type that
// is not known is left to LinkedIn.
func (l *FileLimit) Accepts(mimeType string) bool {
	return mimeType == "" || draft.Accepts(l.Types, mimeType)
}

func documentTypes() []string {
	return []string{
		"application/pdf", "application/msword", "application/vnd.ms-powerpoint",
		"application/vnd.openxmlformats-officedocument.wordprocessingml.document",
		"application/vnd.openxmlformats-officedocument.presentationml.presentation",
	}
}

// DefaultLimits are those that LinkedIn publishes, and for comments what it has been seen to take.
// See https://learn.microsoft.com/en-us/linkedin/marketing/community-management/shares/posts-api and the pages of images,
// videos, documents and polls beside it.
func DefaultLimits() Limits {
	const kb, mb = 1 << 10, 1 << 20
	return Limits{
		MaxText: 3000, MaxComment: 1250, MaxTitle: 400, MaxDescription: 4086, MaxAltText: 4086, MaxImages: 20, MaxPixels: 36_152_319,
		MaxQuestion: 140, MaxOption: 30, MaxOptions: 4,
		Image:       FileLimit{Types: []string{"image/jpeg", "image/png", "image/gif"}},
		Video:       FileLimit{Types: []string{"video/mp4"}, MinBytes: 75 * kb, MaxBytes: 500 * mb},
		Document:    FileLimit{Types: documentTypes(), MaxBytes: 100 * mb},
		Captions:    FileLimit{Types: []string{"application/x-subrip", "text/srt", "text/plain", "application/octet-stream"}},
		MinDuration: 3 * time.Second, MaxDuration: 30 * time.Minute, MaxRatio: 2.4,
	}
}

// Durations of polls; of those between, LinkedIn takes three and seven days only.
const (
	shortestPoll = 24 * time.Hour
	longestPoll  = 14 * 24 * time.Hour
)

// portable turns the limits into the form that all networks share.
func (l *Limits) portable() *social.Limits {
	return &social.Limits{
		Text: l.MaxText, Count: units, Title: l.MaxTitle, AltText: l.MaxAltText, Items: l.MaxImages,
		Media: []social.MediaLimit{
			{Types: slices.Clone(l.Image.Types), Bytes: l.Image.MaxBytes, Items: l.MaxImages, Pixels: int64(l.MaxPixels)},
			{
				Types: slices.Clone(l.Video.Types), Bytes: l.Video.MaxBytes, Items: 1,
				MinDuration: l.MinDuration, MaxDuration: l.MaxDuration,
			},
			{Types: slices.Clone(l.Document.Types), Bytes: l.Document.MaxBytes, Items: 1},
		},
		Poll:       l.poll(),
		CountPlain: units, Compose: compose, Whole: mentionWords,
		Comment: &social.Limits{Text: l.MaxComment, Count: units, Compose: composeAnswer, Whole: mentionWords},
	}
}

// mentionWords are the mentions of a draft as they stand in its text.
func mentionWords(d *social.Draft) []string {
	var all []string
	for _, m := range extraOf(d).Mentions {
		all = append(all, "@"+m.Text)
	}
	return all
}

func (l *Limits) poll() social.PollLimit {
	return social.PollLimit{Options: l.MaxOptions, OptionText: l.MaxOption, MinDuration: shortestPoll, MaxDuration: longestPoll}
}

// limits are those that drafts are checked against.
func (c *Client) limits() *Limits {
	if c.cfg.Limits != nil {
		return c.cfg.Limits
	}
	return new(DefaultLimits())
}
