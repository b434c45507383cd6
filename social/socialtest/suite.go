package socialtest

import (
	"context"
	"fmt"
	"sync"
	"testing"
	"time"
)

// suite is the promises of one interface.
type suite struct {
	name  string // of the interface
	cases []testCase
}

// testCase is one promise.
type testCase struct {
	name        string
	explanation string // the promise in words, printed when it is not kept
	run         func(ctx context.Context, r *run)
}

// run is one case being tried on one harness. Cases use its methods rather than testing.T, so that a suite
// can be shown to reject a broken client without failing itself.
type run struct {
	*Harness

	mu       sync.Mutex
	failures []string
	skipped  string
}

// stop ends a case early.
type stop struct{}

const defaultPatience = time.Minute

// test runs the suite as subtests of t.
func (s suite) test(t *testing.T, newHarness func(t *testing.T) *Harness) {
	t.Helper()
	for _, tc := range s.cases {
		t.Run(tc.name, func(t *testing.T) {
			failures, skipped := s.try(t, tc, newHarness)
			for _, f := range failures {
				t.Errorf("%s\nsocial.%s promises: %s", f, s.name, tc.explanation)
			}
			if skipped != "" && len(failures) == 0 {
				t.Skip(skipped)
			}
		})
	}
}

// try runs one case and reports what went wrong, or why it could not be tried.
func (s suite) try(t *testing.T, tc testCase, newHarness func(t *testing.T) *Harness) (failures []string, skipped string) {
	t.Helper()
	r := &run{Harness: newHarness(t)}
	if why, ok := r.Exempt[s.name+"/"+tc.name]; ok {
		return nil, "exempt: " + why
	}
	if r.Patience == 0 {
		r.Patience = defaultPatience
	}
	ctx, cancel := context.WithTimeout(t.Context(), r.Patience)
	defer cancel()

	done := make(chan struct{})
	go func() {
		defer close(done)
		defer r.recoverStop()
		tc.run(ctx, r)
	}()
	grace := time.NewTimer(r.Patience + r.Patience/4 + time.Second)
	defer grace.Stop()
	select {
	case <-done:
	case <-grace.C:
		r.errorf("the client did not return although its context had ended %v ago", r.Patience/4+time.Second)
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.failures, r.skipped
}

// recoverStop swallows the panic that ends a case, and only that.
func (r *run) recoverStop() {
	if v := recover(); v != nil {
		if _, ok := v.(stop); !ok {
			panic(v)
		}
	}
}

// errorf notes a broken promise and goes on.
func (r *run) errorf(format string, args ...any) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.failures = append(r.failures, fmt.Sprintf(format, args...))
}

// fatalf notes a broken promise and ends the case.
func (r *run) fatalf(format string, args ...any) {
	r.errorf(format, args...)
	panic(stop{})
}

// skipf ends the case because it cannot be tried.
func (r *run) skipf(format string, args ...any) {
	r.mu.Lock()
	r.skipped = fmt.Sprintf(format, args...)
	r.mu.Unlock()
	panic(stop{})
}

// need skips the case if the harness lacks a hook.
func (r *run) need(hook string, present bool) {
	if !present {
		r.skipf("the harness has no %s", hook)
	}
}

// join puts groups of cases together.
func join(groups ...[]testCase) []testCase {
	var all []testCase
	for _, g := range groups {
		all = append(all, g...)
	}
	return all
}
