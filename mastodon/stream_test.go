package mastodon_test

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"golang.org/x/oauth2"

	"github.com/relais-go/relais/mastodon"
	"github.com/relais-go/relais/mastodon/mastodontest"
	"github.com/relais-go/relais/social"
)

// take reads n events of a stream while act makes them happen.
func (w *world) take(n int, act func(), topics ...mastodon.Topic) []*mastodon.StreamEvent {
	w.t.Helper()
	ctx, cancel := context.WithTimeout(w.t.Context(), 10*time.Second)
	defer cancel()
	acted := make(chan struct{})
	go func() {
		defer close(acted)
		for _, topic := range topics {
			name, _, _ := strings.Cut(string(topic), "?")
			_ = w.srv.WaitSubscribed(ctx, name, 1)
		}
		act()
	}()
	var got []*mastodon.StreamEvent
	for e, err := range w.client().Stream(ctx, topics...) {
		require.NoError(w.t, err)
		if got = append(got, e); len(got) == n {
			break
		}
	}
	<-acted
	require.Len(w.t, got, n)
	return got
}

func TestStreamEvents(t *testing.T) {
	t.Parallel()
	for name, flavour := range map[string]mastodontest.Flavour{"SSE": mastodontest.Mastodon, "WebSocket": mastodontest.GoToSocial} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t, &mastodontest.Options{Flavour: flavour})
			friend := w.person("friend")
			w.srv.Follow(w.brand, friend)
			large := strings.Repeat("x", 1<<20)
			var post string
			got := w.take(8, func() {
				post = w.srv.Post(friend, "Hello.", nil).ID
				w.srv.Edit(post, "Hello again.")
				w.srv.Notify(w.brand, "favourite", friend, w.srv.Post(w.brand, "Mine.", nil).ID)
				w.srv.Announce(w.brand, "filters_changed", "")
				w.srv.Announce(w.brand, "announcement.reaction", `{"name":"🎉","count":2,"announcement_id":"3"}`)
				w.srv.Announce(w.brand, "brand.new", large)
				w.srv.Delete(post)
			}, mastodon.TopicUser)
			decoded := make([]any, len(got))
			for i, e := range got {
				var err error
				decoded[i], err = e.Decode()
				require.NoError(t, err, e.Event)
			}
			assert.Equal(t, mastodon.StreamUpdate, got[0].Event)
			assert.Equal(t, mastodon.ID(post), decoded[0].(*mastodon.Status).ID)
			assert.Equal(t, mastodon.StreamStatusUpdate, got[1].Event)
			assert.Contains(t, decoded[1].(*mastodon.Status).Content, "Hello again.")
			assert.Equal(t, "acme", decoded[2].(*mastodon.Status).Account.Acct)
			assert.Equal(t, mastodon.NotifyFavourite, decoded[3].(*mastodon.Notification).Type)
			assert.Equal(t, mastodon.StreamFiltersChanged, got[4].Event)
			assert.Nil(t, decoded[4])
			assert.Empty(t, got[4].Payload)
			assert.Equal(t, &mastodon.Reaction{Name: "🎉", Count: 2, AnnouncementID: "3"}, decoded[5])
			assert.Equal(t, mastodon.StreamEventType("brand.new"), got[6].Event, "unknown events pass through")
			assert.Len(t, got[6].Payload, len(large))
			assert.Nil(t, decoded[6])
			assert.Equal(t, mastodon.ID(post), decoded[7])
		})
	}
}

