package youtube_test

import (
	"errors"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/relais-go/relais/social"
	"github.com/relais-go/relais/youtube"
)

func TestCheck(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	c := w.client()
	extra := func(e youtube.Extra) func(*social.Draft) {
		return func(d *social.Draft) { d.Extras = []social.Extra{&e} }
	}
	invalid, lacking := social.ErrInvalid, errors.ErrUnsupported
	for name, test := range map[string]struct {
		spoil func(d *social.Draft)
		kind  error
		field string
	}{
		"NoTitle":       {func(d *social.Draft) { d.Title = " " }, invalid, "Title"},
		"LongTitle":     {func(d *social.Draft) { d.Title = strings.Repeat("ä", 101) }, invalid, "Title"},
		"TitleSigns":    {func(d *social.Draft) { d.Title = "1 < 2" }, invalid, "Title"},
		"LongText":      {func(d *social.Draft) { d.Text = strings.Repeat("ä", 2501) }, invalid, "Text"},
		"TextSigns":     {func(d *social.Draft) { d.Text = "<b>" }, invalid, "Text"},
		"BadText":       {func(d *social.Draft) { d.Text = "\xff" }, invalid, "Text"},
		"LinkTooMuch":   {func(d *social.Draft) { d.Text, d.Link = strings.Repeat("a", 4990), "https://example.com/" }, invalid, "Text"},
		"ManyTags":      {func(d *social.Draft) { d.Tags = []string{strings.Repeat("a", 250), strings.Repeat("b", 248) + " c"} }, invalid, "Tags"},
		"EmptyTag":      {func(d *social.Draft) { d.Tags = []string{"a", ""} }, invalid, "Tags[1]"},
		"HashTag":       {func(d *social.Draft) { d.Tags = []string{"#a"} }, invalid, "Tags[0]"},
		"CommaTag":      {func(d *social.Draft) { d.Tags = []string{"a,b"} }, invalid, "Tags[0]"},
		"NoFilm":        {func(d *social.Draft) { d.Media = nil }, invalid, "Media"},
		"TwoFilms":      {func(d *social.Draft) { d.Media = append(d.Media, film("b")) }, invalid, "Media"},
		"NilFilm":       {func(d *social.Draft) { d.Media = []*social.Media{nil} }, invalid, "Media[0]"},
		"Picture":       {func(d *social.Draft) { d.Media = []*social.Media{social.MediaBytes("a.png", []byte("\x89PNG"))} }, invalid, "Media[0].ContentType"},
		"HiddenPicture": {func(d *social.Draft) { d.Media[0] = social.MediaBytes("film.mp4", png()) }, invalid, "Media[0].ContentType"},
		"Empty":         {func(d *social.Draft) { d.Media[0] = social.MediaBytes("film.mp4", nil) }, invalid, "Media[0].Size"},
		"TooLarge":      {func(d *social.Draft) { d.Media[0].Size = 256<<30 + 1 }, invalid, "Media[0].Size"},
		"AltText":       {func(d *social.Draft) { d.Media[0].AltText = "A garden" }, lacking, "Media[0].AltText"},
		"Focus":         {func(d *social.Draft) { d.Media[0].Focus = &social.Focus{} }, lacking, "Media[0].Focus"},
		"LargeCover": {func(d *social.Draft) {
			d.Media[0].Thumbnail = &social.Media{Size: 50<<20 + 1, URL: "https://a.example/b.jpg"}
		}, invalid, "Media[0].Thumbnail.Size"},
		"CoverType": {func(d *social.Draft) { d.Media[0].Thumbnail = social.MediaBytes("a.webp", []byte("x")) }, invalid, "Media[0].Thumbnail.ContentType"},
		"CoverContent": {func(d *social.Draft) {
			d.Media[0].Thumbnail = social.MediaBytes("a.jpg", []byte("GIF89a\x01\x00\x01\x00\x00\x00\x00;"))
		}, invalid, "Media[0].Thumbnail.ContentType"},
		"CaptionLanguage": {func(d *social.Draft) { d.Media[0].Captions = []*social.Media{social.MediaBytes("a.srt", srt)} }, invalid, "Media[0].Captions[0].Language"},
		"CaptionTwice":    {func(d *social.Draft) { d.Media[0].Captions = []*social.Media{caption("de"), caption("DE")} }, invalid, "Media[0].Captions[1].Language"},
		"Language":        {func(d *social.Draft) { d.Language = "deutsch!" }, invalid, "Language"},
		"Past":            {func(d *social.Draft) { d.At = time.Now().Add(-time.Hour) }, invalid, "At"},
		"TooSoon":         {func(d *social.Draft) { d.At = time.Now().Add(time.Second) }, invalid, "At"},
		"PrivatePlan":     {func(d *social.Draft) { d.At, d.Visibility = time.Now().Add(time.Hour), social.VisibilityUnlisted }, invalid, "Visibility"},
		"Followers":       {func(d *social.Draft) { d.Visibility = social.VisibilityFollowers }, lacking, "Visibility"},
		"Poll":            {func(d *social.Draft) { d.Poll = &social.Poll{} }, lacking, "Poll"},
		"Quote":           {func(d *social.Draft) { d.Quote = videoRef("a") }, lacking, "Quote"},
		"Story":           {func(d *social.Draft) { d.Format = social.FormatStory }, lacking, "Format"},
		"Warning":         {func(d *social.Draft) { d.Warning = "w" }, lacking, "Warning"},
		"Sensitive":       {func(d *social.Draft) { d.Sensitive = new(true) }, lacking, "Sensitive"},
		"PlannedComment":  {func(d *social.Draft) { d.At, d.FirstComment = time.Now().Add(time.Hour), "c" }, lacking, "FirstComment"},
		"PrivateComment":  {func(d *social.Draft) { d.Visibility, d.FirstComment = social.VisibilityPrivate, "c" }, lacking, "FirstComment"},
		"LongComment":     {func(d *social.Draft) { d.FirstComment = strings.Repeat("c", 10_001) }, invalid, "FirstComment"},
		"KidsComment": {func(d *social.Draft) {
			d.FirstComment, d.Extras = "c", []social.Extra{&youtube.Extra{MadeForKids: new(true)}}
		}, lacking, "FirstComment"},
		"Category":      {extra(youtube.Extra{CategoryID: "Music"}), invalid, "Extras.CategoryID"},
		"License":       {extra(youtube.Extra{License: "mit"}), invalid, "Extras.License"},
		"AudioLanguage": {extra(youtube.Extra{AudioLanguage: "e"}), invalid, "Extras.AudioLanguage"},
		"Playlist":      {extra(youtube.Extra{Playlists: []youtube.ID{""}}), invalid, "Extras.Playlists[0]"},
		"Partner":       {extra(youtube.Extra{BrandPartner: &youtube.BrandPartner{Handle: "acme"}}), invalid, "Extras.BrandPartner"},
		"Location":      {extra(youtube.Extra{Location: &youtube.GeoPoint{Latitude: 91}}), invalid, "Extras.Location"},
		"Unnamed":       {extra(youtube.Extra{Localizations: map[string]*youtube.Localization{"de": {Title: "T"}}}), invalid, "Language"},
		"LocalTitle":    {extra(youtube.Extra{Localizations: map[string]*youtube.Localization{"de": {}}}), invalid, "Extras.Localizations[de].Title"},
		"Key":           {func(d *social.Draft) { d.Key = "a b" }, invalid, "Key"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			d := draftOf("Good")
			require.NoError(t, c.Check(t.Context(), d))
			test.spoil(d)
			requireField(t, c.Check(t.Context(), d), test.kind, test.field)
			_, err := c.Publish(t.Context(), d)
			requireField(t, err, test.kind, test.field)
		})
	}
	t.Cleanup(func() { assert.Empty(t, w.titles()) })
}

