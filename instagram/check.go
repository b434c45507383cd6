package instagram

import (
	"context"
	"fmt"
	"strings"

	"github.com/relais-go/relais/internal/draft"
	"github.com/relais-go/relais/social"
)

// Limits implements [social.Checker]: those of the configuration. How many posts may still be published is told by
// [Client.PublishingLimit].
func (c *Client) Limits(context.Context) (*social.Limits, error) { return c.limits.portable(), nil }

// Check implements [social.Checker]. It reads nothing from Instagram; what it can find out about a file it reads from
// the beginning of the file.
func (c *Client) Check(ctx context.Context, d *social.Draft) error {
	own := d.For(network)
	f := c.check(own)
	c.limits.checkFiles(ctx, f, surfaceOf(own), own.Media)
	return f.Err()
}

// check compares a draft with what Instagram takes.
func (c *Client) check(d *social.Draft) *draft.Findings {
	f := draft.For(network)
	f.Key(d.Key)
	f.Tags(d.Tags)
	f.Ref("ReplyTo", d.ReplyTo, social.RefPost, social.RefComment)
	checkLacking(f, d)
	if f.Err() != nil && !d.ReplyTo.IsZero() && d.ReplyTo.Network != network {
		return f // it is not known what would stand there
	}
	if !d.ReplyTo.IsZero() {
		c.limits.checkReply(f, d)
		return f
	}
	s := surfaceOf(d)
	c.checkSurface(f, s, d)
	c.limits.checkCaption(f, compose(d))
	if d.FirstComment != "" {
		c.limits.checkComment(f, "FirstComment", d.FirstComment)
	}
	c.checkMedia(f, s, d)
	c.checkExtra(f, s, d, social.ExtraOf[*Extra](d))
	return f
}

// checkLacking names the fields that Instagram has nothing for.
func checkLacking(f *draft.Findings, d *social.Draft) {
	for _, field := range []struct {
		name  string
		given bool
		why   string
	}{
		{"Title", d.Title != "", "posts have no title"},
		{"Poll", d.Poll != nil, "the API makes no polls"},
		{"Quote", !d.Quote.IsZero(), "posts do not quote"},
		{"Language", d.Language != "", "Instagram finds it by itself"},
		{"Sensitive", d.Sensitive != nil && *d.Sensitive, "Instagram decides by itself"},
		{"Warning", d.Warning != "", "posts have no warnings"},
		{"At", !d.At.IsZero(), "Instagram's API does not schedule: publish when the time has come"},
	} {
		if field.given {
			f.Lacks(field.name, field.why)
		}
	}
	if d.Visibility != social.VisibilityDefault && d.Visibility != social.VisibilityPublic {
		f.Lacks("Visibility", "is "+string(d.Visibility)+": who sees posts is a setting of the whole account")
	}
}

// checkSurface finds what does not make a post, reel, carousel or story.
func (c *Client) checkSurface(f *draft.Findings, s Surface, d *social.Draft) {
	switch {
	case len(d.Media) == 0:
		f.Invalid("Media", "is empty: Instagram has no posts of text alone")
	case s == SurfaceCarousel && (len(d.Media) < c.limits.MinCarousel || c.limits.MaxCarousel > 0 && len(d.Media) > c.limits.MaxCarousel):
		f.Invalid("Media", "has %d files, %d to %d fit", len(d.Media), c.limits.MinCarousel, c.limits.MaxCarousel)
	case d.Format == social.FormatReel && (len(d.Media) != 1 || !isVideo(d.Media[0])):
		f.Invalid("Media", "must be one video: it is a reel")
	case d.Format == social.FormatStory && len(d.Media) != 1:
		f.Invalid("Media", "must be one photo or video: it is a story; publish several one after the other")
	}
	if d.Format != social.FormatPost && d.Format != social.FormatReel && d.Format != social.FormatStory {
		f.Lacks("Format", "is "+string(d.Format))
	}
	if s != SurfaceStory {
		return
	}
	for field, given := range map[string]bool{
		"Text": d.Text != "", "Link": d.Link != "", "Tags": len(d.Tags) > 0, "FirstComment": d.FirstComment != "",
	} {
		if given {
			f.Lacks(field, "stories show a photo or video, and nothing else")
		}
	}
}

