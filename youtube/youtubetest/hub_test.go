package youtubetest_test

import (
	"crypto/hmac"
	"crypto/sha1"
	"encoding/hex"
	"io"
	"maps"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/relais-go/relais/youtube/youtubetest"
)

// callback is a subscriber that agrees to everything.
type callback struct {
	mu     sync.Mutex
	asked  []url.Values
	got    []string
	signed []string
	kinds  []string
	deny   bool
	wrong  bool
}

func (cb *callback) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	cb.mu.Lock()
	defer cb.mu.Unlock()
	if r.Method == get {
		cb.asked = append(cb.asked, r.URL.Query())
		if cb.deny {
			http.NotFound(w, r)
			return
		}
		if cb.wrong {
			_, _ = io.WriteString(w, "yes")
			return
		}
		_, _ = io.WriteString(w, r.URL.Query().Get("hub.challenge"))
		return
	}
	body, _ := io.ReadAll(r.Body)
	cb.got = append(cb.got, string(body))
	cb.signed = append(cb.signed, r.Header.Get("X-Hub-Signature"))
	cb.kinds = append(cb.kinds, r.Header.Get("Content-Type"))
	w.WriteHeader(http.StatusNoContent)
}

func (s *site) hub(mode, target string, more url.Values) reply {
	s.t.Helper()
	form := url.Values{
		"hub.mode": {mode}, "hub.callback": {target}, "hub.verify": {"sync"},
		"hub.topic": {"https://www.youtube.com/xml/feeds/videos.xml?channel_id=" + s.acme},
	}
	maps.Copy(form, more)
	return s.do("", post, "/subscribe", form)
}

func TestHub(t *testing.T) {
	t.Parallel()
	s := start(t, youtubetest.Options{})
	cb := new(callback)
	receiver := httptest.NewServer(cb)
	t.Cleanup(receiver.Close)
	target := receiver.URL + "/hook?who=me"
	r := s.hub("subscribe", target, url.Values{"hub.secret": {"shh"}, "hub.verify_token": {"vt"}, "hub.lease_seconds": {"86400"}})
	require.Equal(t, http.StatusNoContent, r.status, r.text)
	require.Len(t, cb.asked, 1)
	assert.Equal(t, "me vt subscribe 86400", cb.asked[0].Get("who")+" "+cb.asked[0].Get("hub.verify_token")+" "+cb.asked[0].Get("hub.mode")+" "+cb.asked[0].Get("hub.lease_seconds"))

	id := s.Publish(s.acme, youtubetest.Video{Title: "Tom & <Jerry>"})
	s.Publish(s.fan, youtubetest.Video{})
	s.Publish(s.acme, youtubetest.Video{Privacy: "private"})
	s.EditVideo(id, func(v *youtubetest.Video) { v.Description = "New" })
	s.Comment(s.fan, id, "no reason")
	s.EditVideo(id, func(v *youtubetest.Video) { v.Tags = []string{"no", "reason"} })
	s.DeleteVideo(id)
	require.NoError(t, s.WaitNotifications(t.Context()))
	require.Len(t, cb.got, 3, "new, changed, deleted")
	assert.Contains(t, cb.got[0], "<yt:videoId>"+id+"</yt:videoId>")
	assert.Contains(t, cb.got[0], "<title>Tom &amp; &lt;Jerry&gt;</title>")
	assert.Contains(t, cb.got[0], "<published>2026-11-10T12:00:00+00:00</published>")
	assert.Contains(t, cb.got[2], `<at:deleted-entry ref="yt:video:`+id+`"`)
	assert.Equal(t, "application/atom+xml", cb.kinds[0])
	mac := hmac.New(sha1.New, []byte("shh"))
	mac.Write([]byte(cb.got[0]))
	assert.Equal(t, "sha1="+hex.EncodeToString(mac.Sum(nil)), cb.signed[0])
	assert.Equal(t, http.StatusNoContent, s.Notifications()[2].Status)
	assert.True(t, s.Notifications()[2].Deleted)

	scheduled := s.Publish(s.acme, youtubetest.Video{Privacy: "private", PublishAt: noon().Add(time.Hour)})
	s.clock.Advance(time.Hour)
	s.SetHub(func(o *youtubetest.HubOptions) { o.Duplicates = true })
	s.Tick()
	require.NoError(t, s.WaitNotifications(t.Context()))
	require.Len(t, cb.got, 5, "twice")
	assert.Contains(t, cb.got[4], scheduled)

	s.SetHub(func(o *youtubetest.HubOptions) { o.Duplicates, o.Down = false, true })
	down := s.hub("subscribe", target, nil)
	assert.Equal(t, http.StatusServiceUnavailable, down.status)
	assert.Equal(t, "120", down.header.Get("Retry-After"))
	s.Notify(scheduled)
	require.NoError(t, s.WaitNotifications(t.Context()))
	assert.Len(t, cb.got, 6, "existing ones still deliver")
	s.clock.Advance(24 * time.Hour)
	assert.Empty(t, s.HubSubscriptions())
	s.Notify(scheduled)
	require.NoError(t, s.WaitNotifications(t.Context()))
	assert.Len(t, cb.got, 6, "the lease has ended")
}

