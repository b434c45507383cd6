package rest_test

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/relais-go/relais/internal/rest"
	"github.com/relais-go/relais/internal/simulator"
	"github.com/relais-go/relais/social"
)

// outcome is how an operation ends that a fault hits once, and how often it is sent if the fault stays.
type outcome struct {
	kind error // nil: it succeeds, at the second attempt
	cost int   // requests that reach the server if the fault stays; Retries is 2
}

var (
	repeated  = outcome{nil, 3}
	uncertain = outcome{social.ErrUncertain, 1}
)

func refused(kind error) outcome { return outcome{kind, 1} }

// policy is the whole retry policy: what becomes of reads, of writes that may be repeated and of those that
// must not be.
var policy = []struct {
	name                   string
	fault                  simulator.Fault
	read, idempotent, once outcome
}{
	{"cut before the body is read", simulator.Fault{Kind: simulator.Refuse}, repeated, repeated, uncertain},
	{"cut before execution", simulator.Fault{Kind: simulator.CutBefore}, repeated, repeated, uncertain},
	{"cut after execution", simulator.Fault{Kind: simulator.CutAfter}, repeated, repeated, uncertain},
	{"cut in the answer's body", simulator.Fault{Kind: simulator.CutBody}, repeated, repeated, uncertain},
	{"half of the JSON", simulator.Fault{Kind: simulator.Malformed}, repeated, repeated, uncertain},
	{"a page instead of JSON", simulator.Fault{Kind: simulator.Malformed, Body: "<html>hello</html>"},
		refused(social.ErrUnavailable), refused(social.ErrUnavailable), uncertain},
	{"JSON of another shape", simulator.Fault{Kind: simulator.Malformed, Body: `[1]`},
		refused(social.ErrUnavailable), refused(social.ErrUnavailable), uncertain},

	failing(http.StatusBadRequest, refused(social.ErrInvalid), refused(social.ErrInvalid)),
	failing(http.StatusUnauthorized, refused(social.ErrAuth), refused(social.ErrAuth)),
	failing(http.StatusPaymentRequired, refused(social.ErrQuota), refused(social.ErrQuota)),
	failing(http.StatusForbidden, refused(social.ErrPermission), refused(social.ErrPermission)),
	failing(http.StatusNotFound, refused(social.ErrNotFound), refused(social.ErrNotFound)),
	failing(http.StatusMethodNotAllowed, refused(errors.ErrUnsupported), refused(errors.ErrUnsupported)),
	failing(http.StatusRequestTimeout, repeated, uncertain),
	failing(http.StatusGone, refused(social.ErrNotFound), refused(social.ErrNotFound)),
	failing(http.StatusRequestEntityTooLarge, refused(social.ErrInvalid), refused(social.ErrInvalid)),
	failing(http.StatusUnprocessableEntity, refused(social.ErrInvalid), refused(social.ErrInvalid)),
	failing(http.StatusTooManyRequests, repeated, repeated),
	failing(http.StatusInternalServerError, repeated, uncertain),
	failing(http.StatusNotImplemented, refused(errors.ErrUnsupported), refused(errors.ErrUnsupported)),
	failing(http.StatusBadGateway, repeated, uncertain),
	failing(http.StatusServiceUnavailable, repeated, uncertain),
	failing(http.StatusGatewayTimeout, repeated, uncertain),
	failing(522, repeated, uncertain),

	executed(http.StatusInternalServerError), executed(http.StatusBadGateway),
	executed(http.StatusServiceUnavailable), executed(http.StatusGatewayTimeout),
	{"429 with Retry-After", simulator.Fault{
		Kind: simulator.FailBefore, Status: http.StatusTooManyRequests, Header: http.Header{"Retry-After": {"0.001"}},
	}, repeated, repeated, repeated},
}

type rule = struct {
	name                   string
	fault                  simulator.Fault
	read, idempotent, once outcome
}

func failing(status int, repeat, once outcome) rule {
	return rule{fmt.Sprint(status), simulator.Fault{Kind: simulator.FailBefore, Status: status}, repeat, repeat, once}
}

