package x_test

import (
	"fmt"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/stretchr/testify/assert"
	"golang.org/x/text/unicode/norm"

	"github.com/relais-go/relais/x"
)

// Emoji of several code points, written out because editors hide their parts.
const (
	family = "\U0001F468\u200D\U0001F469\u200D\U0001F467\u200D\U0001F466"
	hand   = "\U0001F64B\U0001F3FD"
	singer = "\U0001F468\u200D\U0001F3A4"
	keycap = "1\u20E3"
	cjk    = "あいうえおかきくけこ" // ten letters
)

// TestCountConformance holds the cases of twitter-text that say most, in short.
// See https://github.com/twitter/twitter-text/blob/master/conformance/validate.yml.
func TestCountConformance(t *testing.T) {
	t.Parallel()
	label := "somesuperlongurl"
	for text, want := range map[string]int{
		"Hi http://test.co":         26,
		"http://test.co":            23,
		strings.Repeat("x", 285):    285,
		"A\u0301B":                  2,  // one letter after normalization
		"A\uFB2C":                   4,  // three of them
		"H🐱☺" + family:              7,  // 16 without emoji parsing
		"😷👾😡🔥💩":                     10, //
		hand + singer:               4,  // 9 without emoji parsing
		strings.Repeat(family, 140): 280,
		keycap:                      2,
		"Unicode 10.0 emoji: \U0001F92A; \U0001F9D5; \U0001F9D5\U0001F3FE; \U0001F3F4\U000E0067\U000E0062\U000E0065\U000E006E\U000E0067\U000E007F": 34,
		"Unicode 9.0 emoji: \U0001F920; \U0001F483; \U0001F483\U0001F3FE":                                                                          29,
		"This is a tweet with general punctuation characters: \u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200A\u200B\u200C\u200D \u2010 \u2011 \u2012 \u2013 \u2014 \u2015 \u2016  \u2017 \u2018 \u2019 \u201A \u201B \u201C \u201D \u201E \u201F \u2032 \u2033 \u2034 \u2035 \u2036 \u2037": 112,
		"Long url with invalid domain labels and a short url: https://" + strings.Repeat(label, 100) + ".com/foo https://validurl.com":                                                                                                                                                                         53 + 8 + 1600 + 8 + 1 + 23,
		"randomurlrandomurlrandomurlrandomurlrandomurlrandomurlrandomurls.com":    68,
		strings.Repeat(cjk, 12) + " http://" + strings.Repeat(cjk, 5) + "あいう.com": 358,
		strings.Repeat(cjk, 12) + " http://" + strings.Repeat(cjk, 5) + "あい.com":  264,
		"ABC\u202A\uFFFFABC\uFFFE":                           12,
		"\u2066\u202Ahttp://foobar.پاکستان/\u202C\u2069":     31,
		strings.Repeat("https://www.twitter.com/aloha ", 10): 240,
	} {
		assert.Equal(t, want, x.Counter{}.Count(text), "%q", text)
	}
}

