package linkedin_test

import (
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/relais-go/relais/internal/probe/probetest"
	"github.com/relais-go/relais/linkedin"
	"github.com/relais-go/relais/linkedin/linkedintest"
	"github.com/relais-go/relais/social"
)

// extra puts an Extra into a draft.
func extra(e linkedin.Extra) func(*social.Draft) {
	return func(d *social.Draft) { d.Extras = []social.Extra{&e} }
}

func files(m ...*social.Media) func(*social.Draft) {
	return func(d *social.Draft) { d.Media = m }
}

func typed(mime string) *social.Media {
	m := social.MediaBytes("file", []byte("content"))
	m.ContentType = mime
	return m
}

// changed is a medium with something set.
func changed(m *social.Media, f func(*social.Media)) *social.Media {
	f(m)
	return m
}

func poll(f func(*social.Poll)) func(*social.Draft) {
	return func(d *social.Draft) {
		d.Poll = &social.Poll{Question: "Well?", Options: []string{"a", "b"}, Duration: 24 * time.Hour}
		f(d.Poll)
	}
}

type badDraft struct {
	spoil func(*social.Draft)
	kind  error
	field string
}

// badDrafts are refused for a Page.
func badDrafts() map[string]badDraft {
	invalid, lacking := social.ErrInvalid, errors.ErrUnsupported
	own := func(kind social.RefKind, id string) social.Ref {
		return social.Ref{Network: "linkedin", Kind: kind, ID: id}
	}
	answer := func(f func(*social.Draft)) func(*social.Draft) {
		return func(d *social.Draft) {
			d.ReplyTo = own("", "urn:li:share:1")
			f(d)
		}
	}
	return map[string]badDraft{
		"Scheduled":     {func(d *social.Draft) { d.At = time.Now().Add(time.Hour) }, lacking, "At"},
		"Language":      {func(d *social.Draft) { d.Language = "fr" }, lacking, "Language"},
		"Warning":       {func(d *social.Draft) { d.Warning = "w" }, lacking, "Warning"},
		"Sensitive":     {func(d *social.Draft) { d.Sensitive = new(true) }, lacking, "Sensitive"},
		"Story":         {func(d *social.Draft) { d.Format = social.FormatStory }, lacking, "Format"},
		"Long":          {func(d *social.Draft) { d.Text = strings.Repeat("a", 3001) }, invalid, "Text"},
		"LongPairs":     {func(d *social.Draft) { d.Text = strings.Repeat("🌳", 1501) }, invalid, "Text"},
		"LongTags":      {func(d *social.Draft) { d.Text, d.Tags = strings.Repeat("a", 2995), []string{"abcdef"} }, invalid, "Text"},
		"UTF8":          {func(d *social.Draft) { d.Text = "\xff" }, invalid, "Text"},
		"Tag":           {func(d *social.Draft) { d.Tags = []string{"a b"} }, invalid, "Tags[0]"},
		"Key":           {func(d *social.Draft) { d.Key = "a b" }, invalid, "Key"},
		"Title":         {func(d *social.Draft) { d.Title = "t" }, lacking, "Title"},
		"LongTitle":     {func(d *social.Draft) { d.Title, d.Link = strings.Repeat("t", 401), "https://example.org" }, invalid, "Title"},
		"Link":          {func(d *social.Draft) { d.Link = "example.org" }, invalid, "Link"},
		"Private":       {func(d *social.Draft) { d.Visibility = social.VisibilityPrivate }, lacking, "Visibility"},
		"Followers":     {func(d *social.Draft) { d.Visibility = social.VisibilityFollowers }, lacking, "Visibility"},
		"Group":         {extra(linkedin.Extra{Visibility: linkedin.VisibilityContainer}), invalid, "Extras.Visibility"},
		"QuoteActivity": {func(d *social.Draft) { d.Quote = own("", "urn:li:activity:1") }, invalid, "Quote"},
		"QuoteComment":  {func(d *social.Draft) { d.Quote = own(social.RefComment, "urn:li:comment:(urn:li:activity:1,2)") }, lacking, "Quote"},
		"QuoteAndPoll": {func(d *social.Draft) {
			d.Quote = own("", "urn:li:share:1")
			poll(func(*social.Poll) {})(d)
		}, invalid, "Quote"},
		"ReplyTo":     {func(d *social.Draft) { d.ReplyTo = own("", "1") }, invalid, "ReplyTo"},
		"LongComment": {func(d *social.Draft) { d.FirstComment = strings.Repeat("c", 1251) }, invalid, "FirstComment"},

		"AnswerLong":  {answer(func(d *social.Draft) { d.Text = strings.Repeat("c", 1251) }), invalid, "Text"},
		"AnswerTitle": {answer(func(d *social.Draft) { d.Title = "t" }), lacking, "Title"},
		"AnswerPoll":  {answer(poll(func(*social.Poll) {})), lacking, "Poll"},
		"AnswerFilm":  {answer(files(film(80 << 10))), invalid, "Media[0].ContentType"},
		"AnswerTwo":   {answer(files(picture(""), picture(""))), lacking, "Media[1]"},
		"AnswerExtra": {answer(extra(linkedin.Extra{NoReshare: true})), lacking, "Extras.NoReshare"},

		"PollHours":    {poll(func(p *social.Poll) { p.Duration = 48 * time.Hour }), invalid, "Poll.Duration"},
		"PollShort":    {poll(func(p *social.Poll) { p.Duration = time.Hour }), invalid, "Poll.Duration"},
		"PollMany":     {poll(func(p *social.Poll) { p.Options = []string{"a", "b", "c", "d", "e"} }), invalid, "Poll.Options"},
		"PollOption":   {poll(func(p *social.Poll) { p.Options[1] = strings.Repeat("o", 31) }), invalid, "Poll.Options[1]"},
		"PollQuestion": {poll(func(p *social.Poll) { p.Question = "" }), invalid, "Poll.Question"},
		"PollMultiple": {poll(func(p *social.Poll) { p.Multiple = true }), lacking, "Poll.Multiple"},
		"PollHidden":   {poll(func(p *social.Poll) { p.HideTotals = true }), lacking, "Poll.HideTotals"},
		"Voters":       {extra(linkedin.Extra{VotersVisible: true}), invalid, "Extras.VotersVisible"},

		"Mixed":     {files(picture(""), film(80<<10)), invalid, "Media"},
		"TwoFilms":  {files(film(80<<10), film(80<<10)), invalid, "Media"},
		"Images":    {func(d *social.Draft) { d.Media = make21() }, invalid, "Media"},
		"WebP":      {files(typed("image/webp")), invalid, "Media[0].ContentType"},
		"Sound":     {files(typed("audio/mpeg")), invalid, "Media[0].ContentType"},
		"QuickTime": {files(typed("video/quicktime")), invalid, "Media[0].ContentType"},
		"SmallFilm": {files(film(1000)), invalid, "Media[0].Size"},
		"Empty":     {files(changed(picture(""), func(m *social.Media) { m.Size = 0 })), invalid, "Media[0].Size"},
		"Disguised": {files(changed(picture(""), func(m *social.Media) { m.ContentType, m.Size = "video/mp4", 80<<10 })), invalid, "Media[0].ContentType"},
		"Pixels":    {files(social.MediaBytes("huge.png", hugePNG())), invalid, "Media[0]"},
		"Wide":      {files(shaped(2500, 1000)), invalid, "Media[0]"},
		"High":      {files(shaped(1000, 2500)), invalid, "Media[0]"},
		"Focus":     {files(changed(picture(""), func(m *social.Media) { m.Focus = &social.Focus{} })), lacking, "Media[0].Focus"},
		"LongAlt":   {files(picture(strings.Repeat("a", 4087))), invalid, "Media[0].AltText"},
		"FilmAlt":   {files(changed(film(80<<10), func(m *social.Media) { m.AltText = "a" })), lacking, "Media[0].AltText"},
		"Preview":   {files(changed(picture(""), func(m *social.Media) { m.Thumbnail = picture("") })), lacking, "Media[0].Thumbnail"},
		"Subtitles": {files(changed(film(80<<10), func(m *social.Media) {
			m.Captions = []*social.Media{social.MediaBytes("a.srt", []byte("1")), social.MediaBytes("b.srt", []byte("1"))}
		})), lacking, "Media[0].Captions[1]"},
		"ImageTitle": {func(d *social.Draft) { d.Title, d.Media = "t", []*social.Media{picture("")} }, lacking, "Title"},
		"Untitled":   {files(changed(document(), func(m *social.Media) { m.Name = "" })), invalid, "Title"},

		"Mention":  {extra(linkedin.Extra{Mentions: []linkedin.Mention{{Text: "a", URN: "urn:li:share:1"}}}), invalid, "Extras.Mentions[0].URN"},
		"Nobody":   {extra(linkedin.Extra{Mentions: []linkedin.Mention{{URN: "urn:li:person:1"}}}), invalid, "Extras.Mentions[0].Text"},
		"NoCard":   {extra(linkedin.Extra{Thumbnail: picture("")}), invalid, "Extras.Thumbnail"},
		"NoTarget": {extra(linkedin.Extra{CallToAction: linkedin.ActionJoin}), invalid, "Extras.CallToAction"},
		"NoPlace":  {extra(linkedin.Extra{CallToAction: linkedin.ActionJoin, LandingPage: "x"}), invalid, "Extras.LandingPage"},
	}
}

