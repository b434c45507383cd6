package facebook

import (
	"context"
	"net/url"
	"strings"
	"time"

	"github.com/relais-go/relais/internal/draft"
	"github.com/relais-go/relais/social"
)

// Limits implements [social.Checker]. The API tells none: they are those of the configuration.
func (c *Client) Limits(context.Context) (*social.Limits, error) { return c.limits.portable(), nil }

// Check implements [social.Checker]. It reads nothing from Facebook; what it can find out about a file it reads from
// the beginning of the file.
func (c *Client) Check(ctx context.Context, d *social.Draft) error {
	own := d.For(network)
	f := c.limits.check(own, time.Now())
	c.limits.checkFiles(ctx, f, surfaceOf(own), own.Media)
	return f.Err()
}

// check compares a draft with what Facebook takes.
func (l *Limits) check(d *social.Draft, now time.Time) *draft.Findings {
	f := draft.For(network)
	f.Key(d.Key)
	f.Tags(d.Tags)
	f.Ref("ReplyTo", d.ReplyTo, social.RefPost, social.RefComment)
	surface := surfaceOf(d)
	checkLacking(f, d)
	checkFormat(f, d)
	l.checkText(f, d)
	checkLink(f, d.Link)
	l.checkMedia(f, surface, d)
	l.checkTime(f, surface, d, now)
	checkExtra(f, surface, d, social.ExtraOf[*Extra](d))
	return f
}

// checkLacking names the fields that Facebook has nothing for.
func checkLacking(f *draft.Findings, d *social.Draft) {
	if d.Poll != nil {
		f.Lacks("Poll", "Pages have no polls")
	}
	if !d.Quote.IsZero() {
		f.Lacks("Quote", "Pages do not quote: put the address of the post into Link to share it")
	}
	if d.Visibility != social.VisibilityDefault && d.Visibility != social.VisibilityPublic {
		f.Lacks("Visibility", "is "+string(d.Visibility)+": posts of Pages are public; Extra.Targeting restricts who sees them")
	}
	if d.Language != "" {
		f.Lacks("Language", "Facebook finds it by itself; Extra.Targeting has languages of readers")
	}
	if d.Sensitive != nil && *d.Sensitive {
		f.Lacks("Sensitive", "Facebook decides by itself")
	}
	if d.Warning != "" {
		f.Lacks("Warning", "posts have no warnings")
	}
	if d.FirstComment != "" && !d.At.IsZero() {
		f.Lacks("FirstComment", "a post that waits cannot be commented on: comment when it is published")
	}
}

// checkFormat finds what does not make a post, reel or story.
func checkFormat(f *draft.Findings, d *social.Draft) {
	videos := 0
	for _, m := range d.Media {
		if isVideo(m) {
			videos++
		}
	}
	if !d.ReplyTo.IsZero() {
		checkReply(f, d)
		return
	}
	switch d.Format {
	case social.FormatPost:
		if strings.TrimSpace(d.Text) == "" && d.Link == "" && len(d.Tags) == 0 && len(d.Media) == 0 {
			f.Invalid("Text", "is empty, and there is no media either")
		}
		if videos > 0 && len(d.Media) > 1 {
			f.Invalid("Media", "has a video among %d files: a video stands alone", len(d.Media))
		}
	case social.FormatReel:
		if len(d.Media) != 1 || videos != 1 {
			f.Invalid("Media", "must be one video: it is a reel")
		}
	case social.FormatStory:
		if len(d.Media) != 1 {
			f.Invalid("Media", "must be one photo or video: it is a story")
		}
		checkStory(f, d)
	default:
		f.Lacks("Format", "is "+string(d.Format))
	}
	if d.Title != "" && (videos == 0 || d.Format == social.FormatStory) {
		f.Lacks("Title", "only videos and reels have a title")
	}
}

// checkStory finds what stories have not.
func checkStory(f *draft.Findings, d *social.Draft) {
	const why = "stories show a photo or video, and nothing else"
	for field, given := range map[string]bool{
		"Text": d.Text != "", "Link": d.Link != "", "Tags": len(d.Tags) > 0, "FirstComment": d.FirstComment != "",
	} {
		if given {
			f.Lacks(field, why)
		}
	}
}

// checkReply finds what comments have not.
func checkReply(f *draft.Findings, d *social.Draft) {
	if d.Format != social.FormatPost {
		f.Lacks("Format", "a comment is no "+string(d.Format))
	}
	if len(d.Media) > 1 {
		f.Invalid("Media", "has %d files, a comment has one", len(d.Media))
	}
	if strings.TrimSpace(d.Text) == "" && d.Link == "" && len(d.Media) == 0 {
		f.Invalid("Text", "is empty")
	}
	for field, given := range map[string]bool{"Title": d.Title != "", "FirstComment": d.FirstComment != "", "At": !d.At.IsZero()} {
		if given {
			f.Lacks(field, "comments have none")
		}
	}
}

func (l *Limits) checkText(f *draft.Findings, d *social.Draft) {
	most := l.MaxText
	if !d.ReplyTo.IsZero() {
		most = l.MaxComment
	}
	if e := social.ExtraOf[*Extra](d); e != nil && e.Background != "" {
		most = min(most, l.MaxPresetText)
	}
	check := func(field, text string, most int) {
		if n := Count(text); most > 0 && n > most {
			f.Invalid(field, "has %d characters, %d fit", n, most)
		}
	}
	check("Text", compose(d), most)
	check("Title", d.Title, l.MaxTitle)
	check("FirstComment", d.FirstComment, l.MaxComment)
}

func (l *Limits) checkTime(f *draft.Findings, s Surface, d *social.Draft, now time.Time) {
	if d.At.IsZero() || !d.ReplyTo.IsZero() {
		return
	}
	most, ok := l.MaxAhead[s]
	switch ahead := d.At.Sub(now); {
	case !ok:
		f.Lacks("At", "Facebook does not schedule a "+string(s))
	case ahead < l.MinAhead:
		f.Invalid("At", "is %v ahead, %v is the least", ahead.Round(time.Second), l.MinAhead)
	case most > 0 && ahead > most:
		f.Invalid("At", "is %v ahead, %v is the most", ahead.Round(time.Hour), most)
	}
}

func checkLink(f *draft.Findings, address string) {
	if address == "" {
		return
	}
	u, err := url.Parse(address)
	if err != nil || u.Host == "" || u.Scheme != "http" && u.Scheme != "https" {
		f.Invalid("Link", "is no address that begins with http:// or https://")
	}
}

// compose is the text with hashtags, and with the link where no field takes it: beside media, and in comments.
func compose(d *social.Draft) string {
	address := ""
	if len(d.Media) > 0 || !d.ReplyTo.IsZero() {
		address = d.Link
	}
	return draft.Compose(d.Text, address, d.Tags)
}

// composeComment is compose for an answer.
func composeComment(d *social.Draft) string { return draft.Compose(d.Text, d.Link, d.Tags) }
