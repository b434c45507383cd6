package instagram_test

import (
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/relais-go/relais/instagram"
	"github.com/relais-go/relais/internal/probe/probetest"
	"github.com/relais-go/relais/social"
)

// badDraft is a draft that Instagram would not take, and what Check says of it.
type badDraft struct {
	draft *social.Draft
	kind  error
	field string
}

func words(word string, n int) string { return strings.TrimSpace(strings.Repeat(word+" ", n)) }

// jpg and mp4 are media on an address; jpegs and movies have bytes to look into beside it.
func jpg() *social.Media { return social.MediaURL("https://acme.example/a.jpg", "image/jpeg") }

func mp4() *social.Media { return social.MediaURL("https://acme.example/a.mp4", "video/mp4") }

func jpeg(width, height int) *social.Media {
	m := social.MediaBytes("a.jpg", probetest.JPEG(width, height))
	m.URL = "https://acme.example/a.jpg"
	return m
}

func movie(change func(*probetest.Movie)) *social.Media {
	m := probetest.Movie{Duration: 10 * time.Second, Width: 1080, Height: 1920}
	change(&m)
	return m.Media("a.mp4")
}

func photoDraft(change func(*social.Draft)) *social.Draft {
	d := &social.Draft{Text: "x", Media: []*social.Media{jpg()}}
	change(d)
	return d
}

func mediaDraft(format social.Format, media ...*social.Media) *social.Draft {
	return &social.Draft{Format: format, Media: media}
}

func extraDraft(e *instagram.Extra, media ...*social.Media) *social.Draft {
	return &social.Draft{Text: "x", Media: media, Extras: extra(e)}
}

// badText are drafts with a bad text or a field that Instagram has nothing for.
func badText() map[string]badDraft {
	text := func(s string) *social.Draft { return photoDraft(func(d *social.Draft) { d.Text = s }) }
	remark := func(s string) *social.Draft { return photoDraft(func(d *social.Draft) { d.FirstComment = s }) }
	answer := func(s string) *social.Draft { return &social.Draft{Text: s, ReplyTo: postRef("1")} }
	lacks := func(change func(*social.Draft)) *social.Draft { return photoDraft(change) }
	return map[string]badDraft{
		"text alone":       {&social.Draft{Text: "x"}, social.ErrInvalid, "Media"},
		"2,201 characters": {text(strings.Repeat("é", 2201)), social.ErrInvalid, "Text"},
		"31 hashtags":      {text(words("#a", 31)), social.ErrInvalid, "Text"},
		"21 mentions":      {text(words("@a", 21)), social.ErrInvalid, "Text"},
		"tags count too":   {lacks(func(d *social.Draft) { d.Text, d.Tags = words("#a", 30), []string{"b"} }), social.ErrInvalid, "Text"},
		"bad tag":          {lacks(func(d *social.Draft) { d.Tags = []string{"a b"} }), social.ErrInvalid, "Tags[0]"},
		"bad key":          {lacks(func(d *social.Draft) { d.Key = "a b" }), social.ErrInvalid, "Key"},
		"long remark":      {remark(strings.Repeat("x", 301)), social.ErrInvalid, "FirstComment"},
		"5 hashtags below": {remark(words("#a", 5)), social.ErrInvalid, "FirstComment"},
		"2 links below":    {remark("https://a.example https://b.example"), social.ErrInvalid, "FirstComment"},
		"shouting":         {remark("BUY NOW"), social.ErrInvalid, "FirstComment"},
		"empty answer":     {answer(" "), social.ErrInvalid, "Text"},
		"long answer":      {answer(strings.Repeat("x", 301)), social.ErrInvalid, "Text"},
		"answer and photo": {photoDraft(func(d *social.Draft) { d.ReplyTo = postRef("1") }), errors.ErrUnsupported, "Media"},
		"answer and more":  {&social.Draft{Text: "x", ReplyTo: postRef("1"), FirstComment: "y"}, errors.ErrUnsupported, "FirstComment"},
		"elsewhere":        {&social.Draft{Text: "x", ReplyTo: social.Ref{Network: "x", ID: "1"}}, social.ErrInvalid, "ReplyTo"},
		"title":            {lacks(func(d *social.Draft) { d.Title = "T" }), errors.ErrUnsupported, "Title"},
		"poll":             {lacks(func(d *social.Draft) { d.Poll = &social.Poll{} }), errors.ErrUnsupported, "Poll"},
		"quote":            {lacks(func(d *social.Draft) { d.Quote = postRef("1") }), errors.ErrUnsupported, "Quote"},
		"language":         {lacks(func(d *social.Draft) { d.Language = "fr" }), errors.ErrUnsupported, "Language"},
		"sensitive":        {lacks(func(d *social.Draft) { d.Sensitive = new(true) }), errors.ErrUnsupported, "Sensitive"},
		"warning":          {lacks(func(d *social.Draft) { d.Warning = "w" }), errors.ErrUnsupported, "Warning"},
		"schedule":         {lacks(func(d *social.Draft) { d.At = time.Now().Add(time.Hour) }), errors.ErrUnsupported, "At"},
		"visibility":       {lacks(func(d *social.Draft) { d.Visibility = social.VisibilityFollowers }), errors.ErrUnsupported, "Visibility"},
	}
}

