package gomastodon_test

import (
	"context"
	"net/http"
	"testing"

	mast "github.com/mattn/go-mastodon"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/relais-go/relais/mastodon/mastodontest"
)

// next is the next event of a kind; errors of the connection, which this client reports as events, are skipped.
func next[T mast.Event](ctx context.Context, t *testing.T, q <-chan mast.Event) T {
	t.Helper()
	for {
		select {
		case e := <-q:
			if want, ok := e.(T); ok {
				return want
			}
			if _, broken := e.(*mast.ErrorEvent); !broken {
				t.Fatalf("%T came", e)
			}
		case <-ctx.Done():
			t.Fatal("nothing came")
		}
	}
}

// drain ends the sender of a stream, which else waits for a reader for ever.
func drain(cancel context.CancelFunc, q <-chan mast.Event) {
	cancel()
	for range q {
	}
}

// TestStreams follows all that the stream of a person carries, over both transports.
func TestStreams(t *testing.T) {
	t.Parallel()
	for name, open := range map[string]func(context.Context, *mast.Client) (chan mast.Event, error){
		"SSE": func(ctx context.Context, c *mast.Client) (chan mast.Event, error) { return c.StreamingUser(ctx) },
		"WebSocket": func(ctx context.Context, c *mast.Client) (chan mast.Event, error) {
			return c.NewWSClient().StreamingWSUser(ctx)
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			p := newPlace(t, nil)
			ann := p.CreateAccount("ann")
			p.Follow(p.acme, ann)
			p.Follow(ann, p.acme)
			ctx, cancel := context.WithCancel(p.soon())
			q := must(open(ctx, p.c))(t)
			defer drain(cancel, q)
			require.NoError(t, p.WaitStreams(ctx, 1))
			s := p.Post(ann, "hello", nil)
			assert.Equal(t, mast.ID(s.ID), next[*mast.UpdateEvent](ctx, t, q).Status.ID)
			p.Edit(s.ID, "hello, world")
			assert.Equal(t, "<p>hello, world</p>", next[*mast.UpdateEditEvent](ctx, t, q).Status.Content)
			own := must(p.c.PostStatus(ctx, &mast.Toot{Status: "mine"}))(t)
			assert.Equal(t, own.ID, next[*mast.UpdateEvent](ctx, t, q).Status.ID)
			p.Favourite(ann, string(own.ID))
			n := next[*mast.NotificationEvent](ctx, t, q).Notification
			assert.Equal(t, "favourite", n.Type)
			assert.Equal(t, "ann", n.Account.Acct)
			assert.Equal(t, own.ID, n.Status.ID)
			p.Delete(s.ID)
			assert.Equal(t, mast.ID(s.ID), next[*mast.DeleteEvent](ctx, t, q).ID)
		})
	}
}

// TestStreamReconnects: whatever ends a stream, this client opens it again.
func TestStreamReconnects(t *testing.T) {
	t.Parallel()
	for _, mode := range []mastodontest.DisconnectMode{mastodontest.CloseClean, mastodontest.CloseReset} {
		t.Run(string(mode), func(t *testing.T) {
			t.Parallel()
			p := newPlace(t, nil)
			ctx, cancel := context.WithCancel(p.soon())
			q := must(p.c.StreamingUser(ctx))(t)
			defer drain(cancel, q)
			require.NoError(t, p.WaitStreams(ctx, 1))
			p.Post(p.acme, "one", nil)
			next[*mast.UpdateEvent](ctx, t, q)
			assert.Equal(t, 1, p.DisconnectStreams(mode))
			if mode == mastodontest.CloseReset {
				e, ok := (<-q).(*mast.ErrorEvent)
				require.True(t, ok)
				require.Error(t, e.Err)
			}
			require.NoError(t, p.WaitStreams(ctx, 1))
			two := p.Post(p.acme, "two", nil)
			assert.Equal(t, mast.ID(two.ID), next[*mast.UpdateEvent](ctx, t, q).Status.ID)
		})
	}
}

// TestOtherStreams: each stream carries what belongs to it, and nothing else.
func TestOtherStreams(t *testing.T) {
	t.Parallel()
	p := newPlace(t, nil)
	ctx, cancel := context.WithCancel(p.soon())
	ann, far := p.CreateAccount("ann"), p.CreateAccount("far@far.example")
	p.Follow(p.acme, ann)
	p.Follow(p.acme, far)
	list := must(p.c.CreateList(ctx, "team"))(t)
	require.NoError(t, p.c.AddToList(ctx, list.ID, mast.ID(ann.ID)))
	ws := p.c.NewWSClient()
	var open []<-chan mast.Event
	for _, q := range []chan mast.Event{
		must(p.c.StreamingPublic(ctx, false))(t), must(p.c.StreamingPublic(ctx, true))(t),
		must(p.c.StreamingHashtag(ctx, "go", false))(t), must(p.c.StreamingList(ctx, list.ID))(t),
		must(ws.StreamingWSPublic(ctx, false))(t), must(ws.StreamingWSPublic(ctx, true))(t),
		must(ws.StreamingWSHashtag(ctx, "go", false))(t), must(ws.StreamingWSList(ctx, list.ID))(t),
	} {
		defer drain(cancel, q)
		open = append(open, q)
	}
	direct := must(p.c.StreamingDirect(ctx))(t)
	defer drain(cancel, direct)
	require.NoError(t, p.WaitStreams(ctx, len(open)+1))
	p.Post(far, "from far away", nil)
	tagged := p.Post(far, "with #go", nil)
	local := p.Post(ann, "from here", nil)
	last := p.Post(ann, "the last of #go", nil)
	for i, want := range []string{"<p>from far away", local.Content, tagged.Content, local.Content} {
		for _, q := range []<-chan mast.Event{open[i], open[i+4]} {
			assert.Contains(t, next[*mast.UpdateEvent](ctx, t, q).Status.Content, want)
		}
	}
	assert.Equal(t, last.Content, next[*mast.UpdateEvent](ctx, t, open[2]).Status.Content)
	assert.Equal(t, last.Content, next[*mast.UpdateEvent](ctx, t, open[3]).Status.Content)
	p.Message(ann, "psst", p.acme)
	assert.Contains(t, next[*mast.ConversationEvent](ctx, t, direct).Conversation.LastStatus.Content, "psst")
}

// TestStreamRefused: a token that ends, ends the stream; then this client knocks in vain.
func TestStreamRefused(t *testing.T) {
	t.Parallel()
	p := newPlace(t, nil)
	ctx, cancel := context.WithCancel(p.soon())
	p.c.Config.AccessToken = "token-123"
	q := must(p.c.StreamingUser(ctx))(t)
	defer drain(cancel, q)
	e, ok := (<-q).(*mast.ErrorEvent)
	require.True(t, ok)
	refused(t, e.Err, http.StatusUnauthorized, "Invalid access token")
	assert.Zero(t, p.StreamsOpened())
}
