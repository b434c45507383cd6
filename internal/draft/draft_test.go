package draft_test

import (
	"errors"
	"fmt"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/relais-go/relais/internal/draft"
	"github.com/relais-go/relais/social"
)

func TestCompose(t *testing.T) {
	t.Parallel()
	const link = "https://example.org/a"
	tests := map[string]struct {
		text, link string
		tags       []string
		want       string
	}{
		"nothing":                 {want: ""},
		"text alone":              {text: "News", want: "News"},
		"link alone":              {link: link, want: link},
		"tags alone":              {tags: []string{"a", "b"}, want: "#a #b"},
		"all":                     {text: "News", link: link, tags: []string{"a", "b"}, want: "News\n\n" + link + "\n\n#a #b"},
		"link is there":           {text: "See " + link + " now", link: link, want: "See " + link + " now"},
		"link before a full stop": {text: "See " + link + ".", link: link, want: "See " + link + "."},
		"link in brackets":        {text: "See (" + link + ")!", link: link, want: "See (" + link + ")!"},
		"link with a slash":       {text: link + "/ now", link: link, want: link + "/ now"},
		"link before a sign":      {text: link + "…", link: link, want: link + "…"},
		"beginning of a link":     {text: "See " + link + "/terms", link: link, want: "See " + link + "/terms\n\n" + link},
		"beginning of a name":     {text: "See " + link + "b", link: link, want: "See " + link + "b\n\n" + link},
		"beginning of a query":    {text: link + "?b=1", link: link, want: link + "?b=1\n\n" + link},
		"beginning in brackets":   {text: link + "_(b)", link: link, want: link + "_(b)\n\n" + link},
		"end of a link":           {text: "https://b.example/?to=" + link, link: link, want: "https://b.example/?to=" + link + "\n\n" + link},
		"first another link":      {text: link + "/b " + link, link: link, want: link + "/b " + link},
		"tag is there":            {text: "We #Go!", tags: []string{"go"}, want: "We #Go!"},
		"tag at the end":          {text: "We #go", tags: []string{"go"}, want: "We #go"},
		"tag before a hyphen":     {text: "#go-conference", tags: []string{"go"}, want: "#go-conference"},
		"beginning of another":    {text: "#golang", tags: []string{"go"}, want: "#golang\n\n#go"},
		"with an accent":          {text: "#cafés", tags: []string{"caf"}, want: "#cafés\n\n#caf"},
		"first another, then it":  {text: "#golang #go", tags: []string{"go"}, want: "#golang #go"},
		"one is there, one isn't": {text: "#a", tags: []string{"a", "b", "c"}, want: "#a\n\n#b #c"},
		"before a full-width dot": {text: "#東京。", tags: []string{"東京"}, want: "#東京。"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			assert.Equal(t, test.want, draft.Compose(test.text, test.link, test.tags))
		})
	}
}

func TestKey(t *testing.T) {
	t.Parallel()
	key, named := draft.Key(&social.Draft{Key: "spring"})
	assert.Equal(t, "spring", key)
	assert.True(t, named)

	key, named = draft.Key(&social.Draft{})
	other, _ := draft.Key(&social.Draft{})
	assert.False(t, named)
	assert.NotEqual(t, key, other)
	f := draft.For("x")
	f.Key(key)
	require.NoError(t, f.Err(), "what is made is allowed")
	assert.NotEqual(t, key, draft.CommentKey(key))
}

func TestInField(t *testing.T) {
	t.Parallel()
	answered := func(field string) *social.Error {
		return &social.Error{Kind: social.ErrInvalid, Field: field, Status: 400}
	}
	tests := map[string]struct {
		err  error
		want string
	}{
		"no field":                    {&social.Error{Kind: social.ErrInvalid}, "Media[0]"},
		"failed processing":           {&social.Error{Kind: social.ErrMedia}, "Media[0]"},
		"a part of it":                {answered("Media[0].AltText"), "Media[0].AltText"},
		"the network's own parameter": {answered("media.file"), "Media[0]"},
		"all media":                   {social.Invalid("x", "Media", "is bad"), "Media[0]"},
		"our own, of another field":   {social.Invalid("x", "Options.BaseURL", "is bad"), "Options.BaseURL"},
		"of another kind":             {&social.Error{Kind: social.ErrAuth, Status: 401}, ""},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			before := *test.err.(*social.Error) //nolint:errorlint // made above
			got, ok := errors.AsType[*social.Error](draft.InField(test.err, "Media[0]"))
			require.True(t, ok)
			assert.Equal(t, test.want, got.Field)
			assert.Equal(t, before, *test.err.(*social.Error), "the error itself may be shared") //nolint:errorlint // as above
		})
	}

	wrapped := fmt.Errorf("outside: %w", answered(""))
	got := draft.InField(wrapped, "Text")
	require.ErrorIs(t, got, wrapped, "what stands around it is kept")
	require.ErrorIs(t, got, social.ErrInvalid)
	assert.Equal(t, "Text", social.Problems(got)[0].Field)
	require.NoError(t, draft.InField(nil, "Text"))
}

func TestAccepts(t *testing.T) {
	t.Parallel()
	types := []string{"image/png", "video/*"}
	for given, want := range map[string]bool{
		"image/png": true, "IMAGE/PNG; q=1": true, "image/jpeg": false, "video/mp4": true, "Video/Webm": true,
		"video/": false, "videos/mp4": false, "": false,
	} {
		assert.Equal(t, want, draft.Accepts(types, given), "%q", given)
	}
	assert.True(t, draft.Accepts(nil, "anything"))
}
