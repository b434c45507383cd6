package graph_test

import (
	"encoding/json"
	"fmt"
	"net/url"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/relais-go/relais/internal/graph"
	"github.com/relais-go/relais/internal/rest"
	"github.com/relais-go/relais/social"
)

// thing is what the lists of the tests hold.
type thing struct {
	ID graph.ID `json:"id"`
}

// things writes objects with these numbers.
func things(numbers ...int) string {
	parts := make([]string, len(numbers))
	for i, n := range numbers {
		parts[i] = `{"id":"` + strconv.Itoa(n) + `"}`
	}
	return strings.Join(parts, ",")
}

// feed is a read of a list.
func feed() *graph.Request {
	return &graph.Request{Op: "feed.list", Path: rest.Path("1001", "feed"), Params: url.Values{"limit": {"2"}}}
}

// collect ranges over a list of the client.
func collect(t *testing.T, c *graph.Client, r *graph.Request) (ids []graph.ID, err error) {
	t.Helper()
	for v, e := range graph.List[thing](t.Context(), c, r) {
		if e != nil {
			assert.Nil(t, v)
			return ids, e
		}
		ids = append(ids, v.ID)
	}
	return ids, nil
}

// evil is an address of a next page as Meta writes it, with the token, and on another server.
func evil(query string) string {
	return `"https://evil.example/v26.0/1001/feed?access_token=` + fakeToken() + `&appsecret_proof=x&pretty=0&limit=2&` + query + `"`
}

func TestListGoesByCursors(t *testing.T) {
	t.Parallel()
	s := serve(t, func(_ int, r *seen) (int, string) {
		switch r.Query.Get("after") {
		case "":
			return 200, `{"data":[` + things(1, 2) + `],"paging":{"cursors":{"before":"A","after":"B"},"next":` + evil("after=B") + `}}`
		case "B": // short, though more follow
			return 200, `{"data":[` + things(3) + `,null],"paging":{"cursors":{"before":"B","after":"C"},"next":` + evil("after=C") + `,"previous":` + evil("before=B") + `}}`
		case "C": // empty, though more follow
			return 200, `{"data":[],"paging":{"cursors":{"before":"C","after":"D"},"next":` + evil("after=D") + `}}`
		case "D": // full, and the last: a cursor, but no next page
			return 200, `{"data":[` + things(4, 5) + `],"paging":{"cursors":{"before":"D","after":"E"},"previous":` + evil("before=D") + `}}`
		}
		return 400, failure(100, 0)
	})
	c := s.client(t)
	ids, err := collect(t, c, feed())
	require.NoError(t, err)
	assert.Equal(t, []graph.ID{"1", "2", "3", "4", "5"}, ids)
	for _, r := range s.all() {
		assert.Empty(t, r.Query.Get("access_token"))
		assert.Empty(t, r.Query.Get("pretty"))
		assert.Equal(t, "2", r.Query.Get("limit"))
	}
	assert.Len(t, s.all(), 4)

	e, err := graph.EdgeOf[thing](t.Context(), c, feed(), "after=B")
	require.NoError(t, err)
	page := e.Page()
	assert.Equal(t, "after=C", page.Next)
	assert.Equal(t, "before=B", page.Prev)
	out, err := json.Marshal(e)
	require.NoError(t, err)
	for _, text := range []string{string(out), fmt.Sprintf("%+v", e), fmt.Sprintf("%#v", e.Paging)} {
		assert.NotContains(t, text, fakeToken(), "a page can be printed")
		assert.NotContains(t, text, "evil")
	}
}

func TestListByTime(t *testing.T) {
	t.Parallel()
	s := serve(t, func(_ int, r *seen) (int, string) {
		switch r.Query.Get("until") {
		case "":
			return 200, `{"data":[` + things(1) + `],"paging":{"next":` + evil("until=1558110244&__paging_token=tok&since=1") + `}}`
		case "1558110244":
			assert.Equal(t, "tok", r.Query.Get("__paging_token"))
			return 200, `{"data":[` + things(2) + `],"paging":{}}`
		}
		return 400, failure(100, 0)
	})
	ids, err := collect(t, s.client(t), feed())
	require.NoError(t, err)
	assert.Equal(t, []graph.ID{"1", "2"}, ids)
}

func TestListThatGoesNowhere(t *testing.T) {
	t.Parallel()
	s := serve(t, always(200, `{"data":[`+things(1)+`],"paging":{"cursors":{"after":"A"},"next":`+evil("after=A")+`}}`))
	ids, err := collect(t, s.client(t), feed())
	require.NoError(t, err)
	assert.Equal(t, []graph.ID{"1", "1"}, ids, "a cursor that repeats ends it")

	s = serve(t, always(200, `{"data":[`+things(1)+`],"paging":{"next":`+evil("offers=nothing")+`}}`))
	_, err = collect(t, s.client(t), feed())
	require.ErrorIs(t, err, social.ErrUnavailable, "nothing is lost in silence")

	s = serve(t, always(400, failure(190, 463)))
	_, err = collect(t, s.client(t), feed())
	require.ErrorIs(t, err, social.ErrAuth)

	_, err = graph.EdgeOf[thing](t.Context(), s.client(t), feed(), "after=%zz")
	require.ErrorIs(t, err, social.ErrInvalid)
	n := len(s.all())
	_, err = graph.EdgeOf[thing](t.Context(), s.client(t), feed(), "access_token="+fakeToken()+"&fields=x")
	require.Error(t, err)
	assert.Len(t, s.all(), n+1)
	assert.Equal(t, url.Values{"limit": {"2"}}, s.last(t).Query, "a cursor holds cursors only")
}