func make21() []*social.Media {
	var out []*social.Media
	for range 21 {
		out = append(out, picture(""))
	}
	return out
}

// hugePNG is the beginning of an image of 7000 × 7000 pixels.
func hugePNG() []byte {
	return []byte("\x89PNG\r\n\x1a\n\x00\x00\x00\x0dIHDR\x00\x00\x1b\x58\x00\x00\x1b\x58\x08\x02\x00\x00\x00\x90wS\xde")
}

// shaped is a film of ten seconds.
func shaped(width, height int) *social.Media {
	return (&probetest.Movie{Duration: 10 * time.Second, Width: width, Height: height, Size: 80 << 10}).Media("film.mp4")
}

// TestCheckShapes: a film may be 2.4 times as wide as high, or as high as wide.
func TestCheckShapes(t *testing.T) {
	t.Parallel()
	c := newWorld(t, nil).client()
	for _, m := range []*social.Media{shaped(1000, 1000), shaped(2400, 1000), shaped(1000, 2400)} {
		require.NoError(t, c.Check(t.Context(), &social.Draft{Text: "Good", Media: []*social.Media{m}}))
	}
}

// TestCheck: what LinkedIn would refuse, or would have to drop, is refused by name before anything is sent.
func TestCheck(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	c := w.client()
	for name, test := range badDrafts() {
		d := &social.Draft{Text: "Good"}
		test.spoil(d)
		err := c.Check(t.Context(), d)
		require.Error(t, err, name)
		require.ErrorIs(t, err, test.kind, name)
		requireField(t, err, test.kind, test.field)
		_, err = c.Publish(t.Context(), d)
		requireField(t, err, test.kind, test.field)
	}
	assert.Empty(t, w.srv.Requests().All(), "nothing was sent")
}