func (l *Limits) checkCaption(f *draft.Findings, text string) {
	most := func(n, limit int, what string) {
		if limit > 0 && n > limit {
			f.Invalid("Text", "has %d %s, %d fit", n, what, limit)
		}
	}
	most(Count(text), l.MaxCaption, "characters")
	most(hashtags(text), l.MaxHashtags, "hashtags")
	most(mentions(text), l.MaxMentions, "mentions")
}

func (l *Limits) checkComment(f *draft.Findings, field, text string) {
	most := func(n, limit int, what string) {
		if limit > 0 && n > limit {
			f.Invalid(field, "has %d %s, %d fit", n, what, limit)
		}
	}
	most(Count(text), l.MaxComment, "characters")
	most(hashtags(text), l.MaxCommentHashtags, "hashtags")
	most(links(text), l.MaxCommentLinks, "links")
	if strings.ToUpper(text) == text && strings.ToLower(text) != text && Count(text) > 1 {
		f.Invalid(field, "is all in capital letters, which Instagram refuses")
	}
}

// checkReply finds what comments have not.
func (l *Limits) checkReply(f *draft.Findings, d *social.Draft) {
	text := compose(d)
	if strings.TrimSpace(text) == "" {
		f.Invalid("Text", "is empty")
	}
	l.checkComment(f, "Text", text)
	if len(d.Media) > 0 {
		f.Lacks("Media", "comments are text alone")
	}
	if d.Format != social.FormatPost {
		f.Lacks("Format", "a comment is no "+string(d.Format))
	}
	if d.FirstComment != "" {
		f.Lacks("FirstComment", "comments have none")
	}
	if social.ExtraOf[*Extra](d) != nil {
		f.Lacks("Extras", "comments have none")
	}
}

// checkExtra finds what Instagram refuses of its own fields.
func (c *Client) checkExtra(f *draft.Findings, s Surface, d *social.Draft, e *Extra) {
	if e == nil {
		return
	}
	reel, story, carousel := s == SurfaceReel, s == SurfaceStory, s == SurfaceCarousel
	only := func(field string, given, fits bool, where string) {
		if given && !fits {
			f.Lacks("Extras."+field, "only "+where)
		}
	}
	only("Location", e.Location != "", !story, "posts, reels and carousels have one")
	only("Collaborators", len(e.Collaborators) > 0, !story, "posts, reels and carousels have them")
	only("UserTags", len(e.UserTags) > 0, !carousel, "photos, reels and stories have them as a whole: see MediaTags")
	only("MediaTags", len(e.MediaTags) > 0, carousel, "carousels have several media")
	only("ShareToFeed", e.ShareToFeed != nil, reel, "reels have it")
	only("CoverURL", e.CoverURL != "", reel, "reels have one")
	only("ThumbOffset", e.ThumbOffset != nil, reel, "reels have one")
	only("AudioName", e.AudioName != "", reel, "reels have one")
	only("Audio", e.Audio != nil, reel, "reels have one")
	only("Trial", e.Trial != "", reel, "reels can be tried")
	only("AIGenerated", e.AIGenerated != nil, !story, "posts, reels and carousels have it")
	only("ProductTags", len(e.ProductTags) > 0, !story && !carousel, "photos and reels have them")
	only("Partnership", e.Partnership != nil, !story, "posts, reels and carousels have it")
	only("NoComments", e.NoComments, !story, "posts, reels and carousels have comments")
	if reel && e.CoverURL != "" {
		checkURL(f, "Extras.CoverURL", e.CoverURL)
	}
	c.checkLogin(f, e)
	c.checkPeople(f, e, d)
	if n := len(e.Sponsors); n > 0 && (c.limits.MaxSponsors > 0 && n > c.limits.MaxSponsors || !value(e.Partnership)) {
		f.Invalid("Extras.Sponsors", "are up to %d, and need Partnership", c.limits.MaxSponsors)
	}
	if e.Trial != "" && e.Trial != TrialManual && e.Trial != TrialPerformance {
		f.Invalid("Extras.Trial", "is %q", e.Trial)
	}
	if e.ThumbOffset != nil && *e.ThumbOffset < 0 {
		f.Invalid("Extras.ThumbOffset", "is negative")
	}
}

