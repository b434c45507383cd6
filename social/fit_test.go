package social_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/relais-go/relais/social"
)

// ruled is a network that is nothing but its limits.
type ruled struct{ limits social.Limits }

func (r *ruled) Network() string { return "ruled" }

func (r *ruled) Limits(context.Context) (*social.Limits, error) { return new(r.limits), nil }

// Check finds what the limits do not allow, from the fields that people read.
func (r *ruled) Check(_ context.Context, d *social.Draft) error {
	if d.ReplyTo.ID != "" && d.ReplyTo.ID != "known" {
		return errors.Join(r.check(d), social.Invalid("ruled", "ReplyTo", "does not stand"))
	}
	return r.check(d)
}

func (r *ruled) check(d *social.Draft) error {
	l := &r.limits
	if !d.ReplyTo.IsZero() && l.Comment != nil {
		l = l.Comment
	}
	switch n := l.Length(d); {
	case l.Text > 0 && n > l.Text:
		return social.Invalid("ruled", "Text", fmt.Sprintf("has %d, %d fit: %q", n, l.Text, d.Text))
	case r.limits.Title > 0 && utf8.RuneCountInString(d.Title) > r.limits.Title:
		return social.Invalid("ruled", "Title", "is too long")
	case l.Items > 0 && len(d.Media) > l.Items:
		return social.Invalid("ruled", "Media", "are too many")
	}
	return nil
}

// posts is a network of short posts that answer one another, with link and hashtags in the text.
func posts(n int) *ruled {
	compose := func(d *social.Draft) string {
		text := d.Text
		if d.Link != "" && !strings.Contains(text, d.Link) {
			text += "\n" + d.Link
		}
		for _, tag := range d.Tags {
			if !strings.Contains(text, "#"+tag) {
				text += " #" + tag
			}
		}
		return text
	}
	return &ruled{social.Limits{
		Text: n, Count: utf8.RuneCountInString, Items: 2, Compose: compose,
		Reserved: func(d *social.Draft) int { return len(d.Warning) },
		Media:    []social.MediaLimit{{Types: []string{"image/*"}, Items: 2}, {Types: []string{"video/*"}, Items: 1}},
	}}
}

// page is a network of long posts with short comments, which shows links as cards.
func page(post, comment int) *ruled {
	p := posts(comment)
	p.limits.Reserved = nil
	p.limits.Items, p.limits.Media = 0, nil
	in := p.limits
	return &ruled{social.Limits{Text: post, Count: utf8.RuneCountInString, Compose: func(d *social.Draft) string {
		own := *d
		if d.ReplyTo.IsZero() {
			own.Link = ""
		}
		return in.Compose(&own)
	}, Comment: &in}}
}

func fit(t *testing.T, c any, d *social.Draft, opts *social.FitOptions) *social.Fitted {
	t.Helper()
	f, err := social.Fit(t.Context(), c, d, opts)
	require.NoError(t, err)
	return f
}

func texts(f *social.Fitted) []string {
	all := make([]string, len(f.Drafts))
	for i, d := range f.Drafts {
		all[i] = d.Text
	}
	return all
}

