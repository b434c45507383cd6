package community_test

import (
	"iter"
	"testing"
	"time"

	"github.com/relais-go/relais/social"
	"github.com/relais-go/relais/social/community"
	"github.com/stretchr/testify/require"
)

// all is the sequence of the given things, and then of err unless it is nil.
func all[T any](err error, things ...*T) iter.Seq2[*T, error] {
	return func(yield func(*T, error) bool) {
		for _, t := range things {
			if !yield(t, nil) {
				return
			}
		}
		if err != nil {
			yield(nil, err)
		}
	}
}

// collect reads a sequence to its end, which must come without an error.
func collect[T any](t *testing.T, seq iter.Seq2[*T, error]) []*T {
	t.Helper()
	var out []*T
	for v, err := range seq {
		require.NoError(t, err)
		out = append(out, v)
	}
	return out
}

// fields lists the fields that an error of validation names.
func fields(err error) []string {
	var out []string
	for _, p := range social.Problems(err) {
		out = append(out, p.Field)
	}
	return out
}

func zone(t *testing.T, name string) *time.Location {
	t.Helper()
	loc, err := time.LoadLocation(name)
	require.NoError(t, err)
	return loc
}

// instant reads RFC 3339.
func instant(t *testing.T, s string) time.Time {
	t.Helper()
	when, err := time.Parse(time.RFC3339, s)
	require.NoError(t, err)
	return when
}

// on makes targets of networks.
func on(networks ...string) []community.Target {
	var out []community.Target
	for _, n := range networks {
		out = append(out, community.Target{Network: n})
	}
	return out
}