func TestListOfTooMuch(t *testing.T) {
	t.Parallel()
	const much = `{"error":{"message":"Please reduce the amount of data you're asking for, then retry your request","code":1,"type":"OAuthException"}}`
	s := serve(t, func(_ int, r *seen) (int, string) {
		if limit, _ := strconv.Atoi(r.Query.Get("limit")); limit > 10 || limit == 0 {
			return 500, much
		}
		return 200, `{"data":[` + things(1) + `]}`
	})
	for limit, calls := range map[string]int{"": 3, "100": 5, "5": 1} { // 25, 12, 6; 100, 50, 25, 12, 6
		r := feed()
		r.Params.Set("limit", limit)
		if limit == "" {
			r.Params.Del("limit")
		}
		before := len(s.all())
		_, err := collect(t, s.client(t), r)
		require.NoError(t, err)
		assert.Len(t, s.all(), before+calls, limit)
		assert.Equal(t, limit, r.Params.Get("limit"), "the caller's request is left alone")
	}
	s = serve(t, always(500, much))
	_, err := collect(t, s.client(t), feed())
	require.ErrorIs(t, err, social.ErrInvalid)
	assert.Len(t, s.all(), 2, "2, then 1, then no more")
}

func TestListsWithinObjects(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name, edge string
		asked      int
		goesOn     bool
	}{
		{"full", `{"data":[` + things(1, 2) + `],"paging":{"cursors":{"after":"B"}}}`, 2, true},
		{"short", `{"data":[` + things(1) + `],"paging":{"cursors":{"after":"B"}}}`, 2, false},
		{"short, but the summary counts more", `{"data":[` + things(1) + `],"paging":{"cursors":{"after":"B"}},"summary":{"total_count":"9"}}`, 2, true},
		{"short, and the summary knows", `{"data":[` + things(1) + `],"paging":{"cursors":{"after":"B"}},"summary":{"total_count":1}}`, 2, false},
		{"empty", `{"data":[],"paging":{"cursors":{"after":"B"}}}`, 2, false},
		{"none", `{}`, 0, false},
		{"no limit asked", `{"data":[` + things(1, 2) + `],"paging":{"cursors":{"after":"B"}}}`, 0, false},
		{"short, but nothing may be lost", `{"data":[` + things(1) + `],"paging":{"cursors":{"after":"B"}}}`, -1, true},
		{"empty all the same", `{"data":[],"paging":{"cursors":{"after":"B"}}}`, -1, false},
		{"next named", `{"data":[],"paging":{"cursors":{"after":"B"},"next":` + evil("after=B") + `}}`, 2, true},
		{"counters only", `{"data":[],"summary":{"total_count":9}}`, 0, false},
	} {
		s := serve(t, func(_ int, r *seen) (int, string) {
			assert.Equal(t, "B", r.Query.Get("after"))
			return 200, `{"data":[` + things(3) + `],"paging":{"cursors":{"after":"C"}}}`
		})
		var e graph.Edge[thing]
		require.NoError(t, json.Unmarshal([]byte(c.edge), &e), c.name)
		var ids []graph.ID
		for v, err := range graph.Expanded(t.Context(), s.client(t), &e, feed(), c.asked) {
			require.NoError(t, err)
			ids = append(ids, v.ID)
		}
		assert.Equal(t, c.goesOn, e.Continues(c.asked), c.name)
		assert.Len(t, ids, len(e.Data)+len(s.all()), c.name)
		assert.Equal(t, c.goesOn, len(s.all()) == 1, c.name)
	}
}

func TestListStops(t *testing.T) {
	t.Parallel()
	s := serve(t, always(200, `{"data":[`+things(1, 2)+`],"paging":{"cursors":{"after":"B"},"next":`+evil("after=B")+`}}`))
	c := s.client(t)
	list := graph.List[thing](t.Context(), c, feed())
	assert.Empty(t, s.all(), "nothing is fetched before ranging")
	for range 2 {
		for range list {
			break
		}
	}
	assert.Len(t, s.all(), 2, "each range starts anew")
	e := &graph.Edge[thing]{Data: []*thing{{ID: "1"}, nil, {ID: "2"}}}
	for range graph.Expanded(t.Context(), c, e, feed(), 3) {
		break
	}
	assert.Len(t, s.all(), 2)
}