// TestStreamManyTopics has one connection for all topics, and the token in its header alone.
func TestStreamManyTopics(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	fan := w.person("fan")
	got := w.take(3, func() {
		w.srv.Post(fan, "About #Golang.", nil)
		w.srv.Message(fan, "Psst.", w.brand)
	}, mastodon.TopicPublicLocal, mastodon.TopicHashtag("golang", false), mastodon.TopicDirect, mastodon.TopicUserNotification)
	byStream := map[string]any{}
	for _, e := range got {
		v, err := e.Decode()
		require.NoError(t, err)
		byStream[strings.Join(e.Stream, " ")] = v
	}
	assert.IsType(t, &mastodon.Status{}, byStream["public:local"])
	assert.IsType(t, &mastodon.Status{}, byStream["hashtag golang"])
	assert.IsType(t, &mastodon.Conversation{}, byStream["direct"])
	streams := w.srv.Requests().Find("GET /api/v1/streaming")
	require.Len(t, streams, 1)
	assert.True(t, streams[0].HadToken)
	assert.Equal(t, map[string][]string{"stream": {"user:notification"}}, map[string][]string(streams[0].Query),
		"no token in the address, and in it the topic that GoToSocial takes nowhere else")
}

func TestStreamTopics(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	for topic, want := range map[mastodon.Topic]string{
		mastodon.TopicPublic:                     "/api/v1/streaming/public",
		mastodon.TopicPublicLocal:                "/api/v1/streaming/public/local",
		mastodon.TopicPublicRemoteMedia:          "/api/v1/streaming/public/remote",
		mastodon.TopicHashtag("été & co", false): "/api/v1/streaming/hashtag",
		mastodon.TopicHashtag("x", true):         "/api/v1/streaming/hashtag/local",
		mastodon.TopicUserNotification:           "/api/v1/streaming/user/notification",
	} {
		ctx, cancel := context.WithTimeout(t.Context(), 10*time.Second)
		go func() {
			name, _, _ := strings.Cut(string(topic), "?")
			_ = w.srv.WaitSubscribed(ctx, strings.TrimSuffix(name, ":media"), 1)
			cancel()
		}()
		for _, err := range w.client().Stream(ctx, topic) {
			require.NoError(t, err)
		}
		require.ErrorIs(t, ctx.Err(), context.Canceled, "subscribed to %s, and ended without an error", topic)
		cancel()
		r, ok := w.srv.Requests().Last("GET /api/v1/streaming/**")
		require.True(t, ok)
		assert.Equal(t, want, r.Path)
	}
	r, _ := w.srv.Requests().Last("GET /api/v1/streaming/hashtag")
	assert.Equal(t, "été & co", r.Query.Get("tag"))
	r, _ = w.srv.Requests().Last("GET /api/v1/streaming/public/remote")
	assert.Equal(t, "true", r.Query.Get("only_media"))
}

// lastOf is the error that ends a stream.
func lastOf(t *testing.T, c *mastodon.Client, timing mastodon.Timing, topics ...mastodon.Topic) error {
	t.Helper()
	var last error
	for e, err := range c.StreamWith(t.Context(), timing, topics...) {
		if err != nil {
			require.NoError(t, last, "one error")
			assert.Nil(t, e)
			last = err
		}
	}
	require.Error(t, last)
	e, ok := errors.AsType[*social.Error](last)
	require.True(t, ok, "%T", last)
	assert.Equal(t, "mastodon", e.Network)
	return last
}

func TestStreamEnds(t *testing.T) {
	t.Parallel()
	for name, flavour := range map[string]mastodontest.Flavour{"SSE": mastodontest.Mastodon, "WebSocket": mastodontest.GoToSocial} {
		for _, mode := range []mastodontest.DisconnectMode{mastodontest.CloseClean, mastodontest.CloseReset, mastodontest.Stall} {
			t.Run(name+" "+string(mode), func(t *testing.T) {
				t.Parallel()
				w := newWorld(t, &mastodontest.Options{Flavour: flavour, Heartbeat: 50 * time.Millisecond, Ping: 400 * time.Millisecond})
				timing := hasty()
				timing.SSESilence, timing.WSProbe, timing.WSSilence = time.Second, 900*time.Millisecond, time.Second
				go func() {
					_ = w.srv.WaitStreams(t.Context(), 1)
					time.Sleep(1200 * time.Millisecond) // heartbeats and pings keep it alive
					w.srv.DisconnectStreams(mode)
				}()
				began := time.Now()
				err := lastOf(t, w.client(), timing, mastodon.TopicUserNotification)
				require.ErrorIs(t, err, social.ErrUnavailable)
				assert.GreaterOrEqual(t, time.Since(began), 1200*time.Millisecond)
				assert.Less(t, time.Since(began), 5*time.Second)
				if mode == mastodontest.Stall {
					assert.ErrorContains(t, err, "silent")
				}
			})
		}
	}
}

