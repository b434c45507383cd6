package x_test

import (
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/relais-go/relais/social"
	"github.com/relais-go/relais/x"
)

func TestBadInput(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	c := w.client()
	image := func() *social.Media { return social.MediaBytes("a.png", png("a")) }
	film := func() *social.Media { return social.MediaBytes("a.mp4", []byte("film")) }
	poll := func() *social.Poll { return &social.Poll{Options: []string{"A", "B"}, Duration: time.Hour} }
	huge := image()
	huge.Size = 6_000_000
	tests := map[string]struct {
		draft *social.Draft
		kind  error
		field string
	}{
		"empty draft":        {&social.Draft{}, social.ErrInvalid, "Text"},
		"schedule":           {&social.Draft{Text: "x", At: time.Now().Add(time.Hour)}, errors.ErrUnsupported, "At"},
		"title":              {&social.Draft{Text: "x", Title: "T"}, errors.ErrUnsupported, "Title"},
		"story":              {&social.Draft{Text: "x", Format: social.FormatStory}, errors.ErrUnsupported, "Format"},
		"visibility":         {&social.Draft{Text: "x", Visibility: social.VisibilityFollowers}, errors.ErrUnsupported, "Visibility"},
		"language":           {&social.Draft{Text: "x", Language: "en"}, errors.ErrUnsupported, "Language"},
		"warning":            {&social.Draft{Text: "x", Warning: "w"}, errors.ErrUnsupported, "Warning"},
		"too long":           {&social.Draft{Text: strings.Repeat("字", 141)}, social.ErrInvalid, "Text"},
		"long comment":       {&social.Draft{Text: "x", FirstComment: strings.Repeat("x", 281)}, social.ErrInvalid, "FirstComment"},
		"five images":        {&social.Draft{Media: []*social.Media{image(), image(), image(), image(), image()}}, social.ErrInvalid, "Media"},
		"two films":          {&social.Draft{Media: []*social.Media{film(), film()}}, social.ErrInvalid, "Media[0]"},
		"huge image":         {&social.Draft{Media: []*social.Media{huge}}, social.ErrInvalid, "Media[0].Size"},
		"unknown type":       {&social.Draft{Media: []*social.Media{social.MediaBytes("a.exe", []byte("MZ"))}}, social.ErrInvalid, "Media[0].ContentType"},
		"poll with media":    {&social.Draft{Text: "x", Media: []*social.Media{image()}, Poll: poll()}, social.ErrInvalid, "Poll"},
		"quote with poll":    {&social.Draft{Text: "x", Quote: postRef("1"), Poll: poll()}, social.ErrInvalid, "Quote"},
		"multiple choice":    {&social.Draft{Text: "x", Poll: &social.Poll{Options: []string{"A", "B"}, Duration: time.Hour, Multiple: true}}, errors.ErrUnsupported, "Poll.Multiple"},
		"long option":        {&social.Draft{Text: "x", Poll: &social.Poll{Options: []string{"A", strings.Repeat("b", 26)}, Duration: time.Hour}}, social.ErrInvalid, "Poll.Options[1]"},
		"odd duration":       {&social.Draft{Text: "x", Poll: &social.Poll{Options: []string{"A", "B"}, Duration: time.Hour + time.Second}}, social.ErrInvalid, "Poll.Duration"},
		"another network":    {&social.Draft{Text: "x", ReplyTo: social.Ref{Network: "mastodon", ID: "1"}}, social.ErrInvalid, "ReplyTo"},
		"tags without media": {&social.Draft{Text: "x", Extras: []social.Extra{&x.Extra{TaggedUserIDs: []x.ID{"1"}}}}, social.ErrInvalid, "Extras.TaggedUserIDs"},
		"read-only settings": {&social.Draft{Text: "x", Extras: []social.Extra{&x.Extra{ReplySettings: x.ReplyEveryone}}}, social.ErrInvalid, "Extras.ReplySettings"},
		"subtitled photo":    {&social.Draft{Media: []*social.Media{{Name: "a.png", ContentType: "image/png", Open: image().Open, Captions: []*social.Media{film()}}}}, errors.ErrUnsupported, "Media[0].Captions[0]"},
		"bad key":            {&social.Draft{Text: "x", Key: "a b"}, social.ErrInvalid, "Key"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			before := w.writes()
			_, err := c.Publish(t.Context(), test.draft)
			requireField(t, err, test.kind, test.field)
			assert.Equal(t, before, w.writes(), "nothing is sent")
			requireField(t, c.Check(t.Context(), test.draft), test.kind, test.field)
		})
	}
	_, err := c.Publish(t.Context(), &social.Draft{Text: strings.Repeat("字", 140)})
	require.NoError(t, err, "exactly as much as fits")
	assert.Len(t, social.Problems(c.Check(t.Context(), &social.Draft{Text: strings.Repeat("x", 281), Title: "T", Language: "en"})), 3)
}

