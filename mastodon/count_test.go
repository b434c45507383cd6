package mastodon_test

import (
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/stretchr/testify/assert"

	"github.com/relais-go/relais/mastodon"
)

// Emoji of several code points, written out because editors hide their parts.
const (
	estonia = "\U0001F1EA\U0001F1EA"
	family  = "\U0001F468\u200D\U0001F469\u200D\U0001F467\u200D\U0001F466"
	coder   = "\U0001F469\U0001F3FD\u200D\U0001F4BB"
	fist    = "\u270A\U0001F3FF"
)

func TestCount(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]int{
		"":                                0,
		"hello":                           5,
		" spaces count, at the end too  ": 31,
		"tab\tline\nend\r\n":              13,

		// Links.
		"read http://blog.example.com/a and https://example.org/p?q=2#top": 56,
		"https://a.b.c.example.museum/x/y":                                 23,
		"http://example.com":                                               23,
		"HTTPS://EXAMPLE.COM/A":                                            23,
		"https://example.com:8080/a":                                       23,
		"https://example.com:/a":                                           26,
		"https://example.com/":                                             23,
		"https://example.com?a=b":                                          23,
		"https://example.com/a-b_c~d?param_a=1&param-b=2":                  23,
		"https://example.com/?q=a+b%20c;d[0]=1!*'()":                       28, // closing punctuation
		"https://xn--80ak6aa92e.xn--p1ai/a":                                23,
		"https://under_score.example.com/":                                 23,
		"https://example.com/" + strings.Repeat("a", 4076):                 23,
		"https://example.com/" + strings.Repeat("a", 4077):                 4097, // too long to be a link

		// Other schemes, credentials, addresses of machines: as they are written.
		"ftp://host.example.net/file":     27,
		"mailto:joe@example.com":          22,
		"git+ssh://git@example.org/r.git": 31,
		"gemini://example.org/":           21,
		"http://joe:pw@example.com:81/x":  30,
		"http://10.0.0.1/up":              18,
		"https://[2001:db8::5]/up":        24,
		"https://localhost/":              18,
		"https://printer.local/":          22,
		"https://example.com.local/a":     31, // the link ends at .com
		"https://long_under_score.com":    28, // only subdomains
		"example.com/without/a/scheme":    28,
		"http:// example.com":             19,
		"https://-abc.example.com/":       25,
		"https://a-.com/":                 15,
		"https://example.com-x/":          22,
		"https://example.community-x.org": 23,
		"xhttps://example.com/":           21,
		"@https://example.com/":           21,
		"#https://example.com/":           21,
		"$https://example.com/":           21,
		"://example.com":                  14,

		// Punctuation around links.
		"(at https://example.com.)":                 29,
		"(https://example.com/a)":                   25,
		"https://example.com/a.":                    24,
		"https://example.com/a, b":                  26,
		"https://example.com/a!?":                   25,
		"“https://example.com/a”":                   25,
		"<https://example.com/a>":                   25,
		"https://example.com/a_(b)":                 23,
		"https://example.com/a_(b_(c))d":            23,
		"https://example.com/a_(b":                  25,
		"https://example.com/a_()":                  25,
		"https://example.com/a_((b)(c))":            31,
		"https://example.com/a(b)) c":               26,
		"https://example.com。":                      24,
		"https://example.com/a–b":                   23,
		"https://example.com/a–":                    24,
		"见https://example.com/a见":                   25,
		"http://example.com\nhttp://example.com":    47,
		"http://example.com/,http://example.org/ x": 25,

		// Other scripts.
		"https://пример.рф/путь?запрос=да": 33,
		"https://пример.рф/":               23,
		"https://例え.jp/":                   23,
		"https://ja.example.org/wiki/東京":   25,
		"https://fr.example.org/wiki/été":  23,
		"https://example.рф1/":             20,

		// Mentions.
		"@joe@example.com":                          4,
		"@ann":                                      4,
		"thanks @joe@a.example, see @ann":           21,
		"{@joe@a.example}":                          6,
		"@joe@a.example.":                           5,
		"@joe@a.example...":                         7,
		"@joe@a.example-":                           5,
		"@Joe_1@a-b.example":                        6,
		"@joe@пример.рф":                            4,
		"@joe@localhost":                            4,
		"@joe@example.com's":                        6,
		"@joe@x":                                    6,
		"@joe@.example":                             13,
		"@joe@":                                     5,
		"@@joe@example.com":                         5,
		"joe@example.com":                           15,
		"a@joe@example.com":                         17,
		"é@joe@example.com":                         17,
		"_@joe@example.com":                         17,
		"/@joe@example.com":                         17,
		"=@joe@example.com":                         17,
		"-@joe@example.com":                         5,
		"@joe.x@example.com":                        18,
		"@joe@example.com@b.example":                26,
		"@joe@example.com＠b":                        18,
		"@joe@http://example.com/":                  24,
		"@joe@example.com @ann@b.example":           9,
		"@joe@example.com/path":                     9,
		"https://social.example.org/@joe@b.example": 23,
		"https://social.example.org/@joe":           23,

		// One character that is several code points.
		"a: " + estonia: 4,
		"b: " + family:  4,
		"c: " + coder:   4,
		"d: " + fist:    4,
		"f\u0301":       1,
		"\u00e9":        1,
		"\r\n\r\n":      2,
		"a\xffb":        3,
		"https://example.com/ " + estonia + " @joe@b.example": 30,

		// A combining mark behind an entity melts into it, and one that waits for a letter into the next.
		"https://example.com\u200d":                      23,
		"https://example.com\u200d @joe@b.example\u20dd": 28,
		"\u0600@joe@b.example":                           4,
	} {
		assert.Equal(t, want, mastodon.Counter{}.Count(text), "%q", text)
	}
}

