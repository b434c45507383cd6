package discovery_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/relais-go/relais/internal/simulator/discovery"
)

const books = "/library/v1/books"

func TestQuery(t *testing.T) {
	t.Parallel()
	d := library(t)
	for target, want := range map[string][]string{
		"?part=snippet":                          nil,
		"?part=snippet,statistics":               nil,
		"?part=snippet&part=statistics&alt=json": nil,
		"":                                       {"part: required, but missing"},
		"?part=":                                 {"part: required, but missing"},
		"?part=a&colour=red":                     {"colour: not described"},
		"?part=a&alt=xml":                        {`alt: "xml" is not one of the described values`},
		"?part=a&order=date":                     nil,
		"?part=a&order=size":                     {`order: "size" is not one of the described values`},
		"?part=a&order=date&order=title":         {"order: given more than once"},
		"?part=a&kinds=a,b&kinds=b":              nil,
		"?part=a&kinds=a,c":                      {`kinds: "c" is not one of the described values`},
		"?part=a&maxResults=50&mine=true":        nil,
		"?part=a&maxResults=0":                   {"maxResults: 0 is less than 1"},
		"?part=a&maxResults=51":                  {"maxResults: 51 is more than 50"},
		"?part=a&maxResults=-1":                  {`maxResults: "-1" is not a uint32 integer`},
		"?part=a&maxResults=1.5":                 {`maxResults: "1.5" is not a uint32 integer`},
		"?part=a&maxResults=many":                {`maxResults: "many" is not a uint32 integer`},
		"?part=a&mine=1":                         {`mine: "1" is not a boolean`},
		"?part=a&since=2026-01-02T03:04:05.6Z":   nil,
		"?part=a&since=2026-01-02":               {`since: "2026-01-02" is not a google-datetime`},
		"?part=a&startDate=2026-01-02":           nil,
		"?part=a&startDate=2026":                 {`startDate: "2026" does not fit [0-9]{4}-[0-9]{2}-[0-9]{2}`},
		"?part=a&startIndex=0":                   {"startIndex: 0 is less than 1"},
	} {
		for i := range want {
			want[i] = "library.books.list: query: " + want[i]
		}
		assert.Equal(t, want, texts(d.CheckRequest(request(t, "GET", books+target, ""))), target)
	}
	for target, want := range map[string][]string{
		"GET /library/v1/books/a1":      nil,
		"GET /library/v1/books/A1":      {`library.books.get: query: id: "A1" does not fit [a-z0-9]+`},
		"GET /library/v1/books/a1?id=b": {"library.books.get: query: id: not described"},
		"GET /library/v1/books/special": nil,
		"GET /library/v1/x/content":     nil,
		"DELETE /library/v1/books":      {"library.books.delete: query: id: required, but missing"},
		"DELETE /library/v1/books?id=a": nil,
		"GET /elsewhere":                {"GET /elsewhere: not described"},
	} {
		method, path, _ := strings.Cut(target, " ")
		assert.Equal(t, want, texts(d.CheckRequest(request(t, method, path, ""))), target)
	}
}

