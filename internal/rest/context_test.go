package rest_test

import (
	"context"
	"errors"
	"io"
	"net/http"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"golang.org/x/oauth2"

	"github.com/relais-go/relais/internal/rest"
	"github.com/relais-go/relais/social"
)

// inBubble is a client without a network, for tests in which time is not real.
func inBubble(t *testing.T, answer transportFunc, change func(*rest.Config)) *rest.Client {
	t.Helper()
	return newClient(t, "http://shelf.example", func(cfg *rest.Config) {
		cfg.Options = social.Options{HTTPClient: &http.Client{Transport: answer}}
		if change != nil {
			change(cfg)
		}
	})
}

func answered(status int, header http.Header, body io.Reader) *http.Response {
	if header == nil {
		header = http.Header{}
	}
	return &http.Response{StatusCode: status, Header: header, Body: io.NopCloser(body)}
}

// untilEnd waits for the end of a request, as an unanswered one does.
func untilEnd(r *http.Request) (*http.Response, error) {
	<-r.Context().Done()
	return nil, r.Context().Err()
}

// stalledBody gives a little and then nothing until the request ends.
type stalledBody struct {
	head string
	ctx  context.Context //nolint:containedctx // ends the body
}

func (s *stalledBody) Read(p []byte) (int, error) {
	if s.head != "" {
		n := copy(p, s.head)
		s.head = s.head[n:]
		return n, nil
	}
	<-s.ctx.Done()
	return 0, s.ctx.Err()
}

// waitingLimiter admits nothing.
type waitingLimiter struct{}

func (waitingLimiter) Acquire(ctx context.Context, _ social.Call) (social.Grant, error) {
	<-ctx.Done()
	return nil, ctx.Err()
}

func (waitingLimiter) When(context.Context, social.Call) (time.Time, error) { return time.Time{}, nil }

// The end of the context ends every wait at the same instant, whatever is waited for.
func TestContextEndsEveryWait(t *testing.T) {
	t.Parallel()
	charged := []social.Charge{{Budget: "b"}}
	for name, c := range map[string]struct {
		answer transportFunc
		change func(*rest.Config)
		unsure bool // a write may have taken effect
	}{
		"budget": {change: func(cfg *rest.Config) { cfg.Limiter = waitingLimiter{} }},
		"backoff": {answer: func(*http.Request) (*http.Response, error) {
			return answered(429, http.Header{"Retry-After": {"3600"}}, strings.NewReader("")), nil
		}},
		"answer": {answer: untilEnd, unsure: true},
		"body": {answer: func(r *http.Request) (*http.Response, error) {
			return answered(200, nil, &stalledBody{`{"id":"1"`, r.Context()}), nil
		}, unsure: true},
		"error body": {answer: func(r *http.Request) (*http.Response, error) {
			return answered(400, nil, &stalledBody{`{"err`, r.Context()}), nil
		}, unsure: true},
		"account guard": {change: func(cfg *rest.Config) {
			cfg.Options.ExpectAccount = "acme"
			cfg.WhoAmI = func(ctx context.Context) ([]string, error) {
				<-ctx.Done()
				return nil, ctx.Err()
			}
		}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				ctx, cancel := context.WithCancel(t.Context())
				time.AfterFunc(10*time.Second, cancel)
				client := inBubble(t, c.answer, c.change)
				r := request(t, rest.Unsafe)
				r.Charges = charged
				begin := time.Now()
				_, err := client.Do(ctx, r, new(item))
				assert.Equal(t, 10*time.Second, time.Since(begin))
				require.ErrorIs(t, err, context.Canceled)
				assert.Equal(t, c.unsure, errors.Is(err, social.ErrUncertain))
				if !c.unsure && name != "error body" && name != "backoff" {
					assert.NoError(t, socialError(t, err).Kind)
				}
			})
		})
	}
}

