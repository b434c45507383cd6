package inbox_test

import (
	"context"
	"fmt"
	"iter"
	"testing"
	"time"

	"github.com/relais-go/relais/internal/inbox"
	"github.com/relais-go/relais/social"
)

// BenchmarkCatchUp delivers 10,000 events of five sources, with a cursor each.
func BenchmarkCatchUp(b *testing.B) {
	const many = 10_000
	began := time.Now().Add(-24 * time.Hour)
	cfg := &inbox.Config{Network: network, Now: inbox.Clock(nil, nil)}
	for n := range 5 {
		cfg.Sources = append(cfg.Sources, inbox.Source{
			Name: fmt.Sprint("s", n),
			Read: func(context.Context, time.Time) iter.Seq2[*social.Event, error] {
				return func(yield func(*social.Event, error) bool) {
					for i := range many / 5 {
						e := &social.Event{ID: fmt.Sprintf("%d_%d", n, i), Time: began.Add(time.Duration(i) * time.Second)}
						if !yield(e, nil) {
							return
						}
					}
				}
			},
		})
	}
	b.ReportAllocs()
	for b.Loop() {
		got := 0
		for _, err := range inbox.Listen(b.Context(), cfg, &social.ListenQuery{After: social.FromStart, CatchUp: true}) {
			if err != nil {
				b.Fatal(err)
			}
			got++
		}
		if got != many {
			b.Fatal(got)
		}
	}
}
