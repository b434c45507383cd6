package rest_test

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/relais-go/relais/internal/rest"
	"github.com/relais-go/relais/social"
)

// board is where writes of these tests go: in process, with its own time.
type board struct {
	mu    sync.Mutex
	posts []item
	sends int
	looks int
}

func (b *board) add(text string) item {
	b.mu.Lock()
	defer b.mu.Unlock()
	it := item{ID: fmt.Sprint(len(b.posts) + 1), Text: text}
	b.posts = append(b.posts, it)
	return it
}

// write sends text by the given function, which gets the number of the send, from 1.
func (b *board) write(text string, send func(ctx context.Context, n int) (item, error)) *rest.Write[item] {
	return &rest.Write[item]{
		Twin: text,
		ID:   func(it item) string { return it.ID },
		Send: func(ctx context.Context) (item, error) {
			b.mu.Lock()
			b.sends++
			n := b.sends
			b.mu.Unlock()
			return send(ctx, n)
		},
		Find: func(_ context.Context, taken func(string) bool) (item, bool, error) {
			b.mu.Lock()
			defer b.mu.Unlock()
			b.looks++
			for _, it := range b.posts {
				if it.Text == text && !taken(it.ID) {
					return it, true, nil
				}
			}
			return item{}, false, nil
		},
	}
}

func lostAnswer(status int, cause error) error {
	return &social.Error{Network: "board", Op: "create", Kind: social.ErrUncertain, Status: status, Err: cause}
}

// newOnce has default options: three sends at most, and 5 s for a write to appear.
func newOnce(t *testing.T) *rest.Once {
	t.Helper()
	return newClient(t, "http://board.example", func(cfg *rest.Config) { cfg.Options = social.Options{} }).Once()
}

func TestWriteOnceAnswered(t *testing.T) {
	t.Parallel()
	var b board
	refused := &social.Error{Kind: social.ErrInvalid}
	v, err := rest.WriteOnce(t.Context(), newOnce(t), b.write("a", func(context.Context, int) (item, error) { return b.add("a"), nil }))
	require.NoError(t, err)
	assert.Equal(t, "1", v.ID)
	_, err = rest.WriteOnce(t.Context(), newOnce(t), b.write("b", func(context.Context, int) (item, error) { return item{}, refused }))
	assert.Equal(t, error(refused), err)
	assert.Zero(t, b.looks, "an answer needs no look")
}

// What becomes of a write whose answer was lost, by what is known of the loss.
func TestWriteOnceLostAnswer(t *testing.T) {
	t.Parallel()
	reset := errors.New("connection reset")
	for name, c := range map[string]struct {
		appears time.Duration // after the first send; negative: never
		cause   error
		keyed   bool
		kind    error
		sends   int
		took    time.Duration
	}{
		"stands at once":             {appears: 0, cause: lostAnswer(0, reset), sends: 1},
		"stands a little later":      {appears: 3 * time.Second, cause: lostAnswer(0, reset), sends: 1, took: 3750 * time.Millisecond},
		"cut, never executed":        {appears: -1, cause: lostAnswer(0, reset), kind: social.ErrUnavailable, sends: 3, took: 15 * time.Second},
		"502, never executed":        {appears: -1, cause: lostAnswer(502, nil), kind: social.ErrUnavailable, sends: 3, took: 15 * time.Second},
		"504 proves nothing":         {appears: -1, cause: lostAnswer(504, nil), kind: social.ErrUncertain, sends: 1, took: 5 * time.Second},
		"522 proves nothing":         {appears: -1, cause: lostAnswer(522, nil), kind: social.ErrUncertain, sends: 1, took: 5 * time.Second},
		"408 proves nothing":         {appears: -1, cause: lostAnswer(408, nil), kind: social.ErrUncertain, sends: 1, took: 5 * time.Second},
		"a broken yes is no no":      {appears: -1, cause: lostAnswer(200, reset), kind: social.ErrUncertain, sends: 1, took: 5 * time.Second},
		"silence proves nothing":     {appears: -1, cause: lostAnswer(0, rest.ErrStalled), kind: social.ErrUncertain, sends: 1, took: 5 * time.Second},
		"a timeout proves nothing":   {appears: -1, cause: lostAnswer(0, timeout{}), kind: social.ErrUncertain, sends: 1, took: 5 * time.Second},
		"an end proves nothing":      {appears: -1, cause: lostAnswer(0, context.Canceled), kind: social.ErrUncertain, sends: 1, took: 5 * time.Second},
		"keyed, cut":                 {appears: -1, cause: lostAnswer(0, reset), keyed: true, kind: social.ErrUnavailable, sends: 3, took: 7 * time.Second},
		"keyed, silence to the last": {appears: -1, cause: lostAnswer(504, nil), keyed: true, kind: social.ErrUncertain, sends: 3, took: 7 * time.Second},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				var b board
				w := b.write("a", func(_ context.Context, n int) (item, error) {
					if n == 1 && c.appears >= 0 {
						time.AfterFunc(c.appears, func() { b.add("a") })
						synctest.Wait()
					}
					return item{}, c.cause
				})
				w.Keyed = c.keyed
				begin := time.Now()
				v, err := rest.WriteOnce(t.Context(), newOnce(t), w)
				assert.Equal(t, c.sends, b.sends)
				assert.Equal(t, c.took, time.Since(begin))
				if c.kind == nil {
					require.NoError(t, err)
					assert.Equal(t, "1", v.ID)
					return
				}
				require.ErrorIs(t, err, c.kind)
				assert.Equal(t, c.kind == social.ErrUncertain, errors.Is(err, social.ErrUncertain)) //nolint:errorlint // identity
			})
		})
	}
}

