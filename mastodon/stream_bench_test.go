package mastodon_test

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"strings"
	"testing"

	"github.com/coder/websocket"
	"github.com/stretchr/testify/require"
	"golang.org/x/oauth2"

	"github.com/relais-go/relais/mastodon"
	"github.com/relais-go/relais/social"
)

// BenchmarkStreamSSE reads and decodes statuses that come over server-sent events.
func BenchmarkStreamSSE(b *testing.B) {
	benchmarkStream(b, 2, func(w http.ResponseWriter, r *http.Request, payload string) {
		w.Header().Set("Content-Type", "text/event-stream")
		frame := "event: update\ndata: " + payload + "\n\n"
		for r.Context().Err() == nil {
			if _, err := io.WriteString(w, frame); err != nil {
				return
			}
		}
	})
}

// BenchmarkStreamWebSocket reads and decodes statuses that come over a WebSocket.
func BenchmarkStreamWebSocket(b *testing.B) {
	benchmarkStream(b, 0, func(w http.ResponseWriter, r *http.Request, payload string) {
		conn, err := websocket.Accept(w, r, nil)
		if err != nil {
			return
		}
		defer func() { _ = conn.CloseNow() }()
		quoted, err := json.Marshal(payload)
		if err != nil {
			return
		}
		frame := []byte(`{"stream":["user"],"event":"update","payload":` + string(quoted) + `}`)
		for conn.Write(r.Context(), websocket.MessageText, frame) == nil {
		}
	})
}

// benchmarkStream measures one event per turn. api 0 makes the client choose the WebSocket.
func benchmarkStream(b *testing.B, api int, serve func(http.ResponseWriter, *http.Request, string)) {
	b.Helper()
	payload := firstStatus(b)
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if strings.HasPrefix(r.URL.Path, "/api/v1/streaming") {
			serve(w, r, payload)
			return
		}
		w.Header().Set("Content-Type", "application/json")
		_, _ = fmt.Fprintf(w, `{"api_versions":{"mastodon":%d}}`, api)
	}))
	defer s.Close()
	c, err := mastodon.New(s.URL, oauth2.StaticTokenSource(&oauth2.Token{AccessToken: "any"}), &social.Options{HTTPClient: s.Client()})
	require.NoError(b, err)
	ctx, cancel := context.WithCancel(b.Context())
	defer cancel()
	b.SetBytes(int64(len(payload)))
	b.ReportAllocs()
	n := 0
	for e, err := range c.Stream(ctx, mastodon.TopicUser) {
		require.NoError(b, err)
		if n == 0 {
			b.ResetTimer()
		}
		if _, err := e.Decode(); err != nil {
			b.Fatal(err)
		}
		if n++; n > b.N {
			break
		}
	}
	b.StopTimer()
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "events/s")
}

// firstStatus is a status as servers send it.
func firstStatus(b *testing.B) string {
	b.Helper()
	data, err := os.ReadFile("testdata/statuses.json")
	require.NoError(b, err)
	var all []json.RawMessage
	require.NoError(b, json.Unmarshal(data, &all))
	var compact bytes.Buffer
	require.NoError(b, json.Compact(&compact, all[0]))
	return compact.String()
}
