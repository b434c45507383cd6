package link_test

import (
	"strings"
	"testing"
	"unicode"

	"github.com/stretchr/testify/assert"

	"github.com/relais-go/relais/internal/link"
)

// read puts what ends behind the first character of text in brackets.
func read(text string, end func(string, int) int) string {
	e := end(text, 1)
	return text[:1] + "[" + text[1:e] + "]" + text[e:]
}

func TestPortEnd(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"h:8080/": "h[:8080]/", "h:": "h[]:", "h:x": "h[]:x", "h/": "h[]/", "h": "h[]", "h:1": "h[:1]",
	} {
		assert.Equal(t, want, read(text, link.PortEnd))
	}
}

func TestQueryEnd(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"h?a=1&b=2 c": "h[?a=1&b=2] c", "h?a=1.": "h[?a=1].", "h?a=(1)!": "h[?a=(1])!", "h?": "h[]?", "h?!": "h[]?!", "h/?": "h[]/?", "h": "h[]",
		"h?a=é": "h[?a=]é",
	} {
		assert.Equal(t, want, read(text, link.QueryEnd))
	}
}

func TestGroupEnd(t *testing.T) {
	t.Parallel()
	group := func(text string, p int) int { return link.GroupEnd(text, p, unicode.IsLetter) }
	for text, want := range map[string]string{
		"/(a)b": "/[(a)]b", "/(a(b)c)": "/[(a(b)c)]", "/()": "/[]()", "/(a(b(c)))": "/[](a(b(c)))", "/(a": "/[](a", "/(a b)": "/[](a b)",
		"/(a(b)(c))": "/[](a(b)(c))", "/": "/[]",
	} {
		assert.Equal(t, want, read(text, group))
	}
}

func TestCharacters(t *testing.T) {
	t.Parallel()
	for r := range rune(0x80) {
		assert.Equal(t, unicode.IsLetter(r) || unicode.IsDigit(r), link.IsAlnum(r), "%q", r)
		if link.EndsPath(r) {
			assert.True(t, link.IsPath(r), "%q", r)
		}
	}
	assert.False(t, strings.ContainsFunc("()<>\"\\ ^`{}?", link.IsPath))
	assert.False(t, strings.ContainsFunc(".,:;!'*", link.EndsPath))
	assert.False(t, link.IsAlnum('é'))
}

func TestHost(t *testing.T) {
	t.Parallel()
	for name, want := range map[string]bool{"com": true, "COM": true, "museum": true, "er": true, "invalidtld": false, "": false} {
		assert.Equal(t, want, link.IsTLD(name), "%q", name)
	}
	for text, want := range map[string]bool{"a": true, "@": true, "+": true, "-": true, ".": false, "/": false, "é": false, "": false} {
		assert.Equal(t, want, link.ContinuesHost(text, 0), "%q", text)
	}
}