func TestFitCutsWhereReadersPause(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		limit int
		text  string
		opts  social.FitOptions
		want  []string
	}{
		"it fits":            {20, "We are open.  ", social.FitOptions{Number: social.NumberAfter}, []string{"We are open.  "}},
		"sentences":          {20, "We are open. Come in now! Or not?", social.FitOptions{}, []string{"We are open.", "Come in now! Or not?"}},
		"words":              {12, "one two three four", social.FitOptions{}, []string{"one two", "three four"}},
		"a paragraph":        {30, "First line of it.\n\nSecond. Third one is here.", social.FitOptions{}, []string{"First line of it.", "Second. Third one is here."}},
		"a line":             {24, "First line of\nthe second line of", social.FitOptions{}, []string{"First line of", "the second line of"}},
		"CRLF":               {24, "First line of\r\nthe second line of", social.FitOptions{}, []string{"First line of", "the second line of"}},
		"a late sentence":    {30, "Hi. This is a rather long sentence about it", social.FitOptions{}, []string{"Hi. This is a rather long", "sentence about it"}},
		"a title":            {22, "We thank them, Dr. Who was there", social.FitOptions{}, []string{"We thank them, Dr. Who", "was there"}},
		"a long word":        {6, "abcdefghij kl", social.FitOptions{}, []string{"abcdef", "ghij", "kl"}},
		"a link":             {24, "Read all about it: https://a.example/b?c=d.", social.FitOptions{}, []string{"Read all about it:", "https://a.example/b?c=d."}},
		"a mention":          {14, "thanks to you @joe-b@a.ex", social.FitOptions{}, []string{"thanks to you", "@joe-b@a.ex"}},
		"a hashtag":          {12, "見て見て見て見て、#東京オリンピ", social.FitOptions{}, []string{"見て見て見て見て、", "#東京オリンピ"}},
		"a link that is cut": {12, "https://a.example/bcd", social.FitOptions{}, []string{"https://a.ex", "ample/bcd"}},
		"no spaces":          {10, "今日は晴れです。明日も晴れでしょう。", social.FitOptions{}, []string{"今日は晴れです。", "明日も晴れでしょう。"}},
		"punctuation stays":  {6, "今日は晴れ、明日は雨", social.FitOptions{}, []string{"今日は晴れ、", "明日は雨"}},
		"fixed spaces":       {16, "Rendez-vous à 19\u00a0h ici", social.FitOptions{}, []string{"Rendez-vous à", "19\u00a0h ici"}},
		"a title on a line":  {24, "First line by Dr.\nthe second line of it", social.FitOptions{}, []string{"First line by Dr.", "the second line of it"}},
		"before a hashtag":   {12, "((((((((#abcdefgh", social.FitOptions{}, []string{"((((((((", "#abcdefgh"}},
		"signs of two parts": {7, "กำกำกำกำ", social.FitOptions{}, []string{"กำกำกำ", "กำ"}},
		"clusters":           {7, "e\u0301e\u0301e\u0301e\u0301e\u0301", social.FitOptions{}, []string{"e\u0301e\u0301e\u0301", "e\u0301e\u0301"}},
		"continued":          {16, "one two three. Four five six", social.FitOptions{Continue: " →"}, []string{"one two three.", "Four five six"}},
		"continued in it":    {12, "one two three four", social.FitOptions{Continue: " →"}, []string{"one two →", "three four"}},
		"right to left":      {12, "אחת שתיים שלוש ארבע", social.FitOptions{}, []string{"אחת שתיים", "שלוש ארבע"}},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			f := fit(t, posts(test.limit), &social.Draft{Text: test.text}, &test.opts)
			assert.Equal(t, test.want, texts(f))
			if len(test.want) > 1 {
				assert.Equal(t, test.text, said(f), "the stretches are the text")
			} else {
				assert.Empty(t, f.Changes)
			}
		})
	}
}

// said joins what the changes say of the text.
func said(f *social.Fitted) string {
	var b strings.Builder
	for _, c := range f.Changes {
		if c.Field == "Text" && (c.Kind == social.FitSplit || c.Kind == social.FitShortened) {
			b.WriteString(c.From)
		}
	}
	return b.String()
}

func TestFitNumbers(t *testing.T) {
	t.Parallel()
	words := strings.TrimSpace(strings.Repeat("word ", 30))
	f := fit(t, posts(20), &social.Draft{Text: words, Key: "k"}, &social.FitOptions{Number: social.NumberBefore})
	require.Len(t, f.Drafts, 10, "room is kept for two digits")
	assert.Equal(t, "1/10 word word word", f.Drafts[0].Text)
	assert.Equal(t, "10/10 word word word", f.Drafts[9].Text)
	f = fit(t, posts(20), &social.Draft{Text: words[:39]}, &social.FitOptions{Number: social.NumberAfter})
	assert.Equal(t, []string{"word word word 1/3", "word word word 2/3", "word word 3/3"}, texts(f))
}

