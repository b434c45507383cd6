package socialredis_test

import (
	"context"
	"io"
	"sync/atomic"
	"testing"
	"time"

	"github.com/redis/go-redis/v9"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/relais-go/relais/social"
	"github.com/relais-go/relais/social/socialredis"
)

// hook does with commands what a test wants; nil: they are executed.
type hook struct {
	redis.Hook

	process atomic.Pointer[func(ctx context.Context, cmd redis.Cmder, next redis.ProcessHook) error]
}

func (h *hook) DialHook(next redis.DialHook) redis.DialHook { return next }

func (h *hook) ProcessPipelineHook(next redis.ProcessPipelineHook) redis.ProcessPipelineHook {
	return next
}

func (h *hook) ProcessHook(next redis.ProcessHook) redis.ProcessHook {
	return func(ctx context.Context, cmd redis.Cmder) error {
		process := h.process.Load()
		if process == nil {
			return next(ctx, cmd)
		}
		err := (*process)(ctx, cmd, next)
		cmd.SetErr(err)
		return err
	}
}

// set changes what is done with the commands from now on.
func (h *hook) set(process func(ctx context.Context, cmd redis.Cmder, next redis.ProcessHook) error) {
	h.process.Store(&process)
}

// hooked makes a store whose commands pass by a hook.
func hooked(t *testing.T, change func(*socialredis.Options)) (s *socialredis.Store, h *hook, prefix string) {
	t.Helper()
	addr := common.addr(t)
	prefix = newPrefix(t, addr)
	c, h := newClient(t, addr), &hook{}
	c.AddHook(h)
	return storeOf(t, c, prefix, change), h, prefix
}

// lose executes a command and loses the answer.
func lose(ctx context.Context, cmd redis.Cmder, next redis.ProcessHook) error {
	if err := next(ctx, cmd); err != nil {
		return err
	}
	return io.EOF
}

// fail does not execute a command.
func fail(context.Context, redis.Cmder, redis.ProcessHook) error { return io.EOF }

// TestMarksThatCouldNotBeRemoved: Redis dies after it has locked and before it has said so, and comes back. The lock must not
// be in the way until it lapses.
func TestMarksThatCouldNotBeRemoved(t *testing.T) {
	t.Parallel()
	s, h, prefix := hooked(t, func(o *socialredis.Options) { o.Wait = patience })
	unlock, err := s.LockToken(t.Context(), "x/other")
	require.NoError(t, err)
	h.set(func(ctx context.Context, cmd redis.Cmder, next redis.ProcessHook) error {
		err := lose(ctx, cmd, next)
		h.set(fail)
		return err
	})
	_, err = s.LockToken(t.Context(), login)
	require.ErrorIs(t, err, social.ErrUnavailable)
	unlock()
	plain := newClient(t, common.addr(t))
	marks := func() int64 {
		return plain.Exists(t.Context(), prefix+"lock:"+login, prefix+"lock:x/other").Val()
	}
	require.EqualValues(t, 2, marks())
	h.process.Store(nil)
	_, err = s.LoadCursor(t.Context(), "x")
	require.NoError(t, err)
	assert.Zero(t, marks(), "gone with the first call that is answered")
}

// TestMarkThatComesLate: the caller has gone before the command that locks was executed.
func TestMarkThatComesLate(t *testing.T) {
	t.Parallel()
	s, h, prefix := hooked(t, nil)
	unlock, err := s.LockToken(t.Context(), "x/other") // from here on Redis knows the script
	require.NoError(t, err)
	unlock()
	gone, done := make(chan struct{}), make(chan error, 1)
	h.set(func(ctx context.Context, cmd redis.Cmder, next redis.ProcessHook) error {
		h.process.Store(nil)
		<-gone
		err := next(context.WithoutCancel(ctx), cmd)
		done <- err
		return err
	})
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Millisecond)
	defer cancel()
	_, err = s.LockToken(ctx, login)
	require.ErrorIs(t, err, context.DeadlineExceeded)
	close(gone)
	require.NoError(t, <-done, "locked by now, for nobody")
	c := newClient(t, common.addr(t))
	require.Eventually(t, func() bool { return c.Exists(t.Context(), prefix+"lock:"+login).Val() == 0 }, 10*time.Second, time.Millisecond)
}

// TestLateHolderWhoseAnswerIsLost: its token was saved, so the repeat is told so, although the lock is another's by then.
func TestLateHolderWhoseAnswerIsLost(t *testing.T) {
	t.Parallel()
	s, h, prefix := hooked(t, nil)
	addr := common.addr(t)
	other := open(t, addr, prefix, nil)
	unlock, err := s.LockToken(t.Context(), login)
	require.NoError(t, err)
	defer unlock()
	require.NoError(t, s.SaveToken(t.Context(), login, fake("1")))
	release := func() {}
	h.set(func(ctx context.Context, cmd redis.Cmder, next redis.ProcessHook) error {
		h.process.Store(nil)
		err := lose(ctx, cmd, next)
		release = usurp(ctx, t, newClient(t, addr), prefix, other)
		return err
	})
	require.NoError(t, s.SaveToken(t.Context(), login, fake("2")))
	release()
}

// quoting is a refusal that quotes the command, as Redis words it.
type quoting struct{}

func (quoting) Error() string {
	return "ERR unknown command 'evalsha', with args beginning with: 'access-1' "
}
func (quoting) RedisError() {}

func TestRefusalsDoNotQuoteTokens(t *testing.T) {
	t.Parallel()
	s, h, _ := hooked(t, nil)
	h.set(func(context.Context, redis.Cmder, redis.ProcessHook) error { return quoting{} })
	err := s.SaveToken(t.Context(), login, fake("1"))
	require.ErrorIs(t, err, social.ErrUnavailable)
	require.ErrorContains(t, err, "unknown command")
	for ; err != nil; err = unwrap(err) {
		assert.NotContains(t, err.Error(), "access-1")
	}
}

// unwrap is the cause of an error.
func unwrap(err error) error {
	if many, ok := err.(interface{ Unwrap() []error }); ok {
		list := many.Unwrap()
		return list[len(list)-1]
	}
	return nil
}
