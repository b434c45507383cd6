package x

import (
	"context"
	"fmt"
	"strings"

	"github.com/relais-go/relais/social"
)

// Check implements [social.Checker]. It reads whether the account has a subscription, which decides how long posts
// and films may be, unless that is known.
func (c *Client) Check(ctx context.Context, d *social.Draft) error {
	own := d.For(network)
	problems := checkStatic(own)
	l, err := c.limits(ctx)
	if err != nil {
		if len(problems) == 0 {
			return err
		}
		return joined(problems)
	}
	return joined(append(problems, l.check(own)...))
}

// findings collects what is wrong with a draft.
type findings []*social.Error

func (f *findings) invalid(field, format string, args ...any) {
	*f = append(*f, social.Invalid(network, field, fmt.Sprintf(format, args...)))
}

func (f *findings) lacks(field, why string) {
	*f = append(*f, social.Unsupported(network, field, why))
}

// checkStatic finds what X takes from nobody.
func checkStatic(d *social.Draft) []*social.Error {
	var f findings
	if strings.TrimSpace(d.Text) == "" && d.Link == "" && len(d.Tags) == 0 && len(d.Media) == 0 {
		f.invalid("Text", "is empty, and there is no media either")
	}
	checkLacking(&f, d)
	if len(d.Key) > 64 || strings.ContainsFunc(d.Key, func(r rune) bool { return r <= ' ' || r > '~' }) {
		f.invalid("Key", "must be at most 64 printable ASCII characters")
	}
	for i, tag := range d.Tags {
		if tag == "" || strings.ContainsAny(tag, "# \t\n") {
			f.invalid(fmt.Sprintf("Tags[%d]", i), "must be a word without #")
		}
	}
	if d.ReplyTo != (social.Ref{}) {
		f = append(f, social.Problems(checkRef("ReplyTo", d.ReplyTo, social.RefPost, social.RefComment))...)
	}
	if d.Quote != (social.Ref{}) {
		f = append(f, social.Problems(checkRef("Quote", d.Quote, social.RefPost, social.RefComment))...)
	}
	checkExclusive(&f, d)
	for i, m := range d.Media {
		checkMedium(&f, mediaField(i), m)
	}
	return append(f, checkExtra(social.ExtraOf[*Extra](d), d)...)
}

// checkLacking names the fields that X has nothing for.
func checkLacking(f *findings, d *social.Draft) {
	if d.Title != "" {
		f.lacks("Title", "posts have no title")
	}
	if d.Format != social.FormatPost {
		f.lacks("Format", "is "+string(d.Format)+", there are only posts")
	}
	if d.Visibility != social.VisibilityDefault && d.Visibility != social.VisibilityPublic {
		f.lacks("Visibility", "is "+string(d.Visibility)+": who sees a post is a setting of the whole account")
	}
	if d.Language != "" {
		f.lacks("Language", "X finds it by itself")
	}
	if d.Warning != "" {
		f.lacks("Warning", "posts have no warnings; Sensitive marks media")
	}
	if value(d.Sensitive) && len(d.Media) == 0 {
		f.lacks("Sensitive", "marks media, of which there is none")
	}
	if !d.At.IsZero() {
		f.lacks("At", "X does not schedule: publish when the time has come")
	}
	if p := d.Poll; p != nil {
		if p.Question != "" {
			f.lacks("Poll.Question", "the question belongs into Text")
		}
		if p.Multiple {
			f.lacks("Poll.Multiple", "polls take one answer each")
		}
		if p.HideTotals {
			f.lacks("Poll.HideTotals", "X decides by itself who sees the numbers")
		}
	}
}

// checkExclusive finds what cannot go together.
func checkExclusive(f *findings, d *social.Draft) {
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
			f.invalid("Extras.DirectMessageLink", "cannot go with CardURI")
		}
	}
	for _, field := range given[min(1, len(given)):] {
		f.invalid(field, "cannot go with %s", given[0])
	}
}