// TestStreamPings keeps a connection alive whose server never pings by itself.
func TestStreamPings(t *testing.T) {
	t.Parallel()
	w := newWorld(t, &mastodontest.Options{Flavour: mastodontest.GoToSocial, Ping: time.Hour})
	go func() {
		_ = w.srv.WaitStreams(t.Context(), 1)
		time.Sleep(1500 * time.Millisecond)
		w.srv.DisconnectStreams(mastodontest.CloseClean)
	}()
	timing := hasty()
	timing.WSProbe, timing.WSSilence = 200*time.Millisecond, time.Second
	err := lastOf(t, w.client(), timing, mastodon.TopicUser)
	assert.ErrorContains(t, err, "the server ended the stream")
	assert.ErrorContains(t, err, "code 1001")
}

func TestStreamErrors(t *testing.T) {
	t.Parallel()
	usual := mastodon.Timing{}
	t.Run("topics", func(t *testing.T) {
		t.Parallel()
		w := newWorld(t, nil)
		for _, topics := range [][]mastodon.Topic{nil, {""}, {mastodon.TopicHashtag("", false)}, {"hashtag:local"}, {mastodon.TopicList("")}} {
			require.ErrorIs(t, lastOf(t, w.client(), usual, topics...), social.ErrInvalid)
		}
		assert.Empty(t, w.srv.Requests().All(), "before anything is sent")
	})
	t.Run("unknown topic", func(t *testing.T) {
		t.Parallel()
		for _, n := range []int{1, 2} { // over one protocol and the other
			w := newWorld(t, nil)
			err := lastOf(t, w.client(), usual, []mastodon.Topic{"nothing", mastodon.TopicUser}[:n]...)
			require.ErrorIs(t, err, social.ErrInvalid)
			assert.ErrorContains(t, err, "Unknown channel")
		}
	})
	t.Run("refused in band", func(t *testing.T) {
		t.Parallel()
		w := newWorld(t, nil)
		require.ErrorIs(t, lastOf(t, w.client(), usual, mastodon.TopicUser, mastodon.TopicList("404")), social.ErrInvalid)
	})
	t.Run("no scope", func(t *testing.T) {
		t.Parallel()
		for _, flavour := range []mastodontest.Flavour{mastodontest.Mastodon, mastodontest.GoToSocial} {
			w := newWorld(t, &mastodontest.Options{Flavour: flavour})
			w.token = w.srv.Token(w.brand, "write")
			if flavour == mastodontest.GoToSocial {
				w.srv.RevokeToken(w.token)
			}
			err := lastOf(t, w.client(), usual, mastodon.TopicUser)
			require.ErrorIs(t, err, social.ErrAuth)
			assert.NotContains(t, err.Error(), w.token)
		}
	})
	t.Run("no streaming", func(t *testing.T) {
		t.Parallel()
		s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if r.URL.Path == "/api/v2/instance" {
				w.Header().Set("Content-Type", "application/json")
				_, _ = w.Write([]byte("{}"))
				return
			}
			_, _ = w.Write([]byte("<html>Welcome</html>")) // as some servers answer every path they do not know
		}))
		defer s.Close()
		c, err := mastodon.New(s.URL, nil, &social.Options{HTTPClient: s.Client(), Retries: -1})
		require.NoError(t, err)
		require.ErrorIs(t, lastOf(t, c, usual, mastodon.TopicUser), errors.ErrUnsupported)
	})
	t.Run("silent handshake", func(t *testing.T) {
		t.Parallel()
		w := newWorld(t, nil)
		w.srv.Faults().Add(mastodontest.Fault{
			Kind: mastodontest.SlowBefore, Match: "GET /api/v1/streaming/**", Delay: time.Hour, Times: mastodontest.Forever,
		})
		err := lastOf(t, w.client(), mastodon.Timing{Connect: 50 * time.Millisecond}, mastodon.TopicUser)
		require.ErrorIs(t, err, social.ErrUnavailable)
		assert.ErrorContains(t, err, "silent")
	})
}

