package instagram_test

import (
	"context"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/relais-go/relais/instagram"
	"github.com/relais-go/relais/instagram/instagramtest"
	"github.com/relais-go/relais/internal/graph/graphtest"
	"github.com/relais-go/relais/social"
)

// clocked is a world whose time stands still until it is moved. It begins an hour ago: answers are of the present, and
// so are cursors.
func clocked(t *testing.T, api instagramtest.API, opts instagramtest.Options) (*world, *instagramtest.ManualClock) {
	t.Helper()
	clock := instagramtest.NewManualClock(time.Now().Add(-time.Hour).Truncate(time.Second))
	opts.Clock = clock.Now
	return newWorld(t, api, &opts), clock
}

// caughtUp is what a job that runs now and then would hear.
func caughtUp(t *testing.T, l *instagram.Listener, after string, kinds ...social.EventKind) []*social.Event {
	t.Helper()
	var all []*social.Event
	for e, err := range l.Listen(t.Context(), &social.ListenQuery{After: after, CatchUp: true, Kinds: kinds}) {
		require.NoError(t, err)
		all = append(all, e)
	}
	return all
}

func refsOf(events []*social.Event) []string {
	refs := make([]string, len(events))
	for i, e := range events {
		refs[i] = e.Ref.ID
	}
	return refs
}

// happenings lets all that can be read happen once, a second apart, and returns the IDs in their order. The account's
// own doing is in between.
func happenings(w *world, clock *instagramtest.ManualClock) []string {
	fan, other := w.person("fan"), w.person("other")
	post := w.srv.Post(w.user, instagramtest.Post{Caption: "News"})
	reel := w.srv.Post(w.user, instagramtest.Post{Caption: "Reel", Product: "REELS"})
	album := w.srv.Post(w.user, instagramtest.Post{Caption: "Photos", Type: "CAROUSEL_ALBUM"})
	story := w.srv.Post(w.user, instagramtest.Post{Product: "STORY"})
	var ids []string
	note := func(id string) string {
		clock.Advance(time.Second)
		ids = append(ids, id)
		return id
	}
	first := note(w.srv.Comment(fan, post, "Nice"))
	answer := w.srv.Reply(w.user, first, "Thanks")
	clock.Advance(time.Second)
	note(w.srv.Reply(fan, answer, "Welcome"))
	note(w.srv.Comment(fan, reel, "Fast"))
	note(w.srv.Comment(other, album, "Which one?"))
	w.srv.Comment(w.user, post, "From us")
	note(w.srv.Reply(other, first, "Indeed"))
	note(w.srv.Post(fan, instagramtest.Post{Caption: "At theirs", Tags: []string{w.user}}))
	message := note(w.srv.Send(instagramtest.Message{From: fan, To: w.user, Attachments: []instagramtest.Attachment{{Type: "image", URL: "https://example.com/a.jpg"}}}))
	w.srv.Send(instagramtest.Message{From: w.user, To: fan, Text: "Oh", ReplyTo: message})
	clock.Advance(time.Second)
	note(w.srv.ReplyToStory(fan, story, "Lovely"))
	return ids
}

func happened() []social.EventKind {
	const comment, reply = social.EventComment, social.EventReply
	return []social.EventKind{comment, reply, comment, comment, reply, social.EventMention, social.EventMessage, social.EventMessage}
}

// TestListenReads reads everything, in order, and says of each what there is to say; what the account did is none of
// it, under whichever ID it comes.
func TestListenReads(t *testing.T) {
	t.Parallel()
	for name, api := range logins() {
		for _, own := range []bool{false, true} {
			t.Run(fmt.Sprintf("%s/%v", name, own), func(t *testing.T) {
				t.Parallel()
				w, clock := clocked(t, api, instagramtest.Options{Traps: instagramtest.Traps{OwnFromID: own}})
				ids := happenings(w, clock)
				got := caughtUp(t, w.client().Listener(nil), social.FromStart)
				assert.Equal(t, ids, refsOf(got))
				names := map[string]bool{}
				for i, e := range got {
					assert.Equal(t, happened()[i], e.Kind)
					assert.False(t, names[e.ID], "%s comes twice", e.ID)
					names[e.ID] = true
					assert.Contains(t, []string{"fan", "other"}, e.Author.Handle)
					assert.NotEmpty(t, e.Author.Ref.ID)
					assert.NotNil(t, e.Raw)
				}
				assert.Equal(t, got[0].Root, got[0].Parent)
				assert.Equal(t, commentRef(ids[0]), got[1].Parent, "threads have two levels")
				assert.Equal(t, got[0].Root, got[1].Root)
				assert.Equal(t, "https://example.com/a.jpg", got[6].Media[0].URL)
				assert.Equal(t, social.RefConversation, got[7].Root.Kind)
				assert.Equal(t, social.RefPost, got[7].Parent.Kind, "the story that is answered")
				assert.True(t, got[7].Private)

				for i, e := range got { // each cursor leads to what follows it
					assert.Equal(t, ids[i+1:], refsOf(caughtUp(t, w.client().Listener(nil), e.Cursor)), "behind event %d", i)
				}
				assert.Equal(t, ids[6:], refsOf(caughtUp(t, w.client().Listener(nil), got[0].Cursor, social.EventMessage)), "cursors are good for any kinds")
			})
		}
	}
}