func TestFitShortens(t *testing.T) {
	t.Parallel()
	const text = "We are open again, and we are happy to see you."
	short := &social.FitOptions{Shorten: true}
	f := fit(t, posts(20), &social.Draft{Text: text}, short)
	assert.Equal(t, []string{"We are open again…"}, texts(f))
	assert.Equal(t, []social.FitChange{
		{Kind: social.FitShortened, Field: "Text", From: text, To: "We are open again…"},
		{Kind: social.FitLeftOut, Field: "Text", From: ", and we are happy to see you."},
	}, f.Changes)
	assert.Empty(t, f.Drafts[0].Key, "one draft has its own key")

	f = fit(t, posts(20), &social.Draft{Text: text}, &social.FitOptions{Shorten: true, MaxPieces: 2, Ellipsis: " "})
	assert.Equal(t, []string{"We are open again,", "and we are happy to"}, texts(f))
	assert.Equal(t, text, said(f))
	assert.Equal(t, " see you.", f.Changes[len(f.Changes)-1].From)

	long := &social.Draft{Text: "a", Title: "Title of ten words", FirstComment: text}
	p := posts(20)
	p.limits.Title = 10
	f = fit(t, p, long, short)
	assert.Equal(t, "Title of…", f.Drafts[0].Title)
	assert.Equal(t, "We are open again…", f.Drafts[0].FirstComment)
	assert.Len(t, f.Changes, 4)
	_, err := social.Fit(t.Context(), p, long, nil)
	assert.Equal(t, "Title", social.Problems(err)[0].Field, "nothing is left out of it unasked")
}

func TestFitLink(t *testing.T) {
	t.Parallel()
	const link = "https://a.example/b"
	long := &social.Draft{Text: "We are open again. We are happy to see you.", Link: link}
	f := fit(t, posts(50), long, nil)
	assert.Equal(t, link, f.Drafts[0].Link, "it stays with the first piece, and takes room there")
	assert.Equal(t, []string{"We are open again.", "We are happy to see you."}, texts(f))

	f = fit(t, posts(50), long, &social.FitOptions{Link: social.LinkComment})
	assert.Len(t, f.Drafts, 1)
	assert.Equal(t, link, f.Drafts[0].FirstComment)
	assert.Equal(t, `piece 1: Link moved to FirstComment: "`+link+`"`, f.Changes[0].String())

	f = fit(t, posts(45), long, &social.FitOptions{Link: social.LinkLast})
	assert.Equal(t, []string{long.Text, link}, texts(f), "a piece of its own if there is no room")
	f = fit(t, posts(30), &social.Draft{Text: "We are all happy to see you. Now.", Link: link}, &social.FitOptions{Link: social.LinkLast})
	assert.Equal(t, []string{"We are all happy to see you.", "Now."}, texts(f))
	assert.Equal(t, []string{"", link}, []string{f.Drafts[0].Link, f.Drafts[1].Link})

	in := &social.Draft{Text: "Look at this:\n" + link}
	f = fit(t, page(50, 50), in, &social.FitOptions{Link: social.LinkCard})
	assert.Equal(t, []string{"Look at this:", link}, []string{f.Drafts[0].Text, f.Drafts[0].Link})
	assert.Equal(t, []social.FitChange{{Kind: social.FitMoved, Field: "Text", Into: "Link", From: link, To: link}}, f.Changes)
	f = fit(t, posts(50), in, &social.FitOptions{Link: social.LinkCard})
	assert.Empty(t, f.Changes, "there is no card")

	f = fit(t, posts(50), &social.Draft{Text: "We are all so happy to see each of you. " + link + " Now.", Link: link}, nil)
	assert.Equal(t, []string{"We are all so happy to see each of you.", link + " Now."}, texts(f), "the text has it")
	assert.Equal(t, []string{"", ""}, []string{f.Drafts[0].Link, f.Drafts[1].Link})

	_, err := social.Fit(t.Context(), posts(10), &social.Draft{Text: "abc", Link: link}, nil)
	require.ErrorIs(t, err, social.ErrInvalid)
	assert.Equal(t, "Link", social.Problems(err)[0].Field)
}