func TestLongPosts(t *testing.T) {
	t.Parallel()
	long := strings.Repeat("A long story. ", 100)
	w := newWorld(t, nil)
	w.premium()
	c := w.client()
	l, err := c.Limits(t.Context())
	require.NoError(t, err)
	assert.Equal(t, 25_000, l.Text)
	post, err := c.Publish(t.Context(), &social.Draft{Text: strings.TrimSpace(long)})
	require.NoError(t, err)
	read, err := c.Post(t.Context(), x.ID(post.Ref.ID), nil)
	require.NoError(t, err)
	assert.Equal(t, strings.TrimSpace(long), read.FullText())

	w = newWorld(t, nil)
	c = w.configured(x.Config{Tokens: static(w.token), MaxText: 25_000})
	_, err = c.Publish(t.Context(), &social.Draft{Text: long})
	requireField(t, err, social.ErrInvalid, "Text")
	require.ErrorContains(t, err, "subscription", "X has the last word")
}

func TestBadConfig(t *testing.T) {
	t.Parallel()
	_, err := x.New(nil, nil)
	requireField(t, err, social.ErrInvalid, "tokens")
	_, err = x.New(static("a"), &social.Options{BaseURL: "https://user:pw@x.example"})
	requireField(t, err, social.ErrInvalid, "BaseURL")
	assert.NotContains(t, err.Error(), "pw")
	_, err = x.NewClient(&x.Config{Tokens: static("a"), OAuth1: &x.OAuth1{}}, nil)
	requireField(t, err, social.ErrInvalid, "Config.OAuth1")
	_, err = x.NewClient(nil, nil)
	requireField(t, err, social.ErrInvalid, "Config")
}

// TestCheckExtras finds what X refuses of its own fields.
func TestCheckExtras(t *testing.T) {
	t.Parallel()
	c := newWorld(t, nil).client()
	film := social.MediaBytes("film.mp4", []byte("a film"))
	link := &x.SiteLink{URL: "https://shop.example"}
	for name, tc := range map[string]struct {
		extra x.Extra
		field string // "": it is taken
	}{
		"one button":       {x.Extra{CallToAction: &x.CallToAction{VisitSite: link}}, ""},
		"no button":        {x.Extra{CallToAction: &x.CallToAction{}}, "Extras.CallToAction"},
		"two buttons":      {x.Extra{CallToAction: &x.CallToAction{VisitSite: link, WatchNow: link}}, "Extras.CallToAction"},
		"ten people":       {x.Extra{TaggedUserIDs: make([]x.ID, 10)}, ""},
		"eleven people":    {x.Extra{TaggedUserIDs: make([]x.ID, 11)}, "Extras.TaggedUserIDs"},
		"everyone":         {x.Extra{ReplySettings: x.ReplyEveryone}, "Extras.ReplySettings"},
		"for followers":    {x.Extra{ReplySettings: x.ReplyFollowing}, ""},
		"for advertisers":  {x.Extra{MediaCategory: x.CategoryAmplifyVideo}, ""},
		"a file's purpose": {x.Extra{MediaCategory: x.CategoryDMVideo}, "Extras.MediaCategory"},
		"nobody answered":  {x.Extra{ExcludeReplyUserIDs: []x.ID{"1"}}, "Extras.ExcludeReplyUserIDs"},
		"card and film":    {x.Extra{CardURI: "card://1"}, "Extras.CardURI"},
		"card and message": {x.Extra{CardURI: "card://1", DirectMessageLink: "https://x.com/messages"}, "Extras.DirectMessageLink"},
	} {
		err := c.Check(t.Context(), &social.Draft{Text: "Look", Media: []*social.Media{film}, Extras: []social.Extra{&tc.extra}})
		if tc.field == "" {
			require.NoError(t, err, name)
			continue
		}
		requireField(t, err, social.ErrInvalid, tc.field)
	}
}