func TestBody(t *testing.T) {
	t.Parallel()
	d := library(t)
	for body, want := range map[string][]string{
		`{"snippet":{"title":"A","publishedAt":"2026-01-02T03:04:05.6+01:00","day":"2026-01-02","delay":"3.5s","cover":"aGk_","status":"public","tags":["a"],"unknown":7}}`: nil,
		`{"statistics":{"viewCount":"18446744073709551615","growth":"-1","score":1.5,"copies":9,"loans":-3}}`:                                                               nil,
		`{"localizations":{"de":{"title":"A"}},"rows":[["a",1,null]]}`:                                                                                                      nil,
		``:                                       {"missing"},
		`[`:                                      {"not JSON: unexpected EOF"},
		`{}{}`:                                   {"more than one JSON value"},
		`[]`:                                     {"Book: $: array instead of object"},
		`{"colour":"red"}`:                       {"Book.colour: $.colour: not described"},
		`{"snippet":null}`:                       {"BookSnippet: $.snippet: null instead of object"},
		`{"snippet":{"tags":["a"]}}`:             {"BookSnippet.title: $.snippet.title: required, but missing"},
		`{"snippet":{"title":"A","shade":"b"}}`:  {"BookSnippet.shade: $.snippet.shade: not described"},
		`{"snippet":{"title":5}}`:                {"BookSnippet.title: $.snippet.title: number instead of string"},
		`{"snippet":{"title":"A","tags":"a"}}`:   {"BookSnippet.tags: $.snippet.tags: string instead of array"},
		`{"snippet":{"title":"A","tags":[5]}}`:   {"BookSnippet.tags: $.snippet.tags[0]: number instead of string"},
		`{"snippet":{"title":"A","day":"now"}}`:  {`BookSnippet.day: $.snippet.day: "now" is not a date`},
		`{"snippet":{"title":"A","delay":"3"}}`:  {`BookSnippet.delay: $.snippet.delay: "3" is not a google-duration`},
		`{"snippet":{"title":"A","cover":"%"}}`:  {`BookSnippet.cover: $.snippet.cover: "%" is not a byte`},
		`{"snippet":{"title":"A","status":"p"}}`: {`BookSnippet.status: $.snippet.status: "p" is not one of the described values`},
		`{"snippet":{"title":"A","publishedAt":"2026-01-02 03:04:05"}}`: {`BookSnippet.publishedAt: $.snippet.publishedAt: "2026-01-02 03:04:05" is not a date-time`},
		`{"statistics":{"viewCount":12}}`:                               {"Book.statistics.viewCount: $.statistics.viewCount: number instead of string uint64"},
		`{"statistics":{"viewCount":"-1"}}`:                             {`Book.statistics.viewCount: $.statistics.viewCount: "-1" is not a uint64`},
		`{"statistics":{"growth":"1.5"}}`:                               {`Book.statistics.growth: $.statistics.growth: "1.5" is not a int64`},
		`{"statistics":{"copies":10}}`:                                  {"Book.statistics.copies: $.statistics.copies: 10 is more than 9"},
		`{"statistics":{"loans":3000000000}}`:                           {`Book.statistics.loans: $.statistics.loans: "3000000000" is not a int32 integer`},
		`{"statistics":{"loans":true}}`:                                 {"Book.statistics.loans: $.statistics.loans: boolean instead of integer int32"},
		`{"statistics":{"lost":true}}`:                                  {"Book.statistics.lost: $.statistics.lost: is read-only"},
		`{"statistics":5}`:                                              {"Book.statistics: $.statistics: number instead of object"},
		`{"localizations":{"de":{"name":"A"}}}`:                         {"Localization.name: $.localizations.de.name: not described"},
	} {
		for i := range want {
			want[i] = "library.books.insert: body: " + want[i]
		}
		assert.Equal(t, want, texts(d.CheckRequest(request(t, "POST", books+"?part=snippet", body))), body)
	}
	assert.Equal(t, []string{"library.books.update: body: Book.id: $.id: required, but missing"},
		texts(d.CheckRequest(request(t, "PUT", books+"?part=snippet", `{"snippet":{}}`))), "the title only in insert")
	assert.Equal(t, []string{"library.books.list: body: the method takes none"},
		texts(d.CheckRequest(request(t, "GET", books+"?part=snippet", `{}`))))
}

func TestUpload(t *testing.T) {
	t.Parallel()
	d := library(t)
	const wrong, right = `{"colour":"red"}`, `{"snippet":{"title":"A"}}`
	deviation := []string{"library.books.insert: body: Book.colour: $.colour: not described"}
	multi := func(body string) string {
		return "--b\r\nContent-Type: application/json\r\n\r\n" + body + "\r\n--b\r\n\r\nfilm\r\n--b--"
	}
	for _, c := range []struct {
		method, target, contentType, body string
		want                              []string
	}{
		{"POST", "/upload/library/v1/books?part=a&uploadType=resumable", "", right, nil},
		{"POST", "/upload/library/v1/books?part=a&uploadType=resumable", "", "", nil},
		{"POST", "/resumable/upload/library/v1/books?part=a&uploadType=resumable", "", wrong, deviation},
		{"POST", "/upload/library/v1/books?part=a&uploadType=media", "video/mp4", "film", nil},
		{"POST", "/upload/library/v1/books?part=a&uploadType=multipart", "multipart/related; boundary=b", multi(right), nil},
		{"POST", "/upload/library/v1/books?part=a&uploadType=multipart", "multipart/related; boundary=b", multi(wrong), deviation},
		{"POST", "/upload/library/v1/books?part=a&uploadType=multipart", "multipart/related; boundary=b", "film", []string{"library.books.insert: body: no part with metadata: multipart: NextPart: EOF"}},
		{"POST", "/upload/library/v1/books?part=a&uploadType=multipart", "", right, []string{"library.books.insert: body: mime: no media type"}},
		{"POST", "/upload/library/v1/books?part=a", "", right, []string{`library.books.insert: query: uploadType: "" is not one of media, multipart, resumable`}},
		{"POST", "/resumable/upload/library/v1/books?part=a&uploadType=media", "", right, []string{`library.books.insert: query: uploadType: "media" does not belong to this path`}},
		{"POST", "/upload/library/v1/books:set?uploadType=resumable", "", "", []string{"library.books.shelves.set: query: uploadType: the method takes no resumable uploads"}},
		{"PUT", "/upload/library/v1/books?part=a&uploadType=resumable&upload_id=s", "video/mp4", "film", nil},
		{"PUT", "/upload/library/v1/books?part=a&uploadType=resumable", "", "", []string{"PUT /upload/library/v1/books: not described"}},
	} {
		r := request(t, c.method, c.target, c.body)
		r.ContentType = c.contentType
		assert.Equal(t, c.want, texts(d.CheckRequest(r)), "%s %s %s", c.method, c.target, c.body)
	}
}