func TestFitTags(t *testing.T) {
	t.Parallel()
	d := &social.Draft{Text: "We are #open again.", Tags: []string{"open", "paris", "spring"}}
	f := fit(t, posts(40), d, nil)
	assert.Equal(t, d.Tags, f.Drafts[0].Tags)
	assert.Empty(t, f.Changes)

	f = fit(t, posts(40), d, &social.FitOptions{Tags: social.TagsComment})
	assert.Equal(t, "#paris #spring", f.Drafts[0].FirstComment)
	assert.Equal(t, "Tags[1]", f.Changes[0].Field, "the first one stands in the text")

	f = fit(t, posts(24), d, nil)
	assert.Equal(t, []string{"We are #open again.", "#paris #spring"}, texts(f), "they would take more than half of it")
	f = fit(t, posts(24), d, &social.FitOptions{Shorten: true})
	assert.Equal(t, []string{"We are #open…"}, texts(f))
	assert.Equal(t, []string{"paris"}, f.Drafts[0].Tags)

	few := posts(100)
	few.limits.Tags = 2
	f = fit(t, few, d, &social.FitOptions{Shorten: true})
	assert.Equal(t, []social.FitChange{{Kind: social.FitLeftOut, Field: "Tags[2]", From: "spring"}}, f.Changes)
	f = fit(t, few, d, nil)
	assert.Equal(t, []string{d.Text, "#spring"}, texts(f))

	keywords := &ruled{social.Limits{Keywords: 10, CountKeywords: func(tags []string) int { return len(strings.Join(tags, "")) }}}
	f = fit(t, keywords, d, &social.FitOptions{Shorten: true, Tags: social.TagsComment})
	assert.Equal(t, []string{"open", "paris"}, f.Drafts[0].Tags)
	assert.Equal(t, "Tags[2]", f.Changes[0].Field)
}

func TestFitMedia(t *testing.T) {
	t.Parallel()
	var media []*social.Media
	for _, name := range []string{"1.png", "2.png", "3.png", "4.mp4", "5.png"} {
		media = append(media, social.MediaBytes(name, []byte("x")))
	}
	d := &social.Draft{Text: "Look. At it.", Media: media, Sensitive: new(true), Language: "en", Warning: "eels"}
	f := fit(t, posts(100), d, nil)
	require.Len(t, f.Drafts, 4)
	assert.Equal(t, media[:2], f.Drafts[0].Media)
	assert.Equal(t, [][]*social.Media{media[2:3], media[3:4], media[4:]}, [][]*social.Media{f.Drafts[1].Media, f.Drafts[2].Media, f.Drafts[3].Media})
	assert.Equal(t, "eels", f.Drafts[3].Warning)
	assert.True(t, *f.Drafts[3].Sensitive)
	assert.Equal(t, social.FitChange{Kind: social.FitMoved, Piece: 2, Field: "Media[3]", Into: "Media[0]", From: "4.mp4", To: "4.mp4"}, f.Changes[1])

	_, err := social.Fit(t.Context(), posts(100), d, &social.FitOptions{Shorten: true})
	assert.Equal(t, "Media", social.Problems(err)[0].Field)
	_, err = social.Fit(t.Context(), posts(100), d, &social.FitOptions{MaxPieces: 3})
	assert.Equal(t, "Media", social.Problems(err)[0].Field)
}