func png() []byte {
	return []byte("\x89PNG\r\n\x1a\n\x00\x00\x00\x0dIHDR\x00\x00\x00\x01\x00\x00\x00\x01\x08\x02\x00\x00\x00\x90wS\xde")
}

func caption(language string) *social.Media {
	m := social.MediaBytes(language+".srt", srt)
	m.Language = language
	return m
}

// TestCheckReportsAll: a user hears of everything at once.
func TestCheckReportsAll(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	err := w.client().Check(t.Context(), &social.Draft{
		Title: "<", Text: strings.Repeat("a", 5001), Tags: []string{""}, Language: "?", At: time.Now().Add(-time.Hour), Warning: "w",
	})
	var fields []string
	for _, p := range social.Problems(err) {
		fields = append(fields, p.Field)
	}
	assert.ElementsMatch(t, []string{"Title", "Text", "Tags[0]", "Language", "At", "Warning", "Media"}, fields)
}

func TestCountTags(t *testing.T) {
	t.Parallel()
	for want, tags := range map[int][]string{
		0: nil, 3: {"abc"}, 7: {"abc", "def"}, 9: {"abc", "d f"}, 1: {"ä"},
	} {
		assert.Equal(t, want, youtube.CountTags(tags), "%q", tags)
	}
	fits := &social.Draft{Title: "T", Media: []*social.Media{film("f")}, Tags: []string{strings.Repeat("a", 250), strings.Repeat("b", 249)}}
	w := newWorld(t, nil)
	require.NoError(t, w.client().Check(t.Context(), fits), "500 fit")
}

