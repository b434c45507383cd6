package rest_test

import (
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/relais-go/relais/internal/rest"
	"github.com/relais-go/relais/internal/simulator"
	"github.com/relais-go/relais/social"
)

// respond makes a client to which every request is answered in the same way.
func respond(t *testing.T, status int, contentType, body string) *rest.Client {
	t.Helper()
	return newClient(t, "http://shelf.example", func(cfg *rest.Config) {
		cfg.Options.HTTPClient.Transport = transportFunc(func(*http.Request) (*http.Response, error) {
			return answered(status, http.Header{"Content-Type": {contentType}}, strings.NewReader(body)), nil
		})
	})
}

func TestAnswersThatAreRead(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		status     int
		kind, body string
		want       item
	}{
		"JSON":             {200, "application/json", `{"id":"1"}`, item{ID: "1"}},
		"duplicate keys":   {200, "application/json", `{"id":"1","id":"2"}`, item{ID: "2"}},
		"unknown keys":     {200, "application/json", `{"new":[{}],"id":"1"}`, item{ID: "1"}},
		"broken UTF-8":     {200, "application/json", "{\"id\":\"a\xffb\"}", item{ID: "a\uFFFDb"}},
		"null":             {200, "application/json", "null", item{}},
		"wrong type":       {200, "text/html; charset=utf-8", ` {"id":"1"}`, item{ID: "1"}},
		"no type":          {200, "", "\n[]", item{}},
		"no content":       {204, "", "", item{ID: "old", Text: "old"}},
		"not modified":     {304, "", "", item{ID: "old", Text: "old"}},
		"created, as text": {201, "text/plain", `{"id":"1"}`, item{ID: "1"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			out := item{ID: "old", Text: "old"}
			client := respond(t, c.status, c.kind, c.body)
			if name == "no type" {
				var list []item
				_, err := client.Do(t.Context(), request(t, rest.Read), &list)
				require.NoError(t, err)
				return
			}
			r := request(t, rest.Read)
			r.Accept = []int{http.StatusNotModified}
			a, err := client.Do(t.Context(), r, &out)
			require.NoError(t, err)
			assert.Equal(t, c.want, out)
			assert.Equal(t, c.status, a.Status)
		})
	}
}

func TestAnswersThatAreNoJSON(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ kind, body string }{
		{"text/html", "<!doctype html><p>Sign in to the hotel"}, {"application/json", " \n<html>"}, {"text/html", "hello"},
		{"application/json", ""}, {"", "\n"},
	} {
		_, err := respond(t, 200, c.kind, c.body).Do(t.Context(), request(t, rest.Read), new(item))
		require.ErrorIs(t, err, rest.ErrNotJSON)
		require.ErrorIs(t, err, social.ErrUnavailable)
		assert.Equal(t, 200, socialError(t, err).Status)
		_, err = respond(t, 200, c.kind, c.body).Do(t.Context(), request(t, rest.Read), nil)
		require.NoError(t, err, "nobody wanted it")
	}
}

func TestRawAnswer(t *testing.T) {
	t.Parallel()
	var out []byte
	_, err := respond(t, 200, "text/html", "<html>").Do(t.Context(), request(t, rest.Read), &out)
	require.NoError(t, err)
	assert.Equal(t, "<html>", string(out))
}

func TestAnswerWithoutEnd(t *testing.T) {
	t.Parallel()
	calls := 0
	c := newClient(t, "http://shelf.example", func(cfg *rest.Config) {
		cfg.Options.HTTPClient.Transport = transportFunc(func(*http.Request) (*http.Response, error) {
			calls++
			return answered(200, nil, zeros{}), nil
		})
	})
	var out []byte
	_, err := c.Do(t.Context(), request(t, rest.Read), &out)
	require.ErrorContains(t, err, "longer than 64 MiB")
	assert.Equal(t, 1, calls, "a repeat would be as long")
}

// One odd field costs nothing but itself, and does not hide that the rest is missing.
func TestOddField(t *testing.T) {
	t.Parallel()
	var out item
	_, err := respond(t, 200, "application/json", `{"id":[1],"text":"a"}`).Do(t.Context(), request(t, rest.Read), &out)
	require.NoError(t, err)
	assert.Equal(t, item{Text: "a"}, out)
	for _, body := range []string{`{"id":[1],"text":"a`, `{"id":[1],"text":"a"}]`, `{"id":[1],"text":nope}`, `[1]`, `"a"`} {
		_, err := respond(t, 200, "application/json", body).Do(t.Context(), request(t, rest.Read), &out)
		require.ErrorIs(t, err, social.ErrUnavailable, body)
	}
}

// A decoder may quote what it could not read, which in an answer that holds a token may be the token.
func TestBrokenSecretIsNotQuoted(t *testing.T) {
	t.Parallel()
	var out struct {
		Expires time.Time `json:"expires"`
	}
	c := respond(t, 200, "application/json", `{"expires":"`+fakeToken()+`"}`)
	r := request(t, rest.Idempotent)
	_, err := c.Do(t.Context(), r, &out)
	require.ErrorContains(t, err, fakeToken())
	r.Secret = true
	_, err = c.Do(t.Context(), r, &out)
	require.ErrorContains(t, err, "not what the documents say")
	assert.NotContains(t, everyForm(err), fakeToken())
}

func TestOutMustBeAPointer(t *testing.T) {
	t.Parallel()
	s := newShelf(t)
	for _, out := range []any{item{}, (*item)(nil), map[string]any{}} {
		_, err := s.client(t, nil).Do(t.Context(), request(t, rest.Unsafe), out)
		require.ErrorIs(t, err, social.ErrInvalid)
	}
	assert.Empty(t, s.all(), "which is said before anything is sent")
}

