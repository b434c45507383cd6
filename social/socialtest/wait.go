package socialtest

import (
	"bytes"
	"context"
	"crypto/rand"
	"runtime/pprof"
	"strings"
	"time"
)

// poll waits until condition holds, or ctx ends.
func (*run) poll(ctx context.Context, condition func() bool) bool {
	tick := time.NewTicker(2 * time.Millisecond)
	defer tick.Stop()
	for !condition() {
		select {
		case <-ctx.Done():
			return condition()
		case <-tick.C:
		}
	}
	return true
}

// wantNoGoroutines runs f and demands that all goroutines that it started end soon after. They are told
// apart by a profiler label, which goroutines inherit, so that other tests do not disturb. Idle
// connections of net/http are not counted.
func (r *run) wantNoGoroutines(ctx context.Context, f func(ctx context.Context)) {
	label := rand.Text()
	pprof.Do(ctx, pprof.Labels("socialtest", label), f)
	var left string
	soon, cancel := context.WithTimeout(ctx, min(atOnce, r.Patience/2)) // those that only end with the context are left, too
	defer cancel()
	ended := r.poll(soon, func() bool {
		left = r.goroutines(label)
		return left == ""
	})
	if !ended {
		r.errorf("goroutines are left:\n%s", left)
	}
}

// goroutines lists those with the label.
func (r *run) goroutines(label string) string {
	var all bytes.Buffer
	r.noError(pprof.Lookup("goroutine").WriteTo(&all, 1), "listing goroutines")
	var found []string
	for block := range strings.SplitSeq(all.String(), "\n\n") {
		if strings.Contains(block, label) && !strings.Contains(block, "net/http.(*persistConn)") {
			found = append(found, block)
		}
	}
	return strings.Join(found, "\n\n")
}
