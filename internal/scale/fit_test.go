package scale_test

import (
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/relais-go/relais/social"
)

// newsletter makes a text of what people write.
func newsletter(r *rand.Rand, size int) string {
	words := []string{
		"we", "open", "tomorrow.", "Really?", "Yes!", "été", "größer", "\U0001F468\u200D\U0001F469\u200D\U0001F467", "👍🏽", "今日は晴れです。", "東京",
		"https://example.com/a/long/path?with=query", "http://example.org", "www.example.net", "example.com", "@acme", "@joe@mastodon.example",
		"#opening", "#東京", "(see below)", "שלום", "مرحبا", "1,000", "Dr.", "a_b*c", "<b>", "&amp;", "{x|y}", "[a](b)", "~", "\\",
	}
	gaps := []string{" ", " ", " ", " ", "\n", "\n\n", "  "}
	var b strings.Builder
	for b.Len() < size {
		b.WriteString(words[r.IntN(len(words))] + gaps[r.IntN(len(gaps))])
	}
	return strings.TrimSpace(b.String())
}

// TestFit adapts many drafts to each network by its own limits and count: every piece fits, and nothing is lost.
func TestFit(t *testing.T) {
	f := newFleet(t, startSimulators(t, 1))
	rounds := 60
	if testing.Short() {
		rounds = 6
	}
	for _, network := range networks {
		t.Run(network, func(t *testing.T) {
			client := f.client(t, network, 0)
			limits, err := social.LimitsFor(t.Context(), client)
			require.NoError(t, err)
			threads, refused := 0, map[string]int{}
			for seed := range rounds {
				r := rand.New(rand.NewPCG(uint64(seed), 9))
				size := r.IntN(min(4*limits.Text, 12000))
				if seed%20 == 5 {
					size = 2 * limits.Text
				}
				d := &social.Draft{Text: newsletter(r, size), Link: "https://example.com/a", Key: "key", Tags: []string{"opening", "acme", "spring2027"}}
				switch network {
				case "instagram":
					d.Media = []*social.Media{social.MediaURL("https://cdn.example.com/a.jpg", "image/jpeg")}
				case "youtube":
					d.Text = strings.ReplaceAll(d.Text, "<b>", "b")
					d.Title, d.Media = "News", []*social.Media{social.MediaURL("https://cdn.example.com/a.mp4", "video/mp4")}
				}
				opts := &social.FitOptions{
					Shorten: r.IntN(3) == 0, MaxPieces: -1,
					Number: []social.NumberPlace{social.NumberNone, social.NumberAfter}[r.IntN(2)],
					Link:   []social.LinkPlace{social.LinkStay, social.LinkLast, social.LinkComment, social.LinkCard}[r.IntN(4)],
					Tags:   []social.TagPlace{social.TagsStay, social.TagsLast, social.TagsComment}[r.IntN(3)],
				}
				fitted, err := social.Fit(t.Context(), client, d, opts)
				if err != nil {
					p := social.Problems(err)
					require.NotEmpty(t, p, "%v", err)
					require.NotEmpty(t, p[0].Field, "%v", err)
					refused[p[0].Error()]++
					continue
				}
				if len(fitted.Drafts) > 1 {
					threads++
				}
				wantFitted(t, limits, fitted, d)
				require.False(t, t.Failed(), "seed %d, options %+v", seed, opts)
			}
			t.Logf("%d threads of %d drafts; refused: %v", threads, rounds, refused)
			assert.Positive(t, threads)
			assert.Empty(t, refused)
		})
	}
}

// wantFitted demands that every piece is within the limits, and that text, link and hashtags are all there or said to
// be left out.
func wantFitted(t *testing.T, limits *social.Limits, f *social.Fitted, d *social.Draft) {
	t.Helper()
	var there strings.Builder
	for i, p := range f.Drafts {
		l := limits
		if i > 0 && l.Comment != nil {
			l = l.Comment
		}
		assert.LessOrEqual(t, l.Length(p), l.Text, "piece %d: %q", i, p.Text)
		there.WriteString(strings.Join([]string{l.Compose(p), card(l, p), p.FirstComment}, "\n") + "\n#" + strings.Join(p.Tags, " #") + "\n")
	}
	text := ""
	for _, c := range f.Changes {
		switch {
		case c.Kind == social.FitLeftOut:
			there.WriteString(c.From + " #" + c.From + "\n")
		case c.Field == "Text" && c.Kind != social.FitMoved:
			text += c.From
			assert.Equal(t, c.To, f.Drafts[c.Piece].Text)
		}
		if c.Kind == social.FitSplit && c.Field == "Text" {
			assert.Contains(t, c.To, strings.TrimSpace(c.From))
		}
	}
	if text == "" {
		text = f.Drafts[0].Text
	}
	if missing, ok := strings.CutPrefix(d.Text, text); assert.True(t, ok, "the stretches are the text: %q", text) && missing != "" {
		assert.Contains(t, there.String(), strings.TrimSpace(missing), "what was moved")
	}
	for _, what := range []string{d.Link, "#opening", "#acme", "#spring2027"} {
		assert.Contains(t, strings.Fields(there.String()), what)
	}
}

// card is the link of a piece if the network shows it apart from the text.
func card(l *social.Limits, p *social.Draft) string {
	bare := *p
	bare.Text, bare.Tags = "", nil
	if l.Compose(&bare) == "" {
		return p.Link
	}
	return ""
}