// checkLogin finds what only Facebook Login offers.
func (c *Client) checkLogin(f *draft.Findings, e *Extra) {
	for field, given := range map[string]bool{
		"Extras.Audio": e.Audio != nil, "Extras.ProductTags": len(e.ProductTags) > 0, "Extras.Partnership": e.Partnership != nil,
	} {
		if given {
			f.Add(c.needsFacebook(field))
		}
	}
}

// checkPeople checks those who are tagged or asked to be authors.
func (c *Client) checkPeople(f *draft.Findings, e *Extra, d *social.Draft) {
	if n := len(e.Collaborators); c.limits.MaxCollaborators > 0 && n > c.limits.MaxCollaborators {
		f.Invalid("Extras.Collaborators", "has %d accounts, %d fit", n, c.limits.MaxCollaborators)
	}
	for i, name := range e.Collaborators {
		if !isUsername(name) {
			f.Invalid(fmt.Sprintf("Extras.Collaborators[%d]", i), "is no username, which stands without @")
		}
	}
	check := func(field string, tags []UserTag, m *social.Media) {
		if n := len(tags); c.limits.MaxUserTags > 0 && n > c.limits.MaxUserTags {
			f.Invalid(field, "has %d accounts, %d fit", n, c.limits.MaxUserTags)
		}
		for i, t := range tags {
			checkTag(f, fmt.Sprintf("%s[%d]", field, i), t, isVideo(m), d.Format == social.FormatStory)
		}
	}
	if len(d.Media) == 1 {
		check("Extras.UserTags", e.UserTags, d.Media[0])
	}
	for i, tags := range e.MediaTags {
		if i < 0 || i >= len(d.Media) {
			f.Invalid(fmt.Sprintf("Extras.MediaTags[%d]", i), "names no medium of the draft")
			continue
		}
		check(fmt.Sprintf("Extras.MediaTags[%d]", i), tags, d.Media[i])
	}
}

// checkTag checks a tag: photos need a place for it, stories can have one, videos have none.
func checkTag(f *draft.Findings, field string, t UserTag, video, story bool) {
	outside := func(p *float64) bool { return p != nil && (*p < 0 || *p > 1) }
	switch {
	case !isUsername(t.Username):
		f.Invalid(field+".Username", "is no username, which stands without @")
	case video && !story && (t.X != nil || t.Y != nil):
		f.Invalid(field, "has a place, and videos have none")
	case !video && !story && (t.X == nil || t.Y == nil):
		f.Invalid(field, "needs X and Y")
	case outside(t.X) || outside(t.Y):
		f.Invalid(field, "is outside of the picture: X and Y are from 0 to 1")
	}
}

// isUsername reports whether a text can be a username.
func isUsername(s string) bool {
	return s != "" && len(s) <= 30 && !strings.ContainsFunc(s, func(r rune) bool {
		return r != '_' && r != '.' && (r < '0' || r > '9') && (r < 'a' || r > 'z') && (r < 'A' || r > 'Z')
	})
}

// compose is the caption: Instagram has no fields for links and hashtags.
func compose(d *social.Draft) string { return draft.Compose(d.Text, d.Link, d.Tags) }
