package xtest_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/relais-go/relais/x/xtest"
)

// The cases are those of https://github.com/twitter/twitter-text/blob/master/conformance/validate.yml and of
// the documentation.
func TestWeightedLength(t *testing.T) {
	t.Parallel()
	srv := xtest.New(nil)
	for text, want := range map[string]int{
		"":                                 0,
		"Hi http://test.co":                26,
		"Hi test.co":                       26,
		"http://test.co":                   23,
		"1⃣":                               2,
		"🙋🏽👨\u200d🎤":                       4,
		"🇫🇷 ok":                            5,
		"☀\ufe0f":                          2,
		"故障":                               4,
		"é":                                1,
		"e\u0301":                          1,
		"\ufb2c":                           3,
		"각":                                2,
		"foo.xbarx.notatld":                17,
		"see (https://a.com/x_(y)) now":    4 + 1 + 23 + 1 + 4,
		"@acme.com":                        9,
		"https://example.com:8080/a?b=c#d": 23,
		"example.com, example.org. bye":    23 + 2 + 23 + 1 + 4,
		"日本語 http://例え.com/path":           6 + 1 + 23,
		"mail me@example.com":              19,
		"https://t.co/" + rep("a", 41):     13 + 41,
		"http://a-.com":                    13,
		"🏴\U000e0067\U000e0062\U000e007f":  2,
		"© ©\ufe0f":                        4,
	} {
		assert.Equal(t, want, srv.WeightedLength(text), "%q", text)
	}
	family := "👨\u200d👩\u200d👧\u200d👦"
	assert.Equal(t, 280, srv.WeightedLength(rep(family, 140)))
}

func rep(s string, n int) string { return strings.Repeat(s, n) }
