package linkedin_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/relais-go/relais/linkedin"
)

func TestNotation(t *testing.T) {
	t.Parallel()
	text, list, record, of := linkedin.TextValue, linkedin.ListValue, linkedin.RecordValue, linkedin.Of
	for _, c := range []struct {
		value         linkedin.Value
		full, reduced string
	}{
		{text(""), "''", "''"},
		{text("urn:li:share:123"), "urn%3Ali%3Ashare%3A123", "urn%3Ali%3Ashare%3A123"},
		{text("urn:li:comment:(urn:li:activity:1,2)"),
			"urn%3Ali%3Acomment%3A%28urn%3Ali%3Aactivity%3A1%2C2%29", "urn%3Ali%3Acomment%3A%28urn%3Ali%3Aactivity%3A1%2C2%29"},
		{text("a b+c/d?e&f=g#h%'"), "a%20b%2Bc%2Fd%3Fe%26f%3Dg%23h%25%27", "a b+c/d?e&f=g#h%25%27"},
		{text("-_.~!*aZ09"), "-_.~!*aZ09", "-_.~!*aZ09"},
		{text("é\x00"), "%C3%A9%00", "é\x00"},
		{list(), "List()", "List()"},
		{list(text("a"), text(""), list(text("b"))), "List(a,'',List(b))", "List(a,'',List(b))"},
		{record(), "()", "()"},
		{record(of("actor", text("urn:li:person:1")), of("k:", record(of("", text("x"))))),
			"(actor:urn%3Ali%3Aperson%3A1,k%3A:('':x))", "(actor:urn%3Ali%3Aperson%3A1,k%3A:('':x))"},
	} {
		assert.Equal(t, c.full, c.value.Encode())
		assert.Equal(t, c.reduced, c.value.Reduced())
		for _, written := range []string{c.full, c.reduced} {
			back, err := linkedin.ParseValue(written)
			require.NoError(t, err, written)
			assert.Equal(t, c.full, back.Encode())
		}
	}
}

func TestNotationIsRefused(t *testing.T) {
	t.Parallel()
	deep := strings.Repeat("List(", 40) + strings.Repeat(")", 40)
	for _, s := range []string{"", "a,b", "List(a", "List(a,)", "(a)", "(a:b", "(a:b,)", "a)", "'a'", "a%2", "(:b)", "List(a)b", deep} {
		_, err := linkedin.ParseValue(s)
		assert.Error(t, err, s)
	}
}

func TestRecordField(t *testing.T) {
	t.Parallel()
	v, err := linkedin.ParseValue("(actor:urn%3Ali%3Aperson%3A1,entity:x)")
	require.NoError(t, err)
	actor, ok := v.Field("actor")
	require.True(t, ok)
	assert.Equal(t, "urn%3Ali%3Aperson%3A1", actor.Encode())
	_, ok = v.Field("owner")
	assert.False(t, ok)
}

func TestPlainKey(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]string{
		"urn:li:share:1": "urn:li:share:1", "urn%3Ali%3Ashare%3A1": "urn:li:share:1", "urn%3ali%3ashare%3a1": "urn:li:share:1",
		"''": "", "": "", "100%": "100%", "12": "12",
	} {
		assert.Equal(t, want, linkedin.PlainKey(in), in)
	}
}

func TestEncode(t *testing.T) {
	t.Parallel()
	assert.Equal(t, "urn%3Ali%3Ashare%3A1", linkedin.Encode(linkedin.URN("urn:li:share:1")))
	assert.Equal(t, "List(urn%3Ali%3Ashare%3A1,2)", linkedin.EncodeList("urn:li:share:1", "2"))
}

// FuzzNotation: what was written reads back as it was, and whatever reads can be written.
func FuzzNotation(f *testing.F) {
	for _, s := range []string{"", "a", "List(a,'')", "(a:b,c:List((x:y)))", "urn%3Ali%3Ashare%3A1", "%28", "'", "(:", "List("} {
		f.Add(s, s)
	}
	f.Fuzz(func(t *testing.T, text, notation string) {
		v := linkedin.RecordValue(linkedin.Of(text, linkedin.ListValue(linkedin.TextValue(text), linkedin.TextValue(notation))))
		for _, written := range []string{v.Encode(), v.Reduced()} {
			back, err := linkedin.ParseValue(written)
			require.NoError(t, err, written)
			require.Equal(t, v, back)
		}
		parsed, err := linkedin.ParseValue(notation)
		if err != nil {
			return
		}
		again, err := linkedin.ParseValue(parsed.Encode())
		require.NoError(t, err)
		require.Equal(t, parsed, again)
	})
}