func TestFitRefuses(t *testing.T) {
	t.Parallel()
	text := strings.Repeat("word ", 50)
	long := social.Draft{Text: text}
	with := func(change func(*social.Draft)) *social.Draft {
		d := long
		change(&d)
		return &d
	}
	tests := map[string]struct {
		draft *social.Draft
		opts  *social.FitOptions
		field string
		kind  error
	}{
		"too many pieces":   {&long, &social.FitOptions{MaxPieces: 3}, "Text", social.ErrInvalid},
		"pieces of comment": {with(func(d *social.Draft) { d.FirstComment = text }), &social.FitOptions{MaxPieces: 10}, "Text", social.ErrInvalid},
		"scheduled":         {with(func(d *social.Draft) { d.At = time.Now().Add(time.Hour) }), nil, "At", errors.ErrUnsupported},
		"a long warning":    {with(func(d *social.Draft) { d.Warning = strings.Repeat("w", 40) }), nil, "Warning", social.ErrInvalid},
		"nobody to see it":  {with(func(d *social.Draft) { d.Visibility = social.VisibilityDirect }), nil, "Visibility", errors.ErrUnsupported},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, err := social.Fit(t.Context(), posts(40), test.draft, test.opts)
			require.ErrorIs(t, err, test.kind)
			assert.Equal(t, test.field, social.Problems(err)[0].Field)
		})
	}
	_, err := social.Fit(t.Context(), unable{}, &long, nil)
	assert.ErrorIs(t, err, errors.ErrUnsupported)
}

func TestFitPrivateThreadReachesEverybody(t *testing.T) {
	t.Parallel()
	f := fit(t, posts(40), &social.Draft{
		Text: "@ann @bob@b.example we are open again, and happy to see you.", Visibility: social.VisibilityDirect,
	}, nil)
	require.Len(t, f.Drafts, 3)
	assert.Equal(t, []string{"@ann @bob@b.example we are open again,", "@ann @bob@b.example and happy to see"}, texts(f)[:2])
	assert.Equal(t, social.VisibilityDirect, f.Drafts[1].Visibility)
}

func TestFitFirstComment(t *testing.T) {
	t.Parallel()
	d := &social.Draft{Text: "We are open again. Come in.", FirstComment: "Here is where."}
	f := fit(t, posts(20), d, nil)
	assert.Equal(t, []string{"We are open again.", "Come in.", "Here is where."}, texts(f), "in a thread of posts it comes last")
	assert.Empty(t, f.Drafts[0].FirstComment)
	f = fit(t, page(20, 20), d, nil)
	assert.Equal(t, []string{"We are open again.", "Come in."}, texts(f))
	assert.Equal(t, d.FirstComment, f.Drafts[0].FirstComment, "among comments it is one")
	f = fit(t, page(100, 10), d, nil)
	assert.Equal(t, []string{d.Text, "Here is", "where."}, texts(f))
}

func TestFitKeys(t *testing.T) {
	t.Parallel()
	text := strings.Repeat("word ", 20)
	for _, key := range []string{"spring", strings.Repeat("k", 64)} {
		d := &social.Draft{Text: text, Key: key}
		first, second := fit(t, posts(40), d, nil), fit(t, posts(40), d, nil)
		seen := map[string]bool{}
		for i, p := range first.Drafts {
			assert.Equal(t, second.Drafts[i].Key, p.Key, "what was fitted twice is the same")
			assert.LessOrEqual(t, len(p.Key), 64)
			assert.False(t, seen[p.Key])
			seen[p.Key] = true
		}
		assert.Equal(t, key, first.Drafts[0].Key)
	}
	f := fit(t, posts(40), &social.Draft{Text: text}, nil)
	assert.NotEmpty(t, f.Drafts[0].Key)
	assert.NotEqual(t, f.Drafts[0].Key, f.Drafts[1].Key)
}