// badFiles are drafts whose files Instagram would not take.
func badFiles() map[string]badDraft {
	big := func(m *social.Media, bytes int64) *social.Media { m.Size = bytes; return m }
	alt := func(m *social.Media, n int) *social.Media { m.AltText = strings.Repeat("x", n); return m }
	at := func(address string) *social.Media { return social.MediaURL(address, "image/jpeg") }
	focused, subtitled, covered := jpg(), mp4(), jpg()
	focused.Focus, subtitled.Captions, covered.Thumbnail = &social.Focus{}, []*social.Media{jpg()}, jpg()
	png := social.MediaURL("https://acme.example/a.png", "image/png")
	liar := social.MediaBytes("a.jpg", []byte("\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x00\x40\x00\x00\x00\x40\x08\x02\x00\x00\x00"))
	liar.URL = jpg().URL
	eleven := make([]*social.Media, 11)
	for i := range eleven {
		eleven[i] = jpg()
	}
	const mib = 1 << 20
	return map[string]badDraft{
		"PNG":               {mediaDraft("", png), social.ErrInvalid, "Media[0].ContentType"},
		"PNG called JPEG":   {mediaDraft("", liar), social.ErrInvalid, "Media[0]"},
		"8 MiB and a byte":  {mediaDraft("", big(jpg(), 8*mib+1)), social.ErrInvalid, "Media[0].Size"},
		"301 MiB reel":      {mediaDraft("", big(mp4(), 301*mib)), social.ErrInvalid, "Media[0].Size"},
		"101 MiB story":     {mediaDraft(social.FormatStory, big(mp4(), 101*mib)), social.ErrInvalid, "Media[0].Size"},
		"too wide":          {mediaDraft("", jpeg(1000, 500)), social.ErrInvalid, "Media[0]"},
		"too tall":          {mediaDraft("", jpeg(540, 960)), social.ErrInvalid, "Media[0]"},
		"2 s":               {mediaDraft("", movie(func(m *probetest.Movie) { m.Duration = 2 * time.Second })), social.ErrInvalid, "Media[0]"},
		"16 min":            {mediaDraft("", movie(func(m *probetest.Movie) { m.Duration = 16 * time.Minute })), social.ErrInvalid, "Media[0]"},
		"story of 70 s":     {mediaDraft(social.FormatStory, movie(func(m *probetest.Movie) { m.Duration = 70 * time.Second })), social.ErrInvalid, "Media[0]"},
		"2,000 pixels":      {mediaDraft("", movie(func(m *probetest.Movie) { m.Width = 2000 })), social.ErrInvalid, "Media[0]"},
		"10 frames":         {mediaDraft("", movie(func(m *probetest.Movie) { m.FrameRate = 10 })), social.ErrInvalid, "Media[0]"},
		"index at the end":  {mediaDraft("", movie(func(m *probetest.Movie) { m.MoovLast, m.Size = true, 20_000 })), social.ErrInvalid, "Media[0]"},
		"long description":  {mediaDraft("", alt(jpg(), 1001)), social.ErrInvalid, "Media[0].AltText"},
		"described reel":    {mediaDraft("", alt(mp4(), 5)), errors.ErrUnsupported, "Media[0].AltText"},
		"described story":   {mediaDraft(social.FormatStory, alt(jpg(), 5)), errors.ErrUnsupported, "Media[0].AltText"},
		"focus":             {mediaDraft("", focused), errors.ErrUnsupported, "Media[0].Focus"},
		"subtitles":         {mediaDraft("", subtitled), errors.ErrUnsupported, "Media[0].Captions"},
		"cover of a photo":  {mediaDraft("", covered), errors.ErrUnsupported, "Media[0].Thumbnail"},
		"photo as a reel":   {mediaDraft(social.FormatReel, jpg()), social.ErrInvalid, "Media"},
		"two in a story":    {mediaDraft(social.FormatStory, jpg(), jpg()), social.ErrInvalid, "Media"},
		"eleven":            {mediaDraft("", eleven...), social.ErrInvalid, "Media"},
		"no address":        {mediaDraft("", social.MediaBytes("a.jpg", probetest.JPEG(64, 64))), errors.ErrUnsupported, "Media[0].URL"},
		"file address":      {mediaDraft("", at("file:///a.jpg")), social.ErrInvalid, "Media[0].URL"},
		"not ASCII":         {mediaDraft("", at("https://acme.example/\u00fc.jpg")), social.ErrInvalid, "Media[0].URL"},
		"text in a story":   {&social.Draft{Text: "x", Format: social.FormatStory, Media: []*social.Media{jpg()}}, errors.ErrUnsupported, "Text"},
		"remark on a story": {&social.Draft{FirstComment: "x", Format: social.FormatStory, Media: []*social.Media{jpg()}}, errors.ErrUnsupported, "FirstComment"},
		"unknown format":    {mediaDraft("thread", jpg()), errors.ErrUnsupported, "Format"},
	}
}

