package graph_test

import (
	"encoding/json"
	"net/http"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/relais-go/relais/internal/graph"
	"github.com/relais-go/relais/social"
)

func FuzzParseUpdates(f *testing.F) {
	for _, body := range []string{
		twoComments, `[{"object":"instagram","entry":[{"id":178,"time":"1558110244123","field":"f","value":[1]}]}]`,
		`{"object":"page","entry":[{"messaging":[{"message":{"mid":1,"attachments":[null]}},null],"changed_fields":["a"]}]}`, `{"object":"page","entry":null}`,
	} {
		f.Add([]byte(body))
	}
	f.Fuzz(func(t *testing.T, body []byte) {
		updates, err := graph.ParseUpdates(body)
		if err != nil {
			require.Empty(t, updates)
			return
		}
		for _, u := range updates {
			require.NotEmpty(t, u.Object)
			if u.Value != nil {
				require.Nil(t, u.Message)
				require.True(t, json.Valid(u.Value))
			}
		}
	})
}

func FuzzWebhook(f *testing.F) {
	f.Add(twoComments, "sha256=00")
	f.Add("", "")
	w, err := graph.NewWebhook(graph.WebhookConfig{Network: "facebook", Secrets: []string{fakeSecret()}, Queue: 1 << 16, Wait: 1})
	require.NoError(f, err)
	f.Fuzz(func(t *testing.T, body, signature string) {
		if strings.Contains(signature, graph.Proof(fakeSecret(), body)) {
			t.Skip("a signature that is right")
		}
		r, err := http.NewRequestWithContext(t.Context(), http.MethodPost, "http://localhost/hook", strings.NewReader(body))
		require.NoError(t, err)
		r.Header["X-Hub-Signature-256"] = []string{signature}
		rec := &quietRecorder{header: http.Header{}}
		w.ServeHTTP(rec, r)
		require.Contains(t, []int{403, 413}, rec.code)
		require.Empty(t, queued(w), "a stranger leaves nothing behind")
	})
}

type quietRecorder struct {
	header http.Header
	code   int
}

func (q *quietRecorder) Header() http.Header         { return q.header }
func (q *quietRecorder) WriteHeader(code int)        { q.code = code }
func (q *quietRecorder) Write(b []byte) (int, error) { return len(b), nil }

func FuzzErrors(f *testing.F) {
	f.Add(400, failure(190, 463))
	f.Add(200, `{"error":{"code":"x","error_data":"{\"blame_field_specs\":[[]]}"}}`)
	f.Add(500, `{"debug_info":{"type":1}}`)
	f.Add(400, `{"error_type":"a","code":400,"error_message":"b"}`)
	var status int
	var body string
	c, err := graph.New(&graph.Config{Network: "facebook", Budgets: graph.Budgets{UseCase: graph.UseNothing}}, &social.Options{
		Retries: -1, HTTPClient: &http.Client{Transport: transportFunc(func(r *http.Request) (*http.Response, error) { return canned(r, status, body), nil })},
	})
	require.NoError(f, err)
	f.Fuzz(func(t *testing.T, code int, text string) {
		status, body = 200+(code%400+400)%400, text
		if status >= 300 && status < 400 {
			t.Skip("redirects are the pipeline's")
		}
		_, err := c.Do(t.Context(), post(), new(thing))
		if err == nil {
			require.Less(t, status, 300)
			return
		}
		e := socialError(t, err)
		require.NotNil(t, e.Kind)
		require.NotEmpty(t, e.Error())
		require.Less(t, len(e.Message), 2000)
	})
}

func FuzzPaging(f *testing.F) {
	f.Add([]byte(`{"cursors":{"after":"B"},"next":"https://graph.facebook.com/x?after=B&access_token=t"}`))
	f.Add([]byte(`{"next":"://","previous":7}`))
	f.Fuzz(func(t *testing.T, b []byte) {
		var e graph.Edge[thing]
		if !json.Valid(b) || json.Unmarshal([]byte(`{"data":[],"paging":`+string(b)+`}`), &e) != nil {
			return
		}
		p := e.Page()
		for _, cursor := range []string{p.Next, p.Prev} {
			require.NotContains(t, cursor, "access_token=")
		}
	})
}
