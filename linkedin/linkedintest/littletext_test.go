package linkedintest_test

import (
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/relais-go/relais/linkedin/linkedintest"
)

func TestLittleText(t *testing.T) {
	t.Parallel()
	s := start(t, linkedintest.Options{DuplicateWindow: -1})
	cases := []struct{ sent, text, wire string }{
		{"plain text", "plain text", "plain text"},
		{"two\nlines", "two\nlines", "two\nlines"},
		{"", "", ""},
		{`open \(all day\)`, "open (all day)", `open \(all day\)`},
		{"open (all day)", "open ", "open "},
		{`a\b`, "a", "a"},
		{`a\\b`, `a\b`, `a\\b`},
		{"100% of all, \"you\" & me; it's + = / ?", "100% of all, \"you\" & me; it's + = / ?", "100% of all, \"you\" & me; it's + = / ?"},
		{"we #hire now", "we #hire now", `we {hashtag|\#|hire} now`},
		{"we #häuser2 now", "we #häuser2 now", `we {hashtag|\#|häuser2} now`},
		{`we {hashtag|\#|hire\_me} now`, "we #hire_me now", `we {hashtag|\#|hire\_me} now`},
		{"we #hire_me now", "we #hire", `we {hashtag|\#|hire}`},
		{"number # 1", "number ", "number "},
		{`number \# 1`, "number # 1", `number \# 1`},
		{"mail@example.org", "mail", "mail"},
		{`mail\@example.org`, "mail@example.org", `mail\@example.org`},
		{"thank you @[ACME Tools](" + s.acme + ")!", "thank you ACME Tools!", "thank you @[ACME Tools](" + s.acme + ")!"},
		{"thank you @[acme tools](" + s.acme + ")!", "thank you acme tools!", "thank you acme tools!"},
		{"hello @[Bob](" + s.bob + ")", "hello Bob", "hello @[Bob](" + s.bob + ")"},
		{"hello @[Bobby](" + s.bob + ")", "hello Bobby", "hello Bobby"},
		{"hello @[Nobody](urn:li:person:nobody)", "hello Nobody", "hello Nobody"},
		{"hello @[Bob](bob)", "hello ", "hello "},
		{`trailing \`, "trailing ", "trailing "},
	}
	for _, c := range cases {
		urn := s.publish(c.sent, nil)
		p, _ := s.FindPost(urn)
		assert.Equal(t, c.text, p.Text, c.sent)
		assert.Equal(t, c.wire, s.get("/rest/posts/" + enc(urn)).body["commentary"], c.sent)
		assert.Equal(t, c.sent, p.Sent)
	}
}

func TestEveryReservedCharacterCutsTheText(t *testing.T) {
	t.Parallel()
	s := start(t, linkedintest.Options{DuplicateWindow: -1})
	for _, r := range `\|{}@[]()<>#*_~` {
		p, _ := s.FindPost(s.publish("before"+string(r)+" after", nil))
		assert.Equal(t, "before", p.Text, string(r))
		p, _ = s.FindPost(s.publish("before"+`\`+string(r)+" after", nil))
		assert.Equal(t, "before"+string(r)+" after", p.Text, string(r))
	}
}

func TestAudienceTextsAreEscaped(t *testing.T) {
	t.Parallel()
	s := start(t, linkedintest.Options{})
	text := `a\b (c) *d* _e_ <f> [g] {h} i@j k#l ~|`
	p, ok := s.FindPost(s.Post(s.bob, text, &linkedintest.PostOptions{Hashtags: []string{"go_lang"}, Mentions: []string{s.acme}}))
	require.True(t, ok)
	assert.Equal(t, text+" ACME Tools #go_lang", p.Text)
	assert.Equal(t, []string{"go_lang"}, p.Hashtags)
	assert.Equal(t, []string{s.acme}, p.Mentions)
}

func FuzzLittleText(f *testing.F) {
	for _, seed := range []string{"plain", `\(x\)`, "#tag", `{hashtag|\#|tag}`, "@[Name](urn:li:person:1)", "@[", `\`, "{hashtag|", "ü#ü"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, sent string) {
		if !utf8.ValidString(sent) {
			t.Skip("JSON has valid text only")
		}
		plain, wire := linkedintest.LittleText(sent)
		again, canonical := linkedintest.LittleText(wire)
		if again != plain || canonical != wire {
			t.Fatalf("%q is %q, and its wire form %q is %q", sent, plain, wire, again)
		}
		if !strings.ContainsAny(sent, `\|{}@[]()<>#*_~`) && plain != sent {
			t.Fatalf("%q became %q", sent, plain)
		}
	})
}
