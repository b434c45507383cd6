package htmltext_test

import (
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/stretchr/testify/assert"

	"github.com/relais-go/relais/internal/htmltext"
)

func TestText(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct{ in, want string }{
		"plain text is returned as it is":   {"no  markup\nhere ", "no  markup\nhere "},
		"empty":                             {"", ""},
		"one paragraph":                     {"<p>Hello</p>", "Hello"},
		"paragraphs":                        {"<p>One</p><p>Two</p>", "One\n\nTwo"},
		"paragraphs with space between":     {"<p>One</p>\n  <p>Two</p>\n", "One\n\nTwo"},
		"empty paragraphs":                  {"<p></p><p>One</p><p> </p><p>Two</p><p></p>", "One\n\nTwo"},
		"line break":                        {"<p>One<br>Two<br/>Three<br />Four</p>", "One\nTwo\nThree\nFour"},
		"two line breaks":                   {"<p>One<br><br>Two</p>", "One\n\nTwo"},
		"line break at the end":             {"<p>One<br></p><p>Two<br></p>", "One\n\nTwo"},
		"spaces around a break":             {"One <br> Two", "One\nTwo"},
		"spaces are kept":                   {"<p>a  b</p>", "a  b"},
		"source line breaks are spaces":     {"<p>a\n  b\r\nc</p>", "a b c"},
		"entities":                          {"<p>&lt;b&gt; &amp;amp; &quot;q&quot; &#39;s&#39; &eacute;&nbsp;&#x1F600;</p>", "<b> &amp; \"q\" 's' é\u00a0😀"},
		"entities without tags":             {"a &amp; b", "a & b"},
		"lone angle bracket":                {"1 < 2", "1 < 2"},
		"inline elements":                   {"<p><strong>bo</strong>ld <em>it</em><code>x</code></p>", "bold itx"},
		"headings":                          {"<h1>Title</h1>text<h2>Sub</h2>more", "Title\n\ntext\n\nSub\n\nmore"},
		"divs":                              {"<div>a</div><div>b</div>", "a\nb"},
		"bullets":                           {"<p>List:</p><ul><li>one</li><li>two</li></ul><p>end</p>", "List:\n\n- one\n- two\n\nend"},
		"numbers":                           {"<ol><li>one</li><li><p>two</p></li></ol>", "1. one\n\n2. two"},
		"nested list":                       {"<ul><li>a<ol><li>b</li><li>c</li></ol></li><li>d</li></ul>", "- a\n  1. b\n  2. c\n- d"},
		"item without list":                 {"<li>a</li><li>b</li>", "- a\n- b"},
		"quoted block":                      {"<blockquote><p>said<br>twice</p></blockquote><p>I agree</p>", "> said\n> twice\n\nI agree"},
		"preformatted":                      {"<pre><code>a\n  b\n\nc</code></pre>d", "a\n  b\n\nc\n\nd"},
		"custom emoji":                      {`<p>hi <img class="emoji" alt=":cat:" src="x"></p>`, "hi :cat:"},
		"script and style":                  {"<style>p{}</style>a<script>alert('<p>')</script>b", "ab"},
		"title":                             {"<title>t</title>b", "b"},
		"comment and doctype":               {"<!DOCTYPE html><!-- c -->a<!-- <b> -->b", "ab"},
		"unclosed comment":                  {"a<!-- b", "a"},
		"end tags without start":            {"</p></a></ul></blockquote></pre>a</div>", "a"},
		"unknown elements":                  {"<foo>a</foo><x-y>b</x-y>", "ab"},
		"unclosed tag":                      {"a<b", "a"},
		"invalid bytes":                     {"<p>a\xffb</p>", "a\xffb"},
		"attribute that looks like the end": {`<p title="</p>">a</p>`, "a"},
		"space only":                        {"<p> </p>", ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			assert.Equal(t, test.want, htmltext.Text(test.in))
		})
	}
}

