package meta_test

import (
	"bytes"
	"io"
	"mime/multipart"
	"net/http"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/relais-go/relais/internal/simulator/meta"
)

// typeOf knows the IDs of these tests.
func typeOf(id string) string {
	switch id {
	case "me", "12":
		return "Shop"
	case "12_34":
		return "Note"
	case "5":
		return "Person"
	default:
		return ""
	}
}

func checker(t *testing.T, allowed ...meta.Allowance) *meta.Checker {
	t.Helper()
	c, err := meta.NewChecker(shop(t), typeOf, allowed...)
	require.NoError(t, err)
	return c
}

// read makes a recorded request.
func read(t *testing.T, method, url, contentType, body string) *meta.Request {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), method, url, http.NoBody)
	require.NoError(t, err)
	r.Header.Set("Content-Type", contentType)
	req, err := meta.ReadRequest(r, strings.NewReader(body))
	require.NoError(t, err)
	return req
}

const form = "application/x-www-form-urlencoded"

func TestRequest(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		method, url, contentType, body string
		want                           []string
	}{
		"query":        {"GET", "/v26.0/12/notes?order=x&limit=3&fields=text", "", "", nil},
		"no version":   {"GET", "/12?fields=colour", "", "", []string{"GET Shop: colour: neither a field nor an edge that can be read"}},
		"form":         {"POST", "/v26.0/me/notes", form, "text=Hi&rank=a", []string{`POST Shop/notes: rank: "a" is not of the type unsigned int`}},
		"indices":      {"POST", "/v26.0/12/notes", form, "text=Hi&labels[0]=a&labels[1]=b", nil},
		"query + form": {"POST", "/v26.0/12/notes?labels=a&text=b", form, "labels=b&pinned=1", nil},
		"JSON":         {"POST", "/v26.0/12/notes", "application/json; charset=utf-8", `{"text":"Hi","colour":"red"}`, []string{"POST Shop/notes: colour: not described"}},
		"empty JSON":   {"POST", "/v26.0/12", "application/json", "", nil},
		"raw bytes":    {"POST", "/v26.0/12", "video/mp4", "colour=red", nil},
		"no type":      {"POST", "/v26.0/12", "", "colour=red", nil},
		"escaped ID":   {"GET", "/v26.0/12%5F34?fields=text", "", "", nil},
		"unknown ID":   {"GET", "/v26.0/99/notes", "", "", []string{"GET 99/notes: unjudged: nothing tells the type of this node"}},
		"unknown type": {"GET", "/v26.0/5", "", "", []string{"GET Person: unjudged: there is no list for this type"}},
		"other path":   {"GET", "/v26.0/12/notes/3", "", "", []string{"GET /v26.0/12/notes/3: unjudged: not the path of a node or an edge"}},
		"root":         {"GET", "/v26.0/?ids=12,13", "", "", []string{"GET /: the root takes batches only"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			req := read(t, c.method, "https://graph.example"+c.url, c.contentType, c.body)
			assert.Equal(t, c.want, texts(checker(t).Request(req)))
		})
	}
}

func TestBatch(t *testing.T) {
	t.Parallel()
	entries := `[{"method":"GET","relative_url":"12?fields=id,colour"},
		{"method":"POST","relative_url":"v26.0/12/notes?pinned=1","body":"text=Hi&shade=dark"},
		{"method":"GET","relative_url":"12%5F34?fields=text"}]`
	want := []string{
		"GET Shop: colour: neither a field nor an edge that can be read",
		"POST Shop/notes: shade: not described",
	}
	c := checker(t)
	for _, url := range []string{"https://graph.example", "https://graph.example/v26.0/"} {
		assert.Equal(t, want, texts(c.Request(read(t, "POST", url, "application/json", `{"batch":`+entries+`}`))))
		assert.Equal(t, want, texts(c.Request(&meta.Request{Method: "POST", Path: "/", Params: meta.Params{"batch": entries}})))
	}
	for _, broken := range []string{"[", `[{"method":1}]`, `[{"method":"GET","relative_url":"12?a=%zz"}]`} {
		got := c.Request(&meta.Request{Method: "POST", Path: "/", Params: meta.Params{"batch": broken}})
		assert.NotEmpty(t, meta.Deviations(got), broken)
	}
}