func TestCount(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]int{
		"":                               0,
		"hello":                          5,
		" spaces count, at the end too ": 30,
		"line\nend\r\n":                  10,
		"@joe #tag $CASH":                15, // as they are written
		"日本語":                            6,
		"Grüße, Привет, שלום, سلام, नमस्ते": 33, // light letters
		"…":               2,
		"“quoted” – dash": 15,
		"a\xffb":          4,

		// Links.
		"example.com":                           23,
		"Example.COM/Path_(a)?b=c#d":            23,
		"https://example.com/a-b_c~d?e=1&f=%20": 23,
		"see example.com.":                      28,
		"(https://example.com/a)":               25,
		"https://example.com/a_(b)":             23,
		"https://example.com/a.(b)":             27, // punctuation before parentheses ends the path
		"https://example.com/a_(b":              25,
		"https://example.com/a!?":               25,
		"“https://example.com/a”":               25,
		"https://example.com:8080/a":            23,
		"example.com:8080":                      28, // without a scheme, only the domain and a path
		"example.com?q=1":                       27,
		"example.com/?q=1":                      23,
		"https://sub_domain.example.com":        23,
		"https://under_scores.com":              24, // only in subdomains
		"joe@example.com":                       15,
		"@example.com":                          12,
		"#example.com":                          12,
		"$example.com":                          12,
		"-example.com":                          12,
		"_example.com":                          12,
		"/example.com":                          12,
		"xhttps://example.com":                  20,
		"file.name":                             23, // a top-level domain
		"www.com.org":                           23, // to the last top-level domain
		"file.txt":                              8,
		"3.14":                                  4,
		"e.g. this":                             9,
		"example.community-x":                   19,
		"example.com-x":                         13,
		"example.com@x":                         13,
		"switch.off":                            23, // a former top-level domain
		"https://localhost/":                    18,
		"http://10.0.0.1/":                      16,
		"ftp://example.com":                     17,
		"http://example.com,http://example.org": 47,

		// X's own links end with their name.
		"https://t.co/abcDEF123":                           23,
		"https://t.co/abc-def":                             27,
		"https://t.co/abc?d=1":                             23,
		"https://t.co/" + strings.Repeat("a", 40):          23,
		"https://t.co/" + strings.Repeat("a", 41):          54,
		"https://t.co/abc!example.com":                     35, // what belonged to the match is not read again
		"https://example.com/" + strings.Repeat("a", 4068): 23,
		"https://example.com/" + strings.Repeat("a", 4069): 4089,

		// Other scripts.
		"日本語example.com":               29,
		"見てexample.com/aですexample.org": 4 + 23 + 4 + 23,
		"例え.jp":                        7,
		"http://例え.jp":                 23,
		"http://пример.рф/путь":        23,
		"ПРИМЕР.РФ":                    9,
		"http://ПРИМЕР.РФ":             23,
		"회사.한국은":                       11,
		"http://회사.한국a":                17,
		"http://회사.한국은":                25,
		"caf\u00e9.com":                23,
		"cafe\u0301.com":               23,
		"xn--80ak6aa92e.com":           23,
		"example.xn--p1ai/a":           23,
		"http://xn--例え.jp":             18,
		"\u200fexample.com\u200e":      27,

		// Emoji.
		"\u00a9":                         1,
		"\u00a9\ufe0f":                   2,
		"\u263a":                         2,
		"\u263a\ufe0f":                   2,
		"\u263a\ufe0e":                   4,
		"#\ufe0f\u20e3":                  2,
		"1\ufe0f":                        3, // no keycap
		"\U0001F1EB\U0001F1F7":           2,
		"\U0001F1FF\U0001F1FF":           4, // no flag
		"\U0001F1EB\U0001F1EB\U0001F1F7": 4,
		"\U0001F3F4\U000E0067\U000E0062\U000E0073\U000E0063\U000E0074\U000E007F": 2,
		"\U0001F3F3\uFE0F\u200D\U0001F308":                                       2,
		"\U0001F9D1\U0001F3FB\u200D\U0001F91D\u200D\U0001F9D1\U0001F3FF":         2,
		"\U0001F9D1\U0001F3FB\u200D\u2764\uFE0F\u200D\U0001F9D1\U0001F3FB":       8, // has an emoji of its own
		"\U0001F600\u200D\U0001F600":                                             5, // joined, but no emoji
		"\u261D\U0001F3FD\u26F9\uFE0F\u200D\u2640\uFE0F":                         4,
		"\U0001F3C3\U0001F3FD\u200D\u2640\uFE0F\u200D\u27A1\uFE0F":               2,
		"\U0001F468\U0001F3FE\u200D\u2695\uFE0F":                                 2,
		"\U0001FAF1\U0001F3FB\u200D\U0001FAF2\U0001F3FF":                         2,
		"example.com" + family:                                                   25,
		family + "example.com":                                                   25,
	} {
		assert.Equal(t, want, x.Counter{}.Count(text), "%q", text)
	}
	assert.Equal(t, 8+5, x.Counter{URLLength: 5}.Count("look at example.com"))
}

func TestHasURL(t *testing.T) {
	t.Parallel()
	assert.True(t, x.Counter{}.HasURL("more on example.com"))
	assert.True(t, x.Counter{}.HasURL("http://caf\u00e9.example/x"[:12]+".com"))
	assert.False(t, x.Counter{}.HasURL("joe@example.com, 3.14 and the like."))
}

func TestValid(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]bool{
		"": false, " ": true, "a": true, "\u202Aa": true, "a\uFEFF": false, "a\uFFFE": false, "\uFFFFa": false, "a\xff": true,
	} {
		assert.Equal(t, want, x.Counter{}.Valid(text), "%q", text)
	}
}

