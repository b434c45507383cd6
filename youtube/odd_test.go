package youtube_test

import (
	"context"
	"iter"
	"net/http"
	"net/http/httptest"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/relais-go/relais/social"
	"github.com/relais-go/relais/youtube"
)

// drained reads a sequence for as long as it gives something new.
func drained[T any](seq iter.Seq2[*T, error]) error {
	n := 0
	for _, err := range seq {
		if n++; err != nil || n > 500 {
			return err
		}
	}
	return nil
}

// reads are calls of all methods that read, and of those that read before they write.
func reads(ctx context.Context, c *youtube.Client) map[string]func() error {
	from := time.Now().AddDate(0, 0, -10)
	once := func(_ any, err error) error { return err }
	return map[string]func() error{
		"Video":          func() error { return once(c.Video(ctx, "v")) },
		"VideoStats":     func() error { return once(c.VideoStats(ctx, "v")) },
		"VideoRatings":   func() error { return once(c.VideoRatings(ctx, "v")) },
		"WaitVideo":      func() error { return once(c.WaitVideo(ctx, "v")) },
		"UpdateVideo":    func() error { return once(c.UpdateVideo(ctx, "v", titled("T"))) },
		"MyChannel":      func() error { return once(c.MyChannel(ctx)) },
		"Profile":        func() error { return once(c.Profile(ctx)) },
		"FindAccount":    func() error { return once(c.FindAccount(ctx, "acme")) },
		"UpdateChannel":  func() error { return once(c.UpdateChannel(ctx, &youtube.ChannelParams{Country: new("FR")})) },
		"Threads":        func() error { return drained(c.Threads(ctx, &youtube.ThreadsParams{VideoID: "v"}, nil)) },
		"Replies":        func() error { return drained(c.Replies(ctx, "m", nil)) },
		"Comment":        func() error { return once(c.Comment(ctx, "m")) },
		"Captions":       func() error { return once(c.Captions(ctx, "v")) },
		"Playlists":      func() error { return drained(c.Playlists(ctx, nil, nil)) },
		"UpdatePlaylist": func() error { return once(c.UpdatePlaylist(ctx, "p", &youtube.PlaylistParams{Title: new("T")})) },
		"PlaylistItems":  func() error { return drained(c.PlaylistItems(ctx, &youtube.PlaylistItemsParams{PlaylistID: "p"}, nil)) },
		"PlaylistImage":  func() error { return once(c.PlaylistImage(ctx, "p")) },
		"Subscriptions":  func() error { return drained(c.Subscriptions(ctx, nil, nil)) },
		"Unfollow":       func() error { return c.Unfollow(ctx, channelRef("UCx")) },
		"Unreact":        func() error { return c.Unreact(ctx, videoRef("v"), social.ReactionLike) },
		"Activities":     func() error { return drained(c.Activities(ctx, nil, nil)) },
		"Categories":     func() error { return once(c.Categories(ctx, "", "")) },
		"ReportReasons":  func() error { return once(c.ReportReasons(ctx, "")) },
		"SearchAll":      func() error { return drained(c.SearchAll(ctx, &youtube.SearchParams{Query: "q"}, nil)) },
		"Search":         func() error { return drained(c.Search(ctx, &social.SearchQuery{Text: "q"})) },
		"Posts":          func() error { return drained(c.Posts(ctx, nil)) },
		"Scheduled":      func() error { return drained(c.Scheduled(ctx)) },
		"Reschedule":     func() error { return once(c.Reschedule(ctx, scheduledRef("v"), time.Now().Add(time.Hour))) },
		"PostMetrics":    func() error { return once(c.PostMetrics(ctx, videoRef("v"), commentRef("m"))) },
		"AccountMetrics": func() error { return once(c.AccountMetrics(ctx, nil)) },
		"Insights": func() error {
			return once(c.Insights(ctx, &youtube.InsightParams{From: from, By: youtube.ByContentType}))
		},
		"Days":             func() error { return once(c.AccountMetrics(ctx, &social.MetricsQuery{From: from, ByDay: true})) },
		"Broadcasts":       func() error { return drained(c.Broadcasts(ctx, nil, nil)) },
		"LiveChats":        func() error { return once(c.LiveChats(ctx)) },
		"Streams":          func() error { return drained(c.Streams(ctx, nil)) },
		"ChatPage":         func() error { return once(c.ChatPage(ctx, "chat", "", 0)) },
		"ChatStream":       func() error { return drained(c.ChatStream(ctx, "chat", "")) },
		"ChatModerators":   func() error { return drained(c.ChatModerators(ctx, "chat", nil)) },
		"SuperChats":       func() error { return drained(c.SuperChats(ctx, nil)) },
		"Members":          func() error { return drained(c.Members(ctx, nil, nil)) },
		"MemberUpdates":    func() error { return once(c.MemberUpdates(ctx, "")) },
		"MembershipLevels": func() error { return once(c.MembershipLevels(ctx)) },
		"Reply":            func() error { return once(c.Reply(ctx, commentRef("m"), &social.Draft{Text: "x"})) },
		"Listen": func() error {
			l := c.ListenerWith(hasty(), &youtube.ListenOptions{Watch: []youtube.ID{"UCx"}, Searches: []*youtube.SearchParams{{Query: "q"}}})
			return drained(l.Listen(ctx, &social.ListenQuery{After: social.FromStart, CatchUp: true}))
		},
		"ChatListener": func() error {
			return drained(c.ChatListener("chat", nil).Listen(ctx, &social.ListenQuery{After: social.FromStart, CatchUp: true}))
		},
	}
}