// TestFitCountsWhatNetworksCount: comments may have few links, hashtags and mentions, however short they are.
func TestFitCountsWhatNetworksCount(t *testing.T) {
	t.Parallel()
	text := strings.Repeat("x", 99) + ". " + strings.Repeat("See https://a.example now. ", 3) + strings.Repeat("And #this too. ", 3) + strings.Repeat("With @joe here. ", 3)
	for name, limit := range map[string]struct {
		set  func(*social.Limits)
		what string
	}{
		"links":    {func(l *social.Limits) { l.Links = 1 }, "https://"},
		"hashtags": {func(l *social.Limits) { l.Tags = 1 }, "#"},
		"mentions": {func(l *social.Limits) { l.Mentions = 1 }, "@"},
	} {
		network := page(100, 1000)
		limit.set(network.limits.Comment)
		f := fit(t, network, &social.Draft{Text: text}, nil)
		assert.Len(t, f.Drafts, 4, name)
		for _, d := range f.Drafts {
			assert.LessOrEqual(t, strings.Count(d.Text, limit.what), 1, name)
		}
	}
}

func TestFitAltText(t *testing.T) {
	t.Parallel()
	network := posts(100)
	network.limits.AltText = 12
	m := social.MediaBytes("a.png", []byte("x"))
	m.AltText = "A cat on a mat"
	f := fit(t, network, &social.Draft{Text: "Look.", Media: []*social.Media{m}}, &social.FitOptions{Shorten: true})
	assert.Equal(t, "A cat on a…", f.Drafts[0].Media[0].AltText)
	assert.Equal(t, "Media[0].AltText", f.Changes[0].Field)
	assert.Equal(t, "A cat on a mat", m.AltText, "the draft is not changed")
}

// TestFitWholeMentions: a mention of several words is not cut where the network says that it is one.
func TestFitWholeMentions(t *testing.T) {
	t.Parallel()
	network := posts(20)
	network.limits.Whole = func(*social.Draft) []string { return []string{"@Acme Works of Ulm"} }
	f := fit(t, network, &social.Draft{Text: "Thanks to @Acme Works of Ulm for it"}, nil)
	assert.Equal(t, []string{"Thanks to", "@Acme Works of Ulm", "for it"}, texts(f))
}

// limitedExtra keeps something for every piece.
type limitedExtra struct{ keep bool }

func (limitedExtra) ExtraFor() string { return "ruled" }

func (e limitedExtra) ForReply() social.Extra {
	if !e.keep {
		return nil
	}
	return e
}

func TestFitExtras(t *testing.T) {
	t.Parallel()
	d := &social.Draft{Text: "one two three four", Extras: []social.Extra{limitedExtra{}, limitedExtra{true}, extra{"ruled"}}}
	f := fit(t, posts(10), d, nil)
	assert.Equal(t, d.Extras, f.Drafts[0].Extras)
	assert.Equal(t, []social.Extra{limitedExtra{true}}, f.Drafts[1].Extras)
}

// TestFitAnswers: an answer may hold less than a post.
func TestFitAnswers(t *testing.T) {
	t.Parallel()
	d := &social.Draft{Text: "one two three four", ReplyTo: social.Ref{Network: "ruled", ID: "known"}}
	assert.Equal(t, []string{"one two", "three four"}, texts(fit(t, page(100, 10), d, nil)))
	assert.Len(t, fit(t, posts(100), d, nil).Drafts, 1)
	assert.Equal(t, []string{"one two", "three four"}, texts(fit(t, &polite{*posts(18)}, d, nil)))
}

// polite is a network on which answers begin with a mention.
type polite struct{ ruled }

func (p *polite) ReplyLimits(context.Context, social.Ref) (*social.Limits, error) {
	l := p.limits
	l.Compose = func(d *social.Draft) string { return "@someone " + d.Text }
	return &l, nil
}
