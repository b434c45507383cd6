package x

import (
	"context"
	"fmt"
	"strings"

	"github.com/relais-go/relais/internal/draft"
	"github.com/relais-go/relais/social"
)

// Check implements [social.Checker]. It reads whether the account has a subscription, which decides how long posts
// and films may be, unless that is known. Files are opened to see how long films run and how large pictures are.
func (c *Client) Check(ctx context.Context, d *social.Draft) error {
	own := d.For(network)
	f := checkStatic(own)
	l, err := c.limits(ctx)
	switch {
	case err == nil:
		l.check(f, own)
		l.look(ctx, f, own.Media, false)
		return f.Err()
	case f.Err() != nil:
		return f.Err()
	default:
		return err
	}
}

// checkStatic finds what X takes from nobody.
func checkStatic(d *social.Draft) *draft.Findings {
	f := draft.For(network)
	if strings.TrimSpace(d.Text) == "" && d.Link == "" && len(d.Tags) == 0 && len(d.Media) == 0 {
		f.Invalid("Text", "is empty, and there is no media either")
	}
	checkLacking(f, d)
	f.Key(d.Key)
	f.Tags(d.Tags)
	f.Ref("ReplyTo", d.ReplyTo, social.RefPost, social.RefComment)
	f.Ref("Quote", d.Quote, social.RefPost, social.RefComment)
	checkExclusive(f, d)
	for i, m := range d.Media {
		checkMedium(f, draft.MediaField(i), m)
	}
	checkExtra(f, social.ExtraOf[*Extra](d), d)
	return f
}

// checkLacking names the fields that X has nothing for.
func checkLacking(f *draft.Findings, d *social.Draft) {
	if d.Title != "" {
		f.Lacks("Title", "posts have no title")
	}
	if d.Format != social.FormatPost {
		f.Lacks("Format", "is "+string(d.Format)+", there are only posts")
	}
	if d.Visibility != social.VisibilityDefault && d.Visibility != social.VisibilityPublic {
		f.Lacks("Visibility", "is "+string(d.Visibility)+": who sees a post is a setting of the whole account")
	}
	if d.Language != "" {
		f.Lacks("Language", "X finds it by itself")
	}
	if d.Warning != "" {
		f.Lacks("Warning", "posts have no warnings; Sensitive marks media")
	}
	if value(d.Sensitive) && len(d.Media) == 0 {
		f.Lacks("Sensitive", "marks media, of which there is none")
	}
	if !d.At.IsZero() {
		f.Lacks("At", "X does not schedule: publish when the time has come")
	}
	if p := d.Poll; p != nil {
		if p.Question != "" {
			f.Lacks("Poll.Question", "the question belongs into Text")
		}
		if p.Multiple {
			f.Lacks("Poll.Multiple", "polls take one answer each")
		}
		if p.HideTotals {
			f.Lacks("Poll.HideTotals", "X decides by itself who sees the numbers")
		}
	}
}

// checkExclusive finds what cannot go together.
func checkExclusive(f *draft.Findings, d *social.Draft) {
	var given []string
	if len(d.Media) > 0 {
		given = append(given, "Media")
	}
	if d.Poll != nil {
		given = append(given, "Poll")
	}
	if !d.Quote.IsZero() {
		given = append(given, "Quote")
	}
	if e := social.ExtraOf[*Extra](d); e != nil && e.CardURI != "" {
		given = append(given, "Extras.CardURI")
		if e.DirectMessageLink != "" {
			f.Invalid("Extras.DirectMessageLink", "cannot go with CardURI")
		}
	}
	for _, field := range given[min(1, len(given)):] {
		f.Invalid(field, "cannot go with %s", given[0])
	}
}