func TestHubRefusals(t *testing.T) {
	t.Parallel()
	cb := new(callback)
	s := start(t, youtubetest.Options{Hub: youtubetest.HubOptions{Transport: inProcess{cb}, Silent: true}})
	const target = "https://callback.example.com/hook"
	assert.Equal(t, http.StatusAccepted, s.hub("subscribe", target, url.Values{"hub.verify": {"async"}}).status)
	require.NoError(t, s.WaitSubscriptions(t.Context(), 1))
	assert.Equal(t, noon().Add(5*24*time.Hour), s.HubSubscriptions()[0].Expires)
	s.hub("subscribe", target, url.Values{"hub.lease_seconds": {"99999999"}})
	require.Len(t, s.HubSubscriptions(), 1, "renewed")
	assert.Equal(t, noon().Add(10*24*time.Hour), s.HubSubscriptions()[0].Expires)
	s.Publish(s.acme, youtubetest.Video{})
	assert.Empty(t, s.Notifications(), "silent")
	for name, value := range map[string]string{
		"hub.mode": "dance", "hub.callback": "not a URL", "hub.topic": "https://www.youtube.com/xml/feeds/videos.xml?channel_id=UCx", "hub.secret": strings.Repeat("x", 200),
	} {
		assert.Equal(t, http.StatusBadRequest, s.hub("subscribe", target, url.Values{name: {value}}).status, name)
	}
	cb.deny = true
	assert.Equal(t, http.StatusConflict, s.hub("unsubscribe", target, nil).status)
	cb.deny, cb.wrong = false, true
	assert.Equal(t, http.StatusConflict, s.hub("unsubscribe", target, nil).status, "it must give the challenge back")
	cb.wrong = false
	assert.Equal(t, http.StatusNoContent, s.hub("unsubscribe", target, nil).status)
	assert.Empty(t, s.HubSubscriptions())
}

type inProcess struct{ h http.Handler }

func (p inProcess) RoundTrip(r *http.Request) (*http.Response, error) {
	w := httptest.NewRecorder()
	p.h.ServeHTTP(w, r)
	return w.Result(), nil
}

func TestFeed(t *testing.T) {
	t.Parallel()
	s := start(t, youtubetest.Options{})
	for range 17 {
		s.Publish(s.acme, youtubetest.Video{})
	}
	r := s.do("", get, "/feeds/videos.xml?channel_id="+s.acme, nil)
	assert.Equal(t, http.StatusOK, r.status)
	assert.Equal(t, 15, strings.Count(r.text, "<entry>"))
	assert.Equal(t, http.StatusNotFound, s.do("", get, "/feeds/videos.xml?channel_id=UCx", nil).status)
}