// TestLimits go by what the channel may upload.
func TestLimits(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	l, err := w.client().Limits(t.Context())
	require.NoError(t, err)
	assert.Equal(t, 5000, l.Text)
	assert.Equal(t, 6, l.Count("äöü"), "bytes")
	assert.Equal(t, 100, l.Title)
	assert.Equal(t, int64(256<<30), l.Media[0].Bytes)
	assert.NotZero(t, l.Schedule)
	short := youtube.LimitsOf(&youtube.Channel{Status: &youtube.ChannelStatus{LongUploads: youtube.LongUploadsEligible}})
	assert.Equal(t, 15*time.Minute, short.MaxDuration)
	assert.Equal(t, 12*time.Hour, youtube.LimitsOf(nil).MaxDuration)
	own := youtube.DefaultLimits()
	own.MaxTitle = 5
	c := w.configured(youtube.Config{Tokens: static(w.token), Quota: boundless(), Limits: &own})
	requireField(t, c.Check(t.Context(), draftOf("Longer")), social.ErrInvalid, "Title")
	assert.Zero(t, w.srv.Requests().Count("POST /**"))
	_, err = w.client(func(o *social.Options) {
		o.Retries = -1
		o.HTTPClient = &http.Client{Transport: transport(func(*http.Request) (*http.Response, error) { return nil, errors.New("offline") })}
	}).Limits(t.Context())
	require.ErrorIs(t, err, social.ErrUnavailable)
}

// TestDescribedLimits are those of the description.
func TestDescribedLimits(t *testing.T) {
	t.Parallel()
	d, l := describeData(t), youtube.DefaultLimits()
	for at, limit := range map[string]youtube.FileLimit{
		"videos.insert": l.Video, "thumbnails.set": l.Thumbnail, "captions.insert": l.Caption, "channelBanners.insert": l.Banner,
	} {
		name, verb, _ := strings.Cut(at, ".")
		upload := d.Resources[name].Methods[verb].Upload
		require.NotNil(t, upload, at)
		assert.Equal(t, upload.MaxSize, decimal(limit.MaxBytes), at)
		for _, accepted := range limit.Types {
			assert.Contains(t, upload.Accept, accepted, at)
		}
	}
}