// badExtras are drafts with fields of Instagram's own that do not fit.
func badExtras() map[string]badDraft {
	tag := func(name string, x, y *float64) []instagram.UserTag {
		return []instagram.UserTag{{Username: name, X: x, Y: y}}
	}
	half := new(0.5)
	many := make([]instagram.UserTag, 21)
	for i := range many {
		many[i] = instagram.UserTag{Username: "ann", X: half, Y: half}
	}
	story := func(e *instagram.Extra) *social.Draft {
		return &social.Draft{Format: social.FormatStory, Media: []*social.Media{jpg()}, Extras: extra(e)}
	}
	return map[string]badDraft{
		"collaborators":        {extraDraft(&instagram.Extra{Collaborators: []string{"a", "b", "c", "d"}}, jpg()), social.ErrInvalid, "Extras.Collaborators"},
		"@collaborator":        {extraDraft(&instagram.Extra{Collaborators: []string{"@a"}}, jpg()), social.ErrInvalid, "Extras.Collaborators[0]"},
		"21 user tags":         {extraDraft(&instagram.Extra{UserTags: many}, jpg()), social.ErrInvalid, "Extras.UserTags"},
		"@user tag":            {extraDraft(&instagram.Extra{UserTags: tag("@a", half, half)}, jpg()), social.ErrInvalid, "Extras.UserTags[0].Username"},
		"no place":             {extraDraft(&instagram.Extra{UserTags: tag("a", nil, half)}, jpg()), social.ErrInvalid, "Extras.UserTags[0]"},
		"outside":              {extraDraft(&instagram.Extra{UserTags: tag("a", new(1.5), half)}, jpg()), social.ErrInvalid, "Extras.UserTags[0]"},
		"place in a film":      {extraDraft(&instagram.Extra{UserTags: tag("a", half, half)}, mp4()), social.ErrInvalid, "Extras.UserTags[0]"},
		"tags of a carousel":   {extraDraft(&instagram.Extra{UserTags: tag("a", half, half)}, jpg(), jpg()), errors.ErrUnsupported, "Extras.UserTags"},
		"media tags":           {extraDraft(&instagram.Extra{MediaTags: map[int][]instagram.UserTag{0: tag("a", half, half)}}, jpg()), errors.ErrUnsupported, "Extras.MediaTags"},
		"tags of no medium":    {extraDraft(&instagram.Extra{MediaTags: map[int][]instagram.UserTag{2: tag("a", half, half)}}, jpg(), jpg()), social.ErrInvalid, "Extras.MediaTags[2]"},
		"place of a story":     {story(&instagram.Extra{Location: "1"}), errors.ErrUnsupported, "Extras.Location"},
		"authors of a story":   {story(&instagram.Extra{Collaborators: []string{"a"}}), errors.ErrUnsupported, "Extras.Collaborators"},
		"label of a story":     {story(&instagram.Extra{AIGenerated: new(true)}), errors.ErrUnsupported, "Extras.AIGenerated"},
		"cover of a photo":     {extraDraft(&instagram.Extra{CoverURL: "https://acme.example/a.jpg"}, jpg()), errors.ErrUnsupported, "Extras.CoverURL"},
		"offset of a photo":    {extraDraft(&instagram.Extra{ThumbOffset: new(1)}, jpg()), errors.ErrUnsupported, "Extras.ThumbOffset"},
		"offset before":        {extraDraft(&instagram.Extra{ThumbOffset: new(-1)}, mp4()), social.ErrInvalid, "Extras.ThumbOffset"},
		"share a photo":        {extraDraft(&instagram.Extra{ShareToFeed: new(true)}, jpg()), errors.ErrUnsupported, "Extras.ShareToFeed"},
		"sound of a photo":     {extraDraft(&instagram.Extra{AudioName: "x"}, jpg()), errors.ErrUnsupported, "Extras.AudioName"},
		"music of a photo":     {extraDraft(&instagram.Extra{Audio: &instagram.Audio{ID: "1"}}, jpg()), errors.ErrUnsupported, "Extras.Audio"},
		"trial of a photo":     {extraDraft(&instagram.Extra{Trial: instagram.TrialManual}, jpg()), errors.ErrUnsupported, "Extras.Trial"},
		"unknown trial":        {extraDraft(&instagram.Extra{Trial: "SOON"}, mp4()), social.ErrInvalid, "Extras.Trial"},
		"sponsors alone":       {extraDraft(&instagram.Extra{Sponsors: []instagram.ID{"1"}}, jpg()), social.ErrInvalid, "Extras.Sponsors"},
		"three sponsors":       {extraDraft(&instagram.Extra{Partnership: new(true), Sponsors: []instagram.ID{"1", "2", "3"}}, jpg()), social.ErrInvalid, "Extras.Sponsors"},
		"products of a story":  {story(&instagram.Extra{ProductTags: []instagram.Tag{{ProductID: "1"}}}), errors.ErrUnsupported, "Extras.ProductTags"},
		"products of several":  {extraDraft(&instagram.Extra{ProductTags: []instagram.Tag{{ProductID: "1"}}}, jpg(), jpg()), errors.ErrUnsupported, "Extras.ProductTags"},
		"quiet story":          {story(&instagram.Extra{NoComments: true}), errors.ErrUnsupported, "Extras.NoComments"},
		"partners of a story":  {story(&instagram.Extra{Partnership: new(true)}), errors.ErrUnsupported, "Extras.Partnership"},
		"cover with a letter":  {extraDraft(&instagram.Extra{CoverURL: "https://acme.example/\u00fc.jpg"}, mp4()), social.ErrInvalid, "Extras.CoverURL"},
		"comments of an extra": {&social.Draft{Text: "x", ReplyTo: postRef("1"), Extras: extra(&instagram.Extra{NoComments: true})}, errors.ErrUnsupported, "Extras"},
	}
}