// Nor does a write wait longer than its own context for the check that another write makes.
func TestContextEndsWaitForAnothersCheck(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		c := inBubble(t, nil, guarded(func(ctx context.Context) ([]string, error) {
			return nil, rest.Sleep(ctx, time.Hour)
		}))
		begin := time.Now()
		var wg sync.WaitGroup
		for _, patience := range []time.Duration{time.Minute, time.Second} {
			wg.Go(func() {
				ctx, cancel := context.WithTimeout(t.Context(), patience)
				defer cancel()
				_, err := c.Do(ctx, request(t, rest.Unsafe), nil)
				assert.ErrorIs(t, err, context.DeadlineExceeded)
				assert.Equal(t, patience, time.Since(begin))
			})
			synctest.Wait()
		}
		wg.Wait()
	})
}

// A token source knows no context, and may hang.
func TestContextEndsWaitForToken(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		release := make(chan struct{})
		source := sourceFunc(func() (*oauth2.Token, error) {
			<-release
			return &oauth2.Token{AccessToken: fakeToken()}, nil
		})
		c := inBubble(t, nil, withToken(source, nil))
		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		begin := time.Now()
		_, err := c.Do(ctx, request(t, rest.Unsafe), nil)
		require.ErrorIs(t, err, context.DeadlineExceeded)
		require.NotErrorIs(t, err, social.ErrUncertain)
		require.NotErrorIs(t, err, social.ErrAuth)
		assert.Equal(t, time.Second, time.Since(begin))
		close(release)
	})
}

func TestEndedContextSendsNothing(t *testing.T) {
	t.Parallel()
	s := newShelf(t)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	for _, class := range []rest.Class{rest.Read, rest.Unsafe} {
		_, err := s.client(t, nil).Do(ctx, request(t, class), nil)
		require.ErrorIs(t, err, context.Canceled)
		require.NotErrorIs(t, err, social.ErrUncertain)
	}
	assert.Zero(t, s.sim.Log().Total())
}

// A pause that ctx leaves no time for is not begun: the failure is more use than the end of the context.
func TestBackoffThatDoesNotFit(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		calls := 0
		c := inBubble(t, func(*http.Request) (*http.Response, error) {
			calls++
			return answered(503, nil, strings.NewReader("")), nil
		}, func(cfg *rest.Config) {
			cfg.Options.RetryWait, cfg.Options.RetryWaitMax = time.Hour, time.Hour
		})
		ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
		defer cancel()
		begin := time.Now()
		_, err := c.Do(ctx, request(t, rest.Read), nil)
		assert.Zero(t, time.Since(begin))
		assert.Equal(t, 503, socialError(t, err).Status)
		require.NotErrorIs(t, err, context.DeadlineExceeded)
		assert.Equal(t, 1, calls)
	})
}

// Pauses grow from RetryWait to RetryWaitMax, with jitter below.
func TestBackoffGrows(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		var times []time.Time
		c := inBubble(t, func(*http.Request) (*http.Response, error) {
			times = append(times, time.Now())
			return answered(503, nil, strings.NewReader("")), nil
		}, func(cfg *rest.Config) {
			cfg.Options.Retries, cfg.Options.RetryWaitMax = 6, 3*time.Second
		})
		_, err := c.Do(t.Context(), request(t, rest.Read), nil)
		require.ErrorIs(t, err, social.ErrUnavailable)
		require.Len(t, times, 7)
		for i, most := range []time.Duration{500 * time.Millisecond, time.Second, 2 * time.Second, 3 * time.Second, 3 * time.Second, 3 * time.Second} {
			pause := times[i+1].Sub(times[i])
			assert.GreaterOrEqual(t, pause, most/2)
			assert.LessOrEqual(t, pause, most)
		}
	})
}

func TestRetryAfterIsWaitedFor(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		calls := 0
		c := inBubble(t, func(*http.Request) (*http.Response, error) {
			if calls++; calls == 1 {
				return answered(503, http.Header{"Retry-After": {"120"}}, strings.NewReader("")), nil
			}
			return answered(200, nil, strings.NewReader(`{}`)), nil
		}, nil)
		begin := time.Now()
		_, err := c.Do(t.Context(), request(t, rest.Idempotent), new(item))
		require.NoError(t, err)
		assert.GreaterOrEqual(t, time.Since(begin), 2*time.Minute)
		assert.Less(t, time.Since(begin), 2*time.Minute+time.Second)
	})
}
