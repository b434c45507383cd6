package youtube_test

import (
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/relais-go/relais/social"
	"github.com/relais-go/relais/youtube"
)

// reply is what a scripted session answers.
type reply struct {
	status int
	header map[string]string
	body   string
}

// more says that the server has n bytes and waits for the rest; below 0 it does not say how many.
func more(n int) reply {
	if n < 0 {
		return reply{status: http.StatusPermanentRedirect}
	}
	return reply{status: http.StatusPermanentRedirect, header: map[string]string{"Range": fmt.Sprintf("bytes=0-%d", n-1)}}
}

func finished(status int) reply { return reply{status: status, body: `{"id":"v"}`} }

// scripted is an upload server that answers the requests to its one session by the script, whose last answer is given
// from then on, and notes what each claimed to hold.
func scripted(t *testing.T, script ...reply) (c *youtube.Client, seen func() []string) {
	t.Helper()
	var mu sync.Mutex
	var ranges []string
	mux := http.NewServeMux()
	mux.HandleFunc("POST /upload/youtube/v3/videos", func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Location", "http://"+r.Host+"/session")
	})
	mux.HandleFunc("/session", func(w http.ResponseWriter, r *http.Request) {
		_, _ = io.Copy(io.Discard, r.Body)
		mu.Lock()
		at := min(len(ranges), len(script)-1)
		ranges = append(ranges, strings.TrimPrefix(r.Header.Get("Content-Range"), "bytes "))
		mu.Unlock()
		for k, v := range script[at].header {
			w.Header().Set(k, v)
		}
		w.WriteHeader(script[at].status)
		_, _ = io.WriteString(w, script[at].body)
	})
	srv := httptest.NewServer(mux)
	t.Cleanup(srv.Close)
	w := &world{t: t, base: srv.URL}
	c = w.configured(youtube.Config{Tokens: static("token-123"), Quota: boundless(), ChunkSize: 2 * granule}, func(o *social.Options) { o.Retries = 3 })
	return c, func() []string {
		mu.Lock()
		defer mu.Unlock()
		return ranges
	}
}

// TestUploadAnswers holds the upload against all that Google's servers answer, or proxies in front of them.
func TestUploadAnswers(t *testing.T) {
	t.Parallel()
	const page = "<!DOCTYPE html><html><title>Error 502 (Server Error)!!1</title><p>That’s an error.</html>"
	html := func(status int) reply {
		return reply{status: status, header: map[string]string{"Content-Type": "text/html; charset=UTF-8"}, body: page}
	}
	away := reply{status: 308, header: map[string]string{"Range": "bytes=0-524287", "Location": "/elsewhere"}}
	for name, test := range map[string]struct {
		script []reply
		seen   []string
	}{
		"OK":           {[]reply{more(2 * granule), finished(200)}, []string{"0-524287", "524288-786431"}},
		"Created":      {[]reply{more(2 * granule), finished(201)}, []string{"0-524287", "524288-786431"}},
		"AllAtOnce":    {[]reply{finished(200)}, []string{"0-524287"}},
		"StoredInPart": {[]reply{more(granule), finished(200)}, []string{"0-524287", "262144-786431"}},
		"NothingKept":  {[]reply{more(-1), more(-1), more(2 * granule), finished(200)}, []string{"0-524287", "*", "0-524287", "524288-786431"}},
		"Forgotten": { // what the server had before is what it has not any more
			[]reply{more(2 * granule), more(granule), more(granule), finished(200)},
			[]string{"0-524287", "524288-786431", "*", "262144-786431"},
		},
		"ForgottenWhole":  {[]reply{more(2 * granule), more(-1), more(-1), finished(200)}, []string{"0-524287", "524288-786431", "*", "0-524287"}},
		"NotAGranule":     {[]reply{more(1000), finished(200)}, []string{"0-524287", "1000-525287"}},
		"Page500":         {[]reply{html(500), more(granule), finished(200)}, []string{"0-524287", "*", "262144-786431"}},
		"Page502":         {[]reply{html(502), more(-1), finished(200)}, []string{"0-524287", "*", "0-524287"}},
		"Page503":         {[]reply{html(503), html(503), more(2 * granule), finished(200)}, []string{"0-524287", "*", "*", "524288-786431"}},
		"Page504AtTheEnd": {[]reply{more(2 * granule), html(504), finished(200)}, []string{"0-524287", "524288-786431", "*"}},
		"DoneAlready":     {[]reply{html(504), finished(200)}, []string{"0-524287", "*"}},
		"OddRange":        {[]reply{{status: 308, header: map[string]string{"Range": "bytes=7-9"}}, more(granule), finished(200)}, []string{"0-524287", "*", "262144-786431"}},
		"RangeBeyond":     {[]reply{more(9 * granule), more(granule), finished(200)}, []string{"0-524287", "*", "262144-786431"}},
		"Address":         {[]reply{away, finished(200)}, []string{"0-524287", "524288-786431"}}, // 308 is no redirect here
		"AllStoredNotYetDone": { // every byte is there, and the server has not said so
			[]reply{more(2 * granule), {status: 308, header: map[string]string{"Range": "bytes=0-786431"}}, finished(200)},
			[]string{"0-524287", "524288-786431", "*"},
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c, seen := scripted(t, test.script...)
			v, err := c.UploadVideo(t.Context(), big(3*granule), titled("T"), nil)
			require.NoError(t, err)
			assert.Equal(t, youtube.ID("v"), v.ID)
			want := make([]string, len(test.seen))
			for i, s := range test.seen {
				want[i] = s + "/786432"
			}
			assert.Equal(t, want, seen())
		})
	}
}

// TestUploadEnds with servers that never take the film: after so many tries without progress, and what no repeat can
// mend at once.
func TestUploadEnds(t *testing.T) {
	t.Parallel()
	going := []reply{}
	for range 50 { // it takes something and loses it again
		going = append(going, more(2*granule), more(-1), more(-1))
	}
	for name, test := range map[string]struct {
		script []reply
		kind   error
		least  int
		most   int
	}{
		"NothingMoves":  {[]reply{more(-1)}, social.ErrUnavailable, 4, 9},
		"BackAndForth":  {going, social.ErrUnavailable, 4, 16},
		"NeverDone":     {[]reply{{status: 308, header: map[string]string{"Range": "bytes=0-786431"}}}, social.ErrUncertain, 3, 6},
		"AlwaysDown":    {[]reply{{status: 503, body: "<html>"}}, social.ErrUnavailable, 4, 9},
		"Refused":       {[]reply{{status: 400, body: "Invalid request."}}, social.ErrInvalid, 1, 1},
		"Forbidden":     {[]reply{{status: 403, body: "Forbidden"}}, social.ErrPermission, 1, 1},
		"Unknown":       {[]reply{{status: 404, body: "Not Found"}}, social.ErrNotFound, 1, 1},
		"UnknownAtLast": {[]reply{more(2 * granule), {status: 503}, {status: 410}}, social.ErrUncertain, 3, 3},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c, seen := scripted(t, test.script...)
			_, err := c.UploadVideo(t.Context(), big(3*granule), titled("T"), nil)
			require.ErrorIs(t, err, test.kind)
			assert.NotContains(t, err.Error(), "<html>")
			n := len(seen())
			assert.GreaterOrEqual(t, n, test.least)
			assert.LessOrEqual(t, n, test.most)
		})
	}
}
