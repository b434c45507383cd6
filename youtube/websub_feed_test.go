package youtube_test

import (
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/relais-go/relais/youtube"
)

const deletedFeed = `<?xml version='1.0' encoding='UTF-8'?>
<feed xmlns:at="http://purl.org/atompub/tombstones/1.0" xmlns="http://www.w3.org/2005/Atom">
<at:deleted-entry ref="yt:video:v-1" when="2026-11-20T12:00:00.123456+00:00"><link href="https://www.youtube.com/watch?v=v-1"/>
<at:by><name>Rival</name><uri>https://www.youtube.com/channel/UC1?x=1</uri></at:by></at:deleted-entry></feed>`

func TestParseFeed(t *testing.T) {
	t.Parallel()
	got, err := youtube.ParseFeed([]byte(deletedFeed))
	require.NoError(t, err)
	assert.Equal(t, []*youtube.FeedEntry{{
		VideoID: "v-1", ChannelID: "UC1", URL: "https://www.youtube.com/watch?v=v-1", Author: "Rival",
		AuthorURL: "https://www.youtube.com/channel/UC1?x=1", Updated: time.Date(2026, 11, 20, 12, 0, 0, 123456000, time.UTC), Deleted: true,
	}}, got)

	for name, tc := range map[string]struct {
		body string
		want []*youtube.FeedEntry
	}{
		"the ID in the other place, the channel in the author's address": {
			`<feed><entry><id>yt:video:v-2</id><title> A </title><author><uri>https://www.youtube.com/channel/UC2</uri></author></entry></feed>`,
			[]*youtube.FeedEntry{{VideoID: "v-2", ChannelID: "UC2", Title: "A", AuthorURL: "https://www.youtube.com/channel/UC2"}},
		},
		"what is no video is left out": {`<feed><entry><id>yt:playlist:p</id><title>x</title></entry><deleted-entry ref="odd"/></feed>`, nil},
		"another encoding is UTF-8":    {`<?xml version="1.0" encoding="latin-9"?><feed><entry><videoId>v</videoId><title>é</title></entry></feed>`, []*youtube.FeedEntry{{VideoID: "v", Title: "é"}}},
		"times that are none":          {`<feed><entry><videoId>v</videoId><published>"</published><updated>soon</updated></entry></feed>`, []*youtube.FeedEntry{{VideoID: "v"}}},
		"IDs that are none":            {`<feed><entry><videoId>v/../x</videoId></entry><deleted-entry ref="yt:video: a b"/></feed>`, nil},
		"nothing":                      {`<feed/>`, nil},
	} {
		got, err := youtube.ParseFeed([]byte(tc.body))
		require.NoError(t, err, name)
		assert.Equal(t, tc.want, got, name)
	}
	for _, body := range []string{"", "{}", "<html></html>", "<feed>", `<!DOCTYPE f [<!ENTITY a "b">]><feed><entry><title>&a;</title></entry></feed>`} {
		_, err := youtube.ParseFeed([]byte(body))
		assert.Error(t, err, body)
	}
}

// FuzzParseFeed: whatever a stranger sends, entries name a video, and text is text.
func FuzzParseFeed(f *testing.F) {
	f.Add([]byte(deletedFeed))
	f.Add([]byte(notice("v-1", time.Unix(1e9, 0), time.Unix(1e9+5, 0))))
	f.Add([]byte(`<feed><entry><videoId>v</videoId><link rel="alternate" href="&#1;"/></entry></feed>`))
	f.Add([]byte(strings.Repeat("<feed>", 50)))
	f.Fuzz(func(t *testing.T, body []byte) {
		entries, err := youtube.ParseFeed(body)
		if err != nil {
			assert.Empty(t, entries)
			return
		}
		for _, e := range entries {
			assert.NotEmpty(t, e.VideoID)
			for _, s := range []string{string(e.VideoID), string(e.ChannelID), e.Title, e.URL, e.Author, e.AuthorURL} {
				assert.True(t, utf8.ValidString(s))
				assert.Equal(t, strings.TrimSpace(s), s)
			}
			assert.False(t, e.Deleted && !e.Published.IsZero())
		}
	})
}