type timeout struct{}

func (timeout) Error() string   { return "i/o timeout" }
func (timeout) Timeout() bool   { return true }
func (timeout) Temporary() bool { return true }

func TestWriteOnceSendsAgain(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		var b board
		v, err := rest.WriteOnce(t.Context(), newOnce(t), b.write("a", func(_ context.Context, n int) (item, error) {
			if n < 3 {
				return item{}, lostAnswer(502, nil)
			}
			return b.add("a"), nil
		}))
		require.NoError(t, err)
		assert.Equal(t, "1", v.ID)
		assert.Len(t, b.posts, 1)
	})
}

// A resumed write is looked for before anything is sent.
func TestWriteOnceResumes(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		var b board
		b.add("a")
		w := b.write("a", func(context.Context, int) (item, error) { return b.add("a"), nil })
		w.Sent = true
		v, err := rest.WriteOnce(t.Context(), newOnce(t), w)
		require.NoError(t, err)
		assert.Equal(t, "1", v.ID)
		assert.Zero(t, b.sends)

		w = b.write("b", func(context.Context, int) (item, error) { return b.add("b"), nil })
		w.Sent = true
		begin := time.Now()
		v, err = rest.WriteOnce(t.Context(), newOnce(t), w)
		require.NoError(t, err)
		assert.Equal(t, "2", v.ID)
		assert.Equal(t, 5*time.Second, time.Since(begin), "it had its time to appear")
		assert.Equal(t, 1, b.sends)
	})
}

func TestWriteOnceCannotLook(t *testing.T) {
	t.Parallel()
	var b board
	blind := errors.New("down")
	w := b.write("a", func(context.Context, int) (item, error) { return item{}, lostAnswer(502, nil) })
	w.Find = func(context.Context, func(string) bool) (item, bool, error) { return item{}, false, blind }
	_, err := rest.WriteOnce(t.Context(), newOnce(t), w)
	require.ErrorIs(t, err, social.ErrUncertain)
	require.ErrorIs(t, err, blind)
	e := socialError(t, err)
	assert.Equal(t, http.StatusBadGateway, e.Status)
	assert.Equal(t, 1, b.sends)
}

// Equal writes run one after the other, and none takes what another created for its own.
func TestWriteOnceTwins(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		var b board
		var busy, most int
		once := newOnce(t)
		ids := make(chan string, 10)
		var wg sync.WaitGroup
		for range 10 {
			wg.Go(func() {
				v, err := rest.WriteOnce(t.Context(), once, b.write("a", func(ctx context.Context, _ int) (item, error) {
					busy++
					most = max(most, busy)
					assert.NoError(t, rest.Sleep(ctx, time.Second))
					busy--
					b.add("a")
					return item{}, lostAnswer(0, nil)
				}))
				assert.NoError(t, err)
				ids <- v.ID
			})
		}
		wg.Wait()
		close(ids)
		seen := map[string]bool{}
		for id := range ids {
			assert.False(t, seen[id], id)
			seen[id] = true
		}
		assert.Len(t, seen, 10)
		assert.Len(t, b.posts, 10)
		assert.Equal(t, 1, most)
	})
}

func TestWriteOnceOthersDoNotWait(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		var b board
		once := newOnce(t)
		begin := time.Now()
		var wg sync.WaitGroup
		for i := range 10 {
			text := fmt.Sprint(i)
			wg.Go(func() {
				_, err := rest.WriteOnce(t.Context(), once, b.write(text, func(ctx context.Context, _ int) (item, error) {
					return b.add(text), rest.Sleep(ctx, time.Second)
				}))
				assert.NoError(t, err)
			})
		}
		wg.Wait()
		assert.Equal(t, time.Second, time.Since(begin))
	})
}