// TestCountOfMastodonPy covers the cases that Mastodon.py checked against a server.
// See https://github.com/halcy/Mastodon.py/blob/master/tests/test_status_length.py.
func TestCountOfMastodonPy(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]int{
		"check http://example.com and https://example.org/page?x=1#frag":                                                57,
		"ftp://files.example.net/resource":                                                                              32,
		"http://user:pass@example.com:8080/path":                                                                        38,
		"http://127.0.0.1:3000/health":                                                                                  28,
		"https://[2001:db8:85a3::8a2e:370:7334]:443/path?ok=1":                                                          52,
		"hi @charlie and @dora@example.social!":                                                                         22,
		"hey @me@example.com look at https://example.com/a-b_c~d?e=f#g and @you  ":                                      50,
		"https://sub.sub2.Путин.рф/увидимся/в?Гааге=военный#преступник":                                                 48,
		"See: http://example.com https://[2001:db8::2]:8443/a ftp://user:pw@files.example.org:21/x http://192.168.0.1/": 114,
		"@one https://example.social/@two " + coder + " " + estonia + " @three@example.com " + fist:                     41,
		"[link: http://user:pass@host.example:8080/path?x=y#z]":                                                         53,
		"<@root> and {@admin@example.net}":                                                                              20,
	} {
		assert.Equal(t, want, mastodon.Counter{}.Count(text), "%q", text)
		assert.Equal(t, want+4, mastodon.Counter{}.CountPost("what", text), "%q", text)
	}
}

func TestCountMethods(t *testing.T) {
	t.Parallel()
	text := "@joe@b.example https://example.com/ " + estonia + family
	assert.Equal(t, 4+1+23+1+2, mastodon.Counter{}.Count(text))
	assert.Equal(t, 4+1+5+1+2, mastodon.Counter{URLLength: 5}.Count(text))
	assert.Equal(t, 14+1+20+1+2, mastodon.Counter{Method: mastodon.CountGraphemes}.Count(text))
	assert.Equal(t, 14+1+20+1+2+7, mastodon.Counter{Method: mastodon.CountRunes, URLLength: 25}.Count(text))
}

func TestCountPlain(t *testing.T) {
	t.Parallel()
	text := "https://example.com/ @joe@b.example " + estonia
	assert.Equal(t, 37, mastodon.Counter{}.CountPlain(text), "nothing is discounted")
	assert.Equal(t, 38, mastodon.Counter{Method: mastodon.CountRunes}.CountPlain(text))
	assert.Equal(t, 37+5, mastodon.Counter{}.CountPost(text, "hello"), "a warning is counted as written")
}

func TestSegments(t *testing.T) {
	t.Parallel()
	var got []mastodon.Segment
	for s := range (mastodon.Counter{}).Segments("a" + estonia + "@joe@b.example https://example.com/\u20dd") {
		got = append(got, s)
	}
	assert.Equal(t, []mastodon.Segment{
		{Text: "a", Width: 1},
		{Text: estonia, Width: 1},
		{Text: "@joe@b.example", Width: 4, Entity: true},
		{Text: " ", Width: 1},
		{Text: "https://example.com/", Width: 23, Entity: true},
		{Text: "\u20dd", Width: 0},
	}, got)
}

// TestSegmentsStop checks that a caller may leave the loop at any segment.
func TestSegmentsStop(t *testing.T) {
	t.Parallel()
	for _, method := range []mastodon.CountMethod{mastodon.CountMastodon, mastodon.CountGraphemes, mastodon.CountRunes} {
		for stop := 1; stop < 5; stop++ {
			seen := 0
			for range (mastodon.Counter{Method: method}).Segments("é @joe@b.example é") {
				if seen++; seen == stop {
					break
				}
			}
			assert.Equal(t, stop, seen)
		}
	}
}

func FuzzCounter(f *testing.F) {
	f.Add("read http://blog.example.com/a(b) and @joe@a.example", uint8(0))
	f.Add("https://пример.рф/путь?запрос=да\u0301"+estonia, uint8(1))
	f.Add("\u0600@a@bc\r\nhttps://example.com/(((", uint8(2))
	f.Fuzz(func(t *testing.T, text string, method uint8) {
		c := mastodon.Counter{Method: mastodon.CountMethod(method % 3)}
		var joined strings.Builder
		sum, links := 0, 0
		for s := range c.Segments(text) {
			joined.WriteString(s.Text)
			sum += s.Width
			if s.Entity && strings.Contains(s.Text, "://") {
				links++
			}
			assert.NotEmpty(t, s.Text)
		}
		count := c.Count(text)
		assert.Equal(t, text, joined.String(), "segments are the text")
		assert.Equal(t, sum, count, "segments add up")
		assert.GreaterOrEqual(t, count, 0)
		assert.LessOrEqual(t, count, utf8.RuneCountInString(text)+23*links)
		if c.Method != mastodon.CountMastodon {
			assert.Equal(t, c.CountPlain(text), count)
		}
	})
}

func BenchmarkCount(b *testing.B) {
	text := "Réunion ce soir à 19 h " + family + " https://blog.example.com/2026/05/a-long-title?utm_source=x avec @joe@a.example et @ann. " +
		strings.Repeat("Venez nombreux. ", 20)
	b.ReportAllocs()
	for b.Loop() {
		mastodon.Counter{}.Count(text)
	}
}
