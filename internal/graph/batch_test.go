package graph_test

import (
	"encoding/json"
	"errors"
	"net/http"
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

// part is a call in a batch, as it arrived.
type part struct {
	Method string `json:"method"`
	URL    string `json:"relative_url"`
	Body   string `json:"body"`
	Name   string `json:"name"`
	After  string `json:"depends_on"`
	Omit   *bool  `json:"omit_response_on_success"`
}

func partsOf(t *testing.T, r *seen) []part {
	t.Helper()
	var parts []part
	assert.NoError(t, json.Unmarshal([]byte(r.Form.Get("batch")), &parts))
	return parts
}

// text is JSON in a string.
func text(s string) string {
	b, _ := json.Marshal(s)
	return string(b)
}

func echoID(p part) string {
	id, _, _ := strings.Cut(strings.TrimPrefix(p.URL, "v26.0/"), "?")
	return `{"code":200,"headers":[{"name":"ETag","value":"x"},{"name":"X-App-Usage","value":"{}"}],"body":` + text(`{"id":"`+id+`"}`) + `}`
}

func reads(n int) []*graph.BatchItem {
	items := make([]*graph.BatchItem, n)
	for i := range items {
		items[i] = &graph.BatchItem{Path: rest.Path(strconv.Itoa(i)), Fields: "id", Out: new(thing)}
	}
	return items
}

func TestBatchIsSplit(t *testing.T) {
	t.Parallel()
	var sizes []int
	s := serve(t, func(_ int, r *seen) (int, string) {
		var out []string
		for _, p := range partsOf(t, r) {
			assert.Equal(t, http.MethodGet, p.Method)
			assert.True(t, strings.HasSuffix(p.URL, "?fields=id"), p.URL)
			out = append(out, echoID(p))
		}
		sizes = append(sizes, len(out))
		return 200, "[" + strings.Join(out, ",") + "]"
	})
	c := s.client(t)
	items := reads(120)
	results, err := c.Batch(t.Context(), &graph.Batch{Op: "posts.batch", Items: items})
	require.NoError(t, err)
	assert.Equal(t, []int{50, 50, 20}, sizes)
	for i, r := range results {
		require.NoError(t, r.Err)
		assert.Equal(t, 200, r.Status)
		assert.Equal(t, "x", r.Header.Get("ETag"))
		assert.Equal(t, graph.ID(strconv.Itoa(i)), items[i].Out.(*thing).ID, "in their order")
	}
	assert.Equal(t, "POST /v26.0", s.last(t).Method+" "+s.last(t).Path)
	results, err = c.Batch(t.Context(), &graph.Batch{Op: "posts.batch"})
	require.NoError(t, err)
	assert.Empty(t, results)
	assert.Len(t, s.all(), 3)
}

func TestBatchItemsThatWereNotFinished(t *testing.T) {
	t.Parallel()
	var asked [][]string
	s := serve(t, func(n int, r *seen) (int, string) {
		var out, urls []string
		for i, p := range partsOf(t, r) {
			urls = append(urls, p.URL)
			switch {
			case n == 1 && i == 1, n == 2 && i == 0:
				out = append(out, "null")
			case n == 1 && i == 2:
				out = append(out, `{"code":500,"body":`+text(failure(2, 0))+`}`)
			default:
				out = append(out, echoID(p))
			}
		}
		asked = append(asked, urls)
		return 200, "[" + strings.Join(out, ",") + "]"
	})
	results, err := s.client(t).Batch(t.Context(), &graph.Batch{Op: "b", Items: reads(4)})
	require.NoError(t, err)
	for _, r := range results {
		require.NoError(t, r.Err)
	}
	assert.Equal(t, [][]string{
		{"v26.0/0?fields=id", "v26.0/1?fields=id", "v26.0/2?fields=id", "v26.0/3?fields=id"},
		{"v26.0/1?fields=id", "v26.0/2?fields=id"}, {"v26.0/1?fields=id"},
	}, asked, "only what is missing is read again")

	s = serve(t, always(200, `[null]`))
	results, err = s.client(t).Batch(t.Context(), &graph.Batch{Op: "b", Items: reads(2)})
	require.NoError(t, err)
	for _, r := range results { // the answer may also be too short
		require.ErrorIs(t, r.Err, social.ErrUnavailable)
	}
	assert.Len(t, s.all(), 3, "not for ever")
}

func TestBatchOfWrites(t *testing.T) {
	t.Parallel()
	s := serve(t, func(_ int, r *seen) (int, string) {
		p := partsOf(t, r)
		assert.Equal(t, []string{"POST v26.0/1/comments message=Hi+%26+bye", "DELETE v26.0/2?a=b", "POST v26.0/3 ", "POST v26.0/4 ", "GET v26.0/{result=made:$.id} "}, []string{
			p[0].Method + " " + p[0].URL + " " + p[0].Body, p[1].Method + " " + p[1].URL, p[2].Method + " " + p[2].URL + " " + p[2].Body,
			p[3].Method + " " + p[3].URL + " " + p[3].Body, p[4].Method + " " + p[4].URL + " " + p[4].Body,
		})
		assert.Equal(t, "made", p[0].Name)
		require.NotNil(t, p[0].Omit)
		assert.False(t, *p[0].Omit, "null would look like unfinished")
		assert.Equal(t, "made", p[4].After)
		return 200, `[{"code":200,"body":` + text(`{"id":"9"}`) + `},{"code":200,"body":"true"},null,{"code":500,"body":` + text(failure(1, 0)) + `},null]`
	})
	c := s.client(t)
	out := new(thing)
	results, err := c.Batch(t.Context(), &graph.Batch{Op: "b", Items: []*graph.BatchItem{
		{Method: http.MethodPost, Path: "/1/comments", Params: url.Values{"message": {"Hi & bye"}}, Class: rest.Unsafe, Name: "made", Out: out},
		{Method: http.MethodDelete, Path: "/2", Params: url.Values{"a": {"b"}}, Class: rest.Idempotent},
		{Method: http.MethodPost, Path: "/3", Class: rest.Unsafe},
		{Method: http.MethodPost, Path: "/4", Class: rest.Lookup},
		{Path: "/{result=made:$.id}", After: "made"},
	}})
	require.NoError(t, err)
	assert.Equal(t, graph.ID("9"), out.ID)
	require.NoError(t, results[1].Err)
	require.ErrorIs(t, results[2].Err, social.ErrUncertain, "a write that was not finished")
	require.ErrorIs(t, results[3].Err, social.ErrUncertain)
	require.ErrorIs(t, results[4].Err, social.ErrUnavailable)
	assert.Len(t, s.all(), 1, "no write is made again, nor what refers to one")
}

func TestBatchErrors(t *testing.T) {
	t.Parallel()
	s := serve(t, always(200, `[{"code":400,"body":`+text(failure(190, 460))+`,"headers":[{"name":"X-Fb-Trace-Id","value":"H1"}]},
		{"code":404,"body":"<html>"},{"code":200,"body":`+text(failure(100, 33))+`},{"code":200,"body":{"id":"as it is"}},{"code":200,"body":"[1"},{"code":"200","body":null}]`))
	items := reads(6)
	results, err := s.client(t, func(_ *graph.Config, o *social.Options) { o.Retries = -1 }).Batch(t.Context(), &graph.Batch{Op: "b", Items: items})
	require.NoError(t, err)
	e := socialError(t, results[0].Err)
	assert.Equal(t, []any{social.ErrAuth, "190/460", 400, "Atrace", "facebook", "b"}, []any{e.Kind, e.Code, e.Status, e.RequestID, e.Network, e.Op})
	require.ErrorIs(t, results[1].Err, social.ErrNotFound)
	require.ErrorIs(t, results[2].Err, social.ErrNotFound)
	require.NoError(t, results[3].Err)
	assert.Equal(t, graph.ID("as it is"), items[3].Out.(*thing).ID)
	require.ErrorIs(t, results[4].Err, social.ErrUnavailable)
	require.ErrorIs(t, results[5].Err, social.ErrUnavailable, "nothing to read")
}

func TestBatchThatFailsAsAWhole(t *testing.T) {
	t.Parallel()
	s := serve(t, func(n int, r *seen) (int, string) {
		if n == 2 {
			return 400, failure(190, 463)
		}
		var out []string
		for _, p := range partsOf(t, r) {
			out = append(out, echoID(p))
		}
		return 200, "[" + strings.Join(out, ",") + "]"
	})
	results, err := s.client(t).Batch(t.Context(), &graph.Batch{Op: "b", Items: reads(120)})
	require.ErrorIs(t, err, social.ErrAuth)
	for i, r := range results {
		assert.Equal(t, i < 50, r.Err == nil, i)
		assert.Equal(t, i >= 50, errors.Is(r.Err, social.ErrAuth), i)
	}
	assert.Len(t, s.all(), 2, "what comes behind is not sent")

	many := reads(51)
	many[0].Name = "first"
	_, err = s.client(t).Batch(t.Context(), &graph.Batch{Op: "b", Items: many})
	require.ErrorIs(t, err, social.ErrInvalid)
	bad := reads(1)
	bad[0].Params = url.Values{"ids": {"1,2"}}
	_, err = s.client(t).Batch(t.Context(), &graph.Batch{Op: "b", Items: bad})
	require.ErrorIs(t, err, errors.ErrUnsupported)
	assert.Len(t, s.all(), 2)
}

func TestBatchInADryRun(t *testing.T) {
	t.Parallel()
	s := serve(t, always(200, `[{"code":200,"body":"{}"}]`))
	c := s.client(t, func(_ *graph.Config, o *social.Options) { o.DryRun = true })
	_, err := c.Batch(t.Context(), &graph.Batch{Op: "b", Items: reads(1)})
	require.NoError(t, err)
	items := append(reads(1), &graph.BatchItem{Method: http.MethodPost, Path: "/1", Class: rest.Idempotent})
	_, err = c.Batch(t.Context(), &graph.Batch{Op: "b", Items: items})
	require.ErrorIs(t, err, social.ErrDryRun, "one write makes it one")
	assert.Len(t, s.all(), 1)
}

func TestBatchWhereThereAreNone(t *testing.T) {
	t.Parallel()
	s := serve(t, func(_ int, r *seen) (int, string) {
		if strings.HasSuffix(r.Path, "/1") {
			return 400, failure(100, 33)
		}
		return 200, `{"id":"7"}`
	})
	c := s.client(t, func(cfg *graph.Config, _ *social.Options) { cfg.Host = graph.HostInstagram })
	items := reads(3)
	results, err := c.Batch(t.Context(), &graph.Batch{Op: "b", Items: items})
	require.NoError(t, err)
	require.NoError(t, results[0].Err)
	require.ErrorIs(t, results[1].Err, social.ErrNotFound)
	require.NoError(t, results[2].Err)
	assert.Equal(t, graph.ID("7"), items[2].Out.(*thing).ID)
	assert.Equal(t, "GET /v26.0/2", s.last(t).Method+" "+s.last(t).Path)
}
