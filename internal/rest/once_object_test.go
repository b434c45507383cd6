package rest_test

import (
	"context"
	"errors"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/relais-go/relais/internal/rest"
	"github.com/relais-go/relais/social"
)

// container is something whose ID is known before it is published, and that is published once.
type container struct {
	mu    sync.Mutex
	state string // "ready", "busy", "published" or "failed"
	sends int
	asks  int
	down  error // what asking for the state answers
}

// publish is what the network does with the call.
func (c *container) publish() error {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.state != "ready" {
		return &social.Error{Kind: social.ErrInvalid, Status: 400, Message: "the container is " + c.state}
	}
	c.state = "published"
	return nil
}

// is the state, become changes it.
func (c *container) is() string {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.state
}

func (c *container) become(state string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.state = state
}

// write publishes the container as the documentation of Write has it.
func (c *container) write(send func(n int) error) *rest.Write[string] {
	return &rest.Write[string]{
		Twin: "container-1", Keyed: true, ID: func(id string) string { return id },
		Send: func(context.Context) (string, error) {
			c.sends++
			return "media-1", send(c.sends)
		},
		Find: func(ctx context.Context, _ func(string) bool) (string, bool, error) {
			c.asks++
			for c.down == nil {
				if state := c.is(); state != "busy" {
					return "media-1", state == "published", nil
				}
				if err := rest.Sleep(ctx, time.Second); err != nil {
					return "", false, err
				}
			}
			return "", false, c.down
		},
	}
}

func TestWriteOnceOfAKnownObject(t *testing.T) {
	t.Parallel()
	lost := func(status int) error { return lostAnswer(status, timeout{}) }
	for name, test := range map[string]struct {
		state string
		send  func(c *container, n int) error
		sent  bool // by an earlier process
		kind  error
		sends int
	}{
		"answered": {"ready", func(c *container, _ int) error { return c.publish() }, false, nil, 1},
		"lost, and executed": {"ready", func(c *container, _ int) error {
			require.NoError(t, c.publish())
			return lost(504)
		}, false, nil, 1},
		"lost, and not executed": {"ready", func(c *container, n int) error {
			if n == 1 {
				return lost(504)
			}
			return c.publish()
		}, false, nil, 2},
		"executed so late that the repeat is refused": {"ready", func(c *container, n int) error {
			if n == 1 {
				time.AfterFunc(1100*time.Millisecond, func() { _ = c.publish() })
				return lost(504)
			}
			time.Sleep(time.Second)
			return c.publish()
		}, false, nil, 2},
		"refused at once": {"failed", func(c *container, _ int) error { return c.publish() }, false, social.ErrInvalid, 1},
		"lost, then it failed": {"ready", func(c *container, n int) error {
			if n == 1 {
				c.become("failed")
				return lost(504)
			}
			return c.publish()
		}, false, social.ErrInvalid, 2},
		"the network is at work on it": {"ready", func(c *container, _ int) error {
			c.become("busy")
			time.AfterFunc(3*time.Minute, func() { c.become("published") })
			return lost(504)
		}, false, nil, 1},
		"resumed, and published before":     {"published", func(c *container, _ int) error { return c.publish() }, true, nil, 0},
		"resumed, and not published before": {"ready", func(c *container, _ int) error { return c.publish() }, true, nil, 1},
		"its state is not told after a refusal": {"ready", func(c *container, n int) error {
			if n == 1 {
				return lost(504)
			}
			c.down = &social.Error{Kind: social.ErrUnavailable}
			return &social.Error{Kind: social.ErrInvalid}
		}, false, social.ErrUncertain, 2},
		"the token ends before the repeat": {"ready", func(c *container, n int) error {
			if n == 1 {
				return lost(504)
			}
			c.down = &social.Error{Kind: social.ErrAuth}
			return &social.Error{Kind: social.ErrAuth}
		}, false, social.ErrAuth, 2},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				c := &container{state: test.state}
				w := c.write(func(n int) error { return test.send(c, n) })
				w.Sent = test.sent
				id, err := rest.WriteOnce(t.Context(), newOnce(t), w)
				assert.Equal(t, test.sends, c.sends)
				if test.kind != nil {
					require.ErrorIs(t, err, test.kind)
					assert.Equal(t, test.kind, socialError(t, err).Kind)
					return
				}
				require.NoError(t, err)
				assert.Equal(t, "media-1", id)
				assert.Equal(t, "published", c.is())
			})
		})
	}
}

// A network that recognises no repeat may refuse one for another reason: nothing is taken for granted.
func TestWriteOnceRefusedRepeatWithoutKey(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		c := &container{state: "ready"}
		w := c.write(func(n int) error {
			if n == 1 {
				return lostAnswer(502, nil)
			}
			c.state = "published"
			return &social.Error{Kind: social.ErrDuplicate}
		})
		w.Keyed = false
		_, err := rest.WriteOnce(t.Context(), newOnce(t), w)
		require.ErrorIs(t, err, social.ErrDuplicate)
	})
}

// TestSlowLook: a look that was under way while the write appeared does not prove that it did not.
func TestSlowLook(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		var b board
		w := b.write("a", func(context.Context, int) (item, error) {
			time.AfterFunc(time.Second, func() { b.add("a") })
			return item{}, lostAnswer(0, errors.New("connection reset"))
		})
		find := w.Find
		w.Find = func(ctx context.Context, taken func(string) bool) (item, bool, error) {
			v, ok, err := find(ctx, taken)
			time.Sleep(10 * time.Second) // the answer is long on its way
			return v, ok, err
		}
		v, err := rest.WriteOnce(t.Context(), newOnce(t), w)
		require.NoError(t, err)
		assert.Equal(t, "1", v.ID)
		assert.Equal(t, 1, b.sends)
	})
}
