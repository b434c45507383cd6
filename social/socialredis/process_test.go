package socialredis_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/redis/go-redis/v9"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"golang.org/x/oauth2"

	"github.com/relais-go/relais/mastodon"
	"github.com/relais-go/relais/ratelimit"
	"github.com/relais-go/relais/social"
	"github.com/relais-go/relais/social/socialredis"
)

// job is what a process of the fleet is to do: calls of one account on a network, renewals of one login, and steps of two
// cursors, one of its own and one of the fleet.
type job struct {
	Name       string        `json:"name"`
	Redis      string        `json:"redis"` // "": nothing is shared
	Prefix     string        `json:"prefix"`
	Wait       time.Duration `json:"wait"` // Options.Wait
	Network    string        `json:"network"`
	Token      string        `json:"token"`
	Calls      int           `json:"calls"`
	Goroutines int           `json:"goroutines"`
	Login      string        `json:"login"` // where tokens are renewed
	Renewals   int           `json:"renewals"`
	Steps      int           `json:"steps"`
}

// result is what came of it.
type result struct {
	Calls       int `json:"calls"`       // that were answered
	Unavailable int `json:"unavailable"` // times that the store was given up for the moment
	Renewals    int `json:"renewals"`
	Own         int `json:"own"`   // steps of the cursors that
	Fleet       int `json:"fleet"` // this process was told to have made
}

const jobVariable = "RELAIS_TEST_JOB"

// run has another process do the job.
func (j *job) run(ctx context.Context, tb testing.TB) (r result) {
	tb.Helper()
	spec, err := json.Marshal(j)
	require.NoError(tb, err)
	child := exec.CommandContext(ctx, os.Args[0], "-test.run=^TestProcess$", "-test.count=1")
	child.Env = append(os.Environ(), jobVariable+"="+string(spec))
	out, err := child.CombinedOutput()
	if !assert.NoError(tb, err, "%s", out) {
		return r
	}
	for line := range bytes.Lines(out) {
		if text, ok := bytes.CutPrefix(line, []byte("RESULT ")); ok {
			require.NoError(tb, json.Unmarshal(text, &r))
			return r
		}
	}
	assert.Fail(tb, "the process has no result", "%s", out)
	return r
}

// runAll has so many processes do the job at once, and sums up what came of it.
func (j job) runAll(tb testing.TB, processes int) (sum result) {
	tb.Helper()
	results := make([]result, processes)
	var wg sync.WaitGroup
	for i := range processes {
		wg.Go(func() {
			own := j
			own.Name = strconv.Itoa(i)
			results[i] = own.run(tb.Context(), tb)
		})
	}
	wg.Wait()
	for _, r := range results {
		sum.Calls += r.Calls
		sum.Unavailable += r.Unavailable
		sum.Renewals += r.Renewals
		sum.Fleet += r.Fleet
	}
	return sum
}

// TestProcess is what the processes of a fleet run.
func TestProcess(t *testing.T) {
	spec := os.Getenv(jobVariable)
	if spec == "" {
		t.Skip("a process of the fleet: run the tests that begin with TestFleet")
	}
	var j job
	require.NoError(t, json.Unmarshal([]byte(spec), &j))
	c := redis.NewClient(&redis.Options{Addr: j.Redis, ContextTimeoutEnabled: true})
	defer func() { _ = c.Close() }()
	transport := &http.Transport{MaxIdleConnsPerHost: j.Goroutines}
	defer transport.CloseIdleConnections()
	w := &worker{job: j, http: &http.Client{Transport: transport}, store: storeOf(t, c, j.Prefix, func(o *socialredis.Options) { o.Wait = j.Wait })}
	ctx, cancel := context.WithTimeout(t.Context(), 5*time.Minute)
	defer cancel()
	var wg sync.WaitGroup
	for _, do := range []func(context.Context) error{w.call, w.renew, w.stepOwn, w.stepFleet} {
		wg.Go(func() { assert.NoError(t, do(ctx)) })
	}
	wg.Wait()
	out, err := json.Marshal(&w.result)
	require.NoError(t, err)
	fmt.Printf("RESULT %s\n", out)
}

