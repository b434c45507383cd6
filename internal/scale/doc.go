// Package scale holds no code: its tests run the clients of all networks together, many at a time, against simulators
// in a process of their own, and hold what they cost against bounds.
package scale
