package ratelimittest

import (
	"context"

	"github.com/relais-go/relais/ratelimit"
)

// Broken names the promises that stores do not keep.
func Broken(ctx context.Context, newStore func() ratelimit.Store) []string {
	var names []string
	for _, c := range cases() {
		if c.run(ctx, newStore()) != nil {
			names = append(names, c.name)
		}
	}
	return names
}