// TestOddAnswers: whatever members are missing, null, or of another type, nothing breaks down, and nothing goes on for
// ever.
func TestOddAnswers(t *testing.T) {
	t.Parallel()
	empty := `"snippet":{},"status":{},"statistics":{},"contentDetails":{},"brandingSettings":{},"replies":{},"authorDetails":{},"subscriberSnippet":{},"processingDetails":{}`
	null := `"snippet":null,"status":null,"statistics":null,"contentDetails":null,"brandingSettings":null,"replies":null,"authorDetails":null,"subscriberSnippet":null`
	wrong := `"snippet":{"title":7,"publishedAt":true,"thumbnails":[],"topLevelComment":"x","tags":{},"resourceId":[]},"status":"x","statistics":[],"contentDetails":9`
	inner := `"snippet":{"topLevelComment":{"snippet":null},"resourceId":null,"thumbnails":null,"publishedAt":null,"authorChannelId":null},"replies":{"comments":[null,{}]},"contentDetails":{"relatedPlaylists":null}`
	for name, body := range map[string]string{
		"nothing": "", "null": "null", "an object": "{}", "a list": "[]", "a number": "7", "a text": `"x"`, "half": `{"items":[`,
		"no items": `{"items":null,"pageInfo":null}`, "odd items": `{"items":"x","nextPageToken":7,"pageInfo":[]}`, "null items": `{"items":[null,null]}`,
		"bare items": `{"items":[{}]}`, "odd item": `{"items":[7,"x",[]]}`,
		"numbers for IDs":  `{"items":[{"id":7,` + empty + `}],"nextPageToken":"n"}`,
		"empty parts":      `{"items":[{"id":"i",` + empty + `}],"nextPageToken":"n","rows":[[]],"columnHeaders":[{}]}`,
		"null parts":       `{"items":[{"id":"i",` + null + `}],"rows":null,"columnHeaders":null}`,
		"parts of a kind":  `{"items":[{"id":"i",` + wrong + `}],"rows":[[1,null,"x",{}]],"columnHeaders":[{"name":"day"},{"name":7}]}`,
		"null inside":      `{"items":[{"id":"i",` + inner + `}],"rows":[null],"columnHeaders":[null]}`,
		"the same page":    `{"items":[{"id":"i","snippet":{"publishedAt":"2026-01-01T00:00:00Z"}}],"nextPageToken":"same"}`,
		"an error of odds": `{"error":{"code":"x","errors":[null,{"reason":7}],"details":[null]}}`,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				w.Header().Set("Content-Type", "application/json; charset=UTF-8")
				if r.URL.Query().Get("mine") == "true" && r.URL.Path == "/youtube/v3/channels" && name != "nothing" {
					_, _ = w.Write([]byte(`{"items":[{"id":"UCme","contentDetails":{"relatedPlaylists":{"uploads":"UUme"}},"brandingSettings":{}}]}`))
					return
				}
				_, _ = w.Write([]byte(body))
			}))
			t.Cleanup(srv.Close)
			ctx, cancel := withTimeout(t, 5*time.Minute)
			defer cancel()
			c, err := youtube.NewClient(&youtube.Config{Tokens: static("token-123"), Quota: boundless()}, &social.Options{
				BaseURL: srv.URL, Retries: -1, RetryWait: time.Millisecond, RetryWaitMax: time.Millisecond, MediaWait: time.Millisecond, Settle: time.Millisecond,
			})
			require.NoError(t, err)
			for method, call := range reads(ctx, c) {
				if method == "Listen" || method == "ChatListener" { // which try again for as long as it takes
					continue
				}
				err := call()
				require.NoError(t, ctx.Err(), method)
				if err == nil {
					continue
				}
				for _, p := range social.Problems(err) {
					assert.Equal(t, "youtube", p.Network, "%s: %v", method, err)
					assert.NotNil(t, p.Kind, "%s: %v", method, err)
				}
			}
			for _, method := range []string{"Listen", "ChatListener"} {
				brief, stop := context.WithTimeout(ctx, 200*time.Millisecond)
				_ = reads(brief, c)[method]() // ends with its context where the answer is no answer
				stop()
			}
		})
	}
}
