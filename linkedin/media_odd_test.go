package linkedin_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/relais-go/relais/linkedin"
	"github.com/relais-go/relais/linkedin/linkedintest"
	"github.com/relais-go/relais/social"
)

// TestUploadInstructions: parts that leave something out, overlap, or lack an address are not sent: the video would be
// another.
func TestUploadInstructions(t *testing.T) {
	t.Parallel()
	const size = 80 << 10
	part := func(url string, first, last int) string {
		return fmt.Sprintf(`{"uploadUrl":%q,"firstByte":%d,"lastByte":%d}`, url, first, last)
	}
	for name, value := range map[string]string{
		"Gap":       `"video":"urn:li:video:1","uploadInstructions":[` + part("/a", 0, 9) + "," + part("/b", 11, size-1) + "]",
		"Overlap":   `"video":"urn:li:video:1","uploadInstructions":[` + part("/a", 0, 9) + "," + part("/b", 9, size-1) + "]",
		"Backwards": `"video":"urn:li:video:1","uploadInstructions":[` + part("/a", 0, 9) + "," + part("/b", 10, 5) + "," + part("/c", 6, size-1) + "]",
		"Late":      `"video":"urn:li:video:1","uploadInstructions":[` + part("/a", 1, size-1) + "]",
		"Short":     `"video":"urn:li:video:1","uploadInstructions":[` + part("/a", 0, size-2) + "]",
		"Long":      `"video":"urn:li:video:1","uploadInstructions":[` + part("/a", 0, size) + "]",
		"Nowhere":   `"video":"urn:li:video:1","uploadInstructions":[` + part("", 0, size-1) + "]",
		"Nameless":  `"uploadInstructions":[` + part("/a", 0, size-1) + "]",
		"Nothing":   `"video":"urn:li:video:1"`,
		"Null":      `"video":"urn:li:video:1","uploadInstructions":[null]`,
	} {
		w := newWorld(t, nil)
		w.srv.Faults().Add(linkedintest.Fault{
			Kind: linkedintest.Malformed, Match: "POST /rest/videos", Body: `{"value":{` + value + `}}`, Times: linkedintest.Forever,
		})
		_, err := w.client().Upload(t.Context(), film(size))
		require.ErrorIs(t, err, social.ErrUnavailable, name)
		assert.Zero(t, w.srv.Requests().Count(aFile), name)
	}
}

// TestUploadIsNotSentToOldAddresses: addresses that have expired by now are not tried with the file.
func TestUploadIsNotSentToOldAddresses(t *testing.T) {
	t.Parallel()
	clock := linkedintest.NewManualClock(time.Now())
	w := newWorld(t, &linkedintest.Options{Clock: clock.Now})
	d := &social.Draft{Text: "Watch", Media: []*social.Media{film(80 << 10)}}
	down := w.srv.Faults().Add(linkedintest.Fault{Kind: linkedintest.CutBefore, Match: aFile, Times: linkedintest.Forever})
	_, err := w.client(func(o *social.Options) { o.Retries = -1 }).Publish(t.Context(), d)
	require.Error(t, err)
	p, ok := social.PendingOf(err)
	require.True(t, ok)
	down()
	before := w.srv.Requests().Count(aFile)
	clock.Advance(40 * 24 * time.Hour)
	c := w.client()
	linkedin.SetClock(c, clock.Now)
	_, err = c.Resume(t.Context(), reload(t, p))
	require.NoError(t, err)
	assert.Equal(t, before+1, w.srv.Requests().Count(aFile))
	assert.Equal(t, 2, w.srv.Requests().Count("POST /rest/videos")-1, "two beginnings and one end")
}

// TestUploadWithDeadToken: 401 for the token is not about the address, for which no other would do.
func TestUploadWithDeadToken(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	w.srv.Faults().Add(linkedintest.Fault{Kind: linkedintest.Unauthorized, Match: aFile, Times: linkedintest.Forever})
	_, err := w.client().Upload(t.Context(), picture(""))
	require.ErrorIs(t, err, social.ErrAuth)
	assert.Equal(t, 1, w.srv.Requests().Count("POST /rest/images"))
}

// TestUploadThatDoesNotShowYet: a new file may not be known to whoever asks for it at once.
func TestUploadThatDoesNotShowYet(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	lag := linkedintest.Answer("GET /rest/images/*", linkedintest.Error{Status: 404, Code: "RESOURCE_NOT_FOUND", Message: "Not found"}, false)
	lag.Times = 2
	w.srv.Faults().Add(lag)
	u, err := w.client().Upload(t.Context(), picture(""))
	require.NoError(t, err)
	assert.Equal(t, linkedin.KindImage, u.Kind())
	assert.Equal(t, 3, w.srv.Requests().Count("GET /rest/images/*"))
}