// checkMedium finds what cannot be done with any file.
func checkMedium(f *draft.Findings, field string, m *social.Media) {
	f.Add(m.Validate(network, field))
	if m == nil {
		return
	}
	video := strings.HasPrefix(mediaType(m), "video/")
	if m.Focus != nil {
		f.Lacks(field+".Focus", "X crops by itself")
	}
	if m.Thumbnail != nil && !video {
		f.Lacks(field+".Thumbnail", "only videos have a preview")
	} else if m.Thumbnail != nil {
		f.Add(m.Thumbnail.Validate(network, field+".Thumbnail"))
	}
	for i, sub := range m.Captions {
		at := captionField(field, i)
		f.Add(sub.Validate(network, at))
		switch language, _, _ := strings.Cut(captionLanguage(sub), "-"); {
		case !video:
			f.Lacks(at, "only videos have subtitles")
		case len(language) != 2:
			f.Invalid(at+".Language", "must begin with a code of two letters")
		}
	}
}

func captionField(field string, i int) string { return fmt.Sprintf("%s.Captions[%d]", field, i) }

func captionLanguage(m *social.Media) string {
	if m == nil {
		return ""
	}
	return m.Language
}

// checkExtra finds what X refuses of its own fields.
func checkExtra(f *draft.Findings, e *Extra, d *social.Draft) {
	if e == nil {
		return
	}
	if e.ReplySettings == ReplyEveryone || e.ReplySettings == ReplyOther {
		f.Invalid("Extras.ReplySettings", "is only read: leave it out to let everyone reply")
	}
	if n, most := len(e.TaggedUserIDs), DefaultLimits().MaxTagged; n > most {
		f.Invalid("Extras.TaggedUserIDs", "has %d accounts, %d fit", n, most)
	}
	if len(d.Media) == 0 {
		for field, given := range map[string]bool{
			"TaggedUserIDs": len(e.TaggedUserIDs) > 0, "MediaTitle": e.MediaTitle != "", "MediaDescription": e.MediaDescription != "",
			"Embeddable": e.Embeddable != nil, "CallToAction": e.CallToAction != nil, "MediaCategory": e.MediaCategory != "",
			"AdditionalOwners": len(e.AdditionalOwners) > 0,
		} {
			if given {
				f.Invalid("Extras."+field, "is about media, of which there is none")
			}
		}
	}
	if len(e.ExcludeReplyUserIDs) > 0 && d.ReplyTo.IsZero() {
		f.Invalid("Extras.ExcludeReplyUserIDs", "is about answers, and the draft is none")
	}
	if a := e.CallToAction; a != nil {
		n := 0
		for _, given := range []bool{a.VisitSite != nil, a.WatchNow != nil, a.AppInstall != nil} {
			if given {
				n++
			}
		}
		if n != 1 {
			f.Invalid("Extras.CallToAction", "must hold one of the three")
		}
	}
	if e.MediaCategory != "" && e.MediaCategory != CategoryPostVideo && e.MediaCategory != CategoryAmplifyVideo {
		f.Invalid("Extras.MediaCategory", "must be one of videos")
	}
}

// checkMessage finds what a private message cannot hold.
func checkMessage(d *social.Draft) *draft.Findings {
	own := *d
	if own.Visibility == social.VisibilityDirect {
		own.Visibility = social.VisibilityDefault
	}
	f := checkStatic(&own)
	limit := DefaultLimits().DM
	if n := len(d.Media); n > limit.MaxMedia {
		f.Invalid("Media", "has %d files, %d fits", n, limit.MaxMedia)
	}
	if d.Poll != nil {
		f.Lacks("Poll", "messages have no polls")
	}
	if !d.Quote.IsZero() {
		f.Lacks("Quote", "messages quote nothing: put the address into Text")
	}
	if d.FirstComment != "" {
		f.Lacks("FirstComment", "messages have no comments")
	}
	if !d.ReplyTo.IsZero() {
		f.Lacks("ReplyTo", "give the message that is answered as the recipient")
	}
	if n := len([]rune(compose(d))); n > limit.MaxText {
		f.Invalid("Text", "has %d characters, %d fit", n, limit.MaxText)
	}
	for i, m := range d.Media {
		if m != nil && (m.Thumbnail != nil || len(m.Captions) > 0) {
			f.Lacks(draft.MediaField(i), "files of messages have neither preview nor subtitles")
		}
	}
	return f
}
