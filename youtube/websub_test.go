package youtube_test

import (
	"crypto/hmac"
	"crypto/sha1"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"hash"
	"io"
	"maps"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/relais-go/relais/social"
	"github.com/relais-go/relais/youtube"
)

const watchedChannel = "UCabcdefghijklmnopqrstuv"

func topic(channel string) string {
	return "https://www.youtube.com/xml/feeds/videos.xml?channel_id=" + channel
}

// plainWebSub is one that nobody has asked anything of.
func plainWebSub(t *testing.T, change func(*youtube.WebSubOptions)) *youtube.WebSub {
	t.Helper()
	o := youtube.WebSubOptions{Callback: "https://acme.invalid/hub", Secrets: []string{hubSecret()}, Wait: time.Millisecond}
	if change != nil {
		change(&o)
	}
	h, err := youtube.NewWebSub(o, nil)
	require.NoError(t, err)
	return h
}

func ask(h http.Handler, q url.Values) *httptest.ResponseRecorder {
	w := httptest.NewRecorder()
	h.ServeHTTP(w, httptest.NewRequest(http.MethodGet, "/hub?"+q.Encode(), nil))
	return w
}

func sign(algorithm func() hash.Hash, secret, body string) string {
	mac := hmac.New(algorithm, []byte(secret))
	_, _ = io.WriteString(mac, body)
	return hex.EncodeToString(mac.Sum(nil))
}

// notify sends a notification as the hub does.
func notify(h http.Handler, body, signature string) int {
	w := httptest.NewRecorder()
	r := httptest.NewRequest(http.MethodPost, "/hub", strings.NewReader(body))
	if signature != "" {
		r.Header.Set("X-Hub-Signature", signature)
	}
	h.ServeHTTP(w, r)
	return w.Code
}

func notice(video string, published, updated time.Time) string {
	return fmt.Sprintf(`<?xml version='1.0' encoding='UTF-8'?>
<feed xmlns:yt="http://www.youtube.com/xml/schemas/2015" xmlns="http://www.w3.org/2005/Atom"><title>YouTube video feed</title>
<entry><id>yt:video:%[1]s</id><yt:videoId>%[1]s</yt:videoId><yt:channelId>%[2]s</yt:channelId><title>Tools &amp; more</title>
<link rel="alternate" href="https://www.youtube.com/watch?v=%[1]s"/>
<author><name>Rival</name><uri>https://www.youtube.com/channel/%[2]s</uri></author>
<published>%[3]s</published><updated>%[4]s</updated></entry></feed>`,
		video, watchedChannel, published.Format(time.RFC3339), updated.Format(time.RFC3339Nano))
}

func entries(t *testing.T, h *youtube.WebSub, n int) []*youtube.FeedEntry {
	t.Helper()
	ctx, cancel := withTimeout(t, time.Minute)
	defer cancel()
	var all []*youtube.FeedEntry
	for e := range h.Entries(ctx) {
		all = append(all, e)
		if len(all) == n {
			break
		}
	}
	return all
}

// noEntries is what came although nothing should have: it would be there by now.
func noEntries(t *testing.T, h *youtube.WebSub) []*youtube.FeedEntry {
	t.Helper()
	ctx, cancel := withTimeout(t, 20*time.Millisecond)
	defer cancel()
	return slices.Collect(h.Entries(ctx))
}

// TestWebSubVerifies: the hub is answered about what was asked for, and about nothing else.
func TestWebSubVerifies(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	h, _ := w.unmounted()
	rival := youtube.ID(w.person("rival"))
	require.NoError(t, h.Subscribe(t.Context(), rival))
	sent := func(q url.Values) url.Values {
		out := url.Values{
			"hub.mode": {"subscribe"}, "hub.topic": {topic(string(rival))}, "hub.challenge": {"c-1"}, "hub.lease_seconds": {"1000"},
		}
		maps.Copy(out, q)
		return out
	}
	for name, tc := range map[string]struct {
		change url.Values
		want   int
	}{
		"ours":                    {nil, http.StatusOK},
		"another channel":         {url.Values{"hub.topic": {topic(watchedChannel)}}, http.StatusNotFound},
		"no topic":                {url.Values{"hub.topic": {""}}, http.StatusNotFound},
		"another feed":            {url.Values{"hub.topic": {"https://www.youtube.com/feeds/other.xml?channel_id=" + string(rival)}}, http.StatusNotFound},
		"nobody unsubscribed":     {url.Values{"hub.mode": {"unsubscribe"}}, http.StatusNotFound},
		"no challenge":            {url.Values{"hub.challenge": {""}}, http.StatusNotFound},
		"no mode":                 {url.Values{"hub.mode": {"publish"}}, http.StatusNotFound},
		"a token of no use to it": {url.Values{"hub.verify_token": {"0123"}}, http.StatusOK},
	} {
		answer := ask(h, sent(tc.change))
		assert.Equal(t, tc.want, answer.Code, name)
		if tc.want == http.StatusOK {
			assert.Equal(t, "c-1", answer.Body.String(), name)
			assert.Equal(t, "nosniff", answer.Header().Get("X-Content-Type-Options"))
		} else {
			assert.NotContains(t, answer.Body.String(), "c-1", name)
		}
	}
	assert.WithinDuration(t, time.Now().Add(1000*time.Second), h.Leases()[rival], 10*time.Second)
	require.NoError(t, h.Unsubscribe(t.Context(), rival))
	assert.Equal(t, http.StatusOK, ask(h, sent(url.Values{"hub.mode": {"unsubscribe"}})).Code)
	assert.Empty(t, h.Leases())
}