func executed(status int) rule {
	return rule{fmt.Sprint(status, " after execution"), simulator.Fault{Kind: simulator.FailAfter, Status: status}, repeated, repeated, uncertain}
}

func TestRetryPolicy(t *testing.T) {
	t.Parallel()
	for _, p := range policy {
		for class, want := range map[rest.Class]outcome{
			rest.Read: p.read, rest.Idempotent: p.idempotent, rest.Lookup: p.once, rest.Unsafe: p.once,
		} {
			t.Run(fmt.Sprintf("%s/class %d", p.name, class), func(t *testing.T) {
				t.Parallel()
				checkOnce(t, p.fault, class, want)
				checkForever(t, p.fault, class, want)
			})
		}
	}
}

// checkOnce lets the fault hit one request.
func checkOnce(t *testing.T, fault simulator.Fault, class rest.Class, want outcome) {
	t.Helper()
	s := newShelf(t)
	s.sim.Faults().Add(fault)
	var out item
	a, err := s.client(t, nil).Do(t.Context(), request(t, class), &out)
	if want.kind == nil {
		require.NoError(t, err)
		assert.Equal(t, item{ID: "1", Text: "a"}, item{ID: "1", Text: out.Text})
		assert.Equal(t, 2, a.Attempts)
		assert.Equal(t, 2, s.sim.Log().Total())
		return
	}
	require.ErrorIs(t, err, want.kind)
	assert.Equal(t, 1, s.sim.Log().Total())
	e := socialError(t, err)
	assert.Equal(t, want.kind, e.Kind)
	assert.Equal(t, fault.Status, failedStatus(e))
	assert.Equal(t, "shelf", e.Network)
	assert.NotEmpty(t, e.Op)
}

// failedStatus is the status of a failure; a success whose body was of no use has 200.
func failedStatus(e *social.Error) int {
	if e.Status == http.StatusOK {
		return 0
	}
	return e.Status
}

// checkForever lets the fault hit every request.
func checkForever(t *testing.T, fault simulator.Fault, class rest.Class, want outcome) {
	t.Helper()
	s := newShelf(t)
	fault.Times = simulator.Forever
	s.sim.Faults().Add(fault)
	_, err := s.client(t, nil).Do(t.Context(), request(t, class), new(item))
	require.Error(t, err)
	assert.Equal(t, want.cost, s.sim.Log().Total())
	assert.Equal(t, want == uncertain, errors.Is(err, social.ErrUncertain))
}

func TestRefusedConnectionIsRepeatedForAllClasses(t *testing.T) {
	t.Parallel()
	for _, class := range []rest.Class{rest.Read, rest.Idempotent, rest.Lookup, rest.Unsafe} {
		s := newShelf(t)
		s.dial.Store(2)
		_, err := s.client(t, nil).Do(t.Context(), request(t, class), new(item))
		require.NoError(t, err)
		assert.Equal(t, 1, s.sim.Log().Total())

		s = newShelf(t)
		s.dial.Store(100)
		_, err = s.client(t, nil).Do(t.Context(), request(t, class), new(item))
		require.ErrorIs(t, err, social.ErrUnavailable)
		require.NotErrorIs(t, err, social.ErrUncertain)
		require.ErrorContains(t, err, "cannot be reached: dial tcp: connection refused")
		assert.Zero(t, s.sim.Log().Total())
		assert.EqualValues(t, 97, s.dial.Load(), "one attempt and two repeats")
	}
}

// A transport that does not say how far it got must not make a write look as if it was not sent.
func TestForeignTransportLeavesWritesUncertain(t *testing.T) {
	t.Parallel()
	calls, cause := 0, errors.New("lost")
	c := newClient(t, "http://shelf.example", func(cfg *rest.Config) {
		cfg.Options.HTTPClient.Transport = transportFunc(func(*http.Request) (*http.Response, error) {
			calls++
			return nil, cause
		})
	})
	_, err := c.Do(t.Context(), request(t, rest.Unsafe), nil)
	require.ErrorIs(t, err, social.ErrUncertain)
	assert.Equal(t, 1, calls)

	cause, calls = &net.OpError{Op: "dial", Err: syscall.EHOSTUNREACH}, 0
	_, err = c.Do(t.Context(), request(t, rest.Unsafe), nil)
	require.ErrorIs(t, err, social.ErrUnavailable, "this says all")
	assert.Equal(t, 3, calls)
}

