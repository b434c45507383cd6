package graphtest_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/relais-go/relais/internal/graph/graphtest"
)

func TestBodiesOfEveryKind(t *testing.T) {
	t.Parallel()
	s := start(t, graphtest.Options{})
	token, path := s.all(), "/v26.0/"+s.board.ID+"/notes"
	form := s.post(token, path, url.Values{"text": {"form"}, "fields": {"text,created"}})
	assert.Equal(t, "form", form.body["text"])
	assert.Equal(t, "2026-08-20T12:00:00+0000", form.body["created"])

	header := http.Header{"Authorization": {"OAuth " + token}, "Content-Type": {"application/json"}}
	r, err := s.send(http.MethodPost, path, header, strings.NewReader(`{"text":"json","fields":"text"}`))
	require.NoError(t, err)
	assert.Equal(t, "json", r.body["text"])

	var body bytes.Buffer
	w := multipart.NewWriter(&body)
	part, err := w.CreateFormFile("source", "a.png")
	require.NoError(t, err)
	_, _ = part.Write([]byte("\x89PNG\r\n\x1a\nxxxx"))
	require.NoError(t, w.WriteField("text", "multipart"))
	require.NoError(t, w.WriteField("access_token", token))
	require.NoError(t, w.WriteField("fields", "text"))
	require.NoError(t, w.Close())
	r, err = s.send(http.MethodPost, path, http.Header{"Content-Type": {w.FormDataContentType()}}, &body)
	require.NoError(t, err)
	assert.Equal(t, "multipart source:12:image/png", r.body["text"])
	last, _ := s.Simulator().Log().Last("POST /*/*/notes")
	assert.Equal(t, s.board.ID, last.Label, "a token in the body is named in the log")
}

func TestAnswerOfAPostWithAFieldThatDoesNotExist(t *testing.T) {
	t.Parallel()
	s := start(t, graphtest.Options{})
	r := s.post(s.all(), "/v26.0/me/notes", url.Values{"text": {"x"}, "fields": {"colour"}})
	assert.Equal(t, 400, r.status)
	assert.Len(t, s.get(s.all(), "/v26.0/me/notes").data(), 1, "the refusal comes after the write")
}

func TestAddressesAreFetched(t *testing.T) {
	t.Parallel()
	s := start(t, graphtest.Options{})
	var agent string
	files := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		agent = r.UserAgent()
		if r.URL.Path != "/a.jpg" {
			w.WriteHeader(http.StatusNotFound)
		}
	}))
	defer files.Close()
	token := s.all()
	r := s.post(token, "/v26.0/me/notes", url.Values{"text": {"x"}, "url": {files.URL + "/a.jpg"}, "fields": {"text"}})
	assert.Equal(t, "x true", r.body["text"])
	assert.Contains(t, agent, "facebookexternalhit/1.1")
	r = s.post(token, "/v26.0/me/notes", url.Values{"text": {"y"}, "url": {files.URL + "/b.jpg"}, "fields": {"text"}})
	assert.Equal(t, "y false", r.body["text"])
}

func TestBatch(t *testing.T) {
	t.Parallel()
	s := start(t, graphtest.Options{})
	token := s.all()
	batch := func(items ...object) []any {
		text, err := json.Marshal(items)
		require.NoError(t, err)
		r := s.post(token, "/v26.0/", url.Values{"batch": {string(text)}})
		require.Equal(t, 200, r.status, r.text)
		var out []any
		require.NoError(t, json.Unmarshal([]byte(r.text), &out))
		return out
	}
	write := object{"method": "POST", "relative_url": "me/notes", "body": "text=Hi%20there&fields=text"}
	out := batch(object{"method": "GET", "relative_url": "v25.0/me?fields=name"}, write, object{"relative_url": "999"})
	require.Len(t, out, 3)
	first := out[0].(object)
	assert.InDelta(t, 200, first["code"], 0)
	assert.Contains(t, first["body"], `"name":"Board"`)
	assert.Contains(t, fmt.Sprint(first["headers"]), "v25.0")
	assert.Contains(t, out[1].(object)["body"], "Hi there")
	assert.InDelta(t, 400, out[2].(object)["code"], 0)

	s.Lock()
	s.SetBatchNulls(graphtest.BatchNulls{From: 2, Executed: true})
	s.Unlock()
	out = batch(object{"relative_url": "me"}, write)
	assert.NotNil(t, out[0])
	assert.Nil(t, out[1])
	assert.Len(t, s.get(token, "/v26.0/me/notes").data(), 2)

	many := make([]object, 51)
	text, err := json.Marshal(many)
	require.NoError(t, err)
	r := s.post(token, "/v26.0/", url.Values{"batch": {string(text)}})
	assert.Contains(t, r.text, "Maximum batch size is 50")
}

// TestBatchReferences: later requests of a batch name the answers of earlier ones.
func TestBatchReferences(t *testing.T) {
	t.Parallel()
	s := start(t, graphtest.Options{})
	token := s.all()
	batch := func(text string) []object {
		r := s.post(token, "/v26.0/", url.Values{"batch": {text}})
		require.Equal(t, 200, r.status, r.text)
		var out []object
		require.NoError(t, json.Unmarshal([]byte(r.text), &out))
		return out
	}
	out := batch(`[{"method":"POST","relative_url":"me/notes","body":"text=One","name":"made"},
		{"relative_url":"{result=made:$.id}?fields=text"},
		{"relative_url":"me/notes?fields=id","name":"list","omit_response_on_success":false},
		{"method":"POST","relative_url":"me/notes","body":"text={result=list:$.data.*.id}&fields=text"}]`)
	require.Len(t, out, 4)
	assert.Nil(t, out[0], "what is referred to is left out")
	assert.Contains(t, out[1]["body"], `"text":"One"`)
	var made struct {
		ID string `json:"id"`
	}
	require.NoError(t, json.Unmarshal([]byte(out[1]["body"].(string)), &made))
	assert.Contains(t, out[2]["body"], made.ID)
	assert.Contains(t, out[3]["body"], `"text":"`+made.ID+`"`)

	out = batch(`[{"relative_url":"999","name":"gone"},{"relative_url":"{result=gone:$.id}"},{"relative_url":"me","depends_on":"gone"},{"relative_url":"me"}]`)
	var codes []any
	for _, o := range out {
		codes = append(codes, o["code"])
	}
	assert.Equal(t, []any{400.0, 424.0, 424.0, 200.0}, codes)
}

func TestFaultsInTheGraphsOwnWords(t *testing.T) {
	t.Parallel()
	s := start(t, graphtest.Options{})
	token := s.all()
	s.Simulator().Faults().Add(graphtest.ErrorFault("POST /*/*/notes", graphtest.Unknown(), true))
	r := s.post(token, "/v26.0/me/notes", url.Values{"text": {"x"}})
	assert.Equal(t, []int{500, 1}, []int{r.status, r.code()})
	assert.Len(t, s.get(token, "/v26.0/me/notes").data(), 1, "it was executed all the same")
	s.Simulator().Faults().Add(graphtest.ErrorFault("POST /*/*/notes", graphtest.Unavailable(), false))
	r = s.post(token, "/v26.0/me/notes", url.Values{"text": {"y"}})
	assert.Equal(t, []int{500, 2}, []int{r.status, r.code()})
	assert.Len(t, s.get(token, "/v26.0/me/notes").data(), 1)
	s.Simulator().Faults().Add(graphtest.Unauthorized(""))
	r = s.get(token, "/v26.0/me")
	assert.Equal(t, []int{401, 190, 463}, []int{r.status, r.code(), r.subcode()})
}
