package deviation_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/relais-go/relais/internal/simulator/deviation"
)

type problem struct{ name, reason string }

func (p problem) String() string { return p.name + ": " + p.reason }

func because(p problem, reason string) problem {
	p.reason = reason
	return p
}

func TestList(t *testing.T) {
	t.Parallel()
	var l deviation.List[problem]
	one, two, every := problem{name: "one"}, problem{name: "two"}, problem{name: "any"}
	assert.False(t, l.Allows(one))
	assert.Empty(t, l.Unused(because))
	require.Error(t, l.Allow(one, " "))
	assert.False(t, l.Allows(one), "without a source nothing is allowed")

	require.NoError(t, l.Allow(two, "the guide"))
	require.NoError(t, l.Allow(one, "the guide"))
	require.NoError(t, l.Allow(every, "the guide"))
	require.Error(t, l.Allow(two, "another guide"))
	assert.True(t, l.Allows(one, every))
	assert.True(t, l.Allows(one, every), "as often as it is needed")
	const reason = "allowed by the guide, but nothing needs it"
	assert.Equal(t, []problem{{"any", reason}, {"two", reason}}, l.Unused(because), "in order")
	assert.True(t, l.Allows(problem{name: "three"}, every), "by its second name")
	assert.Equal(t, []problem{{"two", reason}}, l.Unused(because))
}

func TestTidy(t *testing.T) {
	t.Parallel()
	a, b := problem{name: "a"}, problem{name: "b"}
	assert.Equal(t, []problem{a, b}, deviation.Tidy([]problem{b, a, b, a}))
}