// TestStreamHosts says where the token may go.
func TestStreamHosts(t *testing.T) {
	t.Parallel()
	t.Run("advertised", func(t *testing.T) {
		t.Parallel()
		for _, flavour := range []mastodontest.Flavour{mastodontest.Mastodon, mastodontest.GoToSocial} {
			var w *world
			var streams, tokens atomic.Int32
			other := httptest.NewServer(http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) {
				streams.Add(1)
				if r.Header.Get("Authorization") != "" && r.URL.Query().Get("access_token") == "" {
					tokens.Add(1)
				}
				w.srv.ServeHTTP(rw, r)
			}))
			t.Cleanup(other.Close)
			w = newWorld(t, &mastodontest.Options{Flavour: flavour, StreamingURL: strings.Replace(other.URL, "http", "ws", 1)})
			got := w.take(1, func() { w.srv.Notify(w.brand, "follow", w.person("fan"), "") }, mastodon.TopicUserNotification)
			assert.Equal(t, mastodon.StreamNotification, got[0].Event)
			assert.Equal(t, int32(1), streams.Load())
			assert.Equal(t, int32(1), tokens.Load(), "in the header")
			w.srv.Close()
		}
	})
	t.Run("advertised, but not there", func(t *testing.T) {
		t.Parallel()
		for _, opts := range []mastodontest.Options{
			{AdvertiseWSS: true},
			{AdvertiseWSS: true, Flavour: mastodontest.GoToSocial},
			{StreamingURL: "ws://127.0.0.1:1"},
		} {
			w := newWorld(t, &opts)
			w.take(1, func() { w.srv.Notify(w.brand, "follow", w.person("fan"), "") }, mastodon.TopicUserNotification)
		}
	})
	t.Run("redirect", func(t *testing.T) {
		t.Parallel()
		var stolen []string
		thief := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
			stolen = append(stolen, r.Header.Get("Authorization"))
		}))
		defer thief.Close()
		s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if r.URL.Path == "/api/v2/instance" {
				w.Header().Set("Content-Type", "application/json")
				_, _ = fmt.Fprint(w, `{"api_versions":{"mastodon":2}}`)
				return
			}
			http.Redirect(w, r, thief.URL+r.URL.Path, http.StatusMovedPermanently)
		}))
		defer s.Close()
		c, err := mastodon.New(s.URL, oauth2.StaticTokenSource(&oauth2.Token{AccessToken: "any"}), &social.Options{HTTPClient: s.Client(), Retries: -1})
		require.NoError(t, err)
		require.Error(t, lastOf(t, c, mastodon.Timing{}, mastodon.TopicUser))
		assert.Empty(t, stolen)
	})
}

func TestStreamOrigin(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct{ own, advertised, want string }{
		{"https://m.example", "wss://m.example", ""},
		{"https://m.example", "wss://stream.example", "https://stream.example"},
		{"https://m.example", "https://stream.example/x", "https://stream.example/x"},
		{"https://m.example", "ws://stream.example", ""},
		{"https://m.example", "wss://u:p@stream.example", ""},
		{"https://m.example", "", ""},
		{"https://m.example", "::", ""},
		{"http://localhost:3000", "wss://m.example", ""},
		{"http://localhost:3000", "ws://localhost:4000", "http://localhost:4000"},
	} {
		assert.Equal(t, tc.want, mastodon.StreamOrigin(t, tc.own, tc.advertised), tc)
	}
}