// TestWebSubInAnotherProcess answers about a subscription that another process with the same secret asked for.
func TestWebSubInAnotherProcess(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	asker, front := w.unmounted()
	w.mount(front, plainWebSub(t, nil))
	require.NoError(t, asker.Subscribe(t.Context(), youtube.ID(w.person("rival"))))
	requireHub(t, w)
	assert.True(t, w.srv.HubSubscriptions()[0].Signed)

	stranger, front := w.unmounted()
	answered := make(chan int, 1)
	other := plainWebSub(t, func(o *youtube.WebSubOptions) { o.Secrets = []string{"another" + "-secret"} })
	w.mount(front, http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) {
		rec := httptest.NewRecorder()
		other.ServeHTTP(rec, r)
		rw.WriteHeader(rec.Code)
		answered <- rec.Code
	}))
	require.NoError(t, stranger.Subscribe(t.Context(), youtube.ID(w.person("rival2"))))
	assert.Equal(t, http.StatusNotFound, <-answered)
}

// TestWebSubSignatures: what is not signed with a secret is refused and leaves nothing behind.
func TestWebSubSignatures(t *testing.T) {
	t.Parallel()
	now := time.Now()
	for name, tc := range map[string]struct {
		signature func(body string) string
		taken     bool
	}{
		"sha1":           {func(b string) string { return "sha1=" + sign(sha1.New, hubSecret(), b) }, true},
		"sha256":         {func(b string) string { return "sha256=" + sign(sha256.New, hubSecret(), b) }, true},
		"the old secret": {func(b string) string { return "sha1=" + sign(sha1.New, "old"+"-secret", b) }, true},
		"none":           {func(string) string { return "" }, false},
		"another secret": {func(b string) string { return "sha1=" + sign(sha1.New, "guessed", b) }, false},
		"another body":   {func(b string) string { return "sha1=" + sign(sha1.New, hubSecret(), b+" ") }, false},
		"wrong name":     {func(b string) string { return "sha256=" + sign(sha1.New, hubSecret(), b) }, false},
		"no name":        {func(b string) string { return sign(sha1.New, hubSecret(), b) }, false},
		"empty":          {func(string) string { return "sha1=" }, false},
	} {
		h := plainWebSub(t, func(o *youtube.WebSubOptions) { o.Secrets = append(o.Secrets, "old"+"-secret") })
		body := notice("v-1", now, now)
		status := notify(h, body, tc.signature(body))
		if tc.taken {
			assert.Equal(t, http.StatusOK, status, name)
			assert.Len(t, entries(t, h, 1), 1, name)
			assert.Zero(t, h.Forged(), name)
		} else {
			assert.Equal(t, http.StatusForbidden, status, name)
			assert.Empty(t, noEntries(t, h), name)
			assert.EqualValues(t, 1, h.Forged(), name)
		}
	}
}

// TestWebSubTakesInOnce what comes again, and says so when there is no room.
func TestWebSubTakesInOnce(t *testing.T) {
	t.Parallel()
	now := time.Now().UTC().Truncate(time.Second)
	h := plainWebSub(t, func(o *youtube.WebSubOptions) { o.Queue, o.MaxBody = 2, 4096 })
	send := func(body string) int { return notify(h, body, "sha1="+sign(sha1.New, hubSecret(), body)) }
	first := notice("v-1", now, now)
	assert.Equal(t, http.StatusOK, send(first))
	assert.Equal(t, http.StatusOK, send(first), "again")
	assert.Equal(t, http.StatusOK, send(notice("v-1", now, now.Add(time.Hour))), "changed since")
	full := notice("v-2", now, now)
	assert.Equal(t, http.StatusServiceUnavailable, send(full))
	assert.EqualValues(t, 1, h.Missed())
	assert.Equal(t, http.StatusOK, send("no feed"), "would be the same again")
	assert.Equal(t, http.StatusRequestEntityTooLarge, send(strings.Repeat("x", 5000)))
	got := entries(t, h, 2)
	require.Len(t, got, 2)
	assert.Equal(t, &youtube.FeedEntry{
		VideoID: "v-1", ChannelID: watchedChannel, Title: "Tools & more", URL: "https://www.youtube.com/watch?v=v-1", Author: "Rival",
		AuthorURL: "https://www.youtube.com/channel/" + watchedChannel, Published: now, Updated: now,
	}, got[0])
	assert.Equal(t, http.StatusOK, send(full), "the hub comes again, and it is no repeat")
	assert.Len(t, entries(t, h, 1), 1)

	w := httptest.NewRecorder()
	h.ServeHTTP(w, httptest.NewRequest(http.MethodPut, "/hub", nil))
	assert.Equal(t, http.StatusMethodNotAllowed, w.Code)
}

func TestNewWebSubRefuses(t *testing.T) {
	t.Parallel()
	for field, o := range map[string]youtube.WebSubOptions{
		"Callback": {Secrets: []string{"s"}},
		"Secrets":  {Callback: "https://acme.invalid/hub"},
	} {
		_, err := youtube.NewWebSub(o, nil)
		requireField(t, err, social.ErrInvalid, field)
	}
	_, err := youtube.NewWebSub(youtube.WebSubOptions{Callback: "https://acme.invalid/hub", Secrets: []string{strings.Repeat("s", 200)}}, nil)
	requireField(t, err, social.ErrInvalid, "Secrets")
}
