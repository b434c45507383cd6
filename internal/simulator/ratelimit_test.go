package simulator_test

import (
	"net/http"
	"net/http/httptest"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/relais-go/relais/internal/simulator"
)

func TestLimiterWindows(t *testing.T) {
	t.Parallel()
	everyone := func(*http.Request) (string, bool) { return "all", true }
	clock := simulator.NewManualClock(time.Date(2026, 3, 1, 10, 7, 0, 0, time.UTC))
	limiter := simulator.NewLimiter(clock.Now,
		&simulator.Rule{Name: "aligned", Limit: 2, Period: 5 * time.Minute, Aligned: true, Key: everyone},
		&simulator.Rule{Name: "rolling", Limit: 9, Period: 5 * time.Minute, Key: everyone},
	)
	req := httptest.NewRequestWithContext(t.Context(), http.MethodGet, "/", nil)

	windows, refused := limiter.Take(req)
	require.Nil(t, refused)
	assert.Equal(t, 1, windows[0].Remaining)
	assert.Equal(t, "10:10", windows[0].Reset.UTC().Format("15:04"))
	assert.Equal(t, "10:12", windows[1].Reset.UTC().Format("15:04"))

	_, refused = limiter.Take(req)
	require.Nil(t, refused)
	windows, refused = limiter.Take(req)
	require.NotNil(t, refused)
	assert.Equal(t, "aligned", refused.Rule.Name)
	assert.Equal(t, 7, windows[1].Remaining, "a refused request uses up nothing")

	clock.Advance(3 * time.Minute)
	_, refused = limiter.Take(req)
	assert.Nil(t, refused)
}