// worker does a job.
type worker struct {
	job

	http  *http.Client
	store *socialredis.Store

	mu     sync.Mutex
	result result
}

func (w *worker) note(change func(r *result)) {
	w.mu.Lock()
	defer w.mu.Unlock()
	change(&w.result)
}

// again repeats what fails since the store is away, as a program does that has nothing better to do.
func (w *worker) again(ctx context.Context, do func() error) error {
	for {
		err := do()
		if !errors.Is(err, social.ErrUnavailable) {
			return err
		}
		w.note(func(r *result) { r.Unavailable++ })
		if !sleep(ctx, 100*time.Millisecond) {
			return err
		}
	}
}

// call makes calls with a client of the library.
func (w *worker) call(ctx context.Context) error {
	token := oauth2.StaticTokenSource(&oauth2.Token{AccessToken: w.Token})
	opts := &ratelimit.Options{}
	if w.Redis != "" {
		opts.Store = w.store
	}
	client, err := mastodon.New(w.Network, token, &social.Options{HTTPClient: w.http, Limiter: ratelimit.New(opts)})
	if err != nil {
		return err
	}
	errs := make([]error, w.Goroutines)
	var wg sync.WaitGroup
	for i := range w.Goroutines {
		wg.Go(func() {
			for n := i; n < w.Calls && errs[i] == nil; n += w.Goroutines {
				errs[i] = w.again(ctx, func() error {
					_, err := client.VerifyCredentials(ctx)
					return err
				})
				if errs[i] == nil {
					w.note(func(r *result) { r.Calls++ })
				}
			}
		})
	}
	wg.Wait()
	return errors.Join(errs...)
}

// renew asks for the token of the login again and again: each has ended when it comes.
func (w *worker) renew(ctx context.Context) error {
	s := social.StoredTokens(ctx, w.store, login, social.Renewal{Refresh: w.refresh})
	for range w.Renewals {
		err := w.again(ctx, func() error {
			_, err := s.Token()
			return err
		})
		if err != nil {
			return err
		}
		w.note(func(r *result) { r.Renewals++ })
		sleep(ctx, 25*time.Millisecond)
	}
	return nil
}

func (w *worker) refresh(ctx context.Context, old *oauth2.Token) (*oauth2.Token, error) {
	form := url.Values{"refresh_token": {old.RefreshToken}}.Encode()
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, w.Login, strings.NewReader(form))
	if err != nil {
		return nil, err
	}
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	res, err := w.http.Do(r)
	if err != nil {
		return nil, err
	}
	defer func() { _ = res.Body.Close() }()
	if res.StatusCode != http.StatusOK {
		return nil, fmt.Errorf("the network: status %d", res.StatusCode)
	}
	var next oauth2.Token
	return &next, json.NewDecoder(res.Body).Decode(&next)
}

// stepOwn moves the cursor that nobody else moves.
func (w *worker) stepOwn(ctx context.Context) error {
	return w.steps(ctx, "own/"+w.Name, func(r *result) { r.Own++ })
}

// stepFleet moves the cursor that all move.
func (w *worker) stepFleet(ctx context.Context) error {
	return w.steps(ctx, "fleet", func(r *result) { r.Fleet++ })
}

// steps moves a cursor on so often, from wherever it is, and counts.
func (w *worker) steps(ctx context.Context, inbox string, made func(r *result)) error {
	for n := 0; n < w.Steps; {
		err := w.again(ctx, func() error {
			old, err := w.store.LoadCursor(ctx, inbox)
			if err != nil {
				return err
			}
			at, _, _ := strings.Cut(old, " ")
			number, _ := strconv.Atoi(at)
			return w.again(ctx, func() error { return w.store.SaveCursor(ctx, inbox, old, fmt.Sprint(number+1, " by ", w.Name)) })
		})
		switch {
		case err == nil:
			n++
			w.note(made)
		case !errors.Is(err, social.ErrCursorMoved):
			return err
		}
		sleep(ctx, 10*time.Millisecond)
	}
	return nil
}

// sleep reports whether so much time has passed before ctx has ended.
func sleep(ctx context.Context, d time.Duration) bool {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-t.C:
		return true
	case <-ctx.Done():
		return false
	}
}