// TestTextOfMastodon uses the markup that Mastodon and its relatives put into statuses.
func TestTextOfMastodon(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct{ in, want string }{
		"invisible parts belong to the address": {
			`<p>See <a href="https://blog.example.com/2026/05/a-long-title" target="_blank" rel="nofollow noopener" translate="no">` +
				`<span class="invisible">https://</span><span class="ellipsis">blog.example.com/2026/05/a-lon</span><span class="invisible">g-title</span></a>.</p>`,
			"See https://blog.example.com/2026/05/a-long-title.",
		},
		"short link": {
			`<p><a href="https://example.com/a"><span class="invisible">https://</span><span class="">example.com/a</span><span class="invisible"></span></a></p>`,
			"https://example.com/a",
		},
		"mention": {
			`<p><span class="h-card" translate="no"><a href="https://town.example/@anna" class="u-url mention">@<span>anna</span></a></span> hi</p>`,
			"@anna hi",
		},
		"full mention": {`<a href="https://town.example/@anna" class="u-url mention">@anna@town.example</a>`, "@anna@town.example"},
		"hashtag":      {`<p><a href="https://town.example/tags/jardin" class="mention hashtag" rel="tag">#<span>jardin</span></a></p>`, "#jardin"},
		"cut link":     {`<a href="https://example.com/long/path?q=1">example.com/long…</a>`, "https://example.com/long/path?q=1"},
		"cut link with dots and scheme": {
			`<a href="http://www.example.com/long/path">http://example.com/lo...</a> x`, "http://www.example.com/long/path x",
		},
		"link without scheme":               {`<a href="https://example.com/">example.com</a>`, "https://example.com/"},
		"link with entity":                  {`<a href="https://example.com/?a=1&amp;b=2">example.com/?a=1…</a>`, "https://example.com/?a=1&b=2"},
		"named link":                        {`<a href="https://example.com/">our site</a>`, "our site"},
		"named link with ellipsis":          {`<a href="https://example.com/">more…</a>`, "more…"},
		"link after space, and a break":     {`abc   <a href="https://e.example/"> <br>e.example</a>`, "abc\nhttps://e.example/"},
		"link that begins with a break":     {`<a href="https://e.example/x">a <br>b e.example/x</a>`, "a\nb e.example/x"},
		"only an ellipsis":                  {`<a href="https://example.com/">…</a>`, "…"},
		"link that pretends another":        {`<a href="https://evil.example/">bank.example.com</a>`, "bank.example.com"},
		"address in another scheme":         {`<a href="javascript:alert(1)">alert…</a>`, "alert…"},
		"link in a new line":                {`a<br><a href="https://example.com/abc">example.com/a…</a>b`, "a\nhttps://example.com/abcb"},
		"link without end":                  {`<a href="https://example.com/abc">example.com/a…`, "https://example.com/abc"},
		"link in a link":                    {`<a href="https://example.com/a">x <a href="https://example.com/bc">example.com/b…</a></a>`, "x https://example.com/bc"},
		"empty link":                        {`a <a href="https://example.com/a"></a>b`, "a b"},
		"quote fallback, paragraph":         {`<p class="quote-inline">RE: <a href="https://t.example/1">https://t.example/1</a></p><p>So true</p>`, "So true"},
		"quote fallback, span":              {`<p>So true<span class="x quote-inline"><br/><br/>RE: <span>a</span> <a href="https://t.example/1">t</a></span></p>`, "So true"},
		"quote fallback without end":        {`<p class="quote-inline">RE: x<p>So true</p>`, "So true"},
		"class that only contains the name": {`<p class="quote-inline-not">RE: x</p>`, "RE: x"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			assert.Equal(t, test.want, htmltext.Text(test.in))
		})
	}
}

func TestTextStaysSmall(t *testing.T) {
	t.Parallel()
	for _, part := range []string{"<blockquote>a<br>", "<ul><li>a", "<ol><li>", "<a href=https://a.io/x>a.io/…", "<br>", "<p>", "&lt;", "<pre>\n\n"} {
		in := strings.Repeat(part, 5000)
		assert.LessOrEqual(t, len(htmltext.Text(in)), 4*len(in), part)
	}
}

func FuzzText(f *testing.F) {
	f.Add("<p>One<br>Two</p><ul><li>a</ul>")
	f.Add(`<a href="https://example.com/long">example.com/l…</a><p class="quote-inline">RE`)
	f.Add("<blockquote><pre>a\n b</pre></blockquote>&amp;&#x41;")
	f.Fuzz(func(t *testing.T, s string) {
		got := htmltext.Text(s)
		if !strings.ContainsAny(s, "<&") {
			assert.Equal(t, s, got)
			return
		}
		assert.Equal(t, strings.Trim(got, "\n"), got, "no blank lines around")
		assert.LessOrEqual(t, len(got), 16*len(s)+16)
		if utf8.ValidString(s) {
			assert.True(t, utf8.ValidString(got))
		}
	})
}

func BenchmarkText(b *testing.B) {
	in := `<p>Une réunion <strong>importante</strong> ce soir,<br>venez nombreux : <a href="https://blog.example.com/2026/05/a-long-title">` +
		`<span class="invisible">https://</span><span class="ellipsis">blog.example.com/2026/05/a-lon</span><span class="invisible">g-title</span></a></p>`
	b.ReportAllocs()
	for b.Loop() {
		htmltext.Text(in)
	}
}
