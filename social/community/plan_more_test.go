package community_test

import (
	"bytes"
	"errors"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/relais-go/relais/social"
	"github.com/relais-go/relais/social/community"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestRepeats(t *testing.T) {
	t.Parallel()
	var posts []*social.Post
	for _, text := range []string{
		"Our shop opens on Monday! https://t.co/abc", "our SHOP opens, on Monday", "Our shop opens on Tuesday at nine", "Something else entirely now", "", "Hello",
	} {
		posts = append(posts, &social.Post{Text: text})
	}
	got, err := community.Repeats("Our shop opens on Monday. https://example.org/opening", all(nil, posts...), 0.3)
	require.NoError(t, err)
	require.Len(t, got, 3)
	assert.Equal(t, []*social.Post{posts[0], posts[1], posts[2]}, []*social.Post{got[0].Post, got[1].Post, got[2].Post})
	assert.InDelta(t, 1, got[1].Similarity, 0)
	assert.InDelta(t, 2.0/6, got[2].Similarity, 1e-9, "two runs of six")

	for text, n := range map[string]int{"HELLO!": 1, "Hello you": 0, "": 0, "https://example.org": 0} {
		got, err := community.Repeats(text, all(nil, posts...), 1)
		require.NoError(t, err)
		assert.Len(t, got, n, text)
	}
	cause := errors.New("cut")
	got, err = community.Repeats("hello", all(cause, posts...), 1)
	require.ErrorIs(t, err, cause)
	assert.Len(t, got, 1)
	for _, bad := range []float64{0, -1, 1.1} {
		_, err = community.Repeats("hello", all(nil, posts...), bad)
		require.ErrorIs(t, err, social.ErrInvalid)
	}
}

func TestICalendar(t *testing.T) {
	t.Parallel()
	text := "Ça ouvre; demain, à 9 h\nC:\\shop " + strings.Repeat("é", 100) + "\x07"
	p := &community.Plan{Entries: []community.Entry{
		{At: instant(t, "2026-03-30T09:00:00+02:00"), Slot: "a", Category: "news", Targets: on("x", "mastodon"), Draft: &social.Draft{Text: text}},
		{At: instant(t, "2026-03-31T09:00:00+02:00"), Targets: on("x"), Draft: &social.Draft{Title: strings.Repeat("long ", 20)}},
		{At: instant(t, "2026-04-01T09:00:00+02:00"), Targets: on("x")},
		{At: instant(t, "2026-04-02T09:00:00+02:00"), Targets: on("x"), Draft: &social.Draft{Text: strings.Repeat("a", 300)}},
	}}
	var b bytes.Buffer
	require.NoError(t, p.WriteICalendar(&b, epoch))
	for line := range strings.SplitSeq(strings.TrimSuffix(b.String(), "\r\n"), "\r\n") {
		assert.LessOrEqual(t, len(line), 75)
		assert.True(t, utf8.ValidString(line), "no character is cut")
		assert.NotContains(t, line, "\n")
	}
	lines := strings.Split(strings.ReplaceAll(b.String(), "\r\n ", ""), "\r\n")
	assert.Equal(t, []string{"BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//relais-go//relais//EN", "BEGIN:VEVENT"}, lines[:4])
	assert.Equal(t, []string{
		"DTSTAMP:20260301T120000Z", "DTSTART:20260330T070000Z", "DURATION:PT15M", "TRANSP:TRANSPARENT", `SUMMARY:x\, mastodon: Ça ouvre\; demain\, à 9 h`,
		`DESCRIPTION:Ça ouvre\; demain\, à 9 h\nC:\\shop ` + strings.Repeat("é", 100), "CATEGORIES:news", "END:VEVENT",
	}, lines[5:13])
	assert.Contains(t, lines, "SUMMARY:x: "+strings.Repeat("long ", 11)+"long…")
	assert.Contains(t, lines, "SUMMARY:x")
	uids := map[string]bool{}
	for _, line := range lines {
		if strings.HasPrefix(line, "UID:") {
			uids[line] = true
		}
	}
	assert.Len(t, uids, 4)
	first := b.String()
	b.Reset()
	require.NoError(t, p.WriteICalendar(&b, epoch))
	assert.Equal(t, first, b.String())
	require.Error(t, p.WriteICalendar(broken{}, time.Time{}))
}
