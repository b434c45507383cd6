package ratelimit_test

import (
	"context"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/relais-go/relais/ratelimit"
	"github.com/relais-go/relais/social"
)

// charge is a call that takes units from one budget.
func charge(name string, units int64) social.Call {
	return social.Call{Network: "x", Op: "read", Charges: []social.Charge{{Budget: name, Units: units}}}
}

// acquire lets a call out, which must not have to wait.
func acquire(t *testing.T, l social.Limiter, c social.Call) social.Grant {
	t.Helper()
	start := time.Now()
	g, err := l.Acquire(t.Context(), c)
	require.NoError(t, err)
	require.Zero(t, time.Since(start), "the call had to wait")
	return g
}

// says is an answer about windows of the budget of these tests.
func says(windows ...social.Window) social.Usage {
	for i := range windows {
		windows[i].Budget = budget
	}
	return social.Usage{Windows: windows}
}

// window is one that is full again after in.
func window(limit, remaining int64, in time.Duration) social.Window {
	return social.Window{Limit: limit, Remaining: remaining, Reset: time.Now().Add(in)}
}

// opens checks how long it takes until a call could go out.
func opens(t *testing.T, l social.Limiter, c social.Call, in time.Duration, msg string) {
	t.Helper()
	at, err := l.When(t.Context(), c)
	require.NoError(t, err)
	assert.Equal(t, in, time.Until(at), msg)
}

// left checks what the budget of these tests has left.
func left(t *testing.T, l *ratelimit.Limiter, want int64, msg string) {
	t.Helper()
	got, ok := l.Left(budget)
	require.True(t, ok, "nothing known: %s", msg)
	assert.Equal(t, want, got, msg)
}

// fails checks that a call with so much time is turned away at once.
func fails(t *testing.T, l social.Limiter, c social.Call, within time.Duration, kind error, after time.Duration) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), within)
	defer cancel()
	start := time.Now()
	_, err := l.Acquire(ctx, c)
	require.ErrorIs(t, err, kind)
	assert.Zero(t, time.Since(start), "fails at once")
	var e *social.Error
	require.ErrorAs(t, err, &e)
	assert.Equal(t, after, e.RetryAfter, "RetryAfter: %v", err)
	assert.Equal(t, "x", e.Network)
	assert.Equal(t, "read", e.Op)
}

// waits checks that a call does not go out within some time.
func waits(t *testing.T, l social.Limiter, c social.Call, within time.Duration) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), within)
	defer cancel()
	start := time.Now()
	_, err := l.Acquire(ctx, c)
	require.ErrorIs(t, err, context.DeadlineExceeded)
	assert.Equal(t, within, time.Since(start), "waits until the context ends")
}