func TestWriteOnceEndsWithContext(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		var b board
		once := newOnce(t)
		ctx, cancel := context.WithCancel(t.Context())
		time.AfterFunc(time.Second, cancel)
		var wg sync.WaitGroup
		for range 2 { // one looks, the other waits for its turn
			wg.Go(func() {
				begin := time.Now()
				_, err := rest.WriteOnce(ctx, once, b.write("a", func(context.Context, int) (item, error) {
					return item{}, lostAnswer(0, nil)
				}))
				assert.ErrorIs(t, err, context.Canceled)
				assert.Equal(t, time.Second, time.Since(begin))
			})
		}
		wg.Wait()
		assert.Equal(t, 1, b.sends)

		_, err := rest.WriteOnce(t.Context(), once, b.write("a", func(context.Context, int) (item, error) { return b.add("a"), nil }))
		require.NoError(t, err, "the lane is free again")
	})
}

// The same key is the same write, in this process at least, even if the content differs; and it is made by one of
// those that ask for it at once.
func TestWriteOnceSameKey(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		var b board
		once := newOnce(t)
		write := func(key, text string) (item, error) {
			w := b.write(text, func(ctx context.Context, _ int) (item, error) { return b.add(text), rest.Sleep(ctx, time.Second) })
			w.Key = key
			return rest.WriteOnce(t.Context(), once, w)
		}
		var wg sync.WaitGroup
		for i := range 10 {
			wg.Go(func() {
				v, err := write("k", fmt.Sprint("text ", i))
				assert.NoError(t, err)
				assert.Equal(t, "1", v.ID)
			})
		}
		wg.Wait()
		assert.Len(t, b.posts, 1)
		for range 2 { // without a key, each is a write of its own
			_, err := write("", "a")
			require.NoError(t, err)
		}
		_, err := write("other", "a")
		require.NoError(t, err)
		assert.Len(t, b.posts, 4)
	})
}

// What failed is not remembered: the key can be used again.
func TestWriteOnceKeyAfterFailure(t *testing.T) {
	t.Parallel()
	var b board
	once := newOnce(t)
	w := b.write("a", func(_ context.Context, n int) (item, error) {
		if n == 1 {
			return item{}, &social.Error{Kind: social.ErrInvalid}
		}
		return b.add("a"), nil
	})
	w.Key = "k"
	_, err := rest.WriteOnce(t.Context(), once, w)
	require.ErrorIs(t, err, social.ErrInvalid)
	_, err = rest.WriteOnce(t.Context(), once, w)
	require.NoError(t, err)
	assert.Len(t, b.posts, 1)
}

// TestWriteOnceUnseen: what may not be looked up is sent again where the network itself refuses a repeat, after the time
// that the first attempt needs, and never behind one that may still be at work.
func TestWriteOnceUnseen(t *testing.T) {
	t.Parallel()
	reset := errors.New("connection reset")
	for name, c := range map[string]struct {
		cause  error
		stands bool // the first attempt took effect
		lost   int  // how many attempts lose their answer
		kind   error
		sends  int
		posts  int
	}{
		"never executed":     {cause: lostAnswer(0, reset), lost: 1, sends: 2, posts: 1},
		"executed":           {cause: lostAnswer(500, nil), stands: true, lost: 1, sends: 2, posts: 1},
		"lost to the last":   {cause: lostAnswer(0, reset), stands: true, lost: 9, kind: social.ErrUncertain, sends: 3, posts: 1},
		"a nameless yes":     {cause: lostAnswer(201, nil), stands: true, lost: 1, sends: 2, posts: 1},
		"silent":             {cause: lostAnswer(0, timeout{}), stands: true, lost: 1, kind: social.ErrUncertain, sends: 1, posts: 1},
		"silent, not made":   {cause: lostAnswer(504, nil), lost: 1, kind: social.ErrUncertain, sends: 1},
		"lost, and not made": {cause: lostAnswer(0, reset), lost: 9, kind: social.ErrUncertain, sends: 3},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				var b board
				w := b.write("a", func(_ context.Context, n int) (item, error) {
					if n == 1 && c.stands {
						b.add("a")
					}
					switch {
					case n <= c.lost:
						return item{}, c.cause
					case len(b.posts) > 0: // refused as a duplicate, which names it
						return b.posts[0], nil
					default:
						return b.add("a"), nil
					}
				})
				looks := 0
				w.Find = func(context.Context, func(string) bool) (item, bool, error) {
					looks++
					return item{}, false, fmt.Errorf("reading: %w", rest.ErrUnseen)
				}
				began := time.Now()
				v, err := rest.WriteOnce(t.Context(), newOnce(t), w)
				if c.kind == nil {
					require.NoError(t, err)
					assert.Equal(t, "1", v.ID)
				} else {
					require.ErrorIs(t, err, c.kind)
				}
				assert.Equal(t, c.sends, b.sends)
				assert.Len(t, b.posts, c.posts)
				assert.LessOrEqual(t, looks, 3, "to look again is of no use")
				assert.GreaterOrEqual(t, time.Since(began), 5*time.Second)
			})
		})
	}
}