func TestSegments(t *testing.T) {
	t.Parallel()
	var got []x.Segment
	for s := range (x.Counter{}).Segments("ae\u0301" + family + "字 example.com/x " + keycap + "\U0001F1FF\U0001F1FF\u0e01\u0e33") {
		got = append(got, s)
	}
	assert.Equal(t, []x.Segment{
		{Text: "a", Width: 1}, {Text: "\u00e9", Width: 1}, {Text: family, Width: 2}, {Text: "字", Width: 2}, {Text: " ", Width: 1},
		{Text: "example.com/x", Width: 23, Entity: true}, {Text: " ", Width: 1}, {Text: keycap, Width: 2}, {Text: "\U0001F1FF\U0001F1FF", Width: 4},
		{Text: "\u0e01\u0e33", Width: 2},
	}, got)
}

// TestSegmentsOfFlags keeps a flag whole whose letters X pairs otherwise than a font does.
func TestSegmentsOfFlags(t *testing.T) {
	t.Parallel()
	letters := "\U0001F1FF\U0001F1FF\U0001F1E6" // Z and ZA to X, ZZ and A to a font
	for s := range (x.Counter{}).Segments(letters) {
		assert.Equal(t, x.Segment{Text: letters, Width: 4}, s)
	}
}

// TestSegmentsStop checks that a caller may leave the loop at any segment.
func TestSegmentsStop(t *testing.T) {
	t.Parallel()
	for stop := 1; stop < 6; stop++ {
		seen := 0
		for range (x.Counter{}).Segments("é example.com é") {
			if seen++; seen == stop {
				break
			}
		}
		assert.Equal(t, stop, seen)
	}
}

// TestCountIsFast keeps texts made to be slow from being slow: each is as long as a post may be. What is slow on this
// machine, with what else it does, is measured by plain texts.
func TestCountIsFast(t *testing.T) {
	t.Parallel()
	took := func(text string, times int) time.Duration {
		start := time.Now()
		for range times {
			assert.NotZero(t, x.Counter{}.Count(text), "%.20q", text)
		}
		return time.Since(start)
	}
	plain := strings.Repeat("We are open again. ", 25_000/19)
	var usual, hostile time.Duration
	for _, part := range []string{"a.", "中", "中.", "中_", "é-", "(", "http://", "http://a.", "a.com/(", "\u200d", "\U0001F468\u200d", "1\ufe0f", "www.a.中", "a_a."} {
		text := strings.Repeat(part, 25_000/utf8.RuneCountInString(part))
		for _, form := range []string{"%s", "%s.com/", "http://%s.com"} {
			usual += took(plain, 20)
			hostile += took(fmt.Sprintf(form, text), 1)
		}
	}
	t.Logf("%v for texts made to be slow, %v for plain ones", hostile, usual)
	assert.Less(t, hostile, 20*usual)
}

func FuzzCounter(f *testing.F) {
	f.Add("read http://blog.example.com/a(b) and joe@a.example $X #y")
	f.Add("http://пример.рф/путь?запрос=да\u0301" + family + keycap)
	f.Add("\u0600日本example.comテスト.org/(((?\r\nhttps://t.co/abc/\xff.com")
	f.Add("\U0001F1EB\U0001F1EB\U0001F1F7\u200d\ufe0f\U0001F3FDxn--.com")
	f.Fuzz(func(t *testing.T, text string) {
		var joined strings.Builder
		sum, links := 0, 0
		for s := range (x.Counter{}).Segments(text) {
			joined.WriteString(s.Text)
			sum += s.Width
			if s.Entity {
				links++
			}
			assert.NotEmpty(t, s.Text)
		}
		count := x.Counter{}.Count(text)
		assert.Equal(t, norm.NFC.String(text), joined.String(), "segments are the text")
		assert.Equal(t, sum, count, "segments add up")
		assert.Equal(t, links > 0, x.Counter{}.HasURL(text))
		assert.LessOrEqual(t, count, 2*utf8.RuneCountInString(norm.NFC.String(text))+23*links)
	})
}

func BenchmarkCount(b *testing.B) {
	text := "Réunion ce soir à 19 h " + family + " https://blog.example.com/2026/05/a-long-title?utm_source=x avec @joe et @ann. " +
		strings.Repeat("Venez nombreux. ", 10)
	b.ReportAllocs()
	for b.Loop() {
		x.Counter{}.Count(text)
	}
}