// TestListenSame: what is pushed and what is read of the same are the same event, in all shapes of webhooks.
func TestListenSame(t *testing.T) {
	t.Parallel()
	for name, api := range logins() {
		for shape, o := range map[string]instagramtest.WebhookOptions{
			"plain":   {},
			"flat":    {Shape: instagramtest.ShapeFlat, Milliseconds: true},
			"wrapped": {Wrapped: true, PlainID: true},
		} {
			t.Run(name+"/"+shape, func(t *testing.T) {
				t.Parallel()
				w, clock := clocked(t, api, instagramtest.Options{Webhook: o})
				h := w.webhook()
				ids := happenings(w, clock)
				require.NoError(t, w.srv.WaitWebhooks(t.Context()))
				read := map[string]*social.Event{}
				var media []instagram.ID
				for _, e := range caughtUp(t, w.client().Listener(nil), social.FromStart) {
					read[e.ID] = e
					media = append(media, instagram.ID(e.Root.ID))
				}
				l, same := w.client().Listener(&instagram.ListenOptions{Webhook: h}), 0
				updates := instagram.Queued(h, instagram.ID(w.user))
				for _, u := range updates {
					events, sources, err := l.Understood(t.Context(), u, media...)
					require.NoError(t, err)
					e := events[0]
					if e.Author.Ref.ID == w.user {
						continue // its own
					}
					r := read[e.ID]
					require.NotNil(t, r, "%s %s was pushed, and not read", e.Kind, e.ID)
					assert.NotEmpty(t, sources[0])
					assert.Equal(t, []string{string(r.Kind), r.Text, show(r.Ref), show(r.Parent), r.Author.Ref.ID}, []string{string(e.Kind), e.Text, show(e.Ref), show(e.Parent), e.Author.Ref.ID})
					if r.Kind == social.EventMessage {
						assert.True(t, r.Time.Equal(e.Time), "%s: read as of %v, pushed as of %v", e.ID, r.Time, e.Time)
					} else {
						assert.False(t, e.Time.Before(r.Time), "of pushed comments there is no time but that of the push")
					}
					assert.Len(t, e.Media, len(r.Media))
					same++
				}
				assert.Equal(t, len(ids)-1, same, "all but the tag")

				again := w.webhook()
				for _, d := range w.host.Deliveries() {
					require.Equal(t, http.StatusOK, graphtest.Push(again, d.Body, graphtest.Signature(w.secret(), d.Body)))
				}
				got := caughtUp(t, w.client().Listener(&instagram.ListenOptions{Webhook: again}), social.FromStart)
				assert.Equal(t, ids, refsOf(got), "both ways, told once")
			})
		}
	}
}

// requests are the paths that were read.
func requests(w *world) []string {
	var out []string
	for _, r := range w.host.Requests().All() {
		path := strings.TrimPrefix(r.Path, "/v26.0/")
		path = strings.ReplaceAll(path, w.page.Page, "acme")
		out = append(out, strings.ReplaceAll(path, w.user, "acme"))
	}
	return out
}

// TestListenCosts: a round that finds nothing takes as many requests as are promised, one that finds something one more
// for each conversation, and none for comments.
func TestListenCosts(t *testing.T) {
	t.Parallel()
	for name, api := range logins() {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w, clock := clocked(t, api, instagramtest.Options{})
			happenings(w, clock)
			c := w.client()
			cursor, err := c.Cursor(t.Context())
			require.NoError(t, err)
			_, err = c.Me(t.Context())
			require.NoError(t, err)
			w.host.Requests().Reset()
			require.Empty(t, caughtUp(t, c.Listener(nil), cursor))
			assert.ElementsMatch(t, []string{"acme/media", "acme/conversations", "acme/tags", "acme/tags"}, requests(w))

			clock.Set(time.Now().Add(2 * time.Second))
			fan := w.person("fan_2")
			post := w.srv.Published(w.user)[0].ID
			for range 3 {
				w.srv.Comment(fan, post, "Me too")
				w.srv.DM(fan, w.user, "And again")
			}
			w.host.Requests().Reset()
			require.Len(t, caughtUp(t, c.Listener(nil), cursor), 6)
			assert.Len(t, requests(w), 5)
			w.host.Requests().Reset()
			require.Len(t, caughtUp(t, c.Listener(nil), cursor, social.EventMessage), 3)
			assert.Len(t, requests(w), 2, "what is not asked for is not read")
		})
	}
}

