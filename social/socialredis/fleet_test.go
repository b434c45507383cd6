package socialredis_test

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"golang.org/x/oauth2"

	"github.com/relais-go/relais/mastodon/mastodontest"
)

const (
	processes  = 4
	goroutines = 8 // of each
	allowance  = 100
	period     = 2 * time.Second
)

// network is a simulated server with one account, which refuses what is too much.
type network struct {
	*mastodontest.Server

	url, token string
}

func newNetwork(t *testing.T, allowance int) *network {
	t.Helper()
	n := &network{Server: mastodontest.New(&mastodontest.Options{
		RateLimits: &mastodontest.RateLimits{Token: mastodontest.RateLimit{Limit: allowance, Period: period}},
	})}
	var err error
	n.url, err = n.Start()
	require.NoError(t, err)
	t.Cleanup(n.Close)
	n.token = n.Token(n.CreateAccount("acme"), "read")
	return n
}

// traffic counts what has come in, and from when to when.
func (n *network) traffic() (served, refused int, first, last time.Time) {
	for _, e := range n.Requests().All() {
		switch e.Status {
		case http.StatusOK:
			served++
		case http.StatusTooManyRequests:
			refused++
		}
		if first.IsZero() {
			first = e.Time
		}
		last = e.Time
	}
	return served, refused, first, last
}

// ideal is how long so many calls take if each window is used up at its beginning. Windows begin at multiples of period.
func ideal(start time.Time, calls int) time.Duration {
	windows := (calls - 1) / allowance
	if windows == 0 {
		return 0
	}
	first := period - time.Duration(start.UnixNano()%int64(period))
	return first + time.Duration(windows-1)*period
}

// rotating is an endpoint whose refresh tokens can be used once; one that comes twice ends the login.
type rotating struct {
	mu    sync.Mutex
	count int
	ended bool
}

func (n *rotating) token() *oauth2.Token {
	t := fake(strconv.Itoa(n.count))
	t.Expiry = time.Now().Add(-time.Hour)
	return t
}

func (n *rotating) renewals() int {
	n.mu.Lock()
	defer n.mu.Unlock()
	return n.count
}

func (n *rotating) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	n.mu.Lock()
	defer n.mu.Unlock()
	if n.ended || r.PostFormValue("refresh_token") != n.token().RefreshToken {
		n.ended = true
		http.Error(w, "used before", http.StatusBadRequest)
		return
	}
	n.count++
	_ = json.NewEncoder(w).Encode(n.token())
}

// judge fails the test, except in short runs, which may have the race detector and other tests beside them.
func judge(t *testing.T, format string, args ...any) {
	t.Helper()
	if testing.Short() {
		t.Skipf("not judged in short runs: "+format, args...)
	}
	t.Errorf(format, args...)
}

// TestFleetUsesUpOneAllowance: processes that share an allowance through Redis are refused nothing and waste nothing. It
// runs beside no other test, as it measures time.
func TestFleetUsesUpOneAllowance(t *testing.T) { //nolint:paralleltest // see above
	const most = 1.1
	if times := timesAsLong(t, common.addr(t)); times > most {
		judge(t, "%.3f times as long as ideal, not %.1f at most", times, most)
	}
}

// timesAsLong has a fleet make calls, of which none may be refused, and tells how many times as long as ideal that took.
func timesAsLong(t *testing.T, addr string) float64 {
	t.Helper()
	const calls = 600
	n := newNetwork(t, allowance)
	j := job{
		Redis: addr, Prefix: newPrefix(t, addr), Network: n.url, Token: n.token, Calls: calls / processes, Goroutines: goroutines,
	}
	sum := j.runAll(t, processes)
	served, refused, first, last := n.traffic()
	took, best := last.Sub(first), ideal(first, calls)
	times := took.Seconds() / best.Seconds()
	t.Logf("%d processes with %d goroutines each, %d calls, %d per %v: %d refused; %.2f s, ideal are %.2f s: %.3f times as long",
		processes, goroutines, served, allowance, period, refused, took.Seconds(), best.Seconds(), times)
	assert.Equal(t, calls, sum.Calls)
	assert.Equal(t, calls, served)
	assert.Zero(t, refused)
	return times
}

