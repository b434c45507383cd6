package social_test

import (
	"fmt"
	"runtime"
	"testing"

	"github.com/relais-go/relais/social"
)

// heap is how much memory is in use.
func heap() int64 {
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return int64(m.HeapAlloc)
}

// BenchmarkMerge delivers events of many listeners, by their order in time.
func BenchmarkMerge(b *testing.B) {
	for _, listeners := range []int{1, 6, 100, 1000} {
		for _, catchUp := range []bool{true, false} {
			b.Run(fmt.Sprintf("listeners=%d/catchup=%v", listeners, catchUp), func(b *testing.B) {
				feeds := make([]*feed, listeners)
				for i := range feeds {
					feeds[i] = newFeed(fmt.Sprintf("account-number-%04d", i))
				}
				for i := range b.N {
					feeds[i%listeners].happen(i)
				}
				m, err := social.Merge(sources(feeds...), nil)
				if err != nil {
					b.Fatal(err)
				}
				b.ReportAllocs()
				b.ResetTimer()
				n := 0
				for _, err := range m.Listen(b.Context(), &social.ListenQuery{After: social.FromStart, CatchUp: catchUp}) {
					if err != nil {
						b.Fatal(err)
					}
					if n++; n == b.N {
						break
					}
				}
				b.ReportMetric(float64(n)/b.Elapsed().Seconds(), "events/s")
			})
		}
	}
}
