package simulator_test

import (
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/relais-go/relais/internal/simulator"
)

// A tap shows what was served, whole if it is no film and no stream.
func TestTap(t *testing.T) {
	t.Parallel()
	srv := simulator.New(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/unread" {
			w.WriteHeader(http.StatusTeapot)
			return
		}
		n, err := io.Copy(io.Discard, r.Body)
		assert.NoError(t, err)
		w.Header().Set("Content-Type", "text/plain")
		_, _ = io.WriteString(w, strings.Repeat("x", int(min(n, 3))))
		if r.URL.Path == "/stream" {
			_ = http.NewResponseController(w).Flush()
		}
	}), nil)
	seen := make(chan simulator.Exchange, 1)
	srv.Tap(func(e simulator.Exchange) { seen <- e })
	for _, c := range []struct {
		path, kind             string
		size                   int
		body, answer           bool // are whole
		status, kept, answered int
	}{
		{"/a?b=c", "application/json", 900 << 10, true, true, 200, 900 << 10, 3},
		{"/a", "application/json; charset=utf-8", 1100 << 10, false, true, 200, 0, 3},
		{"/a", "application/x-www-form-urlencoded", 10, true, true, 200, 10, 3},
		{"/a", "multipart/form-data; boundary=b", 60 << 10, true, true, 200, 60 << 10, 3},
		{"/a", "multipart/form-data; boundary=b", 70 << 10, false, true, 200, 0, 3},
		{"/a", "video/mp4", 3 << 20, false, true, 200, 0, 3},
		{"/stream", "", 0, true, false, 200, 0, 0},
		{"/unread", "application/json", 10, false, true, 418, 0, 0},
	} {
		r := httptest.NewRequestWithContext(t.Context(), http.MethodPost, c.path, strings.NewReader(strings.Repeat("y", c.size)))
		r.Header.Set("Content-Type", c.kind)
		srv.ServeHTTP(httptest.NewRecorder(), r)
		e := <-seen
		assert.Equal(t, c.body, e.BodyWhole, "%+v", c)
		assert.Len(t, e.Body, c.kept, "%+v", c)
		assert.Equal(t, c.answer, e.AnswerWhole, "%+v", c)
		assert.Len(t, e.Answer, c.answered, "%+v", c)
		assert.Equal(t, c.status, e.Status)
		assert.Equal(t, c.kind, e.ContentType)
		assert.Equal(t, r.URL.Query(), e.Query)
	}
}

// What a fault does to the answer is not the network's.
func TestTapBehindFaults(t *testing.T) {
	t.Parallel()
	srv := simulator.New(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(w, "whole") }), nil)
	var seen []simulator.Exchange
	srv.Tap(func(e simulator.Exchange) { seen = append(seen, e) })
	for _, kind := range []simulator.FaultKind{simulator.FailBefore, simulator.FailAfter, simulator.Malformed} {
		srv.Faults().Add(simulator.Fault{Kind: kind})
		srv.ServeHTTP(httptest.NewRecorder(), httptest.NewRequestWithContext(t.Context(), http.MethodGet, "/", http.NoBody))
	}
	if assert.Len(t, seen, 2, "the first was not executed") {
		assert.Equal(t, "whole", string(seen[0].Answer))
		assert.Equal(t, http.StatusOK, seen[1].Status)
	}
}