// What a half-read answer left behind does not show in the next one.
func TestRepeatStartsClean(t *testing.T) {
	t.Parallel()
	bodies := []string{`{"id":"1","text":"a","x":{`, `{"id":"2"}`}
	c := newClient(t, "http://shelf.example", func(cfg *rest.Config) {
		cfg.Options.HTTPClient.Transport = transportFunc(func(*http.Request) (*http.Response, error) {
			body := bodies[0]
			bodies = bodies[1:]
			return answered(200, nil, strings.NewReader(body)), nil
		})
	})
	var out item
	_, err := c.Do(t.Context(), request(t, rest.Read), &out)
	require.NoError(t, err)
	assert.Equal(t, item{ID: "2"}, out)
}

// A broken error body still gives status and class.
func TestErrorBodies(t *testing.T) {
	t.Parallel()
	long := strings.Repeat("é ", 100_000)
	for name, c := range map[string]struct{ kind, body, says string }{
		"empty":     {"", "", "not found"},
		"page":      {"text/html", "<html><h1>nginx</h1>", "not found (an HTML page, from a proxy perhaps)"},
		"text":      {"text/plain", "no such\n\tthing", "no such thing"},
		"broken":    {"application/json", `{"error":`, `{"error":`},
		"long":      {"text/plain", long, "…"},
		"binary":    {"", "\x00\x1b[31m\xff", "[31m\uFFFD"},
		"XML":       {"application/xml", "<?xml version='1.0'?><e/>", "HTML page"},
		"too short": {"application/json", "{", "{"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, err := respond(t, 404, c.kind, c.body).Do(t.Context(), request(t, rest.Read), nil)
			e := socialError(t, err)
			assert.Equal(t, 404, e.Status)
			assert.Equal(t, social.ErrNotFound, e.Kind)
			assert.Contains(t, e.Message, c.says)
			assert.LessOrEqual(t, len(e.Message), 310)
			assert.NotContains(t, e.Message, "\x1b")
		})
	}
}

// An error body that is cut off, too.
func TestCutErrorBody(t *testing.T) {
	t.Parallel()
	s := newShelf(t)
	s.sim.Faults().Add(simulator.Fault{Kind: simulator.CutBody})
	_, err := s.client(t, nil).Do(t.Context(), &rest.Request{Op: "x", Method: http.MethodDelete, Path: "/items/9", Class: rest.Unsafe}, nil)
	e := socialError(t, err)
	assert.Equal(t, 404, e.Status)
	assert.Equal(t, social.ErrNotFound, e.Kind)
}

func TestClip(t *testing.T) {
	t.Parallel()
	assert.Equal(t, "a b", rest.Clip(" a \n\t b "))
	assert.Empty(t, rest.Clip(""))
	got := rest.Clip(strings.Repeat("é", 1000))
	assert.LessOrEqual(t, len(got), 303)
	assert.True(t, utf8.ValidString(got))
	assert.True(t, strings.HasSuffix(got, "é…"))
}

func FuzzErrorBody(f *testing.F) {
	for _, body := range []string{"", "{", `{"error":"x"}`, "<html>", "\xff\xfe", "null", "[]"} {
		f.Add(404, "application/json", body)
	}
	f.Add(999, "text/html", "x")
	f.Fuzz(func(t *testing.T, status int, kind, body string) {
		status = 300 + (status%700+700)%700
		if status == http.StatusNotModified {
			return
		}
		a := &rest.Answer{Status: status, Header: http.Header{"Content-Type": {kind}}, Body: []byte(body)}
		text := rest.Snippet(a)
		require.True(t, utf8.ValidString(text))
		require.LessOrEqual(t, len(text), 310)
		require.Error(t, rest.KindOf(status))
		c := respond(t, status, kind, body)
		_, err := c.Do(t.Context(), &rest.Request{Op: "x", Class: rest.Unsafe, Method: http.MethodPost}, nil)
		e := socialError(t, err)
		require.Equal(t, status, e.Status)
		require.Error(t, e.Kind)
		require.NotEmpty(t, e.Error())
	})
}

func FuzzAnswerBody(f *testing.F) {
	f.Add(`{"id":"1","text":"a"}`)
	f.Add(`{"id":1}`)
	f.Add(`<`)
	f.Fuzz(func(t *testing.T, body string) {
		var out item
		_, err := respond(t, 200, "application/json", body).Do(t.Context(), request(t, rest.Read), &out)
		if err == nil {
			return
		}
		require.ErrorIs(t, err, social.ErrUnavailable)
		require.Equal(t, 200, socialError(t, err).Status)
	})
}

func TestOpen(t *testing.T) {
	t.Parallel()
	s := newShelf(t)
	s.sim.Faults().Add(simulator.Fault{Kind: simulator.FailBefore})
	var seen []social.Observation
	c := s.client(t, func(cfg *rest.Config) {
		cfg.Options.Observer = func(o social.Observation) { seen = append(seen, o) }
	})
	resp, err := c.Open(t.Context(), request(t, rest.Read))
	require.NoError(t, err)
	data, err := io.ReadAll(resp.Body)
	require.NoError(t, err)
	require.NoError(t, resp.Body.Close())
	assert.JSONEq(t, `{"id":"1","text":"a"}`, string(data))
	assert.Len(t, seen, 2)

	resp, err = c.Open(t.Context(), &rest.Request{Op: "x", Path: "/none"}) //nolint:bodyclose // there is none
	assert.Nil(t, resp)
	require.ErrorIs(t, err, social.ErrNotFound)
	assert.Equal(t, "shelf: x: 404 page not found (not found, HTTP 404)", fmt.Sprint(err))
}