// TestBadInput finds before anything is sent what Instagram would refuse, or drop.
func TestBadInput(t *testing.T) {
	t.Parallel()
	for group, drafts := range map[string]map[string]badDraft{"text": badText(), "files": badFiles(), "extras": badExtras()} {
		for name, bad := range drafts {
			t.Run(group+"/"+name, func(t *testing.T) {
				t.Parallel()
				w := newSite(t, nil)
				c := w.client()
				requireField(t, c.Check(t.Context(), bad.draft), bad.kind, bad.field)
				_, err := c.Publish(t.Context(), bad.draft)
				requireField(t, err, bad.kind, bad.field)
				assert.Zero(t, w.host.Requests().Total(), "nothing is sent")
			})
		}
	}
}

// TestJustFits takes exactly as much as fits.
func TestJustFits(t *testing.T) {
	t.Parallel()
	w := newSite(t, nil)
	c := w.client()
	ten := make([]*social.Media, 10)
	for i := range ten {
		ten[i] = jpg()
	}
	for name, d := range map[string]*social.Draft{
		"2,200 characters": photoDraft(func(d *social.Draft) { d.Text = strings.Repeat("字", 2200) }),
		"30 hashtags":      photoDraft(func(d *social.Draft) { d.Text = words("#a", 30) }),
		"20 mentions":      photoDraft(func(d *social.Draft) { d.Text = words("@a", 20) }),
		"no mention":       photoDraft(func(d *social.Draft) { d.Text = words("me@acme.example", 40) + words(" &#39;", 40) }),
		"ten":              mediaDraft("", ten...),
		"4:5":              mediaDraft("", jpeg(1080, 1350)),
		"1.91:1":           mediaDraft("", jpeg(1080, 566)),
		"tall story":       mediaDraft(social.FormatStory, jpeg(540, 1200)),
		"3 s":              mediaDraft("", movie(func(m *probetest.Movie) { m.Duration = 3 * time.Second })),
		"15 min":           mediaDraft("", movie(func(m *probetest.Movie) { m.Duration = 15 * time.Minute })),
		"story of 60 s":    mediaDraft(social.FormatStory, movie(func(m *probetest.Movie) { m.Duration = time.Minute })),
		"wide film":        mediaDraft("", movie(func(m *probetest.Movie) { m.Width, m.Height = 1920, 1080 })),
	} {
		require.NoError(t, c.Check(t.Context(), d), name)
	}
	l, err := c.Limits(t.Context())
	require.NoError(t, err)
	assert.Equal(t, []int{2200, 1000, 30, 10}, []int{l.Text, l.AltText, l.Tags, l.Items})
}

