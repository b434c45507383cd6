package bench_test

import (
	"fmt"
	"os"
	"runtime"
	"runtime/metrics"
	"slices"
	"strings"
	"sync"
	"testing"
	"text/tabwriter"
	"time"
)

// long reports whether there is time for large files and many rounds.
func long() bool { return os.Getenv("RELAIS_LONG") != "" }

// sample is what one round cost.
type sample struct {
	took   time.Duration // per operation
	cpu    time.Duration // that the process used, per operation; it stays the same on a busy machine
	allocs float64       // per operation
	bytes  float64       // allocated per operation
	peak   float64       // of the heap above what it was before
}

// round runs n operations and measures them together.
func round(n int, run func()) sample {
	runtime.GC()
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	begun, cpu := time.Now(), cpuTime()
	for range n {
		run()
	}
	took := time.Since(begun)
	cpu = cpuTime() - cpu
	runtime.ReadMemStats(&after)
	return sample{
		took: took / time.Duration(n), cpu: cpu / time.Duration(n),
		allocs: float64(after.Mallocs-before.Mallocs) / float64(n), bytes: float64(after.TotalAlloc-before.TotalAlloc) / float64(n),
	}
}

// watched runs once and measures time and the peak of the heap, garbage that waits to be collected included.
func watched(run func()) sample {
	runtime.GC()
	heap := func() float64 {
		s := []metrics.Sample{{Name: "/memory/classes/heap/objects:bytes"}}
		metrics.Read(s)
		return float64(s[0].Value.Uint64())
	}
	before, peak := heap(), 0.0
	stop := make(chan struct{})
	var wg sync.WaitGroup
	wg.Go(func() {
		ticker := time.NewTicker(time.Millisecond)
		defer ticker.Stop()
		for {
			peak = max(peak, heap()-before)
			select {
			case <-ticker.C:
			case <-stop:
				return
			}
		}
	})
	begun := time.Now()
	run()
	took := time.Since(begun)
	close(stop)
	wg.Wait()
	return sample{took: took, peak: peak}
}

// duel lets both sides run in turn, so that what slows the machine down slows both, each as often before the other as
// after it, and returns the medians.
func duel(rounds int, ours, theirs func() sample) (a, b sample) {
	ours()
	theirs()
	as, bs := make([]sample, rounds), make([]sample, rounds)
	for i := range rounds {
		if i%2 == 0 {
			as[i], bs[i] = ours(), theirs()
		} else {
			bs[i], as[i] = theirs(), ours()
		}
	}
	return medians(as), medians(bs)
}

func medians(list []sample) sample {
	of := func(value func(sample) float64) float64 {
		all := make([]float64, len(list))
		for i, s := range list {
			all[i] = value(s)
		}
		slices.Sort(all)
		return all[len(all)/2]
	}
	return sample{
		took:   time.Duration(of(func(s sample) float64 { return float64(s.took) })),
		cpu:    time.Duration(of(func(s sample) float64 { return float64(s.cpu) })),
		allocs: of(func(s sample) float64 { return s.allocs }), bytes: of(func(s sample) float64 { return s.bytes }),
		peak: of(func(s sample) float64 { return s.peak }),
	}
}

// table is what a report prints.
type table struct {
	text strings.Builder
	w    *tabwriter.Writer
}

func newTable() *table {
	t := new(table)
	t.w = tabwriter.NewWriter(&t.text, 0, 0, 3, ' ', 0)
	t.line("", "relais", "the other", "ratio", "goal")
	return t
}

func (t *table) line(cells ...string) { fmt.Fprintln(t.w, strings.Join(cells, "\t")) }

// twice is a row whose goal is a ratio of 2.
func (t *table) twice(what, ours, theirs string, ratio float64) {
	const goal = 2
	verdict := "met"
	if ratio < goal {
		verdict = "missed"
	}
	t.line(what, ours, theirs, fmt.Sprintf("%.2f", ratio), fmt.Sprintf("at least %d: %s", goal, verdict))
}

// atMost is a row in which ours itself shall not exceed goal.
func (t *table) atMost(what string, ours, theirs, goal float64, show func(float64) string) {
	verdict := "met"
	if ours > goal {
		verdict = "missed"
	}
	ratio := "-"
	if ours > 0 {
		ratio = fmt.Sprintf("%.2f", theirs/ours)
	}
	t.line(what, show(ours), show(theirs), ratio, "at most "+show(goal)+": "+verdict)
}

// plain is a row without a goal.
func (t *table) plain(what, ours, theirs string, ratio float64) {
	t.line(what, ours, theirs, fmt.Sprintf("%.2f", ratio), "")
}

func (t *table) print(tb testing.TB) {
	tb.Helper()
	_ = t.w.Flush()
	tb.Logf("%s, %s/%s, %d CPUs\n%s", runtime.Version(), runtime.GOOS, runtime.GOARCH, runtime.GOMAXPROCS(0), &t.text)
}

func mib(bytes float64) string { return fmt.Sprintf("%.1f MiB", bytes/(1<<20)) }

func count(n float64) string { return fmt.Sprintf("%.0f", n) }

func micros(d time.Duration) string {
	return fmt.Sprintf("%.0f µs", float64(d)/float64(time.Microsecond))
}