func TestMultipart(t *testing.T) {
	t.Parallel()
	var body bytes.Buffer
	w := multipart.NewWriter(&body)
	require.NoError(t, w.WriteField("text", "Hi"))
	require.NoError(t, w.WriteField("shade", "dark"))
	part, err := w.CreateFormFile("picture", "a.png")
	require.NoError(t, err)
	_, err = io.CopyN(part, zeros{}, 10<<20)
	require.NoError(t, err)
	require.NoError(t, w.Close())
	req := read(t, "POST", "https://graph.example/12/notes", w.FormDataContentType(), body.String())
	assert.Equal(t, meta.FilePart{Name: "a.png"}, req.Params["picture"])
	assert.Equal(t, []string{"POST Shop/notes: shade: not described"}, texts(checker(t).Request(req)))
}

type zeros struct{}

func (zeros) Read(p []byte) (int, error) {
	clear(p)
	return len(p), nil
}

func TestBrokenBodies(t *testing.T) {
	t.Parallel()
	for contentType, body := range map[string]string{
		form: "a=%zz", "application/json": "[]", "multipart/form-data; boundary=b": "--b\r\nContent-Dis",
	} {
		r, err := http.NewRequestWithContext(t.Context(), http.MethodPost, "https://graph.example/12", http.NoBody)
		require.NoError(t, err)
		r.Header.Set("Content-Type", contentType)
		_, err = meta.ReadRequest(r, strings.NewReader(body))
		require.ErrorContains(t, err, "body of POST /12", contentType)
	}
}

func TestAllowances(t *testing.T) {
	t.Parallel()
	const page = "https://developers.example/docs/shop"
	c := checker(t,
		meta.Allowance{Node: "Shop", Edge: "notes", Method: "POST", Name: "shade", Source: page},
		meta.Allowance{Node: "Note", Method: "GET", Name: "author", Source: page},
		meta.Allowance{Node: "Shop", Edge: "doors", Method: "GET", Source: page},
		meta.Allowance{Node: "Shop", Edge: "doors", Method: "POST", Source: page},
	)
	assert.Len(t, c.Unused(), 4)
	requests := []*meta.Request{
		{Method: "POST", Path: "/12/notes", Params: meta.Params{"text": "a", "shade": "dark"}},
		{Method: "GET", Path: "/12", Params: meta.Params{"fields": "newest{author}"}},
		{Method: "GET", Path: "/12/doors", Params: meta.Params{"any": "thing"}},
	}
	for _, req := range requests {
		assert.Empty(t, c.Request(req), req.Path)
	}
	assert.NotEmpty(t, c.Request(&meta.Request{Method: "POST", Path: "/12", Params: meta.Params{"shade": "dark"}}), "allowed elsewhere only")
	assert.Equal(t, []string{"POST Shop/doors: allowed by " + page + ", but nothing needs it"}, texts(c.Unused()))

	c = checker(t, meta.Allowance{Node: "Person", Method: "GET", Source: page})
	assert.Len(t, c.Request(&meta.Request{Method: "GET", Path: "/5"}), 1)
	assert.Len(t, c.Unused(), 1, "what is unjudged needs no allowance")

	for _, wrong := range [][]meta.Allowance{
		{{Node: "Shop", Name: "a", Source: " "}},
		{{Node: "Shop", Name: "a", Source: page}, {Node: "Shop", Name: "a", Source: "elsewhere"}},
	} {
		_, err := meta.NewChecker(shop(t), typeOf, wrong...)
		require.Error(t, err)
	}
}