// TestOwnLimits replaces what is checked, where Instagram turned out to take more or less.
func TestOwnLimits(t *testing.T) {
	t.Parallel()
	w := newSite(t, nil)
	own := instagram.DefaultLimits()
	own.MaxCarousel, own.MaxHashtags = 2, 0
	c := w.configured(instagram.Config{Limits: &own})
	requireField(t, c.Check(t.Context(), mediaDraft("", jpg(), jpg(), jpg())), social.ErrInvalid, "Media")
	require.NoError(t, c.Check(t.Context(), photoDraft(func(d *social.Draft) { d.Text = words("#a", 40) })))
}

// TestLoginsDiffer refuses what only Facebook Login offers, and says so.
func TestLoginsDiffer(t *testing.T) {
	t.Parallel()
	c := newSite(t, nil).as(il).client()
	for field, d := range map[string]*social.Draft{
		"Extras.Audio":       extraDraft(&instagram.Extra{Audio: &instagram.Audio{ID: "1"}}, mp4()),
		"Extras.ProductTags": extraDraft(&instagram.Extra{ProductTags: []instagram.Tag{{ProductID: "1"}}}, jpg()),
		"Extras.Partnership": extraDraft(&instagram.Extra{Partnership: new(true)}, jpg()),
		"Media[0].URL":       mediaDraft("", bytesOf()),
	} {
		requireField(t, c.Check(t.Context(), d), errors.ErrUnsupported, field)
	}
	err := c.Delete(t.Context(), postRef("1"))
	requireField(t, err, errors.ErrUnsupported, "Delete")
	require.ErrorContains(t, err, "Facebook Login does")
	_, err = c.CreateContainer(t.Context(), &instagram.ContainerParams{Kind: instagram.KindReel, Resumable: true})
	require.ErrorIs(t, err, errors.ErrUnsupported)
}

func TestBadConfig(t *testing.T) {
	t.Parallel()
	_, err := instagram.New("1", nil, nil)
	requireField(t, err, social.ErrInvalid, "Config.Tokens")
	_, err = instagram.New("", static("a"), nil)
	requireField(t, err, social.ErrInvalid, "Config.User")
	_, err = instagram.NewClient(nil, nil)
	require.ErrorIs(t, err, social.ErrInvalid)
	_, err = instagram.NewClient(&instagram.Config{User: "1", Tokens: static("a"), Login: "telepathy"}, nil)
	requireField(t, err, social.ErrInvalid, "Config.Login")
	_, err = instagram.NewClient(&instagram.Config{User: "1", Tokens: static("a"), Login: instagram.InstagramLogin, UserTokens: static("b")}, nil)
	requireField(t, err, social.ErrInvalid, "Config.UserTokens")
	_, err = instagram.NewClient(&instagram.Config{User: "1", Tokens: static("a"), Version: "latest"}, nil)
	requireField(t, err, social.ErrInvalid, "Version")
	_, err = instagram.New("1", static("a"), &social.Options{BaseURL: "https://user:pw@x.example"})
	requireField(t, err, social.ErrInvalid, "BaseURL")
	assert.NotContains(t, err.Error(), "pw")
}
