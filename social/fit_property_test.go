package social_test

import (
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/clipperhouse/uax29/v2/graphemes"
	"github.com/stretchr/testify/assert"

	"github.com/relais-go/relais/social"
)

// whole is what no cut goes through where it stands by itself, and dense what may be cut.
func whole() []string {
	return []string{
		"word", "a", "Sentence.", "Really?", "well-known", "e\u0301te\u0301", "n\u0303", "\U0001F468\u200D\U0001F469\u200D\U0001F467",
		"\U0001F1EB\U0001F1F7", "👍🏽", "שלום", "مرحبا", "한국어", "19\u00a0h", "Dr.", "“quoted”", "(brackets)",
		"https://example.com/path?query=" + strings.Repeat("x", 20), "http://a.example/東京", "www.example.org/x", "@joe", "@ann.b@c.example",
		"#hashtag", "#東京2026", strings.Repeat("long", 10), "\u200f", "\u0600", "½", "1,5", "…", "&", "<b>", "\xff",
	}
}

func dense() []string {
	return []string{"今日は晴れです。", "東京", "สวัสดีครับ", "（はい）"}
}

func randomText(r *rand.Rand, size int) string {
	words := append(whole(), dense()...)
	gaps := []string{" ", " ", " ", " ", "  ", "\n", "\n\n", "\r\n", "\r\n\r\n", "\t", "\u3000"}
	if r.IntN(2) == 0 {
		gaps = append(gaps, "", "")
	}
	var b strings.Builder
	for b.Len() < size {
		b.WriteString(words[r.IntN(len(words))])
		b.WriteString(gaps[r.IntN(len(gaps))])
	}
	return b.String()
}

// counts are ways of counting.
func counts() []func(string) int {
	return []func(string) int{
		utf8.RuneCountInString,
		func(s string) int { return len(s) },
		func(s string) int {
			n := 0
			for g := graphemes.FromString(s); g.Next(); {
				n++
			}
			return n
		},
		func(s string) int { // links count 23, and what is not Latin two
			n := 0
			for _, w := range strings.SplitAfter(s, " ") {
				if strings.Contains(w, "://") {
					n += 23
					continue
				}
				for _, r := range w {
					n++
					if r > 4351 {
						n++
					}
				}
			}
			return n
		},
	}
}

// randomOptions does everything at some time or other.
func randomOptions(r *rand.Rand) *social.FitOptions {
	return &social.FitOptions{
		Shorten: r.IntN(3) == 0, MaxPieces: []int{-1, -1, 0, 3}[r.IntN(4)],
		Number:   []social.NumberPlace{social.NumberNone, social.NumberBefore, social.NumberAfter}[r.IntN(3)],
		Continue: []string{"", " →"}[r.IntN(2)],
		Link:     []social.LinkPlace{social.LinkStay, social.LinkLast, social.LinkComment}[r.IntN(3)],
		Tags:     []social.TagPlace{social.TagsStay, social.TagsLast, social.TagsComment}[r.IntN(3)],
	}
}

// TestFitProperties: whatever the text, the network and the options, every piece fits and nothing is lost.
func TestFitProperties(t *testing.T) {
	t.Parallel()
	fitted, threads, refused := 0, 0, 0
	for seed := range uint64(600) {
		r := rand.New(rand.NewPCG(seed, 1))
		d := &social.Draft{Text: randomText(r, r.IntN(1200)), Key: "key"}
		if r.IntN(2) == 0 {
			d.Link = "https://example.com/card"
		}
		if r.IntN(2) == 0 {
			d.Tags = []string{"one", "two", "hashtag"}
		}
		if r.IntN(3) == 0 {
			d.FirstComment = randomText(r, r.IntN(300))
		}
		if r.IntN(3) == 0 {
			d.Warning = "careful"
		}
		network := posts(120 + r.IntN(200))
		if r.IntN(2) == 0 {
			d.Warning = ""
			network = page(300+r.IntN(300), 120+r.IntN(200))
			network.limits.Comment.Tags, network.limits.Comment.Links = 2, 1
		}
		count := counts()[r.IntN(4)]
		network.limits.Count = count
		if network.limits.Comment != nil {
			network.limits.Comment.Count = count
		}
		opts := randomOptions(r)
		if !checkFit(t, network, d, opts) {
			t.Fatalf("seed %d", seed)
		}
		f, err := social.Fit(t.Context(), network, d, opts)
		switch {
		case err != nil:
			refused++
		case len(f.Drafts) > 1:
			threads++
		default:
			fitted++
		}
	}
	t.Logf("%d single drafts, %d threads, %d refused", fitted, threads, refused)
	assert.Greater(t, threads, 200)
	assert.Less(t, refused, 100)
}

// checkFit fits a draft and demands what Fit promises.
func checkFit(t *testing.T, network *ruled, d *social.Draft, opts *social.FitOptions) (ok bool) {
	t.Helper()
	before := *d
	before.Tags = slices.Clone(d.Tags)
	f, err := social.Fit(t.Context(), network, d, opts)
	assert.Equal(t, &before, d, "the draft is not changed")
	if err != nil {
		return refusedRightly(t, err, d, opts)
	}
	ok = assert.NotEmpty(t, f.Drafts)
	for i, p := range f.Drafts {
		l := &network.limits
		if i > 0 && l.Comment != nil {
			l = l.Comment
		}
		ok = assert.LessOrEqual(t, l.Length(p), l.Text, "piece %d: %q", i, p.Text) && ok
	}
	if len(f.Drafts) == 1 && len(f.Changes) == 0 {
		return assert.Equal(t, d, f.Drafts[0]) && ok
	}
	return checkText(t, f, d, opts) && checkBeside(t, f, d, opts) && ok
}