func TestAnswer(t *testing.T) {
	t.Parallel()
	get := func(path, fields string) *meta.Request {
		req := &meta.Request{Method: "GET", Path: path, Params: meta.Params{}}
		if fields != "" {
			req.Params["fields"] = fields
		}
		return req
	}
	write := &meta.Request{Method: "POST", Path: "/12/notes", Params: meta.Params{}}
	readBack := &meta.Request{Method: "POST", Path: "/12/notes", Params: meta.Params{"fields": "text"}}
	for _, c := range []struct {
		req  *meta.Request
		body string
		want []string
	}{
		{get("/12", ""), `{"id":"12","title":"A","open":true,"visitors":3,"created_time":"x","parts":[],"owner":{"a":1}}`, nil},
		{get("/12", ""), `{"id":12}`, []string{"GET Shop: id: 12 is not of the type string"}},
		{get("/12", ""), `{"open":"true"}`, []string{`GET Shop: open: "true" is not of the type bool`}},
		{get("/12", ""), `{"visitors":"3"}`, []string{`GET Shop: visitors: "3" is not of the type unsigned int`}},
		{get("/12", ""), `{"visitors":-3}`, []string{"GET Shop: visitors: -3 is not of the type unsigned int"}},
		{get("/12", ""), `{"parts":{}}`, []string{"GET Shop: parts: map[] is not of the type list<Object>"}},
		{get("/12", ""), `{"created_time":true}`, []string{"GET Shop: created_time: true is not of the type datetime"}},
		{get("/12", ""), `{"title":null}`, []string{"GET Shop: title: <nil> is not of the type string"}},
		{get("/12", ""), `{"colour":"red"}`, []string{"GET Shop: colour: neither a field nor an edge that can be read"}},
		{get("/12", "title"), `{"id":"12"}`, nil},
		{get("/12", "title"), `{"id":"12","open":true}`, []string{"GET Shop: open: in the answer, though it was not asked for"}},
		{get("/12", "newest{text}"), `{"newest":{"id":"1","text":5}}`, []string{"GET Note: text: 5 is not of the type string"}},
		{get("/12", "favourites{text}"), `{"favourites":[{"text":"a","shop":{}},5]}`, []string{
			"GET Note: shop: in the answer, though it was not asked for", "GET Shop: favourites: 5 is not an object",
		}},
		{get("/12", "notes.limit(1).as(last){text}"), `{"last":{"data":[{"id":"1","text":"a"}],"paging":{},"summary":{}}}`, nil},
		{get("/12", "notes{text}"), `{"notes":{"data":[{"shop":{}}]}}`, []string{"GET Note: shop: in the answer, though it was not asked for"}},
		{get("/12", "notes{text}"), `{"notes":[]}`, []string{"GET Shop: notes: an edge, but not in the form of one"}},
		{get("/12/notes", ""), `{"data":[{"id":"1"}],"paging":{"cursors":{}}}`, nil},
		{get("/12/notes", ""), `{"data":[{"title":"A"}]}`, []string{"GET Note: title: neither a field nor an edge that can be read"}},
		{get("/12/notes", ""), `{"notes":[],"paging":[]}`, []string{
			"GET Shop/notes: data: missing", "GET Shop/notes: notes: the answer of an edge has no such member", "GET Shop/notes: paging: is no object",
		}},
		{get("/12/badge", ""), `{"data":{"url":"x"}}`, []string{"GET Badge: unjudged: fields of a type without a list"}},
		{get("/12/notes", ""), `[]`, []string{"GET Shop/notes: the answer is not a JSON object"}},
		{get("/12/notes", ""), `{"error":{"message":"no"}}`, nil},
		{get("/12/notes/3", ""), `[]`, nil},
		{get("/99", ""), `[]`, nil},
		{write, `{"success":true}`, nil},
		{readBack, `{"id":"1","text":"a"}`, nil},
		{readBack, `{"id":"1","shop":{}}`, []string{"GET Note: shop: in the answer, though it was not asked for"}},
	} {
		assert.Equal(t, c.want, texts(checker(t).Answer(c.req, []byte(c.body))), "%s %s", c.req.Path, c.body)
	}
	c := checker(t, meta.Allowance{Node: "Shop", Method: "GET", Name: "colour", Source: "page"})
	assert.Empty(t, c.Answer(get("/12", ""), []byte(`{"colour":"red"}`)))
	assert.Empty(t, c.Unused())
}
