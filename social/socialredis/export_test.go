package socialredis

import "time"

// Steady returns what a store makes of the times that Redis tells one after the other.
func Steady(times ...time.Time) []time.Time {
	var c clock
	out := make([]time.Time, len(times))
	for i, t := range times {
		out[i] = c.steady(t)
	}
	return out
}
