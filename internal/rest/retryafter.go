package rest

import (
	"net/http"
	"strconv"
	"time"
)

// longestRetry bounds what a server may ask for.
const longestRetry = 31 * 24 * time.Hour

// retryAfter reads the Retry-After header: seconds, or a date by the server's clock. 0 if there is none.
func retryAfter(h http.Header, received time.Time) time.Duration {
	v := h.Get("Retry-After")
	if v == "" {
		return 0
	}
	if s, err := strconv.ParseFloat(v, 64); err == nil { // some servers send fractions
		if s >= longestRetry.Seconds() {
			return longestRetry
		}
		if s > 0 { // which NaN is not
			return time.Duration(s * float64(time.Second))
		}
		return 0
	}
	at, err := http.ParseTime(v)
	if err != nil {
		return 0
	}
	now := received
	if date, err := http.ParseTime(h.Get("Date")); err == nil {
		now = date // the same clock as the header's
	}
	return min(max(0, at.Sub(now)), longestRetry)
}