// checkText demands that the stretches are the text, and that the pieces say it.
func checkText(t *testing.T, f *social.Fitted, d *social.Draft, opts *social.FitOptions) bool {
	t.Helper()
	text, ok := "", true
	for _, c := range f.Changes {
		if c.Field != "Text" || c.Kind == social.FitMoved || c.Kind == social.FitLeftOut {
			continue
		}
		text += c.From
		says := f.Drafts[c.Piece].Text
		ok = assert.Equal(t, c.To, says) && ok
		if c.Kind == social.FitSplit {
			ok = assert.Contains(t, says, strings.TrimSpace(c.From)) && ok
		} else {
			ok = assert.True(t, opts.Shorten) && assert.Contains(t, says, "…") && ok
		}
	}
	ok = uncut(t, f, d.Text) && ok
	moved := slices.ContainsFunc(f.Changes, func(c social.FitChange) bool { return c.Field == "Text" && c.Kind == social.FitMoved })
	switch {
	case moved:
		return assert.True(t, strings.HasPrefix(d.Text, text)) && ok
	case text == "":
		return assert.Equal(t, d.Text, f.Drafts[0].Text) && ok
	default:
		return assert.Equal(t, d.Text, text) && ok
	}
}

// uncut demands that no cut goes through a character, nor through what belongs together and stands by itself.
func uncut(t *testing.T, f *social.Fitted, text string) bool {
	t.Helper()
	places := map[int]bool{}
	for g := graphemes.FromString(text); g.Next(); {
		places[g.End()] = true
	}
	at, ok := 0, true
	for _, c := range f.Changes {
		if c.Field != "Text" || c.Kind != social.FitSplit {
			continue
		}
		if at += len(c.From); at < len(text) {
			ok = assert.True(t, places[at], "a cut at %d goes through a character", at) && ok
			before, after := lastWord(text[:at]), firstWord(text[at:])
			if before != "" && after != "" {
				ok = assert.NotContains(t, whole(), before+after, "a cut at %d", at) && ok
			}
		}
	}
	return ok
}

func lastWord(s string) string { return s[strings.LastIndexAny(s, " \t\n\u3000")+1:] }

func firstWord(s string) string {
	if i := strings.IndexAny(s, " \t\r\n\u3000"); i >= 0 {
		return s[:i]
	}
	return s
}

// checkBeside demands that link, hashtags and first comment stand somewhere, or are said to be left out.
func checkBeside(t *testing.T, f *social.Fitted, d *social.Draft, opts *social.FitOptions) bool {
	t.Helper()
	var all strings.Builder
	for _, p := range f.Drafts {
		all.WriteString(p.Text + "\n" + p.Link + "\n" + p.FirstComment + "\n")
		for _, tag := range p.Tags {
			all.WriteString("#" + tag + " ")
		}
	}
	for _, c := range f.Changes {
		if c.Kind == social.FitLeftOut {
			if !assert.True(t, opts.Shorten, "%s is left out", c.Field) {
				return false
			}
			all.WriteString(c.From + " #" + c.From)
		}
	}
	there := all.String()
	ok := assert.Contains(t, there, d.Link)
	for _, tag := range d.Tags {
		ok = assert.Contains(t, there, "#"+tag) && ok
	}
	for word := range strings.FieldsSeq(d.FirstComment) {
		if len(word) < 40 && !opts.Shorten && utf8.ValidString(word) && !strings.ContainsAny(word, "。สש東") {
			ok = assert.Contains(t, there, word) && ok
		}
	}
	return ok
}

// refusedRightly demands that an error is one that Fit may return.
func refusedRightly(t *testing.T, err error, d *social.Draft, opts *social.FitOptions) bool {
	t.Helper()
	p := social.Problems(err)
	return assert.NotEmpty(t, p) && assert.NotEmpty(t, p[0].Field) && assert.ErrorContains(t, err, "pieces") &&
		assert.True(t, opts.MaxPieces >= 0 && !opts.Shorten && len(d.Text)+len(d.FirstComment) > 300, "%v", err)
}

func FuzzFit(f *testing.F) {
	f.Add("We are open. https://example.com/a @joe@b.example #東京2026 \r\n e\u0301 👍🏽", uint16(20), uint64(1))
	f.Add(strings.Repeat("今日は晴れです。", 20), uint16(50), uint64(7))
	f.Add("\U0001F468\u200D\U0001F469\u200D\U0001F467 \u0600\u0301\xff@[a](b) {hashtag|x}", uint16(9), uint64(3))
	f.Fuzz(func(t *testing.T, text string, limit uint16, seed uint64) {
		r := rand.New(rand.NewPCG(seed, 2))
		opts := randomOptions(r)
		opts.MaxPieces = -1
		if opts.Shorten {
			opts.MaxPieces = 0
		}
		network := posts(30 + int(limit%500))
		network.limits.Count = counts()[r.IntN(4)]
		checkFit(t, network, &social.Draft{Text: text, Key: "key"}, opts)
	})
}

func BenchmarkFit(b *testing.B) {
	text := randomText(rand.New(rand.NewPCG(1, 1)), 10_000)
	network := posts(280)
	for name, opts := range map[string]*social.FitOptions{
		"Thread": {MaxPieces: -1, Number: social.NumberAfter}, "Shorten": {Shorten: true},
	} {
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				if _, err := social.Fit(b.Context(), network, &social.Draft{Text: text}, opts); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
