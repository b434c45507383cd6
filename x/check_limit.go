package x

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/relais-go/relais/social"
)

// Limits implements [social.Checker]: what X takes from the account, by its subscription. That is read once an hour.
func (c *Client) Limits(ctx context.Context) (*social.Limits, error) {
	l, err := c.limits(ctx)
	if err != nil {
		return nil, err
	}
	return l.portable(), nil
}

// bounds are what X takes from an account. See https://docs.x.com/fundamentals/counting-characters and
// https://docs.x.com/x-api/media/quickstart/best-practices.
type bounds struct {
	text    int  // of a post, as [Counter] counts
	premium bool // longer texts and films
}

// limits tells what X takes from the account.
func (c *Client) limits(ctx context.Context) (*bounds, error) {
	me, err := c.Me(ctx)
	if err != nil {
		return nil, err
	}
	return boundsOf(me, c.cfg.MaxText), nil
}

// Lengths of texts.
const (
	shortPost = 280
	longPost  = 25_000
	longAlt   = 1000
)

func boundsOf(u *User, text int) *bounds {
	b := &bounds{text: shortPost}
	switch u.SubscriptionType {
	case SubscriptionPremium, SubscriptionPremiumPlus, SubscriptionBasic:
		b.premium = u.SubscriptionType != SubscriptionBasic
		b.text = longPost
	case SubscriptionNone:
	default: // not told: whoever has a check mark pays for it
		if u.Verified {
			b.text, b.premium = longPost, true
		}
	}
	if text > 0 {
		b.text = text
	}
	return b
}

// bytes is the largest file of a category.
func (b *bounds) bytes(k MediaCategory) int64 {
	const mb, gb = 1_000_000, 1_000_000_000
	switch k {
	case CategoryPostImage, CategoryDMImage:
		return 5 * mb
	case CategoryPostGIF, CategoryDMGIF:
		return 15 * mb
	case CategorySubtitles:
		return mb
	case CategoryDMVideo:
		if b.premium {
			return gb
		}
		return 512 * mb
	case CategoryPostVideo, CategoryAmplifyVideo:
		if b.premium {
			return 16 * gb
		}
		return 8 * gb
	default:
		return 0
	}
}

func imageTypes() []string {
	return []string{"image/jpeg", "image/png", "image/webp", "image/bmp", "image/tiff", "image/pjpeg"}
}

func videoTypes() []string {
	return []string{"video/mp4", "video/quicktime", "video/webm", "video/mp2t"}
}

// Lengths of polls.
const (
	minPoll       = 5 * time.Minute
	maxPoll       = 7 * 24 * time.Hour
	maxOptions    = 4
	maxOptionText = 25
	maxPhotos     = 4
	maxGIFPixels  = 1280 * 1080
)

// portable turns the bounds into the form that all networks share.
func (b *bounds) portable() *social.Limits {
	longest := 20 * time.Minute
	if b.premium {
		longest = 125 * time.Minute
	}
	return &social.Limits{
		Text: b.text, Count: Counter{}.Count, AltText: longAlt, Items: maxPhotos,
		Media: []social.MediaLimit{
			{Types: []string{"image/gif"}, Bytes: b.bytes(CategoryPostGIF), Items: 1, Pixels: maxGIFPixels},
			{Types: imageTypes(), Bytes: b.bytes(CategoryPostImage), Items: maxPhotos},
			{
				Types: videoTypes(), Bytes: b.bytes(CategoryPostVideo), Items: 1,
				MinDuration: 500 * time.Millisecond, MaxDuration: longest, FrameRate: 60,
			},
		},
		Poll: social.PollLimit{Options: maxOptions, OptionText: maxOptionText, MinDuration: minPoll, MaxDuration: maxPoll},
	}
}

// check compares a draft with what X takes from the account.
func (b *bounds) check(d *social.Draft) []*social.Error {
	f := findings(b.checkText("Text", compose(d)))
	if d.FirstComment != "" {
		f = append(f, b.checkText("FirstComment", d.FirstComment)...)
	}
	b.checkFiles(&f, d.Media, false)
	checkPoll(&f, d.Poll)
	return f
}

func (b *bounds) checkText(field, text string) []*social.Error {
	var f findings
	switch n := (Counter{}).Count(text); {
	case n > b.text:
		f.invalid(field, "has %d characters, %d fit", n, b.text)
	case text != "" && !(Counter{}).Valid(text):
		f.invalid(field, "holds a character that X refuses")
	}
	return f
}

func (b *bounds) checkFiles(f *findings, media []*social.Media, message bool) {
	if len(media) > maxPhotos {
		f.invalid("Media", "has %d files, %d fit", len(media), maxPhotos)
	}
	for i, m := range media {
		if m == nil {
			continue
		}
		field := mediaField(i)
		b.checkFile(f, field, m, message)
		if len(media) > 1 && !categoryOf(mediaType(m), message).photo() {
			f.invalid(field, "is a video or GIF, which must be the only file")
		}
		if m.Thumbnail != nil {
			b.checkFile(f, field+".Thumbnail", m.Thumbnail, false)
		}
		for j, sub := range m.Captions {
			if sub == nil {
				continue
			}
			if t := mediaType(sub); t != "text/srt" && t != "text/vtt" {
				f.invalid(captionField(field, j)+".ContentType", "is %q, subtitles are SRT or WebVTT", t)
			}
		}
	}
}

func (k MediaCategory) photo() bool { return k == CategoryPostImage || k == CategoryDMImage }

func (b *bounds) checkFile(f *findings, field string, m *social.Media, message bool) {
	t := mediaType(m)
	if t != "image/gif" && !slices.Contains(imageTypes(), t) && !slices.Contains(videoTypes(), t) {
		f.invalid(field+".ContentType", "is %q, which X does not take", t)
		return
	}
	if most := b.bytes(categoryOf(t, message)); m.Size > most {
		f.invalid(field+".Size", "is %d bytes, %d are the most", m.Size, most)
	}
	if m.Size == 0 && m.Open != nil {
		f.invalid(field+".Size", "is 0: the file is empty; -1 means that the size is not known")
	}
	if n := len([]rune(m.AltText)); n > longAlt {
		f.invalid(field+".AltText", "has %d characters, %d fit", n, longAlt)
	}
}

func checkPoll(f *findings, p *social.Poll) {
	if p == nil {
		return
	}
	if n := len(p.Options); n < 2 || n > maxOptions {
		f.invalid("Poll.Options", "has %d answers, from 2 to %d fit", n, maxOptions)
	}
	for i, o := range p.Options {
		field := fmt.Sprintf("Poll.Options[%d]", i)
		switch n := len([]rune(o)); {
		case strings.TrimSpace(o) == "":
			f.invalid(field, "is empty")
		case n > maxOptionText:
			f.invalid(field, "has %d characters, %d fit", n, maxOptionText)
		case slices.Contains(p.Options[:i], o):
			f.invalid(field, "is there twice")
		}
	}
	switch {
	case p.Duration < minPoll || p.Duration > maxPoll:
		f.invalid("Poll.Duration", "is %v, from %v to %v fit", p.Duration, minPoll, maxPoll)
	case p.Duration%time.Minute != 0:
		f.invalid("Poll.Duration", "is %v, X takes whole minutes", p.Duration)
	}
}