// TestListenLooks: recent posts are looked at often, and read only where the number of comments has changed, as far as
// that takes; what that overlooks, and older posts, are read less often.
func TestListenLooks(t *testing.T) {
	t.Parallel()
	for name, older := range map[string]time.Duration{"looks": time.Hour, "whole reads": 60 * time.Millisecond} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var behind atomic.Int64
			behind.Store(int64(time.Hour))
			w := newWorld(t, instagramtest.InstagramLogin, &instagramtest.Options{
				Clock: func() time.Time { return time.Now().Add(-time.Duration(behind.Load())) },
			})
			var posts []string
			for i := range 8 {
				posts = append(posts, w.srv.Post(w.user, instagramtest.Post{Caption: fmt.Sprint("Post ", i)}))
			}
			slices.Reverse(posts) // newest first
			fan := w.person("fan")
			timing := hasty()
			timing.Older = older
			start := w.srv.Comment(fan, posts[0], "Start")
			for i := range 70 { // of which only the newest 50 come at once
				w.srv.Comment(w.user, posts[1], fmt.Sprint("From us ", i))
			}
			old := w.srv.Comment(w.user, posts[6], "From us")
			oldest := w.oldest(posts[1])
			behind.Store(0)
			next := []func() string{
				func() string { return w.srv.Comment(fan, posts[1], "Recent") },
				func() string { return w.srv.Reply(fan, oldest, "Below an old comment") },
			}
			if older < time.Hour {
				next = append(next,
					func() string { return w.srv.Comment(fan, posts[6], "Older") },
					func() string { w.srv.DeleteComment(old); return w.srv.Comment(fan, posts[6], "One came, one went") })
			}
			w.dialogue(timing, &instagram.ListenOptions{Recent: 3, Watched: 8}, start, next...)
			if older == time.Hour {
				assert.LessOrEqual(t, w.reads("/comments"), 6, "what has not changed is not read again")
			}
			t.Logf("%d requests, %d of them for comments", len(requests(w)), w.reads("/comments"))
		})
	}
}

// dialogue listens, and lets the next thing happen when the one before was told; nothing else may be.
func (w *world) dialogue(timing instagram.Timing, o *instagram.ListenOptions, start string, next ...func() string) {
	w.t.Helper()
	ctx, cancel := context.WithTimeout(w.t.Context(), 2*time.Minute)
	defer cancel()
	want := start
	for e, err := range w.client().ListenerWith(timing, o).Listen(ctx, &social.ListenQuery{After: social.FromStart}) {
		require.NoError(w.t, err)
		require.Equal(w.t, want, e.Ref.ID)
		if len(next) == 0 {
			return
		}
		want, next = next[0](), next[1:]
	}
	require.Fail(w.t, "not all was told", "%d left", len(next)+1)
}

// reads is how many requests were for an edge.
func (w *world) reads(edge string) (n int) {
	for _, r := range requests(w) {
		if strings.HasSuffix(r, edge) {
			n++
		}
	}
	return n
}

// TestListenAncient: below what is not watched any more, comments are heard by push only.
func TestListenAncient(t *testing.T) {
	t.Parallel()
	w := newWorld(t, instagramtest.InstagramLogin, nil)
	h := w.webhook()
	post := w.srv.Post(w.user, instagramtest.Post{Caption: "Long ago"})
	for i := range 8 {
		w.srv.Post(w.user, instagramtest.Post{Caption: fmt.Sprint("Post ", i)})
	}
	ancient := w.srv.Comment(w.person("fan"), post, "Ancient")
	require.NoError(t, w.srv.WaitWebhooks(t.Context()))
	o := instagram.ListenOptions{Recent: 3, Watched: 8}
	assert.Empty(t, caughtUp(t, w.client().Listener(&o), social.FromStart))
	o.Webhook = h
	assert.Equal(t, []string{ancient}, refsOf(caughtUp(t, w.client().Listener(&o), social.FromStart)))
}

// oldest is the first comment below a media.
func (w *world) oldest(media string) string {
	m, _ := w.srv.FindMedia(media)
	return m.Comments[0]
}

// TestListenOldMessages: of more than 20 messages in a conversation Instagram tells little, but not nothing; what was
// taken back is not told.
func TestListenOldMessages(t *testing.T) {
	t.Parallel()
	w, clock := clocked(t, instagramtest.FacebookLogin, instagramtest.Options{})
	fan := w.person("fan")
	var ids []string
	write := func(n int) {
		for i := range n {
			clock.Advance(time.Second)
			ids = append(ids, w.srv.DM(fan, w.user, fmt.Sprint("Message ", i)))
		}
	}
	write(3)
	c := w.client()
	cursor, err := c.Cursor(t.Context())
	require.NoError(t, err)
	clock.Set(time.Now())
	write(45)
	got := caughtUp(t, c.Listener(nil), cursor)
	assert.Equal(t, ids[3:], refsOf(got))
	assert.Empty(t, got[0].Text)
	assert.Empty(t, got[0].Author.Ref.ID)
	assert.Equal(t, w.conversation(w.known(fan)), got[0].Root.ID, "where to look")
	assert.Equal(t, "Message 44", got[44].Text)
	assert.Equal(t, ids[28:], refsOf(caughtUp(t, c.Listener(nil), social.FromStart)), "the network has no more of the others")

	w.srv.UnsendMessage(ids[47])
	assert.NotContains(t, refsOf(caughtUp(t, c.Listener(nil), cursor)), ids[47])
}