// TestFleetOutlivesRedis kills Redis while a fleet is at work, and starts it again.
func TestFleetOutlivesRedis(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		wait, away  time.Duration
		unavailable bool
	}{
		"for less than the store waits": {wait: 0, away: time.Second},
		"for longer":                    {wait: 500 * time.Millisecond, away: 2 * time.Second, unavailable: true},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			late, unavailable := outlive(t, test.wait, test.away)
			if late >= 2*period || unavailable != test.unavailable {
				judge(t, "the allowance was not in use again soon after, but %v later; some were told so: %v, not %v", late, unavailable, test.unavailable)
			}
		})
	}
}

// outlive kills Redis while a fleet is at work, and starts it again after away. Nothing may be lost of what is told below.
// It tells how much later than ideal, with that pause, the fleet was done, and whether somebody was told that there is no
// store.
func outlive(t *testing.T, wait, away time.Duration) (late time.Duration, unavailable bool) {
	t.Helper()
	const calls, renewals, steps = 480, 80, 250
	s := newServer(t, "--appendonly", "yes", "--appendfsync", "always")
	n := newNetwork(t, allowance)
	tokens := &rotating{}
	endpoint := httptest.NewServer(tokens)
	defer endpoint.Close()
	store := open(t, s.addr, "fleet", nil)
	require.NoError(t, store.SaveToken(t.Context(), login, tokens.token()))

	done := make(chan result, 1)
	go func() {
		j := job{
			Redis: s.addr, Prefix: "fleet", Wait: wait, Network: n.url, Token: n.token, Calls: calls / processes,
			Goroutines: goroutines, Login: endpoint.URL, Renewals: renewals, Steps: steps,
		}
		done <- j.runAll(t, processes)
	}()
	require.Eventually(t, func() bool { served, _, _, _ := n.traffic(); return served > calls/4 }, time.Minute, time.Millisecond)
	s.kill()
	before, _, _, _ := n.traffic()
	renewed := tokens.renewals()
	sleep(t.Context(), away)
	during, _, _, _ := n.traffic()
	require.NoError(t, s.start())
	sum := <-done

	served, refused, first, last := n.traffic()
	t.Logf("Redis killed after %d of %d calls and back after %v: %d calls went out meanwhile, %d refused, %d times ErrUnavailable; %.2f s, ideal without are %.2f s",
		before, calls, away, during-before, refused, sum.Unavailable, last.Sub(first).Seconds(), ideal(first, calls).Seconds())
	assert.Zero(t, refused)
	assert.Equal(t, calls, served)
	assert.LessOrEqual(t, during-before, processes*goroutines, "none but those that were under way")
	t.Logf("%d renewals of a login with single-use refresh tokens, %d before Redis was killed, none lost: %v",
		tokens.count, renewed, !tokens.ended)
	assert.Less(t, renewed, processes*renewals, "some were to come")
	assert.Equal(t, processes*renewals, tokens.count)
	assert.Equal(t, processes*renewals, sum.Renewals)
	assert.False(t, tokens.ended)
	kept, err := store.LoadToken(t.Context(), login)
	require.NoError(t, err)
	assert.Equal(t, tokens.token().RefreshToken, kept.RefreshToken, "the store holds the one that is still good")

	at := func(inbox string) int {
		cursor, err := store.LoadCursor(t.Context(), inbox)
		require.NoError(t, err)
		number, _, _ := strings.Cut(cursor, " ")
		step, err := strconv.Atoi(number)
		require.NoError(t, err)
		return step
	}
	for i := range processes {
		assert.Equal(t, steps, at("own/"+strconv.Itoa(i)), "steps that this process was told to have made")
	}
	fleet := at("fleet")
	t.Logf("%d steps of one cursor, told to who made them: %d", fleet, sum.Fleet)
	assert.GreaterOrEqual(t, fleet, sum.Fleet, "no step that somebody was told of is lost")
	assert.LessOrEqual(t, fleet-sum.Fleet, processes, "but some may not have been told: the answer was lost, and another was faster then")
	assert.Equal(t, processes*steps, sum.Fleet)
	return last.Sub(first) - ideal(first, calls) - away, sum.Unavailable > 0
}
