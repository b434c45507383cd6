package socialredis_test

import (
	"context"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/redis/go-redis/v9"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"golang.org/x/oauth2"

	"github.com/relais-go/relais/social"
	"github.com/relais-go/relais/social/socialredis"
)

// lockFor sets how long locks outlive their holders.
func lockFor(d time.Duration) func(*socialredis.Options) {
	return func(o *socialredis.Options) { o.Lock = d }
}

func TestLockIsRenewed(t *testing.T) {
	t.Parallel()
	addr := common.addr(t)
	prefix := newPrefix(t, addr)
	const life = 5 * time.Second // long enough for a machine that has other things to do
	holder, other := open(t, addr, prefix, lockFor(life)), open(t, addr, prefix, lockFor(life))
	unlock, err := holder.LockToken(t.Context(), login)
	require.NoError(t, err)
	ctx, cancel := context.WithTimeout(t.Context(), 2*life)
	defer cancel()
	_, err = other.LockToken(ctx, login)
	require.ErrorIs(t, err, context.DeadlineExceeded, "it has been held for twice its life")
	unlock()
	unlock()
	unlock, err = other.LockToken(t.Context(), login)
	require.NoError(t, err)
	unlock()
	left, err := newClient(t, addr).Exists(t.Context(), prefix+"lock:"+login).Result()
	require.NoError(t, err)
	assert.Zero(t, left)
}

func TestLockThatRedisHasForgotten(t *testing.T) {
	t.Parallel()
	addr := common.addr(t)
	prefix := newPrefix(t, addr)
	const life = 3 * time.Second
	holder, other := open(t, addr, prefix, lockFor(life)), open(t, addr, prefix, lockFor(life))
	unlock, err := holder.LockToken(t.Context(), login)
	require.NoError(t, err)
	defer unlock()
	c := newClient(t, addr)
	require.NoError(t, c.Del(t.Context(), prefix+"lock:"+login).Err())
	require.Eventually(t, func() bool { return c.Exists(t.Context(), prefix+"lock:"+login).Val() == 1 }, time.Minute, time.Millisecond)
	ctx, cancel := context.WithTimeout(t.Context(), life)
	defer cancel()
	_, err = other.LockToken(ctx, login)
	require.ErrorIs(t, err, context.DeadlineExceeded, "the holder has it again")
}

const holderVariable = "RELAIS_TEST_HOLDER"

// TestLockOfTheDead kills a process that holds a lock.
func TestLockOfTheDead(t *testing.T) {
	t.Parallel()
	addr := common.addr(t)
	prefix := newPrefix(t, addr)
	const life = time.Second
	locked := make(chan struct{})
	ready := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { close(locked) }))
	defer ready.Close()
	child := exec.CommandContext(t.Context(), os.Args[0], "-test.run=^TestHolder$", "-test.count=1")
	child.Env = append(os.Environ(), holderVariable+"="+addr+" "+prefix+" "+ready.URL)
	require.NoError(t, child.Start())
	<-locked
	require.NoError(t, child.Process.Kill())
	_ = child.Wait()
	left := newClient(t, addr).PTTL(t.Context(), prefix+"lock:"+login).Val()
	t.Logf("a lock of %v was to lapse %v after its holder's death", life, left)
	assert.LessOrEqual(t, left, life)
	unlock, err := open(t, addr, prefix, lockFor(life)).LockToken(t.Context(), login)
	require.NoError(t, err)
	unlock()
}

// TestHolder is what the process runs that is killed.
func TestHolder(t *testing.T) {
	spec := strings.Fields(os.Getenv(holderVariable))
	if len(spec) != 3 {
		t.Skip("the process that TestLockOfTheDead kills: run that test")
	}
	_, err := open(t, spec[0], spec[1], lockFor(time.Second)).LockToken(t.Context(), login)
	require.NoError(t, err)
	res, err := http.Get(spec[2])
	require.NoError(t, err)
	_ = res.Body.Close()
	sleep(t.Context(), time.Minute)
}

// usurp takes the lock away, as if it had lapsed while its holder was stopped, and gives it to another.
func usurp(ctx context.Context, t *testing.T, c redis.UniversalClient, prefix string, other *socialredis.Store) (unlock func()) {
	t.Helper()
	require.NoError(t, c.Del(ctx, prefix+"lock:"+login).Err())
	unlock, err := other.LockToken(ctx, login)
	require.NoError(t, err)
	return unlock
}

