package youtube_test

import (
	"bytes"
	"errors"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/relais-go/relais/internal/simulator"
	"github.com/relais-go/relais/social"
	"github.com/relais-go/relais/youtube"
)

// TestUploadInDoubt: once the last byte was sent and its answer lost, only a word about the film itself ends the doubt.
// That nobody may ask, or may not ask so often, does not: the video may stand.
func TestUploadInDoubt(t *testing.T) {
	t.Parallel()
	refusal := func(status int, reason string) string {
		return `{"error":{"code":` + strconv.Itoa(status) + `,"message":"No.","errors":[{"domain":"global","reason":"` + reason + `","message":"No."}]}}`
	}
	for name, c := range map[string]struct {
		asked  int // the answer to questions
		reason string
		sent   int // the answer to the last byte; 0: it is lost
		doubt  bool
	}{
		"the token has ended":    {asked: 401, reason: "authError", doubt: true},
		"nobody may ask":         {asked: 403, reason: "forbidden", doubt: true},
		"the day is used up":     {asked: 403, reason: "quotaExceeded", doubt: true},
		"asked too often":        {asked: 429, reason: "rateLimitExceeded", doubt: true},
		"asked too slowly":       {asked: 408, reason: "timeout", doubt: true},
		"the server is down":     {asked: 503, reason: "backendError", doubt: true},
		"the session is gone":    {asked: 404, reason: "notFound", doubt: true},
		"the film is no film":    {asked: 400, reason: "invalidFile"},
		"there is one already":   {asked: 409, reason: "duplicate"},
		"the last byte came 401": {sent: 401, reason: "authError", asked: 503},
		"the last byte came 403": {sent: 403, reason: "forbidden", asked: 503},
		"the last byte came 408": {sent: 408, reason: "timeout", asked: 403, doubt: true},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var base string
			srv := httptest.NewServer(http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) {
				_, _ = io.Copy(io.Discard, r.Body)
				status := c.sent
				switch {
				case r.Method == http.MethodPost:
					rw.Header().Set("Location", base+"/upload/youtube/v3/videos?upload_id=session-123")
					return
				case strings.Contains(r.Header.Get("Content-Range"), "*/"):
					status = c.asked
				case c.sent == 0:
					simulator.Reset(rw)
					return
				}
				rw.WriteHeader(status)
				_, _ = io.WriteString(rw, refusal(status, c.reason))
			}))
			t.Cleanup(srv.Close)
			base = srv.URL
			var log bytes.Buffer
			client, err := youtube.New(static("token-123"), &social.Options{
				BaseURL: base, Retries: 2, RetryWait: time.Millisecond, RetryWaitMax: time.Millisecond,
				Logger: slog.New(slog.NewTextHandler(&log, &slog.HandlerOptions{Level: slog.LevelDebug})),
			})
			require.NoError(t, err)
			_, err = client.UploadVideo(t.Context(), film(name), titled("Film"), nil)
			require.Error(t, err)
			for _, secret := range []string{"session-123", "token-123"} {
				assert.NotContains(t, err.Error(), secret)
				assert.NotContains(t, log.String(), secret)
			}
			assert.Equal(t, c.doubt, errors.Is(err, social.ErrUncertain), "%v", err)
		})
	}
}