func TestRetriesCanBeTurnedOff(t *testing.T) {
	t.Parallel()
	s := newShelf(t)
	s.sim.Faults().Add(simulator.Fault{Kind: simulator.FailBefore})
	c := s.client(t, func(cfg *rest.Config) { cfg.Options.Retries = -1 })
	_, err := c.Do(t.Context(), request(t, rest.Read), nil)
	require.ErrorIs(t, err, social.ErrUnavailable)
	assert.Equal(t, 1, s.sim.Log().Total())
}

func TestGone(t *testing.T) {
	t.Parallel()
	remove := &rest.Request{Op: "items.delete", Method: http.MethodDelete, Path: "/items/1", Class: rest.Idempotent, Gone: true}
	for name, c := range map[string]struct {
		fault simulator.FaultKind
		done  bool
	}{
		"the answer was lost":        {simulator.CutAfter, true},
		"a proxy gave up":            {simulator.FailAfter, true},
		"the token was refused once": {simulator.Unauthorized, false},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := newShelf(t)
			if c.done {
				s.items = []item{{ID: "1"}}
			}
			s.sim.Faults().Add(simulator.Fault{Kind: c.fault})
			_, err := s.client(t, withToken(staticToken(), counter())).Do(t.Context(), remove, nil)
			assert.Equal(t, 2, s.sim.Log().Total())
			if c.done {
				require.NoError(t, err)
			} else {
				require.ErrorIs(t, err, social.ErrNotFound)
			}
			assert.Empty(t, s.all())
		})
	}
}

func TestRetryAfterIsKept(t *testing.T) {
	t.Parallel()
	s := newShelf(t)
	s.sim.Faults().Add(simulator.Fault{
		Kind: simulator.FailBefore, Status: http.StatusTooManyRequests, Header: http.Header{"Retry-After": {"90"}},
	})
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	begin := time.Now()
	_, err := s.client(t, nil).Do(ctx, request(t, rest.Unsafe), nil)
	assert.Less(t, time.Since(begin), 10*time.Second, "a wait that cannot end in time must not begin")
	require.ErrorIs(t, err, social.ErrRateLimited)
	require.NotErrorIs(t, err, social.ErrUncertain)
	assert.Equal(t, 90*time.Second, socialError(t, err).RetryAfter)
	assert.Equal(t, 1, s.sim.Log().Total())
}

func TestResetStandsInForRetryAfter(t *testing.T) {
	t.Parallel()
	s := newShelf(t)
	s.sim.Faults().Add(simulator.Fault{Kind: simulator.FailBefore, Status: http.StatusTooManyRequests})
	c := s.client(t, func(cfg *rest.Config) {
		cfg.Windows = func([]social.Charge, *rest.Answer) []social.Window {
			return []social.Window{{Remaining: 0, Reset: time.Now().Add(time.Hour)}, {Remaining: 5, Reset: time.Now().Add(5 * time.Hour)}}
		}
	})
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	_, err := c.Do(ctx, request(t, rest.Read), nil)
	assert.InDelta(t, time.Hour, socialError(t, err).RetryAfter, float64(time.Minute))
}

// An answer that says nothing needs no body: its head is enough.
func TestCutBodyOfAnUnwantedAnswer(t *testing.T) {
	t.Parallel()
	s := newShelf(t)
	s.sim.Faults().Add(simulator.Fault{Kind: simulator.CutBody})
	_, err := s.client(t, nil).Do(t.Context(), request(t, rest.Unsafe), nil)
	require.NoError(t, err)
	assert.Len(t, s.all(), 1)
}
