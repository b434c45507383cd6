package linkedin_test

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"strconv"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/relais-go/relais/linkedin"
	"github.com/relais-go/relais/social"
)

// lister is a server with a list of comments that it pages in a way of its own.
type lister struct {
	all      int
	most     int  // a page, whatever is asked for; 0: as many as are asked for
	bare     bool // no links
	empty    bool // links, none of them to the next page
	total    bool
	whole    bool // the list does not come in pages
	requests int
}

func (l *lister) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	l.requests++
	start, _ := strconv.Atoi(r.URL.Query().Get("start"))
	count, _ := strconv.Atoi(r.URL.Query().Get("count"))
	if l.most > 0 {
		count = min(count, l.most)
	}
	if l.whole {
		start, count = 0, l.all
	}
	elements := []map[string]any{}
	for i := start; i < min(start+count, l.all); i++ {
		elements = append(elements, map[string]any{"id": strconv.Itoa(i + 1), "object": "urn:li:activity:7"})
	}
	paging := map[string]any{"start": start, "count": count}
	if !l.bare {
		links := []map[string]any{}
		if !l.empty && start+count < l.all {
			links = append(links, map[string]any{"rel": "next", "href": "/rest/x?count=" + strconv.Itoa(count) + "&start=" + strconv.Itoa(start+count)})
		}
		paging["links"] = links
	}
	if l.total {
		paging["total"] = l.all
	}
	_ = json.NewEncoder(w).Encode(map[string]any{"elements": elements, "paging": paging})
}

// TestPagesEnd: no list is cut short, and none goes on for ever, however the server tells of its pages.
func TestPagesEnd(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		lister
		calls int
	}{
		"Links":               {lister{all: 250}, 3},
		"NoLinks":             {lister{all: 250, bare: true}, 3},
		"LinksToNothing":      {lister{all: 250, empty: true}, 3},
		"FullLastPage":        {lister{all: 200, empty: true}, 3},
		"FullLastPageByTotal": {lister{all: 200, empty: true, total: true}, 2},
		"Fewer":               {lister{all: 250, most: 40, bare: true}, 7},
		"FewerAndNoLinks":     {lister{all: 250, most: 40, empty: true, total: true}, 7},
		"NoPages":             {lister{all: 250, whole: true, empty: true}, 1},
		"NoPagesThatSeemFull": {lister{all: 30, whole: true, empty: true}, 2},
	} {
		srv := httptest.NewServer(&c.lister)
		client, err := linkedin.New(linkedin.Organization("1"), static("token-1"), &social.Options{BaseURL: srv.URL, RetryWait: time.Millisecond})
		require.NoError(t, err)
		seen := map[linkedin.ID]bool{}
		for k, err := range client.Comments(t.Context(), "urn:li:share:1", nil) {
			require.NoError(t, err, name)
			assert.False(t, seen[k.ID], name)
			seen[k.ID] = true
		}
		srv.Close()
		assert.Len(t, seen, c.all, name)
		assert.Equal(t, c.calls, c.requests, name)
	}
}

// TestPagesByToken: lists whose pages have names are read to their end, too, and from any of their cursors.
func TestPagesByToken(t *testing.T) {
	t.Parallel()
	var asked []string
	srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		q := r.URL.Query()
		asked = append(asked, q.Get("start")+" "+q.Get("pageToken")+" "+q.Get("pageSize"))
		page, next := 0, "b c"
		switch q.Get("pageToken") {
		case "b c":
			page, next = 1, "d"
		case "d":
			page, next = 2, ""
		}
		_ = json.NewEncoder(w).Encode(map[string]any{
			"elements": []map[string]any{{"id": strconv.Itoa(page), "object": "urn:li:activity:7"}}, "metadata": map[string]any{"nextPageToken": next},
		})
	}))
	t.Cleanup(srv.Close)
	client, err := linkedin.New(linkedin.Organization("1"), static("token-1"), &social.Options{BaseURL: srv.URL})
	require.NoError(t, err)
	var ids []linkedin.ID
	for k, err := range client.Comments(t.Context(), "urn:li:share:1", nil) {
		require.NoError(t, err)
		ids = append(ids, k.ID)
	}
	assert.Equal(t, []linkedin.ID{"0", "1", "2"}, ids)
	assert.Equal(t, []string{"0  ", " b c 100", " d 100"}, asked)
	page, err := client.CommentsPage(t.Context(), "urn:li:share:1", nil)
	require.NoError(t, err)
	page, err = client.CommentsPage(t.Context(), "urn:li:share:1", &linkedin.PageParams{Cursor: page.Next, Limit: 7})
	require.NoError(t, err)
	assert.Equal(t, linkedin.ID("1"), page.Items[0].ID)
	assert.Equal(t, " b c 7", asked[len(asked)-1])
}

// TestPublishDraft: a draft of LinkedIn's own editor can be published.
func TestPublishDraft(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	p := w.posted("News")
	require.NoError(t, w.client().UpdatePost(t.Context(), urn(p.URN), &linkedin.PostChange{State: linkedin.PostPublished}))
	require.ErrorIs(t, w.client().UpdatePost(t.Context(), urn(p.URN), &linkedin.PostChange{State: linkedin.PostDraft}), social.ErrInvalid)
}

// TestMemberStatisticsWithoutACount are not known, which is not zero.
func TestMemberStatisticsWithoutACount(t *testing.T) {
	t.Parallel()
	for body, want := range map[string]int64{`{"metricType":"COMMENT"}`: -1, `{"count":null}`: -1, `{"count":"x"}`: -1, `{"count":0}`: 0, `{"count":"7"}`: 7} {
		var m linkedin.MemberStatistics
		linkedin.Decode([]byte(body), &m)
		assert.Equal(t, want, m.Count, body)
	}
}
