package x_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/relais-go/relais/internal/probe/probetest"
	"github.com/relais-go/relais/social"
)

// TestCheckLooksIntoFiles refuses what X would refuse after the file has been sent.
func TestCheckLooksIntoFiles(t *testing.T) {
	t.Parallel()
	film := func(m probetest.Movie) *social.Media { return m.Media("a.mp4") }
	wide := func(length time.Duration) *social.Media {
		return film(probetest.Movie{Duration: length, Width: 1280, Height: 720})
	}
	w := newWorld(t, nil)
	c, fan := w.client(), w.person("fan")
	for name, tc := range map[string]struct {
		media    *social.Media
		words    string // "": a post takes it
		field    string
		dm, paid bool
	}{
		"film":              {media: wide(19 * time.Minute)},
		"upright":           {media: film(probetest.Movie{Duration: time.Minute, Width: 720, Height: 1280, Turned: true})},
		"too long":          {media: wide(21 * time.Minute), words: "the longest"},
		"longer, paid":      {media: wide(124 * time.Minute), paid: true},
		"too long, paid":    {media: wide(126 * time.Minute), words: "the longest", paid: true},
		"too long, message": {media: wide(3 * time.Minute), words: "the longest", dm: true},
		"too short":         {media: wide(200 * time.Millisecond), words: "the shortest"},
		"too fast":          {media: film(probetest.Movie{Duration: time.Minute, Width: 1280, Height: 720, FrameRate: 120}), words: "pictures per second"},
		"too narrow":        {media: film(probetest.Movie{Duration: time.Minute, Width: 300, Height: 1000}), words: "as wide as high"},
		"too wide":          {media: film(probetest.Movie{Duration: time.Minute, Width: 1000, Height: 300}), words: "as wide as high"},
		"picture":           {media: probetest.Media("a.png", probetest.PNG(4000, 100), 0)},
		"no picture":        {media: probetest.Media("a.png", (&probetest.Movie{Duration: time.Second, Width: 640, Height: 360}).Bytes(), 0), words: "but the file is", field: ".ContentType"},
		"no film":           {media: probetest.Media("a.mp4", probetest.PNG(10, 10), 0), words: "but the file is", field: ".ContentType"},
		"GIF":               {media: probetest.Media("a.gif", probetest.GIF(1280, 1080, 2), 0)},
		"GIF, too wide":     {media: probetest.Media("a.gif", probetest.GIF(1281, 720, 2), 0), words: "are the most"},
		"GIF, too high":     {media: probetest.Media("a.gif", probetest.GIF(720, 1081, 2), 0), words: "are the most"},
		"unknown":           {media: social.MediaBytes("a.mp4", []byte("who knows"))},
	} {
		own := c
		if tc.paid {
			rich := newWorld(t, nil)
			rich.premium()
			own = rich.client()
		}
		d := &social.Draft{Text: "Look", Media: []*social.Media{tc.media}}
		check := func() error {
			if tc.dm {
				_, err := own.Message(t.Context(), accountRef(fan), d)
				return err
			}
			return own.Check(t.Context(), d)
		}
		if tc.words == "" {
			require.NoError(t, check(), name)
			continue
		}
		requireField(t, check(), social.ErrInvalid, "Media[0]"+tc.field)
		require.ErrorContains(t, check(), tc.words, name)
		if !tc.dm {
			_, err := own.Publish(t.Context(), d)
			require.ErrorContains(t, err, tc.words, name)
		}
	}
	assert.Zero(t, w.writes(), "nothing was sent")
}

// TestCheckCashtags counts them as twitter-text finds them.
func TestCheckCashtags(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	c := w.client()
	for text, most := range map[string]int{
		"Buy $ACME": 1, "Buy $ACME and $GOOD": 2, "$ACME, $BRK.A!": 2, "$acme $good": 2, "It costs $5 or US$ACME": 0, "$ACME$GOOD": 1,
		"$TOOLONG and $ACME": 1, "$ACME.B_": 1, "$ACME1 $GOOD": 1, "＄ACME $GOOD": 1, "($ACME) $GOOD": 1, "$ACME\n$GOOD": 2, "$A.BCD $GOOD": 2, "$": 0,
		"$ACME\u3000$GOOD": 2, "naïve$ACME $GOODé": 0,
	} {
		err := c.Check(t.Context(), &social.Draft{Text: text})
		if most > 1 {
			requireField(t, err, social.ErrInvalid, "Text")
			require.ErrorContains(t, err, "2 cashtags", text)
			continue
		}
		require.NoError(t, err, text)
	}
	err := c.Check(t.Context(), &social.Draft{Text: "a", FirstComment: "$ACME $GOOD"})
	requireField(t, err, social.ErrInvalid, "FirstComment")
}
