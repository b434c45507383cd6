package linkedin_test

import (
	"encoding/json"
	"math/rand/v2"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/relais-go/relais/linkedin"
	"github.com/relais-go/relais/linkedin/linkedintest"
)

const reservedCharacters = `\|{}@[]()<>#*_~`

// reader is the network, which says what it has understood of a commentary.
type reader struct {
	srv *linkedintest.Server
	bob string
}

func newReader(tb testing.TB) *reader {
	tb.Helper()
	srv := linkedintest.New(&linkedintest.Options{DuplicateWindow: -1})
	tb.Cleanup(srv.Close)
	return &reader{srv, srv.CreateMember("Bob", "Ray")}
}

// read has a member post little text.
func (r *reader) read(tb testing.TB, little string) linkedintest.Post {
	tb.Helper()
	urn := r.srv.Post(r.bob, "", &linkedintest.PostOptions{Commentary: little})
	p, ok := r.srv.FindPost(urn)
	require.True(tb, ok)
	r.srv.DeletePost(urn)
	return p
}

func plainText(s string) linkedin.Segment { return linkedin.Segment{Text: s} }

func tag(s string) linkedin.Segment {
	return linkedin.Segment{Kind: linkedin.HashtagSegment, Text: s}
}

func at(s string, urn string) linkedin.Segment {
	return linkedin.Segment{Kind: linkedin.MentionSegment, Text: s, URN: linkedin.URN(urn)}
}

func TestNewText(t *testing.T) {
	t.Parallel()
	net := newReader(t)
	acme, tools := net.srv.CreateOrganization("ACME"), net.srv.CreateOrganization("ACME Tools (EU)")
	mentions := []linkedin.Mention{
		{Text: "ACME", URN: linkedin.URN(acme)}, {Text: "ACME Tools (EU)", URN: linkedin.URN(tools)}, {Text: "Bob", URN: linkedin.URN(net.bob)}, {},
	}
	cases := []struct {
		plain, little string
		want          linkedin.Text
	}{
		{"", "", nil},
		{"Plain.\nTwo lines.", "Plain.\nTwo lines.", linkedin.Text{plainText("Plain.\nTwo lines.")}},
		{"open (all day)", `open \(all day\)`, linkedin.Text{plainText("open (all day)")}},
		{"we #hire!", "we #hire!", linkedin.Text{plainText("we "), tag("hire"), plainText("!")}},
		{"#häuser2", "#häuser2", linkedin.Text{tag("häuser2")}},
		{"#日本", "#日本", linkedin.Text{tag("日本")}},
		{"#hire_me now", `{hashtag|\#|hire\_me} now`, linkedin.Text{tag("hire_me"), plainText(" now")}},
		{"#hire_ now", `{hashtag|\#|hire}\_ now`, linkedin.Text{tag("hire"), plainText("_ now")}},
		{"we are #1", `we are \#1`, linkedin.Text{plainText("we are #1")}},
		{"C# and # and ##", `C\# and \# and \#\#`, linkedin.Text{plainText("C# and # and ##")}},
		{"#a#b", `#a\#b`, linkedin.Text{tag("a"), plainText("#b")}},
		{"(#go)", `\(#go\)`, linkedin.Text{plainText("("), tag("go"), plainText(")")}},
		{"https://a.example/b_c#d /#e ?x=#f &#x2", `https://a.example/b\_c\#d /\#e ?x=\#f &\#x2`, linkedin.Text{plainText("https://a.example/b_c#d /#e ?x=#f &#x2")}},
		{"#go 😀#go", "#go 😀#go", linkedin.Text{tag("go"), plainText(" 😀"), tag("go")}},
		{"hello @ACME!", "hello @[ACME](" + acme + ")!", linkedin.Text{plainText("hello "), at("ACME", acme), plainText("!")}},
		{"@ACME Tools (EU), @Bob", `@[ACME Tools \(EU\)](` + tools + "), @[Bob](" + net.bob + ")", linkedin.Text{at("ACME Tools (EU)", tools), plainText(", "), at("Bob", net.bob)}},
		{"@ACMEs @Bobby @bob bob@ACME @", `\@ACMEs \@Bobby \@bob bob\@ACME \@`, linkedin.Text{plainText("@ACMEs @Bobby @bob bob@ACME @")}},
		{"@Bob#go", "@[Bob](" + net.bob + `)\#go`, linkedin.Text{at("Bob", net.bob), plainText("#go")}},
		{"{hashtag|\\#|x} @[Bob](" + net.bob + ")", `\{hashtag\|\\\#\|x\} \@\[Bob\]\(` + net.bob + `\)`, linkedin.Text{plainText("{hashtag|\\#|x} @[Bob](" + net.bob + ")")}},
	}
	for _, c := range cases {
		text := linkedin.NewText(c.plain, mentions...)
		assert.Equal(t, c.want, text, c.plain)
		assert.Equal(t, c.little, text.Little(), c.plain)
		assert.Equal(t, text, linkedin.ParseText(text.Little()), c.plain)
		got := net.read(t, text.Little())
		assert.Equal(t, text.String(), got.Text, c.plain)
		assert.Equal(t, text.Hashtags(), got.Hashtags, c.plain)
		assert.Len(t, got.Mentions, len(text.Mentions()), c.plain)
		assert.Equal(t, text, linkedin.ParseText(got.Commentary), "as the API hands it out: %s", c.plain)
	}
}