func TestHolderOfALostLock(t *testing.T) {
	t.Parallel()
	addr := common.addr(t)
	for name, test := range map[string]struct {
		otherSaves bool
		want       string
	}{
		"may save what is all that is left of the login": {want: "access-late"},
		"does not overwrite what another has saved":      {otherSaves: true, want: "access-other"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			prefix := newPrefix(t, addr)
			late, other := open(t, addr, prefix, nil), open(t, addr, prefix, nil)
			require.NoError(t, late.SaveToken(t.Context(), login, fake("first")))
			unlock, err := late.LockToken(t.Context(), login)
			require.NoError(t, err)
			defer unlock()
			otherUnlock := usurp(t.Context(), t, newClient(t, addr), prefix, other)
			defer otherUnlock()
			if test.otherSaves {
				require.NoError(t, other.SaveToken(t.Context(), login, fake("other")))
			}
			err = late.SaveToken(t.Context(), login, fake("late"))
			if test.otherSaves {
				require.ErrorIs(t, err, social.ErrUnavailable)
				assert.NotContains(t, err.Error(), "access-")
			} else {
				require.NoError(t, err)
			}
			got, err := late.LoadToken(t.Context(), login)
			require.NoError(t, err)
			assert.Equal(t, test.want, got.AccessToken)
			unlock()
			exists, err := newClient(t, addr).Exists(t.Context(), prefix+"lock:"+login).Result()
			require.NoError(t, err)
			assert.EqualValues(t, 1, exists, "the lock of the other stays")
		})
	}
}

// TestRenewalWhoseLockIsLost: a process that is stopped in the middle of a renewal does not spoil what another has made
// of the login meanwhile, and goes on with that.
func TestRenewalWhoseLockIsLost(t *testing.T) {
	t.Parallel()
	addr := common.addr(t)
	prefix := newPrefix(t, addr)
	store, other := open(t, addr, prefix, nil), open(t, addr, prefix, nil)
	require.NoError(t, store.SaveToken(t.Context(), login, &oauth2.Token{AccessToken: "access-0", Expiry: time.Now().Add(time.Second)}))
	var renewals atomic.Int64
	s := social.StoredTokens(t.Context(), store, login, social.Renewal{
		Refresh: func(ctx context.Context, _ *oauth2.Token) (*oauth2.Token, error) {
			renewals.Add(1)
			unlock := usurp(ctx, t, newClient(t, addr), prefix, other)
			defer unlock()
			err := other.SaveToken(ctx, login, fake("other"))
			return fake("late"), err
		},
	})
	_, err := s.Token()
	require.ErrorIs(t, err, social.ErrUnavailable)
	got, err := s.Token()
	require.NoError(t, err)
	assert.Equal(t, "access-other", got.AccessToken)
	assert.EqualValues(t, 1, renewals.Load())
}

func TestHolderSavesAgainAndAgain(t *testing.T) {
	t.Parallel()
	addr := common.addr(t)
	prefix := newPrefix(t, addr)
	store, other := open(t, addr, prefix, nil), open(t, addr, prefix, nil)
	unlock, err := store.LockToken(t.Context(), login)
	require.NoError(t, err)
	for _, n := range []string{"1", "1", "2"} {
		require.NoError(t, store.SaveToken(t.Context(), login, fake(n)))
	}
	defer usurp(t.Context(), t, newClient(t, addr), prefix, other)()
	require.NoError(t, store.SaveToken(t.Context(), login, fake("3")), "nobody else has saved")
	unlock()
	require.NoError(t, store.SaveToken(t.Context(), login, fake("4")), "a new login needs no lock")
	require.NoError(t, other.SaveToken(t.Context(), login, fake("5")))
	require.NoError(t, store.SaveToken(t.Context(), login, fake("6")), "nor is it bound by what was saved since")
	got, err := other.LoadToken(t.Context(), login)
	require.NoError(t, err)
	assert.Equal(t, "access-6", got.AccessToken)
}

// TestMarksOfCallersWhoAreGone: what was taken for somebody who was not told is free again, and not only when it lapses.
func TestMarksOfCallersWhoAreGone(t *testing.T) {
	t.Parallel()
	s := fresh(t)
	for i := range 50 {
		ctx, cancel := context.WithCancel(t.Context())
		time.AfterFunc(time.Duration(i)*10*time.Microsecond, cancel)
		unlock, err := s.LockToken(ctx, login)
		if err == nil {
			unlock()
		} else {
			require.ErrorIs(t, err, context.Canceled)
		}
		claim, err := s.ClaimEvent(ctx, "x/1")
		if err == nil {
			require.NoError(t, s.ReleaseEvent(t.Context(), "x/1", claim))
		}
	}
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute) // less than it takes a lock to lapse
	defer cancel()
	unlock, err := s.LockToken(ctx, login)
	require.NoError(t, err)
	unlock()
	require.NoError(t, social.DealOnce(ctx, s, "x/1", func(context.Context) error { return nil }))
}