func TestAnswer(t *testing.T) {
	t.Parallel()
	d := library(t)
	for _, c := range []struct {
		method, target string
		status         int
		body           string
		want           []string
	}{
		{"GET", books + "?part=snippet", 200, `{"kind":"k","items":[{"id":"a","snippet":{"title":"A"}}],"total":1}`, nil},
		{"GET", books + "?part=snippet", 200, `{"items":[{"statistics":{}}]}`, []string{"library.books.list: answer: Book.statistics: is not among the parts [snippet]"}},
		{"GET", books + "?part=snippet&part=statistics,localizations", 200, `{"items":[{"statistics":{},"localizations":{}}]}`, nil},
		{"GET", books + "?part=snippet", 200, `{"items":[{"id":1}],"pages":2}`, []string{
			"library.books.list: answer: Book.id: $.items[0].id: number instead of string", "library.books.list: answer: BookList.pages: $.pages: not described",
		}},
		{"POST", books + "?part=snippet", 200, `{"id":"a","snippet":{},"statistics":{"lost":true}}`, []string{"library.books.insert: answer: Book.statistics: is not among the parts [snippet]"}},
		{"GET", "/library/v1/books/a", 200, `{"statistics":{"lost":true}}`, nil},
		{"GET", "/library/v1/search?part=shelf", 200, `{"items":[{"id":{"name":"A"},"shelf":{}}]}`, nil},
		{"GET", "/library/v1/search?part=other", 200, `{"items":[{"id":{},"shelf":{}}]}`, []string{"library.books.search: answer: Hit.shelf: is not among the parts [other]"}},
		{"GET", "/library/v1/books/special", 200, `{"name":"the most literal path wins"}`, nil},
		{"GET", "/library/v1/books/a", 200, ``, []string{"library.books.get: answer: has no body"}},
		{"GET", "/library/v1/books/a", 404, `{"error":{}}`, nil},
		{"GET", "/library/v1/books/a", 200, `<html>`, []string{"library.books.get: answer: not JSON: invalid character '<' looking for beginning of value"}},
		{"DELETE", books + "?id=a", 204, "", nil},
		{"DELETE", books + "?id=a", 200, "{}", []string{"library.books.delete: answer: has a body"}},
		{"GET", "/library/v1/x/content", 200, "text", nil},
		{"GET", "/elsewhere", 200, "text", nil},
		{"POST", "/upload/library/v1/books?part=snippet&uploadType=resumable", 200, "", nil},
		{"POST", "/upload/library/v1/books?part=snippet&uploadType=resumable", 200, "{}", []string{"library.books.insert: answer: has a body"}},
		{"PUT", "/upload/library/v1/books?part=snippet&uploadType=resumable&upload_id=s", 308, "", nil},
		{"PUT", "/upload/library/v1/books?part=snippet&uploadType=resumable&upload_id=s", 201, `{"id":1}`, []string{"library.books.insert: answer: Book.id: $.id: number instead of string"}},
	} {
		assert.Equal(t, c.want, texts(d.CheckAnswer(request(t, c.method, c.target, ""), c.status, []byte(c.body))), "%s %s %s", c.method, c.target, c.body)
	}
}

func TestChecker(t *testing.T) {
	t.Parallel()
	const page = "https://developers.example/books"
	allowed := []discovery.Allowance{
		{Call: "library.books.list", In: discovery.InQuery, Name: "colour", Source: page},
		{In: discovery.InAnswer, Name: "Book.shade", Source: page},
		{Call: "GET /elsewhere", In: discovery.InCall, Source: page},
		{Call: "library.books.get", In: discovery.InQuery, Name: "colour", Source: page},
	}
	c, err := discovery.NewChecker([]*discovery.Document{new(discovery.Document), library(t)}, allowed...)
	if !assert.NoError(t, err) {
		return
	}
	assert.Len(t, c.Unused(), 4)
	list := request(t, "GET", books+"?part=snippet&colour=red", "")
	assert.Empty(t, c.Request(list))
	assert.Empty(t, c.Answer(list, 200, []byte(`{"items":[{"shade":"dark"}]}`)))
	assert.Empty(t, c.Request(request(t, "GET", "/elsewhere", "")))
	assert.NotEmpty(t, c.Request(request(t, "DELETE", books+"?id=a&colour=red", "")), "allowed elsewhere only")
	assert.NotEmpty(t, c.Request(request(t, "POST", books+"?part=a", `{"shade":"dark"}`)), "allowed in answers only")
	assert.Equal(t, []string{"library.books.get: query: colour: allowed by " + page + ", but nothing needs it"}, texts(c.Unused()))

	for _, wrong := range [][]discovery.Allowance{{{Name: "a"}}, {allowed[0], allowed[0]}} {
		_, err := discovery.NewChecker(nil, wrong...)
		assert.Error(t, err)
	}
	none, err := discovery.NewChecker(nil)
	assert.NoError(t, err)
	assert.NotEmpty(t, none.Request(list))
}