func TestTextBySegments(t *testing.T) {
	t.Parallel()
	net := newReader(t)
	cases := []struct {
		text          linkedin.Text
		plain, little string
	}{
		{linkedin.Text{tag("go"), plainText("lang")}, "#golang", `{hashtag|\#|go}lang`},
		{linkedin.Text{tag("go"), tag("lang")}, "#go#lang", "#go#lang"},
		{linkedin.Text{tag("two words}")}, "#two words}", `{hashtag|\#|two words\}}`},
		{linkedin.Text{tag("2026")}, "#2026", `{hashtag|\#|2026}`},
		{linkedin.Text{tag(""), plainText("x")}, "#x", `\#x`},
		{linkedin.Text{at("Bob", "nobody"), at("", net.bob)}, "Bob", "Bob"},
		{linkedin.Text{at("Bob]", "urn:li:person:(1)")}, "Bob]", `Bob\]`},
	}
	for _, c := range cases {
		assert.Equal(t, c.plain, c.text.String())
		assert.Equal(t, c.little, c.text.Little())
		assert.Equal(t, c.plain, net.read(t, c.little).Text)
	}
}

// TestParseText: what people write in the app, and what samples of the documentation show.
func TestParseText(t *testing.T) {
	t.Parallel()
	cases := []struct {
		little string
		want   linkedin.Text
	}{
		{"{hashtag|＃|東京} {hashtag|＃|} {hashtag||x}", linkedin.Text{tag("東京"), plainText(" {hashtag|＃|} {hashtag||x}")}},
		{`{hashtag|#|go} {hashtag|\#|a\_b}`, linkedin.Text{tag("go"), plainText(" "), tag("a_b")}},
		{"@[Devtestco] (urn:li:organization:2414183)", linkedin.Text{at("Devtestco", "urn:li:organization:2414183")}},
		{`@[A \[B\]](urn:li:person:x_y-Z)`, linkedin.Text{at("A [B]", "urn:li:person:x_y-Z")}},
		{"open (all day) @[ {hashtag|", linkedin.Text{plainText("open (all day) @[ {hashtag|")}},
		{"@[Bob](bob) @[](urn:li:person:1) {hashtag|x|y}", linkedin.Text{plainText("@[Bob](bob) @[](urn:li:person:1) {hashtag|x|y}")}},
		{`C:\dir\`, linkedin.Text{plainText(`C:\dir\`)}},
	}
	for _, c := range cases {
		assert.Equal(t, c.want, linkedin.ParseText(c.little), c.little)
	}
	var p struct {
		Commentary linkedin.Text `json:"commentary"`
	}
	require.NoError(t, json.Unmarshal([]byte(`{"commentary":"we \\(#hire\\)"}`), &p))
	assert.Equal(t, "we (#hire)", p.Commentary.String())
	out, err := json.Marshal(p)
	require.NoError(t, err)
	assert.JSONEq(t, `{"commentary":"we \\(#hire\\)"}`, string(out))
}

// TestNothingIsCutOff: whatever is made of the reserved characters survives, read by the network itself.
func TestNothingIsCutOff(t *testing.T) {
	t.Parallel()
	net := newReader(t)
	mentions := []linkedin.Mention{{Text: "Bob", URN: linkedin.URN(net.bob)}}
	check := func(plain string) {
		text := linkedin.NewText(plain, mentions...)
		little := text.Little()
		require.Equal(t, text, linkedin.ParseText(little), plain)
		require.Equal(t, text.String(), net.read(t, little).Text, plain)
		require.Equal(t, plain, linkedin.NewText(plain).String())
	}
	for _, a := range reservedCharacters {
		check("x" + string(a) + " y")
		for _, b := range reservedCharacters {
			check(string(a) + string(b))
			check("x" + string(a) + "y" + string(b) + "z")
		}
	}
	pieces := append(strings.Split(reservedCharacters, ""), "a", "ä", " ", "1", "😀", "\n", "#go", "@Bob", "{hashtag|", "@[Bob](", "urn:li:person:1", "hashtag")
	rng := rand.New(rand.NewPCG(1, 2))
	n := 20_000
	if testing.Short() {
		n = 2_000
	}
	for range n {
		var b strings.Builder
		for range rng.IntN(12) {
			b.WriteString(pieces[rng.IntN(len(pieces))])
		}
		check(b.String())
	}
	t.Logf("%d texts of %d pieces: none was cut off", n, len(pieces))
}

func FuzzText(f *testing.F) {
	for _, seed := range []string{"plain", `\(x\)`, "#tag", `{hashtag|\#|tag}`, "@[Bob](urn:li:person:1)", "@Bob", "@[", `\`, "ü#ü", "#a_", "a\u0301#b"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, s string) {
		net := newReader(t)
		if !utf8.ValidString(s) {
			t.Skip("JSON has valid text only")
		}
		if plain := linkedin.NewText(s).String(); plain != s {
			t.Fatalf("%q became %q", s, plain)
		}
		text := linkedin.NewText(s, linkedin.Mention{Text: "Bob", URN: linkedin.URN(net.bob)})
		little := text.Little()
		if got := net.read(t, little).Text; got != text.String() {
			t.Fatalf("%q, of %q, was read as %q", little, s, got)
		}
		parsed := linkedin.ParseText(s) // whatever comes
		if again := linkedin.ParseText(parsed.Little()); again.String() != parsed.String() {
			t.Fatalf("%q is %q, and written again %q", s, parsed, again)
		}
	})
}
