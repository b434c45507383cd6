package rest_test

import (
	"net/http"
	"net/url"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/relais-go/relais/internal/rest"
)

func TestLinkQuery(t *testing.T) {
	t.Parallel()
	const both = `<https://a.example/x?max_id=7&limit=2>; rel="next", <https://a.example/x?min_id=9>; rel="prev"`
	for _, c := range []struct {
		link, rel, want string
	}{
		{both, "next", "limit=2&max_id=7"},
		{both, "prev", "min_id=9"},
		{both, "last", ""},
		{`<?a=1>;rel=next`, "next", "a=1"},
		{`</x?a=1,2;3>; title="a, <b>; rel=prev"; rel="next"`, "next", ""}, // a semicolon makes a query invalid
		{`</x?a=1,2>; title="a, <b>; rel=prev"; rel="next"`, "next", "a=1%2C2"},
		{`</x?a=1>; title="a, <b>; rel=prev"; rel="next"`, "prev", ""},
		{`</x?a=1>; title="\"; rel=next; "; rel="prev"`, "next", ""},
		{`</x?a=1>; REL="Prev NEXT"`, "next", "a=1"},
		{`</x?a=1>; rel="first"; rel="next"`, "next", ""},
		{`</x?a=1>; rel = "next"`, "next", "a=1"},
		{`</x?a=1>; rel="next`, "next", "a=1"},
		{`</x?a=1>; relation="next"`, "next", ""},
		{`</x?a=1>, </x?a=2>; rel="next"`, "next", "a=2"},
		{`<http://%zz/>; rel="next", </x?a=2>; rel="next"`, "next", "a=2"},
		{`</x?a=1`, "next", ""},
		{`garbage`, "next", ""},
		{``, "next", ""},
	} {
		got := rest.LinkQuery(http.Header{"Link": {c.link}}, c.rel)
		assert.Equal(t, c.want, got.Encode(), c.link)
	}
	several := http.Header{"Link": {`</x?a=1>; rel="prev"`, `</x?a=2>; rel="next"`}}
	assert.Equal(t, "a=2", rest.LinkQuery(several, "next").Encode())
	assert.Nil(t, rest.LinkQuery(http.Header{}, "next"))
}

func FuzzLinkQuery(f *testing.F) {
	f.Add(`<https://a.example/x?max_id=7>; rel="next", </y>; rel="prev"`)
	f.Add(`<>;rel="\`)
	f.Add(`<?a=1>;;==;rel=next,,<`)
	f.Fuzz(func(t *testing.T, link string) {
		rest.LinkQuery(http.Header{"Link": {link}}, "next")
		// A link in good form is found after anything that is closed.
		good := rest.LinkQuery(http.Header{"Link": {link, `</x?found=1>; rel="unique-relation"`}}, "unique-relation")
		require.NotNil(t, good)
	})
}

// Only the query of a link is ever used: it cannot take a request elsewhere.
func TestLinkToAnotherHostGivesOnlyItsQuery(t *testing.T) {
	t.Parallel()
	q := rest.LinkQuery(http.Header{"Link": {`<https://evil.example/steal?max_id=1>; rel="next"`}}, "next")
	assert.Equal(t, url.Values{"max_id": {"1"}}, q)
}