// checkMedium finds what cannot be done with any file.
func checkMedium(f *findings, field string, m *social.Media) {
	*f = append(*f, social.Problems(m.Validate(network, field))...)
	if m == nil {
		return
	}
	video := strings.HasPrefix(mediaType(m), "video/")
	if m.Focus != nil {
		f.lacks(field+".Focus", "X crops by itself")
	}
	if m.Thumbnail != nil && !video {
		f.lacks(field+".Thumbnail", "only videos have a preview")
	} else if m.Thumbnail != nil {
		*f = append(*f, social.Problems(m.Thumbnail.Validate(network, field+".Thumbnail"))...)
	}
	for i, sub := range m.Captions {
		at := captionField(field, i)
		*f = append(*f, social.Problems(sub.Validate(network, at))...)
		switch language, _, _ := strings.Cut(captionLanguage(sub), "-"); {
		case !video:
			f.lacks(at, "only videos have subtitles")
		case len(language) != 2:
			f.invalid(at+".Language", "must begin with a code of two letters")
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
func checkExtra(e *Extra, d *social.Draft) []*social.Error {
	if e == nil {
		return nil
	}
	var f findings
	if e.ReplySettings == ReplyEveryone || e.ReplySettings == ReplyOther {
		f.invalid("Extras.ReplySettings", "is only read: leave it out to let everyone reply")
	}
	if n, most := len(e.TaggedUserIDs), DefaultLimits().MaxTagged; n > most {
		f.invalid("Extras.TaggedUserIDs", "has %d accounts, %d fit", n, most)
	}
	if len(d.Media) == 0 {
		for field, given := range map[string]bool{
			"TaggedUserIDs": len(e.TaggedUserIDs) > 0, "MediaTitle": e.MediaTitle != "", "MediaDescription": e.MediaDescription != "",
			"Embeddable": e.Embeddable != nil, "CallToAction": e.CallToAction != nil, "MediaCategory": e.MediaCategory != "",
			"AdditionalOwners": len(e.AdditionalOwners) > 0,
		} {
			if given {
				f.invalid("Extras."+field, "is about media, of which there is none")
			}
		}
	}
	if len(e.ExcludeReplyUserIDs) > 0 && d.ReplyTo.IsZero() {
		f.invalid("Extras.ExcludeReplyUserIDs", "is about answers, and the draft is none")
	}
	if a := e.CallToAction; a != nil {
		n := 0
		for _, given := range []bool{a.VisitSite != nil, a.WatchNow != nil, a.AppInstall != nil} {
			if given {
				n++
			}
		}
		if n != 1 {
			f.invalid("Extras.CallToAction", "must hold one of the three")
		}
	}
	if e.MediaCategory != "" && e.MediaCategory != CategoryPostVideo && e.MediaCategory != CategoryAmplifyVideo {
		f.invalid("Extras.MediaCategory", "must be one of videos")
	}
	return f
}

// checkMessage finds what a private message cannot hold.
func checkMessage(d *social.Draft) []*social.Error {
	own := *d
	if own.Visibility == social.VisibilityDirect {
		own.Visibility = social.VisibilityDefault
	}
	f := findings(checkStatic(&own))
	limit := DefaultLimits().DM
	if n := len(d.Media); n > limit.MaxMedia {
		f.invalid("Media", "has %d files, %d fits", n, limit.MaxMedia)
	}
	if d.Poll != nil {
		f.lacks("Poll", "messages have no polls")
	}
	if !d.Quote.IsZero() {
		f.lacks("Quote", "messages quote nothing: put the address into Text")
	}
	if d.FirstComment != "" {
		f.lacks("FirstComment", "messages have no comments")
	}
	if !d.ReplyTo.IsZero() {
		f.lacks("ReplyTo", "give the message that is answered as the recipient")
	}
	if n := len([]rune(compose(d))); n > limit.MaxText {
		f.invalid("Text", "has %d characters, %d fit", n, limit.MaxText)
	}
	for i, m := range d.Media {
		if m != nil && (m.Thumbnail != nil || len(m.Captions) > 0) {
			f.lacks(mediaField(i), "files of messages have neither preview nor subtitles")
		}
	}
	return f
}