// TestCheckMember: a member has no Page's ways, and a Page no member's.
func TestCheckMember(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	c := w.sharer()
	for field, spoil := range map[string]func(*social.Draft){
		"Visibility":          func(d *social.Draft) { d.Visibility = social.VisibilityUnlisted },
		"Extras.Targets":      extra(linkedin.Extra{Targets: []linkedin.Target{{}}}),
		"Extras.CallToAction": extra(linkedin.Extra{CallToAction: linkedin.ActionJoin, LandingPage: "https://example.org"}),
	} {
		d := &social.Draft{Text: "Good"}
		spoil(d)
		requireField(t, c.Check(t.Context(), d), errors.ErrUnsupported, field)
	}
	require.NoError(t, c.Check(t.Context(), &social.Draft{Text: "Good", Visibility: social.VisibilityFollowers}))
}

// TestCheckReportsAll: a user hears of everything at once.
func TestCheckReportsAll(t *testing.T) {
	t.Parallel()
	err := newWorld(t, nil).client().Check(t.Context(), &social.Draft{
		Text: strings.Repeat("a", 3001), Tags: []string{""}, Language: "fr", At: time.Now(), Warning: "w", Title: "t",
		FirstComment: strings.Repeat("c", 1251),
	})
	var fields []string
	for _, p := range social.Problems(err) {
		fields = append(fields, p.Field)
	}
	assert.ElementsMatch(t, []string{"Text", "Tags[0]", "Language", "At", "Warning", "Title", "FirstComment"}, fields)
}

// TestLimits: the limits are those that LinkedIn publishes, or the caller's.
func TestLimits(t *testing.T) {
	t.Parallel()
	w := newWorld(t, &linkedintest.Options{})
	l, err := w.client().Limits(t.Context())
	require.NoError(t, err)
	assert.Equal(t, 3000, l.Text)
	assert.Equal(t, 3, l.Count("a🌳"), "as UTF-16")
	assert.Equal(t, 20, l.Items)
	assert.Equal(t, 4, l.Poll.Options)
	assert.Zero(t, l.Schedule)
	own := linkedin.DefaultLimits()
	own.MaxText = 5
	c := w.configured(linkedin.Config{Author: linkedin.URN(w.acme), Tokens: static("token-1"), Limits: &own})
	requireField(t, c.Check(t.Context(), &social.Draft{Text: "123456"}), social.ErrInvalid, "Text")
}
